"""Proof files, which a wearer carries home: an entry stood in a log that somebody signed (c2sp.org/tlog-proof@v1)."""

import base64
import binascii
from collections.abc import Iterable
from typing import NamedTuple

from photophore.tlog import checkpoint, merkle, note
from photophore.tlog.checkpoint import Checkpoint
from photophore.words import BadLog

FIRST = b"c2sp.org/tlog-proof@v1"
MOST = 63  # hashes; enough for 2^63 entries
LARGEST = note.LARGEST + 100_000  # bytes


class Proof(NamedTuple):
    """A proof file, read."""

    index: int  # of the entry in the log
    hashes: tuple[bytes, ...]  # from the leaf's sibling upwards
    checkpoint: bytes  # the signed note, as the log gave it
    extra: bytes | None = None  # whatever the maker added; nobody vouches for it


class Proven(NamedTuple):
    """What a proof proves."""

    checkpoint: Checkpoint
    opened: note.Opened  # who signed it


def write(proof: Proof) -> bytes:
    """The file."""
    extra = [b"extra " + base64.b64encode(proof.extra)] if proof.extra is not None else []
    lines = [FIRST, *extra, b"index %d" % proof.index, *(base64.b64encode(each) for each in proof.hashes), b""]
    return b"".join(line + b"\n" for line in lines) + proof.checkpoint


def read(text: bytes) -> Proof:
    """A proof from its file; BadLog where it is none. Nothing is checked yet but the form."""
    if len(text) > LARGEST:
        raise BadLog(f"a proof file has at most {LARGEST:,} bytes, not {len(text):,}")
    head, gap, signed = text.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        lines = []
    if not gap or not lines or lines.pop(0) != FIRST.decode():
        raise BadLog("this is no proof file", try_=f"its first line is {FIRST.decode()}")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = _extra(lines.pop(0)[6:])
    if not lines or not lines[0].startswith("index "):
        raise BadLog("a proof file tells the index of its entry", try_="a line like: index 42")
    index = checkpoint.number(lines.pop(0)[6:], "the index")
    if len(lines) > MOST:
        raise BadLog(f"a proof has at most {MOST} hashes, not {len(lines)}")
    return Proof(index, tuple(checkpoint.hash_of(line) for line in lines), signed, extra)


def check(proof: Proof, entry: bytes, keys: Iterable[note.Key]) -> Proven:
    """BadLog unless this entry stands at the proof's index in a log that one of these keys signed."""
    opened = note.open_(proof.checkpoint, keys)
    said = checkpoint.read(opened.text)
    merkle.check_inclusion(proof.index, said.size, merkle.leaf(entry), proof.hashes, said.root)
    return Proven(said, opened)


def _extra(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadLog("the extra line of this proof is not base64") from None
