"""The one door by which others read what a wearer let be remembered: under a grant in force, and never unrecorded.

GET /api/readings tells a reader whom they may read, by words that only this reader is given. POST /api/readings reads.
It is a POST because it writes a look for the wearer, and so that no word and no reason stand in an address, which
proxies and browsers keep (OWASP ASVS 5.0 V14.2.1).
"""

import asyncio
import threading
from collections.abc import Callable
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
import structlog
from litestar import Request, Response, get, post
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.params import Body
from msgspec import Meta

from photophore.commons import calendar, looked
from photophore.commons.cedar import Question
from photophore.commons.change import Ask
from photophore.commons.keeping import KEEP, Grain
from photophore.commons.looked import WHY, Look
from photophore.commons.rollup import LATEST, Readings, Span
from photophore.hub.known import ours
from photophore.hub.offers import SignalName
from photophore.hub.wire import Bucket
from photophore.words import Audience, NoRoom, NotAllowed, NotFound, PhotophoreError, Purpose, Role, Signal

log = structlog.get_logger()

BODY = 4096  # bytes of a request
ROWS = 10_000  # rows of one answer: a day by the minute many times over
A_SECOND, AT_ONCE = 0.5, 30  # reads of one reader, for long and at once
READERS = 1000  # readers whose rates are told apart
FRESH = 60_000  # milliseconds that a list of whom a reader may read is good for; a read asks again in any case

# purpose -> to which audience a wearer grants it, and who reads for it; whoever is not named here reads nothing
DOORS = {
    "care": (Audience.CLINIC, Purpose.CARE, frozenset({Role.CLINIC})),
    "research": (Audience.RESEARCH, Purpose.RESEARCH, frozenset({Role.CLINIC, Role.COUNCIL})),
}
ROLES = frozenset[Role]().union(*(roles for _, _, roles in DOORS.values()))

PurposeName = Literal["care", "research"]
Instant = Annotated[int, Meta(ge=0, le=LATEST, description="milliseconds UTC")]


class Doors(NamedTuple):
    """What these routes stand on."""

    people: Any  # commons.people.People
    terms: Any  # commons.terms.Terms
    policies: Any  # commons.policy.Policies
    history: Any  # commons.history.History
    looked: Any  # commons.looked.Looked
    zone: str  # IANA, of the hub
    who: Callable[[Request], Any]  # the session's Person; raises where there is none


class Wanted(msgspec.Struct, forbid_unknown_fields=True):
    """What a reader wants, and why."""

    wearer: Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]  # the word that GET /api/readings gave this reader
    signal: SignalName
    start: Instant
    end: Instant
    purpose: PurposeName
    why: Annotated[str, Meta(min_length=1, max_length=WHY)]  # a sentence for the wearer, who will read it
    grain: Literal["sample", "minute", "hour"] = "minute"


class Open(msgspec.Struct):
    """Somebody whom this reader may read now."""

    wearer: str
    purpose: PurposeName
    signals: list[SignalName]


class Series(msgspec.Struct):
    """One of the two numbers of a signal. Null where nothing was known."""

    mean: list[float | None]
    least: list[float | None]
    most: list[float | None]
    count: list[int]  # samples behind each


class Read(msgspec.Struct):
    """What was remembered, in the order of time. Of a sample, mean, least and most are the same."""

    signal: SignalName
    grain: Literal["sample", "minute", "hour"]
    at: list[int]  # milliseconds UTC; when the minute or hour begins
    x: Series
    y: Series
    more: bool  # there is more in this span: ask from the last instant on
    damaged: int  # files of this span that cannot be read


PATIENCE = 1.0  # seconds that a reader waits for another


class Index:
    """Whom each reader may know: words by reader, made anew at most once in FRESH."""

    def __init__(self, doors: Doors):
        self._doors, self._lock = doors, threading.Lock()
        self._known: dict[str, tuple[int, dict[str, str]]] = {}  # reader -> when, word -> person id

    def of(self, reader) -> dict[str, str]:
        """KNOWN: everybody is asked, one after another; a hub of many thousand wearers needs a list by audience."""
        now = self._doors.terms.now()
        if not self._lock.acquire(timeout=PATIENCE):  # whoever waits here takes a thread from everybody else
            raise HTTPException(status_code=429, detail="Somebody else is reading just now. Try again in a minute.")
        try:
            when, words = self._known.get(reader.id, (None, {}))
            if when is None or not 0 <= now - when < FRESH:
                words = {self._word(each.id, reader): each.id for each in self._doors.people.everyone()
                         if each.id != reader.id and any(_opens(self._doors, reader, each.id).values())}  # fmt: skip
                if len(self._known) >= READERS:
                    self._known.clear()
                self._known[reader.id] = (now, words)
        finally:
            self._lock.release()
        return words

    def _word(self, wearer_id: str, reader) -> str:
        return self._doors.people.pseudonym(wearer_id, f"reader/{reader.id}").hex()

    def forget(self, person_id: str) -> None:
        """Nothing of this person, reader or wearer, stays here."""
        with self._lock:
            self._known.pop(person_id, None)
            for reader, (when, words) in self._known.items():
                self._known[reader] = (when, {word: each for word, each in words.items() if each != person_id})


def routes(doors: Doors, index: Index | None = None) -> list[HTTPRouteHandler]:
    """The handlers. `index`: handed in by whoever must make it forget people who are erased."""
    index, buckets = index or Index(doors), {}

    def whom_now(request: Request) -> list[Open]:
        reader = _reader(doors, request, buckets)
        found = []
        for word, wearer_id in index.of(reader).items():
            for purpose, signals in _opens(doors, reader, wearer_id).items():
                found += [Open(word, purpose, signals)] if signals else []
        return found

    # not sync_to_thread: Litestar wraps a handler anew for each other one at its path, and then nobody awaits it
    @get("/api/readings")
    async def whom(request: Request) -> Response[list[Open]]:
        """Whom I may read, for what, and which signals; by words that nobody else is given."""
        return _private(await asyncio.to_thread(whom_now, request))

    @post("/api/readings", status_code=200, guards=[ours], request_max_body_size=BODY, sync_to_thread=True)
    def read(request: Request, data: Annotated[Wanted, Body()]) -> Response[Read]:
        """What one wearer let be remembered, and me read. The wearer sees that I read it, and why."""
        reader = _reader(doors, request, buckets)
        return _private(_read(doors, reader, index.of(reader).get(data.wearer), data))

    return [whom, read]


def _read(doors: Doors, reader, wearer_id: str | None, wanted: Wanted) -> Read:
    """Asked, read, asked again, recorded, told: in this order. No record, no data."""
    audience, purpose, roles = DOORS[wanted.purpose]
    wearer_id = wearer_id if reader.roles & roles else None
    signal = Signal[wanted.signal.upper()]
    look = Look(_name(doors, reader), signal, audience, int(purpose), wanted.why)
    looked.check(look)
    held = _under(doors, reader, wearer_id, (audience, signal, purpose))
    if held is None or signal not in KEEP:
        raise _nobody()
    span = Span(wanted.start, wanted.end, Grain(wanted.grain), ROWS)
    found = doors.history.read(wearer_id, signal, span)
    if _under(doors, reader, wearer_id, (audience, signal, purpose)) is None:  # taken back meanwhile
        raise _nobody()
    try:
        doors.looked.record(wearer_id, msgspec.structs.replace(look, event=held.event))
    except (NoRoom, NotFound) as error:
        log.error("a look could not be recorded, so nothing was shown", why=error.what)
        why = "The hub could not write down that you looked, so it shows you nothing. Try again later"
        raise HTTPException(status_code=503, detail=why) from None
    return _told(wanted, found)


def _under(doors: Doors, reader, wearer_id: str | None, what: tuple[Audience, Signal, Purpose]):
    """The decision that lets this reader have this now, and the city's policies too; None where there is none.

    Nobody is asked about as somebody is, so that an answer takes as long for a word that was never given.
    """
    audience, signal, purpose = what
    try:
        wearer = doors.people.get(wearer_id or reader.id)
        venue, band = doors.terms.grants.venue, calendar.band(doors.terms.now(), doors.zone)
        held = doors.terms.under(wearer.id, Ask(audience, signal, purpose, venue=venue, band=band, reader=reader.id))
        lawful = int(doors.policies.tensor[wearer.wearer_class, venue.place, band, audience, signal]) & purpose
        lawful = lawful and doors.policies.decide(Question(wearer.wearer_class, venue, band, audience, signal, purpose))
    except NotFound:
        return None
    return held if lawful and wearer_id else None


def _opens(doors: Doors, reader, wearer_id: str) -> dict[str, list[str]]:
    """Purpose -> names of the signals of this wearer that this reader may have for it now."""
    opens: dict[str, list[str]] = {}
    for name, (audience, purpose, roles) in DOORS.items():
        if reader.roles & roles and wearer_id != reader.id:
            opens[name] = [signal.name.lower() for signal in KEEP
                           if _under(doors, reader, wearer_id, (audience, signal, purpose))]  # fmt: skip
    return opens


def _reader(doors: Doors, request: Request, buckets: dict[str, Bucket]):
    """Whoever asks, if they may read at all, and not too often."""
    reader = doors.who(request)
    if not reader.roles & ROLES:
        raise NotAllowed("only a clinic or the council may read, and only what wearers let them", "/api/readings", "")
    if len(buckets) >= READERS and reader.id not in buckets:
        buckets.clear()
    if not buckets.setdefault(reader.id, Bucket(A_SECOND, AT_ONCE)).take():
        raise HTTPException(status_code=429, detail="Too many reads at once. Try again in a minute.")
    return reader


def _name(doors: Doors, reader) -> str:
    """As the wearer will read it: a role, and the name that the reader chose, or else a pseudonym."""
    role = next(role for role in (Role.CLINIC, Role.COUNCIL) if role in reader.roles)
    try:
        name = doors.people.name(reader.id)
    except PhotophoreError:
        name = ""
    return f"{role.value}: {name or doors.people.pseudonym(reader.id, 'looks').hex()[:8]}"


def _nobody() -> NotFound:
    """One answer for a word that was never given, for no grant, and for one that was taken back."""
    return NotFound("nobody of this word lets you read this", "wearer", "GET /api/readings tells whom you may read")


def _told(wanted: Wanted, found: Readings) -> Read:
    def series(axis: int) -> Series:
        return Series(*(column[:, axis].tolist() for column in (found.mean, found.least, found.most, found.count)))

    return Read(wanted.signal, wanted.grain, found.at_ms.tolist(), series(0), series(1), found.more, found.damaged)


def _private(content) -> Response:
    return Response(content, headers={"cache-control": "no-store"})
