"""Leases against a model of one dict; nothing is left in the heap for long, and nothing ends late."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from photophore.commons.lease import SECONDS, Kind, Leases, kind_of
from photophore.words import Audience, Signal

ROWS = st.lists(st.integers(0, 5), unique=True, max_size=4)
WAITS = st.sampled_from([1, 5, 29, 30, 601, 86_401])  # seconds
STEPS = st.lists(st.tuples(st.sampled_from(["renew", "drop", "wait"]), ROWS, WAITS))


@given(STEPS)
def test_a_lease_ends_when_it_must_and_not_before(steps):
    leases, heard, now = Leases(6, fps=1), {}, 0
    for what, rows, ticks in steps:
        rows = np.array(rows, np.int64)
        if what == "renew":
            lost = {row for row in rows.tolist() if any(heard.get((kind, row), -1) <= now for kind in Kind)}
            assert set(leases.renew(rows, now).tolist()) == lost
            heard |= {(kind, row): now + SECONDS[kind] for kind in Kind for row in rows.tolist()}
        elif what == "drop":
            leases.drop(rows)
            heard = {key: until for key, until in heard.items() if key[1] not in rows}
        else:
            now += ticks
            ended = {row for (kind, row), until in heard.items() if until <= now}
            assert set(leases.end(now).tolist()) == ended
            heard = {key: until for key, until in heard.items() if until > now}
        for kind in Kind:
            for row in range(6):
                left = heard.get((kind, row), now) - now
                assert leases.alive[kind, row] == (left > 0)
                assert leases.left(row, kind, now) == left


def test_whoever_is_heard_every_second_fills_no_heap():
    leases, rows = Leases(2048, fps=30), np.arange(2048)
    for second in range(300):
        leases.renew(rows, second * 30)
        assert not leases.end(second * 30).size
    assert len(leases._heap) <= len(Kind)


def test_what_is_close_to_the_body_ends_soonest():
    assert SECONDS == {Kind.HEALTH: 30, Kind.SOCIAL: 600, Kind.COLOUR: 86_400}  # specs trust 1.3
    assert kind_of(Audience.PUBLIC, Signal.HEART) is Kind.HEALTH
    assert kind_of(Audience.PUBLIC, Signal.FEELING) is Kind.COLOUR
    assert kind_of(Audience.NEAR, Signal.FEELING) is Kind.SOCIAL
