"""The compiled gate holds as the plain one does, one by one and side by side."""

import numpy as np
import pytest

from photophore.light import fast_guard, guard
from photophore.words import BLOCK
from tests.light import stage


@pytest.mark.parametrize("loud", [0.02, 0.9])
def test_a_storm_is_held_to_the_same_bytes(loud):
    """Few loud smiles are held one by one, many side by side (FEW)."""
    rng = np.random.default_rng(8)
    crowd = rng.integers(-1, 4, BLOCK)
    rigs = [stage.Rig(limit, crowd=crowd) for limit in (guard.limit, fast_guard.Guard(map).limit)]
    wild = rng.random(BLOCK) < loud
    for _ in range(45):
        light = np.where(wild, rng.integers(0, 256, (1, 32, 3, BLOCK)), 40).astype(np.uint8)
        seen = (rng.random(BLOCK) < 0.98).astype(np.uint8)
        plain, quick = (rig(light.copy(), seen) for rig in rigs)
        assert (plain.light == quick.light).all()
    for one, other in zip(*(rig.limits for rig in rigs), strict=True):
        np.testing.assert_array_equal(one, other)
    assert (wild.sum() > fast_guard.FEW) == (loud > 0.5)
    assert max(rigs[1].quadrants.worst()) <= guard.MOST


def test_crowds_that_flash_together_are_held_to_the_same_bytes():
    """Each audience sees another part of them; many fields are barred, for many reasons."""
    rng = np.random.default_rng(9)
    crowd, seen = rng.integers(-1, 4, BLOCK), rng.integers(0, 256, BLOCK).astype(np.uint8)
    rigs = [stage.Rig(limit, crowd=crowd) for limit in (guard.limit, fast_guard.Guard(map).limit)]
    barred = 0
    for frame in range(60):
        on = (frame + crowd * 5) % 13 < 6
        light = np.where(on | (rng.random(BLOCK) < 0.1), rng.integers(200, 256, (1, 32, 3, 1)), 9).astype(np.uint8)
        if frame % 20 == 7:
            seen ^= (rng.random(BLOCK) < 0.2).astype(np.uint8) * np.uint8(rng.integers(256))
        plain, quick = (rig(np.broadcast_to(light, (1, 32, 3, BLOCK)), seen) for rig in rigs)
        assert (plain.light == quick.light).all()
        for one, other in zip(*(rig.limits for rig in rigs), strict=True):
            np.testing.assert_array_equal(one, other)
        barred += (rigs[1].limits.barred != 0).sum()
    assert barred > 20
