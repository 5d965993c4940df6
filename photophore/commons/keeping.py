"""How long a hub remembers, signal by signal and grain by grain. Whatever is not named here is not remembered."""

from enum import StrEnum
from typing import NamedTuple

from photophore.words import Signal

DAY = 86_400_000  # milliseconds; time that is kept is counted in these, not in the hub's days
TRACE = 7  # days that a feeling's trace is kept unless its wearer says longer; DESIGN 8
RAW = 1  # days, 24 hours, for what sensors said; specs hub 5.2
ESTIMATE = 90  # days for what was made of it, and for means by the hour; specs hub 5.2
MINUTES = 7  # days for means by the minute: a week can be looked at closely, a season by the hour
LONGEST = 366  # days that a wearer may ask for: a year can be compared with the year before
FINE, FINER = 7, 90  # days at most for samples and for minutes of a feeling, however long its wearer wishes


class Grain(StrEnum):
    """How closely something is remembered."""

    SAMPLE, MINUTE, HOUR = "sample", "minute", "hour"

    @property
    def ms(self) -> int:
        """How long one row is; 0 for a sample."""
        return {"sample": 0, "minute": 60_000, "hour": 3_600_000}[self.value]


class Keep(NamedTuple):
    """What is kept of a signal. Samples and means are days; `wish` is what its wearer may ask for, 0: nothing more."""

    raw: bool  # what a sensor said; such files lie apart from what is believed
    sample: int
    minute: int
    hour: int
    wish: int = 0
    still: float = 0.0  # in the signal's own units: a smaller change is no news (the dead band)

    @property
    def folder(self) -> str:
        return "raw" if self.raw else "estimates"


KEEP = {
    # valence and arousal, -1..1; the screen's own step is 1/255
    Signal.FEELING: Keep(False, TRACE, TRACE, TRACE, LONGEST, 0.01),
    Signal.HEART: Keep(True, RAW, MINUTES, ESTIMATE, still=0.5),  # beats per minute; straps tell whole ones
    Signal.SKIN: Keep(True, RAW, MINUTES, ESTIMATE, still=0.01),  # microsiemens; what a wrist sensor resolves
    Signal.MOUTH: Keep(False, MINUTES, MINUTES, ESTIMATE, still=0.01),
    # KNOWN: where somebody was is not rolled up (a mean of places is no place), so it goes after a day
    Signal.PLACE: Keep(True, RAW, 0, 0),
    Signal.STORY: Keep(True, RAW, MINUTES, ESTIMATE, still=0.01),  # valence of what was written, never the words
}


def kept_ms(signal: Signal, grain: Grain, wish: int | None = None) -> int:
    """How long rows are kept, in milliseconds; `wish`: days that the wearer asked for."""
    keep = KEEP[signal]
    days = getattr(keep, grain.value)
    if wish and keep.wish:
        most = {Grain.SAMPLE: FINE, Grain.MINUTE: FINER, Grain.HOUR: keep.wish}[grain]
        days = max(days, min(wish, most))
    return days * DAY
