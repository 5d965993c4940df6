"""Withdrawals for which the store had no room, in a file whose room was taken when there was plenty.

Its slots are written in place, so a full disk does not refuse them; what is written here is dark after a restart as
well, until the store has it. A slot names nobody: it holds the hash of a person's id.
KNOWN: a file system that copies on write may refuse even this; then it is dark until the next restart and no longer.
"""

import hashlib
import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, final

from photophore.commons.change import Ended
from photophore.commons.store import sync_folder
from photophore.words import Audience, Purpose, Signal

SLOTS = 4096  # withdrawals that can wait at once
FORM = struct.Struct("<32sBBBH23xI")  # whom, what, audience, signal, purposes, checksum
WITHDRAWN, DARK = 1, 2  # what
ALL = 0xFF  # audience or signal: all of them


class Vow(NamedTuple):
    """One that waits."""

    slot: int
    whom: bytes  # SHA-256 of the person's id
    ended: Ended
    dark: bool


@final
class Vows:
    """The file. Called under its owner's lock."""

    def __init__(self, path: Path):
        """Where it cannot be opened or has no room, there are no slots, and nothing else is lost by it."""
        self._free: list[int] = []
        self._file = -1
        try:
            fresh = not path.exists()
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
            if os.fstat(self._file).st_size < SLOTS * FORM.size:
                os.write(self._file, bytes(SLOTS * FORM.size))
                os.fsync(self._file)
            if fresh:
                sync_folder(path.parent)
            taken = {vow.slot for vow in self.all()}
            self._free = [slot for slot in reversed(range(SLOTS)) if slot not in taken]
        except OSError:
            self.close()

    def make(self, person: str, ended: Ended, dark: bool) -> int | None:
        """Write one down, durable when it returns -> its slot; None where it cannot be. A name stands for all names."""
        if not self._free:
            return None
        slot = self._free.pop()
        audience = ALL if ended.audience is None else int(ended.audience)
        signal = ALL if ended.signal is None else int(ended.signal)
        purposes = 0 if ended.purposes is None else int(ended.purposes)
        told = FORM.pack(whom(person), DARK if dark else WITHDRAWN, audience, signal, purposes, 0)
        try:
            self._write(slot, told[:-4] + struct.pack("<I", zlib.crc32(told[:-4])))
            return slot
        except OSError:
            return None

    def keep(self, slot: int) -> None:
        """The store has it now. Fall here: it is withdrawn once more at the next start, which only darkens."""
        try:
            self._write(slot, bytes(FORM.size))
            self._free.append(slot)
        except OSError:
            pass  # as if we had fallen here

    def all(self) -> Iterator[Vow]:
        """Those that wait; a torn one was promised to nobody."""
        if self._file < 0:
            return
        os.lseek(self._file, 0, os.SEEK_SET)
        whole = os.read(self._file, SLOTS * FORM.size)
        for slot in range(len(whole) // FORM.size):
            told = whole[slot * FORM.size : (slot + 1) * FORM.size]
            if any(told) and zlib.crc32(told[:-4]) == struct.unpack("<I", told[-4:])[0]:
                person, what, audience, signal, purposes, _ = FORM.unpack(told)
                yield Vow(slot, person, Ended(
                    None if audience == ALL else Audience(audience), None if signal == ALL else Signal(signal),
                    Purpose(purposes) if purposes else None), what == DARK)  # fmt: skip

    def close(self) -> None:
        """Twice is fine."""
        self._free = []
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _write(self, slot: int, told: bytes) -> None:
        os.lseek(self._file, slot * FORM.size, os.SEEK_SET)
        os.write(self._file, told)
        os.fsync(self._file)


def whom(person: str) -> bytes:
    return hashlib.sha256(person.encode()).digest()
