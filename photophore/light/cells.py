"""A film in cells: what each shows, and when it turned. Loops of `light/wcag.py`; tests hold them to plain accounts.

Planes of a picture, (PLANES, rows, columns) float32: luminance 0..1; redness max(0, R - G - B) 0..1; 1 where red is
saturated; u' and v' of CIE 1976, nan where it is too dark to have a colour.
"""

from typing import NamedTuple

import numpy as np

from photophore.formula import compiled
from photophore.light.iris import SATURATED

F = np.float32

PLANES = 5
BRIGHT, RED, PURE, U, V = range(PLANES)
GENERAL, REDNESS, HUE = range(3)  # what may turn
KEPT = 7  # turns remembered in each cell; more than three flashes are seven
LONG_AGO = np.int32(-(1 << 30))
Y_RED, Y_GREEN, Y_BLUE = F(0.2126), F(0.7152), F(0.0722)
PURITY = F(SATURATED)
DARK = F(0.01)  # linear light of any channel below which a byte's rounding decides the hue
LIMIT = F(0.8)  # the darker state must lie below; WCAG 2.x
APART = F(0.2 * 0.2)  # of u'v', squared; note of WCAG 2.2
# linear sRGB -> CIE XYZ, D65 (IEC 61966-2-1)
X_R, X_G, X_B = F(0.4124), F(0.3576), F(0.1805)
Z_R, Z_G, Z_B = F(0.0193), F(0.1192), F(0.9505)
RISING, FALLING, OWED, LOW_HOLDS, HIGH_HOLDS = 1, 2, 4, 8, 16  # bits of a cell's state


class Memory(NamedTuple):
    """What each cell remembers, (rows, columns) unless said."""

    low: np.ndarray  # (2, rows, columns) float32 lowest since it last turned; luminance, redness
    high: np.ndarray  # (2, rows, columns) float32 highest since
    state: np.ndarray  # (2, rows, columns) uint8 bits
    hue: np.ndarray  # (2, rows, columns) float32 u'v' of the last hue that counted; nan before any
    red: np.ndarray  # uint8, 1 where that hue was a saturated red
    turns: np.ndarray  # (rows, columns, 3, KEPT) int32 times of the last turns that count; GENERAL, REDNESS, HUE
    next: np.ndarray  # (rows, columns, 3) uint8 place of the next turn


def memory(rows: int, columns: int) -> Memory:
    """Nothing seen yet."""
    size = (rows, columns)
    return Memory(
        np.full((2, *size), np.inf, F), np.full((2, *size), -np.inf, F), np.zeros((2, *size), np.uint8),
        np.full((2, *size), np.nan, F), np.zeros(size, np.uint8),
        np.full((*size, 3, KEPT), LONG_AGO, np.int32), np.zeros((*size, 3), np.uint8),
    )  # fmt: skip


@compiled
def shrink(frame, side, linear, planes):
    """(height, width, 3) uint8 -> planes of cells of side x side pixels; those at the edge may hold fewer."""
    for row in range(planes.shape[1]):
        for column in range(planes.shape[2]):
            red, green, blue, pixels = F(0.0), F(0.0), F(0.0), F(0.0)
            for y in range(row * side, min((row + 1) * side, frame.shape[0])):
                for x in range(column * side, min((column + 1) * side, frame.shape[1])):
                    red += linear[frame[y, x, 0]]
                    green += linear[frame[y, x, 1]]
                    blue += linear[frame[y, x, 2]]
                    pixels += F(1.0)
            red, green, blue = red / pixels, green / pixels, blue / pixels
            bright, whole = Y_RED * red + Y_GREEN * green + Y_BLUE * blue, red + green + blue
            planes[BRIGHT, row, column] = bright
            planes[RED, row, column] = max(red - green - blue, F(0.0))
            planes[PURE, row, column] = F(1.0) if whole > F(0.0) and red >= PURITY * whole else F(0.0)
            planes[U, row, column] = planes[V, row, column] = F(np.nan)
            if max(red, max(green, blue)) >= DARK:
                across = X_R * red + X_G * green + X_B * blue
                deep = Z_R * red + Z_G * green + Z_B * blue
                below = across + F(15.0) * bright + F(3.0) * deep
                planes[U, row, column], planes[V, row, column] = F(4.0) * across / below, F(9.0) * bright / below


@compiled
def widen(planes, side, step, whole, wide):
    """Means over windows of `side` (rows, columns) cells, one every `step` cells; red counts where it is saturated.

    whole: what lies outside the picture counts, as dark; else each mean is of what is there. Hues do not mix: none is
    kept.
    """
    for row in range(wide.shape[1]):
        for column in range(wide.shape[2]):
            bright, red, many = np.float64(0.0), np.float64(0.0), 0
            for y in range(row * step[0], min(row * step[0] + side[0], planes.shape[1])):
                for x in range(column * step[1], min(column * step[1] + side[1], planes.shape[2])):
                    bright += planes[BRIGHT, y, x]
                    red += planes[RED, y, x] * planes[PURE, y, x]
                    many += 1
            many = side[0] * side[1] if whole else many
            wide[BRIGHT, row, column], wide[RED, row, column] = F(bright / many), F(red / many)
            wide[PURE, row, column] = F(1.0)
            wide[U, row, column] = wide[V, row, column] = F(np.nan)


def follow(planes, steps, seen: Memory, spare: tuple, now):
    """One frame later: each cell's turns into its memory. now: ticks; spare: tiles that are let off, and their side.

    A turn counts where the darker end is dark enough (GENERAL), where either end is a saturated red (REDNESS), and
    where a saturated red comes or goes by more than 0.2 in u'v' (HUE).
    """
    low, high, state, hue, red, turns, place = seen
    _follow(planes, steps, low, high, state, hue, red, turns, place, *spare, now)


@compiled
def _follow(planes, steps, low, high, state, hue, red, turns, place, spared, tile, now):
    """Arrays by themselves: a record of them would be counted as used, and free again, in each cell."""
    for row in range(planes.shape[1]):
        for column in range(planes.shape[2]):
            keep = spared[row // tile, column // tile] == 0
            bright, pure = planes[BRIGHT, row, column], planes[PURE, row, column] > F(0.5)
            if _turned(low, high, state, GENERAL, row, column, bright, bright < LIMIT, steps[GENERAL]) and keep:
                _keep(turns, place, GENERAL, row, column, now)
            much = planes[RED, row, column]
            if _turned(low, high, state, REDNESS, row, column, much, pure, steps[REDNESS]) and keep:
                _keep(turns, place, REDNESS, row, column, now)
            if not np.isnan(planes[U, row, column]):
                if _strayed(hue, red, row, column, planes[U, row, column], planes[V, row, column], pure) and keep:
                    _keep(turns, place, HUE, row, column, now)


@compiled
def _turned(lows, highs, states, kind, row, column, value, holds, step):
    """Whether a peak or valley that counts is now left behind by `step`; holds: whether this end makes it count."""
    state = states[kind, row, column]
    low, high = lows[kind, row, column], highs[kind, row, column]
    counts = False
    if state & OWED and holds:  # it turned before, and now it has come so far that it counts
        counts, state = True, state & ~OWED
    fell = not state & FALLING and high - value >= step
    rose = not state & RISING and value - low >= step
    if fell or rose:
        held = state & (HIGH_HOLDS if fell else LOW_HOLDS) != 0
        counts = holds or held
        state = (FALLING if fell else RISING) | (0 if counts else OWED)
        state |= (LOW_HOLDS | HIGH_HOLDS) if holds else 0
        low = high = value
    else:
        if value >= high:
            state = (state & ~HIGH_HOLDS) | (HIGH_HOLDS if holds or (value == high and state & HIGH_HOLDS) else 0)
            high = value
        if value <= low:
            state = (state & ~LOW_HOLDS) | (LOW_HOLDS if holds or (value == low and state & LOW_HOLDS) else 0)
            low = value
    lows[kind, row, column], highs[kind, row, column] = low, high
    states[kind, row, column] = np.uint8(state)
    return counts


@compiled
def _strayed(hue, reds, row, column, u, v, pure):
    """Whether a saturated red has come, or has gone, by more than 0.2 in u'v' from the last hue of the other kind."""
    there_u, there_v = hue[0, row, column], hue[1, row, column]
    red = reds[row, column] != 0
    counts = False
    if not np.isnan(there_u):
        if pure == red:
            if (u <= there_u) if red else (u >= there_u):  # keep the reddest red, and of other hues the least red
                return False
        else:
            counts = (u - there_u) * (u - there_u) + (v - there_v) * (v - there_v) > APART
            if not counts:
                return False
    hue[0, row, column], hue[1, row, column] = u, v
    reds[row, column] = np.uint8(pure)
    return counts


@compiled
def _keep(turns, place, kind, row, column, now):
    at = place[row, column, kind]
    turns[row, column, kind, at] = now
    place[row, column, kind] = np.uint8((at + 1) % KEPT)


def lately(seen: Memory, since, level, cells):
    """Turns of each cell after `since`, 0..KEPT, into level (2, rows, columns): general, red (the worse of two rules).

    cells: (2, KEPT + 1) int64, made anew: how many cells have at least so many.
    """
    cells[:] = 0
    _lately(seen.turns, seen.next, since, level, cells)


@compiled
def _lately(turns, next_, since, level, cells):
    for row in range(level.shape[1]):
        for column in range(level.shape[2]):
            level[0, row, column] = level[1, row, column] = 0
            for kind in range(3):
                many, place = 0, next_[row, column, kind]
                while many < KEPT and turns[row, column, kind, (place + KEPT - 1 - many) % KEPT] > since:
                    many += 1
                into = min(kind, 1)
                level[into, row, column] = max(level[into, row, column], np.uint8(many))
            for into in range(2):
                for many in range(1, level[into, row, column] + 1):
                    cells[into, many] += 1


@compiled
def crowded(level, least, box, sums):
    """Most cells with `least` or more in any window of `box` (rows, columns) cells; sums: (columns,) int64, scratch."""
    rows, columns = level.shape
    tall, broad = min(box[0], rows), min(box[1], columns)
    sums[:] = 0
    most = 0
    for row in range(rows):
        for column in range(columns):
            sums[column] += level[row, column] >= least
            if row >= tall:
                sums[column] -= level[row - tall, column] >= least
        if row >= tall - 1:
            inside = 0
            for column in range(columns):
                inside += sums[column]
                if column >= broad:
                    inside -= sums[column - broad]
                most = max(most, inside)
    return most


@compiled
def sparing(bright, before, tile, fine, spared):
    """Which tiles change in a fine and balanced pattern: as much up as down, in runs shorter than `fine` cells.

    Into spared (tile rows, tile columns) uint8. WCAG exempts white noise, and boards of squares below 0.1 degree.
    """
    for place in range(spared.size):
        top, left = place // spared.shape[1] * tile, place % spared.shape[1] * tile
        up = down = np.float64(0.0)
        many = across = along = 0
        for row in range(top, min(top + tile, bright.shape[0])):
            for column in range(left, min(left + tile, bright.shape[1])):
                sign = _sign(bright, before, row, column)
                if sign == 0:
                    continue
                change = abs(np.float64(bright[row, column]) - np.float64(before[row, column]))
                up, down = up + (change if sign > 0 else 0), down + (change if sign < 0 else 0)
                many += 1
                across += column == left or _sign(bright, before, row, column - 1) != sign
                along += row == top or _sign(bright, before, row - 1, column) != sign
        balanced = abs(up - down) <= UNEVEN * (up + down)
        short = many < fine * across and many < fine * along
        spared[place // spared.shape[1], place % spared.shape[1]] = many > 0 and balanced and short


UNEVEN = F(0.2)  # share by which the two sides of a balanced pattern may differ: chance alone gives 0.05 in a tile
NOTICED = F(0.05)  # smaller changes belong to no pattern


@compiled
def _sign(bright, before, row, column):
    change = bright[row, column] - before[row, column]
    return 1 if change >= NOTICED else (-1 if change <= -NOTICED else 0)
