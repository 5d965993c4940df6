"""A real browser on /fidelity: every claim is there, failures are seen at once, and each part can be run."""

import json

import pytest

from tests.pages.modules import STATIC, answer, html

HUB = "http://localhost/"


def check(name, ok):
    return {"id": name, "check": f"what {name} says", "source": "who", "target": "1 +-0.5", "measured": "2", "pass": ok}


MADE = {
    "date": "2030-01-02", "machine": "a kind", "passed": 2, "failed": 1, "not_judged": 1,
    "parts": [
        {"name": "feelings", "title": "x", "command": "photophore bench feeling", "needs": None,
         "checks": [check("A1", True), check("A 2", False)]},
        {"name": "unheard", "title": "A new part", "command": "photophore new DIR", "needs": "chicago",
         "checks": [check("P1", None), check("P2", True)]},
    ],
}  # fmt: skip


@pytest.fixture
def visit(opened):
    def go(path="fidelity", record=MADE, **options):
        page = opened(HUB, quiet=("500",), **options)
        page.route(f"{HUB}**", lambda route: reply(route, route.request.url.removeprefix(HUB), record))
        page.goto(HUB + path)
        return page

    return go


def reply(route, path, record):
    path, _, query = path.split("#")[0].partition("?")
    if path == "fidelity":
        html(route, "fidelity", query)
    elif path == "static/fidelity.json" and record is not STATIC:
        route.fulfill(json=record) if record is not None else route.fulfill(status=500, body="")
    else:
        answer(route, path)


def rows(page):
    return page.locator("tbody tr").evaluate_all("(rows) => rows.map((row) => row.id)")


def test_every_claim_of_the_record_that_is_shipped_is_there(visit):
    page = visit(record=STATIC)
    page.locator("summary").first.wait_for()
    record = json.loads((STATIC / "fidelity.json").read_text("utf-8"))
    checks = [it for part in record["parts"] for it in part["checks"]]
    assert sorted(rows(page)) == sorted(it["id"] for it in checks)
    assert page.locator(".points i").count() == len(checks)
    assert page.locator("tr.failures").count() == record["failed"]
    page.get_by_role("button", name="Open all parts").click()
    words = page.locator("photo-fidelity").inner_text()
    assert "fidelity-" not in words
    assert all(part["command"] in words for part in record["parts"])


def test_parts_that_fail_are_open_and_all_can_be(visit):
    page = visit()
    page.locator("tbody tr").first.wait_for()
    opened = "[...document.querySelectorAll('details')].map((part) => part.open)"
    assert page.evaluate(opened) == [True, False]
    assert page.locator("summary").first.inner_text().split("\n")[-1] == "1 that fails · 1 that agrees"
    page.get_by_role("button", name="Open all parts").click()
    assert page.evaluate(opened) == [True, True]
    page.get_by_role("button", name="Close all parts").click()
    assert page.evaluate(opened) == [False, False]
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(opened) == [True, True]


def test_failures_are_told_first_and_as_failures(visit):
    page = visit()
    page.locator("tbody tr").first.wait_for()
    assert rows(page) == ["A 2", "A1", "P1", "P2"]
    assert page.locator("tr.failures").inner_text().split()[0] == "fails"
    assert "One claim fails: A 2" in " ".join(page.locator(".failing").inner_text().split())
    assert "1 ±0.5" in page.locator("tbody").first.inner_text()


@pytest.mark.parametrize(
    ("words", "left"), [("1 that fails", ["A 2"]), ("1 not judged", ["P1"]), ("2 that agree", ["A1", "P2"])]
)
def test_filters_leave_what_they_say(visit, words, left):
    page = visit()
    button = page.get_by_role("button", name=words)
    button.click()
    assert rows(page) == left
    assert button.get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="all 4").click()
    assert len(rows(page)) == 4


def test_a_record_without_failures_says_so(visit):
    good = MADE | {"parts": [MADE["parts"][1]]}
    page = visit(record=good)
    page.get_by_role("button", name="none that fails").click()
    assert page.locator(".none").inner_text() == "Nothing of that kind is in this record."
    assert page.locator(".failing").count() == 0


def test_a_point_leads_to_its_claim_and_an_address_too(visit):
    page = visit()
    page.get_by_role("button", name="1 not judged").click()
    page.get_by_role("link", name="A 2").click()
    page.locator("tr[id='A 2']").wait_for()
    assert page.evaluate("document.activeElement.id") == "A 2"
    assert page.evaluate("location.hash") == "#A%202"
    page = visit("fidelity#P2")
    page.locator("tr[id='P2']").wait_for()
    page.wait_for_function("document.activeElement.id === 'P2'")


def test_a_command_can_be_copied(visit):
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").first.click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "photophore bench feeling"
    last = page.locator("details").last
    assert "chicago" not in last.inner_text()
    page.get_by_text("A new part").click()
    assert "chicago" in last.inner_text()


def test_without_a_clipboard_the_command_is_marked(visit):
    page = visit()
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.get_by_role("button", name="Copy").first.click()
    page.wait_for_function("String(getSelection()).trim() === 'photophore bench feeling'")


def test_no_record_and_a_lost_one_are_told(visit):
    page = visit(record=MADE | {"parts": []})
    page.get_by_text("Nothing has been measured yet").wait_for()
    page = visit(record=None)
    page.get_by_role("button", name="Try again").wait_for()


@pytest.mark.parametrize("language", ["es", "en-XA"])
def test_the_page_speaks(visit, language):
    page = visit(f"fidelity?lang={language}")
    page.locator("tbody tr").first.wait_for()
    words = page.locator("main").inner_text()
    assert "See it yourself" not in words
    assert "fidelity-" not in words
    if language == "es":
        assert "Los sentimientos simulados" in words
        assert "en inglés" in words


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_nothing_overflows(visit, width):
    page = visit(record=STATIC, viewport={"width": width, "height": 844})
    page.get_by_role("button", name="Open all parts").click()
    page.locator("tbody tr").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
