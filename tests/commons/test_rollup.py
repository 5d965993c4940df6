"""Means: what DuckDB is asked agrees with the plain sums, and means of means with means of samples."""

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photophore.commons import rollup
from photophore.commons.keeping import Grain
from photophore.commons.rollup import Part, Span
from photophore.words import BadRequest, Signal

WHO = "0123456789abcdef0123456789abcdef"
VALUES = st.one_of(st.none(), st.floats(-100, 100, width=32))
ROWS = st.lists(st.tuples(st.integers(0, 5 * 3_600_000), VALUES, VALUES, st.integers(1, 9)), min_size=1, max_size=30)


@pytest.fixture(scope="module")
def base():
    with duckdb.connect(config={"threads": "1"}) as made:
        yield made


def ask(base, words, **told):
    return base.execute(words, told).fetchnumpy()


def lay(base, rows):
    base.execute("create or replace table samples (who uuid, ms bigint, x float, y float, n usmallint)")
    base.executemany("insert into samples values (?, ?, ?, ?, ?)", [(WHO, *row) for row in rows])


@settings(max_examples=40)
@given(ROWS, st.sampled_from([0, 1_800_000]), st.sampled_from([Grain.MINUTE, Grain.HOUR]))
def test_a_view_is_the_plain_mean(base, rows, begin, grain):
    lay(base, [(begin + ms, x, y, n) for ms, x, y, n in rows])
    words = rollup.view(grain, [Part(Grain.SAMPLE, begin, "samples")])
    got = rollup.readings(Signal.FEELING, Span(0, 10**9, grain), ask(base, words, who=WHO, start=0, end=10**9), 0)
    for axis in (1, 2):
        told: dict[int, list[tuple[float, int]]] = {}
        for row in rows:
            cell = told.setdefault(begin + row[0] // grain.ms * grain.ms, [])
            if row[axis] is not None:
                cell.append((row[axis], row[3]))
        assert got.at_ms.tolist() == sorted(told)
        for place, at in enumerate(sorted(told)):
            values, weights = np.array([v for v, _ in told[at]]), [n for _, n in told[at]]
            assert got.count[place, axis - 1] == sum(weights)
            if weights:
                mean = np.average(values, weights=weights)
                assert got.mean[place, axis - 1] == pytest.approx(mean, rel=1e-5, abs=1e-4)
                assert got.least[place, axis - 1] == values.min() and got.most[place, axis - 1] == values.max()
            else:
                assert np.isnan(got.mean[place, axis - 1])


@settings(max_examples=30)
@given(ROWS)
def test_means_of_means_are_means_of_samples(base, rows):
    lay(base, rows)
    minutes = f"(select who, ms // 60000 * 60000 as ms, {rollup.OF_SAMPLES} from samples group by 1, 2)"
    told = {"who": WHO, "start": 0, "end": 10**9}
    once = ask(base, rollup.view(Grain.HOUR, [Part(Grain.SAMPLE, 0, "samples")]), **told)
    twice = ask(base, rollup.view(Grain.HOUR, [Part(Grain.MINUTE, 0, minutes)]), **told)
    for name in once:
        assert np.ma.allclose(np.ma.asarray(once[name]), np.ma.asarray(twice[name]), rtol=1e-5, atol=1e-4)


def test_an_answer_says_that_there_is_more(base):
    lay(base, [(ms, 0.5, None, 1) for ms in range(10)])
    words = rollup.view(Grain.SAMPLE, [Part(Grain.SAMPLE, 0, "samples")])
    told = ask(base, f"{words} limit 6", who=WHO, start=0, end=10)
    got = rollup.readings(Signal.FEELING, Span(0, 10, Grain.SAMPLE, 5), told, 0)
    assert got.more and got.at_ms.tolist() == [0, 1, 2, 3, 4]
    assert not rollup.readings(Signal.FEELING, Span(0, 10, Grain.SAMPLE, 6), told, 0).more


def test_a_span_is_checked():
    assert rollup.check(Span(0, 1, "hour")) == Span(0, 1, Grain.HOUR)
    with pytest.raises(BadRequest, match="start before end"):
        rollup.check(Span(1, 0))
