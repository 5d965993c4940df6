"""An episode is cut out of what was seen, and nothing later gets in."""

import numpy as np
import pytest

from photophore.watch import episode as cutting
from photophore.watch import events as watched
from photophore.watch.events import Kind, seen
from tests.watch import small


def test_an_episode_holds_its_own_faults_meetings_and_takings():
    events, _ = small.city("release", 1)
    it = cutting.cut(events, small.BEGINS, small.BEGINS + 10, 1e-6)
    assert (np.diff(it.at) >= 0).all() and it.at.max() <= it.end <= small.BEGINS + 10
    assert it.takes.at.max() <= it.end and it.begin == small.BEGINS - cutting.BEFORE
    assert (it.meets.at >= it.begin).all() and (it.meets.at <= it.end).all()
    assert it.failed[it.who].tolist() == it.at.tolist() and np.isinf(it.failed).sum() == small.N - len(it.who)


def test_many_faults_end_it_early_and_none_is_half_there():
    fleet = small.roster(1)
    events = watched.together([fleet, small.signs(fleet, np.arange(600), 50 + np.arange(600) / 100)])
    it = cutting.cut(events, 50.0, 79.0, 1e-6)
    assert len(it.at) == cutting.MOST and it.end == pytest.approx(50 + cutting.MOST / 100)


def test_more_than_can_be_looked_at_in_one_moment_are_all_looked_at():
    fleet = small.roster(1)
    events = watched.together([fleet, small.signs(fleet, np.arange(300), np.full(300, 50.0))])
    it = cutting.cut(events, 50.0, 79.0, 1e-6)
    assert len(it.at) == 300 > cutting.MOST and it.end == 50


def test_who_meets_a_neighbourhood_is_there():
    fleet = small.roster(1)
    there = np.flatnonzero(fleet.factors[0] == 8)[:5]
    met = seen(np.full(5, 49.0), Kind.MET, np.full(5, 100), small.NAMES, other=there + 100)
    it = cutting.cut(watched.together([fleet, met]), 50.0, 60.0, 1e-6)
    np.testing.assert_allclose(it.place[:, 0], [fleet.x[there].mean(), fleet.y[there].mean()], rtol=1e-5)
    np.testing.assert_allclose(it.place[:, 200], [fleet.x[200], fleet.y[200]])


def test_logarithms_of_sums():
    assert cutting.log_sum(np.log([1.0, 2.0, 3.0])) == pytest.approx(np.log(6))
    assert cutting.log_mean(np.array([1000.0, 1000.0])) == pytest.approx(1000)
    assert cutting.log_sum(np.array([])) == -np.inf == cutting.log_mean(np.array([-np.inf]))
