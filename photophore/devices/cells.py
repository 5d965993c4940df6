"""The cells of a recording's CSV files: read as text, and refused in words that name file, line and column."""

import csv
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from photophore.words import BadRecording

LARGEST = 256 << 20  # bytes of one file: days of a wrist band's fastest curve
NOTHING = ("", "nan", "na", "n/a", "null", "none")


def rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """(line number, cells) of each line of a CSV file, one empty cell where it is empty; what is not text shows."""
    _fits(path)
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        reader = csv.reader(file)
        try:
            for cells in reader:
                yield reader.line_num, [cell.strip() for cell in cells] or [""]
        except csv.Error as broken:
            raise BadRecording(
                "This is not a CSV file", f"{path}, line {reader.line_num}", f"The reader says: {broken}"
            ) from broken


def number(text: str, path: Path, line: int, column: str) -> float:
    """A cell's number; nan where it is empty or says so."""
    if text.lower() in NOTHING:
        return math.nan
    try:
        return float(text.replace("_", "?"))  # Python would read 1_0 as ten
    except ValueError:
        where = f"{path}, line {line}, column {column}"
        raise BadRecording(f"Not a number: {text[:40]!r}", where, _hint(text)) from None


def column(path: Path) -> tuple[list[int], np.ndarray]:
    """A file of one number a line -> (line numbers, (k,) float64, nan where a line is empty); none after the last."""
    quick = _quickly(path)
    if quick is not None:
        return list(range(1, quick.size + 1)), quick
    read = [(line, number(_only(cells, path, line), path, line, "1")) for line, cells in rows(path)]
    while read and math.isnan(read[-1][1]):
        read.pop()
    return [line for line, _ in read], np.array([value for _, value in read])


def _only(row: list[str], path: Path, line: int) -> str:
    if any(row[1:]):
        raise BadRecording(
            "There is more than one column", f"{path}, line {line}, column 2",
            "Write one value a line, and decimals with a point",
        )  # fmt: skip
    return row[0]


def place(name: str, header: list[str], where: str) -> int:
    """Where the column of this name (in small letters) stands."""
    names = [title.lower() for title in header]
    if name in names:
        return names.index(name)
    found = ascii(", ".join(header)[:120])
    hint = "Put commas between the columns, not semicolons" if ";" in found else f"Its columns are: {found}"
    raise BadRecording(f"There is no column {name!r}", where, hint)


def _fits(path: Path) -> None:
    size = path.stat().st_size
    if size > LARGEST:
        what = f"The file has {size >> 20} MB, and {LARGEST >> 20} are the most"
        raise BadRecording(what, str(path), "Cut the recording into parts")


def _hint(text: str) -> str:
    if "\ufffd" in text or any(ord(letter) < 32 for letter in text):
        return "This is not text: give a CSV file in UTF-8"
    if ";" in text:
        return "Put commas between the columns, not semicolons"
    return "Write decimals with a point" if "," in text else "Write a number, or leave the cell empty for a gap"


def _quickly(path: Path) -> np.ndarray | None:
    """Ten times as fast, where every line is one plain number; None where it is not."""
    _fits(path)
    text = path.read_bytes().rstrip()
    if not text or not set(text) <= set(b"0123456789.+-eE\r\n"):
        return None
    lines = text.split(b"\n")
    try:
        return np.array(lines, "S").astype(np.float64)
    except ValueError:
        return None
