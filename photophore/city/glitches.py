"""What goes wrong with virtual smiles that wish to see it as light: invented, the same from the same seed.

Each colony has its own small troubles at its own moments; `light/glitch.py` draws them, the guard limits them. The true
values stay in the twin: of real wearers they stay on their own device.
"""

from typing import final

import numpy as np

from photophore import chance
from photophore.city.twin import Settled
from photophore.light import glitch
from photophore.loop import Loop
from photophore.words import Tick

F = np.float32
WISHES = 0.15  # share of wearers who turn their glitches into light
EVERY = 40.0  # seconds between two troubles of a colony, of each kind, on average
DEAD = 0.05  # share of colonies with a dead emitter
UNEVEN = 0.12  # share whose clock is uneven
HOT = 0.002  # share of moments in which a colony is too hot: dark, and no ornament
MOMENT = 10.0  # seconds that one trouble has to itself
WISHED, WHEN, WHAT, BROKEN, HEAT, HUE = 80, 81, 82, 83, 84, 85  # uses of chance


@final
class Glitches:
    """The troubles of those who wish to see them."""

    def __init__(self, settled: Settled):
        folk, self.seed = settled.crowd, settled.seed
        some = np.flatnonzero(chance.draw(self.seed, folk.id, 0, WISHED) < WISHES)
        self.rows, self.id, self.lit = settled.rows[some], folk.id[some], folk.teeth.lit[some]
        self.drawn = dict.fromkeys((kind.name.lower() for kind in glitch.Treat), 0)
        self.faults = 0
        self._moment, self._marks = -1, glitch.unmarked(len(self.rows))

    def hang(self, loop: Loop) -> None:
        """From now on the loop draws them, by the engine that it has now."""
        loop.engine = loop.engine._replace(draw=glitch.over(loop.engine.draw, self.rows, self.at))

    def at(self, tick: Tick) -> glitch.Marks:
        """What is wrong with them now."""
        moment = int(tick.seconds // MOMENT)
        if moment != self._moment:
            self._moment, self._marks = moment, self._of(moment)
            self._count(self._marks)
        age = F(tick.seconds - moment * MOMENT)
        gap, echo = self._marks.gap.copy(), self._marks.echo.copy()
        gap[3], echo[1] = np.where(np.isnan(gap[0]), np.nan, age * 3), np.where(np.isnan(echo[0]), np.nan, age)
        return self._marks._replace(gap=gap, echo=echo)

    def _of(self, moment: int) -> glitch.Marks:
        draw = lambda count, use: chance.draw(self.seed, self.id, count, use)  # noqa: E731  one seed, one crowd
        k, often = len(self.rows), MOMENT / EVERY
        gap, echo = np.full((4, k), np.nan, F), np.full((2, k), np.nan, F)
        missed, far = draw(moment, WHEN) < often, draw(moment, WHAT) < often
        for row, scale in enumerate((2.0, 2.0, 0.3)):
            value = F(scale) * draw(moment * 8 + row, WHEN + 16) - F(1 if row < 2 else 0)
            gap[row, missed] = value[missed]
        gap[2] = np.abs(gap[2])
        echo[0, far] = (F(2) * draw(moment, WHAT + 16) - 1)[far]
        uneven = draw(0, BROKEN + 16) < UNEVEN
        jitter = np.where(uneven, F(0.05) + F(0.2) * draw(0, BROKEN + 32), np.nan).astype(F)
        surprise = np.where(draw(moment, HUE) < often, F(2) + draw(moment, HUE + 16), np.nan).astype(F)
        return glitch.Marks(
            np.full(k, glitch.ALL, np.uint8), draw(moment, HEAT) < HOT, gap, echo, jitter, self._petals(), surprise,
            draw(0, HUE + 32))  # fmt: skip

    def _petals(self) -> np.ndarray:
        """(k,) uint32: the one tooth whose emitters are dead, where any are."""
        tooth = (chance.draw(self.seed, self.id, 1, BROKEN) * 32).astype(np.uint32)
        dead = chance.draw(self.seed, self.id, 0, BROKEN) < DEAD
        return np.where(dead, np.uint32(1) << tooth, np.uint32(0)) & self.lit

    def _count(self, marks: glitch.Marks) -> None:
        there = (~np.isnan(marks.gap[0]), ~np.isnan(marks.echo[0]), marks.jitter > 0, marks.petals != 0,
                 marks.surprise > glitch.SURPRISED)  # fmt: skip
        for kind, some in zip(glitch.Treat, there, strict=True):
            self.drawn[kind.name.lower()] += int(some.sum())
        self.faults += int(marks.fault.sum())

    def report(self) -> dict:
        """How many wished it, how often each kind was there, and how often a fault made one dark."""
        return {"wished": len(self.rows), **self.drawn, "dark_for_a_fault": self.faults}
