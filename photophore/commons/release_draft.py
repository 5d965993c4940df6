"""What is about to be released is drafted here, and signed by people: nothing of it is public, or counts, yet."""

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from tuf.api.metadata import Metadata, Targets

from photophore.commons import release_roles as roles
from photophore.commons.release_roles import Release, Ring
from photophore.commons.release_shelf import Shelf, Waits
from photophore.glyph import read
from photophore.tlog.note import Signer
from photophore.words import BadGlyph, BadRelease, NotFound

LEAST = {"root": 2, "targets": 1}  # signatures


class Change(NamedTuple):
    """What a new root says; None: as before."""

    root: Ring | None = None
    targets: Ring | None = None
    online: bool = False  # the hub takes a new key
    log: tuple[str, ...] | None = None  # public keys


def begin(shelf: Shelf, root: Ring, targets: Ring, log: tuple[str, ...]) -> None:
    """Draft the first root, and an empty list. log: public keys of the log in which all releases must stand."""
    rings = _rings(Change(root, targets))
    with shelf.held(begin=True):
        if shelf.number("root"):
            raise BadRelease("releases have begun here already", str(shelf.public), "change keys with: release rotate")
        rings["online"] = Ring((shelf.new_key(),), 1)
        made = roles.first_root(rings, log, shelf.now())
        roles.log_keys(made.signed)
        shelf.draft(Metadata(Targets(version=1, expires=roles.until("targets", shelf.now()))))
        # fall here: a list without a root; to begin again writes both
        shelf.draft(made)


def add(shelf: Shelf, name: str, data: bytes, says: str = "") -> Release:
    """Draft the next version of a name ("firmware/lamp") -> as it will be released. Signatures of the draft go."""
    if not roles.NAME.fullmatch(name):
        raise BadRelease("a release is called KIND/NAME, in small letters", repr(name)[:60],
                         f"as in firmware/lamp; kinds: {', '.join(roles.KINDS)}")  # fmt: skip
    if not 0 < len(data) <= roles.LARGEST:
        raise BadRelease(f"a released file has 1 to {roles.LARGEST:,} bytes, not {len(data):,}", name)
    if not roles.is_said(says):
        raise BadRelease(f"what is new is told in one line of at most {roles.SAYS} letters", name)
    if name.startswith("glyph/"):
        _readable(name, data)
    with shelf.held():
        targets = _next(shelf)
        used = [*targets.signed.targets, *roles.withdrawn(targets.signed)]
        last = max((int(path.rpartition("/")[2]) for path in used if path.rpartition("/")[0] == name), default=0)
        release = Release(f"{name}/{last + 1}", len(data), hashlib.sha256(data).digest(), says)
        targets.signed.targets[release.path] = roles.file_of(release)
        shelf.disk.replace(shelf.drafts / release.digest.hex(), data)
        # fall here: a file that no draft names; it goes with the next publication
        shelf.draft(targets)
    return release


def _readable(name: str, data: bytes) -> None:
    """BadGlyph where nobody could wear it."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise BadGlyph("this design is not text", name) from None
    read.read(text)


def withdraw(shelf: Shelf, path: str) -> None:
    """Draft that a version is released no more. Its path is never used again."""
    with shelf.held():
        targets = _next(shelf)
        file = targets.signed.targets.pop(path, None)
        if file is None:
            raise NotFound("no such version is released", repr(path)[:60], "as in firmware/lamp/3")
        gone = roles.withdrawn(targets.signed) | {path: file.hashes["sha256"]}
        targets.signed.unrecognized_fields[roles.GONE] = gone
        shelf.draft(targets)


def rotate(shelf: Shelf, change: Change) -> None:
    """Draft a new root, and the same list for its keys. A change of nothing renews how long both last."""
    rings = _rings(change)
    with shelf.held():
        public = shelf.root().signed
        drafted = shelf.drafted("root")
        made = Metadata(drafted.signed if drafted else public)
        made.signed.version, made.signed.expires = shelf.number("root") + 1, roles.until("root", shelf.now())
        if change.online:
            rings["online"] = Ring((shelf.new_key(),), 1)
        roles.tell_rings(made.signed, rings)
        if change.log is not None:
            made.signed.unrecognized_fields[roles.LOG] = list(change.log)
        roles.log_keys(made.signed)
        shelf.draft(_next(shelf))
        # fall here: the list is drafted without the root; to rotate again writes both
        shelf.draft(made)


def sign(shelf: Shelf, signers: Iterable[Signer]) -> list[Waits]:
    """Add these people's signatures to every draft that they may sign -> how the drafts stand."""
    with shelf.held():
        for signer in signers:
            hand, wanted = roles.Hand(signer), False
            for metadata in filter(None, map(shelf.drafted, LEAST)):
                keys = [key for it in shelf.results(metadata) for key in (*it.signed, *it.unsigned)]
                if hand.public_key.keyid in keys:
                    metadata.sign(hand, append=True)
                    shelf.draft(metadata)
                    # fall here: this draft is signed, the other not yet; to sign again signs both
                    wanted = True
            if not wanted:
                raise BadRelease("nothing waits for this key", signer.key.name, "see: photophore release sign")
        return shelf.waiting()


def _rings(change: Change) -> dict[str, Ring]:
    told = {"root": change.root, "targets": change.targets}
    return {role: roles.checked(ring, role, LEAST[role]) for role, ring in told.items() if ring is not None}


def _next(shelf: Shelf) -> Metadata[Targets]:
    """The list to change: the draft, or the successor of what is public; without signatures."""
    found = shelf.drafted("targets")
    if found is None:
        found = shelf.listed()
        if found is None:
            raise shelf.none()
        found.signed.version += 1
    found.signed.expires = roles.until("targets", shelf.now())
    return Metadata(found.signed)
