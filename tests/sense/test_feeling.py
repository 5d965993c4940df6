"""A feeling is followed exactly, honestly, and for each wearer alone."""

import math
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photophore.sense import fast, feeling
from photophore.sense.feeling import AXES, HOUR, REASONS
from photophore.sense.signals import AROUSAL, REPORT_SD, VALENCE, Readings
from photophore.words import BLOCK, Tick
from tests.sense.wearers import Dense, simulate

F = np.float32
FPS = 30


def readings(*lines) -> Readings:
    """Readings from (row, axis, value, noise, at, own) each."""
    columns = zip(*lines, strict=True) if lines else ((),) * 6
    kinds = (np.int32, np.uint8, F, F, np.int64, bool)
    return Readings(*(np.array(column, kind) for column, kind in zip(columns, kinds, strict=True)))


def word(row, valence, at):
    return row, VALENCE, valence, REPORT_SD[VALENCE] ** 2, at, True


def sensor(row, value, at, noise=0.7):
    return row, AROUSAL, value, noise, at, False


def dropped(feelings) -> dict[str, int]:
    return {reason: int(count) for reason, count in zip(REASONS, feelings.dropped, strict=True) if count}


def random_state(rng) -> tuple[np.ndarray, np.ndarray]:
    """A mean (2, 3, k) and cov (2, 6, k) such as a filter may hold."""
    mean, cov = feeling.prior()
    for _ in range(5):
        mean, cov = feeling.predict(mean, cov, rng.uniform(0, 4 * HOUR))
        for axis in (0, 1):
            state = feeling.hear((*mean[axis], *cov[axis]), AXES[axis], rng.uniform(-1, 1, 8), 0.03, np.bool_(True))[0]
            mean = np.broadcast_to(mean, (2, 3, 8)).copy()
            cov = np.broadcast_to(cov, (2, 6, 8)).copy()
            mean[axis], cov[axis] = state[:3], state[3:]
    return mean, cov


def test_the_numbers_are_those_of_the_specification():
    for axis, home, between, swing, hours, mood in zip(
        AXES, (0.30, 0.0), (0.22, 0.12), (0.21, 0.20), (4, 3), (0.16, 0.08), strict=True
    ):
        assert axis.home == home and axis.home_var == pytest.approx(between**2)
        assert axis.fast_var == pytest.approx(swing**2) and axis.fast_time == hours * 3600
        assert axis.mood_var == pytest.approx(mood**2) and axis.mood_time == 55 * 3600


def test_fading_is_the_exponential():
    x = np.concatenate([np.linspace(0, 64, 100_001), 10.0 ** np.arange(-15, 1)])
    assert np.abs(feeling.fade(x) / np.exp(-x) - 1).max() < 3e-13
    assert feeling.fade(np.array([1e9, math.inf])) == pytest.approx(0, abs=1e-27)
    assert feeling.fade(np.zeros(1))[0] == 1


def test_shapes_and_kinds():
    feelings = feeling.start(BLOCK)
    assert feelings.mean.shape == (2, 3, BLOCK) and feelings.cov.shape == (2, 6, BLOCK)
    assert np.isnan(feelings.now).all() and (feelings.sure == 0).all() and (feelings.at == -1).all()
    after = feeling.follow(feelings, readings(word(5, 0.2, 0), sensor(9, 0.1, 0)), Tick(0, FPS))
    for name in ("mean", "cov", "now", "sure", "said"):
        column = getattr(after, name)
        assert column.dtype == F
        assert column is getattr(feelings, name), "buffers belong to the caller"
    assert after.fresh.dtype == np.int32 and after.fresh.tolist() == [5, 9]
    mean, cov = feeling.predict(feelings.mean, feelings.cov, 10.0)
    assert mean.shape == (2, 3, BLOCK) and cov.shape == (2, 6, BLOCK)


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.integers(0, 99))
def test_two_steps_equal_one(this, that, seed):
    state = random_state(np.random.default_rng(seed))
    once = feeling.predict(*state, this + that)
    twice = feeling.predict(*feeling.predict(*state, this), that)
    for one, two in zip(once, twice, strict=True):
        np.testing.assert_allclose(one, two, atol=1e-12)


@settings(max_examples=25)
@given(st.integers(0, 999))
def test_it_agrees_with_a_dense_filter_that_knows_nothing_of_it(seed):
    """Irregular times, both axes, sensors and words; words far enough apart to be of different sittings."""
    rng = np.random.default_rng(seed)
    feelings, dense = feeling.start(BLOCK), [Dense(axis) for axis in AXES]
    count = 0
    for _ in range(40):
        count += int(rng.uniform(60, 6 * HOUR) * FPS)
        axis, own = int(rng.integers(2)), bool(rng.integers(2))
        value, noise = rng.normal(0.1, 0.2), rng.uniform(0.02, 1)
        feelings = feeling.follow(feelings, readings((7, axis, value, noise, count, own)), Tick(count, FPS))
        dense[axis].hear(value, noise, own, count / FPS)
        for place, one in enumerate(dense):
            if one.at is not None:
                one.carry_to(count / FPS)
                assert feelings.now[place, 7] == pytest.approx(one.whole()[0], abs=2e-5)
                assert feelings.sure[place, 7] == pytest.approx(1 - one.whole()[1] / AXES[place].whole_var, abs=2e-5)


def test_uncertainty_grows_back_to_what_is_known_of_people():
    feelings = feeling.follow(feeling.start(BLOCK), readings(word(0, -0.8, 0)), Tick(0, FPS))
    before, sure = feelings.now[0, 0], [float(feelings.sure[0, 0])]
    for hours in range(1, 900, 30):
        feelings = feeling.follow(feelings, readings(), Tick(hours * 3600 * FPS, FPS))
        sure.append(float(feelings.sure[0, 0]))
    assert before < -0.5 and sure[0] > 0.75
    assert all(this >= that for this, that in zip(sure, sure[1:], strict=False))
    # what was learned of the home base stays; the rest is back where it began
    mean, cov = feeling.predict(feelings.mean[..., :1], feelings.cov[..., :1], 1e9)
    assert mean[0, :2, 0] == pytest.approx([0, 0]) and mean[0, 2, 0] < AXES[0].home
    assert cov[0, [0, 3], 0] == pytest.approx([AXES[0].fast_var, AXES[0].mood_var])
    assert 0 < cov[0, 5, 0] < AXES[0].home_var


def test_an_axis_not_heard_stays_as_in_people_at_large():
    feelings = feeling.follow(feeling.start(BLOCK), readings(sensor(3, 0.5, 900)), Tick(900, FPS))
    assert feelings.now[VALENCE, 3] == F(0.30) and feelings.sure[VALENCE, 3] == 0
    assert feelings.now[AROUSAL, 3] > 0 and 0 < feelings.sure[AROUSAL, 3] < 0.1
    assert feelings.at[3] == 900 and feelings.at[4] == -1 and np.isnan(feelings.now[:, 4]).all()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (word(0, math.nan, 10), "missing"),
        (word(0, math.inf, 10), "missing"),
        ((0, 0, 0.1, math.nan, 10, True), "missing"),
        ((0, 0, 0.1, 0.0, 10, True), "missing"),
        ((0, 0, 0.1, -1.0, 10, True), "missing"),
        (word(-1, 0.1, 10), "unknown"),
        (word(BLOCK, 0.1, 10), "unknown"),
        ((0, 2, 0.1, 0.1, 10, True), "unknown"),
        (word(0, 0.1, 11), "future"),
        (word(0, 0.1, -1), "future"),
        (sensor(0, 9.0, 10), "glitch"),
    ],
)
def test_what_cannot_be_read_changes_nothing_and_is_counted(line, reason):
    feelings = feeling.follow(feeling.start(BLOCK), readings(line), Tick(10, FPS))
    assert dropped(feelings) == {reason: 1}
    blank = feeling.start(BLOCK)
    for held, new in zip(feelings[:8], blank[:8], strict=True):
        assert np.array_equal(held, new, equal_nan=True)
    assert feelings.fresh.size == 0


def test_a_late_reading_counts_as_read_now_and_a_very_late_one_is_dropped():
    now = 1000 * FPS
    late, prompt = (feeling.follow(feeling.start(BLOCK), readings(word(0, 0.1, now)), Tick(now, FPS)) for _ in "ab")
    late = feeling.follow(late, readings(sensor(0, 0.5, now), word(0, 0.9, now - 59 * FPS)), Tick(now, FPS))
    prompt = feeling.follow(prompt, readings(sensor(0, 0.5, now), word(0, 0.9, now)), Tick(now, FPS))
    assert np.array_equal(late.now[:, 0], prompt.now[:, 0]) and late.at[0] == now
    late = feeling.follow(late, readings(word(0, -0.9, now - 61 * FPS)), Tick(now, FPS))
    assert dropped(late) == {"late": 1} and np.array_equal(late.now[:, 0], prompt.now[:, 0])


def test_a_sliding_finger_says_one_thing():
    """Thirty words a second are one word: the belief, and how sure, is as if only the last had been said."""
    sliding, once = feeling.start(BLOCK), feeling.start(BLOCK)
    for tick in range(20 * FPS):
        value = math.sin(tick / 40)
        sliding = feeling.follow(sliding, readings(word(1, value, tick)), Tick(tick, FPS))
    once = feeling.follow(once, readings(word(1, value, tick)), Tick(tick, FPS))
    assert sliding.now[0, 1] == pytest.approx(once.now[0, 1], abs=0.05)
    # a wearer who moves far shows that more can happen than was thought: a little less sure, never more
    assert once.sure[0, 1] - 0.06 < sliding.sure[0, 1] <= once.sure[0, 1] + 1e-4


@pytest.mark.parametrize("value", [-0.9, 0.2, 0.9])
def test_saying_the_same_for_an_hour_makes_nobody_much_surer(value):
    """180 words of one sitting; as many words that share no error would leave a fiftieth of the first variance."""
    feelings = feeling.start(BLOCK)
    for tick in range(0, 3600 * FPS, 20 * FPS):
        feelings = feeling.follow(feelings, readings(word(1, value, tick)), Tick(tick, FPS))
        if tick == 0:
            first = feelings.now[0, 1], feelings.sure[0, 1]
    assert feelings.now[0, 1] == pytest.approx(first[0], abs=0.08)
    assert first[1] - 0.02 < feelings.sure[0, 1] < first[1] + 0.07


def test_words_of_different_sittings_add_up():
    feelings, sure = feeling.start(BLOCK), []
    for tick in range(0, 5 * 61 * FPS, 61 * FPS):
        feelings = feeling.follow(feelings, readings(word(1, 0.5, tick)), Tick(tick, FPS))
        sure.append(feelings.sure[0, 1])
    assert all(that > this for this, that in zip(sure, sure[1:], strict=False))
    assert feelings.now[0, 1] == pytest.approx(0.5, abs=0.03)


def test_a_wearer_is_never_doubted_and_a_sensor_far_off_is():
    feelings = feeling.start(BLOCK)
    for hour in range(12):
        at = hour * 3600 * FPS
        feelings = feeling.follow(feelings, readings(word(0, 0.8, at), (1, 0, 0.8, 0.03, at, False)), Tick(at, FPS))
    at += 60 * FPS
    feelings = feeling.follow(feelings, readings(word(0, -1, at), (1, 0, -1.8, 0.03, at, False)), Tick(at, FPS))
    assert feelings.now[0, 0] < 0, "something has happened, and the wearer says so"
    assert feelings.now[0, 1] > 0.2 and dropped(feelings) == {"glitch": 1}


def test_several_readings_of_a_row_in_one_tick_are_taken_in_the_order_of_time():
    lines = [word(4, 0.9, 0), word(4, -0.2, 4000), sensor(4, 0.5, 100), sensor(4, -0.3, 5000), word(4, 0.1, 9000)]
    together = feeling.follow(feeling.start(BLOCK), readings(*reversed(lines)), Tick(9000, FPS))
    apart = feeling.start(BLOCK)
    for line in sorted(lines, key=lambda line: line[4]):
        apart = feeling.follow(apart, readings(line), Tick(line[4], FPS))
    apart = feeling.follow(apart, readings(), Tick(9000, FPS))
    for left, right in zip(together[:3], apart[:3], strict=True):
        assert np.array_equal(left, right)


@settings(max_examples=25)
@given(st.integers(0, 999))
def test_rows_are_independent(seed):
    rng = np.random.default_rng(seed)
    count = 60
    batch = Readings(
        rng.integers(0, BLOCK, count).astype(np.int32),
        rng.integers(0, 2, count).astype(np.uint8),
        rng.uniform(-1, 1, count).astype(F),
        rng.uniform(0.02, 1, count).astype(F),
        rng.integers(0, 9000, count),
        rng.random(count) < 0.5,
    )
    place = rng.permutation(BLOCK).astype(np.int32)
    here = feeling.follow(feeling.start(BLOCK), batch, Tick(9000, FPS))
    there = feeling.follow(feeling.start(BLOCK), batch._replace(row=place[batch.row]), Tick(9000, FPS))
    for one, two in zip(here[:8], there[:8], strict=True):
        assert np.array_equal(one, two[..., place], equal_nan=True)
    assert set(place[here.fresh]) == set(there.fresh)


def test_thirty_and_sixty_frames_a_second_believe_the_same():
    rng = np.random.default_rng(3)
    said = [(int(rng.integers(0, BLOCK)), rng.uniform(-1, 1), second) for second in range(0, 20_000, 97)]
    ends = []
    for fps in (30, 60):
        feelings = feeling.start(BLOCK)
        for row, value, second in said:
            feelings = feeling.follow(feelings, readings(word(row, value, second * fps)), Tick(second * fps, fps))
        for tick in range(second * fps, (second + 1) * fps):
            feelings = feeling.follow(feelings, readings(), Tick(tick, fps))
        ends.append(feelings)
    np.testing.assert_allclose(ends[0].now, ends[1].now, atol=1e-3)  # looked at within one second of each other
    for name in ("mean", "cov"):
        np.testing.assert_allclose(getattr(ends[0], name), getattr(ends[1], name), atol=1e-6)


def test_every_known_row_is_looked_at_once_a_second_and_exactly():
    n = 3 * BLOCK
    rows = np.arange(0, n, 3, dtype=np.int32)
    lines = [word(int(row), 0.5, 0) for row in rows]
    feelings = feeling.follow(feeling.start(n), readings(*lines), Tick(0, FPS))
    far = 3600 * FPS
    seen = []
    for tick in range(far, far + FPS):
        feelings = feeling.follow(feelings, readings(), Tick(tick, FPS))
        mean, cov = feeling.predict(feelings.mean[..., :1], feelings.cov[..., :1], tick / FPS)
        assert feelings.now[0, feelings.fresh] == pytest.approx(float(mean[0].sum()), abs=1e-6)
        seen += feelings.fresh.tolist()
    assert sorted(seen) == rows.tolist()


def test_a_row_heard_in_its_own_turn_is_told_once():
    feelings = feeling.follow(feeling.start(BLOCK), readings(word(0, 0.5, 0), word(1, 0.5, 0)), Tick(0, FPS))
    feelings = feeling.follow(feelings, readings(word(0, 0.4, FPS)), Tick(FPS, FPS))
    assert sorted(feelings.fresh.tolist()) == [0, 1]


def test_ten_million_ticks_leave_nothing_broken():
    """Four days at thirty frames a second, words and heart readings all the while."""
    rng = np.random.default_rng(8)
    feelings = feeling.start(BLOCK)
    for tick in range(0, 10_000_000, 9_000):
        line = [word(0, rng.uniform(-1, 1), tick), sensor(0, rng.normal(0, 0.8), tick), sensor(1, 0.3, tick, 30.0)]
        feelings = feeling.follow(feelings, readings(*line), Tick(tick, FPS))
    for row in (0, 1):
        for axis in (0, 1):
            xx, xm, xh, mm, mh, hh = feelings.cov[axis, :, row].astype(float)
            eigen = np.linalg.eigvalsh([[xx, xm, xh], [xm, mm, mh], [xh, mh, hh]])
            assert eigen.min() > 0 and eigen.max() < 2 * AXES[axis].whole_var
    assert np.isfinite(feelings.now[:, :2]).all() and (np.abs(feelings.now[:, :2]) <= 1).all()
    assert (feelings.sure[:, :2] >= 0).all() and (feelings.sure[:, :2] <= 1).all()


def test_forgotten_rows_were_never_heard():
    feelings = feeling.follow(feeling.start(BLOCK), readings(word(1, 0.5, 0), word(2, 0.5, 0)), Tick(0, FPS))
    feeling.forget(feelings, np.array([1]))
    blank = feeling.start(1)
    for held, new in zip(feelings[:8], blank[:8], strict=True):
        assert np.array_equal(held[..., 1], new[..., 0], equal_nan=True)
    assert feelings.at[2] == 0


def test_only_the_wearers_own_last_word_is_recalled():
    both, alone = feeling.start(BLOCK), feeling.start(BLOCK)
    words = [(3, 0, 0.5, 0.02, 100, True), (3, 1, -0.5, 0.04, 100, True), (5, 1, 0.4, 0.04, 200, True)]
    heart = [(row, 1, 0.9, 0.3, 900 + 90 * beat, False) for row in (3, 5, 7) for beat in range(20)]

    def readings(lines):
        lines = zip(*lines, strict=True)
        kinds = (np.int32, np.uint8, F, F, np.int64, bool)
        return Readings(*(np.array(column, kind) for column, kind in zip(lines, kinds, strict=True)))

    noise = [REPORT_SD[line[1]] ** 2 for line in words]
    words = [(*line[:3], each, *line[4:]) for line, each in zip(words, noise, strict=True)]
    both = feeling.follow(both, readings(words + heart), Tick(4000, FPS))
    alone = feeling.follow(alone, readings(words), Tick(4000, FPS))
    assert not np.array_equal(both.mean, alone.mean)
    feeling.recall(both, np.array([3, 5, 7]))
    for name, one, other in zip(both._fields[:4], both, alone, strict=False):
        assert np.array_equal(one, other), name
    assert np.array_equal(both.said, alone.said, equal_nan=True) and np.array_equal(both.said_at, alone.said_at)
    assert np.isnan(both.now[:, 7]).all()


# --- honest uncertainty, on simulated wearers whose true feeling is known


def test_ninety_of_a_hundred_intervals_hold_what_was_felt():
    told = simulate(feeling.follow, wearers=800, hours=72, words_every=2.0, hearts_every=0.0, seed=1)
    for axis in (VALENCE, AROUSAL):
        assert 0.87 < told.coverage[axis] < 0.93
        assert 0.88 < told.nees[axis] < 1.12
        assert told.error[axis] < 0.75 * told.prior_error[axis]


def test_a_heart_alone_never_makes_belief_worse_and_never_too_sure():
    told = simulate(feeling.follow, wearers=2000, hours=6, words_every=0.0, hearts_every=60.0, seed=2)
    assert 0.87 < told.coverage[AROUSAL] < 0.93
    assert told.nees[AROUSAL] < 1.12
    assert told.error[AROUSAL] < 0.99 * told.prior_error[AROUSAL]


@pytest.mark.parametrize("gains", [0.0, 0.8, 1.6])
@pytest.mark.parametrize("sense", ["hearts", "beats", "levels", "drives", "texts"])
def test_no_sense_alone_makes_belief_worse_than_knowing_nothing(sense, gains):
    """Whatever its errors last, and however people's gains differ: specs S3 and S4."""
    told = simulate(fast.follow, wearers=800, hours=5, words_every=0.0, seed=5, gains=gains, **{f"{sense}_every": 60.0})
    axis = VALENCE if sense == "texts" else AROUSAL
    assert told.error[axis] <= 1.01 * told.prior_error[axis]
    assert 0.86 < told.coverage[axis] < 0.94 and 0.85 < told.nees[axis] < 1.15


@pytest.mark.slow
@pytest.mark.parametrize("every", [1.0, 4.0, 60.0, 600.0])
def test_a_heart_read_at_any_pace_is_honest(every):
    told = simulate(fast.follow, wearers=1000, hours=min(8, every / 2 + 1), words_every=4.0, hearts_every=every, seed=3)
    print(
        f"heart each {every:g} s: coverage {told.coverage}, NEES {told.nees}, error {told.error} of {told.prior_error}"
    )
    assert 0.85 < told.coverage[AROUSAL] < 0.95 and told.nees[AROUSAL] < 1.15


@pytest.mark.slow
def test_a_million_rows_are_followed():
    """Prints what a tick costs; no limit, because machines differ."""
    n, rng = 489 * BLOCK, np.random.default_rng(1)
    feelings, spent = feeling.start(n), []
    for tick in range(40):
        rows = np.sort(rng.choice(n, n // 10, replace=False))
        lines = Readings(
            np.repeat(rows, 2).astype(np.int32),
            np.tile(np.array([0, 1], np.uint8), rows.size),
            rng.uniform(-1, 1, 2 * rows.size).astype(F),
            np.full(2 * rows.size, 0.03, F),
            np.full(2 * rows.size, tick),
            np.ones(2 * rows.size, bool),
        )
        begin = time.perf_counter()
        feelings = feeling.follow(feelings, lines, Tick(tick, FPS))
        middle = time.perf_counter()
        feelings = feeling.follow(feelings, readings(), Tick(tick, FPS))
        spent.append((middle - begin, time.perf_counter() - middle))
    words, quiet = np.median(spent[5:], axis=0) * 1e3
    print(f"{n} rows: {words:.0f} ms with a tenth speaking, {quiet:.1f} ms with nobody speaking")
    assert np.isfinite(feelings.now[:, rows]).all()
