"""What any device promises the loop: it shows frames, it feels, and it can be let go at any time."""

import abc

import numpy as np

from photophore.words import Audience, Frame, PhotophoreError, Samples, Tick


class BrokenDriver(PhotophoreError):
    """A driver that does not keep the contract."""


class Driver(abc.ABC):
    """A group of smiles that one device shows and feels. `devices.check.check` tells whether it keeps its word.

    A driver sees guarded light only, as its one audience may see it, and never a feeling. It is asked by the
    loop, never asks: `open` once, then `feel` and `show` in turn for every tick, then `close`.
    """

    key: str  # names the driver among others; plain letters, digits, "-" and "."
    audience: Audience  # the one audience that stands before this device
    rows: np.ndarray  # (k,) int32 rows that it shows and feels; no row twice

    @abc.abstractmethod
    async def open(self) -> None:
        """Make ready. Dark until the first `show`."""

    @abc.abstractmethod
    async def show(self, frame: Frame) -> None:
        """Give out this frame, as `frame.seen_by(self.audience, self.rows)` and nothing else; keep no frame.

        May drop a frame for a newer one, must not queue them. After `close` it does nothing.
        """

    @abc.abstractmethod
    def feel(self, tick: Tick) -> Samples:
        """What was felt since the last call: own rows only, `at` not after this tick; does not wait."""

    @abc.abstractmethod
    async def close(self) -> None:
        """Go dark and let go. Twice is fine, and so is without `open`."""
