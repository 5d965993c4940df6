"""A real browser on /light: a film is chosen or dropped, sent, judged; the verdict is told in words and drawn."""

import numpy as np
import pytest
from playwright.sync_api import expect

from photophore.devices import film, lightmeter
from photophore.hub import films as endpoint
from photophore.pages import messages
from tests.light import films
from tests.pages.modules import answer, html

HUB = "http://localhost/"
FACTS = {"videos": True, "largest": endpoint.LARGEST, "longest": 180}
DROP = """(bytes) => {
  const carried = new DataTransfer();
  carried.items.add(new File([new Uint8Array(bytes)], 'dropped.mp4'));
  const event = new DragEvent('drop', { dataTransfer: carried, bubbles: true, cancelable: true });
  return document.body.dispatchEvent(event);
}"""


def verdict(frames, path, fps=25):
    """What the hub would answer."""
    np.save(path, frames)
    meter = lightmeter.Meter(film.open_(path, fps), "wcag")
    list(meter.rows())
    return meter.report()


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Verdicts: halves that flash against each other, and a film that is calm."""
    path = tmp_path_factory.mktemp("films") / "film.npy"
    half = np.zeros((36, 64), bool)
    half[:, :32] = True
    return {
        "halves": verdict(films.masked(films.blinking(50, 2), half), path),
        "calm": verdict(films.whole(films.code(np.linspace(0, 0.9, 50))), path),
        "slow": verdict(films.masked(films.blinking(150, 6), np.ones((9, 16), bool)), path, 25),
    }


@pytest.fixture
def visit(opened):
    """Opens the page, answered from here as the hub would answer; `answer(route)` judges."""
    def go(judge, path="light", facts=None, **options):
        page = opened(HUB, quiet=("Failed to load", "500", "503", "net::"), **options)
        page.sent = []
        page.route(f"{HUB}**", lambda route: reply(page, route, judge, facts or FACTS))
        page.goto(HUB + path)
        page.locator(".drop").wait_for()
        return page

    return go


def reply(page, route, judge, facts):
    path, _, query = route.request.url.removeprefix(HUB).partition("?")
    if path == "light":
        html(route, "light", query, images="'self' data: blob:")
    elif path == "api/light":
        route.fulfill(json=facts)
    elif path == "api/light/check":
        page.sent.append(route.request)
        judge(route)
    else:
        answer(route, path)


def choose(page, name="film.mp4", content=b"a film"):
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "video/mp4", "buffer": content})


def answering(report, status=200):
    return lambda route: route.fulfill(json=report, status=status)


def test_a_film_that_fails_is_told_and_drawn(visit, told):
    page = visit(answering(told["halves"]))
    choose(page)
    page.locator(".verdict").wait_for()
    assert page.locator(".verdict h2").inner_text().strip() == "This film flashes too much."
    words = page.locator("photo-light").inner_text()
    assert "do not agree" in words and "more than three times a second" in words and "deleted" in words
    assert "light-" not in words.replace("light check", "")
    ways = page.locator(".ways section").all_inner_texts()
    assert "passes" in ways[0] and "fails" in ways[1] and "7 or more" in ways[1]
    assert page.locator(".strip rect.failing").count() == 1
    assert page.locator(".where .halo").count() > 100
    sent = page.sent[0]
    assert sent.headers["content-type"] == endpoint.KIND and "name=film.mp4" in sent.url and sent.post_data == "a film"
    assert page.evaluate("document.activeElement.className") == "verdict", "a screen reader hears it at once"


def test_a_calm_film_passes(visit, told):
    page = visit(answering(told["calm"]))
    choose(page)
    page.locator(".verdict").wait_for()
    assert page.locator(".verdict").inner_text().strip() == "This film passes."
    assert not page.locator(".failing").count() and not page.locator(".where .halo").count()
    page.get_by_role("button", name="Judge another film").click()
    page.locator(".drop").wait_for()


def test_a_film_that_goes_on_too_long_says_why(visit, told):
    page = visit(answering(told["slow"]))
    choose(page)
    page.locator(".verdict").wait_for()
    assert "for too long" in page.locator(".verdict").inner_text()


def test_an_array_is_asked_for_its_rate(visit, told):
    page = visit(answering(told["calm"]))
    choose(page, "mine.npy")
    page.locator(".rate input").fill("12.5")
    assert not page.sent
    page.locator(".rate button").click()
    page.locator(".verdict").wait_for()
    assert "fps=12.5" in page.sent[0].url


def test_a_film_can_be_dropped_anywhere_on_the_page(visit, told):
    page = visit(answering(told["calm"]))
    assert page.evaluate(DROP, [1, 2, 3]) is False, "else the browser would open it"
    page.locator(".verdict").wait_for()
    assert "name=dropped.mp4" in page.sent[0].url


def test_what_went_wrong_is_said_with_what_to_do(visit):
    page = visit(answering({"what": "the film is empty. copy it again", "where": "", "try": ""}, 400))
    choose(page)
    assert page.locator(".wrong").inner_text() == "The film is empty. Copy it again"
    assert page.get_by_role("button", name="Try again").count() == 0, "it would not help"


@pytest.mark.parametrize("answer", [lambda route: route.abort(), lambda route: route.fulfill(status=500, body="<html>"),
                                    lambda route: route.fulfill(json={"unknown": 1})])  # fmt: skip
def test_a_hub_that_does_not_answer_can_be_asked_again(visit, told, answer):
    answers = [answer, answering(told["calm"])]
    page = visit(lambda route: answers.pop(0)(route))
    choose(page)
    assert "did not answer" in page.locator(".wrong").inner_text()
    page.get_by_role("button", name="Try again").click()
    page.locator(".verdict").wait_for()


def test_judging_can_be_stopped(visit):
    page = visit(lambda route: None)
    choose(page)
    page.get_by_role("button", name="Stop").click()
    assert page.locator(".large").inner_text() == "Drop a film here"


def test_films_that_are_too_large_are_not_sent(visit):
    page = visit(answering({}), facts=FACTS | {"largest": 3 << 20})
    choose(page, content=bytes(4 << 20))
    assert "larger than 3 MB" in page.locator(".wrong").inner_text() and not page.sent


def test_without_the_extra_the_page_says_what_to_install(visit):
    page = visit(answering({}), facts=FACTS | {"videos": False})
    expect(page.locator(".drop")).to_contain_text("pip install opencv-python-headless")
    assert page.locator("input[type=file]").get_attribute("accept") == ".npy"


@pytest.mark.parametrize("language", ["es", messages.PSEUDO])
@pytest.mark.parametrize("width", [320, 390, 1440])
def test_every_language_fits_on_every_screen(visit, told, language, width):
    page = visit(answering(told["halves"]), f"light?lang={language}", viewport={"width": width, "height": 800})
    choose(page)
    page.locator(".verdict").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert "light-" not in page.locator("photo-light").inner_text().replace("light check", "")


def test_the_keyboard_reaches_the_choice(visit):
    page = visit(answering({}))
    page.locator("input[type=file]").focus()
    assert page.locator("label.ring").evaluate("(it) => getComputedStyle(it).outlineStyle") == "solid"
