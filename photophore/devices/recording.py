"""Recorded people, read from a folder: hearts second by second, and what a wrist band felt minute by minute.

Read are `heart_rate.csv` (columns Participant, HR, Time(sec), perhaps Label) and `raw/*/` as a wrist band writes them
(devices/band.py). Where both are there the table tells the hearts, and the band of the same name is laid beside it by
the clock. What cannot be understood is refused; what is missing is a gap, and is counted.
"""

import re
from pathlib import Path
from typing import NamedTuple

import numpy as np

from photophore.devices import band, cells
from photophore.words import BadRecording

BPM_LEAST, BPM_MOST = 30.0, 220.0  # beats per minute of a living, waking heart
TABLE = "heart_rate.csv"
WANTED = ("participant", "hr", "time(sec)")  # columns of the table, in small letters
LABEL = "label"  # a column that may be there: 1 during a stress task, 0 at rest
LONGEST = 31 * 86400.0  # seconds of one recording that a band is laid beside
HALF_DAY = 43_200.0  # seconds; some presses of the button are written by a clock of twelve hours
STEP_LEAST, STEP_MOST = 0.001, 100.0  # seconds between samples, in the middle; else it is another unit of time


class Person(NamedTuple):
    """One recorded person."""

    name: str
    seconds: np.ndarray  # (k,) float64 since this person's own start, growing
    bpm: np.ndarray  # (k,) float32 beats per minute; nan where the recording has a gap
    label: np.ndarray  # (k,) float32 1 during a stress task, 0 at rest; nan where nobody says
    length: float  # seconds after which the recording may start again
    begun: float  # unix seconds of the person's own start, as the recording's clock told them
    felt: band.Felt  # what the wrist band felt beside the heart
    tags: np.ndarray  # (t,) float64 seconds since the person's own start at which the button was pressed


class Summary(NamedTuple):
    """What a recording holds, and what of it could not be used."""

    people: int
    seconds: float  # of the longest recording, after which it starts again (each person after the own length)
    gaps: int  # samples without a value that can be a heart rate
    dropped: int  # samples that cannot be placed in time: no time, no name, a clock that runs backwards, twice
    skins: int  # people whose skin conductance was recorded too
    beats: int  # people whose beat intervals were recorded too

    def __str__(self) -> str:
        return (
            f"{self.people} people, up to {self.seconds / 60:.0f} minutes each, then from the start again; "
            f"skin conductance of {self.skins}, beat intervals of {self.beats}; "
            f"{self.gaps} gaps, {self.dropped} samples dropped"
        )


class Recording(NamedTuple):
    """All people of a folder, lined up to start together."""

    people: tuple[Person, ...]
    summary: Summary


class Lines(NamedTuple):
    """What one person's lines say, as written."""

    name: str
    path: Path
    number: list[int]  # line in the file
    time: list[float]  # seconds; nan where none
    bpm: list[float]  # beats per minute; nan where none
    label: list[float]  # nan where none
    band: Path | None = None  # the folder of this person's wrist band


def read(folder: str | Path) -> Recording:
    """Read a folder. Refuses, with words.BadRecording, what cannot be replayed; gaps are kept as nan and counted."""
    folder = Path(folder)
    try:
        if not folder.is_dir():
            raise BadRecording("There is no folder of this name", str(folder), f"Give a folder that holds {TABLE}")
        written, lost = _written(folder)
        return _together(written, lost)
    except OSError as broken:
        raise BadRecording(
            "The recording cannot be opened", str(folder), f"The system says: {broken.strerror or broken}"
        ) from broken


def _written(folder: Path) -> tuple[list[Lines], int]:
    """Everybody's lines, and how many lines name nobody."""
    if not (folder / TABLE).is_file():
        return _singles(folder), 0
    table, lost = _table(folder / TABLE)
    bands = {_key(path.name): path for path in sorted((folder / "raw").glob("*/"))}
    there = [lines._replace(band=bands.pop(_key(lines.name), None)) for lines in table]
    rest = [_single(path / band.HR) for path in bands.values() if _speaks(path / band.HR)]
    return there + rest, lost


def _key(name: str) -> str:
    """What a person is called, in the table and by the folder of the band: 2, S02 and P-2 are the same."""
    digits = re.search(r"(\d+)\D*$", name)
    return str(int(digits[1])) if digits and digits[1].isascii() else name.lower()


def _speaks(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def _together(written: list[Lines], lost: int) -> Recording:
    """Those who can be replayed; if nobody can, the first one's trouble is told."""
    people, troubles, gaps = [], [], 0
    for lines in written:
        _check_units(lines)
        try:
            person, missing, dropped = _person(lines)
        except BadRecording as trouble:
            troubles.append(trouble)
            lost += len(lines.time)
            continue
        people.append(_beside(person, lines))
        gaps, lost = gaps + missing, lost + dropped
    if not people:
        raise troubles[0]
    dry = [person.felt.dry for person in people if person.felt.dry]
    if dry and not any(np.isfinite(person.felt.skin).any() for person in people):
        raise dry[0]  # one may have worn it badly, but not all
    longest = max(person.length for person in people)
    skins = sum(bool(np.isfinite(person.felt.skin).any()) for person in people)
    beats = sum(bool((person.felt.beats[:, 1] > 0).any()) for person in people)
    return Recording(tuple(people), Summary(len(people), longest, gaps, lost, skins, beats))


def _person(lines: Lines) -> tuple[Person, int, int]:
    """One person's lines in time -> (person, gaps, dropped)."""
    time, bpm, label = (np.array(column) for column in (lines.time, lines.bpm, lines.label))
    known = abs(time) < band.TIME_MOST
    if 2 * known.sum() < np.isfinite(time).sum():
        first = int(np.flatnonzero(np.isfinite(time) & ~known)[0])
        where = f"{lines.path}, line {lines.number[first]}, person {lines.name}, column Time(sec)"
        raise BadRecording(f"The time is {time[first]:g}", where, "Times are seconds: divide milliseconds by 1000")
    newest = np.maximum.accumulate(np.where(known, time, -np.inf))
    forward = known & (time > np.concatenate([[-np.inf], newest[:-1]]))
    if 2 * forward.sum() < known.sum():
        line = lines.number[int(np.flatnonzero(known & ~forward)[0])]
        raise BadRecording(
            "The clock stands still or runs backwards in most of the recording",
            f"{lines.path}, line {line}, person {lines.name}",
            "Sort the lines of each person by time, and give each a time of its own",
        )
    time, bpm, label = time[forward], bpm[forward], label[forward]
    with np.errstate(invalid="ignore"):
        bpm[~((bpm >= BPM_LEAST) & (bpm <= BPM_MOST))] = np.nan
    if np.isfinite(bpm).sum() < 2:
        raise BadRecording(
            "There are fewer than two heart rates",
            f"{lines.path}, person {lines.name}",
            f"A person needs lines with a time and an HR of {BPM_LEAST:.0f} to {BPM_MOST:.0f} beats per minute",
        )
    step = _step(time, lines)
    begun, length = float(time[0]), float(time[-1] - time[0] + step)
    label = np.where((label == 0) | (label == 1), label, np.nan).astype(np.float32)
    person = Person(lines.name, time - begun, bpm.astype(np.float32), label, length, begun, band.UNFELT, np.zeros(0))
    return person, int(np.isnan(bpm).sum()), len(lines.time) - time.size


def _step(time: np.ndarray, lines: Lines) -> float:
    """Seconds between two samples, in the middle; another unit of time is refused."""
    step = float(np.median(np.diff(time)))
    if not STEP_LEAST <= step <= STEP_MOST:
        raise BadRecording(
            f"Samples lie {step:g} seconds apart",
            f"{lines.path}, person {lines.name}, column Time(sec)",
            "Times are seconds: " + ("divide milliseconds by 1000" if step > 1 else "multiply hours by 3600"),
        )
    return step


def _beside(person: Person, lines: Lines) -> Person:
    """With what the band felt by the same clock, and its button, where there is a band."""
    if lines.band is None:
        return person
    tags = band.tags(lines.band) - person.begun
    outside = (tags < 0) | (tags > person.length)
    tags = np.where(outside & (person.length < HALF_DAY), tags % HALF_DAY, tags)
    return person._replace(felt=band.felt(lines.band, person.begun, min(person.length, LONGEST)), tags=tags)


def _check_units(lines: Lines) -> None:
    """Refuse a column of heart rates that is something else: the middle value tells."""
    values = np.clip(lines.bpm, -1e9, 1e9)[np.isfinite(lines.bpm)]
    if not values.size or BPM_LEAST <= (middle := float(np.median(values))) <= BPM_MOST:
        return
    if 0.27 <= middle <= 3.7:
        guess = "That looks like hertz or seconds between beats: multiply hertz by 60, or divide 60 by the seconds"
    elif BPM_MOST < middle <= 2000:
        guess = "That looks like milliseconds between beats: divide 60000 by them"
    else:
        guess = "Check that the column holds heart rates"
    first = lines.number[int(np.flatnonzero(np.isfinite(lines.bpm))[0])]
    raise BadRecording(
        f"Heart rates lie about {middle:g}, outside {BPM_LEAST:.0f} to {BPM_MOST:.0f} beats per minute",
        f"{lines.path}, from line {first} on, person {lines.name}, column HR",
        guess,
    )


def _table(path: Path) -> tuple[list[Lines], int]:
    """All people of `heart_rate.csv`, and how many lines name nobody."""
    rows = ((line, row) for line, row in cells.rows(path) if any(row))
    first, header = next(rows, (0, None))
    if header is None:
        raise BadRecording("The recording is empty", str(path), "Its first line names the columns Participant, HR, ...")
    places = [cells.place(name, header, f"{path}, line {first}") for name in WANTED]
    titles = [title.lower() for title in header]
    places.append(titles.index(LABEL) if LABEL in titles else len(header) + 1)
    people: dict[str, Lines] = {}
    nameless = 0
    for line, row in rows:
        who, bpm, time, label = (row[place] if place < len(row) else "" for place in places)
        time, bpm = cells.number(time, path, line, "Time(sec)"), cells.number(bpm, path, line, "HR")
        label = cells.number(label, path, line, "Label")
        if not who:
            nameless += 1
            continue
        lines = people.get(who)
        if lines is None:
            lines = people[who] = Lines(ascii(who[:40])[1:-1], path, [], [], [], [])
        for column, value in zip(lines[2:6], (line, time, bpm, label), strict=True):
            column.append(value)
    if not people:
        raise BadRecording("The recording has columns but nobody in them", str(path), "Each line names a Participant")
    return list(people.values()), nameless


def _singles(folder: Path) -> list[Lines]:
    """Everybody whose HR.csv lies in this folder, or one or two folders below."""
    paths = sorted(path for pattern in ("", "*/", "raw/*/") for path in folder.glob(pattern + band.HR))
    if not paths:
        raise BadRecording(
            "There is no recording in this folder",
            str(folder),
            f"It holds {TABLE}, or raw/NAME/{band.HR} for each person",
        )
    spoken = [path for path in paths if _speaks(path)] or paths
    return [_single(path) for path in spoken]


def _single(path: Path) -> Lines:
    """One person's HR.csv; an empty line between values is a gap."""
    read = band.curve(path)
    time = (read.start + np.arange(read.values.size) / read.rate).tolist()
    nobody = [np.nan] * read.values.size
    return Lines(ascii(path.parent.name[:40])[1:-1], path, read.lines, time, read.values.tolist(), nobody, path.parent)
