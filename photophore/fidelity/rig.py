"""The guard on a bench: it is fed wanted light, frame by frame, and what leaves is counted apart from it."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from photophore.colour import DECODED
from photophore.commons.consent import Grants
from photophore.glyph.gallery import DEFAULT, gallery
from photophore.light import consent, flash, guard, paint
from photophore.sense import feeling
from photophore.words import BLOCK, FPS, QUADRANTS, TEETH, Audience, Frame, Given, Purpose, Shown, Signal, Tick, Worn

F = np.float32
Y = np.array([0.2126, 0.7152, 0.0722])  # relative luminance of linear sRGB


class Scene(NamedTuple):
    """The people that a rig's light belongs to."""

    worn: Worn
    given: Given
    shown: Callable[[np.ndarray], Shown]  # of the audiences' bits of each row


def plain(n: int) -> Scene:
    """Whole mouths at full power, each alone, all of them seen by people near."""
    worn = Worn((gallery()[DEFAULT],), np.zeros(n, np.int16), np.full(n, -1, np.int16), np.zeros(n, np.int64),
                np.zeros((3, n), np.uint8), np.full(n, 2**32 - 1, np.uint32), np.arange(n, dtype=np.uint32),
                np.ones(n, F), np.full(n, 0.2, F), np.full(n, -1, np.int32), np.full(n, -1, np.int16))  # fmt: skip
    grants = Grants(n)
    for audience in (Audience.SELF, Audience.NEAR):
        for signal in (Signal.FEELING, Signal.HEART):
            grants.grant(np.arange(n), audience, signal, Purpose.LIGHT)
    given = grants.given(0)
    shown = consent.show(consent.start(n), feeling.start(n), np.full(n, np.nan, F), given, worn).shown
    return Scene(worn, given, lambda seen: shown)


class Rig:
    """The guard under wanted light, frame by frame; counts by itself what leaves of the first `width` smiles."""

    def __init__(self, limit, scene: Scene, width: int = BLOCK, fields: int = 4):
        self.worn, self.given, self.shown = scene
        self.n, self.limit, self.width, self.fps = self.worn.glyph.size, limit, width, FPS
        self.blocks = self.n // BLOCK
        self.limits, self.wanted, self.count = guard.start(self.n, fields), paint.start(self.blocks), 0
        self.quadrants, self.mouths = Count(QUADRANTS * self.blocks * width), Count(self.blocks * width)
        self.brighter = 0  # bytes above what was wanted, ever

    def __call__(self, light: np.ndarray, seen=1) -> Frame:
        """(blocks, 32, 3, BLOCK) uint8 wanted, seen by these audiences -> the frame that left."""
        self.wanted.light[:] = light * (np.broadcast_to(seen, self.n).reshape(self.blocks, 1, 1, BLOCK) != 0)
        paint.levels(self.wanted)
        tick = Tick(self.count, self.fps)
        self.limits, frame = self.limit(self.limits, self.wanted, self.shown(seen), self.given, self.worn, tick)
        self.count += 1
        self.brighter += int((frame.light > light).sum())
        each = levels(frame.light[..., : self.width])
        self.quadrants(*each)
        self.mouths(*(level.reshape(QUADRANTS, -1).mean(axis=0) for level in each))
        return frame


def levels(light: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(blocks, 32, 3, m) uint8 -> luminance and IRIS's red / 320 of each quadrant, (4 * blocks * m,), exact sRGB."""
    linear = np.moveaxis(DECODED[light], 2, -1)  # (blocks, 32, m, 3)
    bright, red = linear @ Y, flash.redness(linear)
    means = (it.reshape(len(light), QUADRANTS, TEETH // QUADRANTS, -1).mean(axis=2) for it in (bright, red))
    return tuple(np.moveaxis(it, 1, 0).ravel() for it in means)  # quadrant by quadrant, then rows


class Count:
    """Counts transitions of cells, frame by frame: written apart from the guard and from the analyser."""

    STEPS = (0.10, 20 / 320)  # of luminance, of red

    def __init__(self, cells: int, window: int = 30):
        self.extreme, self.up = np.zeros((2, cells)), np.zeros((2, cells), bool)
        self.last, self.window, self.frames = np.zeros((window, 2, cells), bool), window, 0
        self.in_window, self.most = np.zeros((2, cells), int), np.zeros((2, cells), int)

    def __call__(self, *channels: np.ndarray) -> None:
        slot = self.frames % self.window
        for channel, now in enumerate(channels):
            extreme, up = self.extreme[channel], self.up[channel]
            hit = np.where(up, extreme - now, now - extreme) >= self.STEPS[channel]
            follow = hit | np.where(up, now > extreme, now < extreme)
            self.extreme[channel] = np.where(follow, now, extreme)
            self.up[channel] = up ^ hit
            self.in_window[channel] += hit
            self.in_window[channel] -= self.last[slot, channel]
            self.last[slot, channel] = hit
        self.most = np.maximum(self.most, self.in_window)
        self.frames += 1

    def worst(self) -> tuple[int, int]:
        """Most transitions of any cell in any second: of luminance, of red."""
        return tuple(int(most.max()) for most in self.most)
