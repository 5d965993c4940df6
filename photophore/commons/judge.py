"""What can be proved of a log, a note or a proof file, and by whom it was signed, told in words. Trusts nobody.

Whatever a stranger wrote is shown without its control characters: nothing in it can speak to a terminal.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from photophore.commons.fetch import fetch
from photophore.commons.seek import Seeker
from photophore.tlog import audit, checkpoint, merkle, note, proof
from photophore.tlog.audit import STRANGE
from photophore.tlog.note import Key, Kind, Opened, Signature
from photophore.tlog.tiles import Fetch, Tiles
from photophore.words import BadLog, NotFound

KINDS = {Kind.ED25519: "Ed25519", Kind.COSIGNER: "Ed25519 cosignature", Kind.MLDSA: "ML-DSA-44"}
GIVEN, BESIDE, NONE = "given", "beside the log", "none"  # where the keys come from
KEY_LENGTH = 4096  # letters of a public key, at most
KEYS = 64  # that a file may hold


class Asked(NamedTuple):
    """What a check begins with."""

    keys: list[Key]
    since: bytes | None = None  # a checkpoint that was kept
    checkpoint: bytes | None = None  # instead of the newest


class Verdict(NamedTuple):
    """What holds of a log."""

    where: str
    audit: audit.Audit
    opened: Opened
    trust: str  # GIVEN, BESIDE or NONE
    since: int | None  # entries of the kept checkpoint that this log begins with; None: none was given

    def record(self) -> dict[str, Any]:
        said = self.audit.checkpoint
        return {
            "where": self.where, "origin": plain(said.origin), "size": said.size, "root": said.root.hex(),
            "kinds": self.audit.kinds, "tiles": self.audit.tiles, "bytes": self.audit.bytes, "trust": self.trust,
            "since": self.since, **_signed(self.opened),
        }  # fmt: skip


class Proven(NamedTuple):
    """An entry with its proof."""

    index: int
    size: int
    entry: bytes
    proof: bytes


def keys_of(texts: list[str]) -> list[Key]:
    """Public keys from what was typed: keys, several of them one a line, or files of them."""
    found = []
    for text in texts:
        if "\n" in text.strip():  # what a hub gives at /log/vkey
            found += keys_in(text.encode("utf-8", "replace"))
            continue
        path = Path(text) if len(text) < KEY_LENGTH and "+" not in text.rsplit("/", 1)[-1] else None
        if path is not None and path.is_file():
            found += keys_in(path.read_bytes())
        else:
            found.append(note.read_key(text))
    return found


def keys_in(data: bytes) -> list[Key]:
    """A file of public keys, one a line."""
    lines = data.decode("utf-8", "replace").split("\n") if len(data) <= KEYS * KEY_LENGTH else [""]
    found = [note.read_key(line) for line in lines if line.strip()]
    if not 0 < len(found) <= KEYS:
        raise BadLog(f"a file of public keys has 1 to {KEYS} lines")
    return found


def verify(where: str, asked: Asked, told: Callable[[int, int], None] = lambda done, of: None) -> Verdict:
    """Everything that the files can be checked for. BadLog at the first thing that does not hold."""
    bring = fetch(where)
    signed = asked.checkpoint or bring("checkpoint")
    keys, trust = (asked.keys, GIVEN) if asked.keys else _beside(bring)
    opened = note.open_(signed, keys) if keys else note.look(signed, [])
    said = checkpoint.read(opened.text)
    found = audit.audit(said, bring, told)
    since = audit.extends(asked.since, keys, said, bring).size if asked.since else None
    return Verdict(where, found, opened, trust, since)


def _beside(bring: Fetch) -> tuple[list[Key], str]:
    try:
        return keys_in(bring("vkey")), BESIDE
    except (NotFound, BadLog):
        return [], NONE


def sentences(verdict: Verdict) -> str:
    """For a person."""
    told, said = verdict.audit, verdict.audit.checkpoint
    kinds = [f"{count:,} {'not ours' if kind == STRANGE else kind}" for kind, count in sorted(told.kinds.items())]
    rows = [
        ("log", plain(said.origin)),
        ("entries", f"{said.size:,}" + (f": {', '.join(kinds)}" if kinds else "")),
        ("checked", f"every entry hashed anew, {told.tiles:,} tiles recomputed, {told.bytes:,} bytes"),
        ("root", f"{said.root.hex()}, as it was signed" if verdict.opened.verified else said.root.hex()),
        *_signatures(_signed(verdict.opened)),
        ("trust", TRUST[verdict.trust]),
        ("rewritten", NOT_KEPT if verdict.since is None else
         f"no: the {verdict.since:,} entries of the checkpoint that you kept are its beginning"),
    ]  # fmt: skip
    return _rows(rows)


TRUST = {
    GIVEN: "the keys are the ones that you gave",
    BESIDE: "the keys came from beside the log, and were trusted on first sight: keep them, and give them with --key",
    NONE: "no key was given: the files agree with each other, and nothing was proved about who signed them",
}
NOT_KEPT = "cannot be told from one look: keep this checkpoint, and give it next time with --since"


def prove(where: str, wanted: str) -> Proven:
    """The proof of an entry, from the log's files alone, checked before it is given."""
    bring = fetch(where)
    signed = bring("checkpoint")
    said = checkpoint.read(note.look(signed, []).text)
    tiles = Tiles(bring, said.size)
    index = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 20 else _find(tiles, wanted)
    entry = tiles.entry(index)
    hashes = merkle.inclusion(index, said.size, tiles.at)
    merkle.check_inclusion(index, said.size, merkle.leaf(entry), hashes, said.root)
    return Proven(index, said.size, entry, proof.write(proof.Proof(index, tuple(hashes), signed)))


def _find(tiles: Tiles, wanted: str) -> int:
    try:
        entry = Path(wanted).read_bytes() if Path(wanted).is_file() else bytes.fromhex(wanted)
    except (ValueError, OSError):
        raise BadLog("this is neither a number, nor a file, nor hexadecimal", plain(wanted)[:60]) from None
    found = Seeker(lambda: tiles).find(entry)
    if found is None:
        raise NotFound("this entry does not stand in the log", plain(wanted)[:60], "try after the next checkpoint")
    return found


def check(data: bytes, entry: bytes, keys: list[Key]) -> dict[str, Any]:
    """What a proof file proves of this entry."""
    read = proof.read(data)
    said = checkpoint.read(note.look(read.checkpoint, keys).text)
    merkle.check_inclusion(read.index, said.size, merkle.leaf(entry), read.hashes, said.root)
    opened = note.open_(read.checkpoint, keys) if keys else note.look(read.checkpoint, [])
    trust = GIVEN if keys else NONE
    return {"index": read.index, "origin": plain(said.origin), "size": said.size, "kind": audit.kind(entry),
            "hashes": len(read.hashes), "trust": trust, **_signed(opened)}  # fmt: skip


def lines(found: dict[str, Any]) -> str:
    kind = "" if found["kind"] == STRANGE else f", a {found['kind']}"
    rows = [
        ("entry", f"{found['index']:,} of {found['size']:,}{kind}"),
        ("log", found["origin"]),
        ("proof", f"{found['hashes']} hashes lead from it to the root"),
        *_signatures(found),
        ("trust", TRUST[found["trust"]]),
    ]
    return _rows(rows)


def read_note(data: bytes, keys: list[Key]) -> dict[str, Any]:
    """Who signed a note. BadLog where a known key did not, or none of them did."""
    opened = note.open_(data, keys)
    try:
        said = checkpoint.read(opened.text)
        about = {"origin": plain(said.origin), "size": said.size, "root": said.root.hex()}
    except BadLog:
        about = {}
    return {"text": plain(opened.text.decode()), "checkpoint": about or None, **_signed(opened)}


def note_lines(found: dict[str, Any]) -> str:
    said = found["checkpoint"]
    about = [("checkpoint", f"{said['origin']}, size {said['size']:,}")] if said else []
    return found["text"] + "\n" + _rows([*about, *_signatures(found)])


def _signed(opened: Opened) -> dict[str, Any]:
    verified = [{**_who(key), "kind": KINDS[key.kind], "seconds": seconds, "time": _time(seconds)}
                for key, seconds in opened.verified]  # fmt: skip
    return {"verified": verified, "unknown": [_who(each) for each in opened.unknown]}


def _who(signed: Key | Signature) -> dict[str, str]:
    return {"name": plain(signed.name), "id": signed.id.hex()}


def _signatures(told: dict[str, Any]) -> list[tuple[str, str]]:
    rows = [("signed by", f"{each['name']} ({', '.join(filter(None, (each['kind'], each['id'], each['time'])))})")
            for each in told["verified"]]  # fmt: skip
    return rows + [("unknown", f"{each['name']} ({each['id']}): no key was given, so it says nothing")
                   for each in told["unknown"]]  # fmt: skip


def _time(seconds: int | None) -> str | None:
    if seconds is None:
        return None
    if seconds == 0:
        return "at no stated time"
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (ValueError, OverflowError, OSError):
        return f"{seconds} seconds after 1970"


def plain(text: str) -> str:
    """Printable letters and line feeds as they are; all else by number."""
    return "".join(each if each.isprintable() or each == "\n" else f"\\u{ord(each):04x}" for each in text)


def _rows(rows: list[tuple[str, str]]) -> str:
    return "\n".join(f"{name:<11}{what}" for name, what in rows)
