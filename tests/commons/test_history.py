"""Remembering: only who may, capped, bounded in time and memory, written, read, and forgotten."""

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photophore.commons import history as module
from photophore.commons.buffer import BURST
from photophore.commons.days import HOUR
from photophore.commons.history import AHEAD, HOLD, History
from photophore.commons.keeping import DAY, Grain
from photophore.commons.rollup import MOST, Span
from photophore.commons.schema import keeping
from photophore.commons.store import Store
from photophore.words import BadRequest, NoRoom, NotFound, Signal
from tests.commons.past import ANN, BOB, NOON, Clock, Past, Strangers

ALL = Span(0, 2**53 - 1)


@pytest.fixture
def past(tmp_path):
    made = Past(tmp_path)
    yield made
    made.close()


def test_without_leave_nothing_is_remembered(tmp_path):
    past = Past(tmp_path)
    past.history.may = module.nobody
    assert past.say(ANN, Signal.FEELING, NOON, 0.5) == 0
    assert past.history.flush() == 0 and past.history.told.refused == 1
    assert not list((tmp_path / "history").rglob("*.parquet"))
    past.close()


def test_dark_by_default(tmp_path):
    past = Past(tmp_path)
    store = Store.open(tmp_path / "other.sqlite")
    fresh = History(tmp_path / "other", store, Strangers(), "UTC", past.clock)
    assert fresh.may is module.nobody
    fresh.close()
    store.close()
    past.close()


def test_leave_that_is_taken_back_before_writing_counts(past):
    past.say(ANN, Signal.FEELING, NOON, 0.5)
    past.say(BOB, Signal.FEELING, NOON, 0.5)
    past.history.may = lambda person, signal: person == BOB
    assert past.history.flush() == 1
    assert past.history.told.refused == 1
    assert len(past.history.read(ANN, Signal.FEELING, ALL).at_ms) == 0


def test_who_is_gone_when_it_would_be_written_is_refused(past):
    past.say(ANN, Signal.FEELING, NOON, 0.5)

    def gone(person, signal):
        raise NotFound("nobody here has this id")

    past.history.may = gone
    assert past.history.flush() == 0 and past.say(ANN, Signal.FEELING, NOON, 0.1) == 0


def test_what_was_said_is_read_before_and_after_it_is_written(past):
    x = np.linspace(-1, 1, 50, dtype=np.float32)
    past.say(ANN, Signal.FEELING, NOON - np.arange(50) * 1000, x, 0.5)
    past.say(BOB, Signal.FEELING, NOON, 0.9)
    before = past.history.read(ANN, Signal.FEELING, ALL)
    past.history.flush()
    after = past.history.read(ANN, Signal.FEELING, ALL)
    assert np.array_equal(before.mean, after.mean) and np.array_equal(before.at_ms, after.at_ms)
    assert np.array_equal(after.mean[:, 0], x[::-1]) and (after.mean[:, 1] == 0.5).all()
    assert not after.mean.flags.writeable


def test_missing_is_nan_and_endless_is_missing(past):
    past.say(ANN, Signal.FEELING, NOON - np.array([2, 1, 0]), [0.5, np.nan, np.inf], [np.nan, np.nan, 0.25])
    past.history.flush()
    told = past.history.read(ANN, Signal.FEELING, ALL)
    assert np.array_equal(told.mean, [[0.5, np.nan], [np.nan, 0.25]], equal_nan=True)
    assert told.count.tolist() == [[1, 0], [0, 1]]


def test_what_is_too_old_or_of_the_future_is_counted(past):
    assert past.say(ANN, Signal.HEART, NOON - DAY, 60) == 0
    assert past.say(ANN, Signal.HEART, NOON + AHEAD + 1, 60) == 0
    assert past.say(ANN, Signal.HEART, [NOON - DAY + 1, NOON + AHEAD], [60, 90]) == 2
    assert past.history.told.astray == 2


@pytest.mark.parametrize(
    ("at", "values", "district"),
    [([NOON], [[1, 2, 3]], 0), ([NOON, NOON], [[1, 2]], 0), (["a"], [[1, 2]], 0), ([NOON], [["a", 1]], 0),
     ([NOON], [[1, 2]], -1), ([NOON], [[1, 2]], 10**9), ([1.5], [[1, 2]], 0)],
)  # fmt: skip
def test_arrays_that_do_not_fit_are_refused_in_words(past, at, values, district):
    with pytest.raises(BadRequest):
        past.history.remember(ANN, Signal.FEELING, at, values, district)


@pytest.mark.parametrize(
    "span", [Span(1, 1), Span(5, 1), Span(-1, 1), Span(0, 2**60), Span(0, 1, "week"), Span(0, 1, most=0),
             Span(0, 1, most=MOST + 1), Span("a", 1), Span(float("inf"), 1)],
)  # fmt: skip
def test_a_span_that_is_none_is_refused(past, span):
    with pytest.raises(BadRequest, match="no span"):
        past.history.read(ANN, Signal.FEELING, span)


def test_files_lie_by_kind_day_and_district(past, tmp_path):
    past.say(ANN, Signal.FEELING, NOON, 0.5, district=3)
    past.say(ANN, Signal.HEART, NOON, 60, district=7)
    past.history.flush()
    found = {path.relative_to(tmp_path / "history").parent.as_posix() for path in tmp_path.rglob("*.parquet")}
    assert found == {"estimates/day=2026-10-31/district=3", "raw/day=2026-10-31/district=7"}
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*.parquet"))
    assert ANN.encode() not in written and b"hub." not in written


def test_what_waits_is_bounded_in_time_and_told(past):
    past.say(ANN, Signal.FEELING, NOON, 0.5)
    assert past.history.told.waiting == 1 and past.history.told.since == NOON and not past.history.due()
    past.clock.ms += HOLD * 1000
    assert past.history.due()
    past.clock.ms = NOON - 1
    assert past.history.due()  # a clock that jumped back must not hold it for ever
    past.history.flush()
    assert past.history.told.waiting == 0 and not past.history.due()


def test_a_flapping_sensor_is_told_to_operators_and_to_its_wearer(past):
    past.say(ANN, Signal.HEART, NOON - np.arange(2 * BURST), np.arange(2 * BURST))
    past.say(BOB, Signal.HEART, NOON, 60)
    (flap,) = past.history.flapping()
    assert flap.over == BURST and flap.signal is Signal.HEART
    assert past.history.flapping_of(ANN) == [flap] and past.history.flapping_of(BOB) == []
    assert past.history.told.over == BURST


def test_a_full_disk_loses_nothing_and_it_is_written_later(past, monkeypatch):
    past.say(ANN, Signal.FEELING, NOON - np.arange(5), np.arange(5) / 5)

    def full(step):
        raise OSError(28, "No space left on device")

    past.history.segments.fall = full
    with pytest.raises(NoRoom, match="No space left"):
        past.history.flush()
    assert past.history.told.waiting == 5
    past.say(ANN, Signal.FEELING, NOON + 1, 0.9)
    past.history.segments.fall = lambda step: None
    assert past.history.flush() == 6
    assert len(past.history.read(ANN, Signal.FEELING, ALL).at_ms) == 6


def test_remembering_never_waits_for_the_disk(past):
    """While a flush stands still in the middle of a write, samples go on being taken."""
    held, go = threading.Event(), threading.Event()

    def slow(step):
        held.set()
        assert go.wait(20)

    past.say(ANN, Signal.FEELING, NOON, 0.5)
    past.history.segments.fall = slow
    flush = threading.Thread(target=past.history.flush)
    flush.start()
    assert held.wait(20)
    assert past.say(ANN, Signal.FEELING, NOON + 1, 0.9) == 1  # this thread would hang here
    past.history.segments.fall = lambda step: None
    go.set()
    flush.join(20)
    assert len(past.history.read(ANN, Signal.FEELING, ALL).at_ms) == 2


def test_a_clock_that_jumps_back_goes_on_remembering(past):
    past.say(ANN, Signal.FEELING, NOON, 0.5)
    past.history.flush()
    past.clock.ms -= HOUR
    assert past.say(ANN, Signal.FEELING, NOON - HOUR, 0.7) == 1
    past.history.tend()
    assert past.history.read(ANN, Signal.FEELING, ALL).at_ms.tolist() == [NOON - HOUR, NOON]


def test_a_day_with_25_hours_has_25_and_one_with_23_has_23(tmp_path):
    for day, begin, hours in (("a", 1_792_879_200_000, 25), ("b", 1_774_738_800_000, 23)):  # 2026-10-25, 2026-03-29
        past = Past(tmp_path / day, clock=Clock(begin))
        for half_hour in range(48 + 2):
            past.clock.ms = begin + half_hour * HOUR // 2
            past.say(ANN, Signal.FEELING, past.clock.ms, half_hour / 50)
        past.history.flush()
        past.clock.ms = begin + 30 * HOUR
        past.history.tend()
        first = past.history.days.name(begin)
        hourly = past.history.read(ANN, Signal.FEELING, ALL._replace(grain=Grain.HOUR)).at_ms
        assert [past.history.days.name(int(at)) for at in hourly].count(first) == hours
        assert len({each.cell.day for each in past.history.segments.listed()}) == (1 if hours == 25 else 2)
        past.close()


def test_a_half_hour_zone_has_whole_hours_of_its_own_day(tmp_path):
    past = Past(tmp_path, "Asia/Kolkata")
    begin, _ = past.history.days.span("2026-10-31")
    past.clock.ms = begin + 4 * HOUR
    past.say(ANN, Signal.FEELING, begin + np.arange(8) * HOUR // 2, np.arange(8) / 8)
    hourly = past.history.read(ANN, Signal.FEELING, ALL._replace(grain=Grain.HOUR))
    assert hourly.at_ms.tolist() == [begin + hour * HOUR for hour in range(4)] and hourly.count[0, 0] == 2
    past.close()


def test_who_is_forgotten_is_in_no_file_and_the_others_stay(past, tmp_path):
    for district in (1, 2):
        past.say(ANN, Signal.FEELING, NOON + np.arange(20), np.arange(20) / 20, district=district)
    past.say(BOB, Signal.FEELING, NOON + np.arange(20), np.arange(20) / 20, district=2)
    past.history.flush()
    past.say(ANN, Signal.FEELING, NOON, 0.77)
    past.history.keep(ANN, Signal.FEELING, 100)
    assert past.history.forget(ANN) == 2
    assert len(past.history.read(ANN, Signal.FEELING, ALL).at_ms) == 0
    assert len(past.history.read(BOB, Signal.FEELING, ALL).at_ms) == 20
    assert past.history.files(ANN) == [] and len(list(tmp_path.rglob("*.parquet"))) == 1
    with past.store.read() as connection:
        assert connection.execute(keeping.select()).all() == []
    assert past.history.forget(ANN) == 0
    assert past.history.flush() == 0


def test_who_is_erased_is_not_remembered_again_and_who_forgets_may_begin_anew(past):
    past.say(ANN, Signal.FEELING, NOON, 0.5)
    past.history.forget(ANN)
    assert past.say(ANN, Signal.FEELING, NOON, 0.5) == 1
    past.history.forget(ANN, for_good=True)
    assert past.say(ANN, Signal.FEELING, NOON, 0.5) == 0 and past.say(BOB, Signal.FEELING, NOON, 0.5) == 1


def test_only_the_files_that_hold_somebody_are_written_anew(past):
    past.say(ANN, Signal.FEELING, NOON, 0.5, district=1)
    past.say(BOB, Signal.FEELING, NOON, 0.5, district=2)
    past.history.flush()
    kept = past.history.files(BOB)
    past.history.forget(ANN)
    assert past.history.segments.listed() == kept


def test_a_wish_is_kept_and_ended(past):
    past.history.keep(ANN, Signal.FEELING, 30)
    assert past.history.wish(ANN, Signal.FEELING) == 30 and past.history.wish(BOB, Signal.FEELING) == 0
    past.history.keep(ANN, Signal.FEELING, 0)
    assert past.history.wish(ANN, Signal.FEELING) == 0
    for signal, days in ((Signal.HEART, 30), (Signal.FEELING, -1), (Signal.FEELING, 367)):
        with pytest.raises(BadRequest):
            past.history.keep(ANN, signal, days)


def test_the_thread_writes_by_itself_and_closing_writes_the_rest(tmp_path, monkeypatch):
    past = Past(tmp_path)
    past.say(ANN, Signal.FEELING, NOON, 0.5)
    past.clock.ms += HOLD * 1000
    written = threading.Event()
    past.history.segments.fall = lambda step: written.set() if step == "removed" else None
    past.history.start()
    assert written.wait(30)
    past.say(ANN, Signal.FEELING, past.clock.ms, 0.9)
    past.close()
    past = Past(tmp_path)
    assert len(past.history.read(ANN, Signal.FEELING, ALL).at_ms) == 2
    past.close()


@settings(max_examples=8)
@given(st.lists(st.tuples(st.sampled_from([ANN, BOB]), st.integers(0, 3 * HOUR), st.floats(-1, 1, width=32),
                          st.integers(1, 2)), min_size=1, max_size=40),
       st.lists(st.sampled_from(["flush", "tend", "hour", "open"]), max_size=6), st.integers(1, 2 * HOUR))  # fmt: skip
def test_a_view_is_the_same_whatever_was_done_to_the_files(tmp_path_factory, said, deeds, spans):
    """Samples go in; flushes, roll-ups, joins and restarts happen; each grain tells the plain mean of what went in."""
    past = Past(tmp_path_factory.mktemp("past"))
    past.clock.ms = NOON + 4 * HOUR
    parts = np.array_split(np.arange(len(said)), len(deeds) + 1)
    for part, deed in zip(parts, [*deeds, "flush"], strict=True):
        for person, after, x, district in (said[i] for i in part):
            past.say(person, Signal.FEELING, NOON + after, x, district=district)
        if deed == "open":
            past.close()
            past = Past(past.store_folder, clock=past.clock)
        elif deed == "hour":
            past.clock.ms += HOUR
        else:
            getattr(past.history, deed)()
    for grain in Grain:
        got = past.history.read(ANN, Signal.FEELING, ALL._replace(grain=grain))
        mine = sorted((NOON + after, x) for person, after, x, _ in said if person == ANN)
        wanted: dict[int, list[float]] = {}
        for at, x in mine:
            wanted.setdefault(at if grain is Grain.SAMPLE else at // grain.ms * grain.ms, []).append(x)
        assert got.count[:, 0].sum() == len(mine)
        if grain is not Grain.SAMPLE:
            assert got.at_ms.tolist() == sorted(wanted)
            means = [np.mean(wanted[at]) for at in sorted(wanted)]
            assert np.allclose(got.mean[:, 0], means, atol=0.0102)  # the dead band
            assert got.count[:, 0].tolist() == [len(wanted[at]) for at in sorted(wanted)]
    past.close()
