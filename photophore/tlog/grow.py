"""How a log grows: from its right edge and new entries to a new edge, and the files that are new."""

from collections.abc import Sequence
from typing import NamedTuple

from photophore.tlog import merkle, tiles
from photophore.tlog.tiles import BUNDLES, LEVELS, LONGEST, WIDTH, Spot, Tiles
from photophore.words import BadLog


class Edge(NamedTuple):
    """All of a log that is needed to go on: what is not full yet."""

    size: int  # entries
    levels: tuple[tuple[bytes, ...], ...]  # hashes of the partial tile of each level, lowest first
    bundle: tuple[bytes, ...]  # entries of the partial bundle

    @property
    def root(self) -> bytes:
        return tiles.root(self.size, self.levels)


NOTHING = Edge(0, ((),) * LEVELS, ())


def read(held: Tiles) -> Edge:
    """The edge of a log as its files tell it; BadLog where bundle and tile differ. The caller compares the root."""
    levels = []
    for level in range(LEVELS):
        spot = tiles.at_edge(held.size, level)
        levels.append(tuple(held.tile(level, spot.n)) if spot else ())
    entries = tuple(held.bundle(held.size // WIDTH)) if held.size % WIDTH else ()
    if tuple(map(merkle.leaf, entries)) != levels[0]:
        raise BadLog("the last bundle does not hold what the last tile says", f"a log of {held.size} entries")
    return Edge(held.size, tuple(levels), entries)


def grow(edge: Edge, entries: Sequence[bytes]) -> tuple[Edge, dict[Spot, bytes]]:
    """The edge after these entries, and the tiles and bundles that change: spot -> bytes."""
    check(entries)
    files: dict[Spot, bytes] = {}
    bundle = _cut(BUNDLES, edge.size // WIDTH, [*edge.bundle, *entries], files)
    levels, fresh = [], [merkle.leaf(entry) for entry in entries]
    for level, held in enumerate(edge.levels):
        hashes = [*held, *fresh]
        whole = len(hashes) - len(hashes) % WIDTH
        if fresh:
            _cut(level, (edge.size >> 8 * level) // WIDTH, hashes, files)
        levels.append(tuple(hashes[whole:]))
        fresh = [merkle.root(hashes[i : i + WIDTH]) for i in range(0, whole, WIDTH)]
    return Edge(edge.size + len(entries), tuple(levels), tuple(bundle)), files


def check(entries: Sequence[bytes]) -> None:
    """BadLog where one of them is no entry."""
    for entry in entries:
        if not isinstance(entry, bytes) or not 0 < len(entry) <= LONGEST:
            raise BadLog(f"an entry has 1 to {LONGEST:,} bytes", try_="commit to the digest of what is longer")


def _cut(level: int, n: int, held: list[bytes], files: dict[Spot, bytes]) -> list[bytes]:
    """Files of 256 from tile or bundle n on; gives back what is left over, which is in a partial file."""
    write = tiles.bundle if level == BUNDLES else b"".join
    while len(held) >= WIDTH:
        files[Spot(level, n)] = write(held[:WIDTH])
        held, n = held[WIDTH:], n + 1
    if held:
        files[Spot(level, n, len(held))] = write(held)
    return held
