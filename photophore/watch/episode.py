"""One episode of trouble, cut out of what was seen: who failed when, who could have caught it from whom, who had what.

All explanations are scored on it as processes in time: each gives every smile that has not failed yet a chance a second
to fail, besides the calm one; the logarithm of how much likelier what was seen becomes is its score.
"""

from typing import NamedTuple

import numpy as np

from photophore.watch import events as watched
from photophore.watch.events import TAKEN, Events, Fleet, Kind

BEFORE = 30.0  # seconds before the first fault of an episode that belong to it
AROUND = (8.0, 2.0)  # seconds before and after the first fault whose meetings tell where smiles were
KNOWN = 3  # meetings from which on they tell more than where a smile lives
MOST = 240  # faults of an episode that are looked at, the first ones: enough to be sure, and quick


class Takes(NamedTuple):
    """m takings of releases and glyphs."""

    row: np.ndarray  # (m,) int64 rows of the fleet
    factor: np.ndarray  # (m,) int64 places in FACTORS
    level: np.ndarray  # (m,) int64 places in names
    at: np.ndarray  # (m,) float64 seconds


class Meets(NamedTuple):
    """e chances to pass something on: one of `who` and another smile heard each other."""

    giver: np.ndarray  # (e,) int64 places in the episode's `who`
    taker: np.ndarray  # (e,) int64 rows of the fleet
    at: np.ndarray  # (e,) float64 seconds


class Episode(NamedTuple):
    """k faults of one episode, by time."""

    fleet: Fleet
    who: np.ndarray  # (k,) int64 rows of the fleet
    at: np.ndarray  # (k,) float64 seconds
    begin: float  # seconds
    end: float  # seconds: up to which it is looked at
    calm: float  # faults a second and smile that would have come anyway
    takes: Takes  # those of all time until `end`
    meets: Meets  # those since `begin`
    place: np.ndarray  # (2, n) float32 metres: about where each smile was when it began; nan where unknown

    @property
    def failed(self) -> np.ndarray:
        """(n,) float64 when each smile failed; inf where it did not."""
        told = np.full(self.fleet.n, np.inf)
        told[self.who[::-1]] = self.at[::-1]
        return told

    @property
    def span(self) -> float:
        """Seconds in which the trouble may have begun."""
        return max(self.end - self.begin, 1.0)


def cut(events: Events, began: float, end: float, calm: float) -> Episode:
    """The episode whose faults came from `began` on, seconds, until `end` at the latest."""
    fleet = watched.fleet(events)
    faults = watched.onsets(events)
    row = fleet.rows(faults.smile)
    begin = began - BEFORE
    inside = (row >= 0) & (faults.at >= begin) & (faults.at <= end)
    who, at = row[inside], faults.at[inside]
    if len(at) > MOST:
        end = float(at[MOST])
        who, at = who[at < end], at[at < end]
    takes, meets = _takes(events, fleet, end), _meets(events, fleet, who, (begin, end))
    return Episode(fleet, who, at, begin, end, calm, takes, meets, _stood(events, fleet, began))


def _takes(events: Events, fleet: Fleet, end: float) -> Takes:
    took = watched.pick(events, (events.kind == Kind.TOOK.code) & (events.at <= end))
    row, parts = fleet.rows(took.smile), []
    for f in TAKEN:
        told = (took.factors[f] >= 0) & (row >= 0)
        parts.append((row[told], np.full(told.sum(), f), took.factors[f, told].astype(np.int64), took.at[told]))
    return Takes(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _stood(events: Events, fleet: Fleet, began: float) -> np.ndarray:
    """(2, n) float32 metres: the middle of the cells of those whom each smile met just then, or else its own.

    People move about their cells, and some are far from theirs; who meets many of one neighbourhood is there.
    """
    near = (events.at >= began - AROUND[0]) & (events.at <= began + AROUND[1])
    met = np.flatnonzero((events.kind == Kind.MET.code) & near)
    one, two = fleet.rows(events.smile[met]), fleet.rows(events.other[met])
    who, other = np.concatenate([one, two]), np.concatenate([two, one])
    lives = np.stack([fleet.x, fleet.y])
    told = (who >= 0) & (other >= 0) & np.isfinite(lives[:, other]).all(axis=0)
    who, other = who[told], other[told]
    count = np.bincount(who, minlength=fleet.n)
    middle = np.stack([np.bincount(who, axis[other], fleet.n) for axis in lives]) / np.maximum(count, 1)
    return np.where(count >= KNOWN, middle, lives).astype(np.float32)


def _meets(events: Events, fleet: Fleet, who: np.ndarray, span: tuple[float, float]) -> Meets:
    met = np.flatnonzero((events.kind == Kind.MET.code) & (events.at >= span[0]) & (events.at <= span[1]))
    place = np.full(fleet.n + 1, -1)
    place[who] = np.arange(len(who))  # a smile fails once in an episode
    one, two, at = fleet.rows(events.smile[met]), fleet.rows(events.other[met]), events.at[met]
    known = (one >= 0) & (two >= 0) & (one != two)
    one, two, at = one[known], two[known], at[known]
    giver, taker, when = np.concatenate([one, two]), np.concatenate([two, one]), np.concatenate([at, at])
    heard = place[giver] >= 0
    return Meets(place[giver[heard]], taker[heard], when[heard])


def log_sum(scores: np.ndarray) -> float:
    """The logarithm of the sum of exponentials; -inf where there are none."""
    scores = np.asarray(scores, np.float64)
    top = scores.max(initial=-np.inf)
    return float(top + np.log(np.exp(scores - top).sum())) if np.isfinite(top) else -np.inf


def log_mean(scores: np.ndarray) -> float:
    """The logarithm of the mean of exponentials."""
    return log_sum(scores) - float(np.log(max(np.size(scores), 1)))
