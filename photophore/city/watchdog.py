"""A colony's own watchdog: the last part of a smile, which no firmware drives and no network reaches.

It stands between the drivers and the teeth, holds what was sent beside what the firmware tries, and lets through the
darker of both, tooth by tooth: so whatever the firmware does, nothing shines that was not sent. Where the two differ
for longer than a slip it goes dark and stays dark, until a self-test finds the colony sound and its wearer says yes.
"""

from typing import NamedTuple

import numpy as np

from photophore.watch.events import Kind

ALIKE = 12  # codes by which a tooth may differ, from rounding on the way
SLIP = 2  # frames that may differ; then it is no slip
SIGN = Kind.DIFFERS  # all that one that tripped tells: where light was sent and where none was, else it told of grants


class Watchdogs(NamedTuple):
    """Of n colonies. Buffers that the caller owns."""

    dark: np.ndarray  # (n,) bool: it has tripped, and holds the teeth dark
    odd: np.ndarray  # (n,) uint8 frames in a row that differed


def start(n: int) -> Watchdogs:
    """All calm."""
    return Watchdogs(np.zeros(n, bool), np.zeros(n, np.uint8))


def guard(dogs: Watchdogs, who: np.ndarray, tried: np.ndarray, sent: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """-> what shines, (32, 3, k) uint8 sRGB as tried and sent are, and (k,) bool who tripped now; who: (k,) places.

    Light where none was sent trips at once; other light when it has differed for SLIP frames.
    """
    apart = np.abs(tried.astype(np.int16) - sent).max(axis=(0, 1), initial=0) > ALIKE
    stray = apart & ~sent.any(axis=(0, 1))
    dogs.odd[who] = np.where(apart, np.minimum(dogs.odd[who] + 1, SLIP), 0)
    trips = ~dogs.dark[who] & (stray | (dogs.odd[who] >= SLIP))
    dogs.dark[who] |= trips
    shines = np.minimum(tried, sent)
    shines[:, :, dogs.dark[who]] = 0
    return shines, trips


def relight(dogs: Watchdogs, who: np.ndarray) -> None:
    """These were found sound, and their wearers said yes."""
    dogs.dark[who], dogs.odd[who] = False, 0
