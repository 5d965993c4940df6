"""Hears, second by second, what goes wrong in a fleet, and alarms where too many smiles fail too soon.

One Poisson CUSUM for every level of every factor, and one for the fleet, at two paces. A smile counts once in ten
minutes, whatever it does meanwhile; it counts for the lot, release, glyph, hub and district that it has at that moment.

False alarms, stated: the quick chart of each district is allowed one in `false_alarm_days`; those of all other levels
together as many as those of the districts, in equal shares (Bonferroni); the slow ones of all levels together one in
SLOWER times `false_alarm_days`. Besides, no alarm is raised for fewer than LEAST smiles, so that in a calm
fleet alarms are far rarer than that; `bench detect` counts them.
"""

from typing import NamedTuple, final

import numpy as np

from photophore.watch import cusum
from photophore.watch import events as watched
from photophore.watch.events import FACTORS, FIRST_SIGN, TAKEN, Events, Kind

WHOLE = "fleet"  # the factor of the one chart that counts everybody
LEAST = 4  # smiles: fewer are no incident, they are mended one by one
AGAIN = 600.0  # seconds without a sign after which a smile's next one counts anew
QUICK, SLOW = 0.3, 0.02  # faults a second that the two charts of a calm level listen for; busy ones: a tripled rate
SLOWER = 12.0
CALM = 4e-3 / 3600.0  # faults a second and smile, before any were heard
TRUST = 4.0  # faults heard after which experience counts as much as CALM
FEWEST = 2.0 / 3600.0  # faults a second in the whole fleet: a rate that is never thought to be lower
LEARNT = 3600.0  # seconds: rates are learnt anew each hour, from hours in which there was no alarm
DAY = 86_400.0
QUIET = 600.0  # seconds without an alarm after which a level may alarm again
AFRESH = 30.0  # seconds after which levels that grew or shrank, as releases do, get charts of their new size


class Alarm(NamedTuple):
    """Too many smiles of one level fail."""

    factor: str  # one of FACTORS, or "fleet"
    level: str  # its name; "" for the fleet
    at: float  # seconds
    began: float  # seconds: since when the sum has been rising
    count: int  # smiles that failed since then
    expected: float  # that would have in calm times


@final
class Monitor:
    """State of all charts. Time comes with the events: `hear` is told the second that has passed."""

    def __init__(self, roster: Events, second0: float = 0.0, false_alarm_days: float = 30.0, calm: float = CALM):
        """`roster`: who is there. `calm`: faults a second and smile in calm times, if it is known."""
        self.fleet = watched.fleet(roster)
        self.names = tuple(list(levels) for levels in roster.names)
        self.now, self.days, self.calm = float(second0), float(false_alarm_days), float(calm)
        self.has = self.fleet.factors.copy()  # (6, n) int32 what each smile has now; -1 unknown
        self.last = np.full(self.fleet.n, -np.inf)  # (n,) seconds of the last sign
        self.heard = [0, 0.0]  # faults and smile-seconds in calm hours
        self._hour, self._alarmed = [0, float(second0)], False
        self._lines = {}  # worked out once each
        self._laid = self.now
        self._chart()

    def hear(self, events: Events, now: float | None = None) -> list[Alarm]:
        """What was seen in the second until `now` (default: one more); alarms begin where they had not.

        Unknown smiles join by their ROSTER rows; a sign of somebody who never joined counts for the fleet alone.
        """
        now = self.now + 1.0 if now is None else float(now)
        events = watched.ordered(events)
        self._join(events)
        if self._take(events) and now - self._laid > AFRESH:
            self._laid = now
            self._chart()
        counts = self._counts(events)
        quiet = max(1, round(now - self.now)) - 1  # seconds in which nothing was told: sums only fall
        for c, chart in enumerate(self.charts):
            self.totals[c] = np.maximum(0.0, self.totals[c] - quiet * (chart.risen - chart.rate))
        self.now = now
        alarms = self._step(counts)
        self._learn(int(counts[-1]))
        return alarms

    # --- charts

    def _chart(self) -> None:
        """Charts for the rates that are believed now; sums are kept where a level stays."""
        sizes = [
            np.bincount(has[has >= 0], minlength=len(levels)) for has, levels in zip(self.has, self.names, strict=True)
        ]
        size = np.concatenate([*sizes, [self.fleet.n]]).astype(float)
        whole = max(self.rate * self.fleet.n, FEWEST)
        self.rates = whole * np.maximum(size, 1.0) / max(self.fleet.n, 1)  # (L,) faults a second
        first = len(self.names[0])
        districts, others = max(first, 1), max(len(size) - first, 1)
        budget = self.days * DAY
        quick = np.full(len(size), budget * others / districts)
        quick[:first] = budget
        slow = np.full(len(size), SLOWER * budget * len(size))
        self.charts = [cusum.poisson(self.rates, np.full(len(size), pace), between, self._lines)
                       for pace, between in ((QUICK, quick), (SLOW, slow))]  # fmt: skip
        self.sizes = size
        keep = self.totals if hasattr(self, "totals") and self.totals.shape[1] == len(size) else None
        if keep is None:
            self.totals = np.zeros((2, len(size)))
            self.began = np.full((2, len(size)), self.now)
            self.count = np.zeros((2, len(size)), int)
            self.quiet = np.full(len(size), -np.inf)

    @property
    def rate(self) -> float:
        """Faults a second and smile in calm times, as far as known: the mean of what was heard and of CALM."""
        faults, seconds = self.heard
        return (TRUST + faults) / (TRUST / self.calm + seconds)

    def _step(self, counts: np.ndarray) -> list[Alarm]:
        alarms, told = [], set()
        for c, chart in enumerate(self.charts):
            fresh = (self.totals[c] == 0) & (counts > 0)
            self.began[c, fresh] = self.now
            self.count[c, fresh] = 0
            self.count[c] += counts
            self.totals[c] = chart.step(self.totals[c], counts)
            over = (self.totals[c] >= chart.line) & (self.count[c] >= LEAST) & (counts > 0)
            self.totals[c] = np.minimum(self.totals[c], chart.line + chart.gain)  # so that it comes down again
            for level in np.flatnonzero(over & (self.now - self.quiet > QUIET)):
                if level not in told:
                    told.add(level)
                    alarms.append(self._alarm(c, level))
            self.quiet[over] = self.now
        self._alarmed |= bool(alarms)
        return alarms

    def _alarm(self, c: int, level: int) -> Alarm:
        factor, name = self._named(level)
        began = float(self.began[c, level])
        expected = float(self.rates[level] * (self.now - began + 1.0))
        return Alarm(factor, name, self.now, began, int(self.count[c, level]), expected)

    def _named(self, level: int) -> tuple[str, str]:
        for factor, levels in zip(FACTORS, self.names, strict=True):
            if level < len(levels):
                return factor, levels[level]
            level -= len(levels)
        return WHOLE, ""

    # --- what is heard

    def _join(self, events: Events) -> None:
        """New smiles and new levels; rare, so that everything is laid out anew."""
        grown = False
        for told, levels in zip(events.names, self.names, strict=True):
            new = [name for name in told if name not in set(levels)] if tuple(levels) != told else []
            levels += new
            grown |= bool(new)
        rosters = events.kind == Kind.ROSTER.code
        new = rosters & (self.fleet.rows(events.smile) < 0) if rosters.any() else rosters
        if new.any():
            old = self.fleet
            came = watched.fleet(watched.pick(events, new))
            smile = np.concatenate([old.smile, came.smile])
            by = np.argsort(smile, kind="stable")
            added = watched.recoded(came, self.names)
            self.fleet = watched.Fleet(
                smile[by], *(np.concatenate([a, b])[by] for a, b in zip(old[1:4], came[1:4], strict=True)),
                np.concatenate([old.factors, added], axis=1)[:, by], tuple(map(tuple, self.names)))  # fmt: skip
            self.has = np.concatenate([self.has, added], axis=1)[:, by]
            self.last = np.concatenate([self.last, np.full(came.n, -np.inf)])[by]
        if grown or new.any():
            self._chart()

    def _take(self, events: Events) -> bool:
        """Whether somebody took something."""
        took = watched.pick(events, events.kind == Kind.TOOK.code)
        rows = self.fleet.rows(took.smile)
        codes = watched.recoded(took, self.names)
        for f in TAKEN:
            told = (codes[f] >= 0) & (rows >= 0)
            self.has[f, rows[told]] = codes[f, told]
        return took.count > 0

    def _counts(self, events: Events) -> np.ndarray:
        """(L,) int64: smiles that began to fail, for each level and, last, in the fleet."""
        signs = watched.pick(events, events.kind >= FIRST_SIGN)
        smiles, first = np.unique(signs.smile, return_index=True)
        rows, at = self.fleet.rows(smiles), signs.at[first]
        strangers = int((rows < 0).sum())
        rows, at = rows[rows >= 0], at[rows >= 0]
        fresh = rows[at - self.last[rows] > AGAIN]
        known = self.fleet.rows(signs.smile)
        np.maximum.at(self.last, known[known >= 0], signs.at[known >= 0])
        told = [np.bincount(has[fresh][has[fresh] >= 0], minlength=len(levels))
                for has, levels in zip(self.has, self.names, strict=True)]  # fmt: skip
        return np.concatenate([*told, [len(fresh) + strangers]]).astype(np.int64)

    def _learn(self, faults: int) -> None:
        """An hour without an alarm tells of calm times; in one with an alarm nothing is learnt."""
        self._hour[0] += faults
        if self.now - self._hour[1] < LEARNT:
            return
        if not self._alarmed:
            self.heard[0] += self._hour[0]
            self.heard[1] += (self.now - self._hour[1]) * self.fleet.n
        self._hour, self._alarmed = [0, self.now], False
        self._chart()
