"""What a city is to Photophore: districts with shapes and people, tiles of ground, lines to find one's way by.

Any city fills this record: `place.nova` draws one, a folder of open data may describe another.
"""

from typing import NamedTuple

import numpy as np

from photophore.place import geometry, reach
from photophore.words import BadCity


class District(NamedTuple):
    """A quarter of a city."""

    id: int  # its place in Place.districts
    name: str
    rings: tuple[np.ndarray, ...]  # outer rings, (m, 2) float64 in the place's unit, closed, anticlockwise
    people: int
    income: float  # mean for each person and year, in Place.money; above 0
    dentists: int  # at work there
    centre: tuple[float, float]  # a point inside, by people
    holes: tuple[np.ndarray, ...] = ()  # rings, (m, 2), closed, clockwise


class Tiles(NamedTuple):
    """The ground as k small tiles, in the order in which the city is sent to its viewers."""

    xy: np.ndarray  # (k, 2) float32 middle, in the place's unit
    district: np.ndarray  # (k,) int16 place in Place.districts
    people: np.ndarray  # (k,) float32 who live there, 0 or more; a district's tiles add up to its people
    size: float  # distance between neighbours, in the place's unit; 0 where irregular
    income: np.ndarray | None = None  # (k,) float32 mean of a person there; nan, or None: as in the district
    margin: np.ndarray | None = None  # (k,) float32 its relative standard error, 0..; None: not known


class Place(NamedTuple):
    """A city."""

    name: str
    zone: str  # IANA time zone, which defines its days
    projection: str  # "planar": x east and y north in kilometres; "lonlat": degrees WGS84
    money: str  # what incomes are counted in
    districts: tuple[District, ...]
    tiles: Tiles
    dentists: np.ndarray  # (d, 2) float32 where dentists work, one row each, in the place's unit, around it too
    coast: tuple[np.ndarray, ...]  # lines, (m, 2) float64
    streets: tuple[np.ndarray, ...]  # lines, (m, 2) float64
    source: str  # one sentence: where the figures come from
    radius: float = reach.RADIUS  # kilometres within which a dentist is in reach
    around: np.ndarray | None = None  # (m, 3) float64 x, y, people who live around the city and go to its dentists
    notes: tuple[dict, ...] = ()  # how sure the figures are: `key` of a sentence (city-note-KEY), and what it tells

    @property
    def people(self) -> int:
        return sum(district.people for district in self.districts)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north of all districts."""
        points = np.concatenate([ring for district in self.districts for ring in district.rings])
        return (*map(float, points.min(axis=0)), *map(float, points.max(axis=0)))


def check(place: Place) -> Place:
    """The same place if it can be lived in; else BadCity says which district is wrong and how."""
    if not place.districts:
        raise BadCity("city has no districts", place.name, "give at least one district with a shape and people")
    for number, district in enumerate(place.districts):
        where = f"district {district.name or number} of {place.name}"
        _check_district(district, number, where)
        lives = float(place.tiles.people[place.tiles.district == number].sum())
        if abs(lives - district.people) > max(1.0, 1e-3 * district.people):
            raise BadCity(f"tiles hold {lives:.0f} people, the district {district.people}", where,
                          "let the people of its tiles add up to its people")
    if place.people == 0:
        raise BadCity("city has no people", place.name, "give at least one district people")
    if place.projection not in ("planar", "lonlat"):
        raise BadCity(f"projection {place.projection!r} is unknown", place.name, 'use "planar" or "lonlat"')
    return place


def _check_district(district: District, number: int, where: str):
    if district.id != number:
        raise BadCity(f"district id {district.id} is not its place {number}", where, "count districts from 0")
    if district.people < 0 or district.dentists < 0:
        raise BadCity("people and dentists cannot be below 0", where, "correct the count")
    if not (np.isfinite(district.income) and district.income > 0):
        raise BadCity(f"income {district.income} is not above 0", where, "give the mean income of a person and year")
    for ring in district.rings + district.holes:
        if ring.shape[0] < 4 or not np.isfinite(ring).all() or not np.array_equal(ring[0], ring[-1]):
            raise BadCity("shape is not a closed ring", where, "repeat the first point at the end; at least 4 points")


def geojson(place: Place) -> dict:
    """The place as one GeoJSON FeatureCollection: districts, coast and streets, told apart by `kind`.

    Coordinates are in the place's own unit (`projection` says which) and rounded to a metre.
    """
    digits = 3 if place.projection == "planar" else 5
    return {
        "type": "FeatureCollection",
        "name": place.name,
        "projection": place.projection,
        "box": [round(edge, digits) for edge in place.box],
        "features": [_district(district, digits) for district in place.districts]
        + [_line(line, "coast", digits) for line in place.coast]
        + [_line(line, "street", digits) for line in place.streets],
    }


def _district(district: District, digits: int) -> dict:
    parts: list[list] = [[ring] for ring in district.rings]
    for hole in district.holes:  # to the part that holds it
        held = [geometry.inside(hole[:1], ring)[0] for ring in district.rings]
        parts[held.index(True) if True in held else 0].append(hole)
    told = [[np.round(ring, digits).tolist() for ring in part] for part in parts]
    shape = {"type": "Polygon", "coordinates": told[0]} if len(told) == 1 else {
        "type": "MultiPolygon", "coordinates": told}
    told = {"kind": "district", "name": district.name, "people": district.people, "income": round(district.income),
            "dentists": district.dentists, "centre": [round(c, digits) for c in district.centre]}
    return {"type": "Feature", "id": district.id, "properties": told, "geometry": shape}


def _line(line: np.ndarray, kind: str, digits: int) -> dict:
    shape = {"type": "LineString", "coordinates": np.round(line, digits).tolist()}
    return {"type": "Feature", "properties": {"kind": kind}, "geometry": shape}


def planar(place: Place, xy: np.ndarray) -> np.ndarray:
    """(k, 2) kilometres east and north of the place's middle; for lonlat good to 1 % within 100 km."""
    west, south, east, north = place.box
    middle = np.array([(west + east) / 2, (south + north) / 2])
    away = np.asarray(xy, np.float64) - middle
    if place.projection == "planar":
        return away
    return away * np.array([111.32 * np.cos(np.radians(middle[1])), 110.57])  # km a degree, WGS84


def incomes(place: Place) -> np.ndarray:
    """(k,) float64 mean income of a person, by tile."""
    district = np.array([district.income for district in place.districts])[place.tiles.district]
    if place.tiles.income is None:
        return district
    return np.where(np.isfinite(place.tiles.income), place.tiles.income, district).astype(np.float64)


def dentists_in_reach(place: Place) -> np.ndarray:
    """(k,) float64 dentists for 1,000 people within reach of each tile (`reach.reach`)."""
    homes, people = planar(place, place.tiles.xy), place.tiles.people.astype(np.float64)
    asked = homes
    if place.around is not None and len(place.around):
        asked = np.concatenate([homes, planar(place, place.around[:, :2])])
        people = np.concatenate([people, place.around[:, 2]])
    work = planar(place, place.dentists)
    return reach.reach(asked, people, work, place.radius)[:len(homes)]
