"""Is a belief as sure as it says? Sensors whose errors last are fused on simulated wearers whose true feeling is known.

The world of specs/feeling.md 2.2: a feeling that fades in 4 h (SD 0.25), one sensor (r = 0.34) read once a minute,
whose errors last 1 to 30 minutes. Followed three ways: as if each minute were news, as Photophore follows crowds
(noise that counts how long errors last), and as it follows one wearer on the own device (each error is a state).
"""

import time
from typing import NamedTuple

import numpy as np

from photophore.sense import fast, feeling, own, usual
from photophore.sense.signals import Readings
from photophore.words import BLOCK, Check, Tick

SOURCE = "simulated wearers whose feeling is known; the measure: Bar-Shalom, Li and Kirubarajan 2001, consistency"
R, EVERY, SD, FADES = 0.34, 60.0, 0.25, 4 * feeling.HOUR  # of the sensor; seconds; of the feeling; seconds
ERRORS = (60.0, 600.0, 1800.0)  # seconds that errors last
WEARERS, HOURS, SETTLING = 1500, 14.0, 2.0  # hours that are not judged
HOLDS = 1.645  # standard deviations that hold 90 %
FPS = 30
WAYS = ("naive", "crowd", "own")


class Found(NamedTuple):
    """How well one way of following did."""

    nees: float  # mean squared error over the variance that was claimed; 1 is honest
    covered: float  # share of 90 % intervals that held the true feeling
    error: float  # root mean square, over that of knowing only people at large


def measure(seed: int) -> list[Check]:
    """S3, S4 and S5."""
    checks, worst = [], 0.0
    for error in ERRORS:
        found = follow(error, seed)
        worst = max(worst, found["crowd"].error, found["own"].error)
        checks += [_honest(f"S3 {way} {error / 60:g} min", way, found) for way in ("crowd", "own")]
    checks.append(Check(
        "S4", "a sensor alone never makes a belief worse than knowing only people at large", SOURCE,
        "error at most 1.01 of the prior's, for every way and every error time", f"at most {worst:.3f}", worst <= 1.01,
    ))  # fmt: skip
    rate = pace(seed)
    told = f"{rate:,.0f} a second on one core of this machine, while it did other things too"
    what = "wearers whose two axes are brought up to date by the compiled filter of crowds, each with a new reading"
    checks.append(Check("S5", what, "a goal of our own", "500,000 a second, reported: machines differ", told, None))
    return checks


def _honest(key: str, way: str, found: dict[str, Found]) -> Check:
    says = {"crowd": "counted as noise", "own": "kept as a state"}[way]
    it, naive = found[way], found["naive"]
    told = (f"NEES {it.nees:.2f}, coverage {it.covered:.3f}, error {it.error:.2f} of the prior's "
            f"(each minute as news: {naive.nees:.2f}, {naive.covered:.2f}, {naive.error:.2f})")  # fmt: skip
    ok = 0.9 <= it.nees <= 1.1 and 0.88 <= it.covered <= 0.92
    return Check(key, f"errors that last are {says}, and 90 % intervals hold what is felt", SOURCE,
                 "NEES 0.90 to 1.10, coverage 0.88 to 0.92", told, ok)  # fmt: skip


def follow(error: float, seed: int) -> dict[str, Found]:
    """Simulated wearers, followed in each way."""
    dice, steps = np.random.default_rng(seed), int(HOURS * feeling.HOUR / EVERY)
    flat = feeling.Axis(0.0, 0.0, SD**2, FADES, 0.0, feeling.HOUR)
    sensor = usual.HEART._replace(r=R, error=error)
    world = own.World((sensor,), (feeling.AXES[0], flat))
    felt, off = dice.standard_normal((2, WEARERS))
    crowds = {way: _blank(flat) for way in WAYS[:2]}
    state, errors = own.start(world, WEARERS), {way: [] for way in WAYS}
    for step in range(steps):
        if step:
            felt, off = _later(felt, FADES, dice), _later(off, error, dice)
            state = own.carry(world, state, EVERY)
            crowds = {way: feeling.carry(one, flat, EVERY) for way, one in crowds.items()}
        heard = R * felt + np.sqrt(1 - R * R) * off
        state = own.read(world, state, 0, heard)
        noise = (1 / R**2 - 1) * SD**2
        for way, times in (("naive", 1.0), ("crowd", max(1.0, 2 * error / EVERY))):
            crowds[way], _ = feeling.hear(crowds[way], flat, heard * SD / R, noise * times, False)
        if step * EVERY >= SETTLING * feeling.HOUR and step % 10 == 0:
            told = own.tell(world, state)
            errors["own"].append((told.mean[:, 1] - SD * felt, told.cov[:, 1, 1]))
            for way, one in crowds.items():
                errors[way].append((one[0] + one[1] + one[2] - SD * felt, feeling.variance(one, 1.0)))
    return {way: _found(*map(np.array, zip(*each, strict=True))) for way, each in errors.items()}


def _blank(axis: feeling.Axis) -> tuple[np.ndarray, ...]:
    state = (0.0, 0.0, axis.home, axis.fast_var, 0.0, 0.0, axis.mood_var, 0.0, axis.home_var)
    return tuple(np.full(WEARERS, part) for part in state)


def _later(value: np.ndarray, fades: float, dice: np.random.Generator) -> np.ndarray:
    keep = np.exp(-EVERY / fades)
    return keep * value + np.sqrt(1 - keep**2) * dice.standard_normal(value.size)


def _found(off: np.ndarray, variance: np.ndarray) -> Found:
    covered = float((off**2 < HOLDS**2 * variance).mean())
    return Found(float((off**2 / variance).mean()), covered, float(np.sqrt((off**2).mean())) / SD)


def pace(seed: int, rounds: int = 8) -> float:
    """Wearer-updates a second: both axes of each row read anew, and told. The best of some rounds, in CPU seconds."""
    n, dice = 50 * BLOCK, np.random.default_rng(seed)
    feelings, took = feeling.start(n), []
    row = np.repeat(np.arange(n, dtype=np.int32), 2)
    axis, own_word = np.tile(np.array([0, 1], np.uint8), n), np.zeros(2 * n, bool)
    for count in range(rounds):
        tick = Tick(FPS * (count + 1), FPS)
        value = dice.normal(0, 0.3, 2 * n).astype(np.float32)
        readings = Readings(row, axis, value, np.full(2 * n, 1.0, np.float32), np.full(2 * n, tick.count), own_word)
        begun = time.process_time()
        feelings = fast.follow(feelings, readings, tick)
        took.append(time.process_time() - begun)
    return n / min(took[1:])
