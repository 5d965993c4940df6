"""Compiled twin of guard.limit: the same light and the same memory, to the bit.

Sums of fields are added chunk by chunk, block by block, so that threads change nothing.
"""

from typing import Any, NamedTuple

import numpy as np

from photophore import colour
from photophore.formula import compiled
from photophore.light import guard, paint
from photophore.light.fast_paint import chunks
from photophore.light.guard import Limits
from photophore.light.paint import PER_QUADRANT, Wanted
from photophore.words import BLOCK, QUADRANTS, Given, Shown, Tick, Worn

F = np.float32
FEW = 128  # smiles of a block that are held one by one; more are held side by side
AS_IT_IS = F(2.0)  # a share that dims nothing


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
