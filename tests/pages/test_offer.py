"""A link that would dress a wearer: the page asks first, by one touch, sends nothing before it, and asks once."""

import time
from urllib.parse import quote

import pytest

from tests.pages.started import free_port, started
from tests.pages.test_smile import PHONE, smile, touch, until, until_lit
from tests.pages.until import KILLED

STRANGERS = "glyph strange\ncolour rose\nbrightness 0.9"
SENT = """() => {
  const { live } = document.querySelector('photo-smile');
  const send = live.send.bind(live);
  window.sent = [];
  live.send = (message) => { window.sent.push(message.t); send(message); };
}"""


@pytest.fixture(scope="module")
def hub():
    port = free_port()
    with started("alone", port):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def visit(opened, hub):
    def go(address, **options):
        page = opened(hub, quiet=KILLED, **(PHONE | options))
        page.goto(address)
        return page

    return go


@pytest.mark.parametrize("answer", ["Put it on", "Not this one"])
def test_a_link_dresses_nobody_without_a_touch_and_asks_once(visit, hub, answer):
    page = smile(visit, hub)
    touch(page, 0.9, 0.8)
    until_lit(page)
    page.evaluate(SENT)
    page.evaluate("(text) => { location.hash = 'wear=' + encodeURIComponent(text); }", STRANGERS)
    page.get_by_text("brought you the design strange").wait_for()
    page.evaluate("document.querySelector('photo-smile').live.socket.close()")  # the line is lost, and comes back
    until(page, "document.querySelector('photo-smile').line === 'lost'")
    until(page, "document.querySelector('photo-smile').line === 'open'")
    time.sleep(0.5)
    assert "wear" not in page.evaluate("window.sent")
    assert page.evaluate("document.querySelector('photo-smile').state.glyph") == "tide"
    page.get_by_role("button", name=answer).focus()
    page.keyboard.press("Enter")
    worn = "strange" if answer == "Put it on" else "tide"
    until(page, f"document.querySelector('photo-smile').state.glyph === '{worn}' && !location.hash")
    assert page.evaluate("window.sent").count("wear") == (worn == "strange")
    assert not page.locator("photo-offer button").count()


def test_a_lit_page_that_is_opened_by_a_link_sends_nothing_before_the_touch(visit, hub):
    page = smile(visit, hub, "/smile#wear=" + quote(STRANGERS))
    page.evaluate(SENT)
    touch(page, 0.9, 0.8)
    until_lit(page)
    assert "wear" not in page.evaluate("window.sent")
    assert page.evaluate("document.querySelector('photo-smile').state.glyph") == "tide"
    assert page.locator("photo-offer button").count() == 2
