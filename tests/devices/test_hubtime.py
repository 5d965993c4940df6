"""The hub's time over a bad line: never run back, close after ten seconds, and no word from a liar breaks it."""

import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.devices import hubtime
from photophore.devices.hubtime import HubTime

OFFSET = 5e5
DRIFT = 50e-6


def pings(seed, until=30_000, drift=DRIFT, ways=(20, 200, 20, 200), in_order=False):
    """(c, h, s, back) of pings over a line whose ways take so long by chance; one in a hundred is lost.

    in_order: as over one WebSocket, no word overtakes another.
    """
    chance, made, there_at, back_at = random.Random(seed), [], 0.0, 0.0
    for c in [*hubtime.PINGS, *range(8000, until, hubtime.PING_EVERY)]:
        if chance.random() < 0.01:
            continue
        heard = c + chance.uniform(*ways[:2])
        there_at = heard = max(heard, there_at) if in_order else heard
        back = heard + 1 + chance.uniform(*ways[2:])
        back_at = back = max(back, back_at) if in_order else back
        h = math.floor(hub(heard, drift))  # hubs stamp whole milliseconds
        made.append((float(c), h, h + 1, back))
    return sorted(made, key=lambda each: each[3])


def hub(own, drift=DRIFT):
    return own * (1 + drift) + OFFSET


def shown(time: HubTime, made, reads):
    """What it says at each of these moments; answers come in as they came."""
    out, made = [], list(made)
    for at in reads:
        while made and made[0][3] <= at:
            time.pong(*made.pop(0))
        out.append(time.now(float(at)))
    return np.array([np.nan if value is None else value for value in out])


LINES = {"chance": {}, "in order": {"in_order": True}, "slow there": {"ways": (20, 200, 20, 60)},
         "slow hub": {"drift": -DRIFT}}  # fmt: skip


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_after_ten_seconds_it_is_within_20_ms_and_never_runs_back(line):
    reads, errors = np.arange(0, 30_000, 100.0), []
    for seed in range(40):
        time = HubTime()
        time.guess(hub(0) - 100, 0)
        told = shown(time, pings(seed, **line), reads)
        assert (np.diff(told) >= 0).all()
        errors.extend(np.abs(told - hub(reads, line.get("drift", DRIFT)))[reads > 10_000])
    assert np.percentile(errors, 95) <= 20


def test_the_doubt_is_a_bound():
    """What it believes is never further off than it doubts."""
    for seed in range(20):
        time = HubTime()
        for c, h, s, back in pings(seed):
            time.pong(c, h, s, back)
            most, least = time._bounds(back)
            wrong = abs((most + least) / 2 - (hub(back) - back))
            assert wrong <= time.doubt(back) + 3  # stamps of whole milliseconds, 50 ppm


def test_the_rate_is_learned():
    time = HubTime()
    for each in pings(1, 900_000, ways=(5, 9, 5, 9)):
        time.pong(*each)
    assert time.rate == pytest.approx(DRIFT, abs=2e-6)
    alone = HubTime()
    alone.pong(*pings(1, ways=(5, 9, 5, 9))[0])
    assert alone.rate == 0  # one ping says nothing of it


def test_on_a_silent_line_doubt_grows():
    time = HubTime()
    assert time.doubt(0) == math.inf and time.now(0) is None
    time.pong(0.0, 1000, 1000, 20.0)
    assert time.doubt(20) == pytest.approx(10) and time.doubt(20 + 3.6e6) == pytest.approx(10 + 180)


def test_far_off_it_jumps_forward_and_never_back():
    time = HubTime()
    time.pong(0.0, 1000, 1000, 20.0)
    assert time.now(20.0) == pytest.approx(1010)
    time.pong(100.0, 61_100, 61_100, 120.0)  # this board's clock slept for a minute
    assert time.now(120.0) == pytest.approx(61_110)
    time.pong(200.0, 1200, 1200, 220.0)
    assert time.broken and time.now(230.0) is None
    time.reset()
    time.pong(300.0, 1300, 1300, 320.0)
    assert time.now(320.0) == pytest.approx(1310) and not time.broken


numbers = st.one_of(st.floats(-1e5, 1e5), st.floats(allow_nan=True, allow_infinity=True), st.integers(-(10**7), 10**7))


@given(st.lists(st.tuples(numbers, numbers, numbers, st.floats(0, 500)), max_size=30))
def test_whatever_a_hub_answers_time_never_runs_back(said):
    time, own, last = HubTime(), 0.0, -math.inf
    time.guess(0, 0)
    for c, h, s, later in said:
        own += later
        time.pong(c, h, s, own)
        now = time.now(own)
        assert now is None or (math.isfinite(now) and now >= last)
        last = last if now is None else now


@given(st.lists(st.tuples(numbers, numbers, numbers), max_size=30), st.floats(1, 2000))
def test_it_is_slewed_unless_it_is_proved_to_be_far_off(said, step):
    time, own = HubTime(), 0.0
    time.guess(0, 0)
    before = time.now(0.0)
    for c, h, s in said:
        own += step
        time.pong(c, h, s, own)
        now = time.now(own)
        if now is None:
            return
        assert now - before <= step * (1 + hubtime.SLEW) + 1e-6 * abs(now) or now - before > hubtime.FAR
        before = now
