"""Who looked: every read of a wearer's signal by somebody else, kept for the wearer.

Two ways in. `record` is for whoever asks by name (hub.readings): it is on the disk when it returns, and where it raises
nothing may be shown. `saw` and `lit` are for light: they never wait and never raise; what could not be kept is counted,
and told to the wearer as such. Light on a public map is kept as how many screens looked at most in an hour, so that
ten thousand sockets are one row.
"""

import threading
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, final

import msgspec
import structlog
from sqlalchemy import Connection, delete, func, insert, select, update

from photophore.commons.keys import Keys
from photophore.commons.schema import events, facts, looks
from photophore.commons.store import Store, now_ms, put_fact
from photophore.words import Audience, BadRequest, NoRoom, NotFound, PhotophoreError, Purpose, Signal

log = structlog.get_logger()

HOUR, DAY = 3_600_000, 86_400_000  # milliseconds
WAITING = 4096  # different looks at most that wait for the disk; further ones are counted as lost
GLANCES = 64  # times `lit` was called since it was last counted up, at most
LOSERS = 4096  # wearers whose lost looks are counted apart; those of all others are told to everyone
SECONDS = 5.0  # between two times that what waits is written
LIT = 300_000  # milliseconds between two times that light is written
ROWS = 500  # different looks of one reader at one wearer in one day; what comes above that is refused, or lost
AT_ONCE = 500  # rows in one transaction, so that nobody's decision waits long behind them
LITTLE = 7  # days that screens on a map are remembered: there are many, and none has a name
LONG = 366  # days that a look by name is remembered; OWASP ASVS 5.0 V14: nothing is kept without an end
WHY = 300  # characters of a reason
EVERYONE = ""  # whose losses are counted together
FACT = "looks.lost"
LETTERS = {"Cc", "Cs", "Zl", "Zp"}  # kinds of character that begin lines or say nothing: a look must not forge a second
TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # make a sentence read as another one


class Look(msgspec.Struct, frozen=True):
    """One read. `kind`: "read" by somebody, "light" seen by screens, "lost": a count of looks nobody can tell apart."""

    who: str  # a role and the name of an institution, or a pseudonym; never a key by which others find somebody
    signal: Signal
    audience: Audience
    purpose: int  # Purpose bits
    why: str = ""  # a sentence by whoever looked
    event: int | None = None  # the wearer's own decision that allowed it; None: not one alone, as on a map
    kind: str = "read"


class Looks(NamedTuple):
    """A look and all like it within a day, as its wearer is told."""

    look: Look
    first: int  # milliseconds UTC
    last: int
    times: int  # of "light": how many screens at most at once
    entry: int | None  # where the decision stands in the log


class Count(NamedTuple):
    first: int
    last: int
    times: int

    def __add__(self, other: "Count") -> "Count":
        return Count(min(self.first, other.first), max(self.last, other.last), self.times + other.times)


class Row(NamedTuple):
    """What is about to be written."""

    person: str
    what: str
    sealed: bytes
    count: Count

    @property
    def light(self) -> bool:
        return self.what.startswith("light")


LOST = Look("", Signal.FEELING, Audience.SELF, 0, kind="lost")


@final
class Looked:
    """The looks at everybody of one hub. Verbs may be called from every thread."""

    def __init__(self, store: Store, keys: Keys, now: Callable[[], int] = now_ms):
        self._store, self._keys, self._now = store, keys, now
        self._lock, self._writing = threading.Lock(), threading.Lock()
        self._waiting: dict[tuple[str, Look], Count] = {}
        self._glances: list[tuple[Sequence[str], Look, int, int]] = []  # whom, what, the hour, how many screens
        self._lit: dict[tuple[str, Look, int], int] = {}  # by the hour: most screens at once; who writes has it
        self._lit_at = now()
        self._lost: dict[str, Count] = {}
        self._end, self._thread = threading.Event(), None

    def record(self, person_id: str, look: Look) -> None:
        """Keep one look now; durable when it returns. BadRequest where it cannot stand in a record, NoRoom and NotFound
        where it cannot be kept: then nothing may be shown.
        """
        check(look)
        now = self._now()
        row = self._row(person_id, look, Count(now, now, 1))
        if not self._store.write(lambda connection: _add(connection, row)):
            raise NoRoom("you looked at this wearer too often today", "", "try again tomorrow")

    def saw(self, person_id: str, look: Look) -> bool:
        """Keep one look soon; it never waits. False where it cannot: then it is counted as lost."""
        try:
            check(look)
        except BadRequest as error:
            log.error("a look cannot be kept", why=str(error))
            return self._lose(person_id)
        now, key = self._now(), (person_id, look)
        with self._lock:
            room = key in self._waiting or len(self._waiting) < WAITING
            if room:
                self._waiting[key] = Count(now, now, 1) + self._waiting.get(key, Count(now, now, 0))
        return room or self._lose(person_id)

    def lit(self, people: Sequence[str], audience: Audience, signal: Signal, screens: int) -> None:
        """So many screens show these wearers' light now; call it about once a minute. It never waits."""
        hour, look = self._now() // HOUR * HOUR, Look("", signal, audience, int(Purpose.LIGHT), kind="light")
        with self._lock:
            room = len(self._glances) < GLANCES
            if room and screens > 0:
                self._glances.append((people, look, hour, screens))
        if not room:
            self._lose(EVERYONE)

    def of(self, person_id: str) -> Iterator[Looks]:
        """Who looked at this wearer, the newest first; what waits is written before. NotFound for who is no more."""
        self.flush(lit=True)
        self._keys.digest(person_id, b"")  # raises for who has no key
        if lost := self._store.fact(FACT):
            yield Looks(LOST, *msgspec.msgpack.decode(lost), None)
        asked = select(looks).where(looks.c.person == person_id).order_by(looks.c.last.desc(), looks.c.id.desc())
        with self._store.read() as connection:
            for row in connection.execution_options(yield_per=AT_ONCE).execute(asked):
                look = msgspec.msgpack.decode(self._keys.open_(person_id, row.sealed), type=Look)
                mine = (events.c.id == look.event) & (events.c.person == person_id)
                entry = connection.scalar(select(events.c.entry).where(mine)) if look.event is not None else None
                yield Looks(look, row.first, row.last, row.times, entry)

    def flush(self, lit: bool = False) -> None:
        """Write what waits, light too where it is time or `lit`. What cannot be written is lost and told; what is about
        people who are no more goes.
        """
        if self._flush(lit):
            self._flush(False)  # what was just lost, so that it is told at once

    def _flush(self, lit: bool) -> bool:
        with self._writing:
            with self._lock:
                waiting, self._waiting = self._waiting, {}
                lost, self._lost = self._lost, {}
                glances, self._glances = self._glances, []
            self._glance(glances)  # not under the lock that light takes: it may be a whole city
            light = {}
            if lit or not 0 <= self._now() - self._lit_at < LIT:
                self._lit_at, light, self._lit = self._now(), self._lit, {}
            rows = [self._sealed(*key, count) for key, count in waiting.items()]
            rows += [self._sealed(who, LOST, count) for who, count in lost.items() if who]
            for (who, look, hour), most in light.items():
                rows.append(self._sealed(who, look, Count(hour, min(self._now(), hour + HOUR), most)))
            return self._write([row for row in rows if row], lost.get(EVERYONE))

    def forget(self, person_id: str) -> None:
        """Nothing of this person waits any more. Rows on the disk are takeout's."""
        with self._writing:
            with self._lock:
                glances, self._glances = self._glances, []
                self._waiting = {key: count for key, count in self._waiting.items() if key[0] != person_id}
                self._lost.pop(person_id, None)
            self._glance(glances)
            self._lit = {key: most for key, most in self._lit.items() if key[0] != person_id}

    def retire(self) -> None:
        """End what was kept long enough."""
        now = self._now()
        over = (looks.c.last < now - LONG * DAY) | (looks.c.what.like("light/%") & (looks.c.last < now - LITTLE * DAY))
        self._store.write(lambda connection: connection.execute(delete(looks).where(over)) and None)

    def start(self) -> None:
        """Write what waits in a thread of its own until `close`."""
        self._thread = threading.Thread(target=self._run, name="photophore-looked", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """What waits is written. Twice is fine."""
        self._end.set()
        if self._thread:
            self._thread.join()
            self._thread = None
        self.flush(lit=True)

    def _run(self) -> None:
        retired = self._now()
        while not self._end.wait(SECONDS):
            try:
                self.flush()
                if not 0 <= self._now() - retired < HOUR:
                    retired = self._now()
                    self.retire()
            except PhotophoreError as error:  # a full disk; what could not be kept is counted, and told when it can be
                log.error("looks cannot be written", why=str(error))

    def _glance(self, glances: list) -> None:
        for people, look, hour, screens in glances:
            for person_id in people:
                key = (person_id, look, hour)
                self._lit[key] = max(self._lit.get(key, 0), screens)

    def _lose(self, person_id: str, count: Count | None = None) -> bool:
        now = self._now()
        count = count or Count(now, now, 1)
        with self._lock:
            whose = person_id if person_id in self._lost or len(self._lost) < LOSERS else EVERYONE
            self._lost[whose] = count + self._lost.get(whose, count._replace(times=0))
        return False

    def _sealed(self, person_id: str, look: Look, count: Count) -> Row | None:
        try:
            return self._row(person_id, look, count)
        except NotFound:  # erased meanwhile
            return None

    def _row(self, person_id: str, look: Look, count: Count) -> Row:
        plain = msgspec.msgpack.encode(look)
        hour = count.first.to_bytes(8) if look.kind == "light" else b""
        who = self._keys.digest(person_id, b"who/" + look.who.encode()).hex()[:16]
        what = f"{look.kind}/{who}/{self._keys.digest(person_id, plain + hour).hex()}"
        return Row(person_id, what, self._keys.seal(person_id, plain), count)

    def _write(self, rows: list[Row], everyone: Count | None) -> bool:
        """All rows, some at a time -> whether some had no room. What a disk refuses is lost: it must not pile up."""
        refused: list[Row] = []
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            try:
                refused += self._store.write(lambda connection, some=some: _add_all(connection, some))
            except Exception:
                for row in rows[start:] + refused:
                    self._lose(row.person, row.count)
                if everyone:
                    self._lose(EVERYONE, everyone)
                raise
        for row in refused:
            self._lose(row.person, row.count)
        if everyone:
            self._store.write(lambda connection: _tell_everyone(connection, everyone))
        return bool(refused)


def check(look: Look) -> None:
    """BadRequest where a look could forge a line of a record, or says nothing."""
    for name, text in (("who", look.who), ("why", look.why)):
        if any(unicodedata.category(letter) in LETTERS or letter in TURNING for letter in text):
            raise BadRequest(f"{name} holds characters that no sentence needs", name, "write one line of plain text")
        if len(text) > WHY:
            raise BadRequest(f"{name} has more than {WHY} characters", name, "say it shorter")
    if not look.who.strip() or not look.why.strip():
        raise BadRequest("a look says who looks, and why", "who and why", "write one sentence")


def _add_all(connection: Connection, rows: list[Row]) -> list[Row]:
    return [row for row in rows if not _add(connection, row)]


def _add(connection: Connection, row: Row) -> bool:
    """Count a look to its like of this day, or as a new row; False where the wearer has too many of one day."""
    count, mine = row.count, (looks.c.person == row.person) & (looks.c.first > row.count.last - DAY)
    asked = select(looks.c.id, looks.c.last, looks.c.times).where(mine, looks.c.what == row.what)
    old = connection.execute(asked.order_by(looks.c.id.desc()).limit(1)).first()
    if old:
        times = max(old.times, count.times) if row.light else old.times + count.times
        values = {"last": max(old.last, count.last), "times": times}
        connection.execute(update(looks).where(looks.c.id == old.id).values(values))
        return True
    same = looks.c.what.startswith(row.what.rpartition("/")[0])
    lost = row.what.startswith("lost")  # that something was lost is always told
    if not lost and connection.scalar(select(func.count()).select_from(looks).where(mine, same)) >= ROWS:
        return False
    connection.execute(insert(looks).values(person=row.person, what=row.what, sealed=row.sealed, **count._asdict()))
    return True


def _tell_everyone(connection: Connection, lost: Count) -> None:
    old = connection.scalar(select(facts.c.value).where(facts.c.name == FACT))
    put_fact(connection, FACT, msgspec.msgpack.encode(lost + Count(*msgspec.msgpack.decode(old)) if old else lost))
