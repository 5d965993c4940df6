"""Smiles that rest: they fade to dark, evenly and in their own time, and come back when they are woken.

What their colonies and wearers set meanwhile is kept for later. Fading only lowers light, and the guard has the last
word on every rise, so that neither is ever a flash.
"""

from typing import final

import numpy as np

from photophore.words import Tick, Worn

F = np.float32
FALL, RISE = 0.75, 1.0  # seconds
QUICKEST = 0.5  # seconds; a quicker fade is a blow
KEPT = ("power", "fallback")  # columns of Worn that are dimmed


@final
class Dimmer:
    """Which of n rows rest, how far each has faded, and what each would show if it did not."""

    def __init__(self, n: int):
        self.resting = np.zeros(n, bool)  # they are dark, or on their way there
        self._held = np.zeros(n, bool)  # they are not as bright as they would be
        self._share = np.ones(n, F)  # of their light that is left, 0..1, as eyes see it: its root is what moves evenly
        self._pace = np.zeros(n, F)  # change of the share in a second
        self._moving = np.zeros(0, np.int64)
        self._power, self._fallback = np.zeros(n, F), np.zeros((3, n), np.uint8)  # of those who are held
        self._at: int | None = None  # tick of the last step

    def rest(self, worn: Worn, rows: np.ndarray, seconds: float = FALL) -> None:
        """These rows fade to dark, from where they are."""
        new = rows[~self._held[rows]]
        self._power[new], self._fallback[:, new] = worn.power[new], worn.fallback[:, new]
        self._held[new] = True
        self.resting[rows] = True
        self._move(rows, -1.0 / max(seconds, QUICKEST))

    def wake(self, rows: np.ndarray, seconds: float = RISE) -> None:
        """Those of these rows that rest come back, from where they are."""
        rows = rows[self.resting[rows]]
        self.resting[rows] = False
        self._move(rows, 1.0 / max(seconds, QUICKEST))

    def forget(self, rows: np.ndarray) -> None:
        """These rows are somebody else's from now on, and bare."""
        self.resting[rows], self._held[rows], self._share[rows] = False, False, 1
        self._moving = self._moving[self._held[self._moving]]

    def keep(self, name: str, rows: np.ndarray, values) -> np.ndarray | None:
        """What is set for rows that are held is kept for later -> (k,) bool, those who are not; None where none is."""
        held = self._held[rows] if self._held.any() and name in KEPT else None
        if held is None or not held.any():
            return None
        kept = self._power if name == "power" else self._fallback
        whole = np.broadcast_to(values, (*kept.shape[:-1], rows.size))
        kept[..., rows[held]] = whole[..., held]
        return ~held

    def step(self, worn: Worn, tick: Tick) -> None:
        """Power and fallback of those who are held, for this tick."""
        if not self._moving.size:
            self._at = None
            return
        passed = 1 if self._at is None else max(1, tick.count - self._at)
        self._at, rows = tick.count, self._moving
        share = np.clip(self._share[rows] + self._pace[rows] * F(passed / tick.fps), F(0), F(1))
        self._share[rows] = share
        worn.power[rows] = self._power[rows] * (share * share)
        worn.fallback[:, rows] = (self._fallback[:, rows] * share).astype(np.uint8)
        back = (share >= 1) & ~self.resting[rows]
        self._held[rows[back]] = False
        self._moving = rows[~back & ((share > 0) | ~self.resting[rows])]

    def _move(self, rows: np.ndarray, pace: float) -> None:
        self._pace[rows] = pace
        self._moving = np.union1d(self._moving, rows)
