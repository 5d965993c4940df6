"""A weakness whose channel no log shows: smiles that never met fail in turn, and share a level of some factor.

Many levels are hit, one after the other, and in each that is hit others follow: so it is no bad level (one would be
hit), and nothing that is caught by radio (they never met). Which factor pairs them is the hidden-channel report.
"""

from typing import NamedTuple

import numpy as np

from photophore.watch.episode import Episode, log_mean, log_sum
from photophore.watch.events import FACTORS

FOLLOWS = np.array([0.003, 0.01, 0.03, 0.06, 0.12, 0.3])  # a second: that a smile of a level that was hit fails too
JUMPS = np.array([0.01, 0.03, 0.1, 0.3, 1.0])  # a second: smiles anywhere that each one that failed brings down
TAKES = np.array([0.4, 0.75, 0.95])  # share of the levels that are hit in which others follow at all
LEADS = (0.0, 4.0)  # seconds by which those who bring others down do so before they fail themselves
ELSEWHERE = 0.25  # share of the faults outside of the level with the most: with fewer, it is that level
FIRST = 8  # of the earliest faults, how many may have been the first
CAREFUL = 0.5  # who fails first is not always who was hit first: untempered, 0.87 was told where 11 of 15 were right
PAIRS = 12  # pairs that a report names


class Pair(NamedTuple):
    """A fault that no meeting explains, and an earlier one of the same level."""

    smile: int  # pseudonym
    at: float  # seconds
    earlier: int  # pseudonym
    earlier_at: float  # seconds
    level: str


class Report(NamedTuple):
    """Which factor pairs smiles that never met."""

    factor: str
    orphans: int  # faults that no meeting explains
    paired: int  # of them, those with an earlier fault of the same level
    expected: float  # that would be paired by chance alone
    chance: float  # of so many or more pairs by chance alone, for the factor that surprises most of six
    levels: int  # that were hit
    pairs: tuple[Pair, ...]  # the first ones


def score(episode: Episode, factor: int) -> float:
    """How much likelier a hidden channel along this factor makes what was seen; a logarithm."""
    level = episode.fleet.factors[factor]
    hit = level[episode.who]
    elsewhere = len(hit) - np.bincount(hit[hit >= 0], minlength=1).max()
    if elsewhere < max(3, ELSEWHERE * len(hit)):
        return -np.inf
    told = [_led(episode, level, lead, s) for lead in LEADS for s in range(min(FIRST, len(episode.at)))]
    return log_sum(np.array(told)) - np.log(len(LEADS) * episode.fleet.n * episode.span * episode.calm)


def firsts(episode: Episode, factor: int) -> np.ndarray:
    """(s,) float64: the chance of each of the earliest faults to have been the first, if it came along this factor."""
    level, tried = episode.fleet.factors[factor], range(min(FIRST, len(episode.at)))
    told = np.array([log_sum(np.array([_led(episode, level, lead, s) for lead in LEADS])) for s in tried])
    told = told * CAREFUL
    return np.exp(told - log_sum(told))


def epidemic(episode: Episode) -> float:
    """The same for something that spreads, along nothing that anybody sees."""
    level = np.full(episode.fleet.n, -1)
    told = [_led(episode, level, lead, s) for lead in LEADS for s in range(min(FIRST, len(episode.at)))]
    return log_sum(np.array(told)) - np.log(len(LEADS) * episode.fleet.n * episode.span * episode.calm)


def _led(episode: Episode, level: np.ndarray, lead: float, s: int) -> float:
    """The score if the fault `s` was the first, but for the chance of its smile and moment."""
    at, calm, n = episode.at, episode.calm, episode.fleet.n
    others = np.searchsorted(at[s:] - lead, at, side="left") - (at >= at[s] - lead)  # before, itself left out
    jump = np.maximum(others, 0) / n  # (k,) times JUMPS
    length = float(np.maximum(episode.end - at[s:] + lead, 0.0).sum())
    where = np.where(np.arange(len(at)) >= s, level[episode.who], -1)
    follows, place, exposed = _follows(episode, level, where)
    plain = np.log1p(JUMPS[:, None] * jump / calm)  # (J, k)
    local = np.log1p((JUMPS[:, None, None] * jump + FOLLOWS[:, None]) / calm)  # (J, F, k)
    plain[:, s], local[:, :, s] = 0.0, 0.0
    told = plain[:, None, ~follows].sum(axis=2) - (JUMPS * length)[:, None]  # (J, 1) of those that start a level
    told = told[:, :, None] + np.zeros((1, len(FOLLOWS), len(TAKES)))
    for hit in range(len(exposed)):
        mine = follows & (place == hit)
        calmly = plain[:, mine].sum(axis=1)[:, None, None]
        taken = local[:, :, mine].sum(axis=2)[..., None] - (FOLLOWS * exposed[hit])[:, None]
        told = told + np.logaddexp(np.log(TAKES) + taken, np.log(1 - TAKES) + calmly)
    return log_mean(told)


def _follows(episode: Episode, level: np.ndarray, where: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(k,) bool: an earlier fault hit its level; (k,) which of the h levels that were hit, -1 none; (h,) smile-seconds
    that were exposed there.
    """
    hit, first = np.unique(where, return_index=True)
    hit, first = hit[hit >= 0], first[hit >= 0]
    follows = (where >= 0) & ~np.isin(np.arange(len(where)), first)
    gone = np.minimum(episode.failed, episode.end)
    inside = np.isin(level, hit) & (level >= 0)
    there = np.searchsorted(hit, level[inside])
    length = np.maximum(gone[inside] - episode.at[first][there], 0.0) if len(hit) else np.zeros(0)
    return follows, np.where(where >= 0, np.searchsorted(hit, where), -1), np.bincount(there, length, len(hit))


def report(episode: Episode, orphans: np.ndarray) -> Report | None:
    """The factor that pairs those that no meeting explains (orphans: (k,) chances) the most surprisingly; or None."""
    alone = np.flatnonzero(orphans > 0.5)
    told = [_report(episode, factor, alone) for factor in range(len(FACTORS))]
    told = [one for one in told if one is not None]
    return min(told, key=lambda one: one.chance, default=None)


def _report(episode: Episode, factor: int, alone: np.ndarray) -> Report | None:
    level = episode.fleet.factors[factor]
    if len(alone) < 3 or not (level >= 0).any():
        return None
    share = np.bincount(level[level >= 0], minlength=level.max() + 1) / max((level >= 0).sum(), 1)
    pairs, chances = [], []
    for place in alone:
        mine, before = level[episode.who[place]], level[episode.who[:place]]
        chances.append(share[np.unique(before[before >= 0])].sum())
        same = np.flatnonzero(before == mine) if mine >= 0 else np.zeros(0, int)
        if len(same):
            pairs.append(_pair(episode, factor, int(place), int(same[-1])))
    tail = upper(np.array(chances), len(pairs))
    hit = level[episode.who]
    return Report(FACTORS[factor], len(alone), len(pairs), float(np.sum(chances)), min(1.0, tail * len(FACTORS)),
                  len(np.unique(hit[hit >= 0])), tuple(pairs[:PAIRS]))  # fmt: skip


def _pair(episode: Episode, factor: int, place: int, earlier: int) -> Pair:
    fleet, who, at = episode.fleet, episode.who, episode.at
    name = fleet.names[factor][fleet.factors[factor, who[place]]]
    return Pair(
        int(fleet.smile[who[place]]), float(at[place]), int(fleet.smile[who[earlier]]), float(at[earlier]), name
    )


def upper(chances: np.ndarray, count: int) -> float:
    """The chance that `count` or more of independent events with these chances happen; exact."""
    told = np.zeros(len(chances) + 1)
    told[0] = 1.0
    for chance in chances:
        told[1:] = told[1:] * (1 - chance) + told[:-1] * chance
        told[0] *= 1 - chance
    return float(min(1.0, told[count:].sum()))
