from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.hub.clock import Clock
from photophore.words import Tick


class Now:
    """A clock's clock, moved by hand; nanoseconds."""

    def __init__(self):
        self.ns = 5_000_000_000

    def __call__(self):
        return self.ns

    def to(self, ms):
        self.ns = 5_000_000_000 + round(ms * 1e6)


def test_it_begins_at_zero_and_counts_whole_milliseconds():
    now = Now()
    clock = Clock(now=now)
    assert clock.ms() == 0
    now.to(1234.9)
    assert clock.ms() == 1234


def test_ticks_stand_where_they_were_seen():
    now = Now()
    clock = Clock(now=now)
    for count in range(100):
        now.to(500 + count * 1000 / 30)  # the loop began half a second after the hub
        clock.heard(Tick(count))
    assert clock.of_tick(130) == pytest.approx(500 + 130 * 1000 / 30, abs=2)
    assert clock.to_tick(500 + 130 * 1000 / 30 + 5) == 130


@given(st.lists(st.floats(0, 25), min_size=70, max_size=120))
def test_jitter_does_not_move_ticks(jitter):
    now = Now()
    clock = Clock(now=now)
    for count, late in enumerate(jitter):
        now.to(count * 1000 / 30 + late)
        clock.heard(Tick(count))
    least = min(jitter[-64:])
    assert clock.of_tick(len(jitter)) == pytest.approx(len(jitter) * 1000 / 30 + least, abs=2)


def test_a_loop_that_stood_still_is_believed_at_once():
    now = Now()
    clock = Clock(now=now)
    for count in range(64):
        now.to(count * 1000 / 30)
        clock.heard(Tick(count))
    now.to(64 * 1000 / 30 + 5000)
    clock.heard(Tick(64))
    assert clock.of_tick(64) == pytest.approx(64 * 1000 / 30 + 5000, abs=2)


def test_before_the_first_tick_nothing_is_late():
    assert Clock().of_tick(30) == 1000


@pytest.mark.parametrize("zone", ["Europe/Lisbon", "Asia/Kathmandu", "Pacific/Kiritimati", "UTC"])
def test_the_day_is_the_zone_s(zone):
    moment = datetime(2026, 3, 29, 0, 30, tzinfo=ZoneInfo("UTC"))
    clock = Clock(zone, today=lambda to: moment.astimezone(to))
    assert clock.day() == moment.astimezone(ZoneInfo(zone)).date().isoformat()


def test_a_day_has_23_hours_when_clocks_go_forward():
    begin = datetime(2026, 3, 29, 0, 0, tzinfo=ZoneInfo("Europe/Lisbon")).astimezone(ZoneInfo("UTC"))
    days = [
        Clock("Europe/Lisbon", today=lambda to, h=hour: (begin + timedelta(hours=h)).astimezone(to)).day()
        for hour in (0, 22.9, 23)
    ]
    assert days == ["2026-03-29", "2026-03-29", "2026-03-30"]


def test_the_pace_is_that_of_frames_that_came_not_of_ticks_that_were_counted():
    now = Now()
    clock = Clock(now=now)
    assert clock.pace == 0
    for frame in range(50):
        now.to(frame * 250)
        clock.heard(Tick(round(frame * 7.5)))  # a loop that leaves out what it cannot make up
    assert clock.pace == pytest.approx(4, abs=0.01)
