"""In a real browser: moments are written everywhere alike."""

import re

import pytest

from tests.pages.modules import SAFE, load

MOMENT = "2026-05-03T14:05:09"  # without a zone: where the reader is


WRITTEN = """at => ['clock', 'second', 'day', 'moment'].map((name) => window.told[name](at))"""
ENDS = """days => {
  const { hour, say } = window.told;
  return say('joining-until', hour(Date.now() + days * 86_400_000 + 60_000));
}"""


@pytest.mark.parametrize(
    ("language", "day", "at"), [("en", "3 May 2026", "at|,"), ("es", "3 de mayo de 2026", "a las|,")]  # by age
)
def test_moments_are_written_as_readers_write_them(page, language, day, at):
    load(page, "when.js", place=SAFE, language=language)
    *told, moment = page.evaluate(WRITTEN, MOMENT)
    assert told == ["14:05", "14:05:09", day]
    assert re.fullmatch(f"{day} ?({at}) 14:05", moment)


@pytest.mark.parametrize(
    ("language", "near", "far"),
    [("en", "ends at [0-9]", "ends on [0-9]+ [A-Z]"), ("es", "acaba a las [0-9]", "acaba el [0-9]+ de ")],
)
def test_another_day_is_named_as_one_says_it(page, language, near, far):
    load(page, "joining.js", "words.js", place=SAFE, language=language)
    assert re.search(near, page.evaluate(ENDS, 0)) and re.search(far, page.evaluate(ENDS, 3))


@pytest.mark.parametrize("moment", [0, "'1970-01-01T00:00:00Z'", "new Date(0)"])
def test_a_moment_may_be_told_in_three_ways(page, moment):
    load(page, "when.js", place=SAFE)
    assert page.evaluate(f"window.told.form({{ dateStyle: 'long', timeZone: 'UTC' }})({moment})") == "1 January 1970"
