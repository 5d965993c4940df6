"""Releases' roles as TUF writes them (The Update Framework 1.0.31): who must sign what, until when, and what it says.

Root says whose keys count, and which log; targets says what is released; both are signed by people, away from any hub.
Snapshot and timestamp say what is newest; the hub's own key signs them. Keys are ours (`tlog.note`), Ed25519.
"""

import functools
import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, final

from securesystemslib.signer import Key as TufKey
from securesystemslib.signer import Signature, SSlibKey
from securesystemslib.signer import Signer as TufSigner
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp

from photophore.tlog import entry, note
from photophore.tlog.note import Key, Kind, Signer
from photophore.words import BadLog, BadRelease

LASTS = {"root": 365, "targets": 180, "snapshot": 14, "timestamp": 2}  # days; short where a hub signs by itself
KINDS = ("glyph", "firmware")
NAME = re.compile(r"(?:glyph|firmware)/[a-z0-9](?:[a-z0-9_-]{0,38}[a-z0-9])?")
PATH = re.compile(NAME.pattern + r"/[1-9][0-9]{0,8}")
LARGEST = 64 * 1024 * 1024  # bytes of a released file
SAYS = 280  # letters that say what is new
KEYS = 16  # that may share a role, at most
OWNER, LOG, GONE = "x-photophore-owner", "x-photophore-log", "x-photophore-withdrawn"
RELEASE, WITHDRAWN, ROOT = "release", "release-withdrawn", "release-root"  # kinds of our entries in the log


class Ring(NamedTuple):
    """Keys that share a role, and how many of them must sign."""

    keys: tuple[Key, ...]
    threshold: int


class Release(NamedTuple):
    """What is released under a name and a version."""

    path: str  # "firmware/lamp/3"
    length: int  # bytes
    digest: bytes  # SHA-256
    says: str  # what is new, in its makers' words

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def version(self) -> int:
        return int(self.path.rpartition("/")[2])

    @property
    def entry(self) -> bytes:
        """What stands in the log for it: all that it is."""
        facts = {"name": self.path, "length": self.length, "sha256": self.digest, "says": self.says}
        return entry.public(RELEASE, facts)

    @property
    def file(self) -> str:
        """Where it lies below `targets/`: TUF's consistent names, so that no two versions share one."""
        return f"{self.name}/{self.digest.hex()}.{self.version}"


@final
class Hand(TufSigner):
    """A secret key of ours, as TUF wants it."""

    def __init__(self, signer: Signer):
        self._signer = signer

    @property
    def public_key(self) -> TufKey:
        return tuf_key(self._signer.key)

    def sign(self, payload: bytes) -> Signature:
        return Signature(self.public_key.keyid, self._signer.sign(payload).raw.hex())

    @classmethod
    def from_priv_key_uri(cls, priv_key_uri, public_key, secrets_handler=None):
        raise BadRelease("a key of ours has no address", try_="tlog.note.read_signer reads it")


def tuf_key(key: Key) -> TufKey:
    """A public key of ours as TUF's; its id is a digest of the key alone, its owner's name stands beside."""
    if key.kind != Kind.ED25519:
        raise BadRelease("keys of releases are Ed25519", key.name, "make one with: photophore release key NAME")
    made = SSlibKey("", "ed25519", "ed25519", {"public": key.public.hex()}, {OWNER: key.name})
    made.keyid = hashlib.sha256(b"ed25519:" + key.public).hexdigest()  # any unique text may be an id (TUF 4.2)
    return made


def owner(key: TufKey) -> str:
    """Whose key it is, as its owner is called; a stranger's text, cut to what can be read."""
    told = key.unrecognized_fields.get(OWNER)
    told = told if isinstance(told, str) else ""
    return "".join(each for each in told[:60] if each.isprintable()) or key.keyid[:8]


def checked(ring: Ring, what: str, least: int) -> Ring:
    """BadRelease where the threshold cannot be met, or asks for fewer than `least` people."""
    ids = {key.public for key in ring.keys}
    if len(ids) != len(ring.keys) or not 0 < len(ids) <= KEYS:
        raise BadRelease(f"{what} has 1 to {KEYS} different keys, not {len(ring.keys)}")
    if not least <= ring.threshold <= len(ids):
        few = "one stolen key would be enough" if ring.threshold < least else "they could never sign"
        raise BadRelease(f"{what} cannot ask for {ring.threshold} signatures of {len(ids)} keys: {few}",
                         try_=f"{least} to {len(ids)}")  # fmt: skip
    return ring


def until(role: str, now_ms: int) -> datetime:
    """When what is signed now stops counting."""
    return datetime.fromtimestamp(now_ms // 1000, UTC) + timedelta(days=LASTS[role])


def first_root(rings: dict[str, Ring], log: tuple[str, ...], now_ms: int) -> Metadata[Root]:
    """Version 1, not signed yet. rings: of root, targets and online."""
    root = Root(version=1, expires=until("root", now_ms), consistent_snapshot=True)
    tell_rings(root, rings)
    root.unrecognized_fields[LOG] = list(log)
    return Metadata(root)


def tell_rings(root: Root, rings: dict[str, Ring]) -> None:
    """These roles have these keys from now on; keys that stand in no role any more are left out."""
    for what, ring in rings.items():
        for role in ("snapshot", "timestamp") if what == "online" else (what,):
            for keyid in list(root.roles[role].keyids):
                root.revoke_key(keyid, role)
            for key in ring.keys:
                root.add_key(tuf_key(key), role)
            root.roles[role].threshold = ring.threshold


def log_keys(root: Root) -> list[Key]:
    """The log in which a release must stand; BadRelease where root names none."""
    told = root.unrecognized_fields.get(LOG)
    try:
        found = [note.read_key(each) for each in told] if isinstance(told, list) else []
    except (BadLog, AttributeError, TypeError):
        found = []
    if not found:
        raise BadRelease("these releases name no log, so none of them can count", "root")
    return found


def withdrawn(targets: Targets) -> dict[str, str]:
    """path -> SHA-256 in hexadecimal of what was released once, and is no more."""
    told = targets.unrecognized_fields.get(GONE)
    told = told if isinstance(told, dict) else {}
    return {path: digest for path, digest in told.items() if PATH.fullmatch(path) and is_digest(digest)}


def release_of(file: TargetFile) -> Release:
    """What a signed list says of a file; BadRelease where it says it in no way of ours."""
    digest = file.hashes.get("sha256")
    says = file.unrecognized_fields.get("custom", {})
    says = says.get("says") if isinstance(says, dict) and set(says) == {"says"} else None
    plain = PATH.fullmatch(file.path) and set(file.hashes) == {"sha256"} and is_digest(digest)
    if not (plain and is_said(says) and 0 < file.length <= LARGEST):
        raise BadRelease("something is released in a way that is not known here", repr(file.path)[:80])
    return Release(file.path, file.length, bytes.fromhex(digest), says)


def file_of(release: Release) -> TargetFile:
    says = {"custom": {"says": release.says}}
    return TargetFile(release.length, {"sha256": release.digest.hex()}, release.path, says)


def is_digest(text: Any) -> bool:
    return isinstance(text, str) and re.fullmatch("[0-9a-f]{64}", text) is not None


def is_said(says: Any) -> bool:
    return isinstance(says, str) and len(says) <= SAYS and (says == "" or says.isprintable())


def releases(targets: Targets) -> list[Release]:
    """All that is released, by name and version."""
    return sorted((release_of(file) for file in targets.targets.values()), key=lambda it: (it.name, it.version))


def newest(targets: Iterable[Release], name: str) -> Release | None:
    """By a name ("firmware/lamp") its newest version; by a path ("firmware/lamp/3") this one."""
    found = [each for each in targets if name in (each.name, each.path)]
    return max(found, key=lambda each: each.version, default=None)


def sign(metadata: Metadata, signers: Iterable[Signer]) -> bytes:
    """Signed by these alone -> the file."""
    metadata.signatures.clear()
    for signer in signers:
        metadata.sign(Hand(signer), append=True)
    return metadata.to_bytes()


def snapshot(targets: bytes, version: int, now_ms: int) -> Metadata[Snapshot]:
    """Names the targets by version, length and digest."""
    said = Metadata[Targets].from_bytes(targets).signed
    return Metadata(Snapshot(version=version, expires=until("snapshot", now_ms),
                             meta={"targets.json": _meta(targets, said.version)}))  # fmt: skip


def timestamp(snapshot_: bytes, version: int, now_ms: int) -> Metadata[Timestamp]:
    """Names the snapshot by version, length and digest."""
    said = Metadata[Snapshot].from_bytes(snapshot_).signed
    return Metadata(Timestamp(version=version, expires=until("timestamp", now_ms),
                              snapshot_meta=_meta(snapshot_, said.version)))  # fmt: skip


def digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _meta(data: bytes, version: int) -> MetaFile:
    return MetaFile(version, len(data), {"sha256": digest(data).hex()})


def read(type_: type, data: bytes, where: str) -> Metadata:
    """A file of a role, its form alone; BadRelease where it is none."""
    try:
        found = Metadata.from_bytes(data)
    except RepositoryError:
        found = None
    if found is None or not isinstance(found.signed, type_):
        raise BadRelease(f"this is no {type_.__name__.lower()} file of releases", where)
    return found


read_root = functools.partial(read, Root)
read_targets = functools.partial(read, Targets)
read_snapshot = functools.partial(read, Snapshot)
read_timestamp = functools.partial(read, Timestamp)
