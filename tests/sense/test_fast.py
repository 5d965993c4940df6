"""The compiled twin equals the plain account, to the bit."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photophore.sense import fast, feeling
from photophore.sense.signals import Readings
from photophore.words import BLOCK, Tick

F = np.float32
FPS = 30


def batch(rng, count: int, now: int, rows: int, wild: float = 0.0) -> Readings:
    """Readings of few rows, so that many meet; a share of them such as cannot be used."""
    readings = Readings(
        rng.integers(0, rows, count).astype(np.int32),
        rng.integers(0, 2, count).astype(np.uint8),
        rng.normal(0, 0.6, count).astype(F),
        rng.uniform(0.02, 2, count).astype(F),
        rng.integers(max(0, now - 4000), now + 1, count),
        rng.random(count) < 0.6,
    )
    bad = [(0, -1), (0, BLOCK), (1, 2), (2, np.nan), (2, 50.0), (3, 0.0), (3, np.inf), (4, now + 1), (4, -5)]
    for index in np.flatnonzero(rng.random(count) < wild):
        column, value = bad[rng.integers(len(bad))]
        readings[column][index] = value
    return readings


def assert_equal(one, two) -> None:
    for name, this, that in zip(one._fields, one, two, strict=True):
        assert np.array_equal(this, that, equal_nan=this.dtype.kind == "f"), name


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.sampled_from([1, 5, 300, BLOCK]), st.sampled_from([0.0, 0.3]))
def test_the_twin_equals_the_plain_account(seed, rows, wild):
    rng = np.random.default_rng(seed)
    plain, quick, now = feeling.start(BLOCK), feeling.start(BLOCK), 0
    for _ in range(6):
        now += int(rng.choice([1, 15, 1500, 200_000]))
        readings = batch(rng, int(rng.integers(0, 40)), now, rows, wild)
        plain = feeling.follow(plain, readings, Tick(now, FPS))
        quick = fast.follow(quick, readings, Tick(now, FPS))
        assert_equal(plain, quick)


def test_the_twin_equals_the_plain_account_for_many_rows_and_ticks():
    rng, n = np.random.default_rng(7), 6 * BLOCK
    plain, quick = feeling.start(n), feeling.start(n)
    for tick in range(0, 40 * 7, 7):
        readings = batch(rng, 3000, tick, n)
        plain = feeling.follow(plain, readings, Tick(tick, FPS))
        quick = fast.follow(quick, readings, Tick(tick, FPS))
    assert_equal(plain, quick)


@pytest.mark.slow
def test_a_million_rows_are_followed():
    """Prints what a tick costs; no limit, because machines differ."""
    n, rng = 489 * BLOCK, np.random.default_rng(1)
    feelings, spent = feeling.start(n), []
    for tick in range(60):
        rows = np.repeat(np.sort(rng.choice(n, n // 10, replace=False)), 2).astype(np.int32)
        readings = batch(rng, rows.size, tick, n)._replace(row=rows, at=np.full(rows.size, tick))
        readings = readings._replace(axis=np.tile(np.array([0, 1], np.uint8), rows.size // 2))
        begin = time.perf_counter()
        feelings = fast.follow(feelings, readings, Tick(tick, FPS))
        middle = time.perf_counter()
        feelings = fast.follow(feelings, Readings(*(column[:0] for column in readings)), Tick(tick, FPS))
        spent.append((middle - begin, time.perf_counter() - middle))
    words, quiet = np.median(spent[9:], axis=0) * 1e3
    print(f"{n} rows: {words:.0f} ms with a tenth speaking, {quiet:.1f} ms with nobody speaking")
    assert np.isfinite(feelings.now[:, rows]).all()
