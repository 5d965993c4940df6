"""What is usual and what a sensor tells of a wearer: learned slowly, honestly, and in the direction that is true."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photophore.sense import usual

EACH = pytest.mark.parametrize("sensor", [usual.HEART, usual.BEATS, usual.LEVEL, usual.DRIVE, usual.TEXT])
ROW = np.array([0])


def read(mine, sensor, level, seconds=60.0):
    value, noise = usual.read(mine, sensor, ROW, np.array([level], float), np.array([seconds], float))
    return float(value[0]), float(noise[0])


@EACH
def test_the_noise_of_people_is_what_their_correlation_says(sensor):
    """R / sigma^2 = 1 / r^2 - 1 for one independent reading of a wearer who is well known; specs/feeling.md 2.1."""
    mine = usual.start(1, sensor)
    mine.learned[:], mine.vague[:] = 1e9, 0
    value, noise = read(mine, sensor, sensor.mean + sensor.spread, sensor.error)
    assert noise == pytest.approx(2 * (1 / sensor.r**2 - 1) * sensor.felt.sd**2, rel=1e-3)
    assert value == pytest.approx(sensor.felt.sd / sensor.r, rel=1e-3)


@EACH
def test_what_is_usual_becomes_the_wearers_own(sensor):
    mine, dice = usual.start(1, sensor), np.random.default_rng(1)
    wide = 0.5 * (sensor.least + sensor.most)
    for _ in range(600):
        read(mine, sensor, sensor.mean + sensor.most + wide * dice.standard_normal(), 2 * sensor.error)
    assert mine.mean[0] == pytest.approx(sensor.mean + sensor.most, abs=0.2 * wide)
    assert mine.spread[0] == pytest.approx(wide, rel=0.15)


@EACH
@settings(max_examples=40)
@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(0.03, 1e7)), min_size=1, max_size=30))
def test_whatever_is_read_stays_finite_and_never_sure(sensor, steps):
    mine = usual.start(1, sensor)
    for off, seconds in steps:
        value, noise = read(mine, sensor, sensor.mean + off * sensor.spread, seconds)
        assert np.isfinite(value) and noise > 0.5 * sensor.felt.sd**2
        assert sensor.least <= mine.spread[0] <= sensor.most
        assert mine.learned[0] <= usual.LEARNED / (2 * sensor.error) + 1e-3


def taught(sensor, true: float, words: int, seed: int) -> usual.Usual:
    """A wearer whose sensor goes along by `true` times people's r, after so many sittings."""
    mine, dice = usual.start(1, sensor), np.random.default_rng(seed)
    mine.learned[:] = 1e6
    for _ in range(words):
        felt = dice.standard_normal()
        mine.lately[:] = sensor.r * true * felt + np.sqrt(0.4) * dice.standard_normal()
        said = felt + dice.standard_normal()  # half of it is the word's own noise
        usual.teach(mine, sensor, ROW, np.array([said]), np.array([True]))
    return mine


@EACH
@pytest.mark.parametrize("true", [-1.5, 0.0, 1.0, 2.0])
def test_gains_come_to_be_the_true_ones(sensor, true):
    learned = [taught(sensor, true, 400, seed) for seed in range(12)]
    gains = np.array([float(mine.gain[0]) for mine in learned])
    spread = np.sqrt(float(learned[0].vague[0]))
    assert spread < usual.GAIN_SPREAD / 2
    assert abs(gains.mean() - true) < 3 * spread / np.sqrt(12) + 0.3 * abs(true - 1) * spread


def test_a_few_words_teach_little_and_none_teach_nothing():
    assert abs(float(taught(usual.HEART, -1.0, 3, 0).gain[0]) - 1) < 0.6
    mine = usual.start(1, usual.HEART)
    usual.teach(mine, usual.HEART, ROW, np.array([2.0]), np.array([False]))
    assert mine.gain[0] == 1 and mine.vague[0] == pytest.approx(0.64)


def test_a_gain_of_nothing_tells_nothing():
    mine = usual.start(1, usual.HEART)
    mine.gain[:] = 0.01
    assert read(mine, usual.HEART, 90.0)[1] == np.inf
    mine.gain[:] = -1
    assert read(mine, usual.HEART, 90.0)[0] < 0


def test_rows_are_apart():
    mine = usual.start(3, usual.LEVEL)
    usual.read(mine, usual.LEVEL, np.array([1]), np.array([2.0]), np.array([60.0]))
    fresh = usual.start(3, usual.LEVEL)
    assert all(np.array_equal(one[[0, 2]], other[[0, 2]]) for one, other in zip(mine, fresh, strict=True))
    assert mine.mean[1] != fresh.mean[1]
