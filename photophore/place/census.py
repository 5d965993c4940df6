"""Who lives where: tracts joined with their tables by key, put into districts, and held against what must agree."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from photophore.place import earth, layer, polygon, recipe, spread, table
from photophore.words import BadCity

LOST = 0.05  # share of tracts that may be without a figure; they are named in a note
OFF = 0.5  # kilometres by which a tract's point may lie outside the district that a table gives it: coarse outlines
ASTRAY = 0.10  # share of tracts that may lie further out
SIGMA90 = 1.645  # the census gives margins of 90 %; standard errors are this much smaller


class People(NamedTuple):
    """Everybody whom the folder counts."""

    inside: spread.Tracts  # in the districts
    around: np.ndarray  # (m, 3) kilometres x, y, and people outside the districts
    dentists: np.ndarray  # (d, 2) kilometres, one row each


def on_sheet(shape: polygon.Shape, sheet: earth.Sheet) -> polygon.Shape:
    """A shape from degrees to kilometres."""
    return polygon.Shape(*(tuple(earth.flat(ring, sheet) for ring in rings) for rings in shape))


def joined(folder: Path, told: table.Table, joins: tuple[recipe.Join, ...], keys: dict[str, int]) -> list[table.Table]:
    """The layer's own table, and each joined one with its rows in the layer's order; empty where it has none."""
    tables = [told]
    for join in joins:
        other = table.read(folder / join.file)
        rows = table.keys(other, join.key)
        order = [rows.get(key) for key in keys]
        if all(row is None for row in order):
            raise BadCity(f"no key of this table stands in {told.file}", f"{join.file}, column {join.key}",
                          f"a key there is {next(iter(keys))!r}, and here {next(iter(rows))!r}")
        columns = {name: tuple("" if row is None else cells[row] for row in order)
                   for name, cells in other.columns.items()}
        where = [f"no row for {key}" if row is None else other.rows[row] for key, row in zip(keys, order, strict=True)]
        tables.append(table.Table(other.file, columns, where, other.comma))
    return tables


def find(tables: list[table.Table], name: str) -> tuple[table.Table, str]:
    """The table that has a column, and its name there; "FILE:COLUMN" where several do."""
    file, _, column = name.rpartition(":")
    having = [told for told in tables if column in told.columns and file in ("", told.file)]
    if not having:
        there = ", ".join(f"{told.file}: {', '.join(list(told.columns)[:8])}" for told in tables)
        raise BadCity(f"there is no column {name!r}", recipe.NAME, f"there are: {there}"[:600])
    if len(having) > 1:
        raise BadCity(f"column {name!r} stands in {' and in '.join(told.file for told in having)}", recipe.NAME,
                      f'say which: "{having[-1].file}:{column}"')
    return having[0], column


def _numbers(tables: list[table.Table], name: str, least: float) -> np.ndarray:
    return table.numbers(*find(tables, name), least)


def count(folder: Path, told: recipe.Recipe, ground) -> tuple[People, list[dict]]:
    """Everybody, and notes of what was missing (Place.notes). Without [tracts] each district is one tract."""
    notes = [{"key": "said", "text": told.note}] if told.note else []
    if told.tracts is None:
        return _whole(told, ground, notes), notes
    said = told.tracts
    read = _layer(folder, said)
    keys = table.keys(read.rows, said.key)
    tables = joined(folder, read.rows, said.join, keys)
    xy = _middles(read, ground.sheet)
    _together(xy, ground, said.file)
    district = _given(tables, said, ground, xy, notes) if said.district else _found(xy, ground)
    people = _people(tables, said.people, notes)
    inside = district >= 0
    if not inside.any():
        raise BadCity("no tract lies in any district", f"{said.file} and {told.districts.file}",
                      "look at the projections of both, and whether x and y are swapped")
    _adds_up(told, ground, district, people)
    income, margin = _incomes(tables, told, ground, (district, people), notes)
    work = _whole_numbers(tables, said.dentists, notes) if said.dentists else np.zeros(len(xy), int)
    shapes = None if read.shapes is None else [
        on_sheet(read.shapes[t], ground.sheet) for t in np.flatnonzero(inside)]
    tracts = spread.Tracts(xy[inside], district[inside], people[inside], income[inside], margin[inside], shapes)
    _tell(district, people, notes)
    return People(tracts, np.column_stack([xy, people])[~inside], np.repeat(xy, work, axis=0)), notes


def _layer(folder: Path, said) -> layer.Layer:
    if not said.file.lower().endswith((".csv", ".tsv", ".txt")):
        return layer.read(folder / said.file, said.crs or None)
    if not (said.x and said.y):
        raise BadCity("a CSV of points names its columns x and y", f"{recipe.NAME}, {said.file}",
                      'as in x = "lon", y = "lat"')
    return layer.points_of(table.read(folder / said.file), said.x, said.y, said.crs or earth.WGS84)


def _middles(read: layer.Layer, sheet: earth.Sheet) -> np.ndarray:
    """(m, 2) kilometres: the points, or a point inside each polygon."""
    if read.shapes is None:
        return earth.flat(read.points, sheet)
    return np.array([polygon.middle(on_sheet(shape, sheet)) for shape in read.shapes])


def _whole(told: recipe.Recipe, ground, notes: list[dict]) -> People:
    """Districts as their own tracts."""
    said = told.districts
    if not (said.people and said.income):
        raise BadCity("nothing says who lives there", recipe.NAME,
                      "give [districts] columns of people and income, or give [tracts]")
    people = _people(ground.told, said.people, notes)
    xy = np.array([polygon.middle(shape) for shape in ground.shapes])
    district = np.arange(len(xy))
    income, margin = _incomes(ground.told, told, ground, (district, people), notes)
    work = _whole_numbers(ground.told, said.dentists, notes) if said.dentists else np.zeros(len(xy), int)
    tracts = spread.Tracts(xy, district, people, income, margin, ground.shapes)
    return People(tracts, np.zeros((0, 3)), np.repeat(xy, work, axis=0))


def _people(tables: list[table.Table], name: str, notes: list[dict]) -> np.ndarray:
    people = _whole_numbers(tables, name, notes)
    if not people.sum():
        told, column = find(tables, name)
        raise BadCity("nobody lives in this city", f"{told.file}, column {column}", "look at the column of people")
    return people


RICHEST = 1e9  # a person's income in a year, in any money that a census counts


def _whole_numbers(tables: list[table.Table], name: str, notes: list[dict]) -> np.ndarray:
    """(m,) int counts; a few that are missing count as 0, and a note says so."""
    told, column = find(tables, name)
    values = table.numbers(told, column, 0.0)
    gone = np.flatnonzero(np.isnan(values))
    if len(gone) > LOST * len(values):
        raise BadCity(f"{len(gone):,} of {len(values):,} rows have no {column}",
                      f"{told.file}, {told.rows[gone[0]]}, column {column}", f"at most {LOST:.0%} may be missing")
    if gone.size:
        notes.append({"key": "gone", "count": len(gone), "of": len(values), "column": column})
    large = np.flatnonzero(np.nan_to_num(values) > 1e8)
    if large.size:
        raise BadCity("this count is too large", f"{told.file}, {told.rows[large[0]]}, column {column}", "correct it")
    return np.rint(np.nan_to_num(values)).astype(int)


def _incomes(tables, told: recipe.Recipe, ground, of, notes: list[dict]) -> tuple[np.ndarray, np.ndarray]:
    """(m,) incomes above 0, and their relative standard errors; where one is missing, its district's mean."""
    district, people = of
    said = told.tracts or told.districts
    if not said.income:
        if not told.districts.income:
            raise BadCity("nothing says what people earn", recipe.NAME, "give [tracts] or [districts] an income")
        by_district = _numbers(ground.told, told.districts.income, 0.0)
        income = np.where(district >= 0, by_district[district], np.nan)
    else:
        income = _numbers(tables, said.income, 0.0)
    if (income > RICHEST).any():
        where = f"column {said.income or told.districts.income}"
        raise BadCity(f"an income of {np.nanmax(income):.3g} is too large", where, "incomes are a person's, in a year")
    known = income > 0
    if not (known & (people > 0)).any():
        raise BadCity("no income is known", recipe.NAME, "look at the column of incomes")
    margin = _numbers(tables, said.margin, 0.0) / SIGMA90 if said.margin else np.zeros(len(income))
    margin = np.where(known, np.nan_to_num(margin) / np.where(known, income, 1), 0.0)
    bare = int((~known & (people > 0) & (district >= 0)).sum())
    overall = np.average(income[known], weights=np.maximum(people[known], 1e-9))
    for d in np.unique(district[~known]):
        mine = known & (district == d) & (people > 0)
        mean = np.average(income[mine], weights=people[mine]) if d >= 0 and mine.any() else overall
        income = np.where(~known & (district == d), mean, income)
    if bare:
        notes.append({"key": "income", "count": bare})
    notes.append({"key": "margin" if said.margin else "no-margin"})
    return income, margin


def _found(xy: np.ndarray, ground) -> np.ndarray:
    """(m,) int: the district on which each point lies; -1 where on none."""
    district = np.full(len(xy), -1)
    for d, shape in enumerate(ground.shapes):
        district[polygon.holds(shape, xy) & (district < 0)] = d
    return district


def _given(tables, said: recipe.Tracts, ground, xy: np.ndarray, notes: list[dict]) -> np.ndarray:
    """(m,) int: the district that a table gives each tract; refused where the map says otherwise for many."""
    told, column = find(tables, said.district)
    district = np.full(len(xy), -1)
    for t, cell in enumerate(table.column(told, column)):
        if not (one := table.key(cell)):
            continue
        if one not in ground.keys:
            raise BadCity(f"there is no district {cell[:40]!r}", f"{told.file}, {told.rows[t]}, column {column}",
                          "give its shape among the districts, or leave the cell empty for what lies outside")
        district[t] = ground.keys[one]
    off = np.zeros(len(xy))
    for d in np.unique(district[district >= 0]):
        off[district == d] = polygon.away(ground.shapes[d], xy[district == d])
    inside = district >= 0
    astray = np.flatnonzero(off > OFF)
    if len(astray) > ASTRAY * max(1, inside.sum()):
        t = astray[off[astray].argmax()]
        raise BadCity(f"{len(astray)} of {inside.sum()} tracts lie more than {OFF} km outside their district",
                      f"{told.file}, {told.rows[t]}, column {column}", "look at the projections of both, whether x and"
                      " y are swapped, and at the table of districts")
    if (off > 0).any():
        notes.append({"key": "astray", "count": int((off > 0).sum()), "of": int(inside.sum()),
                      "metres": round(1000 * float(off.max()))})
    return district


def _together(xy: np.ndarray, ground, file: str) -> None:
    """Points and districts must be of one city."""
    rings = np.concatenate([ring for shape in ground.shapes for ring in shape.outer])
    low, high = rings.min(axis=0), rings.max(axis=0)
    room = np.maximum(high - low, 1.0)
    if not np.isfinite(xy).all() or not ((xy > low - 3 * room) & (xy < high + 3 * room)).all(axis=1).any():
        away = np.hypot(*(np.median(xy, axis=0) - (low + high) / 2))
        raise BadCity(f"these places lie {away:,.0f} km from the districts", file,
                      "look at the projections of both, and whether longitude and latitude are swapped")


def _adds_up(told: recipe.Recipe, ground, district: np.ndarray, people: np.ndarray) -> None:
    """Tracts against the districts' own totals, where these are given."""
    if not told.districts.people:
        return
    total, column = find(ground.told, told.districts.people)
    wanted = table.numbers(total, column, 0.0)
    here = np.bincount(district[district >= 0], people[district >= 0], len(ground.shapes))
    off = np.abs(here - wanted) > np.maximum(told.tolerance * wanted, 1.0)
    if off.any():
        d = int(np.flatnonzero(off)[0])
        raise BadCity(f"the tracts of {ground.names[d]} hold {here[d]:,.0f} people, the district {wanted[d]:,.0f}",
                      f"{total.file}, {total.rows[d]}, column {column}",
                      f"they may differ by {told.tolerance:.0%}; look for tracts that are missing, or of another year")


def _tell(district: np.ndarray, people: np.ndarray, notes: list[dict]) -> None:
    if (outside := district < 0).any():
        notes.append({"key": "outside", "count": int(outside.sum()), "of": len(district),
                      "people": int(people[outside].sum())})


def dentists(folder: Path, told: recipe.Recipe, ground) -> np.ndarray:
    """(d, 2) kilometres: where dentists work, one row each."""
    said = told.dentists
    read = _layer(folder, said)
    xy = _middles(read, ground.sheet)
    _together(xy, ground, said.file)
    return np.repeat(xy, _whole_numbers([read.rows], said.count, []), axis=0) if said.count else xy
