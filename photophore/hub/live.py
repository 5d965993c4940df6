"""The one WebSocket, /live: people speak, light answers. Version 1, msgpack; `wire` says what a message is.

Everything here runs on the hub's event loop and never waits for a reader. Frames come from the loop's thread
through `Window`, newest first.
"""

import asyncio
import secrets
from collections import Counter
from collections.abc import Callable
from functools import partial

import numpy as np
import structlog
from litestar import WebSocket, websocket

from photophore.glyph.gallery import DEFAULT
from photophore.hub import direct, metrics, rooms, wire
from photophore.hub.between import Answer, Between
from photophore.hub.clock import Clock
from photophore.hub.guests import Guests, Visit
from photophore.hub.known import COOKIE
from photophore.hub.line import Gone, Line
from photophore.hub.standing import Names, Standing, near
from photophore.words import BadMessage, Frame, NoRoom, NotFound, PhotophoreError

log = structlog.get_logger()

SOCKETS = 4096  # at once
FROM_ONE, GUESTS_FROM_ONE = 512, 64  # at once from one address of the network; this machine's own is not counted
HELLO = 10.0  # seconds in which to say hello
SILENCE = 15.0  # seconds without a word after which a guest counts as gone; pages ping every five
TALK, BURST = 60, 120  # messages a second, and at once
ABUSE, FORGIVEN = 20, 1  # messages that are not ours, before the door; how many are forgiven a second
CITY_EVERY = 4  # ticks between two pictures of the city: about 8 a second
SESSIONS_EVERY = 5  # seconds between two looks at whether those who joined are still let in
MOOD_EVERY = 60  # ticks between two moods
ONE_JOINS, JOINS = (10, 200), (50, 1000)  # gatherings that are joined or looked at, as designs
ONE_DESIGNS, DESIGNS = (1, 8), (4, 24)  # strangers' designs a second, and at once: from one address, from all


class Session:
    """One socket: who it is, what it looks at, what it waits for."""

    def __init__(self, line: Line, number: int, address: str, now: float):
        self.line, self.number, self.address = line, number, address
        self.word: str | None = None  # of somebody's session, from the page's cookie
        self.heard = now  # when it last said something
        self.visit: Visit | None = None  # a guest's
        self.box = None
        self.names = Names()
        self.views = False  # wants the city
        self.looked = -CITY_EVERY  # tick of the last close view
        self.talk = wire.Bucket(TALK, BURST)
        self.abuse = wire.Bucket(FORGIVEN, ABUSE)


class Live:
    """All sockets of a hub."""

    def __init__(self, loop, standing: Standing, clock: Clock, gallery: dict, painter):
        """painter: `.city(frame) -> bytes` mean public colour by tile, `.mood() -> dict` (see hub.paint)."""
        self.loop, self.standing, self.clock, self.gallery, self.painter = loop, standing, clock, gallery, painter
        self.between = Between()
        self.guests = Guests(loop, self.between, standing, clock)
        self.first_glyph = DEFAULT if DEFAULT in gallery else next(iter(gallery))
        self.sessions: set[Session] = set()
        self.counts = Counter()  # messages, refused, missed, joined
        self.frame: Frame | None = None
        self.took = metrics.took()
        self.paint_late = 0.0  # milliseconds between a frame and its pictures, the last time
        self._designs = wire.Gates(ONE_DESIGNS, DESIGNS)
        self.codes = wire.Gates(ONE_JOINS, JOINS)  # one gate, by whatever door a code is tried
        self._fresh = asyncio.Event()
        self._number = 0
        self._asking: asyncio.Task | None = None
        self._looking: set[asyncio.Task] = set()
        self.wishes: list[Callable[[int], None]] = []  # told the row of whoever wants light again
        self._day = clock.day()
        self._last: dict[str, int] = {}  # when what was sent, ticks

    # --- frames ---

    def seen(self, frame: Frame, answers: list[Answer], seconds: float = 0.0) -> None:
        """A new frame, what came of things done before it, and how long it took; told on the hub's own event loop."""
        self.frame = frame
        self.took.observe(seconds)
        self.clock.heard(frame.tick)
        self._fresh.set()
        for then, came in answers:
            try:
                then(came)
            except Exception:
                log.exception("an answer could not be told")  # the others are

    async def run(self) -> None:
        """Send what each frame asks for, until cancelled. A frame that comes meanwhile replaces the one waiting."""
        while True:
            await self._fresh.wait()
            self._fresh.clear()
            try:
                await self._beat(self.frame)
            except Exception:
                log.exception("a frame could not be sent")  # the next one may
            self.paint_late = self.clock.ms() - self.clock.heard_ms

    async def _beat(self, frame: Frame) -> None:
        now = frame.tick.count
        carried = self.guests.carried(frame)
        await self._paint(frame, [said.stood for _, said in carried if said.stood])
        self.guests.acknowledge(carried)
        self.guests.cues(now)
        if self.guests.rooms and self._due("rooms", now, rooms.EVERY):
            self.guests.rooms.beat(now)
        if self._due("second", now, frame.tick.fps):
            self._each_second()

    async def _paint(self, frame: Frame, gone: list) -> None:
        """The city to viewers; at once where light was taken back (`gone`: places), so that nobody keeps it in view."""
        now = frame.tick.count
        viewers = [session for session in self.sessions if session.views]
        if viewers and (self._due("city", now, CITY_EVERY) or gone):
            self._last["city"] = now
            told = {"t": "city", "tick": now, "hub_ms": self.clock.heard_ms, "hz": round(self.clock.pace, 1)}
            paint, large = self.painter.city, self.painter.large  # a large crowd's light is added up beside the sockets
            told["tiles"] = await asyncio.to_thread(paint, frame) if large else paint(frame)
            self._offer(viewers, "city", wire.pack(told))
        for session in viewers:
            if session.box and (now - session.looked >= CITY_EVERY or any(_within(session.box, at) for at in gone)):
                session.looked = now
                told = near(self.standing, session.box, frame, partial(self._name, session))
                session.line.offer("near", wire.pack(told))
        if viewers and self._due("mood", now, MOOD_EVERY):
            self.between.look(self.painter.mood, self._mood)

    def _mood(self, mood: dict | Exception) -> None:
        if isinstance(mood, dict):
            viewers = [session for session in self.sessions if session.views]
            self._offer(viewers, "mood", wire.pack({"t": "mood", "tick": self.clock.tick} | mood))

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

    def _each_second(self) -> None:
        now = self.clock.ms()
        for session in self.sessions:
            if session.visit and now - session.heard > SILENCE * 1000:
                session.line.end("silent")
                self.counts["silent"] += 1
        day = self.clock.day()
        if day != self._day:
            self._day = day
            self.guests.new_day(day)
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._keep(self._due("sessions", now // 1000, SESSIONS_EVERY)))

    async def _keep(self, ask: bool) -> None:
        """What is written down beside the light; ask: also whose session has ended, elsewhere or by itself."""
        boxes = [session.box for session in self.sessions if session.box] if ask else []
        await self.guests.keep(lambda at: sum(_within(box, at) for box in boxes))
        for session in [one for one in self.sessions if ask and one.visit and one.visit.guest.waits]:
            if await asyncio.to_thread(self.guests.who, session.word) is None:
                session.line.end("left")

    # --- sockets ---

    async def talk(self, socket) -> None:
        """One socket, from its opening to its end. `socket`: as `Wire` has it."""
        await socket.accept()
        line = Line(socket.send_bytes, *((socket.direct.tell,) if socket.direct else ()))
        self._number += 1
        session = Session(line, self._number, socket.address, self.clock.ms())
        session.word = socket.word
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
        if socket.direct:
            socket.direct.hear = partial(self._heard, session)
        while True:
            self._hear(await socket.receive_bytes(), session)

    def _heard(self, session: Session, data: bytes) -> None:
        """A message that came by the short way."""
        try:
            self._hear(data, session)
        except Gone as gone:
            session.line.end(*gone.args)

    async def _welcome(self, data: bytes | None, session: Session) -> None:
        try:
            hello = wire.read(data)
            if not isinstance(hello, wire.Hello):
                raise BadMessage("a hello must come first", "/live", '{t: "hello", v: 1, role: "viewer"}')
            if hello.v != wire.VERSION:
                raise BadMessage(f"version {hello.v} is not spoken here", "/live", f"speak version {wire.VERSION}")
            await self._admit(session, hello.role)
        except PhotophoreError as error:
            self.counts["refused"] += 1
            session.line.say(wire.sorry(error))
            session.line.end("refused")
            await asyncio.sleep(HELLO)  # the line ends first, its last word sent
        session.heard = self.clock.ms()

    async def _admit(self, session: Session, role: str) -> None:
        session.views = role == "viewer"
        if role != "viewer":
            guests = [other for other in self.sessions if other.visit]
            if self._crowded(session.address, guests, GUESTS_FROM_ONE):
                raise NoRoom("there are many guests from where you are", "/live", "close another page, or try later")
            session.word = session.word if role == "wearer" else None
            person = await asyncio.to_thread(self.guests.who, session.word)
            session.visit = await self.guests.join(session.line, self.gallery, self.first_glyph, person)
            session.visit.word = session.word
            self.counts["joined"] += 1
        session.line.say({
            "t": "welcome", "v": wire.VERSION, "id": secrets.token_hex(8), "hub_ms": self.clock.ms(),
            "fps": self.loop.fps, "tick": self.clock.tick, "city": self.standing.place.name,
            "guest": session.visit.state if session.visit else None,
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
            if session.visit:
                session.visit.doubt = said.doubt
                self.guests.heard(session.visit)
        elif isinstance(said, wire.Look):
            session.box, session.views, session.looked = said.box, True, -CITY_EVERY
            if said.box is None:
                session.line.take_back("near")
        elif isinstance(said, wire.Hello):
            raise BadMessage("hello was said before", "/live", "open another socket for another role")
        elif isinstance(said, wire.Host | wire.Join) and not self.codes.take(session.address):
            raise NoRoom("many gatherings are asked for from where you are", "join", "try again in a few seconds")
        elif isinstance(said, wire.Host):
            self._host(session, said)
        elif session.visit is None:
            raise BadMessage("only a guest can say this", said.__struct_config__.tag, 'say hello with role "guest"')
        else:
            if isinstance(said, wire.Wear) and said.name is None and not self._designs.take(session.address):
                raise NoRoom("too many new designs come at once", "wear", "try again in a second")
            self.guests.act(session.visit, said, self._day)
            for wish in self.wishes if isinstance(said, wire.Light) else ():
                wish(session.visit.guest.row.index)

    def _host(self, session: Session, said: wire.Host) -> None:
        """From now on this socket is told how a gathering's crowd does, if it is its host's."""
        if self.guests.rooms is None:
            raise NotFound("there are no gatherings at this hub", "host", "open one: docs/gatherings.md")
        session.views = False  # it looks at one crowd, not at the city
        looking = asyncio.create_task(self.guests.rooms.look(session, said.code, self.guests.who))
        self._looking.add(looking)
        looking.add_done_callback(self._looking.discard)

    # --- the end ---

    def _end(self, session: Session) -> None:
        self.sessions.discard(session)
        self.counts["missed"] += session.line.missed
        if self.guests.rooms:
            self.guests.rooms.forget(session)
        if session.visit:
            self.guests.leave(session.visit)


def _within(box, at) -> bool:
    west, south, east, north = box
    return west <= at[0] <= east and south <= at[1] <= north


class Wire:
    """A Litestar socket as `Live.talk` wants it."""

    def __init__(self, socket: WebSocket):
        self._socket = socket
        self.accept = socket.accept
        self.address = wire.whence(socket.scope)
        self.word = socket.cookies.get(COOKIE)
        self.direct = direct.of(socket.scope)

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
