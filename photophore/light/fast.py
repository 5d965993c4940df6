"""Compiled twins of the hot stages: the same light as the plain ones, to the bit, on as many threads as are handed in.

Here: follow, show, and the whole engine; `fast_sync` drifts, `fast_paint` draws, `fast_guard` limits. No fastmath: it
would drop the tests for nan, and a clamped nan is full light.
"""

from typing import Any, NamedTuple

import numpy as np

from photophore.formula import compiled
from photophore.light import consent, fast_guard, fast_paint, paint, path, sync
from photophore.light.consent import LIGHT, Display
from photophore.light.fast_paint import Tools, chunks
from photophore.light.fast_sync import WHOLE, Beat
from photophore.sense import fast as sense
from photophore.sense import feeling, signals
from photophore.words import BLOCK, Audience, Brightness, Given, Tick, Worn

F = np.float32


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


# --- the engine ---


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
    sync.obey(memory.phases.crowds, 0, sync.Rule(sync.Mode.FIREFLY))  # as soon as somebody opens one
    out.by.drift(memory.phases, shown, given, worn, tick)
    out.by.limit(memory.limits, wanted, shown, given, worn, tick)
    fast_paint.warm(worn, shown, memory.phases, out.wanted)


def _no_readings() -> signals.Readings:
    kinds = (np.int32, np.uint8, F, F, np.int64, np.bool_)
    return signals.Readings(*(np.zeros(0, kind) for kind in kinds))
