"""Bringing a hub back from an archive: nothing that was decided since is undone, and nobody who was erased returns.

What is present and can be read wins; the archive fills what is missing. Where the present database is gone, decisions
after the archive are unknown: so everybody is dark until they say otherwise, and whoever the log says was erased, or
lost a role, is and has. Counters only rise, and the log never becomes shorter.

Everything is made in a folder beside the hub's, and takes its place when it is whole.
"""

import contextlib
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec

from photophore.commons import backup, merging
from photophore.commons.alone import Alone
from photophore.commons.backup import ABOUT, DATABASE, END, FORM, LOG, OWNER, SEALED, About, telling
from photophore.commons.days import Days
from photophore.commons.keys import Keys
from photophore.commons.merging import Since
from photophore.commons.segments import Segments
from photophore.commons.store import Store, sync_folder
from photophore.commons.tending import Tending
from photophore.tlog import audit, checkpoint, entry, note
from photophore.tlog.tiles import Tiles
from photophore.words import BadLog, BadRequest, NotFound, PhotophoreError

HALF, WHOLE, OLD = "commons.half", "commons.whole", "commons.old"  # beside the hub's folder, `commons`
MADE = ("hub.sqlite", "keys.sqlite", "log", "history")  # what a restore makes itself
LENGTH = 4  # bytes before each sealed piece
LONGEST = backup.PIECE + 1024  # bytes of a sealed piece


class Report(NamedTuple):
    """What was done."""

    people: int
    erased: int  # who were in the archive and must not return
    dark: bool  # whether everybody is dark, because what they decided since is unknown
    entries: int  # of the log


def restore(data: Path, archive: Path, keys_from: Path | None = None, url: str | None = None) -> Report:
    """Bring back what is missing. BadRequest or BadLog where archive, keys or log do not fit: nothing has changed then.

    url: of a PostgreSQL that holds the database.
    """
    data.mkdir(parents=True, exist_ok=True)
    home, half = data / "commons", data / HALF
    finish(data)
    with contextlib.ExitStack() as stack, telling(data):
        stack.enter_context(contextlib.closing(Alone(home)))  # no hub runs on it meanwhile
        shutil.rmtree(half, ignore_errors=True)
        try:
            _unpack(archive, keys_from, home, half)
            report = _made(home, half, url)
        except BaseException:
            shutil.rmtree(half, ignore_errors=True)
            raise
        _sync(half)
        # fall here: half of it lies beside the hub's folder, and the next try removes it
        os.replace(half, data / WHOLE)
        sync_folder(data)
    finish(data)
    return report


def finish(data: Path, fall: Callable[[str], None] = lambda step: None) -> None:
    """Put what was made whole into its place; also at every start, where a restore was cut off here."""
    home, whole, old = data / "commons", data / WHOLE, data / OLD
    if whole.exists():
        if home.exists():
            shutil.rmtree(old, ignore_errors=True)
            os.replace(home, old)
            fall("aside")  # fall here: no hub, and a whole one that waits; this is done again
        os.replace(whole, home)
        sync_folder(data)
        fall("swapped")  # fall here: all is well, and the old one is still there
    if home.exists():
        shutil.rmtree(old, ignore_errors=True)  # it holds keys and rows of whoever will be erased later


def sweep(home: Path) -> None:
    """What a restore left that was cut off goes. For whoever holds the folder alone: then none is at work."""
    shutil.rmtree(home.with_name(f"{home.name}.half"), ignore_errors=True)


def _unpack(archive: Path, keys_from: Path | None, home: Path, half: Path) -> None:
    """Lay the archive out, opened and checked; beside it the keys."""
    (half / "log-private").mkdir(parents=True, mode=0o700)
    _keys(keys_from, home, half)
    with contextlib.closing(Keys.open(half / "keys.sqlite")) as keys, _open(archive) as tar:
        sums: dict[str, str] = {}
        try:
            for member in tar:
                if not member.isreg() or not _plain(member.name) or member.name in sums:
                    raise BadRequest("the archive holds what no archive of ours does", member.name[:80])
                source = tar.extractfile(member)
                if member.name == END:
                    _check_end(keys, source, sums)
                    return
                path = half / "archive" / member.name.removeprefix(SEALED)
                path.parent.mkdir(parents=True, exist_ok=True)
                sums[member.name] = _lay(keys if member.name.startswith(SEALED) else None, source, path)
        except (tarfile.TarError, EOFError, ValueError, sqlite3.DatabaseError):
            pass  # cut off
    raise BadRequest("the archive is torn: its end is missing", str(archive), "take another copy")


def _check_end(keys: Keys, source: BinaryIO, sums: dict[str, str]) -> None:
    said = msgspec.json.decode(b"".join(_opened(keys, source)), type=dict[str, str])
    if said != sums or ABOUT not in sums or DATABASE not in sums:
        raise BadRequest("the archive is not what was written", "", "it was changed, or parts of two were mixed")


def _lay(keys: Keys | None, source: BinaryIO, path: Path) -> str:
    """One file on the disk, opened if it was sealed. -> SHA-256 of what stood in the archive"""
    read = backup.Summed(source)
    with path.open("xb") as file:
        for piece in _opened(keys, read) if keys else iter(lambda: read.read(backup.PIECE), b""):
            file.write(piece)
    read.read()
    return read.digest()


def _opened(keys: Keys, source):
    """The pieces of a sealed file, all of them and in order."""
    number, last = 0, False
    while not last:
        length = int.from_bytes(source.read(LENGTH), "big")
        sealed = source.read(length) if 0 < length <= LONGEST else b""
        if len(sealed) != length or not sealed:
            raise ValueError("cut off")
        try:
            piece = keys.open_(OWNER, sealed)
        except (BadRequest, NotFound):
            raise BadRequest("these keys do not open this archive", "--keys",
                             "give the keys that were written with it, or later") from None  # fmt: skip
        if piece[:4] != number.to_bytes(4, "big"):
            raise BadRequest("the archive is not what was written", "", "it was changed")
        number, last = number + 1, piece[4:5] == b"!"
        yield piece[5:]


def _keys(keys_from: Path | None, home: Path, half: Path) -> None:
    """The present keys, for who is not among them was erased; where there are none, those that were given."""
    given = half / "given"
    if keys_from is not None:
        given.mkdir()
        with _open(keys_from) as tar:
            try:
                for name in ("keys.sqlite", "log-keys"):
                    with (given / name).open("xb") as file:
                        shutil.copyfileobj(tar.extractfile(name), file)
            except (tarfile.TarError, EOFError, KeyError, AttributeError):
                raise BadRequest("this is no file of keys, or a torn one", str(keys_from)) from None
    present = [home / "keys.sqlite", given / "keys.sqlite"]
    found = next((path for path in present if path.is_file() and _has_keys(path)), None)
    if found is None:
        raise BadRequest("an archive is opened with its keys", "--keys", "photophore restore FILE --keys FILE")
    backup.copy(found, half / "keys.sqlite")
    own = [home / "log-private" / "keys", given / "log-keys"]
    if (private := next((path for path in own if path.is_file()), None)) is None:
        raise BadRequest("the log's own keys are gone", "--keys", "photophore restore FILE --keys FILE")
    shutil.copy(private, half / "log-private" / "keys")


def _has_keys(path: Path) -> bool:
    with contextlib.suppress(PhotophoreError), contextlib.closing(Keys.open(path)) as keys:
        return keys.has(OWNER) or bool(keys.everyone())
    return False


def _made(home: Path, half: Path, url: str | None) -> Report:
    """The new folder, in `half`, from what was unpacked there and what is present."""
    from_archive = half / "archive"
    about = msgspec.json.decode((from_archive / ABOUT).read_bytes(), type=About)
    if about.form != FORM:
        raise BadRequest("this archive was written by a newer photophore", about.version[:40], "bring that version")
    log, since = _log(home / "log", from_archive / "log", about)
    shutil.copytree(log, half / "log")
    if log == home / "log" and (home / "log-private").is_dir():
        for path in (home / "log-private").iterdir():
            if path.is_file() and path.name != "keys":
                shutil.copy(path, half / "log-private")
    _rest(home, half)
    for folder in (from_archive / "history", home / "history"):
        if folder.is_dir():
            ignored = shutil.ignore_patterns(".*", "*.part")
            shutil.copytree(folder, half / "history", dirs_exist_ok=True, ignore=ignored)
    with contextlib.ExitStack() as stack:
        old = stack.enter_context(contextlib.closing(Store.open(from_archive / "hub.sqlite")))
        keys = stack.enter_context(contextlib.closing(Keys.open(half / "keys.sqlite")))
        new, known = _present(home, half, url)
        stack.enter_context(contextlib.closing(new))
        told = merging.merge(old, new, keys, Since(about.origin, since, known))
        erased = _forgotten(half, new, keys)
        new.scrub()
    for name in ("archive", "given"):
        shutil.rmtree(half / name, ignore_errors=True)
    return Report(told.people, told.erased + erased, not known, _size(half / "log"))


def _rest(home: Path, half: Path) -> None:
    """Whatever else is present stays: withdrawals that wait for room, policies that were compiled, exports."""
    for path in home.iterdir():
        if path.name.startswith((".", *MADE)) or (half / path.name).exists():
            continue
        (shutil.copytree if path.is_dir() else shutil.copy)(path, half / path.name)


def _present(home: Path, half: Path, url: str | None) -> tuple[Store, bool]:
    """The database that becomes the hub's: a copy of the present one, or an empty one. -> it, whether it knows"""
    if url:
        store = Store.open(url)
        return store, merging.lived(store)
    if (home / "hub.sqlite").is_file():
        with contextlib.suppress(BadRequest, sqlite3.DatabaseError):  # damaged: that is why somebody restores
            backup.copy(home / "hub.sqlite", half / "hub.sqlite")
            store = Store.open(half / "hub.sqlite")
            if merging.lived(store):
                return store, True
            store.close()
    for left in half.glob("hub.sqlite*"):
        left.unlink()
    return Store.open(half / "hub.sqlite"), False


def _log(present: Path, archived: Path, about: About) -> tuple[Path, list[entry.Entry]]:
    """The longer of two logs of which one begins with the other, and its entries since the archive. BadLog: neither."""
    theirs = _checked(archived)
    if theirs.origin != about.origin:
        raise BadLog("the archive's log is another's", about.origin[:80], "it was put together from two")
    chosen, said = archived, theirs
    if (present / "checkpoint").is_file():
        ours = checkpoint.read(note.split((present / "checkpoint").read_bytes())[0])
        if ours.origin != theirs.origin:
            raise BadRequest("this archive is of another hub", about.origin[:80], "restore it into a folder of its own")
        longer, shorter = (present, archived) if ours.size >= theirs.size else (archived, present)
        fetch = _fetch(longer)
        said = max(ours, theirs, key=lambda each: each.size)
        try:
            audit.extends((shorter / "checkpoint").read_bytes(), [], said, fetch)
        except (BadLog, NotFound) as error:
            raise BadLog("the log here and the archive's contradict each other", str(present),
                         f"{error.what}; keep both, nothing was changed") from None  # fmt: skip
        chosen = longer
    held = Tiles(_fetch(chosen), said.size)
    return chosen, [_entry(held.entry(index)) for index in range(about.size, said.size)]


def _checked(folder: Path) -> checkpoint.Checkpoint:
    """A log's checkpoint, once everything that it speaks of is there and leads to it."""
    said = checkpoint.read(note.split((folder / "checkpoint").read_bytes())[0])
    audit.audit(said, _fetch(folder))
    return said


def _fetch(folder: Path):
    def fetch(path: str) -> bytes:
        try:
            return (folder / path).read_bytes()
        except FileNotFoundError:
            raise NotFound("a file of the log is missing", path) from None

    return fetch


def _entry(data: bytes) -> entry.Entry:
    with contextlib.suppress(BadLog):
        return entry.read(data)
    return entry.Entry(audit.STRANGE, None, None)


def _forgotten(half: Path, store: Store, keys: Keys) -> int:
    """Rows of the history whose person is not here any more go. -> pseudonyms that went"""
    here = {keys.digest(person, b"pseudonym/history")[:16] for person in merging.persons(store)}
    if not (half / "history").is_dir():
        return 0
    found = Segments.open(half / "history", store)
    try:
        strangers = [who for who in merging.remembered(store) if who not in here]
        for who in strangers:
            Tending(found, Days("UTC")).forget(who)
        return len(strangers)
    finally:
        found.close()


def _open(path: Path) -> tarfile.TarFile:
    try:
        return tarfile.open(path, "r:")
    except (tarfile.TarError, EOFError):
        raise BadRequest("this is no archive of a hub, or torn", str(path), "make one: photophore backup") from None
    except OSError as error:
        raise BadRequest(f"this cannot be read: {error.strerror}", str(path)) from None


def _plain(name: str) -> bool:
    """No way out of the folder."""
    parts = name.split("/")
    known = name in (ABOUT, DATABASE, END) or name.startswith((LOG, backup.HISTORY))
    return known and "\\" not in name and ":" not in name and not any(part in ("", ".", "..") for part in parts)


def _size(log: Path) -> int:
    return checkpoint.read(note.split((log / "checkpoint").read_bytes())[0]).size


def _sync(folder: Path) -> None:
    """Everything in it is on the disk."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        else:
            sync_folder(path)
    sync_folder(folder)
