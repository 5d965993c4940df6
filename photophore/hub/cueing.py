"""Many phones at once: what they feel goes to the loop once a frame, and the cues that carry it come back together.

A reading is fed between two frames, and heard by the next; the cue is made right after that one: two frames at most
from saying to seeing. Everything is called on the hub's event loop, but for what is done between two frames.
"""

from collections import deque
from collections.abc import Iterable
from typing import final

import numpy as np
import structlog

from photophore.hub import wire
from photophore.hub.between import Between
from photophore.hub.clock import Clock
from photophore.hub.visit import CUE_EVERY, CUE_SOONEST, Visit
from photophore.words import Cue, Frame, PhotophoreError, Row

log = structlog.get_logger()


@final
class Cueing:
    """What waits to be fed, and whose cues are due."""

    def __init__(self, loop, between: Between, clock: Clock):
        self._loop, self._between, self._clock = loop, between, clock
        self._felt: deque[tuple[Visit, wire.Feel | wire.Heart, str]] = deque()
        self._here: deque[int] = deque()  # rows whose pages were heard
        self._asked = False

    def feel(self, visit: Visit, said: wire.Feel | wire.Heart, day: str) -> None:
        """A reading."""
        self._felt.append((visit, said, day))
        self._ask()

    def here(self, visit: Visit) -> None:
        """A page was heard: what its wearer granted goes on."""
        self._here.append(visit.guest.row.index)
        self._ask()

    def cues(self, visits: Iterable[Visit], now: int) -> None:
        """Ask for the cues of the next frame: about two a second for each page, and soon where something changed."""
        self._darken(visits)
        due = []
        for visit in visits:
            told = visit.changed is not None and now + 1 >= visit.changed and now - visit.told >= CUE_SOONEST
            if told:
                visit.told, visit.changed = now, None
            if told or now - visit.cued >= CUE_EVERY:
                visit.cued = now
                due.append(visit)
        if due:
            rows = [visit.guest.row for visit in due]
            self._between.ask(lambda: self._made(rows), lambda made: self._send(due, made))

    def _darken(self, visits: Iterable[Visit]) -> None:
        """Dark with this very frame, whoever had light taken back from their own screen since their newest cue."""
        frame: Frame | None = self._loop.frame
        oldest = min((visit.epoch for visit in visits), default=0)
        if frame is None or not frame.taken or frame.taken.since(oldest, slice(0)) is None:
            return
        pages, ms = list(visits), self._clock.ms()
        late = frame.taken.since(oldest, np.fromiter((page.guest.row.index for page in pages), np.intp, len(pages)))
        for place in np.flatnonzero(late):
            pages[place].darken_if_taken(frame, ms)

    def _ask(self) -> None:
        if not self._asked:
            self._asked = True
            self._between.ask(self._feed, self._fed)

    # --- between two frames

    def _feed(self) -> list[Visit]:
        """What waits is fed -> whose cue would tell something new after the next frame."""
        if rows := [self._here.popleft() for _ in range(len(self._here))]:
            self._loop.grants.renew(np.array(rows, np.int32), self._loop.tick.count)
        fed = []
        for _ in range(len(self._felt)):
            visit, said, day = self._felt.popleft()
            try:
                visit.guest.act(said, day)
                fed.append(visit)
            except Exception as error:  # one reading stops no other
                if not isinstance(error, PhotophoreError):
                    log.exception("a reading could not be fed")
        return fed

    def _made(self, rows: list[Row]) -> list[Cue | Exception]:
        made = []
        for row in rows:
            try:
                made.append(self._loop.cue(row))
            except Exception as error:
                made.append(error)
                log.exception("a cue could not be made")
        return made

    # --- on the event loop again

    def _fed(self, fed: list[Visit] | Exception) -> None:
        self._asked = False
        if not isinstance(fed, Exception):
            for visit in fed:
                visit.news(self._clock.tick + 1)
        if self._felt or self._here:  # said meanwhile
            self._ask()

    def _send(self, visits: list[Visit], made: list[Cue | Exception] | Exception) -> None:
        if isinstance(made, Exception):
            return
        for visit, cue in zip(visits, made, strict=True):
            visit.cue(cue)
