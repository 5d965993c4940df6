"""What may be written, what may not, and that what is said reads back equal."""

import ast
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.glyph import tree
from photophore.glyph.read import LENGTH, read, say, spans
from photophore.words import BadGlyph
from tests import strategies


@given(strategies.glyphs())
def test_what_is_said_reads_back_equal(glyph):
    assert read(say(glyph)) == glyph
    assert say(read(say(glyph))) == say(glyph)


def of(brightness: str, needs: str = "", colour: str = "amber") -> str:
    return f"glyph one\n{'needs ' + needs if needs else ''}\ncolour {colour}\nbrightness {brightness}\n"


ACCEPTED = {
    "1": "1",
    "-1": "-1",
    "+1": "1",
    "--1": "1",
    "-tooth": "0 - tooth",
    "1 - -tooth": "1 - (0 - tooth)",
    "1e-3": "0.001",
    ".5": "0.5",
    "5.": "5",
    "0.2 + 0.6": "0.8",
    "1 / 4": "0.25",
    "tooth / 4": "tooth / 4",
    "tooth / -4": "tooth / (-4)",
    "(tooth)": "tooth",
    "((tooth + 1)) * 2": "(tooth + 1) * 2",
    "tooth - (side - jaw)": "tooth - (side - jaw)",
    "tooth - side - jaw": "tooth - side - jaw",
    "tooth * (side / 2)": "tooth * (side / 2)",
    "breath(6)*tooth": "breath(6) * tooth",
    "breath( per_minute = 6 )": "breath(6)",
    "near(tooth, width=0.5, where=breath(6))": "near(tooth, breath(6), 0.5)",
    "blend(tooth, side, by=jaw)": "blend(tooth, side, jaw)",
    "breath(6) # slow": "breath(6)",
    "breath(6)\n    + tooth\n\n  # and\n    + side": "breath(6) + tooth + side",
    "\tbreath(6)": "breath(6)",
    "wave(0.1, 8)": "wave(0.1, 8)",
    "breath(90)": "breath(90)",
    " + ".join(["tooth"] * 90): " + ".join(["tooth"] * 90),
    "(" * 80 + "1" + ")" * 80: "1",
}


@pytest.mark.parametrize("text", ACCEPTED)
def test_accepts(text):
    said = say(read(of(text)))
    assert said.split("brightness ")[1].strip() == ACCEPTED[text]


REFUSED = {
    "tooth ** 2": ("sign", (4, 12)),
    "tooth // 2": ("sign", (4, 12)),
    "tooth % 2": ("hold '%'", (4, 18)),
    "tooth if jaw else side": ("if", (4, 12)),
    "tooth < 1": ("hold '<'", (4, 18)),
    "tooth == 1": ("compare", (4, 12)),
    "tooth and side": ("and", (4, 12)),
    "not tooth": ("cannot say", (4, 12)),
    "lambda: 1": ("hold ':'", (4, 18)),
    "tooth.real": ("hold '.'", (4, 17)),
    "().__class__": ("hold '.'", (4, 14)),
    "[tooth]": ("hold '['", (4, 12)),
    "{}": ("hold '{'", (4, 12)),
    "'a'": ("hold", (4, 12)),
    "f'{tooth}'": ("hold", (4, 13)),
    "tooth, side": ("comma", (4, 12)),
    "()": ("comma", (4, 12)),
    "True": ("cannot say", (4, 12)),
    "None": ("cannot say", (4, 12)),
    "1j": ("hold '1'", (4, 12)),
    "0x10": ("hold '0'", (4, 12)),
    "1_000": ("hold '1'", (4, 12)),
    "1is tooth": ("hold '1'", (4, 12)),
    "tooth tooth": ("cannot be read", None),
    "tooth +": ("cannot be read", None),
    "(tooth": ("cannot be read", None),
    "tooth)": ("never opened", (4, 17)),
    "1) + (2": ("never opened", (4, 13)),
    "*tooth": ("cannot", None),
    "soft(*tooth)": ("cannot say", (4, 17)),
    "soft(**tooth)": ("cannot take", (4, 12)),
    "(x := 1)": ("hold ':'", (4, 15)),
    "tooth; side": ("hold ';'", (4, 17)),
    "await tooth": ("cannot", None),
    "yield": ("cannot", None),
    "import os": ("cannot", None),
    "__import__(1)": ("no word __import__", (4, 12)),
    "eval(1)": ("no word eval", (4, 12)),
    "soft(tooth)(1)": ("cannot say", (4, 12)),
    "(tooth)(1)": ("takes nothing", None),
    "breth(6)": ("no word breth", (4, 12)),
    "1 + hart": ("no word hart", (4, 16)),
    "tooth\n  + side\n    * jow": ("no word jow", (6, 7)),
    "breath": ("takes 1", (4, 12)),
    "breath()": ("takes 1", (4, 12)),
    "breath(6, 7)": ("takes 1", (4, 12)),
    "breath(6, per_minute=7)": ("cannot take per_minute", (4, 12)),
    "breath(rate=7)": ("cannot take rate", (4, 12)),
    "breath(tooth)": ("plain number", (4, 19)),
    "breath(0)": ("per_minute 0", (4, 19)),
    "breath(91)": ("per_minute 91", (4, 19)),
    "wave(6, 9)": ("count 9", (4, 20)),
    "near(tooth, 1, 0.01)": ("width", (4, 27)),
    "near(tooth, 1, side)": ("plain number", (4, 27)),
    "tooth(1)": ("takes nothing", (4, 12)),
    "amber(1)": ("takes nothing", (4, 12)),
    "1 / 0": ("below a /", (4, 12)),
    "1 / tooth": ("below a /", (4, 12)),
    "1001": ("too large", (4, 12)),
    "1e999": ("too large", (4, 12)),
    "9" * 39: ("too large", (4, 12)),
    "9" * 400: ("too long", (4, 12)),
    "a" * 400: ("too long", (4, 12)),
    "999 * 999": ("too large", (4, 12)),
    "amber": ("needs a number", (4, 12)),
    "amber * 2": ("needs a number", (4, 12)),
    "soft(amber)": ("needs a number for x", (4, 17)),
    "blend(tooth, amber, 1)": ("two of a kind", (4, 12)),
    "blend(tooth, side, amber)": ("needs a number for by", (4, 31)),
    "t\u043eoth": ("hold '\u043e'", (4, 13)),
    "\uff11": ("hold", (4, 12)),
    "": ("tells nothing", (4, 12)),
    "1\x00": ("hold", (4, 13)),
    "ease": ("reads ease", None),
    " + ".join(["tooth"] * 101): ("too long", None),
    "(" * 250 + "1" + ")" * 250: ("cannot be read", None),
    "-" * 900 + "tooth": ("too long", None),
    "soft(" * 120 + "1" + ")" * 120: ("", None),
}


@pytest.mark.parametrize("text", REFUSED)
def test_refuses(text):
    what, at = REFUSED[text]
    with pytest.raises(BadGlyph) as caught:
        read(of(text))
    assert what in caught.value.what
    assert at is None or caught.value.at == at
    assert "line" in caught.value.where


WRONG_TEXTS = {
    "": "line `glyph` is missing",
    "glyph one\ncolour amber": "line `brightness` is missing",
    "glyph one\nhue amber\nbrightness 1": "cannot begin with hue",
    "glyph one\ncolor amber\nbrightness 1": "cannot begin with color",
    "glyph one\ncolour amber\ncolour rose\nbrightness 1": "twice",
    "  colour amber": "begins with the line `glyph`",
    "glyph One\ncolour amber\nbrightness 1": "name",
    "glyph ../one\ncolour amber\nbrightness 1": "name",
    "glyph one two\ncolour amber\nbrightness 1": "name",
    f"glyph {'a' * 41}\ncolour amber\nbrightness 1": "name",
    "glyph one\ncolour 1\nbrightness 1": "colour needs a colour",
    "glyph one\ncolour amber + rose\nbrightness 1": "beside +",
    "glyph one\ncolour amber * rose\nbrightness 1": "beside *",
    "glyph one\ncolour amber / 2\nbrightness 1": "beside /",
    "glyph one\nneeds tooth\ncolour amber\nbrightness 1": "cannot need tooth",
    "glyph one\nneeds ease\ncolour amber\nbrightness 1": "reads nothing",
    "glyph one\nneeds ease\ncolour amber\nbrightness ease * heart": "reads ease, heart",
    f"glyph one\nsays {'a' * 201}\ncolour amber\nbrightness 1": "`says`",
    "glyph one\nsays a\u202eb\ncolour amber\nbrightness 1": "`says`",
    "glyph one\n" + "#" * LENGTH: "too long",
    "glyph one\nslider a 0..1 0.5\ncolour amber\nbrightness 1": "moves nothing",
    "glyph one\nslider a 0..1 0.5\nslider a 0..1 0.5\ncolour amber\nbrightness a": "twice",
    "glyph one\nslider a 0..1\ncolour amber\nbrightness a": "cannot be read",
    "glyph one\nslider a 0-1 0.5\ncolour amber\nbrightness a": "cannot be read",
    "glyph one\nslider a 0..1 0.5x\ncolour amber\nbrightness a": "cannot be read",
    "glyph one\nslider\ncolour amber\nbrightness a": "cannot be read",
    "glyph one\nslider a 0..1 nan\ncolour amber\nbrightness a": "cannot be read",
    "glyph one\nslider a 0..\uff11 0\ncolour amber\nbrightness a": "cannot be read",
    "glyph one\nslider a 0..1e999 0.5\ncolour amber\nbrightness a": "too large",
    "glyph one\nslider a 0..1 7\ncolour amber\nbrightness a": "cannot stand at 7",
    "glyph one\nslider if 0..1 1\ncolour amber\nbrightness if": "name is not right",
    "glyph one\nslider soft 0..1 1\ncolour amber\nbrightness soft": "cannot be called soft",
    "glyph one\nslider a 0..1 0.5\ncolour amber\nbrightness a(1)": "a takes nothing",
    "glyph one\nslider a 0..1 0.5\ncolour a\nbrightness 1": "needs a colour",
    "glyph one\nslider a 0..90 6\ncolour amber\nbrightness breath(a)": "per_minute 0 to 90",
    f"glyph one\nslider a {'0' * 3900}\ncolour amber\nbrightness a": "cannot be read",
    f"glyph one\nslider a {'0' * 1900}.{'0' * 1900}": "missing",
    f"glyph one\nslider {'a ' * 1900}": "missing",
    "\n".join(f"slider {name} 0..1 0" for name in "abcde")
    + "\nglyph one\ncolour amber\nbrightness a + b + c + d + e": "too many sliders",
}


@pytest.mark.parametrize("text", WRONG_TEXTS)
def test_refuses_texts(text):
    with pytest.raises(BadGlyph) as caught:
        read(text)
    assert WRONG_TEXTS[text] in caught.value.what


def test_an_error_names_the_nearest_word_and_how_to_write_it():
    with pytest.raises(BadGlyph, match="Did you mean breath"):
        read(of("breth(6)"))
    with pytest.raises(BadGlyph, match=r"wave\(per_minute, count\)"):
        read(of("wave(6)"))
    with pytest.raises(BadGlyph, match="needs ease, heart"):
        read(of("ease * heart"))


def test_author_and_saying_are_kept_and_do_not_change_the_light():
    plain = read(of("breath(6)"))
    signed = read("by Ada # 1\nsays it  breathes\n" + of("breath(6)"))
    assert (signed.by, signed.says) == ("Ada # 1", "it breathes")
    assert signed.hash == plain.hash and signed != plain


def test_positions_are_kept_and_are_no_part_of_equality():
    one, two = read(of("breath(6)")), read(of("   breath(6)"))
    assert one == two and hash(one) == hash(two)
    assert (one.brightness.at, two.brightness.at) == ((4, 12), (4, 15))


def test_needs_may_stand_in_any_order():
    glyph = read(of("ease * heart", needs="heart ease"))
    assert glyph.needs == ("ease", "heart") == tree.reads(glyph.brightness)


def test_sliders_are_read_with_their_words():
    text = "glyph one\nslider  warmth\t-1..1.5  .25  how # warm\n    it is\nslider pace 1..1e1 5\n"
    glyph = read(text + "colour amber\nbrightness breath(pace) * warmth + warmth")
    assert glyph.sliders == (tree.slider("pace", 1, 10, 5), tree.slider("warmth", -1, 1.5, 0.25, "how # warm it is"))
    assert glyph.sliders[1].at == (6, 27)  # where it is first used
    assert "slider     pace 1..10 5\nslider     warmth -1..1.5 0.25 how # warm it is\n" in say(glyph)


def test_a_word_that_is_missing_is_looked_for_among_sliders_too():
    with pytest.raises(BadGlyph, match="Did you mean warmth") as caught:
        read("glyph one\nslider warmth 0..1 0.5\ncolour amber\nbrightness warmth + warmht")
    assert caught.value.at == (4, 21)


@given(strategies.glyphs())
def test_spans_stand_on_the_words_they_name(glyph):
    text = "# above\n\n" + say(glyph)
    lines = text.split("\n")
    found = spans(text)
    heads = {"colour": tree.to_json(glyph)["colour"], "brightness": tree.to_json(glyph)["brightness"]}
    for span in found:
        node = heads[span.path[0]]
        for place in span.path[1:]:
            node = node[place]
        assert lines[span.line - 1][span.column - 1 :][: span.length] == node[1 if node[0] == "slider" else 0]
    words = [node for part in (glyph.colour, glyph.brightness) for node in tree.walk(part)
             if isinstance(node, tree.Use | tree.Slider)]  # fmt: skip
    assert len(found) == len(words) == len({span.path for span in found})


PIECES = ["glyph a", "slider b 0..1 0.5", "needs ease", "colour amber", "brightness ", "\n", "\n  ", " ", "(", ")", ",",
          "..", "=", "b", "breath(6)", "blend(", "soft(", "near", "tooth", "1e9", "-", "*", "/", "**", "#", "\t", "\r",
          "\0", "\x0c", "\u2028", "lambda: 0", "__import__('os')", "f'{1}'", "\\", "\ud800", "9" * 60]  # fmt: skip
LETTERS = ["", " ", "(", ")", "x", "0", ".", ",", "\n", "-", "#", "\u0660"]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=40).map("".join), st.booleans())
def test_whatever_is_written_is_a_glyph_or_refused_in_words(text, head):
    text = "glyph a\nslider b 0..1 0.5\ncolour amber\nbrightness " + text if head else text
    try:
        glyph = read(text)
    except BadGlyph:
        return
    assert read(say(glyph)) == glyph and len(spans(text)) >= 1


@given(strategies.glyphs(), st.data())
def test_a_glyph_with_one_letter_wrong_is_a_glyph_or_refused_in_words(glyph, data):
    text = say(glyph)
    at = data.draw(st.integers(0, len(text) - 1))
    wrong = text[:at] + data.draw(st.sampled_from(LETTERS)) + text[at + 1 :]
    try:
        made = read(wrong)
    except BadGlyph:
        return
    assert read(say(made)) == made


def test_spans_go_over_lines_tabs_and_named_arguments():
    text = "glyph one\ncolour\tblend(amber,\n   by=tooth,\tthat=rose)\n"
    text += "brightness -breath(per_minute=6)\n\n  + jaw # side"
    assert [(tuple(span[:3]), span.path) for span in spans(text)] == [
        ((2, 8, 5), ("colour",)),
        ((2, 14, 5), ("colour", 1)),
        ((3, 7, 5), ("colour", 3)),
        ((3, 19, 4), ("colour", 2)),
        ((4, 13, 6), ("brightness", 1, 2)),
        ((6, 5, 3), ("brightness", 2)),
    ]


@pytest.mark.parametrize(
    "text", ["**+" * 1320, "1" + "+1" * 1500, "-" * 3000 + "1", "1 + - - - 1"]
)
def test_signs_without_end_are_refused_before_python_reads_them(text, monkeypatch):
    unread = SimpleNamespace(**vars(ast) | {"parse": lambda *_, **__: pytest.fail("it was read")})
    monkeypatch.setattr("photophore.glyph.read.ast", unread)
    with pytest.raises(BadGlyph, match="too long"):
        read(f"glyph a\nbrightness 1\ncolour {text}"[:4000])
