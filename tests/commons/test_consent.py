"""Grants against a model of dicts and sets, rule by rule; what leaves is read-only."""

import sys
import threading

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from photophore.commons.consent import Grants
from photophore.words import BLOCK, BODILY, SIGNALS, Audience, Brightness, Purpose, Signal, Venue

ROWS = [0, 1, 7, 2046, 2047]  # few, so that rules meet
SOME = st.lists(st.sampled_from(ROWS), max_size=4)
AUDIENCES, SIGNALS_ = st.sampled_from(list(Audience)), st.sampled_from(list(Signal))
NO_BODIES = (Venue.WORKPLACE, Venue.EDUCATION, Venue.ELSEWHERE)  # named again: a list that grew must fail
PURPOSES = st.integers(0, 31).map(Purpose)


class Model(RuleBasedStateMachine):
    """(row, audience, signal) -> (purposes, until), kept in the plainest way."""

    @initialize()
    def begin(self):
        self.grants, self.now, self.epoch = Grants(BLOCK), 0, -1
        self.granted, self.chosen, self.loose, self.born = {}, {}, {}, {}
        self.venue, self.steps = Venue.NEIGHBOURHOOD, 0

    @rule(rows=SOME, audience=AUDIENCES, signal=SIGNALS_, purposes=PURPOSES, lasts=st.none() | st.integers(-2, 30))
    def grant(self, rows, audience, signal, purposes, lasts):
        until = None if lasts is None else self.now + lasts
        self.grants.grant(rows, audience, signal, purposes, until)
        if signal in BODILY and self.venue in NO_BODIES:
            return
        self.granted |= {(row, audience, signal): (purposes, until) for row in rows}

    @precondition(lambda self: self.steps > 12)  # so that many runs are of a place where bodies may be sensed
    @rule(venue=st.sampled_from(list(Venue)))
    def mark(self, venue):
        if self.venue in NO_BODIES and venue not in NO_BODIES:
            with pytest.raises(ValueError, match="no body is sensed"):
                self.grants.mark(venue)
            return
        self.grants.mark(venue)
        self.venue = venue
        if venue in NO_BODIES:
            self.granted = {key: it for key, it in self.granted.items() if key[2] not in BODILY}

    @rule(rows=SOME, audience=st.none() | AUDIENCES, signal=st.none() | SIGNALS_)
    def withdraw(self, rows, audience, signal):
        self.grants.withdraw(rows, audience, signal)
        self.granted = {
            (row, who, what): it
            for (row, who, what), it in self.granted.items()
            if row not in rows or audience not in (None, who) or signal not in (None, what)
        }

    @rule(rows=SOME, brightness=st.sampled_from(list(Brightness)))
    def choose(self, rows, brightness):
        self.grants.choose(rows, brightness)
        self.chosen |= dict.fromkeys(rows, brightness)

    @rule(rows=SOME, autonomy=st.floats(0, 1, width=32))
    def loosen(self, rows, autonomy):
        self.grants.loosen(rows, autonomy)
        self.loose |= dict.fromkeys(rows, autonomy)

    @rule(rows=SOME, born=st.integers(0, 9))
    def settle(self, rows, born):
        self.forget(rows)
        self.grants.settle(rows, np.full(len(rows), born, np.uint32))
        self.born |= dict.fromkeys(rows, born)

    @rule(rows=SOME)
    def forget(self, rows):
        self.grants.forget(rows)
        self.granted = {key: it for key, it in self.granted.items() if key[0] not in rows}
        for column in (self.chosen, self.loose):
            for row in rows:
                column.pop(row, None)

    @rule(ticks=st.integers(0, 20))
    def wait(self, ticks):
        self.now += ticks

    @invariant()
    def no_body_is_sensed_where_none_may_be(self):
        self.steps += 1
        if self.venue in NO_BODIES:
            assert not self.grants.given(self.now).mask[:, [Signal.HEART, Signal.SKIN]].any()

    @invariant()
    def everything_is_as_the_model_says(self):
        given = self.grants.given(self.now)
        self.granted = {key: it for key, it in self.granted.items() if it[1] is None or it[1] > self.now}
        mask = np.zeros((len(Audience), SIGNALS, BLOCK), np.uint16)
        present = np.zeros(BLOCK, np.uint8)
        for (row, audience, signal), (purposes, _) in self.granted.items():
            mask[audience, signal, row] = purposes
            present[row] |= audience.bit if purposes & Purpose.LIGHT else 0
            assert self.grants.allowed(row, audience, signal) == purposes
        assert (given.mask == mask).all() and (given.present == present).all()
        for row in ROWS:
            assert given.brightness[row] == self.chosen.get(row, Brightness.BRIGHT_ONLY)
            assert given.autonomy[row] == np.float32(self.loose.get(row, 0.5))
            assert given.born[row] == self.born.get(row, 0)
        assert given.epoch >= self.epoch
        self.epoch = given.epoch


Model.TestCase.settings = settings(max_examples=60, stateful_step_count=25)
TestModel = Model.TestCase


@pytest.fixture
def grants():
    return Grants(2 * BLOCK)


def test_in_the_beginning_nothing_is_allowed(grants):
    given = grants.given(0)
    assert not given.mask.any() and not given.present.any()
    assert (given.brightness == Brightness.BRIGHT_ONLY).all()


@pytest.mark.parametrize(
    "change",
    [
        lambda grants: grants.grant([3], Audience.NEAR, Signal.HEART, Purpose.LIGHT),
        lambda grants: grants.withdraw([3]),
        lambda grants: grants.choose([3], Brightness.ALL),
        lambda grants: grants.loosen([3], 0.1),
        lambda grants: grants.forget([3]),
        lambda grants: grants.settle([3], 4),
    ],
)
def test_the_epoch_grows_with_every_change(grants, change):
    before = grants.given(0).epoch
    change(grants)
    assert grants.given(0).epoch > before


def test_the_epoch_grows_when_a_grant_ends(grants):
    grants.grant([3], Audience.NEAR, Signal.HEART, Purpose.LIGHT, until=10)
    before = grants.given(9)
    assert before.present[3] == Audience.NEAR.bit
    after = grants.given(10)
    assert after.epoch > before.epoch and not after.present[3] and not after.mask.any()


def test_what_is_granted_anew_ends_when_the_new_grant_ends(grants):
    for until, left in ((10, 5), (None, 5), (4, 20)):
        grants.grant([3], Audience.NEAR, Signal.HEART, Purpose.LIGHT, until=10)
        grants.grant([3], Audience.NEAR, Signal.HEART, Purpose.SYNC, until=until)
        assert grants.given(3).mask[Audience.NEAR, Signal.HEART, 3] == Purpose.SYNC
        still = until is None or until > left
        assert bool(grants.given(left).mask.any()) == still
        grants.withdraw([3])


def test_a_new_smile_inherits_no_end_and_no_choice(grants):
    grants.grant([3], Audience.NEAR, Signal.HEART, Purpose.LIGHT, until=10)
    grants.settle([3], 8)
    grants.grant([3], Audience.NEAR, Signal.HEART, Purpose.LIGHT)
    assert grants.given(10).present[3] == Audience.NEAR.bit


def test_given_cannot_be_written(grants):
    given = grants.given(0)
    for name in ("mask", "present", "brightness", "autonomy", "born"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(given, name)[..., 0] = 1
        assert getattr(given, name).shape[-1] == grants.n
    with pytest.raises(AttributeError):
        given.more = 1


@pytest.mark.parametrize("rows", [[-1], [2 * BLOCK], [0, 2 * BLOCK], [-5, 1]])
def test_a_row_that_is_not_there_is_refused_and_nothing_changes(grants, rows):
    with pytest.raises(IndexError, match="there is no row"):
        grants.grant(rows, Audience.NEAR, Signal.HEART, Purpose.LIGHT)
    with pytest.raises(IndexError):
        grants.withdraw(rows)
    assert not grants.given(0).mask.any()


@pytest.mark.parametrize("autonomy", [-0.1, 1.1, np.nan, np.inf, [0.2, 7]])
def test_autonomy_is_a_share(grants, autonomy):
    with pytest.raises(ValueError, match="autonomy"):
        grants.loosen([1, 2], autonomy)


@pytest.mark.parametrize("venue", [Venue.WORKPLACE, Venue.EDUCATION])
def test_no_grant_of_a_body_holds_at_work_or_in_education(grants, venue):
    rows = np.arange(grants.n)
    for signal in Signal:
        grants.grant(rows, Audience.SELF, signal, Purpose.LIGHT)
    grants.mark(venue)
    every = Purpose.LIGHT | Purpose.SYNC | Purpose.MURAL | Purpose.CARE | Purpose.RESEARCH
    for audience in Audience:
        for signal in Signal:
            grants.grant(rows, audience, signal, every, until=100)
    given = grants.given(50)
    assert not given.mask[:, list(BODILY)].any()
    assert (given.mask[:, [Signal.FEELING, Signal.PLACE, Signal.STORY]] == every).all()
    with pytest.raises(ValueError, match="stays a place where no body is sensed"):
        grants.mark(Venue.HOME)
    assert grants.venue is venue


def test_bodies_may_be_sensed_only_where_the_list_says_so():
    assert {venue for venue in Venue if not venue.senses_bodies} == set(NO_BODIES)
    assert set(BODILY) == {Signal.HEART, Signal.SKIN}
    with pytest.raises(ValueError):
        Grants(BLOCK).mark("casino")


def test_rows_come_in_whole_blocks():
    with pytest.raises(ValueError, match="whole blocks"):
        Grants(100)


def test_two_threads_leave_what_is_present_true_to_the_mask(grants):
    """A present bit without a grant would let a glyph that reads nothing glow for somebody without a grant."""
    rows, pace, wrong = np.arange(64), sys.getswitchinterval(), 0
    changes = (lambda: grants.grant(rows, Audience.NEAR, Signal.HEART, Purpose.LIGHT), lambda: grants.withdraw(rows))
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(120):
            threads = [threading.Thread(target=lambda it=change: [it() for _ in range(5)]) for change in changes]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            given = grants.given(0)
            lit = (given.mask[Audience.NEAR][:, rows] & Purpose.LIGHT).any(axis=0)
            wrong += int((lit != (given.present[rows] & Audience.NEAR.bit != 0)).sum())
    finally:
        sys.setswitchinterval(pace)
    assert not wrong
