"""In a real browser, on plain HTTP: what an artist signs there is what the hub reads, and the key stays."""

import json
import unicodedata

import pytest

from photophore.commons import imprint
from photophore.glyph import read
from photophore.tlog import note
from photophore.words import BadGlyph
from tests.commons.artist import text
from tests.pages.modules import load

NAME = "artist-" + "ab" * 16
TEXTS = [
    text(),
    "\n\nglyph a  \r\nby Ana\r\n  Bel\r\n# mine\r\ncolour\tamber\r\nbrightness 0.5\r\n\r\n",
    "glyph b\nby\ncolour rose\nbrightness 1\n",
    "glyph c\nsays cafe\u0301 # not a comment\ncolour rose\n  # why\nbrightness 0.2\n  + 0.1",
    "by Ana\nglyph d\ncolour rose\nbrightness 1",
]
SIGN = """({ name, said, text, parents }) => {
  const { told } = window;
  const key = told.keyOf(name);
  const whole = told.canonical(text);
  return { note: key.sign(told.body({ ...said, licence: 'CC0-1.0', parents, text: whole }, key.vkey)), vkey: key.vkey,
    text: whole, kept: key.kept };
}"""


@pytest.fixture(scope="module")
def told(browser):
    context = browser.new_context()
    page = load(context.new_page(), "sign.js")
    assert page.evaluate("crypto.subtle === undefined")
    yield page
    context.close()


@pytest.mark.parametrize("said", TEXTS)
@pytest.mark.parametrize("parents", [[], ["1" * 64, "2" * 64]])
def test_what_the_browser_signs_holds_here(told, said, parents):
    whole = told.evaluate("(text) => window.told.canonical(text)", said)
    assert whole == imprint.unnamed(said)
    glyph = read.read(whole)
    assert (glyph.hash, glyph.name, glyph.by) == (read.read(said).hash, read.read(said).name, "")
    assert glyph.says == unicodedata.normalize("NFC", read.read(said).says)
    made = told.evaluate(SIGN, {"name": NAME, "said": {"name": glyph.name, "hash": glyph.hash}, "text": said,
                                "parents": parents})  # fmt: skip
    signed = imprint.open_(made["note"].encode())
    assert signed.imprint.parents == tuple(parents) and signed.imprint.text == made["text"] == whole
    assert str(note.read_key(made["vkey"])) == signed.imprint.artist and made["kept"]


def test_one_name_has_one_key_that_stays_when_the_page_is_opened_again(told):
    ask = "(name) => window.told.keyOf(name).vkey"
    first, other = told.evaluate(ask, NAME), told.evaluate(ask, "artist-" + "cd" * 16)
    told.reload()
    told.wait_for_function("window.told")
    assert told.evaluate(ask, NAME) == first != other


def test_a_browser_that_keeps_nothing_still_signs_and_says_so(told):
    found = told.evaluate("""() => {
      const was = Object.getOwnPropertyDescriptor(window, 'localStorage');
      Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); }, configurable: true });
      const name = 'artist-' + 'ef'.repeat(16);
      const keys = [window.told.keyOf(name), window.told.keyOf(name)];
      Object.defineProperty(window, 'localStorage', was);
      return keys.map(({ kept, vkey }) => [kept, vkey]);
    }""")
    assert found[0][0] is False and found[0][1] == found[1][1]


def test_publishing_asks_signs_and_posts_and_refusals_come_in_the_hubs_words(told):
    posted = {}

    def answer(route):
        path, sent = route.request.url.split("/api/")[1], route.request.post_data_json
        posted[path] = (sent, route.request.headers)
        if path == "glyphs/check":
            glyph = read.read(sent["text"])
            route.fulfill(json={"ok": True, "glyph": {"name": glyph.name, "tree_hash": glyph.hash}})
        elif path == "designs":
            route.fulfill(status=201, json={"hash": "x"})
        else:
            route.fulfill(status=403, json={"what": "only its artist", "where": "dusk", "try": "ask"})

    told.route("**/api/**", answer)
    said = {"text": text(), "licence": "CC-BY-4.0", "credit": "Ana"}
    assert told.evaluate("([name, said]) => window.told.publish({ name }, said)", [NAME, said]) == {"hash": "x"}
    sent, headers = posted["designs"]
    assert sent["credit"] == "Ana" and headers["x-photophore"] == "1"
    assert imprint.open_(sent["note"].encode()).imprint.licence == "CC-BY-4.0"
    assert "localStorage" not in json.dumps(posted, default=str)
    secret = told.evaluate("(name) => localStorage.getItem('photophore.artist.' + name)", NAME)
    assert secret and secret not in json.dumps(posted, default=str)
    words = told.evaluate("window.told.withdraw('a').catch(({ what, where, try: tried }) => [what, where, tried])")
    assert words == ["only its artist", "dusk", "ask"]


@pytest.mark.parametrize("change", [("colour", "colour "), ("CC0-1.0", "CC-BY-4.0"), ("name dusk", "name dawn")])
def test_what_was_changed_on_its_way_does_not_hold(told, change):
    glyph = read.read(text())
    made = told.evaluate(SIGN, {"name": NAME, "said": {"name": glyph.name, "hash": glyph.hash}, "text": text(),
                                "parents": []})  # fmt: skip
    changed = made["note"].replace(*change)
    assert changed != made["note"]
    with pytest.raises((BadGlyph, note.BadLog)):
        imprint.open_(changed.encode())
