"""People who decide, fall and start again, against a plain model: promises 1, 2 and 10 after every step."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from photophore.commons.record import Choice, State
from photophore.tlog import entry
from photophore.words import Audience, NoRoom, NotAllowed, NotFound, PhotophoreError, Purpose, Signal
from tests.commons.check_consent import cells, check_consent
from tests.commons.place_of_terms import START, Fall, Hub

AUDIENCES = st.sampled_from([Audience.SELF, Audience.NEAR, Audience.CLINIC])
SIGNALS = st.sampled_from([Signal.FEELING, Signal.MOUTH])
PURPOSES = st.sampled_from([Purpose.LIGHT, Purpose.CARE, Purpose.LIGHT | Purpose.REMEMBER])
FALLS = st.sampled_from([None, None, None, "before store", "after store", "before log", "after log"])
FULL = st.sampled_from([None, None, None, "store", "log", "both"])
WHO = st.sampled_from([0, 1])
ALL_CELLS = {(a, s, p) for a in Audience for s in Signal for p in Purpose}


class People(RuleBasedStateMachine):
    """Two wearers with a row each; the model knows what each was told, and what may be either way after a fall."""

    @initialize()
    def begin(self):
        self.folder = tempfile.TemporaryDirectory()
        self.ms = START
        self.hub = Hub(Path(self.folder.name), lambda: self.ms)
        self.people = [self.hub.join(), self.hub.join()]
        self.must = {person: {} for person in self.people}  # cell -> end, acknowledged: it must be kept
        self.may = {person: {} for person in self.people}  # cell -> end, asked for; it fell before anybody was told
        self.dark = dict.fromkeys(self.people, False)
        self.perhaps_light = dict.fromkeys(self.people, False)
        self._come()

    def _come(self):
        for row, person in enumerate(self.people):
            self.hub.terms.settle(person, [row], [1 + row])

    def _do(self, deed, fall, full):
        """A deed with a fault -> "done", "refused" or "fell"."""
        self.hub.store.falls = fall if fall and "store" in fall else None
        self.hub.log.falls = fall if fall and "log" in fall else None
        self.hub.store.full, self.hub.log.fails = full in ("store", "both"), full in ("log", "both")
        try:
            deed()
            return "done"
        except Fall:
            return "fell"
        except (NoRoom, NotAllowed):
            return "refused"
        finally:
            self.hub.store.falls = self.hub.log.falls = None
            self.hub.store.full = self.hub.log.fails = False

    @rule(who=WHO, audience=AUDIENCES, signal=SIGNALS, purposes=PURPOSES, lasts=st.none() | st.integers(1, 90),
          fall=FALLS, full=FULL)  # fmt: skip
    def decide(self, who, audience, signal, purposes, lasts, fall, full):
        person = self.people[who]
        until = None if lasts is None else self.ms + 1000 * lasts
        choice = Choice(audience, signal, purposes, until_ms=until)
        given = {(audience, signal, bit): until for bit in purposes}
        ended = self._do(lambda: self.hub.terms.decide(person, choice, "said", "en"), fall, full)
        if ended == "done":
            self.must[person] |= given
            self._not_perhaps(person, given)
        elif ended == "fell":
            self._perhaps(person, given)
            self._restart()

    @rule(who=WHO, audience=st.none() | AUDIENCES, signal=st.none() | SIGNALS, purposes=st.none() | PURPOSES,
          fall=FALLS, full=FULL)  # fmt: skip
    def withdraw(self, who, audience, signal, purposes, fall, full):
        person = self.people[who]
        gone = {
            cell for cell in ALL_CELLS
            if audience in (None, cell[0]) and signal in (None, cell[1]) and (purposes is None or cell[2] & purposes)
        }  # fmt: skip
        ended = self._do(lambda: self.hub.terms.withdraw(person, audience, signal, purposes), fall, full)
        if ended == "fell":
            self._perhaps(person, {cell: self.must[person][cell] for cell in gone if cell in self.must[person]})
            self._restart()
            return
        for cell in gone:  # told, or told that it is dark though the disk is full: both mean dark
            self.must[person].pop(cell, None)
            self.may[person].pop(cell, None)

    @rule(who=WHO, on=st.booleans(), fall=FALLS, full=FULL)
    def dark_or_light(self, who, on, fall, full):
        person = self.people[who]
        ended = self._do(lambda: (self.hub.terms.dark if on else self.hub.terms.light)(person), fall, full)
        if ended == "fell":
            self.perhaps_light[person] = True
            self.dark[person] = False
            self._restart()
        elif on or ended == "done":
            self.dark[person], self.perhaps_light[person] = on, False

    @rule(seconds=st.integers(-100_000, 100))
    def time_passes_or_jumps(self, seconds):
        self.ms += 1000 * seconds
        for person in self.people:
            over = {cell for cell, until in self.must[person].items() if until is not None and until <= self.ms}
            for cell in over:
                del self.must[person][cell]
            self.may[person] = {c: until for c, until in self.may[person].items() if until is None or until > self.ms}
        self.hub.terms.tend()

    @rule()
    def restart(self):
        self._restart()

    @precondition(lambda self: len(self.hub.log.entries) > 3)
    @rule()
    def nothing_is_listed_twice(self):
        said = [digest for each in self.hub.log.entries if (digest := entry.read(each).digest)]
        assert len(said) == len(set(said))

    def _restart(self):
        self.hub.restart()
        for row in range(8):
            assert not any(self.hub.grants.may(row, audience, signal) for audience in Audience for signal in Signal)
        self._come()

    def _perhaps(self, person, cells):
        for cell, until in cells.items():
            self.must[person].pop(cell, None)
            self.may[person][cell] = until

    def _not_perhaps(self, person, cells):
        for cell in cells:
            self.may[person].pop(cell, None)

    @invariant()
    def kept(self):
        told = {}
        for person in self.people:
            inside = cells(self.hub.terms.of(person), self.ms)
            perhaps = {cell for cell in self.may[person] if cell in inside}
            dark = self.dark[person] or (self.perhaps_light[person] and self.hub.terms.is_dark(person))
            told[person] = ({*self.must[person]} | perhaps, dark)
            assert inside <= told[person][0], f"{inside - told[person][0]} came from nowhere"
        check_consent(self.hub, dict(zip(self.people, range(2), strict=True)), told)

    def teardown(self):
        if hasattr(self, "hub"):
            self.hub.end()
            self.folder.cleanup()


TestPeople = People.TestCase
TestPeople.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)


@pytest.fixture
def hub(tmp_path, clock):
    made = Hub(tmp_path, clock)
    yield made
    made.end()


@pytest.mark.parametrize("fall", ["before store", "after store", "before log", "after log"])
def test_a_fall_in_any_step_is_mended_at_the_next_start(hub, fall):
    person = hub.join()
    choice = Choice(Audience.NEAR, Signal.FEELING, Purpose.LIGHT)
    hub.terms.decide(person, choice, "said", "en")
    hub.store.falls = fall if "store" in fall else None
    hub.log.falls = fall if "log" in fall else None
    with pytest.raises(Fall):
        hub.terms.withdraw(person)
    hub.restart()
    events = hub.terms.history(person)
    assert all(event.entry is not None for event in events)
    listed = [entry.read(each).digest for each in hub.log.entries]
    assert all(listed.count(event.digest) == 1 for event in events)  # found again, never listed twice
    assert (events[-1].state == State.WITHDRAWN) == (fall != "before store")


def test_a_start_that_cannot_mend_leaves_everybody_dark_until_it_can(hub):
    person = hub.join()
    hub.terms.settle(person, [0], [1])
    hub.terms.decide(person, Choice(Audience.NEAR, Signal.FEELING, Purpose.LIGHT), "said", "en")
    hub.log.falls = "before log"
    with pytest.raises(Fall):
        hub.terms.dark(person)
    hub.end()
    hub.log.falls, hub.log.fails = None, True
    hub.start()
    hub.terms.settle(person, [0], [2])
    assert not hub.grants.may(0, Audience.NEAR, Signal.FEELING) and hub.terms.of(person) == []
    hub.log.fails = False
    hub.terms.mend()
    assert hub.terms.is_dark(person) and len(hub.terms.of(person)) == 1


def test_a_grant_that_was_stored_and_told_to_have_failed_stays_out_after_a_restart(hub, monkeypatch):
    """Stored; then the disk is full, so it can neither be listed nor be taken out again; then the power goes."""
    person = hub.join()

    def fills(entries):
        hub.store.full = True
        raise NoRoom("the disk is full", "log", "")

    monkeypatch.setattr(hub.log, "append", fills)
    with pytest.raises(NoRoom):
        hub.terms.decide(person, Choice(Audience.NEAR, Signal.FEELING, Purpose.LIGHT), "said", "en")
    assert hub.terms.of(person) == []
    monkeypatch.undo()
    hub.restart()
    assert hub.terms.of(person) == []
    assert [event.state for event in hub.terms.history(person)] == [State.GIVEN, State.INVALIDATED]


def test_sqlite_and_postgresql_keep_the_same(tmp_path, clock, database):
    hub = Hub(tmp_path, clock, database)
    person = hub.join()
    hub.terms.settle(person, [0], [1])
    choice = Choice(Audience.NEAR, Signal.FEELING, Purpose.LIGHT)
    record = hub.terms.decide(person, choice, "said", "en").record
    hub.terms.dark(person)
    with hub.full(), pytest.raises(NoRoom):
        hub.terms.withdraw(person, Audience.NEAR)
    hub.restart()
    hub.terms.settle(person, [0], [2])
    assert hub.terms.of(person) == [] and hub.terms.is_dark(person)
    states = [event.state for event in hub.terms.history(person)]
    assert states == [State.GIVEN, State.DARK, State.WITHDRAWN]
    assert len(hub.terms.receipt(person, record)["events"]) == 2
    hub.end()


def test_each_event_names_the_one_before(hub):
    person = hub.join()
    for places in (1, 2, 3):
        hub.terms.decide(person, Choice(Audience.NEAR, Signal.FEELING, Purpose.LIGHT, places), "said", "en")
    (record,) = {event.record for event in hub.terms.history(person)}
    told = [one["photophore"]["previous"] for _, one, _, _ in hub.terms.ledger.evidence(person, record)]
    digests = [event.digest.hex() for event in hub.terms.history(person)]
    assert told == ["", *digests[:-1]]


def test_times_never_run_back(hub, clock):
    person = hub.join()
    for places in range(1, 9):
        clock.after(-500)
        hub.terms.decide(person, Choice(Audience.NEAR, Signal.FEELING, Purpose.LIGHT, places), "said", "en")
    times = [event.at for event in hub.terms.history(person)]
    assert times == sorted(set(times))


def test_nobody_reads_what_was_shredded(hub):
    person = hub.join()
    receipt = hub.terms.decide(person, Choice(Audience.NEAR, Signal.FEELING, Purpose.LIGHT), "said", "en")
    hub.keys.shred(person)
    hub.terms.forget(person)
    with pytest.raises(PhotophoreError):
        hub.terms.receipt(person, receipt.record)
    with pytest.raises(NotFound):
        hub.terms.decide(person, Choice(Audience.NEAR, Signal.FEELING, Purpose.LIGHT, 1), "said", "en")
    assert hub.log.size >= 2  # the log keeps its entry all the same
