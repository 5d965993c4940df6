"""Bands and days by the clock on the wall, through every change of the hour."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.commons import calendar
from photophore.words import Band

ZONES = ["Europe/Madrid", "America/Chicago", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Casablanca", "UTC"]
INSTANTS = st.integers(1_767_225_600_000, 1_830_297_600_000)  # 2026 and 2027


def at(wall: str, zone: str, fold: int = 0) -> int:
    return round(datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone), fold=fold).timestamp() * 1000)


@pytest.mark.parametrize(
    ("wall", "band"),
    [
        ("2026-11-23T05:59", Band.WEEK_NIGHT),
        ("2026-11-23T06:00", Band.WEEK_MORNING),
        ("2026-11-23T10:00", Band.WEEK_DAY),
        ("2026-11-23T16:59", Band.WEEK_DAY),
        ("2026-11-23T17:00", Band.WEEK_EVENING),
        ("2026-11-23T22:00", Band.WEEK_NIGHT),
        ("2026-11-20T23:59", Band.WEEK_NIGHT),
        ("2026-11-21T00:00", Band.REST_NIGHT),
        ("2026-11-22T12:00", Band.REST_DAY),
    ],
)
def test_the_week_has_eight_bands(wall, band):
    assert calendar.band(at(wall, "Europe/Madrid"), "Europe/Madrid") is band


@given(INSTANTS, st.sampled_from(ZONES))
def test_a_band_lasts_until_its_edge_and_no_longer(ms, zone):
    edge = calendar.next_edge(ms, zone)
    assert 0 < edge - ms <= 11 * 3_600_000
    assert calendar.band(edge - 1, zone) is calendar.band(ms, zone)
    assert calendar.band(edge, zone) is not calendar.band(ms, zone)


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-21", 24)])
def test_a_day_has_as_many_hours_as_the_wall_says(day, hours):
    zone = "Europe/Madrid"
    begin = at(f"{day}T00:00", zone)
    end = at((datetime.fromisoformat(day) + timedelta(days=1)).isoformat(), zone)
    assert (end - begin) / 3_600_000 == hours
    assert calendar.day(begin, zone) == calendar.day(end - 1, zone) == day != calendar.day(end, zone)


def test_the_hour_that_comes_twice_is_night_both_times():
    zone = "Europe/Madrid"
    for fold in (0, 1):
        assert calendar.band(at("2026-10-25T02:30", zone, fold), zone) is Band.REST_NIGHT
