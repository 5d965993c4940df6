"""The guests of a hub: they join, act, see their own light, and leave nothing behind.

What they do is done between two frames; the acknowledgement of whatever takes light back leaves after the
pictures of the frame that carries it.
"""

import asyncio
from typing import NamedTuple

from photophore.devices.phone import Phone
from photophore.hub import wire
from photophore.hub.between import Between
from photophore.hub.clock import Clock
from photophore.hub.line import Line
from photophore.hub.session import Guest
from photophore.hub.standing import Standing
from photophore.words import Cue, Frame, PhotophoreError

GRACE = 2.0  # seconds before a gone guest's row is given back
CUE_EVERY, CUE_SOONEST = 15, 3  # ticks between two cues of one guest; and where something changed


class Waiting(NamedTuple):
    """A withdrawal that no frame has carried yet."""

    kind: str  # the message that asked for it
    tick: int  # of the last frame that may still hold what was taken back
    stood: list | None  # where on the map the guest stood, as seen by the public until then


class Visit:
    """One guest, and the line to their page."""

    def __init__(self, guest: Guest, line: Line, clock: Clock):
        self.guest, self.line = guest, line
        self.phone = Phone(guest.row, self._send, clock.of_tick)
        self.state = guest.state()  # as last acknowledged
        self.acting = 0  # deeds that were asked for and not done yet
        self.waiting: list[Waiting] = []
        self.cued = -CUE_EVERY  # tick of the last cue
        self.changed: int | None = 0  # first tick whose cue would tell something new

    def _send(self, message: dict) -> None:
        self.line.offer("cue", wire.pack(message))

    def cue(self, cue: Cue | Exception) -> None:
        """Send a cue, unless light was taken back meanwhile that it may still hold."""
        if self.acting or self.waiting or isinstance(cue, Exception):
            return
        if self.line.waits("cue"):
            self.phone.forget()  # the cue that is overtaken may hold the tree
        self.phone.cue(cue)

    def dark(self, ms: int) -> None:
        """Dark on the own screen, before any frame: dark never waits."""
        if self.line.take_back("cue"):
            self.phone.forget()
        self.phone.dark(ms)

    def you(self) -> None:
        """Tell where the guest stands."""
        at, district = self.state["at"], self.state["district"]
        self.line.offer("you", wire.pack({"t": "you", "at": at, "district": district}))


class Guests:
    """All guests of a hub. Everything here is called on the hub's event loop."""

    def __init__(self, loop, between: Between, standing: Standing, clock: Clock):
        self._loop, self._between, self._standing, self._clock = loop, between, standing, clock
        self._visits: set[Visit] = set()
        self._freeing: dict[asyncio.TimerHandle, Guest] = {}

    def __len__(self) -> int:
        return len(self._visits)

    async def join(self, line: Line, gallery: dict, glyph: str) -> Visit:
        """A new guest, dark; NoRoom where the hub is full."""
        joined = asyncio.get_running_loop().create_future()

        def made(guest: Guest | Exception) -> None:
            if not joined.cancelled():
                joined.set_result(guest)
            elif isinstance(guest, Guest):  # gone before they came
                self._between.ask(guest.free)

        self._between.ask(lambda: Guest(self._loop, self._standing, gallery, glyph), made)
        guest = await joined
        if isinstance(guest, Exception):
            raise guest
        visit = Visit(guest, line, self._clock)
        self._visits.add(visit)
        return visit

    def act(self, visit: Visit, said: wire.Said, day: str) -> None:
        """Do as the guest says; BadGlyph where they cannot wear what they sent."""
        guest = visit.guest
        newest = self._loop.frame.tick.count if self._loop.frame else 0
        if visit.changed is None:
            visit.changed = newest + 2  # done after the next frame, seen in the one then
        if isinstance(said, wire.Feel | wire.Heart):
            return self._between.ask(lambda: guest.act(said, day))
        glyph = guest.design(said) if isinstance(said, wire.Wear) else None
        if isinstance(said, wire.Dark):
            visit.dark(self._clock.ms())
        visit.acting += 1

        def do():
            stood = guest.state()["at"]
            lit = guest.act(said, day, glyph)
            return stood, lit, guest.state()

        self._between.ask(do, lambda done: self._done(visit, said.__struct_config__.tag, done))

    def _done(self, visit: Visit, kind: str, done) -> None:
        visit.acting -= 1
        if isinstance(done, Exception):
            ours = not isinstance(done, PhotophoreError)
            error = PhotophoreError("something went wrong on our side", kind, "try again") if ours else done
            return visit.line.say(wire.sorry(error))
        stood, lit, visit.state = done
        if lit is None:
            self._acknowledge(visit, kind)
        else:
            visit.waiting.append(Waiting(kind, lit, stood))
        if visit.state["at"] != stood:
            visit.you()

    def _acknowledge(self, visit: Visit, kind: str, after: bool = False) -> None:
        ack = {"t": "ack", "of": kind, "tick": self._clock.tick, "hub_ms": self._clock.ms(), "state": visit.state}
        visit.line.say(ack, after)

    def carried(self, frame: Frame) -> list[tuple[Visit, Waiting]]:
        """The withdrawals that this frame carries, and no frame before."""
        return [(visit, said) for visit in self._visits for said in visit.waiting if frame.tick.count > said.tick]

    def acknowledge(self, carried: list[tuple[Visit, Waiting]]) -> None:
        """Now that the pictures are on their way: who reads this has nothing older to come."""
        for visit, said in carried:
            visit.waiting.remove(said)
            self._acknowledge(visit, said.kind, after=True)

    def cues(self, now: int) -> None:
        """Ask for the cues of the next frame: about two a second for each guest, and soon where something changed."""
        for visit in self._visits:
            told = visit.changed is not None and now + 1 >= visit.changed
            if now - visit.cued >= (CUE_SOONEST if told else CUE_EVERY):
                visit.cued, visit.changed = now, None if told else visit.changed
                self._between.ask(lambda row=visit.guest.row: self._loop.cue(row), visit.cue)

    def new_day(self, day: str) -> None:
        """Whoever stands on the map stands elsewhere today."""
        for visit in self._visits:
            self._between.ask(
                lambda guest=visit.guest: guest.new_day(day) and guest.state(),
                lambda state, visit=visit: self._moved(visit, state),
            )

    def _moved(self, visit: Visit, state) -> None:
        if isinstance(state, dict):
            visit.state = state
            visit.you()

    def leave(self, visit: Visit) -> None:
        """Gone: dark and off the map with the next frame, the row given back soon."""
        self._visits.discard(visit)
        self._between.ask(visit.guest.leave)
        later = asyncio.get_running_loop().call_later(GRACE, lambda: self._free(later))
        self._freeing[later] = visit.guest

    def _free(self, later: asyncio.TimerHandle) -> None:
        self._between.ask(self._freeing.pop(later).free)

    def close(self) -> None:
        """Every guest dark, every row given back, now: the loop ends."""
        for visit in self._visits:
            visit.guest.leave()
            visit.guest.free()
        for later, guest in self._freeing.items():
            later.cancel()
            guest.leave()
            guest.free()
        self._visits.clear()
        self._freeing.clear()
