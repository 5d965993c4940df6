import numpy as np
import pytest

from photophore.words import BLOCK, Audience, Frame, Tick


def frame_of(seed: int, count: int) -> Frame:
    """One block of any light, seen by any audiences."""
    chance = np.random.default_rng(seed)
    light = chance.integers(0, 256, (1, 32, 3, BLOCK), dtype=np.uint8)
    seen = chance.integers(0, 256, BLOCK).astype(np.uint8) & ~np.uint8(Audience.CLINIC.bit)
    present = seen | chance.integers(0, 256, BLOCK).astype(np.uint8)
    return Frame(Tick(count), light, seen, present, chance.integers(0, 90, (3, BLOCK), dtype=np.uint8))


@pytest.fixture
def frames() -> list[Frame]:
    return [frame_of(seed, 10 + seed) for seed in range(4)]
