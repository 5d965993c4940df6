"""Where something began is found though the source itself says nothing."""

import heapq

import numpy as np
import pytest

from photophore import chance
from photophore.watch import graphs, source


def spread_from(net, law, began, seed):
    delays = law.delays(seed + 5000, net.link.shape[1], 1)
    return source.arrivals(net, delays, np.array([began]))[0, 0]


def test_arrivals_are_shortest_ways():
    """Against Dijkstra with a heap."""
    net, law = graphs.town(60, 3), source.Law()
    delays = law.delays(1, net.link.shape[1], 2)
    told = source.arrivals(net, delays, np.array([0, 7]))
    ways = {node: [] for node in range(60)}
    for which, (a, b) in enumerate(net.link.T):
        ways[a].append((b, which))
        ways[b].append((a, which))
    for s in range(2):
        for place, begin in enumerate((0, 7)):
            far, heap = {}, [(0.0, begin)]
            while heap:
                at, node = heapq.heappop(heap)
                if node not in far:
                    far[node] = at
                    for other, which in ways[node]:
                        heapq.heappush(heap, (at + delays[s, which], other))
            np.testing.assert_allclose(told[s, place], [far[node] for node in range(60)], rtol=1e-12)


def test_what_is_not_linked_is_never_reached():
    net = graphs.graph(4, np.array([[0, 2], [1, 3]]))
    assert source.arrivals(net, np.ones((1, 2)), np.array([0]))[0, 0].tolist() == [0, 1, np.inf, np.inf]
    likely = source.likelihood(net, np.array([1]), np.array([5.0]), source.Law())
    assert np.isinf(likely[2:]).all() and np.isfinite(likely[:2]).all()


def test_a_hidden_source_is_found_where_the_plain_ways_fail():
    law, hits = source.Law(), np.zeros(4)
    for run in range(12):
        net = graphs.town(120, run)
        began = int(chance.draw(run, np.zeros(1), 0, 99)[0] * net.n)
        at = spread_from(net, law, began, run)
        node = np.delete(np.arange(net.n), began)
        order = np.argsort(-source.likelihood(net, node, at[node], law, run))
        early = node[np.argsort(at[node])[:40]]
        hits += [order[0] == began, began in order[:3], source.earliest(node, at[node]) == began,
                 source.centre(net, early) == began]  # fmt: skip
    assert hits[0] >= 8 and hits[1] >= 11
    assert hits[2] == 0 and hits[3] == 0  # what does not report cannot be named by them


def test_memoryless_links_are_judged_by_their_hazards():
    law, hits = source.Law(1.0, 1.0), 0
    for run in range(6):
        net = graphs.town(60, run)
        began = int(chance.draw(run, np.zeros(1), 0, 99)[0] * net.n)
        at = spread_from(net, law, began, run)
        node = np.delete(np.arange(net.n), began) if run % 2 else np.arange(net.n)
        hits += np.argmax(source.hazard(net, node, at[node], 1.0, at.max())) == began
    assert hits >= 5


@pytest.mark.parametrize("law", [source.Law(2.0, 0.5), source.Law(2.0, 2.0)])
def test_delays_follow_their_law(law):
    told = law.delays(1, 4000, 3)
    assert told.shape == (3, 4000) and (told > 0).all()
    assert told.mean() == pytest.approx(law.mean, rel=0.05) and told.std() == pytest.approx(law.deviation, rel=0.05)


def test_only_nodes_around_the_first_reports_are_tried(monkeypatch):
    monkeypatch.setattr(source, "AROUND", 30)
    net = graphs.town(120, 2)
    at = spread_from(net, source.Law(), 5, 2)
    likely = source.likelihood(net, np.delete(np.arange(120), 5), np.delete(at, 5), source.Law())
    assert np.isfinite(likely).sum() <= 30 and np.isfinite(likely[5])
