"""A withdrawal that a full disk refuses is dark after a restart, too: its room was taken beforehand."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photophore.commons import vow
from photophore.commons.change import Ended
from photophore.commons.record import ALL, Choice
from photophore.commons.vow import FORM, SLOTS, Vows, whom
from photophore.words import Audience, NoRoom, Purpose, Signal
from tests.commons.place_of_terms import Hub

NEAR = Choice(Audience.NEAR, Signal.FEELING, Purpose.LIGHT)


@settings(max_examples=40)
@given(st.none() | st.sampled_from(Audience), st.none() | st.sampled_from(Signal),
       st.none() | st.integers(1, int(ALL)).map(Purpose), st.booleans())  # fmt: skip
def test_what_is_promised_reads_back_equal(tmp_path_factory, audience, signal, purposes, dark):
    path = tmp_path_factory.mktemp("vow") / "vows"
    vows = Vows(path)
    slot = vows.make("ana", Ended(audience, signal, purposes), dark)
    vows.close()
    vows = Vows(path)
    (found,) = vows.all()
    assert found == (slot, whom("ana"), Ended(audience, signal, purposes), dark)
    vows.keep(slot)
    assert not list(vows.all())
    vows.close()


def test_its_room_does_not_grow_and_it_says_when_it_is_full(tmp_path, monkeypatch):
    monkeypatch.setattr(vow, "SLOTS", 64)
    vows = Vows(tmp_path / "vows")
    made = [vows.make(str(each), Ended(), True) for each in range(64)]
    assert len(set(made)) == 64 and vows.make("one more", Ended(), True) is None
    assert (tmp_path / "vows").stat().st_size == 64 * FORM.size
    assert b"ana" not in (tmp_path / "vows").read_bytes()
    vows.close()


def test_a_torn_or_strange_slot_is_no_promise(tmp_path):
    vows = Vows(tmp_path / "vows")
    slot = vows.make("ana", Ended(), True)
    vows.close()
    with open(tmp_path / "vows", "r+b") as file:
        file.seek(slot * FORM.size + 33)
        file.write(b"\x55\x55")
    vows = Vows(tmp_path / "vows")
    assert not list(vows.all()) and len(vows._free) == SLOTS
    vows.close()


def test_without_a_file_nothing_else_is_lost(tmp_path):
    (tmp_path / "vows").mkdir()
    vows = Vows(tmp_path / "vows")
    assert vows.make("ana", Ended(), True) is None and not list(vows.all())


@pytest.mark.parametrize("whole", [True, False])
def test_a_full_disk_and_then_a_restart_light_nothing(tmp_path, clock, whole):
    """Told that it is dark, on a full disk; then the power goes. Promise 2."""
    hub = Hub(tmp_path, clock)
    person = hub.join()
    hub.terms.settle(person, [0], [1])
    hub.terms.decide(person, NEAR, "said", "en")
    hub.terms.decide(person, NEAR._replace(audience=Audience.PUBLIC), "said", "en")
    with hub.full(), pytest.raises(NoRoom):
        hub.terms.withdraw(person, None if whole else Audience.NEAR)
    hub.restart()
    hub.terms.settle(person, [0], [2])
    assert not hub.grants.may(0, Audience.NEAR, Signal.FEELING)
    assert bool(hub.grants.may(0, Audience.PUBLIC, Signal.FEELING)) != whole
    assert not list(hub.terms.owing._vows.all())  # the store has it now
    hub.end()


def test_dark_on_a_full_disk_stays_dark_and_can_be_lit_again(tmp_path, clock):
    hub = Hub(tmp_path, clock)
    person = hub.join()
    hub.terms.settle(person, [0], [1])
    hub.terms.decide(person, NEAR, "said", "en")
    with hub.full(), pytest.raises(NoRoom):
        hub.terms.dark(person)
    hub.restart()
    hub.terms.settle(person, [0], [2])
    assert hub.terms.is_dark(person) and not hub.grants.may(0, Audience.NEAR, Signal.FEELING)
    hub.terms.light(person)
    assert hub.grants.may(0, Audience.NEAR, Signal.FEELING)
    hub.end()


def test_who_was_erased_leaves_no_promise(tmp_path):
    vows = Vows(tmp_path / "vows")
    vows.make("nobody", Ended(), True)
    vows.close()
    hub = Hub(tmp_path, lambda: 1_795_000_000_000)
    assert not list(hub.terms.owing._vows.all()) and not hub.terms.owing
    hub.end()
    assert os.path.getsize(tmp_path / "vows") == SLOTS * FORM.size
