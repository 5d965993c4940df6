"""Colonies: how many nanobots a smile has, from which lot, and the energy that its light must come from.

The figures are invented but add up: no joule comes from nowhere, and none is lost.
"""

from typing import NamedTuple

import numpy as np

from photophore import chance, colour

F = np.float32
A_TOOTH = 1_200  # nanobots on a tooth, usual
DRAW = 50e-9  # watts that one nanobot takes at full light
HARVEST = 11e-9  # watts that one gains from saliva, warmth and chewing, usual
STORE = 5.0e-5  # joules that one can hold, with what its colony keeps for it: quarter of an hour of full light
LOTS, FIRMWARE = 24, 4  # lots made so far; versions in the field
FULL_FROM = 0.25  # share of the store above which a colony gives full light; below, it saves

LINEAR = colour.DECODED.astype(F)
USE = 300  # uses of chance from here on belong to this module
FLICKERS = (4.0, 9.0)  # hertz at which a colony flickers whose firmware is wrong, slowest and fastest
GLARE = 1.5  # times the code that it should shine with
TRIAL = np.array([150, 185, 190], np.uint8)  # sRGB with which makers try a colony: what it shows when it knows nothing


class Colonies(NamedTuple):
    """n colonies. Buffers that the caller owns."""

    number: np.ndarray  # (n,) uint32 nanobots
    lot: np.ndarray  # (n,) uint8 which making they come from
    firmware: np.ndarray  # (n,) uint8 version
    harvest: np.ndarray  # (n,) float32 watts gained
    room: np.ndarray  # (n,) float64 joules that can be held
    store: np.ndarray  # (n,) float64 joules held, 0..room
    ledger: np.ndarray  # (3,) float64 joules since the start: gained, shone, spilled because the store was full


def colonies(who: np.ndarray, lit: np.ndarray, fifth: np.ndarray, seed: int) -> Colonies:
    """A colony for each smile; who: ids, lit: (n,) uint32 teeth that can glow, fifth: (n,) income fifths.

    Old lots gain less, and old lots are what poorer people get.
    """
    teeth = np.bitwise_count(lit).astype(np.float64)
    number = np.maximum(1, teeth * A_TOOTH * np.exp(0.15 * chance.normal(seed, who, 0, USE)))
    newer = chance.draw(seed, who, 0, USE + 10) ** (1.5 - 0.2 * fifth)
    lot = np.minimum(LOTS - 1, newer * LOTS).astype(np.uint8)
    firmware = np.minimum(FIRMWARE - 1, lot * FIRMWARE // LOTS + (chance.draw(seed, who, 0, USE + 11) < 0.3))
    number = number.astype(np.uint32)
    harvest = number * HARVEST * (0.7 + 0.6 * lot / LOTS) * np.exp(0.25 * chance.normal(seed, who, 0, USE + 1))
    room = number * STORE
    held = chance.draw(seed, who, 0, USE + 12).astype(np.float64) ** 0.6
    return Colonies(number, lot, firmware.astype(np.uint8), harvest.astype(F), room, room * held, np.zeros(3))


def power(colony: Colonies, which: slice) -> np.ndarray:
    """(k,) float32: the share of full light that these colonies can pay for now, 0..1."""
    return np.minimum(colony.store[which] / (FULL_FROM * colony.room[which]), 1.0).astype(F)


def step(colony: Colonies, which: slice, glow: np.ndarray, seconds: float) -> None:
    """`seconds` of life in place: gain, and pay for glow (k,) float, share of full light; nan is dark.

    A colony cannot pay more than it has; what it cannot hold is spilled. The ledger takes it all down.
    """
    had = colony.store[which]
    gained = colony.harvest[which].astype(np.float64) * seconds
    asked = np.nan_to_num(np.asarray(glow, np.float64)).clip(0, 1) * colony.number[which] * DRAW * seconds
    shone = np.minimum(asked, had + gained)
    held = had + gained - shone
    spilled = np.maximum(held - colony.room[which], 0.0)
    colony.store[which] = held - spilled
    colony.ledger[:] += gained.sum(), shone.sum(), spilled.sum()


def glow(light: np.ndarray, teeth: np.ndarray) -> np.ndarray:
    """(k,) float64: share of full light that (32, 3, k) sRGB bytes need of the teeth that can glow; 0 without teeth."""
    linear = LINEAR[light]
    bright = (linear[:, 0] * colour.Y_R + linear[:, 1] * colour.Y_G + linear[:, 2] * colour.Y_B).sum(axis=0)
    return bright / np.maximum(np.bitwise_count(teeth), 1)


def emit(own: np.ndarray, teeth: np.ndarray, who: np.ndarray, seconds: float, seed: int) -> np.ndarray:
    """(32, 3, k) uint8 sRGB: what colonies try to shine whose firmware is wrong: they flicker, and ask nobody.

    own: (32, 3, k) their wearers' light whoever may see it, teeth: (k,) uint32, who: (k,) ids. A sound colony shines
    what it was sent, and so needs no account here. A wrong one still tells its hub that it does.
    """
    hertz = FLICKERS[0] + (FLICKERS[1] - FLICKERS[0]) * chance.draw(seed, who, 0, USE + 20)
    on = (hertz * seconds + chance.draw(seed, who, 0, USE + 21)) % 1.0 < 0.5
    bright = np.minimum(own * F(GLARE), 255).astype(np.uint8)
    there = (teeth[None, :] >> np.arange(len(own), dtype=np.uint32)[:, None]) & np.uint32(1)
    nothing = (own == 0).all(axis=(0, 1))
    shone = np.where(nothing, TRIAL[None, :, None] * there[:, None].astype(np.uint8), bright)
    return np.where(on, shone, 0).astype(np.uint8)
