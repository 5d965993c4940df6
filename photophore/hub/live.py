"""The one WebSocket, /live: people speak, light answers. Version 1, msgpack; `wire` says what a message is.

Everything here runs on the hub's event loop and never waits for a reader. Frames come from the loop's thread
through `Window`, newest first.
"""

import asyncio
import secrets
from collections import Counter
from functools import partial
from typing import NamedTuple

import numpy as np
import structlog
from litestar import WebSocket, websocket

from photophore.devices.driver import Driver
from photophore.devices.phone import Phone
from photophore.glyph.gallery import DEFAULT
from photophore.hub import metrics, wire
from photophore.hub.clock import Clock
from photophore.hub.line import Gone, Line
from photophore.hub.session import Guest
from photophore.hub.standing import Names, Standing, near
from photophore.words import Audience, BadMessage, Frame, NoRoom, PhotophoreError, Samples, Tick, samples

log = structlog.get_logger()

SOCKETS = 4096  # at once
FROM_ONE, GUESTS_FROM_ONE = 512, 64  # at once from one address of the network; this machine's own is not counted
HELLO = 10.0  # seconds in which to say hello
SILENCE = 15.0  # seconds without a word after which a guest counts as gone; pages ping every five
GRACE = 2.0  # seconds before a gone guest's row is given back
TALK, BURST = 60, 120  # messages a second, and at once
ABUSE, FORGIVEN = 20, 1  # messages that are not ours, before the door; how many are forgiven a second
CITY_EVERY = 4  # ticks between two pictures of the city: about 8 a second
CUE_EVERY, CUE_SOONEST = 15, 3  # ticks between two cues of one guest; and where something changed
MOOD_EVERY = 60  # ticks between two moods
DESIGNS, DESIGNS_AT_ONCE = 4, 24  # strangers' designs a second for all together: each will be compiled


class Window(Driver):
    """Hands each frame to the hub; shows nothing by itself."""

    key, audience = "hub-window", Audience.PUBLIC

    def __init__(self, seen):
        self.rows = samples().row  # no smile of its own
        self._seen = seen
        self._open = False

    async def open(self) -> None:
        self._open = True

    async def show(self, frame: Frame) -> None:
        if self._open:
            self._seen(frame)

    def feel(self, tick: Tick) -> Samples:
        return samples()

    async def close(self) -> None:
        self._open = False


class Waiting(NamedTuple):
    """A withdrawal that no frame has carried yet."""

    kind: str  # the message that asked for it
    tick: int  # of the last frame that may still hold what was taken back
    stood: list | None  # where on the map the guest stood, as seen by the public until then


class Session:
    """One socket: who it is, what it looks at, what it waits for."""

    def __init__(self, line: Line, number: int, address: str, now: float):
        self.line, self.number, self.address = line, number, address
        self.heard = now  # when it last said something
        self.role = None
        self.guest: Guest | None = None
        self.phone: Phone | None = None
        self.box = None
        self.names = Names()
        self.views = False  # wants the city
        self.stale = True  # the guest's cue should be sent soon
        self.cued = -CUE_EVERY  # tick of the last cue
        self.looked = -CITY_EVERY  # tick of the last close view
        self.waiting: list[Waiting] = []
        self.talk = wire.Bucket(TALK, BURST)
        self.abuse = wire.Bucket(FORGIVEN, ABUSE)


class Live:
    """All sockets of a hub."""

    def __init__(self, loop, standing: Standing, clock: Clock, gallery: dict, painter):
        """painter: `.city(frame) -> bytes` mean public colour by tile, `.mood() -> dict` (see hub.paint)."""
        self.loop, self.standing, self.clock, self.gallery, self.painter = loop, standing, clock, gallery, painter
        self.first_glyph = DEFAULT if DEFAULT in gallery else next(iter(gallery))
        self.sessions: set[Session] = set()
        self.counts = Counter()  # messages, refused, missed, joined
        self.frame: Frame | None = None
        self.took = metrics.took()
        self.paint_late = 0.0  # milliseconds between a frame and its pictures, the last time
        self._designs = wire.Bucket(DESIGNS, DESIGNS_AT_ONCE)
        self._fresh = asyncio.Event()
        self._number = 0
        self._day = clock.day()
        self._freeing: dict[asyncio.TimerHandle, Guest] = {}
        self._last: dict[str, int] = {}  # when what was sent, ticks

    # --- frames ---

    def seen(self, frame: Frame, seconds: float = 0.0) -> None:
        """A new frame, and how long it took; told on the hub's own event loop."""
        self.frame = frame
        self.took.observe(seconds)
        self.clock.heard(frame.tick)
        self._fresh.set()

    async def run(self) -> None:
        """Send what each frame asks for, until cancelled. A frame that comes meanwhile replaces the one waiting."""
        while True:
            await self._fresh.wait()
            self._fresh.clear()
            try:
                self._beat(self.frame)
            except Exception:
                log.exception("a frame could not be sent")  # the next one may
            self.paint_late = self.clock.ms() - self.clock.heard_ms

    def _beat(self, frame: Frame) -> None:
        now = frame.tick.count
        carried = [(session, said) for session in self.sessions for said in self._carried(session, frame)]
        self._paint(frame, [said.stood for _, said in carried if said.stood])
        for session, said in carried:  # after the pictures: who reads this has nothing older to come
            session.waiting.remove(said)
            session.stale = True
            self._acknowledge(session, said.kind, after=True)
        self._cues(now)
        if self._due("second", now, frame.tick.fps):
            self._each_second()

    def _carried(self, session: Session, frame: Frame) -> list[Waiting]:
        """The withdrawals that this frame carries."""
        return [said for said in session.waiting if frame.tick.count > said.tick]

    def _paint(self, frame: Frame, gone: list) -> None:
        """The city to viewers; at once where light was taken back (`gone`: places), so that nobody keeps it in view."""
        now = frame.tick.count
        viewers = [session for session in self.sessions if session.views]
        if viewers and (self._due("city", now, CITY_EVERY) or gone):
            self._last["city"] = now
            tiles = {"t": "city", "tick": now, "hub_ms": self.clock.heard_ms, "tiles": self.painter.city(frame)}
            self._offer(viewers, "city", wire.pack(tiles))
        for session in viewers:
            if session.box and (now - session.looked >= CITY_EVERY or any(_within(session.box, at) for at in gone)):
                session.looked = now
                told = near(self.standing, session.box, frame, partial(self._name, session))
                session.line.offer("near", wire.pack(told))
        if viewers and self._due("mood", now, MOOD_EVERY):
            self._offer(viewers, "mood", wire.pack({"t": "mood", "tick": now} | self.painter.mood()))

    def _due(self, what: str, now: int, every: int) -> bool:
        if now - self._last.get(what, -every) < every:
            return False
        self._last[what] = now
        return True

    def _name(self, session: Session, rows) -> np.ndarray:
        return session.names.of(rows, self.loop.born[rows], self._day)

    def _offer(self, viewers: list[Session], kind: str, message: bytes) -> None:
        for session in viewers:
            session.line.offer(kind, message)

    def _cues(self, now: int) -> None:
        """Each guest's own light, about twice a second, and soon where something changed."""
        for session in self.sessions:
            if session.phone is None or session.waiting:  # a frame that still holds withdrawn light makes no cue
                continue
            if now - session.cued >= (CUE_SOONEST if session.stale else CUE_EVERY):
                session.cued, session.stale = now, False
                if session.line.waits("cue"):
                    session.phone.forget()  # the cue that is overtaken may hold the tree
                session.phone.cue(self.loop.cue(session.guest.row))

    def _each_second(self) -> None:
        now = self.clock.ms()
        for session in self.sessions:
            if session.guest and now - session.heard > SILENCE * 1000:
                session.line.end("silent")
        day = self.clock.day()
        if day != self._day:
            self._day = day
            for session in self.sessions:
                if session.guest and session.guest.new_day(day):
                    self._you(session)

    # --- sockets ---

    async def talk(self, socket) -> None:
        """One socket, from its opening to its end. `socket`: accept, receive_bytes, send_bytes, close, address."""
        await socket.accept()
        line = Line(socket.send_bytes)
        self._number += 1
        session = Session(line, self._number, socket.address, self.clock.ms())
        if len(self.sessions) >= SOCKETS or self._crowded(session.address, self.sessions, FROM_ONE):
            self.counts["refused"] += 1
            await socket.send_bytes(wire.pack(wire.sorry(NoRoom("the hub has no room", "/live", "try again later"))))
            return await socket.close(1013)
        self.sessions.add(session)
        code = 1000
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(line.run())
                both.create_task(self._listen(socket, session))
        except* Gone as gone:
            code = 1000 if gone.exceptions[0].args == ("left",) else 1008
        finally:
            self._end(session)
        await socket.close(code)

    def _crowded(self, address: str, sessions, most: int) -> bool:
        """Whether one address of the network has enough of these."""
        local = address.startswith("127.") or address == "::1"
        return not local and sum(other.address == address for other in sessions) >= most

    async def _listen(self, socket, session: Session) -> None:
        try:
            async with asyncio.timeout(HELLO):
                await self._welcome(await socket.receive_bytes(), session)
        except TimeoutError:
            raise Gone("said no hello") from None
        while True:
            self._hear(await socket.receive_bytes(), session)

    async def _welcome(self, data: bytes | None, session: Session) -> None:
        try:
            hello = wire.read(data)
            if not isinstance(hello, wire.Hello):
                raise BadMessage("a hello must come first", "/live", '{t: "hello", v: 1, role: "viewer"}')
            if hello.v != wire.VERSION:
                raise BadMessage(f"version {hello.v} is not spoken here", "/live", f"speak version {wire.VERSION}")
            self._admit(session, hello.role)
        except PhotophoreError as error:
            self.counts["refused"] += 1
            session.line.say(wire.sorry(error))
            session.line.end("refused")
            await asyncio.sleep(HELLO)  # the line ends first, its last word sent
        session.heard = self.clock.ms()

    def _admit(self, session: Session, role: str) -> None:
        session.role, session.views = role, role == "viewer"
        if role == "guest":
            guests = [other for other in self.sessions if other.guest]
            if self._crowded(session.address, guests, GUESTS_FROM_ONE):
                raise NoRoom("there are many guests from where you are", "/live", "close another page, or try later")
            session.guest = Guest(self.loop, self.standing, self.gallery, self.first_glyph)
            session.phone = Phone(session.guest.row, lambda cue: self._cue(session, cue), self.clock.of_tick)
            self.counts["joined"] += 1
        session.line.say({
            "t": "welcome", "v": wire.VERSION, "id": secrets.token_hex(8), "hub_ms": self.clock.ms(),
            "fps": self.loop.fps, "tick": self.clock.tick, "city": self.standing.place.name,
            "guest": session.guest.state() if session.guest else None,
        })  # fmt: skip

    def _hear(self, data: bytes | None, session: Session) -> None:
        """One message. Floods are dropped, what cannot be read is answered, and both lead to the door in the end."""
        here = self.clock.ms()
        session.heard = here
        self.counts["messages"] += 1
        try:
            said = wire.read(data)
            if not (session.talk.take() or isinstance(said, wire.Dark)):  # dark always works
                raise BadMessage("too many messages", "/live", f"send at most {TALK} a second")
            self._answer(said, session, here)
        except BadMessage as error:
            self.counts["refused"] += 1
            if not session.abuse.take():
                raise Gone("does not speak our language") from None
            session.line.say(wire.sorry(error))
        except PhotophoreError as error:  # well said, but not possible
            session.line.say(wire.sorry(error))

    def _answer(self, said: wire.Said, session: Session, here: int) -> None:
        if isinstance(said, wire.Ping):
            session.line.say({"t": "pong", "c": said.c, "h": here, "s": self.clock.ms()})
        elif isinstance(said, wire.Look):
            session.box, session.views, session.looked = said.box, True, -CITY_EVERY
            if said.box is None:
                session.line.take_back("near")
        elif isinstance(said, wire.Hello):
            raise BadMessage("hello was said before", "/live", "open another socket for another role")
        elif session.guest is None:
            raise BadMessage("only a guest can say this", said.__struct_config__.tag, 'say hello with role "guest"')
        else:
            self._act(said, session)

    def _act(self, said: wire.Said, session: Session) -> None:
        if isinstance(said, wire.Wear) and said.text is not None and not self._designs.take():
            raise NoRoom("too many new designs come at once", "wear", "try again in a second")
        stood = session.guest.state()["at"]
        lit = session.guest.act(said, self._day)
        session.stale = True
        kind = said.__struct_config__.tag
        if isinstance(said, wire.Dark):
            if session.line.take_back("cue"):
                session.phone.forget()
            session.phone.dark(self.clock.ms())  # before any frame: dark never waits
        if lit is not None:
            session.waiting.append(Waiting(kind, lit, stood))
        elif not isinstance(said, wire.Feel | wire.Heart):
            self._acknowledge(session, kind)
        if session.guest.state()["at"] != stood:
            self._you(session)

    def _acknowledge(self, session: Session, kind: str, after: bool = False) -> None:
        ack = {"t": "ack", "of": kind, "tick": self.clock.tick, "hub_ms": self.clock.ms()}
        session.line.say(ack | {"state": session.guest.state()}, after)

    def _you(self, session: Session) -> None:
        state = session.guest.state()
        session.line.offer("you", wire.pack({"t": "you", "at": state["at"], "district": state["district"]}))

    def _cue(self, session: Session, cue: dict) -> None:
        session.line.offer("cue", wire.pack(cue))

    # --- the end ---

    def _end(self, session: Session) -> None:
        self.sessions.discard(session)
        self.counts["missed"] += session.line.missed
        if session.guest is None:
            return
        session.guest.leave()
        later = asyncio.get_running_loop().call_later(GRACE, lambda: self._free(later))
        self._freeing[later] = session.guest

    def _free(self, later: asyncio.TimerHandle) -> None:
        self._freeing.pop(later).free()

    def close(self) -> None:
        """Every guest dark, every row given back."""
        for session in list(self.sessions):
            self._end(session)
        for later in list(self._freeing):
            later.cancel()
            self._free(later)


def _within(box, at) -> bool:
    west, south, east, north = box
    return west <= at[0] <= east and south <= at[1] <= north


class Wire:
    """A Litestar socket as `Live.talk` wants it."""

    def __init__(self, socket: WebSocket):
        self._socket = socket
        self.accept = socket.accept
        self.address = socket.scope["client"][0] if socket.scope.get("client") else ""

    async def send_bytes(self, data: bytes) -> None:
        await self._socket.send({"type": "websocket.send", "bytes": data, "text": None})

    async def receive_bytes(self) -> bytes | None:
        """The next message; None: it was text. Gone when the other side has left."""
        event = await self._socket.receive()
        if event["type"] == "websocket.disconnect":
            raise Gone("left")
        return event.get("bytes")

    async def close(self, code: int) -> None:
        if self._socket.connection_state != "disconnect":
            await self._socket.close(code)


def route(live: Live):
    """/live for Litestar."""

    @websocket("/live")
    async def talk(socket: WebSocket) -> None:
        await live.talk(Wire(socket))

    return talk
