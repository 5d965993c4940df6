"""Groups are counted, never smiles told; what somebody took counts from then on."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from photophore.hub.rollcall import LATELY, LEAST, SPAN, Roll
from photophore.watch.events import Kind, seen
from tests.hub.guarded import MANY, NAMES, Fleet


def roll() -> Roll:
    return Roll(Fleet().roster())


def sizes(it: Roll) -> dict:
    return {(seen_.factor, seen_.name): seen_.smiles for seen_ in it.groups()}


def test_every_group_with_anybody_in_it_is_counted():
    told = sizes(roll())
    assert told[0, "West"] == 200 and told[0, "East"] == 40 and told[1, "7"] == 80
    assert (2, "4.0") not in told, "nobody runs it yet"


def test_what_somebody_took_counts_from_then_on():
    it, fleet = roll(), Fleet()
    fleet.took = [1000, 1001, 77]  # the last is nobody here
    assert it.hear(fleet.second(5.0)) == 0
    assert sizes(it)[2, "4.0"] == 2 and sizes(it)[2, "3.4"] == MANY - 2


@given(st.lists(st.integers(900, 1400), max_size=60), st.integers(1, 300))
def test_signs_are_those_of_known_smiles(numbers, seconds):
    it = roll()
    signs = it.hear(seen(np.full(len(numbers), 3.0), Kind.SILENT, np.array(numbers, np.int64), NAMES), seconds)
    known = [number for number in numbers if 1000 <= number < 1000 + MANY]
    assert signs == len(known) and it.count == len(set(known))
    it.hear(seen(3.0, Kind.MET, 1001, NAMES, other=1002), SPAN - seconds % SPAN)
    assert len(it.lately) == LATELY // SPAN and sum(it.lately) == (signs if signs >= LEAST else 0)
    it.begin()
    assert it.count == 0


def test_levels_are_matched_by_their_names():
    it = roll()
    other = (("East", "Nowhere"), ("9",), ("4.0",), (), (), ())
    factors = np.full((6, 1), -1)
    factors[2] = 0
    it.hear(seen(3.0, Kind.TOOK, 1005, other, factors=factors))
    assert it.of("release", "4.0").tolist() == [5]
    assert it.of("release", "9.9").size == 0


def test_a_district_is_named_only_where_a_group_lives():
    it = roll()
    assert it.district_of(1000) == "West" and it.district_of(1230) is None, "40 are no group"
    assert it.district_of(5) is None
    assert it.districts(np.arange(MANY)) == ["West"]


def test_a_city_smaller_than_a_group_tells_nothing():
    roster = Fleet().roster()
    few = Roll(roster._replace(**{name: getattr(roster, name)[:30] for name in roster._fields[:6]},
                               factors=roster.factors[:, :30]))  # fmt: skip
    few.hear(seen(3.0, Kind.FLICKER, 1003, NAMES))
    assert sum(few.lately) == 0
