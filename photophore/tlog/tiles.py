"""A log as static files: hashes in tiles of 256, entries in bundles of 256 (c2sp.org/tlog-tiles 0.1.0).

A *tile* of level l holds roots of full tiles of level l - 1; at level 0, hashes of entries. What is not full yet is
partial, and has its width in its name. `fetch(path) -> bytes` brings a file of the log, and raises NotFound where
there is none.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, final

from photophore.tlog import merkle
from photophore.tlog.merkle import HASH
from photophore.words import BadLog, NotFound

WIDTH = 256  # hashes of a full tile, entries of a full bundle
LONGEST = 65_535  # bytes of an entry
LEVELS = 8  # that a log of 2^63 entries can have
BUNDLES = -1  # the level under which bundles are named
KEPT = 256  # tiles that a reader keeps in mind, 2 MiB
LARGEST_BUNDLE = WIDTH * (2 + LONGEST)  # bytes

Fetch = Callable[[str], bytes]
PATH = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


class Spot(NamedTuple):
    """Where a tile or bundle stands."""

    level: int  # BUNDLES: entries
    n: int  # from the left
    width: int = WIDTH  # hashes or entries that it holds

    @property
    def path(self) -> str:
        """As in tile/0/x001/x234/067.p/112."""
        digits = f"{self.n:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
        name = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        part = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{'entries' if self.level == BUNDLES else self.level}/{name}{part}"

    @property
    def full(self) -> "Spot":
        return self._replace(width=WIDTH)


def read_path(path: str) -> Spot:
    """The spot of this path; NotFound where no log has such a file."""
    found = PATH.fullmatch(path)
    width = int(found[3] or WIDTH) if found else 0
    level = (BUNDLES if found[1] == "entries" else int(found[1])) if found else 64
    wrong = not found or level > 63 or (found[3] and width >= WIDTH) or found[2].startswith("x000/") or len(path) > 60
    if wrong:
        raise NotFound("no log has a file of this name", path[:80])
    return Spot(level, int(found[2].replace("x", "").replace("/", "")), width)


def spots(size: int, level: int) -> Iterator[Spot]:
    """All tiles of a level (or bundles), left to right, in a log of this size."""
    full, rest = divmod(size >> 8 * max(level, 0), WIDTH)
    yield from (Spot(level, n) for n in range(full))
    if rest:
        yield Spot(level, full, rest)


def edge(size: int) -> list[Spot]:
    """The partial tiles of a log of this size, lowest first: they hold all that its root needs."""
    return [spot for level in range(LEVELS) if (spot := at_edge(size, level))]


def at_edge(size: int, level: int) -> Spot | None:
    full, rest = divmod(size >> 8 * max(level, 0), WIDTH)
    return Spot(level, full, rest) if rest else None


def hashes(tile: bytes, width: int) -> list[bytes]:
    """What a tile holds; BadLog where it is torn."""
    if len(tile) != width * HASH:
        raise BadLog(f"a tile has {len(tile)} bytes, not {width * HASH}", try_="it was torn, or is of another log")
    return [tile[i : i + HASH] for i in range(0, len(tile), HASH)]


def bundle(entries: Sequence[bytes]) -> bytes:
    """Entries as they lie in a file: each with its length before it."""
    return b"".join(len(entry).to_bytes(2) + entry for entry in entries)


def entries(bundle: bytes, width: int) -> list[bytes]:
    """What a bundle holds; BadLog where it is torn."""
    found, at = [], 0
    while at < len(bundle) and len(found) < width:
        end = at + 2 + int.from_bytes(bundle[at : at + 2])
        found.append(bundle[at + 2 : end])
        at = end
    if at != len(bundle) or len(found) != width:
        raise BadLog(f"a bundle does not hold {width} entries", try_="it was torn, or is of another log")
    return found


def root(size: int, levels: Sequence[Sequence[bytes]]) -> bytes:
    """The root of a log from what its partial tiles hold, lowest level first (each may be empty)."""
    found: list[bytes] = []
    for hashes_ in levels:
        whole = [*hashes_, *found]
        found = [merkle.root(whole)] if whole else []
    return found[0] if size else merkle.EMPTY


@final
class Tiles:
    """A log of this size, read by `fetch`. Nothing that comes is believed: what is made of it must lead to the root."""

    def __init__(self, fetch: Fetch, size: int):
        self._fetch, self.size = fetch, size
        self._kept: dict[Spot, list[bytes]] = {}

    def at(self, level: int, index: int) -> bytes:
        """The root over the entries index * 2^level to (index + 1) * 2^level; see `merkle.At`."""
        tile, within = divmod(level, 8)
        low, high = index << within, (index + 1) << within
        held = self.tile(tile, low // WIDTH)
        part = held[low % WIDTH : (high - 1) % WIDTH + 1]
        if len(part) != high - low:
            raise BadLog(f"there are no such entries in a log of {self.size}")
        return merkle.root(part)

    def tile(self, level: int, n: int) -> list[bytes]:
        """The hashes of a tile."""
        spot = self._spot(level, n)
        found = self._kept.get(spot)
        if found is None:
            found = hashes(self.bring(spot, HASH * WIDTH), spot.width)
            if len(self._kept) >= KEPT:
                self._kept.clear()  # several threads may be reading: nothing finer is worth a lock
            self._kept[spot] = found
        return found

    def bundle(self, n: int) -> list[bytes]:
        """The entries of a bundle."""
        spot = self._spot(BUNDLES, n)
        return entries(self.bring(spot, LARGEST_BUNDLE), spot.width)

    def entry(self, index: int) -> bytes:
        """An entry; BadLog where it is not the one that the tree holds at this place."""
        if not 0 <= index < self.size:
            raise NotFound(f"there is no entry {index}", f"the log has {self.size}", "the first is 0")
        found = self.bundle(index // WIDTH)[index % WIDTH]
        if merkle.leaf(found) != self.at(0, index):
            raise BadLog("an entry is not the one that the tree holds", f"entry {index}", "the bundle was changed")
        return found

    def bring(self, spot: Spot, most: int) -> bytes:
        """The bytes of a tile or bundle. A partial one that is gone is cut from the full one that took its place."""
        try:
            found = self._fetch(spot.path)
        except NotFound:
            if spot.width == WIDTH:
                raise
            found = _cut(self._fetch(spot.full.path), spot)
        if len(found) > most:
            raise BadLog("a file of the log is larger than any can be", spot.path)
        return found

    def _spot(self, level: int, n: int) -> Spot:
        full, rest = divmod(self.size >> 8 * max(level, 0), WIDTH)
        if n < full:
            return Spot(level, n)
        if n > full or not rest:
            raise BadLog(f"a log of {self.size} entries has no such tile", Spot(level, n).path)
        return Spot(level, n, rest)


def _cut(whole: bytes, spot: Spot) -> bytes:
    if spot.level == BUNDLES:
        return bundle(entries(whole, WIDTH)[: spot.width])
    return b"".join(hashes(whole, WIDTH)[: spot.width])
