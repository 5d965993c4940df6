"""How made-up people feel, and what their bodies and words tell of it: the process of `sense.affect`, person by person.

A person is brought to now only when they speak or are moved, by one exact step however long that took: a million cost
what the few who speak cost.
"""

from typing import NamedTuple

import numpy as np

from photophore import chance
from photophore.sense import affect as process

F = np.float32
HOUR = 3600.0  # seconds
USE = 200  # uses of chance from here on belong to this module


class Minds(NamedTuple):
    """n people: what they are like, and how they are. Axes are valence, arousal."""

    temper: process.Temper
    felt: np.ndarray  # (2 layers, 2, n) float32 state: fast affect and slow mood
    at: np.ndarray  # (n,) int64 tick of the state

    @property
    def fast(self) -> np.ndarray:
        """(2, n) float32 fast affect: the state itself, not a copy."""
        return self.felt[process.FAST]

    @property
    def fast_hours(self) -> np.ndarray:
        """(2, n) float32 in which fast affect fades to 1/e."""
        return self.temper.hours[process.FAST]


def minds(who: np.ndarray, seed: int) -> Minds:
    """People drawn by number, each somewhere in their own usual days at tick 0."""
    temper = process.temper(who, seed, use=USE)
    rest = np.zeros((2, 2, len(who)), F)
    felt = process.step(temper, rest, np.inf, process.chances(seed, who, 0, USE + process.BORN)).astype(F)
    return Minds(temper, felt, np.zeros(len(who), np.int64))


def live(mind: Minds, who: np.ndarray, number: np.ndarray, now: int, pace: tuple[int, int]) -> None:
    """Bring people `who` (k places in mind) exactly to tick `now`, in place; number: (k,) their ids for chance.

    pace: (ticks a second, seed).
    """
    fps, seed = pace
    hours = np.maximum(now - mind.at[who], 0) / (fps * HOUR)  # a clock that runs backwards stands still
    z = process.chances(seed, number, now, USE + process.USES)
    mind.felt[:, :, who] = process.step(mind.temper.of(who), mind.felt[:, :, who], hours, z).astype(F)
    mind.at[who] = now


def stir(mind: Minds, who: np.ndarray, push: np.ndarray) -> None:
    """An event moves people `who`, who have been brought to now, by push (2, k) times how they react."""
    mind.fast[:, who] += (push * mind.temper.reactive[who]).astype(F)


def affect(mind: Minds, who: np.ndarray) -> np.ndarray:
    """(2, k) float32: how people feel, at their own last tick; not clipped."""
    return mind.temper.home[:, who] + mind.felt[process.MOOD][:, who] + mind.fast[:, who]


def say(mind: Minds, who: np.ndarray, number: np.ndarray, now: int, seed: int) -> np.ndarray:
    """(k, 2) float32 what people say of their feeling: affect and an error, clipped to -1..1 as any scale clips."""
    z = np.stack([chance.normal(seed, number, now, USE + 30 + axis) for axis in (0, 1)])
    return process.say(mind.temper.of(who), affect(mind, who), z).T


def heart(mind: Minds, who: np.ndarray, number: np.ndarray, now: int, seed: int) -> np.ndarray:
    """(k,) float32 beats per minute: a resting heart of their own, faster when aroused, never quite steady."""
    rest = 66.0 + 8.0 * chance.normal(seed, number, 0, USE + 32)
    wobble = 2.5 * chance.normal(seed, number, now, USE + 33)
    return np.clip(rest + 12.0 * affect(mind, who)[1] + wobble, 42, 160).astype(F)
