"""Compiled twin of guard.limit: the same light and the same memory, to the bit.

Fields are added up in whole numbers, so that threads change nothing.
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

        def chunk(rows):
            here = slice(*rows)
            guard.rest(before.rest[here], before.seen[here], shown.seen[here], tick.fps)
            sums = np.zeros_like(before.sums)
            _limit(before, wanted, worn.crowd, rows, sums)
            return sums

        before.sums[:] = 0
        for sums in self.each(chunk, chunks(len(wanted.light))):
            before.sums[:] += sums
        guard.fields(before)
        return before, guard.frame(wanted, shown, given, worn, tick)


@compiled
def _limit(before, wanted, crowd, rows, sums):
    light, level, last = wanted.light, wanted.level, before.level
    extreme, bits = before.extreme, before.bits
    ceiling, over = np.empty((2, QUADRANTS, BLOCK), F), np.empty((QUADRANTS, BLOCK), np.bool_)
    stuck, mouth = np.empty((2, BLOCK), np.bool_), np.empty((2, BLOCK), F)
    for start in range(rows[0], rows[1], BLOCK):
        here = slice(start, start + BLOCK)
        _rest(light[start // BLOCK], level[:, :, here], before.rest[here])
        for channel in range(2):
            _stuck(bits[channel, guard.MOUTH, here], crowd[here], before.barred[channel], before.seen[here],
                   stuck[channel])  # fmt: skip
        for quadrant in range(QUADRANTS):
            over[quadrant] = False
            for channel in range(2):
                _held(extreme[channel, quadrant, here], bits[channel, quadrant, here], last[channel, quadrant, here],
                      level[channel, quadrant, here], stuck[channel], channel, ceiling[channel, quadrant],
                      over[quadrant])  # fmt: skip
            teeth = light[start // BLOCK, quadrant * PER_QUADRANT : (quadrant + 1) * PER_QUADRANT]
            _hold(teeth, level[:, quadrant, here], ceiling[:, quadrant], over[quadrant])
        for channel in range(2):
            for quadrant in range(QUADRANTS):
                last[channel, quadrant, here] = level[channel, quadrant, here]
                _stamp(extreme[channel, quadrant, here], bits[channel, quadrant, here], level[channel, quadrant, here],
                       guard.COUNT[channel])  # fmt: skip
            _mouth(level[channel, :, here], mouth[channel])
            _stamp(extreme[channel, guard.MOUTH, here], bits[channel, guard.MOUTH, here], mouth[channel],
                   guard.COUNT[channel])  # fmt: skip
        _sum(mouth, extreme[0, guard.MOUTH, here], bits[0, guard.MOUTH, here], crowd[here], before.seen[here], sums)


@compiled
def _rest(light, level, rest):
    """Smiles that rest are dark."""
    for i in range(BLOCK):
        if rest[i] > 0:
            light[:, :, i] = np.uint8(0)
            level[:, :, i] = F(0)


@compiled
def _stuck(bits, crowd, barred, seen, stuck):
    for i in range(BLOCK):
        stuck[i] = not guard.may_rise(bits[i])
    if barred.any():
        for i in range(BLOCK):
            stuck[i] |= crowd[i] >= 0 and barred[crowd[i]] & seen[i] != 0


@compiled
def _held(extreme, bits, last, level, stuck, channel, ceiling, over):
    clamp, count, sure = guard.CLAMP[channel], guard.COUNT[channel], guard.SURE[channel]
    most = guard.ALMOST[channel]
    for i in range(BLOCK):
        between = guard.almost(extreme[i], bits[i], level[i], count, sure) & (not stuck[i])
        held = guard.held(extreme[i], bits[i], last[i], clamp, stuck[i])
        ceiling[i] = extreme[i] + most if between else held
        free = guard.rising(extreme[i], bits[i], level[i], count, sure) & (not stuck[i])
        over[i] |= not (level[i] <= ceiling[i]) | free


@compiled
def _stamp(extreme, bits, level, count):
    for i in range(BLOCK):
        extreme[i], bits[i] = guard.stamp(extreme[i], bits[i], level[i], count)


@compiled
def _mouth(level, mouth):
    for i in range(BLOCK):
        mouth[i] = guard.mouth(level[0, i], level[1, i], level[2, i], level[3, i])


@compiled
def _sum(mouth, extreme, bits, crowd, seen, sums):
    for i in range(BLOCK):
        if crowd[i] >= 0 and seen[i]:
            part = sums[crowd[i]]
            bright, redness = np.int64(float(mouth[0, i]) * guard.WHOLE), np.int64(float(mouth[1, i]) * guard.WHOLE)
            aglow = np.int64((extreme[i] > F(0)) | (bits[i] != np.uint32(0)) | (mouth[0, i] > F(0)))
            for audience in range(part.shape[0]):
                if seen[i] >> audience & 1:
                    part[audience, 0] += bright
                    part[audience, 1] += redness
                    part[audience, 2] += 1
                    part[audience, 3] += aglow


@compiled
def _hold(teeth, level, ceiling, over):
    """Quadrants that want too much are held, one by one where they are few."""
    count = over.sum()
    if count > FEW:
        _hold_block(teeth, level, ceiling, over)
    elif count:
        for i in range(BLOCK):
            if over[i]:
                _hold_one(teeth[:, :, i], level[:, i], ceiling[:, i])


@compiled
def _hold_one(teeth, level, ceiling):
    """One quadrant under its ceilings."""
    _dim(teeth, level[0], ceiling[0])
    _hold_red(teeth, ceiling[1])
    level[0], level[1] = _measure(teeth)


@compiled
def _hold_red(teeth, ceiling):
    if _measure(teeth)[1] > guard.NO_LIMIT:
        for tooth in range(PER_QUADRANT):
            teeth[tooth, 0] = np.uint8(guard.clear(F(teeth[tooth, 0]), F(teeth[tooth, 1]), F(teeth[tooth, 2])))
    if _measure(teeth)[1] > ceiling:
        for tooth in range(PER_QUADRANT):
            teeth[tooth, 0] = np.uint8(guard.pale(F(teeth[tooth, 0]), F(teeth[tooth, 1]), F(teeth[tooth, 2])))


@compiled
def _hold_block(teeth, level, ceiling, over):
    """The same quadrant of all smiles of a block, side by side."""
    share, bright, redness = np.empty(BLOCK, F), np.zeros(BLOCK, F), np.zeros(BLOCK, F)
    for i in range(BLOCK):
        share[i] = ceiling[0, i] / level[0, i] if over[i] & (level[0, i] > ceiling[0, i]) else AS_IT_IS
    for tooth in range(PER_QUADRANT):
        for channel in range(3):
            _dim_row(teeth[tooth, channel], share)
        _measure_row(teeth[tooth], bright, redness)
    for i in range(BLOCK):
        if over[i]:
            level[0, i], level[1, i] = bright[i] * F(1 / PER_QUADRANT), redness[i] * F(1 / PER_QUADRANT)
            if level[1, i] > ceiling[1, i]:
                _hold_red(teeth[:, :, i], ceiling[1, i])
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
def _measure(teeth):
    bright, redness = F(0), F(0)
    for tooth in range(PER_QUADRANT):
        red = colour.decode(F(teeth[tooth, 0]))
        green, blue = colour.decode(F(teeth[tooth, 1])), colour.decode(F(teeth[tooth, 2]))
        bright += colour.luminance(red, green, blue)
        redness += paint.red_value(red, green, blue)
    return bright * F(1 / PER_QUADRANT), redness * F(1 / PER_QUADRANT)
