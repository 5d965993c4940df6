"""Gatherings (SmileSync): where hosts call smiles together, who may host, and how one ends.

A gathering begins the slow way: stored, listed in the log, and only then open. It ends the quick way: nobody can join
and everybody is let go at once; then it is stored and listed. The log tells what was asked of people and when, never
its name, which a host chose and which may name somebody, and never the code.
"""

import hashlib
import re
import secrets
import threading
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple, final

from sqlalchemy import Connection, func, insert, or_, select, update

from photophore.commons.roles import held
from photophore.commons.schema import gatherings as table
from photophore.commons.store import Store, raised
from photophore.tlog import entry
from photophore.words import BadLog, BadRequest, NoRoom, NotAllowed, NotFound, Role

KIND = "gathering"  # of the log's entries
HOSTS = (Role.HOST, Role.OPERATOR)  # who may open one; whoever runs a hub is its operator
CHANGES = "gatherings"  # the counter that grows with every change, so that another program's is seen
MINUTE, DAY = 60_000, 86_400_000  # milliseconds
SHORTEST, LONGEST = MINUTE, DAY  # milliseconds that one lasts
AHEAD = 30 * DAY  # milliseconds that one may be opened before it begins
EACH, MOST = 8, 64  # open at once: of one host, of a hub
TOLD = 20  # of one host's that are over, and still told
NAME, SCORE = 60, 40_000  # letters
FASTEST, FIRMEST = 1.5, 2.0  # hertz: of a rhythm (specs light 6.5), and of a pull
CONSONANTS, VOWELS = "bdfghjklmnprstvz", "aiou"  # 4 and 2 bits a letter
CODE = re.compile(f"([{CONSONANTS}][{VOWELS}]){{2}}[{CONSONANTS}]-([{CONSONANTS}][{VOWELS}]){{2}}[{CONSONANTS}]")


class Mode(StrEnum):
    """How a gathering falls into step."""

    DRIFT = "drift"  # everybody leans towards the others' mean beat
    FIREFLY = "firefly"  # nobody has a rhythm, the crowd has one
    SCORE = "score"  # cues by the clock


class Plan(NamedTuple):
    """What a host asks for."""

    name: str
    begins: int  # milliseconds UTC; one in the past is now
    until: int  # milliseconds UTC
    mode: Mode = Mode.DRIFT
    rhythm: float = 0.5  # hertz, 0.05 to FASTEST
    firm: float = 0.25  # hertz, 0 to FIRMEST: K / (2 pi), the pull on whoever is wholly open
    cap: float = 1.0  # share of the votes that one district has at most, 0.05 to 1
    district: int | None = None  # where it is; None: nowhere, or everywhere
    wears: str | None = None  # a design that whoever joins is offered: a name of the gallery, or a hash
    score: str | None = None  # its text


class Gathering(NamedTuple):
    """A gathering as it stands."""

    id: str
    code: str
    host: bytes | None  # pseudonym; None: the hub itself
    plan: Plan
    at: int
    entry: int | None  # place in the log
    ended: int | None  # milliseconds UTC; before its time

    def open(self, now: int) -> bool:
        """Whether people may be in it at this moment, milliseconds UTC; it may begin later."""
        return self.entry is not None and self.ended is None and now < self.plan.until


def code(dice: Callable[[int], int] = secrets.randbelow) -> str:
    """Two words that can be said aloud, of 32 bits of chance: "lusab-babad" (after Wilkerson's proquints, 2009)."""
    word = (CONSONANTS, VOWELS, CONSONANTS, VOWELS, CONSONANTS)
    return "-".join("".join(letters[dice(len(letters))] for letters in word) for _ in range(2))


def spoken(text: str) -> str:
    """A code as somebody typed or said it, in its one form; NotFound where it cannot be one."""
    plain = re.sub(r"[\s_.-]+", "-", text.strip().lower())[:20]
    if not CODE.fullmatch(plain):
        raise NotFound("no gathering has this code", "code", "ask its host; it is two words, as in lusab-babad")
    return plain


def unknown() -> NotFound:
    """What is said of a code that is nobody's, of one that is over, and of another host's: always the same."""
    return NotFound("no gathering has this code now", "code", "ask its host whether it is over")


def checked(plan: Plan, now: int) -> Plan:
    """The same plan, whole; BadRequest says what cannot be."""
    name = plan.name.strip()
    if not 0 < len(name) <= NAME or not name.isprintable():
        raise BadRequest("a gathering has a name", "name", f"one line of at most {NAME} letters")
    for what, value, least, most in (("rhythm", plan.rhythm, 0.05, FASTEST), ("firm", plan.firm, 0.0, FIRMEST),
                                     ("cap", plan.cap, 0.05, 1.0)):  # fmt: skip
        if not least <= value <= most:  # nan is none of them
            raise BadRequest(f"{what} cannot be {value:g}", what, f"choose {least:g} to {most:g}")
    begins = max(plan.begins, now)
    if begins > now + AHEAD:
        raise BadRequest("a gathering is opened a month before it begins at most", "begins", "open it later")
    if not begins + SHORTEST <= plan.until <= begins + LONGEST:
        raise BadRequest("a gathering lasts from a minute to a day", "until", "choose another end")
    if (plan.mode is Mode.SCORE) != (plan.score is not None):
        raise BadRequest("a score belongs to the mode score, and to no other", "score", "send both, or neither")
    if plan.score is not None and len(plan.score) > SCORE:
        raise BadRequest(f"a score has at most {SCORE:,} letters", "score", "say it shorter")
    return plan._replace(name=name, begins=begins, mode=Mode(plan.mode))


@final
class Gatherings:
    """The gatherings of a hub. Verbs may be called from every thread; `find` and `all` never wait for a disk."""

    def __init__(self, store: Store, people, log, now: Callable[[], int] | None = None):
        """people: commons.people.People."""
        self.fall: Callable[[str], None] = lambda step: None  # where a test lets the program fall
        self._store, self._people, self._log, self._now = store, people, log, now or store.now
        self._turn = threading.Lock()  # one mends at a time, so that nothing is listed twice
        self._reading = threading.Lock()  # what was read later is held later
        self._ending: dict[str, int] = {}  # over already, and not known to be stored: id -> when
        self._known: dict[str, Gathering] = {}  # by code
        self._seen, self._unlisted = -1, False
        self._refresh()

    # --- what there is

    def find(self, text: str) -> Gathering:
        """The gathering of this code, while people may be in it; NotFound says the same of all others."""
        found = self._known.get(spoken(text))
        if found is None or not self._open(found):
            raise unknown()
        return found

    def all(self) -> list[Gathering]:
        """Those that people may be in, oldest first."""
        return sorted(filter(self._open, list(self._known.values())), key=lambda each: each.at)

    def of(self, person) -> list[Gathering]:
        """What this person hosts or hosted, newest first. person: commons.people.Person."""
        mine = self._pseudonym(person)
        found = [each for each in self._known.values() if each.host == mine]
        return sorted(found, key=lambda each: (-self._open(each), -each.at))[: EACH + TOLD]

    def may(self, gathering: Gathering, person) -> bool:
        """Whether this person may change it and see how the crowd does: its host, and who runs the hub."""
        mine = person is None or Role.OPERATOR in person.roles
        return mine or (gathering.host is not None and gathering.host == self._pseudonym(person))

    # --- what hosts do

    def open(self, plan: Plan, person) -> Gathering:
        """A gathering: stored, listed, and open when this returns. person: commons.people.Person; None: the hub.

        BadRequest: what cannot be; NotAllowed: who may not; NoRoom: too many, or it is kept, and opens as soon as
        the disk lets it.
        """
        plan = checked(plan, self._now())
        host = None if person is None else self._pseudonym(person)
        made = secrets.token_hex(8)

        def do(connection: Connection) -> None:
            if person is not None and not held(connection, person.id).roles & frozenset(HOSTS):
                raise NotAllowed("only hosts open a gathering", "host", "ask an organiser of this hub to make you one")
            self._room(connection, host)
            connection.execute(insert(table).values(
                id=made, code=self._fresh(), host=host, at=self._store.at(connection), **_row(plan)))  # fmt: skip
            self._changed(connection)

        self._store.write(do)
        self.fall("stored")  # fall here: nobody was told the code; the next start lists it, and it ends by time
        try:
            self.mend()
        except (NoRoom, BadLog) as error:
            raise NoRoom(f"the gathering is kept, but not open yet: {error.what}", error.where,
                         "it opens as soon as there is room") from error  # fmt: skip
        return next(each for each in self._known.values() if each.id == made)

    def change(self, gathering: Gathering, person, **fields) -> Gathering:
        """Other fields of its plan from now on, but for its place and what it began as."""
        if not self.may(gathering, person):
            raise NotAllowed("only its host changes a gathering", gathering.plan.name, "ask its host")
        if set(fields) - {"name", "until", "mode", "rhythm", "firm", "cap", "wears", "score"}:
            raise BadRequest("this cannot be changed", "", "open another gathering")
        now, before = self._now(), gathering.plan
        plan = checked(before._replace(**fields), min(now, before.begins))
        if plan.until < now:
            raise BadRequest("a gathering cannot have ended already", "until", "end it")

        def do(connection: Connection) -> None:
            here = (table.c.id == gathering.id) & table.c.ended.is_(None)
            if not connection.execute(update(table).where(here).values(**_row(plan))).rowcount:
                raise NotFound("this gathering is over", before.name, "open another")
            self._changed(connection)

        self._store.write(do)  # fall here: changed, and seen by `tend` within a second
        self._refresh()
        return gathering._replace(plan=plan)

    def end(self, gathering: Gathering, person) -> None:
        """Over, now, for everybody in it."""
        if not self.may(gathering, person):
            raise NotAllowed("only its host ends a gathering", gathering.plan.name, "leave it yourself with one touch")
        self._ending.setdefault(gathering.id, self._now())  # from here on `find` and `all` are without it
        self.fall("over")  # fall here: nobody was told that it is over; its host asks again
        try:
            self._keep_ends()
            self.fall("ended")  # fall here: it is over; `mend` lists that at the next start
            self.mend()
        except (NoRoom, BadLog) as error:
            raise NoRoom(f"the gathering is over, but that is not written yet: {error.what}", error.where,
                         "it is written as soon as there is room") from error  # fmt: skip

    # --- in the background, and after a fall

    def tend(self) -> None:
        """Once a second: what another program changed, and what could not be stored or listed yet."""
        if self._store.count(CHANGES) != self._seen:
            self._refresh()
        try:
            self._keep_ends()
            if self._unlisted:
                self.mend()
        except (NoRoom, BadLog):
            pass  # the disk is full still: again in a second

    def mend(self) -> None:
        """List in the log what is stored and not listed yet: after every change, and at every start."""
        try:
            with self._turn:
                for row in self._rows():
                    self._list(row)
        finally:
            self._refresh()

    def _list(self, row) -> None:
        places = {}
        for column, said in (("entry", _told(row)), ("ended_entry", _over(row))):
            if said is not None and getattr(row, column) is None:
                found = self._log.find(said)
                places[column] = self._log.append([said])[0] if found is None else found
        if not places:
            return
        self.fall("listed")  # fall here: listed, and the row does not know where; the log's `find` tells
        known = update(table).where(table.c.id == row.id).values(**places)
        self._store.write(lambda connection: self._changed(connection, known))

    def _keep_ends(self) -> None:
        for id_, at in list(self._ending.items()):
            over = update(table).where(table.c.id == id_, table.c.ended.is_(None)).values(ended=at)
            self._store.write(lambda connection, over=over: self._changed(connection, over))
            self._refresh()
            self._ending.pop(id_, None)

    # --- inside

    def _open(self, gathering: Gathering) -> bool:
        return gathering.id not in self._ending and gathering.open(self._now())

    def _pseudonym(self, person) -> bytes:
        return self._people.pseudonym(person.id, KIND)

    def _fresh(self) -> str:
        """A code that none had before."""
        while (made := code()) in self._known:
            pass
        return made

    def _room(self, connection: Connection, host: bytes | None) -> None:
        going = (table.c.ended.is_(None), table.c.until > self._now())
        count = select(func.count()).select_from(table)
        if (connection.scalar(count.where(*going)) or 0) >= MOST:
            raise NoRoom(f"{MOST} gatherings are open at this hub", "gatherings", "try again when one is over")
        if host is not None and (connection.scalar(count.where(table.c.host == host, *going)) or 0) >= EACH:
            raise NoRoom(f"you have {EACH} gatherings open", "gatherings", "end one of them first")

    def _changed(self, connection: Connection, change=None) -> None:
        if change is not None:
            connection.execute(change)
        raised(connection, CHANGES, self._store.at(connection))

    def _rows(self) -> list:
        unlisted = or_(table.c.entry.is_(None), table.c.ended.is_not(None) & table.c.ended_entry.is_(None))
        with self._store.read() as connection:
            return list(connection.execute(select(table).where(unlisted).order_by(table.c.at)).all())

    def _refresh(self) -> None:
        with self._reading:
            self._seen = self._store.count(CHANGES)  # first: what changes meanwhile is read once more
            with self._store.read() as connection:
                rows = connection.execute(select(table).order_by(table.c.at)).all()
            self._known = {row.code: _gathering(row) for row in rows}
            self._unlisted = any(row.entry is None or (row.ended and row.ended_entry is None) for row in rows)


def _row(plan: Plan) -> dict:
    return plan._asdict() | {"mode": plan.mode.value}


def _gathering(row) -> Gathering:
    plan = Plan(**{name: getattr(row, name) for name in Plan._fields} | {"mode": Mode(row.mode)})
    return Gathering(row.id, row.code, row.host and bytes(row.host), plan, row.at, row.entry, row.ended)


def _told(row) -> bytes:
    """What the log is told when one opens; what its host may change later is told as it was then."""
    score = hashlib.sha256(row.score.encode()).digest() if row.score else b""
    return entry.public(KIND, {"do": "open", "id": row.id, "at": row.at, "begins": row.begins, "until": row.until,
                               "district": -1 if row.district is None else row.district, "mode": row.mode,
                               "score": score})  # fmt: skip


def _over(row) -> bytes | None:
    return entry.public(KIND, {"do": "end", "id": row.id, "at": row.ended}) if row.ended is not None else None
