"""Releases of glyphs and firmware, by TUF's roles (python-tuf) and one rule more: not valid unless in the log.

What is drafted (`release_draft`) and signed by people becomes public in one story, `publish`. Whoever takes a release
(`release_get`) checks TUF's rules first, and then the proof that it stands in the log which root names.
"""

import contextlib
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from tuf.api.metadata import Metadata, Root, Targets

from photophore.commons import release_roles as roles
from photophore.commons.log import Log
from photophore.commons.release_shelf import Shelf
from photophore.tlog import entry, proof
from photophore.words import BadLog, BadRelease

PROOF = ".tlog-proof"


class Published(NamedTuple):
    """What is public now."""

    root: int  # versions
    targets: int
    snapshot: int
    timestamp: int
    listed: int  # entries that were listed in the log now


def publish(shelf: Shelf, log: Log) -> Published:
    """What is drafted becomes public, if enough people have signed. Without a draft: the hub's own signatures anew.

    A fall at any step is mended by doing it again. BadRelease where signatures are missing or root names another log.
    """
    with shelf.held():
        root, targets = _ready(shelf)
        own = shelf.own(root.signed)
        _bring(shelf, targets.signed)
        # fall here: files that nothing names
        listed = _list(shelf, log, root, targets.signed)
        # fall here: in the log with proofs, and not released: TUF leads nobody there
        _tell(shelf, f"{targets.signed.version}.targets.json", targets)
        # fall here: a list that no snapshot names
        _tell(shelf, f"{root.signed.version}.root.json", root)
        # fall here: under the new root the old times may not hold; then nobody takes anything until this is done again
        times = _switch(shelf, targets, own)
        # fall here: all is public; what is left over of drafts is known by its version, and goes next time
        _clear(shelf, root.signed, targets.signed)
    return Published(root.signed.version, targets.signed.version, *times, listed)


def _ready(shelf: Shelf) -> tuple[Metadata[Root], Metadata[Targets]]:
    """Root and targets as they are about to be public; BadRelease where a signature is missing, or time is over."""
    root, targets = shelf.drafted("root") or shelf.root(), shelf.drafted("targets") or shelf.listed()
    if targets is None:
        raise shelf.none()
    for metadata in (root, targets):
        what = f"{metadata.signed.type} {metadata.signed.version}"
        for result in shelf.results(metadata):
            if not result:
                others = ", ".join(sorted(map(roles.owner, result.unsigned.values())))
                raise BadRelease(f"{what} has {len(result.signed)} of {result.threshold} signatures",
                                 f"not yet: {others}", "photophore release sign --key FILE")  # fmt: skip
        if metadata.signed.is_expired(datetime.fromtimestamp(shelf.now() // 1000, UTC)):
            raise BadRelease(f"{what} lasts no longer", "", "renew it: photophore release rotate, then sign")
    return root, targets


def _bring(shelf: Shelf, targets: Targets) -> None:
    """The files themselves, whole and durable."""
    for release in roles.releases(targets):
        path, drafted = shelf.targets / release.file, shelf.drafts / release.digest.hex()
        if path.exists() and path.stat().st_size == release.length:
            continue
        if not drafted.exists():
            raise BadRelease("a file that is about to be released is gone", release.path, f"put it back: {drafted}")
        path.parent.mkdir(parents=True, exist_ok=True)
        shelf.disk.replace(path, drafted.read_bytes())


def _list(shelf: Shelf, log: Log, root: Metadata[Root], targets: Targets) -> int:
    """All that must stand in the log stands there, with its proof beside it -> how many entries are new."""
    keys = roles.log_keys(root.signed)
    if not {str(key) for key in keys} & set(log.vkeys):
        raise BadRelease("root names another log than this one", log.origin, "photophore release rotate --log FOLDER")
    wanted = {shelf.targets / (each.file + PROOF): each.entry for each in roles.releases(targets)}
    for path, digest in roles.withdrawn(targets).items():
        said = {"name": path, "sha256": bytes.fromhex(digest)}
        wanted[shelf.targets / f"{path}.withdrawn{PROOF}"] = entry.public(roles.WITHDRAWN, said)
    said = {"version": root.signed.version, "sha256": roles.digest(root.signed_bytes)}
    wanted[shelf.metadata / f"{root.signed.version}.root.json{PROOF}"] = entry.public(roles.ROOT, said)
    fresh = {path: each for path, each in wanted.items() if not _holds(path, each, keys)}
    places = {path: log.find(each) for path, each in fresh.items()}
    missing = [path for path, place in places.items() if place is None]
    places |= dict(zip(missing, log.append([fresh[path] for path in missing]), strict=True))
    # fall here: they are listed, and have no proof yet; `find` tells where they stand
    for path, place in places.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        shelf.disk.replace(path, log.proof(place))
    return len(missing)


def _holds(path: Path, listed: bytes, keys: list) -> bool:
    with contextlib.suppress(BadLog, FileNotFoundError):
        proof.check(proof.read(path.read_bytes()), listed, keys)
        return True
    return False


def _tell(shelf: Shelf, name: str, metadata: Metadata) -> None:
    path, data = shelf.metadata / name, metadata.to_bytes()
    if not (path.exists() and path.read_bytes() == data):
        shelf.disk.replace(path, data)


def _switch(shelf: Shelf, targets: Metadata[Targets], own: list) -> tuple[int, int]:
    """Snapshot and timestamp, signed by the hub -> their versions. The last step is the one that counts."""
    now, (timestamp, version) = shelf.now(), shelf.times()
    snapshot = shelf.snapshot()
    made = roles.snapshot(targets.to_bytes(), version + 1, now)
    if snapshot is None or snapshot.signed.meta != made.signed.meta or not _fresh(snapshot, made):
        version += 1
        roles.sign(made, own)
        _tell(shelf, f"{version}.snapshot.json", made)
        # fall here: a snapshot that no timestamp names; it is written over
        snapshot = made
    stamp = roles.timestamp(snapshot.to_bytes(), timestamp + 1, now)
    shelf.disk.replace(shelf.metadata / "timestamp.json", roles.sign(stamp, own))
    return version, timestamp + 1


def _fresh(snapshot: Metadata, made: Metadata) -> bool:
    """Whether it has half of its life left. A new key of the hub comes with a new list, and so with a new snapshot."""
    return (made.signed.expires - snapshot.signed.expires).days * 2 < roles.LASTS["snapshot"]


def _clear(shelf: Shelf, root: Root, targets: Targets) -> None:
    """What is left over: drafts, keys of before, and files that were withdrawn."""
    for path in sorted(shelf.drafts.iterdir()):
        shelf.disk.remove(path)
    shelf.forget_keys(root)
    for path, digest in roles.withdrawn(targets).items():
        name, _, version = path.rpartition("/")
        for end in ("", PROOF):
            shelf.disk.remove(shelf.targets / f"{name}/{digest}.{version}{end}")
