"""What readings say of themselves: gaps, outliers, and a heart that is not as expected."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.sense import innovation
from photophore.sense.innovation import HEART, hear


def followed(values, times):
    state, told = None, []
    for value, time in zip(values, times, strict=True):
        state, news = hear(HEART, state, value, time)
        told.append(news)
    return state, told


def calm(seconds, seed=1, about=68.0):
    """A heart as expected: the walk that the follower thinks of, read once a second."""
    rng, off, keep = np.random.default_rng(seed), 0.0, math.exp(-HEART.period / HEART.fades)
    values = []
    for _ in range(seconds):
        off = keep * off + HEART.sd * math.sqrt(1 - keep**2) * rng.normal()
        values.append(about + off + HEART.noise * rng.normal())
    return values


@pytest.mark.parametrize("seed", range(4))
def test_a_heart_as_expected_is_seldom_news(seed):
    _, told = followed(calm(900, seed), range(900))
    assert sum(not math.isnan(news.outlier) for news in told) <= 1
    assert all(math.isnan(news.gap[0]) for news in told)
    assert np.mean([news.surprise for news in told[200:]]) == pytest.approx(1.0, abs=0.35)


def test_an_odd_reading_is_told_once_and_counts_for_nothing():
    values = calm(120)
    plain, _ = followed([*values, values[-1]], range(121))
    state, told = followed([*values, 190.0, values[-1]], [*range(121), 121])
    assert told[120].outlier == 1.0 and math.isnan(told[121].outlier)
    assert state.usual == pytest.approx(plain.usual, abs=0.2) and state.off == pytest.approx(plain.off, abs=3)


def test_a_gap_is_bridged_and_the_longer_it_was_the_less_sure():
    def gap(length):
        return followed(calm(61), [*range(60), 59 + length])[1][-1].gap

    assert math.isnan(gap(1.9)[0]) and not math.isnan(gap(2.1)[0])
    assert gap(3)[2] < gap(20)[2] < gap(400)[2] <= 0.5
    assert innovation.bridged(HEART, 0) == 0 and innovation.bridged(HEART, 1e9) == pytest.approx(HEART.sd)


def test_a_heart_that_jumps_about_is_a_surprise_and_calms_down_again():
    rng = np.random.default_rng(2)
    wild = [68 + 12 * rng.normal() for _ in range(150)]
    _, told = followed([*calm(200), *wild, *calm(600, 3)], range(950))
    assert max(news.surprise for news in told[250:350]) > 2
    assert told[-1].surprise < 1.6


@given(st.lists(st.tuples(st.floats(), st.floats(-1e6, 1e6)), max_size=20))
def test_whatever_is_read_what_is_told_stays_in_bounds(readings):
    state = None
    for value, seconds in readings:
        state, news = hear(HEART, state, value if abs(value) < 1e6 else math.nan, seconds)
        assert innovation.LEAST <= news.surprise <= innovation.MOST
        for part in (*news.gap, news.outlier):
            assert math.isnan(part) or -1 <= part <= 1
        assert state is None or state.var >= 0
