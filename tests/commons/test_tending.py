"""What time brings: each sample in each grain once, small files joined, and nothing kept longer than it may be."""

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from photophore.commons.days import HOUR
from photophore.commons.keeping import DAY, Grain, kept_ms
from photophore.commons.rollup import Span
from photophore.words import Signal
from tests.commons.past import ANN, BOB, NOON, Past
from tests.commons.test_segments import check_history

ALL = Span(0, 2**53 - 1)


@pytest.fixture
def past(tmp_path):
    made = Past(tmp_path)
    yield made
    made.close()


def grains(past, who=ANN, signal=Signal.FEELING) -> dict[str, int]:
    """Samples that are told in each grain."""
    told = {grain.value: past.history.read(who, signal, ALL._replace(grain=grain)) for grain in Grain}
    return {name: int(each.count[:, 0].sum()) for name, each in told.items()}


def test_small_files_become_one_and_late_samples_join_them(past):
    for minute in range(10):
        past.clock.ms = NOON + 60_000 * minute
        past.say(ANN, Signal.FEELING, past.clock.ms, minute / 10)
        past.history.flush()
    assert len(past.history.segments.listed()) == 10
    past.clock.ms = NOON + 2 * HOUR
    past.history.tend()
    assert len(past.history.segments.listed()) == 2  # samples and minutes
    past.say(ANN, Signal.FEELING, NOON + 30_000, 0.55)  # late, from a phone that was away
    past.history.tend()
    assert grains(past) == {"sample": 11, "minute": 11, "hour": 11}
    past.clock.ms = NOON + DAY
    past.history.tend()
    assert [each.cell.grain for each in past.history.segments.listed()].count(Grain.MINUTE) == 1
    assert grains(past) == {"sample": 11, "minute": 11, "hour": 11}
    check_history(past)


def test_an_hour_that_is_not_over_is_left_alone(past):
    past.say(ANN, Signal.FEELING, NOON, 0.5)
    past.history.flush()
    assert past.history.roll_up(NOON + HOUR) == 0 and past.history.compact(NOON + HOUR) == 0
    assert past.history.roll_up(NOON + HOUR + 120_000) == 1
    assert past.history.roll_up(NOON + HOUR + 120_000) == 0


def test_a_feelings_trace_ends_after_seven_days_to_the_row(past):
    past.say(ANN, Signal.FEELING, NOON + 1000 * np.arange(10), np.arange(10) / 10)
    past.history.flush()
    past.clock.ms = NOON + 7 * DAY + 4_000
    past.history.tend()
    left = past.history.read(ANN, Signal.FEELING, ALL).at_ms
    assert left.tolist() == [NOON + 1000 * second for second in range(4, 10)]
    (sample,) = (each for each in past.history.segments.listed() if each.cell.grain is Grain.SAMPLE)
    assert sample.rows == 6  # not only hidden: gone from the file
    past.clock.ms = NOON + 7 * DAY + HOUR + DAY
    past.history.tend()
    assert past.history.segments.listed() == []
    assert not list(past.history.segments.folder.rglob("*.parquet"))


def test_what_is_over_is_hidden_before_its_file_goes(past):
    past.say(ANN, Signal.FEELING, NOON, 0.5)
    past.history.flush()
    past.clock.ms = NOON + 7 * DAY + 1
    assert len(past.history.read(ANN, Signal.FEELING, ALL).at_ms) == 0


def test_raw_samples_end_after_a_day_and_their_means_stay(past):
    past.say(ANN, Signal.HEART, NOON + 1000 * np.arange(10), 60 + np.arange(10))
    past.clock.ms = NOON + DAY + HOUR
    past.history.tend()
    assert grains(past, signal=Signal.HEART) == {"sample": 0, "minute": 10, "hour": 10}
    past.clock.ms = NOON + 8 * DAY
    past.history.tend()
    assert grains(past, signal=Signal.HEART) == {"sample": 0, "minute": 0, "hour": 10}
    past.clock.ms = NOON + 91 * DAY
    past.history.tend()
    assert past.history.segments.listed() == []


def test_a_place_is_never_made_a_mean(past):
    past.say(ANN, Signal.PLACE, NOON, 40.4, -3.7)
    past.clock.ms = NOON + 2 * HOUR
    past.history.tend()
    assert {each.cell.grain for each in past.history.segments.listed()} == {Grain.SAMPLE}
    past.clock.ms = NOON + DAY + HOUR
    past.history.tend()
    assert past.history.segments.listed() == []


def test_a_wish_keeps_one_longer_and_nobody_else(past):
    for who in (ANN, BOB):
        past.say(who, Signal.FEELING, NOON, 0.5)
    past.history.keep(ANN, Signal.FEELING, 30)
    past.clock.ms = NOON + 10 * DAY
    past.history.tend()
    assert grains(past) == {"sample": 0, "minute": 1, "hour": 1}
    assert grains(past, BOB) == {"sample": 0, "minute": 0, "hour": 0}
    assert past.history.files(BOB) == []
    past.history.keep(ANN, Signal.FEELING, 0)
    past.history.tend()
    assert past.history.segments.listed() == []


def test_a_hub_that_slept_for_days_counts_before_it_ends(past):
    past.say(ANN, Signal.HEART, NOON, 60)
    past.history.flush()
    past.clock.ms = NOON + 3 * DAY
    past.history.tend()
    assert grains(past, signal=Signal.HEART) == {"sample": 0, "minute": 1, "hour": 1}


def test_a_damaged_file_goes_when_its_time_has_come(past):
    past.say(ANN, Signal.HEART, NOON, 60)
    past.history.flush()
    (path,) = past.history.segments.folder.rglob("*.parquet")
    path.write_bytes(b"torn")
    past.clock.ms = NOON + 2 * HOUR
    past.history.tend()
    assert past.history.told.damaged and path.exists()
    past.clock.ms = NOON + 2 * DAY
    past.history.tend()
    assert not path.exists() and not past.history.told.damaged and past.history.segments.listed() == []


class Machine(RuleBasedStateMachine):
    """Samples, time, clocks that jump back, restarts, wishes and erasure, in any order, against a plain list."""

    folders = None

    @initialize()
    def begin(self):
        self.past = Past(Machine.folders.mktemp("past"))
        self.said: list[tuple[str, Signal, int, float]] = []
        self.latest = NOON  # how far time has been: what was over then is gone for good
        self.wishes: dict[str, int] = {}

    @rule(who=st.sampled_from([ANN, BOB]), signal=st.sampled_from([Signal.FEELING, Signal.HEART]),
          ago=st.integers(0, 2 * HOUR), x=st.integers(-90, 90), district=st.integers(1, 2))  # fmt: skip
    def say(self, who, signal, ago, x, district):
        if self.past.say(who, signal, self.past.clock.ms - ago, x, district=district):
            self.said.append((who, signal, self.past.clock.ms - ago, x))

    @rule(hours=st.sampled_from([1, 7, 26, 100]))
    def wait(self, hours):
        self.past.clock.ms += hours * HOUR

    @rule()
    def tend(self):
        self.past.history.tend()
        self.latest = max(self.latest, self.past.clock.ms)

    @rule()
    def jump_back(self):
        self.past.clock.ms -= HOUR // 2

    @rule()
    def open_again(self):
        self.past.close()
        self.past = Past(self.past.store_folder, clock=self.past.clock)

    @rule(who=st.sampled_from([ANN, BOB]))
    @precondition(lambda self: self.said)
    def erase(self, who):
        self.past.history.forget(who)
        self.said = [each for each in self.said if each[0] != who]
        self.wishes.pop(who, None)

    @rule(who=st.sampled_from([ANN, BOB]))
    def wish(self, who):
        if who not in self.wishes:
            self.past.history.keep(who, Signal.FEELING, 30)
            self.wishes[who] = self.latest

    @invariant()
    def each_sample_is_in_each_grain_once(self):
        now = max(self.past.clock.ms, self.latest)
        for who in (ANN, BOB):
            for signal in (Signal.FEELING, Signal.HEART):
                mine = [at for person, what, at, _ in self.said if (person, what) == (who, signal)]
                for grain, got in grains(self.past, who, signal).items():
                    kept = kept_ms(signal, Grain(grain))
                    longest = kept_ms(signal, Grain(grain), 30) if who in self.wishes else kept
                    width = Grain(grain).ms
                    least = sum(at - at % HOUR >= now - kept for at in mine)
                    most = sum(at - at % max(1, width) >= self.past.clock.ms - longest for at in mine)
                    assert least <= got <= most
        check_history(self.past)

    def teardown(self):
        if hasattr(self, "past"):
            self.past.close()


def live(folders, lives: int, steps: int) -> None:
    Machine.folders = folders
    machine = Machine.TestCase
    machine.settings = settings(max_examples=lives, stateful_step_count=steps, deadline=None)
    machine().runTest()


def test_any_order_of_deeds(tmp_path_factory):
    live(tmp_path_factory, 4, 8)


@pytest.mark.slow
def test_any_order_of_many_deeds(tmp_path_factory):
    live(tmp_path_factory, 30, 30)
