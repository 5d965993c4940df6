"""Do simulated feelings move as people's do? The A table: held against studies that asked people many times a day.

Targets: specs/feeling.md 1.6. A check of a simulated study is judged on the mean of many studies of the published size,
so that no lucky seed passes; how many of them would pass alone is told beside it.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from photophore import chance
from photophore.fidelity import diary
from photophore.sense import affect
from photophore.words import Check

USE = 300  # uses of chance from here on belong to this module
SAY, OWN, ASK = USE + 40, USE + 42, USE + 43
STUDENTS_SAY = "Bringmann et al. 2013 (PLoS ONE 8:e60188), baseline week, recomputed from its data"
ADULTS_SAY = "Rowland & Wenzel 2020, 240 reports a person, recomputed from its data"
OPENESM = "openESM, item descriptives of 36 to 53 data sets (CC BY 4.0)"
CONTAGION = "the closed form of diffusive contagion"


class Protocol(NamedTuple):
    """A study of everyday life: who was asked, and when."""

    people: int
    days: int
    beeps: int  # a day
    apart: float  # hours between two beeps
    begins: float = 9.0  # hour of the day of the first

    @property
    def hours(self) -> np.ndarray:
        """(days, beeps) hours since the first midnight."""
        return 24.0 * np.arange(self.days)[:, None] + self.begins + self.apart * np.arange(self.beeps)


WEEK = Protocol(129, 5, 10, 1.5)
SEASON = Protocol(125, 40, 6, 100 / 60)
STUDIES = {WEEK: 24, SEASON: 8}  # of each size, in one run


def _fitted(home_sd: float, hours: tuple, sd: tuple, noise: float) -> affect.People:
    """People whose valence is that of a state-space fit to one set of data; arousal is as usual."""
    usual = affect.USUAL
    return usual._replace(
        home_sd=(home_sd, usual.home_sd[1]), noise=(noise, usual.noise[1]),
        hours=tuple((it, layer[1]) for it, layer in zip(hours, usual.hours, strict=True)),
        sd=tuple((it, layer[1]) for it, layer in zip(sd, usual.sd, strict=True)))  # fmt: skip


STUDENTS = _fitted(0.213, (3.7, 59.0), (0.246, 0.188), 0.212)  # Bringmann, feeling.md 1.2
ADULTS = _fitted(0.200, (2.4, 52.0), (0.175, 0.149), 0.111)  # Rowland, feeling.md 1.2


class Table(NamedTuple):
    """Targets of a lag table, and how far from them is still near."""

    lags: tuple
    next_day: float | None
    near: float


A1, A2 = Table((0.42, 0.28, 0.19, 0.14), None, 0.04), Table((0.52, 0.41, 0.34, 0.29), 0.18, 0.05)


def measure(seed: int = 7, esm: Path | None = None) -> list[Check]:
    """The A table, in order; esm: a file of reports for A5, without which A5 is not judged."""
    held_out = diary.held_out(esm)  # first: what cannot be read is said at once
    return [
        lags("A1", STUDENTS_SAY, (WEEK, STUDENTS, A1), seed),
        lags("A1-city", STUDENTS_SAY, (WEEK, affect.USUAL, A1), seed),
        lags("A2", ADULTS_SAY, (SEASON, ADULTS, A2), seed),
        lags("A2-city", ADULTS_SAY, (SEASON, affect.USUAL, A2), seed),
        *items(seed),
        held_out,
        coverage(seed),
        *company(seed),
        bridges(seed),
        endurance(seed),
    ]


# --- A1, A2: how reports hang together over a day


def reports(protocol: Protocol, people: affect.People, studies: int, seed: int) -> np.ndarray:
    """(studies x people, days, beeps, 2) float32 self-reports."""
    number = np.arange(protocol.people * studies, dtype=np.uint32)
    who = affect.temper(number, seed, people, USE)
    felt, last, said = np.zeros((2, 2, number.size)), -np.inf, []
    for count, hour in enumerate(protocol.hours.ravel()):
        felt = affect.step(who, felt, hour - last, affect.chances(seed, number, count, USE + affect.USES))
        last = hour
        z = np.stack([chance.normal(seed, number, count, SAY + axis) for axis in (0, 1)])
        said.append(affect.say(who, affect.affect(who, felt), z))
    return np.stack(said).reshape(protocol.days, protocol.beeps, 2, -1).transpose(3, 0, 1, 2)


def correlations(said: np.ndarray, most: int = 4) -> tuple[np.ndarray, float]:
    """Lags 1 to `most` within days, and next day at the same beep: pooled, about each person's own mean.

    said: (people, days, beeps).
    """
    off = said - said.mean(axis=(1, 2), keepdims=True)
    whole = np.mean(off**2)
    lagged = [np.mean(off[..., lag:] * off[..., :-lag]) for lag in range(1, most + 1)]
    return np.array(lagged) / whole, float(np.mean(off[:, 1:] * off[:, :-1]) / whole)


def lags(key: str, source: str, study: tuple[Protocol, affect.People, Table], seed: int) -> Check:
    """Do simulated reports hang together as those of a study?"""
    protocol, people, table = study
    count = STUDIES[protocol]
    said = reports(protocol, people, count, seed)[..., 0].reshape(count, protocol.people, protocol.days, -1)
    found = [correlations(one) for one in said]
    each = np.array([[*lagged, next_day] for lagged, next_day in found])
    wanted = np.array([*table.lags, table.next_day if table.next_day is not None else np.nan])
    near = (abs(each - wanted) <= table.near) | np.isnan(wanted)
    mean = each.mean(axis=0)
    ok = bool(((abs(mean - wanted) <= table.near) | np.isnan(wanted)).all())
    whose = "people as the city draws them" if people is affect.USUAL else "people as fitted to that study"
    day = "" if table.next_day is None else f"; next day {table.next_day:.2f}"
    measured = " ".join(f"{it:.2f}" for it in mean[:4]) + ("" if not day else f"; next day {mean[4]:.2f}")
    return Check(
        key, f"{protocol.people} people say {protocol.days * protocol.beeps} times how they feel, "
        f"{protocol.apart * 60:.0f} min apart: autocorrelation of valence at lags 1 to 4, {whose}", source,
        f"{' '.join(f'{it:.2f}' for it in table.lags)}{day}; each +-{table.near:.2f}",
        f"{measured}; {near.all(axis=1).sum()} of {count} single studies pass", ok)  # fmt: skip


# --- A3, A4: how people use a scale


def answers(item: affect.Item, seed: int) -> np.ndarray:
    """(125, 240) answers 0..1 of one study."""
    number = np.arange(SEASON.people, dtype=np.uint32)
    who = affect.temper(number, seed, use=USE)
    own, usual = chance.normal(seed, number, 0, OWN), np.array(affect.USUAL.home)[:, None]
    felt, last, given = np.zeros((2, 2, number.size)), -np.inf, []
    for count, hour in enumerate(SEASON.hours.ravel()):
        felt = affect.step(who, felt, hour - last, affect.chances(seed, number, count, USE + affect.USES))
        last = hour
        z = chance.normal(seed, number, count, ASK)
        given.append(affect.answer(item, affect.affect(who, felt) - usual, own, z))
    return np.stack(given, axis=1)


def between_people(values: np.ndarray) -> float:
    """Intraclass correlation of (people, occasions): the share of variance that lies between people."""
    count = values.shape[1]
    within = values.var(axis=1, ddof=1).mean()
    between = values.mean(axis=1).var(ddof=1) - within / count
    return float(between / (between + within))


def skew(values: np.ndarray) -> float:
    """Third moment about the mean, in standard deviations."""
    return float(np.mean((values - values.mean()) ** 3) / values.std() ** 3)


def items(seed: int) -> list[Check]:
    """A3 and A4, on the mean of as many studies as A2 takes."""
    seeds = range(seed, seed + STUDIES[SEASON])
    good, bad = ([answers(item, one) for one in seeds] for item in (affect.POSITIVE, affect.NEGATIVE))
    icc = np.mean([[between_people(one) for one in many] for many in (good, bad)], axis=1)
    leans, floor = np.mean([skew(one) for one in bad]), np.mean([(one <= 0).mean() for one in bad])
    return [
        Check("A3", "Share of variance between people (ICC) of simulated positive / negative items", OPENESM,
              ".37 / .40; inside .29 to .45 / .31 to .47", f"{icc[0]:.2f} / {icc[1]:.2f}",
              bool(0.29 <= icc[0] <= 0.45 and 0.31 <= icc[1] <= 0.47)),
        Check("A4", "Skew of simulated negative items; share of answers at the very bottom of the scale", OPENESM,
              "1.2; 0.3; inside 0.6 to 2.0; 0.05 to 0.6", f"{leans:.2f}; {floor:.2f}",
              bool(0.6 <= leans <= 2.0 and 0.05 <= floor <= 0.6)),
    ]  # fmt: skip


# --- A6: how sure the filter says it is


def coverage(seed: int) -> Check:
    """The product's own filter on simulated reports: does the next report fall where it says?"""
    said = reports(WEEK, affect.USUAL, 4, seed)
    hours = np.broadcast_to(WEEK.hours.ravel(), (len(said), WEEK.hours.size))
    ahead = diary.one_step(said.reshape(len(said), -1, 2), hours)
    held = [float(np.mean(ahead.held[:, 1:, axis])) for axis in (0, 1)]
    return Check("A6", "The filter's 90 % intervals for the next self-report, 90 min ahead, on simulated people who "
                 "differ: share that held (valence, arousal)", "the meaning of 90 %", "0.85 to 0.95",
                 f"{held[0]:.3f}, {held[1]:.3f}", all(0.85 <= it <= 0.95 for it in held))  # fmt: skip


# --- A7: what company does

PULLS = (0.02, 0.05, 0.10, 0.25, 0.50, 1.00)  # 1/h
GROUP, WEARERS = 10, 300
PACE, SETTLE, APART, LIVED = 0.25, 40.0, 4.0, 1000.0  # hours: a step, before it counts, between looks, in all


def plain(n: int, sd: float = 1.0, hours: float = 4.0) -> affect.Temper:
    """n people who are all alike: what closed forms speak of."""
    ones = np.ones((2, n), np.float32)
    return affect.Temper(0 * ones, np.stack([hours * ones, 55 * ones]), np.stack([sd * ones, 0 * ones]), 0 * ones,
                         0 * ones[0], ones[0])  # fmt: skip


def _met(pull: float, sd: float, seed: int) -> tuple[float, float]:
    """ICC and total SD of closed groups of ten in which feelings pass with `pull`; half the meeting on either side."""
    number = np.arange(WEARERS, dtype=np.uint32)
    who = plain(WEARERS, sd)
    company = affect.Company(np.arange(WEARERS) // GROUP, np.ones(WEARERS), np.ones(WEARERS))
    way, felt, seen = affect.Way(pull, 1.0), np.zeros((2, 2, WEARERS)), []
    for count in range(round(LIVED / PACE)):
        felt[affect.FAST] = affect.mingle(felt[affect.FAST], company, PACE / 2, way)
        felt = affect.step(who, felt, PACE, affect.chances(seed, number, count, USE + affect.USES))
        felt[affect.FAST] = affect.mingle(felt[affect.FAST], company, PACE / 2, way)
        if count * PACE >= SETTLE and count % round(APART / PACE) == 0:
            seen.append(felt[affect.FAST].copy())
    x = np.concatenate(seen, axis=1).reshape(-1, GROUP)  # two axes that know nothing of each other: two studies
    total = float(np.mean(x**2))  # about the home, which is known
    return (GROUP * float(np.mean(x.mean(axis=1) ** 2)) / total - 1) / (GROUP - 1), total**0.5


def company(seed: int) -> list[Check]:
    """A7: intraclass correlation of closed groups, and that a city is not flattened."""
    hours, sd = 4.0, affect.USUAL.sd[0][0]
    met = [_met(pull, sd * affect.kept(GROUP, pull * hours), seed) for pull in PULLS]
    wanted = [affect.alike(GROUP, pull * hours) for pull in PULLS]
    off = max(abs(icc - want) for (icc, _), want in zip(met, wanted, strict=True))
    wide = max(abs(total / sd - 1) for _, total in met)
    return [
        Check("A7", f"How alike company makes: ICC of closed groups of {GROUP}, {WEARERS} wearers, kappa "
              f"{' '.join(f'{it:g}' for it in PULLS)} an hour", CONTAGION,
              f"{' '.join(f'{it:.2f}' for it in wanted)}; each +-0.03",
              f"{' '.join(f'{icc:.2f}' for icc, _ in met)}; {off:.3f} off at most", off <= 0.03),
        Check("A7-sd", "Company does not flatten a city: total SD of fast valence at every kappa", CONTAGION,
              f"{sd:.2f}, within 5 %", f"{100 * wide:.1f} % off at most", wide <= 0.05),
    ]  # fmt: skip


# --- A8: gaps


def conditioned(at: np.ndarray, known: np.ndarray, hours: float) -> tuple[np.ndarray, float]:
    """Weights of values known at times `at` for the value at time 0, and the variance left: by brute force, from the
    covariances of the process alone, in the widest float there is.
    """
    times = np.concatenate([at[known], [0.0]]).astype(np.longdouble)
    cov = np.exp(-abs(times[:, None] - times[None]) / np.longdouble(hours))
    rest, cross = cov[:-1, :-1], cov[:-1, -1]
    (a, b), (_, d) = rest
    det = a * d - b * b
    weight = np.array([d * cross[0] - b * cross[1], a * cross[1] - b * cross[0]]) / det
    return weight.astype(float), float(1 - weight @ cross)


def bridges(seed: int) -> Check:
    """A8: the bridge over a gap against brute-force conditioning, over gaps of a minute to ten days."""
    number = np.arange(2000, dtype=np.uint32)
    span = [10 ** (-1.8 + 4.1 * chance.draw(seed, number, 0, USE + 50 + side).astype(float)) for side in (0, 1)]
    hours = 1 + 60 * chance.draw(seed, number, 0, USE + 52).astype(float)
    before, after, left = affect.bridge(span[0], span[1], hours)
    worst = 0.0
    for place in range(number.size):
        weight, rest = conditioned(np.array([-span[0][place], span[1][place]]), np.array([0, 1]), hours[place])
        worst = max(worst, *abs(weight - [before[place], after[place]]), abs(rest - left[place]))
    return Check("A8", f"The bridge over a gap: mean and variance against brute-force conditioning, {number.size:,} "
                 "gaps of a minute to ten days", "Gaussian conditioning", "1e-9", f"{worst:.1e}",
                 bool(worst <= 1e-9))  # fmt: skip


# --- A9: for ever


def endurance(seed: int, hours: int = 10_000) -> Check:
    """A9: ten thousand hours of company of any strength: bounded, never unknown, and quieter still without chance."""
    number = np.arange(WEARERS, dtype=np.uint32)
    who, worst, grew = affect.temper(number, seed, use=USE), 0.0, 0.0
    draws = [0.05 + 0.95 * chance.draw(seed, number, 0, USE + 54 + use).astype(float) for use in (0, 1)]
    company = affect.Company(np.arange(WEARERS) // GROUP, *draws)
    for pull in (0.05, 1.0, 1000.0):
        felt = calm = np.zeros((2, 2, WEARERS)) + 0.5 * np.sin(np.arange(WEARERS))
        energy = np.inf
        for count in range(hours):
            felt = affect.step(who, felt, 1.0, affect.chances(seed, number, count, USE + affect.USES))
            felt[affect.FAST] = affect.mingle(felt[affect.FAST], company, 1.0, affect.Way(pull, 1.0))
            worst = np.maximum(worst, abs(felt / who.sd).max())  # unknown stays unknown
            calm = affect.step(who, calm, 1.0, 0 * calm)
            calm[affect.FAST] = affect.mingle(calm[affect.FAST], company, 1.0, affect.Way(pull, 1.0))
            was, energy = energy, float(np.sum(company.expressive / company.openness * calm**2))
            grew = max(grew, energy - was)
    return Check("A9", f"{hours:,} h at kappa 0.05, 1 and 1000 an hour, people open and expressive unlike each other: "
                 "bounded, no NaN; without noise energy never grows", "diffusive coupling",
                 "below 20 SD; growth 0", f"{worst:.1f} SD at most; growth {max(grew, 0.0):g}",
                 bool(worst < 20 and grew <= 0))  # fmt: skip
