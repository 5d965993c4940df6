"""Diaries of everyday feelings: reads two published ones, and lets the product's own filter foretell each report.

Neither is shipped: one is a journal's supplement, the other may not be used for trade (CC BY-NC 4.0).
"""

import csv
from pathlib import Path
from typing import NamedTuple

import numpy as np

from photophore.sense import feeling, signals
from photophore.words import BadRecording, Check, Samples, Sense, Tick

F = np.float32
WIDE = 1.6449  # standard deviations on either side hold 90 %
SECOND = 3600  # ticks an hour: a diary is read at one tick a second


class Layout(NamedTuple):
    """How one published file is laid out."""

    name: str
    source: str
    person: str
    day: str
    beep: str
    positive: tuple[str, ...]
    negative: tuple[str, ...]
    scale: tuple[float, float]  # least and most of an item
    apart: float  # hours between two beeps
    only: tuple[str, str] | None  # column and value of the rows that count
    gain: float  # R2 gain over the running mean that must be reached


LAYOUTS = (
    Layout("Bringmann 2013", "Bringmann et al. 2013 (PLoS ONE 8:e60188), baseline week", "subjno", "dayno", "beepno",
           ("opgewkt_", "ontspann"), ("pieker", "angstig_", "somber__"), (1.0, 7.0), 1.5, ("st_period", "0"), 0.18),
    Layout("Rowland 2020", "Rowland & Wenzel 2020 (CC BY-NC 4.0)", "subjno", "dayno", "beep",
           ("emo1_m", "emo2_m", "emo3_m", "emo4_m"), ("emo5_m", "emo6_m", "emo7_m", "emo8_m"), (0.0, 100.0), 100 / 60,
           None, 0.23),
)  # fmt: skip
MISSING = {"", "NA", "NaN", "nan"}
ASTRAY = 0.01  # share of reports that may have an answer beyond its scale; these count as not complete


class Ahead(NamedTuple):
    """What was foretold of each report before it was heard. All (people, times, 2 axes); nan where nobody reported."""

    mean: np.ndarray  # float32
    sd: np.ndarray  # float32, of the report: the feeling's and its noise
    held: np.ndarray  # float32, 1 where the report lay in the 90 % interval, 0 where not


def one_step(said: np.ndarray, hours: np.ndarray) -> Ahead:
    """The product's filter, report by report; said: (k, t, 2) -1..1, nan where not said; hours: (k, t), rising.

    What is foretold is read where every page reads it: `now` and `sure`, at the second of the report.
    """
    k, times, _ = said.shape
    baseline, feelings = signals.start(k), feeling.start(k)
    whole = np.array([axis.whole_var for axis in feeling.AXES])
    mean, sd = np.empty((2, *said.shape), F)
    for place in range(times):
        tick = Tick(round(float(hours[0, place]) * SECOND), 1)
        baseline, nothing = signals.clean(baseline, _heard(said[:, place] * np.nan, tick), tick)
        feelings = feeling.follow(feelings, nothing, tick)
        known = feelings.at >= 0
        mean[:, place] = np.where(known, feelings.now, [[axis.home] for axis in feeling.AXES]).T
        sd[:, place] = np.sqrt((1 - np.where(known, feelings.sure, 0).T) * whole + signals.REPORT_SD.astype(float) ** 2)
        baseline, readings = signals.clean(baseline, _heard(said[:, place], tick), tick)
        feelings = feeling.follow(feelings, readings, tick)
    held = np.where(np.isnan(said), np.nan, abs(said - mean) <= WIDE * sd)
    return Ahead(np.where(np.isnan(said), np.nan, mean), np.where(np.isnan(said), np.nan, sd), held)


def _heard(said: np.ndarray, tick: Tick) -> Samples:
    row = np.flatnonzero(~np.isnan(said).all(axis=1)).astype(np.int32)
    many = row.size
    return Samples(row, np.zeros(many, np.uint32), np.full(many, Sense.REPORT, np.uint8), said[row].astype(F),
                   np.full(many, tick.count, np.int64))  # fmt: skip


def held_out(path: Path | None) -> Check:
    """A5: the filter on people it never met; not judged without a file of theirs."""
    what = "The filter on people it never met: R2 gain over the running mean of the own reports"
    if path is None:
        wanted = "; ".join(f"{it.name} >= {it.gain:.2f}" for it in LAYOUTS)
        return Check("A5", what, "; ".join(it.source for it in LAYOUTS), wanted, "not measured: data not given", None)
    layout, valence, hours = read(path)
    gain, cover, count = foretold(valence, hours)
    return Check("A5", what, layout.source, f">= {layout.gain:.2f}",
                 f"{gain:.3f} on {len(valence)} people, {count:,} reports; 90 % intervals held {cover:.2f}",
                 bool(gain >= layout.gain))  # fmt: skip


def foretold(valence: np.ndarray, hours: np.ndarray) -> tuple[float, float, int]:
    """R2 gain over the running mean, share of 90 % intervals that held, and number of reports judged.

    valence: (k, t) -1..1, nan where not said. The first report of each person is not judged: nothing is known yet.
    """
    said = np.stack([valence, np.full_like(valence, np.nan)], axis=2)
    ahead = one_step(said, np.broadcast_to(hours, valence.shape))
    there = ~np.isnan(valence)
    before = np.cumsum(there, axis=1) - there
    running = (np.nancumsum(valence, axis=1) - np.where(there, valence, 0)) / np.maximum(before, 1)
    judged = there & (before > 0)
    ours, theirs = (np.mean((valence - other)[judged] ** 2) for other in (ahead.mean[..., 0], running))
    return float(1 - ours / theirs), float(np.mean(ahead.held[..., 0][judged])), int(judged.sum())


def read(path: Path) -> tuple[Layout, np.ndarray, np.ndarray]:
    """A published diary -> its layout, (people, times) valence -1..1, nan where nobody answered, and (times,) hours.

    Valence is the mean of the positive items less that of the negative ones; a report with an item missing is none.
    """
    head, rows = _table(path)
    layout = next((it for it in LAYOUTS if {it.person, it.day, it.beep, *it.positive, *it.negative,
                                               *(it.only or ())[:1]} <= set(head)), None)  # fmt: skip
    if layout is None:
        names = " or ".join(f"{it.name} ({', '.join((it.person, it.day, it.beep))}, ...)" for it in LAYOUTS)
        raise BadRecording("the diary has columns that are not known", f"{path.name}, row 1", f"known are {names}")
    column = {name: place for place, name in enumerate(head)}
    found: dict[tuple[str, int, int], float] = {}
    astray: list[BadRecording] = []
    for line, row in rows:
        if layout.only is not None and row[column[layout.only[0]]] != layout.only[1]:
            continue
        when = [row[column[name]] for name in (layout.person, layout.day, layout.beep)]
        if MISSING.isdisjoint(when):
            day, beep = (int(_number(text, (path.name, line, name))) for text, name in
                         zip(when[1:], (layout.day, layout.beep), strict=True))
            told = _valence(row, column, layout, (path.name, line))
            if isinstance(told, BadRecording):
                astray.append(told)
            else:
                found[when[0], day, beep] = told
    if len(astray) > ASTRAY * (len(found) + len(astray)):
        raise astray[0]
    return layout, *_grid(found, layout, path)


def _table(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Names of columns, and rows with their line; a first column without a name, as R writes it, is left out."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = [(place, row) for place, row in enumerate(csv.reader(file), 1) if row]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise BadRecording(f"the diary cannot be read: {why}", path.name, "give a file of one of the studies") from None
    head = lines[0][1] if lines else []
    unnamed = len(lines) > 1 and len(lines[1][1]) == len(head) + 1
    rows = [(place, row[1:] if unnamed else row) for place, row in lines[1:]]
    short = next(((place, row) for place, row in rows if len(row) != len(head)), None)
    if short is not None:
        raise BadRecording(f"a row has {len(short[1])} columns where the first has {len(head)}",
                           f"{path.name}, row {short[0]}", "mend the row, or leave it out")  # fmt: skip
    return head, rows


def _number(text: str, where: tuple[str, int, str]) -> float:
    try:
        value = float(text)
    except ValueError:
        value = np.inf
    if not abs(value) < 1e9:
        raise BadRecording(f"{text!r} is no number", f"{where[0]}, row {where[1]}, column {where[2]}",
                           "mend it, or leave it empty")  # fmt: skip
    return value


def _valence(row: list[str], column: dict[str, int], layout: Layout, where: tuple[str, int]) -> float | BadRecording:
    """Of one report, nan where it is not complete; an error where an answer lies beyond its scale."""
    mean = []
    for names in (layout.positive, layout.negative):
        told = [row[column[name]] for name in names]
        if not MISSING.isdisjoint(told):
            return np.nan
        values = [_number(text, (*where, name)) for text, name in zip(told, names, strict=True)]
        for value, name in zip(values, names, strict=True):
            if not layout.scale[0] <= value <= layout.scale[1]:
                return BadRecording(f"{value:g} lies beyond the scale of {layout.scale[0]:g} to {layout.scale[1]:g}",
                                    f"{where[0]}, row {where[1]}, column {name}", "mend it, or leave it empty")
        mean.append(sum(values) / len(values))
    return (mean[0] - mean[1]) / (layout.scale[1] - layout.scale[0])


def _grid(found: dict, layout: Layout, path: Path) -> tuple[np.ndarray, np.ndarray]:
    there = {key: value for key, value in found.items() if not np.isnan(value)}
    if not there:
        raise BadRecording("the diary holds no complete report", path.name, "give the whole file")
    people, moments = sorted({key[0] for key in there}), sorted({key[1:] for key in there})
    row, place = ({it: index for index, it in enumerate(many)} for many in (people, moments))
    valence = np.full((len(people), len(moments)), np.nan)
    for (who, day, beep), value in there.items():
        valence[row[who], place[day, beep]] = value
    first = moments[0][0]
    return valence, np.array([24.0 * (day - first) + layout.apart * beep for day, beep in moments])
