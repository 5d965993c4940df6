"""What an artist signs when a design is published: one true form of a text, as a signed note (c2sp.org/signed-note).

    photophore design 1
    name tide-two
    hash <sha256 of its light, as glyph.tree has it>
    licence CC-BY-4.0
    from <hash of a design that it was made from>      (none, or several)
    artist artist-<pseudonym>+<id>+<key>
    text
    glyph      tide-two
    ...

The pseudonym stands for one person in one hub, so a note of somebody else, or for another hub, fits no session here. A
text says nothing of its maker: the name to be credited is kept apart, where it can be taken back (commons.artists).
"""

import hashlib
import re
import unicodedata
from typing import NamedTuple

from photophore.glyph import read as reader
from photophore.glyph.tree import NAME, Glyph
from photophore.tlog import note
from photophore.tlog.note import Kind
from photophore.words import BadGlyph, BadLog, NotAllowed

FIRST = "photophore design 1"
# what others may do with it (SPDX): how much each asks of them; a fork asks at least as much as what it was made from
LICENCES = {"CC-BY-4.0": 1, "CC-BY-SA-4.0": 2, "Apache-2.0": 1, "CC0-1.0": 0}  # the first is offered first
BUILT_IN = "Apache-2.0"  # the licence of what comes with Photophore
PARENTS = 8  # designs that one was made from, at most
SIGNER = "artist-"  # names of artists' keys begin so; a pseudonym follows, 32 hex digits
HASH = re.compile("[0-9a-f]{64}")
LARGEST = 20_000  # bytes of a note: a text of 4,000 characters and its head


class Imprint(NamedTuple):
    """What is signed."""

    name: str
    hash: str
    licence: str
    parents: tuple[str, ...]  # hashes
    artist: str  # vkey
    text: str

    @property
    def body(self) -> bytes:
        lines = [FIRST, f"name {self.name}", f"hash {self.hash}", f"licence {self.licence}",
                 *(f"from {parent}" for parent in self.parents), f"artist {self.artist}", "text"]  # fmt: skip
        return ("\n".join(lines) + "\n" + self.text).encode()


class Signed(NamedTuple):
    """An imprint whose signature holds, and which says of its light what is true."""

    imprint: Imprint
    glyph: Glyph
    key: bytes  # 32 bytes, the artist's public key
    signer: str  # "artist-" and a pseudonym
    note: bytes

    @property
    def sha256(self) -> bytes:
        return hashlib.sha256(self.note).digest()


def canonical(text: str) -> str:
    """The one form in which a text is signed: no blank ends, LF, spaces only. BadGlyph where it holds hidden signs."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    lines = [line.rstrip(" ") for line in text.split("\n")]
    for count, line in enumerate(lines, 1):
        for column, sign in enumerate(line, 1):
            if not sign.isprintable():
                raise BadGlyph("The text holds a sign that nobody can see", f"line {count}, column {column}",
                               "Take it away.", (count, column))  # fmt: skip
    return "\n".join(lines).strip("\n") + "\n"


def unnamed(text: str) -> str:
    """The same without its line `by`, and what goes on with it: the artist's name stands beside, not inside."""
    kept, skip = [], False
    for line in canonical(text).split("\n"):
        if line == "by" or line.startswith("by "):
            skip = True
        elif line and line[0] not in " #":  # an indented line goes on with the line above
            skip = False
        if not skip or line.startswith("#"):
            kept.append(line)
    return "\n".join(kept).strip("\n") + "\n"


def read(body: bytes) -> Imprint:
    """An imprint from the text that was signed; BadGlyph where it is not in its one true form."""
    head, gap, text = body.decode().partition("\ntext\n")
    lines = [line.partition(" ")[::2] for line in head.split("\n")[1:]]
    told = {tell: value for tell, value in lines}
    parents = tuple(value for tell, value in lines if tell == "from")
    try:
        found = Imprint(told["name"], told["hash"], told["licence"], parents, told["artist"], text)
    except KeyError as error:
        raise _unlike(f"the line {error.args[0]} is missing") from None
    if not gap or found.body != body or canonical(text) != text:
        raise _unlike("it is not in its one true form")
    if not NAME.match(found.name) or not all(map(HASH.fullmatch, (found.hash, *parents))):
        raise _unlike("its name or a hash is none")
    if len(parents) > PARENTS or len(set(parents)) < len(parents) or found.hash in parents:
        raise BadGlyph("A design is made from others, each named once", f"{len(parents)} of at most {PARENTS}")
    if found.licence not in LICENCES:
        raise BadGlyph("There is no such licence here", found.licence[:40], f"Choose {', '.join(LICENCES)}.")
    return found


def open_(signed: bytes) -> Signed:
    """A note as its artist signed it. BadLog where the signature does not hold, BadGlyph where the text reads as other
    than it was signed.
    """
    if len(signed) > LARGEST:
        raise BadGlyph("The design is too long", f"{len(signed):,} of at most {LARGEST:,} bytes", "Say it shorter.")
    body, signatures = note.split(signed)
    imprint = read(body)
    key = note.read_key(imprint.artist)
    if key.kind != Kind.ED25519 or not re.fullmatch(SIGNER + "[0-9a-f]{32}", key.name) or str(key) != imprint.artist:
        raise BadLog("this is no artist's key", imprint.artist[:60], "keys are made by the page studio")
    note.open_(signed, [key])
    if len(signatures) != 1:
        raise BadLog("a design is signed by its artist, and by nobody else", f"{len(signatures)} signatures")
    glyph = reader.read(imprint.text)
    if (glyph.name, glyph.hash) != (imprint.name, imprint.hash):
        raise BadGlyph("The text reads as another design than the one that was signed", f"glyph {glyph.name}",
                       "Sign it again.")  # fmt: skip
    if glyph.by:
        raise BadGlyph("The text names its artist, and could never be without the name again", "by",
                       "Leave the line `by` out: your name is shown beside the design.")  # fmt: skip
    return Signed(imprint, glyph, key.public, key.name, signed)


def sign(imprint: Imprint, signer: note.Signer) -> bytes:
    """The signed note: what the page studio does in JavaScript."""
    return note.join(imprint.body, [signer.sign(imprint.body)])


def may_be(licence: str, parents: dict[str, str]) -> None:
    """NotAllowed where a parent's licence asks for more than this one; parents: licence by name."""
    for name, asked in parents.items():
        if LICENCES[asked] > LICENCES[licence]:
            fair = ", ".join(each for each, rank in LICENCES.items() if rank >= LICENCES[asked])
            raise NotAllowed(f"{name} is under {asked}, which asks for more than {licence}", "licence",
                             f"choose {fair}")  # fmt: skip


def _unlike(why: str) -> BadGlyph:
    return BadGlyph(f"This is no signed design: {why}", "note", "Publish it from the page studio.")
