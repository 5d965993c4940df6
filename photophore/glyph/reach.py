"""How far a number can go, and how fast it can move: interval arithmetic with time in it.

All bounds hold for every input and every tooth, while feelings stay as they are and beats keep their pace.
Sources: Moore, interval analysis; the zeros of a sum of waves up to B hertz are at most 2 B a second on average
(Levin, Lectures on Entire Functions).
"""

import math
from typing import NamedTuple

ROUND = 2.0**-21  # float32 rounding and the polynomial sine (turns.py), outward, relative
EDGE = 1e-5  # how far beyond 0..1 still counts as inside, for the same reason


class Reach(NamedTuple):
    """Bounds of one number."""

    least: float
    most: float
    swing: float = 0.0  # from low to high in time, at most; 0 is steady
    slope: float = 0.0  # change a second, at most
    path: float = 0.0  # change a second, up and down added, on average at most
    band: float = 0.0  # hertz of its quickest wave; infinite where it is no sum of waves
    turns: float = 0.0  # changes of direction a second, on average at most
    rise: tuple[float, float] = (0.0, 0.0)  # how it moves with the glyph's only moving word, if there is but one

    @property
    def size(self) -> float:
        return max(abs(self.least), abs(self.most))

    @property
    def steady(self) -> bool:
        return self.swing == 0.0


def point(value: float) -> Reach:
    """A plain number."""
    return Reach(value, value)


def waving(hertz: float, waves: float = 1, steep: float = math.pi) -> Reach:
    """0..1 and back `hertz` times a second; `steep` is the slope in one turn, `waves` the degree of its cosine."""
    return Reach(0.0, 1.0, 1.0, steep * hertz, 2 * hertz, waves * hertz, 2 * hertz, (1.0, 1.0))


def settle(reach: Reach) -> Reach:
    """The tightest of what is known, rounded outward."""
    slack = ROUND * reach.size
    swing = min(reach.swing, reach.most - reach.least)
    turns = 0.0 if swing == 0 else min(reach.turns, 2 * reach.band)
    path = min(reach.path, reach.slope, _times(turns, swing))
    return Reach(reach.least - slack, reach.most + slack, swing, reach.slope, path, reach.band, turns, reach.rise)


def product(x: tuple[float, float], y: tuple[float, float]) -> tuple[float, float]:
    """The interval of all products."""
    ends = [_times(one, other) for one in x for other in y]
    return min(ends), max(ends)


def total(*parts: tuple[float, float]) -> tuple[float, float]:
    """The interval of all sums."""
    return sum(low for low, _ in parts), sum(high for _, high in parts)


def _times(x: float, y: float) -> float:
    """x * y where 0 of anything is 0."""
    return 0.0 if x == 0 or y == 0 else x * y


def plus(a: Reach, b: Reach) -> Reach:
    """a + b."""
    turns = a.turns if b.steady else b.turns if a.steady else math.inf
    moved = [getattr(a, key) + getattr(b, key) for key in ("least", "most", "swing", "slope", "path")]
    return settle(Reach(*moved, max(a.band, b.band), turns, total(a.rise, b.rise)))


def times(a: Reach, b: Reach) -> Reach:
    """a * b."""
    rise = total(product(a[:2], b.rise), product(b[:2], a.rise))
    turns = a.turns if b.steady else b.turns if a.steady else math.inf
    moved = [_times(a.size, getattr(b, key)) + _times(b.size, getattr(a, key)) for key in ("swing", "slope", "path")]
    return settle(Reach(*product(a[:2], b[:2]), *moved, a.band + b.band, turns, rise))


def scaled(a: Reach, by: float) -> Reach:
    """a * by, for a plain number."""
    return times(a, point(by))


def clamped(a: Reach) -> Reach:
    """a held to 0..1."""
    inside = a.least >= -EDGE and a.most <= 1 + EDGE
    least, most = min(max(a.least, 0.0), 1.0), min(max(a.most, 0.0), 1.0)
    band = a.band if inside or a.steady else math.inf
    rise = a.rise if inside else product(a.rise, (0.0, 1.0))
    return settle(Reach(least, most, a.swing, a.slope, a.path, band, a.turns, rise))


def monotone(a: Reach, curve, steepest: float, degree: float, flattest: float = 0.0) -> Reach:
    """A rising polynomial of a number, of this degree in powers."""
    band = 0.0 if a.steady else a.band * degree
    moved = [_times(steepest, value) for value in (a.swing, a.slope, a.path)]
    rise = product(a.rise, (flattest, steepest))
    return settle(Reach(curve(a.least), curve(a.most), *moved, band, a.turns, rise))


def soft(a: Reach) -> Reach:
    """The word `soft`."""
    return monotone(clamped(a), lambda x: x * x * (3 - 2 * x), 1.5, 3)


def cube(a: Reach) -> Reach:
    """a * a * a, for a number from 0."""
    low = max(a.most - a.swing, a.least)  # the same swing is widest at the top
    reach = monotone(a, lambda x: x * x * x, 3 * a.most * a.most, 3, 3 * max(a.least, 0.0) ** 2)
    return settle(reach._replace(swing=min(reach.swing, a.most**3 - max(low, 0.0) ** 3) if a.swing else 0.0))


def inverse(width: tuple[float, float]) -> Reach:
    """1 / a number that stays, anywhere between two ends of one sign."""
    return Reach(*sorted((1 / width[0], 1 / width[1])))


def near(x: Reach, where: Reach, width: tuple[float, float]) -> Reach:
    """The word `near`; its width stays, anywhere between two ends."""
    d = times(plus(x, scaled(where, -1.0)), inverse(width))
    crosses = d.least < 0 < d.most
    farthest, nearest = d.size, 0.0 if crosses else min(abs(d.least), abs(d.most))
    least, most = (max(0.0, 1 - far * far) ** 2 for far in (farthest, nearest))
    band = 4 * d.band if farthest <= 1 or d.steady else math.inf
    moved = [_times(1.54, value) for value in (d.swing, d.slope, d.path)]
    falls = product(d.rise, (-1.54 if d.most > 0 else 0.0, 1.54 if d.least < 0 else 0.0))
    return settle(Reach(least, most, *moved, band, d.turns * (2 if crosses else 1), falls))


def blend(this: Reach, that: Reach, by: Reach) -> Reach:
    """The word `blend`: known to stay between its ends, which sums and products would forget."""
    by = clamped(by)
    gap = max(abs(that.most - this.least), abs(that.least - this.most))
    moved = [max(getattr(this, key), getattr(that, key)) + _times(gap, getattr(by, key)) for key in ("swing", "slope")]
    ends = max(this.path, that.path) if by.steady else this.path + that.path
    band = max(this.band, that.band) + by.band
    moving = [part for part in (this, that, by) if not part.steady]
    turns = moving[0].turns if len(moving) == 1 else math.inf if moving else 0.0
    least, most = min(this.least, that.least), max(this.most, that.most)
    ways = total(that[:2], product(this[:2], (-1.0, -1.0)))
    rise = total((min(this.rise[0], that.rise[0]), max(this.rise[1], that.rise[1])), product(ways, by.rise))
    return settle(Reach(least, most, *moved, ends + _times(gap, by.path), band, turns, rise))


def cosine(turn: Reach, ahead: float = 0.0) -> Reach:
    """cos(2 pi (turn - ahead))."""
    low, high = turn.least - ahead, turn.most - ahead
    ends = [math.cos(2 * math.pi * low), math.cos(2 * math.pi * high)] if high - low < 1 else [-1.0, 1.0]
    least = -1.0 if math.floor(high - 0.5) >= math.ceil(low - 0.5) else min(ends)
    most = 1.0 if math.floor(high) >= math.ceil(low) else max(ends)
    moved = [_times(2 * math.pi, value) for value in (turn.swing, turn.slope, turn.path)]
    endless = 0.0 if turn.steady else math.inf
    rise = product(turn.rise, (-2 * math.pi, 2 * math.pi))
    return settle(Reach(least - EDGE, most + EDGE, *moved, endless, endless, rise))
