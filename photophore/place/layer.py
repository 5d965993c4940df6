"""Points and polygons of a city, read from GeoJSON (RFC 7946) or, points alone, from two columns of a CSV.

Whatever a file holds, it is read as data: at most so many bytes and points, and nothing in it is followed or run.
"""

import json
from pathlib import Path
from typing import NamedTuple

import numpy as np

from photophore.place import earth, polygon, table
from photophore.words import BadCity

MOST_BYTES = 24 << 20  # of a GeoJSON file
MOST_FEATURES, MOST_POINTS, MOST_FIELDS = 100_000, 1_000_000, 200
SHAPES = ("Point", "Polygon", "MultiPolygon")


class Layer(NamedTuple):
    """m things on the ground, in degrees."""

    rows: table.Table  # what is told of each
    points: np.ndarray | None  # (m, 2) longitude and latitude; None where the layer has polygons
    shapes: list[polygon.Shape] | None  # (m,) in degrees; None where the layer has points


def points_of(told: table.Table, x: str, y: str, crs: str) -> Layer:
    """A CSV's points, from its columns of x (or longitude) and y (or latitude)."""
    xy = np.column_stack([table.numbers(told, x), table.numbers(told, y)])
    gone = np.flatnonzero(np.isnan(xy).any(axis=1))
    if gone.size:
        raise BadCity("a point is missing", f"{told.file}, {told.rows[gone[0]]}, columns {x} and {y}",
                      "give both coordinates, or leave the row out")
    where = f"{told.file}, columns {x} and {y}"
    return Layer(told, earth.lonlat(xy, earth.named(crs, where), where), None)


def read(path: Path, crs: str | None) -> Layer:
    """A GeoJSON file of points, or of polygons; `crs` is believed before what the file says of itself."""
    features, said = _features(path)
    where = path.name
    crs = earth.named(crs or said or earth.WGS84, where)
    kinds = [feature["geometry"]["type"] for feature in features]
    if any((kind == "Point") != (kinds[0] == "Point") for kind in kinds):
        raise BadCity("points and polygons stand in one file", where, "give each kind a file of its own")
    told = table.Table(path.name, _told(features, path.name), [f"feature {i + 1}" for i in range(len(features))])
    if kinds[0] == "Point":
        xy = [_pair(feature["geometry"].get("coordinates"), f"{where}, feature {i + 1}")
              for i, feature in enumerate(features)]
        return Layer(told, earth.lonlat(np.array(xy), crs, where), None)
    return Layer(told, None, _shapes(features, crs, path.name))


def _features(path: Path) -> tuple[list[dict], str | None]:
    """The file's features that have a geometry of our kinds, and the crs that it names."""
    text = table.load(path, MOST_BYTES)
    try:
        found = json.loads(text.decode("utf-8-sig"), parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise BadCity(f"this is not GeoJSON: {error.msg}", f"{path.name}, line {error.lineno}, column {error.colno}",
                      "write it anew with the program that made it") from None
    except (ValueError, RecursionError) as error:
        raise BadCity(f"this is not GeoJSON: {str(error)[:80]}", path.name, "look at its numbers and text") from None
    listed = found.get("features") if isinstance(found, dict) else None
    if not isinstance(listed, list) or not listed:
        raise BadCity("this is no GeoJSON FeatureCollection with features", path.name, "look at RFC 7946, 3.3")
    if len(listed) > MOST_FEATURES:
        raise BadCity(f"this file has {len(listed):,} features", path.name, f"at most {MOST_FEATURES:,}")
    for number, feature in enumerate(listed):
        _check_feature(feature, f"{path.name}, feature {number + 1}")
    named = found.get("crs")
    named = named.get("properties") if isinstance(named, dict) else None
    named = named.get("name") if isinstance(named, dict) else None
    return listed, named if isinstance(named, str) else None


def _no_number(word: str):
    raise ValueError(f"{word} is no number")


def _check_feature(feature, where: str) -> None:
    shape = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(shape, dict):
        raise BadCity("this feature has no geometry", where, "give it one, or leave the feature out")
    if shape.get("type") not in SHAPES:
        raise BadCity(f"geometry of type {str(shape.get('type'))[:30]!r} is not read here", where,
                      f"give {', '.join(SHAPES)}")
    if not isinstance(feature.get("properties"), dict | None):
        raise BadCity("properties are not an object", where, "look at RFC 7946, 3.2")


def _told(features: list[dict], file: str) -> dict[str, tuple[str, ...]]:
    """Properties as columns of text; what a feature does not say is empty."""
    names = dict.fromkeys(name for feature in features for name in feature.get("properties") or {})
    if len(names) > MOST_FIELDS or len(names) * len(features) > table.MOST_CELLS:
        raise BadCity("these features say too much", file, f"at most {MOST_FIELDS} properties")
    return {name: tuple(_cell((feature.get("properties") or {}).get(name)) for feature in features) for name in names}


def _cell(value) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    return (repr(value) if isinstance(value, float) else str(value))[:table.MOST_CELL]


def _pair(point, where: str) -> tuple[float, float]:
    numbers = isinstance(point, list) and 2 <= len(point) <= 4
    if not numbers or not all(isinstance(c, int | float) and not isinstance(c, bool) for c in point[:2]):
        raise BadCity("this point has no two coordinates", where, "write [x, y], longitude first")
    try:
        return float(point[0]), float(point[1])
    except OverflowError:
        raise BadCity("a coordinate is too large", where, "write [x, y], longitude first") from None


def _shapes(features: list[dict], crs: str, file: str) -> list[polygon.Shape]:
    """Each feature's polygons, whole and closed, in degrees."""
    raw, where = [], []
    for number, feature in enumerate(features):
        shape = feature["geometry"]
        parts = [shape.get("coordinates")] if shape["type"] == "Polygon" else shape.get("coordinates")
        if not isinstance(parts, list) or not parts:
            raise BadCity("this polygon is empty", f"{file}, feature {number + 1}", "draw it, or leave it out")
        for part, rings in enumerate(parts):
            if not isinstance(rings, list) or not rings:
                raise BadCity("this polygon is empty", f"{file}, feature {number + 1}, polygon {part + 1}",
                              "draw it, or leave it out")
            for one, ring in enumerate(rings):
                where.append((number, part, one))
                raw.append(_ring(ring, f"{file}, feature {number + 1}, polygon {part + 1}, ring {one + 1}"))
            if sum(map(len, raw[-len(rings):])) > MOST_POINTS or sum(map(len, raw)) > MOST_POINTS:
                raise BadCity("this file has too many points", file, f"at most {MOST_POINTS:,}; simplify its shapes")
    there = earth.lonlat(np.concatenate(raw), crs, file)
    rings = np.split(there, np.cumsum([len(ring) for ring in raw])[:-1])
    polygons: list[list[list]] = [[] for _ in features]
    for (number, _, one), ring in zip(where, rings, strict=True):
        if one == 0:
            polygons[number].append([])
        polygons[number][-1].append(ring)
    return [polygon.shape(parts) for parts in polygons]


def _ring(ring, where: str) -> np.ndarray:
    if not isinstance(ring, list):
        raise BadCity("this ring is no list of points", where, "write [[x, y], ...]")
    if len(ring) > MOST_POINTS:
        raise BadCity("this ring has too many points", where, f"at most {MOST_POINTS:,}; simplify it")
    points = polygon.merged(np.array([_pair(point, where) for point in ring], np.float64).reshape(-1, 2))
    if wrong := polygon.fault(points):
        raise BadCity(wrong, where, "draw it anew; `ogr2ogr -makevalid` mends shapes")
    return points
