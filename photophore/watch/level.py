"""Something that all smiles of one level share: a lot, a release, a glyph, a hub.

From the moment that it begins, or that a smile takes it, a share of its smiles fails, each after a memoryless while.
Nobody knows the moment, the share or the while: all are tried, and the likelihood is their mean.
"""

from typing import NamedTuple

import numpy as np

from photophore.watch.episode import Episode, log_mean, log_sum
from photophore.watch.events import TAKEN

WHILES = np.array([0.7, 1.5, 3.0, 6.0, 15.0, 40.0])  # seconds
SHARES = np.array([0.02, 0.06, 0.15, 0.3, 0.5, 0.75, 0.95])
EARLIER = np.array([0.05, 0.2, 0.4, 0.7, 1.0, 1.5, 2.2, 3.2, 4.5, 6.5, 9.0, 13.0, 20.0])  # seconds before a fault
TRIED = 40  # levels of a factor that are looked at: those with the most faults for their size
LEAST = 2  # faults of a level that is looked at
HALF = 0.5  # members that hold it more strongly than this tell when it began
FINE = 0.1  # weights are told apart by their logarithms, so finely
LONG = 1e7  # seconds before it began: what was taken or left earlier counts as then
MANY = (1 << 28) - 1  # tenths of a second that are told apart, so that times since any year fit
ELSE = -3.0  # score of a level with fewer: it explains nothing, and loses a little


class Members(NamedTuple):
    """Smiles that had a level, each from a moment on."""

    row: np.ndarray  # (m,) int64 rows of the fleet
    since: np.ndarray  # (m,) float64 seconds; -inf: before anything was seen
    until: np.ndarray  # (m,) float64 seconds; inf: still
    weight: np.ndarray  # (m,) float64 how strongly it holds for each, 0..1


def members(episode: Episode, factor: int, level: int) -> Members:
    """Who has, or had, this level. Only releases and glyphs are taken; the last one taken is the one that counts."""
    fleet, takes = episode.fleet, episode.takes
    first = np.flatnonzero(fleet.factors[factor] == level)
    if factor not in TAKEN:
        return always(first)
    mine = takes.factor == factor
    left = np.full(fleet.n, np.inf)
    away = mine & (takes.level != level)
    np.minimum.at(left, takes.row[away], takes.at[away])
    took = mine & (takes.level == level)
    row, at = takes.row[took], takes.at[took]
    row, place = np.unique(row, return_index=True)
    at = at[place]
    until = np.where(left[row] > at, left[row], np.inf)
    return Members(
        np.concatenate([first, row]),
        np.concatenate([np.full(len(first), -np.inf), at]),
        np.concatenate([left[first], until]),
        np.ones(len(first) + len(row)),
    )


def always(row: np.ndarray, weight: np.ndarray | float = 1.0) -> Members:
    """Smiles that have had something in common since before anything was seen."""
    return Members(row, np.full(len(row), -np.inf), np.full(len(row), np.inf), np.full(len(row), weight, np.float64))


def score(episode: Episode, factor: int) -> np.ndarray:
    """(L,) float64: for each level of a factor, the logarithm of how much likelier it makes what was seen."""
    counts = _counts(episode, factor)
    told = np.full(len(counts), ELSE)
    size = np.bincount(episode.fleet.factors[factor][episode.fleet.factors[factor] >= 0], minlength=len(counts)) + 1.0
    worth = np.where(counts >= LEAST, counts * np.log((counts + 1e-9) / size * episode.fleet.n), -np.inf)
    for level in np.argsort(-worth, kind="stable")[:TRIED]:
        if counts[level] >= LEAST:
            told[level] = of(episode, members(episode, factor, int(level)), factor in TAKEN)
    return told


def _counts(episode: Episode, factor: int) -> np.ndarray:
    levels = len(episode.fleet.names[factor])
    has = episode.fleet.factors[factor][episode.who]
    counts = np.bincount(has[has >= 0], minlength=levels)
    if factor in TAKEN:
        mine = (episode.takes.factor == factor) & np.isin(episode.takes.row, episode.who)
        pairs = np.unique(np.stack([episode.takes.row[mine], episode.takes.level[mine]]), axis=1)
        counts += np.bincount(pairs[1], minlength=levels)
    return counts


def of(episode: Episode, has: Members, taken: bool = False) -> float:
    """The score of these smiles having something in common.

    `taken`: it may also have been bad from the start, so that only those who took it while they were watched tell of
    it.
    """
    starts, weights = _starts(episode, has)
    tried = _tried(episode, has, starts) + np.log(weights)[:, None, None]
    told = log_sum(tried) - np.log(len(WHILES) * len(SHARES))
    if not taken:
        return float(told)
    new = np.isfinite(has.since)
    if not new.any():
        return float(told) + np.log(0.5)
    before = _tried(episode, Members(*(column[new] for column in has)), np.array([-np.inf]))
    return float(np.logaddexp(told, log_mean(before)) + np.log(0.5))


def _starts(episode: Episode, has: Members) -> tuple[np.ndarray, np.ndarray]:
    """Moments at which it may have begun, and the chance of each: every second of the episode is as likely."""
    first = np.sort(episode.failed[has.row[has.weight > HALF]])[:4]
    first = first[np.isfinite(first)]
    tried = np.unique((first[:, None] - EARLIER).ravel())
    tried = tried[tried >= episode.begin]
    if not len(tried):
        return np.array([episode.begin]), np.array([1.0])
    edges = np.concatenate([[tried[0] - 1.0], (tried[1:] + tried[:-1]) / 2, [tried[-1] + 0.05]])
    return tried, np.maximum(np.diff(edges), 1e-6) / episode.span


def _tried(episode: Episode, has: Members, starts: np.ndarray) -> np.ndarray:
    """(starts, whiles, shares) float64: scores."""
    when = episode.failed[has.row]
    hit = np.isfinite(when) & (when > has.since) & (when <= has.until)
    after = when[hit] - np.maximum(has.since[hit], starts[:, None])  # (s, h) seconds
    rate = np.where(after[..., None] > 0, np.exp(-np.maximum(after, 0.0)[..., None] / WHILES) / WHILES, 0.0)
    gain = rate * (has.weight[hit] / episode.calm)[None, :, None]
    inside = np.stack([np.log1p(gain * share).sum(axis=1) for share in SHARES], axis=-1)  # (s, whiles, shares)
    well = ~hit
    gone = np.minimum(has.until[well], np.minimum(when[well], episode.end))
    return inside + _spared(has.since[well], gone, has.weight[well], starts)


def _spared(since: np.ndarray, gone: np.ndarray, weight: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """(starts, whiles, shares): the chance of those who had it and did not fail; alike ones are counted together."""
    told = np.zeros((len(starts), len(WHILES), len(SHARES)))
    if not len(since):
        return told
    code = np.clip(np.round(np.log(np.maximum(weight, 1e-9)) / FINE), -99, 0).astype(np.int64)
    base = float(starts[np.isfinite(starts)].min(initial=np.inf))
    base = (base if np.isfinite(base) else float(gone.max())) - LONG
    tenth = np.where(np.isfinite(since), np.clip(np.round((since - base) * 10), 1, MANY), 0).astype(np.int64)
    ends = np.clip(np.round((gone - base) * 10), 0, MANY).astype(np.int64)
    key, count = np.unique((tenth * (MANY + 1) + ends) * 100 - code, return_counts=True)
    strong = np.exp(-(key % 100) * FINE)
    until = (key // 100) % (MANY + 1) / 10 + base
    from_ = (key // 100) // (MANY + 1)
    from_ = np.where(from_ == 0, -np.inf, from_ / 10 + base)
    for begin, end, weak, many in zip(from_, until, strong, count, strict=True):
        length = np.maximum(end - np.maximum(begin, starts), 0.0)
        length = np.where(np.isfinite(length), length, 1e9)
        told += many * np.log1p(-weak * SHARES * (1 - np.exp(-length[:, None] / WHILES))[..., None])
    return told
