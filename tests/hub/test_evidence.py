"""Of no small group a rate is told, and no small rest of many."""

import pytest

from photophore.hub.evidence import publishable
from photophore.hub.rollcall import Roll
from photophore.watch.explain import Ground
from photophore.words import GROUP
from tests.watch import small

ALARM = {"smiles": 8, "seconds": 3, "often": 2, "unit": "hours"}


@pytest.fixture(scope="module")
def roll():
    return Roll(small.roster(1))


def test_a_small_group_s_rate_is_not_told(roll):
    sizes = {name: len(roll.of("charger", name)) for name in small.NAMES[5]}
    few, many = min(sizes, key=sizes.get), small.NAMES[0][0]
    assert sizes[few] < GROUP <= len(roll.of("district", many))
    told = publishable([Ground("alarm", ALARM | {"factor": factor, "level": level})
                   for factor, level in (("charger", few), ("district", many), ("fleet", ""))], roll)  # fmt: skip
    assert [each["often"] for each in told] == [0, 2, 2]


@pytest.mark.parametrize(("faults", "of", "stays"), [
    (98, 100, False), (100, 100, True), (50, 100, True), (3, 12, True), (0, 60, True), (51, 100, False)])  # fmt: skip
def test_a_small_rest_is_not_told(roll, faults, of, stays):
    grounds = [Ground("alone", {"faults": faults, "all": of}),
               Ground("shared", {"faults": of, "shared": faults, "factor": "lot", "chance": 0.7})]  # fmt: skip
    assert bool(publishable(grounds[:1], roll)) == bool(publishable(grounds[1:], roll)) == stays


def test_odds_are_told_elsewhere(roll):
    assert publishable([Ground("cause", {"cause": "contact", "level": "", "percent": 99.0})], roll) == []
