"""Few at once: the threads of a hub are not for waiting."""

import contextlib
import threading
from collections.abc import Iterator

from litestar.exceptions import HTTPException

WAIT = 5.0  # seconds for which a request waits for a place


class Places:
    """So many may be in at once; who waits too long is told what the others do."""

    def __init__(self, most: int, doing: str):
        """doing: as in "being compiled"."""
        self._free, self._doing = threading.BoundedSemaphore(most), doing

    @contextlib.contextmanager
    def one(self) -> Iterator[None]:
        """A place of one's own; HTTPException 429 where none becomes free in time."""
        if not self._free.acquire(timeout=WAIT):
            raise HTTPException(
                status_code=429, detail=f"Others are {self._doing} just now. Try again in a few seconds.")
        try:
            yield
        finally:
            self._free.release()
