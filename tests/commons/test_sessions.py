"""Sessions stand in the hub, and end: whatever is forged, replayed, fixed beforehand or brought by a clock."""

import contextlib
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from photophore.commons import door
from photophore.commons.keys import Keys
from photophore.commons.people import Joining, People
from photophore.commons.store import Store
from photophore.tlog import entry
from photophore.words import BadRequest, NoRoom, NotAllowed, NotFound, Role, WearerClass
from tests.commons.conftest import Clock, PlainLog

ADULT = Joining(WearerClass.ADULT)


def test_a_forged_word_is_nobody(hub, operator):
    _, token = operator
    for forged in ("", "x", token[:-1], token + "x", token.swapcase(), "\0", "\ud800", "ä" * 5000):
        assert hub.session(forged) is None


def test_a_session_that_was_left_cannot_be_replayed(hub, operator):
    person, token = operator
    other = hub.begin(person.id)
    hub.leave(token)
    assert hub.session(token) is None and hub.session(other) is not None
    third = hub.begin(person.id)
    hub.leave_all(person.id)
    assert hub.session(other) is None and hub.session(third) is None


def test_idle_and_old_sessions_end_and_stay_ended(hub, operator, clock):
    wearer, token = hub.join(hub.invite(Role.WEARER, None), ADULT)
    _, power = operator
    clock.after(door.POWER_IDLE / 1000)
    assert hub.session(power) is None and hub.session(token) is not None
    clock.after(-door.POWER_IDLE / 1000)
    assert hub.session(power) is None  # the clock jumps back: what has ended stays ended
    clock.after(door.POWER_IDLE / 1000)
    days = 1
    while hub.session(token) is not None and days < 400:
        clock.after(20 * 86_400)
        days += 20
    assert days == pytest.approx(180, abs=20)
    idle = hub.begin(wearer.id)
    clock.after(door.IDLE / 1000)
    hub.mend()  # nobody asked for it: it is swept away
    clock.after(-door.IDLE / 1000)
    assert hub.session(idle) is None


def test_a_session_from_the_future_is_none(hub, operator, clock):
    clock.after(86_400)
    token = hub.begin(operator[0].id)
    clock.after(-86_400)
    assert hub.session(token) is None
    assert hub.session(hub.begin(operator[0].id)) is not None  # and nobody is locked out


def test_new_roles_ask_for_a_new_word_and_the_old_one_carries_none(hub, operator):
    """Session fixation: whoever knew the word before somebody got power gets nothing by it."""
    wearer, token = hub.join(hub.invite(Role.ARTIST, None), ADULT)
    assert hub.renewed(token) is None
    hub.grant_role(wearer.id, Role.COUNCIL, operator[0])
    assert hub.session(token).roles == {Role.WEARER}
    new = hub.renewed(token)
    assert hub.session(new).roles == {Role.WEARER, Role.ARTIST, Role.COUNCIL}
    assert hub.renewed(token) is None and hub.renewed(new) is None
    assert hub.session(token).roles == {Role.WEARER}  # for what the page had asked for at the same moment
    hub.revoke_role(wearer.id, Role.COUNCIL, operator[0])
    assert hub.session(new).roles == {Role.WEARER}


def test_the_old_word_ends_soon_after_it_was_renewed(hub, operator, clock):
    wearer, token = hub.join(hub.invite(Role.ARTIST, None), ADULT)
    hub.grant_role(wearer.id, Role.HOST, operator[0])
    assert hub.renewed(token)
    clock.after(door.GRACE / 1000)
    assert hub.session(token) is None


def test_somebody_has_fifty_devices_at_most(hub, operator, clock):
    wearer, first = hub.join(hub.invite(Role.WEARER, None), ADULT)
    for _ in range(door.MOST):
        clock.after(1)
        last = hub.begin(wearer.id)
    assert hub.session(first) is None and hub.session(last) is not None
    assert len(hub.devices(wearer.id)) == door.MOST


def test_a_link_brings_the_own_second_device_and_nobody_elses(hub, operator):
    boss, _ = operator
    wearer, _ = hub.join(hub.invite(Role.ORGANISER, None), ADULT)
    stranger, _ = hub.join(hub.invite(Role.WEARER, None), ADULT)
    person, token = hub.join(hub.invite_back(wearer.id, wearer), Joining(WearerClass.CHILD, name="other"))
    assert person == wearer and hub.session(token) == wearer and hub.name(wearer.id) == ""
    for by in (stranger, wearer):
        with pytest.raises(NotAllowed):
            hub.invite_back(boss.id, by)
    assert hub.join(hub.invite_back(wearer.id, boss), ADULT)[0] == wearer
    with pytest.raises(NotAllowed, match="somebody else"):
        hub.accept(hub.invite_back(wearer.id, boss), stranger.id)
    with pytest.raises(NotFound):
        hub.invite_back("0a1b2c3d.guess", boss)


def test_who_is_here_takes_what_a_link_offers(hub, operator):
    wearer, _ = hub.join(hub.invite(Role.WEARER, None), ADULT)
    code = hub.invite(Role.HOST, operator[0])
    assert hub.accept(code, wearer.id).roles == {Role.WEARER, Role.HOST}
    with pytest.raises(NotAllowed):
        hub.accept(code, wearer.id)


def test_somebody_makes_so_many_links_and_no_more(hub, operator, clock):
    for _ in range(door.MOST):
        hub.invite(Role.WEARER, operator[0])
    with pytest.raises(NotAllowed, match="links"):
        hub.invite(Role.WEARER, operator[0])
    clock.after(door.LIFE)
    hub.invite(Role.WEARER, operator[0])


class Comings(RuleBasedStateMachine):
    """Links, sessions, roles, time and falls in any order, against a plain account of who may do what."""

    codes, tokens = Bundle("codes"), Bundle("tokens")

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock, self.log, self.path = Clock(), PlainLog(), Path(self.folder.name)
        self.keys = Keys.open(self.path / "keys.sqlite")
        self.start()
        self.held, self.unused, self.alive = {}, {}, {}  # id -> roles; code -> role; token -> id

    def start(self):
        self.store = Store.open(self.path / "hub.sqlite", self.clock)
        self.hub = People(self.store, self.keys, self.log, self.clock)
        self.hub.mend()

    @rule(target=codes, role=st.sampled_from(Role))
    def invite(self, role):
        code = self.hub.invite(role, None, 3600)
        self.unused[code] = (role, self.clock.ms + 3_600_000)
        return code

    @rule(target=tokens, code=codes, full=st.booleans())
    def join(self, code, full):
        self.log.full = full
        role, until = self.unused.get(code, (None, 0))
        try:
            person, token = self.hub.join(code, ADULT)
        except NotAllowed:
            assert self.clock.ms >= until
            return "nothing"
        except NoRoom:
            assert full and self.clock.ms < until
            return "nothing"
        finally:
            self.log.full = False
        assert self.clock.ms < until and not full
        del self.unused[code]
        self.held[person.id] = {Role.WEARER, role}
        self.alive[token] = person.id
        return token

    @rule(token=tokens, role=st.sampled_from(Role), full=st.booleans())
    def revoke(self, token, role, full):
        person = self.alive.get(token)
        if person is None:
            return
        self.log.full = full
        with contextlib.suppress(BadRequest, NotFound, NoRoom):
            self.hub.revoke_role(person, role, None)
        self.log.full = False
        if role not in self.hub.get(person).roles:
            self.held[person].discard(role)

    @rule(token=tokens)
    def leave(self, token):
        self.hub.leave(token)
        self.alive.pop(token, None)

    @rule(token=tokens)
    def renew(self, token):
        new = self.hub.renewed(token)
        if new:
            self.alive[new] = self.alive[token]

    @rule(seconds=st.sampled_from([1, 1800, 100_000]))
    def wait(self, seconds):
        self.clock.after(seconds)

    @rule()
    def fall(self):
        self.store.close()
        self.start()

    @invariant()
    def nobody_may_more_than_was_given(self):
        for person, mine in self.held.items():
            assert self.hub.get(person).roles <= mine
        for token, person in list(self.alive.items()):
            found = self.hub.session(token)
            if found is None:
                del self.alive[token]
            else:
                assert found.id == person and found.roles <= self.held[person]
        granted = sum(entry.read(each).facts["do"] == "grant" for each in self.log.entries)
        assert granted >= sum(len(self.hub.get(person).roles) for person in self.held)
        assert len(set(self.log.entries)) == len(self.log.entries)

    def teardown(self):
        self.store.close()
        self.keys.close()
        self.folder.cleanup()


TestComings = Comings.TestCase
TestComings.settings = settings(max_examples=20, stateful_step_count=20, deadline=None)
