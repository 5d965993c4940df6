"""What went wrong, in the open: one incident is one timeline, and each step of it stands in the log.

    detected -> explained, contained -> mended -> told -> closed          and beside it: the answers that are owed

Light may rest before anybody knows why, and people may be told early and again; but nothing is mended that was not
explained and contained, and nothing is closed that was not mended and told. Facts are public (commons.openly): never
about a person.
"""

import contextlib
import json
import threading
from collections.abc import Callable
from typing import Any, final

from sqlalchemy import Connection, func, insert, select, update

from photophore.commons import account, openly, timeline
from photophore.commons.schema import answers, steps
from photophore.commons.schema import incidents as table
from photophore.commons.timeline import NEEDS, Answer, Incident, Moment, Step
from photophore.tlog import entry
from photophore.words import BadLog, BadRequest, NoRoom, NotFound

OPEN = 200  # incidents that are not closed
STEPS, ANSWERS = 200, 60  # of one incident
_turn = threading.Lock()  # one mends at a time, so that nothing is listed twice


def tell(store, log, kind: str, facts: dict) -> int:
    """Tell in one word what went wrong, with no timeline; -> its number. facts: public, never about a person; text,
    numbers, lists and maps of them.
    """
    number = store.write(lambda connection: _begun(store, connection, kind, facts)[0])
    # fall here: not listed; `mend` lists it at the next start, or at the next incident
    mend(store, log)
    return number


def mend(store, log) -> None:
    """List in the log what is not there yet: incidents, their steps, questions and answers."""
    with _turn:
        for told, column, row in timeline.unlisted(store):
            said = timeline.said(column, row)
            index = log.find(said)
            index = log.append([said])[0] if index is None else index  # fall here: listed; `find` tells at next start
            key = told.primary_key.columns[0]
            change = update(told).where(key == getattr(row, key.name)).values({column: index})
            store.write(lambda connection, change=change: connection.execute(change) and None)


@final
class Incidents:
    """The incidents of a hub. Verbs may be called from every thread."""

    def __init__(self, store, log):
        self.store, self.log = store, log
        self._waits = False  # something may wait for the log
        self._kept: tuple[tuple, list[Incident]] = ((), [])  # what `all` read, and what stood there then
        self.fall: Callable[[str], None] = lambda step: None  # where a test lets the program fall

    # --- what is told

    def begin(self, kind: str, facts: dict, sentence: str = "") -> int:
        """Something was detected; -> the incident's number. BadRequest where it names somebody, NoRoom where it cannot
        be kept. What is kept and cannot be listed yet has no `entry`; it is listed as soon as the disk lets it.
        """
        if not entry.is_kind(kind):
            raise BadRequest("a kind of incident is a short word in small letters", "kind", 'as in "flicker"')
        told, said = openly.clean(facts), openly.line(sentence, "sentence")

        def do(connection: Connection) -> int:
            if _open(connection) >= OPEN:
                raise NoRoom(f"{OPEN} incidents are open", "incidents", "close one first")
            number, at = _begun(self.store, connection, kind, told)
            _put_step(self.store, connection, at, (Step.DETECTED, told, said))
            return number

        number = self.store.write(do)
        self.fall("stored")  # fall here: kept and not listed; `mend` lists it at the next start
        self._list()
        return number

    def step(self, number: int, step: Step | str, facts: dict, sentence: str = "") -> Moment:
        """The next step, or one of before told again because more is known. BadRequest where it cannot be taken yet;
        NotFound; NoRoom where it cannot be kept.
        """
        try:
            step = Step(step)
        except ValueError:
            raise BadRequest("there is no such step", repr(step)[:40], ", ".join(Step)) from None
        told, said = openly.clean(facts), openly.line(sentence, "sentence")

        def do(connection: Connection) -> int:
            opened, before = _before(connection, number)
            _may(step, before)
            return _put_step(self.store, connection, opened, (step, told, said))

        at = self.store.write(do)
        self.fall("stored")  # fall here: kept and not listed; `mend` lists it at the next start
        self._list()
        return next(each for each in self.one(number).steps if each.at == at)

    def owe(self, number: int, question: str, to: str, due: int) -> int:
        """A question that somebody must answer by a date; -> its place in the incident. to: an office or a firm. due:
        ms UTC, later than now. It may be asked of a closed incident, too.
        """
        question, to = openly.line(question, "question", 3), openly.line(to, "to", 1, 120)
        if not isinstance(due, int) or due <= self.store.now():
            raise BadRequest("an answer is owed by a later date", "due", "milliseconds UTC")

        def do(connection: Connection) -> int:
            opened, _ = _before(connection, number)
            place = 1 + len(timeline.of(connection, answers, opened))
            if place > ANSWERS:
                raise NoRoom(f"one incident asks at most {ANSWERS} questions", "answers", "ask fewer, and better")
            at = self.store.at(connection)
            connection.execute(insert(answers).values(at=at, incident=opened, question=question, whom=to, due=due))
            return place

        place = self.store.write(do)
        self.fall("stored")  # fall here: as in `step`
        self._list()
        return place

    def answer(self, number: int, place: int, text: str) -> Answer:
        """What was answered: once, for everybody to read. NotFound, BadRequest where it stands there already."""
        text = openly.line(text, "answer", 1, 4 * openly.LETTERS)

        def do(connection: Connection) -> None:
            opened, _ = _before(connection, number)
            row = dict(enumerate(timeline.of(connection, answers, opened), 1)).get(place)
            if row is None:
                raise NotFound("no such question was asked", f"{number}, {place}", "see /api/incidents")
            if row.answered is not None:
                raise BadRequest("this was answered already", f"{number}, {place}", "ask a new question")
            values = {"answered": self.store.at(connection), "answer": text}
            connection.execute(update(answers).where(answers.c.at == row.at).values(values))

        self.store.write(do)
        self.fall("stored")  # fall here: as in `step`
        self._list()
        return self.one(number).answers[place - 1]

    def mend(self) -> None:
        """At a start: list what is not listed yet. NoRoom or BadLog where that still cannot be."""
        mend(self.store, self.log)
        self._waits = False

    def tend(self) -> None:
        """Once a second: what could not be listed is tried again."""
        if self._waits:
            self._list()

    def _list(self) -> None:
        """What is kept is told to the log now, or later: whoever writes a timeline does not wait for a full disk."""
        self._waits = True
        with contextlib.suppress(NoRoom, BadLog):
            self.mend()

    # --- what is asked

    def all(self) -> list[Incident]:
        """Newest first. Cheap where nothing has changed since it was last asked."""
        with self.store.read() as connection:
            mark = timeline.mark(connection)
            if mark != self._kept[0]:
                self._kept = (mark, timeline.every(connection))
        return list(self._kept[1])

    def one(self, number: int) -> Incident:
        """NotFound where there is none of this number."""
        with self.store.read() as connection:
            row = connection.execute(select(table).where(table.c.id == _number(number))).one_or_none()
            if row is None:
                raise NotFound("there is no incident of this number", str(number)[:20], "see /api/incidents")
            taken, asked = timeline.of(connection, steps, row.at), timeline.of(connection, answers, row.at)
            return timeline.incident_of(row, taken, asked)

    def open(self) -> list[Incident]:
        """Those that are not over, newest first."""
        return [each for each in self.all() if not each.over]

    def told(self, number: int) -> str:
        """The plain-word sentence to those affected; "" until they were told."""
        said = self.one(number).last(Step.TOLD)
        return said.sentence if said else ""

    def report(self, number: int) -> dict[str, Any]:
        """The public report: from what was seen to who made, signed, paid and knew, with a proof of each entry."""
        return account.report(self.one(number), self.log, self.store.now())


def _begun(store, connection: Connection, kind: str, facts: dict) -> tuple[int, int]:
    at = store.at(connection)
    made = connection.execute(insert(table).values(at=at, kind=kind, what=json.dumps(facts, sort_keys=True)))
    return made.inserted_primary_key[0], at


def _put_step(store, connection: Connection, opened: int, said: tuple[Step, dict, str]) -> int:
    step, facts, sentence = said
    at = store.at(connection)
    what = json.dumps(facts, sort_keys=True)
    connection.execute(insert(steps).values(at=at, incident=opened, step=step, what=what, sentence=sentence))
    return at


def _before(connection: Connection, number: int) -> tuple[int, list[Step]]:
    """When an incident was opened, and the steps that were taken."""
    opened = connection.scalar(select(table.c.at).where(table.c.id == _number(number)))
    if opened is None:
        raise NotFound("there is no incident of this number", str(number)[:20], "see /api/incidents")
    return opened, [Step(row.step) for row in timeline.of(connection, steps, opened)]


def _may(step: Step, before: list[Step]) -> None:
    if not before:
        raise BadRequest("this incident was told in one word, and has no steps", step, "begin one that has")
    if Step.CLOSED in before:
        raise BadRequest("this incident is closed", step, "begin a new one")
    missing = [need for need in NEEDS[step] if need not in before]
    if missing:
        raise BadRequest(f"before it is {step}, an incident is {' and '.join(missing)}", step, "take that step first")
    if len(before) >= STEPS:
        raise NoRoom(f"one incident has at most {STEPS} steps", "incident", "close it, and begin a new one")


def _number(number: Any) -> int:
    return number if isinstance(number, int) and 0 < number < 2**62 else 0


def _open(connection: Connection) -> int:
    begun = select(func.count(func.distinct(steps.c.incident)))
    over = begun.where(steps.c.step == Step.CLOSED)
    return (connection.scalar(begun) or 0) - (connection.scalar(over) or 0)
