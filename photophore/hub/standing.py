"""Where smiles stand on the public map: the crowd at home, and guests at places drawn anew each day."""

import secrets
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from photophore import chance
from photophore.place.place import Place
from photophore.words import BLOCK, Audience, Frame

MOST = 400  # smiles that one viewer sees singly
ASKED = 8000  # smiles of the crowd that are looked at for it, however many live there
ID_BITS = 52  # a browser's numbers are whole up to 2**53
OUT_OF_SIGHT = -1

F = np.float32


class Standing:
    """n rows on a map. Who stands there is seen only as far as the frame lets the public see them."""

    def __init__(self, place: Place, xy: np.ndarray, tile: np.ndarray, fields: np.ndarray | None = None):
        """xy: (n, 2) float32 in the place's unit, nan where nowhere; tile: (n,) int32, -1 where nowhere.

        fields: (tiles,) int16 field of view in which smiles of a tile are seen together; None: not known.
        """
        self.place = place
        self._fields = fields
        self.xy = np.array(xy, F)
        self.tile = np.array(tile, np.int32)
        self.district = np.where(self.tile >= 0, place.tiles.district[self.tile], -1).astype(np.int16)
        self._crowd = Crowd.of(self.xy, self.tile)
        self._guests: dict[int, None] = {}  # in the order in which they came
        self._lived = np.flatnonzero(place.tiles.people > 0)

    def draw(self, below: Callable[[int], int] = secrets.randbelow) -> tuple[int, float, float]:
        """A place for a guest: a random district, a random lived-in tile of it, a point within -> (tile, x, y)."""
        of = self.place.tiles.district[self._lived]
        homes = np.unique(of)
        mine = self._lived[of == homes[below(len(homes))]]
        tile = int(mine[below(len(mine))])
        x, y = (float(v) + (below(1001) / 1000 - 0.5) * self.place.tiles.size for v in self.place.tiles.xy[tile])
        return tile, x, y

    def stand(self, row: int, where: tuple[int, float, float]) -> None:
        """Put a guest on the map."""
        tile, x, y = where
        self.xy[row], self.tile[row] = (x, y), tile
        self.district[row] = self.place.tiles.district[tile]
        self._guests[row] = None

    def leave(self, row: int) -> bool:
        """Take a guest off the map. False: no guest stood there."""
        if row not in self._guests:
            return False
        del self._guests[row]
        self.xy[row], self.tile[row], self.district[row] = np.nan, OUT_OF_SIGHT, -1
        return True

    def field(self, tile: int) -> int:
        """Field of view of this tile (words.Worn.crowd), or -1."""
        return -1 if self._fields is None else int(self._fields[tile])

    def inside(self, box: tuple[float, float, float, float], frame: Frame) -> np.ndarray:
        """(k,) int32 rows in this box (west, south, east, north) that are lit for the public.

        Of a box in which more than ASKED people live, as large a part of each of its tiles is looked at as makes that
        many: always the same of them.
        """
        west, south, east, north = box
        rows = np.concatenate([self._crowd.near(box), np.fromiter(self._guests, np.int32)])
        x, y = self.xy[rows].T
        shown = ((frame.seen[rows] | frame.present[rows]) & Audience.PUBLIC.bit) != 0
        return rows[shown & (x >= west) & (x <= east) & (y >= south) & (y <= north)]


class Crowd(NamedTuple):
    """Who lives where, by tile, and within a tile in no order."""

    rows: np.ndarray  # (m,) int32 everyone who stands somewhere, tile by tile
    first: np.ndarray  # (t,) where each lived-in tile begins in them
    count: np.ndarray  # (t,) how many live there
    box: np.ndarray  # (4, t) west, south, east, north of those who live there

    @classmethod
    def of(cls, xy: np.ndarray, tile: np.ndarray) -> "Crowd":
        """xy: (n, 2) where rows stand, nan nowhere; tile: (n,) on which tile."""
        rows = np.flatnonzero((tile >= 0) & np.isfinite(xy).all(axis=1)).astype(np.int32)
        lot = chance.stir(rows.astype(np.uint32) * chance.GOLDEN + np.uint32(secrets.randbits(32)))
        rows = rows[np.lexsort((lot, tile[rows]))]
        _, first, count = np.unique(tile[rows], return_index=True, return_counts=True)
        x, y = xy[rows].T
        edges = ((np.minimum, x), (np.minimum, y), (np.maximum, x), (np.maximum, y))
        box = np.stack([most.reduceat(of, first) for most, of in edges]) if rows.size else np.zeros((4, 0), F)
        return cls(rows, first, count, box)

    def near(self, box) -> np.ndarray:
        """(k,) rows of tiles that reach into the box, about ASKED at most, and some of every tile."""
        west, south, east, north = box
        low_x, low_y, high_x, high_y = self.box
        here = np.flatnonzero((high_x >= west) & (low_x <= east) & (high_y >= south) & (low_y <= north))
        count = self.count[here]
        taken = np.ceil(count * min(1.0, ASKED / max(1, count.sum()))).astype(np.int64)
        begin = np.repeat(self.first[here] - np.cumsum(taken) + taken, taken)
        return self.rows[begin + np.arange(taken.sum())]


class Names:
    """Numbers by which one session tells smiles apart for one day; they say nothing to another, or tomorrow.

    Even and Mansour's construction over a 64-bit mix: without the two keys a number does not lead to its row.
    """

    def __init__(self, random: Callable[[int], int] = secrets.randbits):
        self._random = random
        self._day, self._keys = None, None

    def of(self, rows: np.ndarray, born: np.ndarray, day: str) -> np.ndarray:
        """(k,) uint64 below 2**52."""
        if day != self._day:
            self._day, self._keys = day, [np.uint64(self._random(64)) for _ in range(2)]
        x = (np.asarray(born).astype(np.uint64) << np.uint64(32)) | np.asarray(rows).astype(np.uint64)
        x = _mix(x ^ self._keys[0]) ^ self._keys[1]
        return x >> np.uint64(64 - ID_BITS)


def _mix(x: np.ndarray) -> np.ndarray:
    """The finaliser of SplitMix64 (Steele, Lea & Flood 2014)."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def nowhere(place: Place, rows: int) -> Standing:
    """A map with nobody on it, for `rows` rows (whole blocks)."""
    rows = -(-rows // BLOCK) * BLOCK
    return Standing(place, np.full((rows, 2), np.nan, F), np.full(rows, OUT_OF_SIGHT, np.int32))


def near(standing: Standing, box, frame: Frame, name: Callable[[np.ndarray], np.ndarray]) -> dict:
    """The `near` message: up to 400 single smiles in a box; which, where more stand there, stays steady for the day.

    name: rows (k,) -> the session's numbers for them, (k,) uint64.
    """
    rows = standing.inside(box, frame)
    ids = name(rows)
    if len(rows) > MOST:
        first = np.argpartition(ids, MOST)[:MOST]
        rows, ids = rows[first], ids[first]
    light = frame.seen_by(Audience.PUBLIC, rows)
    return {
        "t": "near",
        "tick": frame.tick.count,
        "ids": ids.tolist(),
        "xy": standing.xy[rows].astype("<f4").tobytes(),
        "light": np.ascontiguousarray(np.moveaxis(light, 2, 0)).tobytes(),
    }
