"""People on the ground: everybody is somewhere, nobody twice, and where their tract is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.place import polygon, spread
from photophore.words import BadCity


def box(x, y, wide=4.0, high=4.0) -> polygon.Shape:
    ring = np.array([[x, y], [x + wide, y], [x + wide, y + high], [x, y + high], [x, y]], float)
    return polygon.shape([[ring]])


SHAPES = [box(0, 0), box(4, 0), box(0, 4)]


def tracts(seed: int, many: int = 30) -> spread.Tracts:
    random = np.random.default_rng(seed)
    district = random.integers(0, 3, many)
    xy = np.array([[0, 0], [4, 0], [0, 4]])[district] + random.uniform(0, 4, (many, 2))
    people, income = random.integers(0, 900, many), random.uniform(1e4, 9e4, many)
    return spread.Tracts(xy, district, people, income, np.zeros(many), None)


@given(st.integers(0, 10**6))
def test_everybody_is_on_a_tile_of_their_district(seed):
    told = tracts(seed)
    cells, where, size = spread.comb(SHAPES, list("abc"))
    tiles = spread.tiles(told, cells, where, size)
    assert np.bincount(where, tiles.people, 3) == pytest.approx(np.bincount(told.district, told.people, 3), abs=0.5)
    lived = tiles.people > 0
    money = (tiles.people * np.where(lived, tiles.income, 0)).sum()
    assert money == pytest.approx((told.people * told.income).sum(), rel=1e-4)


def test_a_comb_covers_each_shape_evenly_and_once():
    cells, where, size = spread.comb(SHAPES, list("abc"))
    assert len(cells) == pytest.approx(spread.CELLS, rel=0.03)
    assert np.bincount(where) == pytest.approx([len(cells) / 3] * 3, rel=0.05)
    near = np.sort(np.hypot(*(cells[len(cells) // 2] - cells).T))
    assert near[1:7] == pytest.approx([size] * 6, rel=1e-6)


def test_overlap_is_refused_and_a_speck_has_a_tile():
    with pytest.raises(BadCity, match="overlap"):
        spread.comb([*SHAPES, box(1, 1, 2, 2)], list("abcd"))
    _, where, _ = spread.comb([*SHAPES, box(20, 20, 1e-3, 1e-3)], list("abcd"))
    assert (where == 3).sum() == 1


def test_people_of_polygon_tracts_stay_in_them():
    shapes = [box(0, 0, 1, 1), box(1, 0, 3, 4)]
    told = spread.Tracts(np.array([[0.5, 0.5], [2.5, 2.0]]), np.array([0, 0]), np.array([800, 10]), np.ones(2) * 1e4,
                         np.array([0.1, 0.2]), shapes)
    cells, where, size = spread.comb(SHAPES, list("abc"))
    tiles = spread.tiles(told, cells, where, size)
    thick = polygon.holds(shapes[0], cells)
    assert tiles.people[thick].sum() == pytest.approx(800)
    assert tiles.people[(where == 0) & ~thick & ~polygon.holds(shapes[1], cells)].sum() == 0
    assert tiles.margin[thick] == pytest.approx(0.1)
    assert tiles.margin[polygon.holds(shapes[1], cells)] == pytest.approx(0.2)
