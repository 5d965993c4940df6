"""Light certificates on disk and under signatures: kept by the design's hash and by who judged, signed by a hub's key.

What is kept can be made again: a file that is lost, torn or changed is a certificate that was never made.
"""

import contextlib
import re
from pathlib import Path
from typing import Any, NamedTuple

from photophore.commons.disk import Disk
from photophore.light import certificate
from photophore.tlog import note
from photophore.tlog.note import Key, Kind, Signer
from photophore.words import BadLog, NotFound

HASH = re.compile(r"[0-9a-f]{64}")
SOURCES = re.compile(r"[0-9a-f]{16}")
LARGEST = 200_000  # bytes of one that is kept


class Signed(NamedTuple):
    """A certificate whose signature holds."""

    certificate: dict[str, Any]
    by: tuple[str, ...]  # names of the keys that signed


def found(folder: Path, digest: str, sources: str) -> dict[str, Any] | None:
    """The certificate of this design by these judges, where it was kept whole; else None."""
    path = _place(folder, digest, sources)
    with contextlib.suppress(OSError, BadLog):
        if path.stat().st_size <= LARGEST:
            read = certificate.read(path.read_bytes())
            if read.get("hash") == digest and read.get("analyser", {}).get("sources") == sources:
                return read
    return None


def keep(folder: Path, told: dict[str, Any], disk: Disk | None = None) -> None:
    """Keep it; what earlier judges said of the same design goes."""
    path = _place(folder, told["hash"], told["analyser"]["sources"])
    folder.mkdir(parents=True, exist_ok=True)
    (disk or Disk()).keep(path, certificate.text(told))
    # fall here: an old certificate is left, which nobody asks for; the next one takes it away
    for old in folder.glob(f"{told['hash']}.*.certificate"):
        if old != path:
            old.unlink(missing_ok=True)


def _place(folder: Path, digest: str, sources: str) -> Path:
    if not HASH.fullmatch(digest) or not SOURCES.fullmatch(sources):
        raise BadLog("this is no hash of a design", digest[:80])
    return folder / f"{digest}.{sources}.certificate"


def sign(told: dict[str, Any], signer: Signer) -> bytes:
    """The certificate as a signed note (C2SP)."""
    text = certificate.text(told)
    return note.join(text, [signer.sign(text)])


def check(signed: bytes, keys: list[Key]) -> Signed:
    """BadLog where none of these keys signed it, or where it is no certificate."""
    opened = note.open_(signed, keys)
    return Signed(certificate.read(opened.text), tuple(each.key.name for each in opened.verified))


def signer_in(path: Path) -> Signer:
    """The Ed25519 key in a file of secret keys, one a line, as a hub's own; its text is told in no error."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        try_ = "give a file of secret keys, as a hub's own: commons/log-private/keys"
        raise NotFound("this key cannot be read", str(path), try_) from None
    for line in filter(str.strip, lines):
        signer = note.read_signer(line)
        if signer.key.kind == Kind.ED25519:
            return signer
    raise BadLog("there is no Ed25519 key in this file", str(path))


def own_keys(data: Path) -> tuple[Path, Path]:
    """Where a hub that keeps its things under `data` has its secret keys, and its public ones."""
    return data / "commons" / "log-private" / "keys", data / "commons" / "log" / "vkey"
