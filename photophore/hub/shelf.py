"""Open data sets that a hub fetches and keeps under --data: what each is, from where, under which licence, and checked.

It stands here, on the server's floor, because it reaches the network and writes files below --data, which is the
hub's; the floors that use the data only read. Sets are listed in `shelf.toml`, each file at a fixed commit.
"""

import hashlib
import logging
import os
import re
import tomllib
from importlib.resources import files
from pathlib import Path

import msgspec
import pooch
import requests

from photophore.words import NoRoom, PhotophoreError

LISTING = "shelf.toml"
LEARNED = "learned.json"  # checksums of files that nobody could check beforehand, as first downloaded
LONGEST = 60  # seconds without a byte
MOST_BYTES = 64 << 20  # of one file
PARTS = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]*(/[A-Za-z0-9][A-Za-z0-9 ._-]*)*")


class BadData(PhotophoreError):
    """A data set that cannot be had."""


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of a set."""

    name: str  # where it is kept, in the set's folder
    url: str
    size: int = 0  # bytes; 0: not known
    sha256: str = ""  # empty: learned at the first download, and kept
    note: str = ""


class Set(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A data set."""

    what: str  # what it is for
    source: str
    licence: str
    use: str  # the command that uses it
    file: tuple[File, ...]
    derived: str = ""  # what a folder made by hand from the same source has besides


def sets(text: str | None = None) -> dict[str, Set]:
    """Every data set, by name."""
    text = files("photophore.hub").joinpath(LISTING).read_text("utf-8") if text is None else text
    found = msgspec.convert(tomllib.loads(text), dict[str, Set])
    for name, one in found.items():
        if not all(PARTS.fullmatch(part.name) and ".." not in part.name for part in one.file):
            raise BadData("a file of this set has no plain name", name, "correct shelf.toml")
    return found


def told(kept: Path, machine: bool) -> tuple[list[dict], bool, str]:
    """The listing for a machine and for a person, and which is wanted."""
    record = [{"name": name, "here": _here(kept / name, one), "bytes": sum(part.size for part in one.file),
               **msgspec.to_builtins(one)} for name, one in sets().items()]
    return record, machine, "\n\n".join(_said(one) for one in record)


def _said(one: dict) -> str:
    known = [part for part in one["file"] if part["sha256"]]
    size = f"{max(1, one['bytes'] >> 10):,} KiB" + ("" if all(part["size"] for part in one["file"]) else " and more")
    lines = [f"{one['name']}: {one['what']}", f"  from     {one['source']}", f"  licence  {one['licence']}",
             f"  files    {len(one['file'])}, {size}; {len(known)} with a checksum"
             + ("" if len(known) == len(one["file"]) else ", the others learn theirs at the first download"),
             f"  use      {one['use']}", f"  here     {'yes' if one['here'] else 'no'}"]
    if one["derived"]:
        lines.insert(4, f"  derived  {one['derived']}")
    return "\n".join(lines)


def _here(folder: Path, one: Set) -> bool:
    return all((folder / part.name).is_file() for part in one.file)


def get(name: str, folder: Path, machine: bool = False) -> tuple[dict, bool, str]:
    """Fetch a set's files into a folder, each checked -> what was fetched, and a sentence. BadData says what failed."""
    known = sets()
    if name not in known:
        raise BadData(f"there is no data set {name[:60]!r}", "photophore data get", f"there are: {', '.join(known)}")
    learned = fetch(known[name], folder)
    told = f"{name} is in {folder}. {known[name].use}"
    if learned:
        told += f"\nNobody could check {', '.join(learned)} beforehand; their checksums are kept in {LEARNED}."
    return {"name": name, "folder": str(folder), "learned": learned}, machine, told


def fetch(one: Set, folder: Path) -> list[str]:
    """Fetch what is not there yet or has changed -> files whose checksum was learned just now."""
    pooch.get_logger().setLevel(logging.ERROR)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sums = _read_learned(folder)
        fresh = []
        for part in one.file:
            wanted = part.sha256 or sums.get(part.name, "")
            got = _fetch(part, folder, wanted)
            if not wanted:
                sums[part.name] = got
                fresh.append(part.name)
                _keep_learned(folder, sums)  # fall here: the file is there, its sum is learned at the next call
    except OSError as error:
        if isinstance(error, requests.RequestException):
            raise
        raise NoRoom(f"this cannot be written: {error.strerror}", str(folder), "choose another place: --to") from None
    return fresh


def _fetch(part: File, folder: Path, wanted: str) -> str:
    """The file's sha256; fetched where it is not there, or is another."""
    path = folder / part.name
    path.parent.mkdir(parents=True, exist_ok=True)
    loader = pooch.HTTPDownloader(timeout=LONGEST, headers={"Accept-Encoding": "identity"})
    try:
        pooch.retrieve(part.url, f"sha256:{wanted}" if wanted else None, fname=path.name, path=path.parent,
                       downloader=loader)
    except requests.HTTPError as error:
        status = error.response.status_code if error.response is not None else "an error"
        raise BadData(f"the server answers {status}", part.url, "look whether the address still holds") from None
    except requests.RequestException:
        raise BadData("the source cannot be reached", part.url, "try again with a network, or download the file"
                      f" elsewhere and put it at {path}") from None
    except ValueError:  # pooch: the hash is another
        path.unlink(missing_ok=True)
        raise BadData("this file is not what was listed: its checksum differs", part.url,
                      "nothing was kept; try again, and tell us if it stays so") from None
    if path.stat().st_size > MOST_BYTES:
        path.unlink()
        raise BadData(f"this file is larger than {MOST_BYTES >> 20} MiB", part.url, "nothing was kept; tell us")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read_learned(folder: Path) -> dict[str, str]:
    try:
        return msgspec.json.decode((folder / LEARNED).read_bytes(), type=dict[str, str])
    except FileNotFoundError:
        return {}
    except msgspec.DecodeError:
        raise BadData("the kept checksums cannot be read", str(folder / LEARNED), "delete the folder, and get the set"
                      " again") from None


def _keep_learned(folder: Path, sums: dict[str, str]) -> None:
    part = folder / f".{LEARNED}.part"
    part.write_bytes(msgspec.json.format(msgspec.json.encode(sums)))
    os.replace(part, folder / LEARNED)  # fall here: the old file is whole, or the new one is
