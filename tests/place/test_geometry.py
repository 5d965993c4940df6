"""Shapes: outlines tell land from water, simplify keeps its word, inside agrees with plain reckoning."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photophore.place import geometry


def grid(step=0.1):
    xs, ys = np.arange(-3, 3 + step, step), np.arange(-2, 2 + step, step)
    return xs, ys, *np.meshgrid(xs, ys)


def test_a_round_island_has_one_ring_of_the_right_area():
    xs, ys, x, y = grid()
    (ring,) = geometry.outlines(1.5 - np.hypot(x, y), xs, ys)
    assert np.array_equal(ring[0], ring[-1])
    assert geometry.area(ring) == pytest.approx(np.pi * 1.5**2, rel=0.005)
    assert np.abs(np.hypot(*ring.T) - 1.5).max() < 0.01


def test_a_lake_is_a_clockwise_ring():
    xs, ys, x, y = grid()
    far = np.hypot(x, y)
    areas = sorted(geometry.area(ring) for ring in geometry.outlines(np.minimum(1.8 - far, far - 0.7), xs, ys))
    assert areas == pytest.approx([-np.pi * 0.49, np.pi * 3.24], rel=0.02)


def test_land_at_the_edge_of_the_sheet_is_closed_there():
    xs, ys, x, _ = grid()
    (ring,) = geometry.outlines(np.ones_like(x), xs, ys)
    assert geometry.area(ring) == pytest.approx((xs[-1] - xs[0]) * (ys[-1] - ys[0]), rel=1e-3)


def test_nothing_above_0_has_no_outline():
    xs, ys, x, _ = grid()
    assert geometry.outlines(-np.ones_like(x), xs, ys) == []
    assert all(len(ring) >= 4 for ring in geometry.outlines(np.zeros_like(x), xs, ys))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_outlines_of_any_field_are_closed_and_hold_what_is_land(seed):
    field = np.random.default_rng(seed).normal(size=(9, 11))
    xs, ys = np.arange(11.0), np.arange(9.0)
    rings = geometry.outlines(field, xs, ys)
    x, y = np.meshgrid(xs, ys)
    corners = np.column_stack([x.ravel(), y.ravel()])
    held = np.zeros(len(corners), int)
    for ring in rings:
        assert np.array_equal(ring[0], ring[-1])
        held += np.where(geometry.inside(corners, ring), int(np.sign(geometry.area(ring))), 0)
    assert np.array_equal(held == 1, field.ravel() > 0)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.001, 0.5))
def test_simplify_leaves_no_point_further_than_the_tolerance(seed, tolerance):
    line = np.cumsum(np.random.default_rng(seed).normal(size=(60, 2)), axis=0)
    fewer = geometry.simplify(line, tolerance)
    assert len(fewer) <= len(line)
    assert np.array_equal(fewer[[0, -1]], line[[0, -1]])
    assert geometry.to_line(line, fewer).max() <= tolerance + 1e-9


def test_inside_agrees_with_a_triangle_by_hand():
    ring = np.array([[0, 0], [4, 0], [0, 4], [0, 0]], float)
    points = np.random.default_rng(1).uniform(-1, 5, (500, 2))
    by_hand = (points > 0).all(axis=1) & (points.sum(axis=1) < 4)
    assert np.array_equal(geometry.inside(points, ring), by_hand)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(3, 30))
def test_inside_agrees_with_plain_counting_on_any_ring_and_on_its_corners(seed, corners):
    random = np.random.default_rng(seed)
    ring = random.integers(0, 6, (corners, 2)).astype(float)
    ring = np.concatenate([ring, ring[:1]])
    points = np.concatenate([random.uniform(-1, 7, (50, 2)), ring, random.integers(0, 6, (50, 2))])
    wanted = [sum(((y0 <= y) != (y1 <= y)) and x < x0 + (y - y0) / (y1 - y0) * (x1 - x0)
                  for (x0, y0), (x1, y1) in zip(ring[:-1], ring[1:], strict=True)) % 2 == 1 for x, y in points]
    assert geometry.inside(points, ring).tolist() == wanted


def test_noise_is_smooth_and_bounded_and_the_same_from_the_same_seed():
    x = np.linspace(-40, 40, 20001)
    wave = geometry.noise(x, 0.3 * x, 5)
    assert np.abs(wave).max() <= 1
    assert np.abs(np.diff(wave)).max() < 0.05
    assert np.array_equal(wave, geometry.noise(x, 0.3 * x, 5))
    assert not np.allclose(wave, geometry.noise(x, 0.3 * x, 6))


def test_soft_min_is_never_above_the_least():
    a, b = np.random.default_rng(2).normal(size=(2, 1000))
    soft = geometry.soft_min(a, b, round_=0.3)
    assert (soft <= np.minimum(a, b) + 1e-12).all()
    assert (soft >= np.minimum(a, b) - 0.3 / 4 - 1e-12).all()


def test_smooth_keeps_the_ends():
    line = np.array([[0, 0], [1, 2], [3, 1]], float)
    soft = geometry.smooth(line)
    assert np.array_equal(soft[[0, -1]], line[[0, -1]])
    assert len(soft) > len(line)
