"""Many phones at once, frame by frame: a reading is heard by the next frame, and its cue comes with it."""

import asyncio

import pytest

from photophore.hub import wire
from photophore.hub.visit import CUE_SOONEST
from tests.hub.test_guests import DAY, Hall


@pytest.fixture
def hall(loop, standing):
    return Hall(loop, standing)


async def crowd(hall, count):
    """So many guests who let a feeling be heard, and the lines of their pages, settled."""
    came = [await hall.join() for _ in range(count)]
    for visit, _ in came:
        hall.guests.act(visit, wire.Hear(True), DAY)
    for _ in range(30):
        hall.frame()
    for _, line in came:
        line.heard.clear()
    return came


def test_what_many_say_is_carried_by_the_next_frame(hall):
    async def story():
        came = await crowd(hall, 20)
        hall.frame()
        for visit, _ in came:
            hall.guests.act(visit, wire.Feel(0.5, 0.5), DAY)
        for _, line in came:
            line.heard.clear()
        hall.frame()
        assert len(hall.loop.fed) == 20
        assert all(line.of("cue") for _, line in came)

    asyncio.run(story())


def test_news_need_not_wait_for_a_cue_that_told_nothing(hall):
    """The half-second's cue has just left: what is said now is seen a frame later all the same; what comes too soon
    after that waits until it may be told."""

    async def story():
        [(visit, line)] = await crowd(hall, 1)
        while not line.of("cue"):
            hall.frame()
        line.heard.clear()
        hall.guests.act(visit, wire.Feel(0.5, 0.5), DAY)
        hall.frame()
        assert len(line.of("cue")) == 1
        hall.guests.act(visit, wire.Feel(0.6, 0.5), DAY)
        hall.frame()
        assert len(line.of("cue")) == 1
        for _ in range(CUE_SOONEST):
            hall.frame()
        assert len(line.of("cue")) == 2

    asyncio.run(story())


def test_one_that_fails_keeps_nobody_waiting(hall, monkeypatch):
    async def story():
        (first, one), (second, other) = await crowd(hall, 2)
        monkeypatch.setattr(first.guest, "act", lambda said, day: 1 / 0)
        for visit in (first, second):
            hall.guests.act(visit, wire.Feel(0.5, 0.5), DAY)
        hall.frame()
        assert len(hall.loop.fed) == 1
        monkeypatch.setattr(hall.loop, "cues", lambda rows: 1 / 0)
        for _ in range(20):
            hall.frame()
        monkeypatch.undo()
        one.heard.clear()
        other.heard.clear()
        for _ in range(20):
            hall.frame()
        assert other.of("cue") and one.of("cue"), "a frame without cues ends none"

    asyncio.run(story())


def test_only_whose_light_was_taken_back_is_dark_at_once(hall):
    async def story():
        (first, one), (_, other) = await crowd(hall, 2)
        hall.loop.grants.withdraw(first.guest.smile.rows)  # by another hand than this page's
        hall.frame()
        assert [cue["dark"] for cue in one.of("cue")] == [True]
        assert not any(cue["dark"] for cue in other.of("cue"))

    asyncio.run(story())


def test_what_is_felt_after_light_is_wished_is_heard_after_it(hall):
    """Even where something of this frame was asked for before the wish."""

    async def story():
        [(visit, _)] = await crowd(hall, 1)
        hall.guests.act(visit, wire.Dark(), DAY)
        for _ in range(3):
            hall.frame()
        before = len(hall.loop.fed)
        hall.guests.heard(visit)  # a ping: readings are asked for
        hall.guests.act(visit, wire.Light(), DAY)
        for valence in (0.1, 0.9):
            hall.guests.act(visit, wire.Feel(valence, 0.5), DAY)
        for _ in range(3):
            hall.frame()
        assert [felt.value[0, 0] for felt in hall.loop.fed[before:]] == pytest.approx([0.1, 0.9])

    asyncio.run(story())


@pytest.mark.parametrize(("off", "on"), [(wire.Hear(False), wire.Hear(True)), (wire.Dark(), wire.Light())])
def test_what_is_felt_while_nothing_may_be_heard_is_never_heard(hall, off, on):
    """Not even where it may again before the next frame; what is felt after that is."""

    async def story():
        [(visit, _)] = await crowd(hall, 1)
        before = len(hall.loop.fed)
        for said in (off, wire.Feel(-0.9, 0.9), on, wire.Feel(0.3, 0.1)):
            hall.guests.act(visit, said, DAY)
        for _ in range(3):
            hall.frame()
        assert [felt.value[0, 0] for felt in hall.loop.fed[before:]] == pytest.approx([0.3])

    asyncio.run(story())


def test_wishes_without_end_keep_no_reading_waiting(hall):
    async def story():
        [(visit, _)] = await crowd(hall, 1)
        before = len(hall.loop.fed)
        for count in range(20):
            hall.guests.act(visit, wire.Autonomy(count / 20), DAY)
            hall.guests.act(visit, wire.Feel(0.01 * count, 0.1), DAY)
            hall.frame()
        assert len(hall.loop.fed) - before == 20

    asyncio.run(story())


def test_pings_of_all_renew_what_was_granted_in_one_call(hall, monkeypatch):
    async def story():
        came = await crowd(hall, 5)
        renewed = []
        monkeypatch.setattr(hall.loop.grants, "renew", lambda rows, now: renewed.append(rows.tolist()))
        for visit, _ in came:
            hall.guests.heard(visit)
        hall.frame()
        assert renewed == [[visit.guest.row.index for visit, _ in came]]

    asyncio.run(story())
