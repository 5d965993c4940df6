"""How made-up people feel: fast affect and slow mood about a home of their own, and what they say of it.

Model and figures: specs feeling 1.1 and 1.3 (DynAffect, Kuppens et al. 2010; Oravecz et al. 2011). Steps are the exact
ones of the process, so that a person may be asked at any time and only then.
"""

from typing import NamedTuple

import numpy as np

from photophore import chance

F = np.float32
HOUR = 3600.0  # seconds
# valence, arousal: mean or median over people, then how it differs between them (log-SD but for home: SD)
HOME, HOME_SD = (0.30, 0.00), (0.22, 0.12)
FAST_HOURS, FAST_SD, FAST_LOG_SD = (4.0, 3.0), (0.21, 0.20), 0.3
MOOD_HOURS, MOOD_SD, MOOD_LOG_SD = (55.0, 55.0), (0.16, 0.08), 0.3
NOISE_SD, NOISE_LOG_SD = (0.16, 0.20), 0.3
HOURS_LOG_SD = 0.4
LINK, LINK_SD, LINK_RANGE = 0.15, 0.23, (-0.6, 0.8)  # correlation of valence and arousal within a person
REACTIVE_LOG_SD = 0.3  # how strongly an event moves a person

USE = 200  # uses of chance from here on belong to this module


class Minds(NamedTuple):
    """n people: what they are like, and how they are. Axes are valence, arousal."""

    home: np.ndarray  # (2, n) float32 where their affect comes back to, -1..1
    fast_hours: np.ndarray  # (2, n) float32 time constants
    fast_sd: np.ndarray  # (2, n) float32
    mood_hours: np.ndarray  # (2, n) float32
    mood_sd: np.ndarray  # (2, n) float32
    noise_sd: np.ndarray  # (2, n) float32 error of what they say
    link: np.ndarray  # (n,) float32 correlation of fast valence and arousal
    reactive: np.ndarray  # (n,) float32 1 is usual
    fast: np.ndarray  # (2, n) float32 state: fast affect
    mood: np.ndarray  # (2, n) float32 state: slow mood
    at: np.ndarray  # (n,) int64 tick of the state


def minds(who: np.ndarray, seed: int) -> Minds:
    """People drawn by number, each somewhere in their own usual days at tick 0."""
    def z(use: int) -> np.ndarray:
        return chance.normal(seed, who, 0, USE + use)

    def both(middle, spread: float, use: int) -> np.ndarray:
        return np.stack([F(middle[axis]) * np.exp(F(spread) * z(use + axis)) for axis in (0, 1)]).astype(F)

    home = np.stack([np.clip(HOME[axis] + HOME_SD[axis] * z(axis), -0.9, 0.9) for axis in (0, 1)]).astype(F)
    fast_hours, mood_hours = both(FAST_HOURS, HOURS_LOG_SD, 2), both(MOOD_HOURS, HOURS_LOG_SD, 4)
    fast_sd, mood_sd = both(FAST_SD, FAST_LOG_SD, 6), both(MOOD_SD, MOOD_LOG_SD, 8)
    link = np.clip(LINK + LINK_SD * z(12), *LINK_RANGE)
    ratio = 2 * np.sqrt(fast_hours[0] * fast_hours[1]) / fast_hours.sum(axis=0)
    link = np.clip(link, -0.98 * ratio, 0.98 * ratio).astype(F)  # beyond that no noise could drive both axes
    first, second = z(14), z(15)
    second = link * first + np.sqrt(1 - link * link) * second
    return Minds(home, fast_hours, fast_sd, mood_hours, mood_sd, both(NOISE_SD, NOISE_LOG_SD, 10), link,
                 np.exp(F(REACTIVE_LOG_SD) * z(13)).astype(F), fast_sd * np.stack([first, second]).astype(F),
                 mood_sd * np.stack([z(16), z(17)]).astype(F), np.zeros(len(who), np.int64))


def live(mind: Minds, who: np.ndarray, number: np.ndarray, now: int, pace: tuple[int, int]) -> None:
    """Bring people `who` (k places in mind) exactly to tick `now`, in place; number: (k,) their ids for chance.

    pace: (ticks a second, seed).
    """
    fps, seed = pace
    hours = np.maximum(now - mind.at[who], 0) / (fps * HOUR)  # a clock that runs backwards stands still
    z = [chance.normal(seed, number, now, USE + 20 + use).astype(np.float64) for use in range(4)]
    rate = 1.0 / mind.fast_hours[:, who].astype(np.float64)
    spread = mind.fast_sd[:, who].astype(np.float64)
    fall = np.exp(-rate * hours)
    noise = spread * np.sqrt(-np.expm1(-2 * rate * hours))
    shared = mind.link[who] * spread[0] * spread[1] * -np.expm1(-(rate[0] + rate[1]) * hours)
    with np.errstate(invalid="ignore", divide="ignore"):
        tied = np.where(hours > 0, np.clip(shared / (noise[0] * noise[1]), -1, 1), 0.0)
    step = np.stack([noise[0] * z[0], noise[1] * (tied * z[0] + np.sqrt(1 - tied * tied) * z[1])])
    mind.fast[:, who] = (fall * mind.fast[:, who] + step).astype(F)
    rate = 1.0 / mind.mood_hours[:, who].astype(np.float64)
    drift = mind.mood_sd[:, who] * np.sqrt(-np.expm1(-2 * rate * hours)) * np.stack(z[2:])
    mind.mood[:, who] = (np.exp(-rate * hours) * mind.mood[:, who] + drift).astype(F)
    mind.at[who] = now


def stir(mind: Minds, who: np.ndarray, push: np.ndarray) -> None:
    """An event moves people `who`, who have been brought to now, by push (2, k) times how they react."""
    mind.fast[:, who] += (push * mind.reactive[who]).astype(F)


def affect(mind: Minds, who: np.ndarray) -> np.ndarray:
    """(2, k) float32: how people feel, at their own last tick; not clipped."""
    return mind.home[:, who] + mind.mood[:, who] + mind.fast[:, who]


def say(mind: Minds, who: np.ndarray, number: np.ndarray, now: int, seed: int) -> np.ndarray:
    """(k, 2) float32 what people say of their feeling: affect and an error, clipped to -1..1 as any scale clips."""
    error = np.stack([chance.normal(seed, number, now, USE + 30 + axis) for axis in (0, 1)])
    return np.clip(affect(mind, who) + mind.noise_sd[:, who] * error, -1, 1).T.astype(F)


def heart(mind: Minds, who: np.ndarray, number: np.ndarray, now: int, seed: int) -> np.ndarray:
    """(k,) float32 beats per minute: a resting heart of their own, faster when aroused, never quite steady."""
    rest = 66.0 + 8.0 * chance.normal(seed, number, 0, USE + 32)
    wobble = 2.5 * chance.normal(seed, number, now, USE + 33)
    return np.clip(rest + 12.0 * affect(mind, who)[1] + wobble, 42, 160).astype(F)
