"""Many smiles as one picture; nothing is told of a few."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore import colour
from photophore.glyph.gallery import gallery
from photophore.light import flash, mural
from photophore.sense import feeling
from photophore.words import BLOCK, FPS, GROUP, Audience, Purpose, Signal, Tick
from tests.light import stage, test_path

F = np.float32


def felt(valence=0.5):
    minds = feeling.start(BLOCK)
    minds.now[0], minds.now[1], minds.sure[:] = valence, -0.2, 0.6
    return minds.now, minds.sure


def test_a_tile_is_the_mean_of_all_whom_the_audience_may_see_lit_or_not():
    grants, rows = stage.everything(BLOCK), np.arange(BLOCK)
    grants.withdraw(rows[::3], Audience.PUBLIC)
    _, frame = test_path.walked((gallery()["aurora"],), grants=grants, seed=rows * 977)
    tile = np.where(rows < 200, rows % 5, -1).astype(np.int32)
    told = mural.tiles(frame, Audience.PUBLIC, tile, 6)
    for place in range(6):
        here = [row for row in np.flatnonzero(tile == place) if (frame.seen | frame.present)[row] & Audience.PUBLIC.bit]
        light = frame.seen_by(Audience.PUBLIC, here).mean(axis=0).mean(axis=1) if here else np.zeros(3)
        assert np.abs(told[place] - light).max() <= 1


@given(st.lists(st.tuples(st.integers(1, 9), st.binary(min_size=12, max_size=12)), min_size=20, max_size=60))
def test_promise_3_no_tile_flashes_whatever_its_smiles_do_and_at_any_pace(pictures):
    memory, shown, tick = mural.start(4), [], 0
    for passed, bytes_ in pictures:
        wanted = np.frombuffer(bytes_, np.uint8).reshape(4, 3)
        tick += passed
        painted = mural.hold(memory, wanted, Tick(tick))
        assert (painted <= wanted).all(), "never brighter"
        shown += [painted] * passed if len(shown) == 0 else [shown[-1]] * (passed - 1) + [painted]
    verdict = flash.wcag(colour.DECODED[np.array(shown)], FPS)
    assert verdict.failures == 0 and verdict.max_transitions <= 3


@pytest.mark.parametrize("every", [1, 4, 7])
def test_smiles_that_take_turns_do_not_make_their_tile_flash(every):
    """Two smiles, each of them safe alone; their mean would change six times a second."""
    memory, shown = mural.start(1), []
    for tick in range(0, 300, every):
        one, other = 200 * (tick % 20 < 10), 200 * ((tick + 5) % 20 < 10)
        shown += [mural.hold(memory, np.full((1, 3), (one + other) // 2, np.uint8), Tick(tick))] * every
    verdict = flash.wcag(colour.DECODED[np.array(shown)], FPS)
    assert verdict.failures == 0 and verdict.max_transitions <= 3
    assert max(picture.max() for picture in shown) > 50, "and it is not just dark"


def test_a_tile_that_swells_slowly_is_painted_as_it_is():
    memory = mural.start(1)
    for tick in range(0, 600, 4):
        wanted = np.full((1, 3), round(60 + 50 * np.sin(tick / 50)), np.uint8)
        assert np.array_equal(mural.hold(memory, wanted, Tick(tick)), wanted)


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
    now, _ = minds
    grants.withdraw(rows[:100], Audience.DISTRICT, Signal.FEELING, Purpose.MURAL)
    now[:, 100:150] = np.nan
    now[0, :100] = -1
    valence, _, _, count = mural.moods(minds, grants.given(0), np.zeros(BLOCK, int), 1)
    assert count[0] == BLOCK - 150
    assert valence[0] == pytest.approx(0.5)
