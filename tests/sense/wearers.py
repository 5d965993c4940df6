"""Two independent accounts: a dense Kalman filter, and wearers whose true feeling is known."""

import math
from typing import NamedTuple

import numpy as np

from photophore.sense import feeling, signals
from photophore.words import BLOCK, Samples, Sense, Tick

FPS = 30


class Dense:
    """The textbook's filter in float64 matrices: one axis of one wearer."""

    def __init__(self, axis):
        self.axis, self.at = axis, None
        self.mean = np.array([0, 0, axis.home])
        self.cov = np.diag([axis.fast_var, axis.mood_var, axis.home_var])

    def carry_to(self, seconds: float) -> None:
        step = 0 if self.at is None else seconds - self.at
        keep = np.diag([math.exp(-step / self.axis.fast_time), math.exp(-step / self.axis.mood_time), 1])
        rest = np.diag([self.axis.fast_var, self.axis.mood_var, 0.0])
        # home counts in the state, not in what fades
        self.mean = keep @ self.mean
        self.cov = keep @ self.cov @ keep.T + rest - keep @ rest @ keep.T
        self.at = seconds

    def hear(self, value: float, noise: float, own: bool, seconds: float) -> None:
        self.carry_to(seconds)
        tells = np.array([[1, 1, 1.0 if own else 0.0]])
        value, noise = float(np.float32(value)), float(np.float32(noise))
        off = value - float((tells @ self.mean)[0])
        total = float((tells @ self.cov @ tells.T)[0, 0]) + noise
        if not own and off**2 > 16 * total:
            return
        if own and off**2 > 9 * total:
            self.cov[0, 0] = min(self.cov[0, 0] + self.axis.fast_var, 2 * self.axis.fast_var)
            total = float((tells @ self.cov @ tells.T)[0, 0]) + noise
        gain = self.cov @ tells.T / total
        rest = np.eye(3) - gain @ tells
        self.mean = self.mean + gain[:, 0] * off
        self.cov = rest @ self.cov @ rest.T + gain @ gain.T * noise

    def whole(self) -> tuple[float, float]:
        return float(self.mean.sum()), float(self.cov.sum())


class Told(NamedTuple):
    """How well a filter did, by axis."""

    coverage: np.ndarray  # share of 90 % intervals that held the true feeling
    nees: np.ndarray  # mean squared error over the variance that was claimed
    error: np.ndarray  # root mean square
    prior_error: np.ndarray  # of knowing only people at large


def simulate(follow, wearers: int, hours: float, words_every: float, hearts_every: float, seed: int) -> Told:
    """Wearers who speak every so many hours, and whose hearts are heard every so many seconds (0: never)."""
    rng = np.random.default_rng(seed)
    people = People(wearers, rng)
    n = -(-wearers // BLOCK) * BLOCK
    baseline, feelings = signals.start(n), feeling.start(n)
    step = hearts_every or 300.0
    errors = []
    spoken = rng.uniform(0, words_every or math.inf, wearers) if words_every else np.full(wearers, math.inf)
    for index in range(int(hours * 3600 / step)):
        now = index * step
        tick = Tick(round(now * FPS), FPS)
        felt = people.live(step if index else 0.0)
        say = spoken * 3600 <= now
        spoken[say] += words_every * rng.uniform(0.5, 1.5, say.sum())
        heard = people.sample(say, bool(hearts_every), tick)
        baseline, readings = signals.clean(baseline, heard, tick)
        feelings = follow(feelings, readings, tick)
        if index * step > 0.5 * 3600 * hours and index % max(1, round(300 / step)) == 0:
            errors.append(people.errors(feelings, felt, tick))
    off, variance, prior = (np.concatenate(part, axis=1) for part in zip(*errors, strict=True))
    return Told(
        (off**2 < 1.645**2 * variance).mean(axis=1),
        (off**2 / variance).mean(axis=1),
        np.sqrt((off**2).mean(axis=1)),
        np.sqrt((prior**2).mean(axis=1)),
    )


class People:
    """Wearers as specs/feeling.md 1.3 describes them; their numbers stand here again, on purpose."""

    HOME, BETWEEN = np.array([[0.3], [0.0]]), np.array([[0.22], [0.12]])
    FAST, HOURS = np.array([[0.21], [0.20]]), np.array([[4.0], [3.0]])
    MOOD, DAYS = np.array([[0.16], [0.08]]), 55.0
    SAYS = np.array([[0.16], [0.20]])

    def __init__(self, count: int, rng):
        self.count, self.rng = count, rng
        self.home = self.HOME + self.BETWEEN * rng.standard_normal((2, count))
        self.fast, self.mood = self.FAST * rng.standard_normal((2, count)), self.MOOD * rng.standard_normal((2, count))
        self.usual, self.swing = rng.normal(75, 8, count), rng.uniform(6, 12, count)
        self.bias = rng.standard_normal(count)

    def live(self, seconds: float) -> np.ndarray:
        """The feelings (2, k) so much later."""
        for name, size, hours in (("fast", self.FAST, self.HOURS), ("mood", self.MOOD, self.DAYS)):
            keep = np.exp(-seconds / 3600 / hours)
            moved = keep * getattr(self, name) + size * np.sqrt(1 - keep**2) * self.rng.standard_normal((2, self.count))
            setattr(self, name, moved)
        keep = math.exp(-seconds / 120)
        self.bias = keep * self.bias + math.sqrt(1 - keep**2) * self.rng.standard_normal(self.count)
        return self.home + self.fast + self.mood

    def sample(self, say: np.ndarray, hearts: bool, tick: Tick) -> Samples:
        """What they say, and what their hearts do: r = 0.24 to arousal, the rest an error that lasts two minutes."""
        said = self.home + self.fast + self.mood + self.SAYS * self.rng.standard_normal((2, self.count))
        rows = np.flatnonzero(say)
        parts = [(rows, np.full(rows.size, Sense.REPORT), np.clip(said[:, rows].T, -1, 1))]
        if hearts:
            change = (self.fast[1] + self.mood[1]) / math.hypot(0.20, 0.08)
            bpm = self.usual + self.swing * (0.24 * change + math.sqrt(1 - 0.24**2) * self.bias)
            values = np.stack([bpm, np.full(self.count, math.nan)], axis=1)
            parts.append((np.arange(self.count), np.full(self.count, Sense.HEART_RATE), values))
        row, kind, value = (np.concatenate(column) for column in zip(*parts, strict=True))
        at = np.full(row.size, tick.count, np.int64)
        born = np.zeros(row.size, np.uint32)
        return Samples(row.astype(np.int32), born, kind.astype(np.uint8), value.astype(np.float32), at)

    def errors(self, feelings, felt: np.ndarray, tick: Tick):
        """(2, k) error, the variance that was claimed, and the error of knowing people at large only."""
        known = feelings.at[: self.count] >= 0
        seconds = (tick.count - feelings.stood[:, : self.count][:, known]) / tick.fps
        mean, cov = feelings.mean[..., : self.count][..., known], feelings.cov[..., : self.count][..., known]
        off, variance = np.zeros((2, 0)), np.zeros((2, 0))
        ahead = [feeling.predict(mean, cov, np.where(seconds[axis] < 1e6, seconds[axis], 0)) for axis in (0, 1)]
        off = np.stack([ahead[axis][0][axis].sum(axis=0) for axis in (0, 1)]) - felt[:, known]
        weight = np.array([1, 2, 2, 1, 2, 1])[:, None]
        variance = np.stack([(ahead[axis][1][axis] * weight).sum(axis=0) for axis in (0, 1)])
        return off, variance, (self.HOME - felt)[:, known]
