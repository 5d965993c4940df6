"""Recorded people as sensors: heart rates from a folder of CSV files, played again on the hub's ticks.

Read are `heart_rate.csv` (columns Participant, HR, Time(sec)) or else `raw/*/HR.csv` as the Empatica wrist band
writes them: the start (unix seconds), the rate (hertz), then one value a line.
"""

import csv
import math
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, final

import numpy as np

from photophore.devices.driver import Driver
from photophore.words import Audience, BadRecording, Frame, Samples, Sense, Tick, samples

BPM_LEAST, BPM_MOST = 30.0, 220.0  # beats per minute of a living, waking heart
TABLE, SINGLE = "heart_rate.csv", "HR.csv"
WANTED = ("participant", "hr", "time(sec)")  # columns of the table, in small letters
STEP_LEAST, STEP_MOST = 0.001, 100.0  # seconds between samples, in the middle; else it is another unit of time
TIME_MOST = 1e11  # seconds from zero; no clock says the year 5138
SPEED_MOST = 100.0  # times as fast as it was; a heart is then felt several times in each tick
CATCH_UP = 60.0  # seconds: a driver not asked for so long does not hand over what nobody could use
GOLDEN = 0.6180339887498949  # 1 / golden ratio: spreads any number of starts evenly over a recording


class Person(NamedTuple):
    """One recorded person."""

    name: str
    seconds: np.ndarray  # (k,) float64 since this person's own start, growing
    bpm: np.ndarray  # (k,) float32 beats per minute; nan where the recording has a gap
    length: float  # seconds after which the recording may start again


class Summary(NamedTuple):
    """What a recording holds, and what of it could not be used."""

    people: int
    seconds: float  # of the longest recording, after which it starts again (each person after the own length)
    gaps: int  # samples without a value that can be a heart rate
    dropped: int  # samples that cannot be placed in time: no time, no name, a clock that runs backwards, twice

    def __str__(self) -> str:
        return (
            f"{self.people} people, up to {self.seconds / 60:.0f} minutes each, then from the start again; "
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


def read(folder: str | Path) -> Recording:
    """Read a folder. Refuses, with words.BadRecording, what cannot be replayed; gaps are kept as nan and counted."""
    folder = Path(folder)
    try:
        if not folder.is_dir():
            raise BadRecording("There is no folder of this name", str(folder), f"Give a folder that holds {TABLE}")
        if (folder / TABLE).is_file():
            written, lost = _table(folder / TABLE)
        else:
            written, lost = _singles(folder), 0
    except OSError as broken:
        raise BadRecording(
            "The recording cannot be opened", str(folder), f"The system says: {broken.strerror or broken}"
        ) from broken
    return _together(written, lost)


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
        people.append(person)
        gaps, lost = gaps + missing, lost + dropped
    if not people:
        raise troubles[0]
    return Recording(tuple(people), Summary(len(people), max(person.length for person in people), gaps, lost))


def _person(lines: Lines) -> tuple[Person, int, int]:
    """One person's lines in time -> (person, gaps, dropped)."""
    time, bpm = np.array(lines.time), np.array(lines.bpm)
    known = abs(time) < TIME_MOST
    newest = np.maximum.accumulate(np.where(known, time, -np.inf))
    forward = known & (time > np.concatenate([[-np.inf], newest[:-1]]))
    if 2 * forward.sum() < known.sum():
        line = lines.number[int(np.flatnonzero(known & ~forward)[0])]
        raise BadRecording(
            "The clock stands still or runs backwards in most of the recording",
            f"{lines.path}, line {line}, person {lines.name}",
            "Sort the lines of each person by time, and give each a time of its own",
        )
    time, bpm = time[forward], bpm[forward]
    with np.errstate(invalid="ignore"):
        bpm[~((bpm >= BPM_LEAST) & (bpm <= BPM_MOST))] = np.nan
    if np.isfinite(bpm).sum() < 2:
        raise BadRecording(
            "There are fewer than two heart rates",
            f"{lines.path}, person {lines.name}",
            f"A person needs lines with a time and an HR of {BPM_LEAST:.0f} to {BPM_MOST:.0f} beats per minute",
        )
    step = float(np.median(np.diff(time)))
    if not STEP_LEAST <= step <= STEP_MOST:
        raise BadRecording(
            f"Samples lie {step:g} seconds apart",
            f"{lines.path}, person {lines.name}, column Time(sec)",
            "Times are seconds: " + ("divide milliseconds by 1000" if step > 1 else "multiply hours by 3600"),
        )
    person = Person(lines.name, time - time[0], bpm.astype(np.float32), float(time[-1] - time[0] + step))
    return person, int(np.isnan(bpm).sum()), len(lines.time) - time.size


def _check_units(lines: Lines) -> None:
    """Refuse a column of heart rates that is something else: the middle value tells."""
    values = np.array([min(max(value, -1e9), 1e9) for value in lines.bpm if math.isfinite(value)])
    if not values.size or BPM_LEAST <= (middle := float(np.median(values))) <= BPM_MOST:
        return
    if 0.27 <= middle <= 3.7:
        guess = "That looks like hertz or seconds between beats: multiply hertz by 60, or divide 60 by the seconds"
    elif BPM_MOST < middle <= 2000:
        guess = "That looks like milliseconds between beats: divide 60000 by them"
    else:
        guess = "Check that the column holds heart rates"
    raise BadRecording(
        f"Heart rates lie about {middle:g}, outside {BPM_LEAST:.0f} to {BPM_MOST:.0f} beats per minute",
        f"{lines.path}, person {lines.name}, column HR",
        guess,
    )


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """(line number, cells) of each line of a CSV file, one empty cell where it is empty; what is not text shows."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        reader = csv.reader(file)
        try:
            for cells in reader:
                yield reader.line_num, [cell.strip() for cell in cells] or [""]
        except csv.Error as broken:
            raise BadRecording(
                "This is not a CSV file", f"{path}, line {reader.line_num}", f"The reader says: {broken}"
            ) from broken


def _number(text: str, path: Path, line: int, column: str) -> float:
    """A cell's number; nan where it is empty or says so."""
    if text.lower() in ("", "nan", "na", "n/a", "null", "none"):
        return math.nan
    try:
        return float(text.replace("_", "?"))  # Python would read 1_0 as ten
    except ValueError:
        hint = "Write decimals with a point" if "," in text else "Write a number, or leave the cell empty for a gap"
        raise BadRecording(f"Not a number: {text[:40]!r}", f"{path}, line {line}, column {column}", hint) from None


def _table(path: Path) -> tuple[list[Lines], int]:
    """All people of `heart_rate.csv`, and how many lines name nobody."""
    rows = ((line, cells) for line, cells in _rows(path) if any(cells))
    first, header = next(rows, (0, None))
    if header is None:
        raise BadRecording("The recording is empty", str(path), "Its first line names the columns Participant, HR, ...")
    names = [name.lower() for name in header]
    places = [_column(name, names, header, f"{path}, line {first}") for name in WANTED]
    people: dict[str, Lines] = {}
    nameless = 0
    for line, cells in rows:
        who, bpm, time = ((cells[place] if place < len(cells) else "") for place in places)
        time, bpm = _number(time, path, line, "Time(sec)"), _number(bpm, path, line, "HR")
        if not who:
            nameless += 1
            continue
        lines = people.setdefault(who, Lines(ascii(who[:40])[1:-1], path, [], [], []))
        lines.number.append(line)
        lines.time.append(time)
        lines.bpm.append(bpm)
    if not people:
        raise BadRecording("The recording has columns but nobody in them", str(path), "Each line names a Participant")
    return list(people.values()), nameless


def _column(name: str, names: list[str], header: list[str], where: str) -> int:
    if name in names:
        return names.index(name)
    found = ascii(", ".join(header)[:120])
    hint = "Put commas between the columns, not semicolons" if ";" in found else f"Its columns are: {found}"
    raise BadRecording(f"There is no column {name!r}", where, hint)


def _singles(folder: Path) -> list[Lines]:
    """Everybody whose HR.csv lies in this folder, or one or two folders below."""
    paths = sorted(path for pattern in ("", "*/", "raw/*/") for path in folder.glob(pattern + SINGLE))
    if not paths:
        raise BadRecording(
            "There is no recording in this folder",
            str(folder),
            f"It holds {TABLE}, or raw/NAME/{SINGLE} for each person",
        )
    return [_single(path) for path in paths]


def _single(path: Path) -> Lines:
    """One person's HR.csv; an empty line between values is a gap."""
    rows = [(line, _number(cells[0], path, line, "1")) for line, cells in _rows(path)]
    while rows and math.isnan(rows[-1][1]):
        rows.pop()
    if len(rows) < 3:
        raise BadRecording("The recording is empty", str(path), "Line 1 is the start, line 2 the rate, then the values")
    start, rate = rows[0][1], rows[1][1]
    if not math.isfinite(start):
        where = f"{path}, line {rows[0][0]}"
        raise BadRecording("The recording has no start", where, "Line 1 is the start: unix seconds")
    if not 0.01 <= rate <= 1000:
        raise BadRecording(
            f"The rate is {rate:g} hertz", f"{path}, line {rows[1][0]}", "Line 2 is the rate: 1 for one value a second"
        )
    values = rows[2:]
    time = [index / rate for index in range(len(values))]  # people are lined up, so when it began does not matter
    return Lines(path.parent.name, path, [line for line, _ in values], time, [bpm for _, bpm in values])


@final
class Replay(Driver):
    """Recorded people as the hearts of rows: read at once, felt again on the hub's ticks, without end.

    All recordings start together at tick 0. Rows take the people in turn; where there are more rows than people,
    each further round starts elsewhere in the recordings, so that no two rows move as one.
    """

    def __init__(self, folder: str | Path, rows: np.ndarray, born: np.ndarray, speed: float = 1.0, fps: int = 30):
        if not 0 < speed <= SPEED_MOST:
            hint = f"1 is as it was, 2 is twice as fast, {SPEED_MOST:g} is the most"
            raise BadRecording(f"The speed of a replay cannot be {speed:g}", str(folder), hint)
        self.recording = read(folder)
        people = self.recording.people
        self.key = "replay"
        self.audience = Audience.NEAR
        self.rows = np.asarray(rows, np.int32)
        self._born = np.broadcast_to(np.asarray(born, np.uint32), self.rows.shape)
        self._rate = fps / speed  # ticks for a recorded second
        heard = [np.isfinite(person.bpm) for person in people]  # gaps are silence: nothing is felt there
        self._seconds = np.concatenate([person.seconds[there] for person, there in zip(people, heard, strict=True)])
        self._bpm = np.concatenate([person.bpm[there] for person, there in zip(people, heard, strict=True)])
        ends = np.cumsum([there.sum() for there in heard])
        who = np.arange(self.rows.size) % len(people)
        self._last, self._first = ends[who], np.concatenate([[0], ends[:-1]])[who]  # (k,) this person's samples
        self._length = np.array([person.length for person in people])[who]
        self._offset = (np.arange(self.rows.size) // len(people) * GOLDEN) % 1.0 * self._length
        self._next = self._first.copy()  # (k,) the sample that is felt next
        self._round = np.zeros(self.rows.size, np.int64)  # (k,) how often the recording has started again
        self._due = np.zeros(self.rows.size, np.int64)  # (k,) tick of the next sample
        self._asked = None  # tick of the last `feel`

    @property
    def summary(self) -> Summary:
        """People, seconds, gaps and dropped samples of the recording; it prints as one sentence."""
        return self.recording.summary

    async def open(self) -> None:
        """Nothing to make ready: the recording was read when this was made."""

    async def show(self, frame: Frame) -> None:
        """Recorded people see nothing."""

    async def close(self) -> None:
        """Feel nothing from now on."""
        self._asked = np.iinfo(np.int64).max

    def feel(self, tick: Tick) -> Samples:
        """Heart rates since the last call, at their own ticks; at the first call, those of this very tick."""
        if self._asked is None or tick.count - self._asked > CATCH_UP * tick.fps:
            self._seek(tick.count)
        if self._asked is not None and tick.count <= self._asked:
            return samples()
        self._asked = tick.count
        parts = []
        while (ready := np.flatnonzero(self._due <= tick.count)).size:
            parts.append((ready, self._next[ready], self._due[ready]))
            self._step(ready)
        return self._felt(*(np.concatenate(column) for column in zip(*parts, strict=True))) if parts else samples()

    def _felt(self, who: np.ndarray, sample: np.ndarray, at: np.ndarray) -> Samples:
        felt = samples(who.size)
        felt.row[:], felt.born[:], felt.at[:] = self.rows[who], self._born[who], at
        felt.kind[:] = Sense.HEART_RATE
        felt.value[:, 0] = self._bpm[sample]
        return felt

    def _step(self, who: np.ndarray) -> None:
        """On to the next sample of these; after the last one, to the first one of the next round."""
        self._next[who] += 1
        ended = who[self._next[who] >= self._last[who]]
        self._next[ended] = self._first[ended]
        self._round[ended] += 1
        self._due[who] = self._tick_of(who)

    def _tick_of(self, who: np.ndarray) -> np.ndarray:
        """The first tick not before the next sample of these; a millionth of a tick forgives rounding."""
        seconds = self._seconds[self._next[who]] - self._offset[who] + self._round[who] * self._length[who]
        return np.ceil(seconds * self._rate - 1e-6).astype(np.int64)

    def _seek(self, count: int) -> None:
        """Go to the first sample at or after this tick, in every recording."""
        everyone = np.arange(self.rows.size)
        now = (count - 1) / self._rate + self._offset
        self._round[:] = np.floor(now / self._length)
        within = now - self._round * self._length
        for first, last in {(int(a), int(b)) for a, b in zip(self._first, self._last, strict=True)}:
            mine = everyone[self._first == first]
            self._next[mine] = first + np.searchsorted(self._seconds[first:last], within[mine])
        over = self._next >= self._last
        self._next[over] = self._first[over]
        self._round[over] += 1
        self._due[:] = self._tick_of(everyone)
        while (early := np.flatnonzero(self._due < count)).size:
            self._step(early)
