"""EA IRIS's counting, frame by frame, in its own widths: float32, and in its order of sums.

Source: what EA IRIS (BSD-3-Clause) publishes of itself, and its logs; specs light 6.2. Its defaults: 0.1 of luminance,
20 of red, darker below 0.8, a quarter of the picture, seven transitions; stripes are off.
"""

from collections import deque
from typing import NamedTuple

import numpy as np

from photophore.colour import DECODED
from photophore.formula import compiled

F = np.float32

LUMINANCE_STEP = 0.1  # of full luminance; WCAG 2.x
DARKER = 0.8  # the darker state must lie below; WCAG 2.x
RED_STEP, RED_SCALE = 20.0, 320.0  # IRIS: change of max(0, R - G - B) x 320
SATURATED = 0.8  # R / (R + G + B) at least
AREA = 0.25  # of the pixels must have changed
FLASH, WARN = 7, 4  # transitions in a second: failure, warning
LONG_WINDOW, LONG_ENOUGH = 5, 4  # seconds: WARN to FLASH - 1 transitions in 4 of 5 seconds fail too
PASS, WARNING, EXTENDED, FAILURE = range(4)  # results of a frame, as IRIS numbers them

LINEAR = DECODED.astype(F)
# what a code of red, green or blue adds to luminance; IRIS adds blue and green first, then red
PARTS = np.stack([F(0.2126) * LINEAR, F(0.7152) * LINEAR, F(0.0722) * LINEAR])
SCALE, RED_SHARE = F(RED_SCALE), F(SATURATED)


class Counted(NamedTuple):
    """What IRIS says of luminance, or of red, after one frame."""

    acc: float  # change in one direction, as far as it is remembered
    transitions: int  # in the last second
    extended: int  # frames of the last five seconds with WARN to FLASH - 1 transitions
    result: int  # PASS, WARNING, EXTENDED, FAILURE


class Column(NamedTuple):
    """What IRIS says of luminance, or of red, in one frame, all of it."""

    mean: float
    area: float  # share of the pixels that changed at all, 0..1
    diff: float  # change of the mean where the area is enough, else 0
    acc: float
    transitions: int
    extended: int
    result: int


class Count:
    """One channel's transitions, followed from frame to frame."""

    def __init__(self, fps: int, step: float, darker: float):
        self._fps, self._step, self._darker = fps, F(step), F(darker)
        self._changes = deque([F(0)])  # while the sign lasts, those of a second at most
        self._acc = self._mean = F(0)
        self._hits, self._many = deque([False], maxlen=fps), deque([False], maxlen=LONG_WINDOW * fps)
        self._transitions = self._extended = 0
        self._begun = False

    def add(self, mean: float | np.floating, diff: float | np.floating) -> Counted:
        """The next frame: its mean, and its change as far as it counts (0 where too small a part of it changed)."""
        before, self._mean = self._mean, F(mean)
        if not self._begun:  # nothing changes in the first frame
            self._begun = True
            return Counted(0.0, 0, 0, PASS)
        last, self._acc = self._acc, self._accumulated(F(diff))
        lasting = _same_sign(last, self._acc) and abs(last) >= self._step  # it was counted when it began
        hit = not lasting and abs(self._acc) >= self._step and min(before, self._mean) < self._darker
        self._transitions += _push(self._hits, bool(hit))
        self._extended += _push(self._many, WARN <= self._transitions < FLASH)
        return Counted(float(self._acc), self._transitions, self._extended, self._result())

    def _accumulated(self, diff):
        if not _same_sign(self._acc, diff):
            self._changes = deque([diff])
            return diff
        kept = self._acc
        if len(self._changes) == self._fps:  # what is older than a second is forgotten
            kept = kept - self._changes.popleft()
        self._changes.append(diff)
        return diff + kept

    def _result(self) -> int:
        if self._transitions >= FLASH:
            return FAILURE
        if self._transitions < WARN:
            return PASS
        return EXTENDED if self._extended >= LONG_ENOUGH * self._fps else WARNING


def _same_sign(this, that) -> bool:
    """Zero has both signs: nothing has turned."""
    return bool((this <= 0 and that <= 0) or (this >= 0 and that >= 0))


def _push(window: deque, new: bool) -> int:
    """By how much the sum of a full window changes."""
    gone = window[0] if len(window) == window.maxlen else False
    window.append(new)
    return int(new) - int(gone)


class Follower:
    """EA IRIS on a film, frame by frame, in the memory of four frames whatever its length."""

    def __init__(self, height: int, width: int, fps: int):
        self._size, self._enough = height * width, int(F(height * width) * F(AREA))
        self._values = np.zeros((2, 2, height, width), F)  # this frame and the one before; luminance and red
        self._counts = Count(fps, LUMINANCE_STEP, DARKER), Count(fps, RED_STEP, np.inf)
        self._means: list = []

    def add(self, frame: np.ndarray) -> tuple[Column, Column]:
        """(height, width, 3) uint8 sRGB -> the columns of luminance and of red."""
        self._values = self._values[::-1]
        sums, changed = np.zeros(2), np.zeros(2, np.int64)
        look(np.ascontiguousarray(frame), LINEAR, PARTS, self._values[0], self._values[1], sums, changed)
        means = [F(total / self._size) for total in sums]
        first, before = not self._means, self._means or means
        self._means = means
        told = []
        for kind, count in enumerate(self._counts):
            share = F(0) if first else F(changed[kind]) / F(self._size)
            diff = means[kind] - before[kind] if not first and changed[kind] >= self._enough else F(0)
            told.append(Column(float(means[kind]), float(share), float(diff), *count.add(means[kind], diff)))
        return told[0], told[1]


@compiled
def look(frame, linear, parts, now, before, sums, changed):
    """Luminance and red of each pixel into `now`; their sums, and how many differ from the frame before."""
    height, width = frame.shape[0], frame.shape[1]
    for row in range(height):
        for column in range(width):
            r, g, b = frame[row, column, 0], frame[row, column, 1], frame[row, column, 2]
            bright = (parts[2, b] + parts[1, g]) + parts[0, r]
            red, green, blue = linear[r], linear[g], linear[b]
            value = F(0.0)
            if red > green + blue and red / ((red + green) + blue) >= RED_SHARE:
                value = max((red - green - blue) * SCALE, F(0.0))
            now[0, row, column], now[1, row, column] = bright, value
            sums[0] += bright
            sums[1] += value
            changed[0] += bright != before[0, row, column]
            changed[1] += value != before[1, row, column]
