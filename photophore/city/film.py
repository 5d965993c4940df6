"""What is kept of the frames that left: the light of a few smiles, and the mean light of every field of view."""

from typing import NamedTuple, final

import numpy as np
from numba import njit

from photophore import colour
from photophore.words import BLOCK, QUADRANTS, TEETH, Audience, Frame, Worn

F = np.float32
WATCHED = 192  # smiles whose every tooth is kept
LONGEST = 5400  # frames kept of them at most, from the start: three minutes at 30 a second
FIELDS = 256  # fields of view that a hub knows at most
LINEAR = colour.DECODED.astype(F)
PART = 64  # blocks added up together, by one thread


@final
class Film:
    """Keeps what pictures and the flash analyser need, in bounded memory however many smiles there are."""

    def __init__(self, rows: np.ndarray, each=map):
        """rows: (k,) whose teeth are kept; each: how work is spread over threads, such as an executor's map."""
        self.rows, self._each = rows, each
        self.light: list[np.ndarray] = []  # of (32, 3, k) uint8 sRGB, as the public sees them
        self.cells: list[np.ndarray] = []  # of (FIELDS, 3) float32, mean linear light of each field of view
        self._last: Frame | None = None

    def keep(self, frame: Frame, worn: Worn) -> None:
        """One frame more."""
        if len(self.light) < LONGEST:
            self.light.append(frame.seen_by(Audience.PUBLIC, self.rows))
        self.cells.append(self._fields(frame.light, worn.crowd))  # all light there is: it meets the eyes of people near
        self._last = frame

    def _fields(self, light: np.ndarray, crowd: np.ndarray) -> np.ndarray:
        """(FIELDS, 3) float32 mean light of everybody who stands in each field of view."""
        def part(first: int) -> np.ndarray:
            here = slice(first, first + PART)
            return field_light(light[here], crowd.reshape(-1, BLOCK)[here], LINEAR)

        total = sum(self._each(part, range(0, len(light), PART)))  # part by part, in order
        return (total[:, :3] / np.maximum(total[:, 3:], 1)).astype(F)

    @property
    def mean(self) -> np.ndarray:
        """(n, 3) float32 linear light of every smile in the last frame, as the public sees it, while it is whole."""
        if self._last is None:
            return np.zeros((0, 3), F)
        mean = np.zeros((self._last.seen.size, 3), F)
        mean_light(self._last.light, LINEAR, mean)
        mean[(self._last.seen & Audience.PUBLIC.bit) == 0] = 0
        return mean

    @property
    def strips(self) -> np.ndarray:
        """(frames, 32, 3, k) uint8 sRGB."""
        return np.stack(self.light) if self.light else np.zeros((0, TEETH, 3, len(self.rows)), np.uint8)


class Fields(NamedTuple):
    """Light over time, for the analyser: linear, 0..1."""

    quadrants: np.ndarray  # (frames, 4 * k, 8, 3) float32 teeth of each watched smile's jaw quadrants
    crowds: np.ndarray  # (frames, FIELDS, 3) float32 mean of each field of view


def fields(film: Film) -> Fields:
    """What the film holds, as cells that an analyser can count in."""
    strips = film.strips
    frames, _, _, smiles = strips.shape
    jaws = strips.reshape(frames, QUADRANTS, TEETH // QUADRANTS, 3, smiles)
    quadrants = np.moveaxis(LINEAR[jaws], -1, 2).reshape(frames, QUADRANTS * smiles, TEETH // QUADRANTS, 3)
    return Fields(quadrants, np.stack(film.cells) if film.cells else np.zeros((0, FIELDS, 3), F))


@njit(nogil=True)
def _add_teeth(light, linear, total):
    """Linear light of each smile of a block, its teeth added up into total: (3, BLOCK)."""
    total[:] = F(0.0)
    for tooth in range(TEETH):
        for channel in range(3):
            for smile in range(BLOCK):
                total[channel, smile] += linear[light[tooth, channel, smile]]


@njit(nogil=True)
def mean_light(light, linear, out):
    """Mean linear light over the 32 teeth of each smile; light: (blocks, 32, 3, BLOCK) uint8, out: (n, 3) float32."""
    share = F(1.0 / TEETH)
    total = np.zeros((3, BLOCK), F)
    for block in range(light.shape[0]):
        _add_teeth(light[block], linear, total)
        for channel in range(3):
            for smile in range(BLOCK):
                out[block * BLOCK + smile, channel] = total[channel, smile] * share


@njit(nogil=True)
def field_light(light, crowd, linear):
    """(FIELDS, 4) float64: linear light of all smiles of a field of view, mean over their teeth, and how many they are.

    light: (blocks, 32, 3, BLOCK) uint8; crowd: (blocks, BLOCK) int16 field of view, -1 nowhere.
    """
    share, sums = F(1.0 / TEETH), np.zeros((FIELDS, 4))
    total = np.zeros((3, BLOCK), F)
    for block in range(light.shape[0]):
        _add_teeth(light[block], linear, total)
        for smile in range(BLOCK):
            field = crowd[block, smile]
            if field >= 0:
                sums[field, 3] += 1.0
                for channel in range(3):
                    sums[field, channel] += total[channel, smile] * share
    return sums
