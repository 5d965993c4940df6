"""The city's policies: proposed by a council, listed in the log, compiled before they take effect, and in force until
another takes their place.

A policy in force is a version of a name. A change is a new version; an end is a new version with no text. So there is
one way, and `mend` walks it: what was stored and is not in force yet is listed, compiled, and switched to. A fall
between any two steps leaves the old policies in force, or the new ones, and the next start walks on.
"""

import contextlib
import itertools
import re
import threading
from collections.abc import Callable
from typing import NamedTuple

import cedarpy
import numpy as np
from sqlalchemy import Row, func, insert, select, update

from photophore.commons import cedar, incident, rules, tensor
from photophore.commons.compiler import Compiler
from photophore.commons.roles import held
from photophore.commons.schema import facts as facts_table
from photophore.commons.schema import policies as table
from photophore.commons.store import COUNTER, now_ms, raised
from photophore.tlog import entry
from photophore.words import BadLog, BadPolicy, NoRoom, NotAllowed, NotFound, Purpose, Role

EVERY = 1000  # decisions of which one is asked of Cedar again
MOST = 64  # policies in force; a council that needs more is not read by anybody
# characters of all of them; so many were measured to take 9 s of the 10 that are promised for a class of wearers
TOGETHER = 48_000
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST_NAME = 40
WHY = {  # why nobody can end or change a built-in one; the law, or a promise to everybody who joined
    "own-terms": "it is what makes everything dark that nobody named",
    "bodies": "the law of the EU forbids to read feelings from bodies at work and at school",
    "work-and-school": "the law of the EU forbids employers and schools to collect feelings",
    "minors": "children and teens are protected by law, and cannot sign it away",
    "research": "it was promised: research needs a yes of its own",
    "care": "it was promised: what a clinic learns is for care alone",
    "guests": "it was promised: of a guest nothing is kept",
    "virtual-people": "virtual people try out what the city may do, so they may do what grown-ups may",
}


SEEN = [column for column in table.c if column.name != "by"]  # who proposed it is nobody else's business


class Policy(NamedTuple):
    """One version of a policy."""

    name: str
    version: int
    text: str  # "" is the end of it
    sha256: bytes
    at: int  # ms UTC, when it was proposed
    since: int | None  # ms UTC, when it took effect; None: not yet, or never
    ended: int | None
    urgent: bool
    entry: int | None  # its place in the log

    @property
    def built_in(self) -> bool:
        return self.name in cedar.built_in()


class Policies:
    """The policies of a hub. Verbs may be called from every thread; none of them holds the light up."""

    def __init__(self, store, log, now: Callable[[], int] = now_ms, rule: Callable = lambda tensor: None,
                 compiler: Compiler | None = None):  # fmt: skip
        """rule(tensor): told the whole tensor, (16, 8, 8, 8, 16) uint16, at every switch; quick, and it cannot fail."""
        self.store, self.log, self.now = store, log, now
        self.compiler = compiler or Compiler()
        self.version = 0  # grows with every switch
        self._rule = rule
        self._turn = threading.RLock()  # one change at a time
        self._light = threading.RLock()  # held for moments, while the tensor changes
        self._compiled = self._told = np.zeros(tensor.WHOLE, np.uint16)
        self._urgent: dict[str, list[np.ndarray]] = {}  # dark until they are compiled, by name
        self._wrong = np.zeros(tensor.WHOLE, np.uint16)  # where mask and Cedar disagreed: dark until the next start
        self._oracle = cedarpy.PolicySet.from_str("")
        self._asked = itertools.count(1)
        incident.mend(store, log)
        self._find_lost()
        self._begin_with_built_in()
        try:
            self.mend()
        except BadPolicy:  # what could not be compiled was given up; the others hold
            self.mend()

    @property
    def tensor(self) -> np.ndarray:
        """What is allowed now; read-only."""
        return self._told

    def propose(self, name: str, text: str, by, urgent: bool = False) -> Policy:
        """Put a policy, or its next version, in force. by: a Person of the council.

        urgent: only for texts that forbid. All that their rules could darken, whatever their conditions, is dark before
        anything else happens; when they are compiled, the rest comes back.
        """
        text = rules.clean(text)
        self._may(name, by)
        cedar.check(text)
        self.room(name, text)
        # fall after `_darken`: it was never accepted; the old ones are in force at the next start
        dark = self._darken(name, text) if urgent else None
        try:
            return self._change(name, text, by, urgent)
        except NotAllowed:  # no longer of the council: nothing of it stays. On a full disk it stays dark
            if dark is not None:
                self._lighten(name, dark)
            raise

    def end(self, name: str, by) -> Policy:
        """Take a policy back. It goes as it came: logged, compiled, switched."""
        self._may(name, by)
        if name not in {policy.name for policy in self.in_force()}:
            raise NotFound("no policy of this name is in force", name, "photophore policy list")
        return self._change(name, "", by, False)

    def mend(self) -> None:
        """List what is not in the log, and put in force what was accepted: after every proposal, and at every start."""
        with self._turn:
            for row in _rows(self.store, table.c.entry.is_(None)):
                said = _entry(row)
                index = self.log.find(said)
                index = self.log.append([said])[0] if index is None else index
                # fall here: listed, and the row does not know where; the next start finds it in the log
                self.store.write(lambda connection, row=row, index=index: connection.execute(
                    update(table).where(_is(row)).values(entry=index)))  # fmt: skip
            # fall here: listed, and not in force; the next start goes on
            waiting = _rows(self.store, table.c.since.is_(None), table.c.ended.is_(None))
            texts = self._texts_with(waiting)
            try:
                bits = self.compiler.whole(texts)
            except BadPolicy as error:
                self._give_up(waiting, error)
                raise
            # fall here: nothing has changed; what is compiled is kept, if there is a folder for it
            self.store.write(lambda connection: self._take_effect(connection, waiting))
            # fall here: the new ones are in force at the next start; until this process is gone, the old ones are
            self._switch(bits, texts, [row.name for row in waiting])

    def in_force(self) -> list[Policy]:
        """Built-in ones first, then by name."""
        return in_force(self.store)

    def waiting(self) -> list[Policy]:
        """Accepted, and being compiled."""
        return list(map(_policy, _rows(self.store, table.c.since.is_(None), table.c.ended.is_(None))))

    def history(self, name: str) -> list[Policy]:
        """All versions of a name, oldest first."""
        return list(map(_policy, _rows(self.store, table.c.name == name)))

    def texts(self, name: str | None = None, text: str = "") -> list[str]:
        """The texts in force; with a name, as if its policy had this text."""
        others = [policy.text for policy in self.in_force() if policy.name != name]
        return [*others, text] if text else others

    def room(self, name: str | None, text: str) -> None:
        """NoRoom where this text would be one too many, or all together too long."""
        others = {policy.name: policy.text for policy in (*self.in_force(), *self.waiting()) if policy.name != name}
        if len(others) >= MOST:
            raise NoRoom(f"{MOST} policies are in force", name or "", "end one that is no longer needed")
        if sum(map(len, others.values())) + len(text) > TOGETHER:
            raise NoRoom(f"all policies together may have {TOGETHER:,} characters", name or "", "end or shorten others")

    def decide(self, question: cedar.Question) -> bool:
        """Cedar's word, by the policies in force: the oracle."""
        with self._light:
            oracle = self._oracle
        return cedar.decide(oracle, question)

    def shadow(self, question: cedar.Question, mask_said: bool, count: int | None = None,
               version: int | None = None) -> bool:  # fmt: skip
        """Whether light may go on. One decision in a thousand is asked of Cedar again: where they disagree, the cell
        goes dark for everybody, an incident is opened, and the answer is no.

        count: which decision this is; left out, the policies count. version: `version` when the mask was read; where
        the policies changed since, Cedar's word counts, and nobody is blamed.
        """
        if (next(self._asked) if count is None else count) % EVERY:
            return mask_said
        with self._light:
            oracle, here, now = self._oracle, tensor.cell(question), self.version
            bit = np.uint16(question.purpose)
            compiled, known = bool(self._compiled[here] & bit), bool(self._wrong[here] & bit)
        allowed = cedar.decide(oracle, question)
        if known or version not in (None, now):
            return mask_said and allowed and not known
        if (mask_said and not allowed) or compiled != allowed:
            self._disagree(question, mask_said, allowed)
            return False
        return mask_said

    # --- the way of a change

    def _may(self, name: str, by) -> None:
        with self.store.read() as connection:  # asked again: whoever calls may remember an older time
            _council(connection, name, by)
        if name in cedar.built_in():
            raise NotAllowed(f"this policy stays as it is: {WHY[name]}", name, "propose one of your own beside it")
        if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
            raise BadPolicy("this cannot be the name of a policy", repr(name)[:60],
                            f"small letters, digits and hyphens, {LONGEST_NAME} at most: quiet-nights")  # fmt: skip

    def _change(self, name: str, text: str, by, urgent: bool) -> Policy:
        with self._turn:
            version = self._store(name, text, by, urgent)  # fall here: unlisted and not in force; `mend` goes on
            try:
                self.mend()
            except NoRoom as error:
                raise NoRoom(f"the policy is kept, but not in force yet: {error.what}", error.where,
                             "make room, and start the hub again") from None  # fmt: skip
            return next(policy for policy in self.history(name) if policy.version == version)

    def _store(self, name: str, text: str, by, urgent: bool) -> int:
        def do(connection) -> int:
            if by is not None:  # None: built in
                _council(connection, name, by)  # asked once more: whoever waited may have lost the role since
            newest = connection.scalar(select(func.max(table.c.version)).where(table.c.name == name)) or 0
            counted = raised(connection, f"policy/{name}", newest)  # never falls, also where an old backup came back
            version = raised(connection, f"policy/{name}", counted + 1)
            connection.execute(insert(table).values(
                name=name, version=version, text=text, sha256=rules.digest(text), at=self.store.at(connection),
                by=by.id if by is not None else None, urgent=urgent))  # fmt: skip
            return version

        return self.store.write(do)

    def _texts_with(self, waiting: list[Row]) -> list[str]:
        texts = {policy.name: policy.text for policy in self.in_force()}
        texts.update((row.name, row.text) for row in waiting)  # oldest first: the newest version stays
        return [text for _, text in sorted(texts.items()) if text]

    def _take_effect(self, connection, waiting: list[Row]) -> None:
        """All at once: the new versions are in force, and what they replace has ended."""
        if not waiting:
            return
        at = self.store.at(connection)
        newest = {row.name: row for row in waiting}
        for row in waiting:
            mine = newest[row.name]
            connection.execute(update(table).where(table.c.name == row.name, table.c.version < mine.version,
                                                   table.c.ended.is_(None)).values(ended=at))  # fmt: skip
        for row in newest.values():
            connection.execute(update(table).where(_is(row)).values(since=at, ended=None if row.text else at))

    def _give_up(self, waiting: list[Row], error: BadPolicy) -> None:
        """What cannot be compiled never takes effect, and everybody can read so. Where it was urgent, it stays dark.
        Built-in ones are tried again at every start.
        """
        lost = [row for row in waiting if row.name not in cedar.built_in()]
        names = [f"{row.name} {row.version}" for row in lost]
        if names:
            self.store.write(lambda connection: [connection.execute(
                update(table).where(_is(row)).values(ended=self.store.at(connection))) for row in lost])  # fmt: skip
            incident.tell(self.store, self.log, "policy-not-compiled", {"policies": names, "why": error.what})

    def _switch(self, bits: np.ndarray, texts: list[str], names: list[str]) -> None:
        oracle = cedar.together(texts)
        with self._light:
            self._compiled, self._oracle = bits, oracle
            for name in names:
                self._urgent.pop(name, None)
            self._say()

    def _darken(self, name: str, text: str) -> np.ndarray:
        """-> what is dark by it; `_lighten` takes that back."""
        if not all(scope.forbids for scope in cedar.scopes(text)):
            raise BadPolicy("an urgent policy may only forbid", name, "propose what it permits apart, without hurry")
        with self._light:
            dark = tensor.template(text)
            self._urgent.setdefault(name, []).append(dark)
            self._say()
        return dark

    def _lighten(self, name: str, dark: np.ndarray) -> None:
        """What this darkened, and only this: others of the same name may wait for their turn."""
        with self._light:
            self._urgent[name] = [each for each in self._urgent.get(name, ()) if each is not dark]
            self._say()

    def _say(self) -> None:
        bits = self._compiled & ~self._wrong
        for dark in itertools.chain.from_iterable(self._urgent.values()):
            bits &= ~dark
        bits.flags.writeable = False
        self._told = bits
        self.version += 1
        self._rule(bits)

    def _disagree(self, question: cedar.Question, mask_said: bool, allowed: bool) -> None:
        """Dark first; then told, and where it cannot be told now, at the next incident or start."""
        with self._light:
            self._wrong[tensor.cell(question)] |= np.uint16(question.purpose)
            self._say()
        self.compiler.forget()
        facts = {
            "wearer": question.wearer_class.name.lower(),
            "place": str(question.venue),
            "band": question.band.name.lower(),
            "audience": question.audience.name.lower(),
            "signal": question.signal.name.lower(),
            "purpose": Purpose(question.purpose).name.lower(),
            "mask": mask_said,
            "cedar": allowed,
        }
        with contextlib.suppress(NoRoom, BadLog):  # light does not wait for a disk; the row is listed later
            incident.tell(self.store, self.log, "mask-is-not-policy", facts)

    # --- at a start

    def _begin_with_built_in(self) -> None:
        """A new hub, or a new release: the built-in texts are versions like all others."""
        newest = {policy.name: policy.text for policy in (*self.in_force(), *self.waiting())}
        for name, text in cedar.built_in().items():
            if newest.get(name) != text:
                self._store(name, text, None, False)  # fall here: the next start goes on

    def _find_lost(self) -> None:
        """Where an old backup came back, or nothing, the log still has the policies that came later. They return."""
        counted, here = self._versions()
        missing = {(name, version) for name, version in counted.items() if version > here.get(name, 0)}
        if not missing and here:
            return
        for index in range(self.log.size):
            facts = _facts(self.log.read(index))
            if facts is not None and facts["version"] > here.get(facts["name"], 0):
                self._bring_back(facts, index)
                missing.discard((facts["name"], facts["version"]))
        for name, version in sorted(missing):
            incident.tell(self.store, self.log, "policy-lost", {"name": name, "version": version})

    def _versions(self) -> tuple[dict[str, int], dict[str, int]]:
        """The newest version of each name that was ever given out, and that is here."""
        before = f"{COUNTER}policy/"
        with self.store.read() as connection:
            counted = connection.execute(select(facts_table).where(facts_table.c.name.startswith(before))).all()
            here = connection.execute(select(table.c.name, func.max(table.c.version)).group_by(table.c.name)).all()
        return {row.name.removeprefix(before): int(row.value) for row in counted}, dict(map(tuple, here))

    def _bring_back(self, facts: dict, index: int) -> None:
        def do(connection) -> None:
            raised(connection, f"policy/{facts['name']}", facts["version"])
            connection.execute(insert(table).values(
                name=facts["name"], version=facts["version"], text=facts["text"], sha256=rules.digest(facts["text"]),
                at=facts["at"], urgent=facts["urgent"], entry=index))  # fmt: skip

        self.store.write(do)  # fall here: the others are still missing, and the next start looks again


def _council(connection, name: str, by) -> None:
    """NotAllowed unless `by` is of the council now."""
    if by is None or Role.COUNCIL not in held(connection, by.id).roles:
        raise NotAllowed("only the council changes policies", name, "ask a member of the council to propose it")


def in_force(store) -> list[Policy]:
    """The policies that a hub's store holds in force: built-in ones first, then by name."""
    rows = _rows(store, table.c.since.is_not(None), table.c.ended.is_(None))
    return sorted(map(_policy, rows), key=lambda policy: (not policy.built_in, policy.name))


def _rows(store, *where) -> list[Row]:
    with store.read() as connection:
        wanted = select(*SEEN).where(*where).order_by(table.c.at, table.c.version)
        return list(connection.execute(wanted).all())


def _is(row: Row):
    return (table.c.name == row.name) & (table.c.version == row.version)


def _policy(row: Row) -> Policy:
    return Policy(**dict(row._mapping) | {"sha256": bytes(row.sha256)})


def _entry(row: Row) -> bytes:
    """A version as it stands in the log: made from what is stored alone, so that it is found again."""
    who = "built in" if row.name in cedar.built_in() else "council"
    facts = {"name": row.name, "version": row.version, "text": row.text, "sha256": bytes(row.sha256).hex(),
             "at": row.at, "urgent": row.urgent, "by": who}  # fmt: skip
    return entry.public("policy", facts)


def _facts(said: bytes) -> dict | None:
    """What an entry says of a policy; None where it speaks of something else."""
    try:
        read = entry.read(said)
    except BadLog:
        return None
    return read.facts if read.kind == "policy" else None
