"""In a real browser: moments are written everywhere alike."""

import pytest

from tests.pages.modules import SAFE, load

MOMENT = "2026-05-03T14:05:09"  # without a zone: where the reader is


def test_english_has_the_day_first_and_24_hours(page):
    load(page, "when.js", place=SAFE)
    names = ["clock", "second", "day", "moment"]
    told = page.evaluate("([names, at]) => names.map((name) => window.told[name](at))", [names, MOMENT])
    assert told == ["14:05", "14:05:09", "3 May 2026", "3 May 2026 at 14:05"]


@pytest.mark.parametrize("moment", [0, "'1970-01-01T00:00:00Z'", "new Date(0)"])
def test_a_moment_may_be_told_in_three_ways(page, moment):
    load(page, "when.js", place=SAFE)
    assert page.evaluate(f"window.told.form({{ dateStyle: 'long', timeZone: 'UTC' }})({moment})") == "1 January 1970"
