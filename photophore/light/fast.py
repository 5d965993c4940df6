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
from photophore.words import BLOCK, Audience, Brightness, Given, Shown, Tick, Worn

F = np.float32
WHOLE = 1 << 30  # blocks at most in a chunk of a stage that is short: to hand out more costs more than it spreads


# --- follow ---


class Mind(NamedTuple):
    """feeling.follow on many threads: readings of different rows touch nothing in common."""

    each: Any

    def follow(self, before, readings, tick: Tick):
        """As feeling.follow."""
        readings = feeling.in_order(readings)
        cuts = np.searchsorted(readings.row, [last for _, last in chunks(before.at.size // BLOCK, WHOLE)])
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
        shown = before.shown

        def chunk(rows):
            _ask(given.mask, given.present, worn.glyph, worn.before, reads, shown.seen, anew, *rows)
            _hearts(shown.seen, heart, shown.heart, *rows)
            _values(feelings.now, feelings.sure, given.brightness, before.brightness, shown.seen, anew, shown.values,
                    *rows)  # fmt: skip

        list(self.each(chunk, chunks(worn.glyph.size // BLOCK, WHOLE)))
        return before


@compiled
def _ask(mask, present, glyph, fading, reads, seen, anew, first, last):
    """Who may see each row; anew: where that changed."""
    m = last - first
    now, needed = np.empty(m, np.uint8), np.empty(m, np.bool_)
    for i in range(m):
        now[i] = present[first + i] if glyph[first + i] >= 0 else np.uint8(0)
    for place in range(reads.shape[0]):
        for i in range(m):
            needed[i] = reads[place, glyph[first + i]] | reads[place, fading[first + i]]
        for audience in range(mask.shape[0]):
            lost = np.uint8(0xFF if audience == Audience.SELF else 1 << audience)  # unheard: unseen by anybody
            granted = mask[audience, place, first:last]
            for i in range(m):
                now[i] &= ~(lost if needed[i] and not granted[i] & LIGHT else np.uint8(0))
    for i in range(m):
        anew[first + i] |= now[i] != seen[first + i]
        seen[first + i] = now[i]


@compiled
def _hearts(seen, heart, out, first, last):
    for row in range(first, last):
        out[row] = heart[row] if seen[row] else F(np.nan)


@compiled
def _values(feeling, sure, brightness, bright_before, seen, anew, out, first, last):
    """The values of rows that changed, side by side."""
    rows, m = np.empty(last - first, np.int32), 0
    for row in range(first, last):
        rows[m] = row
        m += anew[row] or brightness[row] != bright_before[row]
        bright_before[row] = brightness[row]
    told = np.empty((6, m), F)
    for i in range(m):
        row = rows[i]
        told[0, i], told[1, i], told[2, i], told[3, i], told[4, i], told[5, i] = consent.told(
            feeling[0, row], feeling[1, row], sure[0, row], sure[1, row], brightness[row] == Brightness.BRIGHT_ONLY)
    for part in range(6):
        for i in range(m):
            out[part, rows[i]] = told[part, i] if seen[rows[i]] else F(np.nan)


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

        spans = chunks(before.beat.size // BLOCK, WHOLE)
        before.field[:] = 0
        for parts in self.each(count, spans):
            for part in parts:  # block by block, in order
                before.field[:used] += part
        list(self.each(move, spans))
        return before


@compiled
def _field(beat, group, parts, first):
    """Each block's sums; cosines and sines side by side, then added one after the other, as their order must stay."""
    cosines, sines = np.empty(BLOCK, F), np.empty(BLOCK, F)
    for block in range(parts.shape[0]):
        start = first + block * BLOCK
        for i in range(BLOCK):
            turn = turns.to_turns(beat[start + i])
            cosines[i], sines[i] = turns.cosine(turn), turns.sine(turn)
        for i in range(BLOCK):
            here = group[start + i]
            if here >= 0:
                parts[block, here, 0] += cosines[i]
                parts[block, here, 1] += sines[i]
                parts[block, here, 2] += 1.0


@compiled
def _drift(beat, heart, group, rate, autonomy, bpm, field, fps, first, last):
    pull = np.empty((4, BLOCK), F)  # of each row: openness, its gathering's cosines and sines, members
    hertz = np.empty(BLOCK, F)
    for start in range(first, last, BLOCK):
        for i in range(BLOCK):
            here = group[start + i]
            pull[0, i] = F(1) - autonomy[start + i] if here >= 0 else F(0)
            for part in range(3):
                pull[part + 1, i] = F(field[here if here >= 0 else 0, part])
        openness, cosines, sines, members = pull[0], pull[1], pull[2], pull[3]
        own, turning, hearts = rate[start : start + BLOCK], beat[start : start + BLOCK], heart[start : start + BLOCK]
        for i in range(BLOCK):
            hertz[i] = sync.pulled(own[i], openness[i], cosines[i], sines[i], members[i], turns.to_turns(turning[i]))
        for i in range(BLOCK):  # apart from the loop above, so that the compiler takes many at once
            turning[i] += sync.steps(hertz[i], fps)
        for i in range(BLOCK):
            hearts[i] += sync.steps(sync.heart_rate(bpm[start + i]), fps)


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
