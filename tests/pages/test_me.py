"""A real browser on /me: sentences begun, narrowed, ended; dark without a hub, and the hub is told when it is back."""

import json
import os
import signal
import time

import pytest

from tests.pages import mine
from tests.pages.started import free_port, started
from tests.pages.until import KILLED, until

PORT = free_port()
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
QUIET = (*KILLED, "503")  # what a browser says of a hub that was killed, or is full
LIT = "[...document.querySelectorAll('.now .mouth[data-lit]')].length"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("hub")


@pytest.fixture(scope="module")
def hub(folder):
    with started("mine", PORT, folder, ready="api/glyphs"):
        yield f"http://127.0.0.1:{PORT}"


@pytest.fixture
def visit(opened):
    """`visit(hub, token)`: the page as this person's phone; whatever it complains of, or asks of strangers, fails."""
    def go(hub, token=None, path="/me", **options):
        page = opened(hub, quiet=QUIET, **(PHONE | options))
        if token:
            page.context.add_cookies([{"name": mine.COOKIE, "value": token, "url": hub}])
        page.goto(hub + path)
        until(page, "document.querySelector('photo-me')?.line !== 'waiting'")
        return page

    return go


def somebody(hub, *choices, **told):
    person = mine.told(hub + "/test/join", {"name": "Ana"} | told)
    for audience, sense, purpose in choices:
        mine.told(hub + "/test/decide", {"id": person.id, "audience": audience, "signal": sense, "purpose": purpose})
    return person


HEARD, NEAR = ("SELF", "FEELING", "LIGHT"), ("NEAR", "FEELING", "LIGHT")


def sentences(page):
    return page.locator("button.sentence > span:first-child").all_inner_texts()


def test_whoever_has_not_joined_sees_what_it_will_be_and_one_step(visit, hub):
    page = visit(hub)
    until(page, "document.querySelectorAll('.examples .line').length === 3")
    assert page.locator(".acts a.ring").count() == 1
    assert page.locator(".acts a.ring").get_attribute("href") == "/join"
    page.locator(".go-dark").click()  # answers, though nothing is lit
    until(page, "document.querySelector('.go-dark').getAttribute('aria-pressed') === 'true'")


def test_the_first_sentence_lights_and_is_ended_by_one_touch(visit, hub):
    ana = somebody(hub)
    page = visit(hub, ana.token)
    assert sentences(page) == []
    page.locator(".offer button").first.click()
    until(page, "document.querySelectorAll('button.sentence').length === 1")
    assert sentences(page) == ["Photophore can hear your feeling, to light your own smile, anywhere, until you end it."]
    until(page, LIT)
    page.locator("button.sentence").click()
    page.locator("button.end").click()
    assert page.locator("button.sentence").count() == 0  # gone here before the hub has answered
    until(page, "!document.querySelector('photo-me').owed.list.length")
    assert mine.told(f"{hub}/test/of/{ana.id}").sentences == 0


def test_a_sentence_is_narrowed_and_what_is_shown_is_what_stands(visit, hub):
    ana = somebody(hub, HEARD, NEAR)
    page = visit(hub, ana.token)
    page.locator("button.sentence").nth(1).click()
    page.locator("button.narrow").click()
    page.locator(".chip", has_text="at home").click()
    page.locator(".chip", has_text="in the evening").click()
    page.locator(".chip", has_text="for a week").click()
    until(page, "document.querySelector('.said')?.textContent.includes('at home, in the evening, until ')")
    said = page.locator(".said").inner_text().strip("“”\"")
    page.locator(".narrowing button[type=submit]").click()
    until(page, "!document.querySelector('.narrowing')")
    until(page, "!document.querySelector('photo-me').busy")
    assert said in sentences(page)


def test_dark_is_one_touch_and_comes_back(visit, hub):
    ana = somebody(hub, HEARD, NEAR)
    page = visit(hub, ana.token)
    until(page, f"{LIT} === 2")
    begun = time.monotonic()
    page.locator(".go-dark").click()
    assert page.evaluate("document.querySelectorAll('.mouth[data-lit]').length") == 0
    assert time.monotonic() - begun < 2
    until(page, "!document.querySelector('photo-me').owed.list.length")
    assert mine.told(f"{hub}/test/of/{ana.id}").dark
    page.locator(".go-dark").click()
    until(page, f"{LIT} === 2")
    assert not mine.told(f"{hub}/test/of/{ana.id}").dark


def test_with_no_hub_it_is_dark_here_and_the_hub_is_told_when_it_is_back(visit, folder, tmp_path):
    port = free_port()
    hub = f"http://127.0.0.1:{port}"
    with started("mine", port, tmp_path, ready="api/glyphs") as process:
        ana = somebody(hub, HEARD, NEAR)
        page = visit(hub, ana.token)
        until(page, f"{LIT} === 2")
        os.kill(process.pid, signal.SIGKILL)
        process.wait(10)
        page.locator(".go-dark").click()
        until(page, f"{LIT} === 0")
        assert page.locator(".go-dark").get_attribute("aria-pressed") == "true"
        until(page, "document.querySelector('.standing').textContent.includes('keeps telling')")
        kept = page.evaluate("localStorage.getItem('photophore-owed')")
        assert json.loads(kept)[0]["deed"] == "dark"
    with started("mine", port, tmp_path, ready="api/glyphs"):
        until(page, "!localStorage.getItem('photophore-owed')")
        assert mine.told(f"{hub}/test/of/{ana.id}").dark


def test_the_letter_the_table_the_diary_and_the_place(visit, hub):
    ana = somebody(hub, HEARD, NEAR, looked=True)
    page = visit(hub, ana.token)
    until(page, "document.querySelectorAll('.letter p').length > 3")
    letter = page.locator(".letter").inner_text()
    assert "Dear Ana" in letter
    assert "Harbour Street clinic looked at your mouth’s acidity once, to care for you" in letter
    page.locator(".matrix summary").click()
    page.locator(".dot").first.click()
    assert page.locator("button.sentence").first.get_attribute("aria-expanded") == "true"
    page.locator(".past summary").click()
    until(page, "document.querySelectorAll('.past li').length === 2")
    assert "/log#entry-" in page.locator(".past li a").first.get_attribute("href")
    assert "after 30 seconds" in page.locator("section", has=page.locator("#here-name")).inner_text()


def test_taken_out_and_erased(visit, hub):
    ana = somebody(hub, HEARD)
    page = visit(hub, ana.token)
    with page.expect_download() as download:
        page.locator("a[download='photophore.zip']").click()
    assert download.value.suggested_filename == "photophore.zip"
    page.get_by_role("button", name="Erase me").click()
    assert "for good" in page.locator(".sure").inner_text()
    until(page, "document.querySelector('.sure').getBoundingClientRect().bottom < innerHeight - 160")  # not behind it
    page.get_by_role("button", name="No, I stay").click()
    assert page.locator(".sure").count() == 0
    page.get_by_role("button", name="Erase me").click()
    page.get_by_role("button", name="Yes, erase me").click()
    until(page, "document.querySelector('.gone')")
    assert "log_entry" in page.locator(".gone pre").text_content()
    page.reload()
    until(page, "document.querySelector('.stranger')")


@pytest.mark.parametrize(("language", "words"), [("es", "Photophore puede oír"), ("en-XA", "Phótóphóré")])
def test_it_speaks_the_readers_language(visit, hub, language, words):
    page = visit(hub, somebody(hub, HEARD).token, f"/me?lang={language}")
    page.locator("button.sentence").first.wait_for()
    assert sentences(page)[0].startswith(words)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_nothing_is_wider_than_the_window(visit, hub, width):
    page = visit(hub, somebody(hub, HEARD, NEAR, looked=True).token, viewport={"width": width, "height": 800})
    page.locator("button.sentence").first.click()
    page.locator("button.narrow").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_has_the_focus_is_never_behind_the_disc(visit, hub):
    page = visit(hub, somebody(hub, HEARD, NEAR).token)
    for _ in range(30):
        page.keyboard.press("Tab")
        hidden = page.evaluate("""() => {
          const it = document.activeElement, disc = document.querySelector('.go-dark');
          if (it === disc || it === document.body) return false;
          const [a, b] = [it.getBoundingClientRect(), disc.getBoundingClientRect()];
          return a.top >= b.top && a.bottom <= b.bottom && a.left >= b.left && a.right <= b.right;
        }""")
        assert not hidden, page.evaluate("document.activeElement.outerHTML.slice(0, 90)")


RESTS = [{"since": 1_700_000_000_000, "until": 1_700_000_600_000, "incident": 3}]
REMEMBER = "rests => localStorage.setItem('photophore-rested', JSON.stringify(rests))"
REMEMBERED = "localStorage.getItem('photophore-rested')"


def test_what_this_device_remembers_of_rests_is_told_and_forgotten(visit, hub):
    page = visit(hub, somebody(hub, HEARD).token)
    assert not page.locator("#rests-name").count()
    page.evaluate(REMEMBER, RESTS)
    page.reload()
    until(page, "document.querySelector('#rests-name')")
    section = page.locator("section", has=page.locator("#rests-name"))
    assert "no hub keeps where you were" in section.inner_text() and "14 November 2023" in section.inner_text()
    assert section.locator("a").get_attribute("href").endswith("/guard#incident-3")
    section.get_by_role("button").click()
    until(page, "!document.querySelector('#rests-name')")
    assert page.evaluate(REMEMBERED) is None


def test_a_stranger_reads_nobodys_rests_and_erasing_forgets_them(visit, hub):
    page = visit(hub)
    page.evaluate(REMEMBER, RESTS)
    page.reload()
    until(page, "document.querySelector('.stranger')")
    assert not page.locator("#rests-name").count()
    page.context.add_cookies([{"name": mine.COOKIE, "value": somebody(hub, HEARD).token, "url": hub}])
    page.reload()
    until(page, "document.querySelector('#rests-name')")
    page.get_by_role("button", name="Erase me").click()
    page.locator(".sure").get_by_role("button").last.click()
    until(page, "document.querySelector('.gone')")
    assert page.evaluate(REMEMBERED) is None
