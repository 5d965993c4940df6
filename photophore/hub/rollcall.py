"""Who belongs to which group, and how many signs of faults each group shows: counts, never anybody's light or feeling.

A group is all smiles that share one level of one factor: a district, a lot, a release ...
"""

from typing import NamedTuple, final

import numpy as np

from photophore.watch import events
from photophore.watch.events import FACTORS, FIRST_SIGN, Events, Kind
from photophore.words import GROUP

LATELY = 120  # seconds that are told of, in spans of SPAN
SPAN = 5
LEAST = 4  # signs in a span: fewer are told as none, for they may be one smile's


class Seen(NamedTuple):
    """One group."""

    factor: int  # place in FACTORS
    code: int  # place in the factor's names
    name: str
    smiles: int


@final
class Roll:
    """n smiles, their groups, and what each showed. One thread writes and reads it."""

    def __init__(self, roster: Events):
        self._take(roster)
        self._lately = np.zeros(LATELY, np.int64)  # signs a second, the newest last, up to the last whole span
        self._now = np.zeros(0, np.int64)  # the same of the span that is not over

    def _take(self, roster: Events) -> None:
        self.fleet = events.fleet(roster)
        self.names = self.fleet.names
        self.factors = self.fleet.factors.copy()  # (6, n), as they are now
        self.touched = np.zeros(self.fleet.n, bool)  # showed a sign since `begin`

    def hear(self, told: Events, seconds: int = 1) -> int:
        """Some seconds more -> how many signs they had. Smiles that the roster does not know are nobody's."""
        told = told if told.names == self.names else told._replace(factors=self._recoded(told), names=self.names)
        rows = self.fleet.rows(told.smile)
        known = rows >= 0
        for factor in events.TAKEN:
            new = known & (told.kind == Kind.TOOK.code) & (told.factors[factor] >= 0)
            self.factors[factor, rows[new]] = told.factors[factor, new]
        signs = rows[known & (told.kind >= FIRST_SIGN)]
        self.touched[signs] = True
        passed = np.zeros(min(seconds, LATELY), np.int64)  # seconds that nobody asked for are seconds without a sign
        passed[-1] = len(signs)
        self._now = np.append(self._now, passed)
        whole = len(self._now) // SPAN * SPAN
        self._lately = np.append(self._lately, self._now[:whole])[-LATELY:]
        self._now = self._now[whole:]
        return len(signs)

    def _recoded(self, told: Events) -> np.ndarray:
        """Levels that the roster does not name are unknown."""
        found = np.full_like(told.factors, -1)
        for f, levels in enumerate(told.names):
            place = {name: code for code, name in enumerate(self.names[f])}
            table = np.array([*(place.get(name, -1) for name in levels), -1], np.int32)
            found[f] = table[told.factors[f]]
        return found

    def begin(self) -> None:
        """From now on it is counted anew whom a trouble touches."""
        self.touched[:] = False

    @property
    def count(self) -> int:
        """Smiles that a trouble has touched."""
        return int(self.touched.sum())

    @property
    def lately(self) -> list[int]:
        """Signs in the whole city in each whole span, the newest last; fewer than LEAST are told as none, and nothing
        of a city that is smaller than a group. Spans do not slide, so that no two answers differ by one sign.
        """
        spans = self._lately.reshape(-1, SPAN).sum(axis=1)
        return np.where((spans >= LEAST) & (self.fleet.n >= GROUP), spans, 0).tolist()

    def groups(self) -> list[Seen]:
        """Every group that has anybody in it, factor by factor."""
        found = []
        for factor, levels in enumerate(self.names):
            level = self.factors[factor]
            sizes = np.bincount(level[level >= 0], minlength=len(levels))
            found += [Seen(factor, code, name, int(sizes[code]))
                      for code, name in enumerate(levels) if sizes[code]]  # fmt: skip
        return found

    def of(self, factor: str, name: str) -> np.ndarray:
        """(k,) places in the roster of those who share this level; nobody where there is no such level."""
        number = FACTORS.index(factor)
        if name not in self.names[number]:
            return np.zeros(0, np.int64)
        return np.flatnonzero(self.factors[number] == self.names[number].index(name))

    def district_of(self, smile: int) -> str | None:
        """The district of one smile, where enough others live that it tells nothing of this one."""
        [row] = self.fleet.rows(np.array([smile], np.int64))
        code = self.factors[0, row] if row >= 0 else -1
        return self.names[0][code] if code >= 0 and (self.factors[0] == code).sum() >= GROUP else None

    def districts(self, rows: np.ndarray) -> list[str]:
        """Where these live, the fullest first; districts smaller than a group are not told."""
        level = self.factors[0]
        sizes = np.bincount(level[level >= 0], minlength=len(self.names[0]))
        mine = level[rows]
        here = np.bincount(mine[mine >= 0], minlength=len(self.names[0]))
        return [self.names[0][code] for code in np.argsort(-here, kind="stable") if here[code] and sizes[code] >= GROUP]
