"""The compiled twin adds up the same whole numbers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from photophore.light import fast_mural, guard, mural
from photophore.words import BLOCK, TEETH, Audience, Tick


@given(st.integers(0, 2**32 - 1), st.sampled_from(list(Audience)))
def test_both_accounts_agree_for_every_audience(seed, audience):
    dice = np.random.default_rng(seed)
    light = dice.choice(np.array([0, 1, 90, 255], np.uint8), (2, TEETH, 3, BLOCK))
    seen, present = dice.integers(0, 256, (2, 2 * BLOCK)).astype(np.uint8)
    fallback = dice.integers(0, 256, (3, 2 * BLOCK)).astype(np.uint8)
    frame = guard.joined((light, seen, present, fallback), Tick(3))
    tile = dice.integers(-1, 7, 2 * BLOCK).astype(np.int32)
    assert np.array_equal(fast_mural.sums(frame, audience, tile, 8), mural.sums(frame, audience, tile, 8))


def test_it_can_be_compiled_beforehand():
    fast_mural.warm()
    assert fast_mural._sums.signatures
