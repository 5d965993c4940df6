"""Readings over time -> valence, arousal, and how sure.

Each axis of a feeling is a sum: fast affect (hours) + mood (days) + home base (the person). Fast affect and
mood are Ornstein-Uhlenbeck processes; their state is carried to any time by one exact step, and each reading
corrects it by one scalar Kalman update. Axes and rows are independent. specs/feeling.md 1 and 2.

Kept in float32, worked out in float64: a variance is a small difference of larger ones. The formulas run on
numpy arrays here, and on scalars in the compiled twin (`sense.fast`), to the same bit.
"""

from typing import NamedTuple

import numpy as np

from photophore.formula import formula, select
from photophore.sense.signals import REPORT_SD, Readings
from photophore.words import Tick

F = np.float32
HOUR = 3600.0  # seconds


class Axis(NamedTuple):
    """How one axis of a feeling moves, in people at large: -1..1, variances of it, seconds. specs/feeling.md 1.3"""

    home: float  # where feelings come back to: the mean of people
    home_var: float  # from person to person
    fast_var: float  # of fast affect, at rest
    fast_time: float  # in which it fades to 1/e
    mood_var: float
    mood_time: float

    @property
    def whole_var(self) -> float:
        """Variance of a feeling of which nothing is known."""
        return self.home_var + self.fast_var + self.mood_var


AXES = (
    Axis(0.30, 0.22**2, 0.21**2, 4.0 * HOUR, 0.16**2, 55.0 * HOUR),  # valence
    Axis(0.00, 0.12**2, 0.20**2, 3.0 * HOUR, 0.08**2, 55.0 * HOUR),  # arousal
)
GLITCH = 4.0  # standard deviations from what was expected: a sensor so far off is not believed
EVENT = 3.0  # standard deviations: a wearer so far off tells that something has happened
SITTING = 60.0  # seconds: a word said so soon after the one before takes its place
LATE = 60.0  # seconds that a reading may be older than what is known already
PART = 4096  # rows worked on together; their float64 columns fit a core's second cache
AGE = 1 << 40  # ticks: a thousand years, more than any hub lives
STRIP = 64  # rows side by side that are looked at in the same tick

REASONS = ("unknown", "missing", "future", "late", "glitch")


class Feelings(NamedTuple):
    """What is believed of each row. Buffers that the caller owns, updated in place."""

    mean: np.ndarray  # (2, 3, n) float32 [axis, (fast, mood, home)], as of the tick `stood`
    cov: np.ndarray  # (2, 6, n) float32 [axis, (xx, xm, xh, mm, mh, hh)], x fast, m mood, h home, as of `stood`
    stood: np.ndarray  # (2, n) int64 tick of the newest reading of each axis; -1 none
    at: np.ndarray  # (n,) int64 tick of the newest reading of any; -1 nothing known
    now: np.ndarray  # (2, n) float32 believed valence and arousal, -1..1; nan nothing known; a second old at most
    sure: np.ndarray  # (2, n) float32, 1 - variance / variance of people, 0..1; 0 nothing known
    said: np.ndarray  # (2, n) float32 the wearer's last own word; nan none
    said_at: np.ndarray  # (2, n) int64 its tick; -1 none
    fresh: np.ndarray  # (k,) int32 rows whose `now` and `sure` were worked out in this tick
    dropped: np.ndarray  # (5,) int64 readings dropped so far, by REASONS


def prior() -> tuple[np.ndarray, np.ndarray]:
    """What is believed of a person not heard yet: mean (2, 3, 1), cov (2, 6, 1), float32."""
    mean = [[0, 0, axis.home] for axis in AXES]
    cov = [[axis.fast_var, 0, 0, axis.mood_var, 0, axis.home_var] for axis in AXES]
    return np.array(mean, F)[..., None], np.array(cov, F)[..., None]


def start(n: int) -> Feelings:
    """Nothing known of n rows."""
    mean, cov = prior()
    return Feelings(
        np.repeat(mean, n, axis=2), np.repeat(cov, n, axis=2),
        np.full((2, n), -1, np.int64), np.full(n, -1, np.int64),
        np.full((2, n), np.nan, F), np.zeros((2, n), F),
        np.full((2, n), np.nan, F), np.full((2, n), -1, np.int64),
        np.zeros(0, np.int32), np.zeros(len(REASONS), np.int64),
    )  # fmt: skip


def forget(feelings: Feelings, rows: np.ndarray) -> None:
    """Wipe these rows as if never heard; what was dropped stays counted."""
    blank = start(1)
    for held, new in zip(feelings[:8], blank[:8], strict=True):
        held[..., rows] = new


def recall(feelings: Feelings, rows: np.ndarray) -> None:
    """Believe of these rows only the wearer's own last word, as if no sensor had ever been heard.

    What is shown of them follows within a second, when their turn comes.
    """
    said, said_at = feelings.said[:, rows], feelings.said_at[:, rows]
    forget(feelings, rows)
    axis, place = np.nonzero(said_at >= 0)
    row, at = rows[place].astype(np.int32), said_at[axis, place]
    noise = (REPORT_SD**2)[axis]
    words = Readings(row, axis.astype(np.uint8), said[axis, place], noise, at, np.ones(row.size, bool))
    _learn(feelings, in_order(words), 1)  # the first of a row: no time has passed, at any rate


# The state of one axis is nine numbers: fast, mood, home, and their covariances xx, xm, xh, mm, mh, hh.


@formula
def fade(x):
    """exp(-x) for x >= 0, to 1e-13 of itself; beyond 64 it stays at exp(-64), which is nothing."""
    x = select(x < 64.0, x, 64.0) * (1.0 / 1024.0)  # a series near 0, then squared ten times
    y = 1.0 - x * (1.0 / 8.0)
    y = 1.0 - x * (1.0 / 7.0) * y
    y = 1.0 - x * (1.0 / 6.0) * y
    y = 1.0 - x * (1.0 / 5.0) * y
    y = 1.0 - x * (1.0 / 4.0) * y
    y = 1.0 - x * (1.0 / 3.0) * y
    y = 1.0 - x * (1.0 / 2.0) * y
    y = 1.0 - x * y
    for _ in range(10):
        y = y * y
    return y


@formula
def carry(state, axis, seconds):
    """A state `seconds` later, exactly: two steps in a row equal one step of their sum."""
    x, m, h, xx, xm, xh, mm, mh, hh = state
    fast, mood = fade(seconds / axis.fast_time), fade(seconds / axis.mood_time)
    xx = axis.fast_var + fast * fast * (xx - axis.fast_var)
    mm = axis.mood_var + mood * mood * (mm - axis.mood_var)
    return fast * x, mood * m, h, xx, fast * mood * xm, fast * xh, mm, mood * mh, hh


@formula
def variance(state, home):
    """Variance of the whole feeling where home is 1, of its difference from home where 0."""
    _, _, _, xx, xm, xh, mm, mh, hh = state
    return xx + 2.0 * xm + mm + home * (2.0 * (xh + mh) + hh)


@formula
def correct(state, off, noise, home, there):
    """A state after a reading that lay `off` what was expected; unchanged where nothing is there.

    Joseph's form, written out, so that it holds for any gain. Noise is a variance; less than nothing takes an
    earlier reading back. home: 1 where the reading tells of the whole feeling, 0 of its difference from home.
    """
    x, m, h, xx, xm, xh, mm, mh, hh = state
    px, pm, ph = xx + xm + home * xh, xm + mm + home * mh, xh + mh + home * hh
    total = px + pm + home * ph + noise
    weight = select(there, 1.0 / total, 0.0)
    gx, gm, gh = px * weight, pm * weight, ph * weight
    return (
        x + gx * off, m + gm * off, h + gh * off,
        xx + gx * gx * total - 2.0 * gx * px, xm + gx * gm * total - (gx * pm + gm * px),
        xh + gx * gh * total - (gx * ph + gh * px), mm + gm * gm * total - 2.0 * gm * pm,
        mh + gm * gh * total - (gm * ph + gh * pm), hh + gh * gh * total - 2.0 * gh * ph,
    )  # fmt: skip


@formula
def take_back(state, said, noise, again):
    """A state as if the wearer's word `said` of this sitting had not been heard.

    A finger that slides says one thing, not thirty a second: its next word takes the place of the one before.
    Taken out exactly, but as if the feeling had stood still since; in a minute it keeps 99.6 % of its way.
    """
    again = again & (variance(state, 1.0) < 0.95 * noise)  # else no word of that noise was heard
    off = select(again, said, 0.0) - (state[0] + state[1] + state[2])
    return correct(state, off, select(again, -noise, 1.0), 1.0, again)


@formula
def startle(state, axis, struck):
    """A state in which fast affect may have jumped, where struck: it is known less, and no less than twice at rest."""
    x, m, h, xx, xm, xh, mm, mh, hh = state
    wider = select(xx < axis.fast_var, xx + axis.fast_var, 2.0 * axis.fast_var)
    return x, m, h, select(struck, wider, xx), xm, xh, mm, mh, hh


@formula
def hear(state, axis, value, noise, own):
    """One reading -> the state after it, and whether it was believed.

    A sensor far off is a glitch; a wearer far off tells of an event, and is never doubted.
    """
    home = select(own, 1.0, 0.0)
    off = value - (state[0] + state[1] + home * state[2])
    far = off * off / (variance(state, home) + noise)
    heard = own | (far <= GLITCH * GLITCH)
    state = startle(state, axis, own & (far > EVENT * EVENT))
    return correct(state, off, noise, home, heard), heard


@formula
def tell(state, axis):
    """A state -> (the feeling -1..1, how sure 0..1)."""
    whole = state[0] + state[1] + state[2]
    sure = 1.0 - variance(state, 1.0) / (axis.home_var + axis.fast_var + axis.mood_var)
    whole = select(whole > -1.0, select(whole < 1.0, whole, 1.0), -1.0)
    return whole, select(sure > 0.0, select(sure < 1.0, sure, 1.0), 0.0)


def predict(mean: np.ndarray, cov: np.ndarray, seconds) -> tuple[np.ndarray, np.ndarray]:
    """Carry a belief ahead, exactly; mean (2, 3, k), cov (2, 6, k), seconds (k,) or a number, >= 0; float64 back."""
    state = (*np.moveaxis(mean, 1, 0).astype(float), *np.moveaxis(cov, 1, 0).astype(float))
    both = Axis(*(column[:, None] for column in np.array(AXES).T))
    ahead = np.stack(np.broadcast_arrays(*carry(state, both, np.asarray(seconds, float))), axis=1)
    return ahead[:, :3], ahead[:, 3:]


def follow(before: Feelings, readings: Readings, tick: Tick) -> Feelings:
    """Believe what was read, and say what is believed now; `before` is updated in place and given back.

    A reading up to a minute older than what is known is taken as if it were read then (a feeling moves by
    2 % of a report's noise in that time); an older one is dropped. Time never runs backwards.
    """
    heard = _learn(before, _usable(before, in_order(readings), tick), tick.fps)
    rows = np.concatenate([heard, turn(before, heard, tick)])
    for begin in range(0, rows.size, PART):
        _renew(before, rows[begin : begin + PART], tick)
    return before._replace(fresh=rows)


def in_order(readings: Readings) -> Readings:
    """By row, axis and time; what is read at the same tick keeps its order."""
    key = (readings.row.astype(np.int64) * 2 + readings.axis) * AGE + readings.at
    if (key[1:] >= key[:-1]).all():
        return readings
    order = np.argsort(key, kind="stable")
    return Readings(*(column[order] for column in readings))


def _usable(before: Feelings, readings: Readings, tick: Tick) -> Readings:
    """Readings with a row, a number, and a time that fits; the rest is counted."""
    there = (readings.row >= 0) & (readings.row < before.at.size) & (readings.axis < 2)
    known = before.stood[np.where(there, readings.axis, 0), np.where(there, readings.row, 0)]
    reasons = (
        ~there,
        ~(np.isfinite(readings.value) & np.isfinite(readings.noise) & (readings.noise > 0)),
        (readings.at > tick.count) | (readings.at < 0),
        readings.at < known - LATE * tick.fps,
    )
    left = np.ones(readings.row.size, bool)
    for place, found in enumerate(reasons):
        before.dropped[place] += (left & found).sum()
        left &= ~found
    return readings if left.all() else Readings(*(column[left] for column in readings))


def _learn(before: Feelings, read: Readings, fps: int) -> np.ndarray:
    """All readings, several of one cell one after the other -> (k,) int32 rows of which something was believed."""
    first = np.flatnonzero(np.diff(read.row.astype(np.int64) * 2 + read.axis, prepend=-1))
    rank = np.arange(read.row.size) - np.repeat(first, np.diff(first, append=read.row.size))
    heard = np.zeros(read.row.size, bool)
    for place in range(rank.max(initial=-1) + 1):
        these = np.flatnonzero(rank == place)
        for some in (these[begin : begin + PART] for begin in range(0, these.size, PART)):
            heard[some] = _hear(before, Readings(*(column[some] for column in read)), fps)
    rows = read.row[heard]
    return rows[np.diff(rows, prepend=-1) > 0]


def _hear(before: Feelings, read: Readings, fps: int) -> np.ndarray:
    """One reading each of k different cells (rows and axes) -> (k,) bool, where it was believed."""
    row, place, own = read.row, read.axis, read.own
    axis = Axis(*np.array(AXES)[place].T)
    known = before.stood[place, row]
    to = np.maximum(known, read.at)
    state = _state(before, place, row)
    state = carry(state, axis, np.where(known < 0, 0, to - known) / fps)
    since = before.said_at[place, row]
    again = own & (since >= 0) & (read.at - since < SITTING * fps)
    noise = read.noise.astype(float)
    state = take_back(state, before.said[place, row].astype(float), noise, again)
    state, heard = hear(state, axis, read.value.astype(float), noise, own)
    before.dropped[-1] += (~heard).sum()
    before.said[place[own], row[own]], before.said_at[place[own], row[own]] = read.value[own], read.at[own]
    place, row, to = place[heard], row[heard], to[heard]
    before.mean[place, :, row] = np.stack(state[:3], axis=1)[heard]
    before.cov[place, :, row] = np.stack(state[3:], axis=1)[heard]
    before.stood[place, row] = to
    np.maximum.at(before.at, row, to)  # both axes of a row may be among these
    return heard


def _state(before: Feelings, place: np.ndarray, row: np.ndarray) -> tuple[np.ndarray, ...]:
    """The state of k cells as nine (k,) float64 columns."""
    return (*before.mean[place, :, row].astype(float).T, *before.cov[place, :, row].astype(float).T)


def turn(before: Feelings, heard: np.ndarray, tick: Tick) -> np.ndarray:
    """(k,) int32 known rows whose turn it is to be looked at, once a second each, less those just heard."""
    part = tick.count % tick.fps
    starts = np.arange(STRIP * part, before.at.size, STRIP * tick.fps, dtype=np.int32)
    rows = (starts[:, None] + np.arange(STRIP, dtype=np.int32)).reshape(-1)
    rows = rows[rows < before.at.size]
    wanted = before.at[rows] >= 0
    mine = heard[(heard // STRIP) % tick.fps == part]
    wanted[mine // (STRIP * tick.fps) * STRIP + mine % STRIP] = False
    return rows[wanted]


def _renew(before: Feelings, rows: np.ndarray, tick: Tick) -> None:
    """What is believed of these rows at this tick; an axis not heard yet is as in people at large."""
    for place, axis in enumerate(AXES):
        known = before.stood[place, rows]
        seconds = np.where(known < 0, 0, np.maximum(tick.count - known, 0)) / tick.fps
        state = _state(before, np.full(rows.size, place), rows)
        before.now[place, rows], before.sure[place, rows] = tell(carry(state, axis, seconds), axis)
