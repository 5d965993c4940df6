"""An incident is one timeline, each step of it once in the log, whatever falls between."""

import json
import sqlite3

import council
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from photophore.commons import incident
from photophore.commons.incident import Incidents
from photophore.commons.schema import incidents
from photophore.commons.store import Store
from photophore.commons.timeline import NEEDS, Step
from photophore.tlog import entry
from photophore.words import BadLog, BadRequest, NoRoom, NotFound
from tests.commons import falls
from tests.commons.falling_incidents import Small

DONE = (Step.EXPLAINED, Step.CONTAINED, Step.MENDED, Step.TOLD, Step.CLOSED)


def rows(store):
    with store.read() as connection:
        return connection.execute(select(incidents).order_by(incidents.c.id)).all()


@pytest.fixture
def log():
    return council.PlainLog()


@pytest.fixture
def held(tmp_path, clock, unsynced, log):
    """On SQLite; one test below goes the whole way on PostgreSQL, too."""
    store = Store.open(tmp_path / "hub.sqlite", clock)
    yield Incidents(store, log)
    store.close()


def check_incidents(held: Incidents, log) -> None:
    """Every step, question and answer that is said to stand in the log stands there, once, in order."""
    said = [entry.read(log.read(place)) for place in range(log.size)]
    assert len({log.read(place) for place in range(log.size)}) == log.size, "nothing twice"
    for each in held.all():
        assert each == held.one(each.number)
        places = [each.entry, *(step.entry for step in each.steps)]
        assert places == sorted(places) and None not in places
        for step in each.steps:
            facts = said[step.entry].facts
            assert facts["step"] == step.step and facts["at"] == step.at and facts["opened"] == each.at
            assert facts["what"] == step.facts and facts["sentence"] == step.sentence and facts["id"] == each.number
        for answer in each.answers:
            assert said[answer.entry].facts["question"] == answer.question
            if answer.answered is not None:
                assert said[answer.answer_entry].facts["answer"] == answer.answer
        for at, step in enumerate(each.steps):
            assert all(need in [before.step for before in each.steps[:at]] for need in NEEDS[step.step])


# --- told in one word, as policies do


def test_an_incident_is_listed_with_public_facts(store, log):
    number = incident.tell(store, log, "policy-lost", {"name": "x", "version": 2})
    row = rows(store)[0]
    assert row.id == number and row.entry == 0 and row.at >= store.now()
    read = entry.read(log.read(0))
    assert read.kind == "incident" and read.facts == {"id": number, "at": row.at, "kind": "policy-lost",
                                                      "what": {"name": "x", "version": 2}}  # fmt: skip
    assert json.loads(row.what) == {"name": "x", "version": 2}
    [told] = Incidents(store, log).all()
    assert told.over and not told.steps
    with pytest.raises(BadRequest, match="told in one word"):
        Incidents(store, log).step(number, Step.TOLD, {})


def test_a_fall_between_row_and_entry_or_entry_and_row_lists_it_once(store, log):
    append, log.append = log.append, lambda entries: (_ for _ in ()).throw(NoRoom("full"))
    with pytest.raises(NoRoom):
        incident.tell(store, log, "a", {})
    assert rows(store)[0].entry is None
    log.append = append
    write, store.write = store.write, lambda do: (_ for _ in ()).throw(NoRoom("full"))
    with pytest.raises(NoRoom):
        incident.mend(store, log)
    store.write = write
    assert log.size == 1 and rows(store)[0].entry is None
    incident.mend(store, log)
    incident.mend(store, log)
    assert log.size == 1 and rows(store)[0].entry == 0


# --- the timeline


def whole(held: Incidents, clock) -> int:
    """An incident from its beginning to its end, with a question in between."""
    number = held.begin("flicker", {"district": "Sol", "touched": 9}, "Smiles flicker in Sol.")
    held.step(number, "contained", {"districts": ["Sol"]}, "Light rests in Sol.")
    held.step(number, Step.EXPLAINED, {"cause": "lot", "id": "7", "odds": {"lot": 0.98}}, "Lot 7 failed.")
    held.owe(number, "Who knew of the weak solder?", "the makers of lot 7", clock() + 86_400_000)
    for step in DONE[2:]:
        held.step(number, step, {}, f"It is {step}.")
    return number


def test_it_goes_from_detected_to_closed_and_every_step_is_listed(store, log, clock):
    held = Incidents(store, log)
    number = whole(held, clock)
    told = held.one(number)
    assert [each.step for each in told.steps] == ["detected", "contained", "explained", "mended", "told", "closed"]
    assert told.over and told.state is Step.CLOSED and held.told(number) == "It is told."
    assert told.steps[0].facts == {"district": "Sol", "touched": "fewer than 50"}
    answered = held.answer(number, 1, "The test desk, since spring.")
    assert answered.answered and answered.answer_entry == log.size - 1, "also of one that is closed"
    check_incidents(held, log)
    assert not held.open()


@pytest.mark.parametrize("step", DONE)
def test_no_step_is_taken_before_its_time(held, log, step):
    number = held.begin("flicker", {})
    taken = [Step.DETECTED]
    for each in DONE:
        if each is step or set(NEEDS[each]) - set(taken):
            continue
        held.step(number, each, {})
        taken.append(each)
    assert step not in taken
    blocked = [later for later in DONE if step in NEEDS[later]]
    for later in blocked:
        with pytest.raises(BadRequest, match=step):
            held.step(number, later, {})
    held.step(number, step, {}) if Step.CLOSED not in taken else None
    check_incidents(held, log)


def test_more_may_be_known_later_and_nothing_after_the_end(held, clock):
    number = whole(held, clock)
    for step in Step:
        with pytest.raises(BadRequest, match="closed"):
            held.step(number, step, {})
    other = held.begin("flicker", {})
    held.step(other, Step.EXPLAINED, {"cause": "unknown"})
    held.step(other, Step.EXPLAINED, {"cause": "lot", "id": "7"})
    assert held.one(other).last(Step.EXPLAINED).facts["cause"] == "lot"
    assert [each.number for each in held.all()] == [other, number]


@pytest.mark.parametrize(("verb", "told"), [
    ("begin", ("A kind", {})), ("begin", ("flicker", {"person": "ann"})), ("begin", ("flicker", {}, "x" * 700)),
    ("step", (1, "danced", {})), ("step", (1, None, {})), ("step", (1, "told", {"rows": [1]})),
    ("owe", (1, "", "makers", 2**50)), ("owe", (1, "Who knew?", "", 2**50)), ("owe", (1, "Who knew?", "makers", 5)),
    ("owe", (1, "Who knew?", "makers", "soon")), ("answer", (1, 1, "")),
])  # fmt: skip
def test_what_cannot_be_told_is_refused_and_leaves_nothing(held, log, verb, told):
    held.begin("flicker", {})
    held.owe(1, "Who knew?", "makers", 2**50)
    before = log.size, held.all()
    with pytest.raises(BadRequest):
        getattr(held, verb)(*told)
    assert (log.size, held.all()) == before


def test_what_is_not_there_is_not_found(held, clock):
    number = whole(held, clock)
    for number_ in (0, -1, 99, 2**80, "1", None, True and number + 5):
        with pytest.raises(NotFound):
            held.one(number_)
        with pytest.raises(NotFound):
            held.step(number_, Step.TOLD, {})
    with pytest.raises(NotFound):
        held.answer(number, 2, "x")
    held.answer(number, 1, "x")
    with pytest.raises(BadRequest, match="answered already"):
        held.answer(number, 1, "y")


def test_there_is_an_end_to_incidents_steps_and_questions(held, log, monkeypatch):
    monkeypatch.setattr(incident, "OPEN", 2)
    monkeypatch.setattr(incident, "STEPS", 4)
    monkeypatch.setattr(incident, "ANSWERS", 2)
    number = held.begin("flicker", {})
    for _ in range(3):
        held.step(number, Step.EXPLAINED, {})
    with pytest.raises(NoRoom, match="4 steps"):
        held.step(number, Step.EXPLAINED, {})
    for _ in range(2):
        held.owe(number, "Who?", "makers", 2**50)
    with pytest.raises(NoRoom, match="2 questions"):
        held.owe(number, "Who?", "makers", 2**50)
    other = held.begin("flicker", {})
    with pytest.raises(NoRoom, match="2 incidents are open"):
        held.begin("flicker", {})
    for step in ("contained", "explained"):
        held.step(other, step, {})
    with pytest.raises(NoRoom):
        held.step(other, Step.MENDED, {}) and held.step(other, Step.TOLD, {}) and held.step(other, Step.CLOSED, {})
    check_incidents(held, log)


def test_a_full_log_holds_nobody_up_and_is_told_later(held, log):
    append, log.append = log.append, lambda entries: (_ for _ in ()).throw(BadLog("full"))
    number = held.begin("flicker", {})
    moment = held.step(number, Step.EXPLAINED, {"cause": "none"})
    assert moment.entry is None
    held.tend()
    log.append = append
    held.tend()
    check_incidents(held, log)
    assert log.size == 3
    held.tend()
    assert log.size == 3


# --- whatever happens, in any order


class Days(RuleBasedStateMachine):
    """Incidents against a plain account, with falls of the log and new starts in between."""

    def __init__(self):
        super().__init__()
        self.store, self.log = Store.open(self.folder / f"{id(self)}.sqlite"), council.PlainLog()
        self.append = self.log.append
        self.said: dict[int, list] = {}
        self.start()

    @rule()
    def start(self):
        self.log.append = self.append
        self.held = Incidents(self.store, self.log)
        self.held.mend()

    @rule(before=st.booleans())
    def fall(self, before):
        def broken(entries):
            if not before:
                self.append(entries)
            raise NoRoom("full")

        self.log.append = broken

    @rule()
    def begin(self):
        self.said[self.held.begin("flicker", {"n": len(self.said)})] = ["detected"]

    @rule(at=st.integers(0, 9), step=st.sampled_from(Step))
    def step(self, at, step):
        if not self.said:
            return
        number = sorted(self.said)[at % len(self.said)]
        taken = self.said[number]
        if "closed" in taken or any(need not in taken for need in NEEDS[step]):
            with pytest.raises(BadRequest):
                self.held.step(number, step, {})
        else:
            self.held.step(number, step, {"at": at})
            taken.append(str(step))

    @invariant()
    def nothing_is_lost_and_nothing_told_twice(self):
        assert {each.number: [str(step.step) for step in each.steps] for each in self.held.all()} == self.said
        if self.log.append == self.append:
            self.held.tend()
            check_incidents(self.held, self.log)

    def teardown(self):
        self.store.close()


def test_incidents_keep_their_order_whatever_happens(tmp_path, unsynced):
    Days.folder = tmp_path
    run_state_machine_as_test(Days, settings=settings(max_examples=12, stateful_step_count=12, deadline=None))


# --- falls


@pytest.fixture(scope="module")
def fallen(tmp_path_factory):
    """Each deed killed at its step, all in one program."""
    root, lines = tmp_path_factory.mktemp("fallen"), []
    for deed in ("begin", "step", "owe", "answer"):
        Small(root / deed).ready().close()
        lines.append([root / deed, deed, "stored"])
    assert falls.run("falling_incidents", lines) == [falls.FELL] * len(lines)
    return root


@pytest.mark.parametrize("deed", ["begin", "step", "owe", "answer"])
def test_kill_9_leaves_it_kept_and_the_next_start_lists_it_once(fallen, deed):
    hub = Small(fallen / deed)
    before = hub.log.size
    hub.held.mend()
    assert hub.log.size == before + (2 if deed == "begin" else 1)
    hub.held.mend()
    check_incidents(hub.held, hub.log)
    newest = hub.held.all()[0]
    there = {
        "begin": newest.number == 2,
        "step": newest.state is Step.EXPLAINED,
        "owe": len(newest.answers) == 2,
        "answer": bool(newest.answers) and newest.answers[0].answer == "Nobody.",
    }
    assert there[deed]
    hub.close()
    assert sqlite3.connect(fallen / deed / "hub.sqlite").execute("PRAGMA integrity_check").fetchone() == ("ok",)
