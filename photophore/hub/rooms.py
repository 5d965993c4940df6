"""Gatherings while they are open: whose smiles beat together, whom a host asked in, and how the crowd does.

A room is a group of the loop. Who is in it is known by their smiles alone (hub.smile), so that one person on two phones
is one smile and has one vote. What a host sees of the crowd are means; none tells what one wearer chose.
"""

import asyncio
import hashlib
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import structlog

from photophore import chance
from photophore.commons.gatherings import FASTEST, Gathering, Gatherings, Mode, unknown
from photophore.hub import hearsay, wire
from photophore.hub.visit import skew
from photophore.light import score
from photophore.light.sync import Mode as Beat
from photophore.light.sync import Rule
from photophore.words import NotFound, PhotophoreError

log = structlog.get_logger()

EVERY = 15  # ticks between two looks at a crowd: half a second
TEMPO = 0.03  # share of a rhythm by which smiles' own tempos differ (standard deviation)
OWN = 60  # use of chance: a smile's own tempo
PLAIN = 3  # smiles that shine in a gathering, from which on its mean phase is nobody's own
LEAD = 3.0  # seconds between a cue's making and its light
AGAIN = 60.0  # seconds after which a score that could not be played is tried again
BEATS = {Mode.DRIFT: Beat.DRIFT, Mode.FIREFLY: Beat.FIREFLY, Mode.SCORE: Beat.SCORE}


class Room:
    """One gathering, while it is open."""

    def __init__(self, gathering: Gathering):
        self.gathering = gathering
        self.group = -1  # in the loop; -1 until the next frame
        self.members = 0  # smiles in it, as was last counted; who goes dark stays one until they part
        self.hearsay: hearsay.Hearsay | None = None  # what a host hears of sliders
        self.order = math.nan  # how much in step, 0..1
        self.invited: tuple | None = None  # rows that were asked in, and their groups and tempos before
        self.hosts: set = set()  # sockets of those who look how the crowd does (hub.live.Session)
        self.begun = False  # its time has come
        self.cue: bytes | None = None  # the signed note of the round that plays
        self.plays: tuple[score.Score, int] | None = None  # that round, and the tick at which it begins
        self.round = 0  # tick at which it is over
        self.weighing: asyncio.Task | None = None

    @property
    def id(self) -> str:
        return self.gathering.id

    @property
    def until_ms(self) -> int:
        """Milliseconds UTC."""
        return self.gathering.plan.until

    def rule(self) -> Rule:
        """How its members pull on each other: not at all before its time."""
        plan = self.gathering.plan
        return Rule(BEATS[plan.mode], plan.firm if self.begun else 0.0, cap=plan.cap)

    def tempo(self, seeds) -> Any:
        """Hertz at which a smile beats here by itself, (k,) for (k,) seeds: near the rhythm, and each smile its own."""
        rhythm, key = self.gathering.plan.rhythm, int(self.id[:8], 16)
        off = chance.normal(key, np.atleast_1d(np.asarray(seeds, np.uint32)), 0, OWN)
        rates = np.clip(rhythm * (1 + TEMPO * off), 0, FASTEST).astype(np.float32)
        return rates if np.ndim(seeds) else float(rates[0])

    def calls(self, seconds: float, fps: int) -> dict:
        """What a host sees of the score that plays, so many seconds after the loop began."""
        if self.plays is None:
            return {}
        piece, begins = self.plays
        late = seconds - begins / fps
        if late > piece.seconds + LEAD:  # no other round came: nobody is here, or it cannot be played
            return {}
        now, then = piece.around(late)
        return {"calls": [call.glyph.name for call in now],
                "next": then and {"glyph": then.glyph.name, "seconds": round(then.at - late, 1)},
                "again": round(piece.seconds + LEAD - late, 1)}  # fmt: skip

    def told(self) -> dict:
        """What whoever is in it sees of it."""
        plan = self.gathering.plan
        return {"code": self.gathering.code, "name": plan.name, "mode": plan.mode.value, "begins": plan.begins,
                "until": plan.until, "wears": plan.wears, "members": self.members}  # fmt: skip


class Rooms:
    """All that are open. Everything here is called on the hub's event loop."""

    def __init__(self, talks, gatherings: Gatherings, extras: "Extras"):
        """talks: hub.live.Live."""
        self._talks, self._gatherings, self._extras = talks, gatherings, extras
        self._loop, self._between = talks.loop, talks.between
        self._open: dict[str, Room] = {}
        self._tasks: set[asyncio.Task] = set()

    def enter(self, code: str) -> Room:
        """The room of a code; NotFound where there is none now."""
        found = self._gatherings.find(code)
        if found.id not in self._open:
            self.heed()
        room = self._open.get(found.id)
        if room is None:
            raise NotFound("this gathering cannot be joined now", found.plan.name, "try again in a moment")
        return room

    @property
    def invites(self) -> bool:
        """Whether virtual smiles can be asked in."""
        return self._extras.invite is not None

    @property
    def codes(self) -> wire.Gates:
        """The one gate of all who try a code, over HTTP or /live."""
        return self._talks.codes

    def now(self) -> int:
        """Milliseconds UTC."""
        return self._extras.now()

    def of(self, gathering: Gathering) -> Room | None:
        return self._open.get(gathering.id)

    def heed(self) -> None:
        """Bring the rooms to what is open now; asked after every change, and each half second."""
        there = {each.id: each for each in self._gatherings.all()}
        for id_ in [id_ for id_ in self._open if id_ not in there]:
            self._close(self._open.pop(id_))
        for id_, gathering in there.items():
            if id_ not in self._open:
                self._begin(gathering)
            room = self._open[id_]
            begun = gathering.plan.begins <= self._extras.now()
            if gathering.plan != room.gathering.plan or begun != room.begun:
                self._change(room, gathering, begun)

    def beat(self, now: int) -> None:
        """Each half second: what changed, the next round of a score, and how each crowd does; now: tick."""
        self.heed()
        for room in self._talks.guests.in_rooms - set(self._open.values()):
            self._talks.guests.let_go(room, self._talks.clock.day())  # who came in while it ended
        for room in self._open.values():
            if room.gathering.plan.mode is Mode.SCORE and room.begun and now >= room.round and self._rows(room).size:
                room.round = now + EVERY  # until the next one is on its way
                self._soon(self._cue(room, now))
            if room.group >= 0:
                self._between.look(lambda room=room: self._look(room), lambda seen, room=room: self._tell(room, seen))

    async def look(self, session, code: str, who: Callable) -> None:
        """A host looks: from now on this socket is told how the crowd does; who(word): whose session it is, or None."""
        try:
            room = self.enter(code)
            found = await asyncio.to_thread(who, session.word)
            if found is None or not await asyncio.to_thread(self._gatherings.may, room.gathering, found):
                raise unknown()
            room.hosts.add(session)
        except PhotophoreError as error:
            session.line.say(wire.sorry(error))

    def forget(self, session) -> None:
        """A socket has ended."""
        for room in self._open.values():
            room.hosts.discard(session)

    def _soon(self, what) -> None:
        task = asyncio.create_task(what)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def invite(self, room: Room, count: int) -> int:
        """Ask so many virtual smiles in, instead of those who were asked before -> how many came."""
        asked = asyncio.get_running_loop().create_future()
        self._between.ask(lambda: self._invite(room, count), lambda came: asked.done() or asked.set_result(came))
        came = await asked
        if isinstance(came, Exception):
            raise came
        return came

    # --- between two frames

    def _gather(self, room: Room) -> None:
        room.group = self._loop.gather(room.rule())
        if room.gathering.host is None:  # the hub's own, as a scene opens it: every virtual smile that may is asked in
            self._invite(room, self._loop.n)

    def _invite(self, room: Room, count: int) -> int:
        self._send_home(room)
        if not count or self._extras.invite is None:
            return 0
        busy = [other.invited[0] for other in self._open.values() if other.invited]  # nobody is in two places
        asked = self._extras.invite(count + sum(map(len, busy)), room.gathering.plan.district)
        rows = np.asarray(asked, np.int64)
        rows = rows[~np.isin(rows, np.concatenate(busy))][:count] if busy else rows[:count]
        with self._loop.lock:
            worn = self._loop.worn
            room.invited = rows, worn.group[rows].copy(), worn.rate[rows].copy()
            self._loop.dress(rows, group=room.group, rate=room.tempo(worn.seed[rows]), district=room.invited[1])
        return int(rows.size)

    def _send_home(self, room: Room) -> None:
        if room.invited:
            rows, group, rate = room.invited
            room.invited = None
            self._loop.discharge(rows)
            self._loop.dress(rows, group=group, rate=rate)

    def _look(self, room: Room) -> dict:
        """How the crowd does, in this frame."""
        with self._loop.lock:
            rows, loop = self._rows(room), self._loop
            if room.cue:
                loop.enlist(rows, room.group)
            autonomy = loop.given.autonomy[rows]
            shine = int((~np.isnan(autonomy)).sum())  # who is dark, or took it back, is in it, and pulls nobody
            psi, _ = loop.phase_of(room.group)
            room.hearsay = room.hearsay or hearsay.Hearsay(loop.n)
            said = room.hearsay.said(rows, loop.worn.seed[rows], autonomy)  # a slider itself never leaves this frame
            return {"members": int(rows.size), "order": float(loop.order()[room.group]),
                    "psi": float(psi) if shine >= PLAIN else math.nan, "rates": loop.worn.rate[rows], "said": said,
                    "tick": loop.tick.count}  # fmt: skip

    # --- on the hub's event loop

    def _begin(self, gathering: Gathering) -> None:
        room = Room(gathering)
        room.begun = gathering.plan.begins <= self._extras.now()
        self._open[gathering.id] = room
        self._between.ask(lambda: self._gather(room), lambda came: came and self._failed(room, came))

    def _failed(self, room: Room, came: Exception) -> None:
        log.error("a gathering could not begin", why=str(came))

    def _change(self, room: Room, gathering: Gathering, begun: bool) -> None:
        before, room.gathering, room.begun = room.gathering.plan, gathering, begun
        plan, inside = gathering.plan, [visit.guest for visit in self._talks.guests.inside(room)]

        def do() -> None:
            self._loop.regather(room.group, room.rule())
            if plan.rhythm != before.rhythm:
                for guest in inside:
                    if guest.smile.room is room:
                        guest.smile.gather(room)
                if room.invited:
                    rows = room.invited[0]
                    self._loop.dress(rows, rate=room.tempo(self._loop.worn.seed[rows]))
            if (plan.mode, plan.score) != (before.mode, before.score):
                self._loop.stop_playing(key=room.group)

        if (plan.mode, plan.score) != (before.mode, before.score):
            room.cue, room.plays, room.round = None, None, 0
        self._between.ask(do)

    def _close(self, room: Room) -> None:
        self._talks.guests.let_go(room, self._talks.clock.day())

        def do() -> None:
            self._send_home(room)
            self._loop.disperse(room.group)

        for session in room.hosts:
            session.line.offer("gathering", wire.pack({"t": "gathering", "code": room.gathering.code, "over": True}))
        self._between.ask(do)

    def _rows(self, room: Room) -> np.ndarray:
        """(k,) rows of everybody in it, each once."""
        here = {visit.guest.smile.row.index for visit in self._talks.guests.inside(room)}
        rows = np.fromiter(here, np.int64, len(here))
        return np.concatenate([rows, room.invited[0]]) if room.invited else rows

    async def _cue(self, room: Room, now: int) -> None:
        """One more round of the score, from a moment ahead on; who comes in later is called from then on."""
        fps = self._loop.fps
        at = now + round(LEAD * fps)
        text = cue(room, at, self._talks.clock.of_tick(at))
        try:
            piece = self._extras.read(room.gathering.plan.score or "")
            room.cue = await asyncio.to_thread(self._extras.sign, text)
        except PhotophoreError as error:  # a design of it was taken back, or the disk is full
            room.round = now + round(AGAIN * fps)
            return log.error("a score cannot be played", why=str(error))
        room.plays, room.round = (piece, at), at + round(piece.seconds * fps)
        self._between.ask(lambda: self._loop.play(piece, self._rows(room), at, key=room.group))

    def _tell(self, room: Room, seen: dict | Exception) -> None:
        if isinstance(seen, Exception) or room.id not in self._open:
            return
        room.members, room.order = seen["members"], seen["order"]
        known = None if math.isnan(room.order) else round(room.order, 2)
        picture = wire.pack({"t": "gathering", "code": room.gathering.code, "members": room.members, "order": known})
        for visit in self._talks.guests.inside(room):
            visit.line.offer("gathering", picture)
        if room.hosts and (room.weighing is None or room.weighing.done()):
            room.weighing = asyncio.create_task(self._tell_hosts(room, seen))

    async def _tell_hosts(self, room: Room, seen: dict) -> None:
        told = await asyncio.to_thread(figures, room.gathering.plan.firm, seen)
        visits = self._talks.guests.inside(room)
        told |= {
            "t": "gathering", "code": room.gathering.code, "begun": room.begun, "phones": len(visits),
            "invited": int(room.invited[0].size) if room.invited else 0, "round": room.cue is not None,
            "hub_ms": self._talks.clock.of_tick(seen["tick"]),
            "skew_ms": skew(visits), **room.calls(seen["tick"] / self._loop.fps, self._loop.fps),
        }  # fmt: skip
        for session in list(room.hosts):
            session.line.offer("gathering", wire.pack(told))


class Extras:
    """What a hub lends its gatherings."""

    def __init__(self, now: Callable[[], int], read: Callable[[str], score.Score], sign, invite=None):
        """now: milliseconds UTC; read: the score that a text tells; sign: commons.seal.Seal.sign;
        invite(count, district): rows of virtual smiles that let themselves be asked, or None.
        """
        self.now, self.read, self.sign, self.invite = now, read, sign, invite


def figures(firm: float, seen: dict) -> dict:
    """What a host sees: means alone, and of what people chose only what blurred answers of enough of them tell."""
    members = seen["members"]
    told = {"members": members, "order": _known(seen["order"], 2), "psi": _known(seen["psi"], 4),
            "rate": _known(float(np.mean(seen["rates"])) if members else math.nan, 3), "firm": firm,
            "autonomy": None, "threshold": None, "will": None, "r": None, "sure": None}  # fmt: skip
    if members < hearsay.LEAST:
        return told
    mean, found = hearsay.forecast(firm, seen["rates"], seen["said"])
    return told | {"autonomy": round(mean, 2), "threshold": _known(found.threshold, 3), "will": bool(found.will),
                   "r": _known(found.r, 2), "sure": _known(found.sure, 2)}  # fmt: skip


def cue(room: Room, tick: int, hub_ms: int) -> bytes:
    """The text of a timed cue, as the hub signs it: which score, from when on."""
    digest = hashlib.sha256((room.gathering.plan.score or "").encode()).hexdigest()
    said = ("photophore cue 1", f"gathering {room.id}", f"score sha256 {digest}", f"tick {tick}", f"hub_ms {hub_ms}")
    return "".join(f"{line}\n" for line in said).encode()


def _known(value: float, digits: int) -> float | None:
    return round(float(value), digits) if value is not None and math.isfinite(value) else None
