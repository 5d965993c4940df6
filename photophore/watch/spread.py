"""Something that smiles catch from each other when they meet: who could have it from whom, and who had it first.

A smile that has caught it fails after a while, and passes it on from the moment it caught it, before anybody can see.
So a meeting tells of a smile that failed soon after, and counts for less the longer before the giver's own fault it
was. How likely a meeting passes it on, and how long the while is, nobody knows: all are tried.
"""

from typing import NamedTuple

import numpy as np

from photophore.watch.episode import Episode, log_mean, log_sum

CHANCES = np.array([0.05, 0.15, 0.4, 0.8])  # that a meeting passes it on
WHILES = np.array([0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 40.0])  # seconds from catching to failing
SHAPES = (1, 16)  # memoryless, or nearly the same for all: shape of a gamma law
UNSEEN = np.array([0.01, 0.04, 0.12])  # share of what is passed on in meetings that nobody saw
FIRST = 24  # of the earliest faults, how many may have been the first
HERE = 0.8  # share of a smile's meetings with people of its own district
CORNERS = np.linspace(-1.5, 1.5, 5)  # standard deviations of the while, at which the source may have begun


class Way(NamedTuple):
    """One way in which it may pass on."""

    chance: float
    while_: float  # seconds
    shape: int


class Origin(NamedTuple):
    """Where it began."""

    score: float  # how much likelier contact makes what was seen; a logarithm
    who: np.ndarray  # (s,) int64 places in the episode's faults
    odds: np.ndarray  # (s,) float64 chance of each to have been the first, if it was contact
    orphans: np.ndarray  # (k,) float64 chance of each fault that no meeting explains it


def density(after: np.ndarray, while_: float, shape: int) -> np.ndarray:
    """Of failing `after` seconds from catching; 0 before. A gamma law; shape 1 is memoryless."""
    x = np.maximum(after, 1e-9) * shape / while_
    log = shape * np.log(shape / while_) + (shape - 1) * np.log(np.maximum(after, 1e-9)) - x - _log_factorial(shape - 1)
    return np.where(after > 0, np.exp(log), 0.0)


def failed(after: np.ndarray, while_: float, shape: int) -> np.ndarray:
    """The chance to have failed by then."""
    x = np.maximum(after, 0.0) * shape / while_
    term, total = np.ones_like(x), np.ones_like(x)
    for j in range(1, shape):
        term = term * x / j
        total = total + term
    return 1 - np.exp(-x) * total


def _log_factorial(number: int) -> float:
    return float(np.log(np.arange(1, number + 1)).sum())


def origin(episode: Episode) -> Origin:
    """All smiles that failed first are tried as the first one; see Origin."""
    k = len(episode.at)
    tried = np.arange(min(k, FIRST))
    if not k:
        return Origin(-np.inf, tried, np.zeros(0), np.zeros(0))
    ways = [Way(float(q), float(w), shape) for shape in SHAPES for w in WHILES for q in (1.0,)]
    scores, orphans = [], []
    for way in ways:
        one, alone = _way(episode, way, tried)
        scores.append(one)
        orphans.append(alone)
    scores = np.stack(scores)  # (ways, chances, unseen, s)
    each = np.array([log_mean(scores[..., s]) for s in tried])
    weight = np.exp(scores - scores.max())
    alone = np.einsum("wqus,wquk->k", weight, np.stack(orphans)) / weight.sum()
    prior = -np.log(episode.fleet.n) - np.log(episode.span)
    return Origin(log_sum(each + prior), tried, np.exp(each - log_sum(each)), alone)


def _way(episode: Episode, way: Way, tried: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(chances, unseen, s) float64 scores; (chances, unseen, k) chances that nothing seen explains a fault."""
    meets, fails = episode.meets, episode.failed
    own = episode.at[meets.giver]
    passes = 1.0 - failed(own - meets.at, way.while_, way.shape)  # that the giver had caught it when they met
    when = fails[meets.taker]
    hits = np.isfinite(when)
    gain = np.where(hits, passes * density(np.where(hits, when - meets.at, -1.0), way.while_, way.shape), 0.0)
    spent = passes * failed(np.minimum(when, episode.end) - meets.at, way.while_, way.shape)
    place = np.full(episode.fleet.n, -1)
    place[episode.who] = np.arange(len(episode.at))
    got, k = place[meets.taker[hits]], len(episode.at)
    gain = gain[hits]
    rise, cost = _unseen(episode, way)
    deviation = way.while_ / np.sqrt(way.shape)
    scores = np.full((len(CHANCES), len(UNSEEN), len(tried)), -np.inf)
    orphans = np.zeros((len(CHANCES), len(UNSEEN), k))
    total = np.bincount(got, gain, k)
    for s in tried:
        parts, (after, lost) = [], _unheard(episode, way, int(s))
        for corner in CORNERS:
            caught = episode.at[s] - max(way.while_ + corner * deviation, 0.05)
            passes = failed(episode.at - caught, way.while_, way.shape)  # that each caught it after the first had
            passes[s] = 1.0
            hope = passes[meets.giver] * (meets.at >= caught)
            seen_ = np.bincount(got, gain * hope[hits], k)
            for broken in (0.0, 1.0):
                own = seen_ + broken * after, float((spent * hope).sum()) + broken * lost
                parts.append(_score(episode, own, (rise, cost), s))
        scores[:, :, s] = _over(parts)
    for u, unseen in enumerate(UNSEEN):
        for c, chance in enumerate(CHANCES):
            whole = chance * (total + unseen * rise)
            orphans[c, u] = (episode.calm + chance * unseen * rise) / (episode.calm + whole)
    return scores, orphans


def _score(episode: Episode, seen_: tuple, unseen: tuple, s: int | np.integer) -> np.ndarray:
    """(chances, unseen) float64, with this smile as the first."""
    extra = CHANCES[:, None, None] * (seen_[0] + UNSEEN[:, None] * unseen[0])
    told = np.log1p(extra / episode.calm)
    told[:, :, s] = 0.0
    spent = CHANCES[:, None] * (seen_[1] + UNSEEN * unseen[1])
    return told.sum(axis=2) - spent - np.log(episode.calm)


def _over(parts: list[np.ndarray]) -> np.ndarray:
    """The mean over corners, each as likely."""
    stack = np.stack(parts)
    top = stack.max(axis=0)
    return top + np.log(np.exp(stack - top).mean(axis=0))


def _unseen(episode: Episode, way: Way) -> tuple[np.ndarray, float]:
    """(k,) chance a second, for each fault, of a meeting that nobody saw, if smiles met at random; and their number.

    As many as were seen: each smile that has it meets others about as often as those that failed were seen to.
    """
    pace = _pace(episode)
    after = episode.at[:, None] - episode.at
    rate = density(after + way.while_ / 2, way.while_, way.shape)
    np.fill_diagonal(rate, 0.0)
    n = max(episode.fleet.n, 1)
    reached = failed(episode.end - episode.at + way.while_ / 2, way.while_, way.shape)
    return pace * way.while_ * rate.sum(axis=1) / n, float(pace * way.while_ * reached.sum())


def _pace(episode: Episode) -> float:
    """Meetings a second of those that failed, until they failed."""
    before = episode.meets.at < episode.at[episode.meets.giver]
    return float(before.sum() / max((episode.at - episode.begin).sum(), 1.0))


def _unheard(episode: Episode, way: Way, s: int) -> tuple[np.ndarray, float]:
    """The same of the first smile alone, if its radio is what broke: it goes on where it lives, and nobody hears it."""
    district = episode.fleet.factors[0]
    here = district == district[episode.who[s]]
    near = HERE * here[episode.who] / max(here.sum(), 1) + (1 - HERE) / max(episode.fleet.n, 1)
    rate = _pace(episode) * near * failed(episode.at - episode.at[s], way.while_, way.shape)
    reached = failed(np.linspace(0.0, max(episode.end - episode.at[s], 0.0), 32), way.while_, way.shape).mean()
    return rate, float(_pace(episode) * reached * max(episode.end - episode.at[s], 0.0))
