"""Compiling for all kinds of wearer, in a process of its own so that light goes on; kept by the hash of the rules.

Cedar keeps Python's interpreter for itself while it answers; a thread beside the loop would hold frames up.
"""

import contextlib
import hashlib
import json
import os
import subprocess
import sys
import zlib
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import numpy as np

from photophore.commons import cedar, rules, tensor
from photophore.words import BadPolicy, NoRoom, WearerClass

PATIENCE = 600.0  # seconds that a set of policies may take to compile; measured: 2 for the built-in ones, 45 at most
GIVES_WAY = 10  # niceness of the process that compiles
KEPT = 16  # sets that are kept on the disk, the newest
HASH = hashlib.sha256().digest_size


class Compiler:
    """Turns texts into a whole tensor, once for each set of texts."""

    def __init__(self, kept: Path | None = None, apart: bool = True):
        """kept: a folder for what was compiled; None: nothing is kept. apart: in a child process."""
        self.kept, self._make = kept, _apart if apart else _here

    def whole(self, texts) -> np.ndarray:
        """(16, 8, 8, 8, 16) uint16, read-only: what these texts, in whatever order, allow each class of wearer.

        BadPolicy where they cannot be compiled. A class without a name has nothing.
        """
        every = tuple(sorted({rule.text for text in texts for rule in rules.read(text)}))
        file = self.kept / f"{key(every).hex()}.tensor" if self.kept is not None else None
        found = _read(file) if file is not None else None
        if found is None:
            found = self._make(every)
            if file is not None:
                _write(file, found)
        bits = np.frombuffer(found, "<u2").reshape(tensor.WHOLE)
        return bits.astype(np.uint16, copy=False)

    def forget(self) -> None:
        """Compile anew next time: what was kept may be wrong."""
        _apart.cache_clear()
        _here.cache_clear()
        for file in self.kept.glob("*.tensor") if self.kept is not None else ():
            file.unlink(missing_ok=True)


def key(every: tuple[str, ...]) -> bytes:
    """By what a compiled set is known: its rules, what they can speak of, and who answered."""
    return hashlib.sha256(json.dumps([str(cedar.schema()), version("cedarpy"), every]).encode()).digest()


@lru_cache(maxsize=16)  # hubs in one process, as in tests, begin with the same policies
def _here(every: tuple[str, ...]) -> bytes:
    bits = np.zeros(tensor.WHOLE, "<u2")
    for wearer_class in WearerClass if every else ():
        bits[wearer_class] = tensor.compile_(every, wearer_class)
    return bits.tobytes()


@lru_cache(maxsize=16)
def _apart(every: tuple[str, ...]) -> bytes:
    words = [sys.executable, "-c", "from photophore.commons.compiler import main; main()"]
    try:
        asked = json.dumps(every).encode()
        told = subprocess.run(words, input=asked, capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        raise BadPolicy(f"these policies take longer than {PATIENCE:.0f} s to compile", "",
                        "say it in fewer rules") from None  # fmt: skip
    except OSError as error:
        raise NoRoom(f"no process could be started to compile: {error.strerror}", "", "try again") from None
    if told.returncode or len(told.stdout) != 2 * np.prod(tensor.WHOLE):
        why = (told.stderr.decode(errors="replace").strip().splitlines() or [f"it ended with {told.returncode}"])[-1]
        raise BadPolicy(f"these policies could not be compiled: {why[:200]}", "", "say it more simply")
    return told.stdout


def main() -> None:
    """The child: rules as JSON on stdin, the tensor on stdout."""
    if hasattr(os, "nice"):
        os.nice(GIVES_WAY)
    sys.stdout.buffer.write(_here(tuple(json.loads(sys.stdin.buffer.read()))))


def _read(file: Path) -> bytes | None:
    """What was kept; None where it is not there, or not whole."""
    try:
        said = file.read_bytes()
        found = zlib.decompress(said[HASH:])
    except (OSError, zlib.error):
        return None
    return found if hashlib.sha256(found).digest() == said[:HASH] else None


def _write(file: Path, found: bytes) -> None:
    """Keep it; a disk that is full costs only time."""
    part = file.with_suffix(f".{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(hashlib.sha256(found).digest() + zlib.compress(found))
        os.replace(part, file)  # fall before: there is none, and it is compiled again
        others = sorted(file.parent.glob("*.tensor"), key=lambda it: it.stat().st_mtime, reverse=True)
        for old in others[KEPT:]:
            old.unlink(missing_ok=True)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
