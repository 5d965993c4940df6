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


def simulate(follow, wearers: int, hours: float, words_every: float, seed: int, **senses) -> Told:
    """Wearers who speak every so many hours, and who are sensed as People.SENSES say, each so many seconds (0: never).

    gains: SD of a wearer's gain over people's.
    """
    rng = np.random.default_rng(seed)
    people = People(wearers, rng, senses.pop("gains", 0.8))
    n = -(-wearers // BLOCK) * BLOCK
    baseline, feelings = signals.start(n), feeling.start(n)
    every = {name.removesuffix("s_every"): seconds for name, seconds in senses.items() if seconds}
    step = min(every.values(), default=300.0)
    errors = []
    spoken = rng.uniform(0, words_every or math.inf, wearers) if words_every else np.full(wearers, math.inf)
    for index in range(int(hours * 3600 / step)):
        now = index * step
        tick = Tick(round(now * FPS), FPS)
        felt = people.live(step if index else 0.0)
        say = spoken * 3600 <= now
        spoken[say] += words_every * rng.uniform(0.5, 1.5, say.sum())
        due = [name for name, seconds in every.items() if now % seconds < step]
        heard = people.sample(say, due, tick)
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

    # name: kind of sample, r, seconds that errors last, axis; and how a change of -1..1 SD becomes a value
    SENSES = {
        "heart": (Sense.HEART_RATE, 0.24, 120, 1), "beat": (Sense.INTERVALS, 0.42, 120, 1),
        "level": (Sense.SKIN, 0.30, 480, 1), "drive": (Sense.SKIN, 0.22, 120, 1), "text": (Sense.TEXT, 0.25, 1, 0),
    }  # fmt: skip

    def __init__(self, count: int, rng, gains: float):
        self.count, self.rng = count, rng
        self.home = self.HOME + self.BETWEEN * rng.standard_normal((2, count))
        self.fast, self.mood = self.FAST * rng.standard_normal((2, count)), self.MOOD * rng.standard_normal((2, count))
        self.usual, self.swing = rng.normal(75, 8, count), rng.uniform(6, 12, count)
        self.dry, self.sweat = rng.normal(-0.5, 0.9, count), rng.uniform(0.25, 0.6, count)
        self.bias = {name: rng.standard_normal(count) for name in self.SENSES}
        self.r = {name: np.clip(r * rng.normal(1, gains, count), -0.9, 0.9)
                  for name, (_, r, _, _) in self.SENSES.items()}  # fmt: skip

    def live(self, seconds: float) -> np.ndarray:
        """The feelings (2, k) so much later."""
        for name, size, hours in (("fast", self.FAST, self.HOURS), ("mood", self.MOOD, self.DAYS)):
            keep = np.exp(-seconds / 3600 / hours)
            moved = keep * getattr(self, name) + size * np.sqrt(1 - keep**2) * self.rng.standard_normal((2, self.count))
            setattr(self, name, moved)
        for name, (_, _, lasts, _) in self.SENSES.items():
            keep = math.exp(-seconds / lasts)
            self.bias[name] = keep * self.bias[name] + math.sqrt(1 - keep**2) * self.rng.standard_normal(self.count)
        return self.home + self.fast + self.mood

    def change(self, name: str) -> np.ndarray:
        """(k,) what a sensor reads, in SD from what is usual: r to what is felt, the rest an error that lasts."""
        _, _, _, axis = self.SENSES[name]
        felt = (self.fast[axis] + self.mood[axis]) / math.hypot(self.FAST[axis, 0], self.MOOD[axis, 0])
        return self.r[name] * felt + np.sqrt(1 - self.r[name] ** 2) * self.bias[name]

    def sample(self, say: np.ndarray, senses: list[str], tick: Tick) -> Samples:
        """What they say, and what their bodies do."""
        said = self.home + self.fast + self.mood + self.SAYS * self.rng.standard_normal((2, self.count))
        rows = np.flatnonzero(say)
        parts = [(rows, np.full(rows.size, Sense.REPORT), np.clip(said[:, rows].T, -1, 1))]
        nothing = np.full(self.count, math.nan)
        for name in senses:
            change, kind = self.change(name), self.SENSES[name][0]
            values = {
                "heart": lambda z: (self.usual + self.swing * z, nothing),
                "beat": lambda z: (60_000 / np.maximum(self.usual + self.swing * z, 31), np.full(self.count, 0.8)),
                "level": lambda z: (np.exp(self.dry + self.sweat * z), nothing),
                "drive": lambda z: (np.ones(self.count), np.maximum(np.exp(-1.5 + 0.9 * z) - 0.05, 0)),
                "text": lambda z: (np.clip(0.1 + 0.35 * z, -1, 1), nothing),
            }[name](change)
            parts.append((np.arange(self.count), np.full(self.count, kind), np.stack(values, axis=1)))
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
