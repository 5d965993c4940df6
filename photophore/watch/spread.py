"""Something that smiles catch from each other when they meet: who could have it from whom, and who had it first.

A smile that has caught it fails after a while, and passes it on from the moment it caught it, before anybody can see.
So a meeting tells of a smile that failed soon after, and counts for less the longer before the giver's own fault it
was. How likely a meeting passes it on, and how long the while is, nobody knows: all are tried.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from photophore.watch.episode import FIRST, Episode, log_mean, log_sum

CHANCES = np.array([0.05, 0.15, 0.4, 0.7, 0.95])  # that a meeting passes it on
WHILES = np.array([0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 40.0])  # seconds from catching to failing
SHAPES = (1, 16)  # memoryless, or about the same for all: shape of a gamma law
SAME = 64  # the same while for nearly all, which tells best who was first ...
SAME_WHILES = 2 * 1.15 ** np.arange(14)  # ... where it is tried finely
UNSEEN = np.array([0.01, 0.04, 0.12])  # share of what is passed on in meetings that nobody saw
HEARD = 0.9  # share of faults that a hub hears of
HERE = 0.8  # share of a smile's meetings with people of its own district
CORNERS = np.linspace(-1.5, 1.5, 5)  # standard deviations of the while, at which the source may have begun
SOONER = ((0.0, 0.5), (0.5, 0.5), (1.0, 0.5), (1.75, 1.0))  # whiles by which a mute one began sooner: middle, width


class Way(NamedTuple):
    """One way in which it may pass on."""

    while_: float  # seconds
    shape: int


WAYS = tuple(Way(float(while_), shape) for shape in SHAPES for while_ in WHILES)
FINE = WAYS + tuple(Way(float(while_), SAME) for while_ in SAME_WHILES)


class Origin(NamedTuple):
    """Where it began."""

    score: float  # how much likelier contact makes what was seen; a logarithm
    who: np.ndarray  # (s,) int64 rows of the fleet: the earliest that failed, then the mute ones
    odds: np.ndarray  # (s,) float64 chance of each to have been the first, if it was contact
    orphans: np.ndarray  # (k,) float64 chance of each fault that no meeting explains it


def density(after: np.ndarray, while_: float, shape: int) -> np.ndarray:
    """Of failing `after` seconds from catching; 0 before. A gamma law; shape 1 is memoryless."""
    x = np.maximum(after, 1e-9) * shape / while_
    log = shape * np.log(shape / while_) + (shape - 1) * np.log(np.maximum(after, 1e-9)) - x - _log_factorial(shape - 1)
    return np.where(after > 0, np.exp(log), 0.0)


def failed(after: np.ndarray, while_: float, shape: int) -> np.ndarray:
    """The chance to have failed by then, to 1e-5."""
    return np.interp(np.maximum(after, 0.0) * shape / while_, *_law(shape))


@cache
def _law(shape: int) -> tuple[np.ndarray, np.ndarray]:
    """Points of the law of Erlang, whose whiles are one each: where, and the chance to have failed by there."""
    x = np.linspace(0.0, shape + 10 * np.sqrt(shape) + 10, 4000)
    term, total = np.ones_like(x), np.ones_like(x)
    for j in range(1, shape):
        term = term * x / j
        total = total + term
    return x, 1 - np.exp(-x) * total


def _log_factorial(number: int) -> float:
    return float(np.log(np.arange(1, number + 1)).sum())


def origin(episode: Episode, ways: tuple[Way, ...] = WAYS) -> Origin:
    """The smiles that failed first are tried as the first one, and those who met many of these; see Origin.

    ways: in which it may pass on, each as likely; FINE tells best who was first, and takes longer.
    """
    k = len(episode.at)
    tried = np.arange(min(k, FIRST))
    if not k:
        return Origin(-np.inf, np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
    middle = _middle(episode)
    scores, orphans = zip(*(_way(episode, way, tried, middle) for way in ways), strict=True)
    scores = np.stack(scores)  # (ways, chances, unseen, s)
    each = np.array([log_mean(told) for told in np.moveaxis(scores, 3, 0)])
    heard = scores[..., : len(tried)]
    weight = np.exp(heard - heard.max())
    alone = np.einsum("wqus,wquk->k", weight, np.stack(orphans)) / weight.sum()
    prior = -np.log(episode.fleet.n) - np.log(episode.span)
    who = np.concatenate([episode.who[tried], episode.mute])
    return Origin(log_sum(each + prior), who, np.exp(each - log_sum(each)), alone)


class Flow(NamedTuple):
    """e meetings by time, and what each is worth where its giver surely had it."""

    at: np.ndarray  # (e,) float64 seconds, rising
    giver: np.ndarray  # (e,) int64 as Meets.giver
    worth: np.ndarray  # (e,) float64, above 0
    got: np.ndarray  # (e,) int64 place of the taker's fault; -1 where it never came

    def since(self, at: float, had: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What they are worth from a moment on, and whose fault that explains; had: chances that givers had it."""
        first = int(np.searchsorted(self.at, at))
        return self.worth[first:] * had[self.giver[first:]], self.got[first:]


class Via(NamedTuple):
    """The same through mute ones: c meetings by which one may have caught it, and g of them with others who failed."""

    comes: Flow  # by mute one, then by time; worth: the chance that the giver had it
    mute: np.ndarray  # (g,) int64 as Meets.giver
    worth: np.ndarray  # (g,) float64 as of Passed.gain
    got: np.ndarray  # (g,) int64
    before: np.ndarray  # (2, g) int64: which of `comes` were theirs, and before: first, and first not

    def since(self, at: float, had: np.ndarray, first: int) -> np.ndarray:
        """(g,) float64 what each is worth, where a mute one who was the first caught it from nobody."""
        came = self.comes.worth * had[self.comes.giver] * (self.comes.at >= at)
        total = np.concatenate([[0.0], np.cumsum(came)])
        low, high = self.before
        return np.maximum(total[high] - total[low], 0.0) * self.worth * (self.mute != first)


class Passed(NamedTuple):
    """What meetings pass on, if it goes one way."""

    gain: Flow  # worth: a chance a second that it explains the taker's fault
    spent: Flow  # worth: a chance that the taker should have failed by now
    via: Via


def _passed(episode: Episode, way: Way, middle: tuple) -> Passed:
    """Before it is known who was first: for meetings of the mute ones, as if they had it all the time."""
    meets, k = episode.meets, len(episode.at)
    own = episode.at[np.minimum(meets.giver, k - 1)]
    had = np.where(meets.giver < k, 1.0 - failed(own - meets.at, way.while_, way.shape), 1.0)  # it when they met
    when, got = episode.failed[meets.taker], _place(episode)[meets.taker]
    gain = np.where(got >= 0, had * density(np.where(got >= 0, when - meets.at, -1.0), way.while_, way.shape), 0.0)
    spent = had * failed(np.minimum(when, episode.end) - meets.at, way.while_, way.shape)
    (comes, goes, before), by = middle, np.argsort(meets.at, kind="stable")
    flow = Flow(meets.at[comes], meets.giver[comes], had[comes], got[comes])
    later = (1 - HEARD) * density(when[goes] - meets.at[goes], way.while_, way.shape)
    via = Via(flow, meets.giver[goes], later, got[goes], before)
    return Passed(*(Flow(*(column[rows] for column in (meets.at, meets.giver, worth, got)))
                    for worth in (gain, spent) for rows in [by[worth[by] > 0]]), via)  # fmt: skip


def _place(episode: Episode) -> np.ndarray:
    """(n,) int64 places in the episode's `who`; -1 for others."""
    place = np.full(episode.fleet.n, -1)
    place[episode.who] = np.arange(len(episode.who))
    return place


def _middle(episode: Episode) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(c,) and (g,) places in the meetings, and (2, g) places in the first: as Via. A mute one may stand in the middle
    as well as first.
    """
    meets, k = episode.meets, len(episode.at)
    mute = np.full(episode.fleet.n, -1)
    mute[episode.mute] = k + np.arange(len(episode.mute))
    comes = np.flatnonzero((meets.giver < k) & (mute[meets.taker] >= 0))
    goes = np.flatnonzero((meets.giver >= k) & (_place(episode)[meets.taker] >= 0))
    comes = comes[np.lexsort((meets.at[comes], mute[meets.taker[comes]]))]
    whose = mute[meets.taker[comes]]
    before = np.zeros((2, len(goes)), np.int64)
    for each in range(k, k + len(episode.mute)):
        mine, low, high = meets.giver[goes] == each, *np.searchsorted(whose, (each, each + 1))
        before[0, mine] = low
        before[1, mine] = low + np.searchsorted(meets.at[comes[low:high]], meets.at[goes[mine]])
    return comes, goes, before


def _way(episode: Episode, way: Way, tried: np.ndarray, middle: tuple) -> tuple[np.ndarray, np.ndarray]:
    """(chances, unseen, s) float64 scores; (chances, unseen, k) chances that nothing seen explains a fault."""
    passed, k = _passed(episode, way, middle), len(episode.at)
    known = passed.gain.giver < k
    total = np.bincount(passed.gain.got[known], passed.gain.worth[known], k)
    beside = _unseen(episode, way)
    scores = [_heard(episode, way, passed, beside, int(s)) for s in tried]
    scores += [_not_heard(episode, way, passed, beside, k + c) for c in range(len(episode.mute))]
    extra = CHANCES[:, None, None] * (UNSEEN[:, None] * beside[0])
    orphans = (episode.calm + extra) / (episode.calm + extra + CHANCES[:, None, None] * total)
    return np.stack(scores, axis=2), orphans


def _heard(episode: Episode, way: Way, passed: Passed, beside: tuple, s: int) -> np.ndarray:
    """(chances, unseen) with this fault's smile as the first: it caught it a while before."""
    parts, (after, lost) = [], _unheard(episode, way, s)
    deviation = way.while_ / np.sqrt(way.shape)
    for corner in CORNERS:
        caught = episode.at[s] - max(way.while_ + corner * deviation, 0.05)
        told, cost = _chain(episode, way, passed, (s, caught))
        for broken in (0.0, 1.0):
            parts.append(_score(episode, (told + broken * after, cost + broken * lost), beside, s))
    return _log_means(parts) + np.log(HEARD) - np.log(episode.calm)


def _not_heard(episode: Episode, way: Way, passed: Passed, beside: tuple, s: int) -> np.ndarray:
    """(chances, unseen) with a mute one as the first: whose own fault no hub heard of."""
    parts = []
    for before, wide in SOONER:
        told, cost = _chain(episode, way, passed, (s, episode.at[0] - (1 + before) * way.while_))
        parts.append(_score(episode, (told, cost), beside, None) + np.log(wide * way.while_))
    return _log_means(parts) + np.log(len(parts)) + np.log(1 - HEARD)


def _chain(episode: Episode, way: Way, passed: Passed, first: tuple[int, float]) -> tuple[np.ndarray, float]:
    """(k,) chance a second of each fault by a meeting that was seen, and the faults to be expected; all of it since
    the first, by its place, caught it at a time."""
    (s, caught), k = first, len(episode.at)
    had = np.zeros(k + len(episode.mute))
    had[:k] = failed(episode.at - caught, way.while_, way.shape)  # that each caught it after the first had
    had[s] = 1.0
    worth, got = passed.gain.since(caught, had)
    told = np.bincount(got, worth, k) + np.bincount(passed.via.got, passed.via.since(caught, had, s), k)
    return told, float(passed.spent.since(caught, had)[0].sum())


def _score(episode: Episode, seen_: tuple, unseen: tuple, s: int | None) -> np.ndarray:
    """(chances, unseen) float64, with this fault as the first; None: none of them."""
    extra = CHANCES[:, None, None] * (seen_[0] + UNSEEN[:, None] * unseen[0])
    told = np.log1p(extra / episode.calm)
    if s is not None:
        told[:, :, s] = 0.0
    return told.sum(axis=2) - CHANCES[:, None] * (seen_[1] + UNSEEN * unseen[1])


def _log_means(parts: list[np.ndarray]) -> np.ndarray:
    """The mean over parts, each as likely, of logarithms."""
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
    until = np.append(episode.at, np.full(len(episode.mute), -np.inf))
    before = episode.meets.at < until[episode.meets.giver]
    return float(before.sum() / max((episode.at - episode.begin).sum(), 1.0))


def _unheard(episode: Episode, way: Way, s: int) -> tuple[np.ndarray, float]:
    """The same of the first smile alone, if its radio is what broke: it goes on where it lives, and nobody hears it."""
    district = episode.fleet.factors[0]
    here = district == district[episode.who[s]]
    near = HERE * here[episode.who] / max(here.sum(), 1) + (1 - HERE) / max(episode.fleet.n, 1)
    rate = _pace(episode) * near * failed(episode.at - episode.at[s], way.while_, way.shape)
    reached = failed(np.linspace(0.0, max(episode.end - episode.at[s], 0.0), 32), way.while_, way.shape).mean()
    return rate, float(_pace(episode) * reached * max(episode.end - episode.at[s], 0.0))
