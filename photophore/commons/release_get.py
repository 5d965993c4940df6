"""Taking releases, from whoever serves them: TUF's own checks first (python-tuf's client), then the log's proof.

A folder of one's own remembers what was seen, so that nothing older is ever taken for new: anchor.json (the root that
was trusted first), metadata/ (TUF's memory), lock.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, final

from tuf.api import exceptions
from tuf.api.metadata import Root, Targets
from tuf.ngclient import Updater, UpdaterConfig

from photophore.commons import judge
from photophore.commons import release_roles as roles
from photophore.commons.disk import Disk, telling
from photophore.commons.release_fetch import Unreadable, fetcher
from photophore.commons.release_roles import Release
from photophore.tlog import proof
from photophore.tlog.note import Key
from photophore.words import BadLog, BadRelease, NotFound

MOST = UpdaterConfig(max_root_rotations=1024, targets_max_length=5_000_000, app_user_agent="photophore")


class Known(NamedTuple):
    """What the newest signed files say."""

    root: int  # versions
    targets: int
    log: list[Key]
    releases: list[Release]
    withdrawn: dict[str, str]  # path -> SHA-256, hexadecimal


class Held(NamedTuple):
    """A release that holds: TUF's checks and the log's."""

    release: Release
    data: bytes
    proof: bytes  # the file
    index: int  # in the log
    origin: str  # the log's name, as it was signed


@final
class Reader:
    """Releases from one source, by one folder of trust."""

    def __init__(self, where: str, folder: Path, disk: Disk | None = None):
        """where: the public folder, or its address. folder: what was seen from there."""
        self._where, self._folder, self._disk = where.rstrip("/"), folder, disk or Disk()
        self._fetcher = fetcher(where)
        self._metadata = folder / "metadata"

    def trust(self, root: bytes) -> None:
        """Begin with this root, which came by a way of its own; BadRelease where another one is trusted here."""
        given = roles.read_root(root, "the root that you gave")
        if not given.signed.get_verification_result("root", given.signed_bytes, given.signatures):
            raise BadRelease("the root that you gave is not signed by its own keys", "", "ask for it again")
        with self._held():
            known = self._metadata / "root_history" / f"{given.signed.version}.root.json"
            for path in (known, self._folder / "anchor.json"):
                if path.exists():
                    old = roles.read_root(path.read_bytes(), str(path))
                    if old.signed_bytes == given.signed_bytes:
                        return
            if (self._folder / "anchor.json").exists():
                raise BadRelease("another root is trusted here", str(self._folder), "use another folder: --trust DIR")
            self._disk.replace(self._folder / "anchor.json", root)
            # fall here: it is trusted, and nothing was seen yet

    def look(self) -> Known:
        """What is released now."""
        with self._held(), telling_tuf(self._where):
            return self._refresh()[1]

    def get(self, name: str) -> Held:
        """By a name ("firmware/lamp") its newest version, by a path ("firmware/lamp/3") this one, if it holds."""
        with self._held(), telling_tuf(self._where):
            updater, known = self._refresh()
            release = roles.newest(known.releases, name)
            if release is None and name in known.withdrawn:
                raise NotFound("this version was withdrawn", name, "take another one: photophore release list")
            if release is None:
                raise NotFound("no such thing is released", judge.plain(name)[:80], "see: photophore release list")
            return self._take(updater, known, release)

    def all(self) -> Iterator[Held]:
        """Each release, with all its checks."""
        with self._held(), telling_tuf(self._where):
            updater, known = self._refresh()
            for release in known.releases:
                yield self._take(updater, known, release)

    # --- how it is done

    @contextlib.contextmanager
    def _held(self) -> Iterator[None]:
        with telling("what was seen of the releases"):
            self._folder.mkdir(parents=True, exist_ok=True)
            with self._disk.locked(self._folder / "lock"):
                yield

    def _refresh(self) -> tuple[Updater, Known]:
        """TUF's whole round: root by root, timestamp, snapshot, targets; nothing older than what was seen."""
        anchor = self._folder / "anchor.json"
        if not anchor.exists():
            raise BadRelease("no root is trusted here yet", str(self._folder), "give the one that you got: --root FILE")
        metadata, targets = (f"{self._where}/{name}" for name in ("metadata", "targets"))
        updater = Updater(str(self._metadata), metadata, str(self._folder), targets, self._fetcher, MOST,
                          bootstrap=anchor.read_bytes())  # fmt: skip
        seen = self._memory()
        try:
            updater.refresh()
        finally:
            # fall here: what was seen may be lost with the machine, not with the process
            self._settle(seen)
        root = roles.read_root((self._metadata / "root.json").read_bytes(), "root").signed
        said = roles.read_targets((self._metadata / "targets.json").read_bytes(), "targets").signed
        return updater, _known(root, said)

    def _memory(self) -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in sorted(self._metadata.rglob("*.json"))}

    def _settle(self, before: dict[Path, bytes]) -> None:
        """What TUF's client wrote, it did not sync."""
        now = self._memory()
        if fresh := {path: data for path, data in now.items() if before.get(path) != data}:
            self._disk.lay(fresh)
            self._disk.settle({path.parent for path in fresh})

    def _take(self, updater: Updater, known: Known, release: Release) -> Held:
        info = updater.get_targetinfo(release.path)
        path = self._folder / "fetched"
        try:
            updater.download_target(info, str(path))
            data = path.read_bytes()
        finally:
            self._disk.remove(path)
            # fall here: a file that nobody reads; the next one is written over it
        return self._listed(known, release, data)

    def _listed(self, known: Known, release: Release, data: bytes) -> Held:
        """The rule that TUF has not: what does not stand in the log is no release, whoever signed it."""
        address = f"{self._where}/targets/{release.file}.tlog-proof"
        try:
            file = self._fetcher.download_bytes(address, proof.LARGEST)
        except exceptions.DownloadHTTPError:
            raise BadRelease("this is signed, and is not shown to stand in the log: it is no release", release.path,
                             "ask its makers why; do not use it") from None  # fmt: skip
        try:
            read = proof.read(file)
            said = proof.check(read, release.entry, known.log).checkpoint
        except BadLog as error:
            raise BadRelease(f"this is signed, and its proof does not hold: {error.what}", release.path,
                             "it is no release; ask its makers why") from None  # fmt: skip
        return Held(release, data, file, read.index, judge.plain(said.origin))


def _known(root: Root, targets: Targets) -> Known:
    return Known(root.version, targets.version, roles.log_keys(root), roles.releases(targets), roles.withdrawn(targets))


@contextlib.contextmanager
def telling_tuf(where: str) -> Iterator[None]:
    """What TUF refuses, as a sentence: what it means first, TUF's own words where."""
    try:
        yield
    except (exceptions.RepositoryError, exceptions.DownloadError) as error:
        what, try_ = next(told for kind, told in SAID if isinstance(error, kind))
        raise BadRelease(what, judge.plain(str(error))[:160] or where, try_) from None


SAID = (
    (exceptions.UnsignedMetadataError,
     ("too few of the keys that count have signed this", "do not use it; ask its makers")),
    (exceptions.BadVersionNumberError,
     ("what is offered is older than what was seen before, or does not fit together", "ask its makers for the newest")),
    (exceptions.ExpiredMetadataError,
     ("what is offered lasts no longer: it was not renewed, or somebody holds newer ones back", "see whether your clock"
      " is right, and try another way to its makers")),
    (exceptions.LengthOrHashMismatchError,
     ("a file is not the one that was signed", "it was changed on its way: fetch it from elsewhere")),
    (exceptions.DownloadLengthMismatchError,
     ("a file is longer than was signed", "it was changed on its way: fetch it from elsewhere")),
    (exceptions.DownloadHTTPError, ("a file of the releases is not there", "is the address right?")),
    (exceptions.SlowRetrievalError, ("the releases come too slowly", "try again, or from elsewhere")),
    (Unreadable, ("a file of the releases cannot be read", "may you read it, and is it a plain file?")),
    (exceptions.DownloadError, ("the releases do not answer", "is the address right?")),
    (exceptions.RepositoryError, ("what is offered cannot be trusted", "do not use it; ask its makers")),
)  # fmt: skip
