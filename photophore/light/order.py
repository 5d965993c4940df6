"""What theory says of a crowd before it begins: at what pull it falls into step, and how far.

Kuramoto's model in the limit of many (Acebron and others 2005), with an autonomy for each member: the onset depends on
the mean openness alone (specs light 5.1, 5.2). Pull and spread are in one unit, such as hertz: only their ratio counts.
"""

import math
from typing import NamedTuple

import numpy as np

LOOKED_AT = 20_000  # members of a larger crowd from whom a forecast is made, evenly chosen
SOLVED = 4_000  # of them, those for whom the order is solved
SHAPE = 0.05  # share by which a threshold may be off because nobody knows the shape of the crowd's rates
ROUNDS, CLOSE = 400, 1e-5  # of the iteration for r; it comes from above, so that it ends at the largest root
NODES = 2001  # of the integral over phases


class Forecast(NamedTuple):
    """What a host sees beforehand."""

    threshold: float  # pull at which the crowd begins to fall into step, as in sync.Rule.firm, hertz; inf: never
    firm: float  # the pull that was asked about, hertz
    will: bool  # whether it falls into step
    r: float  # how far, 0..1; below the threshold what chance alone makes of so few
    sure: float  # that `will` is right, 1/2..1


def critical(spread: float, kind: str) -> float:
    """The pull of the onset, 2 / (pi g(0)). kind: lorentz (half width), gauss (SD), uniform (half width)."""
    return {"lorentz": 2.0, "gauss": math.sqrt(8 / math.pi), "uniform": 4 / math.pi}[kind] * spread


def order(pull: float, kind: str, spread: float) -> float:
    """r in the limit of many; 0 up to the onset."""
    if pull <= critical(spread, kind):
        return 0.0
    if kind == "lorentz":
        return math.sqrt(1 - 2 * spread / pull)
    excess = _gauss if kind == "gauss" else _uniform
    low, high = 1e-6, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(pull, middle, spread) > 1 else (low, middle)
    return low


def _gauss(pull: float, r: float, spread: float) -> float:
    """pull * the integral of cos^2(u) g(pull r sin u), which is 1 at the solution."""
    u = np.linspace(-np.pi / 2, np.pi / 2, NODES)
    g = np.exp(-((pull * r * np.sin(u) / spread) ** 2) / 2) / (spread * math.sqrt(2 * math.pi))
    return float(pull * np.trapezoid(np.cos(u) ** 2 * g, u))


def _uniform(pull: float, r: float, spread: float) -> float:
    """The same where g is 1 / (2 spread) up to the edge."""
    edge = min(1.0, spread / (pull * r))
    return pull / (2 * spread) * (edge * math.sqrt(1 - edge * edge) + math.asin(edge))


def with_autonomy(pull: float, autonomy: np.ndarray, gamma: float) -> float:
    """r of a Lorentz crowd of half width gamma whose members have these autonomies (k,), 0..1; 0 up to the onset."""
    each = pull * (1 - np.asarray(autonomy, float))
    each = each[each > 0]
    share = each.size / max(np.size(autonomy), 1)
    if not each.size or share * each.mean() <= 2 * gamma:
        return 0.0
    low, high = 1e-6, 1.0
    for _ in range(60):
        r = (low + high) / 2
        wanted = share * np.mean((np.sqrt(gamma**2 + (each * r) ** 2) - gamma) / (each * r))
        low, high = (r, high) if wanted > r else (low, r)
    return low


def threshold(autonomy: np.ndarray, onset: float = 1.0) -> float:
    """The pull that these autonomies need where wholly open members need `onset`; inf where nobody is open."""
    openness = 1 - float(np.mean(autonomy)) if np.size(autonomy) else 0.0
    return onset / openness if openness > 0 else math.inf


def begins(coupling: float, gamma: float, r0: float, seconds: np.ndarray) -> np.ndarray:
    """r over time of a Lorentz crowd from r0 on (Ott and Antonsen 2008); coupling and gamma in radians a second."""
    ends = 1 - 2 * gamma / coupling
    return np.sqrt(ends / (1 + (ends / r0**2 - 1) * np.exp(-(coupling - 2 * gamma) * seconds)))


def will_sync(firm: float, rates: np.ndarray, autonomy: np.ndarray) -> Forecast:
    """Whether a crowd will fall into step, from its own rates (k,) hertz and autonomies (k,), nan: not a member.

    The density of rates where most open members are is estimated by a kernel, and r from the rates themselves: whoever
    is near enough is held, whoever is not adds nothing. `sure` counts the estimate's own error, the onset's width in a
    crowd of this size (k ** -2/5), and SHAPE.
    """
    rates, autonomy = np.asarray(rates, float), np.asarray(autonomy, float)
    known = np.isfinite(rates) & np.isfinite(autonomy)
    rates, openness = rates[known], 1 - autonomy[known]
    k, step = rates.size, max(1, -(-rates.size // LOOKED_AT))
    rates, openness = rates[::step], openness[::step]
    if k < 2 or not openness.any():
        return Forecast(math.inf, firm, False, 1.0 if k == 1 else 0.0, 1.0)
    centre, density, doubt = _peak(rates, openness)
    needed = 2 / (math.pi * density) if math.isfinite(density) else 0.0
    off = math.sqrt(doubt**2 + SHAPE**2 + k**-0.8)
    will = firm > needed
    apart = abs(math.log(max(firm, 1e-9) / needed)) if needed else 9.0
    chance = math.sqrt(math.pi / k) / 2
    r = max(_held(firm, rates, openness, centre), chance) if will else min(chance, 1.0)
    return Forecast(needed, firm, will, r, 0.5 + 0.5 * math.erf(apart / off / math.sqrt(2)))


def _peak(rates: np.ndarray, openness: np.ndarray) -> tuple[float, float, float]:
    """Where open members are densest, that density times the mean openness (per hertz), and its relative error."""
    low, middle, high = np.quantile(rates, (0.25, 0.5, 0.75))
    wide = min(rates.std(), (high - low) / 1.349) or rates.std()
    if wide < 1e-6:
        return float(middle), math.inf, 0.0
    width = 1.2 * wide * rates.size**-0.2
    places = np.linspace(low, high, 21)  # looked at with a wide kernel, so that a chance heap is not taken for the peak
    found = [np.mean(openness * np.exp(-(((rates - place) / (2.5 * width)) ** 2) / 2)) for place in places]
    centre = float(places[int(np.argmax(found))])
    part = openness * _kernel((rates - centre) / width) / width
    mean = max(float(part.mean()), 1e-12)
    return centre, mean, float(part.std() / math.sqrt(part.size) / mean)


def _kernel(u: np.ndarray) -> np.ndarray:
    """A Gaussian kernel of fourth order: it does not flatten a peak."""
    return (3 - u * u) / 2 * np.exp(-u * u / 2) / math.sqrt(2 * math.pi)


def _held(firm: float, rates: np.ndarray, openness: np.ndarray, centre: float) -> float:
    """The largest r that holds itself: the mean of cos of those who can be held at it."""
    step = max(1, -(-rates.size // SOLVED))
    away, pull, r = np.abs(rates[::step] - centre), firm * openness[::step], 1.0
    for _ in range(ROUNDS):
        most = pull * r
        held = away <= most
        part = np.where(held, away / np.where(held & (most > 0), most, 1), 1)
        after = float(np.mean(np.sqrt(1 - part * part)))
        if abs(after - r) < CLOSE:
            break
        r = after
    return r
