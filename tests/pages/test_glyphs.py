"""A real browser on /glyphs: living thumbnails that answer one sea, and each glyph with its text and its proof."""

import json
import time

import msgspec
import pytest

from photophore import pages
from photophore.glyph.gallery import gallery, texts
from photophore.hub import api
from photophore.pages import messages, render
from tests.pages.modules import KINDS, STATIC

HUB = "http://localhost/"
QUOTE = "'"
LIGHT = """(thumb) => {
  const canvas = thumb.canvas;
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let sum = 0;
  for (let at = 3; at < data.length; at += 4) sum += data[at];
  return sum;
}"""


@pytest.fixture(scope="module")
def told():
    text = texts()
    return msgspec.to_builtins([api.facts(glyph, text[name]) for name, glyph in gallery().items()])


@pytest.fixture
def visit(browser, told):
    """Opens the gallery, answered from here as the hub would answer; `answer` replaces the list of glyphs."""
    contexts, wrong = [], []

    def go(path="glyphs", answer=None, **options):
        context = browser.new_context(**({"viewport": {"width": 900, "height": 800}} | options))
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda request: request.url.startswith((HUB, "data:", "blob:")) or wrong.append(request.url))
        page.route(f"{HUB}**", lambda route: reply(route, route.request.url.removeprefix(HUB), answer or told_answer))
        page.goto(HUB + path)
        return page

    def told_answer(route):
        route.fulfill(json=told)

    yield go
    for context in contexts:
        context.close()
    assert wrong == []


def reply(route, path, answer):
    path, _, query = path.partition("?")
    language = query.removeprefix("lang=") or "en"
    file = STATIC / path.removeprefix("static/")
    if path == "glyphs":
        ours = pages.inline_hashes()[0].strip(QUOTE)
        policy = f"default-src 'self'; script-src 'self' '{ours}'; img-src 'self' blob:"
        html = render.page("glyphs", language, language if query else None)
        route.fulfill(body=html, content_type="text/html", headers={"content-security-policy": policy})
    elif path == "api/glyphs":
        answer(route)
    elif path.startswith("messages/"):
        route.fulfill(body=messages.text(path[9:-4]), content_type="text/plain; charset=utf-8")
    elif path.startswith("static/") and file.is_file():
        route.fulfill(body=file.read_bytes(), content_type=KINDS.get(file.suffix, "application/octet-stream"))
    else:
        route.fulfill(status=404, body=json.dumps(path))


def lights(page):
    """The light that each thumbnail was last painted with: the sum of its bytes, 0 where it never was."""
    return page.evaluate("""[...document.querySelectorAll('.gallery photo-thumb')].map(
        (thumb) => thumb.before ? thumb.bytes.reduce((sum, code) => sum + code, 0) : 0)""")


def until(holds, seconds=8.0):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


def test_every_glyph_is_there_and_glows(visit, told):
    page = visit(viewport={"width": 700, "height": 4400})
    page.locator(".card").first.wait_for()
    assert page.locator(".card .name").all_inner_texts() == [glyph["name"] for glyph in told]
    assert len(told) >= 10
    until(lambda: min(lights(page)) > 0, 20)
    assert page.locator(".gallery photo-thumb").first.evaluate(LIGHT) > 0  # and it is in the pixels
    words = page.locator("photo-glyphs").inner_text()
    assert "Proved for every feeling" in words and "It reads nothing of you." in words
    assert "It reads how you feel" in words and "glyphs-" not in words


def test_only_thumbnails_on_the_screen_are_drawn(visit):
    page = visit(viewport={"width": 500, "height": 700})
    page.locator(".card").first.wait_for()
    until(lambda: lights(page)[0] > 0)
    assert lights(page)[-1] == 0
    page.locator(".card").last.scroll_into_view_if_needed()
    until(lambda: lights(page)[-1] > 0)
    drawn = page.evaluate("document.querySelector('.gallery photo-thumb').before")
    time.sleep(0.5)
    # gone from the screen: at rest
    assert page.evaluate("document.querySelector('.gallery photo-thumb').before") == drawn


def test_one_sea_moves_all_that_read_a_feeling(visit):
    page = visit("glyphs", reduced_motion="reduce", viewport={"width": 700, "height": 4400})
    page.locator(".card").first.wait_for()
    until(lambda: min(lights(page)) > 0, 20)
    time.sleep(1)
    before = page.evaluate("[...document.querySelectorAll('.gallery photo-thumb')].map((thumb) => thumb.before)")
    box = page.locator(".shared photo-sea").bounding_box()
    page.mouse.click(box["x"] + 0.1 * box["width"], box["y"] + 0.85 * box["height"])
    time.sleep(2)
    after = page.evaluate("[...document.querySelectorAll('.gallery photo-thumb')].map((thumb) => thumb.before)")
    reads = [bool({"ease", "energy", "sure", "feeling"} & set(glyph.needs)) for glyph in gallery().values()]
    assert [old != new for old, new in zip(before, after, strict=True)] == reads


def test_without_motion_light_stays_and_stands_still(visit):
    page = visit(reduced_motion="reduce")
    page.locator(".card").first.wait_for()
    until(lambda: lights(page)[0] > 0)
    time.sleep(1.2)
    seen = lights(page)[:2]
    time.sleep(1)
    assert lights(page)[:2] == seen and min(seen) > 0


def test_a_glyph_opens_with_its_text_and_closes_again(visit, told):
    page = visit()
    card = page.locator("a.card[href='#tide']")
    card.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog[open]")
    dialog.wait_for()
    text = next(glyph["text"] for glyph in told if glyph["name"] == "tide").strip()
    assert dialog.locator("pre").inner_text().split() == text.split()
    assert "mono" in dialog.locator("pre").evaluate("(pre) => getComputedStyle(pre).fontFamily").lower()
    assert dialog.locator("a.ring").get_attribute("href") == "/smile?wear=tide"
    until(lambda: dialog.locator("photo-thumb").evaluate(LIGHT) > 0)
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#tide"
    assert page.evaluate("location.hash") == ""


def test_an_address_opens_its_glyph(visit):
    page = visit("glyphs#hearth")
    page.locator("dialog[open] h2").wait_for()
    assert page.locator("dialog[open] h2").inner_text() == "hearth"


@pytest.mark.parametrize("language", ["es", "en-XA"])
def test_the_gallery_speaks(visit, language):
    page = visit(f"glyphs?lang={language}")
    page.locator(".card").first.wait_for()
    words = page.locator("main").inner_text()
    assert "Proved for every feeling" not in words and "glyphs-" not in words
    if language == "es":
        assert "Probado para todo sentimiento" in words
        assert all(says not in words for says in ("Curtains of", "Embers that"))


def test_an_empty_gallery_teaches_and_a_broken_one_can_be_tried_again(visit):
    page = visit(answer=lambda route: route.fulfill(json=[]))
    until(lambda: ".glyph" in page.locator("photo-glyphs").inner_text())
    answers = [lambda route: route.fulfill(status=500, body=""), lambda route: route.fulfill(json=[])]
    page = visit(answer=lambda route: answers.pop(0)(route))
    page.get_by_role("button", name="Try again").click()
    until(lambda: ".glyph" in page.locator("photo-glyphs").inner_text())


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_nothing_overflows(visit, width):
    page = visit("glyphs", viewport={"width": width, "height": 844})
    page.locator(".card").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(HUB + "glyphs#hearth")
    page.locator("dialog[open]").wait_for()
    assert page.locator("dialog").evaluate("(dialog) => dialog.scrollWidth <= innerWidth")
