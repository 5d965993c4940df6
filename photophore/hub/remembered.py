"""What is remembered of me, for how long, and how the history does: for its wearer, and in figures for operators."""

from collections.abc import Callable
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import Body
from msgspec import Meta

from photophore.commons.buffer import Flap
from photophore.commons.history import History
from photophore.commons.keeping import DAY, KEEP, LONGEST, Grain, kept_ms
from photophore.hub.known import ours
from photophore.hub.offers import SignalName
from photophore.words import NotAllowed, Role, Signal

BODY = 1024  # bytes of a request


class Desk(NamedTuple):
    """What these routes stand on."""

    history: History
    who: Callable[[Request], Any]  # the session's Person; raises where there is none


class Kept(msgspec.Struct):
    """Days that a signal is kept, if it may be remembered at all."""

    sample: int
    minute: int
    hour: int
    longest: int  # days that I may ask for; 0: the usual time is all there is


class Flapping(msgspec.Struct):
    """A sensor that says more than is taken."""

    wearer: str  # the beginning of a pseudonym; "" for all others together, and for the own
    signal: SignalName
    over: int  # samples that were not taken
    first: int  # milliseconds UTC
    last: int


class Mine(msgspec.Struct):
    """What is remembered of me."""

    files: int  # in which rows of mine stand
    kept: dict[str, Kept]  # by signal
    flapping: list[Flapping]


class Wish(msgspec.Struct, forbid_unknown_fields=True):
    """How long I want a signal to be remembered."""

    signal: Literal["feeling"]
    days: Annotated[int, Meta(ge=0, le=LONGEST, description="0: the usual time")]


class Sure(msgspec.Struct, forbid_unknown_fields=True):
    """Said after the page told what will happen."""

    sure: Literal[True]


class Figures(msgspec.Struct):
    """How the history does; commons.history.Told."""

    waiting: int
    since: int | None
    over: int
    joined: int
    refused: int
    astray: int
    no_room: int
    damaged: int
    missing: int
    flapping: list[Flapping]  # the worst first


def routes(desk: Desk) -> list[HTTPRouteHandler]:
    """The handlers."""
    history = desk.history

    @get("/api/remembered", sync_to_thread=True)
    def mine(request: Request) -> Response[Mine]:
        """What is remembered of me, and for how long."""
        return _private(_mine(history, desk.who(request).id))

    @post("/api/remembered/keep", status_code=200, guards=[ours], request_max_body_size=BODY, sync_to_thread=True)
    def keep(request: Request, data: Annotated[Wish, Body()]) -> Response[Mine]:
        """Remember a feeling for longer than usual, or no longer than that any more."""
        person = desk.who(request)
        history.keep(person.id, Signal[data.signal.upper()], data.days)
        return _private(_mine(history, person.id))

    @post("/api/remembered/forget", status_code=200, guards=[ours], request_max_body_size=BODY, sync_to_thread=True)
    def forget(request: Request, data: Annotated[Sure, Body()]) -> Response[Mine]:
        """Forget everything that was remembered of me until now. It cannot be undone."""
        person = desk.who(request)
        history.forget(person.id)
        history.store.scrub()
        return _private(_mine(history, person.id))

    @get("/api/history", sync_to_thread=True)
    def figures(request: Request) -> Response[Figures]:
        """How the history does, and whose sensors flap; by pseudonym, for operators."""
        if Role.OPERATOR not in desk.who(request).roles:
            raise NotAllowed("only an operator may see this", "/api/history", "ask the operator of this hub")
        told = history.told._asdict() | {"damaged": len(history.told.damaged)}
        return _private(Figures(**told, flapping=[_flap(flap, flap.who.hex()[:8]) for flap in history.flapping()]))

    return [mine, keep, forget, figures]


def _mine(history: History, person_id: str) -> Mine:
    kept = {}
    for signal, keep in KEEP.items():
        wish = history.wish(person_id, signal) if keep.wish else 0
        days = [kept_ms(signal, grain, wish) // DAY for grain in Grain]
        kept[signal.name.lower()] = Kept(*days, keep.wish)
    flapping = [_flap(flap, "") for flap in history.flapping_of(person_id)]
    return Mine(len(history.files(person_id)), kept, flapping)


def _flap(flap: Flap, wearer: str) -> Flapping:
    return Flapping(wearer, flap.signal.name.lower(), flap.over, flap.first, flap.last)


def _private(content) -> Response:
    return Response(content, headers={"cache-control": "no-store"})
