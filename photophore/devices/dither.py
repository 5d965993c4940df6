"""From the light that was meant to the numbers that a lamp understands: 16 bits, calibrated, dithered in time.

A frame's bytes are sRGB. A light-emitting diode is driven by light itself (specs light 2.6, 7), and eight bits of that
are too coarse where it is dim. So colours become 16 bits, are weighed for the lamp's own white, pass the sink's guard,
and reach eight bits by dots that change from beat to beat: the mean over four beats has two bits more than the wire.
"""

from typing import Literal, NamedTuple

import numpy as np

from photophore import colour

F = np.float32
CODE = 256  # parts of a code of eight bits
FULL = 255 * CODE
PHASES = np.array([0, 2, 1, 3], F) / F(4)  # of a dot, beat by beat: slower patterns would be seen
Curve = Literal["light", "screen"]


class Calibration(NamedTuple):
    """What a lamp makes of numbers."""

    gain: tuple[float, float, float] = (1.0, 1.0, 1.0)  # of red, green, blue, 0..1, for its white
    curve: Curve = "light"  # light: numbers are light; screen: it expects sRGB, and bends it itself
    most: float = 1.0  # share of full light that it may give, 0..1


def table(calibration: Calibration) -> np.ndarray:
    """(3, 256) uint16: a frame's byte -> what is meant, in 256ths of a code; rounded down, so that 0 is 0."""
    gains = np.asarray(calibration.gain)[:, None] * calibration.most
    light = colour.DECODED[None] * np.clip(gains, 0.0, 1.0)
    if calibration.curve == "screen":
        light = np.where(light <= 0.0031308, light * 12.92, 1.055 * np.maximum(light, 0.0031308) ** (1 / 2.4) - 0.055)
    return np.floor(np.clip(light, 0, 1) * FULL + 1e-6).astype(np.uint16)


def dots(pixels: int, beat: int) -> np.ndarray:
    """(p,) float32 0..1: what is added before rounding down in this beat; neighbours take turns."""
    return PHASES[(np.arange(pixels) * 3 + beat) % len(PHASES)]


def eight(codes: np.ndarray) -> np.ndarray:
    """(3, p) whole codes -> (p, 3) bytes as they go over the wire."""
    return np.ascontiguousarray(codes.T.astype(np.uint8))


def sixteen(codes: np.ndarray) -> np.ndarray:
    """(3, p) codes with their parts -> (p, 3) big-endian words; 255 is 65535."""
    return np.ascontiguousarray(np.floor(codes.T * F(257)).astype(">u2"))
