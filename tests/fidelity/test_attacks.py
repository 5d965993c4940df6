"""Attacks want light of the right shape, the same from the same chance. That they harm is tested in tests/light."""

import numpy as np
import pytest

from photophore.colour import DECODED
from photophore.fidelity import attacks
from photophore.fidelity.rig import Rig, plain
from photophore.light import fast_guard
from photophore.words import BLOCK, QUADRANTS, TEETH


@pytest.mark.parametrize("attack", attacks.ALL, ids=lambda attack: attack.__name__)
def test_an_attack_is_bytes_and_comes_again(attack):
    rig = Rig(fast_guard.Guard(map).limit, plain(BLOCK), width=8)
    one, two = (attack(rig, 31, np.random.default_rng(5)) for _ in range(2))
    assert one.shape == (1, TEETH, 3, BLOCK)
    assert one.dtype == np.uint8
    assert np.array_equal(one, two)


def test_greys_are_as_bright_as_was_wanted():
    target = np.random.default_rng(2).random((QUADRANTS, BLOCK))
    light = DECODED[attacks.greys(target)[0, :, 0]].reshape(QUADRANTS, 8, BLOCK).mean(axis=1)
    assert (light >= target - 1e-9).all()
    assert (light - target).max() < 0.002
