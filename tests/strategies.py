"""Shared hypothesis generators. Each says what it makes; shrinking leads to the plainest case."""

import numpy as np
from hypothesis import strategies as st

from photophore import colour
from photophore.glyph import tree
from photophore.glyph.lexicon import COLOURS, INPUTS, LEAST, MOST, WORDS, Kind
from photophore.glyph.tree import Glyph, Node
from photophore.words import BadGlyph

SLIDERS = [tree.slider("warmth", 0, 1, 0.25, "how # warm"), tree.slider("pace_2", 0.5, 60, 7.5),
           tree.slider("lift", -2.5, -1e-3, -1), tree.slider("far", 0.05, 1e-1, 0.05)]  # fmt: skip
LEAVES = [name for name, word in WORDS.items() if not word.takes and word.gives is Kind.NUMBER]
TIMED = [name for name, word in WORDS.items() if word.timed]


def seeds(most: int = 2**32 - 1):
    """Numbers to begin chance with."""
    return st.integers(0, most)


def _mix(op: str, this: Node, that: Node) -> Node:
    """Their mix; the first alone where folding would grow too large."""
    try:
        return tree.mix(op, this, that)
    except BadGlyph:
        return this


@st.composite
def numbers(draw, depth: int = 4) -> Node:
    """A node that gives a number."""
    forms = ["number", "leaf", "timed", "slider"] + (["mix", "divide", "blend", "soft", "near"] if depth else [])
    match draw(st.sampled_from(forms)):
        case "number":
            return tree.number(draw(st.floats(-3, 3, width=32)))
        case "leaf":
            return tree.use(draw(st.sampled_from(LEAVES)))
        case "slider":
            return draw(st.sampled_from(SLIDERS))
        case "timed":
            rate = draw(st.floats(0.1, 90).map(tree.number) | st.just(SLIDERS[1]))
            return _timed(draw(st.sampled_from(TIMED)), rate, draw(st.floats(0.25, 8)))
        case "divide":
            below = draw(st.sampled_from([0.1, 0.5, 2.0, 3.0, -4.0]).map(tree.number) | st.sampled_from(SLIDERS[2:]))
            return _mix("/", draw(numbers(depth - 1)), below)
        case "mix":
            op = draw(st.sampled_from("+-*"))
            return _mix(op, draw(numbers(depth - 1)), draw(numbers(depth - 1)))
        case "soft":
            return tree.use("soft", (draw(numbers(depth - 1)),))
        case "near":
            width = draw(st.floats(0.05, 10).map(tree.number) | st.just(SLIDERS[3]))
            return tree.use("near", (draw(numbers(depth - 1)), draw(numbers(depth - 1)), width))
    return tree.use("blend", tuple(draw(numbers(depth - 1)) for _ in range(3)))


def _timed(word: str, rate: Node, count: float) -> Node:
    takes = (rate, tree.number(count))
    return tree.use(word, takes[: len(WORDS[word].takes)])


@st.composite
def colours(draw, depth: int = 3) -> Node:
    """A node that gives a colour."""
    forms = ["name", "feeling"] + (["blend", "shade", "scale"] if depth else [])
    match draw(st.sampled_from(forms)):
        case "name":
            return tree.use(draw(st.sampled_from(sorted(COLOURS))))
        case "feeling":
            return tree.use("feeling")
        case "blend":
            by = draw(numbers(depth - 1))
            return tree.use("blend", (draw(colours(depth - 1)), draw(colours(depth - 1)), by))
        case "shade":
            return tree.use("shade", tuple(draw(numbers(depth - 1)) for _ in range(3)))
    pair = [draw(colours(depth - 1)), draw(numbers(depth - 1))]
    return tree.mix("*", *(pair if draw(st.booleans()) else reversed(pair)))


def words_of(most: int):
    """One line of plain words, as `by` and `says` hold them."""
    letters = st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"])
    return st.text(letters, max_size=most).map(lambda text: " ".join(text.split())).filter(str.isprintable)


@st.composite
def glyphs(draw, depth: int = 4) -> Glyph:
    """Any glyph."""
    shade, brightness = draw(colours(depth - 1)), draw(numbers(depth))
    name = draw(st.from_regex(r"[a-z][a-z0-9_-]{0,39}", fullmatch=True))
    told = draw(words_of(tree.BY)), draw(words_of(tree.SAYS))
    return Glyph(name, tree.reads(shade, brightness), shade, brightness, *told)


def some_glyphs(count: int, seed: int = 0) -> list[Glyph]:
    """Random glyphs that are the same in every run, for what hypothesis cannot drive (kernels, browsers)."""
    rng = np.random.default_rng(seed)
    made = []
    while len(made) < count:
        try:
            shade, brightness = _colour(rng, 3), _number(rng, 5)
            made.append(Glyph(f"wild-{len(made)}", tree.reads(shade, brightness), shade, brightness))
        except BadGlyph:
            continue
    return made


def _number(rng: np.random.Generator, depth: int) -> Node:
    form = rng.integers(0, 10 if depth else 4)
    if form == 0:
        plain = tree.number(round(float(rng.normal()), 3))
        return SLIDERS[rng.integers(len(SLIDERS))] if rng.random() < 0.3 else plain
    if form in (1, 2):
        return tree.use(LEAVES[rng.integers(len(LEAVES))])
    if form == 3:
        rate = tree.number(float(rng.uniform(0.1, 90)))
        return _timed(TIMED[rng.integers(len(TIMED))], rate, float(rng.uniform(0.25, 8)))
    if form in (4, 5, 6):
        return tree.mix("+-*"[rng.integers(3)], _number(rng, depth - 1), _number(rng, depth - 1))
    if form == 7:
        return tree.use("soft", (_number(rng, depth - 1),))
    if form == 8:
        width = tree.number(float(rng.uniform(0.05, 2)))
        return tree.use("near", (_number(rng, depth - 1), _number(rng, depth - 1), width))
    return tree.use("blend", tuple(_number(rng, depth - 1) for _ in range(3)))


def _colour(rng: np.random.Generator, depth: int) -> Node:
    form = rng.integers(0, 6 if depth else 2)
    if form == 0:
        return tree.use(sorted(COLOURS)[rng.integers(len(COLOURS))])
    if form == 1:
        return tree.use("feeling")
    if form == 2:
        return tree.mix("*", _colour(rng, depth - 1), _number(rng, depth - 1))
    if form == 3:
        return tree.use("shade", tuple(_number(rng, depth - 1) for _ in range(3)))
    return tree.use("blend", (_colour(rng, depth - 1), _colour(rng, depth - 1), _number(rng, depth - 1)))


def inputs(count: int, seed: int, missing: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """(8, m) inputs in their ranges, a share of them nan, and (m,) seeds."""
    rng = np.random.default_rng(seed)
    least, most = np.array(LEAST)[:, None], np.array(MOST)[:, None]
    rows = (least + (most - least) * rng.random((len(INPUTS), count))).astype(np.float32)
    rows[3:6] = colour.of_feeling(*rng.uniform(-1, 1, (2, count)), rng.random(count))
    rows[rng.random(rows.shape) < missing] = np.nan
    return rows, rng.integers(0, 2**32, count, dtype=np.uint32)
