"""The last gate: no light leaves faster than is kind to eyes. The only maker of `Frame` and `Cue`.

Per smile four jaw quadrants, each with its luminance and its saturated red, and per field of view the light
of all smiles in it together. A transition is a change of at least COUNT against the last extreme, seen on the
bytes that leave. Falling is always allowed; a rise only while two of the MOST transitions of a second are
free: one for itself, one for the fall after it. Else light is held at CLAMP above the valley. So the guard
only ever dims (specs light 6.6; the proof is in decisions/0003).
"""

from typing import NamedTuple

import numpy as np

from photophore import colour
from photophore.formula import formula, select
from photophore.light.paint import PER_QUADRANT, SATURATED, Wanted, quadrant_level
from photophore.words import BLOCK, FPS, LEASE, QUADRANTS, Cue, Frame, Given, Row, Shown, Tick, Worn

F = np.float32
MOST = 3  # transitions of a cell in any second, profile *calm*; specs light 6.6
COUNT = np.array([0.0995, 0.0620], F)  # of luminance (WCAG: 0.10) and red (IRIS: 20 of 320), less what decode errs
CLAMP = np.array([0.09, 0.055], F)  # how far a held cell may stand above its valley
TOGETHER = 90  # smiles that fill 0.006 sr at 3 m: from here on a field of view counts as one light; light 6.5
REST = 1.0  # seconds of darkness after light was taken back, or before somebody new may see it
UP = np.uint32(1 << 31)  # the bit that tells that a cell was rising last
STAMPS = np.uint32((1 << 31) - 1)  # a bit for each of the last 31 frames: a second, and one frame more, at 30 fps
DOWN_HUE = F(3.9)  # a red just short of SATURATED
ROUNDING = F(0.25)  # of a byte: more than encode errs, so that a dimmed byte is never above its share
NO_LIMIT = F(9.0)  # above any level


class Limits(NamedTuple):
    """What the guard remembers. Buffers that the caller owns."""

    extreme: np.ndarray  # (2, 4, n) float32 last accepted extreme of each cell
    bits: np.ndarray  # (2, 4, n) uint32 stamps of a second, and UP
    level: np.ndarray  # (2, 4, n) float32 what left last
    rest: np.ndarray  # (n,) int16 ticks that a row stays dark
    seen: np.ndarray  # (n,) uint8 who could see it last
    field_extreme: np.ndarray  # (2, fields) float64, in sums of smiles
    field_bits: np.ndarray  # (2, fields) uint32
    barred: np.ndarray  # (2, fields + 1) bool: the light of this field may not rise now; the last is *nowhere*
    sums: np.ndarray  # (3, fields + 1) float64: luminance, red, members of each field


def start(n: int, fields: int) -> Limits:
    """Dark, and dark for long."""
    cells = (2, QUADRANTS, n)
    return Limits(
        np.zeros(cells, F), np.zeros(cells, np.uint32), np.zeros(cells, F),
        np.zeros(n, np.int16), np.zeros(n, np.uint8),
        np.zeros((2, fields)), np.zeros((2, fields), np.uint32), np.zeros((2, fields + 1), bool),
        np.zeros((3, fields + 1)),
    )  # fmt: skip


def limit(before: Limits, wanted: Wanted, shown: Shown, given: Given, worn: Worn, tick: Tick) -> tuple[Limits, Frame]:
    """The light that may leave, nowhere brighter than wanted; `before` and the wanted light are changed in place."""
    check_pace(tick)
    rest(before, shown.seen, tick.fps)
    before.sums[:] = 0
    for block in range(len(wanted.light)):
        _limit_block(before, wanted, worn, block)
    fields(before)
    return before, frame(wanted, shown, given, worn, tick)


def check_pace(tick: Tick) -> None:
    """The stamps of a second fit a word only up to FPS."""
    if not 1 <= tick.fps <= FPS:
        raise ValueError(f"the guard keeps {FPS} frames a second at most, not {tick.fps}")


def frame(wanted: Wanted, shown: Shown, given: Given, worn: Worn, tick: Tick) -> Frame:
    """What leaves; everything in it is read-only."""
    parts = (wanted.light, shown.seen.copy(), given.present.copy(), worn.fallback)
    return Frame(tick, *(_read_only(part) for part in parts))


def rest(before: Limits, seen: np.ndarray, fps: int) -> None:
    """Rows whose light was just taken back, or is given to somebody new while others see it, stay dark a second.

    So every audience sees the same light or darkness, and what is safe for one is safe for all.
    """
    gone = (seen == 0) & (before.seen != 0)
    grown = (before.seen != 0) & ((seen & ~before.seen) != 0)
    before.rest[:] = np.where(gone | grown, int(REST * fps) + 1, before.rest)
    before.rest[:] = np.where(before.rest > 0, before.rest - 1, 0)
    before.seen[:] = seen


def _limit_block(before: Limits, wanted: Wanted, worn: Worn, block: int) -> None:
    here = slice(block * BLOCK, (block + 1) * BLOCK)
    light, level = wanted.light[block], wanted.level[:, :, here]
    still = before.rest[here] > 0
    light[:, :, still] = 0
    level[:, :, still] = 0
    field = np.where(worn.crowd[here] >= 0, worn.crowd[here], before.barred.shape[1] - 1)
    ceiling = ceilings(before, here, before.barred[:, field])
    for quadrant, row in np.argwhere((level > ceiling).any(axis=0)):
        teeth = light[quadrant * PER_QUADRANT : (quadrant + 1) * PER_QUADRANT, :, row]
        teeth[:], level[:, quadrant, row] = dimmed(teeth, level[:, quadrant, row], ceiling[:, quadrant, row])
    before.level[:, :, here] = level
    extreme, bits = before.extreme[:, :, here], before.bits[:, :, here]
    for channel in range(2):
        extreme[channel], bits[channel] = stamp(extreme[channel], bits[channel], level[channel], COUNT[channel])
    _add(before.sums, field, level, before.seen[here] != 0)


def ceilings(before: Limits, here: slice, barred: np.ndarray) -> np.ndarray:
    """(2, 4, m) float32: how high each cell may stand now; barred: (2, m) where a field of view may not rise."""
    free = may_rise(before.bits[:, :, here])
    held = before.extreme[:, :, here] + CLAMP[:, None, None]
    ceiling = np.where(free, NO_LIMIT, held)
    return np.where(barred[:, None, :], np.minimum(ceiling, before.level[:, :, here]), ceiling).astype(F)


@formula
def may_rise(bits):
    """Whether a cell is rising already, or has two stamps free once this frame's second is looked at."""
    left = (bits << np.uint32(1)) & STAMPS
    for _ in range(MOST - 2):
        left = left & (left - np.uint32(1))  # one stamp less
    return ((bits & UP) != np.uint32(0)) | (left == np.uint32(0))


@formula
def rises(extreme, bits, level, count):
    """Whether this level is a counted rise: up from a valley."""
    return ((bits & UP) == np.uint32(0)) & (level - extreme >= count)


@formula
def falls(extreme, bits, level, count):
    """Whether this level is a counted fall: down from a peak."""
    return ((bits & UP) != np.uint32(0)) & (extreme - level >= count)


@formula
def stamp(extreme, bits, level, count):
    """A cell's memory after a frame: its extreme follows a valley down or a peak up; a transition leaves a stamp."""
    up = (bits & UP) != np.uint32(0)
    rise, fall = rises(extreme, bits, level, count), falls(extreme, bits, level, count)
    further = select(up, level > extreme, level < extreme)
    after = ((bits << np.uint32(1)) & STAMPS) | select(rise | fall, np.uint32(1), np.uint32(0))
    way = select(rise, UP, select(fall, np.uint32(0), bits & UP))
    return select(rise | fall | further, level, extreme), after | way


def dimmed(codes: np.ndarray, level: np.ndarray, ceiling: np.ndarray) -> tuple[np.ndarray, tuple]:
    """A quadrant held under its ceilings: codes (8, 3) uint8, level and ceiling (2,) -> codes, level."""
    codes = codes.astype(F)
    if level[0] > ceiling[0]:
        codes = dim(codes, ceiling[0] / level[0])
    if quadrant_level(codes[:, :, None])[1][0] > ceiling[1]:
        codes[:, 0] = pale(codes[:, 0], codes[:, 1], codes[:, 2])
    bright, redness = quadrant_level(codes[:, :, None])
    return codes.astype(np.uint8), (bright[0], redness[0])


@formula
def dim(code, share):
    """A code whose light is at most this share of what it was."""
    lower = np.floor(_curve(colour.decode(code) * share) - ROUNDING)
    lower = select(lower > F(0), lower, F(0))
    return select(lower < code, lower, code)


@formula
def pale(red, green, blue):
    """The red code, lowered where it was saturated until it is not."""
    rest_of = colour.decode(green) + colour.decode(blue)
    lower = np.floor(_curve(rest_of * DOWN_HUE) - ROUNDING)
    lower = select(lower > F(0), lower, F(0))
    saturated = colour.decode(red) >= SATURATED * rest_of
    return select(saturated & (lower < red), lower, red)


@formula
def _curve(x):
    """Linear light -> code, not rounded."""
    x = select(x < F(1), x, F(1))
    root = np.sqrt(x)
    curve = colour.E0 + root * (colour.E1 + root * (colour.E2 + root * (colour.E3 + root * colour.E4)))
    return select(x < colour.TOE, x * colour.TOE_SLOPE, curve) * F(255)


def _add(sums: np.ndarray, field: np.ndarray, level: np.ndarray, lit: np.ndarray) -> None:
    """Add a block's smiles to their fields, in float64; lit: (m,) bool who counts as a member."""
    count = sums.shape[1]
    for channel in range(2):
        q0, q1, q2, q3 = level[channel].astype(np.float64)
        sums[channel] += np.bincount(field, (q0 + q1 + q2 + q3) * (1 / QUADRANTS), count)
    sums[2] += np.bincount(field, lit, count)


def fields(before: Limits) -> None:
    """Transitions of all smiles of a field of view together; which fields may not rise in the next frame."""
    members = before.sums[2, :-1]
    for channel in range(2):
        extreme, bits = before.field_extreme[channel], before.field_bits[channel]
        count = COUNT[channel] * np.maximum(members, 1)
        extreme[:], bits[:] = stamp(extreme, bits, before.sums[channel, :-1], count)
        before.barred[channel, :-1] = ~may_rise(bits) & (members >= TOGETHER)


def cue(row: Row, worn: Worn, shown: Shown, phases, tick: Tick) -> Cue:
    """What this wearer's own screen may show, until the lease ends; dark where the wearer lets nothing be heard."""
    index = row.index
    lit = bool(shown.seen[index] & 1) and worn.glyph[index] >= 0
    glyph = worn.deck[worn.glyph[index]] if lit else None
    feeling = shown.values[:, index].copy()
    return Cue(
        row, glyph, feeling, float(shown.heart[index]), int(phases.beat[index]), float(worn.rate[index]),
        float(worn.power[index]), int(worn.seed[index]), int(worn.teeth[index]), tick.count, tick.after(LEASE),
    )  # fmt: skip


def _read_only(array: np.ndarray) -> np.ndarray:
    view = array.view()
    view.flags.writeable = False
    return view
