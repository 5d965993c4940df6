"""Flashes: our account of EA IRIS against the logs that it publishes; facts of its rules, and of WCAG's."""

import csv
import io
import math
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from photophore.devices import film, lightmeter
from photophore.light import flash, iris, wcag
from photophore.words import BadFilm, Check

IRIS = "EA IRIS"
NONE = "0 of the values that decide differ"
LOGS = f"{IRIS}, logs published with its tests"
SCHEDULE = f"{IRIS}, published logs, rebuilt by their schedules"
WCAG = "WCAG 2.2, success criterion 2.3.1"
VIDEOS = (".mp4", ".mov", ".avi", ".mkv", ".webm")
# what decides, by the names of both forms of log; the number of the column in ours
DECIDING = {
    "LuminanceTransitions": 11, "RedTransitions": 12, "LuminanceExtendedFailCount": 13, "RedExtendedFailCount": 14,
    "FlashLuminanceFailedFrame": 15, "FlashRedFailedFrame": 16, "LuminanceFrameResult": 15, "RedFrameResult": 16,
}  # fmt: skip
MEASURED = {
    "AverageLuminance": 2, "FlashAreaLuminance": 3, "AverageLuminanceDiff": 4, "AverageLuminanceDiffAcc": 5,
    "AverageRed": 6, "FlashAreaRed": 7, "AverageRedDiff": 8, "AverageRedDiffAcc": 9,
}  # fmt: skip


class Schedule(NamedTuple):
    """A published film: when it turns between black and white, and what its log says of it."""

    name: str
    turns: list[int]  # frames, from 1, white first
    frames: int
    fps: int
    most: int  # transitions in a second
    warned: int  # first frame with a warning, 0 for none
    extended: tuple[int, int]  # first frame that fails by length, and how many; 0, 0 for none
    failures: list[int]  # frames that fail by pace
    count: int  # largest extended count


def _every(first: list[int], then: tuple[int, ...]) -> list[int]:
    return first + [start + more for start in range(30, 131, 25) for more in then]


SCHEDULES = (
    Schedule("2Hz_5s", [*range(7, 15), 16, 17, 18, 19, 21, 22, 23, 24], 25, 5, 5, 10, (0, 0), [], 16),
    Schedule("2Hz_6s", _every([6, 9, 12, 15], (0, 3, 6, 9)), 149, 25, 5, 15, (114, 36), [], 125),
    Schedule("3Hz_6s", _every([6, 9, 12, 15, 17, 20], (0, 3, 6, 9, 11, 14)), 149, 25, 7, 15, (120, 30),
             [30, 33, 36, 39, 41, 44], 119),
    Schedule("extendedFLONG", [10, 21] + [start + more for start in range(34, 185, 25) for more in (0, 11)], 200, 25, 3,
             0, (0, 0), [], 0),
)  # fmt: skip


class Compared(NamedTuple):
    """A log beside what we say of its film."""

    rows: int  # of the log
    missing: int  # rows that only one of the two has
    deciding: int  # values that decide and differ
    numbers: int  # other numbers that differ in a printed digit
    first: str  # where the first difference stands; empty where there is none


def measure(folder: Path | None = None) -> list[Check]:
    """Facts that need no data; with a folder of videos and logs, each log."""
    return [*facts(), *(logs(folder) if folder else [])]


# --- published logs ---


def pairs(folder: Path) -> list[tuple[Path, Path]]:
    """(video, log): every X.mp4 (or other video) with an X_RELATIVE.csv or X.csv beside it."""
    videos = sorted(path for path in folder.iterdir() if path.suffix.lower() in VIDEOS)
    found = []
    for video in videos:
        beside = (video.with_name(f"{video.stem}{end}.csv") for end in ("_RELATIVE", ""))
        log = next((path for path in beside if path.is_file()), None)
        if log:
            found.append((video, log))
    return found


def logs(folder: Path) -> list[Check]:
    """One check for each log in a folder: no value that decides may differ in any row."""
    found = pairs(folder) if folder.is_dir() else []
    if not found:
        return [Check("iris", "Rows of the published logs are the same", LOGS, NONE, "not measured: no log", None)]
    return [_log(video, log) for video, log in found]


def _log(video: Path, log: Path) -> Check:
    key, what = f"iris {video.stem}", f"Each row of {log.name} is the same"
    if film.cv2 is None:
        return Check(key, what, LOGS, NONE, "not measured: the extra `video` is not installed", None)
    try:
        found = compare(video, log)
    except (BadFilm, UnicodeDecodeError, csv.Error) as error:
        return Check(key, what, LOGS, NONE, f"not measured: {error}", False)
    measured = (f"{found.deciding + found.missing} in {found.rows} rows; of their other numbers {found.numbers} differ "
                "in a printed digit") + (f", first {found.first}" if found.first else "")  # fmt: skip
    return Check(key, what, LOGS, NONE, measured, found.rows > 0 and found.deciding + found.missing == 0)


def compare(video: Path, log: Path) -> Compared:
    """Decode a video, judge it, and hold it against its log."""
    opened = film.open_(video)
    ours = [line.split(",") for line in lightmeter.told(lightmeter.Meter(opened, "iris"))][1:]
    return held(ours, read(log), opened.fps)


def read(log: Path) -> list[dict[str, str]]:
    """The rows of a log, by column; in both forms that EA IRIS has published."""
    text = log.read_text("utf-8-sig").replace("\0", "")
    rows = csv.DictReader(io.StringIO(text), skipinitialspace=True)
    return [{name.strip(): (value or "").strip() for name, value in row.items() if name} for row in rows]


def held(ours: list[list[str]], theirs: list[dict[str, str]], fps: float) -> Compared:
    """Our rows against theirs."""
    deciding, numbers, first = 0, 0, ""
    for mine, row in zip(ours, theirs, strict=False):
        for name, column in (DECIDING | MEASURED).items():
            if name in row and not same(mine[column], row[name]):
                deciding += name in DECIDING
                numbers += name in MEASURED
                first = first or f"{name} in frame {mine[0]}: {mine[column]} for {row[name]}"
    known = set(theirs[0]) & set(DECIDING) if theirs else set()
    missing = abs(len(ours) - len(theirs)) + (0 if len(known) == 6 else len(theirs))
    return Compared(len(theirs), missing, deciding, numbers, first)


def same(mine: str, theirs: str) -> bool:
    """As far as it was printed: six decimals, or per cent cut off after two."""
    try:
        if theirs.endswith("%"):
            return abs(math.floor(float(mine) * 1e4 + 1e-3) / 100 - float(theirs[:-1])) < 1e-9
        return f"{float(mine):.6f}" == f"{float(theirs):.6f}"
    except ValueError:
        return False


# --- facts that need no data ---


def facts() -> list[Check]:
    """What the rules say of films that are made here."""
    return [*_rules(), *(_rebuilt(schedule) for schedule in SCHEDULES), *_unseen()]


def _rules() -> Iterator[Check]:
    red = flash.iris(_whole([[0, 0, 0], [255, 0, 0]]), 25)[1].mean[1]
    yield Check("flash-red", "Pure red against black", IRIS, "320", f"{red:g}", bool(red == 320))
    lit = np.arange(60) // 3 % 2 == 1
    counts = [int(flash.iris(_part(lit, share), 25)[0].transitions.max()) for share in (0.2, 0.25)]
    yield Check("flash-area", "Transitions where a fifth, and where a quarter of the picture flashes", IRIS,
                "0, and 7 or more", f"{counts[0]}, and {counts[1]}", counts[0] == 0 and counts[1] >= 7)  # fmt: skip
    bright = iris.Count(25, iris.LUMINANCE_STEP, iris.DARKER)
    turns = max(bright.add(mean, diff).transitions for mean, diff in ((0.8, 0), (1.0, 0.2), (0.8, -0.2), (1.0, 0.2)))
    yield Check("flash-bright", "Transitions whose darker mean is 0.8 exactly", IRIS, "0", str(turns), turns == 0)
    count = iris.Count(25, iris.RED_STEP, math.inf)
    told = [count.add(mean, diff).transitions for mean, diff in ((0, 0), (15.2, 15.2), (20.2, 5.0), (25.0, 4.8))]
    yield Check("flash-sum", "Red that grows by 15.2, 5.0 and 4.8 counts once, at 20.2", IRIS, "0, 0, 1, 1",
                ", ".join(map(str, told)), told == [0, 0, 1, 1])  # fmt: skip


def _rebuilt(schedule: Schedule) -> Check:
    lit = np.zeros(schedule.frames, bool)
    for turn in schedule.turns:
        lit[turn - 1 :] ^= True
    told = flash.iris(_part(lit, 1.0), schedule.fps)[0]
    at = {result: (np.flatnonzero(told.result == result) + 1).tolist() for result in range(4)}
    extended = (at[iris.EXTENDED][0], len(at[iris.EXTENDED])) if at[iris.EXTENDED] else (0, 0)
    warned = (at[iris.WARNING] or [0])[0]
    found = (int(told.transitions.max()), warned, *extended, int(told.extended.max()), at[iris.FAILURE])
    wanted = (schedule.most, schedule.warned, *schedule.extended, schedule.count, schedule.failures)
    return Check(f"flash {schedule.name}", f"The film {schedule.name}, rebuilt", SCHEDULE, _said(wanted), _said(found),
                 found == wanted)  # fmt: skip


def _said(told: tuple) -> str:
    most, warned, begin, many, count, failures = told
    long = f"{many} frames fail by length from {begin}" if many else "none fails by length"
    pace = f"frames {', '.join(map(str, failures))} by pace" if failures else "none by pace"
    return f"at most {most} in a second, warning from {warned or 'nowhere'}, {long}, {pace}, count up to {count}"


def _unseen() -> Iterator[Check]:
    lit = np.arange(60) // 2 % 2 == 1
    halves = np.concatenate([_part(lit, 1.0), _part(~lit, 1.0)], axis=2)
    ramp = _whole(np.repeat(_code(np.repeat(np.arange(0, 0.7, 0.008), 2))[:, None], 3, axis=1))
    green = _whole(np.where(lit[:, None], [[70, 0, 0]], [[0, 38, 0]]))
    fifth = np.zeros((60, 90, 160, 3), np.uint8)
    fifth[:, :44, :76] = np.where(lit, 255, 0)[:, None, None, None]
    board = np.repeat((np.add.outer(np.arange(96), np.arange(128)) % 2 == 0)[None] ^ lit[:, None, None], 2, axis=2)
    squares = np.repeat(np.where(np.repeat(board, 2, axis=1), 255, 0).astype(np.uint8)[..., None], 3, axis=-1)
    for key, what, frames, fps, fails in (
        ("halves", "Halves that flash against each other", halves, 30, True),
        ("squares", "Squares that flash against each other", squares, 30, True),
        ("fifth", "A flash on 23 % of the picture", fifth, 30, True),
        ("hue", "Dark red against green of the same light", green, 30, True),
        ("ramp", "A ramp that only rises, unevenly", ramp, 25, False),
    ):
        judge = wcag.Judge(wcag.scene(*frames.shape[1:3]))
        for index, frame in enumerate(frames):
            judge.add(frame, index / fps)
        ours = bool(judge.spans)
        theirs = max(int(column.result.max()) for column in flash.iris(frames, fps)) >= iris.EXTENDED
        words = [f"{'fails' if it else 'passes'} in mode {mode}" for it, mode in ((ours, "wcag"), (theirs, "iris"))]
        wanted = "fails in mode wcag, passes in mode iris" if fails else "passes in mode wcag, fails in mode iris"
        found = ", ".join(words)
        yield Check(f"flash-{key}", what, WCAG, wanted, found, found == wanted)


def _code(luminance: np.ndarray) -> np.ndarray:
    """Linear light 0..1 -> the nearest sRGB code."""
    return np.abs(flash.DECODED[:, None] - luminance[None]).argmin(axis=0)


def _whole(codes) -> np.ndarray:
    """(frames, 3) codes as pictures of one colour."""
    codes = np.asarray(codes, np.uint8)
    return np.ascontiguousarray(np.broadcast_to(codes[:, None, None], (len(codes), 20, 20, 3)))


def _part(lit: np.ndarray, share: float) -> np.ndarray:
    """White where lit, on a share of an else black picture."""
    pictures = np.zeros((len(lit), 20, 20, 3), np.uint8)
    pictures[:, : round(20 * share)] = np.where(lit, 255, 0)[:, None, None, None]
    return pictures
