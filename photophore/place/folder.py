"""A folder of open data -> a city: read, join, hold against each other, and spread people over the ground.

`place` is the whole way. What a stranger's folder can cost is bounded by `table`, `layer` and the limits below.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from photophore.place import census, earth, layer, polygon, recipe, spread, table
from photophore.place.place import District, Place, check
from photophore.words import BadCity

MOST_DISTRICTS, MOST_PEOPLE = 2_000, 200_000_000
WIDEST = 1_000.0  # kilometres of a city
FINE = 4000  # a shape's points stand at least this share of the city apart
MOST_DENTISTS = 1_000_000
MOST_DRAWN = 60_000  # points of all outlines together


class Ground(NamedTuple):
    """Districts as shapes on the sheet."""

    told: table.Table
    keys: dict[str, int]
    names: list[str]
    shapes: list[polygon.Shape]  # kilometres
    sheet: earth.Sheet


def find(name: str, kept: Path) -> Path:
    """The folder of a city: a path, or the name of a data set that was downloaded to `kept`."""
    if "/" not in name and "\\" not in name and name not in (".", "..") and (kept / name).is_dir():
        return kept / name
    if not Path(name).is_dir():
        raise BadCity(f"there is no city {name[:60]!r}", "--city", "give nova, the built-in city, a folder, or a city"
                      " that was downloaded: photophore data list")
    return Path(name)


def place(folder: Path) -> Place:
    """The city that a folder describes: by its own city.toml, or by a recipe of ours for such files."""
    told = recipe.of(folder)
    ground = _ground(folder, told)
    people, notes = census.count(folder, told, ground)
    cells, where, size = spread.comb(ground.shapes, ground.names)
    tiles = spread.tiles(people.inside, cells, where, size)
    drawn, fine = _drawn(ground.shapes)
    dentists = census.dentists(folder, told, ground) if told.dentists else people.dentists
    if len(dentists) > MOST_DENTISTS:
        raise BadCity(f"{len(dentists):,} dentists are too many", told.name, "count people, not appointments")
    at_work = _counted(ground.shapes, dentists)
    districts = tuple(_district(d, ground, people.inside, int(at_work[d]), drawn[d]) for d in range(len(ground.shapes)))
    notes.append({"key": "drawn", "metres": round(1000 * fine), "apart": round(1000 * size)})
    return check(_rounded(Place(
        told.name, told.zone, "planar", told.money, districts, tiles, dentists.astype(np.float32), (), (),
        _sources(told), told.radius, people.around, tuple(notes))))


def _ground(folder: Path, told: recipe.Recipe) -> Ground:
    """The districts, from degrees onto the sheet."""
    said = told.districts
    if said.file.lower().endswith(".csv"):
        raise BadCity("districts are polygons, and a CSV has none", said.file, "give them as GeoJSON")
    read = layer.read(folder / said.file, said.crs or None)
    if read.shapes is None:
        raise BadCity("districts are polygons, and this file has points", said.file, "name it under [tracts]")
    if len(read.shapes) > MOST_DISTRICTS:
        raise BadCity(f"there are {len(read.shapes):,} districts", said.file, f"at most {MOST_DISTRICTS:,}; give larger"
                      " areas as districts, and these as tracts")
    keys = table.keys(read.rows, said.key)
    sheet = earth.sheet(np.concatenate([ring for shape in read.shapes for ring in shape.outer]))
    shapes = [census.on_sheet(shape, sheet) for shape in read.shapes]
    span = np.ptp(np.concatenate([ring for shape in shapes for ring in shape.outer]), axis=0)
    if not np.isfinite(span).all() or span.max() > WIDEST:
        raise BadCity(f"this city would be {span.max():,.0f} km wide", said.file, "look at its projection, and for a"
                      " shape that is far away; x is the longitude")
    if span.max() < 0.05:
        raise BadCity("this city would be smaller than a house", said.file, "look at its projection")
    joined = census.joined(folder, read.rows, said.join, keys)
    names = _names(census.find(joined, said.name or said.key), list(keys))
    return Ground(joined, keys, names, shapes, sheet)


def _names(found: tuple[table.Table, str], keys: list[str]) -> list[str]:
    """What people call the districts; where two are called the same, with their keys."""
    told, name = found
    names = ["".join(sign for sign in cell.strip() if sign.isprintable())[:60] or key
             for cell, key in zip(table.column(told, name), keys, strict=True)]
    names = [name.title() if len(name) > 3 and name.isupper() else name for name in names]  # nobody is shouted at
    return [name if names.count(name) == 1 else f"{name} ({key})" for name, key in zip(names, keys, strict=True)]


def _drawn(shapes: list[polygon.Shape]) -> tuple[list[polygon.Shape], float]:
    """Shapes with as many points as a page paints fluently, and how coarse they are in kilometres."""
    wide = float(np.ptp(np.concatenate([ring for shape in shapes for ring in shape.outer]), axis=0).max())
    for coarse in (1, 4, 16, 64):
        fine = coarse * wide / FINE
        shapes = [polygon.simpler(shape, fine) for shape in shapes]
        if sum(len(ring) for shape in shapes for ring in shape.outer + shape.holes) <= MOST_DRAWN:
            return shapes, fine
    raise BadCity("these outlines are too intricate to be drawn", "[districts]", "simplify them: ogr2ogr -simplify")


def _district(d: int, ground: Ground, tracts: spread.Tracts, dentists: int, shape: polygon.Shape) -> District:
    mine = tracts.district == d
    people = tracts.people[mine]
    lived = people.sum() > 0
    income = np.average(tracts.income[mine], weights=people) if lived else tracts.income.mean()
    centre = polygon.middle(ground.shapes[d])
    if lived:
        balance = np.average(tracts.xy[mine], axis=0, weights=people)
        centre = balance if polygon.holds(ground.shapes[d], balance[None])[0] else centre
    return District(d, ground.names[d], shape.outer, int(people.sum()), float(income), dentists,
                    (float(centre[0]), float(centre[1])), shape.holes)


def _counted(shapes: list[polygon.Shape], dentists: np.ndarray) -> np.ndarray:
    """(d,) dentists at work in each district."""
    return np.array([int(polygon.holds(shape, dentists).sum()) for shape in shapes])


def _rounded(city: Place) -> Place:
    if city.people > MOST_PEOPLE:
        raise BadCity(f"{city.people:,} people are too many for one city", city.name, "look at the column of people")
    return city


def _sources(told: recipe.Recipe) -> str:
    return "; ".join(f"{it.what} ({', '.join(filter(None, (it.by, str(it.year), it.licence)))})"
                     for it in told.source) + "."
