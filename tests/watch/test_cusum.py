"""Cumulative sums cost the false alarms that were worked out, and notice as soon as the study measured."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from photophore.watch import cusum


@pytest.mark.parametrize(("line", "calm", "soon"), [(5, 945, 2.8), (7, 7350, 3.6), (9, 44_700, 4.4)])
def test_the_chain_agrees_with_what_the_study_measured(line, calm, soon):
    """specs/trust.md 6.1, by simulation there: false alarms and delays of a tripled rate of two a second."""
    assert cusum.run_length(2.0, 6.0, line) == pytest.approx(calm, rel=0.2)
    assert cusum.run_length(2.0, 6.0, line, true=6.0) == pytest.approx(soon, abs=0.15)


@pytest.mark.parametrize(("rate", "risen", "line"), [(2.0, 6.0, 4.0), (0.02, 0.3, 4.0), (0.01, 0.05, 3.0)])
def test_the_chain_agrees_with_simulation(rate, risen, line):
    dice, walks, steps = np.random.default_rng(1), 2000, 3000
    chart = cusum.Poisson(*(np.full(walks, it) for it in (rate, risen, line)))
    total, alarms = np.zeros(walks), 0
    for _ in range(steps):
        total = chart.step(total, dice.poisson(rate, walks))
        alarms += int((total >= line).sum())
        total[total >= line] = 0.0
    between, error = walks * steps / alarms, 3 / np.sqrt(alarms)
    assert cusum.run_length(rate, risen, line) == pytest.approx(between, rel=error + 0.03)


@settings(max_examples=8)
@given(some.floats(-9, 1), some.floats(1.1, 7), some.floats(8, 20))
def test_a_line_costs_no_more_false_alarms_than_were_allowed(log_rate, times, log_between):
    rate, between = float(np.exp(log_rate)), float(np.exp(log_between))
    line = cusum.poisson_line(rate, rate * times * 1.5, between)
    assert line <= cusum.bound(between)
    assert line == pytest.approx(cusum.bound(between)) or cusum.run_length(rate, rate * times * 1.5, line) >= between


def test_a_tripled_rate_is_noticed_within_six_seconds_at_one_false_alarm_a_month():
    line = cusum.poisson_line(2.0, 6.0, 30 * 86_400)
    assert cusum.run_length(2.0, 6.0, line, true=6.0) <= 6.0
    assert cusum.run_length(2.0, 6.0, line) >= 30 * 86_400
    assert cusum.delay(2.0, 6.0, 14.8) == pytest.approx(5.7, abs=0.05)


def test_siegmund_agrees_with_the_exact_chain_of_the_study():
    assert cusum.siegmund(0, 4) == pytest.approx(338, abs=1)
    assert cusum.siegmund(0, 5) == pytest.approx(938, abs=1)
    assert cusum.siegmund(0, 8) == pytest.approx(19_112, abs=5)
    assert cusum.siegmund(1, 5) == pytest.approx(10.34, abs=0.01)
    assert cusum.siegmund(0.5, 5) == pytest.approx((5 + 1.166) ** 2)
    assert cusum.siegmund(0, cusum.gaussian_line(1e6)) == pytest.approx(1e6, rel=1e-3)


def test_what_is_not_known_moves_no_sum():
    assert cusum.gaussian(np.array([2.0]), np.array([np.nan])) == 2.0
    assert cusum.gaussian(np.array([0.0, 2.0]), np.array([-3.0, 1.0])).tolist() == [0.0, 2.5]


def test_charts_share_their_chains():
    known = {}
    one = cusum.poisson(np.array([1e-4, 1e-4, 2.0]), np.full(3, 0.3), np.full(3, 1e6), known)
    assert len(known) == 2 and one.line[0] == one.line[1]
    assert (one.rate >= [1e-4, 1e-4, 2.0]).all() and (one.risen >= 3 * one.rate).all()
    again = cusum.poisson(np.array([2.0]), np.full(1, 0.3), np.full(1, 1e6), known)
    assert len(known) == 2 and again.line[0] == one.line[2]


def test_busy_rates_are_rounded_little():
    rates = np.array([1e-4, 0.05, 0.11, 2.0, 7.3])
    of = cusum.poisson(rates, np.full(5, 0.3), np.full(5, 1e6)).rate / rates
    assert (of >= 1 - 1e-9).all() and (of[:2] <= cusum.GRID + 1e-9).all() and (of[2:] <= cusum.BUSY_GRID + 1e-9).all()
