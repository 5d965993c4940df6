"""What a hub could see, as columns."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from photophore.watch import events as watched
from photophore.watch.events import FACTORS, Kind, seen
from photophore.words import BadRequest

NAMES = (("north", "south"), ("7", "8"), ("1.0",), ("hearth",), ("a",), ("c1", "c2"))


def roster(n=6):
    codes = np.stack([np.arange(n) % len(levels) for levels in NAMES])
    return seen(np.zeros(n), Kind.ROSTER, np.arange(n), names=NAMES, x=10.0, y=20.0, factors=codes)


def test_the_kinds_keep_their_words():
    assert [*Kind] == "roster met took differs flicker ungranted silent clock energy".split()
    assert FACTORS == ("district", "lot", "release", "glyph", "hub", "charger")


def test_together_matches_levels_by_name_and_orders_by_time():
    first = seen([3.0], Kind.TOOK, [4], names=(("south",), *NAMES[1:]), factors=0)
    both = watched.together([first, roster()])
    assert (np.diff(both.at) >= 0).all()
    took = watched.pick(both, both.kind == Kind.TOOK.code)
    assert both.names[0][took.factors[0, 0]] == "south"
    back = watched.pick(both, both.kind == Kind.ROSTER.code)
    assert [both.names[0][code] for code in back.factors[0]] == ["north", "south"] * 3
    assert watched.together([]).count == 0


def test_the_roster_counts_a_smile_as_it_was_first_seen():
    again = seen([9.0], Kind.ROSTER, [2], names=NAMES, factors=1 - 1)
    told = watched.fleet(watched.together([roster(), again]))
    assert told.n == 6
    assert told.since.tolist() == [0.0] * 6
    assert told.rows(np.array([2, 99])).tolist() == [2, -1]
    assert watched.fleet(watched.empty()).rows(np.array([1])).tolist() == [-1]


@given(some.lists(some.tuples(some.integers(0, 3), some.integers(0, 5000)), max_size=40))
def test_a_trouble_begins_once_in_ten_minutes(signs):
    signs.sort(key=lambda it: it[1])
    last, wanted = {}, []
    for smile, at in signs:
        if at - last.get(smile, -1e9) > 600:
            wanted.append((at, smile))
        last[smile] = at
    told = watched.onsets(seen([at for _, at in signs], Kind.FLICKER, [smile for smile, _ in signs]))
    assert sorted(zip(told.at.tolist(), told.smile.tolist(), strict=True)) == sorted(wanted)


@pytest.mark.parametrize(
    "broken",
    [
        lambda it: it._replace(at=it.at * np.nan),
        lambda it: it._replace(at=it.at + 1e308),
        lambda it: it._replace(at=it.at - 2 * watched.LATEST),
        lambda it: it._replace(kind=it.kind + np.uint8(40)),
        lambda it: it._replace(smile=it.smile[:-1]),
        lambda it: it._replace(smile=it.smile - 9),
        lambda it: it._replace(factors=it.factors + 9),
        lambda it: it._replace(names=it.names[:2]),
    ],
)
def test_what_does_not_hold_together_is_refused(broken):
    watched.check(roster())
    with pytest.raises(BadRequest):
        watched.check(broken(roster()))
