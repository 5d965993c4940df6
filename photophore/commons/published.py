"""A design that was published, as it is stored, and as the log tells of it."""

from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import or_

from photophore.commons import imprint
from photophore.commons.fetch import fetch
from photophore.commons.schema import designs as table
from photophore.commons.seek import Seeker
from photophore.tlog import checkpoint, entry, note
from photophore.tlog.tiles import Tiles
from photophore.words import BadLog

KIND = "design"  # of the log's entries
# rows of which the log has not been told all
UNLISTED = (or_(table.c.entry.is_(None), table.c.withdrawn.is_not(None) & table.c.withdrawn_entry.is_(None),
                 table.c.unsafe.is_not(None) & table.c.unsafe_entry.is_(None)),)  # fmt: skip


class State(StrEnum):
    """Where a design stands."""

    WAITING = "waiting"  # stored and not listed yet: nobody sees it
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"  # by its artist
    UNSAFE = "unsafe"  # by the council or an operator


OVER = frozenset({State.WITHDRAWN, State.UNSAFE})


class Design(NamedTuple):
    """A design that was published here."""

    hash: str
    name: str
    version: int
    key: bytes
    licence: str
    parents: tuple[str, ...]
    note: bytes | None  # None once it was withdrawn
    at: int  # ms UTC
    entry: int | None
    state: State
    ended: int | None  # ms UTC
    ended_entry: int | None
    why: str  # of a ruling
    credit: str  # of its artist; "" where they do not wish it, or have left

    @property
    def text(self) -> str:
        """As it was signed; "" once it was withdrawn."""
        return imprint.read(note.split(self.note)[0]).text if self.note else ""


def lists(row) -> bool:
    """Whether something of a row must still be listed."""
    return (row.entry is None or (row.withdrawn is not None and row.withdrawn_entry is None)
            or (row.unsafe is not None and row.unsafe_entry is None))  # fmt: skip


def entries(row) -> list[tuple[str, bytes]]:
    """What the log is told of a design, made from what is stored alone, so that it is found again: (column, entry)."""
    told = [("entry", {"do": "publish", "licence": row.licence, "parents": row.parents.split(),
                       "key": bytes(row.key).hex()})]  # fmt: skip
    if row.withdrawn is not None:
        told.append(("withdrawn_entry", {"do": "withdraw"}))
    if row.unsafe is not None:
        told.append(("unsafe_entry", {"do": "unsafe", "why": row.why or ""}))
    return [(column, _entry(row.hash, row.sha256, facts)) for column, facts in told]


def entry_of(made: imprint.Signed) -> bytes:
    """The same from the note alone: so anybody who has it finds it in the log."""
    facts = {"do": "publish", "licence": made.imprint.licence, "parents": list(made.imprint.parents),
             "key": made.key.hex()}  # fmt: skip
    return _entry(made.imprint.hash, made.sha256, facts)


def _entry(hash_: str, sha256: bytes, facts: dict) -> bytes:
    return entry.public(KIND, facts | {"hash": hash_, "note": bytes(sha256).hex()})


def listed(where: str, made: imprint.Signed) -> int | None:
    """Where a log, by its folder or address, lists a design; None where it does not."""
    bring = fetch(where)
    size = checkpoint.read(note.look(bring("checkpoint"), []).text).size
    return Seeker(lambda: Tiles(bring, size)).find(entry_of(made))


def ended(said: bytes) -> dict | None:
    """What an entry of the log says of a design that ended; None where it says something else."""
    try:
        read = entry.read(said)
    except BadLog:
        return None
    facts = read.facts if read.kind == KIND else None
    return facts if facts and facts.get("do") in ("withdraw", "unsafe") else None


def design_of(row, credit: str) -> Design:
    state = (State.UNSAFE if row.unsafe is not None else State.WITHDRAWN if row.withdrawn is not None
             else State.WAITING if row.entry is None else State.PUBLISHED)  # fmt: skip
    unsafe = state is State.UNSAFE
    return Design(
        row.hash, row.name, row.version, bytes(row.key), row.licence, tuple(row.parents.split()),
        bytes(row.note) if row.note is not None else None, row.at, row.entry, state,
        row.unsafe if unsafe else row.withdrawn, row.unsafe_entry if unsafe else row.withdrawn_entry, row.why or "",
        credit,
    )  # fmt: skip
