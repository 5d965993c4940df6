"""A real browser on /join: from a link to light in three touches; passkeys by a virtual authenticator; refusals."""

import urllib.request
from pathlib import Path

import pytest

from tests.pages.started import free_port, started
from tests.pages.until import until

ROOT = Path(__file__).resolve().parents[2]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
QUIET = ("status of 40", "ERR_FAILED")  # what a browser says of a refusal, and of a hub that is away
FAR = {"x-forwarded-for": "203.0.113.9"}  # what a proxy adds that nobody told the hub to trust: then nothing is safe

REMEMBER = "localStorage.setItem('photophore-rested', '[]')"
FORGOTTEN = "localStorage.getItem('photophore-rested') === null"


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    port = free_port()
    with started("joining", port, tmp_path_factory.mktemp("hub"), ready="api/door"):
        yield f"http://localhost:{port}"


def told(hub, path):
    with urllib.request.urlopen(hub.replace("localhost", "127.0.0.1") + path, timeout=10) as answer:
        return answer.read().decode().strip('"')


@pytest.fixture
def visit(opened, hub):
    """`visit(code)`: the page on a phone; what it complains of fails the test, but for answers that refuse."""
    def go(code="", query="", **options):
        page = opened(hub, quiet=QUIET, **(PHONE | options))
        page.goto(f"{hub}/join{query}{'#' + code if code else ''}")
        page.locator("h1").wait_for()
        return page

    return go


def head(page, text):
    page.locator("h1", has_text=text).wait_for()


def touch(page, text):
    page.get_by_role("button", name=text, exact=False).first.tap()


def joined(page, age="18 or older"):
    touch(page, age)
    head(page, "What may your smile show?")
    touch(page, "All of them")
    head(page, "You are here")


def test_from_a_link_to_light_in_three_touches(visit, hub):
    page = visit(told(hub, "/test/link/wearer"))
    head(page, "Roughly how old are you?")
    joined(page)
    assert "#" not in page.url  # the link is used up, and not in the history
    assert "to light your own smile" in page.locator(".sentence").inner_text()
    assert page.locator("photo-thumb").count() == 0  # dark until it is wanted
    touch(page, "Yes, light my smile")
    head(page, "Your smile is lit")
    until(page, "document.querySelector('photo-thumb')?.before")  # light was painted
    page.goto(f"{hub}/me")
    page.get_by_text("to light your own smile").first.wait_for()


def test_a_link_that_was_used_is_told_so_and_a_guest_may_come(visit, hub):
    code = told(hub, "/test/link/wearer")
    joined(visit(code), "12 or younger")
    page = visit(code)
    head(page, "This link does not open any more")
    assert page.get_by_role("link", name="Come as a guest").get_attribute("href") == "/smile"
    head(visit("guess"), "This link does not open any more")
    head(visit("%E0%A4%A"), "This link does not open any more")


def test_without_a_link_one_is_asked_for_until_the_hub_is_open(visit, hub):
    head(visit(), "To join you need a link")
    told(hub, "/test/open/1")
    try:
        joined(visit(), "13 to 17")
    finally:
        told(hub, "/test/open/0")


def test_where_others_read_along_nobody_joins_and_it_is_told_why(visit, hub):
    page = visit(told(hub, "/test/link/wearer"), extra_http_headers=FAR)
    head(page, "Here you can be a guest")
    assert page.get_by_text("read along").count() and page.locator(".choices").count() == 0
    assert page.locator("details").evaluate("(it) => it.open")
    assert page.locator("details li").count() == 4


def test_a_passkey_brings_somebody_back(visit, hub):
    page = visit(told(hub, "/test/link/artist"))
    page.evaluate(REMEMBER)
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True}})  # fmt: skip
    joined(page)
    assert page.evaluate(FORGOTTEN) and not page.evaluate(REMEMBER), "what happened to somebody else is not theirs"
    touch(page, "Not now")
    head(page, "You are here already")
    touch(page, "Know me by this device")
    page.get_by_text("Done: this device").wait_for()
    touch(page, "Let this device forget me")
    head(page, "To join you need a link")
    assert page.context.cookies() == [] and page.evaluate(FORGOTTEN) and not page.evaluate(REMEMBER)
    touch(page, "I was here before")
    head(page, "You are here already")
    assert page.evaluate(FORGOTTEN)
    assert page.evaluate("fetch('/api/door').then((it) => it.json()).then((it) => it.roles)") == ["wearer", "artist"]
    with page.expect_response("**/api/passkeys") as answer:
        page.evaluate("fetch('/api/passkeys')")
    assert len(answer.value.json()) == 1


def test_an_organiser_brings_others_and_everybody_their_own_phone(visit, hub):
    page = visit(told(hub, "/test/link/organiser"))
    joined(page)
    touch(page, "Not now")
    page.locator(".links button").first.wait_for()
    roles = page.locator(".links button").all_inner_texts()
    assert roles == ["My other device", "Somebody", "An artist", "A host"]
    with page.expect_response("**/api/links") as made:
        touch(page, "An artist")
    until(page, "document.querySelector('figure img')?.naturalWidth > 0")
    assert "safe way" in page.locator("figure").inner_text()
    artist = visit(made.value.json()["code"])
    assert "Artists" in artist.locator("section").inner_text()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    touch(page, "Copy the link")
    page.get_by_text("The link is copied").wait_for()
    code = made.value.json()["code"]
    assert page.evaluate("navigator.clipboard.readText()") == f"{hub}/join#{code}"  # no phone can join here
    assert "this machine" in page.locator("figure").inner_text()
    assert page.locator(".link").inner_text() == f"{hub}/join#{code}"
    with page.expect_response("**/api/links") as made:
        touch(page, "My other device")
    other = visit(made.value.json()["code"])
    head(other, "Welcome back")
    touch(other, "Come in")
    head(other, "You are here")
    assert other.evaluate("fetch('/api/devices').then((it) => it.json()).then((it) => it.length)") == 2


def test_who_is_here_is_asked_before_a_role_is_taken(visit, hub):
    page = visit(told(hub, "/test/link/wearer"))
    joined(page)
    page.goto(f"{hub}/join#{told(hub, '/test/link/council')}")
    page.reload()
    head(page, "Be of the council here?")
    touch(page, "Yes")
    head(page, "You are here")
    assert "council" in page.evaluate("fetch('/api/door').then((it) => it.json()).then((it) => it.roles)")


def test_it_speaks_spanish_and_fits_on_a_small_phone(visit, hub):
    page = visit(told(hub, "/test/link/operator"), "?lang=es", viewport={"width": 320, "height": 568})
    head(page, "¿Cuántos años tienes, más o menos?")
    assert "El operador cuida" in page.locator("section").inner_text()
    page.get_by_role("button", name="18 o más").tap()
    head(page, "¿Qué puede mostrar tu sonrisa?")
    page.get_by_role("button", name="Todos").or_(page.locator(".choices button").nth(1)).first.tap()
    head(page, "Ya estás aquí")
    page.get_by_role("button", name="Sí, enciende").tap()
    head(page, "Tu sonrisa brilla")
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_a_hub_that_is_away_is_no_end(visit, hub):
    page = visit()
    page.route("**/api/door", lambda route: route.abort())
    page.evaluate("dispatchEvent(new HashChangeEvent('hashchange'))")
    head(page, "The hub does not answer")
    page.unroute("**/api/door")
    touch(page, "Try again")
    head(page, "To join you need a link")


@pytest.mark.parametrize("step", ["age", "light", "done", "lit", "here"])
def test_each_step_is_read_out_and_touched_by_keys(visit, hub, step):
    page = visit(told(hub, "/test/link/wearer"))
    order = ["age", "light", "done", "lit", "here"]
    keys = ["18 or older", "Bright feelings only", "Yes, light my smile"]
    for each in range(min(order.index(step), 3)):
        page.get_by_role("button", name=keys[each]).press("Enter")
        until(page, "(step) => document.querySelector('photo-join').step === step", order[each + 1])
    if step == "here":
        page.reload()
        until(page, "document.querySelector('photo-join').step === 'here'")
    assert page.locator("h1").count() == 1
    if step not in ("age", "here"):
        assert page.evaluate("document.activeElement.tagName") == "H1"


AXE = ROOT / "node_modules/axe-core/axe.min.js"
ASK = """async () => (await axe.run()).violations.filter((it) => ['serious', 'critical'].includes(it.impact))
  .map((it) => [it.id, ...it.nodes.map((node) => node.html.slice(0, 160))])"""


def test_no_step_keeps_anybody_out(visit, hub):
    if not AXE.is_file():
        pytest.skip("axe-core is not here; npm ci brings it")

    def look(shown):
        shown.wait_for_timeout(700)  # what comes in softly has come
        shown.evaluate("window.axe") or shown.add_script_tag(path=AXE)
        assert shown.evaluate(ASK) == []

    look(visit("guess", bypass_csp=True))
    look(visit(told(hub, "/test/link/wearer"), bypass_csp=True, extra_http_headers=FAR))
    page = visit(told(hub, "/test/link/operator"), bypass_csp=True)
    for key in ("18 or older", "Bright feelings only", "Yes, light my smile"):
        look(page)
        touch(page, key)
        page.wait_for_timeout(300)
    look(page)
    page.reload()
    head(page, "You are here already")
    touch(page, "Another operator")
    page.locator("figure img").wait_for()
    page.locator("summary").tap()
    look(page)
