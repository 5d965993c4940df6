"""Where an entry stands in a log: the beginnings of all hashes, in order, in memory: 8 MB for a million entries."""

import threading
from collections.abc import Callable
from typing import final

import numpy as np

from photophore.tlog import merkle
from photophore.tlog.merkle import HASH
from photophore.tlog.tiles import WIDTH, Tiles

BEGINNING = 8  # bytes of a hash


@final
class Seeker:
    """Reads the tiles when it is first asked, and from then on only the new ones."""

    def __init__(self, tiles: Callable[[], Tiles]):
        self._tiles = tiles
        self._known = np.zeros(0, np.uint64)  # (entries,) uint64, the first eight bytes of each hash
        self._room = 0  # of `_known` that is filled
        self._alone = threading.Lock()

    def find(self, entry: bytes) -> int | None:
        """The first place of this entry; None where it is not listed."""
        wanted = merkle.leaf(entry)
        with self._alone:
            tiles = self._tiles()
            self._read(tiles)
            beginnings = self._known[: tiles.size]
            for index in np.flatnonzero(beginnings == np.uint64(int.from_bytes(wanted[:BEGINNING]))).tolist():
                if tiles.at(0, index) == wanted:
                    return index
        return None

    def _read(self, tiles: Tiles) -> None:
        while self._room < tiles.size:
            n = self._room // WIDTH
            hashes = np.frombuffer(b"".join(tiles.tile(0, n)), ">u8").reshape(-1, HASH // BEGINNING)[:, 0]
            end = n * WIDTH + len(hashes)
            if end > len(self._known):
                self._known = np.resize(self._known, max(2 * len(self._known), end, 4096))
            self._known[n * WIDTH : end] = hashes
            self._room = end
