"""Falling into step, measured: small crowds here, a million by `photophore bench kuramoto`."""

import numpy as np
import pytest

from photophore.city import sync_bench
from photophore.light.sync import Rule
from photophore.words import BLOCK


@pytest.fixture(scope="module")
def figures():
    told = []
    return sync_bench.kuramoto(4000, lambda done, of: told.append((done, of))), sync_bench.hostile(), told


def test_order_and_threshold_are_what_theory_says(figures):
    found, _, told = figures
    assert found["smiles"] == 2 * BLOCK and found["step_ms"] > 0
    assert found["r"] == pytest.approx(found["r_theory"], abs=0.02)
    assert found["threshold"] == pytest.approx(4, rel=0.03)
    assert told[-1][0] == told[-1][1]


def test_liars_turn_the_median_less_than_the_mean_and_hurry_nobody(figures):
    found = figures[1]
    assert 0.4 < found["spread_rad"] < 0.6, "as apart as in specs light 5.5"
    assert found["phase_error_deg"] <= 8 < 12 < found["mean_phase_error_deg"]
    assert found["fastest_hertz"] <= found["cap_hertz"] + 1e-4


def test_a_district_is_a_crowd_without_a_rule():
    crowd = sync_bench.Crowd(sync_bench.rates(BLOCK, "gauss", 0.02), np.zeros(BLOCK))
    robust = sync_bench.Crowd(sync_bench.rates(BLOCK, "gauss", 0.02), np.zeros(BLOCK), Rule())
    assert crowd.order(200) == pytest.approx(robust.order(200), abs=0.01)
