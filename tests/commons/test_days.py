"""Days of a hub: 23, 24, 25 hours, and stranger ones; they never overlap and never run back."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from photophore.commons.days import HOUR, Days
from photophore.words import BadRequest

ZONES = ["UTC", "Europe/Madrid", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo",
         "America/Havana", "Africa/Cairo", "Pacific/Apia", "America/St_Johns", "Asia/Kathmandu"]  # fmt: skip
MOMENTS = st.integers(0, 4_102_444_800_000)  # 1970 to 2100


def ms(*told: int) -> int:
    return int(datetime(*told, tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Madrid", "2026-03-29", 23),
        ("Europe/Madrid", "2026-10-25", 25),
        ("Europe/Madrid", "2026-10-26", 24),
        ("America/New_York", "2026-03-08", 23),
        ("America/New_York", "2026-11-01", 25),
        ("Australia/Lord_Howe", "2026-10-04", 23.5),
        ("Africa/Cairo", "2026-04-24", 23),  # its midnight never was
        ("America/Havana", "2026-11-01", 25),  # its midnight was twice
        ("Pacific/Apia", "2011-12-30", 0),  # the day that was left out
    ],
)
def test_a_day_is_as_long_as_its_zone_says(zone, day, hours):
    begin, end = Days(zone).span(day)
    assert (end - begin) / HOUR == hours


def test_a_day_begins_at_midnight_there():
    assert Days("Europe/Madrid").span("2026-11-21")[0] == ms(2026, 11, 20, 23)
    assert Days("Asia/Kolkata").span("2026-11-21")[0] == ms(2026, 11, 20, 18, 30)


@pytest.mark.parametrize("zone", ["Middle/Earth", "", "../../etc/passwd", "/etc/localtime", "Europe"])
def test_a_zone_that_is_none_is_refused(zone):
    with pytest.raises(BadRequest, match="no such time zone"):
        Days(zone)


@given(st.sampled_from(ZONES), st.dates(date(1971, 1, 1), date(2099, 12, 30)))
def test_days_follow_each_other_without_gap_or_overlap(zone, day):
    days = Days(zone)
    begin, end = days.span(day.isoformat())
    assert begin <= end == days.span((day + timedelta(days=1)).isoformat())[0]
    assert end - begin <= 26 * HOUR


@given(st.sampled_from(ZONES), st.lists(MOMENTS, min_size=1, max_size=20).filter(lambda it: max(it) - min(it) < 10**10))
@example("America/St_Johns", [ms(2006, 10, 29, 2, 30), ms(2006, 10, 29, 2, 31), ms(2006, 10, 29, 3, 30)])
def test_every_instant_lies_in_the_day_that_is_told(zone, moments):
    days = Days(zone)
    names, which, hours = days.names(np.array(moments, np.int64))
    for moment, place, hour in zip(moments, which, hours, strict=True):
        (begin, end), hour = days.span(names[place]), int(hour)
        assert begin <= moment < end and begin + hour * HOUR <= moment < begin + (hour + 1) * HOUR
        assert days.name(moment) == names[place]


def test_no_instants_have_no_days():
    assert Days("UTC").names(np.zeros(0, np.int64))[0] == []
