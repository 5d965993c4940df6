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


@final
class Film:
    """Keeps what pictures and the flash analyser need, in bounded memory however many smiles there are."""

    def __init__(self, rows: np.ndarray):
        self.rows = rows  # (k,) watched
        self.light: list[np.ndarray] = []  # of (32, 3, k) uint8 sRGB, as the public sees them
        self.cells: list[np.ndarray] = []  # of (FIELDS, 3) float32, mean linear light of each field of view
        self.mean = np.zeros((0, 3), F)  # (n, 3) linear light of every smile in the last frame, as the public sees it

    def keep(self, frame: Frame, worn: Worn) -> None:
        """One frame more."""
        if len(self.light) < LONGEST:
            self.light.append(frame.seen_by(Audience.PUBLIC, self.rows))
        if self.mean.shape[0] != frame.seen.size:
            self.mean = np.zeros((frame.seen.size, 3), F)
        mean_light(frame.light, LINEAR, self.mean)
        self.cells.append(_fields(self.mean, worn.crowd))  # all the light there is: it meets the eyes of people near
        self.mean[(frame.seen & Audience.PUBLIC.bit) == 0] = 0

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


def _fields(mean: np.ndarray, crowd: np.ndarray) -> np.ndarray:
    there = crowd >= 0
    cell = crowd[there].astype(np.int64)
    people = np.maximum(np.bincount(cell, minlength=FIELDS), 1)
    return np.stack([np.bincount(cell, mean[there, c], FIELDS) / people for c in range(3)], axis=1).astype(F)


@njit(nogil=True)
def mean_light(light, linear, out):
    """Mean linear light over the 32 teeth of each smile; light: (blocks, 32, 3, BLOCK) uint8, out: (n, 3) float32."""
    share = F(1.0 / TEETH)
    total = np.zeros((3, BLOCK), F)
    for block in range(light.shape[0]):
        total[:] = F(0.0)
        for tooth in range(TEETH):
            for channel in range(3):
                for smile in range(BLOCK):
                    total[channel, smile] += linear[light[block, tooth, channel, smile]]
        for channel in range(3):
            for smile in range(BLOCK):
                out[block * BLOCK + smile, channel] = total[channel, smile] * share
