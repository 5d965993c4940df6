"""An order to rest, as hubs sign it: pure, so that a hub, another hub and a rehearsal hold it to the same rules.

Light rests by order for a quarter of an hour at most. One hub alone lets one district rest at a time; for more it needs
others to sign the same text, of more than one kind, so that neither one firm nor one office can darken a city.
"""

import json
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from photophore.tlog import note
from photophore.tlog.note import Key, Signer
from photophore.words import BadLog, BadRequest, NotAllowed

FIRST = "photophore order to rest v1"  # so that no other note of a hub is ever taken for an order
MINUTES = 15  # at most; specs trust 6.3
DISTRICTS, LETTERS = 500, 80  # of one order, and of one district's name
WHY, ORIGIN = 200, 255  # letters, of a reason and of a log's name
DAY, HOUR = 86_400_000, 3_600_000  # milliseconds
A_DISTRICT, A_HUB, DRILLS = 4, 24, 200  # orders in a day: for a district, by a hub, and for virtual smiles alone
OFTEN = 6  # orders in an hour from which on the rate itself is an alarm
LATE = 600_000  # milliseconds between the draft of an order and its last signature, at most
SKEW = 60_000  # milliseconds by which another hub's clock may be ahead of ours
MANY = 5  # districts from which on three hubs must sign


class HubKind(StrEnum):
    """Who runs a hub."""

    DISTRICT = "district"
    CLINIC = "clinic"
    SCHOOL = "school"
    LIBRARY = "library"
    COUNCIL = "council"


class Whom(StrEnum):
    """Whose light rests."""

    ALL = "all"
    VIRTUAL = "virtual"  # smiles that nobody wears: a drill, which needs no other hub


class Order(NamedTuple):
    """What is signed."""

    name: str  # 128 bits of chance, hex; never used twice
    hub: str  # who drafted it: its log's name
    districts: tuple[str, ...]  # sorted, each once
    since: int  # ms UTC
    until: int  # ms UTC
    whom: Whom
    by: str  # "operator", "council", or "hub": by itself
    why: str  # one line, for everybody
    incident: int  # number; 0: none

    def holds(self, now: int) -> bool:
        """Whether it is in force, if nobody ended it: over at its end whoever sleeps. Before it began, too: a clock
        that is put back wakes nobody, and whoever holds it counts its minutes by a watch.
        """
        return now < self.until


class Partner(NamedTuple):
    """A hub whose signature counts here."""

    key: Key
    kind: HubKind


def checked(order: Order) -> Order:
    """BadRequest where this is no order that a hub could give."""
    districts = order.districts
    plain = all(isinstance(each, str) and each.strip() == each and 0 < len(each) <= LETTERS and each.isprintable()
                for each in districts)  # fmt: skip
    if not plain or not 0 < len(districts) <= DISTRICTS or tuple(sorted(set(districts))) != tuple(districts):
        raise BadRequest("an order names districts", "districts", f"1 to {DISTRICTS}, each once, in order")
    if not 0 < order.until - order.since <= MINUTES * 60_000:
        raise BadRequest(f"light rests for {MINUTES} minutes at most", "minutes", f"1 to {MINUTES}; ask again later")
    if not 0 < len(order.hub) <= ORIGIN or not order.hub.isprintable() or " " in order.hub:
        raise BadRequest("an order is drafted by a hub", "hub", f"its log's name: {ORIGIN} letters at most, no blanks")
    if order.incident < 0 or len(order.name) != 32 or set(order.name) - set("0123456789abcdef"):
        raise BadRequest("an order has a number of its own, and of an incident or 0", "name", "32 hexadecimal digits")
    if len(order.why) > WHY or not order.why.isprintable():
        raise BadRequest("an order says why in one line", "why", f"{WHY} letters at most")
    return order


def write(order: Order) -> bytes:
    """The text that hubs sign: one form, one line for each thing."""
    told = checked(order)._asdict()
    return (FIRST + "\n" + "".join(f"{name} {json.dumps(value)}\n" for name, value in told.items())).encode()


def read(text: bytes) -> Order:
    """What `write` wrote; BadLog where it is anything else."""
    try:
        first, *lines = text.decode().splitlines()
        told = {name: json.loads(rest) for name, _, rest in (line.partition(" ") for line in lines)}
        order = Order(**told | {"districts": tuple(told["districts"]), "whom": Whom(told["whom"])})
        whole = first == FIRST and write(order) == text
    except (ValueError, KeyError, TypeError, AttributeError, BadRequest):
        whole = False
    if not whole:
        raise BadLog("this is no order to rest", try_="a note whose first line is: " + FIRST)
    return order


def cosign(signed: bytes, signer: Signer) -> bytes:
    """The same note with one signature more: what another hub sends back. BadLog where it is no order."""
    text, signatures = note.split(signed)
    read(text)
    return note.join(text, [*signatures, signer.sign(text)])


def together(notes: Iterable[bytes]) -> bytes:
    """Several notes of one text as one; BadLog where their texts differ."""
    split = [note.split(each) for each in notes]
    if not split or len({text for text, _ in split}) != 1:
        raise BadLog("these signatures are of different orders", try_="sign the same draft")
    return note.join(split[0][0], dict.fromkeys(each for _, signatures in split for each in signatures))


def needs(districts: int, whom: Whom = Whom.ALL) -> tuple[int, int]:
    """(hubs, kinds of hub) that must sign for so many districts at once."""
    if districts <= 1 or whom is Whom.VIRTUAL:
        return 1, 1
    return (2, 2) if districts < MANY else (3, 2)


def enough(signed: bytes, partners: Sequence[Partner], others: int = 0) -> Order:
    """The order, if enough hubs signed it. partners: all whose signatures count, the own hub among them; others: more
    districts, which rest already, by whomever. One public key is one hub, under however many names, and so is one name.

    NotAllowed where signatures are missing; BadLog where one is wrong.
    """
    opened = note.look(signed, [each.key for each in partners])
    order = read(opened.text)
    signers = {each.key for each in opened.verified}
    mine: list[Partner] = []
    for each in partners:
        if each.key in signers and not any(_same(each, one) for one in mine):
            mine.append(each)
    hubs, kinds = len(mine), len({each.kind for each in mine})
    need = needs(len(order.districts) + others, order.whom)
    if hubs < need[0] or kinds < need[1]:
        raise NotAllowed(f"{need[0]} hubs of {need[1]} kinds must sign for more than one district",
                         f"{hubs} of {kinds}", "rest one district, and ask other hubs to sign the draft")  # fmt: skip
    return order


def _same(one: Partner, other: Partner) -> bool:
    return one.key.public == other.key.public or one.key.name == other.key.name


def room(order: Order, past: Sequence[Order], now: int) -> None:
    """NotAllowed where a district, or the hub, was darkened too often in a day. past: orders, ended or not."""
    fresh = [each for each in past if now - DAY < each.since and each.whom is order.whom]
    most = A_HUB if order.whom is Whom.ALL else DRILLS
    if len(fresh) >= most:
        raise NotAllowed(f"a hub lets light rest {most} times a day at most", "rest", "wearers can go dark at any time")
    if order.whom is Whom.ALL:
        for district in order.districts:
            if sum(district in each.districts for each in fresh) >= A_DISTRICT:
                raise NotAllowed(f"a district rests {A_DISTRICT} times a day at most", district,
                                 "wearers there can go dark at any time")  # fmt: skip


def often(past: Sequence[Order], now: int) -> bool:
    """Whether orders for real smiles come so fast that the orders themselves are the alarm."""
    return sum(now - HOUR < each.since and each.whom is Whom.ALL for each in past) >= OFTEN


def relit(resting: np.ndarray, ordered: np.ndarray, tested: np.ndarray, willing: np.ndarray) -> np.ndarray:
    """Which smiles may wake now: no order holds for them, their own test passed, and their wearer says yes.

    resting, ordered, tested, willing: (n,) bool -> (n,) bool
    """
    return resting & ~ordered & tested & willing
