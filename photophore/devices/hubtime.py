"""The hub's time on whatever hears it over a line: a board here, a page in pages/static/clock.js, which is its twin.

Milliseconds throughout. Own time and the ways of the line are arguments: this knows no clock and no socket. A board
pings as PINGS and PING_EVERY say, and hands each answer to `pong`.
"""

import math
from typing import NamedTuple, final

PINGS = (0, 80, 170, 270, 400, 550, 750, 1000, 1300, 1700, 2200, 2800, 3500, 4300, 5200, 6200)  # ms after a welcome
PING_EVERY = 4000  # ms, afterwards
KEEP = 256  # pings that are remembered: about a quarter of an hour
SLEW = 0.05  # how much faster or slower than own time the hub's time may seem to run
FAR = 1000  # ms by which it must be proved wrong before it jumps instead
APART = 50  # ms by which a ping must contradict those before it for them to be forgotten: a clock has slept, or was set
SLOWEST = 10000  # ms there and back; an answer that took longer tells nothing
WANDER = 50e-6  # how far the rates of two quartzes usually are apart
GRAIN = 1  # ms: how finely hubs tell the time


class Ping(NamedTuple):
    """What one ping proves of hub time minus own time."""

    c: float  # own ms when it was sent
    most: float  # ms; it was heard no earlier than it was sent
    back: float  # own ms when the answer came
    least: float  # ms; the answer came no earlier than it was given


@final
class HubTime:
    """The quickest ways there and back are sought apart, since a line is often slow one way only: no word arrives
    before it was said, so every ping bounds the offset from both sides, and the middle is believed. How far the two
    clocks' rates are apart is learned by regression. What is shown is slewed: it never jumps back, and jumps forward
    only where it is proved to be far off.
    """

    def __init__(self):
        self.reset()

    def reset(self) -> None:
        """A hub that began anew has a new zero."""
        self.tries: list[Ping] = []
        self.rate = 0.0  # by how much the hub's clock runs faster
        self._line = (0.0, 0.0, 0.0)  # own ms, and the most and the least that the offset could be then
        self._offset: float | None = None  # hub minus own, ms, as shown
        self._guess: float | None = None
        self._asked = -math.inf  # own ms of the last question
        self._shown = -math.inf

    def guess(self, hub: float, own: float) -> None:
        """A welcome gives the first guess."""
        if self._guess is None and not self.tries:
            self._guess = hub - own

    def pong(self, c: float, h: float, s: float, own: float) -> None:
        """One ping: sent at c, heard by the hub at h, answered at s, back now; what cannot be is left unheard."""
        if not (0 <= own - c - (s - h) <= SLOWEST and s >= h):
            return
        one = Ping(c, h - c, own, s - own)
        if self.tries:
            most, least = self._bounds(own)
            if one.least - most > APART or least - one.most > APART:
                self.tries = []
        self.tries = [*self.tries, one][-KEEP:]
        self.rate = self._rate()
        most = min(one.most + self.rate * (own - one.c) for one in self.tries)
        self._line = own, most, max(one.least + self.rate * (own - one.back) for one in self.tries)

    def now(self, own: float) -> float | None:
        """Hub ms now, never less than before; None before the hub has spoken, or once it is proved to run back."""
        if not self.tries and self._guess is None:
            return None
        most, least = self._bounds(own) if self.tries else (self._guess, self._guess)
        aim, slew = (most + least) / 2, SLEW * max(0.0, own - self._asked)
        if self._offset is None or least - self._offset > FAR:
            self._offset = aim
        elif self._offset - most > FAR:
            return None
        else:
            self._offset += max(-slew, min(slew, aim - self._offset))
        self._asked = max(self._asked, own)
        self._shown = max(self._shown, own + self._offset)
        return self._shown

    @property
    def broken(self) -> bool:
        """Whether the hub's clock is proved to have run back: another reckoning must begin."""
        return self._offset is not None and bool(self.tries) and self._offset - self._line[1] > FAR

    def doubt(self, own: float) -> float:
        """Ms by which the hub's time, as best known, may be wrong at most; inf before the first ping."""
        if not self.tries:
            return math.inf
        most, least = self._bounds(own)
        return abs(most - least) / 2 + WANDER * max(0.0, own - self.tries[-1].back)

    def _bounds(self, own: float) -> tuple[float, float]:
        """The most and the least that the offset can be now, by all that is remembered."""
        at, most, least = self._line
        return most + self.rate * (own - at), least + self.rate * (own - at)

    def _rate(self) -> float:
        """Weighted least squares of the middles; a slow ping counts for little, and the rate is near 0 until shown."""
        slowness = [one.most - one.least for one in self.tries]
        quickest = min(slowness)
        weight = [1 / (((slow - quickest) / 2 + quickest / 8) ** 2 + GRAIN**2) for slow in slowness]
        x = [(one.c + one.back) / 2 for one in self.tries]
        y = [(one.most + one.least) / 2 for one in self.tries]
        all_, of = sum(weight), range(len(x))
        mx, my = sum(weight[i] * x[i] for i in of) / all_, sum(weight[i] * y[i] for i in of) / all_
        xy = sum(weight[i] * (x[i] - mx) * (y[i] - my) for i in of)
        return xy / (sum(weight[i] * (x[i] - mx) ** 2 for i in of) + 1 / WANDER**2)
