"""What was just remembered and is not on the disk yet, and the caps that keep a flapping sensor from filling it.

Two caps for each wearer and signal. The *rate guard* lets so many samples a second through, and a longer burst from a
phone that was away. The *dead band* makes one row of a minute's samples that differ by less than the sensor can tell;
the row says for how many it stands, so that means stay true. What is not taken is counted, never silently dropped.
"""

from array import array
from typing import NamedTuple, final

import numpy as np

from photophore.commons.keeping import KEEP
from photophore.words import Signal

PER_SECOND = 2.0  # samples of one signal of one wearer that are taken for long; beats are about one a second
BURST = 1200  # samples at once: ten minutes of those, from a phone that comes back
ROWS = 1_000_000  # rows that wait at most, 26 bytes each; a full buffer takes nothing more until it was written
FLAPS = 10_000  # wearers and signals whose flapping is told apart; all others are counted together
MINUTE = 60_000  # milliseconds
MOST_N = 65_535  # samples that one row stands for at most
COLUMNS = {"who": "i", "ms": "q", "x": "f", "y": "f", "n": "H", "district": "i"}  # types of array and of numpy


class Flap(NamedTuple):
    """A sensor that says more than is taken."""

    who: bytes  # pseudonym for the history
    signal: Signal
    over: int  # samples that were not taken
    first: int  # when that began, and when it was last so: milliseconds UTC
    last: int


class Full(NamedTuple):
    """What waits of one signal."""

    signal: Signal
    columns: dict[str, np.ndarray]  # by COLUMNS; who: place in `names`
    names: list[bytes]


class Source(NamedTuple):
    """Where samples come from."""

    who: bytes  # pseudonym for the history
    signal: Signal
    district: int


class Newest(NamedTuple):
    """The newest row of somebody's signal."""

    row: int
    minute: int  # in which it lies; a row tells no other's samples, so that means by the minute are exact
    x: float
    y: float

    def tells(self, at: int, x: float, y: float, band: float) -> bool:
        """Whether this row can stand for one sample more."""
        return at // MINUTE == self.minute and _same(self.x, x, band) and _same(self.y, y, band)


@final
class Buffer:
    """Rows by signal. Not for two threads at once: whoever holds it, locks."""

    def __init__(self, rows: int = ROWS):
        self.most, self.rows = rows, 0
        self.since: int | None = None  # when the oldest row came, milliseconds UTC; None: empty
        self.flaps: dict[tuple[bytes, Signal], Flap] = {}
        self.over = self.full = self.joined = 0  # samples: over the rate; no room; told by a row before them
        self._names: list[bytes] = []
        self._place: dict[bytes, int] = {}
        self._parts: dict[Signal, dict[str, array]] = {}
        self._last: dict[tuple[int, Signal, int], Newest] = {}
        self._tokens: dict[tuple[bytes, Signal], tuple[float, int]] = {}  # how many more are taken, and when that was

    def put(self, source: Source, ms: np.ndarray, xy: np.ndarray, now: int) -> int:
        """ms (k,), xy (k, 2) float32 with nan where missing, in the order of time -> samples that were taken."""
        who, signal, district = source
        taken = self._let_through(who, signal, len(ms), now)
        place = self._placed(who)
        key, band = (place, signal, district), KEEP[signal].still
        last, kept = self._last.get(key), 0
        for at, (x, y) in zip(ms[:taken].tolist(), xy[:taken].tolist(), strict=True):
            if last is not None and last.tells(at, x, y, band) and self._join(signal, last.row):
                self.joined += 1
            elif self.rows < self.most:
                last = Newest(self._append(signal, (place, at, x, y, 1, district)), at // MINUTE, x, y)
            else:
                break
            kept += 1
        self.full += taken - kept
        if last is not None:
            self._last[key] = last
        if kept and self.since is None:
            self.since = now
        return kept

    def take(self) -> list[Full]:
        """Everything that waits; the buffer is empty afterwards. What was let through and who flaps stays known."""
        full = [Full(signal, _columns(part), self._names) for signal, part in self._parts.items()]
        self._names, self._place, self._parts, self._last = [], {}, {}, {}
        self.rows, self.since = 0, None
        return full

    def put_back(self, full: list[Full], since: int | None) -> None:
        """What could not be written waits again, beside what came meanwhile."""
        for part in full:
            renamed = np.array([self._placed(who) for who in part.names], np.intc)
            into = self._part(part.signal)
            for name, column in (part.columns | {"who": renamed[part.columns["who"]]}).items():
                into[name].frombytes(column.tobytes())
            self.rows += len(part.columns["ms"])
        self.since = since if self.since is None else self.since if since is None else min(since, self.since)

    def of(self, who: bytes, signal: Signal) -> dict[str, np.ndarray]:
        """What waits of one wearer and signal."""
        columns = _columns(self._parts.get(signal) or _empty())
        rows = columns["who"] == self._place.get(who, -1)
        return {name: column[rows] for name, column in columns.items()}

    def forget(self, who: bytes) -> int:
        """Nothing of this wearer waits any more -> rows that did."""
        before, place = self.rows, self._place.pop(who, None)
        if place is not None:
            self._names[place] = b""
            for part in self._parts.values():
                stay = np.frombuffer(part["who"], np.intc) != place
                self.rows -= int(stay.size - stay.sum())
                for name, column in part.items():
                    part[name] = array(column.typecode, np.frombuffer(column, column.typecode)[stay].tobytes())
            self._last = {}  # rows moved
        for table in (self._tokens, self.flaps):
            for key in [key for key in table if key[0] == who]:
                del table[key]
        return before - self.rows

    def _let_through(self, who: bytes, signal: Signal, samples: int, now: int) -> int:
        tokens, then = self._tokens.get((who, signal), (BURST, now))
        tokens = min(BURST, tokens + max(0, now - then) * PER_SECOND / 1000)  # a clock that jumps back gives nothing
        taken = min(samples, int(tokens))
        self._tokens[who, signal] = (tokens - taken, now)
        if taken < samples:
            self.over += samples - taken
            key = (who, signal) if (who, signal) in self.flaps or len(self.flaps) < FLAPS else (b"", signal)
            old = self.flaps.get(key, Flap(*key, 0, now, now))
            self.flaps[key] = old._replace(over=old.over + samples - taken, last=now)
        return taken

    def _join(self, signal: Signal, row: int) -> bool:
        """Let a row stand for one sample more, if it can."""
        count = self._parts[signal]["n"]
        if count[row] == MOST_N:
            return False
        count[row] += 1
        return True

    def _append(self, signal: Signal, values: tuple) -> int:
        part = self._part(signal)
        for column, value in zip(part.values(), values, strict=True):
            column.append(value)
        self.rows += 1
        return len(part["ms"]) - 1

    def _part(self, signal: Signal) -> dict[str, array]:
        if signal not in self._parts:
            self._parts[signal] = _empty()
        return self._parts[signal]

    def _placed(self, who: bytes) -> int:
        place = self._place.setdefault(who, len(self._names))
        if place == len(self._names):
            self._names.append(who)
        return place


def _empty() -> dict[str, array]:
    return {name: array(kind) for name, kind in COLUMNS.items()}


def _columns(part: dict[str, array]) -> dict[str, np.ndarray]:
    return {name: np.array(column, column.typecode) for name, column in part.items()}


def _same(old: float, new: float, band: float) -> bool:
    """Whether a number is no news; missing after missing is none, and missing after something is."""
    return old == new or (abs(new - old) < band if old == old and new == new else old != old and new != new)
