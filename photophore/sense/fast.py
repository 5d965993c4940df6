"""The compiled twin of `feeling.follow`: the same formulas, many cells side by side, to the same bit."""

import numpy as np

from photophore.formula import compiled
from photophore.sense.feeling import AXES, LATE, SITTING, Axis, Feelings, carry, hear, in_order, take_back, tell, turn
from photophore.sense.signals import Readings
from photophore.words import Tick

SIDE = 256  # cells that are worked on side by side
KINDS = np.array(AXES).T.copy()  # (6, 2) float64, what each axis is like


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
    stood, at, dropped = before.stood, before.at, before.dropped
    rows, places, values, noises, times, _ = read
    picked, held, count, last = np.empty(SIDE, np.int64), 0, 0, -1
    for index in range(rows.size):
        row, place = rows[index], places[index]
        if not (0 <= row < at.size and place < 2):
            dropped[0] += 1
            continue
        reason = _reason(values[index], noises[index], times[index], now, stood[place, row] - LATE * fps)
        if reason:
            dropped[reason] += 1
            continue
        if held == SIDE or last == 2 * row + place:  # one reading of a cell after the other
            count, held = _believe(before, read, picked[:held], fps, heard, count), 0
        picked[held], last = index, 2 * row + place
        held += 1
    return _believe(before, read, picked[:held], fps, heard, count)


@compiled
def _believe(before: Feelings, read: Readings, picked: np.ndarray, fps: int, heard: np.ndarray, count: int) -> int:
    """One reading each of different cells, side by side -> how many rows `heard` now holds."""
    mean, cov, stood, at, dropped = before.mean, before.cov, before.stood, before.at, before.dropped
    said, said_at = before.said, before.said_at
    rows, places, values, noises, times, owns = read
    m = picked.size
    state, axis, facts = np.empty((9, m)), np.empty((6, m)), np.empty((4, m))
    own, again, believed = np.empty(m, np.bool_), np.empty(m, np.bool_), np.empty(m, np.bool_)
    for i in range(m):
        index = picked[i]
        row, place, time = rows[index], places[index], times[index]
        known, since = stood[place, row], said_at[place, row]
        _load(mean, cov, place, row, state[:, i])
        axis[:, i] = KINDS[:, place]
        facts[0, i] = (0 if known < 0 else max(known, time) - known) / fps
        facts[1, i], facts[2, i], facts[3, i] = values[index], noises[index], said[place, row]
        own[i] = owns[index]
        again[i] = own[i] and since >= 0 and time - since < SITTING * fps
    _hear(state, axis, facts, own, again, believed)
    for i in range(m):
        index = picked[i]
        row, place, time = rows[index], places[index], times[index]
        if own[i]:
            said[place, row], said_at[place, row] = values[index], time
        if not believed[i]:
            dropped[4] += 1
            continue
        _store(mean, cov, place, row, state[:, i])
        stood[place, row] = max(stood[place, row], time)
        at[row] = max(at[row], stood[place, row])
        if count == 0 or heard[count - 1] != row:
            heard[count] = row
            count += 1
    return count


@compiled
def _hear(state, axis, facts, own, again, believed) -> None:
    """Carry, take back and hear, one cell beside the other; facts: seconds, value, noise, what was said before."""
    seconds, value, noise, said = facts
    # three short loops: of one long one the compiler would make nothing that works on many cells at once
    for i in range(seconds.size):
        _put(state, i, carry(_of(state, i), _kind(axis, i), seconds[i]))
    if again.any():
        for i in range(seconds.size):
            _put(state, i, take_back(_of(state, i), said[i], noise[i], again[i]))
    for i in range(seconds.size):
        now, believed[i] = hear(_of(state, i), _kind(axis, i), value[i], noise[i], own[i])
        _put(state, i, now)


@compiled
def _kind(axis, i):
    return Axis(axis[0, i], axis[1, i], axis[2, i], axis[3, i], axis[4, i], axis[5, i])


@compiled
def _put(state, i, now):
    (state[0, i], state[1, i], state[2, i], state[3, i], state[4, i], state[5, i], state[6, i], state[7, i],
     state[8, i]) = now  # fmt: skip


@compiled
def _reason(value: float, noise: float, time: int, now: int, least: float) -> int:
    """Why a reading cannot be used, as a place in feeling.REASONS; 0 where it can."""
    if not (np.isfinite(value) and np.isfinite(noise) and noise > 0.0):
        return 1
    if time > now or time < 0:
        return 2
    return 3 if time < least else 0


@compiled
def _load(mean: np.ndarray, cov: np.ndarray, place: int, row: int, state: np.ndarray) -> None:
    for part in range(3):
        state[part] = mean[place, part, row]
    for part in range(6):
        state[part + 3] = cov[place, part, row]


@compiled
def _store(mean: np.ndarray, cov: np.ndarray, place: int, row: int, state: np.ndarray) -> None:
    for part in range(3):
        mean[place, part, row] = state[part]
    for part in range(6):
        cov[place, part, row] = state[part + 3]


@compiled
def _of(state: np.ndarray, i: int):
    return (
        state[0, i], state[1, i], state[2, i], state[3, i], state[4, i], state[5, i], state[6, i], state[7, i],
        state[8, i],
    )  # fmt: skip


@compiled
def _renew(before: Feelings, rows: np.ndarray, now: int, fps: int) -> None:
    """What is believed of these rows at this tick."""
    mean, cov, stood, told, sure = before.mean, before.cov, before.stood, before.now, before.sure
    state, seconds, here = np.empty((9, SIDE)), np.empty(SIDE), np.empty((2, SIDE), np.float32)
    for place in range(2):
        for begin in range(0, rows.size, SIDE):
            some = rows[begin : begin + SIDE]
            for i in range(some.size):
                known = stood[place, some[i]]
                _load(mean, cov, place, some[i], state[:, i])
                seconds[i] = (0 if known < 0 else max(now - known, 0)) / fps
            _tell(state, AXES[place], seconds, here, some.size)
            for i in range(some.size):
                told[place, some[i]], sure[place, some[i]] = here[0, i], here[1, i]


@compiled
def _tell(state, axis, seconds, here, m) -> None:
    for i in range(m):
        here[0, i], here[1, i] = tell(carry(_of(state, i), axis, seconds[i]), axis)
