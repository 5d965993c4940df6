"""Many smiles -> one neighbourhood's picture: guarded colour by tile, and a district's mean feeling.

A feeling is told only of GROUP people or more who let themselves be counted (Purpose.MURAL, audience district).
"""

import numpy as np

from photophore.words import GROUP, TEETH, Audience, Frame, Given, Purpose, Signal

F = np.float32


def tiles(frame: Frame, audience: Audience, rows: np.ndarray, tile: np.ndarray, count: int) -> np.ndarray:
    """(count, 3) uint8 sRGB: mean light that the audience may see, over the lit smiles of each tile; 0 where none.

    rows: (k,) who stands on the map; tile: (k,) int, on which tile.
    """
    glow = np.moveaxis(frame.light.sum(axis=1, dtype=np.uint16), 1, 0).reshape(3, -1)[:, rows]  # of 32 teeth
    steady = frame.fallback[:, rows].astype(np.uint16) * TEETH
    may, rest = (frame.seen[rows] & audience.bit) != 0, (frame.present[rows] & audience.bit) != 0
    light = np.where(may, glow, np.where(rest, steady, 0))  # as Frame.seen_by, ten times as quick
    lit = light.any(axis=0)
    here = np.maximum(np.bincount(tile, lit, count), 1) * TEETH
    return np.stack([np.bincount(tile, channel, count) / here for channel in light], -1).astype(np.uint8)


def moods(feelings, given: Given, district: np.ndarray, count: int) -> tuple[np.ndarray, ...]:
    """Each district's mean feeling -> (valence, arousal, sure, people), each (count,); nan where fewer than GROUP.

    district: (n,) int, -1 nowhere. sure is the mean of how sure each axis is, the less sure of the two.
    """
    may = (given.mask[Audience.DISTRICT, Signal.FEELING] & Purpose.MURAL) != 0
    counted = may & (district >= 0) & np.isfinite(feelings.now).all(axis=0)
    here = district[counted]
    people = np.bincount(here, minlength=count)
    enough = people >= GROUP
    columns = (*feelings.now[:, counted], 1 - feelings.sure[:, counted].min(axis=0))
    means = [np.bincount(here, column, count) / np.maximum(people, 1) for column in columns]
    valence, arousal, unsure = (np.where(enough, mean, np.nan).astype(F) for mean in means)
    return valence, arousal, F(1) - unsure, people
