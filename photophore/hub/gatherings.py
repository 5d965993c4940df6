"""Gatherings over HTTP: what everybody with the code may know, and what hosts do.

everybody: GET /api/gatherings/{code}, /api/gatherings/{code}/qr.svg, /api/gatherings/{code}/cue
hosts:     GET /api/host, POST /api/gatherings, PATCH and DELETE /api/gatherings/{code}, POST .../invite
"""

import asyncio
from collections.abc import Callable
from typing import Annotated

import msgspec
from litestar import Request, Response, delete, get, patch, post
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.params import Body, FromPath
from msgspec import UNSET, Meta, UnsetType

from photophore.commons.gatherings import (
    FASTEST,
    FIRMEST,
    HOSTS,
    NAME,
    SCORE,
    Gathering,
    Gatherings,
    Mode,
    Plan,
    unknown,
)
from photophore.hub import lan, wire
from photophore.hub.known import ours, person, with_role
from photophore.hub.rooms import Rooms
from photophore.words import NotAllowed, NotFound, NotKnown

BODY = 2 * SCORE + 4096  # bytes of a request; JSON escapes what is not ASCII
INVITED = 100_000  # virtual smiles that are asked in at once
MINUTES = 60  # that one lasts, unless its host says otherwise

Name = Annotated[str, Meta(min_length=1, max_length=NAME)]
Rhythm = Annotated[float, Meta(ge=0.05, le=FASTEST)]
Firm = Annotated[float, Meta(ge=0, le=FIRMEST)]
Cap = Annotated[float, Meta(ge=0.05, le=1)]
Wears = Annotated[str, Meta(max_length=64)]
Text = Annotated[str, Meta(max_length=SCORE)]


class GatheringFacts(msgspec.Struct):
    """What everybody with the code may know."""

    code: str
    name: str
    mode: Mode
    district: int | None
    rhythm: float  # hertz
    firm: float  # hertz
    cap: float
    wears: str | None  # a design that whoever joins is offered
    begins: int  # ms UTC
    until: int
    members: int  # smiles in it now
    begun: bool
    score: str | None
    log: int | None  # its entry in the log


class Host(msgspec.Struct):
    """What the page of hosts needs to know of whoever asks."""

    may: bool  # open a gathering
    invites: bool  # virtual smiles can be asked in
    fastest: float
    firmest: float
    key: str  # the hub's, which signs timed cues; "" until it signed something
    gatherings: list[GatheringFacts]  # their own, those that are open first
    over: list[str]  # codes of those that are over


class Opening(msgspec.Struct, forbid_unknown_fields=True):
    """A new gathering. begins, until: ms UTC; left out: now, and an hour later."""

    name: Name
    begins: int = 0
    until: int | None = None
    mode: Mode = Mode.DRIFT
    rhythm: Rhythm = 0.5
    firm: Firm = 0.1
    cap: Cap = 1.0
    district: int | None = None
    wears: Wears | None = None
    score: Text | None = None


class Changing(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What changes of a gathering; what is left out stays."""

    name: Name | UnsetType = UNSET
    until: int | UnsetType = UNSET
    mode: Mode | UnsetType = UNSET
    rhythm: Rhythm | UnsetType = UNSET
    firm: Firm | UnsetType = UNSET
    cap: Cap | UnsetType = UNSET
    wears: Wears | None | UnsetType = UNSET
    score: Text | None | UnsetType = UNSET


class Asking(msgspec.Struct, forbid_unknown_fields=True):
    """How many virtual smiles are in it from now on."""

    smiles: Annotated[int, Meta(ge=0, le=INVITED)]


class Invited(msgspec.Struct):
    """How many came."""

    smiles: int


class Desk:
    """What the handlers share."""

    def __init__(self, gatherings: Gatherings, rooms: Rooms, urls: list[str], checks: Callable[[Plan], None],
                 key: Callable[[], str]):  # fmt: skip
        """urls: where the hub is reached on the network; checks(plan): BadGlyph or BadScore where its design or its
        score cannot be had here; key(): the hub's, as a vkey.
        """
        self.gatherings, self.rooms, self.urls, self.checks, self.key = gatherings, rooms, urls, checks, key

    def find(self, request: Request, code: str) -> Gathering:
        """By its code, which nobody may guess."""
        if not self.rooms.codes.take(wire.whence(request.scope)):
            raise HTTPException(status_code=429, detail="Many codes are asked for. Try again in a few seconds.")
        return self.gatherings.find(code)

    def facts(self, gathering: Gathering) -> GatheringFacts:
        plan, room = gathering.plan, self.rooms.of(gathering)
        return GatheringFacts(
            gathering.code, plan.name, plan.mode, plan.district, plan.rhythm, plan.firm, plan.cap, plan.wears,
            plan.begins, plan.until, room.members if room else 0, bool(room and room.begun), plan.score,
            gathering.entry,
        )  # fmt: skip

    async def mine(self, request: Request, code: str) -> tuple[Gathering, object]:
        """A gathering that whoever asks may change."""
        who = await asyncio.to_thread(person, request)
        found = self.find(request, code)
        if not await asyncio.to_thread(self.gatherings.may, found, who):
            raise unknown()  # another host's: the same answer as for none
        return found, who


def routes(desk: Desk) -> list[HTTPRouteHandler]:
    """The handlers."""
    return [*_seeing(desk), *_opening(desk), *_hosting(desk)]


def _seeing(desk: Desk) -> list[HTTPRouteHandler]:
    @get("/api/gatherings/{code:str}")
    async def one(request: Request, code: FromPath[str]) -> GatheringFacts:
        """What whoever has the code may know before joining."""
        return desk.facts(desk.find(request, code))

    @get("/api/gatherings/{code:str}/qr.svg", media_type="image/svg+xml")
    async def qr(request: Request, code: FromPath[str]) -> bytes:
        """The way in as a QR code, for phones' cameras."""
        found = desk.find(request, code)
        origin = desk.urls[0] if desk.urls else f"{request.url.scheme}://{request.url.netloc}"
        return lan.qr_svg(f"{origin}/smile#gather={found.code}")

    @get("/api/gatherings/{code:str}/cue", media_type="text/plain")
    async def cue(request: Request, code: FromPath[str]) -> Response[bytes]:
        """The newest timed cue as the hub signed it (a C2SP signed note); 404 where none is on its way."""
        room = desk.rooms.of(desk.find(request, code))
        if room is None or room.cue is None:
            raise NotFound("no score plays here now", code[:20], "wait until it begins")
        return Response(room.cue, media_type="text/plain", headers={"cache-control": "no-store"})

    return [one, qr, cue]


def _opening(desk: Desk) -> list[HTTPRouteHandler]:
    may_open = with_role(*HOSTS)

    def whole(request: Request) -> Host:
        try:
            who = person(request)
        except (NotKnown, NotAllowed):
            return Host(False, False, FASTEST, FIRMEST, "", [], [])
        found = desk.gatherings.of(who)
        going = {each.id for each in desk.gatherings.all()}
        invites = desk.rooms.invites
        return Host(bool(who.roles & frozenset(HOSTS)), invites, FASTEST, FIRMEST, desk.key(),
                    [desk.facts(each) for each in found if each.id in going],
                    [each.plan.name for each in found if each.id not in going])  # fmt: skip

    @get("/api/host")
    async def host(request: Request) -> Response[Host]:
        """Who asks, as a host: whether they may open a gathering, and their own."""
        return Response(await asyncio.to_thread(whole, request), headers={"cache-control": "no-store"})

    @post("/api/gatherings", status_code=201, guards=[ours], request_max_body_size=BODY)
    async def begin(request: Request, data: Annotated[Opening, Body()]) -> GatheringFacts:
        """Open a gathering; it can be joined when this answers."""
        who = await asyncio.to_thread(may_open, request)
        begins = max(data.begins, desk.rooms.now())
        until = begins + MINUTES * 60_000 if data.until is None else data.until
        plan = Plan(data.name, begins, until, data.mode, data.rhythm, data.firm, data.cap, data.district, data.wears,
                    data.score)  # fmt: skip
        await asyncio.to_thread(desk.checks, plan)
        made = await asyncio.to_thread(desk.gatherings.open, plan, who)
        desk.rooms.heed()
        return desk.facts(made)

    return [host, begin]


def _hosting(desk: Desk) -> list[HTTPRouteHandler]:
    @patch("/api/gatherings/{code:str}", guards=[ours], request_max_body_size=BODY)
    async def change(request: Request, code: FromPath[str], data: Annotated[Changing, Body()]) -> GatheringFacts:
        """Change a gathering while people are in it."""
        found, who = await desk.mine(request, code)
        fields = {name: value for name in data.__struct_fields__ if (value := getattr(data, name)) is not UNSET}
        await asyncio.to_thread(desk.checks, found.plan._replace(**fields))
        changed = await asyncio.to_thread(lambda: desk.gatherings.change(found, who, **fields))
        desk.rooms.heed()
        return desk.facts(changed)

    @delete("/api/gatherings/{code:str}", guards=[ours])
    async def end(request: Request, code: FromPath[str]) -> None:
        """It is over: everybody in it beats alone again."""
        found, who = await desk.mine(request, code)
        try:
            await asyncio.to_thread(desk.gatherings.end, found, who)
        finally:
            desk.rooms.heed()

    @post("/api/gatherings/{code:str}/invite", status_code=200, guards=[ours])
    async def invite(request: Request, code: FromPath[str], data: Annotated[Asking, Body()]) -> Invited:
        """Ask virtual smiles in, who said that they let themselves be asked; none: send them home."""
        found, _ = await desk.mine(request, code)
        room = desk.rooms.of(found)
        if room is None:
            raise NotFound("this gathering is over", found.plan.name, "open another")
        return Invited(await desk.rooms.invite(room, data.smiles))

    return [change, end, invite]
