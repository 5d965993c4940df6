"""One's own device: the textbook's filter, exact in time, never sure of what a sensor repeats."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photophore.sense import own, usual
from photophore.sense.feeling import AXES
from photophore.sense.signals import REPORT_SD
from tests.sense.wearers import Dense

WORLD = own.World((usual.HEART, usual.LEVEL, usual.TEXT))
NOISE = (REPORT_SD**2).astype(float)
NAN = float("nan")


def lived(steps):
    """A state after (seconds, what) each: a word (2,), or (sensor, reading)."""
    state = own.start(WORLD)
    for seconds, what in steps:
        state = own.carry(WORLD, state, seconds)
        if isinstance(what, tuple):
            state = own.read(WORLD, state, what[0], np.array([what[1]]))
        else:
            state = own.say(WORLD, state, np.array([what]), NOISE)
    return state


def test_nothing_heard_is_people_at_large():
    told = own.tell(WORLD, own.start(WORLD))
    assert told.mean[0] == pytest.approx([0.3, 0]) and told.sure[0] == pytest.approx([0, 0], abs=1e-12)
    assert told.said[0] == np.inf


@settings(max_examples=60)
@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_two_steps_equal_one(this, that):
    state = lived([(0, [0.5, -0.4]), (60, (0, 1.5)), (60, (1, -2.0))])
    one = own.carry(WORLD, state, this + that)
    two = own.carry(WORLD, own.carry(WORLD, state, this), that)
    assert np.allclose(one.mean, two.mean, atol=1e-12) and np.allclose(one.cov, two.cov, atol=1e-12)
    assert one.said == pytest.approx(two.said)


def test_words_are_believed_as_the_crowds_filter_believes_them():
    state, dense = own.start(WORLD), Dense(AXES[1])
    for seconds, word in ((100, 0.3), (4000, -0.2), (90_000, 0.9), (91_000, 0.1)):
        state = own.carry(WORLD, state, seconds - (0 if dense.at is None else dense.at))
        state = own.say(WORLD, state, np.array([[NAN, word]]), NOISE)
        dense.hear(word, NOISE[1], True, seconds)
    told, (mean, variance) = own.tell(WORLD, state), dense.whole()
    assert told.mean[0, 1] == pytest.approx(mean, abs=1e-6) and told.cov[0, 1, 1] == pytest.approx(variance, rel=1e-5)
    assert told.mean[0, 0] == pytest.approx(0.3)  # of valence nothing was said


def test_a_sensor_that_repeats_itself_is_not_believed_more():
    """A thousand readings within a second say what one says; the error that lasts takes the rest."""
    once = own.tell(WORLD, lived([(0, (0, 2.0))]))
    often = own.tell(WORLD, lived([(0, (0, 2.0))] + [(0.001, (0, 2.0))] * 1000))
    assert often.mean[0, 1] == pytest.approx(once.mean[0, 1], rel=0.05)
    assert often.sure[0, 1] < 1.05 * once.sure[0, 1] + 0.01 < 0.1


def test_a_sensor_tells_of_its_axis_and_not_of_the_home_base():
    state = lived([(0, (0, 2.0)), (60, (2, -1.0))])
    assert state.mean[0, 3] > 0 > state.mean[0, 0] and state.mean[0, [2, 5]] == pytest.approx([0.3, 0])


def test_a_glitch_is_counted_and_not_believed_and_a_gap_is_nothing():
    before = own.start(WORLD)
    after = own.read(WORLD, before, 0, np.array([4.5]))
    assert after.glitches[0] == 1 and np.array_equal(after.mean, before.mean) and np.array_equal(after.cov, before.cov)
    after = own.read(WORLD, before, 0, np.array([NAN]))
    assert after.glitches[0] == 0 and np.array_equal(after.cov, before.cov)


def test_a_word_far_off_is_an_event_and_is_believed():
    calm = lived([(60 * step, [0.3, -0.5]) for step in range(5)])
    told = own.tell(WORLD, own.say(WORLD, calm, np.array([[-0.9, 0.9]]), NOISE))
    assert told.mean[0, 0] < -0.2 and told.mean[0, 1] > 0.2


STEP = st.tuples(st.floats(0, 1e5), st.one_of(st.tuples(st.integers(0, 2), st.floats(-6, 6)),
                                              st.lists(st.floats(-1, 1) | st.just(NAN), min_size=2, max_size=2)))


@settings(max_examples=60, deadline=None)
@given(st.lists(STEP, max_size=20))
def test_whatever_is_heard_the_covariance_stays_one(steps):
    state = lived(steps)
    assert np.isfinite(state.mean).all() and np.allclose(state.cov, state.cov.transpose(0, 2, 1), atol=1e-9)
    assert (np.linalg.eigvalsh(state.cov[0]) > -1e-9).all()
    told = own.tell(WORLD, state)
    assert ((told.sure >= 0) & (told.sure <= 1)).all() and (abs(told.mean) <= 1).all()


def test_wearers_do_not_know_of_each_other():
    many = own.start(WORLD, 3)
    many = own.read(WORLD, many, 0, np.array([1.0, NAN, -1.0]))
    one = own.read(WORLD, own.start(WORLD), 0, np.array([1.0]))
    assert np.allclose(many.mean[0], one.mean[0]) and np.array_equal(many.mean[1], own.start(WORLD).mean[0])
