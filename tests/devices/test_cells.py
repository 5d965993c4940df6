"""Cells of CSV files: the quick way reads what the plain way reads, and refusals name file, line and column."""

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photophore.devices import cells
from photophore.words import BadRecording

LINES = ["1", "2.5", "-3e2", "", "nan", "0.25", "  7 ", "+1", ".", "1_0", "x", "1;2", "\u00e9"]
SOME = st.lists(st.sampled_from(LINES), max_size=8)


def told(reads, path):
    """What was read, or the words of the refusal."""
    try:
        return reads(path)
    except BadRecording as refused:
        return str(refused), np.zeros(0)


def plainly(path):
    quick, cells._quickly = cells._quickly, lambda path: None
    try:
        return cells.column(path)
    finally:
        cells._quickly = quick


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SOME, st.sampled_from(["\n", "\r\n"]))
def test_the_quick_way_is_the_plain_way(tmp_path, lines, end):
    path = tmp_path / "a.csv"
    path.write_bytes(end.join(lines).encode())
    quick, plain = told(cells.column, path), told(plainly, path)
    assert quick[0] == plain[0] and np.array_equal(quick[1], plain[1], equal_nan=True)


@pytest.mark.parametrize(
    ("text", "hint"),
    [("0,5;1", "commas between"), ("0,5", "with a point"), ("noon", "leave the cell empty"), ("\x02PK", "not text")],
)
def test_what_is_no_number_is_said_with_what_to_try(tmp_path, text, hint):
    with pytest.raises(BadRecording) as found:
        cells.number(text, tmp_path / "EDA.csv", 7, "1")
    assert "EDA.csv, line 7, column 1" in found.value.where and hint in found.value.try_


def test_gaps_are_no_numbers():
    assert all(math.isnan(cells.number(text, "a", 1, "b")) for text in ("", "NaN", "n/a", "NULL", "none"))


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "EDA.csv"
    path.write_text("1\n4\n" + "0.5\n" * 1000)
    monkeypatch.setattr(cells, "LARGEST", 1000)
    for reads in (cells.column, lambda path: list(cells.rows(path))):
        with pytest.raises(BadRecording, match="are the most"):
            reads(path)


def test_a_mark_at_the_beginning_and_zip_bytes(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("\ufeff1\n4\n0.5\n".encode())
    assert cells.column(path)[1].tolist() == [1, 4, 0.5]
    path.write_bytes(b"PK\x03\x04" + bytes(range(256)))
    with pytest.raises(BadRecording):
        cells.column(path)
