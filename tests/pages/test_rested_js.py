"""In a real browser: a smile page says that its light rests, and this device alone remembers it."""

import json

from tests.pages.modules import SAFE, load

KEY = "photophore-rested"
FAKE = """() => {
  const heard = {};
  const on = (name, hear) => { heard[name] = hear; return () => {}; };
  window.live = { sent: [], on, send(said) { this.sent.push(said); } };
  const page = document.createElement('photo-rested');
  Object.assign(page, { live: window.live, joined: true });
  document.body.append(page);
  window.rested = page;
  window.hear = async (name, told) => { heard[name](told); await page.updateComplete; return page.innerText; };
  return page.updateComplete;
}"""
HEAR = "([name, told]) => window.hear(name, told)"
NOBODY = {"on": False, "since": None, "until": None, "why": "", "incident": 0}
NOON, MINUTE = 1_795_348_800_000, 60_000


def rest(since, until, incident=0, why=""):
    return {"on": True, "since": since, "until": until, "why": why, "incident": incident}


def kept(page):
    return page.evaluate("() => window.told.kept()")


def opened(page):
    load(page, "rested.js", "restdiary.js", place=SAFE)
    page.evaluate(FAKE)
    return page


def test_who_rests_is_told_why_and_may_shine_again(page):
    opened(page)
    said = page.evaluate(HEAR, ["rest", rest(NOON, NOON + 15 * MINUTE, 7, "Smiles flicker here.")])
    assert "nothing you feel was read" in said and "Smiles flicker here." in said
    assert page.locator("photo-rested a").get_attribute("href").endswith("/guard#incident-7")
    assert "when you say so" in page.evaluate(HEAR, ["rest", rest(None, None)])
    page.click("photo-rested button")
    assert page.evaluate("window.live.sent") == [{"t": "light"}]
    assert page.evaluate(HEAR, ["rest", NOBODY]).strip() == ""


def test_this_device_remembers_each_rest_once(page):
    opened(page)
    one, other = rest(NOON, NOON + 15 * MINUTE), rest(NOON + MINUTE, NOON + 5 * MINUTE)
    for told in (one, one, rest(None, None), NOBODY, other, one, other):
        page.evaluate(HEAR, ["rest", told])
    assert [(it["since"], it["until"]) for it in kept(page)] == [(it["since"], it["until"]) for it in (other, one)]


def test_rests_of_one_incident_that_follow_each_other_are_one(page):
    opened(page)
    for since, incident in ((0, 7), (14, 7), (29, 7), (60, 7), (70, 8)):
        page.evaluate(HEAR, ["rest", rest(NOON + since * MINUTE, NOON + (since + 15) * MINUTE, incident)])
    told = [((it["since"] - NOON) // MINUTE, (it["until"] - NOON) // MINUTE, it["incident"]) for it in kept(page)]
    assert told == [(70, 85, 8), (60, 75, 7), (0, 44, 7)]
    page.evaluate("() => window.told.forget()")
    assert kept(page) == []


def test_a_guests_rests_are_not_kept(page):
    opened(page)
    page.evaluate("() => { window.rested.joined = false; }")
    assert "nothing you feel" in page.evaluate(HEAR, ["rest", rest(NOON, NOON + MINUTE)])
    assert kept(page) == []
    page.evaluate("() => { window.rested.joined = true; return window.rested.updateComplete; }")  # told a moment later
    assert len(kept(page)) == 1


def test_no_more_than_twenty_and_nothing_foreign(page):
    opened(page)
    for n in range(1, 30):
        page.evaluate(HEAR, ["rest", rest(1000 * n, 1000 * n + 5, n)])
    assert [one["incident"] for one in kept(page)] == list(range(29, 9, -1))
    right = {"since": 1, "until": 2, "incident": 0}
    foreign = [{"since": "x"}, None, *(right | it for it in ({"incident": "<b>"}, {"until": 9e15}, {"since": 3}))]
    for text in ("{", "7", json.dumps(foreign)):
        page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, text])
        assert kept(page) == []
