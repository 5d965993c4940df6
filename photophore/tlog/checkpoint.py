"""Checkpoints: what a log says that it holds (c2sp.org/tlog-checkpoint, version 1.0.0). Signed, they are notes."""

import base64
import binascii
import re
from typing import NamedTuple

from photophore.tlog.merkle import HASH
from photophore.words import BadLog

LARGEST = 2**63 - 1  # entries
NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")


class Checkpoint(NamedTuple):
    """The text of a checkpoint, read."""

    origin: str  # the log's own name
    size: int  # entries
    root: bytes  # of the tree over all of them
    extensions: tuple[str, ...] = ()  # lines that say more; nobody vouches for them but the log

    @property
    def text(self) -> bytes:
        """As it is signed: three lines, and the extensions."""
        lines = (self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.extensions)
        return "".join(f"{line}\n" for line in lines).encode()


def read(text: bytes) -> Checkpoint:
    """The checkpoint in a note's text; BadLog where it is none."""
    try:
        lines = text.decode().split("\n")
    except UnicodeDecodeError:
        raise BadLog("this is no checkpoint: it is not UTF-8") from None
    if len(lines) < 4 or lines.pop() or not all(lines):
        raise BadLog("this is no checkpoint", try_="it has an origin, a size and a root, each on a line of its own")
    origin, size, root, *extensions = lines
    return Checkpoint(origin, number(size, "the size"), hash_of(root), tuple(extensions))


def number(text: str, what: str = "this") -> int:
    """A decimal without a leading zero, as all these formats write it."""
    if not NUMBER.fullmatch(text) or int(text) > LARGEST:
        raise BadLog(f"{what} is no whole number without leading zeros", text[:40])
    return int(text)


def hash_of(text: str) -> bytes:
    """32 bytes in base64."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadLog("this is no hash in base64", text[:60]) from None
    if len(found) != HASH:
        raise BadLog(f"this hash has {len(found)} bytes, not {HASH}", text[:60])
    return found
