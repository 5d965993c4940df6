"""First Light in a real browser, with a real hub: from a touch to a glowing city, by finger and by keyboard."""

import io

import numpy as np
import pytest
from PIL import Image

from tests.pages.until import until

ELEMENT = "document.querySelector('photo-first')"
SHINES = f"() => {ELEMENT}.bytes.some((byte) => byte > 20)"
IS_DARK = f"() => {ELEMENT}.bytes.every((byte) => byte === 0)"
SOON = 60_000  # milliseconds; test machines are shared


def heading(page):
    return page.inner_text(".say h1")


def reads(page, words):
    until(page, "(words) => document.querySelector('.say h1')?.innerText.includes(words)", words)


def touch(page, x=0.72, y=0.4):
    size = page.viewport_size
    page.mouse.click(size["width"] * x, size["height"] * y)


def whole_way(page, yes=True):
    """To the last picture."""
    reads(page, "How do you feel?")
    touch(page)
    reads(page, "Let your neighbours see?")
    page.click("text=Yes, let them see" if yes else "text=Keep it to myself")
    page.wait_for_selector("text=Rise over the city", timeout=SOON)
    page.click("text=Rise over the city")
    reads(page, "This is Nova Sanctuary")


@pytest.mark.parametrize(("width", "height"), [(390, 844), (768, 1024), (1440, 900)])
def test_a_touch_lights_a_smile_where_one_touched(visit, width, height):
    page = visit("/", width, height)
    reads(page, "How do you feel?")
    assert page.locator(".go-dark").count() == 0, "nothing is lit, so nothing can go dark"
    touch(page, 0.75, 0.5)
    until(page, SHINES)
    page.wait_for_timeout(700)
    seen = np.array(Image.open(io.BytesIO(page.screenshot())).convert("RGB")).astype(int).sum(axis=2)
    middle = seen[height // 4 : 3 * height // 4]
    assert middle.max() > 250
    columns = (middle > 200).sum(axis=0)
    assert (columns * np.arange(width)).sum() / columns.sum() > 0.45 * width, "it stands where the finger was"
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_way_from_a_touch_to_the_city(visit):
    page = visit("/", reduced_motion="reduce")
    whole_way(page)
    assert page.evaluate(f"{ELEMENT}.at.length") == 2, "a place was drawn for today"
    assert page.locator(".bring img").get_attribute("src") == "/api/qr.svg"
    assert page.evaluate("document.querySelector('.bring img').decode().then(() => true)")
    assert "Nothing of you is kept" in page.inner_text(".acts")
    assert page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0


def test_who_says_no_stands_on_no_map(visit):
    page = visit("/", reduced_motion="reduce")
    sent = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page.reload()
    whole_way(page, yes=False)
    assert page.evaluate(f"{ELEMENT}.at") is None
    assert sent and not any(b"show" in (frame if isinstance(frame, bytes) else b"") for frame in sent)
    assert page.locator(".pin").evaluate("(pin) => pin.style.opacity") == "0"


def test_keys_alone_go_the_whole_way(visit):
    page = visit("/", reduced_motion="reduce")
    reads(page, "How do you feel?")
    page.locator("photo-sea input").first.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
    until(page, SHINES)
    value = page.evaluate("document.querySelector('photo-sea').value")
    assert value["valence"] == pytest.approx(0.2, abs=0.02) and value["arousal"] == pytest.approx(0.1, abs=0.02)
    reads(page, "Let your neighbours see?")
    for words in ("Yes, let them see", "Rise over the city"):
        page.wait_for_selector(f"text={words}", timeout=SOON)
        page.locator(f"text={words}").focus()
        page.keyboard.press("Enter")
    reads(page, "This is Nova Sanctuary")
    page.locator(".go-dark").focus()
    page.keyboard.press("Enter")
    until(page, IS_DARK)


def test_go_dark_is_one_touch_and_can_be_undone(visit):
    page = visit("/")
    reads(page, "How do you feel?")
    touch(page)
    until(page, SHINES)
    page.click(".go-dark")
    until(page, IS_DARK, seconds=2)
    touch(page, 0.3, 0.5)
    page.wait_for_timeout(1200)
    assert page.evaluate(IS_DARK), "a touch of the sea lights nothing that was made dark"
    page.click(".go-dark")
    until(page, SHINES)


def test_without_its_hub_the_smile_is_dark_and_says_why(visit):
    page = visit("/")
    reads(page, "How do you feel?")
    touch(page)
    until(page, SHINES)
    page.evaluate(f"""() => {{
      const {{ live }} = {ELEMENT};
      live.url = live.url.replace('/live', '/nowhere');
      live.socket.close();
    }}""")
    until(page, IS_DARK)
    reads(page, "out of reach")


def test_a_moment_can_be_kept(visit):
    page = visit("/", reduced_motion="reduce")
    whole_way(page)
    with page.expect_download(timeout=60_000) as clip:
        page.click("text=Save it upright")
    assert clip.value.suggested_filename == "photophore-upright.webm"
    with open(clip.value.path(), "rb") as file:
        data = file.read()
    assert data[:4] == b"\x1aE\xdf\xa3", "a WebM file (EBML)"
    assert len(data) > 4_000
