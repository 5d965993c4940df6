"""A feeling on the wearer's own device: the whole state, with what each sensor errs kept beside what is felt.

A crowd's filter counts errors that last as noise (sense/usual.py), one multiplication; here each sensor's error is a
state of its own, which fades as the sensor's errors do, so that what it read before is not read as news.
specs/feeling.md 2.2. Plain float64; k wearers side by side, so that many can be tried at once.

The state: fast affect, mood and home base of valence, then of arousal, then one error for each sensor.
"""

from typing import NamedTuple

import numpy as np

from photophore.sense.feeling import AXES, EVENT, GLITCH, Axis
from photophore.sense.usual import Sensor

WHITE = 0.01  # variance, in SD of a sensor's moments, that lasts no longer than one reading
PARTS = 3  # of each axis


class World(NamedTuple):
    """What is followed: how feelings move, and the sensors that are read."""

    sensors: tuple[Sensor, ...]
    axes: tuple[Axis, Axis] = AXES


class State(NamedTuple):
    """What is believed, as of one moment. Given back new; nothing is changed in place."""

    mean: np.ndarray  # (k, 6 + sensors) float64
    cov: np.ndarray  # (k, 6 + sensors, 6 + sensors) float64
    said: np.ndarray  # (k,) float64 seconds since the last own word; inf none
    glitches: np.ndarray  # (k,) int64 readings that were not believed


class Told(NamedTuple):
    """What leaves the filter: never a feeling without how sure."""

    mean: np.ndarray  # (k, 2) float64 valence and arousal, -1..1
    cov: np.ndarray  # (k, 2, 2) float64
    sure: np.ndarray  # (k, 2) float64, 1 - variance / variance of people, 0..1
    said: np.ndarray  # (k,) seconds since the last own word; inf none


def start(world: World, wearers: int = 1) -> State:
    """As in people at large."""
    mean = np.concatenate([[0, 0, axis.home] for axis in world.axes] + [np.zeros(len(world.sensors))])
    parts = [[axis.fast_var, axis.mood_var, axis.home_var] for axis in world.axes]
    cov = np.diag(np.concatenate([*parts, [_error(sensor) for sensor in world.sensors]]))
    return State(np.tile(mean, (wearers, 1)), np.tile(cov, (wearers, 1, 1)), np.full(wearers, np.inf),
                 np.zeros(wearers, np.int64))  # fmt: skip


def carry(world: World, state: State, seconds: float) -> State:
    """The state so much later, exactly: two steps in a row equal one step of their sum."""
    times = [[axis.fast_time, axis.mood_time, np.inf] for axis in world.axes]
    keep = np.exp(-seconds / np.concatenate([*times, [sensor.error for sensor in world.sensors]]))
    rest = np.diag(start(world).cov[0]) * (1 - keep**2)  # nothing comes back to the home base: it keeps all
    cov = state.cov * keep * keep[:, None]
    cov[:, np.arange(keep.size), np.arange(keep.size)] += rest
    return state._replace(mean=state.mean * keep, cov=cov, said=state.said + seconds)


def say(world: World, state: State, word: np.ndarray, noise: np.ndarray) -> State:
    """The wearer's own word (k, 2) of valence and arousal, nan where not said, with the variance (2,) of its noise.

    Never doubted: a word far off what was expected tells of an event, and fast affect may have jumped.
    """
    for place, axis in enumerate(world.axes):
        tells = np.zeros(state.mean.shape[1])
        tells[PARTS * place : PARTS * place + PARTS] = 1
        off = word[:, place] - state.mean @ tells
        far = off**2 > EVENT**2 * (_spread(state, tells) + noise[place])
        fast = PARTS * place
        cov = state.cov.copy()
        wider = np.minimum(cov[:, fast, fast] + axis.fast_var, 2 * axis.fast_var)
        cov[:, fast, fast] = np.where(far, wider, cov[:, fast, fast])
        state = _correct(state._replace(cov=cov), tells, off, noise[place], ~np.isnan(off))
    return state._replace(said=np.where(np.isnan(word).all(axis=1), state.said, 0.0))


def read(world: World, state: State, place: int, off: np.ndarray) -> State:
    """A reading of one sensor, (k,) SD from the wearer's usual; nan where there is none.

    One more than four standard deviations from what was expected is a glitch: counted, and not believed.
    """
    sensor = world.sensors[place]
    tells = np.zeros(state.mean.shape[1])
    tells[PARTS * sensor.felt.axis : PARTS * sensor.felt.axis + 2] = _gain(world, sensor)  # not of the home base
    tells[2 * PARTS + place] = 1
    surprise = off - state.mean @ tells
    there = ~np.isnan(surprise)
    glitch = there & (surprise**2 > GLITCH**2 * (_spread(state, tells) + WHITE))
    state = _correct(state, tells, surprise, WHITE, there & ~glitch)
    return state._replace(glitches=state.glitches + glitch)


def tell(world: World, state: State) -> Told:
    """What is believed, and how surely."""
    tells = np.zeros((2, state.mean.shape[1]))
    for place in range(2):
        tells[place, PARTS * place : PARTS * place + PARTS] = 1
    cov = tells @ state.cov @ tells.T
    whole = np.array([axis.whole_var for axis in world.axes])
    sure = np.clip(1 - np.diagonal(cov, axis1=1, axis2=2) / whole, 0, 1)
    return Told(np.clip(state.mean @ tells.T, -1, 1), cov, sure, state.said)


def _gain(world: World, sensor: Sensor) -> float:
    """SD of the sensor for a change of 1 on its axis."""
    axis = world.axes[sensor.felt.axis]
    return sensor.r / np.sqrt(axis.fast_var + axis.mood_var)


def _error(sensor: Sensor) -> float:
    """Variance of a sensor's error that lasts, in SD of its moments."""
    return 1 - sensor.r**2 - WHITE


def _spread(state: State, tells: np.ndarray) -> np.ndarray:
    """(k,) variance of what is told of."""
    return (state.cov @ tells) @ tells


def _correct(state: State, tells: np.ndarray, off: np.ndarray, noise: float, there: np.ndarray) -> State:
    """One scalar update in Joseph's form, where something is there."""
    toward = state.cov @ tells  # (k, n)
    gain = np.where(there, 1.0, 0.0)[:, None] * toward / (_spread(state, tells) + noise)[:, None]
    rest = np.eye(tells.size) - gain[:, :, None] * tells
    cov = rest @ state.cov @ rest.transpose(0, 2, 1) + noise * gain[:, :, None] * gain[:, None, :]
    return state._replace(mean=state.mean + gain * np.where(there, off, 0.0)[:, None], cov=cov)
