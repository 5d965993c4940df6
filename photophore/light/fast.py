"""Compiled twins of the hot stages: the same light as the plain ones, to the bit, on as many threads as are handed in.

Here: follow, show, drift, and the whole engine; `fast_paint` draws, `fast_guard` limits. No fastmath: it would drop
the tests for nan, and a clamped nan is full light.
"""

from typing import Any, NamedTuple

import numpy as np

from photophore import turns
from photophore.formula import compiled
from photophore.light import consent, fast_guard, fast_paint, paint, path, sync
from photophore.light.consent import LIGHT, Display
from photophore.light.fast_paint import Tools, chunks
from photophore.light.sync import Phases
from photophore.sense import fast as sense
from photophore.sense import feeling, signals
from photophore.words import BLOCK, Audience, Given, Shown, Tick, Worn

F = np.float32


# --- follow ---


class Mind(NamedTuple):
    """feeling.follow on many threads: readings of different rows touch nothing in common."""

    each: Any

    def follow(self, before, readings, tick: Tick):
        """As feeling.follow."""
        readings = feeling.in_order(readings)
        cuts = np.searchsorted(readings.row, [last for _, last in chunks(before.at.size // BLOCK)])
        counted = [np.zeros_like(before.dropped) for _ in cuts]

        def part(place):
            some = slice(cuts[place - 1] if place else 0, cuts[place])
            mine = signals.Readings(*(column[some] for column in readings))
            return sense.learn(before._replace(dropped=counted[place]), mine, tick)

        heard = np.concatenate(list(self.each(part, range(len(cuts)))))
        before.dropped[:] += sum(counted)
        rows = np.concatenate([heard, feeling.turn(before, heard, tick)])
        list(self.each(lambda some: sense.renew(before, some, tick), np.array_split(rows, len(cuts))))
        return before._replace(fresh=rows)


# --- show ---


class Window(NamedTuple):
    """consent.show on many threads."""

    each: Any

    def show(self, before: Display, feelings, heart: np.ndarray, given: Given, worn: Worn) -> Display:
        """As consent.show."""
        reads = consent.readings(worn.deck)
        anew = np.zeros(worn.glyph.size, bool)
        anew[feelings.fresh] = True

        def chunk(rows):
            first, last = rows
            _ask(given.mask, given.present, given.brightness, worn.glyph, worn.before, reads, before.brightness,
                 before.shown.seen, anew, first, last)  # fmt: skip
            _hearts(before.shown.seen, heart, before.shown.heart, first, last)
            some = np.flatnonzero(anew[first:last]) + first
            values = consent.values_of(feelings, given.brightness[some], some)
            before.shown.values[:, some] = np.where(before.shown.seen[some] == 0, F(np.nan), values)

        list(self.each(chunk, chunks(worn.glyph.size // BLOCK)))
        return before


@compiled
def _ask(mask, present, brightness, glyph, fading, reads, bright_before, seen, anew, first, last):
    for row in range(first, last):
        now = present[row] if glyph[row] >= 0 else np.uint8(0)
        for place in range(reads.shape[0]):
            if now and (reads[place, glyph[row]] or reads[place, fading[row]]):
                if not mask[Audience.SELF, place, row] & LIGHT:
                    now = np.uint8(0)
                for audience in range(mask.shape[0]):
                    if not mask[audience, place, row] & LIGHT:
                        now &= np.uint8(~(1 << audience) & 0xFF)
        anew[row] |= (now != seen[row]) | (brightness[row] != bright_before[row])
        bright_before[row], seen[row] = brightness[row], now


@compiled
def _hearts(seen, heart, out, first, last):
    for row in range(first, last):
        out[row] = heart[row] if seen[row] else F(np.nan)


# --- drift ---


class Beat(NamedTuple):
    """sync.drift on many threads."""

    each: Any

    def drift(self, before: Phases, shown: Shown, given: Given, worn: Worn, tick: Tick) -> Phases:
        """As sync.drift."""
        used = int(worn.group.max(initial=-1)) + 1  # gatherings that anybody is in

        def count(rows):
            parts = np.zeros(((rows[1] - rows[0]) // BLOCK, used, 3))
            _field(before.beat, worn.group, parts, rows[0])
            return parts

        def move(rows):
            _drift(before.beat, before.heart, worn.group, worn.rate, given.autonomy, shown.heart, before.field,
                   F(tick.fps), rows[0], rows[1])  # fmt: skip

        spans = chunks(before.beat.size // BLOCK)
        before.field[:] = 0
        for parts in self.each(count, spans):
            for part in parts:  # block by block, in order
                before.field[:used] += part
        list(self.each(move, spans))
        return before


@compiled
def _field(beat, group, parts, first):
    for block in range(parts.shape[0]):
        for row in range(first + block * BLOCK, first + (block + 1) * BLOCK):
            if group[row] >= 0:
                turn = turns.to_turns(beat[row])
                parts[block, group[row], 0] += turns.cosine(turn)
                parts[block, group[row], 1] += turns.sine(turn)
                parts[block, group[row], 2] += 1.0


@compiled
def _drift(beat, heart, group, rate, autonomy, bpm, field, fps, first, last):
    for row in range(first, last):
        here = group[row] if group[row] >= 0 else 0
        openness = F(1) - autonomy[row] if group[row] >= 0 else F(0)
        hertz = sync.pulled(
            rate[row], openness, F(field[here, 0]), F(field[here, 1]), F(field[here, 2]), turns.to_turns(beat[row])
        )
        beat[row] += sync.steps(hertz, fps)
        heart[row] += sync.steps(sync.heart_rate(bpm[row]), fps)


def engine(each) -> path.Engine:
    """The fast engine; each: how work is spread over threads."""
    follow, show, drift = Mind(each).follow, Window(each).show, Beat(each).drift
    return path.Engine(follow, show, drift, fast_paint.Painter([]).draw, fast_guard.Guard(each).limit)


def warm(given: Given) -> None:
    """Compile everything once on a dark block; given: the grants of one block in which nobody granted anything."""
    n, tick, none = BLOCK, Tick(1), np.full(BLOCK, -1, np.int16)
    worn = Worn((), none, none.copy(), np.zeros(n, np.int64), np.zeros((3, n), np.uint8), np.zeros(n, np.uint32),
                np.zeros(n, np.uint32), np.zeros(n, F), np.zeros(n, F), none.astype(np.int32), none.copy())  # fmt: skip
    out, memory = path.Buffers(paint.start(1), engine(map), Tools(map, lambda glyph: None)), path.start(1)
    feelings = out.by.follow(memory.feelings, _no_readings(), tick)
    shown = out.by.show(memory.display, feelings, memory.sensed.heart, given, worn).shown
    wanted = out.by.draw(worn, shown, out.by.drift(memory.phases, shown, given, worn, tick), tick, out)
    out.by.limit(memory.limits, wanted, shown, given, worn, tick)
    fast_paint.warm(worn, shown, memory.phases, out.wanted)


def _no_readings() -> signals.Readings:
    kinds = (np.int32, np.uint8, F, F, np.int64, np.bool_)
    return signals.Readings(*(np.zeros(0, kind) for kind in kinds))
