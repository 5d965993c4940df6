"""Where something began on a network, from when nodes were seen to fail: specs/trust.md 6.2.

Monte Carlo likelihood: spreads are simulated, and each node is asked how well the times that would be seen, had it
begun there, fit those that were seen; when it began is eliminated by least squares. Beside it stand the earliest
report and the snapshot's centre. Where delays are memoryless, chances a second along links take its place.
"""

from typing import NamedTuple

import numpy as np

from photophore import chance
from photophore.watch.graphs import Graph

SPREADS = 64  # that are simulated
OBSERVERS = 14  # the earliest reports that are looked at
AROUND = 400  # nodes round the earliest reports that are tried
FIRST = 3  # reports that these nodes stand round
SHRINK = 0.2  # share by which covariances are drawn towards their diagonal: there are few spreads
LEAST_VARIANCE = 1e-4  # squared delays
DELAYS = 430  # use of chance
PACES = 9  # of memoryless links that are tried


class Law(NamedTuple):
    """How long a link takes."""

    mean: float = 1.0  # seconds
    deviation: float = 0.25  # seconds; as much as the mean: memoryless
    jitter: float = 0.0  # seconds, standard deviation of the clocks that report

    def delays(self, seed: int, count: int, spreads: int) -> np.ndarray:
        """(spreads, count) float64 seconds, above 0."""
        who = np.arange(count)
        if self.deviation >= self.mean:
            even = np.stack([chance.draw(seed, who, spread, DELAYS) for spread in range(spreads)])
            return -self.mean * np.log1p(-even.astype(np.float64))
        usual = np.stack([chance.normal(seed, who, spread, DELAYS) for spread in range(spreads)])
        return np.maximum(self.mean + self.deviation * usual.astype(np.float64), 0.05 * self.mean)


def arrivals(graph: Graph, delays: np.ndarray, begins: np.ndarray) -> np.ndarray:
    """(spreads, begins, n) float64: seconds after which each node is reached, if it began at each of these nodes.

    By relaxation over all nodes at once (Bellman and Ford); inf where it never comes.
    """
    spreads, count = delays.shape
    table, by = graph.near, graph.by
    # filled-up neighbours stand infinitely far away
    cost = np.concatenate([delays, np.full((spreads, 1), np.inf)], axis=1)[:, by]  # (spreads, n, d)
    told = np.full((spreads, len(begins), graph.n + 1), np.inf)
    told[:, np.arange(len(begins)), begins] = 0.0
    while True:
        best = told[:, :, :-1].copy()
        for place in range(table.shape[1]):
            np.minimum(best, told[:, :, table[:, place]] + cost[:, None, :, place], out=best)
        if (best >= told[:, :, :-1]).all():
            return told[:, :, :-1]
        told[:, :, :-1] = best


def likelihood(graph: Graph, node: np.ndarray, at: np.ndarray, law: Law, seed: int = 0) -> np.ndarray:
    """(n,) float64: log likelihood, up to a constant, of each node as the source of (k,) reports `node`, `at`.

    Nodes that reported cannot have begun later than they reported; that follows from the times themselves.
    """
    order = np.argsort(at, kind="stable")[:OBSERVERS]
    node, at = np.asarray(node)[order], np.asarray(at, np.float64)[order]
    told = np.full(graph.n, -np.inf)
    kept = around(graph, node[:FIRST])
    inside, place = part(graph, kept)
    known = place[node] >= 0
    told[kept] = _likelihood(inside, place[node[known]], at[known], law, seed)
    return told


def around(graph: Graph, middle: np.ndarray) -> np.ndarray:
    """(k,) the nodes nearest to these, by links, AROUND of them at most: elsewhere it cannot have begun."""
    hops = arrivals(graph, np.ones((1, graph.link.shape[1])), middle)[0].min(axis=0)
    order = np.argsort(hops, kind="stable")[:AROUND]
    return np.sort(order[np.isfinite(hops[order])])


def part(graph: Graph, kept: np.ndarray) -> tuple[Graph, np.ndarray]:
    """The graph of these nodes alone, and (n,) where each node is in it; -1 where it is not."""
    place = np.full(graph.n, -1)
    place[kept] = np.arange(len(kept))
    link = place[graph.link]
    return Graph(len(kept), link[:, (link >= 0).all(axis=0)], tuple(graph.names[node] for node in kept)), place


def _likelihood(graph: Graph, node: np.ndarray, at: np.ndarray, law: Law, seed: int) -> np.ndarray:
    delays = law.delays(seed, graph.link.shape[1], SPREADS)
    time = arrivals(graph, delays, node)  # (spreads, k, n): links have no direction
    mean = time.mean(axis=0)  # (k, n)
    off = time - mean
    spread = np.einsum("skn,sln->nkl", off, off) / (len(time) - 1)
    diagonal = np.einsum("nkk->nk", spread)
    spread = (1 - SHRINK) * spread
    k = len(node)
    noise = law.jitter**2 + LEAST_VARIANCE * law.mean**2
    spread[:, np.arange(k), np.arange(k)] = diagonal + noise
    missing = ~np.isfinite(mean).all(axis=0)
    spread[missing], mean[:, missing] = np.eye(k), 0.0
    told = _fit(spread, at - mean.T)
    told[missing] = -np.inf
    return told


def _fit(spread: np.ndarray, late: np.ndarray) -> np.ndarray:
    """(n,) log densities of what remains of (n, k) times once the best common start is taken off."""
    inverse = np.linalg.inv(spread)
    weight = inverse.sum(axis=2)
    start = (weight * late).sum(axis=1) / weight.sum(axis=1)
    rest = late - start[:, None]
    size = np.linalg.slogdet(spread)[1] + np.log(weight.sum(axis=1))
    return -0.5 * (np.einsum("nk,nkl,nl->n", rest, inverse, rest) + size)


def earliest(node: np.ndarray, at: np.ndarray) -> int:
    """Who reported first."""
    return int(np.asarray(node)[np.argmin(at)])


def centre(graph: Graph, failed: np.ndarray) -> int:
    """The failed node whose farthest failed one is nearest, by links (Jordan's centre): a snapshot tells no more."""
    failed = np.asarray(failed)
    hops = arrivals(graph, np.ones((1, graph.link.shape[1])), failed)[0][:, failed]
    return int(failed[np.argmin(np.where(np.isfinite(hops), hops, np.inf).max(axis=1))])


def hazard(graph: Graph, node: np.ndarray, at: np.ndarray, mean: float, end: float) -> np.ndarray:
    """(n,) float64: log likelihood of each node as the source where links take memoryless whiles of this mean, seconds.

    All nodes that failed until `end` report, but for the source itself, perhaps: its moment is tried before each one.
    """
    when = np.full(graph.n, np.inf)
    when[node] = at
    seen = np.isfinite(when)
    base, first, table = _hazards(graph, when, end), float(np.min(at)), graph.near
    told = np.full(graph.n, -np.inf)
    for source in range(graph.n):
        near = table[source][table[source] < graph.n]
        if seen[source]:
            told[source] = _alone(base, when, source, mean)
            continue
        if not np.isfinite(when[near]).any():
            continue
        starts = first - mean * np.geomspace(0.02, 4.0, PACES)
        parts = [_with(base, when, (source, float(start), end), near, mean) for start in starts]
        top = max(parts)
        told[source] = top + np.log(np.mean(np.exp(np.array(parts) - top)))
    return told


def _hazards(graph: Graph, when: np.ndarray, end: float) -> tuple[np.ndarray, np.ndarray]:
    """(n,) how many neighbours had failed before each; (n,) seconds that each stood beside failed neighbours."""
    one, two = np.concatenate([graph.link, graph.link[::-1]], axis=1)
    before = when[one] < when[two]
    count = np.bincount(two, before & np.isfinite(when[two]), graph.n)
    stood = np.where(before, np.minimum(when[two], end) - np.minimum(when[one], end), 0.0)
    return count, np.bincount(two, stood, graph.n)


def _alone(base, when: np.ndarray, source: int, mean: float) -> float:
    """The source is one that reported."""
    count, stood = base
    others = np.isfinite(when)
    others[source] = False
    spent = stood.sum() - stood[source]
    with np.errstate(divide="ignore"):
        return float(np.log(count[others] / mean).sum() - spent / mean)


def _with(base, when: np.ndarray, source: tuple, near: np.ndarray, mean: float) -> float:
    """The source is `source[0]`, which did not report, and failed at `source[1]`."""
    count, stood = base
    count = count.copy()
    later = near[when[near] > source[1]]
    count[later] += np.isfinite(when[later])
    spent = stood.sum() - stood[source[0]] + (np.minimum(when[later], source[2]) - source[1]).sum()
    others = np.isfinite(when)
    with np.errstate(divide="ignore"):
        return float(np.log(count[others] / mean).sum() - spent / mean)
