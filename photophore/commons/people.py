"""The people of a hub: how they join, come back and leave, what each chose, and what each may do.

A person is a row with an id that says nothing. What could say who it is, the name, is sealed with the person's own key.
"""

import math
import re
import secrets
from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from photophore.commons import door
from photophore.commons.door import Link
from photophore.commons.keys import Keys
from photophore.commons.roles import Held, Roles, everybody, held, may_give
from photophore.commons.schema import links, people, roles, sessions
from photophore.commons.store import Store, put_fact
from photophore.words import BadRequest, Brightness, NotAllowed, NotFound, PhotophoreError, Role, WearerClass

ID = 16  # bytes of chance in a person's id: 128 bits
NAME = 60  # letters of a name, at most
DEVICE = 120  # letters of what a device says of itself, at most
OPEN = "door/open"  # the fact that anybody may join without a link
FIRST = 3600  # seconds that a hub's first link lives
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}")  # BCP 47, near enough
JOINING = (WearerClass.ADULT, WearerClass.TEEN, WearerClass.CHILD)  # what somebody may say of the own age, older first
PSEUDONYM = 16  # bytes


class Person(NamedTuple):
    """A person, as this hub knows them."""

    id: str
    wearer_class: WearerClass
    language: str
    brightness: Brightness
    autonomy: float  # 0..1; 1 is never pulled
    dark: bool  # went dark, and has not come back
    joined: int  # ms UTC
    roles: frozenset[Role]  # in force now


class Joining(NamedTuple):
    """What somebody says who joins."""

    wearer_class: WearerClass
    language: str = "en"
    brightness: Brightness = Brightness.BRIGHT_ONLY
    name: str = ""  # may be left out
    device: str = ""  # what it is, in words: "Firefox on a phone"


class People:
    """Everybody who joined for good. Verbs wait for the disk; they may be called from every thread."""

    def __init__(self, store: Store, keys: Keys, log, now: Callable[[], int] | None = None):
        self._store, self._keys, self._now = store, keys, now or store.now
        self._roles = Roles(store, keys, log)
        self._hub = _key_id(log.vkeys)
        self.tell: list[Callable[[Person], None]] = []  # told of everybody who changes
        self._swept = 0

    # --- ways in

    def first_link(self) -> str | None:
        """A code that makes whoever uses it operator; None where a hub has one. The link before ends."""

        def do(connection: Connection) -> str | None:
            there = select(roles.c.person).where(roles.c.role == Role.OPERATOR, roles.c.ended.is_(None))
            if connection.execute(there.limit(1)).first():
                return None
            ours = links.c.made_by.is_(None) & links.c.used.is_(None) & (links.c.role == Role.OPERATOR)
            connection.execute(delete(links).where(ours))
            return door.new_link(connection, Link(Role.OPERATOR, None, self._until(FIRST)), None, self._now())

        return self._store.write(do)

    def invite(self, role: Role, by: Person | None, seconds: int = door.LIFE) -> str:
        """A code that lets one person join with this role; by None: the hub itself, at its own screen."""
        maker = by.id if by else None

        def do(connection: Connection) -> str:
            may_give(connection, maker, Role(role))
            return door.new_link(connection, Link(Role(role), None, self._until(seconds)), maker, self._now())

        return self._store.write(do)

    def invite_back(self, person_id: str, by: Person | None, seconds: int = door.LIFE) -> str:
        """A code that brings another device to somebody, or somebody back: for themselves, or by an operator."""
        maker = by.id if by else None

        def do(connection: Connection) -> str:
            self._row(connection, person_id)
            if maker not in (None, person_id):
                may_give(connection, maker, Role.OPERATOR)  # who can make operators could come in as anybody
            link = Link(Role.WEARER, person_id, self._until(seconds))
            return door.new_link(connection, link, maker, self._now())

        return self._store.write(do)

    def look(self, code: str) -> Link:
        """What a link is for; NotAllowed where it cannot be used."""
        with self._store.read() as connection:
            return door.look(connection, code, self._now())

    @property
    def open(self) -> bool:
        """Whether anybody may join without a link, as the operator has it."""
        return self._store.fact(OPEN) == b"1"

    def set_open(self, on: bool, by: Person | None) -> None:
        def do(connection: Connection) -> None:
            if by is not None:
                may_give(connection, by.id, Role.OPERATOR)
            put_fact(connection, OPEN, b"1" if on else b"0")

        self._store.write(do)

    def join(self, code: str | None, joining: Joining) -> tuple[Person, str]:
        """Somebody is here for good: the person, and the word by which the device is known. Without a code only where
        the hub is open; with one that brings somebody back, that person as they are.
        """
        checked = _checked(joining)
        if code is None and not self.open:
            raise NotAllowed("to join here you need a link", "link", "ask somebody of this hub for one")
        link = self.look(code) if code is not None else Link(Role.WEARER, None, 0)
        person_id = link.person or f"{self._hub}.{secrets.token_bytes(ID).hex()}"
        if link.person is None:
            self._keys.new(person_id)  # fall here: a key that belongs to nobody, and opens nothing
        token = self._store.write(lambda connection: self._let_in(connection, code, person_id, checked))
        try:
            self._roles.mend(person_id)  # fall here: joined, and without a role until the next start lists it
        except PhotophoreError:
            self._take_back(code, person_id, link.person is None)
            raise
        return self.get(person_id), token

    def _let_in(self, connection: Connection, code: str | None, person_id: str, joining: Joining) -> str:
        now = self._now()
        link = door.use(connection, code, now) if code is not None else Link(Role.WEARER, None, 0)
        if link.person is None:
            name = self._keys.seal(person_id, joining.name.encode()) if joining.name else None
            connection.execute(insert(people).values(
                id=person_id, wearer_class=joining.wearer_class, language=joining.language, dark=False, autonomy=0.5,
                brightness=joining.brightness, joined=self._store.at(connection), name=name))  # fmt: skip
            for role in dict.fromkeys((Role.WEARER, link.role)):
                self._roles.put(connection, person_id, role, None)
        now_held = held(connection, person_id)
        mine = now_held.roles | {link.role}
        device = self._keys.seal(person_id, joining.device.encode()) if joining.device else None
        return door.new_session(connection, door.begun(person_id, now_held.changed, mine, now), device)

    def _take_back(self, code: str | None, person_id: str, is_new: bool) -> None:
        """The log could not be written: nobody joined, and the link can be used again."""

        def do(connection: Connection) -> None:
            if code is not None:
                door.give_back(connection, code)
            if is_new:
                door.leave_all(connection, person_id)
                connection.execute(delete(roles).where(roles.c.person == person_id))
                connection.execute(delete(people).where(people.c.id == person_id))

        self._store.write(do)
        if is_new:
            self._keys.shred(person_id)

    def accept(self, code: str, person_id: str) -> Person:
        """Somebody who is here already takes what a link offers."""

        def do(connection: Connection) -> Link:
            self._row(connection, person_id)
            link = door.use(connection, code, self._now())
            if link.person not in (None, person_id):
                raise NotAllowed("this link brings somebody else back", "link", "leave first, then open it again")
            if link.person is None:
                self._roles.put(connection, person_id, link.role, None)
            return link

        self._store.write(do)
        self._roles.mend(person_id)
        return self.get(person_id)

    # --- sessions

    def session(self, token: str) -> Person | None:
        """Who holds this word; None where nobody does any more. After a change of roles the old word carries none of
        them, until the device has been given another (`renewed`).
        """
        now = self._now()
        with self._store.read() as connection:
            found = door.find(connection, token)
            if found is None:
                return None
            row = connection.execute(select(people).where(people.c.id == found.person)).one_or_none()
            mine = held(connection, found.person)
        if row is None or door.ended(found, mine.roles, now):
            self._store.write(lambda connection: door.leave(connection, token))
            return None
        if now > found.seen + door.SEEN:
            self._store.write(lambda connection: door.touch(connection, token, now))
        self._sweep(now)
        stale = found.knows != mine.changed
        return _person(row, Held(mine.roles & {Role.WEARER}, 0) if stale else mine)

    def renewed(self, token: str) -> str | None:
        """The word that a device shall hold from now on; None where it may keep its own."""
        with self._store.read() as connection:
            found = door.find(connection, token)
            changed = held(connection, found.person).changed if found else 0
        if found is None or found.knows == changed:
            return None
        return self._store.write(lambda connection: door.renew(connection, token, changed, self._now()))

    def begin(self, person_id: str, device: str = "") -> str:
        """A session for somebody who has shown who they are otherwise, as with a passkey."""
        sealed = self._keys.seal(person_id, device[:DEVICE].encode()) if device else None

        def do(connection: Connection) -> str:
            self._row(connection, person_id)
            mine = held(connection, person_id)
            return door.new_session(connection, door.begun(person_id, mine.changed, mine.roles, self._now()), sealed)

        return self._store.write(do)

    def leave(self, token: str) -> None:
        """This device is a stranger from now on."""
        self._store.write(lambda connection: door.leave(connection, token))

    def leave_all(self, person_id: str) -> None:
        """Every device of this person is."""
        self._store.write(lambda connection: door.leave_all(connection, person_id))

    def devices(self, person_id: str) -> list[dict[str, Any]]:
        """Where somebody is known: what device, since when, last used (ms UTC); the newest first."""
        with self._store.read() as connection:
            rows = connection.execute(select(sessions).where(sessions.c.person == person_id)).all()
        told = [{"device": self._opened(person_id, row.device), "made": row.made, "seen": row.seen} for row in rows]
        return sorted(told, key=lambda each: -each["seen"])

    def _sweep(self, now: int) -> None:
        if abs(now - self._swept) >= door.SEEN:
            self._swept = now
            self._store.write(lambda connection: door.sweep(connection, now))

    # --- who they are, and what they may do

    def get(self, person_id: str) -> Person:
        """NotFound where nobody has this id."""
        with self._store.read() as connection:
            return _person(self._row(connection, person_id), held(connection, person_id))

    def everyone(self) -> list[Person]:
        with self._store.read() as connection:
            mine = everybody(connection)
            rows = connection.execute(select(people).order_by(people.c.joined)).all()
        return [_person(row, mine.get(row.id, Held(frozenset(), 0))) for row in rows]

    def name(self, person_id: str) -> str:
        """What somebody wants to be called; empty where they did not say."""
        with self._store.read() as connection:
            return self._opened(person_id, self._row(connection, person_id).name)

    def choose(self, person_id: str, **fields: Any) -> Person:
        """Change language, brightness, autonomy, dark, name; and one's age, towards younger only."""
        values = {field: _chosen(field, value) for field, value in fields.items()}
        if "name" in values:
            values["name"] = self._keys.seal(person_id, values["name"].encode()) if values["name"] else None

        def do(connection: Connection) -> None:
            row = self._row(connection, person_id)
            if values.get("wearer_class", row.wearer_class) < row.wearer_class:
                raise NotAllowed("nobody makes themselves older here", "wearer_class", "ask the operator of this hub")
            if values:
                connection.execute(update(people).where(people.c.id == person_id).values(**values))

        self._store.write(do)
        return self._changed(person_id)

    def grown(self, person_id: str, wearer_class: WearerClass, by: Person | None) -> Person:
        """An operator sets somebody's age right."""
        value = _chosen("wearer_class", wearer_class)

        def do(connection: Connection) -> None:
            may_give(connection, by.id if by else None, Role.OPERATOR)
            self._row(connection, person_id)
            connection.execute(update(people).where(people.c.id == person_id).values(wearer_class=value))

        self._store.write(do)
        return self._changed(person_id)

    def _changed(self, person_id: str) -> Person:
        """Told to whoever must know at once: what the city allows depends on somebody's age."""
        person = self.get(person_id)
        for tell in self.tell:
            tell(person)
        return person

    def grant_role(self, person_id: str, role: Role, by: Person | None) -> Person:
        """Let somebody do more, once it stands in the log; by None: the hub itself, at its own screen."""
        self.get(person_id)
        self._roles.grant(person_id, Role(role), by.id if by else None)
        return self.get(person_id)

    def revoke_role(self, person_id: str, role: Role, by: Person | None) -> Person:
        """Let somebody do less, from now on."""
        self.get(person_id)
        self._roles.revoke(person_id, Role(role), by.id if by else None)
        return self.get(person_id)

    def pseudonym(self, person_id: str, use: str) -> bytes:
        """16 bytes that stand for somebody in one use, and cannot be matched with those of another."""
        return self._keys.digest(person_id, b"pseudonym/" + use.encode())[:PSEUDONYM]

    def mend(self) -> None:
        """At a start: list the roles that a fall left unlisted, and let go what has ended."""
        self._roles.mend()
        self._sweep(self._now())

    def _until(self, seconds: int) -> int:
        return self._now() + int(seconds) * door.SECOND

    def _row(self, connection: Connection, person_id: str):
        row = connection.execute(select(people).where(people.c.id == person_id)).one_or_none()
        if row is None:
            raise NotFound("nobody here has this id", "", "they may have been erased")
        return row

    def _opened(self, person_id: str, sealed: bytes | None) -> str:
        return self._keys.open_(person_id, sealed).decode() if sealed else ""


def _person(row, mine: Held) -> Person:
    return Person(row.id, WearerClass(row.wearer_class), row.language, Brightness(row.brightness), row.autonomy,
                  row.dark, row.joined, mine.roles)  # fmt: skip


def _key_id(vkeys: list[str]) -> str:
    """The hub's own id: its log key's, eight hex digits (C2SP signed-note)."""
    return vkeys[0].split("+", 2)[1]


def _checked(joining: Joining) -> Joining:
    fields = {field: _chosen(field, value) for field, value in joining._asdict().items() if field != "device"}
    return Joining(device=_plain(joining.device)[:DEVICE], **fields)


def _chosen(field: str, value: Any) -> Any:
    """A choice, checked; BadRequest says what it may be."""
    try:
        if field == "language" and LANGUAGE.fullmatch(value):
            return value
        if field == "brightness":
            return Brightness(value)
        if field == "wearer_class" and WearerClass(value) in JOINING:
            return WearerClass(value)
        if field == "autonomy" and math.isfinite(value) and 0 <= value <= 1:
            return float(value)
        if field == "dark" and isinstance(value, bool):
            return value
        if field == "name" and len(value) <= NAME and value == _plain(value):
            return value.strip()
    except (TypeError, ValueError):
        pass
    raise BadRequest("this cannot be chosen", field, "see /schema for what can")


def _plain(text: str) -> str:
    """Without signs that move a cursor or hide others: a name stands in lists and letters."""
    return "".join(sign for sign in text if sign.isprintable())
