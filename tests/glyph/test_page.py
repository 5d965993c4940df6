"""The page about the language: what it shows is read, drawn and proved, and it tells every word there is."""

import json
import re

import pytest

from photophore.glyph.gallery import gallery
from photophore.glyph.lexicon import PALETTE, WORDS
from photophore.glyph.prove import prove
from photophore.glyph.read import read
from photophore.glyph.tree import to_json
from photophore.light import score
from photophore.words import BadGlyph
from tests import house

PAGE = (house.ROOT / "docs" / "glyphs.md").read_text(encoding="utf-8")


def blocks(kind, page=PAGE):
    return re.findall(rf"^```{kind}\n(.*?)^```", page, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("text", blocks("glyph"), ids=lambda text: text.split()[1])
def test_what_it_shows_is_read_and_calm(text):
    assert prove(read(text)).calm


def test_it_tells_every_word_and_colour_as_the_lexicon_does():
    for word in WORDS.values():
        needs = f" *Needs {word.need.name.lower()}.*" if word.need is not None else ""
        assert f"| `{word.signature}` | {word.says}{needs} |" in PAGE
    for name, (says, _) in PALETTE.items():
        assert f"| `{name}` | {says} |" in PAGE


def test_what_it_says_is_refused_is_refused_in_those_words():
    [text] = blocks("refused")
    with pytest.raises(BadGlyph) as caught:
        read(text)
    assert f"says: `{caught.value}`" in PAGE


def test_its_python_gives_the_tree_that_it_tells():
    [code] = blocks("python")
    told = {}
    exec(code, told)
    assert f"`{json.dumps(to_json(told['hearth'])['brightness'])}`" in PAGE


def test_the_page_about_scores_shows_one_that_is_read():
    [text] = blocks("score", (house.ROOT / "docs" / "score.md").read_text(encoding="utf-8"))
    made = score.read(text, gallery())
    assert len(made.calls) == 3 and made.calls[2].glyph.sliders[0].value == 1.5
