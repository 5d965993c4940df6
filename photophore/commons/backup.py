"""One archive of everything that a hub keeps, made while it runs; and, apart from it, a file of the keys that open it.

The public log lies open in it. All else (the database, the history) is sealed with a key that lies among the persons'
keys, and what is about a person is sealed with theirs once more. So an archive alone can be read by nobody; whoever
holds old keys as well reads what stood in it that day, so a new file of keys replaces the old one.

    photophore.json           which hub, which version, how long the log was
    log/...                   the public log
    sealed/hub.sqlite         the database, without sessions and links: an old one brings nobody in again
    sealed/history/...        the files of the history
    sealed/end.json           SHA-256 of everything before: an archive without it is torn
"""

import contextlib
import hashlib
import io
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec
from sqlalchemy import Connection, func, insert, select

from photophore import __version__
from photophore.commons import migrations
from photophore.commons.alone import Alone
from photophore.commons.keys import Keys
from photophore.commons.schema import links, metadata, people, segments, sessions
from photophore.commons.store import Store, sync_folder
from photophore.tlog import checkpoint, note
from photophore.words import BadRequest, NoRoom, NotFound

FORM = 1  # of the archive
OWNER = "backup"  # whose key seals archives; no person's id looks so
ABOUT, END = "photophore.json", "sealed/end.json"
DATABASE, SEALED, LOG, HISTORY = "sealed/hub.sqlite", "sealed/", "log/", "sealed/history/"
PIECE = 1 << 20  # bytes that are sealed at once
WORK = ".backup-"  # how names of folders begin in which a backup copies what it will seal
MARK = "hub"  # the history's own mark
TRIES = 5  # how often the history may change under our hands


class About(msgspec.Struct, frozen=True):
    """What an archive says of itself, in the open."""

    form: int
    version: str
    tables: str  # version of the tables
    origin: str  # the log's name
    size: int  # entries of the log before the database was read; every later one may be unknown to it
    at: int  # milliseconds UTC


class Told(NamedTuple):
    """What was written."""

    files: int
    bytes: int
    people: int
    entries: int


def make(data: Path, to: Path, keys_to: Path | None = None, url: str | None = None) -> Told:
    """Write the archive, and the keys where they shall go. NoRoom where a disk is full: then nothing has changed."""
    home = data / "commons"
    if not (home / "log" / "checkpoint").is_file():
        raise NotFound("there is no hub in this folder", str(data), "say where it is: --data")
    with contextlib.ExitStack() as stack, telling(to):
        store = stack.enter_context(contextlib.closing(Store.open(url or home / "hub.sqlite")))
        keys = stack.enter_context(contextlib.closing(Keys.open(home / "keys.sqlite")))
        keys.new(OWNER)
        with replacing(to) as file:
            told = Writer(file, keys).all(home, store)
        if keys_to is not None:
            with replacing(keys_to) as file:
                _write_keys(file, home)
    return told


class Writer:
    """Puts files into an archive, and remembers what it put there."""

    def __init__(self, file: BinaryIO, keys: Keys):
        self._near = keys.path.parent  # what is large goes where the hub's own data is
        self._tar, self._keys, self._sums = tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT), keys, {}
        self._bytes = 0

    def all(self, home: Path, store: Store) -> Told:
        """Everything, in an order in which what comes later may be newer, and never older."""
        said = checkpoint.read(note.split((home / "log" / "checkpoint").read_bytes())[0])
        about = About(FORM, __version__, migrations.newest(), said.origin, said.size, store.now())
        self._put(ABOUT, msgspec.json.format(msgspec.json.encode(about)))
        with working(home) as folder:
            count = self._database(home, store, folder)
        signed = (home / "log" / "checkpoint").read_bytes()  # first: the files that it speaks of only ever grow
        for path in sorted(each for each in (home / "log").rglob("*") if each.is_file()):
            name = LOG + path.relative_to(home / "log").as_posix()
            with contextlib.suppress(FileNotFoundError):  # a partial tile whose full one has come
                self._put(name, signed if name == f"{LOG}checkpoint" else path.read_bytes())
        self._sealed(END, io.BytesIO(msgspec.json.encode(self._sums)))
        self._tar.close()
        return Told(len(self._sums), self._bytes, count, said.size)

    def _database(self, home: Path, store: Store, folder: Path) -> int:
        """The database and the files that it names, as they were at one moment. -> people"""
        named = held(home, store, folder)
        with (folder / "hub.sqlite").open("rb") as file:
            self._sealed(DATABASE, file)
        for name in named:
            with (folder / "history" / name).open("rb") as file:
                self._sealed(HISTORY + name, file)
        with contextlib.closing(Store.open(folder / "hub.sqlite")) as mine, mine.read() as connection:
            return connection.scalar(select(func.count()).select_from(people))

    def _sealed(self, name: str, file: BinaryIO) -> None:
        """A file in pieces, each sealed together with its name and place."""
        with tempfile.TemporaryFile(dir=self._near) as made:
            for piece in pieces(file):
                sealed = self._keys.seal(OWNER, piece)
                made.write(len(sealed).to_bytes(4, "big") + sealed)
            size = made.tell()
            made.seek(0)
            self._add(name, size, made)

    def _put(self, name: str, content: bytes) -> None:
        self._add(name, len(content), io.BytesIO(content))

    def _add(self, name: str, size: int, file: BinaryIO) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        summed = Summed(file)
        self._tar.addfile(info, summed)
        self._sums[name] = summed.digest()
        self._bytes += size


class Summed:
    """A file that is summed up while it is read."""

    def __init__(self, file: BinaryIO):
        self._file, self._sum = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._sum.update(data)
        return data

    def digest(self) -> str:
        return self._sum.hexdigest()


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """At least one, each with its number and whether it is the last: none can be left out or moved."""
    number, piece = 0, file.read(PIECE)
    while True:
        after = file.read(PIECE)
        yield number.to_bytes(4, "big") + (b"." if after else b"!") + piece
        if not after:
            return
        number, piece = number + 1, after


def held(home: Path, store: Store, folder: Path) -> list[str]:
    """A copy of the database here, and beside it the files of the history that it names. -> their names"""
    for _ in range(TRIES):
        with contextlib.closing(snapshot(store, folder / "hub.sqlite")) as mine, mine.read() as connection:
            named = [*connection.scalars(select(segments.c.path)), MARK]
        try:
            for name in named:
                _link(home / "history" / name, folder / "history" / name)
            return named
        except FileNotFoundError:
            if not (home / "history").exists():
                return []
            # a file was rolled up in between: look once more
    raise BadRequest("the history changes faster than it can be read", str(home), "try again in a minute")


def _link(there: Path, here: Path) -> None:
    """The same file under a second name, so that nobody can take it away; a copy where links cannot be made."""
    here.parent.mkdir(parents=True, exist_ok=True)
    here.unlink(missing_ok=True)
    try:
        os.link(there, here)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(there, here)


def snapshot(store: Store, to: Path) -> Store:
    """The whole database at one moment, as SQLite at this path, without sessions and links."""
    to.unlink(missing_ok=True)
    if store.url.get_backend_name() == "sqlite":
        copy(Path(store.url.database), to)
        made = Store.open(to)
    else:
        made = Store.open(to)
        with store.read() as there:
            for table in metadata.sorted_tables:
                made.write(lambda here, table=table: _copied(there, here, table))
    made.write(_alone)
    made.scrub()
    return made


def copy(there: Path, here: Path) -> None:
    """A SQLite file as it is at one moment, whoever writes to it (its online backup)."""
    with contextlib.closing(sqlite3.connect(there)) as one, contextlib.closing(sqlite3.connect(here)) as two:
        one.backup(two)


def _copied(there: Connection, here: Connection, table) -> None:
    for rows in there.execute(select(table)).mappings().partitions(1000):
        here.execute(insert(table), [dict(row) for row in rows])


def _alone(connection: Connection) -> None:
    """An old copy brings nobody in again: neither who left since, nor who was never told of a link that was taken."""
    for table in (sessions, links):
        connection.execute(table.delete())


def _write_keys(file: BinaryIO, home: Path) -> None:
    """The persons' keys and the log's, for their owner alone."""
    with working(home) as folder:
        made = folder / "keys.sqlite"
        copy(home / "keys.sqlite", made)
        with tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT) as tar:
            tar.add(made, "keys.sqlite")
            tar.add(home / "log-private" / "keys", "log-keys")


@contextlib.contextmanager
def working(home: Path) -> Iterator[Path]:
    """A folder for copies in the clear, locked while we live: what a fall leaves of it, `sweep` removes."""
    with tempfile.TemporaryDirectory(dir=home, prefix=WORK) as folder, contextlib.closing(Alone(Path(folder))):
        yield Path(folder)


def sweep(home: Path) -> None:
    """What backups left that were cut off goes: the erased must not be read there. One that runs keeps its own."""
    for folder in home.glob(f"{WORK}*"):
        with contextlib.suppress(NoRoom, OSError):  # somebody holds it, or has just removed it
            Alone(folder).close()
            shutil.rmtree(folder)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file that is there whole under its name, or not at all; readable by its owner only."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, path)  # fall before: what was there stays, and a hidden file that the next try removes
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


@contextlib.contextmanager
def telling(path: Path) -> Iterator[None]:
    """What the disk refuses, as a sentence."""
    try:
        yield
    except OSError as error:
        raise NoRoom(f"this cannot be written: {error.strerror}", str(path), "make room, or go elsewhere") from None
    except sqlite3.OperationalError as error:
        raise NoRoom(f"this cannot be copied: {error}", str(path), "make room, then do it again") from None
