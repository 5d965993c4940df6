"""Beat intervals: cleaned by rule, told with how much they cover, as an independent library tells them."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photophore.sense import heart


def beats(ms) -> tuple[np.ndarray, np.ndarray]:
    return np.cumsum(ms) / 1000, np.asarray(ms, float)


def test_intervals_no_heart_can_have_are_not_good():
    ms = np.array([800, 299, 800, 2001, 800, np.nan, np.inf, 800, 810, -5, 790])
    assert heart.good(ms).tolist() == [True, False, True, False, True, False, False, True, True, False, True]


def test_a_missed_and_a_false_beat_are_not_good():
    ms = np.array([800, 810, 1600, 805, 795, 400, 410, 800, 790, 810])
    assert heart.good(ms).tolist() == [True, True, False, True, True, False, False, True, True, True]


def test_a_heart_may_change_its_pace_slowly():
    ms = 900 * np.exp(-np.arange(100) * 0.007)
    assert heart.good(ms).all()


@settings(max_examples=100)
@given(st.lists(st.floats(allow_nan=True, allow_infinity=True, width=32) | st.floats(300, 2000), max_size=40))
def test_good_intervals_obey_the_rule_one_by_one(ms):
    ms = np.array(ms, float)
    for place, kept in enumerate(heart.good(ms)):
        near = [each for each in ms[max(0, place - 2) : place + 3] if 300 <= each <= 2000]
        right = bool(300 <= ms[place] <= 2000) and abs(ms[place] - np.median(near)) <= 0.2 * np.median(near)
        assert kept == right


def test_too_little_is_not_told_and_says_why():
    at, ms = beats(np.full(20, 800.0))
    assert heart.told(at, ms, 16).why == "too few beats" and heart.told(at, ms, 16).rate == pytest.approx(75)
    told = heart.told(at, ms, 60)
    assert told.why == "too little covered" and math.isnan(told.rate) and told.covered == pytest.approx(16 / 60)
    assert heart.told(at[:0], ms[:0], 60).why == "no beats"


def test_the_differences_do_not_reach_over_a_gap():
    at, ms = beats(np.tile([800.0, 820.0], 30))
    assert heart.rmssd(at, ms, heart.good(ms)) == pytest.approx(20)
    gap = np.ones(60, bool)
    gap[1::2] = False  # nobody follows anybody
    assert math.isnan(heart.rmssd(at[gap], ms[gap], heart.good(ms[gap])))


@pytest.mark.parametrize("hertz", [0.075, 0.1, 0.12, 0.2])
def test_a_paced_breath_is_found_where_it_is(hertz):
    at = [0.0]
    while at[-1] < 180:
        at.append(at[-1] + 0.85 + 0.05 * math.sin(2 * math.pi * hertz * at[-1]))
    told = heart.told(np.array(at[1:]), np.diff(at) * 1000, 180)
    assert told.peak == pytest.approx(hertz, abs=0.005) and told.coherence > 0.6
    noise = np.random.default_rng(1).normal(0, 30, 210)
    assert heart.told(*beats(850 + noise), 180).coherence < 0.4


def test_a_steady_heart_swings_nowhere():
    told = heart.told(*beats(np.full(100, 800.0)), 80)
    assert told.rmssd == told.sdnn == 0 and math.isnan(told.peak) and told.why == ""


def test_minutes_say_what_they_cover():
    at, ms = beats(np.full(150, 800.0))
    mean, covered = heart.minutes(at, ms, np.array([60.0, 120.0, 150.0, 500.0]))
    assert mean[:3] == pytest.approx(800) and math.isnan(mean[3])
    assert covered == pytest.approx([1, 1, 0.5, 0], abs=0.02)


def test_an_independent_library_agrees():
    """NeuroKit2, on a simulated electrocardiogram: mean rate within 0.1 bpm, RMSSD and SDNN within 1 %."""
    nk = pytest.importorskip("neurokit2", reason="the oracle NeuroKit2 is not installed (dependency group oracle)")
    for seed, rate in ((3, 70), (5, 95)):
        ecg = nk.ecg_simulate(duration=90, sampling_rate=1000, heart_rate=rate, noise=0.0, random_state=seed)
        peaks = nk.ecg_peaks(nk.ecg_clean(ecg, 1000), 1000)[1]["ECG_R_Peaks"]
        theirs = nk.hrv_time(peaks, sampling_rate=1000).iloc[0]
        told = heart.told(peaks[1:] / 1000, np.diff(peaks).astype(float), (peaks[-1] - peaks[0]) / 1000)
        assert told.rate == pytest.approx(60_000 / theirs["HRV_MeanNN"], abs=0.1)
        assert told.rmssd == pytest.approx(theirs["HRV_RMSSD"], rel=0.01)
        assert told.sdnn == pytest.approx(theirs["HRV_SDNN"], rel=0.01)
