"""Who has joined glows by what they decided, on every page of theirs; what they take back is dark before it is told."""

import asyncio
import contextlib

import pytest

from photophore.commons.hall import Hall
from photophore.commons.people import Joining
from photophore.commons.record import Choice, State
from photophore.commons.rollup import LATEST, Span
from photophore.glyph.gallery import gallery
from photophore.hub import wire
from photophore.hub.civic import Commons
from photophore.pages import messages
from photophore.words import Audience, Brightness, NoRoom, Purpose, Signal, WearerClass
from tests.hub import test_guests

DAY, GALLERY = test_guests.DAY, gallery()


def joined(hall):
    return Commons(hall, messages.say, messages.LANGUAGES).joined()


class House(test_guests.Hall):
    """A hub with people in it, frame by frame; what is written down is awaited."""

    def __init__(self, loop, standing, folder):
        super().__init__(loop, standing)
        self.hall = Hall.open(folder, loop.grants)
        people = self.hall.people
        self.person, self.word = people.join(people.invite("wearer", None), Joining(WearerClass.ADULT))

    async def settle(self, visit):
        """Until everything that was asked for is done and carried."""
        for _ in range(200):
            self.frame()
            await asyncio.sleep(0.005)
            if not (visit.acting or visit.waiting or visit.deciding):
                break
        self.frame()

    async def come(self):
        if not self.guests._joined:
            self.guests.let_in(joined(self.hall))
        line = test_guests.Lines()
        person = self.guests.who(self.word)
        joining = asyncio.create_task(self.guests.join(line, GALLERY, "tide", person))
        while not joining.done():
            self.frame()
            await asyncio.sleep(0.005)
        visit = joining.result()
        visit.word = self.word
        return visit, line


@pytest.fixture
def house(loop, standing, tmp_path):
    made = House(loop, standing, tmp_path)
    with contextlib.closing(made.hall):
        yield made


def run(house, story):
    async def whole():
        await story()
        house.guests.close()

    asyncio.run(whole())


def test_switches_are_decisions_that_are_written_down_and_come_back(house):
    async def story():
        visit, line = await house.come()
        row = visit.guest.row.index
        assert visit.state["joined"] and not visit.state["hear"] and not house.loop.frame.present[row]
        house.guests.act(visit, wire.Hear(True), DAY)
        house.guests.act(visit, wire.Show(True, "public"), DAY)
        await house.settle(visit)
        assert line.of("ack")[-1]["state"]["show_public"] and house.frame().present[row] & Audience.PUBLIC.bit
        assert visit.state["at"] is not None
        house.guests.leave(visit)
        house.frame()
        assert not house.frame().present[row]
        again, _ = await house.come()
        await house.settle(again)
        assert again.guest.row.index != row and again.state["hear"] and again.state["show_public"]
        assert house.loop.frame.present[again.guest.row.index] & Audience.PUBLIC.bit
        assert again.state["at"] is not None  # and stands on the map, without moving a switch

    run(house, story)
    events = house.hall.terms.history(house.person.id)
    assert {event.state for event in events} == {State.GIVEN} and all(event.entry is not None for event in events)


def test_promise_2_dark_is_dark_in_the_very_next_frame_and_told_after_it_is_written(house):
    async def story():
        visit, line = await house.come()
        row = visit.guest.row.index
        house.guests.act(visit, wire.Hear(True), DAY)
        house.guests.act(visit, wire.Show(True, "near"), DAY)
        await house.settle(visit)
        assert house.frame().present[row]
        line.heard.clear()
        house.guests.act(visit, wire.Dark(), DAY)
        assert line.of("cue")[-1]["dark"]  # on the own screen, before anything else
        await house.settle(visit)
        assert not house.loop.frame.present[row] and line.of("ack")[-1]["state"]["dark"]
        assert house.hall.terms.history(house.person.id)[-1].state is State.DARK
        house.guests.act(visit, wire.Light(), DAY)
        await house.settle(visit)
        assert house.loop.frame.present[row] and not line.of("ack")[-1]["state"]["dark"]

    run(house, story)


def test_two_pages_are_one_smile_and_each_learns_what_the_other_did(house):
    async def story():
        (one, _), (other, second) = await house.come(), await house.come()
        assert one.guest is other.guest
        house.guests.act(one, wire.Hear(True), DAY)
        house.guests.act(one, wire.Show(True, "near"), DAY)
        await house.settle(one)
        await house.settle(other)
        assert second.of("ack")[-1]["state"]["show_near"]
        house.guests.leave(one)
        house.frame()
        assert house.frame().present[other.guest.row.index]  # the other page is still open
        house.hall.terms.dark(house.person.id)  # on a third page, over HTTP
        assert not house.frame().present[other.guest.row.index]
        for _ in range(20):
            house.frame()
            await asyncio.sleep(0.01)
        assert second.of("cue")[-1]["dark"] and second.of("ack")[-1]["state"]["dark"]

    run(house, story)


def test_a_switch_does_not_widen_what_was_decided_more_narrowly(house):
    async def story():
        narrow = Choice(Audience.NEAR, Signal.FEELING, Purpose.LIGHT, bands=0x0F)
        house.hall.terms.decide(house.person.id, narrow, "words", "en")
        visit, _ = await house.come()
        house.guests.act(visit, wire.Hear(True), DAY)
        house.guests.act(visit, wire.Show(True, "near"), DAY)
        await house.settle(visit)
        assert narrow in house.hall.terms.of(house.person.id)

    run(house, story)


def test_who_is_not_let_in_is_a_guest(house):
    async def story():
        house.guests.let_in(joined(house.hall))
        assert house.guests.who(None) is None and house.guests.who("forged") is None
        house.hall.people.leave(house.word)
        assert house.guests.who(house.word) is None

    run(house, story)


def test_what_may_be_remembered_is_and_nothing_else(house):
    person, hall = house.person.id, house.hall
    hall.terms.decide(person, Choice(Audience.SELF, Signal.FEELING, Purpose.REMEMBER | Purpose.LIGHT), "words", "en")
    hall.terms.decide(person, Choice(Audience.SELF, Signal.HEART, Purpose.LIGHT), "words", "en")

    async def story():
        visit, _ = await house.come()
        for said in (wire.Feel(0.5, -0.25), wire.Heart(64)):
            house.guests.act(visit, said, DAY)
        house.frame()
        await house.guests.keep(lambda at: 0)

    run(house, story)
    read = hall.history.read(person, Signal.FEELING, Span(0, LATEST))
    assert read.mean.tolist() == [[0.5, -0.25]]
    assert not hall.history.read(person, Signal.HEART, Span(0, LATEST)).mean.size


def test_who_stands_on_the_map_learns_how_many_screens_looked(house):
    async def story():
        visit, _ = await house.come()
        for said in (wire.Hear(True), wire.Show(True, "public")):
            house.guests.act(visit, said, DAY)
        await house.settle(visit)
        await house.guests.keep(lambda at: 12 if at == visit.state["at"] else 0)

    run(house, story)
    house.hall.looked.flush(lit=True)
    assert "12" in str(list(house.hall.looked.of(house.person.id)))


def test_whoever_lets_everybody_see_anything_stands_on_the_map(house):
    hear, show = (Choice(who, Signal.FEELING, Purpose.LIGHT) for who in (Audience.SELF, Audience.PUBLIC))
    for choice in (hear, show):
        house.hall.terms.decide(house.person.id, choice, "words", "en")

    async def story():
        visit, _ = await house.come()
        assert visit.state["at"] is not None

    run(house, story)


@pytest.mark.parametrize("pause", [0, 0.005, 0.02])
def test_promise_2_an_acknowledged_dark_wins_over_light_that_was_asked_for_before(house, pause):
    async def story():
        visit, line = await house.come()
        for said in (wire.Hear(True), wire.Show(True, "public")):
            house.guests.act(visit, said, DAY)
        await house.settle(visit)
        for said in (wire.Dark(), wire.Light(), wire.Dark()):
            house.guests.act(visit, said, DAY)
            await asyncio.sleep(pause)
        await house.settle(visit)
        assert not house.frame().present[visit.guest.row.index]
        assert house.hall.terms.is_dark(house.person.id)
        house.guests.act(visit, wire.Light(), DAY)
        await house.settle(visit)
        for said in (wire.Show(False, "public"), wire.Show(True, "public"), wire.Show(False, "public")):
            house.guests.act(visit, said, DAY)
            await asyncio.sleep(pause)
        await house.settle(visit)
        assert not house.frame().present[visit.guest.row.index] & Audience.PUBLIC.bit

    run(house, story)


def test_a_flood_of_darks_is_one_deed_and_each_is_answered(house):
    async def story():
        visit, line = await house.come()
        house.guests.act(visit, wire.Hear(True), DAY)
        await house.settle(visit)
        before = len(house.hall.terms.history(house.person.id))
        for _ in range(300):
            house.guests.act(visit, wire.Dark(), DAY)
        await house.settle(visit)
        assert len([ack for ack in line.of("ack") if ack["of"] == "dark"]) == 300
        assert len(house.hall.terms.history(house.person.id)) == before + 1

    run(house, story)


def test_a_session_that_has_ended_brightens_nothing_and_may_still_go_dark(house):
    async def story():
        visit, line = await house.come()
        line.end = lambda why: line.heard.append({"t": "end", "why": why})
        house.hall.people.leave(house.word)
        house.guests.act(visit, wire.Show(True, "public"), DAY)
        await house.settle(visit)
        assert house.hall.terms.of(house.person.id) == [] and line.of("error")
        house.guests.act(visit, wire.Dark(), DAY)
        await house.settle(visit)
        assert house.hall.terms.is_dark(house.person.id)

    run(house, story)


def test_what_could_not_be_written_is_not_brighter(house, monkeypatch):
    async def story():
        visit, line = await house.come()
        full = NoRoom("the disk is full")
        monkeypatch.setattr(house.hall.people, "choose", lambda *_, **__: (_ for _ in ()).throw(full))
        house.guests.act(visit, wire.Choose("all"), DAY)
        await house.settle(visit)
        assert house.loop.grants.given(0).brightness[visit.guest.row.index] == Brightness.BRIGHT_ONLY
        assert [each["of"] for each in line.of("error")] == ["choose"]

    run(house, story)
