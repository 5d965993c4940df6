"""What smiles catch from each other, and who had it first."""

import time

import numpy as np
import pytest

from photophore.watch import episode as cutting
from photophore.watch import events as watched
from photophore.watch import spread
from tests.watch import small


def test_laws_of_waiting_are_laws():
    after = np.linspace(0.001, 60, 60_000)
    for shape in spread.SHAPES:
        told = spread.density(after, 4.0, shape)
        step = after[1] - after[0]
        assert told.sum() * step == pytest.approx(1, abs=2e-3)
        np.testing.assert_allclose(np.cumsum(told) * step, spread.failed(after, 4.0, shape), atol=3e-3)
        assert spread.density(np.array([-1.0]), 4.0, shape) == 0 == spread.failed(np.array([-1.0]), 4.0, shape)


def test_the_first_is_found_and_the_others_are_no_orphans():
    events, name = small.city("contact", 0)
    it = cutting.cut(events, small.BEGINS, 70.0, 1e-6)
    found = spread.origin(it)
    likeliest = it.fleet.smile[found.who[np.argmax(found.odds)]]
    assert str(likeliest) == name
    assert found.odds.sum() == pytest.approx(1) and found.score > 50
    assert found.orphans.mean() < 0.25


@pytest.mark.parametrize("seed", [0, 1, 4, 7])
def test_the_first_is_thought_of_though_nobody_heard_it_fail(seed):
    """Whose own sign was lost is told by the meetings of those who failed soon after."""
    events, name = small.city("contact", seed)
    lost = (events.kind >= watched.FIRST_SIGN) & (events.smile == int(name))
    it = cutting.cut(watched.pick(events, ~lost), small.BEGINS, 52.0, 1e-6)
    found = spread.origin(it, spread.FINE)
    assert found.odds.sum() == pytest.approx(1)
    likeliest = it.fleet.smile[found.who[np.argsort(-found.odds)]].tolist()
    assert int(name) in likeliest[:3]
    assert not set(it.mute) & set(it.who)


@pytest.mark.parametrize("seed", [0, 1, 4])
@pytest.mark.parametrize("lost", [1, 2])
def test_the_first_is_found_though_one_in_the_middle_was_not_heard(seed, lost):
    events, name = small.city("contact", seed)
    whole = cutting.cut(events, small.BEGINS, 52.0, 1e-6)
    quiet = (events.kind >= watched.FIRST_SIGN) & (events.smile == whole.fleet.smile[whole.who[lost]])
    it = cutting.cut(watched.pick(events, ~quiet), small.BEGINS, 52.0, 1e-6)
    found = spread.origin(it, spread.FINE)
    assert int(name) in it.fleet.smile[found.who[np.argsort(-found.odds)[:2]]].tolist()


def test_who_met_nobody_that_failed_is_not_thought_of():
    events, name = small.city("contact", 0)
    it = cutting.cut(events, small.BEGINS, 52.0, 1e-6)
    met = events.kind == watched.Kind.MET.code
    for row in it.mute:
        mute = it.fleet.smile[row]
        of = np.concatenate([events.other[met & (events.smile == mute)], events.smile[met & (events.other == mute)]])
        assert len(set(of.tolist()) & set(it.fleet.smile[it.who[: cutting.FIRST]].tolist())) >= cutting.MET
    assert len(it.mute) <= cutting.MUTE and int(name) not in it.fleet.smile[it.mute]


def test_a_bad_lot_is_nothing_that_is_caught():
    events, _ = small.city("lot", 1)
    it = cutting.cut(events, small.BEGINS, 70.0, 1e-6)
    found = spread.origin(it)
    assert found.orphans.mean() > 0.7


def test_nobody_failed():
    events, _ = small.city("none", 1)
    found = spread.origin(cutting.cut(events, small.BEGINS, 70.0, 1e-6))
    assert found.score == -np.inf and not len(found.who)


@pytest.mark.parametrize("kind", ["lot", "place"])
def test_what_went_through_mute_ones_is_summed_as_pair_by_pair(kind):
    events, _ = small.city(kind, 1)
    it = cutting.cut(events, small.BEGINS, 70.0, 1e-6)
    meets, k = it.meets, len(it.at)
    via = spread._passed(it, spread.WAYS[0], middle := spread._middle(it)).via
    comes, goes, _ = middle
    had = np.random.default_rng(3).uniform(size=k + len(it.mute))
    told, since, first = 0.0, float(np.quantile(meets.at[middle[0]], 0.3)), k + 1
    for two, (mute, worth) in enumerate(zip(via.mute, via.worth, strict=True)):
        here = (it.mute[mute - k] == meets.taker[comes]) & (meets.at[comes] < meets.at[goes[two]])
        ones = comes[here & (meets.at[comes] >= since)]
        had_it = via.comes.worth[here & (meets.at[comes] >= since)]
        told += (had_it * had[meets.giver[ones]]).sum() * worth * (mute != first)
    assert told > 0
    assert via.since(since, had, first).sum() == pytest.approx(told)


def test_many_meetings_cost_little():
    """Of 240 who failed, 200,000: where each pair of meetings with a mute one was looked at it took many seconds."""
    dice, many = np.random.default_rng(1), 200_000
    fleet = small.roster(1)
    rows = dice.choice(fleet.count, 240, replace=False)
    one, two = dice.choice(fleet.smile[rows], many), dice.choice(fleet.smile[rows], many)
    apart = one != two
    at = np.sort(dice.uniform(0, 100, many))[apart]
    met = watched.seen(at, watched.Kind.MET, one[apart], small.NAMES, other=two[apart])
    failed = small.signs(fleet, rows, dice.uniform(60, 90, 240))
    events = watched.ordered(watched.together([fleet, met, failed]))
    it = cutting.cut(events, 60.0, 95.0, 1e-6)
    begun = time.process_time()
    assert spread.origin(it).odds.sum() == pytest.approx(1)
    assert time.process_time() - begun < 5
