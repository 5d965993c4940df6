"""What stands in our log: commitments about people, which say nothing, and public facts, which say all.

An entry is one byte for its type, then a map in deterministic CBOR. About a person it holds only
HMAC-SHA256(salt, record): who keeps salt and record can show what was decided; when they are destroyed, nobody can
tell, and the log still verifies.
"""

import hashlib
import hmac
from typing import Any, NamedTuple

from photophore.tlog import cbor
from photophore.tlog.tiles import LONGEST
from photophore.words import BadLog

COMMITMENT, PUBLIC = 1, 2  # types
DIGEST = SALT = 32  # bytes
KINDS = 40  # letters of a kind, at most
LETTERS = set("abcdefghijklmnopqrstuvwxyz0123456789-")


class Entry(NamedTuple):
    """An entry, read. Of `digest` and `facts` one is None."""

    kind: str  # what it is about: "grant", "policy", "erasure" ...
    digest: bytes | None  # of a commitment
    facts: dict[str, Any] | None  # of a public entry


def commitment(kind: str, digest: bytes) -> bytes:
    """An entry about a person. `digest` is made by `commit`."""
    if not isinstance(digest, bytes) or len(digest) != DIGEST:
        raise BadLog(f"a commitment is {DIGEST} bytes, made by `commit`")
    return _write(COMMITMENT, {"kind": kind, "digest": digest})


def public(kind: str, facts: dict[str, Any]) -> bytes:
    """An entry that everybody may read, for ever: never anything about a person."""
    return _write(PUBLIC, {"kind": kind, "facts": facts})


def read(entry: bytes) -> Entry:
    """An entry of ours; BadLog where it is a stranger's, or not written in its one true form."""
    said = cbor.read(entry[1:])
    if isinstance(said, dict) and len(said) == 2 and is_kind(said.get("kind")):
        digest, facts = said.get("digest"), said.get("facts")
        if entry[0] == COMMITMENT and isinstance(digest, bytes) and len(digest) == DIGEST:
            return Entry(said["kind"], digest, None)
        if entry[0] == PUBLIC and isinstance(facts, dict):
            return Entry(said["kind"], None, facts)
    raise BadLog("this entry is not one of ours", try_="its hash is in the tree all the same")


def commit(salt: bytes, record: bytes) -> bytes:
    """What stands in the log for a record that stays with its wearer. `salt`: 32 bytes of chance, kept beside it."""
    if len(salt) != SALT:
        raise BadLog(f"a salt has {SALT} bytes, not {len(salt)}", try_="fewer can be guessed")
    return hmac.digest(salt, record, hashlib.sha256)


def canonical(record: dict[str, Any]) -> bytes:
    """The one form of a record, to be committed to."""
    return cbor.write(record)


def is_kind(kind: Any) -> bool:
    """A short word in small letters, digits and hyphens: nothing that a terminal or a page could stumble over."""
    return isinstance(kind, str) and 0 < len(kind) <= KINDS and set(kind) <= LETTERS


def _write(type_: int, said: dict[str, Any]) -> bytes:
    if not is_kind(said["kind"]):
        raise BadLog("a kind of entry is a short word in small letters", repr(said["kind"])[:60], 'as in "policy"')
    entry = bytes([type_]) + cbor.write(said)
    if len(entry) > LONGEST:
        raise BadLog(f"an entry has at most {LONGEST:,} bytes, not {len(entry):,}")
    return entry
