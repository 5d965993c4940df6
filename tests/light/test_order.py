"""What theory says beforehand: the tables of specs light 5.1 and 5.2, and forecasts from a crowd's own rates."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photophore.light import order

TABLE = {
    "lorentz": ((2.2, 0.3015), (2.5, 0.4472), (3, 0.5774), (4, 0.7071), (8, 0.8660)),
    "gauss": ((1.7, 0.4254), (1.8, 0.5629), (2, 0.7152), (2.5, 0.8697), (3, 0.9252), (4, 0.9642)),
    "uniform": ((1.28, 0.8029), (1.4, 0.8731), (1.6, 0.9158), (2, 0.9519), (3, 0.9804)),
}
ONSETS = {"lorentz": 2.0, "gauss": 1.5958, "uniform": 1.2732}
EVEN = (np.arange(4000) + 0.5) / 4000


@pytest.mark.parametrize("kind", TABLE)
def test_the_tables_of_theory(kind):
    assert order.critical(1, kind) == pytest.approx(ONSETS[kind], abs=1e-4)
    for pull, r in TABLE[kind]:
        assert order.order(pull, kind, 1) == pytest.approx(r, abs=5e-4)
        assert order.order(pull * 0.03, kind, 0.03) == pytest.approx(r, abs=5e-4), "only the ratio counts"
    assert order.order(ONSETS[kind] * 0.999, kind, 1) == 0


def test_a_uniform_crowd_jumps():
    assert order.order(order.critical(1, "uniform") * 1.00001, "uniform", 1) == pytest.approx(math.pi / 4, abs=0.01)


@pytest.mark.parametrize(("pull", "r"), [(3.5, 0), (4.001, 0.013), (5, 0.3407), (8, 0.5816)])
def test_autonomy_even_on_0_to_1(pull, r):
    assert order.with_autonomy(pull, EVEN, 1) == pytest.approx(r, abs=0.02)


def test_only_the_mean_openness_counts_at_the_onset():
    for autonomy in (np.full(9, 0.5), np.repeat([0, 1], 50), EVEN):
        assert order.threshold(autonomy, 2) == pytest.approx(4)
        assert order.with_autonomy(3.99, autonomy, 1) == 0
        assert order.with_autonomy(4.05, autonomy, 1) > 0
    assert order.threshold(np.ones(5), 2) == order.threshold(np.zeros(0), 2) == math.inf


def test_without_autonomy_it_is_the_plain_law():
    assert order.with_autonomy(3, np.zeros(5), 1) == pytest.approx(order.order(3, "lorentz", 1), abs=1e-6)


def test_a_crowd_that_begins_ends_where_theory_says():
    r = order.begins(3, 1, 0.05, np.linspace(0, 30, 50))
    assert r[0] == pytest.approx(0.05) and r[-1] == pytest.approx(0.5774, abs=1e-4) and (np.diff(r) > 0).all()


def crowd(kind, n, seed):
    rng = np.random.default_rng(seed)
    draw = {"gauss": rng.standard_normal, "uniform": lambda k: rng.uniform(-1, 1, k), "lorentz": rng.standard_cauchy}
    return 0.75 + 0.05 * draw[kind](n), rng.random(n)


@pytest.mark.parametrize("kind", TABLE)
def test_a_forecast_finds_the_threshold_of_a_crowd_whose_shape_it_is_not_told(kind):
    found = []
    for seed in range(12):
        rates, autonomy = crowd(kind, 5000, seed)
        found.append(order.will_sync(0.2, rates, autonomy).threshold / (order.critical(0.05, kind) * 2))
    assert np.mean(found) == pytest.approx(1, abs=0.05) and np.std(found) < 0.06


def test_it_is_as_sure_as_it_is_right():
    """Over many small crowds near the onset: of the forecasts that are nearly sure, nearly all are right."""
    sure, right = [], []
    for seed in range(300):
        rates, autonomy = crowd("gauss", 120, seed)
        needs = order.critical(0.05, "gauss") / (1 - autonomy.mean())
        firm = needs * np.exp(np.random.default_rng(seed).uniform(-0.6, 0.6))
        told = order.will_sync(firm, rates, autonomy)
        sure.append(told.sure)
        right.append(told.will == (firm > needs))
    sure, right = np.array(sure), np.array(right)
    assert right[sure > 0.95].mean() > 0.93 and right.mean() == pytest.approx(sure.mean(), abs=0.08)
    assert right[sure < 0.7].mean() < 0.9, "where it doubts it has reason to"


def test_the_order_that_is_forecast_is_what_theory_says():
    rates, autonomy = crowd("lorentz", 20_000, 3)
    told = order.will_sync(0.4, rates, autonomy)
    assert told.r == pytest.approx(order.with_autonomy(0.4, autonomy, 0.05), abs=0.03)


def test_small_and_strange_crowds():
    same = order.will_sync(0.1, np.full(9, 0.3), np.full(9, 0.5))
    assert same == (0.0, 0.1, True, 1.0, 1.0), "who beats alike falls into step at any pull"
    assert not order.will_sync(1, np.zeros(0), np.zeros(0)).will
    assert not order.will_sync(1, np.full(1, 0.2), np.zeros(1)).will
    free = order.will_sync(2, np.linspace(0.2, 0.3, 40), np.ones(40))
    assert free.threshold == math.inf and not free.will
    rates, autonomy = np.array([0.2, 0.3, 0.25, np.nan]), np.array([0.1, 0.2, np.nan, 0])
    assert order.will_sync(1, rates, autonomy) == order.will_sync(1, rates[:2], autonomy[:2]), "members only"


@settings(max_examples=80)
@given(st.floats(0, 2), st.lists(st.floats(0, 1.5) | st.sampled_from([np.nan, np.inf]), max_size=40), st.integers(0, 9))
def test_a_forecast_is_always_one(firm, rates, seed):
    told = order.will_sync(firm, np.array(rates, float), np.random.default_rng(seed).random(len(rates)))
    assert 0 <= told.r <= 1 and 0.5 <= told.sure <= 1 and told.threshold >= 0 and told.will in (True, False)
    assert told.firm == firm and (told.will == (firm > told.threshold))
