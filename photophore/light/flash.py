"""The analyser: an independent account of what the guard promises. It shares no code with the guard.

`iris` counts as EA IRIS does, on whole frames; `wcag` counts opposing peaks and valleys, cell by cell, and
so sees what a mean over the frame hides. Here: lights held whole in memory. Films are judged frame by frame, with area,
both red rules and stripes, in `light/wcag.py`. No claim of certification: neither does IRIS make one.
"""

from typing import NamedTuple

import numpy as np

from photophore.colour import DECODED
from photophore.light.iris import (
    AREA,
    DARKER,
    EXTENDED,
    FAILURE,
    FLASH,
    LONG_ENOUGH,
    LONG_WINDOW,
    LUMINANCE_STEP,
    PASS,
    RED_SCALE,
    RED_STEP,
    SATURATED,
    WARN,
    WARNING,
    Count,
    Follower,
)

__all__ = [
    "AREA", "DARKER", "DECODED", "EXTENDED", "FAILURE", "FLASH", "LUMINANCE_STEP", "PASS", "RED_STEP", "WARN",
    "WARNING", "Changes", "Channel", "Verdict", "counted", "followed", "iris", "last_sum", "peaks", "redness", "wcag",
]  # fmt: skip


class Changes(NamedTuple):
    """A film's light, frame by frame, each (frames,)."""

    mean: np.ndarray  # float64
    area: np.ndarray  # share of pixels that changed at all, 0..1
    diff: np.ndarray  # change of the mean where the area is enough, else 0


class Channel(NamedTuple):
    """IRIS's columns for luminance or red, each (frames,)."""

    mean: np.ndarray
    area: np.ndarray  # share of pixels that changed at all, 0..1
    diff: np.ndarray  # change of the mean where the area is enough, else 0
    acc: np.ndarray  # change in one direction, as far as it is remembered
    transitions: np.ndarray  # int in the last second
    extended: np.ndarray  # int frames of the last five seconds with WARN to FLASH - 1 transitions
    result: np.ndarray  # int PASS, WARNING, EXTENDED, FAILURE


class Verdict(NamedTuple):
    """What the cells of a light did."""

    failures: int  # cell-seconds that fail: more than three flashes, or long sequences
    max_transitions: int  # most transitions of one cell in any second, of luminance or of red
    warnings: int  # cells with WARN or more at some time


def iris(frames: np.ndarray, fps: int) -> tuple[Channel, Channel]:
    """(frames, height, width, 3) uint8 sRGB -> the columns of luminance and of red, each (frames,)."""
    frames = np.asarray(frames)
    follower = Follower(*frames.shape[1:3], fps)
    told = [follower.add(frame) for frame in frames]
    return tuple(Channel(*map(np.array, zip(*kind, strict=True))) for kind in zip(*told, strict=True))


def redness(linear: np.ndarray) -> np.ndarray:
    """(..., 3) linear light -> max(0, R - G - B) where red is saturated, else 0."""
    red, green, blue = np.moveaxis(np.asarray(linear, float), -1, 0)
    whole = red + green + blue
    saturated = (whole > 0) & (red >= SATURATED * whole)
    return np.where(saturated, np.maximum(red - green - blue, 0), 0)


def counted(mean: np.ndarray, area: np.ndarray, fps: int, step: float, darker: float) -> Channel:
    """IRIS's counting, from each frame's mean and the share of pixels that changed."""
    diff = np.zeros(len(mean))
    diff[1:] = np.where(area[1:] >= AREA, np.diff(mean), 0)
    return followed(Changes(mean, area, diff), fps, step, darker)


def followed(changes: Changes, fps: int, step: float, darker: float) -> Channel:
    """The same from the changes themselves."""
    count = Count(fps, step, darker)
    told = [count.add(mean, diff) for mean, diff in zip(changes.mean, changes.diff, strict=True)]
    return Channel(*changes, *map(np.array, zip(*told, strict=True)))


def last_sum(hits: np.ndarray, window: int) -> np.ndarray:
    """How many of the last `window` frames, this one included; along the first axis."""
    total = np.cumsum(np.asarray(hits, np.int64), axis=0)
    total[window:] -= total[:-window].copy() if window < len(total) else 0
    return total


def peaks(values: np.ndarray, step: float) -> np.ndarray:
    """(frames, cells) -> bool: where a cell has turned and gone `step` the other way from its last extreme.

    Begins as if every cell had been dark before.
    """
    hits = np.zeros(values.shape, bool)
    extreme, up = np.zeros(values.shape[1]), np.zeros(values.shape[1], bool)
    for frame, now in enumerate(np.asarray(values, float)):
        turned = np.where(up, extreme - now >= step, now - extreme >= step)
        further = np.where(up, now > extreme, now < extreme)
        hits[frame] = turned
        extreme = np.where(turned | further, now, extreme)
        up = up ^ turned
    return hits


def wcag(linear: np.ndarray, fps: int) -> Verdict:
    """Linear light of cells -> verdict; transitions count at any brightness, which is stricter.

    linear: (frames, cells, 3), or (frames, cells, parts, 3): whether red is saturated is asked of each part, as IRIS
    asks it of each pixel.
    """
    linear = np.asarray(linear, float)
    bright = linear @ np.array([0.2126, 0.7152, 0.0722])
    failures, most, warned = 0, 0, np.zeros(linear.shape[1], bool)
    for parts, step in ((bright, LUMINANCE_STEP), (redness(linear), RED_STEP / RED_SCALE)):
        values = parts if parts.ndim == 2 else parts.mean(axis=2)
        n = last_sum(peaks(values, step), fps)
        long = last_sum((n >= WARN) & (n < FLASH), LONG_WINDOW * fps) >= LONG_ENOUGH * fps
        failures += int(((n >= FLASH) | (long & (n >= WARN))).any(axis=0).sum())
        most = max(most, int(n.max(initial=0)))
        warned |= (n >= WARN).any(axis=0)
    return Verdict(failures, most, int(warned.sum()))
