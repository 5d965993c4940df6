"""A small hub's history for tests: a store, made-up people, and a clock that is set by hand."""

import hashlib
from pathlib import Path

import numpy as np

from photophore.commons.history import History
from photophore.commons.store import Store
from photophore.words import Signal

NOON = 1_793_448_000_000  # 2026-10-31 12:00 UTC, a Saturday; the next night clocks go back in New York, not in Madrid
ANN, BOB = "hub.aaaa", "hub.bbbb"


class Clock:
    """Milliseconds UTC, as a test says."""

    def __init__(self, ms: int = NOON):
        self.ms = ms

    def __call__(self) -> int:
        return self.ms


class Strangers:
    """Whoever is named has a pseudonym."""

    def pseudonym(self, person_id: str, use: str) -> bytes:
        return hashlib.sha256(f"{person_id}/{use}".encode()).digest()[:16]


class Past:
    """What a test holds of a hub; all of it lies in one folder."""

    def __init__(self, folder: Path, zone: str = "Europe/Madrid", clock: Clock | None = None):
        self.clock = clock or Clock()
        self.store_folder = folder
        self.store = Store.open(folder / "hub.sqlite", self.clock)
        self.history = History(folder / "history", self.store, Strangers(), zone, self.clock)
        self.history.may = lambda person_id, signal: True

    def close(self) -> None:
        self.history.close()
        self.store.close()

    def say(self, person: str, signal: Signal, ms, x, y=np.nan, district: int = 3) -> int:
        """Samples at these instants."""
        ms = np.atleast_1d(np.asarray(ms, np.int64))
        return self.history.remember(person, signal, ms, np.stack(np.broadcast_arrays(x, y, ms)[:2], axis=1), district)
