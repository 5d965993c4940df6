"""A real browser on /log: it checks the log itself, remembers what it saw, and tells when something does not hold."""

import base64
import json
import re

import pytest
from litestar import Litestar

from photophore import pages
from photophore.commons.log import Log
from photophore.hub import api
from photophore.hub import log as hub
from photophore.hub.shield import shield
from photophore.tlog import entry, note, proof
from tests.commons.logs import ORIGIN, Clock, copy, opened
from tests.hub.small import serving

DAY = 86_400_000
NO_CRYPTO = "Object.defineProperty(crypto, 'subtle', { value: undefined })"  # as on plain HTTP
EVIL = "<img src=x onerror=\"document.title='stolen'\">"
FIRST = [
    entry.public("policy", {"name": "no-feeling-at-work", "version": 1, "text": EVIL, "urgent": False}),
    entry.public("role", {"do": "grant", "role": "artist", "whose": bytes(32)}),
    entry.public("incident", {"id": 1, "at": 5, "kind": "mask-differs", "what": {"cell": [1, 2]}}),
    entry.public("policy", {"name": "no-feeling-at-work", "version": 2, "text": "", "urgent": False}),
    entry.public("something-new", {"a": 1}),
    b"\x07a stranger's entry",
]


def sealed(count, salt=0):
    return [entry.commitment("consent", b"%016d%016d" % (salt, i)) for i in range(count)]


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    clock = Clock()
    made = opened(tmp_path_factory.mktemp("log"), now=clock)
    for entries in (FIRST, sealed(299), sealed(20, 1)):
        made.append(entries)
        clock.ms += DAY
    clock.ms -= DAY
    made.keys = [note.read_key(vkey) for vkey in made.vkeys]
    yield made
    made.close()


def site(log):
    app = Litestar([*hub.routes(log), *pages.routes()], exception_handlers={Exception: api.sorry}, logging_config=None)
    return shield(app, (), pages.inline_hashes())


@pytest.fixture(scope="module")
def address(log):
    with serving(site(log)) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def visit(opened, address):
    """`visit()`: the page, in a browser without WebCrypto. Any error or request to another site fails the test."""
    seen = []

    def go(path="/log", context=None, **options):
        page = opened(address, quiet=("Failed to load",), context=context, **options)
        if page.context not in seen:
            page.context.add_init_script(NO_CRYPTO)
            page.context.set_default_timeout(10_000)
            seen.append(page.context)
        page.goto(address + path)
        return page

    return go


TOLD = [  # an entry, and how the page tells it
    (("rest", {"do": "rest", "note": 'photophore rest 1\nname "a"\ndistricts ["Harbour", "West"]\nwhy "x"\n\n-'}),
     "Light was asked to rest in Harbour, West"),
    (("rest", {"do": "rest", "note": "districts [nonsense]"}), "Light was asked to rest in"),
    (("rest", {"do": "over", "name": "a", "at": 1, "why": ""}), "An order to rest is over"),
    (("rest", {"do": "cosign", "hub": "other.hub", "name": "a", "districts": ["East"], "until": 1}),
     "This hub signed another hub’s order to rest: East"),
    (("rest-hub", {"do": "know", "vkey": "other.hub+12+ab", "kind": "clinic"}),
     "From a day later on, another hub may sign orders to rest here: other.hub"),
    (("rest-hub", {"do": "forget", "name": "other.hub"}),
     "Another hub may no longer sign orders to rest here: other.hub"),
    (("hub-key", {"vkey": "own.hub+12+ab"}), "The hub told everybody by which key its own word is known"),
    (("incident", {"id": 2, "at": 6, "kind": "flicker", "step": "contained", "sentence": "District West rests."}),
     "What was done so that it did not spread: District West rests."),
    (("incident", {"id": 2, "at": 7, "kind": "flicker", "step": "owed", "question": "Why?", "of": "them", "due": 9}),
     "An answer is owed: Why?"),
    (("incident", {"id": 2, "at": 8, "kind": "flicker", "step": "answered", "answered": 8, "answer": "Salt."}),
     "An answer was given: Salt."),
    (("incident", {"id": 2, "at": 8, "kind": "flicker", "step": "constructor", "sentence": "x"}),
     "Something went wrong, and it is told: flicker"),
    (("release", {"name": "firmware/lamp/3", "length": 1, "sha256": bytes(32), "says": ""}),
     "A release was published: firmware/lamp, version 3"),
    (("release-withdrawn", {"name": "firmware/lamp/3", "sha256": bytes(32)}),
     "A release was taken back: firmware/lamp, version 3"),
    (("release", {"name": ["firmware/lamp/3"]}), "An entry about “release”"),
    (("release-root", {"version": 2, "sha256": bytes(32)}),
     "The list of who may release was signed anew: version 2"),
]


def words(page):
    return page.locator("photo-log").inner_text()


def settled(page):
    page.locator(".entry").first.wait_for()
    page.locator("[data-checked]").wait_for()
    return page


def test_it_is_checked_and_the_newest_day_is_open(visit, log):
    page = settled(visit())
    told = words(page)
    assert "Signed with the hub’s own keys, 2 kinds of them" in told
    assert "This is your first look" in told
    assert "16 November 2023, 20 entries" in " ".join(told.split())
    assert page.locator(".entry").count() == 12
    page.get_by_role("button", name="8 more").click()
    page.locator(".entry").nth(19).wait_for()
    assert page.get_by_role("button", name="A day later").is_disabled()


def test_each_kind_of_entry_is_told_in_a_sentence(visit):
    """What hubs and releases write of themselves, and what nobody here wrote."""
    told = settled(visit()).evaluate("""async (entries) => {
      const { title } = await import('/static/logentry.js');
      return entries.map(([kind, facts]) => title({ kind, facts }));
    }""", [[kind, {name: value if not isinstance(value, bytes) else list(value) for name, value in facts.items()}]
           for (kind, facts), _ in TOLD])  # fmt: skip
    assert [each.strip() for each in told] == [sentence for _, sentence in TOLD]


def test_days_are_turned_and_each_ring_is_checked(visit):
    page = settled(visit())
    page.get_by_role("button", name="A day earlier").click()
    page.get_by_text("This ring was signed on its own day").wait_for()
    page.get_by_role("button", name="A day earlier").click()
    page.get_by_text("14 November 2023").wait_for()
    told = words(page)
    for said in ("A rule for all: no-feeling-at-work, version 1",
                 "A rule for all has ended: no-feeling-at-work, version 2", "Somebody became an artist", "mask-differs",
                 "An entry about “something-new”", "in a form that this page does not know"):  # fmt: skip
        assert said in told


def test_an_entry_opens_to_a_proof_that_python_accepts(visit, log):
    page = settled(visit())
    page.locator('[data-entry="320"] .entry').click()
    page.get_by_text("They are the same. Entry 320").wait_for()
    assert page.locator(".way li").count() == len(proof.read(log.proof(320)).hashes) + 1
    with page.expect_download() as taken:
        page.get_by_role("link", name="Keep the proof").click()
    file = taken.value.path().read_bytes()
    assert taken.value.suggested_filename == "entry-320.tlog-proof"
    assert proof.check(proof.read(file), log.read(320), log.keys).checkpoint.size == 325
    link = page.get_by_role("link", name="Keep the entry").get_attribute("href")
    assert base64.b64decode(link.split(",")[1]) == log.read(320)
    assert log.vkeys[0] in page.locator(".command").inner_text()
    page.locator('[data-entry="320"] .entry').click()
    page.locator(".body").wait_for(state="detached")


def test_what_a_stranger_wrote_is_letters_and_nothing_else(visit):
    page = settled(visit("/log#entry-0"))
    page.locator("dd", has_text="<img").wait_for()
    assert EVIL in page.locator("dl").inner_text()
    assert page.locator("photo-log img").count() == 0
    assert page.title() != "stolen"


def test_an_address_leads_to_its_entry_by_hand_and_by_keyboard(visit):
    page = settled(visit("/log#entry-7"))
    page.get_by_text("They are the same. Entry 7 ").wait_for()
    page.locator('[data-entry="9"] .entry').focus()
    page.keyboard.press("Enter")
    page.get_by_text("They are the same. Entry 9 ").wait_for()
    assert page.evaluate("location.hash") == "#entry-9"


def test_a_touch_on_the_tree_chooses_its_day(visit):
    page = settled(visit())
    box = page.locator("canvas").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2 + 2, box["y"] + box["height"] / 2 + 2)
    page.get_by_text("14 November 2023").wait_for()


def test_every_entry_is_checked_in_front_of_the_reader(visit):
    page = settled(visit())
    page.get_by_role("button", name="Check all 325 entries").click()
    page.get_by_text("All 325 entries agree").wait_for()


def test_what_was_seen_before_is_remembered(visit, log, browser):
    context = browser.new_context()
    settled(visit(context=context))
    page = settled(visit(context=context))
    assert "Nothing has changed since your last look" in words(page)
    assert "No entry came since" in words(page)
    page.get_by_role("button", name="Forget what my browser remembers").click()
    page.get_by_text("Forgotten").first.wait_for()
    assert "This is your first look" in words(settled(visit(context=context)))


def test_entries_that_come_meanwhile_are_told(browser, tmp_path):
    log = opened(tmp_path)
    log.append(sealed(3))
    with serving(site(log)) as port:
        context = browser.new_context()
        page = context.new_page()
        page.clock.install()
        page.goto(f"http://127.0.0.1:{port}/log")
        settled(page)
        log.append(sealed(2, 5))
        page.clock.run_for(25_000)
        page.locator('[data-entry="4"]').wait_for()
        assert "2 entries came since" not in words(page)  # since the last visit, and this is the first
        page = context.new_page()
        log.append(sealed(1, 6))
        page.goto(f"http://127.0.0.1:{port}/log")
        settled(page)
        assert "One entry came since" in words(page)
        context.close()
    log.close()


# --- what does not hold


def spoiled(context, pattern, change):
    """Answers whose path ends so are changed on their way."""

    def answer(route):
        got = route.fetch()
        body, status = change(got.body())
        route.fulfill(status=status, body=body, headers={"cache-control": "no-store"})

    context.route(re.compile(pattern), answer)


@pytest.mark.parametrize(("pattern", "change", "why"), [
    (r"/log/checkpoint$", lambda body: (body.replace(b"\n325\n", b"\n326\n"), 200), "A signature is wrong"),
    (r"/log/checkpoint$", lambda body: (body[:50], 200), "not a log"),
    (r"/log/checkpoint$", lambda body: (b"", 404), "missing"),
    (r"/log/tile/entries/001", lambda body: (body[:-1] + b"x", 200), "not the one that the tree holds"),
    (r"/log/tile/0/001", lambda body: (b"x" * len(body), 200), "not the one that the tree holds"),
    (r"/log/tile/0/001", lambda body: (body[:9], 200), "not what it must be"),
])  # fmt: skip
def test_what_was_changed_is_told(visit, browser, pattern, change, why):
    context = browser.new_context()
    spoiled(context, pattern, change)
    page = visit(context=context)
    page.locator(".alarm, .entry").first.wait_for()
    if page.locator(".alarm").count() == 0:
        page.locator(".entry").first.click()
    page.locator(".alarm").wait_for()
    assert "This log cannot be trusted just now" in words(page)
    assert why in words(page)
    assert "They are the same" not in words(page)


def test_a_changed_entry_far_away_is_found_when_all_are_checked(visit, browser):
    context = browser.new_context()
    spoiled(context, r"/log/tile/entries/000$", lambda body: (body.replace(b"stranger", b"strangle"), 200))
    page = settled(visit(context=context))
    page.get_by_role("button", name="Check all 325 entries").click()
    page.get_by_text("A piece of the tree is not what it must be").wait_for()


@pytest.mark.parametrize(("other", "why"), [
    ("rewritten", "Something old was rewritten"), ("smaller", "become smaller"),
    ("keys", "its name or its keys are others"),
])  # fmt: skip
def test_another_log_in_its_place_is_told(visit, browser, log, tmp_path, other, why):
    """The hub shows another log than last time: of its own keys, or of somebody else's."""
    context = browser.new_context()
    settled(visit(context=context))
    if other != "keys":
        copy(log._folders.private, tmp_path / "private")
        (tmp_path / "private" / "head").unlink()
        folders = tmp_path / "public", tmp_path / "private"
        folders[0].mkdir()
    else:
        folders = tmp_path / "public", tmp_path / "private2"
    liar = Log.open(*folders, ORIGIN, Clock())
    liar.append(sealed(3, 9) if other == "smaller" else sealed(400, 9))
    rings = [{"day": "2023-11-14", "size": liar.size}]
    facts = {"origin": ORIGIN, "size": liar.size, "vkeys": liar.vkeys, "rings": rings}

    def answer(route):
        path = route.request.url.split("/log/", 1)[1]
        file = liar.public / path
        route.fulfill(body=file.read_bytes()) if file.is_file() else route.fulfill(status=404, body="")

    context.route(re.compile("/log/"), answer)
    context.route(re.compile("/api/log$"), lambda route: route.fulfill(body=json.dumps(facts)))
    page = visit(context=context)
    page.locator(".alarm").wait_for()
    assert why in words(page)
    liar.close()


def test_an_empty_log_teaches(browser, tmp_path):
    log = opened(tmp_path)
    with serving(site(log)) as port:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{port}/log?lang=es")
        page.get_by_role("link", name="Entrar y decidir").wait_for()
        assert page.get_by_role("link", name="Entrar y decidir").get_attribute("href") == "/join?lang=es"
        context.close()
    log.close()


def test_a_hub_that_is_away_is_told(visit, browser):
    context = browser.new_context()
    context.route(re.compile("/api/log$"), lambda route: route.abort())
    page = visit(context=context)
    page.get_by_text("The log did not come").wait_for()
    context.unroute(re.compile("/api/log$"))
    page.get_by_role("button", name="Try again").click()
    settled(page)


@pytest.mark.parametrize("language", ["es", "en-XA"])
def test_the_page_speaks(visit, language):
    page = visit(f"/log?lang={language}#entry-320")
    page.locator(".verdict").wait_for()
    told = page.locator("main").inner_text()
    assert "log-" not in told.replace("tlog-proof", "").replace("log check", "")
    assert "They are the same" not in told
    if language == "es":
        assert "16 de noviembre de 2023" in told
        assert "Son iguales" in told


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_nothing_overflows(visit, width):
    page = visit("/log#entry-0", viewport={"width": width, "height": 844})
    page.locator(".verdict").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
