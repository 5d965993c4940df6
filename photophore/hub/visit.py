"""One page that a guest or a wearer has open: what it was told, what it waits for, and its own light."""

import asyncio
import math
from typing import NamedTuple

from photophore.devices.phone import Phone
from photophore.hub import wire
from photophore.hub.clock import Clock
from photophore.hub.line import Line
from photophore.hub.session import Guest
from photophore.hub.wearer import Wearer
from photophore.words import Audience, Cue, Frame

CUE_EVERY, CUE_SOONEST = 15, 3  # ticks between two cues of one guest; and where something changed


def skew(visits) -> float | None:
    """Milliseconds by which 19 in 20 of these pages' clocks agree with the hub's; None where no page has told."""
    told = sorted(visit.doubt for visit in visits if visit.doubt is not None)
    return told[math.ceil(0.95 * len(told)) - 1] if told else None


class Waiting(NamedTuple):
    """A withdrawal that no frame has carried yet."""

    kind: str  # the message that asked for it
    tick: int  # of the last frame that may still hold what was taken back
    stood: list | None  # where on the map the guest stood, as seen by the public until then


class Visit:
    """One guest or wearer, and the line to one of their pages."""

    def __init__(self, guest: Guest | Wearer, line: Line, clock: Clock):
        self.guest, self.line = guest, line
        self.phone = Phone(guest.row, self._send, clock.of_tick)
        self.state = guest.state()  # as last acknowledged
        self.acting = 0  # deeds that were asked for and not done yet
        self.waiting: list[Waiting] = []
        self.cued = self.told = -CUE_EVERY  # tick of the last cue, and of the last that told something new
        self.changed: int | None = 0  # first tick whose cue would tell something new
        self.deciding: list[asyncio.Task] = []  # what is being written down
        self.epoch = 0  # of the newest cue
        self.word: str | None = None  # of the session by which a wearer was let in
        self.doubt: float | None = None  # milliseconds by which its page's hub clock may be wrong; None: not told

    def _send(self, message: dict) -> None:
        self.line.offer("cue", wire.pack(message))

    def cue(self, cue: Cue | Exception) -> None:
        """Send a cue, unless light was taken back meanwhile that it may still hold."""
        if self.acting or self.waiting or isinstance(cue, Exception):
            return
        if self.line.waits("cue"):
            self.phone.forget()  # the cue that is overtaken may hold the tree
        self.epoch = max(self.epoch, cue.epoch)
        self.phone.cue(cue)

    def news(self, tick: int) -> None:
        """From this tick on a cue would tell something new."""
        if self.changed is None:
            self.changed = tick

    def dark(self, ms: int) -> None:
        """Dark on the own screen, before any frame: dark never waits."""
        if self.line.take_back("cue"):
            self.phone.forget()
        self.phone.dark(ms)

    def darken_if_taken(self, frame: Frame | None, ms: int) -> None:
        """Dark on the own screen with this very frame, whichever page took it back; it is written down meanwhile."""
        late = frame.taken.since(self.epoch, [self.guest.row.index]) if frame and frame.taken else None
        if late is not None and late[0] & Audience.SELF.bit:
            self.epoch = frame.epoch
            self.dark(ms)

    def you(self) -> None:
        """Tell where the guest stands."""
        at, district = self.state["at"], self.state["district"]
        self.line.offer("you", wire.pack({"t": "you", "at": at, "district": district}))
