"""The folder of releases: what is public, what is drafted and waits for signatures, and the hub's own key.

public/   metadata/ (1.root.json, 3.targets.json, 3.snapshot.json, timestamp.json), targets/ (files with their proofs)
private/  online-... (the hub's own key), draft/ (what waits), log (where the log lies on this machine), lock
"""

import contextlib
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, final

from tuf.api.metadata import Metadata, Root, Targets, VerificationResult

from photophore.commons import release_roles as roles
from photophore.commons.disk import Disk, telling
from photophore.commons.store import now_ms
from photophore.tlog import note
from photophore.tlog.note import Key, Kind, Signer
from photophore.words import BadRelease, NotFound

SEED = 32  # bytes of a secret key
ONLINE = "online"  # the name of the hub's own key
READS = {"root": roles.read_root, "targets": roles.read_targets}


class Waits(NamedTuple):
    """A role's draft, and who has signed it."""

    role: str  # "root", "targets", or "root before": by the keys that the new root replaces
    version: int
    signed: tuple[str, ...]  # owners' names
    others: tuple[str, ...]  # whose keys could sign, too
    needed: int  # signatures, in all


@final
class Shelf:
    """Whoever has this folder can draft; only people with keys make a draft count. Several processes may hold it."""

    def __init__(self, folder: Path, now: Callable[[], int] = now_ms, disk: Disk | None = None,
                 seed: Callable[[int], bytes] = secrets.token_bytes):  # fmt: skip
        self.public, self.private = folder / "public", folder / "private"
        self.metadata, self.targets = self.public / "metadata", self.public / "targets"
        self.drafts = self.private / "draft"
        self.now, self.disk, self._seed = now, disk or Disk(), seed

    @contextlib.contextmanager
    def held(self, begin: bool = False) -> Iterator[None]:
        """By one at a time; NotFound where there is nothing yet to hold, but for whoever begins."""
        if not begin and not self.drafts.is_dir():
            raise self.none()
        with telling("the releases"):
            for folder in (self.metadata, self.targets, self.drafts):
                folder.mkdir(parents=True, exist_ok=True)
            self.private.chmod(0o700)
            with self.disk.locked(self.private / "lock"):
                yield

    def none(self) -> NotFound:
        return NotFound("there are no releases here yet", str(self.public), "begin them: photophore release begin")

    # --- what is public

    def number(self, role: str) -> int:
        """The newest public version of a role's numbered files; 0 where there is none."""
        found = (path.name.split(".")[0] for path in self.metadata.glob(f"*.{role}.json"))
        return max((int(each) for each in found if each.isascii() and each.isdigit()), default=0)

    def root(self) -> Metadata[Root]:
        number = self.number("root")
        if not number:
            raise self.none()
        return roles.read_root((self.metadata / f"{number}.root.json").read_bytes(), f"{number}.root.json")

    def times(self) -> tuple[int, int]:
        """The public timestamp's version and its snapshot's; zeros before the first."""
        path = self.metadata / "timestamp.json"
        if path.exists():
            said = roles.read_timestamp(path.read_bytes(), str(path)).signed
            return said.version, said.snapshot_meta.version
        if self.number("snapshot") > 1:
            raise BadRelease("the timestamp of these releases is gone", str(path), "put the newest copy back")
        return 0, 0

    def snapshot(self) -> Metadata | None:
        """What the public timestamp leads to."""
        _, version = self.times()
        name = f"{version}.snapshot.json"
        return roles.read_snapshot((self.metadata / name).read_bytes(), name) if version else None

    def listed(self) -> Metadata[Targets] | None:
        """What the public snapshot leads to; None before the first publication."""
        snapshot = self.snapshot()
        if snapshot is None:
            return None
        name = f"{snapshot.signed.meta['targets.json'].version}.targets.json"
        return roles.read_targets((self.metadata / name).read_bytes(), name)

    # --- what is drafted

    def drafted(self, role: str) -> Metadata | None:
        """What waits to be public; what is public already was left over, and waits no more."""
        path = self.drafts / f"{role}.json"
        if not path.exists():
            return None
        found = READS[role](path.read_bytes(), str(path))
        listed = self.listed() if role == "targets" else None
        public = (listed.signed.version if listed else 0) if role == "targets" else self.number("root")
        return found if found.signed.version > public else None

    def draft(self, metadata: Metadata) -> None:
        self.disk.replace(self.drafts / f"{metadata.signed.type}.json", metadata.to_bytes())

    def waiting(self) -> list[Waits]:
        """How the drafts stand; empty where nothing is drafted."""
        found = []
        for metadata in filter(None, map(self.drafted, READS)):
            for name, it in zip(("", " before"), self.results(metadata), strict=False):
                owners = [tuple(sorted(map(roles.owner, each.values()))) for each in (it.signed, it.unsigned)]
                found.append(Waits(metadata.signed.type + name, metadata.signed.version, *owners, it.threshold))
        return found

    def results(self, metadata: Metadata) -> list[VerificationResult]:
        """Who has signed this, by each root that it must satisfy."""
        public = self.root().signed if self.number("root") else None
        drafted = self.drafted("root")
        latest = drafted.signed if drafted else public
        rings = [latest] if metadata.signed.type == "targets" else [metadata.signed, public]
        told = metadata.signed.type, metadata.signed_bytes, metadata.signatures
        return [ring.get_verification_result(*told) for ring in rings if ring is not None]

    def remember(self, log: Path) -> None:
        """The folder of the log that root names, so that whoever publishes needs not tell it again."""
        with self.held():
            self.disk.replace(self.private / "log", os.fsencode(log.absolute()))

    def log(self) -> Path | None:
        """The folder that was told last; None where none was, or where it lies no longer, as on another machine."""
        try:
            path = Path(os.fsdecode((self.private / "log").read_bytes()))
            return path if path.is_dir() else None
        except (OSError, ValueError):
            return None

    # --- the hub's own key

    def new_key(self) -> Key:
        """The old one stays until a root without it is public."""
        signer = Signer(ONLINE, Kind.ED25519, self._seed(SEED))
        self.disk.replace(self.private / f"{ONLINE}-{signer.key.public.hex()}", signer.secret().encode(), secret=True)
        # fall here: a key that no root names; it goes at the next publication
        return signer.key

    def own(self, root: Root) -> list[Signer]:
        """The hub's keys that this root names; BadRelease where there is none."""
        mine = {path: note.read_signer(path.read_text("utf-8")) for path in self._keys()}
        found = [each for each in mine.values() if self._stands(each, root)]
        if not found:
            raise BadRelease("the hub's own key of these releases is gone", str(self.private),
                             "take a new one: photophore release rotate --online")  # fmt: skip
        return found

    def forget_keys(self, root: Root) -> None:
        """Keys of the hub that this root does not name."""
        for path in self._keys():
            if not self._stands(note.read_signer(path.read_text("utf-8")), root):
                self.disk.remove(path)

    def _keys(self) -> list[Path]:
        return sorted(self.private.glob(f"{ONLINE}-*"))

    @staticmethod
    def _stands(signer: Signer, root: Root) -> bool:
        return roles.tuf_key(signer.key).keyid in root.roles["timestamp"].keyids
