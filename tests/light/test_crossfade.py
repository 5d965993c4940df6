"""Any glyph passes into any other: ends exact, between them a straight way in OKLab, and nothing flashes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.glyph.draw import clocks, draw
from photophore.light import guard, paint, path, sync
from photophore.light.fast_paint import Tools
from photophore.words import BLOCK, Tick
from tests import strategies
from tests.light import stage

F = np.float32
ROWS = 300
DECK = tuple(strategies.some_glyphs(36, seed=31))


@given(strategies.glyphs(), strategies.glyphs(), st.integers(0, 99))
def test_a_fade_of_any_two_begins_and_ends_exactly_and_lies_between(old, new, seed):
    inputs, own = strategies.inputs(3, seed, missing=0.1)
    one, two = (draw(it, inputs, own, clocks(it, Tick(777))) for it in (old, new))
    first, last = (np.where(np.isnan(it), F(0), it) for it in (one, two))
    with np.errstate(over="ignore", invalid="ignore"):  # a wild glyph may overflow
        assert np.array_equal(paint.mix(one, two, F(0))[np.isfinite(last)], first[np.isfinite(last)])
        ends = paint.mix(one, two, F(1))
        half = paint.mix(one, two, F(0.5))
    some = np.isfinite(first) & np.isfinite(last)
    room = np.maximum(1, np.maximum(np.abs(first), np.abs(last)))[some]
    assert (np.abs(ends - last)[some] <= 2e-7 * room).all()
    assert (np.abs(half - (first / 2 + last / 2))[some] <= 2e-7 * room).all()


def painted(tick, **columns):
    worn = stage.worn(BLOCK, DECK, **columns)
    shown = stage.shown(BLOCK, np.arange(BLOCK) < ROWS, 0.5, 60.0)
    out = path.Buffers(paint.start(1), path.PLAIN, Tools(map, lambda _: None))
    return paint.draw(worn, shown, sync.start(BLOCK, 1), tick, out).light.copy()


def test_the_bytes_at_both_ends_are_the_designs_own():
    rng = np.random.default_rng(1)
    old, new = rng.integers(0, len(DECK), (2, BLOCK))
    whole = round(paint.FADE * 30)
    for late, alone in ((0, old), (whole, new), (whole + 5, new)):
        fading = painted(Tick(1000), glyph=new, before=old, since=1000 - late)
        assert (fading == painted(Tick(1000), glyph=alone)).all()


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.slow), pytest.param(2, marks=pytest.mark.slow)])
def test_fades_of_any_two_pass_the_guard(seed):
    """Random designs pass into others again and again, also before they have come in; beats run as fast as they may."""
    rng = np.random.default_rng(seed)
    worn = stage.worn(BLOCK, DECK, glyph=rng.integers(0, len(DECK), BLOCK))
    phases, shown = sync.start(BLOCK, 1), stage.shown(BLOCK, np.arange(BLOCK) < ROWS, 0.5, 90.0)
    out = path.Buffers(paint.start(1), path.PLAIN, Tools(map, lambda _: None))
    rig, moved, unguarded = stage.Rig(guard.limit, width=ROWS), 0, stage.Count(4 * ROWS)
    for count in range(90):
        change = np.flatnonzero(rng.random(BLOCK) < 0.03)
        worn.before[change], worn.since[change] = worn.glyph[change], count - rng.integers(0, 50, change.size)
        worn.glyph[change] = rng.integers(0, len(DECK), change.size)
        worn.before[(worn.before >= 0) & (count - worn.since >= 60)] = -1
        phases.beat[:] += np.uint32(1.5 / 30 * 2**32)
        phases.heart[:] += np.uint32(1.5 / 30 * 2**32)
        wanted = paint.draw(worn, shown, phases, Tick(count), out)
        moved += change.size
        unguarded(*stage.levels(wanted.light[..., :ROWS]))
        rig(wanted.light.copy())
    assert max(unguarded.worst()) > 6  # it is needed
    assert moved > 5000 and rig.brighter == 0
    assert max(rig.quadrants.worst() + rig.mouths.worst()) <= 3
