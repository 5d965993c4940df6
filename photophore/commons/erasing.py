"""Being erased: one story that may be cut off anywhere, and is then told on from there by the next start.

Each step may be done twice. From the moment the hub has written down that somebody shall be erased, nothing can stop
it but a disk that does not work, and then it is tried again. What stays is a commitment in the log, which says nothing
without the receipt that the person was given, and a hash of their id, so that no old backup brings them back.

KNOWN: a flash disk may keep blocks that were written over, and a backup that was made before keeps what it has, though
sealed with a key that is gone. Whoever fears that encrypts the disk, and ends old backups.
"""

import contextlib
import hashlib
import secrets
import threading
from collections.abc import Callable
from typing import Any, NamedTuple, final

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from photophore.commons import backup
from photophore.commons.keys import Keys
from photophore.commons.schema import erasures, facts, links, metadata, people, policies, roles
from photophore.commons.takeout import Parts, Takeout
from photophore.tlog import entry
from photophore.words import BadLog, NoRoom, NotFound

KIND = "erasure"  # of the entry in the log
DAY = 86_400_000  # milliseconds; the record says the day (UTC, since 1970), the receipt the instant
FACT = "erasing/"  # names of facts that tell of somebody who is being erased
# columns that name somebody in rows that are not theirs; the row stays and names nobody
NAMED = (links.c.made_by, roles.c.granted_by, policies.c.by)


class Plan(msgspec.Struct, frozen=True):
    """What must be known to the end, when everything else about the person is gone."""

    person: str
    at: int
    salt: bytes
    archive: str  # name of exports of theirs

    @property
    def record(self) -> bytes:
        """What is committed to."""
        return entry.canonical({"erased": self.person, "day": self.at // DAY})

    @property
    def listed(self) -> bytes:
        """The entry in the log."""
        return entry.commitment(KIND, entry.commit(self.salt, self.record))

    @property
    def who(self) -> bytes:
        return hashlib.sha256(self.person.encode()).digest()

    @property
    def fact(self) -> str:
        return FACT + self.who.hex()


class Erased(NamedTuple):
    """A receipt, for the person alone: with it they, and nobody else, can show that they were erased, and when."""

    at: int  # milliseconds UTC
    entry: int  # place in the log
    salt: bytes
    record: bytes  # HMAC-SHA256(salt, record) stands in the entry


@final
class Erasing:
    """The way out of one hub."""

    def __init__(self, parts: Parts, takeout: Takeout, now: Callable[[], int]):
        self.parts, self._takeout, self._now = parts, takeout, now
        self.caches: list[Callable[[str], None]] = []  # told of who is gone; whoever keeps something of people hangs in
        self.fall: Callable[[str], None] = lambda step: None  # where a test lets the program fall
        self._one = threading.Lock()

    def erase(self, person_id: str) -> Erased:
        """Let nothing of a person stay. NotFound where there is nobody; NoRoom and BadLog where a disk is full: then it
        is begun, nobody sees them any more, and it goes on by itself.
        """
        parts = self.parts
        with self._one:
            if started := parts.store.fact(Plan(person_id, 0, b"", "").fact):
                return self._finish(msgspec.msgpack.decode(started, type=Plan))
            parts.people.get(person_id)
            with contextlib.suppress(NoRoom, BadLog):
                parts.terms.dark(person_id)  # dark, whether that could be written or not
            parts.people.leave_all(person_id)
            self.fall("dark")  # fall here: they are dark and have no session; nothing is erased, and nobody said it was
            plan = Plan(person_id, self._now(), salt(parts.keys, person_id), self._takeout.name_of(person_id))
            parts.store.set_fact(plan.fact, msgspec.msgpack.encode(plan))
            self.fall("begun")  # fall here: the next start goes on
            return self._finish(plan)

    def mend(self) -> int:
        """At a start: go on with whoever was being erased -> how many. NoRoom or BadLog where that still cannot be."""
        with self._one:
            with self.parts.store.read() as connection:
                asked = select(facts.c.value).where(facts.c.name.like(FACT + "%"))
                plans = [msgspec.msgpack.decode(value, type=Plan) for value in connection.scalars(asked)]
            for plan in plans:
                self._finish(plan)
            self.parts.store.scrub()  # also where a fall came right before the last step of `_finish`
            return len(plans)

    def _finish(self, plan: Plan) -> Erased:
        """From the written intent to the end; what was done before is done again, and finds nothing to do."""
        parts, person = self.parts, plan.person
        parts.people.leave_all(person)
        parts.terms.unsettle(person)
        if parts.keys.has(person):  # without it no pseudonym; then the history was rewritten before
            parts.history.forget(person, for_good=True)
            self.fall("history")  # fall here: rows and key are there, and the history is asked again: it finds no file
            parts.store.write(lambda connection: remove(connection, person))
            self.fall("rows")  # fall here: a key that opens nothing
            parts.keys.shred(person)
        self.fall("shredded")  # fall here: what is left in memory, exports, and free pages goes by what follows
        parts.looked.forget(person)
        parts.terms.forget(person)
        for forget in self.caches:
            forget(person)
        self._takeout.drop(plan.archive)
        parts.store.write(lambda connection: remove(connection, person))  # what a thread wrote that had asked before
        self.fall("emptied")  # fall here: nothing is left but the intent
        place = parts.log.find(plan.listed)
        place = parts.log.append([plan.listed])[0] if place is None else place
        self.fall("listed")  # fall here: listed, and we do not know where; `find` tells
        parts.store.write(lambda connection: _done(connection, plan, place))
        backup.sweep(parts.keys.path.parent)  # of one that was cut off; one that runs removes its own
        self.fall("done")  # fall here: pages that nobody reads may still hold the intent; every start scrubs them
        parts.store.scrub()
        return Erased(plan.at, place, plan.salt, plan.record)


def salt(keys: Keys, person: str) -> bytes:
    """Made of the person's key, so that an old copy of the key tells, from the log alone, that it shall be shredded."""
    with contextlib.suppress(NotFound):
        return keys.digest(person, b"salt/erasure")
    return secrets.token_bytes(entry.SALT)


def remove(connection: Connection, person: str) -> None:
    """Every row that is theirs, in every table there is, and their name in others'."""
    for table in metadata.sorted_tables:
        if "person" in table.c:
            connection.execute(delete(table).where(table.c.person == person))
    connection.execute(delete(people).where(people.c.id == person))
    connection.execute(delete(links).where(links.c.made_by == person, links.c.used.is_(None)))  # not as the hub's own
    for column in NAMED:
        table: Any = column.table
        connection.execute(update(table).where(column == person).values({column.name: None}))


def _done(connection: Connection, plan: Plan, place: int) -> None:
    if connection.execute(select(erasures.c.who).where(erasures.c.who == plan.who)).first() is None:
        connection.execute(insert(erasures).values(who=plan.who, at=plan.at, entry=place))
    connection.execute(delete(facts).where(facts.c.name == plan.fact))
