"""How a log's files become public, and how they are mended: one way for both.

What is about to be public is *staged* first, as one file. What was cut short is finished from there, or thrown away.
"""

import contextlib
import hashlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import cbor2

from photophore.commons.disk import FULL, Disk
from photophore.tlog import audit, checkpoint, grow, merkle, note, tiles
from photophore.tlog.checkpoint import Checkpoint
from photophore.tlog.grow import Edge
from photophore.tlog.tiles import BUNDLES, LEVELS, WIDTH, Spot, Tiles
from photophore.words import BadLog, NotFound

BLOCK = 8192  # bytes that a small file and its name may take
SHA = 32  # bytes before a staged file that say whether it is whole


class Folders(NamedTuple):
    """Where a log lies, and the disk that it lies on."""

    public: Path
    private: Path
    disk: Disk
    durable: set[Path]  # folders whose own names are known to be durable

    def locked(self) -> contextlib.AbstractContextManager[None]:
        return self.disk.locked(self.private / "lock")

    def head(self) -> bytes | None:
        """The newest checkpoint that was signed."""
        return _read(self.private / "head")

    def published(self) -> bytes | None:
        return _read(self.public / "checkpoint")

    def staged(self, said: Checkpoint) -> Path:
        return self.private / f"staged-{said.size}-{said.root.hex()}"

    def swap(self, old: bytes | None, new: bytes) -> None:
        """The head, if it still is the old one."""
        if self.head() != old:
            raise BadLog("the head of the log was changed by somebody else", str(self.private), "stop the other hub")
        self.disk.replace(self.private / "head", new, secret=True)

    def fetch(self, path: str) -> bytes:
        """A public file; see `tiles.Fetch`."""
        found = _read(self.public / path)
        if found is None:
            raise NotFound("a file of the log is not there", str(self.public / path))
        return found


def pack(files: dict[Spot, bytes]) -> bytes:
    """Files that are about to be public, as one."""
    body = cbor2.dumps([[spot.path, data] for spot, data in files.items()])
    return hashlib.sha256(body).digest() + body


def unpack(data: bytes) -> dict[Spot, bytes]:
    if hashlib.sha256(data[SHA:]).digest() != data[:SHA]:
        raise BadLog("a staged file is torn", try_="look at the disk; the log goes on from a whole copy")
    return {tiles.read_path(path): held for path, held in cbor2.loads(data[SHA:])}


@contextlib.contextmanager
def staging(folders: Folders, signed: bytes, files: dict[Spot, bytes]) -> Iterator[None]:
    """Stage them, with room kept so that they can be public, too; taken back where the head is not swapped inside."""
    staged, before = folders.staged(checkpoint.read(note.split(signed)[0])), folders.head()
    try:
        room = 2 * BLOCK * (len(files) + 8) + sum(map(len, files.values()))
        folders.disk.reserve(folders.private / "ballast", room)
        folders.disk.lay({staged: pack(files)}, secret=True)
        folders.disk.settle([folders.private])
        yield
    except Exception:
        if folders.head() == before:
            folders.disk.remove(staged)
        raise


def publish(folders: Folders, signed: bytes, whole: bool = False) -> Edge:
    """Whatever is staged for this head becomes public, then its checkpoint, which the files must lead to. -> its edge

    whole: all files of the log are looked for, and tiles that are lost or torn are made anew from what lies below them.
    """
    try:
        return _publish(folders, signed, whole)
    except OSError as error:
        if error.errno not in FULL:
            raise
        folders.disk.remove(folders.private / "ballast")  # it was kept for this
        return _publish(folders, signed, whole)


def _publish(folders: Folders, signed: bytes, whole: bool) -> Edge:
    said = checkpoint.read(note.split(signed)[0])
    staged = folders.staged(said)
    if staged.exists():
        _write(folders, unpack(staged.read_bytes()))
    # fall here: tiles and bundles are public, and no checkpoint speaks of them yet; this is done again at the start
    if whole:
        _heal(folders, said)
    edge = grow.read(Tiles(folders.fetch, said.size))
    if edge.root != said.root:
        raise BadLog("the public files do not lead to what was signed", str(folders.public), PUT_BACK)
    if not _same(folders.published(), signed):
        folders.disk.replace(folders.public / "checkpoint", signed)
    # fall here: all is public; what is staged is left over, and goes at the next start
    folders.disk.remove(staged)
    return edge


PUT_BACK = "put the newest copy of the public folder back; nothing was signed or changed"


def settle(
    folders: Folders, keys: list[note.Key], sign: Callable[[Edge], bytes], whole: bool = False
) -> tuple[bytes, Edge]:
    """Finish what was cut short. -> the head, and the edge of the log that it tells of. BadLog where it would fork."""
    head, public = _of(folders.head(), keys, "head"), _of(_whole(folders.published()), keys, "checkpoint")
    if head is None and public is None:
        if any((folders.public / "tile").glob("*")):
            raise BadLog("there are entries, and nothing that says how many", str(folders.public), PUT_BACK)
        folders.swap(None, sign(grow.NOTHING))
        # fall here: an empty log is signed and not public; this is done again at the next start
    elif head is None or (public is not None and public.size > head.size):
        _adopt(folders, keys, public)
    elif public is not None and public.size == head.size and public.root != head.root:
        raise BadLog("two trees of one size were signed", f"size {head.size}", "this log has forked: keep both folders")
    signed = folders.head()
    edge = publish(folders, signed, whole)
    if whole:
        for left in folders.private.glob("staged-*"):  # staged, and never listed
            folders.disk.remove(left)
    return signed, edge


def tidy(folders: Folders, before: int, after: int) -> None:
    """Partial tiles and bundles whose full ones are there now are no longer needed."""
    for level in range(BUNDLES, LEVELS):
        was, now = (size >> 8 * max(level, 0) for size in (before, after))
        if was % WIDTH and was // WIDTH < now // WIDTH:
            path = folders.public / Spot(level, was // WIDTH).path
            shutil.rmtree(path.with_name(f"{path.name}.p"), ignore_errors=True)


def _adopt(folders: Folders, keys: list[note.Key], public: Checkpoint) -> None:
    """We signed more than we remember: the private folder is an old copy. Go on from what is public."""
    old = folders.head()
    if old is not None:
        with _in("the private folder remembers another log than the public one", folders.private):
            audit.extends(old, keys, public, folders.fetch)
    if grow.read(Tiles(folders.fetch, public.size)).root != public.root:
        raise BadLog("the public files do not lead to what was signed", str(folders.public), PUT_BACK)
    folders.swap(old, folders.published())
    # fall here: the head is the public checkpoint, as if nothing had been lost


@contextlib.contextmanager
def _in(what: str, where: Path) -> Iterator[None]:
    try:
        yield
    except (BadLog, NotFound) as error:
        raise BadLog(what, str(where), f"{error.what}; keep both folders, and put the newest copies back") from None


def _heal(folders: Folders, said: Checkpoint) -> None:
    """Every file there, tiles whole. A tile can be made anew; a bundle cannot."""
    made = 0
    for spot in tiles.spots(said.size, BUNDLES):
        if not _there(folders, spot):
            raise BadLog("entries are missing from the public folder", spot.path, PUT_BACK)
    for level in range(LEVELS):
        for spot in tiles.spots(said.size, level):
            if not _there(folders, spot):
                _write(folders, {spot: _made(folders, said.size, spot)})
                made += 1
    if made:
        audit.audit(said, folders.fetch)


def _made(folders: Folders, size: int, spot: Spot) -> bytes:
    """A tile, from the bundle or the tiles below it."""
    held = Tiles(folders.fetch, size)
    if spot.level == 0:
        return b"".join(map(merkle.leaf, held.bundle(spot.n)))
    first = spot.n * WIDTH
    return b"".join(merkle.root(held.tile(spot.level - 1, n)) for n in range(first, first + spot.width))


def _there(folders: Folders, spot: Spot) -> bool:
    """The file, or the full one that took its place; tiles of the right length."""
    for each in dict.fromkeys((spot, spot.full)):
        with contextlib.suppress(OSError):
            length = (folders.public / each.path).stat().st_size
            if length == each.width * merkle.HASH or (spot.level == BUNDLES and length >= 2 * each.width):
                return True
    return False


def _write(folders: Folders, files: dict[Spot, bytes]) -> None:
    laid = {folders.public / spot.path: data for spot, data in files.items()}
    parents = {path.parent for path in laid}
    above = {each for path in parents - folders.durable for each in path.parents if each.is_relative_to(folders.public)}
    for folder in parents:
        folder.mkdir(parents=True, exist_ok=True)
    folders.disk.lay(laid)
    folders.disk.settle(sorted(parents | above))
    folders.durable.update(parents)


def _of(signed: bytes | None, keys: list[note.Key], what: str) -> Checkpoint | None:
    """The checkpoint in a note that we signed ourselves."""
    if signed is None:
        return None
    with_ = note.look(signed, keys)
    if not with_.verified:
        raise BadLog(f"the {what} of this log is signed by another key", try_="the private folder is another log's")
    return checkpoint.read(with_.text)


def _whole(signed: bytes | None) -> bytes | None:
    """None where a file was torn: it is written anew."""
    with contextlib.suppress(BadLog):
        note.split(signed or b"")
        return signed
    return None


def _same(one: bytes | None, other: bytes) -> bool:
    """The same checkpoint, whoever else has signed it since."""
    return _whole(one) is not None and note.split(one)[0] == note.split(other)[0]


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
