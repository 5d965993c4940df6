"""People from tracts onto the ground: a honeycomb over the districts, and who lives on each cell of it."""

from typing import NamedTuple

import numpy as np

from photophore.place import polygon
from photophore.place.place import Tiles
from photophore.words import BadCity

CELLS = 6000  # tiles of a city, about: what a page paints fluently
OVERLAP = 0.03  # share of a district's cells that may lie in another, for coarse outlines


class Tracts(NamedTuple):
    """m small areas, of which all lie in a district."""

    xy: np.ndarray  # (m, 2) kilometres, where its people are
    district: np.ndarray  # (m,) int
    people: np.ndarray  # (m,) whole numbers
    income: np.ndarray  # (m,) above 0
    margin: np.ndarray  # (m,) relative standard deviation of the income; 0 where not known
    shapes: list[polygon.Shape] | None  # (m,) kilometres; None where only points are known


def comb(shapes: list[polygon.Shape], names: list[str]) -> tuple[np.ndarray, np.ndarray, float]:
    """Middles (k, 2) of a honeycomb, the district (k,) of each, and how far they stand apart, in kilometres.

    Each district has one cell at least. Districts that overlap are refused as BadCity.
    """
    size = float(np.sqrt(sum(polygon.area(shape) for shape in shapes) / CELLS / np.sqrt(0.75)))
    cells, where = [], []
    for d, shape in enumerate(shapes):
        rings = np.concatenate(shape.outer)
        near = _honeycomb(rings.min(axis=0), rings.max(axis=0), size)
        own = near[polygon.holds(shape, near)]
        own = own if len(own) else polygon.middle(shape)[None]
        cells.append(own)
        where.append(np.full(len(own), d))
    cells, where = np.concatenate(cells), np.concatenate(where)
    _, first, whose = np.unique(np.round(cells / size * 64), axis=0, return_index=True, return_inverse=True)
    twice = np.setdiff1d(np.arange(len(cells)), first)
    lost = np.bincount(where[twice], minlength=len(shapes)) / np.bincount(where, minlength=len(shapes))
    if lost.max(initial=0) > OVERLAP:
        d = int(lost.argmax())
        other = where[first[whose[twice[where[twice] == d][0]]]]
        raise BadCity(f"two districts overlap by {lost[d]:.0%} of the smaller", f"{names[d]} and {names[other]}",
                      "draw each place once")
    kept = np.sort(np.concatenate([first, _sole(where, first)]))
    return cells[kept], where[kept], size


def _sole(where: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Cells of districts that would have none left."""
    bare = np.setdiff1d(where, where[first])
    return np.array([np.flatnonzero(where == d)[0] for d in bare], int)


def _honeycomb(low: np.ndarray, high: np.ndarray, size: float) -> np.ndarray:
    """All cells of one and the same endless honeycomb in a box."""
    step = size * np.sqrt(0.75)
    rows = np.arange(np.floor(low[1] / step), np.ceil(high[1] / step) + 1)
    columns = np.arange(np.floor(low[0] / size) - 1, np.ceil(high[0] / size) + 1)
    x, row = np.meshgrid(columns, rows)
    return np.column_stack([((x + 0.5 * (row % 2)) * size).ravel(), (row * step).ravel()])


def tiles(tracts: Tracts, cells: np.ndarray, where: np.ndarray, size: float) -> Tiles:
    """Everybody on a cell: a tract's people are shared among the cells of its district that are nearest to it.

    Where tracts are polygons, among the cells that lie in it. A tract without a cell of its own has the nearest one.
    """
    people, money, doubt = np.zeros(len(cells)), np.zeros(len(cells)), np.zeros(len(cells))
    for d in np.unique(tracts.district):
        mine, here = np.flatnonzero(tracts.district == d), np.flatnonzero(where == d)
        owner = _owners(tracts, mine, cells[here])
        for t in mine:
            own = here[owner == t]
            if not len(own):
                own = here[[((cells[here] - tracts.xy[t]) ** 2).sum(axis=1).argmin()]]
            share = tracts.people[t] / len(own)
            people[own] += share
            money[own] += share * tracts.income[t]
            doubt[own] += share * tracts.income[t] * tracts.margin[t]
    lived = people > 0
    income = np.where(lived, money / np.where(lived, people, 1), np.nan)
    margin = np.where(lived, doubt / np.where(lived, money, 1), 0.0)
    return Tiles(cells.astype(np.float32), where.astype(np.int16), people.astype(np.float32), size,
                 income.astype(np.float32), margin.astype(np.float32))


def _owners(tracts: Tracts, mine: np.ndarray, cells: np.ndarray) -> np.ndarray:
    """(k,) int tract of each cell; -1 where none is there."""
    owner = np.full(len(cells), -1)
    if tracts.shapes is not None:
        for t in mine:
            owner[polygon.holds(tracts.shapes[t], cells) & (owner < 0)] = t
        return owner
    step = max(1, (1 << 22) // max(1, len(mine)))
    for begin in range(0, len(cells), step):
        away = ((cells[begin:begin + step, None] - tracts.xy[mine][None]) ** 2).sum(axis=2)
        owner[begin:begin + step] = mine[away.argmin(axis=1)]
    return owner
