"""A host's page and three phones, in real browsers: they come in by a touch, fall into step, and leave by a touch."""

import numpy as np
import pytest

from photophore.pages import render
from tests.pages.modules import load
from tests.pages.test_joined import JOIN
from tests.pages.test_smile import LIGHT, PHONE, touch, until_lit
from tests.pages.until import until

HOST = "async () => (await fetch('/test/host', { method: 'POST' })).status"
CROWD = "document.querySelector('photo-gather').crowd"
SMILE = "document.querySelector('photo-smile')"
ASKED, LEAVE = "#joining-name", ".joining .answers .ring"


@pytest.fixture
def host(opened, city_hub, browser):
    """A page of somebody who may host."""
    page = opened(city_hub, context=browser.new_context(viewport={"width": 1200, "height": 900}))
    page.goto(f"{city_hub}/join")
    assert page.evaluate(JOIN) == 201 and page.evaluate(HOST) == 201
    page.goto(f"{city_hub}/gather")
    until(page, "document.querySelector('.opening')")
    return page


def begin(page, **chosen):
    """A gathering -> its code."""
    page.fill("input[name=name]", "Night swim")
    page.locator(".firm input").fill("1")
    page.locator("#gather-rhythm").fill("1")
    for label, value in chosen.items():
        page.locator("select").nth({"cap": 2, "wears": 3}[label]).select_option(value)
    page.locator(".opening button.ring").click()
    until(page, "document.querySelector('.way code')")
    return page.inner_text(".way code")


def together(phones) -> float:
    """How much in step the phones themselves beat, 0..1. They are asked in turn, so each tells its hub time as well."""
    phones[0].wait_for_timeout(200)
    asked = [phone.evaluate(f"[{SMILE}.wear.beat, {SMILE}.live.clock.now() / 1000]") for phone in phones]
    turns = np.array([beat - (at - asked[0][1]) for beat, at in asked])  # at one a second
    return float(abs(np.mean(np.exp(2j * np.pi * turns))))


def test_phones_fall_into_step_one_leaves_and_one_is_free(host, opened, city_hub, browser):
    code = begin(host, wears="ripples", cap="0.5")
    assert host.evaluate("document.querySelector('photo-gather').open.cap") == 0.5
    phones = [opened(city_hub, context=browser.new_context(**PHONE)) for _ in range(3)]
    for phone in phones:
        phone.goto(f"{city_hub}/smile#gather={code}")
        until(phone, f"document.querySelector('{ASKED}')?.innerText === 'Night swim'")
        assert phone.evaluate(f"({LIGHT})()")[0] == 0 and phone.evaluate(f"{SMILE}.state.gathering") is None
        phone.locator(LEAVE).click()  # the same place: Join in
    for phone in phones:
        until(phone, f"{SMILE}.state.gathering && ({LIGHT})()[0] > 0")
    assert "gather=" not in phones[0].evaluate("location.href")
    until(host, f"{CROWD}?.members === 3 && {CROWD}.order > 0.95")
    assert any(together(phones) > 0.8 for _ in range(40))
    assert host.evaluate(f"{CROWD}.autonomy") is None  # three are too few for what they chose
    another_may_be_joined(host, phones[2], code)
    phones[0].locator(LEAVE).click()
    until(host, f"{CROWD}.members === 2")
    until(phones[0], f"{SMILE}.state.gathering === null && {SMILE}.state.glyph !== 'ripples'")
    phones[1].locator(".handle").click() if not phones[1].evaluate(f"{SMILE}.open") else None
    phones[1].locator(".sheet .slider input").first.fill("0")
    until(phones[1], f"{SMILE}.state.autonomy === 1")
    assert "Nobody pulls you" in phones[1].inner_text("#freely-says")
    for _ in range(2):
        host.locator(".acts .ring").click()
    until(phones[2], "document.querySelector('.told')?.innerText.includes('Night swim is over')")
    until(host, "document.querySelector('.opening')")


def another_may_be_joined(host, phone, code):
    """From inside one gathering by the link of another, by the same one touch; and back."""
    made = """async () => {
      const headers = { 'content-type': 'application/json', 'x-photophore': '1' }, now = Date.now();
      const body = JSON.stringify({ name: 'Low tide', mode: 'drift', begins: now, until: now + 600000 });
      return (await (await fetch('/api/gatherings', { method: 'POST', headers, body })).json()).code; }"""
    other = host.evaluate(made)
    for asked, name in ((other, "Low tide"), (code, "Night swim")):
        phone.evaluate(f"location.hash = '#gather={asked}'")
        until(phone, f"document.querySelector('{ASKED}')?.innerText === '{name}'")
        phone.locator(LEAVE).click()
        until(phone, f"{SMILE}.state.gathering?.code === '{asked}'")


ROOM = f"""() => {{
  const words = document.querySelector('.told').getBoundingClientRect(), {{ box }} = {SMILE}.light;
  const grip = document.querySelector('.handle').getBoundingClientRect();
  const tall = Math.min(box.width / 2.6, box.height), middle = box.y + box.height / 2;
  return [words.bottom, middle - tall / 2, middle + tall / 2, grip.top, document.querySelector('.sheet').offsetTop];
}}"""


def test_on_a_phone_the_question_has_room_of_its_own_and_a_touch_joins(host, opened, city_hub, browser):
    code = begin(host)
    phone = opened(city_hub, context=browser.new_context(**PHONE))
    phone.goto(f"{city_hub}/smile#gather={code}")
    until(phone, f"document.querySelector('{ASKED}')")
    until(phone, f"!{SMILE}.open && document.querySelector('.told [role=status]').innerText === ''")  # one question
    phone.locator(".handle").click()
    touch(phone, 0.8, 0.4)
    until_lit(phone)
    phone.wait_for_timeout(600)  # the mouth has moved to its place
    assert "Nobody but you" in phone.inner_text("#says-show")
    for joined in (False, True):
        words, teeth, lips, grip, sheet = phone.evaluate(ROOM)
        assert words <= teeth and lips <= grip + 24 <= sheet + 24, f"joined: {joined}"
        if not joined:
            box = phone.locator(LEAVE).bounding_box()  # where a finger falls, whatever lies there
            phone.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            until(phone, f"{SMILE}.state.gathering && document.querySelector('#freely-name')")
            phone.wait_for_timeout(600)
    assert phone.evaluate(f"{SMILE}.open")
    assert "Those in your gathering see your light" in phone.inner_text("#says-show")


def test_a_gathering_without_a_name_is_asked_for_one_in_the_page_s_words(host):
    host.locator(".opening button.ring").click()
    until(host, "document.querySelector('.wrong')?.innerText.trim() === 'Give it a name first.'")
    assert host.evaluate("document.activeElement.name") == "name" and host.evaluate(CROWD) is None


def test_what_was_opened_is_in_view_and_so_is_the_next_form(host):
    host.set_viewport_size(PHONE["viewport"])
    begin(host)
    until(host, "document.activeElement.className === 'heart'")
    seen = host.locator(".heart").bounding_box()
    assert seen["y"] >= 0 and seen["y"] + seen["height"] <= PHONE["viewport"]["height"]
    host.get_by_role("button", name="Open another").click()
    until(host, "document.activeElement.name === 'name'")
    assert 0 <= host.locator("input[name=name]").bounding_box()["y"] < 600


def test_a_crowd_that_loosens_is_not_told_to_fall_into_step(host):
    begin(host)
    told = """([will, order]) => { const page = document.querySelector('photo-gather');
      page.crowd = { ...page.crowd, will, order, members: 40 }; page.usual = 0.7;
      return page.updateComplete.then(() => document.querySelector('.count em').innerText); }"""
    assert host.evaluate(told, [False, 0.6]) == "drifting apart"
    assert host.evaluate(told, [False, 0.7]) == "partly in step"
    assert host.evaluate(told, [True, 0.75]) == "falling into step"


def test_i_have_a_code_leads_to_the_place_for_it(opened, city_hub):
    page = opened(city_hub, **PHONE)
    page.goto(f"{city_hub}/smile#code")
    until(page, f"{SMILE}.line === 'open' && {SMILE}.open && document.querySelector('.entry')?.open")
    page.locator(".entry input").fill("lusab-babad")


def test_a_stranger_sees_what_it_is_and_how_to_begin(visit):
    page = visit("/gather", 390, 844)
    until(page, "document.querySelector('photo-gather .acts')")
    assert "operator" in page.inner_text("photo-gather") and page.locator("canvas.crowd").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    later, now = page.evaluate("""async () => {
      const { asked, NEW } = await import('/static/gatherform.js');
      const wishes = [{ ...NEW, begins: '2030-05-04T20:15', minutes: 30, cap: 0.25 }, NEW];
      const from = [new Date(2030, 4, 4, 20, 15).getTime(), Date.now()];
      return wishes.map(asked).map(({ begins, until, cap }, at) => [begins - from[at], (until - begins) / 60000, cap]);
    }""")
    assert later == [0, 30, 0.25] and 0 <= now[0] < 1000 and now[1:] == [60, 1]


def test_a_code_that_is_none_is_told_in_words(opened, city_hub):
    page = opened(city_hub, quiet=("404",))
    page.goto(f"{city_hub}/smile#gather=babab-babab")
    until(page, "document.querySelector('.told')?.innerText.includes('No gathering has this code')")


def test_the_ring_is_drawn_from_two_numbers_and_never_flashes(browser):
    """A crowd in step at the quickest rhythm: no lamp makes more than three changes a second."""
    context = browser.new_context()
    page = load(context.new_page(), "crowdring.js", "guard.js")
    most = page.evaluate("""() => {
      const { CrowdRing, LAMPS, luminance } = told;
      const ring = new CrowdRing(document.createElement('canvas'));
      ring.tell({ members: 40, order: 0.97, psi: 0, rate: 1.5, hub_ms: 0 });
      const rises = Array.from({ length: LAMPS }, () => []), turn = new Float64Array(LAMPS), up = new Uint8Array(LAMPS);
      let most = 0, brightest = 0;
      for (let ms = 0; ms < 8000; ms += 16) {
        ring.paint(ms, ms);
        for (let at = 0; at < LAMPS; at += 1) {
          const light = luminance(...ring.bytes.subarray(3 * at, 3 * at + 3));
          brightest = Math.max(brightest, light);
          const away = up[at] ? turn[at] - light : light - turn[at];
          if (away >= 0.1) { up[at] ^= 1; turn[at] = light; rises[at].push(ms); } else if (away < 0) turn[at] = light;
          most = Math.max(most, rises[at].filter((when) => when > ms - 1000).length);
        }
      }
      return [most, brightest];
    }""")
    assert most[0] <= 3 and most[1] > 0.3
    even, bump = page.evaluate("[told.shares(0, 0), told.shares(0.9, 0.25)].map((one) => [...one])")
    assert not any(even) and int(np.argmax(bump)) == len(bump) // 4
    mean = abs(np.mean(np.array(bump) * np.exp(2j * np.pi * np.arange(len(bump)) / len(bump)))) / np.mean(bump)
    assert mean == pytest.approx(0.9, abs=0.03)  # the light's own order is the crowd's
    context.close()


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_sentence_of_the_page_is_in_the_catalogue(language):
    assert "gather-" not in render.page("gather", language).replace("photo-gather", "")
