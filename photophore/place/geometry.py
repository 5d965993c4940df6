"""Shapes: smooth noise, outlines of a field, fewer points, inside and area. Plain numpy."""

import numpy as np

from photophore import chance

PAIRS = 1 << 20  # pairs of points and edges at a time

def noise(x: np.ndarray, y: np.ndarray, seed: int, octaves: int = 3) -> np.ndarray:
    """Smooth noise of any shape, about -1..1, wavelength 1 in the first octave; continuous with its slope."""
    total, weight = np.zeros(np.shape(x)), 0.0
    for octave in range(octaves):
        scale, share = 2.0**octave, 0.5**octave
        total += share * _lattice(np.asarray(x) * scale, np.asarray(y) * scale, seed + 101 * octave)
        weight += share
    return total / weight


def _lattice(x, y, seed: int) -> np.ndarray:
    """Values -1..1 on whole points, blended between by a quintic."""
    left, low = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
    u, v = x - left, y - low
    u, v = u * u * u * (u * (u * 6 - 15) + 10), v * v * v * (v * (v * 6 - 15) + 10)

    def corner(dx: int, dy: int):
        key = (left + dx) * 73856093 ^ (low + dy) * 19349663
        return 2.0 * chance.draw(seed, key & 0xFFFFFFFF, 0).astype(np.float64) - 1.0

    below = corner(0, 0) * (1 - u) + corner(1, 0) * u
    return below * (1 - v) + (corner(0, 1) * (1 - u) + corner(1, 1) * u) * v


def soft_min(*fields: np.ndarray, round_: float) -> np.ndarray:
    """The least of several fields, with corners rounded over about `round_` (same unit)."""
    least = fields[0]
    for field in fields[1:]:
        h = np.clip(0.5 + 0.5 * (field - least) / round_, 0.0, 1.0)
        least = field * (1 - h) + least * h - round_ * h * (1 - h)
    return least


def outlines(field: np.ndarray, xs: np.ndarray, ys: np.ndarray) -> list[np.ndarray]:
    """Closed rings (m, 2) around field > 0, anticlockwise around land and clockwise around holes.

    field is (len(ys), len(xs)); whatever lies beyond the grid counts as below 0. Marching squares with linear
    crossings; a saddle is cut apart.
    """
    grid = np.full((field.shape[0] + 2, field.shape[1] + 2), -1e-9)
    grid[1:-1, 1:-1] = np.where(field == 0, -1e-12, field)
    follow, at = _segments(grid)
    xs, ys = _padded(xs), _padded(ys)
    rings = []
    while follow:
        start, step = follow.popitem()
        ring = [start]
        while step != start:
            ring.append(step)
            step = follow.pop(step)
        points = np.array([at[edge] for edge in [*ring, start]])
        rings.append(np.column_stack([np.interp(points[:, 0], np.arange(len(xs)), xs),
                                      np.interp(points[:, 1], np.arange(len(ys)), ys)]))
    return rings


def _padded(edge: np.ndarray) -> np.ndarray:
    return np.concatenate([[edge[0] - 1e-6], edge, [edge[-1] + 1e-6]])


# corner bits: 1 low left, 2 low right, 4 top right, 8 top left; sides: 0 low, 1 right, 2 top, 3 left.
# Each pair goes from side to side with land on its left.
_WALKS = {1: [(0, 3)], 2: [(1, 0)], 3: [(1, 3)], 4: [(2, 1)], 5: [(0, 3), (2, 1)], 6: [(2, 0)], 7: [(2, 3)],
          8: [(3, 2)], 9: [(0, 2)], 10: [(1, 0), (3, 2)], 11: [(1, 2)], 12: [(3, 1)], 13: [(0, 1)], 14: [(3, 0)]}


def _segments(grid: np.ndarray) -> tuple[dict, dict]:
    """Which crossing follows which, and where each crossing lies in grid steps."""
    land = grid > 0
    corners = land[:-1, :-1] + 2 * land[:-1, 1:] + 4 * land[1:, 1:] + 8 * land[1:, :-1]
    follow, at = {}, {}
    for j, i in zip(*np.nonzero((corners > 0) & (corners < 15)), strict=True):
        sides = ((0, int(j), int(i)), (1, int(j), int(i) + 1), (0, int(j) + 1, int(i)), (1, int(j), int(i)))
        for start, end in _WALKS[int(corners[j, i])]:
            follow[sides[start]] = sides[end]
            at[sides[start]] = _crossing(grid, *sides[start])
    return follow, at


def _crossing(grid: np.ndarray, upright: int, j: int, i: int) -> tuple[float, float]:
    here, there = grid[j, i], grid[j + upright, i + 1 - upright]
    share = float(here / (here - there))
    return (i, j + share) if upright else (i + share, j)


def simplify(line: np.ndarray, tolerance: float) -> np.ndarray:
    """The line with fewer points, none of the left-out further than `tolerance` from it (Douglas & Peucker 1973)."""
    keep = np.zeros(len(line), bool)
    keep[[0, len(line) // 2, -1]] = True  # the middle, because a ring's ends are one point
    work = [(0, len(line) // 2), (len(line) // 2, len(line) - 1)]
    while work:
        start, end = work.pop()
        if end - start < 2:
            continue
        away = _distance(line[start + 1:end], line[start], line[end])
        worst = int(away.argmax())
        if away[worst] > tolerance:
            middle = start + 1 + worst
            keep[middle] = True
            work += [(start, middle), (middle, end)]
    return line[keep]


def _distance(points: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """(m,) from points to the segment start-end."""
    along = end - start
    share = np.clip((points - start) @ along / max(float(along @ along), 1e-30), 0.0, 1.0)
    return np.hypot(*(points - start - share[:, None] * along).T)


def to_line(points: np.ndarray, line: np.ndarray) -> np.ndarray:
    """(m,) distance from points (m, 2) to a line (k, 2)."""
    least = np.full(len(points), np.inf)
    for start, end in zip(line[:-1], line[1:], strict=True):
        least = np.minimum(least, _distance(points, start, end))
    return least


def smooth(line: np.ndarray, rounds: int = 3) -> np.ndarray:
    """The line with its corners cut (Chaikin 1974); its ends stay."""
    for _ in range(rounds):
        first, second = 0.75 * line[:-1] + 0.25 * line[1:], 0.25 * line[:-1] + 0.75 * line[1:]
        line = np.concatenate([line[:1], np.stack([first, second], axis=1).reshape(-1, 2), line[-1:]])
    return line


def area(ring: np.ndarray) -> float:
    """Signed area of a closed ring; above 0 where anticlockwise."""
    x, y = ring.T
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() / 2)


def inside(points: np.ndarray, ring: np.ndarray) -> np.ndarray:
    """(m,) bool: which of points (m, 2) a closed ring holds, by counting crossings to the east.

    Points are sorted from south to north, so that each edge meets only those beside it.
    """
    x, y = np.asarray(points, np.float64).T
    order = np.argsort(y, kind="stable")
    x, y = x[order], y[order]
    (x0, y0), (x1, y1) = ring[:-1].T, ring[1:].T
    first, last = np.searchsorted(y, np.minimum(y0, y1)), np.searchsorted(y, np.maximum(y0, y1))
    sums, begin = np.cumsum(last - first), 0
    crossed = np.zeros(len(x), np.int64)
    while begin < len(x0):
        done = sums[begin - 1] if begin else 0
        until = max(begin + 1, int(np.searchsorted(sums, done + PAIRS, side="right")))
        edge = np.repeat(np.arange(begin, until), (last - first)[begin:until])
        at = first[edge] + np.arange(len(edge)) - (sums[edge] - (last - first)[edge] - done)
        east = x[at] < x0[edge] + (y[at] - y0[edge]) / (y1 - y0)[edge] * (x1 - x0)[edge]
        crossed += np.bincount(at[east], minlength=len(x))
        begin = until
    held = np.zeros(len(x), bool)
    held[order] = crossed % 2 == 1
    return held
