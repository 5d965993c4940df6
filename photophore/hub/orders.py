"""Orders to rest over HTTP, beyond one hub: drafts that other hubs sign, who may sign, and every order ever.

One district rests by /api/guard/rest; here is what more than one needs. Two hubs talk through their operators, who
carry a note from one page or shell to the other: no hub asks another to darken anybody.
"""

from typing import Annotated, Any, NamedTuple

import msgspec
from litestar import Request, delete, get, post
from litestar.exceptions import HTTPException
from litestar.params import Body, FromPath
from msgspec import Meta

from photophore.commons import resting
from photophore.commons.partners import Known
from photophore.commons.resting import Whom
from photophore.commons.rests import About, Rests
from photophore.hub import wire
from photophore.hub.known import ours, with_role
from photophore.words import Role

LARGEST = 64 * 1024  # bytes of a body: a draft of 500 districts, signed by a few
SHOWN = 200  # orders that are told at once, the newest
ACTS, ACTS_AT_ONCE = 0.5, 10  # what operators do, a second and at once

District = Annotated[str, Meta(min_length=1, max_length=resting.LETTERS)]
Districts = Annotated[list[District], Meta(min_length=1, max_length=resting.DISTRICTS)]
Minutes = Annotated[float, Meta(gt=0, le=resting.MINUTES)]
Note = Annotated[str, Meta(min_length=1, max_length=LARGEST)]


class OrderFacts(msgspec.Struct):
    """An order, as it was signed, and how it ended."""

    name: str
    hub: str
    districts: list[str]
    since: int  # ms UTC
    until: int
    whom: str  # all, virtual
    by: str  # operator, council, hub
    why: str
    incident: int  # number; 0: none
    rests: bool  # it is in force
    note: str  # signed
    entry: int | None  # its place in the log
    ended: int | None  # ms UTC
    ended_why: str
    ended_entry: int | None


class HubFacts(msgspec.Struct):
    """A hub that introduced itself, and whether its signature counts here."""

    name: str
    vkey: str
    kind: str
    counts_from: int | None  # ms UTC; none while a word is missing
    waits_for: list[str]  # operator, council: whose word is missing


class AllOrders(msgspec.Struct):
    """What rested by order, newest first, and who may sign for more than one district."""

    vkey: str  # of this hub's orders; "" where it has signed nothing yet
    hubs: list[HubFacts]
    orders: list[OrderFacts]


class Draft(msgspec.Struct, forbid_unknown_fields=True):
    districts: Districts
    minutes: Minutes = resting.MINUTES
    why: Annotated[str, Meta(max_length=resting.WHY)] = ""
    incident: Annotated[int, Meta(ge=0, le=2**53)] = 0


class Ordered(msgspec.Struct, forbid_unknown_fields=True):
    districts: Districts
    cosigned: Annotated[list[Note], Meta(min_length=1, max_length=16)]


class Signed(msgspec.Struct, forbid_unknown_fields=True):
    note: Note


class Hub(msgspec.Struct, forbid_unknown_fields=True):
    vkey: Annotated[str, Meta(min_length=1, max_length=4096)]  # the other's
    kind: Annotated[str, Meta(min_length=1, max_length=20)]  # ours


class Desk(NamedTuple):
    """What these routes stand on."""

    rests: Rests
    bucket: wire.Bucket

    def busy(self) -> None:
        if not self.bucket.take():
            raise HTTPException(status_code=429, detail="Much is asked at once. Try again in a few seconds.")


def routes(rests: Rests) -> list:
    """The handlers."""
    desk = Desk(rests, wire.Bucket(ACTS, ACTS_AT_ONCE))
    return [*_reading(desk), *_signing(desk), *_knowing(desk)]


def _reading(desk: Desk) -> list:
    @get("/api/rests", sync_to_thread=True)
    def orders() -> AllOrders:
        """Every order to rest, for everybody to read: by whom, why, how long, with its signatures."""
        rests = desk.rests
        force = {each.name for each in rests.now()}
        told = [_facts(each, force) for each in rests.all()[:SHOWN]]
        return AllOrders(rests.key, [_hub(each) for each in rests.hubs()], told)

    return [orders]


def _signing(desk: Desk) -> list:
    operator, rests = with_role(Role.OPERATOR, Role.COUNCIL), desk.rests

    @post("/api/rests/draft", status_code=200, guards=[ours], sync_to_thread=True, request_max_body_size=LARGEST)
    def draft(request: Request, data: Annotated[Draft, Body()]) -> Signed:
        """A draft for other hubs to sign; in force nowhere. It is to be ordered within ten minutes."""
        by = operator(request)
        desk.busy()
        made = rests.draft(data.districts, by, data.minutes, About(data.why, Whom.ALL, data.incident))
        return Signed(made.decode())

    @post("/api/rests/cosign", status_code=200, guards=[ours], sync_to_thread=True, request_max_body_size=LARGEST)
    def cosign(request: Request, data: Annotated[Signed, Body()]) -> Signed:
        """Sign what another hub drafted; that we did stands in our log."""
        by = operator(request)
        desk.busy()
        return Signed(rests.cosign(data.note.encode(), by).decode())

    @post("/api/rests", status_code=200, guards=[ours], sync_to_thread=True, request_max_body_size=LARGEST)
    def order(request: Request, data: Annotated[Ordered, Body()]) -> OrderFacts:
        """Let several districts rest, by a draft that enough hubs signed."""
        by = operator(request)
        desk.busy()
        made = rests.order(data.districts, by, cosigned=[each.encode() for each in data.cosigned])
        told = next(each for each in rests.all() if each["name"] == made.name)
        return _facts(told, {made.name})

    return [draft, cosign, order]


def _knowing(desk: Desk) -> list:
    operator, rests = with_role(Role.OPERATOR, Role.COUNCIL), desk.rests

    @post("/api/rests/hubs", status_code=200, guards=[ours], sync_to_thread=True, request_max_body_size=LARGEST)
    def know(request: Request, data: Annotated[Signed, Body()]) -> HubFacts:
        """One word for a hub that introduced itself: with both, an incident says so, and a day later it counts."""
        by = operator(request)
        desk.busy()
        return _hub(rests.know(data.note.encode(), by))

    @post("/api/rests/introduce", status_code=200, guards=[ours], sync_to_thread=True, request_max_body_size=LARGEST)
    def introduce(request: Request, data: Annotated[Hub, Body()]) -> Signed:
        """This hub's introduction to another, signed by its own key; its operators carry it there."""
        by = operator(request)
        desk.busy()
        return Signed(rests.introduce(data.vkey, data.kind, by).decode())

    @delete("/api/rests/hubs/{name:path}", status_code=200, guards=[ours], sync_to_thread=True)
    def forget(request: Request, name: FromPath[str]) -> dict[str, bool]:
        """It counts no more."""
        by = operator(request)
        desk.busy()
        rests.forget(str(name).lstrip("/"), by)
        return {"forgotten": True}

    return [know, introduce, forget]


def _hub(known: Known) -> HubFacts:
    key, kind = known.partner
    return HubFacts(key.name, str(key), str(kind), known.counts_from, [role.value for role in known.waits_for])


def _facts(told: dict[str, Any], force: set[str]) -> OrderFacts:
    return OrderFacts(**told | {"districts": list(told["districts"]), "whom": str(told["whom"]),
                                "rests": told["name"] in force})  # fmt: skip
