"""Leases: how long a grant holds without a sign of life from its wearer's own device.

Nothing of this is kept on disk: after a restart nobody has a lease, and everyone is dark until their device is heard
again. So a withdrawal that cannot reach somebody ends, at the latest, with the lease (specs trust 1.3).
"""

import heapq
from enum import IntEnum
from typing import final

import numpy as np

from photophore.words import FPS, Audience, Signal

NEVER = -1  # tick: no lease was ever given


class Kind(IntEnum):
    """What a lease is for; the sooner it ends, the closer to the body."""

    HEALTH, SOCIAL, COLOUR = range(3)


SECONDS = {Kind.HEALTH: 30, Kind.SOCIAL: 10 * 60, Kind.COLOUR: 24 * 3600}  # specs trust 1.3
HEALTH = frozenset({Signal.HEART, Signal.SKIN, Signal.MOUTH})


def kind_of(audience: int, signal: int) -> Kind:
    """Which lease stands behind a cell of the mask."""
    if signal in HEALTH:
        return Kind.HEALTH
    return Kind.COLOUR if audience == Audience.PUBLIC else Kind.SOCIAL


@final
class Leases:
    """The leases of n rows, in ticks, and a heap of when to look at them next.

    A row has one entry in the heap for each kind at most: one that was renewed meanwhile goes back in when its time
    comes. So a phone that is heard every second costs nothing until its first lease is due.
    """

    def __init__(self, n: int, fps: int = FPS):
        self.alive = np.zeros((len(Kind), n), bool)
        self._until = np.full((len(Kind), n), NEVER, np.int64)  # tick at which the lease has ended
        self._waits = np.zeros((len(Kind), n), bool)  # stands in the heap
        self._heap: list[tuple[int, int, Kind, np.ndarray]] = []
        self._lasts = {kind: seconds * fps for kind, seconds in SECONDS.items()}
        self._serial = 0

    def renew(self, rows: np.ndarray, now: int) -> np.ndarray:
        """These rows' wearers were heard at tick `now` -> those of the rows that had lost a lease."""
        back = ~self.alive[:, rows].all(axis=0)
        for kind, lasts in self._lasts.items():
            self._until[kind, rows] = now + lasts
            fresh = rows[~self._waits[kind, rows]]
            if fresh.size:
                self._wait(now + lasts, kind, fresh)
        self.alive[:, rows] = True
        return rows[back]

    def drop(self, rows: np.ndarray) -> None:
        """Nothing is held for these rows any more."""
        self.alive[:, rows] = False
        self._until[:, rows] = NEVER

    def due(self, now: int) -> bool:
        """Whether `end` has something to do."""
        return bool(self._heap) and self._heap[0][0] <= now

    def end(self, now: int) -> np.ndarray:
        """(k,) rows that lose a lease at tick `now`, each once."""
        over = []
        while self.due(now):
            _, _, kind, rows = heapq.heappop(self._heap)
            self._waits[kind, rows] = False
            until = self._until[kind, rows]
            ended, later = rows[until <= now], rows[until > now]
            over.append(ended[self.alive[kind, ended]])
            self.alive[kind, ended] = False
            if later.size:
                self._wait(int(until[until > now].min()), kind, later)
        return np.unique(np.concatenate(over)) if over else np.zeros(0, np.int64)

    def left(self, row: int, kind: Kind, now: int) -> int:
        """Ticks until this lease ends; 0 where there is none."""
        return max(0, int(self._until[kind, row]) - now) if self.alive[kind, row] else 0

    def _wait(self, tick: int, kind: Kind, rows: np.ndarray) -> None:
        self._waits[kind, rows] = True
        self._serial += 1  # so that arrays are never compared
        heapq.heappush(self._heap, (tick, self._serial, kind, rows))
