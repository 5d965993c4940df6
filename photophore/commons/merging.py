"""Two states of one database as one: what is present wins, the older fills what is missing, and nobody returns."""

import hashlib
from typing import NamedTuple

from sqlalchemy import Connection, Table, insert, select, update

from photophore.commons import erasing
from photophore.commons.erasing import DAY, remove
from photophore.commons.keys import Keys
from photophore.commons.roles import KIND as ROLE
from photophore.commons.roles import whose
from photophore.commons.schema import (
    erasures,
    events,
    facts,
    incidents,
    inside,
    keeping,
    links,
    looks,
    metadata,
    passkeys,
    roles,
    segments,
    sessions,
)
from photophore.commons.schema import people as people_
from photophore.commons.store import COUNTER, MOMENT, Store, put_fact, raised
from photophore.tlog import entry
from photophore.words import BadRequest

JUMP = 1 << 22  # by how much an epoch leaps: more than a hub can have counted ahead of its disk
LEAPS = ("epoch",)  # counters that may have gone on since; the others count what is here
ORIGIN = "log/origin"
# what makes a row the same one, where it is not its primary key
SAME = {events: ("commitment",), looks: ("person", "what"), incidents: ("at", "kind", "what")}
OWN = (roles, passkeys)  # of whoever is present only the present ones: they may have been taken away since
NEVER = (sessions, links, facts)
HISTORY = (segments, inside, keeping)  # what names files: two states of it side by side would count samples twice
AT_ONCE = 500  # rows
DAYS = 3660  # days after the archive in which somebody may have been erased: ten years


class Since(NamedTuple):
    """What is known of the time after the archive."""

    origin: str  # the log's name
    entries: list[entry.Entry]  # of the log, from the archive on
    known: bool  # whether the present database knows what was decided since


class Told(NamedTuple):
    people: int
    erased: int


def merge(old: Store, new: Store, keys: Keys, since: Since) -> Told:
    """Fill `new` with what only `old` has, in one transaction. BadRequest where they are of two hubs."""
    with old.read() as before:
        return new.write(lambda here: _merged(before, here, keys, since))


def lived(store: Store) -> bool:
    """Whether anybody was ever here."""
    with store.read() as connection:
        return any(connection.execute(select(table).limit(1)).first() for table in (people_, erasures))


def persons(store: Store) -> list[str]:
    with store.read() as connection:
        return list(connection.scalars(select(people_.c.id)))


def remembered(store: Store) -> list[bytes]:
    """Pseudonyms whose rows stand in the history."""
    with store.read() as connection:
        return list(connection.scalars(select(inside.c.who).distinct()))


def _merged(before: Connection, here: Connection, keys: Keys, since: Since) -> Told:
    _check_origin(here, since.origin)
    present = set(here.scalars(select(people_.c.id)))
    for table in metadata.sorted_tables:
        if table not in NEVER and not (since.known and table in HISTORY):
            _fill(before, here, table, present if table in OWN else set())
    _facts(before, here, since.known)
    gone = _gone(here, keys, since.entries)
    for person in gone:
        remove(here, person)
    if not since.known:
        here.execute(update(people_).values(dark=True))  # what they withdrew since is unknown
        _revoke(here, keys, since.entries)
    left = len(here.execute(select(people_.c.id)).all())
    return Told(left, len(gone))


def _check_origin(here: Connection, origin: str) -> None:
    mine = here.scalar(select(facts.c.value).where(facts.c.name == ORIGIN))
    if mine is not None and mine.decode() != origin:
        raise BadRequest("this archive is of another hub", origin[:80], "restore it into a folder of its own")


def _fill(before: Connection, here: Connection, table: Table, present: set[str]) -> None:
    """Rows that are missing here; of those in `present` none."""
    names = SAME.get(table) or tuple(column.name for column in table.primary_key)
    same = [table.c[name] for name in names]
    there = {tuple(row) for row in here.execute(select(*same))}
    serial = table.autoincrement_column
    for rows in before.execute(select(table)).mappings().partitions(AT_ONCE):
        fresh = [dict(row) for row in rows
                 if tuple(row[name] for name in names) not in there and row.get("person") not in present]  # fmt: skip
        for row in fresh:
            if serial is not None and table in SAME:
                row.pop(serial.name)
        if fresh:
            here.execute(insert(table), fresh)


def _facts(before: Connection, here: Connection, known: bool) -> None:
    """Counters take the larger, and an epoch leaps; other facts stay, or come where there is none. known: erasures that
    were under way then have ended since.
    """
    for row in before.execute(select(facts)):
        mine = here.scalar(select(facts.c.value).where(facts.c.name == row.name))
        if row.name.startswith(COUNTER):
            raised(here, row.name.removeprefix(COUNTER), int(row.value))
        elif mine is None and not (known and row.name.startswith(erasing.FACT)):
            put_fact(here, row.name, row.value)
    for name in LEAPS:
        raised(here, name, raised(here, name, 0) + JUMP)


def _gone(here: Connection, keys: Keys, entries: list[entry.Entry]) -> list[str]:
    """Who was erased: as the database knows, as the log tells to whoever has an old key, or because no key is left."""
    known = set(here.scalars(select(erasures.c.who)))
    told = {each.digest for each in entries if each.kind == erasing.KIND and each.digest}
    gone = []
    for person in here.scalars(select(people_.c.id)).all():
        erased = hashlib.sha256(person.encode()).digest() in known or not keys.has(person)
        if erased or (told and _told(keys, person, told, here)):
            keys.shred(person)
            gone.append(person)
    return gone


def _told(keys: Keys, person: str, told: set[bytes], here: Connection) -> bool:
    """Whether one of these erasures is this person's: their old key makes the same commitment for its day."""
    salt = erasing.salt(keys, person)
    joined = here.scalar(select(people_.c.joined).where(people_.c.id == person))
    last = max(joined, int(here.scalar(select(facts.c.value).where(facts.c.name == COUNTER + MOMENT)) or 0))
    days = range(joined // DAY, last // DAY + DAYS)
    return any(entry.commit(salt, entry.canonical({"erased": person, "day": day})) in told for day in days)


def _revoke(here: Connection, keys: Keys, entries: list[entry.Entry]) -> None:
    """Roles that ended after the archive, as the log says."""
    told = [each.facts for each in entries if each.kind == ROLE and each.facts]
    ended = {facts_.get("whose") for facts_ in told if facts_.get("do") == "revoke"}
    for row in here.execute(select(roles).where(roles.c.ended.is_(None))).all() if ended else ():
        if whose(keys, row) in ended:
            mine = (roles.c.person == row.person) & (roles.c.role == row.role)
            here.execute(update(roles).where(mine).values(ended=row.granted, ended_entry=row.entry))
