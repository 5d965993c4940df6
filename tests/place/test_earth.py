"""Projections: EPSG's published examples, an independent account of transverse Mercator, round trips, refusals."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.place import earth
from photophore.words import BadCity

A, F = 6378137.0, 1 / 298.257222101  # GRS 1980


def mercator(lon: float, lat: float, zone: tuple) -> tuple[float, float]:
    """Transverse Mercator by Krueger's series to the third order (EPSG Guidance Note 7-2, JHS formulas)."""
    lat0, lon0, scale, east, north = zone
    n = F / (2 - F)
    e = math.sqrt(F * (2 - F))
    b = A / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    h = (n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16, 13 * n**2 / 48 - 3 * n**3 / 5, 61 * n**3 / 240)

    def arc(phi, away):
        q = math.asinh(math.tan(phi)) - e * math.atanh(e * math.sin(phi))
        beta = math.atan(math.sinh(q))
        eta0 = math.atanh(math.cos(beta) * math.sin(away))
        xi0 = math.asin(math.sin(beta) * math.cosh(eta0))
        xi = xi0 + sum(c * math.sin(2 * (k + 1) * xi0) * math.cosh(2 * (k + 1) * eta0) for k, c in enumerate(h))
        return xi, eta0 + sum(c * math.cos(2 * (k + 1) * xi0) * math.sinh(2 * (k + 1) * eta0) for k, c in enumerate(h))

    start = arc(math.radians(lat0), 0.0)[0]
    xi, eta = arc(math.radians(lat), math.radians(lon - lon0))
    return east + scale * b * eta, north + scale * b * (xi - start)


# EPSG's registry: latitude and longitude of origin, scale, false easting and northing
ILLINOIS_EAST = (36 + 40 / 60, -(88 + 20 / 60), 0.999975, 300_000.0, 0.0)  # EPSG:2790, NAD83(HARN)
UTM_33 = (0.0, 15.0, 0.9996, 500_000.0, 0.0)  # EPSG:25833, ETRS89


@given(st.floats(-89.0, -87.1), st.floats(37.1, 42.4))
def test_illinois_east_as_by_an_independent_account(lon, lat):
    there = earth.lonlat(np.array([mercator(lon, lat, ILLINOIS_EAST)]), "EPSG:2790", "x")
    assert np.hypot(*earth.flat(there, earth.Sheet(lon, lat))[0]) < 0.003  # 3 m: NAD83(HARN) and WGS84 differ by less


@given(st.floats(12.1, 17.9), st.floats(46.5, 70.0))
def test_utm_33_as_by_an_independent_account(lon, lat):
    there = earth.lonlat(np.array([mercator(lon, lat, UTM_33)]), "EPSG:25833", "x")
    assert np.hypot(*earth.flat(there, earth.Sheet(lon, lat))[0]) < 1e-5  # 1 cm


@pytest.mark.parametrize(("crs", "xy", "wanted"), [
    ("EPSG:3035", (3962799.45, 2999718.85), (5.0, 50.0)),  # Guidance Note 7-2, Lambert azimuthal equal area
    ("EPSG:3857", (-11169055.58, 2800000.0), (-100.333333333, 24.381786944)),  # the same, popular Mercator
    ("EPSG:4326", (10.0, 50.0), (10.0, 50.0)), ("EPSG:4258", (10.0, 50.0), (10.0, 50.0)),
])  # fmt: skip
def test_published_examples(crs, xy, wanted):
    assert earth.lonlat(np.array([xy]), crs, "x")[0] == pytest.approx(wanted, abs=2e-7)


@given(st.floats(-179, 179), st.floats(-55, 75), st.integers(0, 10**6))
def test_the_sheet_is_true_in_area_and_near_true_in_distance(east, north, seed):
    on = earth.Sheet(east, north)
    km = np.random.default_rng(seed).uniform(-40, 40, (20, 2))
    there = earth.round_(km, on)
    there[:, 0] = (there[:, 0] + 180) % 360 - 180
    assert earth.flat(there, on) == pytest.approx(km, abs=1e-5)
    box = np.array([[-20, -20], [20, -20], [20, 20], [-20, 20]], float)
    lon, lat = np.unwrap(np.radians(earth.round_(box, on)), axis=0).T
    assert 0.98 < abs((lon[1] - lon[0]) * np.cos(lat[0])) * 6371 / 40 < 1.02
    assert 0.98 < abs(lat[2] - lat[1]) * 6371 / 40 < 1.02


def test_a_city_across_the_date_line_is_one():
    points = np.array([[179.9, -16.5], [-179.9, -16.6]])
    on = earth.sheet(points)
    assert abs(abs(on.east) - 180) < 0.01
    assert np.ptp(earth.flat(points, on)[:, 0]) == pytest.approx(21.3, abs=0.3)


@pytest.mark.parametrize("name", ["EPSG:2790", "epsg:2790", "urn:ogc:def:crs:EPSG::2790",
                                  "urn:ogc:def:crs:EPSG:8.9:2790"])  # fmt: skip
def test_names_of_systems(name):
    assert earth.named(name, "x") == "EPSG:2790"
    assert earth.named("urn:ogc:def:crs:OGC:1.3:CRS84", "x") == earth.named("WGS 84", "x") == "EPSG:4326"


@pytest.mark.parametrize("name", ["", "2790", "EPSG:1", "EPSG:999999", "+proj=laea", "file.prj", "http://x/EPSG:2790",
                                  "EPSG:5773"])  # fmt: skip
def test_other_names_are_refused(name):
    with pytest.raises(BadCity) as caught:
        earth.named(name, "map.geojson")
    assert "map.geojson" in str(caught.value)


@pytest.mark.parametrize(("crs", "xy", "word"), [
    ("EPSG:4326", (300_000.0, 500_000.0), "metres"), ("EPSG:4326", (41.8, -87.6), "swapped"),
    ("EPSG:4326", (np.nan, 1.0), "no number"), ("EPSG:2790", (-87.6, 41.8), "degrees"),
    ("EPSG:2790", (594670.0, 9e6), "outside the area"), ("EPSG:25833", (5_500_000.0, 500_000.0), "swapped"),
    ("EPSG:2790", (1e300, 1e300), "outside"), ("EPSG:4326", (200.0, 10.0), "swapped"),
])  # fmt: skip
def test_coordinates_that_cannot_be(crs, xy, word):
    with pytest.raises(BadCity, match=word):
        earth.lonlat(np.array([xy]), crs, "x")
