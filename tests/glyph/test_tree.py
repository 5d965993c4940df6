"""One normal form, the limits of a tree, and its JSON form."""

import json

import pytest
from hypothesis import given

from photophore.glyph import tree
from photophore.glyph.tree import Glyph, from_json, mix, number, to_json, use
from photophore.words import BadGlyph, Signal
from tests import strategies


@given(strategies.glyphs())
def test_json_reads_back_equal(glyph):
    back = from_json(json.loads(json.dumps(to_json(glyph))))
    assert back == glyph and back.hash == glyph.hash


@given(strategies.numbers(), strategies.numbers())
def test_two_numbers_are_always_folded(this, that):
    try:
        made = mix("+", this, that)
    except BadGlyph:
        return
    both = isinstance(this, tree.Number) and isinstance(that, tree.Number)
    assert isinstance(made, tree.Number) is both


BAD_JSON = [
    None, [], {}, {"v": 2}, {"v": 1}, {"v": True},
    {"v": 1, "name": "a", "colour": ["amber"], "brightness": float("nan")},
    {"v": 1, "name": "a", "colour": ["amber"], "brightness": float("inf")},
    {"v": 1, "name": "a", "colour": ["amber"], "brightness": 10**400},
    {"v": 1, "name": "a", "colour": ["amber"], "brightness": True},
    {"v": 1, "name": "a", "colour": ["amber"], "brightness": "1"},
    {"v": 1, "name": "a", "colour": "amber", "brightness": 1},
    {"v": 1, "name": "a", "colour": ["amber"], "brightness": ["constructor"]},
    {"v": 1, "name": "a", "colour": ["amber"], "brightness": [""]},
    {"v": 1, "name": "a", "colour": ["amber"], "brightness": ["+-", 1, 2]},
    {"v": 1, "name": "a", "colour": ["amber"], "brightness": ["+", 1]},
    {"v": 1, "name": "a", "colour": ["amber"], "brightness": ["/", 1, 0]},
    {"v": 1, "name": "a", "colour": ["amber"], "brightness": ["soft", 1, 2, 3, 4]},
    {"v": 1, "name": "a", "colour": ["amber"], "brightness": [["soft"], 1]},
    {"v": 1, "name": "a", "colour": ["amber"], "brightness": ["breath", ["tooth"]]},
    {"v": 1, "name": 7, "colour": ["amber"], "brightness": 1},
    {"v": 1, "name": "a", "needs": "ease", "colour": ["amber"], "brightness": 1},
    {"v": 1, "name": "a", "needs": ["ease"], "colour": ["amber"], "brightness": 1},
    {"v": 1, "name": "a", "needs": [["ease"]], "colour": ["amber"], "brightness": ["ease"]},
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD_JSON, ids=lambda bad: str(bad)[:60])
def test_json_of_a_stranger_is_checked(bad):
    with pytest.raises(BadGlyph):
        from_json(bad)


def test_json_cannot_be_too_deep_or_too_large():
    deep, wide = ["tooth"], ["tooth"]
    for _ in range(5000):
        deep = ["soft", deep]
    for _ in range(9):
        wide = ["+", wide, wide]
    for bad in (deep, wide):
        with pytest.raises(BadGlyph):
            from_json({"v": 1, "name": "a", "colour": ["amber"], "brightness": bad})


def test_nodes_are_counted_over_both_lines():
    def long(count):
        node = use("tooth")
        for _ in range(count):
            node = mix("+", node, use("side"))
        return node

    colour = use("blend", (use("amber"), use("rose"), long(45)))  # 94 nodes
    assert Glyph("a", (), colour, long(45)).brightness.size == 91
    with pytest.raises(BadGlyph, match="too long"):
        Glyph("a", (), colour, long(60))


def test_signals_follow_from_the_words():
    def needs(*words):
        light = number(0)
        for word in words:
            light = mix("+", light, use(word))
        return Glyph("a", words, use("amber"), light).signals

    assert needs() == ()
    assert needs("ease", "sure") == (Signal.FEELING,)
    assert needs("heart") == (Signal.HEART,)
    assert needs("energy", "heart") == (Signal.FEELING, Signal.HEART)
    assert Glyph("a", (), use("amber"), use("phase")).signals == ()


def test_minus_zero_is_zero():
    assert str(number(-0.0).value) == "0.0"
    assert str(mix("*", number(-1), number(0)).value) == "0.0"


def test_the_hash_is_of_the_light_alone():
    amber = use("amber")
    assert Glyph("a", (), amber, number(1)).hash == Glyph("b", (), amber, number(1), by="me").hash
    assert Glyph("a", (), amber, number(1)).hash != Glyph("a", (), amber, number(0.5)).hash
    assert Glyph("a", (), amber, number(1)).hash == HASH


# the form on the wire and on disk: changing it makes every kernel and signature stale
HASH = "bd298289ce87a0bdac42686ea17a6963b69acc5e4c1eacea979fb6e46c3a9ca5"
