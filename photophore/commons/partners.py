"""Other hubs whose signatures count here: each proves its own key, two offices agree, everybody is told, a day passes.

    introduced by its own key -> an operator's word, and the council's where there is one -> an incident -> counts

What none of this can prove is that two keys have two owners: whoever runs three machines can introduce three hubs.
"""

import hashlib
import json
import threading
from collections.abc import Callable
from typing import Any, NamedTuple, final

from sqlalchemy import Connection, select

from photophore.commons import incident
from photophore.commons.resting import DAY, LATE, HubKind, Partner
from photophore.commons.roles import held
from photophore.commons.schema import roles as roles_table
from photophore.commons.seal import Seal
from photophore.commons.store import put_fact
from photophore.tlog import entry, note
from photophore.tlog.note import Key, Kind, Signer
from photophore.words import BadLog, BadRequest, NoRoom, NotAllowed, NotFound, Role

FIRST = "photophore partner hub v1"  # so that no other note of a hub is ever taken for an introduction
FACT = "rests/hubs"  # under which the hubs are kept
KIND = "rest-hub"  # of the log's entries, and of the incident
RULES = (Role.OPERATOR, Role.COUNCIL)  # who may order light to rest, and say whose signature counts
KNOWN = 64  # partners
LETTERS = 200  # of a hub's name
FRESH = 7 * DAY  # milliseconds for which an introduction may wait for the two words


class Known(NamedTuple):
    """A hub that introduced itself here."""

    partner: Partner
    counts_from: int | None  # ms UTC; None: a word is missing
    waits_for: tuple[Role, ...]  # the offices whose word is missing


def introduce(signer: Callable[[bytes], bytes], key: Key, kind: HubKind, to: Key, now: int) -> bytes:
    """A note by which a hub shows another that it holds its key. signer: text -> note; to: the other's key; ms UTC."""
    told = {"key": str(key), "kind": str(kind), "to": str(to), "at": now}
    return signer(_text(told))


def introduced(signed: bytes, to: Key, now: int) -> Partner:
    """Who introduced themselves to us. BadLog where their own key did not sign it; BadRequest where it is for others,
    too old, or no hub that could count here.
    """
    text = note.split(signed)[0]
    try:
        first, *lines = text.decode().splitlines()
        told = {name: json.loads(rest) for name, _, rest in (line.partition(" ") for line in lines)}
        key, at = note.read_key(told["key"]), told["at"]
        whole = first == FIRST and _text(told) == text and set(told) == {"key", "kind", "to", "at"}
        whole = whole and type(at) is int
    except (ValueError, KeyError, TypeError, AttributeError):
        whole = False
    if not whole:
        raise BadLog("this is no introduction of a hub", try_="a note whose first line is: " + FIRST)
    note.open_(signed, [key])
    if told["to"] != str(to):
        raise BadRequest("this hub introduced itself to another", "note", f"it signs for {to}")
    if not now - FRESH <= at <= now + LATE:
        raise BadRequest("this introduction is too old, or its clock is wrong", "note", "ask for a new one")
    plain = key.name.isprintable() and len(key.name) <= LETTERS
    if key.kind is not Kind.ED25519 or key.name == to.name or key.public == to.public or not plain:
        raise BadRequest("a partner is another hub, with an Ed25519 key of its own", "note", "see its /api/rests")
    return Partner(key, kind_of(told["kind"]))


def signing(signer: Signer) -> Callable[[bytes], bytes]:
    """A key, as `introduce` takes it."""
    return lambda text: note.join(text, [signer.sign(text)])


def kind_of(kind: str) -> HubKind:
    try:
        return HubKind(kind)
    except ValueError:
        raise BadRequest("there is no such kind of hub", str(kind)[:40], ", ".join(HubKind)) from None


def roles_of(store, by) -> frozenset[Role]:
    """What somebody may do now, asked again: whoever calls may remember an older time."""
    if by is None:
        return frozenset()
    with store.read() as connection:
        return held(connection, by.id).roles


@final
class Partners:
    """The hubs that a hub knows. Verbs may be called from every thread."""

    def __init__(self, store, log, seal: Seal):
        self._store, self._log, self._seal = store, log, seal
        self._turn = threading.RLock()  # one change at a time

    def all(self) -> list[Known]:
        """Every hub that introduced itself and was not forgotten, whether it counts or not."""
        return [_known(row, self._missing(row)) for row in self._rows()]

    def counting(self) -> list[Partner]:
        """Those whose signatures count now."""
        now = self._store.now()
        return [each.partner for each in self.all() if each.counts_from is not None and each.counts_from <= now]

    def introduce(self, vkey: str, kind: str, by) -> bytes:
        """This hub's introduction to another, for its operators to carry there; listed here first. BadLog: no key;
        BadRequest: no kind.
        """
        self._offices(by)
        to = note.read_key(vkey)
        signed = introduce(self._seal.sign, self._seal.key, kind_of(kind), to, self._store.now())
        self._log.append([entry.public(KIND, {"do": "introduce", "hub": to.name, "to": str(to), "kind": str(kind)})])
        return signed  # fall before: listed and not given; whoever asks again gets another

    def know(self, signed: bytes, by) -> Known:
        """An operator's or a council member's word for a hub that introduced itself. Once an operator has given it, and
        another person of the council where there is one, the hub counts a day later.

        NotAllowed, BadLog, BadRequest, NoRoom: nothing happened.
        """
        offices = self._offices(by)
        with self._turn:
            partner, rows = introduced(signed, self._seal.key, self._store.now()), self._rows()
            row = next((each for each in rows if _partner(each).key == partner.key), None)
            if row is None:
                row = _fresh(partner, rows)
                rows.append(row)
            elif row["kind"] != str(partner.kind):
                raise BadRequest("this hub is known here as another kind", row["kind"], "forget it first")
            if row["from"] is None:
                self._word(row, rows, offices, by, signed)
            return _known(row, self._missing(row))

    def forget(self, name: str, by) -> None:
        """Another hub's signature counts no more, at once. NotFound."""
        self._offices(by)
        with self._turn:
            rows = self._rows()
            kept = [row for row in rows if _partner(row).key.name != name]
            if len(kept) == len(rows):
                raise NotFound("no such hub is known here", name[:60])
            self._log.append([entry.public(KIND, {"do": "forget", "name": name, "at": self._store.now()})])
            self._put(kept)  # fall before: told, and it counts still; whoever forgets it again tells it again

    def _word(self, row: dict, rows: list[dict], offices: list[Role], by, signed: bytes) -> None:
        """One person's word, in one office; one person is never two."""
        who = hashlib.sha256(f"{row['key']} {by.id}".encode()).hexdigest()  # gone once all have given their word
        said = row["said"]
        free = [office for office in offices if office.value not in said]
        if who in said.values() or not free:
            return
        said[free[0].value] = who
        facts = {"hub": _partner(row).key.name, "kind": row["kind"]}
        if self._missing(row):
            listed = facts | {"do": "propose", "office": free[0].value}
        else:
            row["from"], row["said"] = self._store.now() + DAY, dict.fromkeys(said, "")
            # fall here or below: an incident too many, for a hub that does not count; whoever asks again opens another
            incident.tell(self._store, self._log, KIND, facts | {"counts_from": row["from"]})  # one word: no timeline
            listed = facts | {"do": "know", "from": row["from"], "note": signed.decode()}
        self._log.append([entry.public(KIND, listed | {"at": self._store.now()})])
        self._put(rows)

    def _missing(self, row: dict) -> tuple[Role, ...]:
        """The offices whose word a hub still needs."""
        if row["from"] is not None:
            return ()
        with self._store.read() as connection:
            council = select(roles_table.c.person).where(
                roles_table.c.role == Role.COUNCIL, roles_table.c.entry.is_not(None), roles_table.c.ended.is_(None)
            )
            needed = RULES if connection.scalars(council).first() is not None else RULES[:1]
        return tuple(office for office in needed if office.value not in row["said"])

    def _offices(self, by) -> list[Role]:
        roles = roles_of(self._store, by)
        mine = [office for office in RULES if office in roles]
        if not mine:
            raise NotAllowed("only an operator or the council says who helps to let light rest", "hub",
                             "ask the operator of this hub")  # fmt: skip
        return mine

    def _rows(self) -> list[dict[str, Any]]:
        return json.loads(self._store.fact(FACT) or b"[]")

    def _put(self, rows: list[dict[str, Any]]) -> None:
        def do(connection: Connection) -> None:
            put_fact(connection, FACT, json.dumps(sorted(rows, key=lambda row: row["key"])).encode())

        self._store.write(do)


def _fresh(partner: Partner, rows: list[dict]) -> dict[str, Any]:
    """A hub for which nobody has given a word yet."""
    for each in map(_partner, rows):
        if each.key.public == partner.key.public or each.key.name == partner.key.name:
            raise BadRequest("this key, or this name, is known here already", each.key.name, "forget it first")
    if len(rows) >= KNOWN:
        raise NoRoom(f"a hub knows {KNOWN} others at most", "hub", "forget one first")
    return {"key": str(partner.key), "kind": str(partner.kind), "said": {}, "from": None}


def _text(told: dict[str, Any]) -> bytes:
    return (FIRST + "\n" + "".join(f"{name} {json.dumps(value)}\n" for name, value in told.items())).encode()


def _partner(row: dict[str, Any]) -> Partner:
    return Partner(note.read_key(row["key"]), HubKind(row["kind"]))


def _known(row: dict[str, Any], missing: tuple[Role, ...]) -> Known:
    return Known(_partner(row), row["from"], missing)
