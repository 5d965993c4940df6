"""Every word: its example is run and drawn, it is continuous over its wrap, its slope is bounded."""

import itertools

import numpy as np
import pytest

from photophore import colour
from photophore.glyph import lexicon
from photophore.glyph.draw import clocks, draw
from photophore.glyph.lexicon import COLOURS, JAW, PALETTE, SIDE, TOOTH, WORDS
from photophore.glyph.read import read
from photophore.words import FDI, Tick
from tests import strategies

F = np.float32
VISIONS = (None, "protan", "deutan", "tritan")


def test_there_are_12_to_20_words_and_each_says_one_sentence():
    assert 12 <= len(WORDS) <= 20 and 6 <= len(COLOURS) <= 8
    for says in [word.says for word in WORDS.values()] + [says for says, _ in PALETTE.values()]:
        assert says.endswith(".") and 8 < len(says) < 100


@pytest.mark.parametrize("name", WORDS)
def test_the_example_of_each_word_is_drawn(name):
    glyph = read(WORDS[name].example)
    assert name in WORDS[name].example
    inputs, seed = strategies.inputs(64, 3)
    frames = [draw(glyph, inputs, seed, clocks(glyph, Tick(count))) for count in range(0, 300, 15)]
    seen = colour.to_bytes(np.moveaxis(np.stack(frames), 2, 0))  # (rgb, time, teeth, smiles)
    assert seen.max() > 90
    moves = (seen.max(axis=1) > seen.min(axis=1) + 8).any()
    differs = (seen.max(axis=2) > seen.min(axis=2) + 8).any()
    personal = (seen.max(axis=3) > seen.min(axis=3) + 8).any()
    assert moves or differs or personal


WRAPS = {
    "phase": lambda x: lexicon.phase(x),
    "heart": lambda x: lexicon.heart(x),
    "breath": lambda x: lexicon.breath(x, F(6)),
    "wave": lambda x: lexicon.wave(x, F(0.3), F(6), F(2.5)),
    "ripple": lambda x: lexicon.ripple(x, F(0.3), F(6)),
    "shimmer": lambda x: lexicon.shimmer(x, np.uint32(77), lexicon.KEY[:1], F(6)),
    "shade": lambda x: np.stack(lexicon.shade(F(0.7), F(0.1), x)[1:]),
}
SLOPE = {"heart": np.pi * 1.3 * lexicon.LEAN_SLOPE, "shimmer": np.pi * 1.3, "shade": 2 * np.pi * 0.1}


@pytest.mark.parametrize("name", WRAPS)
def test_every_turning_word_is_continuous_over_its_wrap_and_of_bounded_slope(name):
    with np.errstate(over="ignore"):
        x = (np.arange(-2000, 4001) / 2000).astype(F)
        y = WRAPS[name](x).astype(float)
    assert np.allclose(y[..., 0], y[..., -1], atol=3e-6)
    assert np.allclose(y[..., :2001], y[..., 2000:4001], atol=3e-6)
    assert np.abs(np.diff(y)).max() * 2000 <= SLOPE.get(name, np.pi) * 1.01
    assert name == "shade" or (y.min() >= -1e-6 and y.max() <= 1 + 1e-6)


def test_blends_and_bumps_are_continuous_and_of_bounded_slope():
    x = np.linspace(-1, 2, 30001).astype(F)
    for y, slope in (
        (lexicon.soft(x), 1.5),
        (lexicon.near(x, F(0.4), F(0.25)), 1.54 / 0.25),
        (lexicon.blend(F(0.2), F(0.9), x), 0.7),
        (lexicon.clamp(x), 1),
    ):
        assert np.abs(np.diff(y.astype(float))).max() * 10000 <= slope * 1.01
        assert -1e-6 <= y.min() and y.max() <= 1 + 1e-6
    assert lexicon.near(F(0.4), F(0.4), F(0.25)) == 1 and lexicon.near(F(0.65), F(0.4), F(0.25)) <= 1e-6
    assert lexicon.soft(F(0.5)) == 0.5


def test_no_clamp_hides_a_nan():
    nan = np.full(4, np.nan, F)
    half = np.full(4, 0.5, F)
    for y in (
        lexicon.clamp(nan), lexicon.soft(nan), lexicon.near(nan, half, F(1)), lexicon.near(half, nan, F(1)),
        lexicon.blend(nan, half, half), lexicon.blend(half, half, nan), lexicon.heart(nan), lexicon.phase(nan),
    ):  # fmt: skip
        assert np.isnan(y).all()


def test_the_heart_is_quick_to_rise_and_slow_to_fall():
    x = np.linspace(0, 1, 1001).astype(F)
    y = lexicon.heart(x)
    assert y[0] > 0.999999 and 0.001 < y[500] < 0.4
    rise, fall = np.diff(y).max(), -np.diff(y).min()
    assert rise > 2 * fall


def test_teeth_stand_as_the_viewer_sees_them():
    x = dict(zip(FDI, TOOTH, strict=True))
    for left_to_right in ([18, 11, 21, 28], [48, 41, 31, 38]):
        assert [x[fdi] for fdi in left_to_right] == sorted(x[fdi] for fdi in left_to_right)
    assert x[18] == x[48] == 0 and x[28] == x[38] == 1 and x[11] < 0.5 < x[21]
    upper = np.sort(TOOTH[JAW == 1])
    assert np.allclose(np.diff(upper), 1 / 15) and len(upper) == 16
    side = dict(zip(FDI, SIDE, strict=True))
    assert all(side[fdi] == 0 for fdi in (11, 21, 31, 41)) and all(side[fdi] == 1 for fdi in (18, 28, 38, 48))
    jaw = dict(zip(FDI, JAW, strict=True))
    assert [jaw[fdi] for fdi in (11, 21, 31, 41)] == [1, 1, 0, 0]


@pytest.mark.parametrize("vision", VISIONS)
def test_named_colours_stay_apart_for_every_eye(vision):
    lab = np.array(list(COLOURS.values())).T
    seen = lab if vision is None else colour.seen_by(vision, lab)
    for one, other in itertools.combinations(range(len(COLOURS)), 2):
        assert colour.apart(seen[:, one], seen[:, other]) >= 0.08


def test_named_colours_can_be_shown_and_none_is_a_saturated_red():
    for lab in COLOURS.values():
        red, green, blue = (float(part) for part in colour.to_linear(*np.array(lab, F)))
        assert min(red, green, blue) >= 0 and max(red, green, blue) <= 1
        assert red / (red + green + blue) < 0.78


def test_shimmer_gives_each_tooth_and_smile_its_own_moment():
    glyph = read("glyph one\ncolour pearl\nbrightness shimmer(6)")
    inputs, seed = strategies.inputs(400, 5)
    light = draw(glyph, inputs, seed, clocks(glyph, Tick(1000)))[:, 0]
    assert np.abs(np.corrcoef(light)[np.triu_indices(32, 1)]).max() < 0.3
    assert np.abs(light.mean(axis=1) / light.mean() - 1).max() < 0.3


def test_a_city_does_not_breathe_as_one():
    glyph = read("glyph one\ncolour pearl\nbrightness breath(6)")
    inputs, _ = strategies.inputs(4000, 5)
    seed = np.arange(4000, dtype=np.uint32)  # seeds that lie close together
    means = [draw(glyph, inputs, seed, clocks(glyph, Tick(count)))[0, 0].mean() for count in range(0, 300, 10)]
    assert np.ptp(means) < 0.03


def test_nearest_names_what_was_meant():
    assert "shimmer" in lexicon.nearest("shimer") and "Words there are" in lexicon.nearest("zzz")
