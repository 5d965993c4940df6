"""Many smiles as one picture; nothing is told of a few."""

import numpy as np
import pytest

from photophore.glyph.gallery import gallery
from photophore.light import mural
from photophore.sense import feeling
from photophore.words import BLOCK, GROUP, Audience, Purpose, Signal
from tests.light import stage, test_path

F = np.float32


def felt(valence=0.5):
    minds = feeling.start(BLOCK)
    minds.now[0], minds.now[1], minds.sure[:] = valence, -0.2, 0.6
    return minds


def test_a_tile_is_the_mean_of_its_lit_smiles():
    grants, rows = stage.everything(BLOCK), np.arange(BLOCK)
    grants.withdraw(rows[::3], Audience.PUBLIC)
    _, frame = test_path.walked((gallery()["aurora"],), grants=grants, seed=rows * 977)
    tile, some = (rows % 5)[:200], rows[:200]
    told = mural.tiles(frame, Audience.PUBLIC, some, tile, 6)
    for place in range(6):
        lights = [frame.seen_by(Audience.PUBLIC, [row])[:, :, 0] for row in some[tile == place]]
        lit = [light.mean(axis=0) for light in lights if light.any()]
        expected = np.mean(lit, axis=0) if lit else np.zeros(3)
        assert np.abs(told[place] - expected).max() <= 1


@pytest.mark.parametrize("people", [GROUP - 1, GROUP])
def test_a_mood_needs_a_group(people):
    district = np.full(BLOCK, -1)
    district[:people] = 1
    valence, arousal, sure, count = mural.moods(felt(), stage.everything(BLOCK).given(0), district, 3)
    assert count.tolist() == [0, people, 0]
    assert np.isnan(valence[[0, 2]]).all()
    if people < GROUP:
        assert np.isnan([valence[1], arousal[1], sure[1]]).all()
    else:
        assert (valence[1], arousal[1], sure[1]) == pytest.approx((0.5, -0.2, 0.6), abs=1e-6)


def test_only_who_let_themselves_be_counted_and_was_heard_is_counted():
    grants, rows, minds = stage.everything(BLOCK), np.arange(BLOCK), felt()
    grants.grant(rows[:100], Audience.DISTRICT, Signal.FEELING, Purpose.LIGHT)
    minds.now[:, 100:150] = np.nan
    minds.now[0, :100] = -1
    valence, _, _, count = mural.moods(minds, grants.given(0), np.zeros(BLOCK, int), 1)
    assert count[0] == BLOCK - 150
    assert valence[0] == pytest.approx(0.5)
