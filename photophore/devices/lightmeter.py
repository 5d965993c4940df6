"""A film held against both judges, EA IRIS's and WCAG's: its rows as EA IRIS writes them, and one verdict."""

import math
from collections.abc import Iterator
from json import dumps
from typing import Any, NamedTuple

import numpy as np

from photophore.devices.film import Film
from photophore.light import iris, wcag
from photophore.light.iris import EXTENDED, FAILURE, FLASH, WARNING, Column
from photophore.words import BadFilm

COLUMNS = (
    "Frame,TimeStamp,AverageLuminance,FlashAreaLuminance,AverageLuminanceDiff,AverageLuminanceDiffAcc,AverageRed,"
    "FlashAreaRed,AverageRedDiff,AverageRedDiffAcc,PatternRisk,LuminanceTransitions,RedTransitions,"
    "LuminanceExtendedFailCount,RedExtendedFailCount,FlashLuminanceFailedFrame,FlashRedFailedFrame,PatternFailedFrame"
)  # as in the logs that EA IRIS publishes
WCAG_COLUMNS = (
    ",GeneralFlashTransitions,RedFlashTransitions,StripePairs,GeneralFailedFrame,RedFailedFrame,StripesFailedFrame"
)
RESULTS = ("pass", "warning", "fail")
MODES = ("iris", "wcag")
BINS = 600  # points of the time line at most
SPANS = 8  # parts that are named; of more, the number
FAR = 1e6  # metres, cd/m2: beyond is a slip
PICTURE = 64  # cells of the picture of where it flashed, broad at most


class Row(NamedTuple):
    """A frame, judged."""

    number: int  # from 1
    seconds: float
    light: Column
    red: Column
    seen: wcag.Seen | None  # None in mode iris


class Tally(NamedTuple):
    """What EA IRIS's frames add up to, of luminance or of red."""

    most: int  # transitions in a second
    warnings: int  # frames
    extended: int
    failures: int

    def add(self, column: Column) -> "Tally":
        """With one frame more."""
        is_ = (column.result == result for result in (WARNING, EXTENDED, FAILURE))
        counts = (before + int(now) for before, now in zip(self[1:], is_, strict=True))
        return Tally(max(self.most, column.transitions), *counts)

    @property
    def result(self) -> str:
        """The worst."""
        return RESULTS[2 if self.failures or self.extended else 1 if self.warnings else 0]


class Meter:
    """One film under the meter: walk through `rows`, then ask for the `report`."""

    def __init__(self, film: Film, mode: str = "iris", view: wcag.View | None = None):
        self.film, self.mode, self._view = film, mode, view or wcag.View()
        self._scene = wcag.scene(film.height, film.width, self._view)
        self._judge = wcag.Judge(self._scene) if mode == "wcag" else None
        self._tallies, self._spans = [Tally(0, 0, 0, 0)] * 2, [[], []]
        self._line, self.frames, self._seconds = Line(), 0, 0.0

    def rows(self) -> Iterator[Row]:
        """Each frame, as it is judged."""
        follower = iris.Follower(self.film.height, self.film.width, max(1, math.floor(self.film.fps + 0.5)))
        for seconds, frame in self.film.frames:
            light, red = follower.add(frame)
            seen = self._judge.add(frame, seconds) if self._judge else None
            row = Row(self.frames + 1, seconds, light, red, seen)
            self._tallies = [tally.add(column) for tally, column in zip(self._tallies, (light, red), strict=True)]
            for spans, column in zip(self._spans, (light, red), strict=True):
                _note(spans, seconds, column)
            self._line.add(row)
            self.frames, self._seconds = row.number, seconds
            yield row

    def report(self) -> dict[str, Any]:
        """The verdict of both modes, for a machine."""
        film, judged = self.film, {"iris": self._iris()} | ({"wcag": self._wcag()} if self._judge else {})
        return {
            "file": film.name, "mode": self.mode, "result": judged[self.mode]["result"], "frames": self.frames,
            "fps": film.fps, "seconds": round(self._seconds, 3), "width": film.width, "height": film.height,
            "notes": list(film.notes), **judged, "line": self._line.told(),
        }  # fmt: skip

    def _iris(self) -> dict[str, Any]:
        kinds = {}
        for name, tally, spans in zip(("luminance", "red"), self._tallies, self._spans, strict=True):
            kinds[name] = tally._asdict() | {"result": tally.result, "spans": spans}
        return {"result": max((kind["result"] for kind in kinds.values()), key=RESULTS.index), **kinds}

    def _wcag(self) -> dict[str, Any]:
        judge, scene = self._judge, self._scene
        spans = [span._asdict() | {"result": "extended" if span.result == EXTENDED else "fail"} for span in judge.spans]
        result = "fail" if judge.spans else "warning" if judge.warned else "pass"
        return {
            "result": result, "general": judge.most[0], "red": judge.most[1], "pairs": judge.most[2], "spans": spans,
            "sr": float(f"{scene.angle**2 * scene.shape[0] * scene.shape[1]:.4g}"),
            "cell_degrees": round(math.degrees(scene.angle), 4), "picture": _picture(judge.worst),
        }  # fmt: skip


def _note(spans: list[dict], seconds: float, column: Column) -> None:
    """Parts that fail, at least a second from each other."""
    if column.result < EXTENDED:
        return
    result = "extended" if column.result == EXTENDED else "fail"
    if spans and seconds - spans[-1]["end"] <= 1:
        last = spans[-1]
        last["end"], last["most"] = round(seconds, 3), max(last["most"], column.transitions)
        last["result"] = "fail" if "fail" in (last["result"], result) else "extended"
    else:
        at = round(seconds, 3)
        spans.append({"begin": at, "end": at, "most": column.transitions, "result": result})


class Line:
    """The film's time line in BINS points at most: it is folded in two whenever it grows longer."""

    def __init__(self):
        self._fold, self._points = 1, []

    def add(self, row: Row) -> None:
        """One frame more."""
        seen = row.seen or wcag.Seen(0, 0, 0, (0, 0, 0))
        point = (row.seconds, row.light.mean, row.light.mean, row.light.transitions, row.red.transitions, *seen[:3])
        if (row.number - 1) % self._fold == 0:
            self._points.append(point)
        else:
            self._points[-1] = _joined(self._points[-1], point)
        if len(self._points) > BINS:
            pairs = zip(self._points[::2], [*self._points[1::2], self._points[-1]], strict=False)
            self._fold, self._points = 2 * self._fold, [_joined(*pair) for pair in pairs]

    def told(self) -> dict[str, list]:
        """Each column by its name."""
        names = ("seconds", "darkest", "brightest", "luminance", "red", "general", "saturated", "pairs")
        columns = zip(*self._points, strict=True) if self._points else ((),) * len(names)
        return {name: [round(value, 4) for value in column] for name, column in zip(names, columns, strict=True)}


def _joined(this: tuple, that: tuple) -> tuple:
    return this[0], min(this[1], that[1]), *(max(pair) for pair in zip(this[2:], that[2:], strict=True))


def _picture(worst: np.ndarray) -> dict[str, Any]:
    """Where it flashed: most transitions in any second, in larger cells; what a quarter of each had, so that specks do
    not look large.
    """
    rows, columns = worst.shape
    side = max(1, math.ceil(max(worst.shape) / PICTURE))
    tall, broad = -(-rows // side), -(-columns // side)
    padded = np.zeros((tall * side, broad * side), np.uint8)
    padded[:rows, :columns] = worst
    parts = np.moveaxis(padded.reshape(tall, side, broad, side), 2, 1).reshape(tall, broad, -1)
    cells = np.sort(parts, axis=-1)[..., -(-3 * parts.shape[-1] // 4) - 1]
    return {"rows": tall, "columns": broad, "cells": cells.ravel().tolist()}


def line(row: Row, fps: float) -> str:
    """A row as EA IRIS writes it; after it, where there are any, what WCAG's judge adds."""
    light, red = (",".join(f"{value:.6f}" for value in column[:4]) for column in (row.light, row.red))
    counts = (row.light.transitions, row.red.transitions, row.light.extended, row.red.extended, row.light.result,
              row.red.result, 0)  # fmt: skip
    ours = () if row.seen is None else (row.seen.general, row.seen.red, row.seen.pairs, *row.seen.results)
    stamp = timestamp(int(1000 * (row.number - 1) / fps))
    return f"{row.number},{stamp},{light},{red},0.000000," + ",".join(map(str, (*counts, *ours)))


def timestamp(milliseconds: int) -> str:
    """hh:mm:ss.ffffff, whole milliseconds, as EA IRIS writes it."""
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600 % 24:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}000"


# --- what is told ---


def view(distance: float | None, width: float | None, white: float = wcag.WHITE) -> wcag.View:
    """From where the picture is seen; BadFilm where that cannot be."""
    for name, value in (("--distance", distance), ("--width", width), ("--white", white)):
        if value is not None and not 0 < value < FAR:  # nan too
            raise BadFilm(f"This cannot be {value:g}", name, "metres for --distance and --width, cd/m2 for --white")
    if (distance is None) != (width is None):
        raise BadFilm("How large a picture looks takes two numbers, and one is missing", "--distance, --width",
                      "tell both in metres, as in --distance 0.3 --width 0.07")  # fmt: skip
    return wcag.View(math.nan if distance is None else distance, math.nan if width is None else width, white)


def told(meter: Meter, json: bool = False, brief: bool = False) -> Iterator[str]:
    """Lines of text: rows as EA IRIS writes them, or with `json` one object of rows and verdict; brief: no rows."""
    header = COLUMNS + (WCAG_COLUMNS if meter.mode == "wcag" else "")
    opening = ("{" if brief else f'{{"columns": {dumps(header.split(","))}, "rows": [') if json else header
    for row in meter.rows():
        if not brief:
            if row.number == 1:  # not before there is a picture
                yield opening
            text = line(row, meter.film.fps)
            yield _as_json(text, row.number == 1) if json else text
    if json:
        yield f'{opening if brief else "], "}"verdict": {dumps(meter.report())}}}'


def _as_json(text: str, first: bool) -> str:
    number, stamp, rest = text.split(",", 2)
    return f'{"" if first else ","}[{number},"{stamp}",{rest}]'


def sentence(report: dict[str, Any]) -> str:
    """The verdict in words."""
    mode, word = report["mode"], {"pass": "passes", "warning": "passes with a warning", "fail": "fails"}
    lines = [f"{report['file']} {word[report['result']]} (mode {mode}, {_many(report['frames'])})."]
    found = report[mode]
    if mode == "iris":
        spans = [(kind, span) for kind in ("luminance", "red") for span in found[kind]["spans"]]
        most = [found[kind]["most"] for kind in ("luminance", "red")]
        lines.append(f"At most {most[0]} transitions of luminance and {most[1]} of red in any second.")
    else:
        spans = [(span["kind"], span) for span in found["spans"]]
        most = [found[kind] if found[kind] < FLASH else f"{FLASH} or more" for kind in ("general", "red")]
        lines.append(f"In over a quarter of a field of ten degrees: {most[0]} general and {most[1]} red transitions"
                     f" in a second, {found['pairs'] or 'no'} harmful pairs of stripes.")  # fmt: skip
    lines += [f"{_cause(kind, span)} from {span['begin']:.2f} to {span['end']:.2f} s." for kind, span in spans[:SPANS]]
    lines += [f"And {len(spans) - SPANS} parts more."] if len(spans) > SPANS else []
    return "\n".join([*lines, *report["notes"], "This is information, no certificate."])


def _many(frames: int) -> str:
    return "1 frame" if frames == 1 else f"{frames} frames"


def _cause(kind: str, span: dict[str, Any]) -> str:
    if kind == "stripes":
        return f"Stripes, {span['most']} pairs,"
    name = {"luminance": "Flashes", "general": "Flashes", "red": "Red flashes"}[kind]
    return f"{name}, {'too many in a second,' if span['result'] == 'fail' else 'too many for too long,'}"
