"""What viewers of the city see: guarded colour by tile, and the mood of districts. Never one person's feeling."""

import numpy as np

from photophore.hub.standing import Standing
from photophore.words import Audience, Frame


class Painter:
    """Turns frames and feelings into what may be published."""

    def __init__(self, loop, standing: Standing):
        self._loop, self._standing = loop, standing

    def city(self, frame: Frame) -> bytes:
        """(tiles, 3) uint8 sRGB, mean of what the public may see; 0 where nobody is lit."""
        rows = np.flatnonzero(self._standing.tile >= 0)
        light = frame.seen_by(Audience.PUBLIC, rows).mean(axis=0)
        tile, count = self._standing.tile[rows], len(self._standing.place.tiles.xy)
        lit = np.maximum(np.bincount(tile, (light.sum(axis=0) > 0), count), 1)
        return np.stack([np.bincount(tile, c, count) / lit for c in light], -1).astype(np.uint8).tobytes()

    def mood(self, frame: Frame) -> dict:
        return {"districts": [], "words": None}
