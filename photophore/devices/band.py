"""A wrist band's own files, as Empatica writes them: HR.csv, EDA.csv, IBI.csv and tags. Features are all that leaves.

HR and EDA: the start (unix seconds), the rate (hertz), then one value a line. IBI: the start, then lines of (seconds
since the start, interval in seconds). Tags: unix seconds at which the button was pressed, one a line.
What is there and cannot be understood is refused; what is not there is not there.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from photophore.devices import cells
from photophore.sense import heart, skin
from photophore.words import BadRecording

HR, EDA, IBI = "HR.csv", "EDA.csv", "IBI.csv"
STEP = 10.0  # seconds between two features
MINUTE = 60.0  # seconds that each feature tells of
FEWEST = 3  # lines of a file that holds anything: start, rate, a value
TIME_MOST = 1e11  # seconds from zero; no clock says the year 5138
SIEMENS = 1e-4  # what is smaller than this cannot be any other unit
RATE_LEAST, RATE_MOST = 0.01, 1000.0  # hertz


class Curve(NamedTuple):
    """One file of evenly spaced values."""

    start: float  # unix seconds of the first value
    rate: float  # hertz
    values: np.ndarray  # (k,) float64; nan where there is a gap
    lines: list[int]  # of each value in the file


class Felt(NamedTuple):
    """What a band felt, minute by minute: features, never the readings."""

    ends: np.ndarray  # (w,) float64 seconds since the person's own start, at which each minute ended; 10 s apart
    beats: np.ndarray  # (w, 2) float32 mean good interval in ms (nan none), share of the minute it covers 0..1
    skin: np.ndarray  # (w, 3) float32 level and drive in microsiemens, responses a minute; nan where not felt
    dry: BadRecording | None  # why the skin says nothing though its file is there: not worn, or perhaps another unit


UNFELT = Felt(np.zeros(0), np.zeros((0, 2), np.float32), np.zeros((0, 3), np.float32), None)


def curve(path: Path) -> Curve:
    """HR.csv or EDA.csv."""
    found = _curve(path)
    if found is None:
        raise BadRecording("The recording is empty", str(path), "Line 1 is the start, line 2 the rate, then the values")
    return found


def _curve(path: Path) -> Curve | None:
    """None where there are not even a start, a rate and a value."""
    lines, read = cells.column(path)
    if read.size < FEWEST:
        return None
    start, rate = float(read[0]), float(read[1])
    if not abs(start) < TIME_MOST:
        where = f"{path}, line {lines[0]}, column 1"
        raise BadRecording("The recording has no start", where, "Line 1 is the start: unix seconds")
    if not RATE_LEAST <= rate <= RATE_MOST:
        where = f"{path}, line {lines[1]}, column 1"
        raise BadRecording(f"The rate is {rate:g} hertz", where, "Line 2 is the rate: 1 for one value a second")
    return Curve(start, rate, read[2:], lines[2:])


def felt(folder: Path, start: float, seconds: float) -> Felt:
    """What the band in this folder felt from `start` (unix seconds) on, for so many seconds, minute by minute."""
    ends = np.arange(MINUTE, seconds + STEP / 2, STEP)
    return Felt(ends, _beats(folder / IBI, start, ends), *_skin(folder / EDA, start, ends))


def tags(folder: Path) -> np.ndarray:
    """(t,) unix seconds of the button, as written; empty where there is no such file."""
    paths = sorted(folder.glob("tags*.csv"))
    return cells.column(paths[0])[1] if paths else np.zeros(0)


def _skin(path: Path, start: float, ends: np.ndarray) -> tuple[np.ndarray, BadRecording | None]:
    nothing = np.full((ends.size, 3), np.nan, np.float32)
    read = _curve(path) if path.is_file() else None
    dry = _check_skin(read, path) if read else None
    if dry or not read:
        return nothing, dry
    inside = skin.windows(read.values, read.rate, ends + start - read.start, MINUTE)
    return np.stack(inside, axis=1).astype(np.float32), None


def _check_skin(read: Curve, path: Path) -> BadRecording | None:
    """Refuse another unit: the middle value tells. So low that nobody may have worn it is given back, not raised."""
    worn = np.isfinite(read.values) & (read.values > 0)
    if not worn.any() or skin.LEAST <= (middle := float(np.median(read.values[worn]))) <= skin.MOST:
        return None
    guess = "If these are millisiemens, multiply by 1000; if the sensor was not worn, leave the file out"
    if middle > skin.MOST:
        guess = "Divide nanosiemens by 1000; of kiloohm, divide 1000 by them; of ohm, divide 1000000 by them"
    if middle < SIEMENS:
        guess = "That looks like siemens: multiply by 1000000"
    where = f"{path}, from line {read.lines[int(worn.argmax())]} on, column 1"
    what = f"Skin conductance lies about {middle:g}, outside {skin.LEAST:g} to {skin.MOST:g} microsiemens"
    trouble = BadRecording(what, where, guess)
    if SIEMENS <= middle < skin.LEAST:
        return trouble
    raise trouble


def _beats(path: Path, start: float, ends: np.ndarray) -> np.ndarray:
    told = np.stack([np.full(ends.size, np.nan), np.zeros(ends.size)], axis=1).astype(np.float32)
    if not path.is_file() or path.stat().st_size == 0:
        return told
    begun, lines, offset, interval = _pairs(path)
    if not offset.size:
        return told
    _check_beats(path, lines, offset, interval)
    forward = np.concatenate([[True], offset[1:] > np.maximum.accumulate(offset)[:-1]])
    ms, covered = heart.minutes(begun - start + offset[forward], interval[forward] * 1000, ends)
    told[:, 0], told[:, 1] = ms, covered
    return told


def _pairs(path: Path) -> tuple[float, list[int], np.ndarray, np.ndarray]:
    """(start, line numbers, (k,) seconds since the start, (k,) intervals as written); half a line is a gap."""
    found = ((line, row) for line, row in cells.rows(path) if any(row))
    first, head = next(found, (1, [""]))
    start = cells.number(head[0], path, first, "1")
    if not abs(start) < TIME_MOST:
        where = f"{path}, line {first}, column 1"
        raise BadRecording("The recording has no start", where, "Line 1 is the start: unix seconds, then IBI")
    read = []
    for line, row in found:
        if len(row) < 2 and ";" in row[0]:
            raise BadRecording("There is no second column", f"{path}, line {line}", "Put commas, not semicolons")
        pair = [cells.number(text, path, line, str(place + 1)) for place, text in enumerate((*row, "")[:2])]
        if all(abs(value) < TIME_MOST for value in pair):
            read.append((line, *pair))
    lines, offset, interval = zip(*read, strict=True) if read else ((), (), ())
    return start, list(lines), np.array(offset, float), np.array(interval, float)


def _check_beats(path: Path, lines: list[int], offset: np.ndarray, interval: np.ndarray) -> None:
    """Refuse other units: the middle interval tells, and whether intervals agree with the clock beside them."""
    middle = float(np.median(interval))
    where = f"{path}, from line {lines[0]} on, column"
    if not heart.MS_LEAST <= middle * 1000 <= heart.MS_MOST:
        guess = "multiply it by 1000" if middle < heart.MS_LEAST / 1000 else "divide milliseconds by 1000"
        guess = "divide 60 by beats per minute" if 25 <= middle <= 250 else guess
        raise BadRecording(f"Intervals lie about {middle:g}, outside 0.3 to 2 seconds", f"{where} 2", guess)
    step = np.diff(offset)
    ratio = step[step > 0] / interval[1:][step > 0]
    if ratio.size < 10 or np.isclose(ratio, 1, rtol=0.05).mean() > 0.1:
        return
    for scale, hint in ((1000.0, "divide milliseconds by 1000"), (1 / 60, "multiply minutes by 60")):
        if np.isclose(ratio, scale, rtol=0.05).mean() > 0.1:
            raise BadRecording("The clock of the beats does not count seconds", f"{where} 1", hint)
    if np.isclose(step[step > 0] * interval[1:][step > 0], 1, rtol=0.05).mean() > 0.1:
        raise BadRecording("Intervals disagree with the clock beside them", f"{where} 2", "divide 1 by hertz")
