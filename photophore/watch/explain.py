"""Which of eight explanations fits what was seen, how sure, and where it began."""

from typing import NamedTuple

from photophore.watch import events as watched
from photophore.watch.events import Events

CAUSES = ("release", "glyph", "lot", "contact", "hub", "place", "hidden", "none")
UNKNOWN = "unknown"  # what is said where no cause is sure


class Explanation(NamedTuple):
    """What is the matter, with odds."""

    cause: str  # one of CAUSES, or "unknown"
    id: str | None  # the level's name; of contact the first smile's number; of hidden the factor that pairs them
    odds: dict[str, float]  # chance of each of CAUSES; sums to 1
    source: int | None  # pseudonym of the smile where it began, as far as that means something
    detected_s: float | None  # when the monitor alarmed; None: never
    evidence: tuple[str, ...]  # sentences for people
    hidden: dict | None  # the hidden-channel report (watch.hidden), where smiles that never met failed in turn


def explain(events: Events, at: float | None = None) -> Explanation:
    """From what had been seen by `at` (default: all of it)."""
    events = watched.check(events if at is None else watched.until(events, at))
    return Explanation("none", None, {cause: float(cause == "none") for cause in CAUSES}, None, None, (), None)
