"""Orders to rest in force, and how they come and go. Dark first, as `terms` does; whatever ends one goes the other way.

    order:  dark -> signed and stored -> listed -> said          end:  stored -> over -> listed

A fall leaves an order that nobody was told of and that is gone with the process, or one that the next start holds to
its end. Every order is over at its end by the clock alone, whoever sleeps. A clock that is put back wakes nobody: then
a stop watch ends the order after its minutes.
"""

import contextlib
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, final

from sqlalchemy import insert, select, update

from photophore.commons import incident, openly, resting
from photophore.commons.incident import Incidents
from photophore.commons.partners import RULES, Known, Partners, roles_of
from photophore.commons.resting import HOUR, LATE, MINUTES, HubKind, Order, Partner, Whom
from photophore.commons.schema import rests as table
from photophore.commons.seal import Seal
from photophore.tlog import entry, note
from photophore.words import BadLog, BadRequest, NoRoom, NotAllowed, NotFound

KIND = "rest"  # of the log's entries


class About(NamedTuple):
    """What an order is about, besides districts and minutes."""

    why: str = ""  # one line, for everybody
    whom: Whom = Whom.ALL
    incident: int = 0  # number; 0: none


@final
class Rests:
    """The orders of a hub. Verbs may be called from every thread; `now` and `over` never wait for a disk."""

    def __init__(self, store, log, seal: Seal, incidents: Incidents, watch: Callable[[], float] = time.monotonic):
        """watch: seconds that nobody can put back."""
        self.tell: list[Callable[[Order, bool], None]] = []  # told(order, rests) when one begins, and when it is over
        self.fall: Callable[[str], None] = lambda step: None  # where a test lets the program fall
        self.kind = HubKind.DISTRICT  # of this hub
        self._store, self._log, self._seal, self._incidents, self._watch = store, log, seal, incidents, watch
        self._partners = Partners(store, log, seal)
        self._turn = threading.RLock()  # one change at a time
        self._held: dict[str, Order] = {}  # in force, by name; replaced whole, so that readers need no lock
        self._ends: dict[str, float] = {}  # name -> by the watch: an order that is held ends then at the latest
        self._owed: dict[str, tuple[Order, bytes | None]] = {}  # in force and not stored, with its note if there is one
        self._unlisted = True
        self._load()

    # --- what is asked

    def now(self) -> list[Order]:
        """The orders in force, oldest first."""
        return sorted((each for each in self._held.values() if self._holds(each)), key=lambda each: each.since)

    def over(self, district: str, virtual: bool = False) -> Order | None:
        """The order by which this district rests longest; None where none does. virtual: smiles that nobody wears."""
        mine = [each for each in self.now() if district in each.districts and (virtual or each.whom is Whom.ALL)]
        return max(mine, key=lambda each: each.until, default=None)

    def all(self) -> list[dict[str, Any]]:
        """Every order that there was, newest first, for everybody to read: what it said, its note, and how it ended."""
        with self._store.read() as connection:
            rows = connection.execute(select(table).order_by(table.c.since.desc())).all()
        return [_order(row)._asdict() | {"note": bytes(row.note).decode(), "entry": row.entry, "ended": row.ended,
                "ended_why": row.why or "", "ended_entry": row.ended_entry} for row in rows]  # fmt: skip

    def partners(self) -> list[Partner]:
        """The other hubs whose signatures count here, now."""
        return self._partners.counting()

    def hubs(self) -> list[Known]:
        """The other hubs that introduced themselves here, whether they count yet or not."""
        return self._partners.all()

    # --- what is done

    def draft(self, districts: Sequence[str], by, minutes: float = MINUTES, about: About | None = None) -> bytes:
        """A note for other hubs to sign (`resting.cosign`): signed by this one, in force nowhere. by: a Person who may.
        It is to be ordered within ten minutes.
        """
        return self._seal.sign(resting.write(self._made(districts, by, minutes, about or About())))

    def order(self, districts: Sequence[str], by, minutes: float = MINUTES, cosigned: Sequence[bytes] = (),
              about: About | None = None) -> Order:  # fmt: skip
        """Let districts rest for some minutes, at once. by: an operator or the council; None: the hub itself, which may
        only for virtual smiles. cosigned: the draft as other hubs signed it, where there is more than one district.

        NotAllowed, BadRequest, BadLog: it may not be, and nothing happened; NotAllowed also where it is too often.
        NoRoom where it cannot be written down: it rests all the same, and is written as soon as that can be.
        """
        with self._turn:
            order, signed = self._asked(districts, by, (minutes, about or About()), cosigned)
            past = self._past()
            resting.room(order, past, self._store.now())
            self._hold(order)  # dark
            self.fall("dark")  # fall here: nothing was written or said; the next start knows nothing of it
            self._owed[order.name] = (order, signed)
            try:
                self._keep(order.name)
            except (NoRoom, BadLog) as error:
                raise NoRoom(f"it rests; it could not be written down yet: {error.what}", error.where,
                             "you need do nothing: it is tried again, and ends by itself") from error  # fmt: skip
        # fall here: in force, listed, and nobody was told; who asks again sees it in force
        if resting.often([*past, order], self._store.now()):
            self._alarm(order)
        return order

    def end(self, name: str, by, why: str = "") -> None:
        """Let an order be over before its end, so that whoever is well and willing wakes. by: as in `order`. NotFound;
        NoRoom or BadLog where that cannot be written: then it holds on.
        """
        why = openly.line(why, "why", 0, resting.WHY)
        with self._turn:
            order = self._held.get(name)
            if order is None or not self._holds(order):
                raise NotFound("no such order is in force", str(name)[:40], "see /api/guard")
            self._office(by, order.whom)
            if name in self._owed:
                self._keep(name)
            self._close(order, why or "it was ended")

    def cosign(self, signed: bytes, by) -> bytes:
        """Sign what another hub drafted. It is listed here first: whoever helps to darken others says so. by: an
        operator or the council. BadLog, BadRequest: it is no such draft; NoRoom where that cannot be listed.
        """
        self._office(by, Whom.ALL)
        order, now = resting.read(note.split(signed)[0]), self._store.now()
        if order.hub == self._log.origin:
            raise BadRequest("this draft is our own", "note", "another hub signs it")
        if not now - LATE <= order.since <= now + resting.SKEW or not order.holds(now):
            raise BadRequest("this draft is too old, or its clock is wrong", "note", "ask for a new one")
        with self._turn:
            self._listed(entry.public(KIND, {"do": "cosign", "hub": order.hub, "name": order.name,
                                             "districts": list(order.districts), "until": order.until}))  # fmt: skip
            # fall here: listed and not given; whoever asks again gets it
            return note.join(*self._seal.added(signed))

    @property
    def key(self) -> str:
        """This hub's public key, for others to know; "" before its first order or draft."""
        return str(self._seal.key) if self._seal.made else ""

    def introduce(self, vkey: str, kind: str, by) -> bytes:
        """This hub's introduction, as a hub of this kind, to the hub with this key; its people agree (`know`)."""
        return self._partners.introduce(vkey, kind, by)

    def know(self, signed: bytes, by) -> Known:
        """Somebody's word for a hub that introduced itself here; see `partners.Partners.know`."""
        return self._partners.know(signed, by)

    def forget(self, name: str, by) -> None:
        """Another hub's signature counts no more, at once. NotFound."""
        self._partners.forget(name, by)

    # --- in the background, and after a fall

    def tend(self) -> None:
        """Once a second: what has come to its end is over, and what is owed is tried again."""
        with self._turn, contextlib.suppress(NoRoom, BadLog):  # the disk is full still: again in a second
            for name in list(self._owed):
                self._keep(name)
            for order in [each for each in self._held.values() if not self._holds(each)]:
                self._let_go(order)
                self._ended(order, "its time was over")
            if self._unlisted:
                self.mend()

    def mend(self) -> None:
        """List what is not listed yet: after every order, at every start. NoRoom or BadLog where that cannot be."""
        with self._turn:
            self._unlisted = True
            for row in self._rows(table.c.entry.is_(None) | table.c.ended.is_not(None) & table.c.ended_entry.is_(None)):
                entry_ = self._listed(_begins(row)) if row.entry is None else row.entry
                ended = row.ended is not None and row.ended_entry is None
                ended_entry = self._listed(_ends(row)) if ended else row.ended_entry
                self.fall("listed")  # fall here: listed, and the row does not know where; the log's `find` tells
                values = {"entry": entry_, "ended_entry": ended_entry}
                self._change(row.name, values)
            self._unlisted = False

    # --- the way of an order

    def _made(self, districts: Sequence[str], by, minutes: float, about: About) -> Order:
        """An order that this person may give, from now on."""
        if isinstance(districts, str) or not all(isinstance(each, str) for each in districts):
            raise BadRequest("an order names districts", "districts", 'a list, as in ["Sol", "Centro"]')
        if isinstance(minutes, bool) or not isinstance(minutes, int | float) or not 0 < minutes <= MINUTES:
            raise BadRequest(f"light rests for {MINUTES} minutes at most", "minutes", f"1 to {MINUTES}")
        try:
            whom = Whom(about.whom)
        except ValueError:
            raise BadRequest("an order is for all, or for virtual smiles", "whom", ", ".join(Whom)) from None
        why, now = openly.line(about.why, "why", 0, resting.WHY), self._store.now()
        office, number = self._office(by, whom), about.incident if isinstance(about.incident, int) else 0
        return resting.checked(Order(secrets.token_hex(16), self._log.origin, tuple(sorted(set(districts))), now,
                                     now + max(1, round(minutes * 60_000)), whom, office, why, number))  # fmt: skip

    def _asked(self, districts, by, how: tuple[float, About], cosigned: Sequence[bytes]) -> tuple[Order, bytes | None]:
        """The order, and the note where others signed it; nothing has happened yet."""
        made = self._made(districts, by, *how)
        resting_now = {name for each in self.now() if each.whom is Whom.ALL for name in each.districts}
        others = resting_now - set(made.districts)  # by whomever it was ordered: a city in slices is a city
        if not cosigned:
            if made.whom is Whom.ALL and len(made.districts) + len(others) > 1:
                hubs, kinds = resting.needs(len(made.districts) + len(others))
                raise NotAllowed(f"more than one district rests only where {hubs} hubs of {kinds} kinds sign", "rest",
                                 "let one district rest, and ask other hubs to sign the draft")  # fmt: skip
            return made, None
        signed = resting.together(cosigned)
        mine = Partner(self._seal.key, self.kind)
        order = resting.enough(signed, [mine, *self.partners()], len(others))
        note.open_(signed, [mine.key])  # BadLog where it is no draft of ours
        if (order.districts, order.whom) != (made.districts, made.whom):
            raise BadRequest("the other hubs signed another order", "cosigned", "draft it again")
        if not made.since - LATE <= order.since <= made.since or not order.holds(made.since):
            raise BadRequest("this draft is too old", "cosigned", "an order begins within ten minutes of its draft")
        if order.name in self._held or self._rows(table.c.name == order.name):
            raise BadRequest("this order was given already", "cosigned", "draft it again")
        return order, signed

    def _keep(self, name: str) -> None:
        """Sign, store and list what is in force already."""
        order, signed = self._owed[name]
        signed = signed or self._seal.sign(resting.write(order))
        self._owed[name] = (order, signed)  # the same note, however often it is tried
        row = {"name": name, "since": order.since, "until": order.until, "note": signed}
        if not self._rows(table.c.name == name):  # a write that failed to tell that it was done
            self._store.write(lambda connection: connection.execute(insert(table).values(row)) and None)
        del self._owed[name]
        self.fall("stored")  # fall here: in force at the next start, which lists it
        self.mend()

    def _close(self, order: Order, why: str) -> None:
        """What brightens is stored first. Where that fails, it holds on to its end."""
        at = self._store.now()
        self._change(order.name, {"ended": at, "why": why})
        self.fall("ended")  # fall here: over, not listed; the next start lists it
        self._let_go(order)
        with contextlib.suppress(NoRoom, BadLog):  # it is over; `tend` lists it
            self.mend()

    def _ended(self, order: Order, why: str) -> None:
        """It is over by the clock; now that is written, too."""
        self._unlisted, at = True, max(order.since, self._store.now())
        self._store.write(lambda connection: connection.execute(
            update(table).where(table.c.name == order.name, table.c.ended.is_(None))
            .values(ended=min(order.until, at), why=why)) and None)  # fmt: skip

    def _holds(self, order: Order) -> bool:
        """Whether an order that is held is in force: until its end by the clock, or its minutes by the watch."""
        return order.holds(self._store.now()) and self._watch() < self._ends.get(order.name, 0.0)

    def _hold(self, order: Order) -> None:
        left = min(order.until - self._store.now(), order.until - order.since)  # less, where the clock was put back
        self._ends[order.name] = self._watch() + left / 1000  # before it is seen to be held
        self._held = {**self._held, order.name: order}
        for tell in self.tell:
            tell(order, True)

    def _let_go(self, order: Order) -> None:
        self._held = {name: each for name, each in self._held.items() if name != order.name}
        self._ends.pop(order.name, None)
        for tell in self.tell:
            tell(order, False)

    def _load(self) -> None:
        """At a start: what is in force goes on, and what ended by the clock meanwhile is over."""
        for row in self._rows(table.c.ended.is_(None)):
            order = _order(row)
            if order.holds(self._store.now()):
                self._hold(order)
            else:
                self._ended(order, "its time was over")  # fall here: it is over all the same
        with contextlib.suppress(NoRoom, BadLog):
            self.mend()

    # --- the small print

    def _office(self, by, whom: Whom) -> str:
        """In which office somebody orders; NotAllowed where they have none."""
        if by is None and whom is Whom.VIRTUAL:
            return "hub"
        roles = roles_of(self._store, by)
        for role in RULES:
            if role in roles:
                return role.value
        raise NotAllowed("only an operator or the council lets light rest", "rest", "ask the operator of this hub")

    def _alarm(self, order: Order) -> None:
        """Darkening is a tool of attackers, too: where orders come fast, that itself is an incident, once an hour."""
        with contextlib.suppress(NoRoom, BadLog, BadRequest):
            last = max((each.at for each in self._incidents.all() if each.kind == "rests-often"), default=0)
            if last <= self._store.now() - HOUR:
                facts = {"orders": resting.OFTEN, "in_minutes": 60, "last": order.name}
                incident.tell(self._store, self._log, "rests-often", facts)  # one word: nothing flickers

    def _past(self) -> list[Order]:
        since = self._store.now() - resting.DAY
        stored = [_order(row) for row in self._rows(table.c.since > since)]
        return stored + [order for order, _ in self._owed.values()]

    def _rows(self, *where) -> list:
        with self._store.read() as connection:
            return list(connection.execute(select(table).where(*where).order_by(table.c.since)).all())

    def _change(self, name: str, values: dict[str, Any]) -> None:
        change = update(table).where(table.c.name == name).values(values)
        self._store.write(lambda connection: connection.execute(change) and None)

    def _listed(self, said: bytes) -> int:
        found = self._log.find(said)
        return self._log.append([said])[0] if found is None else found


def _order(row) -> Order:
    return resting.read(note.split(bytes(row.note))[0])


def _begins(row) -> bytes:
    """What the log is told of an order: all of it, as it was signed."""
    return entry.public(KIND, {"do": "rest", "note": bytes(row.note).decode()})


def _ends(row) -> bytes:
    return entry.public(KIND, {"do": "over", "name": row.name, "at": row.ended, "why": row.why or ""})
