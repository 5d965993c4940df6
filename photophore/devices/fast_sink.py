"""Compiled twin of sinkguard.limit: the same numbers and the same memory, to the bit.

Row by row of a packet, so that many pixels go side by side through the processor's lanes.
"""

import numpy as np

from photophore.devices import sinkguard
from photophore.devices.sinkguard import LEVELS, Memory, Pace
from photophore.formula import compiled

F = np.float32
PART = F(1 / 256)


def limit(before: Memory, wanted: np.ndarray, edges: np.ndarray, dots: np.ndarray, pace: Pace):
    """As sinkguard.limit."""
    codes, goes = np.empty(wanted.shape, F), np.empty(len(before.since), np.bool_)
    room = int(np.diff(edges).max(initial=0))
    highest, now, share = np.empty((LEVELS, room), F), np.empty((LEVELS, room), F), np.empty((3, room), F)
    _limit(*before, wanted, edges, dots, pace.wait, pace.late, codes, highest, now, share, goes)
    return codes, goes


@compiled
def _limit(extreme, left, last, since, wanted, edges, dots, wait, late, codes, highest, now, share, goes):
    """Arrays by themselves: a record of them would be counted as used, and free again, in each loop."""
    for packet in range(len(since)):
        first, end = edges[packet], edges[packet + 1]
        here = min(since[packet], late)
        for kind in range(LEVELS):
            _age(left[kind, first:end])
            _ceiling(extreme[kind, first:end], left[kind, first:end], last[kind, first:end],
                     sinkguard.CLAMP[kind], sinkguard.FALL[kind] / F(late) * F(here), highest[kind])  # fmt: skip
        _dimming(wanted[0, first:end], wanted[1, first:end], wanted[2, first:end], highest[0], highest[1], highest[2],
                 dots[first:end], share[0], share[1], share[2])  # fmt: skip
        _bend(wanted[0, first:end], wanted[1, first:end], wanted[2, first:end], highest[1], share[0], share[1])
        for channel in range(3):
            _round(wanted[channel, first:end], share[0], share[2], codes[channel, first:end])
        _pale(codes[0, first:end], codes[1, first:end], codes[2, first:end], highest[3])
        _levels(codes[0, first:end], codes[1, first:end], codes[2, first:end], now[0], now[1], now[2], now[3])
        goes[packet] = True
        if here < late:
            for kind in range(LEVELS):
                if _steep(last[kind, first:end], now[kind], sinkguard.FALL[kind] / F(late) * F(here)):
                    goes[packet] = False
        if goes[packet]:
            for kind in range(LEVELS):
                _follow(extreme[kind, first:end], left[kind, first:end], last[kind, first:end], now[kind], kind,
                        np.int16(wait))  # fmt: skip
        since[packet] = 1 if goes[packet] else min(since[packet] + 1, late)


@compiled
def _age(left):
    for i in range(len(left)):
        left[i] = left[i] - np.int16(1) if left[i] > 0 else left[i]


@compiled
def _ceiling(extreme, left, last, clamp, slope, highest):
    for i in range(len(last)):
        highest[i] = sinkguard.ceiling(extreme[i], left[i], last[i], clamp, slope)


@compiled
def _dimming(red, green, blue, bright, screen, drive, dots, share, nearly, dot):
    for i in range(len(red)):
        share[i], nearly[i], dot[i] = sinkguard.dimming(
            F(red[i]) * PART, F(green[i]) * PART, F(blue[i]) * PART, bright[i], screen[i], drive[i], dots[i])


@compiled
def _bend(red, green, blue, screen, share, nearly):
    for i in range(len(red)):
        share[i] = sinkguard.bend(
            F(red[i]) * PART, F(green[i]) * PART, F(blue[i]) * PART, share[i], nearly[i], screen[i])


@compiled
def _round(wanted, share, dot, codes):
    for i in range(len(wanted)):
        codes[i] = sinkguard.rounded(F(wanted[i]) * PART * share[i], dot[i])


@compiled
def _pale(red, green, blue, highest):
    for i in range(len(red)):
        red[i] = sinkguard.paled(red[i], green[i] + blue[i], highest[i])


@compiled
def _levels(red, green, blue, bright, screen, drive, redness):
    for i in range(len(red)):
        bright[i], screen[i], drive[i], redness[i] = sinkguard.levels(red[i], green[i], blue[i])


@compiled
def _steep(last, now, slope):
    most = F(-1.0)
    for i in range(len(last)):
        fall = last[i] - now[i]
        most = fall if fall > most else most
    return most > slope


@compiled
def _follow(extreme, left, last, now, kind, wait):
    for i in range(len(last)):
        extreme[i], left[i] = sinkguard.follow(extreme[i], left[i], now[i], kind, wait)
        last[i] = now[i]


@compiled
def meant(light, place, table, wanted):
    """What is wanted of each pixel (3, p) uint16: from light (v,) uint8, by place (3, p) in it and table (3, 256)."""
    for channel in range(3):
        for i in range(place.shape[1]):
            wanted[channel, i] = table[channel, light[place[channel, i]]]


@compiled
def eight(codes, order, wire):
    """As dither.eight, in the wire's order of channels: codes (3, p) -> wire (p, 3) uint8."""
    for i in range(codes.shape[1]):
        for channel in range(3):
            wire[i, channel] = np.uint8(codes[order[channel], i])
