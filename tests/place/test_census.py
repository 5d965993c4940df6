"""Joining tables by key, finding columns, and what is said of what is missing."""

import numpy as np
import pytest

from photophore.place import census, folder, table
from photophore.words import BadCity
from tests import towns
from tests.towns import town


def told(file, **columns):
    rows = [f"row {2 + i}" for i in range(len(next(iter(columns.values()))))]
    return table.Table(file, {name: tuple(cells) for name, cells in columns.items()}, rows)


def test_a_column_is_found_wherever_it_stands():
    tables = [told("a.csv", k="12", n="34"), told("b.csv", n="56", m="78")]
    assert census.find(tables, "m") == (tables[1], "m")
    assert census.find(tables, "a.csv:n") == (tables[0], "n")
    with pytest.raises(BadCity, match=r'a.csv and in b.csv.*"b.csv:n"'):
        census.find(tables, "n")
    with pytest.raises(BadCity, match=r"no column 'z'.*a.csv: k, n"):
        census.find(tables, "z")


def test_a_margin_becomes_a_relative_standard_error(tmp_path):
    rows = [row | {"moe": 0.1645 * row["income"]} for row in towns.tracts()]
    toml = towns.TOML.replace('income = "income"', 'income = "income"\nmargin = "moe"')
    city = folder.place(town(tmp_path / "city", toml=toml, tracts=towns.csv(rows)))
    assert city.tiles.margin[city.tiles.people > 0] == pytest.approx(0.1, abs=1e-6)
    assert {"key": "margin"} in city.notes


def test_few_missing_counts_are_told_and_many_refused(tmp_path):
    rows = towns.tracts() * 2
    rows = [row | {"tract": t, "dentists": "" if t < 1 else 1} for t, row in enumerate(rows)]
    city = folder.place(town(tmp_path / "city", tracts=towns.csv(rows)))
    assert {"key": "gone", "count": 1, "of": 32, "column": "dentists"} in city.notes
    rows = [row | {"dentists": "" if t < 3 else 1} for t, row in enumerate(rows)]
    with pytest.raises(BadCity, match="3 of 32"):
        folder.place(town(tmp_path / "city", tracts=towns.csv(rows)))


def test_incomes_of_districts_serve_where_tracts_have_none(tmp_path):
    made = towns.districts()
    for i, one in enumerate(made):
        one["properties"]["euro"] = 10_000 * (i + 1)
    toml = towns.TOML.replace('income = "income"\n', "").replace('name = "name"', 'name = "name"\nincome = "euro"')
    city = folder.place(town(tmp_path / "city", toml=toml, districts=towns.collection(made)))
    assert [d.income for d in city.districts] == [10_000, 20_000, 30_000, 40_000]
    bare = towns.TOML.replace('income = "income"\n', "")
    with pytest.raises(BadCity, match="nothing says what people earn"):
        folder.place(town(tmp_path / "city", toml=bare))


def test_a_csv_of_points_names_its_columns(tmp_path):
    with pytest.raises(BadCity, match="columns x and y"):
        folder.place(town(tmp_path / "city", toml=towns.TOML.replace('x = "lon"\n', "")))


def test_counts_are_whole_numbers(tmp_path):
    rows = [row | {"people": 1000.4} for row in towns.tracts()]
    city = folder.place(town(tmp_path / "city", tracts=towns.csv(rows)))
    assert city.people == 16_000 and isinstance(city.people, int)
    assert np.isfinite(city.tiles.people).all()
