"""A small settled crowd for tests of troubles; its loop is never stepped where no light is needed."""

from types import SimpleNamespace

import numpy as np

from photophore.city import faults, mesh, twin
from photophore.loop import Loop
from photophore.words import BLOCK, Audience

SMILES, SEED, FPS = 2000, 3, 4


def settled(city, smiles: int = SMILES, seed: int = SEED):
    """(loop, settled); close the loop."""
    loop = Loop(-(-smiles // BLOCK), seed=seed, fps=FPS, fast=False)
    return loop, twin.settle(city, smiles, seed, loop)


def laid(loop, crowd) -> mesh.Mesh:
    worn = loop.worn.glyph[crowd.rows], tuple(glyph.name for glyph in loop.worn.deck)
    return mesh.lay(crowd.place, crowd.crowd, crowd.colony, worn, crowd.seed)


def gone_on(mesh_, kind: str, seconds: int, quiet=None) -> faults.Trouble:
    """A trouble that went on for so long, and nobody did anything."""
    plant = faults.planted(kind, mesh_, mesh_.seed)
    trouble = faults.Trouble(mesh_, plant, faults.starts(plant, mesh_.seed))
    for second in range(seconds):
        still = np.zeros(mesh_.n, bool) if quiet is None else quiet
        trouble.second(second, still)
        trouble.outbreak.wrong(second + 1, still)
    return trouble


class Lamp:
    """Stands for a loop: everybody who granted it shines steadily, and nobody draws anything."""

    def __init__(self, loop):
        self.n, self.fps, self.worn, self.grants = loop.n, FPS, loop.worn, loop.grants
        self.given = loop.given
        self.resting, self.frame, self._count = np.zeros(loop.n, bool), None, 0

    def rest(self, rows, seconds: float = 0.75) -> None:
        self.resting[rows] = True

    def wake(self, rows, seconds: float = 1.0) -> None:
        self.resting[rows] = False

    def step(self):
        """A frame's fields."""
        granted = (self.given.mask[Audience.NEAR, 0] & 1) != 0
        seen = np.where(granted & ~self.resting, Audience.NEAR.bit, 0).astype(np.uint8)
        light = np.full((self.n // BLOCK, 32, 3, BLOCK), 90, np.uint8)
        light[:] = np.where(self.resting, 0, 90).astype(np.uint8).reshape(-1, 1, 1, BLOCK)

        def seen_by(audience, rows):
            return np.broadcast_to(np.where(seen[rows] != 0, 90, 0).astype(np.uint8), (32, 3, len(rows))).copy()

        tick = SimpleNamespace(count=self._count, fps=self.fps)
        self.frame = SimpleNamespace(light=light, tick=tick, seen=seen, present=np.zeros_like(seen), seen_by=seen_by,
                                     fallback=np.zeros((3, self.n), np.uint8))  # fmt: skip
        self._count += 1
        return self.frame
