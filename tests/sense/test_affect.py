"""The process of a feeling: exact steps, exact gaps, company that cannot explode, and scales with ends."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photophore.sense import affect
from photophore.sense.affect import FACE, FAST, LIGHT, MOOD, Company, Way

N = 20_000
IDS = np.arange(N, dtype=np.uint32)
hours = st.floats(1e-3, 400.0)


@pytest.fixture(scope="module")
def people():
    return affect.temper(IDS, 5)


def rest(people, count=0):
    return affect.step(people, np.zeros((2, 2, people.link.size)), np.inf, affect.chances(5, IDS, count, 50))


def test_people_differ_as_the_notes_say(people):
    assert people.home.mean(axis=1) == pytest.approx([0.30, 0.0], abs=0.02)
    assert people.home.std(axis=1) == pytest.approx([0.22, 0.12], rel=0.06)
    assert np.median(people.hours, axis=2) == pytest.approx(np.array([[4, 3], [55, 55]]), rel=0.03)
    assert np.median(people.sd, axis=2) == pytest.approx(np.array([[0.21, 0.20], [0.16, 0.08]]), rel=0.03)
    assert np.median(people.noise, axis=1) == pytest.approx([0.16, 0.20], rel=0.03)
    assert people.link.mean() == pytest.approx(0.15, abs=0.01)
    assert people.link.std() == pytest.approx(0.23, abs=0.01)
    assert people.link.min() > -0.6
    assert people.link.max() < 0.8
    assert (people.link == people.link.max()).sum() < 3, "who falls outside is drawn again, and not heaped at the edge"


def test_the_numbers_shared_with_the_filter_are_its_own():
    assert affect.USUAL.hours == ((4.0, 3.0), (55.0, 55.0))
    assert np.array(affect.USUAL.sd) == pytest.approx(np.array([[0.21, 0.20], [0.16, 0.08]]))
    assert affect.USUAL.noise == pytest.approx((0.16, 0.20))


def test_at_rest_valence_and_arousal_hang_together_as_each_person_s_do(people):
    felt = rest(people) / people.sd
    assert felt.std(axis=2) == pytest.approx(np.ones((2, 2)), rel=0.03)
    assert np.mean(felt[FAST, 0] * felt[FAST, 1]) == pytest.approx(people.link.mean(), abs=0.03)
    assert np.mean(felt[MOOD, 0] * felt[MOOD, 1]) == pytest.approx(0, abs=0.03)


@settings(max_examples=15, deadline=None)
@given(first=hours, second=hours)
def test_two_steps_are_one(first, second):
    """Mean and covariance after two steps equal those after one of their sum: the step is exact."""
    who = affect.temper(IDS[:1], 9)
    unit = np.eye(4).reshape(4, 2, 2, 1)

    def moved(felt, span):
        still = affect.step(who, felt, span, np.zeros((2, 2, 1)))
        pushed = np.stack([affect.step(who, np.zeros((2, 2, 1)), span, z) for z in unit]).reshape(4, 4)
        return still, pushed.T @ pushed

    start = np.array([0.3, -0.2, 0.1, 0.4]).reshape(2, 2, 1)
    half, noise = moved(start, first)
    there, more = moved(half, second)
    once, whole = moved(start, first + second)
    fade = np.exp(-second / who.hours.astype(float)).reshape(4)
    assert there == pytest.approx(once, abs=1e-12)
    assert more + fade[:, None] * noise * fade == pytest.approx(whole, abs=1e-7)


def test_no_time_changes_nothing_and_ever_is_at_rest(people):
    felt = rest(people)
    assert np.array_equal(affect.step(people, felt, 0.0, affect.chances(5, IDS, 1, 50)), felt)
    assert np.abs(affect.step(people, felt, np.inf, np.zeros((2, 2, N)))).max() == 0


@given(since=st.floats(0, 1e5), until=st.floats(0, 1e5), tau=st.floats(0.5, 100))
def test_a_bridge_is_never_wilder_than_the_process(since, until, tau):
    before, after, left = affect.bridge(since, until, tau)
    assert 0 <= before <= 1
    assert 0 <= after <= 1
    assert 0 <= left <= 1
    assert before + after <= 1 + 1e-12


def test_a_bridge_ends_where_it_is_known():
    assert [float(it) for it in affect.bridge(0.0, 3.0, 4.0)] == [1.0, 0.0, 0.0]
    assert [float(it) for it in affect.bridge(3.0, 0.0, 4.0)] == pytest.approx([0.0, 1.0, 0.0], abs=1e-15)
    assert [float(it) for it in affect.bridge(0.0, 0.0, 4.0)] == [1.0, 0.0, 0.0]


def test_a_path_through_a_gap_is_a_path_of_the_process(people):
    """Ends drawn from the process, the middle from the bridge: the middle then has the spread that is usual."""
    first = rest(people)
    last = affect.step(people, first, 5.0, affect.chances(5, IDS, 2, 50))
    middle = affect.between(people, (first, last), 2.0, 3.0, affect.chances(5, IDS, 3, 50))
    assert (middle / people.sd).std(axis=2) == pytest.approx(np.ones((2, 2)), rel=0.04)
    kept = np.mean(first * middle / people.sd**2, axis=2)
    assert kept == pytest.approx(np.exp(-2.0 / people.hours).mean(axis=2), abs=0.03)


groups = st.integers(2, 60).flatmap(
    lambda n: st.tuples(
        *(st.lists(each, min_size=n, max_size=n) for each in
          (st.floats(-2, 2), st.floats(-2, 2), st.floats(0, 1), st.floats(0, 1), st.integers(0, 5)))))  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(drawn=groups, spent=st.floats(0, 1e6), pull=st.floats(0, 1e3), sinking=st.floats(0, 1))
def test_company_never_makes_anyone_feel_more_than_somebody_felt(drawn, spent, pull, sinking):
    ease, energy, openness, expressive, group = (np.array(it) for it in drawn)
    fast = np.stack([ease, energy])
    after = affect.mingle(fast, Company(group, openness, expressive), spent, Way(pull, sinking))
    assert np.isfinite(after).all()
    for one in set(group):
        here = group == one
        assert (abs(after[:, here]).max(axis=1) <= abs(fast[:, here]).max(axis=1) + 1e-12).all()
    assert np.array_equal(after[:, openness == 0], fast[:, openness == 0]), "who is closed is not reached"


@settings(max_examples=60, deadline=None)
@given(drawn=groups, spent=st.floats(0, 1e4), pull=st.floats(0, 1e2))
def test_company_adds_no_energy(drawn, spent, pull):
    ease, energy, openness, expressive, group = (np.array(it) for it in drawn)
    openness = 0.05 + 0.95 * openness
    fast = np.stack([ease, energy])
    after = affect.mingle(fast, Company(group, openness, expressive), spent, Way(pull, 1.0))
    weight = expressive / openness
    assert ((weight * after**2).sum(axis=1) <= (weight * fast**2).sum(axis=1) * (1 + 1e-12)).all()


def test_light_passes_on_less_of_a_low_mood_than_of_a_high_one():
    company = Company(np.zeros(2, int), np.ones(2), np.ones(2))
    up, down = (affect.mingle(np.array([[0.0, it], [0.0, 0.0]]), company, 4.0, LIGHT)[0, 0] for it in (0.5, -0.5))
    assert 0 < -down < up
    face = affect.mingle(np.array([[0.0, -0.5], [0.0, 0.0]]), company, 4.0, FACE)[0, 0]
    assert face < down


def test_who_is_alone_is_left_alone():
    fast = np.array([[0.5, -0.5], [0.1, 0.2]])
    company = Company(np.array([0, 1]), np.ones(2), np.ones(2))
    assert np.array_equal(affect.mingle(fast, company, 10.0, FACE), fast)


def test_the_closed_form_gives_the_figures_of_the_notes():
    found = [affect.alike(10, 4 * kappa) for kappa in (0.05, 0.10, 0.25, 0.50, 1.00)]
    assert found == pytest.approx([0.01, 0.03, 0.07, 0.17, 0.30], abs=0.031)  # theirs are simulated, and rounded
    assert affect.kept(10, 1.0) ** 2 * affect.left_apart(10, 1.0) == pytest.approx(1)
    assert affect.alike(10, 0.0) == pytest.approx(0, abs=1e-12)


def test_scales_have_ends(people):
    feeling = affect.affect(people, rest(people))
    said = affect.say(people, feeling, affect.chances(5, IDS, 4, 50)[0])
    assert said.dtype == np.float32
    assert np.abs(said).max() == 1
    z = affect.chances(5, IDS, 5, 50).reshape(4, -1)
    off = feeling - np.array(affect.USUAL.home)[:, None]
    for item, floor in ((affect.POSITIVE, 0.0), (affect.NEGATIVE, 0.05), (affect.ACTIVATION, 0.0)):
        given_ = affect.answer(item, off, z[0], z[1])
        assert given_.min() >= 0
        assert given_.max() <= 1
        assert (given_ == 0).mean() >= floor
