"""Shapes with holes: areas against triangles, inside against plain counting, crossings against every pair of edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.place import geometry, polygon


def star(seed: int, corners: int, middle=(0.0, 0.0), size=1.0) -> np.ndarray:
    """A ring that never crosses itself: corners by rising angle round a middle."""
    random = np.random.default_rng(seed)
    angle = np.sort((np.arange(corners) + random.uniform(0.1, 0.9, corners)) * 2 * np.pi / corners)
    far = size * random.uniform(0.5, 1.0, corners)
    ring = np.column_stack([middle[0] + far * np.cos(angle), middle[1] + far * np.sin(angle)])
    return np.concatenate([ring, ring[:1]])


def crosses(ring: np.ndarray) -> bool:
    """By every pair of edges, in whole numbers."""
    def side(a, b, p):
        return int((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]))

    points = [tuple(map(int, point)) for point in ring]
    edges = list(zip(points[:-1], points[1:], strict=True))
    return any(side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
               for i, (a, b) in enumerate(edges) for c, d in edges[:i])


@given(st.integers(0, 10**6), st.integers(4, 40))
def test_area_is_the_sum_of_triangles_whichever_way_a_ring_runs(seed, corners):
    ring = star(seed, corners, (3, -2))
    fan = sum(abs(np.cross([*(a - (3, -2)), 0], [*(b - (3, -2)), 0])[2]) / 2
              for a, b in zip(ring[:-1], ring[1:], strict=True))
    for way in (ring, ring[::-1]):
        assert polygon.area(polygon.shape([[way]])) == pytest.approx(fan)


@given(st.integers(0, 10**6), st.integers(3, 30))
def test_a_hole_takes_its_area_and_its_points(seed, corners):
    outer, hole = star(seed, corners, size=2.0), star(seed + 1, corners, size=0.4)
    shape = polygon.shape([[outer, hole]])
    assert polygon.area(shape) == pytest.approx(abs(geometry.area(outer)) - abs(geometry.area(hole)))
    points = np.random.default_rng(seed).uniform(-2, 2, (300, 2))
    wanted = geometry.inside(points, outer) & ~geometry.inside(points, hole)
    assert np.array_equal(polygon.holds(shape, points), wanted)
    away = polygon.away(shape, points)
    assert (away[wanted] == 0).all() and (away[~geometry.inside(points, outer)] > 0).all()


@given(st.integers(0, 10**6), st.integers(3, 60))
def test_the_middle_lies_inside(seed, corners):
    outer, hole = star(seed, corners, size=2.0), star(seed + 1, 12, size=0.4)
    shape = polygon.shape([[outer, hole]])
    assert polygon.holds(shape, polygon.middle(shape)[None])[0]


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=3, max_size=12))
def test_crossings_are_found_as_by_every_pair(points):
    ring = np.array([*points, points[0]], float)
    assert (polygon.crossing(ring) is not None) == crosses(ring)


@given(st.integers(0, 10**6), st.integers(3, 300))
def test_a_star_crosses_nowhere_however_it_is_turned(seed, corners):
    ring = star(seed, corners, (500_000, 5_000_000), 1000.0)
    assert polygon.fault(ring) is None
    assert polygon.fault(ring[::-1]) is None


def test_many_edges_are_compared_in_parts(monkeypatch):
    ring = star(1, 5000)
    monkeypatch.setattr(polygon, "STEP", 100)
    assert polygon.crossing(ring) is None
    bent = ring.copy()
    bent[[100, 2500]] = bent[[2500, 100]]
    assert polygon.crossing(bent) is not None


def test_a_ring_that_would_take_all_day_is_refused(monkeypatch):
    monkeypatch.setattr(polygon, "PAIRS", 50)
    assert "too intricate" in polygon.fault(star(1, 60))


@pytest.mark.parametrize(("ring", "word"), [
    ([[0, 0], [1, 0], [0, 0]], "points"), ([[0, 0], [1, 0], [1, 1], [0, 1]], "closed"),
    ([[0, 0], [1, 0], [1, np.nan], [0, 0]], "no number"), ([[0, 0], [1, 1], [2, 2], [0, 0]], "no area"),
    ([[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]], "crosses itself near 0.5, 0.5"),
])  # fmt: skip
def test_faults_are_said(ring, word):
    assert word in polygon.fault(np.array(ring, float))


@given(st.integers(0, 10**6), st.floats(0.01, 0.3))
def test_simpler_shapes_stay_near_and_never_vanish(seed, tolerance):
    shape = polygon.shape([[star(seed, 80, size=2.0)], [star(seed + 1, 9, (9, 9), 0.001)]])
    fewer = polygon.simpler(shape, tolerance)
    assert len(fewer.outer) == 1
    assert geometry.to_line(shape.outer[0], fewer.outer[0]).max() <= tolerance + 1e-9
    assert polygon.simpler(polygon.Shape(shape.outer[1:], ()), tolerance).outer


def test_points_that_stand_on_each_other_are_one():
    ring = np.array([[0, 0], [1, 0], [1 + 1e-12, 1e-12], [1, 1], [0, 0]])
    assert len(polygon.merged(ring)) == 4
    assert np.array_equal(polygon.merged(ring)[-1], ring[-1])
