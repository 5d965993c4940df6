"""Whether the log and what is released say the same: nothing listed and hidden, no path with two contents."""

from typing import NamedTuple

from photophore.commons import release_roles as roles
from photophore.commons.judge import plain
from photophore.commons.release_get import Known
from photophore.tlog import checkpoint, entry, note
from photophore.tlog.tiles import WIDTH, Fetch, Tiles
from photophore.words import BadLog, BadRelease


class Audit(NamedTuple):
    """What a look through the whole log told."""

    size: int  # entries of the log
    listed: int  # releases, withdrawn ones too
    roots: int  # of releases
    wrong: tuple[str, ...]  # sentences; empty where all holds


def audit(known: Known, fetch: Fetch) -> Audit:
    """Every entry is read; BadRelease where this is not the log that root names. `photophore log verify` checks it."""
    try:
        said = checkpoint.read(note.open_(fetch("checkpoint"), known.log).text)
    except BadLog as error:
        raise BadRelease(f"this is not the log of these releases: {error.what}") from None
    tiles, facts = Tiles(fetch, said.size), {roles.RELEASE: [], roles.WITHDRAWN: [], roles.ROOT: []}
    for n in range(-(-said.size // WIDTH)):
        for each in tiles.bundle(n):
            kind, told = _read(each)
            if kind in facts:
                facts[kind].append(told)
    wrong = [*_two(facts[roles.RELEASE], "name"), *_two(facts[roles.ROOT], "version"), *_hidden(facts, known)]
    return Audit(said.size, len(facts[roles.RELEASE]), len(facts[roles.ROOT]), tuple(wrong))


def _read(listed: bytes) -> tuple[str, dict]:
    try:
        found = entry.read(listed)
    except BadLog:
        return "", {}
    return found.kind, found.facts or {}


def _two(listed: list[dict], by: str) -> list[str]:
    """Names that stand for two things."""
    seen: dict[str, dict] = {}
    for each in listed:
        seen.setdefault(str(each.get(by)), each)
    two = sorted({str(each.get(by)) for each in listed if seen[str(each.get(by))] != each})
    return [f"{_what(by, name)} stands in the log twice, with different contents" for name in two]


def _what(by: str, name: str) -> str:
    return plain(name)[:80] if by == "name" else f"root {plain(name)[:20]}"


def _hidden(facts: dict[str, list[dict]], known: Known) -> list[str]:
    """Releases that stand in the log, and are neither released nor withdrawn where everybody sees it."""
    released = {each.entry for each in known.releases}
    gone = {(each.get("name"), each.get("sha256")) for each in facts[roles.WITHDRAWN]}
    wrong = []
    for each in facts[roles.RELEASE]:
        name = each.get("name")
        seen = name in known.withdrawn and (name, each.get("sha256")) in gone
        if not seen and entry.public(roles.RELEASE, each) not in released:
            wrong.append(f"{plain(str(name))[:80]} stands in the log, and is not released: it counts for nothing")
    return wrong
