"""Skin conductance: what cannot be skin is left out, responses are counted as an independent library counts them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photophore.sense import skin

RATE = 4.0


def made(seconds: float, tops, height: float = 0.5, level: float = 2.0) -> np.ndarray:
    """A level with responses: up in two seconds, down in five."""
    at = np.arange(0, seconds, 1 / RATE)
    values = np.full(at.size, level)
    for top in tops:
        past = at - (top - 2)
        past = np.maximum(past, 0)
        values += height * 1.87 * (np.exp(-past / 5) - np.exp(-past))
    return values


def test_what_cannot_be_skin_is_left_out():
    values = np.array([0.0, 0.5, 0.51, 200.0, 0.5, np.nan, 0.52, 0.9, 0.9, 0.9, 0.9])
    kept = np.isfinite(skin.clean(values, RATE))
    assert kept.tolist() == [False, True, True, False, True, False, True, False, False, True, True]


def test_responses_are_found_at_their_tops():
    top, height = skin.responses(made(120, [20, 50, 80]), RATE)
    assert top / RATE == pytest.approx([20, 50, 80], abs=1.5) and (height > 0.3).all()
    assert skin.responses(made(120, [20, 50, 80], height=0.04), RATE)[0].size == 0
    drift = 2 + np.arange(0, 600, 1 / RATE) * 0.005
    assert skin.responses(drift, RATE)[0].size == 0  # the level's own way up


def test_minutes_tell_level_drive_and_count():
    told = skin.windows(made(180, [70, 80, 100, 110]), RATE, np.array([60.0, 120.0, 180.0, 900.0, -50.0]))
    assert told.level[0] == pytest.approx(2) and told.level[1] > 2.2 and np.isnan(told.level[3:]).all()
    assert told.drive[0] == 0 and 1.5 < told.drive[1] < 3 and np.isnan(told.drive[3:]).all()
    assert told.count[:3].tolist() == [0, 4, 0]


def test_a_minute_half_empty_says_nothing():
    values = made(60, [])
    values[:121] = 0.0
    assert np.isnan(skin.windows(values, RATE, np.array([60.0])).level[0])
    values[:60] = 2.0
    assert skin.windows(values, RATE, np.array([60.0])).level[0] == pytest.approx(2)


def test_logarithms_have_a_floor():
    assert np.isfinite(skin.of_level(np.array([0.0, 1.0]))).all() and np.isnan(skin.of_level(np.nan))
    assert skin.of_drive(0.0) == pytest.approx(np.log(skin.RISE)) and np.isnan(skin.of_drive(np.nan))


@settings(max_examples=100)
@given(st.lists(st.floats(width=32) | st.floats(0.05, 20), min_size=0, max_size=60), st.sampled_from([0.1, 4.0, 50.0]))
def test_whatever_comes_nothing_false_is_told(values, rate):
    told = skin.windows(np.array(values, float), rate, np.array([0.0, 1.0, 10.0, 60.0, 1e6]))
    level = told.level[np.isfinite(told.level)]
    assert ((level >= skin.LEAST) & (level <= skin.MOST)).all()
    assert not (told.drive < 0).any() and not (told.count < 0).any() and not np.isinf(told.drive).any()


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_an_independent_library_counts_the_same(seed):
    """NeuroKit2, on simulated skin with fifteen events: the count within one."""
    nk = pytest.importorskip("neurokit2", reason="the oracle NeuroKit2 is not installed (dependency group oracle)")
    curve = nk.eda_simulate(duration=180, sampling_rate=50, scr_number=15, noise=0.0, drift=0.01, random_state=seed)
    theirs = len(nk.eda_process(curve, sampling_rate=50)[1]["SCR_Peaks"])
    ours = skin.responses(curve[::12], 50 / 12)[0].size
    assert abs(ours - theirs) <= 1 and abs(ours - 15) <= 1
