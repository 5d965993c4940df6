"""The affect of made-up people has the figures of feeling.md 1.3, and exact steps."""

import numpy as np
import pytest

from photophore.city import affect
from photophore.sense.affect import FAST, MOOD

N = 20_000
WHO = np.arange(N)
IDS = WHO.astype(np.uint32)
FPS = 30
HOUR = 3600 * FPS


@pytest.fixture
def people():
    return affect.minds(IDS, 3)


def test_people_are_those_of_the_process(people):
    assert people.temper.home.mean(axis=1) == pytest.approx([0.30, 0.0], abs=0.02)
    assert np.median(people.fast_hours, axis=1) == pytest.approx([4.0, 3.0], rel=0.03)
    assert ((people.fast_hours[0] > 2) & (people.fast_hours[0] < 8)).mean() > 0.88
    assert np.shares_memory(people.fast, people.felt)


def test_people_begin_in_the_middle_of_their_days_and_stay_there(people):
    for hours in (0, 1, 48):
        affect.live(people, WHO, IDS, hours * HOUR, (FPS, 3))
        scaled = people.fast / people.temper.sd[FAST]
        assert scaled.mean(axis=1) == pytest.approx([0, 0], abs=0.03)
        assert scaled.std(axis=1) == pytest.approx([1, 1], rel=0.03)
        assert (people.felt[MOOD] / people.temper.sd[MOOD]).std(axis=1) == pytest.approx([1, 1], rel=0.03)
        assert np.mean(scaled[0] * scaled[1]) == pytest.approx(people.temper.link.mean(), abs=0.03)


def test_memory_fades_with_each_person_s_own_time(people):
    before = people.fast.copy()
    affect.live(people, WHO, IDS, 4 * HOUR, (FPS, 3))
    for axis in (0, 1):
        kept = np.exp(-4 / people.fast_hours[axis])
        scale = people.temper.sd[FAST, axis]
        left = np.mean(before[axis] * people.fast[axis] / scale**2)
        assert left == pytest.approx(kept.mean(), abs=0.03)


def test_one_long_step_and_many_short_ones_are_alike():
    """From the same start, mean and spread after 3 h agree whatever the steps between."""
    ends = []
    for stops in ([3 * HOUR], [HOUR // 7, HOUR, 3 * HOUR]):
        mind = affect.minds(IDS, 3)
        mind.fast[:] = 0.5
        for stop in stops:
            affect.live(mind, WHO, IDS, stop, (FPS, 3))
        ends.append((mind.fast.mean(axis=1), mind.fast.std(axis=1)))
    assert ends[0][0] == pytest.approx(ends[1][0], abs=0.008)
    assert ends[0][1] == pytest.approx(ends[1][1], rel=0.03)


def test_no_time_changes_nothing(people):
    before = people.fast.copy(), people.felt.copy()
    affect.live(people, WHO, IDS, 0, (FPS, 3))
    assert np.array_equal(before[0], people.fast)
    assert np.array_equal(before[1], people.felt)


def test_what_is_said_is_clipped_and_has_the_error_of_the_notes(people):
    said = affect.say(people, WHO, IDS, 9, 3)
    assert said.dtype == np.float32 and said.shape == (N, 2)
    assert np.abs(said).max() <= 1
    assert (said[:, 0] == 1).any(), "scales have ends, and people reach them"
    error = (said.T - affect.affect(people, WHO))[:, np.abs(said).max(axis=1) < 0.99]
    assert error.std(axis=1) == pytest.approx([0.16, 0.20], rel=0.12)


def test_an_event_moves_each_as_they_react(people):
    before = people.fast.copy()
    affect.stir(people, WHO[:100], np.full((2, 100), 0.2))
    moved = people.fast - before
    assert moved[:, :100] == pytest.approx(0.2 * np.stack([people.temper.reactive[:100]] * 2), abs=1e-6)
    assert not moved[:, 100:].any()


def test_hearts_are_in_the_range_of_people_and_rise_with_arousal(people):
    beats = affect.heart(people, WHO, IDS, 5, 3)
    assert 42 <= beats.min() and beats.max() <= 160
    assert np.corrcoef(beats, affect.affect(people, WHO)[1])[0, 1] > 0.2


def test_the_same_from_the_same_seed():
    one, two = affect.minds(IDS[:50], 8), affect.minds(IDS[:50], 8)
    for mind in (one, two):
        affect.live(mind, WHO[:50], IDS[:50], 777, (FPS, 8))
    assert np.array_equal(one.fast, two.fast)
