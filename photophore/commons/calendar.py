"""The hub's own days and bands of the week, in its IANA zone; daylight saving makes a day 23 or 25 hours long."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from photophore.words import Band

NIGHT, MORNING, DAY, EVENING = 22, 6, 10, 17  # hours at which bands begin, by the clock on the wall
PARTS = ((MORNING, 0), (DAY, 1), (EVENING, 2), (NIGHT, 3))  # before this hour: night, morning, day, evening; then night
RESTING = (5, 6)  # Saturday and Sunday, counted from Monday


def local(ms: int, zone: str) -> datetime:
    """An instant, milliseconds UTC, as the clock on the wall tells it."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)).astimezone(ZoneInfo(zone))


def day(ms: int, zone: str) -> str:
    """The hub's day, as 2026-11-21."""
    return local(ms, zone).date().isoformat()


def band(ms: int, zone: str) -> Band:
    """Which band of the week an instant lies in. A night belongs to the day on which it is."""
    wall = local(ms, zone)
    part = next((part for hour, part in PARTS if wall.hour < hour), 0)
    return Band(part + (4 if wall.weekday() in RESTING else 0))


def next_edge(ms: int, zone: str) -> int:
    """The first instant after `ms` at which another band may begin, milliseconds UTC."""
    wall = local(ms, zone)
    for hours in range(1, 26):  # whole hours of the wall's clock; a zone may stand half an hour off
        hour = (wall.astimezone(UTC) + timedelta(hours=hours)).astimezone(ZoneInfo(zone))
        edge = hour.replace(minute=0, second=0, microsecond=0)
        at = round(edge.timestamp() * 1000)
        if at > ms and band(at, zone) != band(ms, zone):
            return at
    raise ValueError(f"no band of the week ends within a day in {zone}")
