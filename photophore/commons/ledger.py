"""The lasting part of what people decide: sealed events in the store, and their commitments in the log.

An event is written first and listed after: `mend` lists whatever is written and not yet listed, and is the only way
into the log, so what heals a fall is what every deed runs through.
"""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, final

from sqlalchemy import Connection, insert, select, update

from photophore.commons import record
from photophore.commons.record import BRIGHTER, Draft, Event, Facts, Keeper, State
from photophore.commons.schema import events as table
from photophore.commons.schema import people, roles
from photophore.tlog import cbor, entry
from photophore.words import BadLog, NotFound, Role

KIND = "consent"  # of our entries in the log
SALT = entry.SALT  # bytes
LISTED_AT_ONCE = 4096  # events in one batch to the log
REMEMBERED = 2048  # persons whose events are kept at hand


@final
class Ledger:
    """Everybody's events. The verbs may be called from other threads, for one person by one thread at a time."""

    def __init__(self, store, keys, log, principal: Callable[[str], str], salt=secrets.token_bytes):
        """principal: a person's pseudonym on records, hex."""
        self.keeper = Keeper()
        self._store, self._keys, self._log, self._principal, self._salt = store, keys, log, principal, salt
        self._known: OrderedDict[str, list[Event]] = OrderedDict()
        self._gate = threading.Lock()  # around what is known
        self._mending = threading.Lock()  # one batch to the log at a time; who waits finds the work done
        self._doubt = self._last()  # events up to here may stand in the log though nothing says so
        self.whole = False  # what an earlier run left behind is mended

    def write(self, person: str, drafts: list[Draft], epoch: int, dark: bool | None = None) -> list[Event]:
        """One deed: its events, durable together; NotFound where the person is erased, NoRoom on a full disk."""

        def do(connection: Connection) -> list[Event]:
            self._exists(connection, person)
            at = self._store.at(connection)
            if dark is not None:
                connection.execute(update(people).where(people.c.id == person).values(dark=dark))
            return [self._insert(connection, person, draft, (at, epoch)) for draft in drafts]

        written = self._store.write(do)  # fall here: nobody was told; `mend` lists it, or invalidates what brightens
        with self._gate:
            if person in self._known:
                self._known[person] = [*self._known[person], *written]
        return written

    def mend(self) -> None:
        """List what was stored and not yet listed, in the store's order. NoRoom or BadLog where it cannot be listed."""
        with self._mending:
            if not self.whole:
                self._invalidate()
            while waiting := self._unlisted():
                self._list(waiting)
            self.whole = True

    def of(self, person: str) -> list[Event]:
        """All events of a person, in the order of the store; NotFound where the person is erased."""
        with self._gate:
            if person in self._known:
                self._known.move_to_end(person)
                return self._known[person]
        with self._store.read() as connection:
            self._exists(connection, person)
            rows = connection.execute(select(table).where(table.c.person == person).order_by(table.c.id)).all()
        found = [self._read(row)[0] for row in rows]
        with self._gate:
            self._known[person] = found
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return found

    def evidence(self, person: str, name: str) -> list[tuple[Event, dict[str, Any], bytes, bytes]]:
        """A record's events, each with the record it commits to, its canonical bytes and its salt; NotFound."""
        with self._store.read() as connection:
            mine = (table.c.person == person) & (table.c.record == name)
            rows = connection.execute(select(table).where(mine).order_by(table.c.id)).all()
        if not rows:
            raise NotFound("there is no such record", "receipt", "your records stand on /me")
        return [self._read(row) for row in rows]

    def everybody(self) -> list[str]:
        """Everybody's id."""
        with self._store.read() as connection:
            return list(connection.scalars(select(people.c.id)))

    def holding(self, role: Role) -> list[str]:
        """Who holds a role now."""
        force = (roles.c.role == role) & roles.c.entry.is_not(None) & roles.c.ended.is_(None)
        with self._store.read() as connection:
            return list(connection.scalars(select(roles.c.person).where(force).order_by(roles.c.person)))

    def forget(self, person: str) -> None:
        """Nothing of this person stays in memory."""
        with self._gate:
            self._known.pop(person, None)

    # --- how it is done ---

    def _exists(self, connection: Connection, person: str) -> None:
        if connection.execute(select(people.c.id).where(people.c.id == person)).first() is None:
            raise NotFound("there is nobody of this name any more", "person", "join again with a new link")

    def _insert(self, connection: Connection, person: str, draft: Draft, when: tuple[int, int]) -> Event:
        at, epoch = when
        chain = select(table.c.commitment).where(table.c.record == draft.record).order_by(table.c.id.desc()).limit(1)
        previous = connection.scalar(chain)
        event = Event(0, draft.record, at, draft.state, draft.choice, draft.sentence, b"", None, draft.of)
        facts = Facts(draft.record, self._principal(person), at, epoch, bytes(previous or b"").hex())
        canonical = entry.canonical(record.of(facts, event, self.keeper))
        salt = self._salt(SALT)
        digest = entry.commit(salt, canonical)
        row = {"person": person, "record": draft.record, "at": at, "commitment": digest,
               "sealed": self._keys.seal(person, salt + canonical)}  # fmt: skip
        key = connection.execute(insert(table).values(row)).inserted_primary_key[0]
        return event._replace(id=key, digest=digest)

    def _read(self, row) -> tuple[Event, dict[str, Any], bytes, bytes]:
        plain = self._keys.open_(row.person, row.sealed)
        salt, canonical = plain[:SALT], plain[SALT:]
        told = cbor.read(canonical)
        bare = Event(row.id, row.record, row.at, State.GIVEN, None, None, bytes(row.commitment), row.entry)
        return record.read(told, bare), told, canonical, salt

    def _last(self) -> int:
        with self._store.read() as connection:
            return connection.scalar(select(table.c.id).order_by(table.c.id.desc()).limit(1)) or 0

    def _unlisted(self) -> list:
        with self._store.read() as connection:
            asked = select(table).where(table.c.entry.is_(None)).order_by(table.c.id).limit(LISTED_AT_ONCE)
            return list(connection.execute(asked))

    def _list(self, waiting: list) -> None:
        """The commit of a batch: append to the log, then note where it stands."""
        entries = {row.id: entry.commitment(KIND, bytes(row.commitment)) for row in waiting}
        there = {row.id: self._log.find(entries[row.id]) for row in waiting if row.id <= self._doubt}
        places = {key: place for key, place in there.items() if place is not None}
        fresh = [key for key in entries if key not in places]
        self._doubt = max(self._doubt, *entries)
        places |= dict(zip(fresh, self._log.append([entries[key] for key in fresh]), strict=True)) if fresh else {}
        # fall here: listed, and the store does not know where; `find` tells it at the next `mend`
        self._store.write(lambda connection: _note(connection, places))
        # fall here: all is done
        with self._gate:
            for row in waiting:
                known = self._known.get(row.person)
                if known is not None:
                    self._known[row.person] = [
                        it._replace(entry=places.get(it.id, it.entry)) if it.entry is None else it for it in known
                    ]

    def _invalidate(self) -> None:
        """What an earlier run stored, and never acknowledged, does not come into force if it would brighten."""
        deeds: dict[tuple[str, int], None] = {}
        for row in self._unlisted_of_before():
            try:
                if self._read(row)[0].state in BRIGHTER:
                    deeds[row.person, row.at] = None
            except (NotFound, BadLog):
                continue  # erased: only the commitment is left, and is listed like any other
        for person, at in deeds:
            try:
                self.void(person, at)
            except NotFound:
                continue

    def _unlisted_of_before(self) -> list:
        with self._store.read() as connection:
            asked = select(table).where(table.c.entry.is_(None) & (table.c.id <= self._doubt)).order_by(table.c.id)
            return list(connection.execute(asked))

    def void(self, person: str, at: int) -> None:
        """The deed of this moment was never acknowledged: none of its events counts. Twice is fine."""
        all_ = self.of(person)
        if any(event.of == at for event in all_):
            return
        drafts = [Draft(State.INVALIDATED, event.record, event.choice, event.sentence, at)
                  for event in all_ if event.at == at]  # fmt: skip
        dark = None
        if any(event.at == at and event.state == State.LIGHT for event in all_):
            dark = True
        self.write(person, drafts, 0, dark)


def _note(connection: Connection, places: dict[int, int]) -> None:
    for key, place in places.items():
        connection.execute(update(table).where(table.c.id == key).values(entry=place))
