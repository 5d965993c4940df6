"""Compiled twin of paint.draw: the same light, to the bit, on as many threads as are handed in.

Blocks are worked on in chunks, each by one thread. Within a chunk the smiles that wear the same glyph are drawn side
by side, and packed, a tooth's red, green and blue in one word; each block then takes its words in the order of rows.
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
CHUNK = 16  # blocks that one thread draws at a time: more, and caches overflow; fewer, and calls cost more than light
PART = 2048  # smiles drawn together within a chunk
LEAST = 4  # chunks, so that a small city is also spread over threads
MOST = CHUNK * BLOCK


class Tools(NamedTuple):
    """What a fast engine is handed."""

    each: Any  # each(function, items) -> results in order; such as an executor's map, or the built-in map
    ready: Any  # ready(glyph) -> compiled shade or None; such as glyph.kernel.Forge.ready


class Scratch(NamedTuple):
    """Where one thread draws a chunk."""

    place: np.ndarray  # (MOST,) int32 where each row of the chunk stands in the order of drawing
    read: np.ndarray  # (8 * MOST,) float32 what glyphs read, part by part
    seed: np.ndarray  # (MOST,) uint32
    lab: np.ndarray  # (32, 3, PART) float32 OKLab of a part
    both: np.ndarray  # (32, 3, PART) float32 OKLab of smiles that pass into another glyph: new ones, then old ones
    code: np.ndarray  # (32, MOST + 1) uint32 packed bytes, in the order of drawing; the last is dark
    level: np.ndarray  # (2, 4, MOST + 1) float32, in the order of drawing; the last is dark


def scratch() -> Scratch:
    """Room for one thread."""
    return Scratch(
        np.empty(MOST, np.int32), np.empty(8 * MOST, F), np.empty(MOST, np.uint32), np.empty((TEETH, 3, PART), F),
        np.empty((TEETH, 3, PART), F), np.zeros((TEETH, MOST + 1), np.uint32), np.zeros((2, QUADRANTS, MOST + 1), F),
    )  # fmt: skip


def chunks(blocks: int, largest: int = CHUNK) -> list[tuple[int, int]]:
    """Rows (first, last) of each chunk: of `largest` blocks at most, and where they are few, one in LEAST of them."""
    size = max(1, min(largest, -(-blocks // LEAST)))
    return [(first * BLOCK, min(first + size, blocks) * BLOCK) for first in range(0, blocks, size)]


class Painter(NamedTuple):
    """paint.draw on many threads."""

    spare: list  # Scratch that nobody uses now

    def draw(self, worn: Worn, shown: Shown, phases: Phases, tick: Tick, out) -> Wanted:
        """As paint.draw."""
        tools, wanted = out.tools, out.wanted
        clocks = [glyphs.clocks(glyph, tick) for glyph in worn.deck]
        shades = [tools.ready(glyph) for glyph in worn.deck]
        brush = Brush(worn, shown, phases, tick, clocks, shades, wanted, self.spare)
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
    spare: list

    def chunk(self, rows: tuple[int, int]) -> None:
        """Draw these rows (first, last)."""
        try:
            mine = self.spare.pop()
        except IndexError:
            mine = scratch()
        worn, wanted = self.worn, self.wanted
        order, starts = _arrange(self.shown.seen, worn.glyph, worn.before, *rows, len(worn.deck), mine.place)
        steady = order[: starts[-2]]
        for begin, end, lab in self.shaded(steady, starts[:-1], mine):
            _finish(lab, steady[begin:end], begin, worn.power, worn.teeth, mine.code, mine.level)
        for begin in range(steady.size, order.size, PART // 2):
            self.fade(order[begin : begin + PART // 2], begin, mine)
        _spread(mine.code, mine.level, mine.place, wanted.light, wanted.level, *rows)
        self.spare.append(mine)

    def shaded(self, rows: np.ndarray, starts: np.ndarray, mine: Scratch):
        """Part by part: (begin, end, their OKLab); rows stand glyph by glyph, glyph g begins at starts[g]."""
        _gather(self.shown.values, self.shown.heart, self.phases.beat, self.phases.heart, self.worn.seed, rows,
                starts, mine.read, mine.seed)  # fmt: skip
        for glyph in range(starts.size - 1):
            for begin in range(starts[glyph], starts[glyph + 1], PART):
                end = min(begin + PART, starts[glyph + 1])
                read, seed = mine.read[8 * begin : 8 * end].reshape(8, -1), mine.seed[begin:end]
                yield begin, end, self.shade(glyph, read, seed, mine.lab)

    def shade(self, glyph: int, read: np.ndarray, seed: np.ndarray, lab: np.ndarray) -> np.ndarray:
        """(32, 3, >= m) OKLab of m smiles in this glyph."""
        if self.shades[glyph] is None:
            return glyphs.draw(self.worn.deck[glyph], read, seed, self.clocks[glyph])
        self.shades[glyph](read, seed, self.clocks[glyph], lab)
        return lab

    def fade(self, rows: np.ndarray, begin: int, mine: Scratch) -> None:
        """Rows in which one glyph passes into the next: both are drawn, mixed, and packed from `begin`."""
        worn = self.worn
        wearing = np.concatenate([worn.glyph[rows], worn.before[rows]])
        order = np.argsort(wearing, kind="stable").astype(np.int32)
        starts = np.searchsorted(wearing[order], np.arange(len(worn.deck) + 1))
        for first, last, lab in self.shaded(rows[order % rows.size], starts, mine):
            _put(lab, order[first:last], mine.both)
        _mix(mine.both, paint.share(worn.since[rows], self.tick.count, self.tick.fps))
        _finish(mine.both, rows, begin, worn.power, worn.teeth, mine.code, mine.level)


@compiled
def _arrange(seen, glyph, fading, first, last, decked, place):
    """Rows to draw, by glyph, those that fade last -> (order, starts); place: where each row stands in it."""
    starts = np.zeros(decked + 2, np.int64)
    for row in range(first, last):
        if seen[row] and glyph[row] >= 0:
            starts[(decked if fading[row] >= 0 else glyph[row]) + 1] += 1
    for part in range(decked + 1):
        starts[part + 1] += starts[part]
    order, filled = np.empty(starts[decked + 1], np.int32), starts.copy()
    for row in range(first, last):
        place[row - first] = MOST
        if seen[row] and glyph[row] >= 0:
            part = decked if fading[row] >= 0 else glyph[row]
            order[filled[part]] = row
            place[row - first] = filled[part]
            filled[part] += 1
    return order, starts


@compiled
def _gather(values, bpm, beat, heart, seeds, rows, starts, read, seed):
    """What glyphs read, in parts of up to PART rows of one glyph, each part (8, m)."""
    for glyph in range(starts.size - 1):
        for begin in range(starts[glyph], starts[glyph + 1], PART):
            some = rows[begin : min(begin + PART, starts[glyph + 1])]
            m = some.size
            part = read[8 * begin : 8 * (begin + m)]
            for column in range(6):
                for i in range(m):
                    part[column * m + i] = values[column, some[i]]
            for i in range(m):
                row = some[i]
                part[6 * m + i] = turns.to_turns(beat[row])
                part[7 * m + i] = turns.to_turns(heart[row]) if bpm[row] == bpm[row] else F(np.nan)
                seed[begin + i] = seeds[row]


@compiled
def _put(lab, places, out):
    for tooth in range(TEETH):
        for channel in range(3):
            for i in range(places.size):
                out[tooth, channel, places[i]] = lab[tooth, channel, i]


@compiled
def _mix(both, come):
    """The first m of both: the new glyph, with the old one still in it; the second m are the old one."""
    m = come.size
    for tooth in range(TEETH):
        for channel in range(3):
            new, old = both[tooth, channel, :m], both[tooth, channel, m:]
            for i in range(m):
                new[i] = paint.mix(old[i], new[i], come[i])


@compiled
def _finish(lab, rows, begin, power, teeth, code, level):
    """OKLab of m rows -> their packed bytes and levels, from `begin` on."""
    m = rows.size
    gain, there = np.empty(m, F), np.empty(m, np.uint32)
    for i in range(m):
        gain[i], there[i] = power[rows[i]], teeth[rows[i]]
    for quadrant in range(QUADRANTS):
        bright, redness = level[0, quadrant, begin : begin + m], level[1, quadrant, begin : begin + m]
        bright[:] = F(0)
        redness[:] = F(0)
        for tooth in range(quadrant * PER_QUADRANT, (quadrant + 1) * PER_QUADRANT):
            _tooth(lab[tooth], gain, there, np.uint32(1 << tooth), code[tooth, begin : begin + m], bright, redness)
        for i in range(m):
            bright[i] *= F(1 / PER_QUADRANT)
            redness[i] *= F(1 / PER_QUADRANT)


@compiled
def _tooth(lab, gain, there, bit, code, bright, redness):
    lightness, a, b = lab[0], lab[1], lab[2]
    for i in range(gain.size):
        red, green, blue = colour.to_linear(lightness[i], a[i], b[i])
        share = gain[i] if there[i] & bit else F(0)
        red, green, blue = colour.encode(red * share), colour.encode(green * share), colour.encode(blue * share)
        code[i] = np.uint32(np.int32(red) | np.int32(green) << 8 | np.int32(blue) << 16)
        red, green, blue = colour.decode(red), colour.decode(green), colour.decode(blue)
        bright[i] += colour.luminance(red, green, blue)
        redness[i] += paint.red_value(red, green, blue)


@compiled
def _spread(code, level, place, light, out, first, last):
    """Packed bytes and levels in the order of drawing -> light and levels in the order of rows."""
    word = np.empty(BLOCK, np.uint32)
    for start in range(first, last, BLOCK):
        here, teeth = place[start - first : start - first + BLOCK], light[start // BLOCK]
        for tooth in range(TEETH):
            packed = code[tooth]
            for i in range(BLOCK):
                word[i] = packed[here[i]]
            for channel in range(3):
                bytes_, shift = teeth[tooth, channel], np.uint32(8 * channel)
                for i in range(BLOCK):  # apart from the loop above, so that the compiler takes many at once
                    bytes_[i] = np.uint8(word[i] >> shift)
        for channel in range(2):
            for quadrant in range(QUADRANTS):
                drawn, seen = level[channel, quadrant], out[channel, quadrant, start : start + BLOCK]
                for i in range(BLOCK):
                    seen[i] = drawn[here[i]]


def warm(worn: Worn, shown: Shown, phases: Phases, wanted: Wanted) -> None:
    """Compile what a dark block does not reach."""
    rows, mine = np.arange(2, dtype=np.int32), scratch()
    _put(mine.lab, rows, mine.both)
    _mix(mine.both, np.zeros(1, F))
    _finish(mine.both, rows, 0, worn.power, worn.teeth, mine.code, mine.level)
