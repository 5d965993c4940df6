"""How a loop is doing, and how long before its moment the next frame must be begun."""

from dataclasses import dataclass, field
from typing import final

import numpy as np

LATEST = 300  # ticks whose duration is remembered
NEARLY = 99  # percent of the latest ticks that are done by their moment
SPARE = 0.002  # seconds: what a sleep may err, and a breath


@final
@dataclass
class Stats:
    """Counted since it began."""

    frames: int = 0
    behind: int = 0  # ticks that were left out because the ones before took too long
    dropped: int = 0  # samples for which there was no room
    failed: int = 0  # times a driver failed
    fallen: int = 0  # times a shard fell
    last_failure: str = ""
    tick_ms: np.ndarray = field(default_factory=lambda: np.full(LATEST, np.nan))  # of the latest ticks

    def made(self, seconds: float) -> None:
        """One more frame, which took so long."""
        self.tick_ms[self.frames % LATEST] = seconds * 1000
        self.frames += 1

    def lead(self, fps: int) -> float:
        """Seconds before its moment at which a frame is begun: late, so that it knows the newest, and in time.

        A frame that takes about as long as there is is begun at once.
        """
        if not self.frames:
            return 1 / fps
        took = np.percentile(self.tick_ms[: min(self.frames, LATEST)], NEARLY, method="higher") / 1000
        return min(float(took) + SPARE, 1 / fps)
