"""Points and polygons from files; more of what is refused stands in test_folder."""

import json

import numpy as np
import pytest

from photophore.place import layer, polygon, table
from photophore.words import BadCity
from tests import towns


def write(tmp_path, features, **more):
    path = tmp_path / "x.geojson"
    path.write_text(towns.collection(features, **more))
    return path


def test_properties_become_text(tmp_path):
    told = {"s": "x", "i": 17031010100, "f": 0.1, "n": None, "b": True, "l": [1]}
    two = [towns.feature(told, [10, 50], "Point"), towns.feature({}, [11, 50, 7], "Point")]
    read = layer.read(write(tmp_path, two), None)
    assert {name: cells[0] for name, cells in read.rows.columns.items()} == {
        "s": "x", "i": "17031010100", "f": "0.1", "n": "", "b": "True", "l": ""}
    assert read.rows.columns["s"][1] == ""
    assert np.array_equal(read.points, [[10, 50], [11, 50]])


def test_a_file_s_own_crs_is_read_and_ours_goes_first(tmp_path):
    there = [500_000, 5_538_630.7]
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}}
    path = write(tmp_path, [towns.feature({}, there, "Point")], crs=named)
    assert layer.read(path, None).points[0] == pytest.approx([9, 50], abs=1e-6)
    with pytest.raises(BadCity, match="outside the area"):
        layer.read(path, "EPSG:2790")


def test_holes_and_parts(tmp_path):
    parts = [[towns.square(10, 50, 0.4), towns.square(10.1, 50.1, 0.1)], [towns.square(11, 50, 0.1)]]
    (shape,) = layer.read(write(tmp_path, [towns.feature({}, parts, "MultiPolygon")]), None).shapes
    assert polygon.area(shape) == pytest.approx(0.16 - 0.01 + 0.01)
    points = np.array([[10.05, 50.05], [10.15, 50.15], [11.05, 50.05]])
    assert polygon.holds(shape, points).tolist() == [True, False, True]


def test_kinds_do_not_mix(tmp_path):
    mixed = [towns.feature({}, [10, 50], "Point"), towns.feature({}, [towns.square(10, 50)])]
    with pytest.raises(BadCity, match="points and polygons"):
        layer.read(write(tmp_path, mixed), None)


@pytest.mark.parametrize("point", [None, 5, [], [1], ["a", "b"], [True, False], [1, 2, 3, 4, 5], [10**400, 1], {}])
def test_points_that_are_none(tmp_path, point):
    path = tmp_path / "x.geojson"
    path.write_text(json.dumps({"features": [{"geometry": {"type": "Point", "coordinates": point}}]}))
    with pytest.raises(BadCity, match="feature 1"):
        layer.read(path, None)


def test_points_from_columns(tmp_path):
    (tmp_path / "t.csv").write_text("x,y\n10,50\n")
    assert layer.points_of(table.read(tmp_path / "t.csv"), "x", "y", "EPSG:4326").points.tolist() == [[10, 50]]
