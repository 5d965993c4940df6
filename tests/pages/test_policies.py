"""A real browser on /policies: rules in sentences, as light and as text; tried by anybody, changed by the council."""

import re

import pytest

from photophore.commons import cedar, rules
from photophore.commons.policy import WHY
from photophore.pages import messages
from photophore.words import Band, Signal
from tests.pages.rules import serving

QUIET = """// At night nobody sees a heart.
forbid (principal, action, resource == Signal::"heart")
when { [Band::"week_night", Band::"rest_night"].contains(context.band) };
"""
LIT = "article#{name} photo-field i"


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("rules")) as served:
        yield served


@pytest.fixture
def visit(opened, hub):
    """`visit()`: the page, and when every picture is there; errors and requests to other sites fail the test."""
    def go(query="", council=False, **options):
        page = opened(hub.address, quiet=("Failed to load",), **options)
        if council:
            page.context.add_cookies([hub.cookie])
        page.goto(f"{hub.address}/policies{query}")
        page.locator("article").first.wait_for()
        return page

    return go


def field(page, place):
    """64 classes of points."""
    page.locator(f"{place} photo-field i.lit, {place} photo-field i.dark").nth(63).wait_for(timeout=60_000)
    return page.locator(f"{place} photo-field i").evaluate_all("(points) => points.map((it) => it.className)")


def pick(page, label, words):
    page.get_by_label(label).select_option(label=words)


def test_what_the_catalogue_says_is_what_the_texts_say():
    """In English the page says each sentence word for word; in every language there is one for each."""
    base = rules.read(cedar.built_in()["own-terms"])[0].text
    for name, text in cedar.built_in().items():
        own = [rule for rule in rules.read(text) if name == "own-terms" or rule.text != base]
        for at, rule in enumerate(own, 1):
            assert messages.say("en", f"policies-says-{name}-{at}") == rule.says
            assert messages.say("es", f"policies-says-{name}-{at}")
        assert messages.say("en", f"policies-why-{name}") == WHY[name]


def test_the_question_is_answered_in_light_and_in_words(visit):
    page = visit()
    answer = "Yes, if an adult says yes. But dark: at work, at school, and elsewhere."
    assert page.locator(".answer").inner_text() == answer
    points = field(page, ".asked")
    assert points[:8] == ["lit"] * 4 + ["dark"] * 2 + ["lit", "dark"]
    picture = page.locator(".asked [role=img]")
    assert picture.get_attribute("aria-label") == "dark: at work, at school, and elsewhere"
    pick(page, "Whose", "a child")
    assert page.locator(".answer").inner_text() == "No. It stays dark, whatever anybody says."
    assert field(page, ".asked") == ["dark"] * 64
    pick(page, "What is seen", "the feeling")
    pick(page, "Who looks", "the wearer alone")
    assert page.locator(".answer").inner_text() == "Yes, everywhere and always, if a child says yes."
    pick(page, "What for", "to remember it")
    assert "at work and at school" in page.locator(".answer").inner_text()


def test_each_rule_shows_what_it_alone_darkens(visit):
    page = visit()
    assert field(page, "#bodies").count("dark") == 24
    assert field(page, "#minors") == ["lit"] * 64
    page.locator("#minors").get_by_role("button", name="Show me what it darkens").click()
    points = field(page, "#minors")
    assert points[:8] == ["dark"] * 8 == points[32:40] and points.count("dark") == 16
    assert "May the public see the feeling of a teen as light?" in page.locator("#minors .alone").inner_text()
    assert page.locator("#own-terms").get_by_role("button").count() == 0, "it darkens nothing that has a name"


def test_a_rules_text_is_one_tap_away(visit):
    page = visit()
    text = page.locator("#bodies pre")
    assert not text.is_visible()
    page.locator("#bodies summary").click()
    assert text.inner_text().strip() == cedar.built_in()["bodies"].strip()
    facts = page.locator("#bodies details").inner_text()
    assert "In force since" in facts and re.search(r"Entry \d+ of the log", facts)
    assert page.locator("#bodies").get_by_role("button", name="End it").count() == 0


def test_anybody_can_try_a_rule(visit, hub):
    page, version = visit(), hub.policies.version
    page.get_by_label("The rule’s text").fill(QUIET)
    page.get_by_role("button", name="See what would change").click()
    page.locator(".changes li").first.wait_for(timeout=60_000)
    words = page.locator(".told").inner_text()
    assert re.search(r"\d+ cases would turn dark, and nothing bright", words)
    assert "at night" in words and "Only the council can put a rule in force" in words
    now, then = page.locator(".sides photo-field").all()
    assert then.locator("i.lit").count() == now.locator("i.lit").count() - 10
    assert page.get_by_role("button", name="Put it in force").count() == 0
    assert hub.policies.version == version


def test_a_wrong_text_is_told_and_its_line_marked(visit):
    page = visit()
    page.get_by_label("The rule’s text").fill(QUIET.replace('"week_night"', '"week_nigth"'))
    page.get_by_role("button", name="See what would change").click()
    page.locator(".wrong").wait_for()
    assert 'There is no Band::"week_nigth". Try Band::"week_night"' in page.locator(".wrong").inner_text()
    page.get_by_role("button", name="Show me line 3").click()
    marked = page.evaluate("() => { const a = document.activeElement; "
                           "return a.value.slice(a.selectionStart, a.selectionEnd); }")  # fmt: skip
    assert marked.startswith("when { [Band")
    page.get_by_label("The rule’s text").fill(QUIET)
    assert page.locator(".wrong").count() == 0, "it spoke of another text"


def test_the_council_puts_a_rule_in_force_changes_and_ends_it(visit, hub):
    page = visit(council=True)
    page.get_by_label("The rule’s text").fill(QUIET)
    page.get_by_role("button", name="See what would change").click()
    page.get_by_label("Its name").fill("quiet-nights")
    page.get_by_label("It is urgent").check()
    page.get_by_role("button", name="Put it in force").click()
    page.get_by_text("quiet-nights is in force: version 1").wait_for(timeout=60_000)
    assert not hub.policies.tensor[1, :, Band.WEEK_NIGHT, :, Signal.HEART].any()
    rule = page.locator("#quiet-nights")
    assert "At night nobody sees a heart." in rule.inner_text()
    assert field(page, "#quiet-nights").count("dark") == 16
    rule.locator("summary").click()
    assert "It was urgent." in rule.inner_text()
    rule.get_by_role("button", name="Change it").click()
    page.get_by_text("You are changing quiet-nights").wait_for()
    page.get_by_role("button", name="See what would change").click()
    page.get_by_text("It would change nothing").wait_for(timeout=60_000)
    page.get_by_role("button", name="Begin anew").click()
    rule.get_by_role("button", name="End it").click()
    page.get_by_text("quiet-nights has ended").wait_for(timeout=60_000)
    assert page.locator("#quiet-nights").count() == 0
    assert hub.policies.tensor[1, 1, Band.WEEK_NIGHT, :, Signal.HEART].any()


def test_a_refusal_is_told(visit):
    page = visit(council=True)
    page.get_by_role("button", name="See what would change").click()
    page.get_by_label("Its name").fill("bodies")
    page.get_by_role("button", name="Put it in force").click()
    page.get_by_text("this policy stays as it is").wait_for(timeout=60_000)


@pytest.mark.parametrize("language", ["es", "en-XA"])
def test_the_page_speaks(visit, language):
    page = visit(f"?lang={language}")
    words = page.locator("main").inner_text()
    assert "policies-" not in words and "The city’s rules" not in words
    if language == "es":
        assert "Las reglas de la ciudad" in words and "¿Puede" in words
        page.get_by_role("button", name="Ver qué cambiaría").click()
        page.locator(".changes li").first.wait_for(timeout=60_000)
        assert "ya no pueden ver" in page.locator(".changes").inner_text()


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_nothing_overflows(visit, width):
    page = visit(viewport={"width": width, "height": 844})
    page.locator("#bodies summary").click()
    page.get_by_role("button", name="See what would change").click()
    page.locator(".changes li").first.wait_for(timeout=60_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_hub_that_is_away_is_told(visit):
    page = visit()
    page.route("**/api/policies**", lambda route: route.abort())
    page.reload()
    page.get_by_text("The rules did not come").wait_for()
    page.unroute("**/api/policies**")
    page.get_by_role("button", name="Try again").click()
    page.locator("article").first.wait_for()
