"""The files of the history and their catalogue: Parquet (zstd), by DuckDB, one place for all steps on disk.

`KIND/day=2026-11-21/district=3/SIGNAL-GRAIN-FIRST-NUMBER.parquet`: raw signals apart from estimates, and a pseudonym
for whoever it was. The catalogue is the truth. A file that it does not name is nobody's: half of a step that was cut
off, or what a finished step left behind; it is removed at the next start. So a step is safe in every order of falls:
make files, name them in the catalogue, and take out what they replace, in one transaction; then remove the old.
"""

import contextlib
import os
import secrets
import shutil
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, final

import duckdb
import numpy as np
from sqlalchemy import Connection, delete, insert, select, update

from photophore.commons.alone import Alone
from photophore.commons.keeping import KEEP, Grain
from photophore.commons.schema import inside, segments
from photophore.commons.store import Store, sync_folder
from photophore.words import BadRequest, NoRoom, NotFound, Signal

VERSION = "1"  # of the files; columns are only ever added
MEMORY = "256MB"  # that DuckDB may take; what needs more goes to its own folder on the disk, and is gone afterwards
MARK, SPILL, FACT = "hub", ".spill", "history.folder"
HALF = ".part"  # a file that is being written
WRITTEN = "read_parquet($half, hive_partitioning = false)"
AT_ONCE = 500  # names in one question to the catalogue


class Cell(NamedTuple):
    """What one file holds."""

    signal: Signal
    grain: Grain
    day: str
    district: int

    @property
    def folder(self) -> str:
        return f"{KEEP[self.signal].folder}/day={self.day}/district={self.district}"


class Segment(NamedTuple):
    """A file, as the catalogue names it."""

    path: str
    cell: Cell
    first: int
    last: int
    rolled: bool
    rows: int
    bytes: int


class Made(NamedTuple):
    """A file that is whole and on the disk, under a name of its own that nobody looks for yet."""

    segment: Segment
    half: Path
    who: list[bytes]


@final
class Segments:
    """Every file of one history. Verbs may be called from every thread; they take turns."""

    def __init__(self, folder: Path, store: Store, alone: Alone):
        self.folder, self.store, self._alone = folder, store, alone
        self.lock = threading.RLock()
        self.damaged: set[str] = set()  # paths that were found torn
        self.missing = 0  # files that the catalogue named and nobody finds, at this start
        self.fall: Callable[[str], None] = lambda step: None  # where a test lets the program fall
        told = {"threads": "1", "memory_limit": MEMORY, "temp_directory": str(folder / SPILL),
                "autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}  # fmt: skip
        self._base = duckdb.connect(config=told)

    @classmethod
    def open(cls, folder: Path, store: Store) -> "Segments":
        """The history of this folder and this database, mended; BadRequest where they do not belong together."""
        alone = Alone(folder)
        try:
            _belong(folder, store)
            made = cls(folder, store, alone)
            made.mend()
            return made
        except BaseException:
            alone.close()
            raise

    def mend(self) -> tuple[int, int]:
        """Remove files that no catalogue names, and names that have no file -> how many of each."""
        with self.lock:
            shutil.rmtree(self.folder / SPILL, ignore_errors=True)
            named = {each.path: each for each in self.listed()}
            there = {path.relative_to(self.folder).as_posix(): path for kind in ("raw", "estimates")
                     for path in (self.folder / kind).rglob("*") if path.is_file()}  # fmt: skip
            strangers = [path for name, path in there.items() if name not in named]
            lost = [each for name, each in named.items() if name not in there]
            _remove(strangers)  # fall here: the rest is removed at the next start
            if lost:
                self._name([], lost, [])
            self.missing += len(lost)
            return len(strangers), len(lost)

    def listed(self, *where) -> list[Segment]:
        """What the catalogue names, oldest first."""
        asked = select(segments).where(*where).order_by(segments.c.first, segments.c.path)
        with self.store.read() as connection:
            return [_segment(row) for row in connection.execute(asked)]

    def with_(self, who: bytes, *where) -> list[Segment]:
        """Files in which somebody's rows stand."""
        return self.listed(segments.c.path.in_(select(inside.c.path).where(inside.c.who == who)), *where)

    def make(self, cell: Cell, rows: str, told: dict[str, Any] | None = None, rolled: bool = False) -> Made | None:
        """Write what a question gives (who, ms, ...) as a file of this cell; None where it gives nothing."""
        folder = self.folder / cell.folder
        half = folder / f"{secrets.token_hex(8)}{HALF}"
        with self.lock, _telling(half):
            _folder(folder, self.folder)
            facts = f"{{photophore: '{VERSION}', signal: '{cell.signal.name.lower()}', grain: '{cell.grain.value}'}}"
            words = f"copy ({rows}) to $half (format parquet, compression zstd, kv_metadata {facts})"
            try:
                self._base.execute(words, (told or {}) | {"half": str(half)})
                _sync(half)
            except BaseException:
                half.unlink(missing_ok=True)  # a full disk gets its room back at once
                raise
            self.fall("written")  # fall here: nobody named it; it is removed at the next start
            facts = self.ask(f"select count(*), min(ms), max(ms) from {WRITTEN}", half=str(half))
            count, first, last = facts[0]
            if not count:
                half.unlink()
                return None
            found = self.ask(f"select distinct who::varchar from {WRITTEN}", half=str(half))
            name = f"{cell.signal.name.lower()}-{cell.grain.value}-{first}-{half.name.removesuffix(HALF)}.parquet"
            size = half.stat().st_size
            segment = Segment(f"{cell.folder}/{name}", cell, first, last, rolled, count, size)
            return Made(segment, half, [bytes.fromhex(who.replace("-", "")) for (who,) in found])

    def publish(self, made: Sequence[Made], old: Sequence[Segment] = (), rolled: Sequence[Segment] = ()) -> None:
        """Let files count from now on, instead of `old` ones; `rolled`: files whose rows they count as well."""
        with self.lock, _telling(self.folder):
            for each in made:
                os.replace(each.half, self.folder / each.segment.path)
            for folder in {each.half.parent for each in made}:
                sync_folder(folder)
            self.fall("renamed")  # fall here: the catalogue names the old ones; the new are removed at the next start
            try:
                self._name(made, old, rolled)
            except BaseException:
                _remove([self.folder / each.segment.path for each in made])  # the store took none of it
                raise
            self.fall("catalogued")  # fall here: the old files are nobody's, and are removed at the next start
            _remove([self.folder / each.path for each in old])
            self.fall("removed")
            self.damaged -= {each.path for each in old}

    def copy(self, found: Sequence[Segment], rows: str, told: dict[str, Any], path: Path) -> None:
        """What a question of $files gives, as a Parquet file anywhere; on the disk when this returns."""
        with self.lock, _telling(path):
            how = f"format parquet, compression zstd, kv_metadata {{photophore: '{VERSION}'}}"
            told = told | {"files": self.paths(found), "path": str(path)}
            self._base.execute(f"copy ({rows}) to $path ({how})", told)
            _sync(path)

    def drop(self, made: Iterable[Made]) -> None:
        """Files that shall not count after all."""
        for each in made:
            each.half.unlink(missing_ok=True)

    def whole(self, found: Iterable[Segment]) -> list[Segment]:
        """Those that can be read; the others are remembered as damaged."""
        with self.lock:
            good = [each for each in found if self._is_whole(each)]
        return good

    def ask(self, words: str, **told) -> list[tuple]:
        with self.lock:
            return self._base.execute(words, told).fetchall()

    def arrays(self, words: str, **told) -> dict[str, np.ndarray]:
        """Columns; missing numbers are masked."""
        with self.lock:
            return self._base.execute(words, told).fetchnumpy()

    @contextlib.contextmanager
    def lent(self, **tables: dict[str, np.ndarray]):
        """Arrays that questions may name as tables meanwhile."""
        with self.lock:
            for name, columns in tables.items():
                self._base.register(name, columns)
            try:
                yield
            finally:
                for name in tables:
                    self._base.unregister(name)

    def paths(self, found: Iterable[Segment]) -> list[str]:
        """As DuckDB reads them."""
        return [str(self.folder / each.path) for each in found]

    def close(self) -> None:
        with self.lock:
            self._base.close()
            shutil.rmtree(self.folder / SPILL, ignore_errors=True)
            self._alone.close()

    def _is_whole(self, each: Segment) -> bool:
        path = self.folder / each.path
        try:
            sound = path.stat().st_size == each.bytes
            sound = sound and self.ask("select count(*) from read_parquet($at)", at=str(path))[0][0] == each.rows
        except (OSError, duckdb.Error):
            sound = False
        if not sound:
            self.damaged.add(each.path)
        return sound

    def _name(self, made: Sequence[Made], old: Sequence[Segment], rolled: Sequence[Segment]) -> None:
        """The one transaction by which files begin and cease to count."""

        def do(connection: Connection) -> None:
            for paths in _some(old):
                connection.execute(delete(segments).where(segments.c.path.in_(paths)))
                connection.execute(delete(inside).where(inside.c.path.in_(paths)))
            for paths in _some(rolled):
                connection.execute(update(segments).where(segments.c.path.in_(paths)).values(rolled=True))
            for each in made:
                it = each.segment
                row = it._asdict() | it.cell._asdict() | {"signal": int(it.cell.signal), "grain": it.cell.grain.value}
                connection.execute(insert(segments).values({name: row[name] for name in segments.c.keys()}))
                connection.execute(insert(inside), [{"path": it.path, "who": who} for who in each.who])

        self.store.write(do)


def _belong(folder: Path, store: Store) -> None:
    """A folder and a database know each other by one mark, so that no wrong pair looks like a folder of strangers."""
    mark, known = folder / MARK, store.fact(FACT)
    here = mark.read_bytes() if mark.is_file() else None
    if known is None and here is None and not any((folder / kind).exists() for kind in ("raw", "estimates")):
        here = secrets.token_hex(16).encode()
        half = folder / f"{MARK}{HALF}"
        half.write_bytes(here)
        _sync(half)
        os.replace(half, mark)
        sync_folder(folder)  # fall here: a mark and no files; the next start tells the database of it
    if known is None and here is not None and not any((folder / kind).exists() for kind in ("raw", "estimates")):
        store.set_fact(FACT, here)
        known = here
    if known is None or known != here:
        raise BadRequest(
            "this history belongs to another database", str(folder), "bring both back from one backup, or move it away"
        )


def _segment(row) -> Segment:
    cell = Cell(Signal(row.signal), Grain(row.grain), row.day, row.district)
    return Segment(row.path, cell, row.first, row.last, row.rolled, row.rows, row.bytes)


def _some(found: Sequence[Segment]) -> Iterable[list[str]]:
    for start in range(0, len(found), AT_ONCE):
        yield [each.path for each in found[start : start + AT_ONCE]]


def _remove(paths: Sequence[Path]) -> None:
    """Files, and the folders that they leave empty."""
    for path in paths:
        path.unlink(missing_ok=True)
    for folder in {path.parent for path in paths}:
        with contextlib.suppress(OSError):  # not empty, or another day's begins in it just now
            folder.rmdir()
            folder.parent.rmdir()
        if folder.is_dir():
            sync_folder(folder)


def _folder(folder: Path, top: Path) -> None:
    """A folder that only the hub may read, and every name on the way to it on the disk."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        while folder != top:
            folder = folder.parent
            sync_folder(folder)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


@contextlib.contextmanager
def _telling(path: Path):
    """What a disk refuses, as a sentence."""
    try:
        yield
    except OSError as error:
        raise NoRoom(f"the history cannot be written: {error.strerror}", str(path.parent), "make room") from error
    except duckdb.IOException as error:
        full = "No space left" in str(error)
        why = "No space left on device" if full else str(error).splitlines()[0].partition("{")[0].strip(" :")[:120]
        raise NoRoom(f"the history cannot be written: {why}", str(path.parent), "make room") from error
    except duckdb.InvalidInputException as error:
        raise NotFound("a file of the history is damaged", str(path.parent), "bring it back from a backup") from error
