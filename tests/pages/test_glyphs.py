"""A real browser on /glyphs: living thumbnails that answer one sea, and each glyph with its text and its proof."""

import time

import msgspec
import pytest

from photophore.glyph.gallery import gallery, texts
from photophore.hub import api
from tests.pages.modules import answer, html

HUB = "http://localhost/"
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
def visit(opened, told):
    """Opens the gallery, answered from here as the hub would answer; `judge` answers the list of glyphs."""

    def go(path="glyphs", judge=None, **options):
        page = opened(HUB, quiet=("Failed to load",), **options)
        page.route(f"{HUB}**", lambda route: reply(route, route.request.url.removeprefix(HUB), judge or told_answer))
        page.goto(HUB + path)
        return page

    def told_answer(route):
        route.fulfill(json=told)

    return go


def reply(route, path, judge):
    path, _, query = path.partition("?")
    if path == "glyphs":
        html(route, "glyphs", query, images="'self' blob:")
    elif path == "api/glyphs":
        judge(route)
    elif path.startswith("api/certificates"):
        certify(route, path.removeprefix("api/certificates").removeprefix("/"))
    else:
        answer(route, path)


CERTIFIED = {name: gallery()[name].hash for name in ("tide", "firefly")}


def certificate(name: str, calm: bool) -> dict:
    """As the hub tells it, of a design that turns four times in some second."""
    still = {"most": 0, "where": "", "smile": 0, "seconds": 0.0}
    quick = {"most": 4, "where": "tooth-44", "smile": 3, "seconds": 2.0}
    judges = {"iris": {"result": "pass"}, "wcag": {"result": "pass" if calm else "warning"}, "stripes": 0}
    return {
        "name": name, "calm": calm, "held": True, "profile": "calm" if calm else "show",
        "proved": {"calm": True, "transitions": 2.26}, "written": judges | {"luminance": quick, "red": still},
        "leaving": judges | {"luminance": still if calm else quick, "red": still},
        "area": {"metres": 0.3, "crowd": [{"metres": 3, "smiles": 1139}]},
        "tried": {"smiles": [{}] * 36, "seconds": 30}, "analyser": {"program": "photophore 0"},
        "note": "signed", "key": "hub.example/log+1a2b3c4d+AbCd",
    }  # fmt: skip


def certify(route, digest):
    if not digest:
        marks = {hash_: {"calm": name == "tide", "held": False} for name, hash_ in CERTIFIED.items()}
        route.fulfill(json={"marks": marks, "waiting": 0})
    elif digest in CERTIFIED.values():
        name = next(name for name, hash_ in CERTIFIED.items() if hash_ == digest)
        route.fulfill(json=certificate(name, name == "tide"))
    else:
        route.fulfill(status=503, json={"what": "", "where": "", "try": ""})


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
    assert "proved calm" in words and "It reads nothing of you." in words
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
    until(lambda: page.evaluate("location.hash") == "")


def test_every_card_has_a_mark_and_one_tap_shows_the_figures(visit):
    page = visit()
    page.locator(".card").first.wait_for()
    until(lambda: page.locator("i.mark.calm").count() == 1)
    marks = dict(zip(page.locator(".card .name").all_inner_texts(),
                     page.locator(".figures span").all_inner_texts(), strict=True))  # fmt: skip
    assert marks["tide"] == "calm" and marks["firefly"] == "lively, within WCAG’s limit"
    assert marks["hearth"] == "proved calm", "until somebody has measured it"
    page.locator("a.figures[href='#firefly:light']").click()
    told = page.locator("dialog[open] photo-certificate")
    told.locator(".verdict").wait_for()
    words = told.inner_text()
    assert "within WCAG’s limit" in words and "(at tooth 44)" in words and "1,139 at 3 m" in words
    assert "Tried on 36 made-up smiles" in words and "Behind the guard it begins from the dark" in words
    assert "certificate-" not in words and "at most 2.3 a second" in words
    assert told.locator("dd").nth(1).locator("i.lit").count() == 4
    assert "Proved for every feeling" in page.locator("dialog[open]").inner_text()
    assert told.locator("a[download]").get_attribute("download") == "firefly.certificate"
    page.keyboard.press("Escape")
    page.locator("dialog").wait_for(state="hidden")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#firefly:light"


def test_a_certificate_that_does_not_come_can_be_asked_for_again(visit):
    page = visit("glyphs?lang=es#hearth:light")
    page.locator("photo-certificate [role=alert]").wait_for()
    assert "no se ha podido medir" in page.locator("photo-certificate").inner_text()
    page.locator("photo-certificate button").click()
    page.locator("photo-certificate [role=alert]").wait_for()


def test_an_address_opens_its_glyph(visit):
    page = visit("glyphs#hearth")
    page.locator("dialog[open] h2").wait_for()
    assert page.locator("dialog[open] h2").inner_text() == "hearth"


@pytest.mark.parametrize("language", ["es", "en-XA"])
def test_the_gallery_speaks(visit, language):
    page = visit(f"glyphs?lang={language}")
    page.locator(".card").first.wait_for()
    words = page.locator("main").inner_text()
    assert "It reads" not in words and "glyphs-" not in words
    if language == "es":
        assert "tranquilo, probado" in words
        assert all(says not in words for says in ("Curtains of", "Embers that"))


def test_an_empty_gallery_teaches_and_a_broken_one_can_be_tried_again(visit):
    page = visit(judge=lambda route: route.fulfill(json=[]))
    until(lambda: ".glyph" in page.locator("photo-glyphs").inner_text())
    answers = [lambda route: route.fulfill(status=500, body=""), lambda route: route.fulfill(json=[])]
    page = visit(judge=lambda route: answers.pop(0)(route))
    page.get_by_role("button", name="Try again").click()
    until(lambda: ".glyph" in page.locator("photo-glyphs").inner_text())


DUSK = "ab" * 32
HEARTH = gallery()["hearth"].hash
KIN = {"hash": HEARTH, "name": "hearth", "credit": "Photophore", "licence": "Apache-2.0", "state": "built-in"}
FORK = {"hash": "cd" * 32, "name": "dusk-again", "credit": "", "licence": "CC-BY-SA-4.0", "state": "published"}
TAKEN = FORK | {"name": "dusk-gone", "state": "withdrawn"}


@pytest.fixture
def published(visit, told):
    """Opens a gallery in which Mara published `dusk`, begun from hearth; `own`: what became of one's own designs."""

    def go(path, own):
        facts = {"hash": DUSK, "version": 1, "licence": "CC-BY-SA-4.0", "credit": "Mara of the Salt", "at": 1}
        dusk = told[1] | {"name": "dusk", "says": "It is late", "tree_hash": DUSK, "published": facts}
        page = visit("log", judge=lambda route: route.fulfill(json=[*told, dusk]))
        kin = {"parents": [KIN], "forks": [FORK, TAKEN]}
        page.route(f"{HUB}api/designs/{DUSK}", lambda route: route.fulfill(json=kin))
        designs = [{"hash": DUSK, "state": state} for state in own]
        page.route(f"{HUB}api/artist", lambda route: route.fulfill(json={"designs": designs}))
        page.goto(HUB + path)
        return page

    return go


def test_what_was_published_stands_first_with_its_licence_and_whom_it_came_from(published):
    page = published(f"glyphs#{DUSK}", [])
    dialog = page.locator("dialog[open]")
    dialog.get_by_text("Begun from hearth by Photophore").wait_for()
    assert dialog.get_by_role("link", name="Begun from hearth").get_attribute("href") == "#hearth"
    words = dialog.inner_text()
    assert "CC-BY-SA-4.0: Anybody may use and change it" in words and "By Mara of the Salt. Proved" in words
    assert "Others began from it: dusk-again" in words and "dusk-gone" not in words
    assert dialog.get_by_role("button", name="Take it back").count() == 0  # somebody else's
    page.keyboard.press("Escape")
    assert page.locator(".card .name").nth(1).inner_text() == "dusk"
    assert "must share what they make" in page.locator(".told").nth(1).inner_text()


def test_its_artist_takes_a_design_back_and_is_asked_once(published):
    page, asked = published(f"glyphs#{DUSK}", ["published"]), []
    answers = [(409, {"what": "The disk is full", "where": "", "try": "Try again."}), (200, {"state": "withdrawn"})]

    def end(route):
        asked.append(route.request.headers["x-photophore"])
        status, told = answers.pop(0)
        route.fulfill(status=status, json=told)

    page.route(f"{HUB}api/designs/{DUSK}/withdraw", end)
    dialog = page.locator("dialog[open]")
    dialog.get_by_role("button", name="Take it back").click()
    assert "fades, at once, into their fallback" in dialog.inner_text()
    dialog.get_by_role("button", name="Leave it here").click()
    assert not asked
    dialog.get_by_role("button", name="Take it back").press("Enter")
    dialog.get_by_role("button", name="Yes, take it back").click()
    dialog.get_by_text("The disk is full. Try again.").wait_for()
    dialog.get_by_role("button", name="Yes, take it back").click()
    dialog.get_by_text("It is taken back").wait_for()
    assert asked == ["1", "1"] and dialog.get_by_role("button", name="Take it back").count() == 0
    page.keyboard.press("Escape")
    page.locator("dialog").wait_for(state="hidden")
    assert "dusk" not in page.locator(".card .name").all_inner_texts()


def test_what_ended_already_cannot_be_taken_back_again(published):
    page = published(f"glyphs#{DUSK}", ["unsafe"])
    page.get_by_text("Begun from hearth by Photophore").wait_for()
    assert page.get_by_role("button", name="Take it back").count() == 0


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_nothing_overflows(visit, width):
    page = visit("glyphs", viewport={"width": width, "height": 844})
    page.locator(".card").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(HUB + "glyphs#firefly:light")
    page.locator("dialog[open] .verdict").wait_for()
    assert page.locator("dialog").evaluate("(dialog) => dialog.scrollWidth <= innerWidth")
