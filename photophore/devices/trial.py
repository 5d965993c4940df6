"""Nobody's light, to see whether a lamp is there and where its pixels are: a slow white wave, through the guard."""

import asyncio
import time
from typing import NamedTuple

import numpy as np

from photophore.devices.fixture import Fixture
from photophore.devices.lamp import Lamp
from photophore.words import FPS

WAVE = 8.0  # seconds in which it goes from the first pixel to the last
CREST = 140  # sRGB code: seen by day, not glaring by night
WIDE = 0.25  # of the lamp


class Tried(NamedTuple):
    """How a lamp took it."""

    name: str
    where: str
    beats: int
    packets: int
    dropped: int
    away: str  # why it was not reached in the end; empty: it was, as far as one knows


async def tried(lamps: list[Fixture], seconds: float) -> list[Tried]:
    """Light all of them for so long, then none."""
    hung = [Lamp(it, np.full(it.smiles, -1)) for it in lamps]
    begun = time.monotonic()
    try:
        for one in hung:
            await one.open()
        while (now := time.monotonic() - begun) < seconds:
            for one in hung:
                one.paint(wave(one.fixture.pixels, now))
            await asyncio.sleep(1 / FPS)
        away = [one.way.away or one.trouble for one in hung]
    finally:
        await asyncio.gather(*(one.close() for one in hung))
    return [_tried(one, why) for one, why in zip(hung, away, strict=True)]


def wave(pixels: int, seconds: float) -> np.ndarray:
    """(3, p) uint8 sRGB: a hill of light that wanders along the pixels."""
    place = (np.arange(pixels) / max(pixels, 1) - seconds / WAVE) % 1.0
    far = np.minimum(place, 1 - place) / WIDE
    hill = np.where(far < 1, 0.5 + 0.5 * np.cos(np.pi * far), 0.0)
    return np.tile(np.round(CREST * hill).astype(np.uint8), (3, 1))


def _tried(one: Lamp, away: str) -> Tried:
    it, counts = one.fixture, one.counts
    where = f"{it.host}:{it.port}"
    return Tried(it.name, where, counts["beats"], counts["packets"], counts["dropped"], away)


def sentence(it: Tried) -> str:
    if it.away:
        return f"{it.name} ({it.where}) is away: {it.away}. Is it on, on this network, and listening at this port?"
    lost = f", {it.dropped:,} had no room" if it.dropped else ""
    return f"{it.name} ({it.where}) was sent {it.packets:,} packets in {it.beats:,} beats{lost}. Did it shine?"
