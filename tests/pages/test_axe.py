"""axe-core over every page, on a phone and on a desk: nothing serious stands between a page and whoever reads it."""

from pathlib import Path

import pytest

from photophore.pages import render
from tests.pages import mine
from tests.pages.started import free_port, started

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PORT = free_port()
SIZES = {"phone": (390, 844), "desk": (1440, 900)}
# what axe cannot know, page by page: (rule, part of what it points at)
KNOWN: dict[str, set[tuple[str, str]]] = {}
ASK = """async () => {
  const told = await axe.run(document, { resultTypes: ['violations'], iframes: false });
  const where = (nodes) => nodes.map((it) => it.html.slice(0, 160));
  return told.violations.map(({ id, impact, help, nodes }) => ({ id, impact, help, at: where(nodes) }));
}"""


def wrong_with(shown, name: str) -> list[str]:
    """What axe finds serious or critical, and is not known."""
    shown.wait_for_timeout(800)  # what comes in softly has come
    shown.add_script_tag(path=AXE)
    found = [one for one in shown.evaluate(ASK) if one["impact"] in ("serious", "critical")]
    known = KNOWN.get(name, set())
    return [
        f"{one['id']}: {one['help']}: {at}" for one in found for at in one["at"]
        if not any(one["id"] == rule and part in at for rule, part in known)
    ]  # fmt: skip


@pytest.fixture(autouse=True)
def axe():
    if not AXE.is_file():
        pytest.skip("axe-core is not here; npm ci brings it")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("page", render.PAGES, ids=lambda page: page.name)
def test_no_page_keeps_anybody_out(visit, page, size):
    shown = visit(page.path, *SIZES[size], bypass_csp=True)  # the page's own policy refuses axe, as it should
    assert not (wrong := wrong_with(shown, page.name)), "\n".join(wrong)


def test_what_keeps_somebody_out_is_found(visit):
    shown = visit("/me", bypass_csp=True)
    shown.evaluate("document.querySelector('main').append(new Image(), document.createElement('button'))")
    wrong = "\n".join(wrong_with(shown, "me"))
    assert "image-alt" in wrong and "button-name" in wrong


@pytest.mark.parametrize("size", SIZES)
def test_ones_own_terms_keep_nobody_out(browser, tmp_path_factory, size):
    """Of somebody who joined, with a sentence being narrowed, the table, the diary, and the last question open."""
    with started("mine", PORT, tmp_path_factory.mktemp("hub"), ready="api/glyphs"):
        hub = f"http://127.0.0.1:{PORT}"
        person = mine.told(hub + "/test/join", {"name": "Ana", "looked": True})
        for who in ("SELF", "NEAR"):
            told = {"id": person.id, "audience": who, "signal": "FEELING", "purpose": "LIGHT"}
            mine.told(hub + "/test/decide", told)
        width, height = SIZES[size]
        context = browser.new_context(viewport={"width": width, "height": height}, bypass_csp=True)
        context.add_cookies([{"name": mine.COOKIE, "value": person.token, "url": hub}])
        page = context.new_page()
        page.goto(f"{hub}/me")
        page.locator("button.sentence").nth(1).click()
        page.locator("button.narrow").click()
        for summary in page.locator("summary").all():
            summary.click()
        page.get_by_role("button", name="Erase me").click()
        wrong = wrong_with(page, "me")
        context.close()
    assert not wrong, "\n".join(wrong)
