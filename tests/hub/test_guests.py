"""Guests without sockets: a loop that is stepped by hand, and lines that keep what they are given."""

import asyncio

import msgspec
import pytest

from photophore.glyph.gallery import gallery
from photophore.hub import guests as guests_module
from photophore.hub import wire
from photophore.hub.between import Between
from photophore.hub.clock import Clock
from photophore.hub.guests import Guests
from photophore.words import NoRoom
from tests.hub import small

GALLERY, DAY = gallery(), "2026-11-21"


class Lines:
    """What would go to a page."""

    def __init__(self):
        self.heard, self.picture = [], None

    def say(self, message, after=False):
        self.heard.append(message | {"after": after})

    def offer(self, kind, message):
        self.picture = message
        self.heard.append(msgspec.msgpack.decode(message))

    def waits(self, kind):
        return False

    def take_back(self, kind):
        return False

    def of(self, kind):
        return [message for message in self.heard if message["t"] == kind]


class Hall:
    """A hub's guests, frame by frame."""

    def __init__(self, loop, standing):
        self.loop, self.between, self.clock = loop, Between(), Clock()
        self.guests = Guests(loop, self.between, standing, self.clock)

    def frame(self):
        frame, answers = small.framed(self.between, self.loop.step)
        self.clock.heard(frame.tick)
        for then, came in answers:
            then(came)
        self.guests.acknowledge(self.guests.carried(frame))
        self.guests.cues(frame.tick.count)
        return frame

    async def join(self):
        line = Lines()
        joining = asyncio.create_task(self.guests.join(line, GALLERY, "tide"))
        await asyncio.sleep(0)
        self.frame()
        return await joining, line


@pytest.fixture
def hall(loop, standing):
    return Hall(loop, standing)


def test_a_cue_follows_a_touch_in_the_frame_that_knows_of_it(hall):
    async def story():
        visit, line = await hall.join()
        hall.guests.act(visit, wire.Hear(True), DAY)
        for _ in range(30):
            hall.frame()
        line.heard.clear()
        hall.guests.act(visit, wire.Feel(0.5, 0.5), DAY)
        fed = None
        for count in range(1, 6):
            hall.frame()
            fed = fed or (count if hall.loop.fed else None)
            if line.of("cue"):
                break
        assert fed == count == 1

    asyncio.run(story())


def test_cues_come_every_half_second_without_news(hall):
    async def story():
        _, line = await hall.join()
        for _ in range(150):
            hall.frame()
        assert 9 <= len(line.of("cue")) <= 12

    asyncio.run(story())


def test_a_stream_of_touches_makes_ten_cues_a_second(hall):
    async def story():
        visit, line = await hall.join()
        hall.guests.act(visit, wire.Hear(True), DAY)
        for _ in range(90):
            hall.guests.act(visit, wire.Feel(0.1, 0.1), DAY)
            hall.frame()
        assert 25 <= len(line.of("cue")) <= 32

    asyncio.run(story())


@pytest.mark.parametrize("between_frames", range(4))
def test_no_cue_is_lit_between_dark_and_light(hall, between_frames):
    async def story():
        visit, line = await hall.join()
        hall.guests.act(visit, wire.Hear(True), DAY)
        for _ in range(12 + between_frames):
            hall.guests.act(visit, wire.Feel(0.1, 0.1), DAY)
            hall.frame()
        assert line.of("cue")[-1]["dark"] is False
        line.heard.clear()
        hall.guests.act(visit, wire.Dark(), DAY)
        assert line.of("cue")[0]["dark"] is True  # at once, without a frame
        for _ in range(40):
            hall.frame()
        assert len(line.of("cue")) > 2 and all(cue["dark"] for cue in line.of("cue"))
        assert [ack["after"] for ack in line.of("ack")] == [True]

    asyncio.run(story())


def test_a_withdrawal_is_acknowledged_with_the_first_frame_that_carries_it(hall):
    async def story():
        visit, line = await hall.join()
        hall.guests.act(visit, wire.Show(True, "public"), DAY)
        hall.frame()
        assert hall.frame().present[visit.guest.row.index]
        hall.guests.act(visit, wire.Show(False, "public"), DAY)
        line.heard.clear()
        frame = hall.frame()
        assert not frame.present[visit.guest.row.index]
        assert [ack["tick"] for ack in line.of("ack")] == [frame.tick.count]

    asyncio.run(story())


def test_who_leaves_before_they_came_takes_no_row(hall):
    async def story():
        joining = asyncio.create_task(hall.guests.join(Lines(), GALLERY, "tide"))
        await asyncio.sleep(0)
        joining.cancel()
        await asyncio.gather(joining, return_exceptions=True)
        hall.frame()
        hall.frame()
        assert len(hall.loop.left) == 1 and len(hall.guests) == 0

    asyncio.run(story())


def test_a_full_hub_says_so(hall, monkeypatch):
    def full(count, kind):
        raise NoRoom("no row is free")

    monkeypatch.setattr(hall.loop, "join", full)

    async def story():
        with pytest.raises(NoRoom):
            await hall.join()

    asyncio.run(story())


def test_rows_are_given_back_after_a_grace_and_at_the_end(hall, monkeypatch):
    monkeypatch.setattr(guests_module, "GRACE", 0.01)

    async def story():
        visits = [(await hall.join())[0] for _ in range(3)]
        hall.guests.leave(visits[0])
        hall.frame()
        assert hall.loop.left == []
        await asyncio.sleep(0.05)
        hall.frame()
        assert hall.loop.left == [visits[0].guest.row.index]
        hall.guests.leave(visits[1])
        hall.guests.close()
        assert sorted(hall.loop.left) == sorted(visit.guest.row.index for visit in visits)

    asyncio.run(story())


def test_an_error_of_ours_is_said_without_its_trace(hall, monkeypatch):
    async def story():
        visit, line = await hall.join()
        monkeypatch.setattr(visit.guest, "act", lambda *_: 1 / 0)
        hall.guests.act(visit, wire.Hear(True), DAY)
        hall.frame()
        assert line.of("error")[0]["what"] == "something went wrong on our side"
        assert visit.acting == 0

    asyncio.run(story())
