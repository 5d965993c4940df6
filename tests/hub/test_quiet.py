"""Orders fade rows and wake them; whoever wears one says yes; nobody is told twice."""

from types import SimpleNamespace

import numpy as np
import pytest

from photophore.commons.resting import Whom
from photophore.commons.rests import About
from tests.hub import guarded


@pytest.fixture
def house(tmp_path):
    with guarded.house(tmp_path) as made:
        yield made


class Visitor:
    def __init__(self, row: int | None):
        self.said = []
        self.line = SimpleNamespace(say=self.said.append)
        guest = SimpleNamespace(row=SimpleNamespace(index=row))
        self.visit = None if row is None else SimpleNamespace(guest=guest)


def test_a_district_fades_softly_and_wakes_when_its_time_is_over(house):
    order = house.hall.rests.order(["West"], house.operator, 2)
    house.quiet.turn()
    house.quiet.turn()
    assert house.loop.said == [("rest", 200, 0.75)], "once, and no faster than it must be to never flash"
    assert house.loop.asleep[:200].all() and not house.loop.asleep[200:].any()
    house.clock.ms = order.until
    house.quiet.turn()
    assert house.loop.said[-1] == ("wake", 200, 1.0) and not house.loop.asleep.any()


def test_who_failed_the_self_test_stays_dark(house):
    house.hall.rests.order(["West"], house.operator, 1)
    house.quiet.turn()
    house.fleet.dark[7] = True
    house.clock.ms += 60_000
    house.quiet.turn()
    assert np.flatnonzero(house.loop.asleep).tolist() == [7]
    house.fleet.dark[7] = False
    house.quiet.turn()
    assert not house.loop.asleep.any()


def test_whoever_wears_a_smile_says_yes_themselves(house):
    house.quiet.worn = lambda: [3, 4]
    house.hall.rests.order(["West"], house.operator, 1)
    house.quiet.turn()
    house.quiet.yes(3)
    assert house.loop.asleep[3], "an order holds still"
    house.clock.ms += 60_000
    house.quiet.turn()
    assert np.flatnonzero(house.loop.asleep).tolist() == [3, 4]
    house.quiet.yes(3)
    house.quiet.yes(100)
    assert np.flatnonzero(house.loop.asleep).tolist() == [4]


def test_a_drill_is_nothing_to_people(house):
    house.quiet.worn = lambda: [3]
    house.hall.rests.order(["West", "East"], None, 1, (), About("a drill", Whom.VIRTUAL))
    house.quiet.let_rest(np.array([3, 5, 239]), house.clock.ms + 900_000)
    assert house.loop.asleep.sum() == 239 and not house.loop.asleep[3]
    house.clock.ms += 60_000
    house.quiet.turn()
    assert np.flatnonzero(house.loop.asleep).tolist() == [5, 239]
    house.quiet.let_go()
    house.quiet.turn()
    assert not house.loop.asleep.any()


def test_visitors_are_told_once_why_and_until_when(house):
    here, away, viewer = Visitor(3), Visitor(220), Visitor(None)
    house.quiet.worn = lambda: [3, 220]
    sessions = [here, away, viewer]
    house.quiet.tell(sessions)
    order = house.hall.rests.order(["West"], house.operator, 1, (), About("a storm", incident=4))
    house.quiet.turn()
    for _ in range(3):
        house.quiet.tell(sessions)
    told = {"t": "rest", "on": True, "since": order.since, "until": order.until, "why": "a storm", "incident": 4}
    assert here.said == [told]
    house.clock.ms += 60_000
    house.quiet.tell(sessions)
    assert here.said[-1] == told | {"since": None, "until": None, "why": "", "incident": 0}, "it waits for a yes"
    house.quiet.yes(3)
    house.quiet.tell(sessions)
    house.quiet.tell(sessions)
    assert here.said[-1]["on"] is False and len(here.said) == 3 and not away.said
