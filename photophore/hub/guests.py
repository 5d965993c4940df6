"""Whoever has a page open: guests, who leave nothing behind, and wearers who joined. They act, and see their own light.

What they do is done between two frames; the acknowledgement of whatever takes light back leaves after the
pictures of the frame that carries it.
"""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import structlog

from photophore.commons.designs import Designs
from photophore.commons.sentence import Voice
from photophore.commons.terms import Terms
from photophore.hub import wire
from photophore.hub.between import Between
from photophore.hub.clock import Clock
from photophore.hub.cueing import Cueing
from photophore.hub.fading import Fading
from photophore.hub.line import Line
from photophore.hub.session import Guest
from photophore.hub.smile import Smile, Wardrobe
from photophore.hub.standing import Standing
from photophore.hub.visit import CUE_EVERY, Visit, Waiting
from photophore.hub.wearer import Wearer
from photophore.words import Audience, Frame, NotAllowed, NotFound, PhotophoreError, Signal

log = structlog.get_logger()

HANDS = 4  # threads in which decisions are written down
GRACE = 2.0  # seconds before a gone guest's row is given back


class Joined(NamedTuple):
    """What a hub knows of those who joined for good."""

    terms: Terms
    voice: Callable[[str], Voice]  # language -> in whose words a decision is written down
    who: Callable[[str], Any]  # a session's word -> commons.people.Person, or None
    remember: Callable  # commons.history.History.remember
    looked: Callable  # commons.looked.Looked.lit
    designs: Designs  # that were published here


class Guests:
    """Everybody who has a page open. Everything here is called on the hub's event loop."""

    def __init__(self, loop, between: Between, standing: Standing, clock: Clock):
        self._loop, self._between, self._standing, self._clock = loop, between, standing, clock
        self._joined: Joined | None = None
        self.rooms = None  # hub.rooms.Rooms; None: there are no gatherings here
        self._visits: set[Visit] = set()
        self._wearers: dict[str, Wearer] = {}
        self._freeing: dict[asyncio.TimerHandle, Guest | Wearer] = {}
        self._entry = asyncio.Lock()  # two pages of one person come one after the other
        self._looking: set[asyncio.Task] = set()
        self._fading = Fading(between, self._faded)
        self._cueing = Cueing(loop, between, clock)
        self._hands = ThreadPoolExecutor(HANDS, "photophore-decide")  # their own: no reader can keep them waiting

    def __len__(self) -> int:
        return len(self._visits)

    def let_in(self, joined: Joined) -> None:
        """From now on whoever has joined comes in as who they are; called where the hub's event loop runs."""
        here, self._joined = asyncio.get_running_loop(), joined

        def told(person_id: str) -> None:  # on any thread
            with contextlib.suppress(RuntimeError):  # the hub has ended
                here.call_soon_threadsafe(self._pushed, person_id)

        def ended(*_) -> None:  # on any thread
            with contextlib.suppress(RuntimeError):
                here.call_soon_threadsafe(self.fade)

        joined.terms.pushes.append(told)
        joined.designs.tell.append(ended)

    def who(self, word: str | None):
        """Whose session this is (commons.people.Person); None: nobody's. It asks the disk."""
        return self._joined.who(word) if self._joined and word else None

    async def join(self, line: Line, gallery: dict, glyph: str, person=None) -> Visit:
        """Somebody new, dark; NoRoom where the hub is full. person: commons.people.Person; None: a guest."""
        if person is None:
            wardrobe = self._wardrobe(gallery)
            guest = await self._made(lambda: Guest(self._loop, self._standing, wardrobe, glyph))
        else:
            async with self._entry:
                guest = await self._wearer(person, gallery, glyph)
                guest.pages += 1
        visit = Visit(guest, line, self._clock)
        self._visits.add(visit)
        return visit

    async def _wearer(self, person, gallery: dict, glyph: str) -> Wearer:
        """The smile of this person, on whichever of their pages; dark until what they decided is in force again."""
        if person.id in self._wearers:
            return self._wearers[person.id]
        terms, voice, wardrobe = self._joined.terms, self._joined.voice, self._wardrobe(gallery)
        worn = await asyncio.to_thread(self._joined.designs.kept_worn, person.id)
        wearer = await self._made(lambda: Wearer(
            Smile(self._loop, self._standing, wardrobe.again(worn, glyph), person.wearer_class), person, terms, voice,
            wardrobe))  # fmt: skip
        self._wearers[person.id] = wearer
        try:
            await asyncio.to_thread(wearer.settle)
            await self._made(lambda: wearer.stand(self._clock.day()))
        except BaseException:  # also where they left before they came
            self._gone(wearer)
            raise
        self._fading.begin({wearer})  # where what they wore ended meanwhile, and there was no room for their fallback
        return wearer

    def _wardrobe(self, gallery: dict) -> Wardrobe:
        return Wardrobe(gallery, self._joined.designs if self._joined else None)

    @property
    def designs(self) -> Designs | None:
        """That were published here; None where nobody can."""
        return self._joined.designs if self._joined else None

    def fade(self) -> None:
        """A design has ended: whoever wears it passes into their fallback, from the next frame on."""
        self._fading.begin({visit.guest for visit in self._visits} | set(self._wearers.values()))

    def _faded(self, guest: Guest | Wearer) -> None:
        for visit in self._of(guest):
            visit.state, visit.changed = guest.state(), self._clock.tick
            visit.cued = -CUE_EVERY  # its cue leaves with the next frame
            self._acknowledge(visit, "faded")

    async def _made(self, make):
        """What is made between two frames."""
        joined = asyncio.get_running_loop().create_future()

        def made(guest) -> None:
            if not joined.cancelled():
                joined.set_result(guest)
            elif isinstance(guest, Guest | Wearer):  # gone before they came
                self._between.ask(guest.free)

        self._between.ask(make, made)
        guest = await joined
        if isinstance(guest, Exception):
            raise guest
        return guest

    def act(self, visit: Visit, said: wire.Said, day: str) -> None:
        """Do as the guest says; BadGlyph where they cannot wear what they sent."""
        guest = visit.guest
        if isinstance(said, wire.Feel | wire.Heart):
            if visit.acting and not guest.waits:  # in its turn after what was said before it
                return self._between.ask(lambda: guest.act(said, day), lambda _: visit.news(self._clock.tick + 1))
            return self._cueing.feel(visit, said, day)
        newest = self._loop.frame.tick.count if self._loop.frame else 0
        visit.news(newest + 2)  # done after the next frame, seen in the one then
        ready = self._ready(guest, said)
        if guest.waits and isinstance(said, wire.DECIDED):
            return self._decide(visit, said, day, ready)
        if isinstance(said, wire.Dark):
            visit.dark(self._clock.ms())
        visit.acting += 1

        def do():
            stood = guest.state()["at"]
            lit = guest.act(said, day, ready)
            return stood, lit, guest.state()

        self._between.ask(do, lambda done: self._done(visit, said.__struct_config__.tag, done))

    def _ready(self, guest: Guest | Wearer, said: wire.Said):
        """What is worn, or which gathering is joined; BadGlyph or NotFound where it cannot be."""
        if isinstance(said, wire.Join):
            if self.rooms is None:
                raise NotFound("there are no gatherings at this hub", "join", "open one: docs/gatherings.md")
            return self.rooms.enter(said.code)
        return guest.dress(said) if isinstance(said, wire.Wear) and not guest.waits else None

    def let_go(self, room, day: str) -> None:
        """A gathering is over: whoever is in it beats alone."""
        inside = {visit.guest: visit for visit in self._visits if visit.guest.smile.room is room}
        for visit in inside.values():
            self.act(visit, wire.Part(), day)

    @property
    def in_rooms(self) -> set:
        """The gatherings that somebody is in (hub.rooms.Room)."""
        return {visit.guest.smile.room for visit in self._visits} - {None}

    def inside(self, room) -> list[Visit]:
        """Pages of those who are in a gathering; a wearer may have several."""
        return [visit for visit in self._visits if visit.guest.smile.room is room]

    def _decide(self, visit: Visit, said: wire.Said, day: str, room) -> None:
        """What a joined wearer decides is written down beside the sockets. What takes light back does not queue; said
        again before it is done, it is one deed, unless something that brightens was asked for in between.
        """
        wearer, takes = visit.guest, wire.takes_back(said)
        if isinstance(said, wire.Dark):
            visit.dark(self._clock.ms())
        if not takes:
            wearer.taking.clear()
        asked, earlier = (None, []) if takes else (wearer.asks(), list(visit.deciding))
        writing = wearer.taking.get(repr(said)) if takes else None
        if writing is None or writing.done():
            writing = asyncio.create_task(self._written(visit, said, (asked, room), earlier))
            if takes:
                wearer.taking[repr(said)] = writing
        visit.acting += 1
        task = asyncio.create_task(self._decided(visit, said, day, writing))
        visit.deciding.append(task)
        task.add_done_callback(visit.deciding.remove)

    async def _written(self, visit: Visit, said: wire.Said, how: tuple, earlier: list) -> int | None | Exception:
        """What came of a decision. how: what `Wearer.asks` gave, and the gathering of a `join`."""
        asked, room = how
        if earlier:
            await asyncio.wait(earlier)
        here = asyncio.get_running_loop()
        try:
            if asked is not None and await here.run_in_executor(self._hands, self.who, visit.word) is None:
                visit.guest.unask(asked)
                visit.line.end("left")
                raise NotAllowed("this device is no longer let in", said.__struct_config__.tag, "open your link again")
            return await here.run_in_executor(self._hands, visit.guest.decide, said, asked, room)
        except Exception as error:
            if not isinstance(error, PhotophoreError):
                log.exception("a decision failed")
            return error

    async def _decided(self, visit: Visit, said: wire.Said, day: str, writing: asyncio.Task) -> None:
        wearer, kind, stood = visit.guest, said.__struct_config__.tag, visit.guest.smile.at
        came = await asyncio.shield(writing)

        def stand():
            wearer.stand(day)
            return came if isinstance(came, Exception) else (stood, came, wearer.state())

        self._between.ask(stand, lambda done: self._done(visit, kind, done))

    def heard(self, visit: Visit) -> None:
        """A page was heard: what its wearer granted goes on."""
        self._cueing.here(visit)

    def _pushed(self, person_id: str) -> None:
        """Somebody changed their terms, on whatever page: dark on their own screens where all is, and told there."""
        wearer = self._wearers.get(person_id)
        if wearer is None:
            return
        dark = not self._loop.grants.given(0).present[wearer.row.index]
        for visit in self._of(wearer):
            if dark:
                visit.dark(self._clock.ms())
            visit.changed = self._clock.tick + 1
        task = asyncio.create_task(self._renewed(wearer))
        self._looking.add(task)
        task.add_done_callback(self._looking.discard)

    async def _renewed(self, wearer: Wearer) -> None:
        try:
            await asyncio.to_thread(wearer.look)
        except PhotophoreError:  # erased: nobody is at these pages any more
            for visit in self._of(wearer):
                visit.line.end("left")
            return
        self._between.ask(lambda: wearer.stand(self._clock.day()) or wearer.state(), lambda _: self._retell(wearer))

    def _retell(self, wearer: Wearer) -> None:
        for visit in self._of(wearer):
            visit.state = wearer.state()
            if not visit.acting:
                self._acknowledge(visit, "terms")

    def _of(self, guest: Guest | Wearer) -> list[Visit]:
        return [visit for visit in self._visits if visit.guest is guest]

    def _done(self, visit: Visit, kind: str, done) -> None:
        visit.acting -= 1
        if isinstance(done, Exception):
            ours = not isinstance(done, PhotophoreError)
            error = PhotophoreError("something went wrong on our side", kind, "try again") if ours else done
            return visit.line.say(wire.sorry(error) | {"of": kind})
        stood, lit, visit.state = done
        if kind == "wear":
            visit.changed = self._clock.tick
            self._worn(visit)
        if lit is None:
            self._acknowledge(visit, kind)
        else:
            visit.waiting.append(Waiting(kind, lit, stood))
        if visit.state["at"] != stood:
            visit.you()

    def _worn(self, visit: Visit) -> None:
        """The other open pages of whoever put something on show what is worn now."""
        for other in self._of(visit.guest):
            if other is not visit:
                other.state, other.changed = visit.state, self._clock.tick
                if not other.acting:
                    self._acknowledge(other, "worn")

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

    async def keep(self, screens: Callable[[list[float]], int]) -> None:
        """Once a second: what wearers let be remembered, and on how many screens their light stands on the map.

        screens(at): how many pages look at this place.
        """
        seen: dict[int, list[str]] = {}
        for wearer in list(self._wearers.values()):
            if wearer.felt:
                await asyncio.to_thread(self._kept, wearer)
            if wearer.smile.at and (looking := screens(wearer.smile.at)):
                seen.setdefault(looking, []).append(wearer.person.id)
        for looking, people in seen.items():
            self._joined.looked(people, Audience.PUBLIC, Signal.FEELING, looking)

    def _kept(self, wearer: Wearer) -> None:
        with contextlib.suppress(NotFound):  # erased, or nothing more may be remembered: then it is not
            wearer.remember(self._joined.remember)

    def cues(self, now: int) -> None:
        """Ask for what the next frame shall tell everybody of their own light."""
        self._fading.go_on()
        self._cueing.cues(self._visits, now)

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
        guest = visit.guest
        if isinstance(guest, Wearer):
            guest.pages -= 1
            if guest.pages:
                return  # another of their pages is open
        self._gone(guest)

    def _gone(self, guest: Guest | Wearer) -> None:
        if isinstance(guest, Wearer):
            self._wearers.pop(guest.person.id, None)
        self._between.ask(guest.leave)
        later = asyncio.get_running_loop().call_later(GRACE, lambda: self._free(later))
        self._freeing[later] = guest

    def _free(self, later: asyncio.TimerHandle) -> None:
        self._between.ask(self._freeing.pop(later).free)

    def close(self) -> None:
        """Every guest dark, every row given back, now: the loop ends."""
        for guest in {visit.guest for visit in self._visits}:
            guest.leave()
            guest.free()
        for later, guest in self._freeing.items():
            later.cancel()
            guest.leave()
            guest.free()
        self._visits.clear()
        self._wearers.clear()
        self._freeing.clear()
