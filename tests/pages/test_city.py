"""The city page in a real browser, with a real hub: light on the map, words at the foot, time, list and lens."""

import io
import re

import numpy as np
import pytest
from PIL import Image

from tests.pages.until import until

SIZES = ((390, 844), (768, 1024), (1440, 900))
MAP = "() => document.querySelector('photo-city').map"


def pixels(page):
    return np.array(Image.open(io.BytesIO(page.screenshot())).convert("RGB")).astype(int)


def lit(page):
    """Share of the window's pixels that hold coloured light."""
    seen = pixels(page)
    return float(((seen.max(axis=2) - seen.min(axis=2)) > 30).mean())


def is_lit(page, least=0.004):
    """Whether light is on the window soon after the hub sends some; a hub on a busy machine is slow to warm up."""
    until(page, f"Math.max(...({MAP})().tiles.eased.aim) > 60", seconds=120)
    for _ in range(80):
        if lit(page) > least:
            return True
        page.wait_for_timeout(250)
    return False


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_map_fills_the_window_and_glows(visit, width, height):
    page = visit("/city", width, height)
    page.wait_for_selector("photo-city[data-painted]")
    assert is_lit(page)
    box = page.locator(".map").bounding_box()
    assert (box["width"], box["height"]) == (width, height)
    assert page.locator(".panel").count() == 0, "no panel is open by default"
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "nothing juts out"
    assert page.title() == "Nova Sanctuary · Photophore"


def test_without_webgl_the_same_light_is_painted_plainly(visit):
    page = visit("/city?gl=off")
    page.wait_for_selector("photo-city[data-painted=canvas2d]")
    assert is_lit(page)


def test_the_foot_says_what_the_city_feels_and_how_sure_that_is(visit):
    page = visit("/city")
    until(page, "/feels|Too few/.test(document.querySelector('.told')?.innerText)", seconds=120)
    told = page.inner_text(".told")
    known = re.search(r"The city feels .*\.\s+We are .* sure: \d+ of 10, from [\d,]+ people", told, re.S)
    assert known or "Too few" in told
    assert page.locator("[role=status]").inner_text() in told


def test_people_appear_as_one_comes_near(visit):
    page = visit("/city")
    page.wait_for_selector("photo-city[data-painted]")
    assert page.evaluate(f"({MAP})().near.slots.size") == 0, "from afar nobody is sent singly"
    page.evaluate(f"""() => {{
      const map = ({MAP})(), [x, y] = map.city.districts[1].middle;
      map.camera.jump({{ x, y, scale: map.camera.home.scale * 7 }});
    }}""")
    until(page, f"({MAP})().near.slots.size > 3", seconds=120)
    assert page.evaluate(f"({MAP})().near.slots.size") <= 400
    page.evaluate(f"() => {{ const map = ({MAP})(); map.camera.jump(map.camera.home); }}")
    until(page, f"({MAP})().near.slots.size === 0")
    page.evaluate(f"""() => {{
      const map = ({MAP})(), late = {{ ids: [1], xy: new Uint8Array(8), light: new Uint8Array(96) }};
      for (const hear of map.live.heard.get('near')) hear(late);
    }}""")
    assert page.evaluate(f"({MAP})().near.slots.size") == 0, "what was still on its way stays unseen"


def test_keys_move_the_map(visit):
    page = visit("/city", reduced_motion="reduce")
    page.wait_for_selector("photo-city[data-painted]")
    page.locator(".map").focus()
    page.keyboard.press("+")
    page.keyboard.press("+")
    until(page, f"({MAP})().camera.zoom > 2")
    before = page.evaluate(f"({MAP})().camera.x")
    page.keyboard.press("ArrowRight")
    until(page, f"({MAP})().camera.x > {before}")
    page.keyboard.press("0")
    until(page, f"({MAP})().camera.zoom < 1.01")


def test_the_list_tells_every_district_and_flies_there(visit):
    page = visit("/city", reduced_motion="reduce")
    page.click("[data-opens=list]")
    lines = page.locator(".panel li button")
    assert lines.count() == 24
    assert "feel" in lines.first.inner_text()
    name = lines.first.locator("b").inner_text()
    lines.first.click()
    until(page, f"({MAP})().camera.zoom > 1.5")
    assert name in page.inner_text(".told")
    page.keyboard.press("Escape")
    assert page.locator(".panel").count() == 0
    assert page.evaluate("document.activeElement.dataset.opens") == "list", "focus returns to where it came from"


def test_the_lens_shows_who_is_missing_in_number_with_source_and_doubt(visit):
    page = visit("/city")
    page.click("[data-opens=missing]")
    page.wait_for_selector(".fifths li")
    told = page.inner_text(".panel")
    assert re.search(r"[\d,]+ of 684,000 people have no nanobots", told)
    shares = [int(share) for share in re.findall(r"fifth\s+(\d+) of 100\s+between \d+ and \d+", told)]
    assert len(shares) == 5 and shares[0] > shares[4] + 20, "the injustice is seen"
    assert "Source: " in told
    assert page.evaluate(f"({MAP})().lens.rings.length") > 400


def test_time_can_be_turned_back(visit):
    page = visit("/city")
    until(page, f"(({MAP})()?.tiles.past.length ?? 0) > 12", seconds=120)
    until(page, "document.querySelector('.time input').min <= -3")
    page.locator(".time input").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert page.inner_text(".time output") == "2 seconds ago"
    held = page.evaluate(f"() => [...({MAP})().tiles.eased.aim]")
    page.wait_for_timeout(700)
    assert page.evaluate(f"() => [...({MAP})().tiles.eased.aim]") == held, "the past stands still"
    page.keyboard.press("End")
    assert page.inner_text(".time output") == "now"


@pytest.mark.parametrize("path", ["/city", "/"])
def test_every_word_comes_from_the_catalogue(visit, path):
    """In the strange English of tests, a plain English sentence is one that stands in the code."""
    page = visit(f"{path}?lang=en-XA")
    until(page, "document.body.innerText.length > 40")
    if path == "/city":
        page.click("[data-opens=missing]")
        page.wait_for_selector(".fifths li")
    words = page.evaluate("""() => {
      const walk = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT), out = [];
      while (walk.nextNode()) out.push(walk.currentNode);
      return out.filter((node) => !node.parentElement.closest('noscript, script')).map((node) => node.data.trim());
    }""")
    city = page.evaluate("fetch('/api/city').then((answer) => answer.json())")
    names = [feature["properties"].get("name") for feature in city["districts"]["features"]]
    plain = [text for text in words if re.search(r"[aeiou]", text) and not re.search(r"[áéíóúñýç]", text)]
    assert not [text for text in plain if text not in names]


def test_the_city_goes_dark_when_its_hub_is_lost(visit):
    page = visit("/city")
    page.wait_for_selector("photo-city[data-painted]")
    assert is_lit(page)
    page.evaluate("""() => {
      const { live } = document.querySelector('photo-city');
      live.url = live.url.replace('/live', '/nowhere');
      live.socket.close();
    }""")
    until(page, "/out of reach/.test(document.querySelector('.told').innerText)")
    for _ in range(60):
        page.wait_for_timeout(200)
        if lit(page) < 0.001:
            return
    raise AssertionError("light that nobody vouches for is still on")
