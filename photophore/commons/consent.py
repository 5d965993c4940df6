"""Granting and withdrawing: who allows what, now. The only maker of `Given`.

Grants are held in memory: (audience, signal, row) -> purposes, until a tick. What is granted anew replaces
what was granted before in the same place, so that a grant always has one end.

Where bodies may not be sensed (words.Venue) a grant of heart or skin comes to nothing, whoever grants it and to
whom: the mask has no bit of it. What wearers say of themselves goes on as everywhere.
"""

import threading
from collections.abc import Callable

import numpy as np

from photophore.words import BLOCK, BODILY, SIGNALS, Audience, Brightness, Given, Purpose, Signal, Venue

FOREVER = np.iinfo(np.int64).max


class Grants:
    """The grants of n rows. Every change is seen by the next `given`; the verbs may be called from other threads."""

    def __init__(self, n: int, room: Callable = np.zeros):
        """room(shape, dtype): who makes the arrays, all zero; such as one that other processes see as well."""
        if n % BLOCK:
            raise ValueError(f"grants are kept for whole blocks of {BLOCK} rows, not for {n}")
        self.n, self.venue = n, Venue.NEIGHBOURHOOD
        self._mask = room((len(Audience), SIGNALS, n), np.uint16)
        self._used: dict[tuple[int, int], None] = {}  # cells of the mask that ever held a grant; the others are 0
        self._until: dict[tuple[int, int], np.ndarray] = {}  # only where something ends
        self._present = room(n, np.uint8)
        self._brightness = room(n, np.uint8)
        self._autonomy = room(n, np.float32)
        self._autonomy[:] = 0.5
        self._born = room(n, np.uint32)
        self._epoch = 0
        self._next_end = FOREVER
        self.lock = threading.RLock()  # a present bit without its grant would be light without a grant

    def mark(self, venue: Venue) -> None:
        """What kind of place this is from now on. Where bodies may not be sensed nothing of them is granted any more,
        and nothing will be: such a place stays one.
        """
        venue = Venue(venue)
        if venue.senses_bodies and not self.venue.senses_bodies:
            raise ValueError(f"a {self.venue} stays a place where no body is sensed; it cannot become a {venue}")
        with self.lock:
            self.venue = venue
            if not venue.senses_bodies:
                self._mask[:, list(BODILY)] = 0
                self._changed(np.arange(self.n))

    def grant(self, rows, audience: Audience, signal: Signal, purposes: Purpose, until: int | None = None) -> None:
        """Let `audience` have `signal` of these rows for `purposes`, until a tick (None: until withdrawn)."""
        with self.lock:
            rows = self._checked(rows)
            self._mask[audience, signal, rows] = int(purposes) if self._may_sense(signal) else 0
            self._used[audience, signal] = None
            if until is not None and (audience, signal) not in self._until:
                self._until[audience, signal] = np.full(self.n, FOREVER, np.int64)
            if (audience, signal) in self._until:
                self._until[audience, signal][rows] = FOREVER if until is None else until
                self._next_end = min(self._next_end, FOREVER if until is None else until)
            self._changed(rows)

    def withdraw(self, rows, audience: Audience | None = None, signal: Signal | None = None) -> None:
        """Take grants back: to one audience or to all, of one signal or of all."""
        with self.lock:
            rows = self._checked(rows)
            for who, what in self._used:
                if audience in (None, who) and signal in (None, what):
                    self._mask[who, what, rows] = 0
            self._changed(rows)

    def choose(self, rows, brightness: Brightness) -> None:
        """How much of a feeling these wearers let out."""
        rows = self._checked(rows)
        with self.lock:
            self._brightness[rows] = int(brightness)
            self._epoch += 1

    def loosen(self, rows, autonomy) -> None:
        """How little these smiles let others pull them: 0..1, or one number a row."""
        values = np.asarray(autonomy, np.float32)
        if not ((values >= 0) & (values <= 1)).all():
            raise ValueError("autonomy is a number from 0 (follows) to 1 (is never pulled)")
        rows = self._checked(rows)
        with self.lock:
            self._autonomy[rows] = values
            self._epoch += 1

    def settle(self, rows, born) -> None:
        """New smiles live in these rows: nothing of the former ones' grants remains."""
        with self.lock:
            self.forget(rows)
            self._born[rows] = born

    def forget(self, rows) -> None:
        """Wipe everything that was granted or chosen for these rows."""
        with self.lock:
            rows = self._checked(rows)
            for cell in self._used:
                self._mask[(*cell, rows)] = 0
            self._brightness[rows] = Brightness.BRIGHT_ONLY
            self._autonomy[rows] = 0.5
            self._changed(rows)

    def allowed(self, row: int, audience: Audience, signal: Signal) -> Purpose:
        """What this row's `signal` is granted to `audience` for."""
        return Purpose(int(self._mask[audience, signal, row]))

    def given(self, now: int) -> Given:
        """All of it as arrays, at tick count `now`; grants that have ended are gone. Read-only views."""
        with self.lock:
            if now >= self._next_end:
                self._end(now)
            return lent(self.arrays, self._epoch)

    @property
    def arrays(self) -> tuple[np.ndarray, ...]:
        """mask, present, brightness, autonomy, born: as in `Given`, to be lent to another process."""
        return self._mask, self._present, self._brightness, self._autonomy, self._born

    def _may_sense(self, signal: Signal) -> bool:
        return signal not in BODILY or self.venue.senses_bodies

    def _end(self, now: int) -> None:
        self._next_end = FOREVER
        for (audience, signal), until in self._until.items():
            rows = np.flatnonzero(until <= now)
            until[rows] = FOREVER
            self._mask[audience, signal, rows] = 0
            self._changed(rows)
            self._next_end = min(self._next_end, int(until.min()))

    def _changed(self, rows) -> None:
        bits = np.zeros(len(rows), np.uint8)
        for who, what in self._used:
            bits[(self._mask[who, what, rows] & Purpose.LIGHT) != 0] |= Audience(who).bit
        self._present[rows] = bits
        self._epoch += 1  # last, so that whoever sees the new epoch sees the change

    def _checked(self, rows) -> np.ndarray:
        rows = np.atleast_1d(np.asarray(rows, np.int64))
        if rows.size and not (0 <= rows.min() and rows.max() < self.n):
            raise IndexError(f"there is no row {rows.max()}; this hub has rows 0 to {self.n - 1}")
        return rows


def lent(arrays: tuple[np.ndarray, ...], epoch: int) -> Given:
    """What `Grants.arrays`, or the same rows of each, allow; for a shard, which sees them in shared memory."""
    return Given(*(_read_only(array) for array in arrays), epoch)


def _read_only(array: np.ndarray) -> np.ndarray:
    view = array.view()
    view.flags.writeable = False
    return view
