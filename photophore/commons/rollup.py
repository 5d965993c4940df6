"""Samples -> means by the minute -> by the hour: the questions that DuckDB is asked, and what a reader gets.

A sample's row: who, ms, x, y, n (how many samples it tells). A mean's row: who, ms (when its minute or hour begins), n,
and for x and y each: how many were known, mean, smallest, largest. Hours are counted from the beginning of the hub's
day, so that none lies in two days, also where a zone is half an hour off. Means can be added up again, so that a view
by the hour is exact before, while and after anything is rolled up.
"""

from typing import NamedTuple

import numpy as np

from photophore.commons.keeping import Grain
from photophore.words import BadRequest, Signal

FILES = "read_parquet({}, union_by_name = true, hive_partitioning = false)"  # files of later versions hold more columns
MOST = 100_000  # rows that one answer holds at most
LATEST = 2**53  # milliseconds; what JSON can say exactly

# arrays of the buffer (`fresh`, `names`) -> rows of samples
FRESH = """select hex::uuid as who, ms, case when isnan(x) then null else x end as x,
    case when isnan(y) then null else y end as y, n from fresh join names on fresh.who = names.i order by 1, 2"""

TELLS = """{n} as n,
    {x_n}::uinteger as x_n, ({x_sum} / nullif({x_n}, 0))::float as x_mean,
    min({x_min}) as x_min, max({x_max}) as x_max,
    {y_n}::uinteger as y_n, ({y_sum} / nullif({y_n}, 0))::float as y_mean,
    min({y_min}) as y_min, max({y_max}) as y_max"""
OF_SAMPLES = TELLS.format(
    n="sum(n)::uinteger", x_n="coalesce(sum(n) filter (x is not null), 0)", x_sum="sum(x::double * n)", x_min="x",
    x_max="x", y_n="coalesce(sum(n) filter (y is not null), 0)", y_sum="sum(y::double * n)", y_min="y", y_max="y",
)  # fmt: skip
OF_MEANS = TELLS.format(
    n="sum(n)::uinteger", x_n="sum(x_n)", x_sum="sum(x_mean::double * x_n)", x_min="x_min", x_max="x_max",
    y_n="sum(y_n)", y_sum="sum(y_mean::double * y_n)", y_min="y_min", y_max="y_max",
)  # fmt: skip


class Span(NamedTuple):
    """Which part of a history: instants in milliseconds UTC, the end left out."""

    start: int
    end: int
    grain: Grain = Grain.SAMPLE
    most: int = MOST


class Readings(NamedTuple):
    """k rows in the order of time, read-only. Of a sample, mean, least and most are the same."""

    signal: Signal
    grain: Grain
    at_ms: np.ndarray  # (k,) int64; when the minute or hour begins
    mean: np.ndarray  # (k, 2) float32; nan where nothing was known
    least: np.ndarray  # (k, 2) float32
    most: np.ndarray  # (k, 2) float32
    count: np.ndarray  # (k, 2) uint32 samples behind each number; 0 where nothing was known
    more: bool  # there is more in this span than an answer holds
    damaged: int  # files in this span that cannot be read


class Part(NamedTuple):
    """Rows of one grain that an answer is made of; `begin`: when the hub's day begins in which they lie."""

    grain: Grain
    begin: int
    source: str  # what stands behind `from`


def check(span: Span) -> Span:
    """BadRequest where a span is none."""
    try:
        asked = Span(int(span.start), int(span.end), Grain(span.grain), int(span.most))
    except (ValueError, TypeError, OverflowError):
        raise BadRequest("this is no span of time", "span", "two instants, and sample, minute or hour") from None
    if not (0 <= asked.start < asked.end <= LATEST and 1 <= asked.most <= MOST):
        raise BadRequest("this is no span of time", "span", f"start before end, and at most {MOST:,} rows")
    return asked


def rolled(fine: Grain, coarse: Grain, begin: int) -> str:
    """Rows of $files (fine, of one day) as means of the coarser grain, by person."""
    tells = OF_SAMPLES if fine is Grain.SAMPLE else OF_MEANS
    files = FILES.format("$files")
    return f"select who, {_bucket(coarse, begin)} as ms, {tells} from {files} group by 1, 2 order by 1, 2"


def joined(grain: Grain) -> str:
    """Rows of several $files as one file."""
    files = FILES.format("$files")
    if grain is Grain.SAMPLE:
        return f"select * from {files} order by who, ms"
    return f"select who, ms, {OF_MEANS} from {files} group by 1, 2 order by 1, 2"


def taken(grain: Grain) -> str:
    """Rows of $who in $files, to be taken out: without a name, for they are theirs."""
    files = FILES.format("$files")
    if grain is Grain.SAMPLE:
        return f"select ms as at_ms, x, y, n from {files} where who = $who::uuid order by ms"
    return f"select ms as at_ms, {OF_MEANS} from {files} where who = $who::uuid group by ms order by ms"


def view(grain: Grain, parts: list[Part]) -> str:
    """Everything of $who from $start to $end as rows of a mean, also where the grain is a sample."""
    every = " union all ".join(_seen(grain, part) for part in parts)
    if grain is not Grain.SAMPLE:
        every = f"select ms, {OF_MEANS} from ({every}) group by 1"
    return f"select * from ({every}) where ms >= $start and ms < $end order by ms"


def _seen(grain: Grain, part: Part) -> str:
    own = f"from {part.source} where who = $who::uuid"
    if grain is Grain.SAMPLE:
        return f"""select ms, n::uinteger as n,
            (case when x is null then 0 else n end)::uinteger as x_n, x as x_mean, x as x_min, x as x_max,
            (case when y is null then 0 else n end)::uinteger as y_n, y as y_mean, y as y_min, y as y_max {own}"""
    tells = OF_SAMPLES if part.grain is Grain.SAMPLE else OF_MEANS
    return f"select {_bucket(grain, part.begin)} as ms, {tells} {own} group by 1"


def _bucket(grain: Grain, begin: int) -> str:
    return f"({begin} + (ms - {begin}) // {grain.ms} * {grain.ms})"


def readings(signal: Signal, span: Span, columns: dict[str, np.ndarray], damaged: int) -> Readings:
    """What DuckDB answered to a `view` that was asked for one row more than the most."""
    more = len(columns["ms"]) > span.most
    told = {name: column[: span.most] for name, column in columns.items()}

    def pair(name: str, kind, missing) -> np.ndarray:
        both = [np.ma.filled(np.ma.asarray(told[f"{axis}_{name}"]).astype(kind), missing) for axis in "xy"]
        return _still(np.stack(both, axis=1))

    numbers = [pair(name, np.float32, np.nan) for name in ("mean", "min", "max")]
    at = _still(np.asarray(told["ms"], np.int64))
    return Readings(signal, span.grain, at, *numbers, pair("n", np.uint32, 0), more, damaged)


def _still(array: np.ndarray) -> np.ndarray:
    array.flags.writeable = False
    return array
