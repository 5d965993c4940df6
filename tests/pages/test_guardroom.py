"""A real browser on /guard: calm teaches, a drill on one page is seen on another, the report carries its proofs."""

import time

import pytest

from photophore.hub import known
from photophore.hub import log as log_routes
from photophore.words import Role
from tests.hub import guarded
from tests.pages.guards import served


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A guard that hears a second each time somebody looks, on a port of its own."""
    with guarded.house(tmp_path_factory.mktemp("guard")) as made:
        guarded.with_council(made)
        with served(made, *log_routes.routes(made.hall.log)):
            yield made


@pytest.fixture
def visit(opened, house):
    def go(path="/guard", role=None, **options):
        page = opened(house.address, quiet=("Failed to load",), **options)
        if role:
            page.context.add_cookies([{"name": known.COOKIE, "value": house.tokens[role], "url": house.address}])
        page.goto(house.address + path)
        return page

    return go


def words(page):
    return page.locator("photo-guardroom").inner_text()


def test_from_calm_through_a_drill_to_the_report(visit, house):
    """One page after the other, since a drill is one story."""
    guest, operator = visit(), visit(role=Role.OPERATOR)
    guest.get_by_role("heading", name="All is still").wait_for()
    told = words(guest)
    assert "What happens when something flickers" in told and "An operator of this hub can hold a drill" in told
    assert guest.get_by_role("button", name="Begin the drill").count() == 0
    assert guest.locator("canvas").first.get_attribute("aria-label").startswith("districts: 2 still points")
    council = visit(role=Role.COUNCIL)
    council.get_by_role("heading", name="All is still").wait_for()
    assert council.get_by_role("heading", name="What you may do").count() == 0, "nothing yet"

    operator.get_by_role("button", name="Begin the drill").click()
    operator.get_by_text("The drill has begun").wait_for()
    house.until("explained")
    begun = time.monotonic()
    guest.get_by_role("heading", name="Smiles of one lot flicker: lot 7").wait_for(timeout=60_000)
    seconds = time.monotonic() - begun
    print(f"seen on another page after {seconds:.1f} s")
    guest.locator(".odds .found").wait_for()
    assert "very likely" in guest.locator(".odds .found").inner_text()
    assert "it began here" in guest.locator("canvas[data-kind=lot]").get_attribute("aria-label")
    operator.get_by_role("button", name="It is mended").wait_for()
    assert council.get_by_role("button", name="It is mended").count() == 0, "a drill is an operator's"
    operator.get_by_role("button", name="It is mended").click()
    operator.get_by_text("Mended. The hub watches").wait_for()
    assert operator.get_by_text("The drill has begun").count() == 0
    house.until("closed")
    house.seconds(1)
    guest.get_by_role("heading", name="All is still").wait_for(timeout=60_000)

    guest.get_by_role("link", name="The whole report").click()
    guest.get_by_role("heading", name="From maker to mouth").wait_for()
    guest.get_by_text("Your browser checked it: it stands there unchanged.").nth(4).wait_for(timeout=30_000)
    report = guest.locator(".report").inner_text()
    for said in ("This was a drill", "Saltglass Foundry", "sold it to City Health", "1,200 crowns", "owes an answer"):
        assert said in report
    assert "100" not in report.partition("How likely")[0]
    assert "Smiles of one lot flickered" in report and report.index("Contained") < report.index("Explained")
    assert guest.get_by_text("Write down the answer").count() == 0, "operators write, and the council"
    council.goto(f"{house.address}/guard#incident-1")
    council.reload()
    council.get_by_text("Write down the answer").first.wait_for()
    operator.goto(f"{house.address}/guard#incident-1")
    operator.reload()
    operator.get_by_text("Write down the answer").first.click()
    operator.get_by_label("What was answered").first.fill("By radio.")
    operator.get_by_role("button", name="Write it into the log").first.click()
    operator.get_by_text("It is written down.").wait_for()
    assert "By radio." in operator.locator(".owed").inner_text()
    guest.emulate_media(media="print")
    assert not guest.locator(".back").is_visible() and guest.locator(".steps").is_visible()


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_nothing_overflows(visit, width):
    page = visit(role=Role.OPERATOR, viewport={"width": width, "height": 844})
    page.locator("canvas").first.wait_for()
    page.locator(".fleet summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_page_speaks(visit):
    page = visit("/guard?lang=es")
    page.get_by_role("heading", name="Todo está quieto").wait_for()
    assert "guardroom-" not in words(page)


def test_a_hub_that_is_away_is_told(visit):
    page = visit()
    page.locator("canvas").first.wait_for()
    page.route("**/api/guard", lambda route: route.abort())
    page.get_by_text("This is the last that was heard").wait_for()
    page.unroute("**/api/guard")
    page.get_by_text("This is the last that was heard").wait_for(state="detached")


def test_no_incident_of_this_number(visit):
    page = visit("/guard#incident-99")
    page.get_by_text("There is no incident of this number").wait_for()
    page.get_by_role("link", name="Back to now").click()
    page.locator("canvas").first.wait_for()
