"""Raw readings -> clean readings of a feeling: what wearers say of themselves, heart, skin, and what they write.

A body is read against its own usual, never against other people's (sense/usual.py). Errors last minutes, so many
samples in a row are one piece of evidence and not many. Whatever is dropped is counted with its reason.
"""

from typing import NamedTuple

import numpy as np

from photophore.sense import heart, skin, usual
from photophore.sense.usual import Sensor, Usual
from photophore.words import Samples, Sense, Signal, Tick

F = np.float32
VALENCE, AROUSAL = 0, 1  # axes of a feeling

REPORT_SD = np.array([0.16, 0.20], F)  # noise of one self-report on -1..1; specs/feeling.md 1.3
BPM_LEAST, BPM_MOST = F(30.0), F(220.0)  # beats per minute that a living, waking heart can have
EARLY = 1.0  # seconds that a clock may run ahead of the hub's
STALE = 60.0  # seconds after which a sample tells nothing of now
SILENT = 10.0  # seconds after which a heart that is not heard is unknown
THIN = 4.0  # seconds of samples that make one reading
BETTER = 15.0  # seconds in which good beat intervals take the place of the device's own heart rate
ALONE = 5.0  # seconds without a heart rate after which beat intervals also tell the beat that is shown
SHAKING = 0.1  # g, root mean square: from there a heart is one at exercise; specs/feeling.md 2.3
SHAKEN, SHAKEN_NOISE = 30.0, 10.0  # seconds for which that holds, and times the noise

# What each kind of sample can be, by Sense: least and most of its first number, least and most of its second
LIMITS = np.array([
    [-1, 1, -1, 1], [BPM_LEAST, BPM_MOST, -np.inf, np.inf], [heart.MS_LEAST, heart.MS_MOST, 0, 1],
    [skin.LEAST, skin.MOST, 0, 600], [-1, 1, -np.inf, np.inf], [0, 16, -np.inf, np.inf],
], F).T.copy()  # fmt: skip

SENSORS = (usual.HEART, usual.LEVEL, usual.DRIVE, usual.TEXT)
HEART, LEVEL, DRIVE, TEXT = range(len(SENSORS))
SITTING = 1800.0  # seconds between two words that teach anything of a wearer's usual and gains
WORDS_WORTH = 6.0  # words that people's home base is worth: (variance within + of a word) / variance between

REASONS = ("unknown", "missing", "range", "future", "stale", "backwards", "duplicate", "overtaken", "uncovered")
UNKNOWN, MISSING, RANGE, FUTURE, STALE_AT, BACKWARDS, DUPLICATE, OVERTAKEN, UNCOVERED = range(len(REASONS))


class Baseline(NamedTuple):
    """What is known of each row's signals. Buffers that the caller owns, updated in place."""

    heart: np.ndarray  # (n,) float32 beats per minute, newest clean sample; nan where not heard for 10 s
    heard_at: np.ndarray  # (n,) int64 tick of that sample; -1 never
    said_at: np.ndarray  # (n,) int64 tick of the last self-report; -1 none
    felt_at: np.ndarray  # (4, n) int64 tick of the newest sample of each other Sense, from INTERVALS on; -1 never
    mean: np.ndarray  # (4, n) float32 what is usual for this wearer, by SENSORS, in their units
    spread: np.ndarray  # (4, n) float32 SD about it
    learned: np.ndarray  # (4, n) float32 how many independent readings the mean is worth
    gain: np.ndarray  # (4, n) float32 this wearer's gain over people's; below 0 where it goes the other way
    vague: np.ndarray  # (4, n) float32 variance of that
    lately: np.ndarray  # (4, n) float32 mean of the last minutes, in SD from what is usual
    passed_at: np.ndarray  # (4, n) int64 tick of the last reading passed on; -1 none
    pending: np.ndarray  # (2, n) float32 sum (beats per minute) and number of heart rates since the last reading
    word: np.ndarray  # (2, n) float32 mean of the own words about arousal, -1..1, and how many it is worth
    dropped: np.ndarray  # (9,) int64 samples dropped so far, by REASONS


USUAL = slice(4, 11)  # the columns that are a sensor's usual.Usual


class Readings(NamedTuple):
    """k clean readings, at most one a row and axis from each sense, sorted by row within each sense."""

    row: np.ndarray  # (k,) int32
    axis: np.ndarray  # (k,) uint8, 0 valence, 1 arousal
    value: np.ndarray  # (k,) float32 on the axis -1..1; a weak sensor's own value may lie outside
    noise: np.ndarray  # (k,) float32 variance of its error, above 0
    at: np.ndarray  # (k,) int64 tick
    own: np.ndarray  # (k,) bool: the wearer's own word of the whole feeling; else a sensor, which tells of
    # the difference from the wearer's home base only


# What is wiped where a signal is not heard any more: kinds of sample and sensors
OF_SIGNAL = {
    Signal.FEELING: ((Sense.REPORT,), ()),
    Signal.HEART: ((Sense.HEART_RATE, Sense.INTERVALS, Sense.MOTION), (HEART,)),
    Signal.SKIN: ((Sense.SKIN,), (LEVEL, DRIVE)),
    Signal.STORY: ((Sense.TEXT,), (TEXT,)),
}


def start(n: int) -> Baseline:
    """Nobody heard yet."""
    each = zip(*(usual.start(1, sensor) for sensor in SENSORS), strict=True)
    word = np.array([[0], [WORDS_WORTH]], F)
    return Baseline(
        np.full(n, np.nan, F), np.full(n, -1, np.int64), np.full(n, -1, np.int64),
        np.full((len(Sense) - Sense.INTERVALS, n), -1, np.int64),
        *(np.repeat(np.stack(column), n, axis=1) for column in each),
        np.zeros((2, n), F), np.repeat(word, n, axis=1), np.zeros(len(REASONS), np.int64),
    )  # fmt: skip


def forget(baseline: Baseline, rows: np.ndarray, signal: Signal | None = None) -> None:
    """Wipe these rows as if never heard, or one signal of them; what was dropped stays counted."""
    fresh = start(1)
    if signal is None:
        for held, new in zip(baseline[:-1], fresh[:-1], strict=True):
            held[..., rows] = new
        return
    kinds, sensors = OF_SIGNAL[signal]
    for kind in kinds:
        _clock(baseline, kind)[rows] = -1
    for sensor in sensors:
        for held, new in zip(baseline[USUAL], fresh[USUAL], strict=True):
            held[sensor, rows] = new[sensor]
    if signal == Signal.HEART:
        baseline.heart[rows], baseline.pending[:, rows] = np.nan, 0
    if signal == Signal.FEELING:  # gains were learned from the wearer's word
        baseline.word[:, rows], baseline.gain[:, rows], baseline.vague[:, rows] = fresh.word, fresh.gain, fresh.vague


def remembered(baseline: Baseline, signal: Signal) -> np.ndarray:
    """(n,) bool: rows of which something of this signal is remembered."""
    return np.any([_clock(baseline, kind) >= 0 for kind in OF_SIGNAL[signal][0]], axis=0)


def clean(before: Baseline, heard: Samples, tick: Tick) -> tuple[Baseline, Readings]:
    """Samples -> readings that can be believed; `before` is updated in place and given back.

    Dropped and counted: samples of unknown rows or kinds, without a number, out of range, from the future,
    older than a minute, running backwards, sent twice, overtaken by the same wearer's newer word, or beat intervals
    that cover too little of their minute.
    """
    heard = _fitting(before, heard, tick)
    word = heard.kind == Sense.REPORT
    felt = []
    if not word.all():
        rates = heard.kind == Sense.HEART_RATE
        if not (word | rates).all():
            felt = _others(before, heard, tick)  # first: motion and good intervals judge the heart rates
        felt.insert(0, _hearts(before, _forward(before, _some(heard, rates), Sense.HEART_RATE, tick), tick.fps))
    said = _reports(before, _forward(before, _some(heard, word), Sense.REPORT, tick), tick.fps)
    _go_silent(before, tick)
    return before, Readings(*(np.concatenate(parts) for parts in zip(said, *felt, strict=True)))


def _clock(before: Baseline, kind: Sense) -> np.ndarray:
    """(n,) tick of the newest clean sample of this kind."""
    if kind >= Sense.INTERVALS:
        return before.felt_at[kind - Sense.INTERVALS]
    return before.said_at if kind == Sense.REPORT else before.heard_at


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
    report = heard.kind == Sense.REPORT
    least, most, least_two, most_two = (column.take(heard.kind, mode="clip") for column in LIMITS)
    with np.errstate(invalid="ignore"):
        missing = np.isnan(first) & (np.isnan(second) | ~report)
        wild = (first < least) | (first > most) | (second < least_two) | (second > most_two)
    reasons = (
        (UNKNOWN, (heard.row < 0) | (heard.row >= n) | (heard.kind >= len(Sense))),
        (MISSING, missing),
        (RANGE, wild),
        (FUTURE, heard.at > tick.after(EARLY)),
        (STALE_AT, heard.at < tick.after(-STALE)),
    )
    why = np.full(heard.row.size, -1, np.int8)
    for reason, found in reversed(reasons):
        why[found] = reason
    return _keep(before, heard._replace(at=np.minimum(heard.at, now)), why)


def _forward(before: Baseline, heard: Samples, kind: Sense, tick: Tick) -> Samples:
    """One sense's samples by row, each row's clock running forward; of one wearer's words only the newest."""
    words = kind == Sense.REPORT
    if (heard.row[1:] < heard.row[:-1]).any():
        order = np.argsort(heard.row, kind="stable")
        heard = Samples(*(column[order] for column in heard))
    last = _clock(before, kind).take(heard.row)
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


def _reports(before: Baseline, said: Samples, fps: int) -> Readings:
    """What wearers say of themselves: up to two readings each."""
    since = before.said_at.take(said.row)
    before.said_at[said.row] = said.at
    anew = (since < 0) | (said.at - since >= SITTING * fps)
    if anew.any():
        _teach(before, _some(said, anew), fps)
    value = said.value.reshape(-1)
    row, at = np.repeat(said.row, 2), np.repeat(said.at, 2)
    axis = np.tile(np.array([VALENCE, AROUSAL], np.uint8), said.row.size)
    there = ~np.isnan(value)
    own = np.ones(value.size, bool)
    return Readings(*(column[there] for column in (row, axis, value, REPORT_SD[axis] ** 2, at, own)))


def _teach(before: Baseline, said: Samples, fps: int) -> None:
    """The first word of a sitting shows how far each sensor of arousal goes along with this wearer.

    KNOWN: a finger's first touch may lie a little beside what it slides to.
    """
    told = ~np.isnan(said.value[:, AROUSAL])
    row, at, arousal = said.row[told], said.at[told], said.value[told, AROUSAL].astype(float)
    mean, worth = before.word[:, row].astype(float)
    off = (arousal - mean) / usual.AROUSAL.sd
    for sensor in (HEART, LEVEL, DRIVE):
        heard = before.passed_at[sensor].take(row)
        usual.teach(_usual(before, sensor), SENSORS[sensor], row, off,
                    (heard >= 0) & (at - heard <= usual.HEARD * fps))  # fmt: skip
    before.word[:, row] = mean + (arousal - mean) / (worth + 1), worth + 1


def _usual(before: Baseline, sensor: int) -> Usual:
    return Usual(*(column[sensor] for column in before[USUAL]))


def _hearts(before: Baseline, felt: Samples, fps: int) -> Readings:
    """The newest beat of each row, and one reading of arousal for each THIN seconds of beats.

    Errors last two minutes, so four samples in four seconds tell hardly more than their mean: passing on
    the mean once loses nothing, and costs a fraction.
    """
    row, at, bpm, sums, number = _by_row(felt)
    lately = at - before.heard_at.take(row) <= STALE * fps  # else what was pending is void
    sums = sums + np.where(lately, before.pending[0].take(row), F(0))
    number = number + np.where(lately, before.pending[1].take(row), F(0))
    before.heart[row], before.heard_at[row] = bpm, at
    passed = before.passed_at[HEART].take(row)
    due = (passed < 0) | (at - passed >= THIN * fps)
    before.pending[0][row], before.pending[1][row] = np.where(due, F(0), sums), np.where(due, F(0), number)
    beats = _clock(before, Sense.INTERVALS).take(row)
    due &= (beats < 0) | (at - beats > BETTER * fps)
    return _read(before, HEART, usual.HEART, (row[due], sums[due] / number[due], at[due]), fps)


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


def _others(before: Baseline, heard: Samples, tick: Tick) -> list[Readings]:
    """Motion, beat intervals, skin and text -> their readings, the newest sample of each row."""
    told = []
    for kind in (Sense.MOTION, Sense.INTERVALS, Sense.SKIN, Sense.TEXT):
        these = _some(heard, heard.kind == kind)
        if kind == Sense.MOTION:
            these = _some(these, these.value[:, 0] > SHAKING)  # a wrist at rest has nothing to tell
        if kind == Sense.INTERVALS:
            covered = these.value[:, 1] >= heart.COVERED
            these = _keep(before, these, np.where(covered, -1, UNCOVERED).astype(np.int8))
        these = _newest(_forward(before, these, kind, tick))
        _clock(before, kind)[these.row] = these.at
        told += [_read(before, *reading, tick.fps) for reading in _levels(before, kind, these, tick.fps)]
    return told


def _newest(felt: Samples) -> Samples:
    last = np.ones(felt.row.size, bool)
    last[:-1] = felt.row[1:] != felt.row[:-1]
    return _some(felt, last)


def _levels(before: Baseline, kind: Sense, felt: Samples, fps: int) -> list:
    """What a feature says, sensor by sensor: (its place, the sensor, (row, level in the sensor's unit, tick))."""
    first, second = felt.value.T.astype(float)
    if kind == Sense.INTERVALS:
        bpm = 60_000 / first
        alone = felt.at - before.heard_at.take(felt.row) > ALONE * fps
        before.heart[felt.row[alone]], before.heard_at[felt.row[alone]] = bpm[alone], felt.at[alone]
        return [_due(before, HEART, usual.BEATS, (felt.row, bpm, felt.at), fps)]
    if kind == Sense.SKIN:
        there = ~np.isnan(second)
        drive = felt.row[there], skin.of_drive(second[there]), felt.at[there]
        return [_due(before, LEVEL, usual.LEVEL, (felt.row, skin.of_level(first), felt.at), fps),
                _due(before, DRIVE, usual.DRIVE, drive, fps)]  # fmt: skip
    return [(TEXT, usual.TEXT, (felt.row, first, felt.at))] if kind == Sense.TEXT else []


def _due(before: Baseline, place: int, sensor: Sensor, felt: tuple, fps: int) -> tuple:
    """Only rows whose last reading is THIN seconds old."""
    passed = before.passed_at[place].take(felt[0])
    due = (passed < 0) | (felt[2] - passed >= THIN * fps)
    return place, sensor, tuple(column[due] for column in felt)


def _read(before: Baseline, place: int, sensor: Sensor, felt: tuple, fps: int) -> Readings:
    """Levels of a sensor (row, level, tick), one a row -> readings of its axis; they teach what is usual."""
    row, level, at = felt
    mine = _usual(before, place)
    passed = mine.passed_at.take(row)
    mine.passed_at[row] = at
    seconds = np.where(passed < 0, THIN, (at - passed) / fps)
    value, noise = usual.read(mine, sensor, row, level, np.maximum(seconds, 1 / fps))
    if place == HEART:
        shaken = _clock(before, Sense.MOTION).take(row)
        noise = np.where((shaken >= 0) & (at - shaken <= SHAKEN * fps), SHAKEN_NOISE * noise, noise)
    kept = np.isfinite(noise)
    row, at, value, noise = row[kept], at[kept], value[kept].astype(F), noise[kept].astype(F)
    return Readings(row, np.full(row.size, sensor.felt.axis, np.uint8), value, noise, at, np.zeros(row.size, bool))


def _go_silent(before: Baseline, tick: Tick) -> None:
    """Hearts not heard for SILENT seconds become unknown; each row is looked at once a second."""
    part = slice(tick.count % tick.fps, None, tick.fps)
    silent = before.heard_at[part] < tick.after(-SILENT)
    before.heart[part][silent] = np.nan
