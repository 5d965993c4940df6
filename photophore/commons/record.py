"""What a wearer decided, as a record that lasts: ISO/IEC TS 27560:2023 (specs trust 1.1), with fields of ours beside.

A record is one sentence that a wearer lets stand. Each change of it is a new event; nothing is overwritten. What is
committed to is the record as it stood with that one event, and the commitment of the event before: a chain.
"""

import hashlib
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from photophore.commons.lease import SECONDS, kind_of
from photophore.words import ALWAYS, EVERYWHERE, Audience, BadRequest, Band, Purpose, Signal, Venue

SCHEMA = "ISO/IEC TS 27560:2023"
PROFILE = "photophore consent record 1"
REACHED = "PT0.2S"  # withdrawal to every reachable viewer, p99; DESIGN promise 2
FARTHEST = 100 * 365 * 86_400_000  # milliseconds ahead that an end may lie
KEPT = {True: "P7D", False: "PT0S"}  # by whether it may be remembered; DESIGN 8: a trace is kept seven days
SPECIAL = {Signal.HEART, Signal.SKIN, Signal.MOUTH, Signal.FEELING}  # health, in the sense of GDPR article 9
ALL = Purpose.LIGHT | Purpose.SYNC | Purpose.MURAL | Purpose.CARE | Purpose.RESEARCH | Purpose.REMEMBER
# what screens and pictures show to whoever stands before them: no name can be asked there
SEEN_BY_ALL = Purpose.LIGHT | Purpose.SYNC | Purpose.MURAL

# purpose -> type by the W3C Data Privacy Vocabulary 2, and for research by the Data Use Ontology
TYPES = {
    Purpose.LIGHT: "dpv:PersonalisedBenefits",
    Purpose.SYNC: "dpv:Personalisation",
    Purpose.MURAL: "dpv:PublicBenefit",
    Purpose.CARE: "dpv:ProvideHealthcare",  # DUO has no term for care of oneself
    Purpose.RESEARCH: "obo:DUO_0000042",  # general research use
    Purpose.REMEMBER: "dpv:RecordManagement",
}


class Choice(NamedTuple):
    """What a wearer lets happen. Bits of `places` are words.Venue, of `bands` words.Band."""

    audience: Audience
    signal: Signal
    purposes: Purpose
    places: int = EVERYWHERE
    bands: int = ALWAYS
    until_ms: int | None = None  # milliseconds UTC; None: until it is ended
    named: str | None = None  # one person of the audience and nobody else; None: the whole audience


class State(StrEnum):
    """What an event did. DPV's states of consent; dark and light are a pause of everything, and its end."""

    GIVEN = "given"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"  # its end came, by the hub's clock
    INVALIDATED = "invalidated"  # it was stored and never acknowledged, so it never came into force
    DARK = "dark"
    LIGHT = "light"


BRIGHTER = frozenset({State.GIVEN, State.LIGHT})


class Sentence(NamedTuple):
    """The very words that were on the screen."""

    text: str
    language: str  # BCP 47

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


class Event(NamedTuple):
    """One change, as it stands in the store."""

    id: int  # order of the store
    record: str
    at: int  # milliseconds UTC; events of one deed share it, and no other deed of the same person has it
    state: State
    choice: Choice | None  # as given; with `withdrawn` the purposes that ended; None for dark and light
    sentence: Sentence | None
    digest: bytes  # the commitment, as it stands in the log
    entry: int | None  # place in the log; None until listed
    of: int | None = None  # `at` of the deed that an `invalidated` is about


class Keeper(NamedTuple):
    """Who keeps the record: the hub, as a party of TS 27560."""

    id: str = "photophore.hub"
    name: str = "the people who run this hub"
    address: str = "where the hub stands"
    contact: str = "the hub's operator"
    jurisdiction: str = "where the hub stands"
    notice: str = "/me"


class Draft(NamedTuple):
    """A change to be written."""

    state: State
    record: str
    choice: Choice | None = None
    sentence: Sentence | None = None
    of: int | None = None


class Facts(NamedTuple):
    """What an event is made of besides its choice."""

    record: str
    principal: str  # pseudonym of the wearer, hex
    at: int
    epoch: int  # hub-wide change counter when it was made
    previous: str  # hex of the commitment of this record's event before; "" where there is none


def checked(choice: Choice, now: int) -> Choice:
    """The same choice, in plain words' types; BadRequest where no such choice can be made."""
    try:
        whole = choice._replace(
            audience=Audience(choice.audience), signal=Signal(choice.signal), purposes=Purpose(int(choice.purposes))
        )
    except (ValueError, TypeError):
        raise BadRequest("there is no such audience, signal or purpose", "choice", "see /schema") from None
    if not whole.purposes or int(whole.purposes) & ~int(ALL):
        raise BadRequest("a choice needs at least one purpose", "purposes", "name what it is for")
    for name, bits in (("places", whole.places), ("bands", whole.bands)):
        if not isinstance(bits, int) or not 0 < bits <= 0xFF:
            raise BadRequest(f"a choice needs at least one of the {name}", name, "name at least one, or all")
    if whole.until_ms is not None and not now < whole.until_ms <= now + FARTHEST:
        raise BadRequest("a choice must end later than now", "until", "choose a later day, or no end")
    if whole.named is not None and whole.purposes & SEEN_BY_ALL:
        raise BadRequest(
            "light cannot be shown to one person alone", "named", "name a person for care, research or remembering"
        )
    return whole


def of(facts: Facts, event: Event, keeper: Keeper) -> dict[str, Any]:
    """The TS 27560 record as it stands with this one event: plain JSON, ready for canonical CBOR."""
    return {
        "header": {
            "schema_version": SCHEMA,
            "profile": PROFILE,
            "record_id": facts.record,
            "pii_principal_id": facts.principal,
        },
        "pii_processing": _processing(event, keeper),
        "party_identification": _parties(facts, event, keeper),
        "events": [_event(facts, event)],
        "photophore": _ours(facts, event),
    }


def _processing(event: Event, keeper: Keeper) -> dict[str, Any]:
    choice = event.choice
    purposes = list(choice.purposes) if choice else []
    return {
        "privacy_notice": keeper.notice,
        "language": event.sentence.language if event.sentence else "und",
        "purposes": [{"purpose": bit.name.lower(), "purpose_type": TYPES[bit]} for bit in purposes],
        "lawful_basis": "dpv:Consent",
        "pii_information": [_data(choice.signal)] if choice else [],
        "pii_controllers": [keeper.id],
        "collection_method": "by the wearer's own hand, or a sensor that the wearer switched on",
        "processing_method": "on the hub, in memory; kept only where it may be remembered",
        "storage_locations": [keeper.address],
        "retention_period": KEPT[bool(choice and Purpose.REMEMBER in choice.purposes)],
        "jurisdiction": keeper.jurisdiction,
        "geographic_restrictions": venues(choice.places) if choice else [],
        "third_party_recipients": [choice.named] if choice and choice.named else [],
        "withdrawal_method": "one touch on /me, or Go dark on any page; at once, and without a reason",
        "privacy_rights": ["withdraw", "narrow", "see who looked", "take everything out", "be erased"],
    }


def _data(signal: Signal) -> dict[str, Any]:
    special = signal in SPECIAL
    return {"pii_type": signal.name.lower(), "pii_optional": True, "sensitive_pii": special, "special_pii": special}


def _parties(facts: Facts, event: Event, keeper: Keeper) -> list[dict[str, str]]:
    hub = {"party_id": keeper.id, "party_address": keeper.address, "party_name": keeper.name,
           "party_contact": keeper.contact, "party_type": "controller", "party_role": "keeps the record"}  # fmt: skip
    wearer = {"party_id": facts.principal, "party_address": "known to the wearer", "party_name": "a wearer",
              "party_contact": "by the wearer's page", "party_type": "principal", "party_role": "decides"}  # fmt: skip
    if event.choice is None:
        return [hub, wearer]
    who = event.choice.named or f"audience:{event.choice.audience.name.lower()}"
    seen = {"party_id": who, "party_address": keeper.address, "party_name": event.choice.audience.name.lower(),
            "party_contact": keeper.contact, "party_type": "recipient", "party_role": "may see"}  # fmt: skip
    return [hub, wearer, seen]


def _event(facts: Facts, event: Event) -> dict[str, Any]:
    ends = event.choice.until_ms if event.choice else None
    told = {
        "event_time": iso(event.at),
        "validity_duration": "until withdrawn" if ends is None else f"PT{max(0, ends - event.at) / 1000:.3f}S",
        "entity_id": facts.principal,
        "event_type": "explicit",
        "event_state": str(event.state),
    }
    if event.sentence:
        told |= {"sentence": event.sentence.text, "sentence_sha256": event.sentence.sha256,
                 "language": event.sentence.language}  # fmt: skip
    return told


def _ours(facts: Facts, event: Event) -> dict[str, Any]:
    told: dict[str, Any] = {"at": event.at, "epoch": facts.epoch, "previous": facts.previous, "state": str(event.state)}
    if event.of is not None:
        told["of"] = event.of
    if event.choice is None:
        return told
    choice = event.choice
    lease = SECONDS[kind_of(choice.audience, choice.signal)]
    return told | {
        "audience": int(choice.audience),
        "signal": int(choice.signal),
        "purposes": int(choice.purposes),
        "places": choice.places,
        "bands": choice.bands,
        "until_ms": choice.until_ms,
        "named": choice.named,
        "withdrawal_latency": {"reachable": REACHED, "anywhere": f"PT{lease}S"},
    }


def read(told: dict[str, Any], event: Event) -> Event:
    """An event with what its record tells; the other fields stay as they are."""
    ours, shown = told["photophore"], told["events"][0]
    choice = None
    if "audience" in ours:
        choice = Choice(
            Audience(ours["audience"]), Signal(ours["signal"]), Purpose(ours["purposes"]), ours["places"],
            ours["bands"], ours["until_ms"], ours["named"],
        )  # fmt: skip
    sentence = Sentence(shown["sentence"], shown["language"]) if "sentence" in shown else None
    return event._replace(state=State(ours["state"]), choice=choice, sentence=sentence, of=ours.get("of"))


def venues(bits: int) -> list[str]:
    """The kinds of place in a choice's bits."""
    return [str(venue) for venue in Venue if bits & venue.bit]


def bands(bits: int) -> list[str]:
    """The bands of the week in a choice's bits."""
    return [band.name.lower() for band in Band if bits & band.bit]


def iso(ms: int) -> str:
    """An instant, milliseconds UTC, as ISO 8601 has it."""
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
