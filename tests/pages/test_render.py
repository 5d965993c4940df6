"""Pages as HTML: one template and one element each, one inline block that the policy knows, nothing from elsewhere."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from photophore.pages import messages, render

STATIC = Path(render.__file__).parent / "static"
NAMES = [page.name for page in render.PAGES]
LANGUAGES = messages.SPOKEN


class Reader(HTMLParser):
    """What a test asks of a page."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.inline, self._inside = [], [], None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag in ("script", "style") and "src" not in dict(attributes):
            self._inside = tag
            self.inline.append("")

    def handle_endtag(self, tag):
        if tag == self._inside:
            self._inside = None

    def handle_data(self, data):
        if self._inside:
            self.inline[-1] += data

    def of(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_one_element_a_title_and_no_inline_code_but_the_import_map(name, language):
    html = render.page(name, language)
    page = Reader(html)
    elements = {tag for tag, _ in page.tags if "-" in tag}
    assert elements == {f"photo-{name}"}
    assert page.of("html") == [{"lang": language, "dir": "ltr"}]
    assert "<title></title>" not in html and len(page.of("title")) == 1
    assert len(page.inline) == 1 and page.of("script")[0]["type"] == "importmap"
    assert not any(key == "style" or key.startswith("on") for _, attributes in page.tags for key in attributes)
    digest = base64.b64encode(hashlib.sha256(page.inline[0].encode()).digest()).decode()
    assert render.inline_hashes() == [f"'sha256-{digest}'"]


@pytest.mark.parametrize("name", NAMES)
def test_everything_a_page_asks_for_is_here(name):
    page = Reader(render.page(name, "en"))
    asked = [a["src"] for a in page.of("script") if "src" in a] + [a["href"] for a in page.of("link")]
    asked += [a["src"] for a in page.of("img")]
    for address in asked:
        assert address.startswith("/static/"), address
        assert (STATIC / address.removeprefix("/static/")).is_file(), address


def test_titles_are_told_apart():
    titles = [messages.say("en", f"{name}-title") for name in NAMES]
    assert len(set(titles)) == len(titles)


def test_nothing_is_asked_of_anybody_else():
    """No address of another site in any file of ours that a browser reads; names of namespaces are not asked for."""
    for file in [*STATIC.glob("*.js"), *STATIC.glob("*.css"), *STATIC.glob("*.svg")]:
        text = file.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        code = re.sub(r"(?m)^\s*(//|\*|/\*).*$|\s// .*$", "", text)
        found = re.findall(r"""(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}""", code)
        assert not found, (file.name, found)


def test_a_language_chosen_by_hand_is_carried_on():
    assert 'href="/city?lang=es"' in render.page("first", "es", wish="es")
    assert 'href="/city"' in render.page("first", "es")


def test_what_comes_from_outside_is_escaped():
    assert "<script>x" not in render.page("first", "en", origin="<script>x")


def test_the_picture_for_others_is_there():
    html = render.page("city", "en", origin="http://hub.lan")
    assert '<meta property="og:image" content="http://hub.lan/static/preview.jpg">' in html
    assert (STATIC / "preview.jpg").stat().st_size < 400_000


def test_files_can_be_held():
    """STYLE 17 holds for what browsers read, too."""
    for file in [*STATIC.glob("*.js")]:
        lines = file.read_text("utf-8").splitlines()
        assert len(lines) <= 400, (file.name, len(lines))
        assert max(map(len, lines)) <= 160, file.name
