"""Take everything out, or be erased: one archive of all that the hub holds on a person; the way out is in erasing.

`export` is told top to bottom in `_pack`. Its large parts, the history's files, are made first, one by one, in a folder
that is kept until the archive is whole; so an export that was cut off goes on where it was. The finished archive is
kept for a short time in a private folder, so that a phone whose network fails can fetch the rest of it.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple, final

import msgspec
from sqlalchemy import select

from photophore import __version__
from photophore.commons import archive, record, roles, rollup, wears
from photophore.commons import artists as artists_
from photophore.commons.archive import Archive
from photophore.commons.history import History
from photophore.commons.keeping import KEEP, Grain, kept_ms
from photophore.commons.keys import Keys
from photophore.commons.looked import Looked, Looks
from photophore.commons.schema import artists, designs, events, links, passkeys, sessions
from photophore.commons.schema import roles as held
from photophore.commons.segments import Segment
from photophore.commons.store import Store, now_ms, sync_folder
from photophore.tlog import cbor, entry
from photophore.words import NoRoom, Purpose, Signal

VERSION = 1  # of me.json; fields are only ever added
USE = "export"  # what the pseudonym of an archive's name is for
KEPT = 15 * 60_000  # milliseconds that a finished archive may be fetched; then it goes
FEW = 500  # rows of a table that are held at once
DESIGNS = (designs.c.entry, designs.c.withdrawn_entry, designs.c.unsafe_entry)  # places in the log of what they made
TEXTS = ("en", "es")  # of README.txt; the first where a person speaks another language


class Parts(NamedTuple):
    """What an archive is made of."""

    store: Store
    keys: Keys
    log: Any
    people: Any
    terms: Any
    looked: Looked
    history: History


@final
class Takeout:
    """Archives of one hub, kept privately for a short time."""

    def __init__(self, parts: Parts, folder: Path, now: Callable[[], int] = now_ms):
        self.parts, self.folder, self._now = parts, folder, now
        self.fall: Callable[[str], None] = lambda step: None  # where a test lets the program fall

    def export(self, person_id: str, to: Path | None = None) -> Path:
        """The whole archive of a person, made now, and kept for a short time; `to`: a file that it becomes instead.

        NotFound where there is nobody, NoRoom on a full disk. Cut off, it goes on when it is asked again.
        """
        self.parts.people.get(person_id)
        path, work = self._place(person_id), self._work(person_id)
        self.sweep()
        work.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder.chmod(0o700)
        self._stamp(work)
        self.parts.looked.flush(lit=True)
        self.parts.history.flush()
        gathered = self._gather(person_id, work)  # fall here: parts that are whole are used again
        with archive.writing(path) as out:
            self._pack(person_id, out, gathered)
            self.fall("packed")
        self._stamp(path)
        shutil.rmtree(work, ignore_errors=True)  # fall here: the archive is whole; the parts go at the next sweep
        return path if to is None else _moved(path, to)

    def ready(self, person_id: str) -> Path | None:
        """The archive that was made a short time ago, to be fetched again; None where there is none any more."""
        self.sweep()
        path = self._place(person_id)
        return path if path.is_file() else None

    def sweep(self) -> None:
        """Archives and parts that were kept long enough go; so do those of a clock that ran ahead."""
        for path in self.folder.glob("*") if self.folder.is_dir() else ():
            age = self._now() - path.stat().st_mtime_ns // 1_000_000
            if not -KEPT <= age <= KEPT:
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)

    def _stamp(self, path: Path) -> None:
        """By the hub's clock, since that is asked how old it is."""
        now = self._now() * 1_000_000
        os.utime(path, ns=(now, now))

    def drop(self, name: str) -> None:
        """Nothing is kept of the archive of this name (`name_of`). Twice is fine."""
        (self.folder / f"{name}.zip").unlink(missing_ok=True)
        (self.folder / f"{name}.zip.part").unlink(missing_ok=True)
        shutil.rmtree(self.folder / f"{name}.work", ignore_errors=True)
        if self.folder.is_dir():
            sync_folder(self.folder)

    def name_of(self, person_id: str) -> str:
        return self.parts.people.pseudonym(person_id, USE).hex()

    def _place(self, person_id: str) -> Path:
        return self.folder / f"{self.name_of(person_id)}.zip"

    def _work(self, person_id: str) -> Path:
        return self.folder / f"{self.name_of(person_id)}.work"

    # --- the history's files

    def _gather(self, person_id: str, work: Path) -> dict[str, Path]:
        """One file for each signal and grain that is remembered -> by its name in the archive."""
        history, gathered = self.parts.history, {}
        found: dict[tuple[Signal, Grain], list[Segment]] = {}
        for each in history.segments.whole(history.files(person_id)):
            found.setdefault((each.cell.signal, each.cell.grain), []).append(each)
        for (signal, grain), group in found.items():
            name = f"{signal.name.lower()}-{grain.value}"
            digest = hashlib.sha256("\n".join(each.path for each in group).encode()).hexdigest()[:16]
            path = work / f"{name}-{digest}.parquet"
            if not path.is_file():  # made before, from the same files, by an export that was cut off
                half = path.with_suffix(".part")
                history.segments.copy(group, rollup.taken(grain), {"who": history.pseudonym(person_id).hex()}, half)
                os.replace(half, path)
                self._stamp(work)
                self.fall(name)
            gathered[f"history/{name}.parquet"] = path
        return gathered

    # --- the story of an archive

    def _pack(self, person_id: str, out: Archive, gathered: dict[str, Path]) -> None:
        """Words for whoever opens it, all that the store holds, the history, and the proofs."""
        language = self.parts.people.get(person_id).language.split("-")[0]
        out.text("README.txt", readme(language if language in TEXTS else TEXTS[0]))
        out.json("me.json", self._me(person_id, sorted(gathered)))
        for name, path in gathered.items():
            out.file(name, path)
        log = self.parts.log
        out.text("proofs/vkeys.txt", "".join(f"{vkey}\n" for vkey in log.vkeys))
        out.bytes("proofs/checkpoint", log.checkpoint)
        for place in self._entries(person_id):
            out.bytes(f"proofs/{place}.entry", log.read(place))
            out.bytes(f"proofs/{place}.tlog-proof", log.proof(place))

    def _entries(self, person_id: str) -> Iterator[int]:
        """Places in the log that tell of this person, each once."""
        seen = set()
        with self.parts.store.read() as connection:
            keys = artists_.keys_of(connection, person_id)
            for column in (held.c.entry, held.c.ended_entry, events.c.entry, *DESIGNS):
                mine = designs.c.key.in_(keys) if column in DESIGNS else column.table.c.person == person_id
                for place in connection.scalars(select(column).where(mine, column.is_not(None)).order_by(column)):
                    if place not in seen:
                        seen.add(place)
                        yield place

    def _me(self, person_id: str, names: list[str]) -> Iterator[tuple[str, Any]]:
        """me.json, field by field; lists are made while they are written."""
        people, history, person = self.parts.people, self.parts.history, self.parts.people.get(person_id)
        yield "version", VERSION
        yield "made", {"at": record.iso(self._now()), "by": f"photophore {__version__}", "hub": self.parts.log.origin}
        yield "person", {
            "id": person.id, "name": people.name(person_id), "age": person.wearer_class.name.lower(),
            "language": person.language, "brightness": person.brightness.name.lower(), "autonomy": person.autonomy,
            "dark": person.dark, "joined": record.iso(person.joined), "roles_now": sorted(person.roles),
        }  # fmt: skip
        yield "in_force", [_choice(choice) for choice in self.parts.terms.of(person_id)]
        yield "decisions", self._decisions(person_id)
        yield "receipts", (self.parts.terms.receipt(person_id, name) for name in self._records(person_id))
        yield "roles", self._roles(person_id)
        yield "devices", self._devices(person_id)
        yield "passkeys", self._rows(passkeys, person_id, ("id", "public_key", "count", "made"))
        made = self._each(links, links.c.made_by == person_id)
        yield "links", (_plain(row, ("role", "until", "used")) for row in made)
        yield "wears", msgspec.to_builtins(wears.kept(self.parts.store, self.parts.keys, person_id))
        yield "artist", self._keys_of(person_id)
        yield "designs", (_design(row) for row in self._each(designs, designs.c.key.in_(self._mine(person_id))))
        yield "looked", (_looks(each) for each in self.parts.looked.of(person_id))
        yield "history", {
            "files": names,
            "kept_days": {
                signal.name.lower(): {grain: kept_ms(signal, grain, history.wish(person_id, signal)) // 86_400_000
                                      for grain in Grain} for signal in KEEP},
            "flapping": [{"signal": flap.signal.name.lower(), "over": flap.over, "first": record.iso(flap.first),
                          "last": record.iso(flap.last)} for flap in history.flapping_of(person_id)],
            "damaged": sorted(each.path for each in history.files(person_id)
                              if each.path in history.segments.damaged),
        }  # fmt: skip

    def _decisions(self, person_id: str) -> Iterator[dict[str, Any]]:
        """Every event with what it commits to, so that anybody can find it in the log."""
        for row in self._each(events, events.c.person == person_id):
            plain = self.parts.keys.open_(person_id, row.sealed)
            salt, canonical = plain[: entry.SALT], plain[entry.SALT :]
            yield {
                "record": row.record, "at": record.iso(row.at), "log_entry": row.entry,
                "commitment": row.commitment.hex(),
                "salt": salt.hex(), "canonical_cbor": canonical.hex(), "told": cbor.read(canonical),
            }  # fmt: skip

    def _records(self, person_id: str) -> Iterator[str]:
        asked = select(events.c.record).where(events.c.person == person_id).distinct().order_by(events.c.record)
        with self.parts.store.read() as connection:
            yield from connection.scalars(asked.execution_options(yield_per=FEW))

    def _roles(self, person_id: str) -> Iterator[dict[str, Any]]:
        for row in self._each(held, held.c.person == person_id):
            by = {None: "the hub", person_id: "you"}.get(row.granted_by, "somebody")
            yield _plain(row, ("role", "granted", "ended")) | {
                "granted_by": by,
                "log_entry": row.entry, "ended_log_entry": row.ended_entry,
                "commitment": roles.whose(self.parts.keys, row).hex(),
            }  # fmt: skip

    def _devices(self, person_id: str) -> Iterator[dict[str, Any]]:
        for row in self._each(sessions, sessions.c.person == person_id):
            device = self.parts.keys.open_(person_id, row.device).decode() if row.device else ""
            yield _plain(row, ("made", "seen", "until")) | {"device": device}

    def _mine(self, person_id: str) -> list[bytes]:
        with self.parts.store.read() as connection:
            return artists_.keys_of(connection, person_id)

    def _keys_of(self, person_id: str) -> list[dict[str, Any]]:
        """The keys that sign their designs, and the name beside them."""
        name = artists_.signer(self.parts.people, person_id)
        return [_plain(row, ("key", "made")) | {
            "name": name, "credit": self.parts.keys.open_(person_id, row.credit).decode() if row.credit else "",
        } for row in self._each(artists, artists.c.person == person_id)]  # fmt: skip

    def _rows(self, table, person_id: str, columns: tuple[str, ...]) -> Iterator[dict[str, Any]]:
        for row in self._each(table, table.c.person == person_id):
            yield _plain(row, columns)

    def _each(self, table, where) -> Iterator[Any]:
        """Rows in the order of their key, some at a time."""
        asked = select(table).where(where).order_by(*table.primary_key.columns)
        with self.parts.store.read() as connection:
            yield from connection.execute(asked.execution_options(yield_per=FEW))


def _design(row) -> dict[str, Any]:
    """A design of theirs, with the note that they signed, until they took it back."""
    told = _plain(row, ("hash", "name", "version", "licence", "why"))
    when = {name: getattr(row, name) and record.iso(getattr(row, name)) for name in ("at", "withdrawn", "unsafe")}
    places = {"log_entry": row.entry, "withdrawn_log_entry": row.withdrawn_entry, "unsafe_log_entry": row.unsafe_entry}
    return told | when | places | {
        "parents": row.parents.split(), "note_sha256": row.sha256.hex(), "key": row.key.hex(),
        "note": row.note.decode() if row.note is not None else None,
    }  # fmt: skip


def _choice(choice) -> dict[str, Any]:
    """A record.Choice in words."""
    return {
        "audience": choice.audience.name.lower(), "signal": choice.signal.name.lower(),
        "purposes": [purpose.name.lower() for purpose in choice.purposes], "places": record.venues(choice.places),
        "bands": record.bands(choice.bands), "until": choice.until_ms and record.iso(choice.until_ms),
        "named": choice.named,
    }  # fmt: skip


def _looks(each: Looks) -> dict[str, Any]:
    """A look in words."""
    look = each.look
    return {
        "kind": look.kind, "who": look.who, "signal": look.signal.name.lower(), "audience": look.audience.name.lower(),
        "purposes": [purpose.name.lower() for purpose in Purpose(look.purpose)], "why": look.why,
        "decision": look.event, "log_entry": each.entry, "first": record.iso(each.first), "last": record.iso(each.last),
        "times": each.times,
    }  # fmt: skip


def _plain(row, columns: tuple[str, ...]) -> dict[str, Any]:
    """Columns of a row; bytes as hex."""
    told = {name: getattr(row, name) for name in columns}
    return {name: value.hex() if isinstance(value, bytes) else value for name, value in told.items()}


def _moved(path: Path, to: Path) -> Path:
    """To another place, maybe on another disk; whole or not at all."""
    half = to.with_name(to.name + ".part")
    try:
        with os.fdopen(os.open(half, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
            with path.open("rb") as source:
                shutil.copyfileobj(source, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(half, to)  # fall here: both are whole; the first goes at the next sweep
        path.unlink()
    except OSError as error:
        half.unlink(missing_ok=True)
        raise NoRoom(f"the archive cannot be written: {error.strerror}", str(to), "choose another place") from error
    return to


def readme(language: str) -> str:
    return (files(__package__) / "readme" / f"{language}.txt").read_text("utf-8")
