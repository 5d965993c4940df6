"""Compiled twins of the hot stages: the same light as the plain ones, to the bit, on as many threads as are handed in.

Blocks are worked on in chunks, each by one thread; sums are added chunk by chunk, block by block, so that threads
change nothing. No fastmath: it would drop the tests for nan, and a clamped nan is full light.
"""

from typing import Any, NamedTuple

import numpy as np

from photophore import colour, turns
from photophore.formula import compiled
from photophore.glyph import draw as glyphs
from photophore.light import consent, guard, paint, path, sync
from photophore.light.consent import LIGHT, Display
from photophore.light.guard import Limits
from photophore.light.paint import PER_QUADRANT, Wanted
from photophore.light.sync import Phases
from photophore.sense import fast as sense
from photophore.sense import feeling, signals
from photophore.words import BLOCK, QUADRANTS, TEETH, Audience, Given, Shown, Tick, Worn

F = np.float32
CHUNK = 8  # blocks that one thread works on at a time; its scratch fits a core's second cache
PART = 1024  # smiles drawn together within a chunk
FEW = 128  # smiles of a block that are held one by one; more are held side by side
AS_IT_IS = F(2.0)  # a share that dims nothing


class Tools(NamedTuple):
    """What a fast engine is handed."""

    each: Any  # each(function, items) -> results in order; such as an executor's map, or the built-in map
    ready: Any  # ready(glyph) -> compiled shade or None; such as glyph.kernel.Forge.ready


def chunks(blocks: int) -> list[tuple[int, int]]:
    """Rows (first, last) of each chunk."""
    return [(first * BLOCK, min(first + CHUNK, blocks) * BLOCK) for first in range(0, blocks, CHUNK)]


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
            _audiences(given, worn, reads, before.brightness, before.shown.seen, anew, first, last)
            _hearts(before.shown.seen, heart, before.shown.heart, first, last)
            some = np.flatnonzero(anew[first:last]) + first
            values = consent.values_of(feelings, given.brightness[some], some)
            before.shown.values[:, some] = np.where(before.shown.seen[some] == 0, F(np.nan), values)

        list(self.each(chunk, chunks(worn.glyph.size // BLOCK)))
        return before


def _audiences(given, worn, reads, brightness, seen, anew, first, last):
    _ask(given.mask, given.present, given.brightness, worn.glyph, worn.before, reads, brightness, seen, anew, first, last)


@compiled
def _ask(mask, present, brightness, glyph, fading, reads, bright_before, seen, anew, first, last):
    for row in range(first, last):
        now = present[row] if glyph[row] >= 0 else np.uint8(0)
        for place in range(reads.shape[0]):
            if now and (reads[place, glyph[row]] or reads[place, fading[row]]):
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


# --- draw ---


def draw(worn: Worn, shown: Shown, phases: Phases, tick: Tick, out) -> Wanted:
    """As paint.draw."""
    tools, wanted = out.tools, out.wanted
    clocks = [glyphs.clocks(glyph, tick) for glyph in worn.deck]
    shades = [tools.ready(glyph) for glyph in worn.deck]
    brush = _Brush(worn, shown, phases, tick, clocks, shades, wanted)
    list(tools.each(brush.chunk, chunks(len(wanted.light))))
    return wanted


class _Brush(NamedTuple):
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


# --- limit ---


class Guard(NamedTuple):
    """guard.limit on many threads."""

    each: Any

    def limit(self, before: Limits, wanted: Wanted, shown: Shown, given: Given, worn: Worn, tick: Tick):
        """As guard.limit."""
        guard.check_pace(tick)
        guard.rest(before, shown.seen, tick.fps)
        members = before.barred.shape[1]

        def chunk(rows):
            parts = np.zeros(((rows[1] - rows[0]) // BLOCK, 3, members))
            _limit(before, wanted, worn.crowd, rows[0], parts)
            return parts

        before.sums[:] = 0
        for parts in self.each(chunk, chunks(len(wanted.light))):
            for part in parts:
                before.sums[:] += part
        guard.fields(before)
        return before, guard.frame(wanted, shown, given, worn, tick)


@compiled
def _limit(before, wanted, crowd, first, parts):
    light, level = wanted.light, wanted.level
    extreme, bits, last, still, seen = before.extreme, before.bits, before.level, before.rest, before.seen
    barred, nowhere = before.barred, before.barred.shape[1] - 1
    field, ceiling = np.empty(BLOCK, np.int64), np.empty((2, QUADRANTS, BLOCK), F)
    over = np.empty(BLOCK, np.bool_)
    for block in range(parts.shape[0]):
        start = first + block * BLOCK
        for i in range(BLOCK):
            field[i] = crowd[start + i] if crowd[start + i] >= 0 else nowhere
            over[i] = still[start + i] > 0
        for channel in range(2):
            for quadrant in range(QUADRANTS):
                _ceiling(extreme[channel, quadrant], bits[channel, quadrant], start, guard.CLAMP[channel],
                         ceiling[channel, quadrant])  # fmt: skip
                for i in range(BLOCK if barred[channel].any() else 0):
                    if barred[channel, field[i]]:
                        ceiling[channel, quadrant, i] = min(ceiling[channel, quadrant, i],
                                                            last[channel, quadrant, start + i])  # fmt: skip
                for i in range(BLOCK):
                    over[i] |= level[channel, quadrant, start + i] > ceiling[channel, quadrant, i]
        _hold(light[start // BLOCK], level, ceiling, start, over, still)
        for channel in range(2):
            for quadrant in range(QUADRANTS):
                _stamp(extreme[channel, quadrant], bits[channel, quadrant], level[channel, quadrant],
                       last[channel, quadrant], start, guard.COUNT[channel])  # fmt: skip
            _sum(level[channel], field, start, parts[block, channel])
        for i in range(BLOCK):
            parts[block, 2, field[i]] += 1.0 if seen[start + i] else 0.0


@compiled
def _ceiling(extreme, bits, start, clamp, ceiling):
    for i in range(BLOCK):
        free = guard.may_rise(bits[start + i])
        ceiling[i] = guard.NO_LIMIT if free else extreme[start + i] + clamp


@compiled
def _stamp(extreme, bits, level, last, start, count):
    for row in range(start, start + BLOCK):
        last[row] = level[row]
        extreme[row], bits[row] = guard.stamp(extreme[row], bits[row], level[row], count)


@compiled
def _sum(level, field, start, part):
    for i in range(BLOCK):
        row = start + i
        whole = float(level[0, row]) + float(level[1, row]) + float(level[2, row]) + float(level[3, row])
        part[field[i]] += whole * (1 / QUADRANTS)


@compiled
def _hold(light, level, ceiling, start, over, still):
    """Smiles over their ceilings are held, one by one where they are few; those that rest are dark."""
    count = 0
    for i in range(BLOCK):
        if still[start + i] > 0:
            light[:, :, i] = np.uint8(0)
            level[:, :, start + i] = F(0)
        elif over[i]:
            count += 1
    for quadrant in range(QUADRANTS):
        teeth = light[quadrant * PER_QUADRANT : (quadrant + 1) * PER_QUADRANT]
        if count > FEW:
            _hold_block(teeth, level[:, quadrant, start : start + BLOCK], ceiling[:, quadrant])
        elif count:
            for i in range(BLOCK):
                if over[i]:
                    _hold_one(teeth[:, :, i], level[:, quadrant, start + i], ceiling[:, quadrant, i])


@compiled
def _hold_one(teeth, level, ceiling):
    """One quadrant under its ceilings."""
    if level[0] > ceiling[0] or level[1] > ceiling[1]:
        _dim(teeth, level[0], ceiling[0])
        if _measure(teeth)[1] > ceiling[1]:
            _pale(teeth)
        level[0], level[1] = _measure(teeth)


@compiled
def _hold_block(teeth, level, ceiling):
    """The same quadrant of all smiles of a block, side by side."""
    share, bright, redness = np.empty(BLOCK, F), np.zeros(BLOCK, F), np.zeros(BLOCK, F)
    for i in range(BLOCK):
        share[i] = ceiling[0, i] / level[0, i] if level[0, i] > ceiling[0, i] else AS_IT_IS
    for tooth in range(PER_QUADRANT):
        for channel in range(3):
            _dim_row(teeth[tooth, channel], share)
        _measure_row(teeth[tooth], bright, redness)
    for i in range(BLOCK):
        level[0, i], level[1, i] = bright[i] * F(1 / PER_QUADRANT), redness[i] * F(1 / PER_QUADRANT)
        if level[1, i] > ceiling[1, i]:
            _pale(teeth[:, :, i])
            level[0, i], level[1, i] = _measure(teeth[:, :, i])


@compiled
def _dim_row(codes, share):
    for i in range(BLOCK):
        code = F(codes[i])
        codes[i] = np.uint8(guard.dim(code, share[i]) if share[i] < AS_IT_IS else code)


@compiled
def _measure_row(codes, bright, redness):
    for i in range(BLOCK):
        red, green, blue = colour.decode(F(codes[0, i])), colour.decode(F(codes[1, i])), colour.decode(F(codes[2, i]))
        bright[i] += colour.luminance(red, green, blue)
        redness[i] += paint.red_value(red, green, blue)


@compiled
def _dim(teeth, level, ceiling):
    if level > ceiling:
        for tooth in range(PER_QUADRANT):
            for channel in range(3):
                teeth[tooth, channel] = np.uint8(guard.dim(F(teeth[tooth, channel]), ceiling / level))


@compiled
def _pale(teeth):
    for tooth in range(PER_QUADRANT):
        teeth[tooth, 0] = np.uint8(guard.pale(F(teeth[tooth, 0]), F(teeth[tooth, 1]), F(teeth[tooth, 2])))


@compiled
def _measure(teeth):
    bright, redness = F(0), F(0)
    for tooth in range(PER_QUADRANT):
        red = colour.decode(F(teeth[tooth, 0]))
        green, blue = colour.decode(F(teeth[tooth, 1])), colour.decode(F(teeth[tooth, 2]))
        bright += colour.luminance(red, green, blue)
        redness += paint.red_value(red, green, blue)
    return bright * F(1 / PER_QUADRANT), redness * F(1 / PER_QUADRANT)


def engine(each) -> path.Engine:
    """The fast engine; each: how work is spread over threads."""
    return path.Engine(Mind(each).follow, Window(each).show, Beat(each).drift, draw, Guard(each).limit)


class _Nobody(NamedTuple):
    """Grants of nobody, to warm up with."""

    mask: np.ndarray
    present: np.ndarray
    brightness: np.ndarray
    autonomy: np.ndarray


def warm() -> None:
    """Compile everything once on one dark block, the feelings' twin too."""
    n, tick = BLOCK, Tick(1)
    small, none = np.zeros(n, np.uint8), np.full(n, -1, np.int16)
    nobody = _Nobody(np.zeros((len(Audience), 16, n), np.uint16), small, small.copy(), np.zeros(n, F))
    worn = Worn((), none, none.copy(), np.zeros(n, np.int64), np.zeros((3, n), np.uint8), np.zeros(n, np.uint32),
                np.zeros(n, np.uint32), np.zeros(n, F), np.zeros(n, F), none.astype(np.int32), none.copy())  # fmt: skip
    out = path.Buffers(paint.start(1), engine(map), Tools(map, lambda glyph: None))
    memory = path.start(1)
    for nobodys in (nobody, nobody._replace(**{k: _locked(v) for k, v in nobody._asdict().items()})):
        feelings = out.by.follow(memory.feelings, _no_readings(), tick)
        shown = out.by.show(memory.display, feelings, memory.sensed.heart, nobodys, worn).shown
        wanted = draw(worn, shown, out.by.drift(memory.phases, shown, nobodys, worn, tick), tick, out)
        out.by.limit(memory.limits, wanted, shown, nobodys, worn, tick)
    brush = _Brush(worn, shown, memory.phases, tick, [], [], out.wanted)
    rows, lab = np.arange(2, dtype=np.int32), np.zeros((TEETH, 3, 2), F)
    _put(lab, np.arange(2), np.empty_like(lab))
    _mix(lab, lab.copy(), np.zeros(2, F))
    _gather(shown.values, shown.heart, memory.phases.beat, memory.phases.heart, worn.seed, rows, np.empty((8, 2), F),
            np.empty(2, np.uint32))  # fmt: skip
    brush.finish(lab, rows)


def _locked(array: np.ndarray) -> np.ndarray:
    view = array.view()
    view.flags.writeable = False
    return view


def _no_readings() -> signals.Readings:
    kinds = (np.int32, np.uint8, F, F, np.int64, np.bool_)
    return signals.Readings(*(np.zeros(0, kind) for kind in kinds))
