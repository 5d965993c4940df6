"""CSV as people write it, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.place import table
from photophore.words import BadCity


def write(tmp_path, text, name="t.csv"):
    (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return tmp_path / name


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "a;b\r\n1;2\r\n", "a\tb\n1\t2", "a|b\n1|2\n", "\ufeffa,b\n1,2\n",
                                  '"a","b"\n"1","2"\n', " a , b \n1,2\n\n\n"])  # fmt: skip
def test_the_same_table_however_it_is_written(tmp_path, text):
    told = table.read(write(tmp_path, text))
    assert {name: cells for name, cells in told.columns.items()} == {"a": ("1",), "b": ("2",)}
    assert told.rows == ["row 2"]


def test_a_column_of_its_own_needs_no_cut(tmp_path):
    assert table.read(write(tmp_path, "a\n1\n2\n")).columns == {"a": ("1", "2")}


@pytest.mark.parametrize(("text", "value"), [("1", 1), ("-1.5e3", -1500), (" 2 ", 2), ("", np.nan), ("NA", np.nan),
                                             ("-666666666", np.nan), (".5", 0.5)])  # fmt: skip
def test_numbers(tmp_path, text, value):
    told = table.read(write(tmp_path, f"a,b\n{text},x\n"))
    assert table.numbers(told, "a")[0] == pytest.approx(value, nan_ok=True)


@pytest.mark.parametrize("text", ["one", "1 000", '"1,000"', "0x10", "inf", "-Infinity", "1_000", "1e999", "\u0663",
                                  "9" * 99])  # fmt: skip
def test_what_is_no_number(tmp_path, text):
    told = table.read(write(tmp_path, f"a,b\n1,x\n{text},x\n"))
    with pytest.raises(BadCity, match="not a number") as caught:
        table.numbers(told, "a")
    assert caught.value.where == "t.csv, row 3, column a"


def test_decimal_commas_stand_with_semicolons_only(tmp_path):
    assert table.numbers(table.read(write(tmp_path, "a;b\n1,5;2\n")), "a")[0] == 1.5
    with pytest.raises(BadCity, match="not a number"):
        table.numbers(table.read(write(tmp_path, 'a,b\n"1,5",2\n')), "a")


def test_errors_name_rows_as_a_spreadsheet_does(tmp_path):
    told = table.read(write(tmp_path, 'k,n\n"a\nb",1\n\nc,-1\n'))
    with pytest.raises(BadCity) as caught:
        table.numbers(told, "n", 0)
    assert caught.value.where == "t.csv, row 5, column n"


@given(st.integers(0, 10**18))
def test_keys_are_compared_as_numbers_where_they_are(number):
    assert table.key(str(number)) == table.key(f" 00{number}") == table.key(f"{number}.0") == str(number)


def test_keys_of_letters_keep_them():
    assert table.key(" E09000001 ") == "E09000001"
    assert table.key("000") == "0"


@pytest.mark.parametrize(("text", "word"), [("k\na\na\n", "twice"), ("k,v\n,1\n", "empty"), ("k\n007\n7\n", "twice")])
def test_keys_that_are_none(tmp_path, text, word):
    with pytest.raises(BadCity, match=word):
        table.keys(table.read(write(tmp_path, text)), "k")


@pytest.mark.parametrize(("text", "word"), [
    ('a,b\n"1,2\n', "not CSV"), (b"a,b\n\x001,2\n", "a"), ("a,b\n" + "x" * 3000 + ",1\n", "too long"),
])  # fmt: skip
def test_broken_text(tmp_path, text, word):
    with pytest.raises(BadCity, match=word):
        told = table.read(write(tmp_path, text))
        table.column(told, "zz")


def test_load_takes_plain_files_of_this_folder(tmp_path):
    (tmp_path / "in").mkdir()
    for name in ("none.csv", "in"):
        with pytest.raises(BadCity, match="no such file"):
            table.load(tmp_path / name, 10)
    with pytest.raises(BadCity, match="larger"):
        table.load(write(tmp_path, "x" * 11), 10)
    assert table.load(write(tmp_path, "x" * 10), 10) == b"x" * 10
