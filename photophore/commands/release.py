"""`photophore release`: glyphs and firmware, signed by several people, and valid only if they stand in the log."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from photophore.commands.options import HOME, Data, saying_where, tell

app = App("release", help="Glyphs and firmware, signed by people, valid only in the log: make them, take them.")

Folder = Annotated[Path | None, Parameter(name="--folder", help="Where releases are drafted and published. Without: "
                                                                "releases, under --data.")]  # fmt: skip
Where = Annotated[str | None, Parameter(help="The public folder of releases, or its address from https:// on. Without: "
                                             "releases/public, under --data.")]  # fmt: skip
Log = Annotated[Path | None, Parameter(help="The hub's log: its public folder. Without: the one that was told before, "
                                            "or commons/log, under --data.")]  # fmt: skip
Roots = Annotated[list[str] | None, Parameter(name="--root", help="Keys of root: files, or public keys.")]
Lists = Annotated[list[str] | None, Parameter(name="--targets", help="Keys that sign what is released.")]
Trust = Annotated[Path | None, Parameter(help="The folder that remembers what was seen from there.")]
Root = Annotated[Path | None, Parameter(help="The root to begin with, which came by a way of its own.")]


@app.command
def key(name: str, *, out: Path) -> None:
    """Make a key for somebody who releases; keep its file away from any hub. Prints its public half.

    Parameters
    ----------
    out
        Where the secret key goes; never over another file.
    """
    import secrets

    from photophore.commons import release_keys

    print(release_keys.make(name, secrets.token_bytes(32), out))


@app.command
def begin(*, root: Roots = None, targets: Lists = None, root_threshold: int = 2, targets_threshold: int = 1,
          folder: Folder = None, log: Log = None, data: Data = HOME, json: bool = False) -> None:  # fmt: skip
    """Draft the first root. Keys whose secret file is given sign at once; others with `release sign`.

    Parameters
    ----------
    root_threshold
        How many keys of root must sign; at least 2.
    targets_threshold
        How many keys must sign what is released.
    """
    from photophore.commons import release_draft, release_keys

    held, released = _people(root), _people(targets)
    rings = release_keys.ring(held, root_threshold), release_keys.ring(released, targets_threshold)
    listed = log or data / "commons" / "log"
    release_draft.begin(shelf := _shelf(folder, data), *rings, _vkeys(listed))
    shelf.remember(listed)
    _tell_waiting(release_draft.sign(shelf, release_keys.signers([*held, *released])), json)


@app.command
def add(name: str, file: Path, *, says: str = "", folder: Folder = None, data: Data = HOME, json: bool = False) -> None:
    """Draft the next version of NAME, as in glyph/hearth or firmware/lamp.

    Parameters
    ----------
    says
        What is new, in one line.
    """
    from photophore.commons import release_draft

    made = release_draft.add(_shelf(folder, data), name, _read(file), says)
    tell(_facts(made), json, f"{made.path} is drafted ({made.length:,} bytes, SHA-256 {made.digest.hex()})")


@app.command
def withdraw(path: str, *, folder: Folder = None, data: Data = HOME) -> None:
    """Draft that a version (firmware/lamp/3) is released no more."""
    from photophore.commons import release_draft

    release_draft.withdraw(_shelf(folder, data), path)
    print(f"that {path} is withdrawn is drafted")


@app.command
def rotate(*, root: Roots = None, targets: Lists = None, root_threshold: int = 2, targets_threshold: int = 1,
           online: bool = False, log: Path | None = None, folder: Folder = None, data: Data = HOME,
           json: bool = False) -> None:  # fmt: skip
    """Draft a new root: with other keys, or none named, to renew how long root and list last.

    Parameters
    ----------
    root
        All keys that root has from now on. Enough of the old and of the new ones must sign.
    online
        The hub takes a new key of its own.
    log
        Another log, in which all releases are listed anew.
    """
    from photophore.commons import release_draft, release_keys
    from photophore.commons.release_draft import Change

    held, released = _people(root), _people(targets)
    change = Change(
        release_keys.ring(held, root_threshold) if held else None,
        release_keys.ring(released, targets_threshold) if released else None,
        online,
        _vkeys(log) if log else None,
    )
    release_draft.rotate(shelf := _shelf(folder, data), change)
    if log:
        shelf.remember(log)
    _tell_waiting(release_draft.sign(shelf, release_keys.signers([*held, *released])), json)


@app.command
def sign(*, key: list[str] | None = None, folder: Folder = None, data: Data = HOME, json: bool = False) -> None:
    """Sign what is drafted; without a key: see who has signed.

    Parameters
    ----------
    key
        Files of secret keys.
    """
    from photophore.commons import release_draft, release_keys
    from photophore.words import BadRelease

    people = _people(key)
    if any(each.signer is None for each in people):
        raise BadRelease("a public key cannot sign", "--key", "give the file of the secret one")
    _tell_waiting(release_draft.sign(_shelf(folder, data), release_keys.signers(people)), json)


@app.command
def publish(*, folder: Folder = None, log: Log = None, log_private: Path | None = None, data: Data = HOME,
            json: bool = False) -> None:  # fmt: skip
    """List what is drafted in the log, and make it public. Without a draft: sign the time anew, as once a day.

    Parameters
    ----------
    log_private
        The log's private folder. Without: the one beside it.
    """
    from photophore.commons import release
    from photophore.commons.log import Log as Listed
    from photophore.tlog import checkpoint, note

    shelf = _shelf(folder, data)
    shelf.waiting()  # so that nobody opens a log for releases that never began
    log = log or shelf.log() or data / "commons" / "log"
    said = checkpoint.read(note.look(_read(log / "checkpoint"), []).text)
    opened = Listed.open(log, log_private or log.with_name(f"{log.name}-private"), said.origin)
    try:
        told = release.publish(shelf, opened)
    finally:
        opened.close()
    tell(told._asdict(), json, f"public in {shelf.public}: root {told.root}, list {told.targets}, time"
         f" {told.timestamp}; {told.listed} new in the log. Sign the time anew within two days")  # fmt: skip


@app.command(name="list")
def list_(where: Where = None, *, root: Root = None, trust: Trust = None, data: Data = HOME,
          json: bool = False) -> None:  # fmt: skip
    """What is released, as TUF's checks let it be seen; whether it stands in the log, `get` and `verify` say."""
    known = _reader(where, root, trust, data).look()
    told = {"root": known.root, "targets": known.targets, "releases": [_facts(each) for each in known.releases],
            "withdrawn": sorted(known.withdrawn)}  # fmt: skip
    lines = [f"{each.path}  {each.length:,} bytes  {each.says}".rstrip() for each in known.releases]
    lines += [f"{path}  withdrawn" for path in sorted(known.withdrawn)]
    tell(told, json, "\n".join(lines) or "nothing is released yet")


@app.command
def get(name: str, *, out: Path, where: Annotated[str | None, Parameter(name="--from")] = None,
        root: Root = None, trust: Trust = None, data: Data = HOME, json: bool = False) -> None:  # fmt: skip
    """Take a release (firmware/lamp: the newest; firmware/lamp/3: this one), if TUF and the log let it count.

    Parameters
    ----------
    out
        Where it goes; its proof goes beside it, as OUT.tlog-proof, and its entry as OUT.entry.
    where
        The public folder of releases, or its address. Without: releases/public, under --data.
    """
    held = _reader(where, root, trust, data).get(name)
    with saying_where(out):
        out.with_name(f"{out.name}.tlog-proof").write_bytes(held.proof)
        out.with_name(f"{out.name}.entry").write_bytes(held.release.entry)
        out.write_bytes(held.data)
    told = _facts(held.release) | {"index": held.index, "origin": held.origin}
    tell(told, json, f"{held.release.path} is in {out}: signed, and entry {held.index:,} of {held.origin}")


@app.command
def verify(where: Where = None, *, root: Root = None, trust: Trust = None, log: str | None = None, data: Data = HOME,
           json: bool = False) -> None:  # fmt: skip
    """Take every release with all its checks. Exit status 2 where one does not hold.

    Parameters
    ----------
    log
        The log's folder or address: then also whether something stands in it and is hidden here.
    """
    from photophore.commons import release_audit
    from photophore.commons.fetch import fetch
    from photophore.words import BadRelease

    reader = _reader(where, root, trust, data)
    held = list(reader.all())
    lines = [f"{each.release.path}  signed, entry {each.index:,} of {each.origin}" for each in held]
    found = release_audit.audit(reader.look(), fetch(log)) if log else None
    if found and found.wrong:
        raise BadRelease(found.wrong[0], f"{len(found.wrong)} such" if len(found.wrong) > 1 else "")
    told = {"releases": [_facts(each.release) | {"index": each.index, "origin": each.origin} for each in held],
            "log": found._asdict() if found else None}  # fmt: skip
    lines += [f"the log's {found.size:,} entries name no other release"] if found else []
    tell(told, json, "\n".join(lines) or "nothing is released yet")


def _shelf(folder: Path | None, data: Path):
    from photophore.commons.release_shelf import Shelf

    return Shelf(folder or data / "releases")


def _people(told: list[str] | None) -> list:
    from photophore.commons import release_keys

    return [release_keys.read(each) for each in told or []]


def _vkeys(log: Path) -> tuple[str, ...]:
    from photophore.commons import judge

    return tuple(str(key) for key in judge.keys_in(_read(log / "vkey")))


def _reader(where: str | None, root: Path | None, trust: Path | None, data: Path):
    from hashlib import sha256

    from photophore.commons.release_get import Reader

    where = where or str(data / "releases" / "public")
    kept = trust or data / "trusted" / sha256(where.encode()).hexdigest()[:16]
    reader = Reader(where, kept)
    if root is not None:
        reader.trust(_read(root))
    return reader


def _facts(release) -> dict:
    return {"path": release.path, "length": release.length, "sha256": release.digest.hex(), "says": release.says}


def _tell_waiting(waiting: list, json: bool) -> None:
    lines = [f"{each.role} {each.version} needs {each.needed}: signed by {', '.join(each.signed) or 'nobody yet'};"
             f" can sign, too: {', '.join(each.others) or 'nobody'}" for each in waiting]  # fmt: skip
    tell([each._asdict() for each in waiting], json, "\n".join(lines) or "nothing is drafted")


def _read(path: Path) -> bytes:
    from photophore.commons.release_roles import LARGEST
    from photophore.words import BadRelease, NotFound

    try:
        if path.stat().st_size > LARGEST:
            raise BadRelease(f"a file has at most {LARGEST:,} bytes here", str(path))
        return path.read_bytes()
    except OSError as error:
        raise NotFound(f"this cannot be read: {error.strerror}", str(path)) from None
