"""What was taken back, and when: so that whoever sends a frame can ask once more, at the last moment."""

from typing import final

import numpy as np


@final
class Taken:
    """Each row's latest withdrawals by the hub-wide count of changes. Written under the grants' lock, read without."""

    __slots__ = ("_at", "_newest", "_whom")

    def __init__(self, n: int):
        self._at = np.zeros(n, np.int64)  # epoch of the latest withdrawal
        self._whom = np.zeros(n, np.uint8)  # bits of the audiences it was taken from
        self._newest = 0  # epoch of the latest of all

    def take(self, rows: np.ndarray, whom: np.ndarray, epoch: int, carried: int) -> None:
        """Light of these rows was taken back from these audiences (k,) uint8 with the change `epoch`.

        carried: epoch that every frame on its way has reached; what was taken back until then need not be noted more.
        """
        self._whom[rows] = np.where(self._at[rows] <= carried, 0, self._whom[rows]) | whom  # first: whoever sees the
        self._at[rows] = epoch  # epoch must see from whom
        self._newest = epoch

    def since(self, epoch: int, rows=slice(None)) -> np.ndarray | None:
        """(k,) uint8 bits of the audiences from whom light was taken back after `epoch`; None where from nobody."""
        if self._newest <= epoch:
            return None
        return np.where(self._at[rows] > epoch, self._whom[rows], 0).astype(np.uint8)
