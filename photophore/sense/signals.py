"""Raw readings -> clean readings of a feeling: what wearers say of themselves, and heart rate.

A heart is read against its own usual, never against other people's. Its errors last about two minutes, so
many samples in a row are one piece of evidence and not many. Whatever is dropped is counted with its reason.
"""

from typing import NamedTuple

import numpy as np

from photophore.words import Samples, Sense, Tick

F = np.float32
VALENCE, AROUSAL = 0, 1  # axes of a feeling

REPORT_SD = np.array([0.16, 0.20], F)  # noise of one self-report on -1..1; specs/feeling.md 1.3
BPM_LEAST, BPM_MOST = F(30.0), F(220.0)  # beats per minute that a living, waking heart can have
EARLY = 1.0  # seconds that a clock may run ahead of the hub's
STALE = 60.0  # seconds after which a sample tells nothing of now
SILENT = 10.0  # seconds after which a heart that is not heard is unknown
THIN = 4.0  # seconds of heart samples that make one reading

AROUSAL_SD = 0.2154  # within a person: sqrt(0.20**2 + 0.08**2), fast affect and mood; specs/feeling.md 1.3
HEART_R = 0.24  # correlation of wrist heart rate with felt arousal, within a person; specs/feeling.md 2.1
HEART_NOISE = 16.0  # error variance over the variance of what is felt; specs/feeling.md 2.1
HEART_ERROR = 120.0  # seconds that an error of the heart reading lasts; specs/feeling.md 2.1

USUAL_BPM, USUAL_SD = 75.0, 10.0  # beats per minute, of people and of moments; where each baseline begins
# How well a baseline is known, counted in readings that do not share their error (one each 2 * HEART_ERROR)
USUAL_WORTH = 1.0  # the population's mean is worth one
SPREAD_WORTH = 5.0  # the population's spread is worth five
LEARNED_MOST = 900.0  # 60 hours of wearing: longer than a mood lasts, so that a mood still shows
# A baseline is learned from the very heart that it judges: it takes part of a feeling for what is usual, and errs for
# hours in one direction. Counted as noise, so much that 90 % intervals of simulated wearers hold 88 to 89 % from the
# second hour to the second day, with nothing but a heart to go by (tests/sense/test_feeling.py).
DOUBT, DOUBT_WORTH = 5.0, 150.0  # times the noise, at first; half of it after so many independent readings (10 hours)
SPREAD_LEAST, SPREAD_MOST = 3.0, 25.0  # beats per minute: no heart is steadier or wilder than this for days

REASONS = ("unknown", "missing", "range", "future", "stale", "backwards", "duplicate", "overtaken")
UNKNOWN, MISSING, RANGE, FUTURE, STALE_AT, BACKWARDS, DUPLICATE, OVERTAKEN = range(len(REASONS))


class Baseline(NamedTuple):
    """What is known of each row's signals. Buffers that the caller owns, updated in place."""

    heart: np.ndarray  # (n,) float32 beats per minute, newest clean sample; nan where not heard for 10 s
    heard_at: np.ndarray  # (n,) int64 tick of that sample; -1 never
    mean: np.ndarray  # (n,) float32 beats per minute that are usual for this wearer
    spread: np.ndarray  # (n,) float32 beats per minute, SD about it
    learned: np.ndarray  # (n,) float32 how many independent readings the mean is worth, 1..900
    pending: np.ndarray  # (2, n) float32 sum (beats per minute) and number of samples since the last reading
    passed_at: np.ndarray  # (n,) int64 tick of the last heart reading passed on; -1 none
    said_at: np.ndarray  # (n,) int64 tick of the last self-report; -1 none
    dropped: np.ndarray  # (8,) int64 samples dropped so far, by REASONS


class Readings(NamedTuple):
    """k clean readings, at most one a row and axis from each sense, sorted by row within each sense."""

    row: np.ndarray  # (k,) int32
    axis: np.ndarray  # (k,) uint8, 0 valence, 1 arousal
    value: np.ndarray  # (k,) float32 on the axis -1..1; a weak sensor's own value may lie outside
    noise: np.ndarray  # (k,) float32 variance of its error, above 0
    at: np.ndarray  # (k,) int64 tick
    own: np.ndarray  # (k,) bool: the wearer's own word of the whole feeling; else a sensor, which tells of
    # the difference from the wearer's home base only


def start(n: int) -> Baseline:
    """Nobody heard yet."""
    never = np.full((3, n), -1, np.int64)
    return Baseline(
        np.full(n, np.nan, F), never[0], np.full(n, USUAL_BPM, F), np.full(n, USUAL_SD, F),
        np.full(n, USUAL_WORTH, F), np.zeros((2, n), F), never[1], never[2], np.zeros(len(REASONS), np.int64),
    )  # fmt: skip


def forget(baseline: Baseline, rows: np.ndarray) -> None:
    """Wipe these rows as if never heard; what was dropped stays counted."""
    fresh = start(1)
    for held, new in zip(baseline[:-1], fresh[:-1], strict=True):
        held[..., rows] = new


def clean(before: Baseline, heard: Samples, tick: Tick) -> tuple[Baseline, Readings]:
    """Samples -> readings that can be believed; `before` is updated in place and given back.

    Dropped and counted: samples of unknown rows or kinds, without a number, out of range, from the future,
    older than a minute, running backwards, sent twice, or overtaken by the same wearer's newer word.
    """
    heard = _fitting(before, heard, tick)
    word = heard.kind == Sense.REPORT
    said = _reports(before, _forward(before, _some(heard, word), True, tick))
    felt = _hearts(before, _forward(before, _some(heard, ~word), False, tick), tick.fps)
    _go_silent(before, tick)
    return before, Readings(*(np.concatenate(pair) for pair in zip(said, felt, strict=True)))


def _some(heard: Samples, kept: np.ndarray) -> Samples:
    return heard if kept.all() else Samples(*(column[kept] for column in heard))


def _keep(before: Baseline, heard: Samples, why: np.ndarray) -> Samples:
    """Those without a reason to be dropped; why: (k,) int8 place in REASONS, -1 none. The rest is counted."""
    before.dropped[:] += np.bincount(why[why >= 0], minlength=len(REASONS))
    return _some(heard, why < 0)


def _fitting(before: Baseline, heard: Samples, tick: Tick) -> Samples:
    """Samples whose row, kind, value and time can be true; a slightly early one counts as from now."""
    n, now = before.heart.size, tick.count
    first, second = heard.value.T
    report, beat = heard.kind == Sense.REPORT, heard.kind == Sense.HEART_RATE
    with np.errstate(invalid="ignore"):
        missing = np.where(report, np.isnan(first) & np.isnan(second), np.isnan(first))
        wild = np.where(report, (abs(first) > 1) | (abs(second) > 1), (first < BPM_LEAST) | (first > BPM_MOST))
    reasons = (
        (UNKNOWN, (heard.row < 0) | (heard.row >= n) | ~(report | beat)),
        (MISSING, missing),
        (RANGE, wild),
        (FUTURE, heard.at > tick.after(EARLY)),
        (STALE_AT, heard.at < tick.after(-STALE)),
    )
    why = np.full(heard.row.size, -1, np.int8)
    for reason, found in reversed(reasons):
        why[found] = reason
    return _keep(before, heard._replace(at=np.minimum(heard.at, now)), why)


def _forward(before: Baseline, heard: Samples, words: bool, tick: Tick) -> Samples:
    """One sense's samples by row, each row's clock running forward; of one wearer's words only the newest."""
    if (heard.row[1:] < heard.row[:-1]).any():
        order = np.argsort(heard.row, kind="stable")
        heard = Samples(*(column[order] for column in heard))
    last = (before.said_at if words else before.heard_at).take(heard.row)
    why = np.full(heard.row.size, -1, np.int8)
    if not words:
        why[heard.at == last] = DUPLICATE  # a word said twice in a tick only says itself again
    why[heard.at < last] = BACKWARDS
    same = heard.row[1:] == heard.row[:-1]
    if same.any():
        span = tick.after(EARLY) - tick.after(-STALE) + 1
        # grows from row to row, so one running maximum serves all
        clock = heard.row.astype(np.int64) * span + (heard.at - tick.after(-STALE))
        why[1:][same & (clock[1:] < np.maximum.accumulate(clock)[:-1])] = BACKWARDS
        heard, why = _keep(before, heard, why), why[why < 0]
        same = heard.row[1:] == heard.row[:-1]
        twice = heard.at[1:] == heard.at[:-1]
        why[:-1][same & twice] = DUPLICATE
        if words:
            why[:-1][same & ~twice] = OVERTAKEN
    return _keep(before, heard, why)


def _reports(before: Baseline, said: Samples) -> Readings:
    """What wearers say of themselves: up to two readings each."""
    before.said_at[said.row] = said.at
    value = said.value.reshape(-1)
    row, at = np.repeat(said.row, 2), np.repeat(said.at, 2)
    axis = np.tile(np.array([VALENCE, AROUSAL], np.uint8), said.row.size)
    there = ~np.isnan(value)
    own = np.ones(value.size, bool)
    return Readings(*(column[there] for column in (row, axis, value, REPORT_SD[axis] ** 2, at, own)))


def _hearts(before: Baseline, felt: Samples, fps: int) -> Readings:
    """The newest beat of each row, and one reading of arousal for each THIN seconds of beats.

    Errors last two minutes, so four samples in four seconds tell hardly more than their mean: passing on
    the mean once loses nothing, and costs a fraction.
    """
    row, at, bpm, sums, number = _by_row(felt)
    lately = at - before.heard_at.take(row) <= STALE * fps  # what was pending before a long silence is void
    sums = sums + np.where(lately, before.pending[0].take(row), F(0))
    number = number + np.where(lately, before.pending[1].take(row), F(0))
    before.heart[row], before.heard_at[row] = bpm, at
    passed = before.passed_at.take(row)
    due = (passed < 0) | (at - passed >= THIN * fps)
    before.pending[0][row], before.pending[1][row] = np.where(due, F(0), sums), np.where(due, F(0), number)
    row, at, passed = row[due], at[due], passed[due]
    before.passed_at[row] = at
    seconds = np.where(passed < 0, THIN, np.minimum((at - passed) / fps, HEART_ERROR))
    return _arousal(before, row, sums[due] / number[due], seconds, at)


def _by_row(felt: Samples) -> tuple[np.ndarray, ...]:
    """Beats by row -> (k,) row, newest tick, newest beat, and float64 sum and number of beats."""
    row, at, bpm = felt.row, felt.at, felt.value[:, 0]
    first = np.ones(row.size, bool)
    first[1:] = row[1:] != row[:-1]
    if first.all():
        return row, at, bpm, bpm.astype(float), np.ones(row.size)
    starts = np.flatnonzero(first)
    ends = np.append(starts[1:], row.size) - 1
    return row[starts], at[ends], bpm[ends], np.add.reduceat(bpm.astype(float), starts), ends - starts + 1.0


def _arousal(before: Baseline, row, level, seconds, at) -> Readings:
    """Mean heart rates (k,) over `seconds` -> readings of arousal, and what they teach of what is usual.

    A stream whose errors last tau, read each dt, is worth one reading each 2 tau: noise times 2 tau / dt keeps
    the filter honest (specs/feeling.md 2.2).
    """
    mean, spread, learned = (column[row].astype(float) for column in (before.mean, before.spread, before.learned))
    off = level - mean
    worth = seconds / (2 * HEART_ERROR)
    noise = HEART_NOISE * AROUSAL_SD**2 * _doubt(learned) / worth
    value = off / spread * (AROUSAL_SD / HEART_R)
    before.mean[row] = mean + off * worth / (learned + worth)
    known = learned + SPREAD_WORTH - USUAL_WORTH + worth
    width = np.sqrt(spread**2 + (off**2 - spread**2) * worth / known)
    before.spread[row] = np.clip(width, SPREAD_LEAST, SPREAD_MOST)
    before.learned[row] = np.minimum(learned + worth, LEARNED_MOST)
    k = row.size
    axis = np.full(k, AROUSAL, np.uint8)
    return Readings(row, axis, value.astype(F), noise.astype(F), at, np.zeros(k, bool))


def _doubt(learned: np.ndarray) -> np.ndarray:
    """How many times noisier a heart is for a baseline that is still being learned."""
    return 1 + DOUBT / (1 + learned / DOUBT_WORTH)


def _go_silent(before: Baseline, tick: Tick) -> None:
    """Hearts not heard for SILENT seconds become unknown; each row is looked at once a second."""
    part = slice(tick.count % tick.fps, None, tick.fps)
    silent = before.heard_at[part] < tick.after(-SILENT)
    before.heart[part][silent] = np.nan
