"""Compiled twin of mural.sums: the same whole numbers, in one pass over the light, and without Python's lock."""

import numpy as np

from photophore.formula import compiled
from photophore.light import guard
from photophore.words import BLOCK, TEETH, Audience, Frame, Tick


def sums(frame: Frame, audience: Audience, tile: np.ndarray, count: int) -> np.ndarray:
    """As mural.sums."""
    added = np.zeros((count, 4), np.int64)
    _sums(frame.light, frame.seen, frame.present, frame.fallback, tile, np.uint8(audience.bit), added)
    return added


@compiled
def _sums(light, seen, present, fallback, tile, bit, added):
    total = np.empty((3, BLOCK), np.uint16)
    for block in range(light.shape[0]):
        total[:] = np.uint16(0)
        for tooth in range(TEETH):
            for channel in range(3):
                for i in range(BLOCK):
                    total[channel, i] += light[block, tooth, channel, i]
        for i in range(BLOCK):
            row = block * BLOCK + i
            here = tile[row]
            if here >= 0 and (seen[row] | present[row]) & bit:
                for channel in range(3):
                    if seen[row] & bit:
                        added[here, channel] += np.int64(total[channel, i])
                    else:
                        added[here, channel] += np.int64(fallback[channel, row]) * TEETH
                added[here, 3] += 1


def warm() -> None:
    """Compile it, on a dark block."""
    dark = (np.zeros((1, TEETH, 3, BLOCK), np.uint8), *np.zeros((2, BLOCK), np.uint8), np.zeros((3, BLOCK), np.uint8))
    sums(guard.joined(dark, Tick(0)), Audience.PUBLIC, np.full(BLOCK, -1, np.int32), 1)
