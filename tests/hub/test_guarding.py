"""The post hears each second once, keeps what explanations need, and goes on whatever fails."""

import time

import numpy as np
import pytest

from photophore.hub.guarding import KEPT, Memory
from photophore.watch.events import Kind, seen
from photophore.words import BadRequest, NoRoom
from tests.hub import guarded
from tests.hub.guarded import NAMES, Fleet


@pytest.fixture
def house(tmp_path):
    with guarded.house(tmp_path) as made:
        yield made


def test_calm_is_calm(house):
    house.seconds(60)
    house.fleet.bad = [1000]  # an honest fault
    house.seconds(1)
    assert max(house.post.levels.values()) == 0, "else whoever looks at all groups knows whose fault it was"
    house.seconds(60)
    assert house.post.case is None and not house.hall.incidents.all()


def test_a_second_is_heard_once(house):
    house.clock.ms += 1500
    house.post.turn()
    house.fleet.bad = [1000]
    house.clock.ms += 300
    house.post.turn()
    assert house.fleet.bad, "no whole second has passed"
    house.clock.ms += 5000
    house.post.turn()
    house.fleet.bad = [1000] * 7
    house.seconds(1)
    house.seconds(4)
    assert house.post.roll.lately[-2:] == [0, 8], "seconds that nobody asked for were seconds"


def test_an_alarm_shows_where_it_is(house):
    house.seconds(3)
    house.post.plant("lot")
    house.until("detected")
    assert house.post.levels["lot", "7"] == 1.0 > house.post.levels["lot", "8"]


def test_one_drill_at_a_time_and_nothing_is_mended_that_is_not_open(house):
    with pytest.raises(BadRequest, match="nothing is open"):
        house.post.mend()
    house.post.plant("lot")
    with pytest.raises(BadRequest, match="under way"):
        house.post.plant("lot")


def test_its_own_thread_hears_fails_and_goes_on(house):
    real, calls = house.fleet.second, []

    def second(now):
        calls.append(now)
        if len(calls) == 1:
            raise NoRoom("no room")
        if len(calls) == 2:
            raise RuntimeError("ours")
        return real(now)

    house.fleet.second = second
    house.post.start()
    end = time.monotonic() + 30
    while len(calls) < 3 and time.monotonic() < end:
        house.clock.ms += 1000
        time.sleep(0.05)
    house.post.end()
    house.post.end()
    assert len(calls) >= 3


def test_memory_forgets_what_is_old_and_keeps_what_was_taken():
    memory = Memory(Fleet().roster())
    factors = np.full((6, 1), -1)
    factors[2] = 1
    memory.keep(seen(10.0, Kind.TOOK, 1005, NAMES, factors=factors))
    for second in range(KEPT + 3):
        memory.keep(seen(11.0 + second, Kind.MET, 1001, NAMES, other=1002))
    told = memory.all()
    assert (told.kind == Kind.MET.code).sum() == KEPT and not (told.kind == Kind.TOOK.code).any()
    roster = told.kind == Kind.ROSTER.code
    assert told.factors[2, roster & (told.smile == 1005)] == 1
    assert told.at.min() == told.at[roster].max(), "the roster comes first"
    memory.forget()
    assert memory.all().count == 240
