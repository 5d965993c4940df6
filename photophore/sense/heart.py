"""Beat intervals -> what they say of a heart: on the device, so that the beats themselves stay there.

Wrist sensors lose most beats (about a third survive), so every figure says how much of the time it rests on.
Formulas and limits: specs/feeling.md 2.3; Task Force of the ESC and NASPE, Circulation 93 (1996) 1043.
"""

from typing import NamedTuple

import numpy as np

MS_LEAST, MS_MOST = 300.0, 2000.0  # milliseconds between two beats of a living, waking heart
SPREAD = 0.20  # of the median of five beats: an interval farther off holds a missed or a false beat
NEIGHBOURS = 2  # beats on each side of the one that is judged
COVERED = 0.60  # share of the time that good intervals must cover before they are believed
BEATS = 30  # good intervals before variability is told
SLOW, QUICK, STEPS = 0.04, 0.26, 200  # hertz, number: where a paced breath can show, and how finely it is looked for
NEAR = 0.015  # hertz on each side of the peak that count as the peak


class Heart(NamedTuple):
    """What a stretch of beats says; nan where it cannot be said."""

    rate: float  # beats per minute
    rmssd: float  # milliseconds
    sdnn: float  # milliseconds
    peak: float  # hertz at which the heart swings most, 0.04..0.26
    coherence: float  # share of that swing within 0.015 Hz of the peak, 0..1
    covered: float  # share of the time that good intervals cover, 0..1
    why: str  # why something is nan: "" nothing is, "no beats", "too little covered", "too few beats"


def good(ms: np.ndarray) -> np.ndarray:
    """(k,) bool: intervals of 300 to 2000 ms, no farther than 20 % from the median of the five beats about them."""
    ms = np.asarray(ms, float)
    able = np.isfinite(ms) & (ms >= MS_LEAST) & (ms <= MS_MOST)
    if not ms.size:
        return able
    padded = np.full(ms.size + 2 * NEIGHBOURS, np.nan)
    padded[NEIGHBOURS : NEIGHBOURS + ms.size][able] = ms[able]
    about = np.sort(np.lib.stride_tricks.sliding_window_view(padded, 2 * NEIGHBOURS + 1), axis=1)  # nan come last
    number = np.maximum(np.isfinite(about).sum(axis=1), 1)
    rows = np.arange(ms.size)
    middle = 0.5 * (about[rows, (number - 1) // 2] + about[rows, number // 2])
    with np.errstate(invalid="ignore"):
        return able & (abs(ms - middle) <= SPREAD * middle)


def told(at: np.ndarray, ms: np.ndarray, seconds: float) -> Heart:
    """A stretch of `seconds`; at: (k,) seconds at which each interval ended, growing; ms: (k,) milliseconds."""
    at, ms = np.asarray(at, float), np.asarray(ms, float)
    kept = good(ms)
    covered = min(1.0, float(ms[kept].sum()) / 1000 / seconds)
    if not kept.any():
        return Heart(np.nan, np.nan, np.nan, np.nan, np.nan, 0.0, "no beats")
    rate = 60_000 / float(ms[kept].mean())
    if covered < COVERED or kept.sum() < BEATS:
        why = "too little covered" if covered < COVERED else "too few beats"
        return Heart(rate if covered >= COVERED else np.nan, np.nan, np.nan, np.nan, np.nan, covered, why)
    peak, coherence = swing(at[kept], ms[kept])
    return Heart(rate, rmssd(at, ms, kept), float(ms[kept].std(ddof=1)), peak, coherence, covered, "")


def rmssd(at: np.ndarray, ms: np.ndarray, kept: np.ndarray) -> float:
    """Root mean square of the differences between good intervals that follow each other; nan where none do."""
    follows = kept[1:] & kept[:-1] & (abs(np.diff(at) * 1000 - ms[1:]) <= SPREAD * ms[1:])
    steps = np.diff(ms)[follows]
    return float(np.sqrt((steps**2).mean())) if steps.size else np.nan


def swing(at: np.ndarray, ms: np.ndarray) -> tuple[float, float]:
    """(hertz of the greatest swing, share of all swing near it), by Lomb and Scargle's periodogram.

    Beats are unevenly spaced samples of themselves: no resampling, no invented values. Steady beats: (nan, nan).
    """
    value = ms - ms.mean()
    if not (value**2).sum() > 1e-6:
        return np.nan, np.nan
    hertz = np.linspace(SLOW, QUICK, STEPS)
    turn = 2 * np.pi * hertz[:, None] * (at - at[0])
    shift = 0.5 * np.arctan2(np.sin(2 * turn).sum(axis=1), np.cos(2 * turn).sum(axis=1))[:, None]
    cosine, sine = np.cos(turn - shift), np.sin(turn - shift)
    power = (cosine @ value) ** 2 / (cosine**2).sum(axis=1) + (sine @ value) ** 2 / (sine**2).sum(axis=1)
    peak = hertz[power.argmax()]
    return float(peak), float(power[abs(hertz - peak) <= NEAR].sum() / power.sum())


def minutes(at: np.ndarray, ms: np.ndarray, ends: np.ndarray, seconds: float = 60.0) -> tuple[np.ndarray, np.ndarray]:
    """Windows of `seconds` that end at `ends` (w,) -> (mean good interval in ms, share of the time covered), (w,) each.

    nan and 0 where there is no good beat. at: (k,) growing.
    """
    kept = good(ms)
    at, ms = np.asarray(at, float)[kept], np.asarray(ms, float)[kept]
    first, last = np.searchsorted(at, ends - seconds, "right"), np.searchsorted(at, ends, "right")
    total = np.concatenate([[0.0], np.cumsum(ms)])
    number, whole = last - first, total[last] - total[first]
    mean = np.where(number > 0, whole / np.maximum(number, 1), np.nan)
    return mean, np.minimum(whole / 1000 / seconds, 1.0)
