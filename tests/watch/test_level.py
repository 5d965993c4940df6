"""What smiles share is scored as a process in time."""

import numpy as np
import pytest

from photophore.watch import episode as cutting
from photophore.watch import events as watched
from photophore.watch import level
from photophore.watch.events import FACTORS
from tests.watch import small

RELEASE, LOT = FACTORS.index("release"), FACTORS.index("lot")


def cut(events):
    return cutting.cut(events, small.BEGINS, small.BEGINS + 25, 1e-6)


def test_the_bad_lot_outdoes_all_others():
    fleet = small.roster(5)
    scores = level.score(cut(watched.together([fleet, small.shared(fleet, "lot", 7, 5)])), LOT)
    assert np.argmax(scores) == 7 and np.sort(scores)[-2] < scores[7] - 20


def test_only_who_took_it_tells_of_a_release():
    events, _ = small.city("release", 1)
    it = cut(events)
    has = level.members(it, RELEASE, int(np.argmax(level.score(it, RELEASE))))
    assert np.isfinite(has.since).all() and (has.until > has.since).all() and (has.weight == 1).all()
    first = level.members(it, RELEASE, 0)
    assert np.isinf(first.since).all() and np.isfinite(first.until).any()  # some left it for the new one


def test_nothing_shared_scores_below_calm():
    fleet = small.roster(6)
    spread = small.signs(fleet, np.arange(0, 900, 45), np.linspace(41, 65, 20))
    it = cut(watched.together([fleet, spread]))
    assert level.score(it, LOT).max() < level.of(it, level.always(np.arange(small.N))) / 3


def test_those_who_were_spared_count_against_it():
    fleet = small.roster(7)
    rows = np.flatnonzero(fleet.factors[LOT] == 3)[:8]
    it = cut(watched.together([fleet, small.signs(fleet, rows, 41 + np.linspace(0, 4, 8))]))
    few, many = level.of(it, level.always(rows)), level.of(it, level.always(np.arange(small.N)))
    assert few > many + 10
    weak = level.of(it, level.always(np.arange(small.N), np.where(np.isin(np.arange(small.N), rows), 1.0, 0.01)))
    assert few > weak > many


def test_alike_ones_are_counted_together_exactly():
    starts = np.array([1.0, 5.0])
    since, gone = np.array([-np.inf, -np.inf, 2.0]), np.array([30.0, 30.0, 9.0])
    told = level._spared(since, gone, np.array([1.0, 1.0, 0.5]), starts)
    for s, start in enumerate(starts):
        for w, while_ in enumerate(level.WHILES):
            lost = [1 - np.exp(-max(g - max(b, start), 0) / while_) for b, g in zip(since, gone, strict=True)]
            wanted = sum(np.log1p(-k * level.SHARES * x) for k, x in zip((1, 1, 0.5), lost, strict=True))
            assert told[s, w] == pytest.approx(wanted, rel=0.06)
