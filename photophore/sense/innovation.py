"""What a sensor's readings say of themselves: a gap, one that cannot be believed, a wearer who is not as expected.

One reading after the other of one sensor, as a mean-reverting walk (Ornstein and Uhlenbeck) about the wearer's own
usual; plain floats, on the wearer's own device. `pages/static/innovation.js` is its twin. specs/feeling.md 2.2 and 5.4.
"""

import math
from typing import NamedTuple

from photophore.sense.feeling import GLITCH

HALF_LIFE = 50  # readings in which what was surprising counts half (feeling.md 2.2)
KEPT = 0.5 ** (1 / HALF_LIFE)
LEAST, MOST = 0.5, 3.0  # of lambda
PERIODS = 2.0  # times the usual time between two readings: from here on there was a gap
SLOW = 0.01  # share of a reading by which the wearer's usual moves


class Kind(NamedTuple):
    """How a sensor reads."""

    sd: float  # of its readings about the wearer's usual, in its unit
    fades: float  # seconds in which a difference from the usual fades to 1/e
    noise: float  # SD of one reading
    period: float  # seconds between two readings


HEART = Kind(10.0, 120.0, 2.0, 1.0)  # beats per minute of a strap


class State(NamedTuple):
    """What is expected of the next reading."""

    usual: float
    off: float  # from the usual, as of the last reading
    var: float
    scale: float  # lambda: how large innovations are against what was expected, LEAST..MOST
    at: float  # seconds of the last reading


class News(NamedTuple):
    """What one reading told. nan: nothing of the kind."""

    expected: float
    gap: tuple[float, float, float]  # before and after, -1..1 as SD / 2 from the usual; SD of the bridge, 0..1
    outlier: float  # the reading that was not believed, -1..1 as before
    surprise: float  # lambda


NO_GAP = (math.nan, math.nan, math.nan)


def hear(kind: Kind, state: State | None, value: float, seconds: float) -> tuple[State | None, News]:
    """One reading -> what is expected from now on, and what it told; a reading that is no number changes nothing.

    seconds: when it was read; time never runs back.
    """
    if not math.isfinite(value):
        return state, News(math.nan, NO_GAP, math.nan, state.scale if state else 1.0)
    if state is None:
        return State(value, 0.0, kind.sd**2, 1.0, seconds), News(value, NO_GAP, math.nan, 1.0)
    passed = max(0.0, seconds - state.at)
    keep = math.exp(-passed / kind.fades)
    off = state.off * keep
    var = kind.sd**2 + keep * keep * (state.var - kind.sd**2)
    surprise = value - state.usual - off
    total = (var + kind.noise**2) * max(1.0, state.scale)
    far = surprise * surprise > GLITCH**2 * total
    scale = _scaled(state.scale, surprise * surprise / (var + kind.noise**2))
    gap = _gap(kind, state, value, passed) if passed > PERIODS * kind.period and not far else NO_GAP
    told = News(state.usual + off, gap, _held((value - state.usual) / (2 * kind.sd)) if far else math.nan, scale)
    if far:  # weight 0: nothing is learned from it, but that the wearer may be another than expected
        return State(state.usual, off, var, scale, max(state.at, seconds)), told
    gain = var / total
    usual = state.usual + SLOW * (value - state.usual)
    off = state.usual + off + gain * surprise - usual
    return State(usual, off, var * (1 - gain), scale, max(state.at, seconds)), told


def bridged(kind: Kind, passed: float) -> float:
    """SD in the middle of a gap of so many seconds: 0 for none, the sensor's own for one without end."""
    return kind.sd * math.sqrt(math.tanh(max(0.0, passed) / (2 * kind.fades)))


def _gap(kind: Kind, state: State, value: float, passed: float) -> tuple[float, float, float]:
    before, after = state.off / (2 * kind.sd), (value - state.usual) / (2 * kind.sd)
    return _held(before), _held(after), bridged(kind, passed) / (2 * kind.sd)


def _scaled(scale: float, ratio: float) -> float:
    """Lambda after one more innovation; one that is beyond belief counts as the most that is believed."""
    return min(MOST, max(LEAST, KEPT * scale + (1 - KEPT) * min(ratio, GLITCH**2)))


def _held(value: float) -> float:
    return min(1.0, max(-1.0, value))
