"""The plain account: shapes, float32, missing inputs, clocks."""

import numpy as np
import pytest
from hypothesis import given, settings

from photophore import colour
from photophore.glyph.draw import clocks, draw
from photophore.glyph.lexicon import BY_TOOTH, COLOURS, INPUTS, WORDS
from photophore.glyph.read import read
from photophore.glyph.tree import Use, walk
from photophore.words import Tick
from tests import strategies


def of(brightness: str, needs: str = "", shade: str = "amber"):
    return read(f"glyph one\n{'needs ' + needs if needs else ''}\ncolour {shade}\nbrightness {brightness}\n")


def drawn(glyph, inputs, seed, count=1234):
    return draw(glyph, inputs, seed, clocks(glyph, Tick(count)))


@given(strategies.glyphs(), strategies.seeds())
@settings(max_examples=60)
def test_any_glyph_is_float32_and_the_same_again(glyph, seed):
    inputs, own = strategies.inputs(5, seed, missing=0.1)
    light = drawn(glyph, inputs, own)
    assert light.shape == (32, 3, 5) and light.dtype == np.float32
    assert np.array_equal(light, drawn(glyph, inputs, own), equal_nan=True)


@given(strategies.glyphs(), strategies.seeds())
@settings(max_examples=60)
def test_each_smile_is_drawn_from_its_own_row_alone(glyph, seed):
    inputs, own = strategies.inputs(4, seed)
    whole = drawn(glyph, inputs, own)
    for row in range(4):
        alone = drawn(glyph, inputs[:, row : row + 1], own[row : row + 1])
        assert np.array_equal(whole[:, :, row : row + 1], alone, equal_nan=True)


def leaves_read(glyph):
    used = {node.word for part in (glyph.colour, glyph.brightness) for node in walk(part) if isinstance(node, Use)}
    return {leaf for word in used if word in WORDS for leaf in WORDS[word].reads if leaf in INPUTS}


@given(strategies.glyphs(), strategies.seeds())
@settings(max_examples=60)
def test_a_nan_that_is_read_is_dark_and_one_that_is_not_changes_nothing(glyph, seed):
    inputs, own = strategies.inputs(len(INPUTS), seed)
    before = drawn(glyph, inputs, own)
    for row in range(len(INPUTS)):
        inputs[row, row] = np.nan
    after = drawn(glyph, inputs, own)
    for row, leaf in enumerate(INPUTS):
        if leaf in leaves_read(glyph):
            assert not colour.to_bytes(np.moveaxis(after[:, :, row], 1, 0)).any()
        else:
            assert np.array_equal(after[:, :, row], before[:, :, row], equal_nan=True)


def test_brightness_is_held_to_0_and_1():
    inputs, seed = strategies.inputs(3, 0)
    amber = np.array(COLOURS["amber"], np.float32)[None, :, None]
    assert np.array_equal(drawn(of("7"), inputs, seed), np.broadcast_to(amber, (32, 3, 3)))
    assert not drawn(of("-7"), inputs, seed).any()
    assert np.allclose(drawn(of("0.5"), inputs, seed), amber / 2)


def test_what_overflows_does_no_harm():
    huge = " * ".join(["1000 * tooth"] * 20)
    inputs, seed = strategies.inputs(3, 0)
    light = drawn(of(f"{huge} - {huge}"), inputs, seed)
    assert not (light > 1).any()


def test_colour_and_number_multiply_in_both_orders():
    inputs, seed = strategies.inputs(3, 0)
    one, other = (drawn(of("1", shade=text), inputs, seed) for text in ("tooth * rose", "rose * tooth"))
    assert np.array_equal(one, other)
    assert np.allclose(one[:, 0, 0], BY_TOOTH["tooth"] * COLOURS["rose"][0])


def test_clocks_are_exact_after_ten_years_and_one_a_rate():
    glyph = of("breath(6) + wave(7, 2) * breath(6) + shimmer(0.1)")
    assert glyph.rates == (6.0, 7.0, 0.1)
    whole = Tick(30 * 60 * 60 * 24 * 3650)
    assert clocks(glyph, whole).tolist() == [0, 0, 0] and clocks(glyph, whole).dtype == np.uint32
    later = clocks(glyph, Tick(whole.count + 75))
    assert np.abs(later / 2**32 - np.array([0.25, 7 / 24, 0.1 / 24])).max() < 1e-6


def test_the_wrong_number_of_clocks_is_an_error():
    inputs, seed = strategies.inputs(3, 0)
    with pytest.raises(ValueError, match="zip"):
        draw(of("breath(6)"), inputs, seed, np.zeros(2, np.uint32))
