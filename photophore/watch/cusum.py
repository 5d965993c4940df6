"""Cumulative sums that notice a change soon, with the false alarms they cost worked out beforehand.

Poisson: counts a second of a rate that was `rate` and may become `risen` (specs/trust.md 6.1). Gaussian: readings that
had mean 0 and deviation 1 and may shift (Page 1954; Siegmund 1985 for the mean time until an alarm).
"""

from functools import cache
from typing import NamedTuple

import numpy as np

STATES = 160  # of the Markov chain that stands for a cumulative sum (Brook and Evans 1972)
OVERSHOOT = 1.166  # twice 0.583: a walk oversteps its line by this much on average (Siegmund 1985)
HIGHEST = 60.0  # thresholds are sought below this
TRIES = 8  # steps towards a line; three are usual
TAIL = 1e-13  # counts rarer than this are left out of the chain


class Poisson(NamedTuple):
    """k charts of counts, one count each a step."""

    rate: np.ndarray  # (k,) float64 events a step in calm times, above 0
    risen: np.ndarray  # (k,) float64 events a step that it should notice, above rate
    line: np.ndarray  # (k,) float64 the sum at which it alarms

    @property
    def gain(self) -> np.ndarray:
        """(k,) float64: what one event adds."""
        return np.log(self.risen / self.rate)

    def step(self, total: np.ndarray, counts: np.ndarray) -> np.ndarray:
        """(k,) float64: the sums after one more step; never below 0."""
        return np.maximum(0.0, total + counts * self.gain - (self.risen - self.rate))


def gaussian(total: np.ndarray, reading: np.ndarray, reference: float = 0.5) -> np.ndarray:
    """The sums after one more reading in deviations from its calm mean; nan, nothing known, changes nothing."""
    return np.where(np.isnan(reading), total, np.maximum(0.0, total + np.nan_to_num(reading) - reference))


def siegmund(shift: float, line: float, reference: float = 0.5) -> float:
    """Mean readings until a one-sided Gaussian sum reaches its line, when the mean is `shift` deviations off."""
    drift, height = shift - reference, line + OVERSHOOT
    if abs(drift) < 1e-9:
        return height * height
    return float((np.exp(-2 * drift * height) + 2 * drift * height - 1) / (2 * drift * drift))


def gaussian_line(between: float, reference: float = 0.5) -> float:
    """The lowest line at which calm readings alarm once in `between` readings on average, by Siegmund's formula."""
    low, high = 0.0, HIGHEST
    while high - low > 1e-6:
        middle = (low + high) / 2
        low, high = (middle, high) if siegmund(0.0, middle, reference) < between else (low, middle)
    return high


def bound(between: float) -> float:
    """A Poisson line that is surely high enough: mean steps between false alarms are at least its exponential."""
    return float(np.log(between))


def delay(rate: float, risen: float, line: float) -> float:
    """Steps that an alarm takes after the rate has risen, about: line over information a step."""
    return line / (risen * np.log(risen / rate) - (risen - rate))


def run_length(rate: float, risen: float, line: float, true: float | None = None) -> float:
    """Mean steps until an alarm, from a sum of 0, at the rate `true` (default: the calm one); by a Markov chain."""
    told = _chances(rate if true is None else true)
    gain, fall = np.log(risen / rate), risen - rate
    width = line / STATES
    here = (np.arange(STATES) + 0.5) * width
    here[0] = 0.0  # most of the time a calm sum stands at 0 exactly
    chain = np.zeros((STATES, STATES))
    for count, chance in enumerate(told):
        there = np.maximum(0.0, here + count * gain - fall)
        place = np.maximum(there / width - 0.5, 0.0)  # between two states: shared so that the mean is kept
        low = np.floor(place).astype(int)
        for state, share in ((low, 1 - (place - low)), (low + 1, place - low)):
            inside = (state < STATES) & (there < line)
            np.add.at(chain, (np.flatnonzero(inside), state[inside]), chance * share[inside])
    return float(np.linalg.solve(np.eye(STATES) - chain, np.ones(STATES))[0])


def _chances(rate: float) -> np.ndarray:
    """The Poisson chances of 0, 1, 2 ... events, as far as they matter."""
    told, chance, count = [], np.exp(-rate), 0
    while chance > TAIL or count <= rate:
        told.append(chance)
        count += 1
        chance *= rate / count
    return np.array(told)


@cache
def poisson_line(rate: float, risen: float, between: float) -> float:
    """The lowest line, to a hundredth, at which a calm chart alarms once in `between` steps, by the chain.

    Never above `bound`. A chain is exact up to its grid; bench detect holds it against simulation.
    """
    line, wanted = bound(between) * 0.8, np.log(between)
    for _ in range(TRIES):
        miss = wanted - np.log(run_length(rate, risen, line))  # the logarithm grows nearly as the line does
        line = min(max(line + miss, 0.1), bound(between))
        if abs(miss) < 0.01:
            break
    while line < bound(between) and run_length(rate, risen, line) < between:
        line += 0.02
    return line


def poisson(rate: np.ndarray, risen: np.ndarray, between: np.ndarray, known: dict | None = None) -> Poisson:
    """Charts for k rates: each may alarm falsely once in `between` steps. Rates are rounded up, to share chains.

    `known` holds lines that were worked out before, and is added to: whoever lays out charts often keeps it.
    """
    known = {} if known is None else known
    step = np.log(1.25)
    rate = np.exp(np.ceil(np.log(np.maximum(rate, 1e-12)) / step - 1e-9) * step)
    risen = np.maximum(risen, 3 * rate)
    wanted, which = np.unique(
        np.stack([rate, risen, np.broadcast_to(between, rate.shape)]), axis=1, return_inverse=True
    )
    asked = [tuple(float(f"{it:.6g}") for it in one) for one in wanted.T]
    known |= {one: poisson_line(*one) for one in asked if one not in known}
    return Poisson(rate, risen, np.array([known[one] for one in asked])[which.reshape(-1)])
