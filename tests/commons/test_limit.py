"""A wearer may decide a lot, and never so much that a disk fills; a clock that jumps gives nothing away for long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.commons.limit import AT_ONCE, EVERY, WEARERS, Limit
from photophore.words import NotAllowed


def spent(limit, person="ana") -> int:
    """How many decisions go through until one is refused."""
    count = 0
    while True:
        try:
            limit.spend(person)
        except NotAllowed:
            return count
        count += 1


def test_so_many_at_once_and_then_one_a_minute(clock):
    limit = Limit(clock)
    assert spent(limit) == AT_ONCE
    clock.after(EVERY / 1000)
    assert spent(limit) == 1
    clock.after(24 * 3600)
    assert spent(limit) == AT_ONCE
    assert spent(limit, "ben") == AT_ONCE


def test_a_refusal_says_what_still_works(clock):
    limit = Limit(clock)
    spent(limit)
    with pytest.raises(NotAllowed, match="too many decisions") as told:
        limit.spend("ana")
    assert "going dark always works" in told.value.try_


@given(st.lists(st.integers(-(10**9), EVERY), min_size=1, max_size=50))
def test_no_jumping_clock_gives_more_than_time_does(jumps):
    now = [10**12]
    limit = Limit(lambda: now[0])
    count, ahead = spent(limit), 0
    for jump in jumps:
        now[0] += jump
        ahead += max(0, jump)
        count += spent(limit)
    assert count <= AT_ONCE + ahead / EVERY


def test_it_remembers_so_many_wearers_and_no_more(clock):
    limit = Limit(clock)
    for each in range(WEARERS + 50):
        limit.spend(str(each))
    assert len(limit._left) == WEARERS
