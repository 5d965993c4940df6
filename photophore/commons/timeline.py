"""The records of an incident: its steps and the answers that are owed, as they are stored and as the log tells them."""

import json
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, func, select

from photophore.commons.schema import answers, steps
from photophore.commons.schema import incidents as table
from photophore.tlog import entry

KIND = "incident"  # of the log's entries
OWED, ANSWERED = "owed", "answered"  # what an entry calls a question and its answer, beside the steps


class Step(StrEnum):
    """How far an incident is."""

    DETECTED = "detected"
    EXPLAINED = "explained"
    CONTAINED = "contained"
    MENDED = "mended"
    TOLD = "told"
    CLOSED = "closed"


NEEDS = {
    Step.DETECTED: (),
    Step.EXPLAINED: (Step.DETECTED,),
    Step.CONTAINED: (Step.DETECTED,),
    Step.MENDED: (Step.EXPLAINED, Step.CONTAINED),
    Step.TOLD: (Step.DETECTED,),
    Step.CLOSED: (Step.MENDED, Step.TOLD),
}


class Moment(NamedTuple):
    """A step, as it was told."""

    step: Step
    at: int  # ms UTC
    facts: dict[str, Any]
    sentence: str  # plain words; "" where none were needed
    entry: int | None  # its place in the log; None: not listed yet


class Answer(NamedTuple):
    """A question, who owes the answer, and until when."""

    place: int  # in its incident, from 1
    question: str
    to: str  # who has to answer: an office or a firm, never a person
    asked: int  # ms UTC
    due: int  # ms UTC
    answered: int | None  # ms UTC
    answer: str  # "" until it is given
    entry: int | None
    answer_entry: int | None


class Incident(NamedTuple):
    """All that is told of what went wrong."""

    number: int
    at: int  # ms UTC, when it began to be told
    kind: str
    facts: dict[str, Any]
    entry: int | None
    steps: tuple[Moment, ...]  # oldest first; none where it was told in one word
    answers: tuple[Answer, ...]

    @property
    def state(self) -> Step:
        """The furthest step that was reached."""
        order = list(Step)
        return max((each.step for each in self.steps), key=order.index, default=Step.DETECTED)

    @property
    def over(self) -> bool:
        """Closed, or one that was told in one word and has no timeline."""
        return not self.steps or self.state is Step.CLOSED

    def last(self, step: Step) -> Moment | None:
        """What was last said at this step."""
        return next((each for each in reversed(self.steps) if each.step is step), None)


def of(connection: Connection, told: Table, opened: int) -> list:
    """The rows of one incident, oldest first. opened: its `at`."""
    return list(connection.execute(select(told).where(told.c.incident == opened).order_by(told.c.at)).all())


def every(connection: Connection) -> list[Incident]:
    """All of them, newest first."""
    rows = connection.execute(select(table).order_by(table.c.id.desc())).all()
    taken, asked = _by_incident(connection, steps), _by_incident(connection, answers)
    return [incident_of(row, taken.get(row.at, []), asked.get(row.at, [])) for row in rows]


def mark(connection: Connection) -> tuple:
    """Grows with every change: nothing is ever taken away or told otherwise."""
    counts = [func.count(column) for column in (table.c.id, table.c.entry, answers.c.at, answers.c.entry,
              answers.c.answered, answers.c.answer_entry, steps.c.at, steps.c.entry)]  # fmt: skip
    return tuple(connection.scalar(select(count)) for count in counts)


def _by_incident(connection: Connection, told: Table) -> dict[int, list]:
    found: dict[int, list] = {}
    for row in connection.execute(select(told).order_by(told.c.at)):
        found.setdefault(row.incident, []).append(row)
    return found


def incident_of(row, taken: list, asked: list) -> Incident:
    return Incident(
        row.id, row.at, row.kind, json.loads(row.what), row.entry,
        tuple(Moment(Step(each.step), each.at, json.loads(each.what), each.sentence, each.entry) for each in taken),
        tuple(Answer(place, each.question, each.whom, each.at, each.due, each.answered, each.answer or "", each.entry,
                     each.answer_entry) for place, each in enumerate(asked, 1)),
    )  # fmt: skip


# --- what the log is told, made from what is stored alone, so that it is found again


def unlisted(store) -> list[tuple[Table, str, Any]]:
    """(table, column, row) of what must still be listed, an incident before its steps."""
    named = {told: select(told, table.c.id, table.c.kind).join(table, table.c.at == told.c.incident)
             for told in (steps, answers)}  # fmt: skip
    wanted = (
        (table, "entry", select(table).where(table.c.entry.is_(None)).order_by(table.c.id)),
        (steps, "entry", named[steps].where(steps.c.entry.is_(None)).order_by(steps.c.at)),
        (answers, "entry", named[answers].where(answers.c.entry.is_(None)).order_by(answers.c.at)),
        (answers, "answer_entry", named[answers].where(
            answers.c.answered.is_not(None), answers.c.answer_entry.is_(None)).order_by(answers.c.at)),
    )  # fmt: skip
    with store.read() as connection:
        return [(told, column, row) for told, column, asked in wanted for row in connection.execute(asked).all()]


def said(column: str, row) -> bytes:
    """The entry of a row of `unlisted`. Its first has no step; questions and answers are steps of their own."""
    facts = {"id": row.id, "at": row.at, "kind": row.kind}
    if hasattr(row, "incident"):
        facts["opened"] = row.incident
    if hasattr(row, "what"):
        facts["what"] = json.loads(row.what)
    if hasattr(row, "step"):
        facts |= {"step": row.step, "sentence": row.sentence}
    elif hasattr(row, "question") and column == "entry":
        facts |= {"step": OWED, "question": row.question, "of": row.whom, "due": row.due}
    elif hasattr(row, "question"):
        facts |= {"step": ANSWERED, "answered": row.answered, "answer": row.answer}
    return entry.public(KIND, facts)
