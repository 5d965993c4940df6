"""Bounds with time in them: sampled numbers never leave them."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photophore.glyph import reach
from photophore.glyph.draw import value
from photophore.glyph.lexicon import BY_TOOTH, INPUTS
from photophore.glyph.prove import BEAT, _number
from photophore.glyph.tree import Use, walk
from photophore.turns import to_turns
from tests import strategies

SECONDS, FPS = 10, 40
F = np.float32


def sampled(node, seed):
    """(times, 32, m): a number over time, feelings held, beats at the greatest pace."""
    inputs, own = strategies.inputs(6, seed)
    rates = {part.args[0].value for part in walk(node) if isinstance(part, Use) and "turn" in reads(part)}
    beats = inputs[6:].copy()
    frames = []
    for count in range(SECONDS * FPS):
        at = count / FPS
        inputs[6:] = (beats + np.float32(BEAT * at % 1)) % 1
        leaves = {name: inputs[row] for row, name in enumerate(INPUTS)}
        leaves |= {name: row[:, None] for name, row in BY_TOOTH.items()} | {"own": own}
        leaves |= {rate: to_turns(own + np.uint32(int(rate / 60 * at % 1 * 2**32))) for rate in rates}
        with np.errstate(over="ignore", invalid="ignore"):
            frames.append(np.broadcast_to(value(node, leaves), (32, 6)))
    return np.stack(frames).astype(float)


def reads(part):
    from photophore.glyph.lexicon import WORDS

    return WORDS[part.word].reads if part.word in WORDS else ()


@given(strategies.numbers(), strategies.seeds())
@settings(max_examples=30)
def test_no_number_leaves_its_bounds(node, seed):
    bound, got = _number(node), sampled(node, seed)
    grain = 1e-6 * max(1.0, bound.size) * 40  # float32 steps add up when neighbours are subtracted
    assert bound.least - grain <= got.min() and got.max() <= bound.most + grain
    assert np.ptp(got, axis=0).max() <= bound.swing + grain
    moved = np.abs(np.diff(got, axis=0))
    assert moved.max() <= bound.slope / FPS + grain
    longest = moved.sum(axis=0).max() - len(moved) * grain
    leaves = sum(isinstance(part, Use) for part in walk(node))
    assert longest <= (bound.path + 1e-9) * SECONDS * 1.05 + 4 * leaves * bound.swing


@given(st.floats(-5, 5), st.floats(0, 1.2), st.floats(-1, 1))
def test_the_cosine_of_an_interval_holds_every_cosine_in_it(low, wide, ahead):
    bound = reach.cosine(reach.Reach(low, low + wide), ahead)
    got = np.cos(2 * np.pi * (np.linspace(low, low + wide, 200) - ahead))
    assert bound.least <= got.min() and got.max() <= bound.most


def test_a_blend_remembers_that_its_halves_are_one_number():
    by = reach.Reach(0, 1)
    assert reach.blend(reach.point(0.1), reach.point(0.95), by).most < 0.951
    assert reach.blend(reach.point(0.1), reach.point(0.95), reach.Reach(-3, 7)).least > 0.099


def test_a_single_wave_turns_twice_a_period_whatever_rising_curve_it_goes_through():
    wave = reach.waving(0.5)
    assert (wave.turns, wave.path, wave.slope) == (1.0, 1.0, pytest.approx(math.pi / 2))
    for curve in (reach.soft, reach.cube, lambda x: reach.plus(reach.scaled(x, -3), reach.point(2))):
        assert curve(wave).turns == 1.0


def test_sums_take_the_greater_band_and_products_add():
    slow, quick = reach.waving(0.1), reach.waving(0.7)
    assert reach.plus(slow, quick).turns == pytest.approx(1.4)
    assert reach.times(slow, quick).turns == pytest.approx(1.6)
    assert reach.times(slow, reach.waving(1, math.inf)).turns == math.inf


def test_what_is_steady_never_turns():
    still = reach.Reach(0.2, 0.9)
    for made in (reach.plus(still, still), reach.times(still, still), reach.soft(still), reach.cosine(still)):
        assert made.steady and made.turns == made.path == made.slope == 0
