"""What a wearer may begin with, and how a choice travels as JSON: names instead of numbers, in both directions."""

from collections.abc import Iterable
from typing import Literal

import msgspec

from photophore.commons.record import Choice
from photophore.words import ALWAYS, EVERYWHERE, Audience, BadRequest, Band, Purpose, Signal, Venue

AudienceName = Literal["self", "near", "collective", "gathering", "district", "clinic", "research", "public"]
SignalName = Literal["feeling", "heart", "skin", "mouth", "place", "story"]
PurposeName = Literal["light", "sync", "mural", "care", "research", "remember"]
VenueName = Literal["neighbourhood", "home", "clinic", "gathering", "workplace", "education", "street", "elsewhere"]
BandName = Literal["week_night", "week_morning", "week_day", "week_evening", "rest_night", "rest_morning", "rest_day",
                   "rest_evening"]  # fmt: skip

# sentences that a page offers, in the order in which somebody new may want them
OFFERS = (
    Choice(Audience.SELF, Signal.FEELING, Purpose.LIGHT),
    Choice(Audience.NEAR, Signal.FEELING, Purpose.LIGHT | Purpose.SYNC),
    Choice(Audience.PUBLIC, Signal.PLACE, Purpose.LIGHT),  # without it nobody stands on the map
    Choice(Audience.PUBLIC, Signal.FEELING, Purpose.LIGHT),
    Choice(Audience.DISTRICT, Signal.FEELING, Purpose.MURAL),
    Choice(Audience.GATHERING, Signal.FEELING, Purpose.LIGHT | Purpose.SYNC),
    Choice(Audience.NEAR, Signal.PLACE, Purpose.LIGHT),
    Choice(Audience.SELF, Signal.HEART, Purpose.LIGHT),
    Choice(Audience.SELF, Signal.FEELING, Purpose.REMEMBER),
    Choice(Audience.CLINIC, Signal.MOUTH, Purpose.CARE),
    Choice(Audience.RESEARCH, Signal.FEELING, Purpose.RESEARCH),
)


class Wish(msgspec.Struct, forbid_unknown_fields=True):
    """A choice that a wearer wants to make. Whoever leaves places or bands out means all of them."""

    audience: AudienceName
    signal: SignalName
    purposes: tuple[PurposeName, ...]
    places: tuple[VenueName, ...] | None = None
    bands: tuple[BandName, ...] | None = None
    until: int | None = None  # milliseconds UTC
    named: str | None = None  # as /api/me told it


def choice_of(wish: Wish, named: str | None) -> Choice:
    """The choice; BadRequest where it holds more names than there are. named: person id."""
    for names in (wish.purposes, wish.places or (), wish.bands or ()):
        if len(names) > 8:
            raise BadRequest("a choice names each thing once", "choice", "see /schema")
    if wish.until is not None and not 0 <= wish.until < 2**53:
        raise BadRequest("no such moment can be an end", "until", "milliseconds since 1970, UTC")
    return Choice(
        Audience[wish.audience.upper()], Signal[wish.signal.upper()], purposes_of(wish.purposes),
        EVERYWHERE if wish.places is None else _bits(Venue(name).bit for name in wish.places),
        ALWAYS if wish.bands is None else _bits(Band[name.upper()].bit for name in wish.bands),
        wish.until, named,
    )  # fmt: skip


def purposes_of(names: Iterable[str]) -> Purpose:
    """Purposes by their names."""
    return Purpose(_bits(Purpose[name.upper()] for name in names))


def named(bits: Purpose) -> list[str]:
    """Names of purposes."""
    return [bit.name.lower() for bit in bits]


def _bits(each: Iterable[int]) -> int:
    bits = 0
    for bit in each:
        bits |= int(bit)
    return bits
