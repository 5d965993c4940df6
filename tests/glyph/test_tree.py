"""One normal form, the limits of a tree, and its JSON form."""

import json

import pytest
from hypothesis import given

from photophore.glyph import tree
from photophore.glyph.tree import Glyph, from_json, mix, number, set_, slider, to_json, use
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


def slid(*told, brightness=None):
    brightness = brightness or slider(*told)
    return Glyph("slid", (), use("amber"), brightness)


def test_a_slider_is_a_number_of_its_own():
    glyph = slid("warmth", 0, 1, 0.5, "how warm")
    assert glyph.sliders == (slider("warmth", 0, 1, 0.5, "how warm"),)
    assert to_json(glyph)["brightness"] == ["slider", "warmth", 0.0, 1.0, 0.5]
    assert to_json(glyph)["sliders"] == {"warmth": "how warm"}
    assert "sliders" not in to_json(slid("warmth", 0, 1, 0.5))
    others = [("warm", 0, 1, 0.5), ("warmth", 0.1, 1, 0.5), ("warmth", 0, 2, 0.5), ("warmth", 0, 1, 0.4)]
    assert len({slid(*other).hash for other in others} | {glyph.hash}) == 5
    assert slid("warmth", 0, 1, 0.5).hash == glyph.hash  # its words are no light
    assert isinstance(mix("+", slider("a", 0, 1, 0), number(1)), tree.Mix)  # never folded: it may be moved


def test_a_slider_may_stand_where_a_plain_number_must():
    pace = slider("pace", 1, 60, 6)
    assert slid(brightness=use("breath", (pace,))).rates == (6,)
    assert set_(slid(brightness=use("breath", (pace,))), {"pace": 60}).rates == (60,)
    assert slid(brightness=mix("/", number(1), slider("by", -2, -0.5, -1)))
    for bad in (slider("pace", 0, 60, 6), slider("pace", 1, 91, 6)):
        with pytest.raises(BadGlyph, match="cannot have per_minute"):
            use("breath", (bad,))
    for bad in (slider("by", -1, 1, 0.5), slider("by", 0, 1, 0.5), slider("by", -1, -0.0001, -1)):
        with pytest.raises(BadGlyph, match="not 0"):
            mix("/", number(1), bad)


BAD_SLIDERS = {
    ("Warmth", 0, 1, 0): "name", ("a" * 21, 0, 1, 0): "name", ("if", 0, 1, 0): "name", ("", 0, 1, 0): "name",
    ("a-b", 0, 1, 0): "name", ("ease", 0, 1, 0): "cannot be called", ("amber", 0, 1, 0): "cannot be called",
    ("a", 1, 0, 0): "no room", ("a", 1, 1, 1): "no room", ("a", 0, 1, 2): "cannot stand at 2",
    ("a", 0, 1001, 2): "too large", ("a", 0, 1, float("nan")): "too large", ("a", 0, 1, 0, "b\nc"): "words",
    ("a", 0, 1, 0, "b" * 81): "words",
}  # fmt: skip


@pytest.mark.parametrize("told", BAD_SLIDERS)
def test_refuses_sliders_that_are_none(told):
    with pytest.raises(BadGlyph, match=BAD_SLIDERS[told]):
        slider(*told)


def test_a_name_is_one_slider_and_four_are_enough():
    one, other = slider("a", 0, 1, 0.5), slider("a", 0, 1, 0.6)
    with pytest.raises(BadGlyph, match="two different"):
        slid(brightness=mix("+", one, other))
    five = one
    for name in "bcde":
        five = mix("+", five, slider(name, 0, 1, 0.5))
    with pytest.raises(BadGlyph, match="too many sliders"):
        slid(brightness=five)
    assert len(slid(brightness=five.this).sliders) == 4


@given(strategies.glyphs())
def test_a_glyph_set_to_where_it_stands_is_itself_and_any_setting_is_a_glyph(glyph):
    assert set_(glyph, {one.name: one.value for one in glyph.sliders}) == glyph
    moved = set_(glyph, {one.name: one.most for one in glyph.sliders})
    assert all(one.value == one.most for one in moved.sliders) and from_json(to_json(moved)) == moved
    for one in glyph.sliders:
        for beyond in (one.most + 1, one.least - 1):
            with pytest.raises(BadGlyph, match=f"{one.name} cannot stand at"):
                set_(glyph, {one.name: beyond})
    with pytest.raises(BadGlyph, match="has no slider"):
        set_(glyph, {"nothing": 1})


BAD_JSON = [
    {"v": 1, "name": "a", "colour": ["amber"], "brightness": ["slider", "a", 0, 1]},
    {"v": 1, "name": "a", "colour": ["amber"], "brightness": ["slider", "a", 0, 1, 2]},
    {"v": 1, "name": "a", "colour": ["amber"], "brightness": ["slider", ["a"], 0, 1, 0]},
    {"v": 1, "name": "a", "colour": ["amber"], "brightness": ["slider", "a", 0, True, 0]},
    {"v": 1, "name": "a", "colour": ["amber"], "brightness": ["slider", "a", 0, 10**400, 0]},
    {"v": 1, "name": "a", "colour": ["slider", "a", 0, 1, 0], "brightness": 1},
    {"v": 1, "name": "a", "colour": ["amber"], "brightness": ["slider", "a", 0, 1, 0], "sliders": {"a": 1}},
    {"v": 1, "name": "a", "colour": ["amber"], "brightness": ["slider", "a", 0, 1, 0], "sliders": [1]},
    {"v": 1, "name": "a", "colour": ["amber"], "brightness": ["slider", "a", 0, 1, 0], "sliders": {"a": "b\n"}},
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
