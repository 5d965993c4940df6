"""A design tried on three made-up smiles, through the whole path: what `photophore glyph draw` shows."""

import numpy as np

from photophore.glyph.tree import Glyph
from photophore.loop import Loop
from photophore.words import FPS, Audience, Purpose, Samples, Sense, Signal

F = np.float32
FEELINGS = ((0.65, -0.65), (0.0, 0.0), (0.6, 0.7))  # valence, arousal: calm, even, stirred
HEARTS = (56.0, 64.0, 84.0)  # beats per minute of the same three
BEAT = 0.15  # hertz
SECONDS = 8


def tried(glyph: Glyph, seconds: float = SECONDS, fps: int = FPS) -> np.ndarray:
    """(frames, 32, 3, 3) uint8 sRGB: light that left, for a calm, an even and a stirred smile."""
    loop = Loop(1, fps=fps, fast=False)
    rows, born = loop.join(len(FEELINGS))
    loop.dress(rows, teeth=np.uint32(0xFFFFFFFF), power=F(1), rate=F(BEAT), seed=rows.astype(np.uint32) + 1)
    loop.wear(rows, glyph)
    loop.worn.before[rows] = -1
    let_near(loop, rows)
    loop.feed(readings(rows, born, Sense.REPORT, np.array(FEELINGS, F), 0))
    light = []
    for count in range(round(seconds * fps)):
        if count % fps == 0:
            heart = np.stack([np.array(HEARTS, F), np.full(len(HEARTS), np.nan, F)], axis=1)
            loop.feed(readings(rows, born, Sense.HEART_RATE, heart, count))
        light.append(loop.step().seen_by(Audience.NEAR, rows))
    loop.close()
    return np.stack(light)


def let_near(loop: Loop, rows) -> None:
    """Heard, and seen by those near, in all that a glyph may read."""
    for audience in (Audience.SELF, Audience.NEAR):
        for signal in (Signal.FEELING, Signal.HEART):
            loop.grants.grant(rows, audience, signal, Purpose.LIGHT)


def readings(rows, born, kind: Sense, value: np.ndarray, at: int) -> Samples:
    """value (k, 2) float32 of one kind, felt at one tick."""
    return Samples(rows, born, np.full(rows.size, kind, np.uint8), value, np.full(rows.size, at, np.int64))
