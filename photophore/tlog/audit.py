"""Everything that a log's files can be checked for, entry by entry, with little memory: for monitors and strangers."""

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from photophore.tlog import entry, merkle, note, tiles
from photophore.tlog.checkpoint import Checkpoint
from photophore.tlog.checkpoint import read as read_checkpoint
from photophore.tlog.tiles import BUNDLES, LARGEST_BUNDLE, LEVELS, WIDTH, Fetch, Spot, Tiles
from photophore.words import BadLog

STRANGE = "?"  # the kind under which entries are counted that are none of ours


class Audit(NamedTuple):
    """What was found."""

    checkpoint: Checkpoint
    kinds: dict[str, int]  # kind of entry -> how many; STRANGE: not of our making
    tiles: int  # that were read and recomputed
    bytes: int  # of all entries together


def audit(said: Checkpoint, fetch: Fetch, told: Callable[[int, int], None] = lambda done, of: None) -> Audit:
    """Every entry hashed anew, every tile and the root recomputed. BadLog at the first that differs.

    told(done, of): entries, as it goes on.
    """
    held = Tiles(fetch, said.size)
    kinds, count = Counter(), Counter()
    grown: list[list[bytes]] = [[] for _ in range(LEVELS)]
    for spot in tiles.spots(said.size, BUNDLES):
        found = tiles.entries(held.bring(spot, LARGEST_BUNDLE), spot.width)
        grown[0] = [merkle.leaf(each) for each in found]
        kinds.update(map(kind, found))
        count["bytes"] += sum(map(len, found))
        count["tiles"] += _climb(held, grown, spot.n)
        told(spot.n * WIDTH + spot.width, said.size)
    for level, hashes in enumerate(grown):
        if hashes:
            count["tiles"] += _same(held, tiles.at_edge(said.size, level), hashes)
    if tiles.root(said.size, grown) != said.root:
        raise BadLog("the entries do not lead to the root that was signed", f"{said.size} entries",
                     "the log was changed after it was signed, or files are of different logs")  # fmt: skip
    return Audit(said, dict(kinds), count["tiles"], count["bytes"])


def kind(one: bytes) -> str:
    """Of an entry of ours; STRANGE for any other."""
    try:
        return entry.read(one).kind
    except BadLog:
        return STRANGE


def extends(old: bytes, keys: list[note.Key], said: Checkpoint, fetch: Fetch) -> Checkpoint:
    """BadLog unless the log that `said` speaks of begins with the one of the signed checkpoint `old`, which is read."""
    before = read_checkpoint(note.look(old, keys).text)
    if before.origin != said.origin:
        raise BadLog("the old checkpoint is of another log", before.origin[:80], f"this one is {said.origin[:80]}")
    if before.size > said.size:
        raise BadLog(f"the log has become smaller: {before.size} entries then, {said.size} now", try_="it was put back")
    if before.size:
        proof = merkle.consistency(before.size, said.size, Tiles(fetch, said.size).at)
        merkle.check_consistency(before.size, said.size, proof, before.root, said.root)
    elif before.root != merkle.EMPTY:
        raise BadLog("the old checkpoint gives an empty log a root that none can have")
    return before


def _climb(held: Tiles, grown: list[list[bytes]], n: int) -> int:
    """Full tiles are compared, and their roots carried one level up. -> how many"""
    level = 0
    while len(grown[level]) == WIDTH:
        _same(held, Spot(level, n), grown[level])
        grown[level + 1].append(merkle.root(grown[level]))
        grown[level] = []
        level, n = level + 1, n // WIDTH
    return level


def _same(held: Tiles, spot: Spot, hashes: list[bytes]) -> int:
    if held.bring(spot, WIDTH * merkle.HASH) != b"".join(hashes):
        raise BadLog("a tile is not what the entries below it give", spot.path, "it was torn, or changed")
    return 1
