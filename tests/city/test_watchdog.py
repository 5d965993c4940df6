"""Whatever a firmware tries, nothing shines that was not sent; what is wrong is dark in two frames, and stays so."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from photophore.city import watchdog
from photophore.watch.events import Kind

LIGHT = arrays.arrays(np.uint8, (6, 32, 3, 2))


@given(LIGHT, LIGHT)
def test_nothing_shines_that_was_not_sent_and_the_dark_holds(tried, sent):
    dogs, who = watchdog.start(2), np.arange(2)
    tripped = np.zeros(2, bool)
    for one, other in zip(tried, sent, strict=True):
        shines, trips = watchdog.guard(dogs, who, one, other)
        assert (shines <= other).all()
        assert not (trips & tripped).any()
        tripped |= trips
        assert not shines[:, :, tripped].any()


@given(arrays.arrays(np.uint8, (32, 3, 1)), st.integers(1, 40))
def test_a_sound_colony_never_trips(light, frames):
    dogs = watchdog.start(1)
    for _ in range(frames):
        shines, trips = watchdog.guard(dogs, np.arange(1), light, light)
        assert not trips.any() and np.array_equal(shines, light)


def test_every_fault_has_one_sign_whatever_was_granted_and_a_relit_one_shines_again():
    dogs, who = watchdog.start(3), np.arange(3)
    sent = np.full((32, 3, 3), 90, np.uint8)
    sent[:, :, 2] = 0
    tried = sent.copy()
    tried[:, :, 0], tried[:, :, 1], tried[:, :, 2] = 0, 200, 40
    _, first = watchdog.guard(dogs, who, tried, sent)
    assert first.tolist() == [False, False, True]  # light without a grant needs no second look
    _, second = watchdog.guard(dogs, who, tried, sent)
    assert second.tolist() == [True, True, False]
    assert isinstance(watchdog.SIGN, Kind) and watchdog.SIGN is not Kind.UNGRANTED
    watchdog.relight(dogs, who)
    assert np.array_equal(watchdog.guard(dogs, who, sent, sent)[0], sent)
