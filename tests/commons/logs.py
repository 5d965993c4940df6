"""What tests of the log share: an invariant checker, a witness that forgets nothing, and disks that fail."""

import errno
import shutil
from pathlib import Path

from photophore.commons.disk import Disk
from photophore.commons.log import Log
from photophore.commons.mend import Folders
from photophore.tlog import audit, checkpoint, merkle, note
from photophore.tlog.tiles import WIDTH, Tiles

ORIGIN = "hub.example/log"


class Fell(BaseException):
    """The process is dead, and with POWER the machine, too."""


class Clock:
    def __init__(self, ms: int = 1_700_000_000_000):
        self.ms = ms

    def __call__(self) -> int:
        return self.ms


class Falling:
    """A disk on which the process dies at the n-th step: before it, within it, or after it.

    power: the machine goes, too: names that were not settled are lost, and what was not synced is empty.
    """

    def __init__(self, at: int, how: str = "before", power: bool = False):
        self._disk, self._left, self._how, self._power = Disk(), at, how, power
        self._fresh: list[Path] = []
        self.steps = 0

    def locked(self, path):
        return self._disk.locked(path)

    def _step(self, do, within=lambda: None):
        self.steps += 1
        if self._left < 0:
            raise Fell
        self._left -= 1
        if self._left < 0:
            {"before": lambda: None, "within": within, "after": do}[self._how]()
            self._lose()
            raise Fell
        do()

    def _lose(self):
        if self._power:
            for path in self._fresh:
                path.unlink(missing_ok=True)

    def replace(self, path, data, secret=False):
        fresh = path.with_name(f".{path.name}.new")
        self._step(lambda: self._disk.replace(path, data, secret), lambda: fresh.write_bytes(data[: len(data) // 2]))

    def lay(self, files, secret=False):
        def torn():
            for path, data in list(files.items())[: len(files) // 2 + 1]:
                path.write_bytes(data[: len(data) // 2])
                self._fresh.append(path)

        def whole():
            self._fresh += [path for path in files if not path.exists()]
            self._disk.lay(files, secret)

        self._step(whole, torn)

    def settle(self, folders):
        def done():
            self._disk.settle(folders)
            self._fresh = [path for path in self._fresh if path.parent not in set(folders)]

        self._step(done)

    def keep(self, path, data):
        def empty():
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b"")

        self._step(lambda: self._disk.keep(path, data), empty)

    def remove(self, path):
        self._step(lambda: self._disk.remove(path))

    def reserve(self, path, size):
        self._step(lambda: self._disk.reserve(path, size))


class Small:
    """A disk with room for so many bytes."""

    def __init__(self, root: Path, room: int):
        self._disk, self._root, self.room = Disk(), root, room

    def _check(self, path: Path, size: int):
        there = path.stat().st_size if path.exists() else 0
        used = sum(each.stat().st_size for each in self._root.rglob("*") if each.is_file())
        if used - there + size > self.room:
            raise OSError(errno.ENOSPC, "No space left on device", str(path))

    def locked(self, path):
        return self._disk.locked(path)

    def replace(self, path, data, secret=False):
        self._check(path, 2 * len(data))
        self._disk.replace(path, data, secret)

    def lay(self, files, secret=False):
        for path, data in files.items():
            self._check(path, len(data))
            self._disk.lay({path: data}, secret)

    def settle(self, folders):
        self._disk.settle(folders)

    def keep(self, path, data):
        self._check(path, len(data))
        self._disk.keep(path, data)

    def remove(self, path):
        self._disk.remove(path)

    def reserve(self, path, size):
        self._check(path, size)
        self._disk.reserve(path, size)


class Fickle:
    """A disk that breaks at the swap of the head: `how` is called in its place."""

    def __init__(self, how):
        self._disk, self._how, self.broken = Disk(), how, False

    def replace(self, path, data, secret=False):
        if path.name == "head" and self.broken:
            return self._how(lambda: self._disk.replace(path, data, secret))
        return self._disk.replace(path, data, secret)

    def __getattr__(self, name):
        return getattr(self._disk, name)


class Witness:
    """Sees every checkpoint that was ever public, and holds each to all that came before."""

    def __init__(self):
        self.seen: list[bytes] = []

    def look(self, public: Path) -> checkpoint.Checkpoint:
        signed = (public / "checkpoint").read_bytes()
        keys = keys_of(public)
        said = checkpoint.read(note.open_(signed, keys).text)
        for old in self.seen:
            audit.extends(old, keys, said, fetch_of(public))
        if signed not in self.seen:
            self.seen.append(signed)
        return said


def keys_of(public: Path) -> list[note.Key]:
    return [note.read_key(line) for line in (public / "vkey").read_text().splitlines()]


def fetch_of(public: Path):
    return Folders(public, public, Disk(), set()).fetch


def check_log(public: Path, private: Path, acknowledged: dict[int, bytes]) -> None:
    """What holds of an open log whenever nothing is being written."""
    keys = keys_of(public)
    signed = (public / "checkpoint").read_bytes()
    opened = note.open_(signed, keys)
    assert len(opened.verified) == len(keys)
    said = checkpoint.read(opened.text)
    head = note.open_((private / "head").read_bytes(), keys)
    assert head.text == opened.text, "what was signed is public, and nothing else"
    audit.audit(said, fetch_of(public))
    tiles = Tiles(fetch_of(public), said.size)
    for n in {index // WIDTH for index in acknowledged}:  # what was acknowledged is not lost
        for place, entry in enumerate(tiles.bundle(n), n * WIDTH):
            assert acknowledged.get(place, entry) == entry
    for index in list(acknowledged)[-3:]:
        proof = merkle.inclusion(index, said.size, tiles.at)
        merkle.check_inclusion(index, said.size, merkle.leaf(acknowledged[index]), proof, said.root)
    assert not list(private.glob("staged-*"))


def opened(folder: Path, disk=None, now=None) -> Log:
    return Log.open(folder / "public", folder / "private", ORIGIN, now or Clock(), disk)


def copy(source: Path, target: Path) -> Path:
    """The folder as it is now, in place of another."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    return target


def some(count: int, salt: int = 0) -> list[bytes]:
    """Entries that tell their place."""
    return [b"\x05%d-%d" % (salt, i) for i in range(count)]
