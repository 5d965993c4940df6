"""Dentists in reach: against a plain account of the published method, and what must be conserved."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.place import reach


def plainly(homes, people, work, radius):
    """Luo & Qi's two steps, pair by pair."""
    def weight(a, b):
        away = np.hypot(*(a - b))
        return next((w for k, w in enumerate((1.0, 0.68, 0.22)) if away <= (k + 1) * radius / 3), 0.0)

    shared = [sum(p * weight(h, w) for h, p in zip(homes, people, strict=True)) for w in work]
    return np.array([1000 * sum(weight(h, w) / s for w, s in zip(work, shared, strict=True) if s) for h in homes])


@given(st.integers(0, 10**6), st.integers(1, 20), st.integers(0, 15), st.floats(0.5, 8))
def test_as_pair_by_pair(seed, many, dentists, radius):
    random = np.random.default_rng(seed)
    homes, work = random.uniform(0, 10, (many, 2)), random.uniform(0, 10, (dentists, 2))
    people = random.integers(0, 500, many).astype(float)
    assert reach.reach(homes, people, work, radius) == pytest.approx(plainly(homes, people, work, radius))


@given(st.integers(0, 10**6))
def test_people_times_reach_is_the_dentists_whom_anybody_reaches(seed):
    random = np.random.default_rng(seed)
    homes, people = random.uniform(0, 10, (50, 2)), random.uniform(1, 500, 50)
    work = np.concatenate([homes[:20], [[99, 99]] * 5])  # five work where nobody lives
    assert (people * reach.reach(homes, people, work)).sum() / 1000 == pytest.approx(20)


def test_work_in_parts_is_the_same(monkeypatch):
    random = np.random.default_rng(3)
    homes, people, work = random.uniform(0, 9, (300, 2)), np.ones(300), random.uniform(0, 9, (90, 2))
    whole = reach.reach(homes, people, work)
    monkeypatch.setattr(reach, "STEP", 64)
    assert np.allclose(reach.reach(homes, people, work), whole)


def test_zones_and_edges():
    assert reach.weigh(np.array([0.0, 1.0, 3.0, 3.1, 6.0, 6.1, 9.0, 9.1]), 9.0).tolist() == [
        1, 1, 1, 0.68, 0.68, 0.22, 0.22, 0]
    assert (reach.reach(np.zeros((3, 2)), np.ones(3), np.zeros((0, 2))) == 0).all()
