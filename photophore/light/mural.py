"""Many smiles -> one neighbourhood's picture: guarded colour by tile, and a district's mean feeling.

A tile is the mean over all smiles that the audience may see there, lit or not: so one that goes out takes its share
and no more. A mean of safe lights can still flash, where they take turns; so each tile passes the guard's rule once
more, and whoever paints it may do so as it comes. A feeling is told only of GROUP people or more who let themselves be
counted (Purpose.MURAL, audience district).
"""

from typing import NamedTuple

import numpy as np

from photophore import colour
from photophore.light import guard, paint
from photophore.words import GROUP, TEETH, Audience, Frame, Given, Purpose, Signal, Tick

F = np.float32


class Tiles(NamedTuple):
    """What the guard remembers of k tiles. Buffers that the caller owns."""

    extreme: np.ndarray  # (2, k) float32 last accepted extreme of luminance and red
    bits: np.ndarray  # (2, k) uint32 as guard.Limits.bits
    level: np.ndarray  # (2, k) float32 what was painted last
    at: np.ndarray  # (1,) int64 tick of the last picture


def start(count: int) -> Tiles:
    """Dark, and dark for long."""
    each = (2, count)
    return Tiles(np.zeros(each, F), np.zeros(each, np.uint32), np.zeros(each, F), np.zeros(1, np.int64))


def hold(before: Tiles, wanted: np.ndarray, tick: Tick) -> np.ndarray:
    """(k, 3) uint8 sRGB tiles -> as they may be painted, nowhere brighter; `before` is changed in place.

    Pictures may come at any pace; what happened in the ticks between two of them was not seen.
    """
    passed = int(np.clip(tick.count - before.at[0], 1, 31))
    before.at[0] = tick.count
    up = before.bits & guard.UP
    before.bits[:] = ((before.bits << np.uint32(passed - 1)) & guard.STAMPS) | up
    codes = np.ascontiguousarray(wanted.T)
    level = _levels(codes)
    clamp, count, sure = (limit[:, None] for limit in (guard.CLAMP, guard.COUNT, guard.SURE))
    ceiling = guard.held(before.extreme, before.bits, before.level, clamp, np.False_)
    over = ~((level <= ceiling) | guard.rising(before.extreme, before.bits, level, count, sure)).all(axis=0)
    alike = np.repeat(codes[None, :, over], paint.PER_QUADRANT, axis=0)  # as a quadrant of that colour
    held, level[:, over] = guard.dimmed(alike, level[:, over], ceiling[:, over])
    codes[:, over] = held[0]
    before.extreme[:], before.bits[:] = guard.stamp(before.extreme, before.bits, level, count)
    before.level[:] = level
    return np.ascontiguousarray(codes.T)


def _levels(codes: np.ndarray) -> np.ndarray:
    """(2, k) float32 luminance and red of (3, k) uint8 colours; paint.UNSURE where red is on the line."""
    red, green, blue = (colour.decode(channel.astype(F)) for channel in codes)
    return np.stack([colour.luminance(red, green, blue), paint.red_value(red, green, blue)])


def tiles(frame: Frame, audience: Audience, tile: np.ndarray, count: int) -> np.ndarray:
    """(count, 3) uint8 sRGB: mean light of the smiles of each tile that the audience may see; 0 where there are none.

    tile: (n,) int32 on which tile each row stands, -1 nowhere.
    """
    return mean(sums(frame, audience, tile, count))


def sums(frame: Frame, audience: Audience, tile: np.ndarray, count: int) -> np.ndarray:
    """(count, 4) int64: red, green and blue of 32 teeth added up over those smiles, and how many these are."""
    may, rest = (frame.seen & audience.bit) != 0, (frame.present & audience.bit) != 0
    rows = np.flatnonzero((tile >= 0) & (may | rest))
    glow = np.moveaxis(frame.light.sum(axis=1, dtype=np.uint16), 1, 0).reshape(3, -1)[:, rows]
    light = np.where(may[rows], glow, frame.fallback[:, rows].astype(np.uint16) * TEETH)  # as Frame.seen_by
    parts = [np.bincount(tile[rows], part, count) for part in (*light, np.ones(rows.size))]
    return np.stack(parts, axis=1).astype(np.int64)


def mean(added: np.ndarray) -> np.ndarray:
    """(count, 3) uint8 from `sums`, rounded down."""
    return (added[:, :3] // (np.maximum(added[:, 3:], 1) * TEETH)).astype(np.uint8)


def moods(believed: tuple[np.ndarray, np.ndarray], given: Given, district: np.ndarray, count: int):
    """Each district's mean feeling -> (valence, arousal, sure, people), each (count,); nan where fewer than GROUP.

    believed: `now` and `sure` of feeling.Feelings, (2, n) each; district: (n,) int, -1 nowhere. sure is the mean of how
    sure each axis is, the less sure of the two.
    """
    now, known = believed
    may = (given.mask[Audience.DISTRICT, Signal.FEELING] & Purpose.MURAL) != 0
    counted = may & (district >= 0) & np.isfinite(now).all(axis=0)
    here = district[counted]
    people = np.bincount(here, minlength=count)
    enough = people >= GROUP
    columns = (*now[:, counted], 1 - known[:, counted].min(axis=0))
    means = [np.bincount(here, column, count) / np.maximum(people, 1) for column in columns]
    valence, arousal, unsure = (np.where(enough, mean, np.nan).astype(F) for mean in means)
    return valence, arousal, F(1) - unsure, people
