"""How one change alters what stands: pure rules over choices and events, without store, log or clock."""

import secrets
from typing import NamedTuple

from photophore.commons.record import Choice, Draft, Event, Sentence, State
from photophore.words import ALWAYS, EVERYWHERE, Audience, Band, Purpose, Signal, Venue


class Held(NamedTuple):
    """A sentence in force."""

    record: str
    choice: Choice  # its purposes are those that are left
    since: int  # milliseconds UTC
    sentence: Sentence
    event: int  # that gave it


class Ended(NamedTuple):
    """What is taken back; None means all of them."""

    audience: Audience | None = None
    signal: Signal | None = None
    purposes: Purpose | None = None
    named: str | None = None

    def of(self, choice: Choice) -> Purpose:
        """The purposes of a choice that end by this."""
        same = self.audience in (None, choice.audience) and self.signal in (None, choice.signal)
        if not same or self.named not in (None, choice.named):
            return Purpose(0)
        return choice.purposes if self.purposes is None else choice.purposes & self.purposes


class Ask(NamedTuple):
    """Who wants what, for what, where and when, and who by name."""

    audience: Audience
    signal: Signal
    purpose: Purpose
    venue: Venue | None = None  # where the wearer is; None: only what holds everywhere
    band: Band | None = None  # None: only what holds always
    reader: str | None = None  # person id, where it is known


def in_force(events: list[Event], now: int) -> tuple[list[Held], bool]:
    """What holds after these events, and whether everything is dark: a fold, in the order of the store."""
    voided = {event.of for event in events if event.state == State.INVALIDATED}
    held: dict[str, Held] = {}
    dark = False
    for event in events:
        if event.at in voided:
            continue
        if event.state in (State.DARK, State.LIGHT):
            dark = event.state == State.DARK
        elif event.state == State.GIVEN:
            held[event.record] = Held(event.record, event.choice, event.at, event.sentence, event.id)
        elif event.state in (State.WITHDRAWN, State.EXPIRED) and event.record in held:
            left = narrowed(held[event.record], event.choice.purposes)
            held[event.record] = left or held[event.record]
            if left is None:
                del held[event.record]
    return [it for it in held.values() if it.choice.until_ms is None or it.choice.until_ms > now], dark


def narrowed(held: Held, purposes: Purpose) -> Held | None:
    """What is left of it without these purposes; None where nothing is."""
    left = held.choice.purposes & ~purposes
    return held._replace(choice=held.choice._replace(purposes=left)) if left else None


def endings(held: list[Held], ended: Ended) -> list[Draft]:
    """A new event for each record that this takes something from."""
    gone = [(each, ended.of(each.choice)) for each in held]
    return [Draft(State.WITHDRAWN, each.record, each.choice._replace(purposes=purposes), each.sentence)
            for each, purposes in gone if purposes]  # fmt: skip


def givings(held: list[Held], choice: Choice, sentence: Sentence) -> list[Draft]:
    """The new choice, and an event for each record that it takes the place of.

    A choice that covers a whole record goes on with it. A person's name and a whole audience never stand side by side
    for the same signal: a name narrows, and must never be opened by a word said before.
    """
    drafts, goes_on = [], None
    for each in held:
        if (each.choice.audience, each.choice.signal) != (choice.audience, choice.signal):
            continue
        kind_changes = (each.choice.named is None) != (choice.named is None)
        if each.choice.named != choice.named and not kind_changes:
            continue  # another person of the same audience
        taken = each.choice.purposes if kind_changes else each.choice.purposes & choice.purposes
        if not taken:
            continue
        if goes_on is None and not kind_changes and taken == each.choice.purposes:
            goes_on = each.record
        else:
            drafts.append(Draft(State.WITHDRAWN, each.record, each.choice._replace(purposes=taken), each.sentence))
    return [*drafts, Draft(State.GIVEN, goes_on or new(), choice, sentence)]


def allows(choice: Choice, ask: Ask) -> bool:
    where = choice.places & ask.venue.bit if ask.venue is not None else choice.places == EVERYWHERE
    when = choice.bands & ask.band.bit if ask.band is not None else choice.bands == ALWAYS
    who = choice.named is None or choice.named == ask.reader
    same = (choice.audience, choice.signal) == (ask.audience, ask.signal)
    return bool(same and ask.purpose & choice.purposes == ask.purpose and where and when and who)


def new() -> str:
    """A name for a record that nobody can guess."""
    return secrets.token_hex(16)
