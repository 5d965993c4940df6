"""One database, two makes: what was acknowledged is there after a fall, and each write's error is its own."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from photophore.commons.schema import facts
from photophore.commons.store import COUNTER, Store, put_fact, raised
from photophore.words import BadRequest, NoRoom, NotAllowed, PhotophoreError

ROOT = Path(__file__).parents[2]


def test_what_was_written_is_read_and_stays(store, database, clock):
    store.set_fact("name", b"Nova")
    assert store.fact("name") == b"Nova" and store.fact("nothing") is None
    store.close()
    again = Store.open(database, clock)
    assert again.fact("name") == b"Nova"
    again.close()


def test_an_error_does_not_tell_what_was_to_be_written(store):
    twice = insert(facts).values(name="one", value=b"of Ines")
    store.write(lambda connection: connection.execute(twice) and None)
    with pytest.raises(IntegrityError) as error:
        store.write(lambda connection: connection.execute(twice) and None)
    assert "Ines" not in str(error.value)


def test_a_write_that_fails_leaves_nothing_and_harms_no_neighbour(store):
    """Queued behind a slow one, all the others share one commit; every third of them fails in its own way."""
    hold, failures = threading.Event(), {}

    def change(number):
        def do(connection):
            put_fact(connection, f"n{number}", b"1")
            if number % 3 == 0:
                raise NotAllowed(f"not {number}")
            if number % 3 == 1:
                connection.execute(insert(facts).values(name=f"n{number}", value=b"twice"))
            return number

        try:
            assert store.write(do) == number
        except (PhotophoreError, IntegrityError) as error:
            failures[number] = type(error)

    first = threading.Thread(target=lambda: store.write(lambda _: hold.wait(10)))
    first.start()
    others = [threading.Thread(target=change, args=(number,)) for number in range(30)]
    for thread in others:
        thread.start()
    hold.set()
    for thread in [first, *others]:
        thread.join(20)
    assert failures == {n: (NotAllowed if n % 3 == 0 else IntegrityError) for n in range(30) if n % 3 < 2}
    with store.read() as connection:
        there = {name for (name,) in connection.execute(select(facts.c.name)) if name.startswith("n")}
    assert there == {f"n{number}" for number in range(30) if number % 3 == 2}


def test_writers_wait_for_each_other_and_lose_nothing(store):
    def count():
        for _ in range(25):
            store.write(lambda connection: put_fact(connection, "sum", b"%d" % (int(read(connection) or 0) + 1)))

    def read(connection):
        return connection.scalar(select(facts.c.value).where(facts.c.name == "sum"))

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert store.fact("sum") == b"200"


def test_two_programs_write_in_turns(store, database, clock):
    other = Store.open(database, clock)
    stores = (store, other)

    def count(mine):
        for _ in range(20):
            mine.write(lambda connection: raised(connection, "n", counted(connection) + 1))

    def counted(connection):
        return int(connection.scalar(select(facts.c.value).where(facts.c.name == f"{COUNTER}n")) or 0)

    threads = [threading.Thread(target=count, args=(mine,)) for mine in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    other.close()
    assert store.count("n") == 40


@settings(max_examples=12)
@given(st.lists(st.integers(0, 2**40), max_size=8))
def test_a_counter_never_falls(tmp_path_factory, values):
    store = Store.open(tmp_path_factory.mktemp("counter") / "hub.sqlite")
    try:
        most = 0
        for value in values:
            most = max(most, value)
            assert store.raise_fact("epoch", value) == most == store.count("epoch")
        with pytest.raises(BadRequest):
            store.set_fact(f"{COUNTER}epoch", b"0")
    finally:
        store.close()


def test_instants_never_run_back(store, database, clock):
    first = store.write(store.at)
    clock.after(-86_400)
    assert store.write(store.at) == first + 1
    store.close()
    again = Store.open(database, clock)
    assert again.write(again.at) == first + 2
    again.close()


def test_whoever_reads_sees_one_state_and_changes_nothing(store):
    store.set_fact("a", b"1")
    with store.read() as connection:
        assert connection.scalar(select(facts.c.value).where(facts.c.name == "a")) == b"1"
        writer = threading.Thread(target=store.set_fact, args=("a", b"2"))
        writer.start()
        writer.join(10)
        assert connection.scalar(select(facts.c.value).where(facts.c.name == "a")) == b"1"
    assert store.fact("a") == b"2"
    with pytest.raises(Exception, match=r"(?i)read.?only"), store.read() as connection:
        put_fact(connection, "a", b"3")
    assert store.fact("a") == b"2"


def test_a_write_inside_a_write_is_our_mistake(store):
    with pytest.raises(RuntimeError):
        store.write(lambda _: store.set_fact("a", b"1"))
    store.close()
    with pytest.raises(RuntimeError):
        store.set_fact("a", b"1")


def test_a_full_disk_keeps_what_was_and_says_so(tmp_path):
    """SQLite refuses at its last page as it does where the disk has no block left."""
    store = Store.open(tmp_path / "hub.sqlite")
    store.set_fact("before", b"1")

    def fill(connection):
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 4}")

    store.write(fill)
    with pytest.raises(NoRoom, match="disk is full"):
        store.set_fact("large", b"x" * 100_000)
    assert store.fact("before") == b"1" and store.fact("large") is None
    store.set_fact("small", b"1")  # there is room for this
    store.write(lambda connection: connection.exec_driver_sql("PRAGMA max_page_count = 1000000") and None)
    store.set_fact("large", b"x" * 100_000)  # somebody made room: it goes on
    store.close()


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of file sizes there")
def test_a_disk_that_takes_nothing_more(tmp_path):
    """A file system that refuses to let any file grow, in a program of its own."""
    program = """
import resource, signal, sys
from photophore.commons.store import Store
from photophore.words import NoRoom
store = Store.open(sys.argv[1])
store.set_fact("before", b"1")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, resource.RLIM_INFINITY))
try:
    for i in range(100):
        store.set_fact(f"large{i}", b"x" * 20_000)
except NoRoom as error:
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    store.set_fact("after", b"1")
    print(i, store.fact("before"), store.fact("after"), error, flush=True)
store.close()
"""
    told = run(program, tmp_path / "hub.sqlite")
    assert "b'1' b'1' the disk is full" in told.stdout, told.stdout + told.stderr
    store = Store.open(tmp_path / "hub.sqlite")
    kept = int(told.stdout.split()[0])
    assert all(store.fact(f"large{i}") for i in range(kept)) and store.fact(f"large{kept}") is None
    store.close()


def run(program: str, *arguments) -> subprocess.CompletedProcess:
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_kill_minus_nine_loses_nothing_that_was_acknowledged(tmp_path):
    program = """
import sys
from photophore.commons.store import Store
store = Store.open(sys.argv[1])
for number in range(100_000):
    store.raise_fact("n", number)
    print(number, flush=True)
"""
    for _ in range(2):
        command = [sys.executable, "-c", program, str(tmp_path / "hub.sqlite")]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        told = [int(process.stdout.readline()) for _ in range(60)][-1]
        os.kill(process.pid, signal.SIGKILL)
        rest = process.communicate(timeout=20)[0].splitlines()
        last = max([told, *(int(line) for line in rest if line)])
        store = Store.open(tmp_path / "hub.sqlite")
        assert store.count("n") >= last
        store.close()


def test_a_store_of_a_newer_version_is_refused(store, database):
    version = "UPDATE alembic_version SET version_num = '9999'"
    store.write(lambda connection: connection.exec_driver_sql(version) and None)
    store.close()
    with pytest.raises(BadRequest, match="newer photophore.*9999"):
        Store.open(database)


@pytest.mark.parametrize(
    ("where", "why"),
    [
        ("mysql://a:secret@b/c", "SQLite or PostgreSQL"),
        ("nonsense://a:secret@b", "SQLite or PostgreSQL"),
        ("postgresql://a:secret@127.0.0.1:1/c", "does not answer"),
        ("://secret", "no database has such an address"),
    ],
)
def test_other_databases_are_refused_and_no_password_is_told(where, why):
    with pytest.raises(PhotophoreError, match=why) as told:
        Store.open(where)
    assert "secret" not in str(told.value)


def test_what_is_no_database_is_told_in_words(tmp_path):
    (tmp_path / "hub.sqlite").write_bytes(b"no database at all, " * 400)
    with pytest.raises(BadRequest, match="damaged"):
        Store.open(tmp_path / "hub.sqlite")
    (tmp_path / "file").touch()
    with pytest.raises(NoRoom):
        Store.open(tmp_path / "file" / "hub.sqlite")


@pytest.mark.skipif(sys.platform == "win32", reason="other rules for files there")
def test_only_its_owner_may_read_the_file(tmp_path):
    Store.open(tmp_path / "commons" / "hub.sqlite").close()
    assert (tmp_path / "commons" / "hub.sqlite").stat().st_mode & 0o077 == 0
    assert (tmp_path / "commons").stat().st_mode & 0o077 == 0


def test_sqlite_is_set_to_be_durable(tmp_path):
    store = Store.open(tmp_path / "hub.sqlite")

    def asked(connection):
        words = ("journal_mode", "synchronous", "secure_delete")
        return [connection.exec_driver_sql(f"PRAGMA {word}").scalar() for word in words]

    assert store.write(asked) == ["wal", 2, 1]
    store.close()
