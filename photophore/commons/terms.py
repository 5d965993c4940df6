"""People's own terms: what each lets happen, to whom, where, when and until when. Read `withdraw` and `decide` first.

A withdrawal goes bits, counter, store and log, push, acknowledge; a grant goes the other way round, and is lit last. So
wherever one falls, and whatever is full or broken, nothing comes back brighter than what was acknowledged, and nothing
acknowledged is lost.
"""

import contextlib
import heapq
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, final

from photophore.commons import change, fhir, record
from photophore.commons.change import Ask, Ended, Held
from photophore.commons.consent import Grants
from photophore.commons.ledger import Ledger
from photophore.commons.limit import Limit
from photophore.commons.lit import Lit, Look
from photophore.commons.owing import Owed, Owing, taking_back
from photophore.commons.record import Choice, Draft, Event, Sentence, State
from photophore.commons.store import now_ms
from photophore.commons.vow import Vows
from photophore.words import Audience, BadLog, NoRoom, NotAllowed, NotFound, Purpose, Signal

__all__ = ["Ask", "Choice", "Receipt", "Terms"]

MOST = 200  # sentences that one wearer may have in force
STRIPES = 256  # locks that wearers share
FULL = "You are dark, and you stay dark. The hub's disk is full, so it could not write that down yet; it keeps trying"
UNLIT = "You are still dark. The hub could not write down that you come back"


class Receipt(NamedTuple):
    """What a deed came to."""

    at: int  # milliseconds UTC
    state: State
    events: tuple[Event, ...]  # none where nothing changed

    @property
    def record(self) -> str:
        """The record that it is about, or "" where nothing changed."""
        return self.events[-1].record if self.events else ""


@final
@dataclass
class Terms:
    """Everybody's terms. The verbs may be called from any thread."""

    store: Any
    keys: Any
    log: Any
    people: Any
    grants: Grants
    now: Callable[[], int] = now_ms
    pushes: list[Callable[[str], None]] = field(default_factory=list)  # told of a person whose terms changed

    def __post_init__(self):
        self.lit = Lit(self.grants)
        self.people.tell.append(self._grown)
        self.ledger = Ledger(self.store, self.keys, self.log, self._principal)
        self._desks = [threading.RLock() for _ in range(STRIPES)]
        self._limit = Limit(self.now)
        self._ends: list[tuple[int, str]] = []  # heap of when something of whom ends
        self.owing = Owing(self.ledger, self.lit, Vows(self.keys.path.with_name("vows")), self.now)
        try:
            self.mend()
        except (NoRoom, BadLog):
            pass  # nobody is lit until `mend` has got through; see `Owing.in_force`

    # --- taking back ---

    def withdraw(self, person_id: str, audience: Audience | None = None, signal: Signal | None = None,
                 purposes: Purpose | None = None, named: str | None = None) -> Receipt:  # fmt: skip
        """Take back: from one audience or all, of one signal or all, for some purposes or all, from one person or all.

        The order is that of specs trust 1.3. NoRoom where it cannot be written down: it is dark all the same.
        """
        ended = Ended(audience, signal, purposes, named)
        mark = self.lit.darken(person_id, ended)  # bits, and with them the counter: the next frame is without it
        # fall here: nothing was written or acknowledged. Nobody has a lease after a restart, so all is dark until the
        # wearer's own page is back, and that asks for this again before it asks for light
        return self._write_down(person_id, taking_back(mark, False), State.WITHDRAWN)

    def dark(self, person_id: str) -> Receipt:
        """Everything dark until `light`; what was decided is kept. The same order, and the same promise."""
        mark = self.lit.darken(person_id, Ended())  # bits and counter
        # fall here: as in `withdraw`
        return self._write_down(person_id, taking_back(mark, True), State.DARK)

    def _write_down(self, person_id: str, owed: Owed, state: State) -> Receipt:
        trouble, events = None, []
        try:
            with self._desk(person_id):
                self.owing.add(person_id, owed)
                events = self.owing.pay(person_id)  # store
                # fall here: stored and unlisted; `mend` lists it at the next start, and nothing lights it meanwhile
                self.ledger.mend()  # log
                # fall here: stored and listed. Not told: who asks again hears that it is done
                self._relight(person_id)  # what this withdrawal left as it was
        except (NoRoom, BadLog) as error:
            trouble = error  # the mark stays until it is written: dark, whatever else is decided meanwhile
            with self._desk(person_id):
                self.owing.promise(person_id)  # fall here: dark after a restart, too
        finally:
            self._push(person_id)  # push, also where nothing could be written
            self.lit.told(person_id, owed.mark)
        # fall here: dark everywhere, and the wearer was not told; asking again does no harm
        if trouble:
            raise NoRoom(FULL, trouble.what, "you need do nothing; look here again later") from trouble
        return self._told(person_id, state, events)  # acknowledge

    def _told(self, person_id: str, state: State, events: list[Event]) -> Receipt:
        """The receipt, with the places in the log that events have by now."""
        listed = {event.id: event for event in self.ledger.of(person_id)} if events else {}
        told = tuple(listed[event.id] for event in events)
        return Receipt(told[-1].at if told else self.now(), state, told)

    def _push(self, person_id: str) -> None:
        for push in self.pushes:
            push(person_id)

    # --- letting happen ---

    def decide(self, person_id: str, choice: Choice, sentence: str, language: str,
               asked: int | None = None) -> Receipt:  # fmt: skip
        """Let a choice come into force, in the words that were shown. Stored and listed first, lit last.

        asked: `lit.begin` of the moment when the wearer asked, if that was earlier; what was taken back since wins.
        BadRequest, NotFound, or NotAllowed where it was too much or was taken back at the same moment; NoRoom or BadLog
        where it cannot be written: then it did not happen.
        """
        began = self.lit.begin(person_id)
        since = began if asked is None else asked
        try:
            with self._desk(person_id):
                held, dark, was = self._checked(person_id, choice)
                if was:  # in force already
                    self.lit.bring(person_id, [] if dark else held, since)
                    return Receipt(was.since, State.GIVEN, ())
                self._limit.spend(person_id)
                if self.lit.left(person_id, choice, since) != choice.purposes:
                    raise NotAllowed("you ended this at the same moment", "decide", "decide again if you want it")
                drafts = change.givings(held, choice, Sentence(sentence, language))
                events = self._brighten(person_id, drafts)
                held, dark = self.owing.in_force(person_id)
                self.lit.bring(person_id, [] if dark else held, since)  # bits
                # fall here: lit, and the wearer was not told; after a restart it is in force, as they asked
                self._remember_end(person_id, choice)
        finally:
            self.lit.end(person_id, began)
        self._push(person_id)  # it may be narrower than before
        return self._told(person_id, State.GIVEN, events)

    def light(self, person_id: str, asked: int | None = None) -> Receipt:
        """Come back from the dark, to what is in force; asked: as in `decide`."""
        began = self.lit.begin(person_id)
        since = began if asked is None else asked
        try:
            with self._desk(person_id):
                self.owing.pay(person_id)
                held, dark = self.owing.in_force(person_id)
                events: list[Event] = []
                if dark and self.lit.darkened(person_id, since):
                    raise NotAllowed("you went dark at the same moment", "light", "come back again if you want to")
                if dark:
                    self._limit.spend(person_id)
                    try:
                        events = self._brighten(person_id, [Draft(State.LIGHT, change.new())], False)
                    except (NoRoom, BadLog) as error:
                        raise NoRoom(UNLIT, error.what, "try again in a minute") from error
                self.lit.bring(person_id, held, since)
        finally:
            self.lit.end(person_id, began)
        self._push(person_id)  # their other pages come back, too
        return self._told(person_id, State.LIGHT, events)

    def _brighten(self, person_id: str, drafts: list[Draft], dark: bool | None = None) -> list[Event]:
        """Store and list what brightens, or make it not count."""
        events = self.ledger.write(person_id, drafts, self.grants.epoch, dark)
        # fall here: stored and not listed; the next start invalidates it, for nobody was told that it is in force
        try:
            self.ledger.mend()
        except (NoRoom, BadLog):
            at = events[-1].at
            self.owing.add(person_id, Owed(lambda held: [], void=at))
            try:
                self.owing.pay(person_id)
            except (NoRoom, BadLog):
                pass  # it stays owed, and `_in_force` goes without it
            raise
        # fall here: listed and not lit
        return events

    # --- who comes and goes ---

    def settle(self, person_id: str, rows, born) -> None:
        """This person has just taken these rows: put what is in force into them. Dark where it is not known."""
        since = self.lit.begin(person_id)
        try:
            person = self.people.get(person_id)
            with self._desk(person_id):
                look = Look(person.wearer_class, person.brightness, person.autonomy)
                self.lit.settle(person_id, rows, born, look)
                held, dark = self.owing.in_force(person_id)
                self.lit.bring(person_id, [] if dark else held, since)
                for each in held:
                    self._remember_end(person_id, each.choice)
        finally:
            self.lit.end(person_id, since)

    def _grown(self, person) -> None:
        self.lit.become(person.id, person.wearer_class)
        self._push(person.id)

    def unsettle(self, person_id: str) -> None:
        """This person's rows go dark, and are theirs no more."""
        self.lit.unsettle(person_id)

    def forget(self, person_id: str) -> None:
        """The person is erased: nothing of them stays in memory."""
        self.lit.unsettle(person_id)
        with self._desk(person_id):
            self.ledger.forget(person_id)
            self.owing.forget(person_id)

    # --- what is asked ---

    def of(self, person_id: str) -> list[Choice]:
        """What is in force, dark or not."""
        return [held.choice for held in self.held(person_id)]

    def held(self, person_id: str) -> list[Held]:
        """The sentences in force, oldest first, dark or not; NotFound where the person is erased."""
        with self._desk(person_id):
            return self.owing.in_force(person_id)[0]

    def is_dark(self, person_id: str) -> bool:
        """Whether this person went dark; also where that could not be written yet."""
        with self._desk(person_id):
            return self.owing.in_force(person_id)[1]

    def under(self, person_id: str, ask: Ask) -> Held | None:
        """Which sentence lets this happen; None where none does. What policies say is asked apart, and AND-ed."""
        with self._desk(person_id):
            held, dark = self.owing.in_force(person_id)
        return None if dark else next((each for each in held if change.allows(each.choice, ask)), None)

    def nothing(self, state: State) -> Receipt:
        """The receipt of a deed that had nothing to change."""
        return Receipt(self.now(), state, ())

    def history(self, person_id: str) -> list[Event]:
        """Every event, in the order of the store, with its place in the log."""
        with self._desk(person_id):
            return list(self.ledger.of(person_id))

    def receipt(self, person_id: str, name: str) -> dict[str, Any]:
        """A record as TS 27560 JSON, with all that is needed to find each event in the log. NotFound."""
        evidence = self.ledger.evidence(person_id, name)
        told = dict(evidence[-1][1])
        told["events"] = [one["events"][0] for _, one, _, _ in evidence]
        told["evidence"] = [
            {"canonical_cbor": canonical.hex(), "salt": salt.hex(), "commitment": event.digest.hex(),
             "log_entry": event.entry, "how": "commitment = HMAC-SHA256(salt, canonical_cbor)"}
            for event, _, canonical, salt in evidence
        ]  # fmt: skip
        return told

    def fhir(self, person_id: str, name: str) -> dict[str, Any]:
        """A record as an HL7 FHIR R5 Consent; NotFound."""
        events = [event for event, *_ in self.ledger.evidence(person_id, name)]
        return fhir.consent(events, self._principal(person_id), self.ledger.keeper.name, self.now())

    # --- mending ---

    def mend(self) -> None:
        """Write what is owed and list what is unlisted; NoRoom or BadLog where that still cannot be done."""
        whole = self.ledger.whole
        for person_id in self.owing.people():
            with self._desk(person_id), contextlib.suppress(NotFound):
                self.owing.pay(person_id)
        self.ledger.mend()
        if not whole:
            self._relight_all()

    def tend(self) -> None:
        """Once a second: what has come to its end goes dark, and what is owed is tried again."""
        now = self.now()
        while self._ends and self._ends[0][0] <= now:
            _, person_id = heapq.heappop(self._ends)
            with self._desk(person_id), contextlib.suppress(NotFound):
                self.owing.expire(person_id)  # fall here: it ends by the clock alone
        if self.owing:
            try:
                self.mend()
            except (NoRoom, BadLog):
                pass  # dark until it can be written; tried again in a second

    # --- under a person's lock ---

    def _checked(self, person_id: str, choice: Choice) -> tuple[list[Held], bool, Held | None]:
        """What is in force, whether all is dark, and the very same choice if it stands there already."""
        record.checked(choice, self.now())
        self.owing.pay(person_id)
        held, dark = self.owing.in_force(person_id)
        if choice.named is not None:
            self.people.get(choice.named)  # NotFound where there is nobody
        was = next((each for each in held if each.choice == choice), None)
        if was is None and len(held) >= MOST:
            raise NotAllowed(f"{MOST} sentences are in force already", "decide", "end one that you need no more")
        return held, dark, was

    def _relight(self, person_id: str) -> None:
        since = self.lit.begin(person_id)
        try:
            held, dark = self.owing.in_force(person_id)
            self.lit.bring(person_id, [] if dark else held, since)
        finally:
            self.lit.end(person_id, since)

    def _relight_all(self) -> None:
        for person_id in self.lit.settled():
            with self._desk(person_id):
                self._relight(person_id)

    def _remember_end(self, person_id: str, choice: Choice) -> None:
        if choice.until_ms is not None:
            heapq.heappush(self._ends, (choice.until_ms, person_id))

    def _desk(self, person_id: str) -> threading.RLock:
        return self._desks[hash(person_id) % STRIPES]

    def _principal(self, person_id: str) -> str:
        return self.people.pseudonym(person_id, "consent").hex()
