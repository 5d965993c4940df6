"""Signed notes: a text, and who stands behind it (c2sp.org/signed-note 1.0.0, c2sp.org/tlog-cosignature 1.1.0-rc.1).

A note whose known key does not verify is refused whole; signatures of unknown keys say nothing and are left aside.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple, final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ed25519, mldsa

from photophore.tlog import checkpoint
from photophore.words import BadLog

LARGEST = 1_000_000  # bytes of a note; as Go's reader
MOST = 100  # signatures of a note; as Go's reader. C2SP wants at least 16
ID = 4  # bytes of a key id
LATEST = 2**63 - 1  # POSIX seconds of a cosignature
DASH = "\u2014 ".encode()  # begins every line of a signature; three bytes and a space
CONTROL = re.compile(rb"[\x00-\x09\x0b-\x1f]")  # all below a space but LF


class Kind(IntEnum):
    """How a key signs. Others exist (2: ECDSA, 5: tree heads of RFC 6962); they are unknown here."""

    ED25519 = 1  # the text itself
    COSIGNER = 4  # Ed25519 over the time and the text
    MLDSA = 6  # ML-DSA-44 over the signer's name, the time, and what the checkpoint says


LENGTHS = {Kind.ED25519: (32, 64), Kind.COSIGNER: (32, 72), Kind.MLDSA: (1312, 2428)}  # bytes: key, signature


class Key(NamedTuple):
    """A public key with its owner's name."""

    name: str
    id: bytes  # 4 bytes, from name, kind and key
    kind: Kind
    public: bytes

    def __str__(self) -> str:
        """As it is handed around (a vkey)."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode()}"


class Signature(NamedTuple):
    """One line below a note."""

    name: str
    id: bytes
    raw: bytes  # what follows the key id


class Verified(NamedTuple):
    """A signature that holds."""

    key: Key
    seconds: int | None  # POSIX, when the signer says to have seen it; None: it does not say


class Opened(NamedTuple):
    """A note, and which of its signatures hold."""

    text: bytes
    verified: tuple[Verified, ...]
    unknown: tuple[Signature, ...]  # of keys that were not given; they say nothing


def key_of(name: str, kind: Kind, public: bytes) -> Key:
    """A key under a name; BadLog where the name cannot be one."""
    if not is_name(name):
        raise BadLog("a key's name has no space and no +", name[:60])
    if len(public) != LENGTHS[kind][0]:
        raise BadLog(f"a key of kind {int(kind)} has {LENGTHS[kind][0]} bytes, not {len(public)}", name[:60])
    return Key(name, key_id(name, kind, public), kind, public)


def key_id(name: str, kind: int, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:ID]


def read_key(text: str) -> Key:
    """A vkey: NAME+ID+KEY. BadLog where it is none, or of a kind that we do not know."""
    parts = text.strip().split("+", 2)  # base64 has + of its own
    if len(parts) != 3 or not re.fullmatch("[0-9a-fA-F]{8}", parts[1]) or not is_name(parts[0]):
        raise BadLog("this is no public key", text[:80], "it looks like name+1a2b3c4d+AbCd...")
    raw = _bytes(parts[2])
    if not raw:
        raise BadLog("this public key holds nothing that can be read", text[:80])
    if key_id(parts[0], raw[0], raw[1:]) != bytes.fromhex(parts[1]):
        raise BadLog("this public key does not match its own id", text[:80], "it was changed, or cut, on its way")
    if raw[0] not in list(Kind):
        raise BadLog(f"this public key is of a kind that is not known here ({raw[0]})", text[:80])
    return key_of(parts[0], Kind(raw[0]), raw[1:])


def is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(each.isspace() or ord(each) < 0x20 for each in name)


def split(note: bytes) -> tuple[bytes, list[Signature]]:
    """The text of a note, and its signatures, nothing checked but the form."""
    if len(note) > LARGEST:
        raise BadLog(f"a note has at most {LARGEST:,} bytes, not {len(note):,}")
    try:
        note.decode()
    except UnicodeDecodeError as error:
        raise BadLog("a note is UTF-8", f"byte {error.start}") from None
    if found := CONTROL.search(note):
        raise BadLog("a note holds no control characters", f"byte {found.start()}")
    end = note.rfind(b"\n\n")
    if end < 0 or not note.endswith(b"\n") or end + 2 == len(note):
        raise BadLog("this is no signed note", try_="a text, an empty line, then lines from \u2014 on")
    lines = note[end + 2 : -1].split(b"\n")
    if len(lines) > MOST:
        raise BadLog(f"a note has at most {MOST} signatures, not {len(lines)}")
    return note[: end + 1], [_signature(line) for line in lines]


def _signature(line: bytes) -> Signature:
    name, gap, rest = line.removeprefix(DASH).decode().partition(" ")
    raw = _bytes(rest)
    if not line.startswith(DASH) or not gap or not is_name(name) or raw is None or len(raw) <= ID:
        raise BadLog("this is no line of a signature", line.decode()[:60], "a dash (\u2014), a name, then base64")
    return Signature(name, raw[:ID], raw[ID:])


def open_(note: bytes, keys: Iterable[Key]) -> Opened:
    """The note's text and whose signatures hold. BadLog where none of these keys signed it, or one of them did not."""
    opened = look(note, keys)
    if not opened.verified:
        raise BadLog("none of these keys signed this note", try_="ask its author for the key")
    return opened


def look(note: bytes, keys: Iterable[Key]) -> Opened:
    """As `open_`, but a note that nobody known has signed is given back, too: its text says nothing then."""
    text, signatures = split(note)
    known = {(key.name, key.id): key for key in keys}
    verified, unknown = {}, {}
    for signature in signatures:
        key = known.get(signature[:2])
        if key is None:
            unknown[signature] = None  # the same line twice is one
        elif key not in verified:  # as Go: the first signature of a key is the one that counts
            verified[key] = Verified(key, verify(key, text, signature.raw))
    return Opened(text, tuple(verified.values()), tuple(unknown))


def verify(key: Key, text: bytes, raw: bytes) -> int | None:
    """BadLog unless this is the key's signature of the text; the time it states, where its kind has one."""
    if len(raw) != LENGTHS[key.kind][1]:
        raise _wrong(key)
    seconds = None if key.kind == Kind.ED25519 else int.from_bytes(raw[:8])
    if seconds is not None and seconds > LATEST:
        raise _wrong(key)
    try:
        _public(key).verify(raw[-64:] if key.kind != Kind.MLDSA else raw[8:], message(key, text, seconds))
    except (InvalidSignature, ValueError):
        raise _wrong(key) from None
    except UnsupportedAlgorithm:
        raise BadLog("ML-DSA-44 cannot be checked here", key.name, "install cryptography 48 or newer") from None
    return seconds


def message(key: Key, text: bytes, seconds: int | None) -> bytes:
    """The bytes that are signed."""
    if key.kind == Kind.ED25519:
        return text
    if key.kind == Kind.COSIGNER:
        return b"cosignature/v1\ntime %d\n" % seconds + text
    said = checkpoint.read(text)
    name, origin = key.name.encode(), said.origin.encode()
    if len(name) > 255 or len(origin) > 255:
        raise BadLog("a cosigner's name and a log's origin have at most 255 bytes", key.name[:60])
    head = b"subtree/v1\n\0" + bytes([len(name)]) + name + seconds.to_bytes(8)
    return head + bytes([len(origin)]) + origin + bytes(8) + said.size.to_bytes(8) + said.root


def _public(key: Key):
    if key.kind == Kind.MLDSA:
        return mldsa.MLDSA44PublicKey.from_public_bytes(key.public)
    return ed25519.Ed25519PublicKey.from_public_bytes(key.public)


def _wrong(key: Key) -> BadLog:
    return BadLog("a signature is wrong, so the whole note is refused", f"{key.name}+{key.id.hex()}",
                  "it was changed, or made by another key")  # fmt: skip


def has(kind: Kind) -> bool:
    """Whether this machine can sign in this kind."""
    try:
        Signer("a", kind, bytes(32))
    except BadLog:
        return False
    return True


@final
class Signer:
    """A secret key. `seed`: 32 bytes of chance, from whoever has dice. BadLog where this machine has no such kind."""

    def __init__(self, name: str, kind: Kind, seed: bytes):
        maker = mldsa.MLDSA44PrivateKey.from_seed_bytes if kind == Kind.MLDSA else None
        try:
            self._secret = (maker or ed25519.Ed25519PrivateKey.from_private_bytes)(seed)
        except (ValueError, UnsupportedAlgorithm) as error:
            raise BadLog(f"this secret key cannot be used: {error}", name[:60]) from None
        self._seed = seed
        self.key = key_of(name, kind, self._secret.public_key().public_bytes_raw())

    def sign(self, text: bytes, seconds: int = 0) -> Signature:
        """`seconds`: POSIX, for kinds that state a time."""
        timed = None if self.key.kind == Kind.ED25519 else seconds
        raw = self._secret.sign(message(self.key, text, timed))
        return Signature(self.key.name, self.key.id, raw if timed is None else timed.to_bytes(8) + raw)

    def secret(self) -> str:
        """As Go's tools keep it: PRIVATE+KEY+NAME+ID+SEED. Whoever reads it can sign."""
        seed = base64.b64encode(bytes([self.key.kind]) + self._seed).decode()
        return f"PRIVATE+KEY+{self.key.name}+{self.key.id.hex()}+{seed}"


def read_signer(text: str) -> Signer:
    """A secret key from its text; the text is never told in an error."""
    parts = text.strip().split("+", 4)
    raw = _bytes(parts[4]) if len(parts) == 5 and parts[:2] == ["PRIVATE", "KEY"] else None
    if not raw or raw[0] not in list(Kind):
        raise BadLog("this is no secret key of a kind that is known here")
    signer = Signer(parts[2], Kind(raw[0]), raw[1:])
    if signer.key.id.hex() != parts[3].lower():
        raise BadLog("this secret key does not match its own id", parts[2][:60])
    return signer


def join(text: bytes, signatures: Iterable[Signature]) -> bytes:
    """A note: the text, an empty line, the signatures."""
    if not text.endswith(b"\n") or CONTROL.search(text):
        raise BadLog("a note's text ends in a line feed, and holds no other control characters")
    lines = [DASH + f"{name} {base64.b64encode(id_ + raw).decode()}\n".encode() for name, id_, raw in signatures]
    return text + b"\n" + b"".join(lines)


def _bytes(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
