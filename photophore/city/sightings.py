"""events.parquet: what a hub could see, written and read; the columns are told in docs/watch.md."""

from pathlib import Path

import duckdb
import numpy as np

from photophore.watch import events as watched
from photophore.watch.events import FACTORS, KINDS, Events
from photophore.words import BadRequest, NoRoom

COLUMNS = {"at": "double", "kind": "varchar", "smile": "bigint", "other": "bigint", "x": "float", "y": "float"}
COLUMNS |= dict.fromkeys(FACTORS, "varchar")
LONGEST = 200  # characters of a name
TRY = "photophore run --scenario flicker --out DIR writes one"


def write(path: Path, events: Events) -> None:
    """One row for each event, by time; factors by their names, null where unknown.

    Raises
    ------
    NoRoom
        The disk refuses.
    """
    events = watched.ordered(watched.check(events))
    told = {"at": events.at, "kind": events.kind, "smile": events.smile, "other": events.other}
    told |= {"x": events.x, "y": events.y} | dict(zip(FACTORS, events.factors, strict=True))
    try:
        with duckdb.connect(config={"threads": "1"}) as base:
            base.register("told", told)
            _table(base, "kind", list(KINDS))
            for name, levels in zip(FACTORS, events.names, strict=True):
                _table(base, name, levels)
            picked = ", ".join(_column(name) for name in COLUMNS)
            joins = " ".join(f"left join n_{it} on told.{it} = n_{it}.code" for it in ("kind", *FACTORS))
            base.execute(f"copy (select {picked} from told {joins} order by told.at) to $path"
                         " (format parquet, compression zstd)", {"path": str(path)})  # fmt: skip
    except (OSError, duckdb.Error) as error:
        raise NoRoom("the events cannot be written", f"{path}: {_line(error)}", "choose another place") from error


def read(path: Path) -> Events:
    """What was written.

    Raises
    ------
    BadRequest
        No such file, no Parquet, a column that is missing or of another kind, an unknown kind of event, a name that
        is too long or holds what no page and no terminal should be given (control characters, turned writing).
    """
    if not Path(path).is_file():
        raise BadRequest("There is no such file of events", str(path), TRY)
    try:
        with duckdb.connect(config={"threads": "1"}) as base:
            base.execute("create view told as select * from read_parquet($path)".replace("$path", _quoted(path)))
            told = {name: str(kind) for name, kind, *_ in base.execute("describe told").fetchall()}
            if missing := [name for name in COLUMNS if name not in told]:
                raise BadRequest("This file does not tell events", f"{path} has no column {missing[0]}", TRY)
            return watched.check(_read(base, path))
    except (OSError, duckdb.Error) as error:
        raise BadRequest("This file cannot be read as events", f"{path}: {_line(error)}", TRY) from error


def _read(base, path: Path) -> Events:
    names = {name: _levels(base, name) for name in ("kind", *FACTORS)}
    if strange := [name for name in names["kind"] if name not in KINDS]:
        raise BadRequest("This file does not tell events", f"{path}: a row is of the kind {strange[0]!r}", TRY)
    for name, levels in names.items():
        _table(base, name, levels)
    casts = [f'cast(told."{it}" as {COLUMNS[it]}) as "{it}"' for it in COLUMNS if it not in names]
    casts += [f"n_{it}.code as {it}" for it in names]
    joins = " ".join(f"left join n_{it} on told.{it}::varchar = n_{it}.name" for it in names)
    told = base.execute(f'select {", ".join(casts)} from told {joins} order by told."at"').fetchnumpy()
    if np.ma.getmaskarray(told["kind"]).any():
        raise BadRequest("This file does not tell events", f"{path}: a row says no kind", TRY)
    kinds = np.array([KINDS.index(name) for name in names["kind"]] or [0], np.uint8)
    factors = np.stack([_filled(told[name], -1, np.int32) for name in FACTORS])
    return Events(
        _filled(told["at"], np.nan, np.float64), kinds[_filled(told["kind"], 0, np.int64)],
        _filled(told["smile"], -1, np.int64), _filled(told["other"], -1, np.int64),
        _filled(told["x"], np.nan, np.float32), _filled(told["y"], np.nan, np.float32),
        factors, tuple(names[name] for name in FACTORS),
    )  # fmt: skip


def _levels(base, name: str) -> tuple[str, ...]:
    """What stands in a column, in the order of its letters."""
    rows = base.execute(f"select distinct {name}::varchar as it from told where it is not null order by it").fetchall()
    levels = tuple(row[0] for row in rows)
    if strange := [it for it in levels if len(it) > LONGEST or not it.isprintable()]:
        raise BadRequest("This file does not tell events", f"a {name} has the name {ascii(strange[0][:40])}",
                         f"names have at most {LONGEST} characters, all of them printable")  # fmt: skip
    return levels


def _filled(column: np.ndarray, missing, dtype) -> np.ndarray:
    full = column.filled(missing) if isinstance(column, np.ma.MaskedArray) else column
    return np.asarray(full, dtype)


def _table(base, name: str, levels) -> None:
    base.register(f"t_{name}", {"code": np.arange(len(levels)), "name": np.array([*map(str, levels)], object)})
    base.execute(f"create temp table n_{name} as select code::int as code, name::varchar as name from t_{name}")


def _column(name: str) -> str:
    if name in ("kind", *FACTORS):
        return f"n_{name}.name as {name}"
    if name == "other":
        return "told.other as other"
    return f"case when isnan(told.{name}) then null else told.{name} end as {name}" if name in "xy" else f"told.{name}"


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _line(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error).splitlines()[0]
