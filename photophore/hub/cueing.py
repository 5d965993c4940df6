"""Many phones at once: what they feel goes to the loop once a frame, and the cues that carry it come back together.

A reading is fed just before a frame is made, and heard by it; its cue is made right after: a frame at most from saying
to seeing. Everything is called on the hub's event loop, but for what is done between two frames.
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
from photophore.words import Cue, Frame, PhotophoreError

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
            self._between.look(lambda: self._made(due), lambda made: self._send(due, made))

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

    def _feed(self) -> None:
        """What waits is fed, and the cues of those who said it are looked at once the frame is made."""
        if rows := [self._here.popleft() for _ in range(len(self._here))]:
            self._loop.grants.renew(np.array(rows, np.int32), self._loop.tick.count)
        fed: dict[Visit, None] = {}
        for _ in range(len(self._felt)):
            visit, said, day = self._felt.popleft()
            try:
                visit.guest.act(said, day)
                fed[visit] = None
            except Exception as error:  # one reading stops no other
                if not isinstance(error, PhotophoreError):
                    log.exception("a reading could not be fed")
        if fed:
            self._between.look(lambda: self._made(fed), lambda made: self._tell(list(fed), made))

    def _made(self, visits: Iterable[Visit]) -> list[Cue]:
        return self._loop.cues([visit.guest.row for visit in visits])

    # --- on the event loop again

    def _fed(self, _) -> None:
        self._asked = False
        if self._felt or self._here:  # said meanwhile
            self._ask()

    def _tell(self, visits: list[Visit], made: list[Cue] | Exception) -> None:
        """Their cues tell something new; whoever was told such a thing just now gets theirs a little later."""
        now = self._clock.tick
        for visit, cue in zip(visits, made, strict=True) if isinstance(made, list) else ():
            if now - visit.told < CUE_SOONEST:
                visit.news(now + 1)
            else:
                visit.told = visit.cued = now
                visit.cue(cue)

    @staticmethod
    def _send(visits: list[Visit], made: list[Cue] | Exception) -> None:
        for visit, cue in zip(visits, made, strict=True) if isinstance(made, list) else ():
            visit.cue(cue)
