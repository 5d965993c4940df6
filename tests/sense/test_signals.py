"""What is dropped is counted, and what is passed on is honest."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photophore.sense import feeling, signals
from photophore.sense.signals import REASONS
from photophore.words import Samples, Sense, Tick

F = np.float32
N = 64
FPS = 30


def heard(*lines) -> Samples:
    """Samples from (row, kind, first, second, at) each."""
    row, kind, first, second, at = zip(*lines, strict=True) if lines else ((), (), (), (), ())
    return Samples(
        np.array(row, np.int32),
        np.zeros(len(row), np.uint32),
        np.array(kind, np.uint8),
        np.array([first, second], F).T.reshape(-1, 2),
        np.array(at, np.int64),
    )


def report(row, valence, arousal, at):
    return row, Sense.REPORT, valence, arousal, at


def beat(row, bpm, at):
    return row, Sense.HEART_RATE, bpm, math.nan, at


def clean(before, tick, *lines):
    return signals.clean(before, heard(*lines), Tick(tick, FPS))


def dropped(baseline) -> dict[str, int]:
    return {reason: int(count) for reason, count in zip(REASONS, baseline.dropped, strict=True) if count}


def test_a_report_becomes_two_readings_of_the_wearers_own_word():
    _, readings = clean(signals.start(N), 100, report(3, -0.5, 0.25, 99))
    assert readings.row.tolist() == [3, 3] and readings.axis.tolist() == [0, 1]
    assert readings.value.tolist() == [-0.5, 0.25] and readings.at.tolist() == [99, 99]
    assert readings.noise == pytest.approx([0.16**2, 0.20**2])
    assert readings.own.all()
    assert [column.dtype for column in readings] == [np.int32, np.uint8, F, F, np.int64, bool]


def test_half_a_report_is_one_reading():
    before, readings = clean(signals.start(N), 1, report(3, math.nan, 0.25, 1))
    assert readings.axis.tolist() == [1] and not dropped(before)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (report(N, 0, 0, 100), "unknown"),
        (report(-1, 0, 0, 100), "unknown"),
        ((0, 7, 0, 0, 100), "unknown"),
        (report(0, math.nan, math.nan, 100), "missing"),
        (report(0, 1.01, 0, 100), "range"),
        (report(0, 0, -math.inf, 100), "range"),
        (beat(0, math.nan, 100), "missing"),
        (beat(0, math.inf, 100), "range"),
        (beat(0, 29.9, 100), "range"),
        (beat(0, 220.1, 100), "range"),
        (beat(0, 1.2, 100), "range"),  # hertz
        (beat(0, 75, 100 + FPS + 1), "future"),
        (beat(0, 75, 100 - 60 * FPS - 1), "stale"),
    ],
)
def test_what_cannot_be_is_dropped_and_counted_with_its_reason(line, reason):
    before, readings = clean(signals.start(N), 100, line)
    assert dropped(before) == {reason: 1}
    assert readings.row.size == 0
    assert np.isnan(before.heart).all() and (before.heard_at == -1).all()


def test_a_clock_a_little_ahead_counts_as_now():
    before, readings = clean(signals.start(N), 100, beat(0, 75, 100 + FPS))
    assert readings.at.tolist() == [100] and before.heard_at[0] == 100


def test_clocks_that_run_backwards_and_samples_sent_twice_are_dropped():
    before, _ = clean(signals.start(N), 300, beat(5, 80, 300), beat(5, 81, 270), beat(5, 82, 300), beat(6, 60, 200))
    assert dropped(before) == {"backwards": 1, "duplicate": 1}
    assert before.heart[5] == 82 and before.heart[6] == 60
    before, readings = clean(before, 310, beat(5, 90, 299), beat(5, 91, 300), report(5, 0, 0, 305))
    assert dropped(before) == {"backwards": 2, "duplicate": 2}
    before, readings = clean(before, 311, report(5, 0.5, 0, 304))
    assert dropped(before) == {"backwards": 3, "duplicate": 2} and readings.row.size == 0


def test_of_many_words_in_one_tick_the_newest_holds_also_at_the_same_tick():
    before, readings = clean(signals.start(N), 9, report(1, 0.1, 0, 7), report(1, 0.2, 0, 8), report(1, 0.3, 0, 8))
    assert readings.value[0] == F(0.3) and readings.row.size == 2
    assert dropped(before) == {"duplicate": 1, "overtaken": 1}
    before, readings = clean(before, 9, report(1, 0.4, 0, 8))  # a finger's last word is never lost
    assert readings.value[0] == F(0.4)


def test_a_heart_that_falls_silent_becomes_unknown_within_a_second():
    before, _ = clean(signals.start(N), 0, beat(2, 70, 0))
    for tick in range(1, 10 * FPS + 1):
        clean(before, tick)
        assert before.heart[2] == 70
    for tick in range(10 * FPS + 1, 11 * FPS + 1):
        clean(before, tick)
    assert np.isnan(before.heart[2])
    clean(before, 12 * FPS, beat(2, 71, 12 * FPS))
    assert before.heart[2] == 71


def test_a_stream_is_thinned_and_its_mean_is_passed_on():
    before = signals.start(N)
    passed = []
    for second in range(60):
        _, readings = clean(before, second * FPS, beat(0, 70 + second % 4, second * FPS))
        passed += list(zip(readings.at.tolist(), readings.value.tolist(), strict=True))
    assert [at / FPS for at, _ in passed] == list(range(0, 60, 4))
    # 71.5 is below the usual 75 of people, which is all that is known at first
    assert passed[1][1] == pytest.approx((71.5 - 75) / 10 * signals.AROUSAL_SD / signals.HEART_R, abs=0.02)


def test_a_stream_of_two_minutes_is_worth_no_more_than_its_errors_allow():
    """The sum of 1 / noise over T seconds is T / (2 * 120 s) independent readings."""
    before, worth = signals.start(N), 0.0
    before.learned[:] = signals.LEARNED_MOST  # a well known baseline
    for second in range(1200):
        _, readings = clean(before, second * FPS, beat(0, 75, second * FPS))
        worth += (1 / readings.noise.astype(float)).sum()
    one = 1 / (signals.HEART_NOISE * signals.AROUSAL_SD**2 * (1 + 5 / 7))  # a well known baseline: 900 of 150
    assert worth == pytest.approx(one * 1200 / 240, rel=0.01)


def test_a_sample_a_long_time_after_the_last_is_worth_half_a_reading_at_most():
    before, _ = clean(signals.start(N), 0, beat(0, 75, 0))
    before.learned[:] = signals.LEARNED_MOST
    _, readings = clean(before, 10**6, beat(0, 75, 10**6))
    assert readings.noise[0] == pytest.approx(2 * signals.HEART_NOISE * signals.AROUSAL_SD**2 * (1 + 5 / 7), rel=0.01)


def test_the_baseline_becomes_the_wearers_own_and_slowly():
    before, rng = signals.start(2), np.random.default_rng(4)
    for second in range(0, 40 * 3600, 60):  # forty hours, a sample a minute
        at = second * FPS
        clean(before, at, beat(0, 60 + 5 * rng.standard_normal(), at))
        if second == 240:
            assert 64 < before.mean[0] < 72  # after four minutes about half way
    assert before.mean[0] == pytest.approx(60, abs=1)
    assert before.spread[0] == pytest.approx(5, abs=1)
    assert before.mean[1] == 75 and before.spread[1] == 10


def test_the_noise_of_people_agrees_with_the_feelings_it_is_told_of():
    arousal = feeling.AXES[signals.AROUSAL]
    assert math.sqrt(arousal.fast_var + arousal.mood_var) == pytest.approx(signals.AROUSAL_SD, abs=1e-4)
    assert 1 / signals.HEART_R**2 - 1 == pytest.approx(signals.HEART_NOISE, rel=0.03)


def test_forgotten_rows_were_never_heard():
    before, _ = clean(signals.start(N), 100, beat(1, 70, 100), report(1, 0, 0, 100), beat(2, 70, 100))
    signals.forget(before, np.array([1]))
    fresh = signals.start(N)
    for column, new in zip(before[:-1], fresh[:-1], strict=True):
        assert np.array_equal(column[..., 1], new[..., 1], equal_nan=True)
    assert before.heart[2] == 70


NUMBER = st.floats(width=32, allow_nan=True, allow_infinity=True) | st.floats(20, 240, width=32)
LINE = st.tuples(
    st.integers(-2, N + 1), st.integers(0, 3), NUMBER, NUMBER, st.integers(-(2**62), 2**62) | st.integers(0, 4000)
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(LINE, max_size=12), min_size=1, max_size=5))
def test_whatever_comes_nothing_vanishes_and_nothing_false_is_passed_on(batches):
    before, sent, accepted = signals.start(N), 0, 0
    for index, lines in enumerate(batches):
        tick = 3000 + 17 * index
        _, readings = clean(before, tick, *lines)
        sent += len(lines)
        assert np.isfinite(readings.value).all() and (readings.noise > 0).all()
        assert (readings.at <= tick).all() and (readings.at >= tick - 60 * FPS).all()
        assert (readings.row >= 0).all() and (readings.row < N).all()
        cells = readings.row.astype(int) * 4 + readings.axis * 2 + readings.own
        assert np.unique(cells).size == cells.size
        hearts = before.heart[~np.isnan(before.heart)]
        assert ((hearts >= 30) & (hearts <= 220)).all()
        assert ((before.mean >= 30) & (before.mean <= 220)).all() and (before.spread >= 3).all()
        accepted += np.unique(readings.row[readings.own]).size
    # every sample is dropped with a reason, or was a report passed on, or a beat that was taken in
    assert accepted <= sent - before.dropped.sum() <= sent


@settings(max_examples=60, deadline=None)
@given(st.lists(LINE, min_size=1, max_size=20), st.randoms(use_true_random=False))
def test_rows_do_not_know_of_each_other(lines, dice):
    """Whatever order the rows come in, each row keeps what it had (its own samples in their order)."""
    order = sorted(range(len(lines)), key=lambda index: (dice.random(), index))
    places = {}
    for index in order:
        places.setdefault(lines[index][0], []).append(index)
    shuffled = [lines[index] for row in places for index in sorted(places[row])]
    one, two = signals.start(N), signals.start(N)
    _, first = clean(one, 3000, *lines)
    _, second = clean(two, 3000, *shuffled)
    for left, right in zip([*one, *first], [*two, *second], strict=True):
        assert np.array_equal(left, right, equal_nan=True)
