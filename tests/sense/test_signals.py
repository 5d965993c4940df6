"""What is dropped is counted, and what is passed on is honest."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photophore.sense import feeling, signals, usual
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


def everything(row, at):
    """One good sample of each kind."""
    return (report(row, 0.2, 0.4, at), beat(row, 70, at), (row, Sense.INTERVALS, 800, 0.9, at),
            (row, Sense.SKIN, 1.5, 0.2, at), (row, Sense.TEXT, 0.5, math.nan, at),
            (row, Sense.MOTION, 0.5, math.nan, at))  # fmt: skip


def known() -> signals.Baseline:
    """Rows whose usual and gain are as well known as they can be."""
    before = signals.start(N)
    before.learned[:] = [[usual.LEARNED / (2 * sensor.error)] for sensor in signals.SENSORS]
    before.vague[:] = 0
    return before


# noise of one independent heart reading against a well known usual: 60 hours of it, where 10 halve the doubt
ONE = (1 / usual.HEART.r**2 - 1) * usual.AROUSAL.sd**2 * (1 + 5 / 7)


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
        ((0, Sense.INTERVALS, 0.8, 0.9, 100), "range"),  # seconds
        ((0, Sense.INTERVALS, 800, 60, 100), "range"),  # per cent
        ((0, Sense.INTERVALS, 800, math.nan, 100), "uncovered"),
        ((0, Sense.INTERVALS, 800, 0.59, 100), "uncovered"),
        ((0, Sense.SKIN, 800, 0, 100), "range"),  # nanosiemens
        ((0, Sense.SKIN, 0, 0, 100), "range"),  # nobody wears it
        ((0, Sense.SKIN, 1, -1, 100), "range"),
        ((0, Sense.TEXT, 1.1, math.nan, 100), "range"),
        ((0, Sense.TEXT, math.nan, 1, 100), "missing"),
        ((0, Sense.MOTION, -1, math.nan, 100), "range"),
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
    assert passed[1][1] == pytest.approx((71.5 - 75) / 10 * usual.AROUSAL.sd / usual.HEART.r, abs=0.02)


def test_a_stream_of_two_minutes_is_worth_no_more_than_its_errors_allow():
    """The sum of 1 / noise over T seconds is T / (2 * 120 s) independent readings."""
    before, worth = known(), 0.0
    for second in range(1200):
        _, readings = clean(before, second * FPS, beat(0, 75, second * FPS))
        worth += (1 / readings.noise.astype(float)).sum()
    assert worth == pytest.approx(1200 / 240 / ONE, rel=0.01)


def test_a_sample_a_long_time_after_the_last_is_worth_half_a_reading_at_most():
    before, _ = clean(known(), 0, beat(0, 75, 0))
    _, readings = clean(before, 10**6, beat(0, 75, 10**6))
    assert readings.noise[0] == pytest.approx(2 * ONE, rel=0.01)


def test_the_baseline_becomes_the_wearers_own_and_slowly():
    before, rng = signals.start(2), np.random.default_rng(4)
    for second in range(0, 40 * 3600, 60):  # forty hours, a sample a minute
        at = second * FPS
        clean(before, at, beat(0, 60 + 5 * rng.standard_normal(), at))
        if second == 240:
            assert 64 < before.mean[0, 0] < 72  # after four minutes about half way
    assert before.mean[0, 0] == pytest.approx(60, abs=1)
    assert before.spread[0, 0] == pytest.approx(5, abs=1)
    assert before.mean[0, 1] == 75 and before.spread[0, 1] == 10


def test_the_noise_of_people_agrees_with_the_feelings_it_is_told_of():
    for felt in (usual.VALENCE, usual.AROUSAL):
        axis = feeling.AXES[felt.axis]
        assert math.sqrt(axis.fast_var + axis.mood_var) == pytest.approx(felt.sd, abs=1e-4)
        assert axis.fast_time == felt.seconds
    within, word = usual.AROUSAL.sd**2, signals.REPORT_SD[signals.AROUSAL] ** 2
    assert within / (within + word) == pytest.approx(usual.TRUST, abs=0.05)
    assert (within + word) / feeling.AXES[signals.AROUSAL].home_var == pytest.approx(signals.WORDS_WORTH, rel=0.02)


def test_forgotten_rows_were_never_heard():
    before, _ = clean(signals.start(N), 100, beat(2, 70, 100), *everything(1, 100))
    signals.forget(before, np.array([1]))
    fresh = signals.start(N)
    for column, new in zip(before[:-1], fresh[:-1], strict=True):
        assert np.array_equal(column[..., 1], new[..., 1], equal_nan=True)
    assert before.heart[2] == 70


def test_beat_intervals_take_the_place_of_the_devices_own_rate_where_they_cover_enough():
    before = known()
    _, alone = clean(before, 300, beat(0, 70, 300), beat(1, 70, 300))
    _, both = clean(before, 600, beat(0, 70, 590), (0, Sense.INTERVALS, 750, 0.6, 600), beat(1, 70, 600))
    assert alone.row.tolist() == [0, 1] and both.row.tolist() == [1, 0]
    better = both.noise[both.row == 0] / both.noise[both.row == 1]
    assert better == pytest.approx((1 / 0.42**2 - 1) / (1 / 0.24**2 - 1), rel=0.01)
    _, later = clean(before, 600 + 16 * FPS, beat(0, 70, 600 + 16 * FPS))
    assert later.row.tolist() == [0]  # beats are lost again, and the device's own rate counts
    assert before.heart[0] == 70  # what is shown is the newest beat, not the mean of a minute
    before, _ = clean(signals.start(N), 300, (3, Sense.INTERVALS, 750, 0.8, 300))
    assert before.heart[3] == 80  # where there is no other


def test_a_heart_in_motion_is_believed_a_tenth_as_much():
    still, moved = known(), known()
    _, one = clean(still, 300, beat(0, 90, 300), (0, Sense.MOTION, 0.05, math.nan, 300))
    _, two = clean(moved, 300, beat(0, 90, 300), (0, Sense.MOTION, 0.2, math.nan, 300))
    assert two.noise[0] == pytest.approx(10 * one.noise[0]) and two.value[0] == one.value[0]
    _, after = clean(moved, 300 + 31 * FPS, beat(0, 90, 300 + 31 * FPS))
    assert after.noise[0] < two.noise[0] / 10


def test_skin_tells_arousal_twice_and_text_tells_valence():
    before, readings = clean(known(), 300, (0, Sense.SKIN, math.e, 1.0, 300), (1, Sense.TEXT, 0.8, math.nan, 300))
    assert readings.row.tolist() == [0, 0, 1] and readings.axis.tolist() == [1, 1, 0]
    assert (readings.value > 0).all() and not readings.own.any()
    _, readings = clean(before, 330, (0, Sense.SKIN, math.e, 1.0, 330))
    assert not readings.row.size  # a second later: thinned
    _, readings = clean(before, 600, (0, Sense.SKIN, math.e, math.nan, 600))
    assert readings.row.tolist() == [0]  # a sensor may know the level only


def test_a_body_that_goes_the_other_way_is_learned_from_words():
    """A wearer whose heart slows when stirred: after a month of words the sign has turned, and for others not."""
    before, dice = signals.start(2), np.random.default_rng(8)
    for sitting in range(150):
        at = sitting * 4 * 3600 * FPS
        stirred = 0.4 * dice.standard_normal()
        for minute in range(10):
            then = at + minute * 60 * FPS
            noise = dice.standard_normal(2)
            clean(before, then, beat(0, 70 - 30 * stirred + 3 * noise[0], then), beat(1, 70 + 30 * stirred, then))
        say = np.clip(stirred, -1, 1)
        clean(before, then + 1, report(0, 0, say, then + 1), report(1, 0, say, then + 1))
    assert before.gain[signals.HEART, 0] < -0.5 and before.gain[signals.HEART, 1] > 1
    assert (before.vague[signals.HEART] < 0.5 * usual.GAIN_SPREAD**2).all()
    at += 3600 * FPS
    _, readings = clean(before, at, beat(0, 100, at), beat(1, 100, at))
    assert readings.value[0] < 0 < readings.value[1]
    assert (before.gain[signals.LEVEL] == 1).all()  # never heard


@pytest.mark.parametrize("signal", list(signals.OF_SIGNAL))
def test_one_signal_is_forgotten_and_the_others_are_not(signal):
    before, _ = clean(signals.start(N), 100, *everything(1, 100))
    held = {other: signals.remembered(before, other).tolist() for other in signals.OF_SIGNAL}
    assert all(rows[1] and sum(rows) == 1 for rows in held.values())
    signals.forget(before, np.array([1]), signal)
    rest = [line for line in everything(1, 100) if Sense(line[1]).signal != signal]
    alone, _ = clean(signals.start(N), 100, *rest)
    for column, other in zip(before[:-1], alone[:-1], strict=True):
        assert np.array_equal(column, other, equal_nan=True)


NUMBER = st.one_of(st.floats(width=32), st.floats(20, 240, width=32), st.floats(0, 2, width=32))
LINE = st.tuples(
    st.integers(-2, N + 1), st.integers(0, 7), NUMBER, NUMBER, st.integers(-(2**62), 2**62) | st.integers(0, 4000)
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
        assert np.unique(cells, return_counts=True)[1].max(initial=0) <= 4  # rate, beats, level and drive
        hearts = before.heart[~np.isnan(before.heart)]
        assert ((hearts >= 30) & (hearts <= 220)).all()
        assert ((before.mean[0] >= 30) & (before.mean[0] <= 220)).all() and (before.spread[0] >= 3).all()
        assert np.isfinite(before.mean).all() and (before.spread > 0).all() and (before.vague > 0).all()
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
