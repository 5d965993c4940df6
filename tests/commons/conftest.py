"""What tests of the commons share: a database of each kind, empty, and what stands on it."""

import itertools
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, NullPool, create_engine, event, text
from sqlalchemy.exc import SQLAlchemyError

sys.path.insert(0, str(Path(__file__).parent))  # postgres.py, for programs that tests start too
import postgres

from photophore.commons.keys import Keys
from photophore.commons.people import Joining, People
from photophore.commons.store import Store
from photophore.words import NoRoom, WearerClass

names = itertools.count()
START = 1_795_000_000_000  # ms UTC, in November 2026


class Clock:
    """Milliseconds that stand still until they are moved."""

    def __init__(self):
        self.ms = START

    def __call__(self) -> int:
        return self.ms

    def after(self, seconds: float) -> None:
        self.ms += int(seconds * 1000)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def unsynced(monkeypatch):
    """Files are not waited for: a process that is killed leaves what it wrote; only a power cut needs the sync."""
    monkeypatch.setattr("os.fsync", lambda descriptor: None)


@pytest.fixture(scope="session")
def postgresql():
    """A server's URL; the test is skipped where none can be started."""
    if postgres.why_not():
        pytest.skip(postgres.why_not())
    event.listen(Engine, "do_connect", unsealed)
    with postgres.server() as url:
        for _ in range(100):
            try:
                engine = create_engine(url.format("postgres"))
                with engine.connect():
                    break
            except SQLAlchemyError:
                time.sleep(0.1)
            finally:
                engine.dispose()
        yield url
    event.remove(Engine, "do_connect", unsealed)


def unsealed(dialect, record, words, told) -> None:
    """The server is on this machine and speaks in the clear: no connection reads all certificates of the machine."""
    if dialect.driver == "pg8000":
        told["ssl_context"] = False


@pytest.fixture(scope="session")
def postgresql_with_tables(postgresql):
    """The name of an empty database with this version's tables, to be copied: that is quicker than to make them."""
    with_database(postgresql, "CREATE DATABASE tables")
    Store.open(postgresql.format("tables")).close()
    return "tables"


def with_database(url: str, words: str) -> None:
    engine = create_engine(url.format("postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(words))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    """Where an empty database is; each test runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return tmp_path / "commons" / "hub.sqlite"
    url, name = request.getfixturevalue("postgresql"), f"hub{next(names)}"
    with_database(url, f"CREATE DATABASE {name} TEMPLATE {request.getfixturevalue('postgresql_with_tables')}")
    return url.format(name)


@pytest.fixture
def store(database, clock):
    opened = Store.open(database, clock)
    yield opened
    opened.close()


@pytest.fixture
def keys(tmp_path):
    opened = Keys.open(tmp_path / "commons" / "keys.sqlite")
    yield opened
    opened.close()


class PlainLog:
    """Keeps the contract of commons.log in memory; `full` makes it refuse, as a full disk does."""

    vkeys = ("hub.test+0a1b2c3d+AQ==",)

    def __init__(self):
        self.entries, self.full = [], False

    def append(self, entries):
        if self.full:
            raise NoRoom("the disk is full", "the log", "make room")
        self.entries += entries
        return list(range(len(self.entries) - len(entries), len(self.entries)))

    def find(self, entry):
        return self.entries.index(entry) if entry in self.entries else None


@pytest.fixture
def plain_log() -> PlainLog:
    return PlainLog()


@pytest.fixture
def hub(store, keys, plain_log, clock):
    return People(store, keys, plain_log, clock)


@pytest.fixture
def operator(hub):
    return hub.join(hub.first_link(), Joining(WearerClass.ADULT))
