"""A driver whose device is a body that is handed in: colonies that exist as numbers only."""

from typing import Protocol

import numpy as np

from photophore.devices.driver import Driver
from photophore.words import TEETH, Audience, Frame, Samples, Tick, samples


class Body(Protocol):
    """Smiles that can be lit and that feel something."""

    def feel(self, tick: Tick) -> Samples:
        """What these bodies felt since the last call."""

    def show(self, light: np.ndarray, tick: Tick | None) -> None:
        """Glow: (32, 3, k) uint8 sRGB, one column a row of the driver (of its part); tick None: let go, dark."""


class Virtual(Driver):
    """Hands each frame's light to a body, and the body's samples to the loop.

    A large body may take its light in `parts`: at tick count c only the rows of part c % parts, in their order, so
    that each row is shown once in `parts` frames.
    """

    def __init__(self, body: Body, rows: np.ndarray, audience: Audience, key: str = "virtual", parts: int = 1):
        self.key, self.audience = key, audience
        self.rows = np.asarray(rows, np.int32)
        self._body, self._parts = body, parts
        self._open = False

    async def open(self) -> None:
        self._open = True

    async def show(self, frame: Frame) -> None:
        if self._open:
            part, count = frame.tick.count % self._parts, self.rows.size
            rows = self.rows[count * part // self._parts : count * (part + 1) // self._parts]
            self._body.show(frame.seen_by(self.audience, rows), frame.tick)

    def feel(self, tick: Tick) -> Samples:
        return self._body.feel(tick) if self._open else samples()

    async def close(self) -> None:
        if self._open:
            self._open = False
            self._body.show(np.zeros((TEETH, 3, self.rows.size), np.uint8), None)
