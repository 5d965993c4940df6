"""The hub's own days as spans of instants: 24 hours long, 23 or 25 where its zone changes its clocks.

A day begins at the first midnight of its date, so that days never overlap and never run back, whatever a zone does.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import final
from zoneinfo import ZoneInfo

import numpy as np

from photophore.words import BadRequest

HOUR = 3_600_000  # milliseconds
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@final
class Days:
    """The days of one IANA zone. Days are told as 2026-11-21, instants as milliseconds UTC."""

    def __init__(self, zone: str):
        try:
            self.zone = ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            raise BadRequest("there is no such time zone", repr(zone), "take one as in Europe/Madrid") from None
        self._begin = lru_cache(4096)(self._begin_of)

    def span(self, day: str) -> tuple[int, int]:
        """The instants at which a day begins and ends."""
        there = date.fromisoformat(day)
        return self._begin(there), self._begin(there + timedelta(days=1))

    def name(self, ms: int) -> str:
        """The day in which an instant lies."""
        return self.names(np.array([ms], np.int64))[0][0]

    def names(self, ms: np.ndarray) -> tuple[list[str], np.ndarray, np.ndarray]:
        """ms (k,) int64 -> the days that occur, (k,) int32 which of them, (k,) int16 the hour since its beginning."""
        if not ms.size:
            return [], np.zeros(0, np.int32), np.zeros(0, np.int16)
        first, last = self._wall(int(ms.min())) - timedelta(days=1), self._wall(int(ms.max())) + timedelta(days=1)
        days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
        begins = np.array([self._begin(day) for day in days], np.int64)
        place = np.searchsorted(begins, ms, "right") - 1
        seen, which = np.unique(place, return_inverse=True)
        hours = (ms - begins[place]) // HOUR
        return [days[i].isoformat() for i in seen], which.astype(np.int32), hours.astype(np.int16)

    def _wall(self, ms: int) -> date:
        return (EPOCH + timedelta(milliseconds=ms)).astimezone(self.zone).date()

    def _begin_of(self, day: date) -> int:
        midnight = datetime(day.year, day.month, day.day, tzinfo=self.zone)  # fold 0: the first, where there are two
        return round((midnight.astimezone(UTC) - EPOCH) / timedelta(milliseconds=1))
