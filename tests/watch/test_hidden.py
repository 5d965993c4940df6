"""Smiles that never met and fail in turn share something that no log shows: the report says what."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from photophore.watch import episode as cutting
from photophore.watch import hidden, spread
from photophore.watch.events import FACTORS
from tests.watch import small


def cut(kind, seed):
    return cutting.cut(small.city(kind, seed)[0], small.BEGINS, 75.0, 1e-6)


def test_the_channel_is_found_and_its_pairs_are_named():
    it = cut("hidden", 1)
    scores = [hidden.score(it, factor) for factor in range(len(FACTORS))]
    assert FACTORS[int(np.argmax(scores))] == "charger"
    assert max(scores) > hidden.epidemic(it) + 20
    told = hidden.report(it, spread.origin(it).orphans)
    assert told.factor == "charger" and told.chance < 1e-6 and told.levels > 5
    assert told.paired > 1.5 * told.expected
    for pair in told.pairs:
        assert pair.earlier_at <= pair.at and pair.level.startswith("charger-")


def test_one_bad_level_is_no_channel():
    it = cut("lot", 1)
    assert hidden.score(it, FACTORS.index("lot")) == -np.inf


def test_nothing_to_report_of_few():
    assert hidden.report(cut("none", 1), np.zeros(0)) is None
    assert hidden.score(cut("none", 1), 0) == -np.inf


@given(some.lists(some.floats(0, 1), max_size=8), some.integers(0, 9))
def test_the_tail_is_exact(chances, count):
    wanted = 0.0
    for bits in range(1 << len(chances)):
        ones = [bits >> i & 1 for i in range(len(chances))]
        if sum(ones) >= count:
            wanted += float(np.prod([c if one else 1 - c for c, one in zip(chances, ones, strict=True)]))
    assert hidden.upper(np.array(chances), count) == pytest.approx(wanted, abs=1e-9)


def test_the_first_is_told_with_care():
    it = cut("hidden", 1)
    odds = hidden.firsts(it, FACTORS.index("charger"))
    assert len(odds) == hidden.FIRST and odds.sum() == pytest.approx(1.0) and odds.max() < 0.98
