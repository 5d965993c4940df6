"""What a host hears of sliders: enough for a forecast, and never what one of them is."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.hub.hearsay import LEAST, MOST, ODDS, Hearsay, forecast, guess
from photophore.light import order


def dice(seed):
    return np.random.default_rng(seed).bytes


def test_a_host_who_sweeps_the_own_tabs_hears_of_the_victim_one_bit_for_good():
    """Four tabs of the host, swept together, and again with other tabs: the victim's answer never moves."""
    hears = Hearsay(64, dice(1))
    answers = set()
    for tab in range(10):  # new tabs each time: other rows, other smiles
        rows = np.r_[0, 4 + 4 * tab + np.arange(4)]
        for own in np.linspace(0, 1, 21):
            answers.add(bool(hears.said(rows, rows.astype(np.uint32), np.r_[0.62, np.full(4, own)])[0]))
    assert len(answers) == 1


@given(st.floats(0, 1), st.floats(0, 1))
def test_no_slider_is_more_than_three_times_as_likely_as_another(one, other):
    """Over all lots, from the grid of them: the odds of either answer, whatever everybody else says."""
    grid = (np.arange(200) + 0.5) / 200
    lots = (grid * 2**32).astype(np.uint32).tobytes()
    rows, seeds = np.arange(200), np.zeros(200, np.uint32)
    yes = [Hearsay(200, lambda count: lots).said(rows, seeds, np.full(200, value)).mean() for value in (one, other)]
    for first, second in (yes, [1 - share for share in yes]):
        assert first <= (1 - ODDS) / ODDS * second + 0.021


def test_to_go_dark_or_come_again_changes_no_answer_and_another_smile_draws_anew():
    hears = Hearsay(400, dice(2))
    rows, seeds = np.arange(400), np.full(400, 7, np.uint32)
    before = hears.said(rows, seeds, np.linspace(0, 1, 400))
    assert np.array_equal(hears.said(rows, seeds, np.full(400, np.nan)), before)
    hears.said(rows[:3], seeds[:3], np.zeros(3))  # all others have left
    assert np.array_equal(hears.said(rows, seeds, np.linspace(0, 1, 400)), before)
    again = hears.said(rows, seeds + 1, np.linspace(0, 1, 400))
    assert 0.2 < np.mean(again != before) < 0.6


@pytest.mark.parametrize("value", [0.0, 0.3, 0.8])
def test_a_large_crowd_is_guessed_right_and_the_doubt_is_told(value):
    errors = []
    for seed in range(60):
        hears = Hearsay(300, dice(seed))
        mean, doubt = guess(hears.said(np.arange(300), np.zeros(300, np.uint32), np.full(300, value)))
        errors.append(mean - value)
        assert 0.045 < doubt < 0.06
    assert abs(np.mean(errors)) < 0.03 and np.std(errors) < 0.07


def test_how_sure_counts_the_blur():
    rates = np.random.default_rng(3).normal(1, 0.03, 300)
    said = np.arange(300) < 150
    mean, told = forecast(0.25, rates, said)
    plain = order.will_sync(0.25, rates, np.full(300, mean))
    assert told.will == plain.will and 0.5 <= told.sure <= plain.sure + 1e-9
    few = forecast(0.25, rates[:LEAST], said[:LEAST])[1]
    assert 0.5 <= few.sure < 0.95
    assert guess(np.ones(9, bool))[0] == MOST and math.isfinite(forecast(1.0, rates, np.ones(300, bool))[1].threshold)
