"""Regular stripes: how many light-dark pairs stand side by side, and where.

Source: Epilepsy Foundation working group (Fisher et al. 2005): more than five pairs where they move, flash or reverse,
more than eight where they stand still, the lightest above 50 cd/m2, for half a second, over more than 0.006 sr.
"""

import numpy as np

from photophore.formula import compiled

F = np.float32

MOVING, STILL = 5, 8  # light-dark pairs; more of them may harm
BRIGHT = 50.0  # cd/m2 of the lightest stripe, at least
LASTING = 0.5  # seconds
CONTRAST = F(0.1)  # of full luminance between a stripe and the next
FINEST = 0.05  # degrees of a stripe's breadth, at least
UNEQUAL = F(1.5)  # times that one stripe may be as broad as the run's mean, or the other way round
WAYS = ((0, 1), (1, 0), (1, 1), (1, -1))  # along rows, columns, and both diagonals
MOST = 1024  # stripes along one line that are looked at
DARK, LIGHT, BRIGHT_ENOUGH = range(3)  # what a stripe is


def pairs(bright: np.ndarray, light: float, finest: int) -> np.ndarray:
    """(rows, columns) uint8: light-dark pairs of the regular run of stripes that each cell stands in, 0..255.

    bright: (rows, columns) float32 luminance; light: least luminance of the lightest stripe; finest: cells of the
    narrowest stripe.
    """
    found = np.zeros(bright.shape, np.uint8)
    bright = np.ascontiguousarray(bright, F)
    if float(bright.max(initial=0)) < light:
        return found
    starts = np.zeros((MOST, 2), np.int64)
    for way in WAYS:
        marked, side, broad = (np.zeros(bright.shape, kind) for kind in (np.uint8, np.int8, np.int32))
        for row, column in _edges(bright.shape, *way):
            _along(bright, np.array([row, column, *way]), F(light), finest, starts, (marked, side, broad))
        np.maximum(found, _long(marked, side, broad, way), out=found)
    return found


def _edges(shape: tuple[int, int], down: int, right: int):
    """Where lines that go this way begin."""
    rows, columns = shape
    if right:
        yield from ((row, 0 if right > 0 else columns - 1) for row in range(rows))
    if down:
        begun = None if not right else 0 if right > 0 else columns - 1  # the corner's line
        yield from ((0, column) for column in range(columns) if column != begun)


def _long(marked: np.ndarray, side: np.ndarray, broad: np.ndarray, way: tuple[int, int]) -> np.ndarray:
    """Only where what is light, or dark, still is so one breadth along the stripe: squares are no stripes."""
    rows, columns = np.nonzero(marked)
    down, right = way[1], -way[0]  # along the stripe
    lasts = np.zeros(rows.size, bool)
    for ahead in (1, -1):
        y = rows + ahead * down * broad[rows, columns]
        x = columns + ahead * right * broad[rows, columns]
        inside = (y >= 0) & (y < side.shape[0]) & (x >= 0) & (x < side.shape[1])
        there = side[np.where(inside, y, 0), np.where(inside, x, 0)]
        lasts |= inside & (there == side[rows, columns])
    kept = np.zeros_like(marked)
    kept[rows[lasts], columns[lasts]] = marked[rows[lasts], columns[lasts]]
    return kept


@compiled
def _along(bright, line, light, finest, starts, found):
    """Mark the regular runs of one line. starts: scratch; where each stripe begins, and what it is.

    found: pairs, 1 light and -1 dark, and how broad the stripes are; each (rows, columns).
    """
    row, column, down, right = line[0], line[1], line[2], line[3]
    many, length = _stripes(bright, line, light, starts)
    first = 0
    while first < many:
        last, total = first, F(0.0)
        while last + 1 < many:
            broad = F(starts[last + 1, 0] - starts[last, 0])
            mean = total / F(last - first) if last > first else broad
            if broad < F(finest) or broad > UNEQUAL * mean + F(1.0) or mean > UNEQUAL * broad + F(1.0):
                break
            total += broad
            last += 1
        lit = False
        for place in range(first, last):
            lit |= starts[place, 1] == BRIGHT_ENOUGH
        whole = (last - first + 1) // 2  # the last stripe of a run ends where the line, or the order, ends
        if whole > MOVING and lit:
            mean = np.int64(total / F(last - first) + F(0.5))
            for place in range(first, last + 1):
                end = starts[place + 1, 0] if place < last else min(starts[last, 0] + mean, length)
                for step in range(starts[place, 0], end):
                    y, x = row + step * down, column + step * right
                    found[0][y, x] = np.uint8(min(whole, 255))
                    found[1][y, x] = -1 if starts[place, 1] == DARK else 1
                    found[2][y, x] = mean
        first = max(last, first + 1)


@compiled
def _stripes(bright, line, light, starts):
    """Where the line turns from light to dark and back, by CONTRAST at least; their number, and the line's length."""
    row, column, down, right = line[0], line[1], line[2], line[3]
    low = high = bright[row, column]
    at_low = at_high = step = 0
    way, many = 0, 0
    while 0 <= row < bright.shape[0] and 0 <= column < bright.shape[1]:
        value = bright[row, column]
        if way >= 0 and high - value >= CONTRAST:
            if many < starts.shape[0]:
                starts[many, 0], starts[many, 1] = at_high, BRIGHT_ENOUGH if high >= light else LIGHT
                many += 1
            way, low, at_low = -1, value, step
        elif way <= 0 and value - low >= CONTRAST:
            if many < starts.shape[0]:
                starts[many, 0], starts[many, 1] = at_low, DARK
                many += 1
            way, high, at_high = 1, value, step
        if way >= 0 and value > high:
            high, at_high = value, step
        if way <= 0 and value < low:
            low, at_low = value, step
        row, column, step = row + down, column + right, step + 1
    if many < starts.shape[0]:  # the stripe in which the line ends
        starts[many, 0] = at_high if way > 0 else at_low
        starts[many, 1] = DARK if way <= 0 else (BRIGHT_ENOUGH if high >= light else LIGHT)
        many += 1
    return many, step
