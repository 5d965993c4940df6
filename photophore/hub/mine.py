"""What wearers are told of their own terms: sentences and their choices, what the city holds back, whom to name."""

import base64
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from photophore.commons import calendar, lease, record, sentence
from photophore.commons.change import Held
from photophore.commons.record import Choice, Event
from photophore.commons.sentence import Voice
from photophore.hub.offers import OFFERS, AudienceName, PurposeName, SignalName, named
from photophore.words import BODILY, Audience, BadRequest, Band, NotFound, Purpose, Role, Signal, Venue


class Mine(NamedTuple):
    """What these routes stand on."""

    terms: Any  # commons.terms.Terms
    people: Any  # commons.people.People
    looked: Any  # commons.looked.Looked
    policies: Any  # commons.policy.Policies
    takeout: Any  # commons.takeout.Takeout
    erasing: Any  # commons.erasing.Erasing
    say: Callable[..., str]  # say(language, message, **values)
    languages: tuple[str, ...]
    zone: str  # IANA, of the hub


class Line(msgspec.Struct):
    """A sentence, and the choice that it says."""

    sentence: str
    audience: AudienceName
    signal: SignalName
    purposes: list[PurposeName]
    places: list[str]
    bands: list[str]
    until: int | None  # milliseconds UTC; null: until it is ended
    named: str | None  # whom alone, in the word by which this wearer knows them
    lights: bool  # whether somebody sees light by it
    needs: bool  # this smile is not heard yet, so nothing would shine
    here: bool  # it holds at the place and the time where I am now
    held_back: list[PurposeName]  # what the city's policy does not let happen here and now
    record: str = ""  # "" for what is only offered
    since: int | None = None  # milliseconds UTC


class Known(msgspec.Struct):
    """Somebody who may be named in a choice."""

    name: str
    word: str
    audience: AudienceName


class Me(msgspec.Struct):
    """Who I am here."""

    name: str
    age: str
    language: str
    brightness: str
    autonomy: float
    roles: list[str]
    joined: int  # milliseconds UTC
    dark: bool
    sentences: list[Line]
    offers: list[Line]
    known: list[Known]
    venue: str
    bodies: bool  # whether bodies may be sensed here at all
    senses: dict[str, bool]  # signal -> whether it may be heard here and now
    leases: dict[str, int]  # seconds that each kind of light goes on without a word from my device
    lease_left: dict[str, int]  # seconds until it ends now; none where no device of mine is lit


class Told(msgspec.Struct):
    """What a deed came to."""

    state: str
    at: int  # milliseconds UTC
    record: str  # "" where nothing changed
    entries: list[int | None]  # places in the log


class Step(msgspec.Struct):
    """One event of my history."""

    at: int  # milliseconds UTC
    state: str
    record: str
    sentence: str | None  # as it was shown then
    language: str | None
    sentence_sha256: str | None
    commitment: str
    log_entry: int | None


class LookedAt(msgspec.Struct):
    """A look and its like."""

    who: str
    kind: str
    signal: str
    audience: str
    purposes: list[str]
    why: str
    first: int  # milliseconds UTC
    last: int
    times: int
    log_entry: int | None


class View(NamedTuple):
    """What every line of one answer is seen by."""

    mine: Mine
    person: Any
    voice: Voice
    allowed: Any  # (8 audiences, 16 signals) uint16 of Purpose bits: what the city's policies let happen here and now
    heard: bool  # this smile is heard, so that others can see something of it
    venue: Venue
    band: Band


def view(mine: Mine, person, voice: Voice, held: list[Held]) -> View:
    heard = any(each.choice.audience == Audience.SELF and each.choice.purposes & Purpose.LIGHT for each in held)
    venue, band = mine.terms.grants.venue, calendar.band(mine.terms.now(), mine.zone)
    return View(mine, person, voice, _allowed(mine, person, band), heard, venue, band)


def me(mine: Mine, person, voice: Voice) -> Me:
    held, terms = mine.terms.held(person.id), mine.terms
    seen = view(mine, person, voice, held)
    offers = [line(seen, choice) for choice in OFFERS if _missing(choice, held)]
    possible = [each for each in offers if set(each.purposes) - set(each.held_back)]
    venue = terms.grants.venue
    heard = {signal.name.lower(): bool(seen.allowed[Audience.SELF, signal] & Purpose.LIGHT) for signal in Signal}
    return Me(
        mine.people.name(person.id), person.wearer_class.name.lower(), person.language,
        person.brightness.name.lower(), person.autonomy, sorted(person.roles), person.joined, terms.is_dark(person.id),
        [line(seen, each.choice, each) for each in held], possible, _known(mine, person), str(venue),
        venue.senses_bodies, heard, {kind.name.lower(): seconds for kind, seconds in lease.SECONDS.items()},
        terms.lit.leases(person.id, terms.now()),
    )  # fmt: skip


def _missing(choice: Choice, held: list[Held]) -> bool:
    """Whether nothing in force says this already."""
    same = [each.choice for each in held if each.choice[:2] == choice[:2]]
    return not any(each.purposes & choice.purposes for each in same)


def line(view: View, choice: Choice, held: Held | None = None) -> Line:
    allowed = int(view.allowed[choice.audience, choice.signal]) & int(record.ALL)
    lights = bool(choice.purposes & Purpose.LIGHT)
    told = Line(
        sentence.of(choice, view.voice, name_of(view.mine, choice)), choice.audience.name.lower(),
        choice.signal.name.lower(), named(choice.purposes), record.venues(choice.places), record.bands(choice.bands),
        choice.until_ms, _word(view.mine, view.person, choice.named) if choice.named else None, lights,
        lights and choice.audience != Audience.SELF and choice.signal != Signal.PLACE and not view.heard,
        bool(choice.places & view.venue.bit and choice.bands & view.band.bit),
        named(choice.purposes & ~Purpose(allowed)),
    )  # fmt: skip
    if held:
        told.record, told.since = held.record, held.since
    return told


def _allowed(mine: Mine, person, band: Band):
    venue = mine.terms.grants.venue
    allowed = mine.policies.tensor[person.wearer_class, venue.place, band].copy()
    if not venue.senses_bodies:
        allowed[:, list(BODILY)] = 0
    return allowed


def voice(mine: Mine, language: str) -> Voice:
    """The language that was asked for, or the first that the hub speaks."""
    short = language if language in mine.languages else language.split("-")[0]
    return Voice(mine.say, short if short in mine.languages else mine.languages[0], mine.zone)


def name_of(mine: Mine, choice: Choice) -> str:
    try:
        return mine.people.name(choice.named) if choice.named else ""
    except NotFound:
        return ""


def _known(mine: Mine, person) -> list[Known]:
    """People of the clinic who gave a name, by words that only this wearer is given."""
    found = [(mine.people.name(each), each) for each in mine.terms.ledger.holding(Role.CLINIC) if each != person.id]
    return [Known(name, _word(mine, person, each), "clinic") for name, each in sorted(found) if name]


def _word(mine: Mine, person, other: str) -> str:
    """A word for somebody else, made with the wearer's own key."""
    digest = mine.people.pseudonym(person.id, f"named/{other}")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def whom(mine: Mine, person, word: str | None) -> str | None:
    """Whom a word means; BadRequest where it means nobody."""
    if word is None:
        return None
    for other in mine.terms.ledger.holding(Role.CLINIC):
        if _word(mine, person, other) == word:
            return other
    raise BadRequest("nobody goes by this word", "named", "choose somebody from the list")


def told(receipt) -> Told:
    return Told(str(receipt.state), receipt.at, receipt.record, [event.entry for event in receipt.events])


def step(event: Event) -> Step:
    said = event.sentence
    return Step(event.at, str(event.state), event.record, said and said.text, said and said.language,
                said and said.sha256, event.digest.hex(), event.entry)  # fmt: skip


def look(each) -> LookedAt:
    """A look, as a page is told of it."""
    seen = each.look
    return LookedAt(seen.who, seen.kind, seen.signal.name.lower(), seen.audience.name.lower(),
                    named(Purpose(seen.purpose)), seen.why, each.first, each.last, each.times, each.entry)  # fmt: skip
