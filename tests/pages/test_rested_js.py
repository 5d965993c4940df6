"""In a real browser: a smile page says that its light rests, and this device alone remembers it."""

import json

from tests.pages.modules import SAFE, load

KEY = "photophore-rested"
FAKE = """() => {
  const heard = {};
  const on = (name, hear) => { heard[name] = hear; return () => {}; };
  window.live = { sent: [], on, send(said) { this.sent.push(said); } };
  const page = document.createElement('photo-rested');
  page.live = window.live;
  document.body.append(page);
  window.hear = async (name, told) => { heard[name](told); await page.updateComplete; return page.innerText; };
  return page.updateComplete;
}"""
HEAR = "([name, told]) => window.hear(name, told)"
KEEP = "([until, incident, at]) => window.told.keep({ until, incident }, at)"
NOBODY = {"on": False, "until": None, "why": "", "incident": 0}


def rest(until, incident=0, why=""):
    return {"on": True, "until": until, "why": why, "incident": incident}


def kept(page):
    return page.evaluate("() => window.told.kept()")


def opened(page):
    load(page, "rested.js", "restdiary.js", place=SAFE)
    page.evaluate(FAKE)
    return page


def test_who_rests_is_told_why_and_may_shine_again(page):
    opened(page)
    soon = page.evaluate("Date.now()") + 600_000
    said = page.evaluate(HEAR, ["rest", rest(soon, 7, "Smiles flicker here.")])
    assert "nothing you feel was read" in said and "Smiles flicker here." in said
    assert page.locator("photo-rested a").get_attribute("href").endswith("/guard#incident-7")
    assert "when you say so" in page.evaluate(HEAR, ["rest", rest(None)])
    page.click("photo-rested button")
    assert page.evaluate("window.live.sent") == [{"t": "light"}]
    assert page.evaluate(HEAR, ["rest", NOBODY]).strip() == ""


def test_this_device_remembers_each_rest_once(page):
    opened(page)
    soon = page.evaluate("Date.now()") + 600_000
    for told in (rest(soon, 7), rest(soon, 7), rest(soon + 1, 7), rest(None), NOBODY):
        page.evaluate(HEAR, ["rest", told])
    assert [(one["until"], one["incident"]) for one in kept(page)] == [(soon + 1, 7)]
    page.evaluate(HEAR, ["rest", rest(soon, 8)])
    assert [one["incident"] for one in kept(page)] == [8, 7]
    page.evaluate(KEEP, [soon + 9e6, 8, soon + 1])  # the first had ended
    assert [one["incident"] for one in kept(page)] == [8, 8, 7]
    page.evaluate("() => window.told.forget()")
    assert kept(page) == []


def test_no_more_than_twenty_and_nothing_foreign(page):
    opened(page)
    for n in range(1, 30):
        page.evaluate(KEEP, [1000 * n + 5, n, 1000 * n])
    assert [one["incident"] for one in kept(page)] == list(range(29, 9, -1))
    for foreign in ("{", "7", json.dumps([{"at": "x"}, None, {"at": 1, "until": 2, "incident": "<b>"}])):
        page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, foreign])
        assert kept(page) == []
