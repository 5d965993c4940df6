"""A real browser in the studio: words become light, errors are mended in place, and what is saved is safe."""

import io
import json
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from photophore.glyph import read
from photophore.glyph.gallery import texts
from tests.pages.modules import SAFE
from tests.pages.studio import Hub
from tests.pages.test_guard_js import BUDGET, STEP, luminance, transitions
from tests.pages.until import until

STUDIO = "document.querySelector('photo-studio')"
SHINES = f"{STUDIO}?.stage?.seen.some((code) => code > 0)"
WORN = f"(name) => {STUDIO}.glyph?.name === name && {STUDIO}.stage.seen.some((code) => code)"
LIT = """() => {
  const words = [...document.querySelectorAll('photo-glyphtext pre b')];
  const code = (word) => word.style.color.match(/\\d+/g).map(Number);
  const lit = words.every((word) => word.style.color);
  return lit && Object.fromEntries(words.map((word) => [word.textContent, code(word)]));
}"""
HEARTH = """glyph mine
slider warm 0..1 0.2 how warm
colour blend(azure, amber, warm)
brightness 0.7 + 0.2 * breath(6)
"""
DECODE = Path(__file__).resolve().parents[2] / "node_modules" / "qr"


@pytest.fixture
def hub():
    return Hub()


@pytest.fixture
def visit(opened, hub):
    """`visit("studio#...")` -> the page, once its first light shines."""

    def go(path="studio", ready=SHINES, quiet=("Failed to load",), **options):
        page = opened(SAFE, quiet=quiet, **({"viewport": {"width": 1200, "height": 900}} | options))
        page.route(f"{SAFE}**", hub)
        page.goto(SAFE + path)
        if ready:
            until(page, ready)
        return page

    return go


def write(page, text, name=None):
    page.locator("photo-glyphtext textarea").fill(text)
    if name:
        until(page, WORN, name)


def desk(page, name):
    page.locator(".desk").get_by_role("button", name=name, exact=True).click()
    return page.locator("photo-desk dialog[open]")


def saved(page, button):
    """What the browser was handed to save -> (its name, its bytes)."""
    with page.expect_download(timeout=120_000) as coming:
        button.click()
    return coming.value.suggested_filename, Path(coming.value.path()).read_bytes()


def test_what_is_typed_is_worn_and_its_words_shine(visit):
    page = visit()
    write(page, HEARTH, "mine")
    lit = until(page, LIT)
    assert list(lit) == ["blend", "azure", "amber", "warm", "breath"]
    assert lit["azure"][2] > lit["azure"][0]  # it makes most of the light here
    write(page, HEARTH.replace("0.2 how", "0.95 how"), "mine")
    until(page, f"() => {{ const {{ amber }} = ({LIT})() ?? {{}}; return amber && amber[0] > amber[2] + 40; }}")


def test_an_error_stands_at_its_place_and_one_touch_mends_it(visit):
    page = visit()
    write(page, HEARTH, "mine")
    write(page, HEARTH.replace("breath", "breth"))
    page.locator("photo-glyphtext .bad").wait_for()
    assert page.locator("photo-glyphtext .bad").inner_text() == "breth"
    assert page.locator("textarea").get_attribute("aria-invalid") is not None
    assert "There is no word breth" in page.locator("#studio-told").inner_text()
    assert page.evaluate(f"{STUDIO}.glyph.name") == "mine"  # the last light that could be read goes on, and it is said
    assert "of the last words that could be read" in page.locator("#studio-told").inner_text()
    page.get_by_role("button", name="Mend it: breath").click()
    until(page, "() => !document.querySelector('photo-glyphtext .bad')")
    assert page.locator("textarea").input_value() == HEARTH
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"


def test_steps_are_undone_by_key_and_by_button(visit):
    page = visit()
    before = page.locator("textarea").input_value()
    write(page, HEARTH, "mine")
    page.get_by_role("button", name="Undo").click()
    assert page.locator("textarea").input_value() == before
    page.locator("textarea").press("Control+Shift+z")
    assert page.locator("textarea").input_value() == HEARTH
    page.locator("textarea").press("Control+z")
    until(page, WORN, "first-light")
    assert page.get_by_role("button", name="Redo").is_enabled()


def test_a_slider_moves_the_light_without_the_hub_and_stands_in_the_text(visit, hub):
    page = visit()
    write(page, HEARTH, "mine")
    asked = len(hub.checks)
    slider = page.locator(".slider input")
    assert page.locator(".slider").inner_text().startswith("how warm")
    slider.evaluate("(range) => { range.value = 0.9; range.dispatchEvent(new Event('input', { bubbles: true })); }")
    until(page, f"() => {STUDIO}.stage.seen[0] > {STUDIO}.stage.seen[2]")  # amber
    assert len(hub.checks) == asked
    slider.evaluate("(range) => range.dispatchEvent(new Event('change', { bubbles: true }))")
    until(page, WORN, "mine")
    assert "slider warm 0..1 0.9 how warm" in page.locator("textarea").input_value()


def test_time_stands_still_and_is_scrubbed_by_keys(visit):
    page = visit()
    page.get_by_role("button", name="Hold time still").click()
    page.wait_for_timeout(700)
    seen = f"[...{STUDIO}.stage.seen].join()"
    before = page.evaluate(seen)
    page.wait_for_timeout(300)
    assert page.evaluate(seen) == before
    scrub = page.get_by_label("A moment of the eight seconds")
    scrub.focus()
    for _ in range(25):
        scrub.press("ArrowRight")
    until(page, f"(before) => {seen} !== before", before)
    assert re.fullmatch(r"\d\.\d seconds", scrub.get_attribute("aria-valuetext"))


def test_other_eyes_and_other_mouths(visit):
    page = visit()
    page.get_by_label("without blue").check()
    until(page, f"() => {STUDIO}.stage.sight === 'tritan'")
    for kind, teeth in (("milk teeth", 20), ("with gaps", 22), ("with braces", 28)):
        page.get_by_label(kind).check()
        lit = f"(t) => {STUDIO}.stage.seen.subarray(3 * t, 3 * t + 3).some((code) => code)"
        until(page, f"(teeth) => [...Array(32).keys()].filter({lit}).length === teeth", teeth)


def test_a_feeling_that_is_tried_moves_the_light(visit):
    page = visit()
    write(page, "glyph felt\nneeds feeling\ncolour feeling\nbrightness 0.9", "felt")
    page.wait_for_timeout(500)
    before = page.evaluate(f"[...{STUDIO}.stage.bytes.subarray(0, 3)]")
    box = page.locator("photo-studio photo-sea").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.1, box["y"] + box["height"] * 0.8)
    until(page, f"(before) => before.some((code, at) => Math.abs(code - {STUDIO}.stage.bytes[at]) > 20)", before)


def test_who_wants_no_motion_sees_light_that_stands(visit):
    page = visit(reduced_motion="reduce")
    page.wait_for_timeout(600)
    before = page.evaluate(f"[...{STUDIO}.stage.seen].join()")
    page.wait_for_timeout(600)
    assert page.evaluate(f"[...{STUDIO}.stage.seen].join()") == before
    write(page, HEARTH, "mine")  # what one types is light all the same
    until(page, f"(before) => [...{STUDIO}.stage.seen].join() !== before", before)


def test_versions_stay_in_this_browser_and_come_back(visit):
    page = visit()
    write(page, HEARTH, "mine")
    dialog = desk(page, "Versions")
    dialog.get_by_role("button", name="Keep it as it is now").click()
    assert "Kept" in dialog.inner_text() and dialog.locator("photo-thumb").count() == 1
    page.keyboard.press("Escape")
    write(page, HEARTH.replace("mine", "other"), "other")
    page.wait_for_timeout(900)  # the draft is kept
    page.reload()
    until(page, WORN, "other")
    dialog = desk(page, "Versions")
    dialog.get_by_role("button", name=re.compile("Bring back mine")).click()
    until(page, WORN, "mine")
    page.get_by_role("button", name="Undo").click()
    until(page, WORN, "other")


def test_another_design_is_begun_from_with_credit(visit):
    page = visit("studio#from=hearth")
    until(page, WORN, "hearth-again")
    assert page.locator("textarea").input_value().startswith("# Begun from hearth by Photophore\n")
    assert page.evaluate("location.hash") == ""
    dialog = desk(page, "Begin from another")
    dialog.get_by_role("button", name="aurora").click()
    until(page, WORN, "aurora-again")


def test_without_the_hub_the_text_is_safe_and_it_is_asked_again(visit, hub):
    page = visit()
    hub.down = True
    write(page, HEARTH)
    until(page, "() => document.querySelector('#studio-told').textContent.includes('out of reach')")
    assert page.locator("textarea").input_value() == HEARTH
    hub.down, hub.full = False, True
    page.wait_for_timeout(300)
    hub.full = False
    until(page, WORN, "mine")


def test_the_code_opens_the_design_on_a_phone(visit, hub, browser):
    page = visit()
    write(page, HEARTH, "mine")
    dialog = desk(page, "On my phone")
    picture = dialog.locator("img.code")
    picture.wait_for()
    link = dialog.get_by_role("link", name="Open it here").get_attribute("href")
    assert link.startswith("http://10.0.0.7:8765/studio#hold=")  # what others can reach, and nothing before the #
    assert not any("hold" in path for path in hub.others)
    if DECODE.is_dir():
        assert decoded(page, picture.get_attribute("src")) == link
    held = "document.querySelector('photo-hold')?.bytes.some((code) => code > 0)"
    phone = visit("studio" + link[link.index("#") :], held, viewport={"width": 390, "height": 844})
    assert phone.locator("photo-hold .told").inner_text() == "mine"
    phone.get_by_role("button", name="Go dark").click()
    assert phone.evaluate("[...document.querySelector('photo-hold').bytes].every((code) => code === 0)")
    wear = phone.get_by_role("link", name="Wear it").get_attribute("href")
    assert wear.startswith("/smile#wear=glyph%20mine")
    phone.get_by_role("link", name="Change it").click()
    until(phone, WORN, "mine")


def decoded(page, picture):
    """What a phone's camera would read: the decoder of the library that drew it works apart from its encoder."""
    page.route(f"{SAFE}qr/**", lambda route: route.fulfill(
        body=(DECODE / route.request.url.rsplit("/", 1)[1]).read_bytes(), content_type="text/javascript"))  # fmt: skip
    return page.evaluate("""async (src) => {
      const { default: decode } = await import('/qr/decode.js');
      const image = Object.assign(new Image(), { src, width: 600, height: 600 });
      await image.decode();
      const canvas = Object.assign(document.createElement('canvas'), { width: 600, height: 600 });
      const ctx = canvas.getContext('2d');
      ctx.drawImage(image, 0, 0, 600, 600);
      return decode(ctx.getImageData(0, 0, 600, 600));
    }""", picture)


def test_a_link_that_is_none_opens_the_studio(visit):
    page = visit("studio#hold=1nonsense")
    assert page.locator("photo-hold").count() == 0 and page.locator("textarea").count() == 1


def test_what_is_saved_is_a_picture_that_moves_and_never_flashes(visit):
    page = visit()
    write(page, "glyph quick\ncolour pearl\nbrightness near(tooth, breath(90), 0.3)", "quick")
    dialog = desk(page, "Save as")
    name, data = saved(page, dialog.get_by_role("button", name="A picture that moves"))
    picture = Image.open(io.BytesIO(data))
    assert name == "quick.gif" and picture.format == "GIF" and picture.n_frames == 160 and picture.info["loop"] == 0
    frames = []
    for at in range(picture.n_frames):
        picture.seek(at)
        frames.append(np.asarray(picture.convert("RGB").resize((48, 24), Image.Resampling.BOX)))
    light = luminance(np.array(frames).reshape(len(frames), -1, 3))
    for cell in np.flatnonzero(np.ptp(light, axis=0) > STEP):
        found = np.array(transitions(light[:, cell], STEP))
        assert max(((found >= at) & (found < at + 20)).sum() for at in found) <= BUDGET
    assert light.max() > 0.1
    name, data = saved(page, dialog.get_by_role("button", name="The strip of time"))
    assert name == "quick.png" and Image.open(io.BytesIO(data)).width == 1440
    name, data = saved(page, dialog.get_by_role("button", name="The words"))
    assert name == "quick.glyph" and read.read(data.decode()).name == "quick"


def test_a_preset_for_wled_or_why_there_is_none(visit, hub):
    page = visit()
    hub.others["api/glyphs/wled"] = lambda route: route.fulfill(
        status=400, json={"what": "WLED cannot say this", "where": "", "try": "Leave ease out."})  # fmt: skip
    dialog = desk(page, "Save as")
    preset = dialog.get_by_role("button", name="A preset for WLED lamps")
    preset.click()
    until(page, "() => document.querySelector('dialog .said').textContent.includes('WLED cannot say this')")
    hub.others["api/glyphs/wled"] = lambda route: route.fulfill(json={"1": {"n": "x"}})
    name, data = saved(page, preset)
    assert name == "first-light.wled.json" and json.loads(data) == {"1": {"n": "x"}}


def test_a_design_is_proved_at_once_and_measured_where_somebody_asks(visit, hub):
    asked = []

    def measure(route):
        asked.append(route.request.post_data_json)
        route.fulfill(status=202, json={"state": "measuring", "waiting": 1})

    hub.others["api/certificates"] = measure
    page = visit()
    write(page, HEARTH, "mine")
    dialog = desk(page, "Prove it")
    dialog.get_by_text("Calm: proved for every feeling").wait_for()
    assert dialog.locator("i.mark.proved").count() == 1
    with page.expect_response(f"{SAFE}api/certificates"):
        dialog.get_by_role("button", name="Measure it").click()
    dialog.locator("photo-certificate [role=status]").wait_for()
    assert asked == [{"text": HEARTH}]


ARTIST = {"may": True, "rules": False, "name": "ana-1f@hub.test", "credit": "Ana", "licences": ["CC-BY-4.0", "CC0-1.0"]}


def test_a_design_is_signed_here_and_published_with_whom_it_came_from(visit, hub):
    sent = []

    def publish(route):
        sent.append(route.request.post_data_json)
        route.fulfill(status=201, json={"hash": "ab" * 32, "name": "hearth-again"})

    hub.others |= {"api/artist": lambda route: route.fulfill(json=ARTIST), "api/designs": publish}
    page = visit("studio#from=hearth")
    until(page, WORN, "hearth-again")
    write(page, page.locator("textarea").input_value().replace("0.62 + 0.3", "0.6 + 0.3"))
    page.wait_for_timeout(600)
    dialog = desk(page, "Publish")
    dialog.get_by_text("begun from hearth by Photophore").wait_for()
    assert "must name who made it" in dialog.locator(".licences label").nth(0).inner_text()
    dialog.get_by_label("CC0-1.0").check()
    assert dialog.get_by_label("CC0-1.0 Anybody may do with it whatever they like").is_checked()
    dialog.get_by_role("button", name="Sign and publish").click()
    dialog.get_by_text("is published").wait_for()
    assert dialog.get_by_role("link", name="Wear it").get_attribute("href").endswith("ab" * 32)
    body = sent[0]["note"]
    theirs = read.read(texts()["hearth"]).hash
    assert f"\nfrom {theirs}\n" in body and "licence CC0-1.0" in body and "# Begun from hearth by Photophore" in body
    vkey = re.search(r"^artist (.*)$", body, re.MULTILINE)[1]
    assert vkey.startswith("ana-1f@hub.test+")


GUEST, NO_ARTIST = ARTIST | {"name": "", "may": False}, ARTIST | {"may": False}


@pytest.mark.parametrize(("told", "says"), [
    (GUEST, "Only an artist of this hub.*an organiser"), (NO_ARTIST, "not yet as an artist.*link"),
    (None, "publishes no designs"),
])  # fmt: skip
def test_who_may_not_publish_is_told_what_to_do(visit, hub, told, says):
    if told:
        hub.others["api/artist"] = lambda route: route.fulfill(json=told)
    page = visit()
    dialog = desk(page, "Publish")
    dialog.get_by_text(re.compile(says)).wait_for()


@pytest.mark.parametrize("language", ["es", "en-XA"])
def test_nothing_overflows_in_any_language(visit, language):
    page = visit(f"studio?lang={language}", viewport={"width": 320, "height": 844})
    long = "glyph x\nsays " + "o" * 190 + "\ncolour azur\nbrightness 1"
    write(page, long)
    page.locator("photo-glyphtext .bad").wait_for()
    for width in (320, 390, 1440):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        pair = page.evaluate("[...document.querySelectorAll('photo-glyphtext > *')].map((it) => it.scrollHeight)")
        assert abs(pair[0] - pair[1]) <= 26, width  # both break their lines alike; the mirror has a last line more
    for button in page.locator(".desk button").all():
        button.click()
        page.wait_for_timeout(60)
        assert page.evaluate("(it) => it.scrollWidth <= it.clientWidth", page.query_selector("dialog"))
        page.keyboard.press("Escape")
    assert "studio-" not in page.locator("main").inner_text()
