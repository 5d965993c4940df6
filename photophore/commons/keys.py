"""A key for each person, kept apart from what it opens. Without the key nobody reads, and nothing brings it back.

What is about a person is sealed with AES-256-GCM under a key made from theirs (HKDF, RFC 5869), bound to their id. The
keys lie in a file of their own, so that a copy of everything else can be read by nobody, and so that erasing somebody
is one row. They are never cached: what another program shredded is gone here too.
"""

import contextlib
import hashlib
import hmac
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from photophore.commons.store import PATIENCE, sync_folder
from photophore.words import BadRequest, NoRoom, NotFound

SIZE = 32  # bytes of a key
NONCE = 12  # bytes
FORM = b"\x01"  # how sealed bytes are laid out: form, nonce, ciphertext with its tag


class Keys:
    """The keys of all persons of a hub. Verbs may be called from every thread, and beside other programs."""

    def __init__(self, connection: sqlite3.Connection, path: Path):
        self.path = path
        self._connection = connection
        self._lock = threading.Lock()

    @classmethod
    def open(cls, path: Path) -> "Keys":
        """The keys at this path; an empty file where there are none yet, which its owner alone may read."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise NoRoom(f"the keys cannot be opened: {error.strerror}", str(path), "choose another place") from None
        connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        with _telling(path):
            # a rollback journal, not WAL: after a commit no file holds the old page with a shredded key in it.
            # KNOWN: a flash disk may keep the block for a while; who fears that encrypts the disk
            for words in ("journal_mode = DELETE", "synchronous = EXTRA", "secure_delete = ON"):
                connection.execute(f"PRAGMA {words}")
            connection.execute("CREATE TABLE IF NOT EXISTS keys (person TEXT PRIMARY KEY, key BLOB NOT NULL)")
        sync_folder(path.parent)
        return cls(connection, path)

    def new(self, person: str) -> None:
        """A key for somebody who has none; who has one keeps it."""
        self._change("INSERT OR IGNORE INTO keys VALUES (?, ?)", person, secrets.token_bytes(SIZE))

    def has(self, person: str) -> bool:
        return self._find(person) is not None

    def everyone(self) -> list[str]:
        """Who has a key."""
        with self._lock, _telling(self.path):
            return [person for (person,) in self._connection.execute("SELECT person FROM keys ORDER BY person")]

    def seal(self, person: str, plain: bytes) -> bytes:
        """Bytes that only this person's key opens; never the same twice. NotFound where there is no key."""
        nonce = secrets.token_bytes(NONCE)
        return FORM + nonce + AESGCM(self._key(person, b"seal")).encrypt(nonce, plain, person.encode())

    def open_(self, person: str, sealed: bytes) -> bytes:
        """What was sealed; NotFound where the key was shredded, BadRequest where the bytes are not this person's."""
        nonce, rest = sealed[1 : 1 + NONCE], sealed[1 + NONCE :]
        key = self._key(person, b"seal")
        try:
            if sealed[:1] != FORM:
                raise InvalidTag
            return AESGCM(key).decrypt(nonce, rest, person.encode())
        except (InvalidTag, ValueError):
            raise BadRequest("these bytes were not sealed for this person", "", "restore a whole backup") from None

    def digest(self, person: str, data: bytes) -> bytes:
        """32 bytes that stand for data and this person, and say nothing without the key (HMAC-SHA256)."""
        return hmac.digest(self._key(person, b"digest"), data, "sha256")

    def shred(self, person: str) -> None:
        """No key any more: whatever was sealed with it is noise from now on. Twice is fine."""
        self._change("DELETE FROM keys WHERE person = ?", person)  # fall here: it is gone, or the erasure is done again

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def _key(self, person: str, use: bytes) -> bytes:
        """The key for one use, from the person's own."""
        own = self._find(person)
        if own is None:
            raise NotFound("there is no key for this person", "", "they were erased, or the keys were not restored")
        prk = hmac.digest(b"photophore", own, hashlib.sha256)
        return hmac.digest(prk, use + b"\x01", hashlib.sha256)

    def _find(self, person: str) -> bytes | None:
        with self._lock, _telling(self.path):
            row = self._connection.execute("SELECT key FROM keys WHERE person = ?", (person,)).fetchone()
        return row and row[0]

    def _change(self, words: str, *values) -> None:
        with self._lock, _telling(self.path):
            self._connection.execute(words, values)


@contextlib.contextmanager
def _telling(path: Path) -> Iterator[None]:
    """What SQLite refuses, as a sentence."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise NoRoom(f"the keys cannot be written: {error}", str(path), "make room, then do it again") from error
    except sqlite3.DatabaseError as error:
        raise BadRequest("the keys are damaged", str(path), "photophore restore FILE --keys FILE") from error
