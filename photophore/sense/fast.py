"""The compiled twin of `feeling.follow`: the same formulas, one reading after the other, to the same bit."""

import numpy as np

from photophore.formula import compiled
from photophore.sense.feeling import AXES, LATE, SITTING, Feelings, carry, hear, in_order, take_back, tell, turn
from photophore.sense.signals import Readings
from photophore.words import Tick


def follow(before: Feelings, readings: Readings, tick: Tick) -> Feelings:
    """Believe what was read, and say what is believed now; as `feeling.follow`."""
    heard = learn(before, in_order(readings), tick)
    rows = np.concatenate([heard, turn(before, heard, tick)])
    renew(before, rows, tick)
    return before._replace(fresh=rows)


def learn(before: Feelings, readings: Readings, tick: Tick) -> np.ndarray:
    """All readings, in order -> (k,) int32 rows of which something was believed."""
    heard = np.empty(readings.row.size, np.int32)
    return heard[: _learn(before, readings, tick.count, tick.fps, heard)]


def renew(before: Feelings, rows: np.ndarray, tick: Tick) -> None:
    """What is believed of these rows now."""
    _renew(before, rows, tick.count, tick.fps)


@compiled
def _learn(before: Feelings, read: Readings, now: int, fps: int, heard: np.ndarray) -> int:
    """All readings in their order; `heard` takes the rows of which something was believed; how many these are."""
    # arrays are taken out of their records first: a record in a loop costs four times the arithmetic
    mean, cov, stood, at, dropped = before.mean, before.cov, before.stood, before.at, before.dropped
    said, said_at = before.said, before.said_at
    rows, places, values, noises, times, owns = read
    count = 0
    for index in range(rows.size):
        row, place, time, own = rows[index], places[index], times[index], owns[index]
        value, noise = float(values[index]), float(noises[index])
        if not (0 <= row < at.size and place < 2):
            dropped[0] += 1
            continue
        known = stood[place, row]
        reason = _reason(value, noise, time, now, known - LATE * fps)
        if reason:
            dropped[reason] += 1
            continue
        to, axis = max(known, time), AXES[place]
        state = carry(_load(mean, cov, place, row), axis, (0 if known < 0 else to - known) / fps)
        if own:
            since = said_at[place, row]
            if since >= 0 and time - since < SITTING * fps:
                state = take_back(state, float(said[place, row]), noise, True)
            said[place, row], said_at[place, row] = value, time
        state, believed = hear(state, axis, value, noise, own)
        if not believed:
            dropped[4] += 1
            continue
        _store(mean, cov, place, row, state)
        stood[place, row], at[row] = to, max(at[row], to)
        if count == 0 or heard[count - 1] != row:
            heard[count] = row
            count += 1
    return count


@compiled
def _reason(value: float, noise: float, time: int, now: int, least: float) -> int:
    """Why a reading cannot be used, as a place in feeling.REASONS; 0 where it can."""
    if not (np.isfinite(value) and np.isfinite(noise) and noise > 0.0):
        return 1
    if time > now or time < 0:
        return 2
    return 3 if time < least else 0


@compiled
def _load(mean: np.ndarray, cov: np.ndarray, place: int, row: int):
    return (
        float(mean[place, 0, row]), float(mean[place, 1, row]), float(mean[place, 2, row]),
        float(cov[place, 0, row]), float(cov[place, 1, row]), float(cov[place, 2, row]),
        float(cov[place, 3, row]), float(cov[place, 4, row]), float(cov[place, 5, row]),
    )  # fmt: skip


@compiled
def _store(mean: np.ndarray, cov: np.ndarray, place: int, row: int, state) -> None:
    for part in range(3):
        mean[place, part, row] = state[part]
    for part in range(6):
        cov[place, part, row] = state[part + 3]


@compiled
def _renew(before: Feelings, rows: np.ndarray, now: int, fps: int) -> None:
    """What is believed of these rows at this tick."""
    mean, cov, stood, told, sure = before.mean, before.cov, before.stood, before.now, before.sure
    for place in range(2):
        axis = AXES[place]
        for row in rows:
            known = stood[place, row]
            seconds = (0 if known < 0 else max(now - known, 0)) / fps
            told[place, row], sure[place, row] = tell(carry(_load(mean, cov, place, row), axis, seconds), axis)
