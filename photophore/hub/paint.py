"""What viewers of the city see: guarded colour by tile, and the mood of districts. Never one person's feeling."""

import math

import numpy as np

from photophore.hub.standing import Standing
from photophore.light import fast_mural, mural
from photophore.words import Audience, Frame

LARGE = 100_000  # rows from which on tiles are added up by the compiled twin


class Painter:
    """Turns frames and feelings into what may be published."""

    def __init__(self, loop, standing: Standing):
        self._loop, self._standing = loop, standing
        self._count = len(standing.place.tiles.xy)
        self._tiles = mural.start(self._count)
        self.large = standing.tile.size >= LARGE
        self._sums = fast_mural.sums if self.large else mural.sums
        if self.large:
            fast_mural.warm()

    def city(self, frame: Frame) -> bytes:
        """(tiles, 3) uint8 sRGB: mean light of the smiles that the public may see, guarded; 0 where there are none."""
        wanted = mural.mean(self._sums(frame, Audience.PUBLIC, self._standing.tile, self._count))
        return mural.hold(self._tiles, wanted, frame.tick).tobytes()

    def mood(self) -> dict:
        """Mean feeling and order of each district and of the city; None where fewer than 50 people are behind it."""
        standing, loop = self._standing, self._loop
        count = len(standing.place.districts)
        with loop.lock:  # between two ticks
            believed, given = loop.believed(), loop.given
            each = mural.moods(believed, given, standing.district, count)
            whole = mural.moods(believed, given, np.minimum(standing.district, 0), 1)
            order = loop.order()[:count]  # the gathering of a district bears its number
        districts = [_told(each, d) | {"id": d, "order": _known(order[d], each[0][d])} for d in range(count)]
        return {"districts": districts, "words": _told(whole, 0)}


def _told(moods: tuple[np.ndarray, ...], at: int) -> dict:
    valence, arousal, sure, people = (column[at] for column in moods)
    means = {"valence": valence, "arousal": arousal, "sure": sure, "count": people}
    return {name: _known(value, valence) for name, value in means.items()}


def _known(value, enough) -> float | None:
    """None where it is not known, or where the group is too small to be told of."""
    return None if math.isnan(enough) or math.isnan(value) else round(float(value), 3)
