"""In a real browser: the page draws every glyph as Python does, and turns light into the same bytes."""

import json
from pathlib import Path

import numpy as np
import pytest

from photophore import colour
from photophore.glyph.draw import clocks, draw
from photophore.glyph.gallery import gallery, texts
from photophore.glyph.lexicon import WORDS
from photophore.glyph.read import read, spans
from photophore.glyph.tree import set_, to_json
from photophore.light import paint
from photophore.words import Tick
from tests import strategies

STATIC = Path(__file__).resolve().parents[2] / "photophore" / "pages" / "static"
PLACE = "http://photophore.test/"
HERE = """<!doctype html><script type="module">
import * as glyph from './glyph.js';
import * as colour from './colour.js';
window.told = { ...glyph, ...colour };
</script>"""
DRAW = """(told) => told.map(({ tree, at, seconds, rows }) => {
  const draw = window.told.compileTree(tree);
  const lab = rows.map(({ inputs, seed }) => [...draw(inputs.map((x) => x ?? NaN), seed, at)]);
  const again = rows.map(({ inputs, seed }) => [...draw(inputs.map((x) => x ?? NaN), seed, seconds)]);
  return {
    lab: lab.map((row) => row.map((x) => Number.isNaN(x) ? null : x)),
    again: again.map((row) => row.map((x) => Number.isNaN(x) ? null : x)),
    bytes: lab.map((row) => [...window.told.labToBytes(row)]),
  };
})"""


@pytest.fixture
def told(page):
    """A page that has loaded both modules."""

    def answer(route):
        name = route.request.url.removeprefix(PLACE)
        if name:
            route.fulfill(body=(STATIC / name).read_text("utf-8"), content_type="text/javascript")
        else:
            route.fulfill(body=HERE, content_type="text/html")

    page.route(f"{PLACE}**", answer)
    page.goto(PLACE)
    page.wait_for_function("window.told")
    return page


def plain(rows):
    """nan as null, for JSON."""
    return [[None if np.isnan(x) else float(x) for x in row] for row in rows]


def compare(told, glyphs, rows=4):
    """The worst difference of a byte; in hundreds, so that no message is huge."""
    return max(_compare(told, glyphs[first : first + 100], rows) for first in range(0, len(glyphs), 100))


def _compare(told, glyphs, rows):
    asked, wanted = [], []
    for count, glyph in enumerate(glyphs):
        inputs, seed = strategies.inputs(rows, count, missing=0.05)
        tick = Tick(int(seed[0]) * 30 // 7)
        at = clocks(glyph, tick)
        asked.append({
            "tree": json.loads(json.dumps(to_json(glyph))), "at": at.tolist(), "seconds": tick.seconds,
            "rows": [{"inputs": x, "seed": int(s)} for x, s in zip(plain(inputs.T), seed, strict=True)],
        })  # fmt: skip
        wanted.append(draw(glyph, inputs, seed, at))
    worst = 0
    for glyph, light, got in zip(glyphs, wanted, told.evaluate(DRAW, asked), strict=True):
        light = np.moveaxis(light, 2, 0)  # (m, 32, 3)
        page = np.array(got["lab"], np.float32).reshape(light.shape)
        again = np.array(got["again"], np.float32).reshape(light.shape)
        assert np.array_equal(np.isnan(page), np.isnan(light)), glyph.name
        assert np.allclose(page, light, atol=0, rtol=0, equal_nan=True), glyph.name
        assert np.allclose(again, page, atol=1e-4 * max(1, np.nanmax(np.abs(page), initial=0)), equal_nan=True)
        bytes_ = np.moveaxis(colour.to_bytes(np.moveaxis(light, 2, 0)), 0, 2)
        worst = max(worst, np.abs(np.array(got["bytes"]).reshape(light.shape) - bytes_.astype(int)).max())
    assert worst <= 1
    return worst


def test_the_gallery_is_the_same_in_the_page(told):
    assert compare(told, list(gallery().values()), rows=20) == 0


def test_every_example_of_the_lexicon_is_the_same_in_the_page(told):
    assert compare(told, [read(word.example) for word in WORDS.values()]) == 0


def test_wild_glyphs_are_the_same_in_the_page(told):
    assert compare(told, strategies.some_glyphs(110, seed=21), rows=3) == 0


@pytest.mark.slow
def test_a_thousand_wild_glyphs_are_the_same_in_the_page(told):
    assert compare(told, strategies.some_glyphs(1000, seed=22), rows=3) <= 1


SLID = """glyph slid
says it moves
slider warmth 0..1 0.25 how warm
slider pace 1..60 7.5
slider far 0.05..2 0.5
slider thin -4..-0.5 -2
colour blend(azure, 0.5 * ember, warmth) * (warmth + 0.5)
brightness near(tooth, breath(pace), far) * -0.5 / thin + wave(pace, 2) * warmth
"""
MOVED = [{}, {"warmth": 1}, {"warmth": 0, "pace": 60, "far": 2, "thin": -4}, {"pace": 1, "thin": -0.5, "far": 0.05}]


def test_sliders_are_the_same_in_the_page(told):
    glyph = read(SLID)
    assert compare(told, [set_(glyph, values) for values in MOVED], rows=20) == 0
    each = "([tree, all]) => all.map((values) => told.setSliders(tree, values))"
    moved = told.evaluate(each, [to_json(glyph), MOVED])
    assert moved == [to_json(set_(glyph, values)) for values in MOVED]
    far = told.evaluate("(tree) => told.slidersOf(told.setSliders(tree, {warmth: 9, pace: NaN, x: 1}))", to_json(glyph))
    assert [one["value"] for one in far] == [1, 7.5, 0.5, -2]
    assert far[0] == {"name": "warmth", "least": 0, "most": 1, "value": 1, "says": "how warm"}


PARTS = """([tree, seconds, there]) => told.compileTree(tree).parts(Array(8).fill(NaN), 7, seconds, there)
  .map((part) => ({...part, values: [...part.values], teeth: [...part.teeth]}))"""


def test_parts_stand_where_spans_say_and_tell_what_shines(told):
    text = "glyph one\ncolour blend(amber, rose, tooth) * 0.5\nbrightness jaw * breath(6) + 0 * side"
    parts = told.evaluate(PARTS, [to_json(read(text)), 5, 0xFFFFFFFF])
    found = {tuple(part["path"]): part for part in parts}
    assert found.keys() == {span.path for span in spans(text)}
    lines = text.splitlines()
    for span in spans(text):
        assert lines[span.line - 1][span.column - 1 :][: span.length] == found[span.path]["word"]
    breath = found["brightness", 1, 2]["values"][0]
    place, upper = np.arange(32) % 8, np.arange(32) < 16
    along = np.where(np.isin(np.arange(32) // 8, (0, 3)), 7 - place, 8 + place) / 15
    amber = found["colour", 1, 1]
    assert amber["teeth"] == pytest.approx(upper * breath * 0.5 * (1 - along), abs=1e-6)
    assert found["colour", 1, 2]["teeth"] == pytest.approx(upper * breath * 0.5 * along, abs=1e-6)
    assert amber["shine"] == pytest.approx(np.mean(amber["teeth"]), abs=1e-6)
    assert len(amber["values"]) == 96 and len(found["brightness", 1, 1]["values"]) == 32
    lower = told.evaluate(PARTS, [to_json(read(text)), 5, 0xFFFF0000])
    assert [part["shine"] for part in lower if part["word"] in ("amber", "rose", "jaw")] == [0, 0, 0]


def test_every_word_of_the_gallery_has_its_part_and_the_unknown_shines_not(told):
    for text in texts().values():
        parts = told.evaluate(PARTS, [to_json(read(text)), 3, 0xFFFFFFFF])
        assert {tuple(part["path"]) for part in parts} == {span.path for span in spans(text)}
        shine = {(tuple(part["path"]), part["word"]): part["shine"] for part in parts}
        assert all(0 <= bright <= 1 + 1e-6 for bright in shine.values())
        assert all(bright == 0 for (_, word), bright in shine.items() if word in ("ease", "sure", "heart", "feeling"))


FADE = """([pairs, seconds]) => pairs.map(({ old, tree, inputs, seed, come }) => {
  const read = inputs.map((x) => x ?? NaN), { compileTree, crossFade, labToBytes } = window.told;
  const lab = crossFade(compileTree(old)(read, seed, seconds), compileTree(tree)(read, seed, seconds), come);
  return { lab: [...lab], bytes: [...labToBytes(lab)] };
})"""


def test_a_cross_fade_of_any_two_is_the_same_in_the_page(told):
    made = [*gallery().values(), *strategies.some_glyphs(80, seed=23)][:80]
    rng, tick = np.random.default_rng(3), Tick(1_000_000)
    inputs, seed = strategies.inputs(80, 9, missing=0.08)
    come = np.concatenate([[0, 1], rng.random(78)]).astype(np.float32)
    pairs, wanted = [], []
    for at, (old, new) in enumerate(zip(made, rng.permutation(len(made)), strict=True)):
        new, mine = made[new], slice(at, at + 1)
        pairs.append({"old": to_json(old), "tree": to_json(new), "inputs": plain(inputs.T)[at], "seed": int(seed[at]),
                      "come": float(come[at])})  # fmt: skip
        one, two = (draw(it, inputs[:, mine], seed[mine], clocks(it, tick)) for it in (old, new))
        wanted.append(paint.mix(one, two, come[at])[:, :, 0])
    for light, got in zip(wanted, told.evaluate(FADE, [pairs, tick.seconds]), strict=True):
        page = np.array(got["lab"], float).reshape(32, 3)
        assert np.allclose(page, light, atol=1e-4 * max(1, np.abs(light).max()), equal_nan=True)
        bytes_ = np.moveaxis(colour.to_bytes(light[:, :, None].swapaxes(0, 1)), 0, 1)[:, :, 0]
        assert np.abs(np.array(got["bytes"]).reshape(32, 3) - bytes_.astype(int)).max() <= 1


def test_all_missing_is_dark(told):
    tree = to_json(gallery()["tide"])
    got = told.evaluate("(tree) => [...told.labToBytes(told.compileTree(tree)(Array(8).fill(NaN), 1, 2))]", tree)
    assert got == [0] * 96


def test_codes_and_light_are_the_same_in_the_page(told):
    rng = np.random.default_rng(5)
    light = np.concatenate([rng.uniform(-0.2, 1.2, 4000), rng.uniform(0, 0.01, 1000)]).astype(np.float32)
    got = told.evaluate("(xs) => xs.map(told.encode)", light.astype(float).tolist())
    assert np.array_equal(got, colour.encode(light))
    assert told.evaluate("() => [NaN, -Infinity, Infinity].map(told.encode)") == [0, 0, 255]
    codes = np.arange(256, dtype=np.float32)
    got = told.evaluate("(xs) => xs.map(told.decode)", codes.tolist())
    assert np.array_equal(np.array(got, np.float32), colour.decode(codes))
    rows = rng.random((200, 3)).astype(np.float32)
    got = told.evaluate("(rows) => rows.map((row) => told.luminance(...row))", rows.astype(float).tolist())
    assert np.array_equal(np.array(got, np.float32), colour.luminance(*rows.T))


def test_the_colour_of_a_feeling_is_the_same_in_the_page(told):
    rows = np.random.default_rng(6).uniform(-1, 1, (300, 3))
    rows[:, 2] = np.abs(rows[:, 2])
    got = told.evaluate("(rows) => rows.map((row) => told.ofFeeling(...row))", rows.tolist())
    assert np.allclose(np.array(got).T, colour.of_feeling(*rows.T), atol=1e-6)


BAD = [
    None, {}, {"v": 2}, {"v": 1, "colour": ["amber"], "brightness": ["constructor"]},
    {"v": 1, "colour": ["amber"], "brightness": ["__proto__"]}, {"v": 1, "colour": 1, "brightness": 1},
    {"v": 1, "colour": ["amber"], "brightness": ["amber"]}, {"v": 1, "colour": ["amber"], "brightness": "1"},
    {"v": 1, "colour": ["*", ["amber"], ["rose"]], "brightness": 1},
    {"v": 1, "colour": ["amber"], "brightness": ["breath", ["ease"]]},
    {"v": 1, "colour": ["amber"], "brightness": ["soft", ["amber"]]},
    {"v": 1, "colour": ["blend", ["amber"], 1, 1], "brightness": 1},
    {"v": 1, "colour": ["amber"], "brightness": ["slider", "a", 0, 1, 2]},
    {"v": 1, "colour": ["amber"], "brightness": ["slider", "a", 0, 1]},
    {"v": 1, "colour": ["amber"], "brightness": ["slider", "a", "0", 1, 1]},
    {"v": 1, "colour": ["amber"], "brightness": ["slider", 1, 0, 1, 1]},
    {"v": 1, "colour": ["amber"], "brightness": ["breath", ["slider", "a", None, 1, 1]]},
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: json.dumps(bad)[:50])
def test_the_page_refuses_what_is_no_glyph(told, bad):
    asked = "(tree) => { try { told.compileTree(tree); return 'taken'; } catch (error) { return error.message; } }"
    assert told.evaluate(asked, bad) != "taken"


def test_the_page_refuses_a_glyph_that_is_too_long(told):
    wide = ["tooth"]
    for _ in range(8):
        wide = ["+", wide, wide]
    asked = "(tree) => { try { told.compileTree(tree); return ''; } catch (error) { return error.message; } }"
    assert "too long" in told.evaluate(asked, {"v": 1, "colour": ["amber"], "brightness": wide})
