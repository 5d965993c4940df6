"""The hub's one database: SQLite with one writer thread, or PostgreSQL by a URL; the same words for both.

Everything that changes goes through `write`: one thread takes what waits, runs each change in a savepoint of its own,
and commits them together, so that a thousand people who decide at once cost one fsync. What `write` gave back is on
the disk.
"""

import contextlib
import os
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, insert, make_url, select, update
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, SQLAlchemyError

from photophore.commons import migrations
from photophore.commons.schema import facts
from photophore.words import BadRequest, NoRoom, PhotophoreError

T = TypeVar("T")
AT_ONCE = 500  # changes at most in one commit
PATIENCE = 10.0  # seconds that a change waits for another program's
COUNTER = "count/"  # names of facts that never fall begin so
MOMENT = "moment"  # the counter of the last instant that was given out
POSTGRESQL = "a path, or postgresql://NAME@HOST/DATABASE"
LOCK = 0x70686F746F  # PostgreSQL's advisory lock by which programs take turns, as SQLite's writers do


def now_ms() -> int:
    """Milliseconds UTC."""
    return time.time_ns() // 1_000_000


class Waiting(NamedTuple):
    """A change that waits for the writer."""

    do: Callable[[Connection], Any]
    answer: Future


class Store:
    """One database. Verbs may be called from every thread, but not from inside a `write`."""

    def __init__(self, reading: Engine, writing: Engine, now: Callable[[], int]):
        self.now, self.url = now, reading.url
        self._reading, self._writing = reading, writing
        self._queue: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._closed = False
        self._gate = threading.Lock()  # nothing is queued behind the word that ends the writer
        self._writer = threading.Thread(target=self._run, name="photophore-store", daemon=True)
        self._writer.start()

    @classmethod
    def open(cls, where: Path | str, now: Callable[[], int] = now_ms) -> "Store":
        """The database at a path or URL, brought to this version's tables; BadRequest where a newer one wrote it."""
        url = _url(where)
        try:
            reading, writing = _engines(url)
        except ModuleNotFoundError as error:
            raise BadRequest(f"{error.name} is not installed", "", "pip install 'photophore[postgresql]'") from None
        try:
            with _telling(url), writing.begin() as connection:
                migrations.upgrade(connection)  # fall here: one transaction; the next start does it again
        except BaseException:
            reading.dispose()
            writing.dispose()
            raise
        if url.database and url.get_backend_name() == "sqlite":
            sync_folder(Path(url.database).parent)
        return cls(reading, writing, now)

    def write(self, do: Callable[[Connection], T]) -> T:
        """Run do(connection) as one transaction; durable when it returns. What it raises is raised here, and of it
        nothing is kept. `do` may be run with others' in one commit, and must touch nothing but the connection.
        """
        if threading.current_thread() is self._writer:
            raise RuntimeError("a write waits for itself: hand the connection on")
        answer: Future = Future()
        with self._gate:
            if self._closed:
                raise RuntimeError("the store is closed")
            self._queue.put(Waiting(do, answer))
        return answer.result()

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state of everything and can change nothing."""
        with _telling(self.url), self._reading.connect() as connection, connection.begin():
            yield connection

    def fact(self, name: str) -> bytes | None:
        with self.read() as connection:
            return connection.scalar(select(facts.c.value).where(facts.c.name == name))

    def set_fact(self, name: str, value: bytes) -> None:
        if name.startswith(COUNTER):
            raise BadRequest("a counter is raised, never set", name, "Store.raise_fact")
        self.write(lambda connection: put_fact(connection, name, value))

    def raise_fact(self, name: str, at_least: int) -> int:
        """A counter that never falls, restored or not: the larger of what it is and `at_least`."""
        return self.write(lambda connection: raised(connection, name, at_least))

    def count(self, name: str) -> int:
        """A counter as it stands; 0 where it was never raised."""
        value = self.fact(COUNTER + name)
        return int(value) if value else 0

    def at(self, connection: Connection) -> int:
        """The instant of what happens now, later than every other: a clock that jumps back changes no order."""
        last = connection.scalar(select(facts.c.value).where(facts.c.name == COUNTER + MOMENT))
        return raised(connection, MOMENT, max(self.now(), int(last or 0) + 1))

    def scrub(self, patience: float = PATIENCE) -> bool:
        """What was deleted stays in no file: SQLite's write-ahead log is emptied (pages are zeroed by secure_delete),
        PostgreSQL is vacuumed. False where readers of before would not end; then it is for the next time.
        """
        if self.url.get_backend_name() != "sqlite":
            apart = create_engine(self.url, isolation_level="AUTOCOMMIT", hide_parameters=True)  # nobody's turn
            with _telling(self.url), apart.connect() as connection:
                connection.exec_driver_sql("VACUUM")
            apart.dispose()
            return True
        connection, ends = self._writing.raw_connection(), time.monotonic() + patience
        try:
            cursor = connection.cursor()
            while cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:  # 1: busy
                if time.monotonic() > ends:
                    return False
                time.sleep(0.02)
            return True
        except sqlite3.Error as error:
            raise NoRoom(f"the store cannot be tidied: {error}", str(self.url), "try again") from error
        finally:
            connection.close()

    def close(self) -> None:
        """What was queued before is still written. Twice is fine."""
        with self._gate:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._writer.join()
        self._reading.dispose()
        self._writing.dispose()

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            group, ends = [first], False
            with contextlib.suppress(queue.Empty):
                while len(group) < AT_ONCE and not ends:
                    if (more := self._queue.get_nowait()) is None:
                        ends = True
                    else:
                        group.append(more)
            self._commit(group)
            if ends:
                return

    def _commit(self, group: list[Waiting]) -> None:
        """Everything that waits, in one transaction; each with its own end, good or bad."""
        ends: list[tuple[Any, Exception | None]] = []
        try:
            with _telling(self.url), self._writing.begin() as connection:
                ends = [self._try(each.do, connection) for each in group]
                # fall here: nothing of the group is kept, and nobody was told otherwise
        except Exception as error:
            ends = [(None, mine or error) for _, mine in ends] or [(None, error)] * len(group)
        for each, (result, error) in zip(group, ends, strict=True):  # fall here: it is kept, though nobody was told
            if error is None:
                each.answer.set_result(result)
            else:
                each.answer.set_exception(error)

    def _try(self, do: Callable, connection: Connection) -> tuple[Any, Exception | None]:
        point = connection.begin_nested()
        try:
            result = do(connection)
            point.commit()
            return result, None
        except Exception as error:
            told = _in_words(error, self.url)
            try:
                point.rollback()
            except SQLAlchemyError:  # the whole transaction is gone, and with it what others wrote in it
                raise told from error
            return None, told


def raised(connection: Connection, name: str, at_least: int) -> int:
    """`Store.raise_fact` inside a write."""
    old = connection.scalar(select(facts.c.value).where(facts.c.name == COUNTER + name))
    value = max(int(old or 0), at_least)
    if old is None or value > int(old):
        put_fact(connection, COUNTER + name, str(value).encode())
    return value


def put_fact(connection: Connection, name: str, value: bytes) -> None:
    """`Store.set_fact` inside a write."""
    if not connection.execute(update(facts).where(facts.c.name == name).values(value=value)).rowcount:
        connection.execute(insert(facts).values(name=name, value=value))


def sync_folder(folder: Path) -> None:
    """The names in a folder are on the disk when this returns; where no folder can be synced (Windows), they follow."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _url(where: Path | str) -> URL:
    try:
        if isinstance(where, str) and "://" in where:
            url = make_url(where)
            if url.drivername.partition("+")[0] not in ("postgresql", "postgres"):
                raise BadRequest("a store is SQLite or PostgreSQL", url.drivername, POSTGRESQL)
            return url.set(drivername="postgresql+pg8000")
        path = Path(where)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # whoever shares the machine must not read it
        return URL.create("sqlite", database=str(path))
    except (ArgumentError, ValueError):
        raise BadRequest("no database has such an address", _hidden(where), POSTGRESQL) from None
    except OSError as error:
        raise NoRoom(f"the store cannot be opened: {error.strerror}", str(where), "choose another place") from None


def _hidden(where) -> str:
    return str(where).split("://")[0] + "://..."  # what follows may hold a password


def _engines(url: URL) -> tuple[Engine, Engine]:
    """Who reads, and who writes."""
    if url.get_backend_name() == "sqlite":
        made = {"connect_args": {"timeout": PATIENCE}, "hide_parameters": True}  # they would tell of people in errors
        reading = create_engine(url, pool_size=4, max_overflow=28, **made)
        writing = create_engine(url, pool_size=1, max_overflow=1, **made)
        for engine, begin in ((reading, "BEGIN"), (writing, "BEGIN IMMEDIATE")):
            event.listen(engine, "connect", _plain)
            event.listen(engine, "begin", lambda connection, begin=begin: connection.exec_driver_sql(begin) and None)
        event.listen(reading, "connect", lambda dbapi, _: dbapi.execute("PRAGMA query_only = ON") and None)
        return reading, writing
    made = {"pool_pre_ping": True, "pool_size": 4, "max_overflow": 28, "hide_parameters": True}
    reading, writing = create_engine(url, isolation_level="REPEATABLE READ", **made), create_engine(url, **made)
    event.listen(reading, "begin", lambda connection: connection.exec_driver_sql("SET TRANSACTION READ ONLY") and None)
    event.listen(writing, "begin", _take_turns)
    return reading, writing


def _plain(dbapi: sqlite3.Connection, _) -> None:
    """SQLite as it is, without Python's own ideas of when a transaction begins."""
    dbapi.isolation_level = None
    for words in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON", "trusted_schema = OFF"):
        dbapi.execute(f"PRAGMA {words}")


def _take_turns(connection: Connection) -> None:
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")


@contextlib.contextmanager
def _telling(url: URL) -> Iterator[None]:
    """What a database refuses, as a sentence."""
    try:
        yield
    except SQLAlchemyError as error:
        raise _in_words(error, url) from error


def _in_words(error: Exception, url: URL) -> Exception:
    """An error of the disk or of the server as NoRoom; of whoever asks, as it is."""
    if isinstance(error, PhotophoreError | IntegrityError) or not isinstance(error, DBAPIError):
        return error
    why = str(error.orig).splitlines()[0][:200]
    where = url.render_as_string(hide_password=True)
    if "locked" in why:
        return NoRoom("the store is in use by another program", where, "try again, or stop the other program")
    if "full" in why or "I/O" in why:
        return NoRoom("the disk is full: nothing of this was kept", where, "make room, then do it again")
    if "malformed" in why or "not a database" in why:
        return BadRequest("the store is damaged", where, "bring it back: photophore restore FILE")
    if error.connection_invalidated or "connect" in why.lower() or "network" in why.lower():
        return NoRoom("the database does not answer", where, "is the server running?")
    return error
