"""Readings over time -> valence, arousal, and how sure.

Each axis of a feeling is a sum: fast affect (hours) + mood (days) + home base (the person). Fast affect and
mood are Ornstein-Uhlenbeck processes; their state is carried to any time by one exact step, and each reading
corrects it by one scalar Kalman update. Axes and rows are independent. specs/feeling.md 1 and 2.
"""

from typing import NamedTuple

import numpy as np

from photophore.sense.signals import Readings
from photophore.words import Tick

F = np.float32
HOUR = 3600.0  # seconds

# Columns are valence and arousal, on -1..1; specs/feeling.md 1.3
HOME = np.array([[0.30], [0.00]])  # where a person's feelings come back to: the mean of people
HOME_VAR = np.array([[0.22], [0.12]]) ** 2  # from person to person
FAST_VAR = np.array([[0.21], [0.20]]) ** 2  # of fast affect, at rest
FAST_TIME = np.array([[4.0], [3.0]]) * HOUR  # seconds in which it fades to 1/e
MOOD_VAR = np.array([[0.16], [0.08]]) ** 2
MOOD_TIME = np.array([[55.0], [55.0]]) * HOUR
WHOLE_VAR = HOME_VAR + FAST_VAR + MOOD_VAR  # of a feeling of which nothing is known

GLITCH = 4.0  # standard deviations from what was expected: a sensor so far off is not believed
EVENT = 3.0  # standard deviations: a wearer so far off tells that something has happened
SITTING = 60.0  # seconds: a word said so soon after the one before takes its place
LATE = 60.0  # seconds that a reading may be older than what is known already
PART = 4096  # rows worked on together; their float64 columns fit a core's second cache

STRIP = 64  # rows side by side that are looked at in the same tick

REASONS = ("unknown", "missing", "future", "late", "glitch")
XX, XM, XH, MM, MH, HH = range(6)  # places in a covariance: x fast, m mood, h home


class Feelings(NamedTuple):
    """What is believed of each row. Buffers that the caller owns, updated in place."""

    mean: np.ndarray  # (2, 3, n) float32 [axis, (fast, mood, home)], at the tick `at`
    cov: np.ndarray  # (2, 6, n) float32 [axis, (xx, xm, xh, mm, mh, hh)], at the tick `at`
    at: np.ndarray  # (n,) int64 tick of the newest reading; -1 nothing known
    now: np.ndarray  # (2, n) float32 believed valence and arousal, -1..1; nan nothing known; a second old at most
    sure: np.ndarray  # (2, n) float32, 1 - variance / variance of people, 0..1; 0 nothing known
    said: np.ndarray  # (2, n) float32 the wearer's last own word; nan none
    said_at: np.ndarray  # (2, n) int64 its tick; -1 none
    fresh: np.ndarray  # (k,) int32 rows whose `now` and `sure` were worked out in this tick
    dropped: np.ndarray  # (5,) int64 readings dropped so far, by REASONS


class Moments(NamedTuple):
    """What was read of k different rows, each at one tick."""

    row: np.ndarray  # (k,) int32
    at: np.ndarray  # (k,) int64 ticks
    value: np.ndarray  # (2, k) float64, 0 where nothing was read on that axis
    noise: np.ndarray  # (2, k) float64 variance, infinite where nothing was read
    own: np.ndarray  # (2, k) bool, the wearer's own word


def prior() -> tuple[np.ndarray, np.ndarray]:
    """What is believed of a person not heard yet: mean (2, 3, 1), cov (2, 6, 1), float32."""
    none = np.zeros((2, 1))
    mean = np.stack([none, none, HOME], axis=1)
    cov = np.stack([FAST_VAR, none, none, MOOD_VAR, none, HOME_VAR], axis=1)
    return mean.astype(F), cov.astype(F)


def start(n: int) -> Feelings:
    """Nothing known of n rows."""
    mean, cov = prior()
    return Feelings(
        np.repeat(mean, n, axis=2), np.repeat(cov, n, axis=2), np.full(n, -1, np.int64),
        np.full((2, n), np.nan, F), np.zeros((2, n), F),
        np.full((2, n), np.nan, F), np.full((2, n), -1, np.int64),
        np.zeros(0, np.int32), np.zeros(len(REASONS), np.int64),
    )  # fmt: skip


def forget(feelings: Feelings, rows: np.ndarray) -> None:
    """Wipe these rows as if never heard; what was dropped stays counted."""
    blank = start(1)
    for held, new in zip(feelings[:7], blank[:7], strict=True):
        held[..., rows] = new


def predict(mean: np.ndarray, cov: np.ndarray, seconds) -> tuple[np.ndarray, np.ndarray]:
    """Carry a belief ahead, exactly; mean (2, 3, k), cov (2, 6, k), seconds (k,), (2, k) or a number, >= 0.

    Gives float64 back. Two steps in a row equal one step of their sum.
    """
    seconds = np.asarray(seconds, float)
    fast, mood = np.exp(-seconds / FAST_TIME), np.exp(-seconds / MOOD_TIME)
    ahead, spread = np.empty(mean.shape), np.empty(cov.shape)
    np.multiply(mean[:, 0], fast, out=ahead[:, 0])
    np.multiply(mean[:, 1], mood, out=ahead[:, 1])
    ahead[:, 2] = mean[:, 2]
    spread[:, XX] = FAST_VAR + fast * fast * (cov[:, XX] - FAST_VAR)
    spread[:, XM] = fast * mood * cov[:, XM]
    spread[:, XH] = fast * cov[:, XH]
    spread[:, MM] = MOOD_VAR + mood * mood * (cov[:, MM] - MOOD_VAR)
    spread[:, MH] = mood * cov[:, MH]
    spread[:, HH] = cov[:, HH]
    return ahead, spread


def update(mean: np.ndarray, cov: np.ndarray, off: np.ndarray, noise: np.ndarray, home: np.ndarray):
    """Correct a belief by one reading each: Joseph's form, written out, so that it holds for any gain.

    mean (2, 3, k) and cov (2, 6, k) float64, changed in place; off (2, k) reading less expectation, 0 where
    there is none; noise (2, k) variance, infinite where there is none, negative takes a reading back; home
    (2, k) 1 where the reading tells of the whole feeling, 0 where only of its difference from home.
    """
    toward = _toward(cov, home)
    total = toward[:, 0] + toward[:, 1] + home * toward[:, 2] + noise
    gain = toward / total[:, None]
    mean += gain * off[:, None]
    scale = np.where(np.isinf(noise), 0.0, total)  # where there is no reading the gain is 0, and 0 * inf is no number
    for place, (one, two) in enumerate(((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2))):
        cross = gain[:, one] * toward[:, two] + gain[:, two] * toward[:, one]
        cov[:, place] += gain[:, one] * gain[:, two] * scale - cross


def _toward(cov: np.ndarray, home) -> np.ndarray:
    """(2, 3, k) covariance of each part of the state with what a reading tells of."""
    return np.stack([
        cov[:, XX] + cov[:, XM] + home * cov[:, XH],
        cov[:, XM] + cov[:, MM] + home * cov[:, MH],
        cov[:, XH] + cov[:, MH] + home * cov[:, HH],
    ], axis=1)  # fmt: skip


def follow(before: Feelings, readings: Readings, tick: Tick) -> Feelings:
    """Believe what was read, and say what is believed now; `before` is updated in place and given back.

    A reading up to a minute older than what is known is taken as if it were read then (a feeling moves by
    2 % of a report's noise in that time); an older one is dropped. Time never runs backwards.
    """
    heard = _learn(before, _usable(before, readings, tick), tick.fps)
    rows = np.concatenate([heard, _turn(before, heard, tick)])
    for begin in range(0, rows.size, PART):
        _renew(before, rows[begin : begin + PART], tick)
    return before._replace(fresh=rows)


def _usable(before: Feelings, readings: Readings, tick: Tick) -> Readings:
    """Readings with a row, a number, and a time that fits; the rest is counted."""
    there = (readings.row >= 0) & (readings.row < before.at.size) & (readings.axis < 2)
    known = before.at[np.where(there, readings.row, 0)]
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


def _learn(before: Feelings, readings: Readings, fps: int) -> np.ndarray:
    """All readings in time order, several of one row one after the other -> (k,) int32 rows that were heard."""
    row, at, axis = readings.row, readings.at, readings.axis
    order = np.lexsort((axis, at, row))
    row, at, axis = row[order], at[order], axis[order]
    # a moment is what was read of one row at one tick: at most one reading an axis
    new = np.ones(row.size, bool)
    new[1:] = (row[1:] != row[:-1]) | (at[1:] != at[:-1]) | (axis[1:] <= axis[:-1])
    moment = np.cumsum(new) - 1
    row, at = row[new], at[new]
    value, noise, own = np.zeros((2, row.size)), np.full((2, row.size), np.inf), np.zeros((2, row.size), bool)
    value[axis, moment], noise[axis, moment], own[axis, moment] = (
        column[order] for column in (readings.value, readings.noise, readings.own)
    )
    first = np.flatnonzero(np.diff(row, prepend=-1))
    rank = np.arange(row.size) - np.repeat(first, np.diff(first, append=row.size))
    heard = np.zeros(before.at.size if row.size else 0, bool)
    for turn in range(rank.max(initial=-1) + 1):
        now = np.flatnonzero(rank == turn)
        for some in (now[begin : begin + PART] for begin in range(0, now.size, PART)):
            kept = _hear(before, Moments(row[some], at[some], value[:, some], noise[:, some], own[:, some]), fps)
            heard[row[some[kept]]] = True
    return np.flatnonzero(heard).astype(np.int32)


def _hear(before: Feelings, read: Moments, fps: int) -> np.ndarray:
    """One moment of each of k different rows -> (k,) bool, where something of it was believed."""
    row, there = read.row, np.isfinite(read.noise)
    known = before.at[row]
    to = np.maximum(known, read.at)
    mean, cov = predict(before.mean[:, :, row], before.cov[:, :, row], np.where(known < 0, 0, (to - known) / fps))
    spoken = there & read.own
    _take_back(before, read, spoken, mean, cov, fps)
    off = np.where(there, read.value - mean[:, 0] - mean[:, 1] - read.own * mean[:, 2], 0.0)
    far = off**2 / (_variance(cov, read.own) + read.noise)
    glitch = there & ~read.own & (far > GLITCH**2)
    before.dropped[-1] += glitch.sum()
    there &= ~glitch
    # what a wearer says is never doubted: fast affect may have jumped, so it is known less before it is heard
    cov[:, XX] += np.where(spoken & (far > EVENT**2), np.clip(2 * FAST_VAR - cov[:, XX], 0.0, FAST_VAR), 0.0)
    update(mean, cov, np.where(there, off, 0.0), np.where(there, read.noise, np.inf), read.own)
    before.said[:, row] = np.where(spoken, read.value, before.said[:, row])
    before.said_at[:, row] = np.where(spoken, read.at, before.said_at[:, row])
    kept = there.any(axis=0)
    row = row[kept]
    before.mean[:, :, row], before.cov[:, :, row], before.at[row] = mean[:, :, kept], cov[:, :, kept], to[kept]
    return kept


def _take_back(before: Feelings, read: Moments, spoken: np.ndarray, mean, cov, fps: int) -> None:
    """Take a word of the same sitting back before the new one is heard: a finger that slides says one thing.

    The earlier word is taken out exactly (an update with its noise less than nothing), as if the feeling had
    stood still since; in a minute it keeps 99.6 % of its way.
    """
    said, since = before.said[:, read.row], read.at - before.said_at[:, read.row]
    again = spoken & (before.said_at[:, read.row] >= 0) & (since < SITTING * fps)
    again &= _variance(cov, True) < 0.95 * read.noise  # else nothing of that noise was heard
    if again.any():
        off = np.where(again, said - mean.sum(axis=1), 0.0)
        update(mean, cov, off, np.where(again, -read.noise, np.inf), again)


def _variance(cov: np.ndarray, home) -> np.ndarray:
    """(2, k) variance of the whole feeling where home is True, else of its difference from home."""
    apart = cov[:, XX] + 2 * cov[:, XM] + cov[:, MM]
    return apart + home * (2 * (cov[:, XH] + cov[:, MH]) + cov[:, HH])


def _turn(before: Feelings, heard: np.ndarray, tick: Tick) -> np.ndarray:
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
    """What is believed of these rows at this tick."""
    seconds = np.maximum(tick.count - before.at[rows], 0) / tick.fps
    mean, cov = predict(before.mean[:, :, rows], before.cov[:, :, rows], seconds)
    before.now[:, rows] = np.clip(mean.sum(axis=1), -1.0, 1.0)
    before.sure[:, rows] = np.clip(1.0 - _variance(cov, True) / WHOLE_VAR, 0.0, 1.0)
