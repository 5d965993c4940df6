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
