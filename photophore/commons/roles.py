"""What people may do in a hub. Nobody may do anything before its grant stands in the log, where everybody can count.

The log is told which role, and a commitment instead of whose; that a role ended is told by the same commitment.
"""

import threading
from typing import NamedTuple

from sqlalchemy import Connection, insert, or_, select, update

from photophore.commons.keys import Keys
from photophore.commons.schema import roles
from photophore.commons.store import Store
from photophore.tlog import entry
from photophore.words import BadRequest, NotAllowed, NotFound, Role

KIND = "role"  # of the log's entries
MAY_GIVE = {Role.OPERATOR: frozenset(Role), Role.ORGANISER: frozenset({Role.WEARER, Role.ARTIST, Role.HOST})}


class Held(NamedTuple):
    """What somebody may do now, and when that last changed (ms UTC; 0: never)."""

    roles: frozenset[Role]
    changed: int


def held(connection: Connection, person: str) -> Held:
    rows = connection.execute(select(roles).where(roles.c.person == person)).all()
    return _held(rows)


def everybody(connection: Connection) -> dict[str, Held]:
    """The same for all."""
    found: dict[str, list] = {}
    for row in connection.execute(select(roles)):
        found.setdefault(row.person, []).append(row)
    return {person: _held(rows) for person, rows in found.items()}


def _held(rows) -> Held:
    force = frozenset(Role(row.role) for row in rows if row.entry is not None and row.ended is None)
    return Held(force, max((row.ended or row.granted for row in rows), default=0))


def may_give(connection: Connection, by: str | None, role: Role) -> None:
    """NotAllowed unless `by` may give or take this role now; None is the hub itself."""
    mine = held(connection, by).roles if by is not None else frozenset()
    if by is not None and not any(role in MAY_GIVE.get(one, ()) for one in mine):
        raise NotAllowed(f"you may not make anybody {role.value}", "role", "ask the operator of this hub")


class Roles:
    """Granting and revoking, each with its entry in the log."""

    def __init__(self, store: Store, keys: Keys, log):
        self._store, self._keys, self._log = store, keys, log
        self._lock = threading.Lock()  # one mends at a time, so that nothing is listed twice

    def grant(self, person: str, role: Role, by: str | None) -> None:
        """Somebody may do more from now on; who has the role keeps it."""
        self.mend(person)  # an end of the same role that is not listed yet
        self._store.write(lambda connection: self._granted(connection, person, role, by))
        self.mend(person)  # fall before: the role is not in force; `mend` lists it at the next start

    def _granted(self, connection: Connection, person: str, role: Role, by: str | None) -> None:
        may_give(connection, by, role)
        self.put(connection, person, role, by)

    def put(self, connection: Connection, person: str, role: Role, by: str | None) -> None:
        """Write a grant down inside a write; it is in force once `mend` has listed it."""
        here = (roles.c.person == person) & (roles.c.role == role)
        row = connection.execute(select(roles).where(here)).one_or_none()
        values = {"granted": self._store.at(connection), "granted_by": by, "entry": None, "ended": None,
                  "ended_entry": None}  # fmt: skip
        if row is None:
            connection.execute(insert(roles).values(person=person, role=role, **values))
        elif row.ended is not None:
            connection.execute(update(roles).where(here).values(**values))

    def revoke(self, person: str, role: Role, by: str | None) -> None:
        """Somebody may do less from now on, whether the log can be written or not."""
        if role is Role.WEARER:
            raise BadRequest("everybody here wears a smile", "role", "to leave for good, let yourself be erased")
        self._store.write(lambda connection: self._revoked(connection, person, role, by))
        self.mend(person)  # fall before: the role has ended; `mend` lists that at the next start

    def _revoked(self, connection: Connection, person: str, role: Role, by: str | None) -> None:
        if by != person:  # everybody may lay down the own
            may_give(connection, by, role)
        operators = select(roles.c.person).where(roles.c.role == Role.OPERATOR, roles.c.ended.is_(None))
        if role is Role.OPERATOR and connection.scalars(operators).all() == [person]:
            raise BadRequest("a hub has at least one operator", "role", "make somebody else operator first")
        here = (roles.c.person == person) & (roles.c.role == role) & roles.c.ended.is_(None)
        if not connection.execute(update(roles).where(here).values(ended=self._store.at(connection))).rowcount:
            raise NotFound(f"this person is not {role.value}", "role", "see who is what: /api/people")

    def mend(self, person: str | None = None) -> None:
        """List in the log what is written down and not listed yet; the normal way, and the way after a fall."""
        with self._lock:
            for row in self._unlisted(person):
                with_end = row.ended is not None
                granted = self._listed(row, "grant") if row.entry is None else row.entry
                ended = self._listed(row, "revoke") if with_end and row.ended_entry is None else row.ended_entry
                here = (roles.c.person == row.person) & (roles.c.role == row.role) & (roles.c.granted == row.granted)
                change = update(roles).where(here).values(entry=granted, ended_entry=ended)
                # fall here: listed, and we do not know where; `find` will tell
                self._store.write(lambda connection, change=change: connection.execute(change) and None)

    def _unlisted(self, person: str | None) -> list:
        open_ = or_(roles.c.entry.is_(None), roles.c.ended.is_not(None) & roles.c.ended_entry.is_(None))
        with self._store.read() as connection:
            rows = connection.execute(select(roles).where(open_)).all()
        return [row for row in rows if person in (None, row.person) and self._keys.has(row.person)]

    def _listed(self, row, do: str) -> int:
        facts = entry.public(KIND, {"do": do, "role": row.role, "whose": whose(self._keys, row)})
        place = self._log.find(facts)
        return self._log.append([facts])[0] if place is None else place


def whose(keys: Keys, row) -> bytes:
    """The commitment that stands in the log for the person of a row of `roles`."""
    # not who gave it: when they are erased, the end of this role must still be told by the same commitment
    record = entry.canonical({"person": row.person, "role": row.role, "granted": row.granted})
    return entry.commit(keys.digest(row.person, b"salt/role/" + record), record)
