"""What is worn becomes the light it would like to be."""

import numpy as np
import pytest

from photophore import colour
from photophore.glyph import draw as glyphs
from photophore.glyph.gallery import gallery
from photophore.light import paint, path, sync
from photophore.light.fast_paint import Tools
from photophore.words import BLOCK, FDI, TEETH, Tick
from tests.light import stage

F = np.float32
DECK = (gallery()["aurora"], gallery()["moonjelly"])


def painted(seen=1, **columns):
    worn, out = stage.worn(BLOCK, DECK, **columns), path.Buffers(paint.start(1), path.PLAIN, Tools(map, lambda _: None))
    return paint.draw(worn, stage.shown(BLOCK, seen, 0.5, 60.0), sync.start(BLOCK, 1), Tick(40), out)


def test_a_row_is_its_glyph_drawn_alone():
    wanted = painted()
    rows = np.arange(5)
    read = paint.inputs(stage.shown(BLOCK, 1, 0.5, 60.0), sync.start(BLOCK, 1), rows)
    lab = glyphs.draw(DECK[0], read, rows.astype(np.uint32), glyphs.clocks(DECK[0], Tick(40)))
    alone = np.moveaxis(colour.to_bytes(np.moveaxis(lab, 1, 0)), 0, 1)
    assert (wanted.light[0][:, :, :5] == alone).all()


def test_who_may_be_seen_by_nobody_and_who_wears_nothing_is_dark():
    seen, glyph = np.ones(BLOCK), np.zeros(BLOCK)
    seen[3], glyph[4] = 0, -1
    light = painted(seen=seen, glyph=glyph).light[0]
    assert not light[:, :, 3:5].any()
    assert light[:, :, 5].any()


@pytest.mark.parametrize("tooth", [0, 7, 31])
def test_a_tooth_that_is_not_there_is_dark_and_its_neighbours_are_not(tooth):
    light = painted(teeth=np.uint32(0xFFFFFFFF) & ~np.uint32(1 << tooth)).light[0]
    assert not light[tooth].any()
    assert light.any(axis=(1, 2)).sum() == TEETH - 1
    assert len(FDI) == TEETH


def test_half_the_power_is_half_the_light():
    full, half = (painted(power=power).light[0].astype(F) for power in (1.0, 0.5))
    bright = full > 60
    share = colour.decode(half[bright]) / colour.decode(full[bright])
    assert share.mean() == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("power", [np.nan, 0.0, -1.0])
def test_no_power_is_no_light(power):
    assert not painted(power=power).light.any()


def test_a_fade_begins_with_the_old_design_and_ends_with_the_new():
    old, new = painted(glyph=1).light.astype(int), painted(glyph=0).light.astype(int)
    at = [painted(glyph=0, before=1, since=40 - late).light.astype(int) for late in (0, 30, 60, 90)]
    assert (at[0] == old).all()
    assert (at[2] == new).all()
    assert (at[3] == new).all()
    assert np.abs(at[1] - old).max() > 5
    assert np.abs(at[1] - new).max() > 5


def test_levels_are_the_exact_luminance_of_the_bytes_by_quadrant():
    wanted = painted()
    bright, red = stage.levels(wanted.light)
    np.testing.assert_allclose(wanted.level[0].ravel(), bright, atol=3e-4)
    assert red.max() == 0
    assert wanted.level[1].max() == 0
