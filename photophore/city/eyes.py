"""What eyes near the smiles meet, counted as it comes: flashes of every quadrant, and feelings shown without a grant.

It asks the light that is emitted and the mask, and no gate: the same rules as `light.flash.wcag`, for any number of
smiles and any length, since nothing is kept but the last second.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from photophore import colour
from photophore.light import flash
from photophore.words import BLOCK, QUADRANTS, TEETH, Audience, Frame, Given, Purpose, Signal

LINEAR = colour.DECODED.astype(np.float64)
STEPS = np.array([flash.LUMINANCE_STEP, flash.RED_STEP / flash.RED_SCALE])
PART = 32  # blocks that are looked at together, by one thread
LONG = 4  # seconds with WARN or more transitions after which light fails too, whenever they were: stricter than IRIS


class Eyes(NamedTuple):
    """Of n smiles, luminance and red of four quadrants each."""

    fps: int
    extreme: np.ndarray  # (n, 2, 4) float64
    up: np.ndarray  # (n, 2, 4) bool
    hits: np.ndarray  # (n, 2, 4) uint32, a bit for each frame of the last second that turned
    most: np.ndarray  # (n, 2, 4) uint8 most transitions in any second
    warned: np.ndarray  # (n, 2, 4) uint16 frames with flash.WARN or more


def start(n: int, fps: int) -> Eyes:
    """As if all had been dark before."""
    cells = (n, 2, QUADRANTS)
    return Eyes(fps, np.zeros(cells), np.zeros(cells, bool), np.zeros(cells, np.uint32), np.zeros(cells, np.uint8),
                np.zeros(cells, np.uint16))


def look(eyes: Eyes, rows: np.ndarray, light: np.ndarray) -> None:
    """One frame of these rows: light (32, 3, k) uint8 sRGB as it shines."""
    plain = np.zeros((3, len(rows)), np.uint8)
    _follow(light, rows.astype(np.int64), np.ones(len(rows), np.uint8), plain, (LINEAR, STEPS, eyes.fps), eyes[1:])


def look_at(eyes: Eyes, frame: Frame, apart: np.ndarray, each=map) -> None:
    """One frame of everybody as people near see it, but for those (n,) bool whose light is told apart."""
    seen, present, bit = frame.seen, frame.present, Audience.NEAR.bit
    shows = np.where(seen & bit, 1, np.where(present & bit, 2, 0)).astype(np.uint8)
    shows[apart] = 3

    def part(first: int) -> None:
        for block in range(first, min(first + PART, len(frame.light))):
            here = slice(block * BLOCK, (block + 1) * BLOCK)
            _follow(frame.light[block], np.arange(here.start, here.stop), shows[here], frame.fallback[:, here],
                    (LINEAR, STEPS, eyes.fps), eyes[1:])

    list(each(part, range(0, len(frame.light), PART)))


def failures(eyes: Eyes, rows=slice(None)) -> int:
    """Quadrants that failed at some time: more than three flashes in a second, or long sequences."""
    failed = (eyes.most[rows] >= flash.FLASH) | (eyes.warned[rows] >= LONG * eyes.fps)
    return int(failed.any(axis=1).sum())


def most(eyes: Eyes, rows=slice(None)) -> int:
    """Most transitions of any quadrant in any second."""
    return int(eyes.most[rows].max(initial=0))


def exposed(light: np.ndarray, rows: np.ndarray, given: Given, fallback: np.ndarray) -> np.ndarray:
    """(k,) bool: who shines, (32, 3, k) uint8 sRGB, what may tell a feeling without having granted it.

    Light that is the wearer's own still fallback on every tooth that shines tells no feeling; all other does.
    """
    mask = given.mask
    may = (mask[Audience.NEAR, Signal.FEELING][rows] & mask[Audience.SELF, Signal.FEELING][rows] & Purpose.LIGHT) != 0
    shines = light.any(axis=1)
    still = (light == fallback[None, :, rows]).all(axis=1)
    return (shines & ~still).any(axis=0) & ~may


@njit(nogil=True)
def _cells(light, smile, show, fallback, linear, quadrant):
    """Luminance and redness of one quadrant as it is seen: means over its teeth."""
    per, bright, red = TEETH // QUADRANTS, 0.0, 0.0
    for tooth in range(quadrant * per, (quadrant + 1) * per):
        if show == 1:
            r, g, b = linear[light[tooth, 0, smile]], linear[light[tooth, 1, smile]], linear[light[tooth, 2, smile]]
        else:
            r, g, b = linear[fallback[0, smile]], linear[fallback[1, smile]], linear[fallback[2, smile]]
        bright += 0.2126 * r + 0.7152 * g + 0.0722 * b
        whole = r + g + b
        if whole > 0.0 and r >= 0.8 * whole:
            red += max(r - g - b, 0.0)
    return bright / per, red / per


@njit(nogil=True)
def _turn(value, step, at, state):
    """Count one cell's frame; at: (row, channel, quadrant)."""
    extreme, up, hits, _, _ = state
    gone = extreme[at] - value if up[at] else value - extreme[at]
    hits[at] <<= np.uint32(1)
    if gone >= step:
        hits[at] |= np.uint32(1)
        extreme[at], up[at] = value, not up[at]
    elif gone < 0.0:
        extreme[at] = value


@njit(nogil=True)
def _follow(light, rows, shows, fallback, rule, state):
    """One frame; shows: 1 the light, 2 the fallback, 0 dark, 3 not looked at here."""
    linear, steps, fps = rule
    hits, most, warned = state[2], state[3], state[4]
    window = np.uint32((1 << fps) - 1)
    for smile in range(len(rows)):
        if shows[smile] == 3:
            continue
        row = rows[smile]
        for quadrant in range(QUADRANTS):
            values = (0.0, 0.0)
            if shows[smile]:
                values = _cells(light, smile, shows[smile], fallback, linear, quadrant)
            for channel in range(2):
                at = (row, channel, quadrant)
                _turn(values[channel], steps[channel], at, state)
                word, count = hits[at] & window, 0
                while word:
                    word &= word - np.uint32(1)
                    count += 1
                most[at] = max(most[at], np.uint8(count))
                if count >= 4:
                    warned[at] += np.uint16(1)
