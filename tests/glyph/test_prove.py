"""No drawn light leaves its proven bounds, and none turns oftener than was proved."""

import itertools

import numpy as np
import pytest

from photophore import colour
from photophore.glyph.draw import clocks, draw
from photophore.glyph.gallery import gallery
from photophore.glyph.lexicon import WORDS
from photophore.glyph.prove import BEAT, CALM, prove
from photophore.glyph.read import read
from photophore.glyph.tree import Use, set_, walk
from photophore.words import Tick
from tests import strategies

FPS, SECONDS, SMILES = 30, 10, 2
WILD = strategies.some_glyphs(180)


def film(glyph, seed, seconds=SECONDS):
    """(times, 32, 3 channels, m) linear light as bytes show it; feelings held, beats at the greatest pace."""
    inputs, own = strategies.inputs(SMILES, seed)
    beats = inputs[6:].copy()
    frames = []
    for count in range(seconds * FPS):
        inputs[6:] = (beats + np.float32(BEAT * count / FPS % 1)) % 1
        light = draw(glyph, inputs, own, clocks(glyph, Tick(count, FPS)))
        frames.append(np.moveaxis(colour.to_bytes(np.moveaxis(light, 1, 0)), 0, 1))
    return colour.DECODED[np.stack(frames)]


def transitions(light):
    """Changes of direction of at least 0.10, peak to valley, for each column of (times, k)."""
    counts = np.zeros(light.shape[1], int)
    for column in range(light.shape[1]):
        low = high = light[0, column]
        going = 0
        for y in light[:, column]:
            low, high = min(low, y), max(high, y)
            if going <= 0 and y - low >= 0.1:
                counts[column] += 1
                going, high = 1, y
            if going >= 0 and high - y >= 0.1:
                counts[column] += 1
                going, low = -1, y
            if going == 1:
                low = high = max(high, y)
            if going == -1:
                low = high = min(low, y)
    return counts


@pytest.mark.parametrize("part", range(4))
def test_no_light_leaves_its_proof(part):
    for count, glyph in enumerate(WILD[part::4]):
        proof = prove(glyph)
        light = film(glyph, count, 3)
        luminance = np.einsum("tkcm,c->tkm", light, [0.2126, 0.7152, 0.0722])
        assert luminance.max() <= proof.luminance[1] + 0.005  # half a byte at the top of the curve
        assert luminance.min() >= proof.luminance[0] - 0.005
        assert np.abs(np.diff(luminance, axis=0)).max() <= proof.slope / FPS + 0.0095
        red = light[:, :, 0] / np.maximum(light.sum(axis=2), 1e-9)
        assert proof.red or not ((red >= 0.81) & (light[:, :, 0] > 0.07)).any()


@pytest.mark.parametrize("part", range(4))
def test_no_light_turns_oftener_than_was_proved(part):
    for count, glyph in enumerate(WILD[part::4]):
        proof = prove(glyph)
        if proof.transitions > 12:
            continue
        light = film(glyph, count)
        luminance = np.einsum("tkcm,c->tkm", light, [0.2126, 0.7152, 0.0722])
        got = transitions(luminance.reshape(len(luminance), -1)[:, :: 5]).max()
        waves = sum(isinstance(node, Use) and moves(node) for node in whole(glyph))
        assert got <= proof.transitions * SECONDS + (2 * waves if proof.transitions else 0)


def moves(node):
    return node.word in ("phase", "heart") or (node.word in WORDS and WORDS[node.word].timed)


def whole(glyph):
    return [*walk(glyph.colour), *walk(glyph.brightness)]


def of(brightness, shade="pearl", needs=""):
    return prove(read(f"glyph one\n{'needs ' + needs if needs else ''}\ncolour {shade}\nbrightness {brightness}"))


def test_hearth_of_the_style_page_is_proved():
    proof = of("breath(6) * (0.2 + 0.6 * ease)", "blend(amber, rose, ease)", "ease")
    assert proof.brightness == pytest.approx((0, 0.8), abs=1e-4)
    assert proof.transitions == pytest.approx(0.2) and proof.calm and not proof.red


def test_a_quick_full_swing_is_proved_to_be_at_the_limit_and_a_sum_beyond_it():
    assert of("breath(90)").transitions == pytest.approx(CALM)
    assert of("0.5 * breath(90) * breath(80) + 0.5").transitions > CALM
    assert not of("0.5 * breath(90) * breath(80) + 0.5").calm
    assert "guard" in " ".join(of("breath(90) * breath(80)").says)


def test_light_and_hue_may_swing_together():
    together = of("0.4 + 0.5 * heart", "blend(violet, rose, heart)", "heart")
    assert together.transitions == pytest.approx(CALM) and together.calm
    assert of("0.4 + 0.5 * heart", "blend(lagoon, violet, heart)", "heart").transitions > CALM


def test_a_small_quick_swing_is_free():
    assert of("0.6 + 0.05 * breath(90) * shimmer(90)").transitions == 0


def test_a_dance_of_hues_at_one_lightness_is_nearly_free():
    assert of("0.9", "blend(lagoon, shade(0.765, 0.1, 0.8), breath(30))").transitions <= 1
    assert of("0.9", "shade(0.7, 0.1, 0.5 + 0.3 * breath(6))").calm


def test_saturated_red_is_seen():
    assert of("1", "shade(0.6, 0.25, 0.08)").red
    assert not of("1", "shade(0.6, 0.05, 0.08)").red
    assert not of("1", "feeling", "feeling").red
    assert not of("1", "blend(rose, ember, tooth)").red
    assert of("1", "shade(3 * tooth, side, tooth)").red


def test_no_colour_of_a_feeling_is_a_saturated_red():
    valence, arousal, sure = np.meshgrid(*[np.linspace(-1, 1, 161)] * 2, np.linspace(0.1, 1, 19))
    red, green, blue = colour.to_linear(*colour.of_feeling(valence.ravel(), arousal.ravel(), sure.ravel()))
    assert (red / (red + np.maximum(green, 0) + np.maximum(blue, 0))).max() < 0.8


def test_a_dark_glyph_is_never_bright():
    assert of("0").luminance[1] < 1e-6 and of("-3 * tooth").luminance[1] < 1e-6


def test_overflowing_numbers_are_bounded_all_the_same():
    huge = " * ".join(["1000 * breath(6)"] * 15)
    assert of(f"{huge} - {huge}").luminance[1] <= 1
    assert of("1", f"pearl * ({huge})").red in (True, False)


@pytest.mark.parametrize("glyph", gallery().values(), ids=lambda glyph: glyph.name)
def test_every_design_of_the_gallery_is_proved_calm(glyph):
    proof = prove(glyph)
    assert proof.calm and proof.transitions <= CALM and len(proof.says) == 3
    assert 0.1 < proof.luminance[1] <= 0.8


SLID = """glyph slid
slider deep 0..1 0.2
slider pace 1..90 3
slider narrow 0.3..2 1
slider down 1..5 2
colour blend(azure, pearl, deep * shimmer(6))
brightness (0.3 + deep * wave(pace, 1)) * near(tooth, breath(pace), narrow) / down
"""
ENDS = {"deep": (0, 1), "pace": (1, 90), "narrow": (0.3, 2), "down": (1, 5)}


def test_a_proof_holds_wherever_the_sliders_stand():
    glyph = read(SLID)
    proof = prove(glyph)
    assert proof.transitions > CALM and not proof.calm  # quick at one end is enough
    for count, place in enumerate(itertools.product((0, 1), repeat=4)):
        moved = set_(glyph, {name: ENDS[name][end] for name, end in zip(ENDS, place, strict=True)})
        assert prove(moved) == proof
        light = film(moved, count, 2)
        luminance = np.einsum("tkcm,c->tkm", light, [0.2126, 0.7152, 0.0722])
        assert luminance.max() <= proof.luminance[1] + 0.005
        assert np.abs(np.diff(luminance, axis=0)).max() <= proof.slope / FPS + 0.0095


def test_a_slider_is_proved_as_the_worst_that_it_can_be():
    text = "glyph one\nslider pace 1..{} 2\ncolour pearl\nbrightness 0.2 + 0.7 * breath(pace)"
    assert prove(read(text.format(60))).transitions == pytest.approx(2)
    assert prove(read(text.format(90))).transitions == pytest.approx(CALM)
    bright = prove(read("glyph one\nslider lift 0.1..0.6 0.1\ncolour pearl\nbrightness lift"))
    assert bright.brightness == pytest.approx((0.1, 0.6), abs=1e-4) and bright.transitions == 0
    assert prove(read("glyph one\nslider hue 0..1 0.5\ncolour shade(0.6, 0.2, hue)\nbrightness 1")).red
