import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photophore.glyph.gallery import gallery
from photophore.hub import wire
from photophore.hub.session import Guest
from photophore.hub.smile import Wardrobe
from photophore.words import Audience, BadGlyph, Brightness, NoRoom, Purpose, Sense, Signal

GALLERY = gallery()
DAY = "2026-11-21"


@pytest.fixture
def guest(loop, standing):
    return Guest(loop, standing, Wardrobe(GALLERY), "tide")


def granted(loop, row) -> dict:
    grants = loop.grants
    return {
        (who, what): grants.may(row, who, what)
        for who in Audience
        for what in Signal
        if grants.may(row, who, what)
    }


def test_a_guest_begins_dark_unheard_and_nowhere(guest, loop):
    assert granted(loop, guest.row.index) == {}
    guest.act(wire.Feel(0.5, 0.5), DAY)
    assert loop.fed == []
    assert guest.state() == {
        "hear": False, "heart": False, "show_near": False, "show_public": False, "choose": "bright",
        "autonomy": 0.5, "glyph": "tide", "dark": False, "bodies": True, "district": None, "at": None,
        "joined": False, "gathering": None, "worn": {"how": "name", "hash": GALLERY["tide"].hash},
    }  # fmt: skip


def test_what_is_heard_reaches_the_loop(guest, loop):
    guest.act(wire.Hear(True), DAY)
    guest.act(wire.Hear(True, "heart"), DAY)
    guest.act(wire.Feel(0.5, -0.25), DAY)
    guest.act(wire.Heart(71), DAY)
    felt = loop.felt()
    assert felt.row.tolist() == [guest.row.index] * 2 and felt.born.tolist() == [guest.row.born] * 2
    assert felt.kind.tolist() == [Sense.REPORT, Sense.HEART_RATE]
    assert felt.value[0].tolist() == [0.5, -0.25] and felt.value[1, 0] == 71 and np.isnan(felt.value[1, 1])


def test_a_heart_is_heard_only_where_its_own_switch_is_on(guest, loop):
    guest.act(wire.Hear(True), DAY)
    guest.act(wire.Show(True, "near"), DAY)
    guest.act(wire.Heart(71), DAY)
    assert not loop.fed and Signal.HEART not in {what for _, what in granted(loop, guest.row.index)}
    guest.act(wire.Hear(True, "heart"), DAY)
    guest.act(wire.Heart(71), DAY)
    assert loop.felt().kind.tolist() == [Sense.HEART_RATE]
    now = granted(loop, guest.row.index)
    assert {(Audience.SELF, Signal.HEART), (Audience.NEAR, Signal.HEART)} <= set(now)
    assert guest.act(wire.Hear(False, "heart"), DAY) is not None  # taken back, and told when
    assert guest.state()["hear"] and Signal.HEART not in {what for _, what in granted(loop, guest.row.index)}
    guest.act(wire.Hear(True, "heart"), DAY)
    guest.act(wire.Hear(False), DAY)  # and not where nothing is heard at all
    assert Signal.HEART not in {what for _, what in granted(loop, guest.row.index)}


def test_hearing_is_for_the_own_smile_alone(guest, loop):
    guest.act(wire.Hear(True), DAY)
    assert {who for who, _ in granted(loop, guest.row.index)} == {Audience.SELF}


def test_showing_near_may_pull_and_be_pulled_showing_all_may_not(guest, loop):
    guest.act(wire.Hear(True), DAY)
    guest.act(wire.Show(True, "near"), DAY)
    guest.act(wire.Show(True, "public"), DAY)
    now = granted(loop, guest.row.index)
    assert now[Audience.NEAR, Signal.FEELING] == Purpose.LIGHT | Purpose.SYNC
    assert now[Audience.PUBLIC, Signal.FEELING] == Purpose.LIGHT


def test_a_feeling_is_not_shown_where_it_is_not_heard(guest, loop):
    guest.act(wire.Show(True, "public"), DAY)
    assert (Audience.PUBLIC, Signal.FEELING) not in granted(loop, guest.row.index)
    guest.act(wire.Hear(True), DAY)
    assert (Audience.PUBLIC, Signal.FEELING) in granted(loop, guest.row.index)
    assert guest.act(wire.Hear(False), DAY) == -1  # no frame was made yet
    assert (Audience.PUBLIC, Signal.FEELING) not in granted(loop, guest.row.index)


def test_public_stands_on_the_map_the_same_all_day_and_elsewhere_tomorrow(guest, loop):
    guest.act(wire.Show(True, "public"), DAY)
    at = guest.state()["at"]
    assert at is not None and loop.dressed[guest.row.index]["group"] == guest.state()["district"]
    guest.act(wire.Show(False, "public"), DAY)
    assert guest.state()["at"] is None and loop.dressed[guest.row.index]["group"] == -1
    guest.act(wire.Show(True, "public"), DAY)
    assert guest.state()["at"] == at
    assert guest.new_day("2026-11-22")
    assert guest.state()["at"] != at
    guest.act(wire.Dark(), "2026-11-22")
    assert not guest.new_day("2026-11-23")
    assert guest.state()["at"] is None


def test_dark_takes_everything_back_and_light_restores_it(guest, loop):
    for said in (wire.Hear(True), wire.Show(True, "near"), wire.Show(True, "public")):
        guest.act(said, DAY)
    before, at = granted(loop, guest.row.index), guest.state()["at"]
    loop.step()
    assert guest.act(wire.Dark(), DAY) == 0
    assert granted(loop, guest.row.index) == {}
    assert guest.act(wire.Dark(), DAY) is None
    guest.act(wire.Feel(1, 1), DAY)
    assert loop.fed == []
    assert guest.act(wire.Light(), DAY) is None
    assert granted(loop, guest.row.index) == before and guest.state()["at"] == at


def test_wishes_made_in_the_dark_wait(guest, loop):
    guest.act(wire.Dark(), DAY)
    guest.act(wire.Hear(True), DAY)
    guest.act(wire.Show(True, "public"), DAY)
    assert granted(loop, guest.row.index) == {} and guest.state()["at"] is None


def test_a_guest_wears_a_design_of_the_gallery_or_an_own_one(guest, loop):
    said = wire.Wear(name="hearth")
    guest.act(said, DAY, guest.dress(said))
    assert loop.worn[guest.row.index] is GALLERY["hearth"]
    said = wire.Wear(text="glyph mine\ncolour amber\nbrightness 0.5")
    guest.act(said, DAY, guest.dress(said))
    assert loop.worn[guest.row.index].name == "mine" == guest.state()["glyph"]


@pytest.mark.parametrize(
    "said",
    [wire.Wear(), wire.Wear(name="tide", text="x"), wire.Wear(name="no such"), wire.Wear(text="import os")],
)
def test_what_cannot_be_worn_changes_nothing(guest, loop, said):
    before = loop.worn[guest.row.index]
    with pytest.raises(BadGlyph):
        guest.dress(said)
    assert loop.worn[guest.row.index] is before and guest.state()["glyph"] == "tide"


def test_choices_reach_the_grants(guest, loop):
    guest.act(wire.Choose("gesture"), DAY)
    guest.act(wire.Autonomy(0.9), DAY)
    guest.act(wire.Show(True, "near"), DAY)
    given = loop.grants.given(0)
    assert given.brightness[guest.row.index] == Brightness.GESTURE
    assert given.autonomy[guest.row.index] == pytest.approx(0.9)


def test_a_guest_for_whom_there_is_no_design_takes_no_row(loop, standing, monkeypatch):
    def full(rows, glyph):
        raise NoRoom("no more designs")

    monkeypatch.setattr(loop, "wear", full)
    with pytest.raises(NoRoom):
        Guest(loop, standing, Wardrobe(GALLERY), "tide")
    assert len(loop.left) == 1


def test_who_leaves_leaves_nothing(guest, loop, standing):
    for said in (wire.Hear(True), wire.Show(True, "public")):
        guest.act(said, DAY)
    guest.leave()
    assert granted(loop, guest.row.index) == {} and np.isnan(standing.xy[guest.row.index]).all()
    guest.free()
    assert loop.left == [guest.row.index]


SAID = st.one_of(
    st.builds(wire.Hear, st.booleans()),
    st.builds(wire.Show, st.booleans(), st.sampled_from(["near", "public"])),
    st.just(wire.Dark()),
    st.just(wire.Light()),
    st.builds(wire.Feel, st.floats(-1, 1), st.floats(-1, 1)),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(SAID, max_size=12))
def test_whatever_is_said_grants_are_exactly_the_wishes(loop, standing, said):
    guest = Guest(loop, standing, Wardrobe(GALLERY), "tide")
    for one in said:
        before = granted(loop, guest.row.index)
        taken_back = guest.act(one, DAY)
        now = granted(loop, guest.row.index)
        assert (taken_back is not None) == bool(before.keys() - now.keys())
        assert now == guest.wishes.wanted()
        public = (Audience.PUBLIC, Signal.PLACE) in now
        assert (guest.state()["at"] is not None) == public
    guest.leave()
