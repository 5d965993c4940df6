"""Rings are fair, stop what does harm, go on with what does none, and roll back; how often they err is measured."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.watch import rings
from photophore.watch.rings import ALPHA, BETA, GO, RINGS, STOP, Rollout, Seen, State

N = 20_000
DAY = 86_400.0


def fleet(seed: int = 1, n: int = N):
    """Districts of very different size, and lots that go with wealth."""
    dice = np.random.default_rng(seed)
    district = np.minimum(dice.geometric(0.15, n) - 1, 19)
    wealth = (district % 3 + dice.integers(0, 2, n)) // 2
    lot = (wealth * 3 + dice.integers(0, 5, n)) % 9
    return np.arange(n) * 7 + 3, np.stack([district, wealth, lot]).astype(np.int32)


# --- who is in which ring


def test_the_bounds_are_those_of_the_notes():
    assert round(STOP, 2) == 6.86 and round(GO, 2) == -2.99


@pytest.mark.parametrize("seed", range(5))
def test_every_district_wealth_and_lot_has_its_share_of_every_ring(seed):
    smiles, strata = fleet()
    ring = rings.assign(smiles, strata, seed)
    for place, share in enumerate(RINGS):
        within = ring <= place
        assert abs(within.mean() - share) < 0.001
        for factor, most in zip(strata, (4.0, 8.0, 12.0), strict=True):
            for level in np.unique(factor):
                here = factor == level
                assert abs(within[here].sum() - share * here.sum()) <= most, (place, level, here.sum())


def test_who_comes_first_is_chance_and_the_same_again():
    smiles, strata = fleet(n=5000)
    one, again, other = (rings.assign(smiles, strata, seed) for seed in (1, 1, 2))
    assert np.array_equal(one, again)
    first = one == 0
    assert (other[first] == 0).mean() < 0.1, "it is not always the same people who come first"
    shuffled = np.random.default_rng(0).permutation(len(smiles))
    assert np.array_equal(rings.assign(smiles[shuffled], strata[:, shuffled], 1), one[shuffled])


@given(st.integers(0, 40), st.integers(0, 2**31 - 1))
def test_any_fleet_can_be_ringed(n, seed):
    ring = rings.assign(np.arange(n), np.zeros((3, n), np.int32), seed)
    assert ring.shape == (n,) and ring.dtype == np.uint8 and (n == 0 or ring.max() <= 3)


# --- the gate


def watched(rates, shares=(0.01, 0.99), n=N, seconds=600.0, days=60, seed=0, least=3600.0) -> list[Rollout]:
    """A ring watched to its end: rates of faults a second and smile, of treated and of controls."""
    dice, rollout, now = np.random.default_rng(seed), rings.start(0.0), 0.0
    told = [rollout]
    while rollout.ring == 0 and not rollout.over and now < days * DAY:
        now += seconds
        seen = [Seen(int(dice.poisson(rate * share * n * seconds)), share * n * seconds)
                for rate, share in zip(rates, shares, strict=True)]  # fmt: skip
        rollout = rings.hear(rollout, *seen, now, least)
        told.append(rollout)
    return told


def test_a_release_that_breaks_all_stops_at_once_and_goes_back():
    rollout = rings.start(0.0)
    rollout = rings.hear(rollout, Seen(8, 200.0), Seen(0, 19_800.0), 1.0)
    assert rollout.state is State.STOP and rollout.over
    ring = rings.assign(*fleet(), 1)
    assert not rings.have_it(ring, rollout).any()
    assert np.array_equal(rings.goes_back(ring, rollout), ring == 0)
    assert rings.hear(rollout, Seen(0, 1e9), Seen(999, 1e9), 1e9) is rollout, "what was stopped stays so"


def test_it_goes_through_all_rings_where_it_does_no_harm():
    rollout, now, states = rings.start(0.0), 0.0, []
    while not rollout.over:
        now += DAY / 2
        share = RINGS[rollout.ring]
        seen = [Seen(round(2000 * part), part * 1e9) for part in (share, 1 - share)]
        rollout = rings.hear(rollout, *seen, now)
        states.append(rollout.state)
        assert not rings.goes_back(np.arange(4), rollout).any()
    assert states == [State.WAIT, State.GO, State.WAIT, State.GO, State.WAIT, State.GO, State.WAIT, State.DONE]
    assert rings.have_it(np.arange(4), rollout).all()


def test_a_ring_is_watched_for_its_time_and_where_nothing_is_known_it_waits():
    plenty = Seen(10, 1e6), Seen(10_000, 1e9)
    assert rings.hear(rings.start(0.0), *plenty, 100.0).state is State.WAIT, "a day has not gone by"
    assert rings.hear(rings.start(0.0), *plenty, DAY).state is State.GO
    assert rings.hear(rings.start(0.0), Seen(0, 1e6), Seen(0, 1e8), 1e9).state is State.WAIT, "no fault tells nothing"
    assert rings.hear(rings.start(0.0), Seen(3, 0.0), Seen(0, 1e8), 1e9).state is State.WAIT


def test_the_last_ring_is_held_against_the_controls_of_before():
    last = rings.start(0.0)._replace(ring=3, before=Seen(100, 1e6))
    assert rings.hear(last, Seen(100, 1e6), Seen(0, 0.0), DAY).state is State.DONE
    assert rings.hear(last, Seen(300, 1e6), Seen(0, 0.0), DAY).state is State.STOP
    blind = last._replace(before=Seen(0, 0.0))
    assert rings.hear(blind, Seen(9, 1e6), Seen(0, 0.0), DAY).state is State.WAIT


@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 10**9), st.integers(1, 10**9))
def test_evidence_adds_up_whatever_the_order(faults, others, here, there):
    """Faults one by one weigh as much as all at once; more harm weighs more."""
    whole = rings.evidence(Seen(faults, here), Seen(others, there), Seen(0, 0.0))
    parts = sum(rings.evidence(Seen(1, here), Seen(0, there), Seen(0, 0.0)) for _ in range(faults))
    parts += sum(rings.evidence(Seen(0, here), Seen(1, there), Seen(0, 0.0)) for _ in range(others))
    assert np.isfinite(whole) and np.isclose(whole, parts, atol=1e-6)
    assert rings.evidence(Seen(faults + 1, here), Seen(others, there), Seen(0, 0.0)) > whole


def test_the_day_s_own_rate_does_not_matter():
    """On a day on which everything fails three times as often, controls fail so, too: it is not stopped."""
    for seed in range(10):
        assert watched((3e-7, 3e-7), seed=seed)[-1].state is State.GO


@pytest.mark.slow
def test_how_often_it_errs():
    """False stops at most ALPHA, false goes at most BETA; the tests' overshoot makes both rarer."""
    runs = 20_000
    harmless = [watched((2e-6, 2e-6), seed=seed, seconds=3600.0)[-1].state for seed in range(runs)]
    harmful = [watched((6e-6, 2e-6), seed=seed, seconds=3600.0)[-1].state for seed in range(runs // 4)]
    stopped, went = harmless.count(State.STOP) / runs, harmful.count(State.GO) / len(harmful)
    print(f"false stops {stopped:.5f} of {runs}, false goes {went:.4f} of {len(harmful)}")
    assert harmless.count(State.WAIT) == harmful.count(State.WAIT) == 0
    assert stopped <= ALPHA and went <= BETA
