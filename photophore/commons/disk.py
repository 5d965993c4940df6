"""Steps that survive a power cut: a file is whole or absent, and stays where it was put.

A new name is durable only after its folder is synced, too; syncs are what a step costs, so files share them.
"""

import contextlib
import errno
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import final

from photophore.words import NoRoom

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

FULL = (errno.ENOSPC, errno.EDQUOT)


@final
class Disk:
    """The real one. Tests wrap it, to fall between two steps or to be full."""

    def replace(self, path: Path, data: bytes, secret: bool = False) -> None:
        """The new file is there for good, or the old one still is. `secret`: readable by its owner only."""
        fresh = path.with_name(f".{path.name}.new")
        try:
            _write(fresh, data, 0o600 if secret else 0o644)
            _sync(fresh)
            os.replace(fresh, path)
        except OSError:
            with contextlib.suppress(OSError):
                fresh.unlink()
            raise
        _sync_folder(path.parent)

    def lay(self, files: dict[Path, bytes], secret: bool = False) -> None:
        """New files that nobody reads yet: all written, then all synced. A fall here leaves some of them torn."""
        for path, data in files.items():
            if not (path.exists() and path.read_bytes() == data):
                _write(path, data, 0o600 if secret else 0o644)
        for path in files:
            _sync(path)

    def settle(self, folders: Iterable[Path]) -> None:
        """From here on the names in these folders are durable."""
        for folder in folders:
            _sync_folder(folder)

    def keep(self, path: Path, data: bytes) -> None:
        """A file that can be made again: whole or the old one, and not waited for."""
        path.parent.mkdir(exist_ok=True)
        fresh = path.with_name(f".{path.name}.new")
        _write(fresh, data, 0o644)
        os.replace(fresh, path)

    def remove(self, path: Path) -> None:
        """Gone, or about to be; nobody waits for it."""
        path.unlink(missing_ok=True)

    def reserve(self, path: Path, size: int) -> None:
        """Room for `size` bytes, held by a file that is thrown away when room is short."""
        if path.exists() and path.stat().st_size >= size:
            return
        with path.open("wb") as file:
            try:
                if sys.platform == "linux":
                    os.posix_fallocate(file.fileno(), 0, size)
                else:
                    file.write(bytes(size))
            except OSError:
                path.unlink()
                raise

    @contextlib.contextmanager
    def locked(self, path: Path) -> Iterator[None]:
        """One holder at a time, of all processes; given back by the system when its holder dies."""
        with path.open("ab") as file:
            _lock(file)
            yield


@contextlib.contextmanager
def telling(what: str) -> Iterator[None]:
    """What the disk refuses, as a sentence."""
    try:
        yield
    except OSError as error:
        full = error.errno in FULL
        raise NoRoom(f"{what} cannot be written: {error.strerror or error}", str(error.filename or ""),
                     "make room on the disk" if full else "see whether the disk is well, and who may write there",
                     ) from error  # fmt: skip


def _write(path: Path, data: bytes, mode: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, mode), "wb") as file:
        file.write(data)


def _sync(path: Path, flags: int = os.O_RDWR) -> None:
    descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    if sys.platform != "win32":  # a folder cannot be synced there; NTFS journals its names
        _sync(folder, os.O_RDONLY)


def _lock(file) -> None:
    if sys.platform == "win32":
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX)
