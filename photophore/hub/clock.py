"""The hub clock: milliseconds since the hub began, and how ticks stand to them.

Pages and boards find the offset to their own clock by pinging (pages/static/clock.js, devices/hubtime.py).
"""

import time
from collections import deque
from datetime import datetime
from zoneinfo import ZoneInfo

from photophore.words import FPS, Tick

REMEMBERED = 64  # ticks, about two seconds: the least late of them tells where ticks stand


class Clock:
    """Counts milliseconds from its making; hears ticks as they are done."""

    def __init__(self, zone: str = "UTC", now=time.monotonic_ns, today=datetime.now):
        self._now, self._today = now, today
        self._zero = now()
        self._zone = ZoneInfo(zone)
        self._fps = FPS
        self._late: deque[float] = deque(maxlen=REMEMBERED)  # milliseconds by which ticks came after count / fps
        self._heard: deque[int] = deque(maxlen=REMEMBERED)  # when they came
        self.tick = 0  # latest count that was heard
        self.heard_ms = 0  # when that was

    def ms(self) -> int:
        """Whole milliseconds since the hub began; never runs back."""
        return (self._now() - self._zero) // 1_000_000

    def heard(self, tick: Tick) -> None:
        """A frame of this tick has just come."""
        self.heard_ms = self.ms()
        self.tick, self._fps = tick.count, tick.fps
        late = self.heard_ms - tick.count * 1000 / tick.fps
        if self._late and abs(late - self._late[-1]) > 1000:
            self._late.clear()  # a new count, or a loop that stood still: what was tells nothing
            self._heard.clear()
        self._late.append(late)
        self._heard.append(self.heard_ms)

    @property
    def pace(self) -> float:
        """Frames a second that came of late; 0 where that is not known yet."""
        if len(self._heard) < 2 or self._heard[-1] == self._heard[0]:
            return 0.0
        return 1000 * (len(self._heard) - 1) / (self._heard[-1] - self._heard[0])

    @property
    def late(self) -> float:
        """Milliseconds that ticks stand behind count / fps, by the quickest of late."""
        return min(self._late, default=0.0)

    def of_tick(self, count: int) -> int:
        """Hub milliseconds at which a tick is, or will be, seen."""
        return round(count * 1000 / self._fps + self.late)

    def to_tick(self, ms: float) -> int:
        """The tick that is seen at these hub milliseconds."""
        return int((ms - self.late) * self._fps // 1000)

    def day(self) -> str:
        """The hub's day, as 2026-11-21, in its own time zone."""
        return self._today(self._zone).date().isoformat()
