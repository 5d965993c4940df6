"""Compiled twin of paint.draw: the same light, to the bit, on as many threads as are handed in.

Blocks are worked on in chunks, each by one thread.
"""

from typing import Any, NamedTuple

import numpy as np

from photophore import colour, turns
from photophore.formula import compiled
from photophore.glyph import draw as glyphs
from photophore.light import paint
from photophore.light.paint import PER_QUADRANT, Wanted
from photophore.light.sync import Phases
from photophore.words import BLOCK, QUADRANTS, TEETH, Shown, Tick, Worn

F = np.float32
CHUNK = 8  # blocks that one thread works on at a time; its scratch fits a core's second cache
PART = 1024  # smiles drawn together within a chunk


class Tools(NamedTuple):
    """What a fast engine is handed."""

    each: Any  # each(function, items) -> results in order; such as an executor's map, or the built-in map
    ready: Any  # ready(glyph) -> compiled shade or None; such as glyph.kernel.Forge.ready


def chunks(blocks: int) -> list[tuple[int, int]]:
    """Rows (first, last) of each chunk."""
    return [(first * BLOCK, min(first + CHUNK, blocks) * BLOCK) for first in range(0, blocks, CHUNK)]


def draw(worn: Worn, shown: Shown, phases: Phases, tick: Tick, out) -> Wanted:
    """As paint.draw."""
    tools, wanted = out.tools, out.wanted
    clocks = [glyphs.clocks(glyph, tick) for glyph in worn.deck]
    shades = [tools.ready(glyph) for glyph in worn.deck]
    brush = Brush(worn, shown, phases, tick, clocks, shades, wanted)
    list(tools.each(brush.chunk, chunks(len(wanted.light))))
    return wanted


class Brush(NamedTuple):
    """Everything that drawing one frame reads."""

    worn: Worn
    shown: Shown
    phases: Phases
    tick: Tick
    clocks: list
    shades: list
    wanted: Wanted

    def chunk(self, rows: tuple[int, int]) -> None:
        """Draw these rows (first, last)."""
        first, last = rows
        worn, wanted = self.worn, self.wanted
        wanted.light[first // BLOCK : last // BLOCK] = 0
        wanted.level[:, :, first:last] = 0
        decked = len(worn.deck)
        order, starts = _arrange(self.shown.seen, worn.glyph, worn.before, first, last, decked)
        scratch = np.empty((TEETH, 3, PART), F)
        for glyph in range(decked):
            for begin in range(starts[glyph], starts[glyph + 1], PART):
                mine = order[begin : min(begin + PART, starts[glyph + 1])]
                self.finish(self.shade(glyph, mine, scratch), mine)
        fading = order[starts[decked] : starts[decked + 1]]
        for begin in range(0, fading.size, PART):
            self.fade(fading[begin : begin + PART], scratch)

    def shade(self, glyph: int, rows: np.ndarray, scratch: np.ndarray) -> np.ndarray:
        """(32, 3, >= m) OKLab of these rows in this glyph."""
        worn, read = self.worn, np.empty((8, rows.size), F)
        seed = np.empty(rows.size, np.uint32)
        _gather(self.shown.values, self.shown.heart, self.phases.beat, self.phases.heart, worn.seed, rows, read, seed)
        compiled_shade = self.shades[glyph]
        if compiled_shade is None:
            return glyphs.draw(worn.deck[glyph], read, seed, self.clocks[glyph])
        compiled_shade(read, seed, self.clocks[glyph], scratch)
        return scratch

    def fade(self, rows: np.ndarray, scratch: np.ndarray) -> None:
        """Rows in which one glyph passes into the next."""
        new, old = (self.each_own(column, rows, scratch) for column in (self.worn.glyph, self.worn.before))
        come = paint.share(self.worn.since[rows], self.tick.count, self.tick.fps)
        _mix(old, new, come)
        self.finish(new, rows)

    def each_own(self, column: np.ndarray, rows: np.ndarray, scratch: np.ndarray) -> np.ndarray:
        """(32, 3, m) OKLab of each row in the glyph that the column names."""
        lab, worn = np.empty((TEETH, 3, rows.size), F), column[rows]
        for glyph in np.unique(worn):
            mine = np.flatnonzero(worn == glyph)
            _put(self.shade(glyph, rows[mine], scratch), mine, lab)
        return lab

    def finish(self, lab: np.ndarray, rows: np.ndarray) -> None:
        """OKLab -> bytes and levels of these rows."""
        worn, wanted = self.worn, self.wanted
        _finish(lab, rows, worn.power, worn.teeth, wanted.light, wanted.level)


@compiled
def _arrange(seen, glyph, fading, first, last, decked):
    """Rows to draw, by glyph, those that fade last -> (order, starts)."""
    starts = np.zeros(decked + 2, np.int64)
    for row in range(first, last):
        if seen[row] and glyph[row] >= 0:
            starts[(decked if fading[row] >= 0 else glyph[row]) + 1] += 1
    for place in range(decked + 1):
        starts[place + 1] += starts[place]
    order, filled = np.empty(starts[decked + 1], np.int32), starts.copy()
    for row in range(first, last):
        if seen[row] and glyph[row] >= 0:
            place = decked if fading[row] >= 0 else glyph[row]
            order[filled[place]] = row
            filled[place] += 1
    return order, starts


@compiled
def _gather(values, bpm, beat, heart, seeds, rows, read, seed):
    for place in range(6):
        for i in range(rows.size):
            read[place, i] = values[place, rows[i]]
    for i in range(rows.size):
        row = rows[i]
        read[6, i] = turns.to_turns(beat[row])
        read[7, i] = turns.to_turns(heart[row]) if bpm[row] == bpm[row] else F(np.nan)
        seed[i] = seeds[row]


@compiled
def _put(lab, places, out):
    for tooth in range(TEETH):
        for channel in range(3):
            for i in range(places.size):
                out[tooth, channel, places[i]] = lab[tooth, channel, i]


@compiled
def _mix(old, new, come):
    for tooth in range(TEETH):
        for channel in range(3):
            for i in range(come.size):
                new[tooth, channel, i] = paint.mix(old[tooth, channel, i], new[tooth, channel, i], come[i])


@compiled
def _finish(lab, rows, power, teeth, light, level):
    m = rows.size
    gain, there = np.empty(m, F), np.empty(m, np.uint32)
    codes, bright, redness = np.empty((3, m), np.uint8), np.empty(m, F), np.empty(m, F)
    for i in range(m):
        gain[i], there[i] = power[rows[i]], teeth[rows[i]]
    for quadrant in range(QUADRANTS):
        bright[:] = F(0)
        redness[:] = F(0)
        for tooth in range(quadrant * PER_QUADRANT, (quadrant + 1) * PER_QUADRANT):
            _tooth(lab[tooth], gain, there, np.uint32(1 << tooth), codes, bright, redness)
            for i in range(m):
                row = rows[i]
                light[row // BLOCK, tooth, 0, row % BLOCK] = codes[0, i]
                light[row // BLOCK, tooth, 1, row % BLOCK] = codes[1, i]
                light[row // BLOCK, tooth, 2, row % BLOCK] = codes[2, i]
        for i in range(m):
            level[0, quadrant, rows[i]] = bright[i] * F(1 / PER_QUADRANT)
            level[1, quadrant, rows[i]] = redness[i] * F(1 / PER_QUADRANT)


@compiled
def _tooth(lab, gain, there, bit, codes, bright, redness):
    for i in range(gain.size):
        red, green, blue = colour.to_linear(lab[0, i], lab[1, i], lab[2, i])
        share = gain[i] if there[i] & bit else F(0)
        red, green, blue = colour.encode(red * share), colour.encode(green * share), colour.encode(blue * share)
        codes[0, i], codes[1, i], codes[2, i] = np.uint8(red), np.uint8(green), np.uint8(blue)
        red, green, blue = colour.decode(red), colour.decode(green), colour.decode(blue)
        bright[i] += colour.luminance(red, green, blue)
        redness[i] += paint.red_value(red, green, blue)


def warm(worn: Worn, shown: Shown, phases: Phases, wanted: Wanted) -> None:
    """Compile what a dark block does not reach."""
    rows, lab = np.arange(2, dtype=np.int32), np.zeros((TEETH, 3, 2), F)
    _put(lab, np.arange(2), np.empty_like(lab))
    _mix(lab, lab.copy(), np.zeros(2, F))
    _gather(shown.values, shown.heart, phases.beat, phases.heart, worn.seed, rows, np.empty((8, 2), F),
            np.empty(2, np.uint32))  # fmt: skip
    Brush(worn, shown, phases, Tick(1), [], [], wanted).finish(lab, rows)
