"""A score tried on a few made-up smiles, through the whole path; and for whom of a crowd one is played."""

from collections.abc import Iterator

import numpy as np

from photophore.city import picture
from photophore.glyph.read import read
from photophore.glyph.tree import Glyph
from photophore.light.score import Score
from photophore.loop import Loop
from photophore.words import FPS, Audience, Purpose, Signal

F = np.float32
SMILES = 6
RESTING = read("glyph resting\ncolour azure\nbrightness 0.42")  # so still and dim that every call stands out
AT_ONCE = 60  # frames that are made into mouths together
BEAT = 0.15  # hertz, of the gathering that they share
GATHERED = (Audience.GATHERING, Audience.NEAR)  # whoever lets one of these see the light hears a score


def gathered(loop: Loop) -> np.ndarray:
    """(k,) rows of those who now let a gathering, or people near, see their light."""
    mask = loop.given.mask[list(GATHERED), Signal.FEELING]
    return np.flatnonzero((mask & np.uint16(Purpose.LIGHT)).any(axis=0))


def rehearsed(score: Score, smiles: int = SMILES, seed: int = 7, worn: Glyph = RESTING, fps: int = FPS) -> np.ndarray:
    """(frames, 32, 3, smiles) uint8 sRGB: light that left, from the first tick to a second after the last call.

    worn: the design they wear by themselves. Smile k is in group k % 4.
    """
    loop = Loop(1, fps=fps, seed=seed, fast=False)
    rows, _ = loop.join(smiles)
    loop.dress(rows, teeth=np.uint32(0xFFFFFFFF), power=F(1), rate=F(BEAT), seed=rows.astype(np.uint32) + seed,
               group=(rows % 4).astype(np.int32))  # fmt: skip
    loop.wear(rows, worn)
    loop.worn.before[rows] = -1
    for audience in (Audience.SELF, *GATHERED):
        loop.grants.grant(rows, audience, Signal.FEELING, Purpose.LIGHT)
    loop.play(score, gathered(loop))
    frames = round((score.seconds + 1) * fps)
    light = np.stack([loop.step().seen_by(Audience.NEAR, rows) for _ in range(frames)])
    loop.close()
    return light


def mouths(light: np.ndarray) -> Iterator[np.ndarray]:
    """(h, w, 3) uint8 pictures of light (frames, 32, 3, smiles), one a frame."""
    for first in range(0, len(light), AT_ONCE):
        yield from picture.living(light[first : first + AT_ONCE])
