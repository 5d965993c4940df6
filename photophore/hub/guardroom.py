"""The guard over HTTP: what is wrong, why, and what was done about it; read by everybody, acted on by operators.

Nothing here is about a person. Of groups smaller than words.GROUP neither a size nor a rate is told.
"""

from collections.abc import Callable
from typing import Annotated, Any, NamedTuple

import msgspec
from litestar import Request, Response, get, post
from litestar.exceptions import HTTPException
from litestar.params import Body, FromPath
from msgspec import Meta

from photophore.commons import resting
from photophore.commons.hall import Hall
from photophore.commons.rests import About
from photophore.commons.store import now_ms
from photophore.commons.timeline import Incident, Step
from photophore.hub import wire
from photophore.hub.case import asked_as
from photophore.hub.guarding import DAYS, Post
from photophore.hub.known import ours, with_role
from photophore.hub.quiet import Quiet
from photophore.place.place import Place
from photophore.watch.events import FACTORS
from photophore.words import GROUP, NotFound, Role

MORE = 0.34  # of the way to an alarm, from which on a group shows a little more than always
PAST = 20  # incidents that a page is told of
SMALL = 4096  # bytes of a body
ACTS, ACTS_AT_ONCE = 0.5, 10  # what operators do, a second and at once
LATE = 600_000  # ms for which an incident that is closed is still told beside the points

Name = Annotated[str, Meta(min_length=1, max_length=resting.LETTERS)]


class Group(msgspec.Struct):
    """All smiles that share one district, lot, release ... ; `word`: calm, more, alarm, rests or few."""

    kind: str
    name: str
    smiles: int | None  # null: fewer than GROUP
    level: float | None  # 0 as always .. 1 alarm; null: too few to tell
    word: str
    rests: bool = False
    x: float | None = None  # of districts, 0 west .. 1 east
    y: float | None = None  # 0 north .. 1 south


class StepFacts(msgspec.Struct):
    step: str
    at: int  # ms UTC
    says: str
    facts: dict[str, Any]
    entry: int | None  # its place in the log


class Owed(msgspec.Struct):
    """A question, who owes the answer, and until when (ms UTC)."""

    place: int
    question: str
    asked: str | None  # by which name catalogues have it
    to: str
    due: int
    answer: str
    answered: int | None
    entry: int | None


class IncidentFacts(msgspec.Struct):
    """What went wrong, as one timeline."""

    number: int
    kind: str
    drill: bool
    open: bool
    began: int  # ms UTC
    steps: list[StepFacts]
    cause: str | None  # release, glyph, lot, contact, hub, place, hidden, none, unknown; null: not explained yet
    id: str | None
    district: str | None  # where it began
    odds: dict[str, float] | None
    evidence: list[dict[str, Any] | str]  # watch.explain.Ground, its kind and facts; text: as it once was kept
    owed: list[Owed]
    touched: int | None = None  # smiles so far; null: fewer than GROUP, or over


class Brief(msgspec.Struct):
    """An incident of before."""

    number: int
    kind: str
    began: int
    cause: str | None
    id: str | None
    district: str | None
    drill: bool


class RestFacts(msgspec.Struct):
    """A district that rests by order."""

    district: str
    until: int  # ms UTC
    incident: int
    virtual: bool  # smiles that nobody wears, and no others


class Proposed(msgspec.Struct):
    """A district that an operator may let rest; `hubs`: others must sign, too."""

    district: str
    hubs: bool


class Phones(msgspec.Struct):
    """Of real ones, counts since the hub began: pages that fell silent, lamps that failed."""

    silent: int = 0
    failed: int = 0


class GuardFacts(msgspec.Struct):
    """How the city is."""

    watches: bool  # there is a fleet to watch
    hub_ms: int  # ms UTC
    since: int
    days: int  # between two false alarms of one group
    smiles: int
    groups: list[Group]
    lately: list[int]  # signs of faults, five seconds each, the newest last; 0: fewer than 4
    incident: IncidentFacts | None
    past: list[Brief]
    rests: list[RestFacts]
    proposes: list[Proposed]
    phones: Phones
    drills: bool


class Report(msgspec.Struct):
    """The public report: the incident, the way from maker to mouth, and proofs."""

    incident: IncidentFacts
    chain: list[dict[str, Any]]
    record: dict[str, Any]  # commons.incident: with the entries of the log and their proofs


class Rest(msgspec.Struct, forbid_unknown_fields=True):
    district: Name
    minutes: Annotated[float, Meta(gt=0, le=resting.MINUTES)] = resting.MINUTES


class Wake(msgspec.Struct, forbid_unknown_fields=True):
    district: Name


class Drill(msgspec.Struct, forbid_unknown_fields=True):
    """KIND or KIND:ID, as in `lot` or `lot:7`; `stay`: until an operator says that it is mended."""

    plant: Annotated[str, Meta(pattern="^[a-z]{1,12}(:[^\\x00-\\x1f]{1,60})?$")]
    stay: bool = False


class Said(msgspec.Struct, forbid_unknown_fields=True):
    """What was answered to a question of an incident."""

    place: Annotated[int, Meta(ge=1, le=1000)]
    answer: Annotated[str, Meta(min_length=1, max_length=2400)]


class Nothing(msgspec.Struct, forbid_unknown_fields=True):
    pass


class Room(NamedTuple):
    """What these routes stand on."""

    hall: Hall
    place: Place
    post: Post | None  # None: nobody is watched here
    quiet: Quiet
    phones: Callable[[], Phones]
    bucket: wire.Bucket
    now: Callable[[], int] = now_ms


def routes(room: Room) -> list:
    """The handlers."""
    return [*_reading(room), *_resting(room), *_acting(room)]


def _reading(room: Room) -> list:
    board = Board(room)

    @get("/api/guard", sync_to_thread=True)
    def guard() -> Response[bytes]:
        """How every group is, what is wrong, what rests: new once a second."""
        return Response(board.now(), media_type="application/json", headers={"cache-control": "no-cache"})

    @get("/api/incidents", sync_to_thread=True)
    def incidents() -> list[Brief]:
        """What went wrong so far, newest first."""
        return [brief(each) for each in room.hall.incidents.all()]

    @get("/api/incidents/{number:int}", sync_to_thread=True)
    def incident(number: FromPath[int]) -> IncidentFacts:
        """One incident: each step with its entry in the log, and the answers owed."""
        return facts(room.hall.incidents.one(number))

    @get("/api/incidents/{number:int}/report", sync_to_thread=True)
    def report(number: FromPath[int]) -> Report:
        """The public report: cause, who made, signed, paid and knew, answers owed, and a proof of each entry."""
        record = room.hall.incidents.report(number)
        return Report(facts(room.hall.incidents.one(number)), chain(record["chain"]), record)

    return [guard, incidents, incident, report]


def _resting(room: Room) -> list:
    operator, rests = with_role(Role.OPERATOR, Role.COUNCIL), room.hall.rests

    @post("/api/guard/rest", status_code=200, guards=[ours], sync_to_thread=True, request_max_body_size=SMALL)
    def rest(request: Request, data: Annotated[Rest, Body()]) -> RestFacts:
        """Let one district rest, at once, for some minutes; in a drill, those of its smiles that nobody wears."""
        by, watch = operator(request), room.post
        _hurry(room)
        if data.district not in {district.name for district in room.place.districts}:
            raise NotFound("there is no such district", "district", "see /api/guard")
        number = watch.case.number if watch and watch.case else 0
        whom = resting.Whom.VIRTUAL if watch and watch.drilling else resting.Whom.ALL  # a drill is nothing to people
        order = rests.order([data.district], by, data.minutes, (), About("An operator let it rest.", whom, number))
        room.quiet.turn()
        if watch:
            watch.rested(data.district, whom is resting.Whom.VIRTUAL)
        return RestFacts(data.district, order.until, order.incident, whom is resting.Whom.VIRTUAL)

    @post("/api/guard/wake", status_code=200, guards=[ours], sync_to_thread=True, request_max_body_size=SMALL)
    def wake(request: Request, data: Annotated[Wake, Body()]) -> dict[str, int]:
        """End the orders by which a district rests; smiles shine once they are tested and their wearers say yes."""
        by = operator(request)
        _hurry(room)
        mine = [order for order in rests.now() if data.district in order.districts]
        for order in mine:
            rests.end(order.name, by, "an operator ended it")
        if not mine:
            raise NotFound("this district does not rest", "district", "see /api/guard")
        room.quiet.turn()
        return {"ended": len(mine)}

    return [rest, wake]


def _acting(room: Room) -> list:
    operator, runs = with_role(Role.OPERATOR, Role.COUNCIL), with_role(Role.OPERATOR)

    def watched() -> Post:
        _hurry(room)
        if room.post is None:
            raise NotFound("nobody is watched here", "guard", "`photophore up` starts a city that is")
        return room.post

    @post("/api/guard/drill", status_code=200, guards=[ours], sync_to_thread=True, request_max_body_size=SMALL)
    def drill(request: Request, data: Annotated[Drill, Body()]) -> dict[str, bool]:
        """Plant a fault among smiles that nobody wears, to see whether it is found."""
        runs(request)
        watched().plant(data.plant, data.stay)
        return {"planted": True}

    @post("/api/guard/mend", status_code=200, guards=[ours], sync_to_thread=True, request_max_body_size=SMALL)
    def mend(request: Request, data: Annotated[Nothing, Body()]) -> dict[str, bool]:
        """Say that what was wrong is mended."""
        runs(request)
        watched().mend()
        return {"mended": True}

    @post("/api/incidents/{number:int}/answer", status_code=200, guards=[ours], sync_to_thread=True,
          request_max_body_size=4 * SMALL)  # fmt: skip
    def answer(request: Request, number: FromPath[int], data: Annotated[Said, Body()]) -> IncidentFacts:
        """Write down what was answered: once, for everybody to read."""
        operator(request)
        room.hall.incidents.answer(number, data.place, data.answer)
        return facts(room.hall.incidents.one(number))

    return [drill, mend, answer]


def _hurry(room: Room) -> None:
    if not room.bucket.take():
        raise HTTPException(status_code=429, detail="Much is asked at once. Try again in a few seconds.")


class Board:
    """What /api/guard tells, put together once a second however many ask."""

    def __init__(self, room: Room):
        self._room, self._second, self._told = room, -1, b""
        self._where = _where(room.place)

    def now(self) -> bytes:
        second = self._room.now() // 500
        if second != self._second:
            self._second, self._told = second, msgspec.json.encode(self._facts())
        return self._told

    def _facts(self) -> GuardFacts:
        room, watch = self._room, self._room.post
        incidents, now = room.hall.incidents.all(), room.now()
        case = watch.case if watch else None
        shown = next((each for each in incidents if case and each.number == case.number), None)
        shown = shown or next((each for each in incidents if each.steps and now - each.steps[-1].at < LATE), None)
        orders = room.hall.rests.now()
        rests = [RestFacts(name, order.until, order.incident, order.whom is resting.Whom.VIRTUAL)
                 for order in orders for name in order.districts]  # fmt: skip
        told = facts(shown) if shown else None
        if told and case:
            told.touched, told.began = case.touched, case.began
        asleep, real = {each.district for each in rests}, not (watch and watch.drilling)
        proposes = [Proposed(name, real and (at > 0 or any(not each.virtual for each in rests)))
                    for at, name in enumerate(case.proposes if case else ()) if name not in asleep]  # fmt: skip
        return GuardFacts(
            watch is not None, now, watch.since if watch else now, DAYS, watch.roll.fleet.n if watch else 0,
            self._groups(asleep), watch.roll.lately if watch else [], told,
            [brief(each) for each in incidents if each.steps][:PAST], rests, proposes, room.phones(),
            bool(watch and not watch.case and not watch.drill),
        )  # fmt: skip

    def _groups(self, resting_: set[str]) -> list[Group]:
        watch = self._room.post
        if watch is None:
            return []
        levels, found = watch.levels, []
        for seen in watch.roll.groups():
            kind, large = FACTORS[seen.factor], seen.smiles >= GROUP
            near = levels.get((kind, seen.name), 0.0) if large else None
            rests = kind == "district" and seen.name in resting_
            x, y = self._where.get(seen.name, (None, None)) if kind == "district" else (None, None)
            found.append(Group(kind, seen.name, seen.smiles if large else None, near and round(near, 2),
                               "rests" if rests else word(near), rests, x, y))  # fmt: skip
        return found


def word(level: float | None) -> str:
    """In a word; None: too few to tell."""
    if level is None:
        return "few"
    return "alarm" if level >= 1.0 else "more" if level >= MORE else "calm"


def _where(place: Place) -> dict[str, tuple[float, float]]:
    """Where each district lies on the map, 0..1 each way, north above; its shape is kept."""
    west, south, east, north = place.box
    wide = max(east - west, north - south, 1e-9)
    left, low = (west + east - wide) / 2, (south + north - wide) / 2
    return {each.name: (round((each.centre[0] - left) / wide, 4), round(1 - (each.centre[1] - low) / wide, 4))
            for each in place.districts}  # fmt: skip


def facts(incident: Incident) -> IncidentFacts:
    """An incident as the API tells it."""
    explained = incident.last(Step.EXPLAINED)
    why: dict = explained.facts if explained else {}
    odds = why.get("odds")
    steps = [StepFacts(str(each.step), each.at, each.sentence, _without_books(each.facts), each.entry)
             for each in incident.steps]  # fmt: skip
    owed = [Owed(each.place, each.question, asked_as(each.question), each.to, each.due, each.answer, each.answered,
                 each.answer_entry if each.answered else each.entry) for each in incident.answers]  # fmt: skip
    began = incident.facts.get("began")
    cause = why.get("cause")
    return IncidentFacts(
        incident.number, incident.kind, incident.facts.get("drill") is True, not incident.over,
        began if isinstance(began, int) else incident.at, steps, cause, None if cause == "contact" else why.get("id"),
        why.get("district"), odds if isinstance(odds, dict) else None, list(why.get("evidence") or []), owed,
    )  # fmt: skip


def _without_books(told: dict[str, Any]) -> dict[str, Any]:
    return {key: each for key, each in told.items() if key != "provenance"}


def brief(incident: Incident) -> Brief:
    told = facts(incident)
    return Brief(told.number, told.kind, told.began, told.cause, told.id, told.district, told.drill)


def chain(deeds: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The way of a thing from its maker on, line by line: {did, who, whom, when, price, note}."""
    found = []
    for deed in deeds:
        who = deed.get("by") or deed.get("from") or deed.get("who")
        if not isinstance(who, str):
            continue  # a sum, which stands with its sale
        pieces = deed.get("pieces")
        note = deed.get("what") or (f"{pieces:,} pieces" if isinstance(pieces, int) and pieces > 1 else "")
        price = deed.get("sum")
        found.append({"did": deed["did"], "who": who, "whom": deed.get("to") or "", "when": deed.get("on") or "",
                      "price": f"{price:,} crowns" if isinstance(price, int) else "", "note": note})  # fmt: skip
    return found
