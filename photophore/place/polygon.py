"""Shapes as strangers draw them: rings with holes, in many parts; whole, closed, and nowhere crossing themselves."""

from typing import NamedTuple

import numpy as np

from photophore.place import geometry

PAIRS = 30_000_000  # pairs of edges that are looked at in one ring, at most
STEP = 1 << 19  # pairs at a time


class Shape(NamedTuple):
    """One or more polygons that make one area."""

    outer: tuple[np.ndarray, ...]  # closed rings (m, 2), anticlockwise
    holes: tuple[np.ndarray, ...]  # closed rings (m, 2), clockwise


def shape(polygons: list[list[np.ndarray]]) -> Shape:
    """A shape from polygons, each its outer ring and then its holes, whichever way they run."""
    outer = tuple(_turned(rings[0], 1.0) for rings in polygons)
    return Shape(outer, tuple(_turned(ring, -1.0) for rings in polygons for ring in rings[1:]))


def _turned(ring: np.ndarray, way: float) -> np.ndarray:
    return ring if geometry.area(ring) * way > 0 else ring[::-1]


def area(shape: Shape) -> float:
    """Its area without its holes, in the square of its unit."""
    return sum(geometry.area(ring) for ring in shape.outer + shape.holes)


def holds(shape: Shape, points: np.ndarray) -> np.ndarray:
    """(m,) bool: which of points (m, 2) lie in it, holes left out."""
    points = np.asarray(points, np.float64)
    deep = np.zeros(len(points), np.int32)
    for rings, count in ((shape.outer, 1), (shape.holes, -1)):
        for ring in rings:
            low, high = ring.min(axis=0), ring.max(axis=0)
            near = np.flatnonzero(((points >= low) & (points <= high)).all(axis=1))
            if near.size:
                deep[near] += count * geometry.inside(points[near], ring)
    return deep > 0


def away(shape: Shape, points: np.ndarray) -> np.ndarray:
    """(m,) distance from points (m, 2) to the shape; 0 inside."""
    out = np.zeros(len(points))
    far = ~holds(shape, points)
    if far.any():  # a walk along every edge, for the few that lie outside
        out[far] = np.min([geometry.to_line(points[far], ring) for ring in shape.outer + shape.holes], axis=0)
    return out


def middle(shape: Shape) -> np.ndarray:
    """(2,) a point inside, midway through the widest part of a level cut through the largest ring."""
    ring = max(shape.outer, key=geometry.area)
    low, high = ring[:, 1].min(), ring[:, 1].max()
    best, wide = ring[:-1].mean(axis=0), -1.0
    for share in (0.5, 0.37, 0.63, 0.25, 0.75, 0.12, 0.88):
        y = low + share * (high - low)
        cuts = np.sort(np.concatenate([_cuts(each, y) for each in shape.outer + shape.holes]))
        cuts = cuts[:len(cuts) // 2 * 2]
        gaps = cuts[1::2] - cuts[::2]
        if gaps.size and gaps.max() > wide:
            at = int(gaps.argmax())
            best, wide = np.array([(cuts[2 * at] + cuts[2 * at + 1]) / 2, y]), float(gaps[at])
    return best


def _cuts(ring: np.ndarray, y: float) -> np.ndarray:
    """Where a level line crosses a ring."""
    (x0, y0), (x1, y1) = ring[:-1].T, ring[1:].T
    across = (y0 <= y) != (y1 <= y)
    return x0[across] + (y - y0[across]) / (y1[across] - y0[across]) * (x1[across] - x0[across])


def simpler(shape: Shape, tolerance: float) -> Shape:
    """With fewer points, none of the left-out further than `tolerance` away; specks are left out, but never all."""
    outer = [geometry.simplify(ring, tolerance) for ring in shape.outer]
    kept = [ring for ring in outer if len(ring) >= 4 and geometry.area(ring) > tolerance**2]
    holes = [geometry.simplify(ring, tolerance) for ring in shape.holes]
    return Shape(tuple(kept) or (max(shape.outer, key=geometry.area),),
                 tuple(ring for ring in holes if len(ring) >= 4 and -geometry.area(ring) > tolerance**2))


def merged(ring: np.ndarray) -> np.ndarray:
    """A ring (m, 2) without points that stand on the one before, to a millionth of its size; its end stays."""
    if len(ring) < 2 or not np.isfinite(ring).all():
        return ring
    near = 1e-6 * float(np.ptp(ring, axis=0).max())
    keep = np.r_[True, np.abs(np.diff(ring, axis=0)).max(axis=1) > near]
    keep[-1] = True
    return ring[keep]


def fault(ring: np.ndarray) -> str | None:
    """What is wrong with a ring (m, 2), in words; None where nothing is."""
    if len(ring) < 4:
        return f"this ring has {len(ring)} points; a triangle has 4, the first again at the end"
    if not np.isfinite(ring).all():
        return "this ring has a point that is no number"
    if not np.array_equal(ring[0], ring[-1]):
        return "this ring is not closed"
    crossed = crossing(ring)
    if crossed is not None and np.isnan(crossed[0]):
        return "this ring is too intricate to be checked"
    if crossed is not None:
        return f"this ring crosses itself near {crossed[0]:.6g}, {crossed[1]:.6g}"
    low, high = ring.min(axis=0), ring.max(axis=0)
    empty = abs(geometry.area(ring - low)) <= 1e-12 * float((high - low).max()) ** 2
    return "this ring is empty: it has no area" if empty else None


def crossing(ring: np.ndarray) -> tuple[float, float] | None:
    """A point where two edges of a closed ring truly cross; None where none do. Edges that only touch do not cross.

    Edges are sorted from west to east, so that only those above each other are compared. Where these are more than
    PAIRS, nan, nan: nothing that people draw is like that.
    """
    edges = np.column_stack([ring[:-1], ring[1:]]) - np.tile(ring[0], 2)
    west, east = np.minimum(edges[:, 0], edges[:, 2]), np.maximum(edges[:, 0], edges[:, 2])
    order = np.argsort(west, kind="stable")
    edges, west, east = edges[order], west[order], east[order]
    last = np.searchsorted(west, east, side="right")
    count = np.maximum(last - np.arange(len(edges)) - 1, 0)
    sums = np.cumsum(count)
    if sums[-1] > PAIRS:
        return np.nan, np.nan
    first = 0
    while first < len(edges):
        done = sums[first - 1] if first else 0
        until = max(first + 1, int(np.searchsorted(sums, done + STEP, side="right")))
        here = np.repeat(np.arange(first, until), count[first:until])
        along = np.arange(len(here)) - np.repeat(sums[first:until] - count[first:until] - done, count[first:until])
        found = _crossed(edges[here], edges[here + 1 + along])
        if found is not None:
            return float(found[0] + ring[0, 0]), float(found[1] + ring[0, 1])
        first = until
    return None


def _crossed(one: np.ndarray, other: np.ndarray) -> np.ndarray | None:
    """(2,) where the first crossing pair of edges (k, 4) meets."""
    a, b, c, d = one[:, :2], one[:, 2:], other[:, :2], other[:, 2:]
    left, right = _side(a, b, c), _side(a, b, d)
    before, behind = _side(c, d, a), _side(c, d, b)
    hit = np.flatnonzero((left * right < 0) & (before * behind < 0))
    if not hit.size:
        return None
    at = hit[0]
    return a[at] + before[at] / (before[at] - behind[at]) * (b[at] - a[at])


def _side(a, b, p) -> np.ndarray:
    return (b[:, 0] - a[:, 0]) * (p[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (p[:, 0] - a[:, 0])
