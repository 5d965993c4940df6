"""CSV as strangers write it: commas or semicolons, with or without a mark at the start; never more than fits.

Every error names the file, the row and the column. Rows are counted as a spreadsheet does: the names are row 1.
"""

import csv
import io
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from photophore.words import BadCity

MOST_BYTES = 48 << 20  # of a table
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 250_000, 500, 3_000_000
MOST_CELL = 2_000  # characters
CUTS = ",;\t|"  # what may part cells
NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
EMPTY = {"", "na", "n/a", "nan", "null", "none", "-", "."}
# what the US Census writes where it has no figure (ACS, "Notes on estimate and annotation values")
ANNOTATIONS = {-222222222.0, -333333333.0, -555555555.0, -666666666.0, -888888888.0, -999999999.0}


class Table(NamedTuple):
    """m rows under named columns, all text as it stood."""

    file: str
    columns: dict[str, tuple[str, ...]]  # each (m,)
    rows: Sequence[str]  # (m,) how an error names each row: "row 7", "feature 3"
    comma: bool = False  # cells were parted by semicolons, so a comma may be a decimal point


def read(path: Path) -> Table:
    """A CSV file. Raises BadCity where it is no table, or too large."""
    lines = csv.reader(io.StringIO(_text(path), newline=""), delimiter=(cut := _cut(path)), strict=True)
    try:
        head = _head(next(lines, []), path.name)
        rows, numbers = [], []
        for cells in lines:
            if not any(cell.strip() for cell in cells):
                continue  # empty lines are everywhere
            where = f"{path.name}, row {lines.line_num}"
            if len(cells) != len(head):
                raise BadCity(f"this row has {len(cells)} cells, the first has {len(head)}", where,
                              "look for a missing or an unquoted comma")
            if len(rows) >= MOST_ROWS or len(rows) * len(head) >= MOST_CELLS:
                raise BadCity("this table is too long", where, f"at most {MOST_ROWS:,} rows, {MOST_CELLS:,} cells")
            if any(len(cell) > MOST_CELL for cell in cells):
                raise BadCity("a cell is too long", where, f"at most {MOST_CELL:,} characters")
            rows.append(cells)
            numbers.append(f"row {lines.line_num}")
    except csv.Error as error:
        raise BadCity(f"this is not CSV: {error}", f"{path.name}, row {lines.line_num}", "look at its quotes") from None
    if not rows:
        raise BadCity("this table has no rows", path.name, "give it a row of names and at least one of values")
    return Table(path.name, dict(zip(head, zip(*rows, strict=True), strict=True)), numbers, cut == ";")


def _text(path: Path) -> str:
    try:
        return load(path, MOST_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[:error.start].count(b"\n") + 1
        raise BadCity("this file is not UTF-8 text", f"{path.name}, row {line}", "save it as UTF-8") from None


def load(path: Path, most: int) -> bytes:
    """The bytes of a plain file. BadCity where it is absent, no plain file, or longer than `most`."""
    if not path.is_file():
        raise BadCity("there is no such file", path.name, "look at the names in the folder and in city.toml")
    try:
        if path.resolve().parent != path.parent.resolve():
            raise BadCity("this file is a link that leads out of the folder", path.name, "put the file itself there")
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise BadCity(f"this file cannot be read: {error.strerror}", path.name, "look at who may read it") from None
    if len(data) > most:
        raise BadCity(f"this file is larger than {most >> 20} MiB", path.name, "simplify it, or leave out what is not"
                      " needed; `ogr2ogr -simplify` and a spreadsheet do")
    return data


def _cut(path: Path) -> str:
    """What parts the cells: whatever the first line has most of."""
    first = _text(path).split("\n", 1)[0]
    return max(CUTS, key=first.count) if any(cut in first for cut in CUTS) else ","


def _head(cells: list[str], file: str) -> list[str]:
    head = [cell.strip() for cell in cells]
    if not any(head):
        raise BadCity("this table is empty", file, "its first row names the columns")
    if len(head) > MOST_COLUMNS:
        raise BadCity(f"this table has {len(head)} columns", f"{file}, row 1", f"at most {MOST_COLUMNS}")
    for place, name in enumerate(head):
        if name in head[:place]:
            raise BadCity(f"two columns are called {name!r}", f"{file}, row 1, column {place + 1}", "rename one")
    return head


def column(table: Table, name: str) -> tuple[str, ...]:
    """(m,) the cells of a column; BadCity names the columns that there are."""
    if name not in table.columns:
        there = ", ".join(list(table.columns)[:12])
        raise BadCity(f"there is no column {name!r}", table.file, f"it has: {there}")
    return table.columns[name]


def numbers(table: Table, name: str, least: float = -math.inf) -> np.ndarray:
    """(m,) float64; nan where a cell is empty. BadCity names the first cell that is no number, or below `least`."""
    cells = column(table, name)
    out = np.array([_number(cell, table.comma) for cell in cells], np.float64)
    out[np.isin(out, list(ANNOTATIONS))] = np.nan
    wrong = np.flatnonzero(np.isinf(out) | (out < least))
    if wrong.size:
        cell, where = cells[wrong[0]], f"{table.file}, {table.rows[wrong[0]]}, column {name}"
        if np.isinf(out[wrong[0]]):
            raise BadCity(f"{cell[:40]!r} is not a number", where, "write 1234.5, without spaces or thousands' commas;"
                          " leave the cell empty where nothing is known")
        raise BadCity(f"{cell[:40]} is below {least:g}", where, "correct it, or leave it empty where nothing is known")
    return out


def _number(cell: str, comma: bool) -> float:
    """inf where it is none; a written "inf" is none either."""
    cell = cell.strip()
    if cell.lower() in EMPTY:
        return math.nan
    if comma and cell.count(",") == 1 and "." not in cell:
        cell = cell.replace(",", ".")
    return float(cell) if len(cell) < 64 and NUMBER.fullmatch(cell) else math.inf


def key(cell: str) -> str:
    """A key as it is compared: spaces off, and whole numbers without point or leading zeros, as tables garble them."""
    cell = cell.strip()
    if re.fullmatch(r"[0-9]{1,40}(\.0*)?", cell):
        return cell.split(".")[0].lstrip("0") or "0"
    return cell


def keys(table: Table, name: str) -> dict[str, int]:
    """Key -> its row; BadCity where one is empty or stands twice."""
    found: dict[str, int] = {}
    for row, cell in enumerate(column(table, name)):
        where = f"{table.file}, {table.rows[row]}, column {name}"
        one = key(cell)
        if not one:
            raise BadCity("this key is empty", where, "give each row its key")
        if one in found:
            raise BadCity(f"the key {one!r} stands twice", where,
                          f"it also stands in {table.rows[found[one]]}; keep one of them")
        found[one] = row
    return found
