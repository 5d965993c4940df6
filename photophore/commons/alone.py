"""One program at a time in a folder: two that write the same history, keys or log would undo each other."""

import contextlib
import os
import sys
from pathlib import Path
from typing import final

from photophore.words import NoRoom

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

NAME = ".alone"  # the file that is locked; it stays, the lock goes with its program, also at kill -9


@final
class Alone:
    """Held until `close`. NoRoom where another program, or another part of this one, holds the folder."""

    def __init__(self, folder: Path):
        folder.mkdir(parents=True, exist_ok=True)
        self._file = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if sys.platform == "win32":
                msvcrt.locking(self._file, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.close()
            raise NoRoom(
                "another program is at work in this folder", str(folder), "stop the hub first, or use its own pages"
            ) from None

    def close(self) -> None:
        """Twice is fine."""
        with contextlib.suppress(OSError):
            os.close(self._file)
        self._file = -1
