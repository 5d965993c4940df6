"""Grants against a model of dicts and sets, rule by rule; what leaves is read-only."""

import sys
import threading

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from photophore.commons.consent import CELLS, Grants, When
from photophore.words import BLOCK, BODILY, SIGNALS, Audience, Band, Brightness, Purpose, Signal, Venue, WearerClass

ROWS = [0, 1, 7, 2046, 2047]  # few, so that rules meet
SOME = st.lists(st.sampled_from(ROWS), max_size=4)
AUDIENCES, SIGNALS_ = st.sampled_from(list(Audience)), st.sampled_from(list(Signal))
NO_BODIES = (Venue.WORKPLACE, Venue.EDUCATION, Venue.ELSEWHERE)  # named again: a list that grew must fail
PURPOSES = st.integers(0, 63).map(Purpose)
BITS = st.sampled_from([0xFF, 0xFF, 0x01, 0x02, 0x0F, 0x00])  # of places, and of bands


class Model(RuleBasedStateMachine):
    """(row, audience, signal, purpose) -> when, kept in the plainest way."""

    @initialize()
    def begin(self):
        self.grants, self.now, self.epoch = Grants(BLOCK, fps=1), 0, -1
        self.granted, self.chosen, self.loose, self.born = {}, {}, {}, {}
        self.heard, self.where, self.kind = {}, {}, {}
        self.venue, self.band, self.steps = Venue.NEIGHBOURHOOD, Band.WEEK_DAY, 0
        self.rules = np.full(CELLS, 0xFFFF, np.uint16)

    @rule(rows=SOME, audience=AUDIENCES, signal=SIGNALS_, purposes=PURPOSES, lasts=st.none() | st.integers(-2, 30),
          where=st.tuples(BITS, BITS))  # fmt: skip
    def grant(self, rows, audience, signal, purposes, lasts, where):
        until = None if lasts is None else self.now + lasts
        self.grants.grant(rows, audience, signal, purposes, When(until, *where))
        self.granted |= {(row, audience, signal, one): (until, *where) for row in rows for one in purposes}
        self.heard |= dict.fromkeys(rows, self.now)

    @precondition(lambda self: self.steps > 12)  # so that many runs are of a place where bodies may be sensed
    @rule(venue=st.sampled_from(list(Venue)))
    def mark(self, venue):
        if self.venue in NO_BODIES and venue not in NO_BODIES:
            with pytest.raises(ValueError, match="no body is sensed"):
                self.grants.mark(venue)
            return
        self.grants.mark(venue)
        self.venue, self.where = venue, {}

    @rule(rows=SOME, venue=st.sampled_from(list(Venue)))
    def enter(self, rows, venue):
        if self.venue in NO_BODIES and venue not in NO_BODIES:
            with pytest.raises(ValueError, match="nobody leaves"):
                self.grants.enter(rows, venue)
            return
        self.grants.enter(rows, venue)
        self.where |= dict.fromkeys(rows, venue)

    @rule(band=st.sampled_from(list(Band)))
    def turn(self, band):
        self.grants.turn(band)
        self.band = band

    @rule(seed=st.integers(0, 99))
    def rule_(self, seed):
        self.rules = np.random.default_rng(seed).integers(0, 0x10000, CELLS).astype(np.uint16)
        self.grants.rule(self.rules)

    @rule(rows=SOME)
    def renew(self, rows):
        self.grants.renew(rows, self.now)
        self.heard |= dict.fromkeys(rows, self.now)

    @rule(rows=SOME, audience=st.none() | AUDIENCES, signal=st.none() | SIGNALS_, purposes=st.none() | PURPOSES)
    def withdraw(self, rows, audience, signal, purposes):
        self.grants.withdraw(rows, audience, signal, purposes)
        self.granted = {
            (row, who, what, one): it
            for (row, who, what, one), it in self.granted.items()
            if row not in rows or audience not in (None, who) or signal not in (None, what)
            or not (purposes is None or purposes & one)
        }  # fmt: skip

    @rule(rows=SOME, brightness=st.sampled_from(list(Brightness)))
    def choose(self, rows, brightness):
        self.grants.choose(rows, brightness)
        self.chosen |= dict.fromkeys(rows, brightness)

    @rule(rows=SOME, autonomy=st.floats(0, 1, width=32))
    def loosen(self, rows, autonomy):
        self.grants.loosen(rows, autonomy)
        self.loose |= dict.fromkeys(rows, autonomy)

    @rule(rows=SOME, born=st.integers(0, 9), kind=st.sampled_from(list(WearerClass)))
    def settle(self, rows, born, kind):
        self.forget(rows)
        self.grants.settle(rows, np.full(len(rows), born, np.uint32), kind)
        self.born |= dict.fromkeys(rows, born)
        self.kind |= dict.fromkeys(rows, kind)

    @rule(rows=SOME)
    def forget(self, rows):
        self.grants.forget(rows)
        self.granted = {key: it for key, it in self.granted.items() if key[0] not in rows}
        for column in (self.chosen, self.loose, self.heard, self.where, self.kind):
            for row in rows:
                column.pop(row, None)

    @rule(ticks=st.sampled_from([0, 1, 7, 20, 31, 300, 90_000]))
    def wait(self, ticks):
        self.now += ticks

    @invariant()
    def no_body_is_sensed_where_none_may_be(self):
        self.steps += 1
        if self.venue in NO_BODIES:
            assert not self.grants.given(self.now).mask[:, [Signal.HEART, Signal.SKIN]].any()

    def holds(self, row, audience, signal, one) -> bool:
        """DESIGN's sentence: granted for here and now, not ended, allowed by the rules, and heard of late."""
        until, places, bands = self.granted[row, audience, signal, one]
        venue = self.where.get(row, self.venue)
        rules = self.rules[self.kind.get(row, WearerClass.GUEST), venue.place, self.band, audience, signal]
        body = signal in (Signal.HEART, Signal.SKIN)
        lasts = 30 if body or signal == Signal.MOUTH else 24 * 3600 if audience == Audience.PUBLIC else 600
        return (
            (until is None or until > self.now) and places >> venue.place & 1 and bands >> self.band & 1
            and rules & one and row in self.heard and self.heard[row] + lasts > self.now
            and not (body and venue in NO_BODIES)
        )  # fmt: skip

    @invariant()
    def everything_is_as_the_model_says(self):
        given = self.grants.given(self.now)
        self.granted = {key: it for key, it in self.granted.items() if it[0] is None or it[0] > self.now}
        mask = np.zeros((len(Audience), SIGNALS, BLOCK), np.uint16)
        present = np.zeros(BLOCK, np.uint8)
        for row, audience, signal, one in self.granted:
            if self.holds(row, audience, signal, one):
                mask[audience, signal, row] |= one
                present[row] |= audience.bit if one & Purpose.LIGHT else 0
        assert (given.mask == mask).all() and (given.present == present).all()
        for row in ROWS:
            assert given.brightness[row] == self.chosen.get(row, Brightness.BRIGHT_ONLY)
            pulls = (mask[[Audience.NEAR, Audience.GATHERING], :, row] & Purpose.SYNC).any()
            chosen = np.float32(self.loose.get(row, 0.5)) if pulls else np.nan
            np.testing.assert_equal(given.autonomy[row], chosen, "nobody pulls or is pulled without a grant for it")
            assert given.born[row] == self.born.get(row, 0)
            for audience, signal in ((Audience.NEAR, Signal.HEART), (Audience.PUBLIC, Signal.FEELING)):
                assert self.grants.may(row, audience, signal) == mask[audience, signal, row]
                light = bool(mask[audience, signal, row] & Purpose.LIGHT)
                assert self.grants.allowed(np.array([row]), audience, signal, Purpose.LIGHT).tolist() == [light]
        assert given.epoch >= self.epoch
        self.tells_what_was_taken(given, mask)
        self.epoch = given.epoch

    def tells_what_was_taken(self, given, mask):
        """Whoever holds an older frame learns of every audience that lost light since, and of no other row."""
        before = getattr(self, "before", np.zeros_like(mask))
        lost = before & ~mask & Purpose.LIGHT != 0  # (8, 16, n)
        late = given.taken.since(self.epoch)
        late = np.zeros(BLOCK, np.uint8) if late is None else late
        for audience in Audience:
            assert (late[lost[audience].any(axis=0)] & audience.bit).all()
        assert (late[lost[Audience.SELF].any(axis=0)] == 0xFF).all()
        assert not late[np.setdiff1d(np.arange(BLOCK), ROWS)].any()
        self.before = mask


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
    grants.grant([3], Audience.NEAR, Signal.HEART, Purpose.LIGHT, When(until=10))
    before = grants.given(9)
    assert before.present[3] == Audience.NEAR.bit
    after = grants.given(10)
    assert after.epoch > before.epoch and not after.present[3] and not after.mask.any()


def test_what_is_granted_anew_ends_when_the_new_grant_ends(grants):
    for until, left in ((10, 5), (None, 5), (4, 20)):
        grants.grant([3], Audience.NEAR, Signal.HEART, Purpose.LIGHT, When(until=10))
        grants.grant([3], Audience.NEAR, Signal.HEART, Purpose.LIGHT, When(until=until))
        assert grants.given(3).mask[Audience.NEAR, Signal.HEART, 3] == Purpose.LIGHT
        still = until is None or until > left
        assert bool(grants.given(left).mask.any()) == still
        grants.withdraw([3])


def test_a_new_smile_inherits_no_end_and_no_choice(grants):
    grants.grant([3], Audience.NEAR, Signal.HEART, Purpose.LIGHT, When(until=10))
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
            grants.grant(rows, audience, signal, every, When(until=100))
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
