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
FIRST = 24  # of the earliest faults, how many may tell who was first
MUTE = 12  # smiles that may have been first though nobody heard them fail: those who met most of the earliest
MET = 2  # of the earliest faults, that such a one met at least
LATELY = 20.0  # seconds before its fault in which a smile may have caught it
MOST = 240  # faults of an episode that are looked at, the first ones: enough to be sure, and quick


class Takes(NamedTuple):
    """m takings of releases and glyphs."""

    row: np.ndarray  # (m,) int64 rows of the fleet
    factor: np.ndarray  # (m,) int64 places in FACTORS
    level: np.ndarray  # (m,) int64 places in names
    at: np.ndarray  # (m,) float64 seconds


class Meets(NamedTuple):
    """e chances to pass something on: one of `who` and another smile heard each other."""

    giver: np.ndarray  # (e,) int64 places in the episode's `who`, and beyond them in its `mute`
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
    mute: np.ndarray  # (c,) int64 rows of the fleet: who may have been first, though nobody heard them fail

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
        first = at < end if at[0] < end else at <= end  # all at once: then all of them
        who, at = who[first], at[first]
    takes, (meets, mute) = _takes(events, fleet, end), _meets(events, fleet, (who, at), (begin, end))
    return Episode(fleet, who, at, begin, end, calm, takes, meets, _stood(events, fleet, began), mute)


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


def _meets(events: Events, fleet: Fleet, faults: tuple, span: tuple[float, float]) -> tuple[Meets, np.ndarray]:
    """The meetings of who failed, and of who may have been first; and the latter. faults: who, and at."""
    met = np.flatnonzero((events.kind == Kind.MET.code) & (events.at >= span[0]) & (events.at <= span[1]))
    place = np.full(fleet.n, -1)
    place[faults[0]] = np.arange(len(faults[0]))  # a smile fails once in an episode
    one, two, at = fleet.rows(events.smile[met]), fleet.rows(events.other[met]), events.at[met]
    known = (one >= 0) & (two >= 0) & (one != two)
    one, two, at = one[known], two[known], at[known]
    pairs = np.concatenate([one, two]), np.concatenate([two, one]), np.concatenate([at, at])
    mute = _mute(place, faults[1], pairs)
    place[mute] = len(faults[0]) + np.arange(len(mute))
    giver, taker, when = pairs
    heard = place[giver] >= 0
    return Meets(place[giver[heard]], taker[heard], when[heard]), mute


def _mute(place: np.ndarray, at: np.ndarray, pairs: tuple) -> np.ndarray:
    """(c,) rows of who was not heard to fail, and met MET or more of the earliest faults shortly before; most first."""
    giver, taker, when = pairs
    taker = place[taker]
    early = np.flatnonzero((place[giver] < 0) & (taker >= 0) & (taker < FIRST))
    giver, taker, when = giver[early], taker[early], when[early]
    before = (when < at[taker]) & (when > at[taker] - LATELY)
    who, many = np.unique(np.unique(giver[before] * FIRST + taker[before]) // FIRST, return_counts=True)
    order = np.argsort(-many, kind="stable")[:MUTE]
    return who[order][many[order] >= MET]


def log_sum(scores: np.ndarray) -> float:
    """The logarithm of the sum of exponentials; -inf where there are none."""
    scores = np.asarray(scores, np.float64)
    top = scores.max(initial=-np.inf)
    return float(top + np.log(np.exp(scores - top).sum())) if np.isfinite(top) else -np.inf


def log_mean(scores: np.ndarray) -> float:
    """The logarithm of the mean of exponentials."""
    return log_sum(scores) - float(np.log(max(np.size(scores), 1)))
