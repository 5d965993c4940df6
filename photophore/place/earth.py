"""Where on Earth: coordinates of any published system -> longitude and latitude -> kilometres on a sheet.

Only systems by their EPSG number are taken (and GeoJSON's own CRS84): a stranger's city can name no pipeline of
its own. No grid is fetched: between datums this is good to a few metres.
"""

import re
from functools import cache
from typing import NamedTuple

import numpy as np
from pyproj import CRS, Transformer, network
from pyproj.exceptions import CRSError, ProjError

from photophore.words import BadCity

WGS84 = "EPSG:4326"
CODE = re.compile(r"(?:urn:ogc:def:crs:EPSG:[\d.]*:|EPSG:)(\d{4,6})", re.IGNORECASE)
CRS84 = re.compile(r"(?:urn:ogc:def:crs:OGC:[\d.]*:|OGC:)?CRS84|WGS ?84", re.IGNORECASE)
BEYOND = 1.5  # degrees beyond the area that a system was made for
PEOPLED = (-60.0, 84.0)  # degrees of latitude between which there are cities

network.set_network_enabled(False)


class Sheet(NamedTuple):
    """A plane that touches the Earth in a city: equal areas, kilometres (Lambert's azimuthal projection)."""

    east: float  # degrees of the point that is 0, 0
    north: float


def named(crs: str, where: str) -> str:
    """The system's short name, as in "EPSG:2790"; longitude and latitude are EPSG:4326."""
    if CRS84.fullmatch(crs.strip()):
        return WGS84
    if not (found := CODE.fullmatch(crs.strip())):
        raise BadCity(f"the projection {crs[:60]!r} is not understood", where, 'write its number, as in "EPSG:2790"')
    try:
        _system(f"EPSG:{found[1]}")
    except CRSError:
        raise BadCity(f"there is no projection EPSG:{found[1]}", where, "look for it at epsg.org") from None
    return f"EPSG:{found[1]}"


@cache
def _system(crs: str) -> CRS:
    system = CRS.from_user_input(crs)
    if not (system.is_projected or system.is_geographic):
        raise CRSError("neither a map's nor a globe's")
    return system


def lonlat(xy: np.ndarray, crs: str, where: str) -> np.ndarray:
    """(n, 2) degrees east and north from (n, 2) x (or longitude) and y (or latitude); BadCity where they cannot be."""
    system = _system(crs)
    xy = np.asarray(xy, np.float64).reshape(-1, 2)
    if not np.isfinite(xy).all():
        raise BadCity("a coordinate is no number", where, "correct it, or leave the row out")
    globe = (np.abs(xy[:, 0]) <= 360) & (np.abs(xy[:, 1]) <= 180)
    if not system.is_geographic:
        if globe.all():
            raise BadCity(f"these coordinates look like degrees, not like {crs}", where,
                          f'they begin with {_said(xy[0])}; if they are longitude and latitude, say crs = "{WGS84}"')
        return _within(_moved(xy, crs), xy, system, where)
    if not globe.all():
        raise BadCity("these coordinates look like metres, not like longitude and latitude", where,
                      f'{_said(xy[~globe][0])} is beyond the globe; name their projection: crs = "EPSG:..."')
    if crs != WGS84:
        xy = _moved(xy, crs)
    beyond = (np.abs(xy[:, 0]) > 180) | (xy[:, 1] < PEOPLED[0]) | (xy[:, 1] > PEOPLED[1])
    if beyond.any():
        raise BadCity("nobody lives there: longitude and latitude seem to be swapped", where,
                      f"{_said(xy[beyond][0])} was read as longitude, latitude; write the longitude first")
    return xy


def _said(point: np.ndarray) -> str:
    return f"{point[0]:.7g}, {point[1]:.7g}"


def _moved(xy: np.ndarray, crs: str) -> np.ndarray:
    try:
        with np.errstate(all="ignore"):
            return np.column_stack(Transformer.from_crs(crs, WGS84, always_xy=True).transform(xy[:, 0], xy[:, 1]))
    except ProjError:
        return np.full(xy.shape, np.inf)


def _within(there: np.ndarray, xy: np.ndarray, system: CRS, where: str) -> np.ndarray:
    """Refused where it lies outside the area that the system was made for."""
    west, south, east, north = (-180, -90, 180, 90) if system.area_of_use is None else system.area_of_use.bounds
    around = there[:, 0] if west <= east else np.where(there[:, 0] < 0, there[:, 0] + 360, there[:, 0])
    east = east if west <= east else east + 360
    with np.errstate(invalid="ignore"):
        inside = (around > west - BEYOND) & (around < east + BEYOND)
        inside &= (there[:, 1] > south - BEYOND) & (there[:, 1] < north + BEYOND)
    if not inside.all():
        at = int(np.flatnonzero(~inside)[0])
        code = ":".join(system.to_authority() or ("this", "projection"))
        raise BadCity(f"these coordinates lie outside the area of {code} ({system.name})", where,
                      f"{_said(xy[at])} would be {_said(there[at])} degrees; look whether x and y are swapped, or name"
                      " the projection that they are in")
    return there


def sheet(points: np.ndarray) -> Sheet:
    """The sheet that touches the middle of the points' (n, 2) degrees box; a city across 180 degrees is one, too."""
    around = points[:, 0]
    if np.ptp(around) > 180:
        around = np.where(around < 0, around + 360, around)
    east = (around.min() + around.max()) / 2
    return Sheet(float((east + 180) % 360 - 180), float((points[:, 1].min() + points[:, 1].max()) / 2))


def flat(points: np.ndarray, on: Sheet) -> np.ndarray:
    """(n, 2) kilometres east and north on the sheet from (n, 2) degrees."""
    return np.column_stack(_plane(on).transform(points[:, 0], points[:, 1])) / 1000.0


def round_(points: np.ndarray, on: Sheet) -> np.ndarray:
    """(n, 2) degrees from (n, 2) kilometres on the sheet."""
    points = np.asarray(points, np.float64) * 1000.0
    return np.column_stack(_plane(on).transform(points[:, 0], points[:, 1], direction="INVERSE"))


@cache
def _plane(on: Sheet) -> Transformer:
    plane = f"+proj=laea +lat_0={on.north!r} +lon_0={on.east!r} +datum=WGS84 +units=m"
    return Transformer.from_crs(WGS84, plane, always_xy=True)
