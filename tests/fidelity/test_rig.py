"""The bench counts by itself: against the analyser, which shares no code with it."""

import numpy as np

from photophore.fidelity import rig
from photophore.light import flash
from photophore.words import BLOCK, Audience


def test_the_count_is_the_analysers():
    rng = np.random.default_rng(3)
    values = rng.random((90, 40))
    count = rig.Count(40)
    for frame in values:
        count(frame, np.zeros(40))
    assert np.array_equal(count.most[0], flash.last_sum(flash.peaks(values, 0.10), 30).max(axis=0))


def test_everyone_on_the_bench_is_seen_by_people_near_and_by_nobody_else():
    scene = rig.plain(BLOCK)
    assert (scene.shown(1).seen == Audience.NEAR.bit | Audience.SELF.bit).all()
