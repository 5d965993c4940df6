"""Cumulative sums that notice a change soon, with the false alarms they cost worked out beforehand.

Poisson: counts a second of a rate that was `rate` and may become `risen` (specs/trust.md 6.1). Gaussian: readings that
had mean 0 and deviation 1 and may shift (Page 1954; Siegmund 1985 for the mean time until an alarm).
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

STATES = 160  # of the Markov chain that stands for a cumulative sum (Brook and Evans 1972)
OVERSHOOT = 1.166  # twice 0.583: a walk oversteps its line by this much on average (Siegmund 1985)
HIGHEST = 60.0  # thresholds are sought below this
TOGETHER = 16  # chains that are solved at once: as much as a processor keeps at hand
LOWEST, FINE = 0.1, 0.02  # where lines are sought from, and how finely
TRIES = 5  # steps towards a line; then the middle is taken, since counts are whole and make steps of their own
GRID, BUSY_GRID = 1.25, 1.005  # steps to which rates are rounded up, so that charts share chains: rare, and busy
BUSY = 0.1  # events a step from which on a rate too high by a quarter would cost seconds
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
    told = [np.array([it], np.float64) for it in (rate, risen, line, rate if true is None else true)]
    return float(run_lengths(*told)[0])


def run_lengths(rate: np.ndarray, risen: np.ndarray, line: np.ndarray, true: np.ndarray) -> np.ndarray:
    """(k,) float64: the same for k charts at once."""
    falls = np.ceil((risen - rate) * STATES / line).astype(np.int64) + 1  # states by which a sum falls at most
    told, by = np.zeros(len(rate)), np.argsort(falls, kind="stable")
    for first in range(0, len(by), TOGETHER):
        some = by[first : first + TOGETHER]
        chains = np.stack([_chain(*it) for it in zip(rate[some], risen[some], line[some], true[some], strict=True)])
        told[some] = _steps(chains, int(falls[some].max()))
    return told


def _chain(rate: float, risen: float, line: float, true: float) -> np.ndarray:
    """(STATES, STATES) float64 chances a step from state to state; what is missing of 1 alarms."""
    gain, fall, width = np.log(risen / rate), risen - rate, line / STATES
    here = (np.arange(STATES) + 0.5) * width
    here[0] = 0.0  # most of the time a calm sum stands at 0 exactly
    chain = np.zeros(STATES * STATES)
    for count, chance in enumerate(_chances(true)):
        there = np.maximum(0.0, here + count * gain - fall)
        place = np.maximum(there / width - 0.5, 0.0)  # between two states: shared so that the mean is kept
        low = np.floor(place).astype(np.int64)
        for state, share in ((low, 1 - (place - low)), (low + 1, place - low)):
            inside = np.flatnonzero((state < STATES) & (there < line))
            chain[inside * STATES + state[inside]] += chance * share[inside]
    return chain.reshape(STATES, STATES)


def _steps(chains: np.ndarray, falls: int) -> np.ndarray:
    """(k,) float64 mean steps from the first state until each of (k, n, n) chains is left.

    Elimination without pivots, which such chains never need; a sum falls by few states at a time, so most of what is
    below the diagonal is 0 already. By hand: a library's solver wakes all processors for matrices as small as these.
    """
    n = chains.shape[1]
    left, right = np.eye(n) - chains, np.ones(chains.shape[:2])
    for i in range(n - 1):
        below = slice(i + 1, i + 1 + falls)
        times = left[:, below, i] / left[:, i, i, None]
        left[:, below, i + 1 :] -= times[:, :, None] * left[:, i, None, i + 1 :]
        right[:, below] -= times * right[:, i, None]
    for i in range(n - 1, -1, -1):
        right[:, i] -= (left[:, i, i + 1 :] * right[:, i + 1 :]).sum(axis=1)
        right[:, i] /= left[:, i, i]
    return right[:, 0]


def _chances(rate: float) -> np.ndarray:
    """The Poisson chances of 0, 1, 2 ... events, as far as they matter."""
    told, chance, count = [], np.exp(-rate), 0
    while chance > TAIL or count <= rate:
        told.append(chance)
        count += 1
        chance *= rate / count
    return np.array(told)


def poisson_line(rate: float, risen: float, between: float) -> float:
    """The line of one chart; see poisson_lines."""
    return float(poisson_lines(*(np.array([it], np.float64) for it in (rate, risen, between)))[0])


def poisson_lines(rate: np.ndarray, risen: np.ndarray, between: np.ndarray) -> np.ndarray:
    """(k,) float64 the lowest lines, to FINE, at which calm charts alarm once in `between` steps, by the chain.

    Never above `bound`. A chain is exact up to its grid; bench detect holds it against simulation.
    """
    wanted = np.log(between)
    low, high, line = np.full(len(rate), LOWEST), wanted.copy(), wanted * 0.8
    open_, tries = np.flatnonzero(high - low > FINE), 0
    while len(open_):
        of = (column[open_] for column in (rate, risen, line, rate))
        miss = wanted[open_] - np.log(run_lengths(*of))  # the logarithm grows nearly as the line does
        enough = open_[miss <= 0]
        high[enough] = line[enough]
        short = open_[miss > 0]
        low[short] = line[short]
        next_ = line[open_] + miss + np.where(miss > 0, FINE, -FINE) / 2  # so that it comes to lie between two soon
        inside = (next_ > low[open_]) & (next_ < high[open_]) & (tries < TRIES)
        line[open_] = np.where(inside, next_, (low[open_] + high[open_]) / 2)
        open_, tries = np.flatnonzero(high - low > FINE), tries + 1
    return high


def poisson(rate: np.ndarray, risen: np.ndarray, between: np.ndarray, known: dict | None = None) -> Poisson:
    """Charts for k rates: each may alarm falsely once in `between` steps. Rates are rounded up, to share chains;
    busy ones by a two-hundredth at most, since there it tells how soon a chart alarms.

    `known` holds lines that were worked out before, and is added to: whoever lays out charts often keeps it.
    """
    known = {} if known is None else known
    step = np.log(np.where(rate >= BUSY, BUSY_GRID, GRID))
    rate = np.exp(np.ceil(np.log(np.maximum(rate, 1e-12)) / step - 1e-9) * step)
    risen = np.maximum(risen, 3 * rate)
    wanted, which = np.unique(
        np.stack([rate, risen, np.broadcast_to(between, rate.shape)]), axis=1, return_inverse=True
    )
    asked = [tuple(float(f"{it:.6g}") for it in one) for one in wanted.T]
    if new := [one for one in asked if one not in known]:
        known |= dict(zip(new, _lines(tuple(new)), strict=True))
    return Poisson(rate, risen, np.array([known[one] for one in asked])[which.reshape(-1)])


@lru_cache(16)
def _lines(asked: tuple[tuple[float, ...], ...]) -> tuple[float, ...]:
    """The same fleet is laid out again and again: by the hub, and by whoever explains what it heard."""
    return tuple(poisson_lines(*np.array(asked).T).tolist())
