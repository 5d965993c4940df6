"""Skin conductance -> its level, and what it rose by: on the device, so that the curve itself stays there.

Level follows minutes, rises (responses of the sweat glands) follow seconds; both are read against the wearer's
own usual. specs/feeling.md 2; Boucsein et al., Psychophysiology 49 (2012) 1017.
"""

from typing import NamedTuple

import numpy as np

LEAST, MOST = 0.01, 100.0  # microsiemens that skin can have; below it, nobody wears the sensor
JUMP = 0.20  # of the level, in a quarter of a second: faster than skin, so a moved electrode
QUARTER = 0.25  # seconds
SMOOTH = 1.0  # seconds over which the curve is averaged before its rises are counted
HALF = 0.5  # of a window that must hold values
RISE = 0.05  # microsiemens: the smallest response that counts as one (Boucsein et al.)
SLOPE = 0.01  # microsiemens a second: a slower rise is the level's own drift


class Skin(NamedTuple):
    """What windows of skin conductance say; (w,) each, nan where too little was felt."""

    level: np.ndarray  # mean, microsiemens
    drive: np.ndarray  # what responses rose by, microsiemens a minute
    count: np.ndarray  # number of responses of 0.05 microsiemens or more


def of_level(level):
    """ln microsiemens: as a level is read against what is usual."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.log(np.maximum(level, LEAST))


def of_drive(drive):
    """ln (microsiemens a minute + the smallest response), so that no response at all has a place too."""
    with np.errstate(invalid="ignore"):
        return np.log(np.maximum(drive, 0.0) + RISE)


def clean(values: np.ndarray, rate: float) -> np.ndarray:
    """(k,) microsiemens, nan where it cannot be skin: out of range, or a jump (with the moment after it)."""
    values = np.array(values, float)
    with np.errstate(invalid="ignore"):
        values[~((values >= LEAST) & (values <= MOST))] = np.nan
        step = abs(np.diff(values)) / np.fmin(values[1:], values[:-1])
        jumps = 1 + np.flatnonzero(step > JUMP * max(1.0, 1 / (rate * QUARTER)))
    for late in range(max(1, round(rate * QUARTER)) + 1):
        values[np.minimum(jumps + late, values.size - 1)] = np.nan
    return values


def smooth(values: np.ndarray, rate: float) -> np.ndarray:
    """(k,) averaged over a second, over what is there; nan where nothing is."""
    width = max(1, round(rate * SMOOTH))
    there = np.isfinite(values)
    if not there.any():
        return np.full(values.size, np.nan)
    kernel = np.ones(width)
    whole = np.convolve(np.where(there, values, 0.0), kernel, "same")[: values.size]
    number = np.convolve(there.astype(float), kernel, "same")[: values.size]
    return np.where(number > 0.5, whole / np.maximum(number, 1), np.nan)


def responses(values: np.ndarray, rate: float) -> tuple[np.ndarray, np.ndarray]:
    """(r,) place of each response's top, and (r,) microsiemens from its foot to its top, 0.05 at least.

    A response begins where the smoothed curve turns upwards and ends where it turns down again; it must be quicker
    than drift somewhere on its way.
    """
    curve = smooth(values, rate)
    rises = np.diff(curve) > 0  # comparisons with nan are False: a gap ends a rise
    edge = np.diff(np.concatenate([[0], rises.astype(int), [0]]))
    foot, top = np.flatnonzero(edge == 1), np.flatnonzero(edge == -1)
    height = curve[top] - curve[foot]
    kept = (height >= RISE) & (height / np.maximum((top - foot) / rate, 1e-9) > SLOPE)
    return top[kept], height[kept]


def windows(values: np.ndarray, rate: float, ends: np.ndarray, seconds: float = 60.0) -> Skin:
    """Windows of `seconds` ending at `ends` (w,) seconds after the first value; a window half empty says nothing."""
    values = clean(values, rate)
    there = np.isfinite(values)
    curve = smooth(values, rate)
    with np.errstate(invalid="ignore"):
        step = np.diff(curve, prepend=np.nan)
    rise = np.where(np.isfinite(step) & (step * rate > SLOPE), step, 0.0)
    top, _ = responses(values, rate)
    first, last = (np.clip(np.round((ends - ago) * rate).astype(int), 0, values.size) for ago in (seconds, 0.0))

    def between(column: np.ndarray) -> np.ndarray:
        total = np.concatenate([[0.0], np.cumsum(column)])
        return total[last] - total[first]

    number = between(there.astype(float))
    enough = number >= HALF * seconds * rate
    felt = np.maximum(number, 1)
    level = np.where(enough, between(np.where(there, values, 0.0)) / felt, np.nan)
    drive = np.where(enough, between(rise) / (felt / rate) * 60, np.nan)
    peaks = np.bincount(top, minlength=values.size).astype(float)
    return Skin(level, drive, np.where(enough, between(peaks), np.nan))
