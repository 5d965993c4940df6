"""The hub's own key, for what it says beside the log: orders to rest, timed cues. Made and listed at its first use.

It is not the log's key, so that nothing else that a hub signs can ever be taken for a checkpoint.
"""

import secrets
import threading
from pathlib import Path
from typing import final

from photophore.commons.disk import Disk, telling
from photophore.tlog import entry, note
from photophore.tlog.note import Key, Kind, Signature, Signer
from photophore.words import BadLog

KIND = "hub-key"  # of the log's entries
FILE = "seal"
SEED = 32  # bytes of a secret key


@final
class Seal:
    """One Ed25519 key in a file. Verbs may be called from every thread."""

    def __init__(self, folder: Path, log, disk: Disk | None = None):
        self._path, self._log, self._disk = folder / FILE, log, disk or Disk()
        self._turn = threading.Lock()
        self._signer: Signer | None = None

    @property
    def made(self) -> bool:
        """Whether there is a key yet."""
        return self._signer is not None or self._path.exists()

    @property
    def key(self) -> Key:
        """The public half. NoRoom or BadLog where the key cannot be made, or listed, yet."""
        return self._ready().key

    def sign(self, text: bytes) -> bytes:
        """A note of this text. text: its first line says what it is and in which version, so that no two are mixed up;
        it ends in a line feed. Errors as `key`.
        """
        return note.join(text, [self._ready().sign(text)])

    def added(self, signed: bytes) -> tuple[bytes, list[Signature]]:
        """The parts of a note, with our signature behind the others. Whoever asks has read what it says."""
        text, signatures = note.split(signed)
        return text, [*signatures, self._ready().sign(text)]

    def _ready(self) -> Signer:
        with self._turn, telling("the hub's key"):
            if self._signer is None:
                signer = self._read() or self._made()
                said = entry.public(KIND, {"vkey": str(signer.key)})
                # fall here: there is a key that nobody was told of, and that signed nothing; it is listed by the same
                # lines at its next use
                if self._log.find(said) is None:
                    self._log.append([said])
                self._signer = signer
        return self._signer

    def _read(self) -> Signer | None:
        if not self._path.exists():
            return None
        try:
            return note.read_signer(self._path.read_text("utf-8"))
        except (BadLog, UnicodeDecodeError) as error:
            raise BadLog("the hub's key cannot be read", str(self._path), "remove it, and a new one is made") from error

    def _made(self) -> Signer:
        signer = Signer(self._log.origin, Kind.ED25519, secrets.token_bytes(SEED))
        self._disk.replace(self._path, f"{signer.secret()}\n".encode(), secret=True)
        return signer
