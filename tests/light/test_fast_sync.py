"""The compiled beat: districts, gatherings and fireflies as the plain account has them, to the bit."""

import copy

import numpy as np
import pytest

from photophore.light import fast_sync, sync
from photophore.light.sync import Mode, Rule
from photophore.words import Audience, Purpose, Signal, Tick
from tests.light import stage

F = np.float32


def alike(one: sync.Phases, other: sync.Phases) -> None:
    for name in sync.Phases._fields[:-1]:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), name)
    for name in sync.Crowds._fields:
        np.testing.assert_array_equal(getattr(one.crowds, name), getattr(other.crowds, name), name)


@pytest.mark.parametrize("opened", [False, True])
def test_drift_is_the_plain_one(opened):
    city = stage.City(2, 5, groups=8)
    plain = sync.start(city.n, 8, city.worn.seed)
    if opened:
        plain.vote[::3] = 0.3
        for group, rule in ((7, Rule(firm=1.5)), (6, Rule(Mode.FIREFLY)), (4, Rule(robust=False, lag=-0.2, firm=0.4))):
            sync.obey(plain.crowds, group, rule)
    quick, rng = copy.deepcopy(plain), np.random.default_rng(5)
    drift = fast_sync.Beat(map).drift
    for count in range(40):
        city.change()
        city.grants.grant(city._rows(0.3), Audience.NEAR, Signal.FEELING, Purpose.SYNC)
        heart = rng.uniform(0, 300, city.n).astype(F)
        heart[::7] = np.nan
        shown, given = stage.shown(city.n, 1, 0.5, heart), city.grants.given(count)
        if count == 20:  # some whose time has come
            plain.due[::5], quick.due[::5] = 20, 20
            plain.beat[::5], quick.beat[::5] = 0, 0
        for kept, moves in ((plain, sync.drift), (quick, drift)):
            moves(kept, shown, given, city.worn, Tick(count))
        alike(plain, quick)
    assert bool(plain.left.any()) == opened and (plain.crowds.field[:, 2] > 0).all()


def test_groups_that_nobody_is_in_have_no_sums():
    parts = np.ones((2, 3, sync.SUMS))  # group 0, and two that were opened
    crowds = sync.start(0, 9).crowds
    sync.obey(crowds, 7, Rule())
    fast_sync.add(crowds, [parts, parts], Tick(0))
    assert crowds.field[:, 2].tolist() == [4, 0, 0, 0, 0, 0, 0, 4, 4]
