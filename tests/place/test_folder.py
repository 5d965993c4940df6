"""Any city from a folder: a small one written in many ways, other shapes of city, and everything that is refused."""

import contextlib
import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photophore.place import folder, geometry, polygon
from photophore.place import place as places
from photophore.words import BadCity
from tests import towns
from tests.towns import WIDE, square, town


def read(tmp_path, **files):
    return folder.place(town(tmp_path / "city", **files))


def refused(tmp_path, *words, **files) -> BadCity:
    with pytest.raises(BadCity) as caught:
        read(tmp_path, **files)
    error = caught.value
    assert error.what and error.where and error.try_, error
    for word in words:
        assert word in str(error), f"{word!r} is not in: {error}"
    return error


def changed(rows, at, **cells):
    rows = [dict(row) for row in rows]
    rows[at].update(cells)
    return towns.csv(rows)


# --- what works


def test_a_small_city(tmp_path):
    city = read(tmp_path)
    assert (city.name, city.zone, city.people) == ("Quadratstadt", "Europe/Berlin", 16_000)
    assert [(d.name, d.people, d.dentists) for d in city.districts] == [
        (f"Viertel {i}", 4000, 2) for i in (1, 2, 3, 4)]
    assert city.districts[0].income == pytest.approx((20000 + 21000 + 24000 + 25000) / 4)
    wide = WIDE * 111.32 * np.cos(np.radians(50 + WIDE))
    assert np.ptp(city.box[::2]) == pytest.approx(2 * wide, rel=0.003)
    assert geometry.area(city.districts[0].rings[0]) == pytest.approx(wide * WIDE * 111.23, rel=0.003)
    assert "CC0" in city.source
    lived = np.bincount(city.tiles.district, city.tiles.people)
    assert lived == pytest.approx([4000] * 4)


def test_incomes_stand_where_their_tracts_are(tmp_path):
    city = read(tmp_path)
    income = places.incomes(city)
    low_left = city.tiles.xy.sum(axis=1).argmin()
    top_right = city.tiles.xy.sum(axis=1).argmax()
    assert income[low_left] == pytest.approx(20_000)
    assert income[top_right] == pytest.approx(35_000)


@pytest.mark.parametrize("change", [
    {"tracts": "\ufeff" + towns.csv(towns.tracts())},
    {"tracts": towns.csv(towns.tracts(), ";")},
    {"tracts": towns.csv(towns.tracts(), "\t", "\r\n")},
    {"tracts": towns.csv([row | {"lon": str(row["lon"]).replace(".", ",")} for row in towns.tracts()], ";")},
    {"districts": "\ufeff" + towns.collection(towns.districts())},
    {"toml": "\ufeff" + towns.TOML},
    {"tracts": towns.csv(list(reversed(towns.tracts()))) + "\n\n"},
    {"toml": towns.TOML.replace('"people"', '"tracts.csv:people"')},
    {"districts": towns.collection([towns.feature(f["properties"], [f["geometry"]["coordinates"][0][::-1]])
                                    for f in towns.districts()])},
    {"districts": towns.collection([towns.feature(f["properties"], [f["geometry"]["coordinates"]], "MultiPolygon")
                                    for f in towns.districts()])},
])  # fmt: skip
def test_the_same_city_however_it_is_written(tmp_path, change):
    plain, other = folder.place(town(tmp_path / "plain")), read(tmp_path, **change)
    for one, same in zip(plain.districts, other.districts, strict=True):
        assert one._replace(rings=0, centre=0) == same._replace(rings=0, centre=0)
        assert one.centre == pytest.approx(same.centre)
    assert np.allclose(other.tiles.people, plain.tiles.people)


def test_outlines_have_no_more_points_than_a_page_can_paint(tmp_path, monkeypatch):
    monkeypatch.setattr(folder, "MOST_DRAWN", 300)
    turn = np.linspace(0, 2 * np.pi, 2000)[:-1]
    made = towns.districts()
    for deep in (0.0003, 0.003):
        far = 0.02 + deep * np.sin(200 * turn)
        wavy = np.column_stack([10.02 + far * np.cos(turn), 50.02 + far * np.sin(turn)]).tolist()
        made[0]["geometry"]["coordinates"] = [[*wavy, wavy[0]]]
        if deep > 0.001:
            refused(tmp_path, "too intricate", districts=towns.collection(made))
            break
        city = read(tmp_path, districts=towns.collection(made))
        assert sum(len(ring) for district in city.districts for ring in district.rings) <= 300
        assert city.people == 16_000


def test_a_hole_and_an_island(tmp_path):
    """District 1 has a lake in its middle, and an island far out; nobody lives on the lake."""
    made = towns.districts()
    lake, island = square(10.015, 50.015, 0.01), square(9.9, 50.0, 0.01)
    made[0]["geometry"] = {"type": "MultiPolygon", "coordinates": [[square(10, 50), lake], [island]]}
    city = read(tmp_path, districts=towns.collection(made))
    first = city.districts[0]
    assert len(first.rings) == 2 and len(first.holes) == 1
    shape = polygon.Shape(first.rings, first.holes)
    own = city.tiles.xy[city.tiles.district == 0].astype(float)
    middle = np.mean(first.holes[0][:-1], axis=0)
    assert not polygon.holds(shape, middle[None])[0]
    assert np.hypot(*(own - middle).T).min() > 0.2
    assert (own[:, 0] < first.holes[0][:, 0].min() - 5).any(), "the island has tiles"
    told = places.geojson(city)["features"][0]["geometry"]
    assert told["type"] == "MultiPolygon" and sorted(map(len, told["coordinates"])) == [1, 2]


def test_tracts_as_polygons_in_metres_with_a_table_of_districts(tmp_path):
    """EPSG:25832, ETRS89 / UTM 32: 9 E, 50 N is 500000, 5538630.7."""
    rows = towns.tracts()
    east, north = 500_000.0, 5_538_630.7
    boxes = [[[[east + 1000 * (t % 4) + dx, north + 1000 * (t // 4) + dy] for dx, dy in (
        (0, 0), (1000, 0), (1000, 1000), (0, 1000), (0, 0))]] for t in range(16)]  # fmt: skip
    told = towns.collection([towns.feature({"tract": row["tract"]}, box) for row, box in zip(rows, boxes, strict=True)],
                            crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}})
    whole = [[[[east + 2000 * (d % 2) + dx, north + 2000 * (d // 2) + dy] for dx, dy in (
        (0, 0), (2000, 0), (2000, 2000), (0, 2000), (0, 0))]] for d in range(4)]  # fmt: skip
    areas = towns.collection([towns.feature({"id": f"{d + 1:03}"}, box) for d, box in enumerate(whole)])
    table = [{"key": f"0{row['tract']}", "pop": row["people"], "euro": row["income"], "dent": row["dentists"],
              "of": (t % 4) // 2 + 2 * (t // 8) + 1} for t, row in enumerate(rows)]  # fmt: skip
    toml = """
name = "Metropol"
zone = "Europe/Berlin"
money = "euros"
[districts]
file = "areas.geojson"
key = "id"
crs = "EPSG:25832"
[tracts]
file = "tracts.geojson"
key = "tract"
people = "pop"
income = "euro"
dentists = "dent"
district = "of"
join = [{file = "table.csv", key = "key"}]
[[source]]
what = "x"
licence = "CC0"
year = 2026
"""
    here = town(tmp_path / "city", toml=toml, areas__geojson=areas, tracts__geojson=told, table__csv=towns.csv(table))
    city = folder.place(here)
    assert [d.people for d in city.districts] == [4000] * 4
    assert sum(geometry.area(d.rings[0]) for d in city.districts) == pytest.approx(16, rel=0.002)
    assert len(city.dentists) == 8
    assert {d.name for d in city.districts} == {"001", "002", "003", "004"}


def test_districts_alone_with_dentists_as_points(tmp_path):
    made = towns.districts()
    for i, one in enumerate(made):
        one["properties"] |= {"pop": 5000 * (i + 1), "euro": 30000 - 1000 * i}
    work = towns.collection([towns.feature({"n": 3}, [10.01, 50.01], "Point"),
                             towns.feature({"n": 2}, [10.06, 50.06], "Point")])
    toml = towns.TOML.split("[tracts]")[0].replace('name = "name"', 'name = "name"\npeople = "pop"\nincome = "euro"')
    toml += '[dentists]\nfile = "work.geojson"\ncount = "n"\n[[source]]\nwhat = "x"\nlicence = "CC0"\nyear = 2026\n'
    city = read(tmp_path, toml=toml, districts=towns.collection(made), work__geojson=work)
    assert [d.dentists for d in city.districts] == [3, 0, 0, 2]
    assert [d.people for d in city.districts] == [5000, 10000, 15000, 20000]


def test_tracts_outside_are_counted_for_reach_and_not_shown(tmp_path):
    rows = [*towns.tracts(), towns.tracts()[0] | {"tract": 999, "lon": 9.97, "people": 777, "dentists": 9}]
    city = read(tmp_path, tracts=towns.csv(rows))
    assert city.people == 16_000 and len(city.dentists) == 8 + 9
    assert city.around.shape == (1, 3) and city.around[0, 2] == 777
    assert {"key": "outside", "count": 1, "of": 17, "people": 777} in city.notes
    assert sum(d.dentists for d in city.districts) == 8


def test_a_missing_income_is_its_district_s_and_is_told(tmp_path):
    rows = towns.tracts()
    city = read(tmp_path, tracts=changed(rows, 0, income=-666666666))
    assert city.districts[0].income == pytest.approx(70000 / 3)
    assert {"key": "income", "count": 1} in city.notes


def test_a_district_too_small_for_a_tile_has_one(tmp_path):
    made = [*towns.districts(), towns.feature({"id": 5, "name": "Insel"}, [square(10.2, 50.02, 0.0004)])]
    rows = [*towns.tracts(), towns.tracts()[0] | {"tract": 999, "lon": 10.2002, "lat": 50.0202, "people": 12}]
    city = read(tmp_path, districts=towns.collection(made), tracts=towns.csv(rows))
    assert city.districts[4].people == 12
    assert (city.tiles.district == 4).sum() >= 1


# --- what is refused, and says where


@pytest.mark.parametrize(("words", "files"), [
    (("no column 'people'", "tracts.csv"), {"tracts": towns.csv(towns.tracts()).replace("people", "folk")}),
    (("key '100' stands twice", "row 3", "row 2"), {"tracts": changed(towns.tracts(), 1, tract=100)}),
    (("'lots' is not a number", "row 6", "column people"), {"tracts": changed(towns.tracts(), 4, people="lots")}),
    (("not a number", "row 6"), {"tracts": changed(towns.tracts(), 4, people="inf")}),
    (("below 0", "row 6", "people"), {"tracts": changed(towns.tracts(), 4, people=-5)}),
    (("no people", "row"), {"tracts": towns.csv([row | {"people": "nan"} for row in towns.tracts()])}),
    (("nobody lives", "people"), {"tracts": towns.csv([row | {"people": 0} for row in towns.tracts()])}),
    (("cells", "row 3"), {"tracts": towns.csv(towns.tracts()).replace("101,", "101,7,")}),
    (("no rows", "tracts.csv"), {"tracts": "tract,lon,lat,people,income,dentists\n"}),
    (("empty", "tracts.csv"), {"tracts": ""}),
    (("not UTF-8", "row 2"), {"tracts": b"a,b\n\xff\xfe,1\n"}),
    (("called 'lon'", "row 1"), {"tracts": towns.csv(towns.tracts()).replace("lat", "lon")}),
    (("point is missing", "row 2"), {"tracts": changed(towns.tracts(), 0, lon="")}),
    (("not TOML", "city.toml"), {"toml": "name = "}),
    (("unknown field `zones`", "'zone'"), {"toml": towns.TOML.replace("zone =", "zones =")}),
    (("no time zone", "Mars/Olympus"), {"toml": towns.TOML.replace("Europe/Berlin", "Mars/Olympus")}),
    (("no such file", "x.csv"), {"toml": towns.TOML.replace("tracts.csv", "x.csv")}),
    (("not GeoJSON", "line 1"), {"districts": "{"}),
    (("not GeoJSON",), {"districts": "[" * 100_000}),
    (("FeatureCollection",), {"districts": "{}"}),
    (("no number",), {"districts": towns.collection(towns.districts()).replace("50.04", "NaN", 1)}),
    (("no geometry", "feature 1"), {"districts": '{"features": [{"properties": {}}]}'}),
    (("'LineString' is not read",), {"districts": towns.collection([towns.feature({}, [[1, 2]], "LineString")])}),
    (("no column 'id'", "districts.geojson"), {
        "districts": towns.collection(towns.districts()).replace('"id"', '"i"')}),
    (("number",), {"districts": towns.collection(towns.districts()).replace(
        "50.04", "1e999", 1)}),
    (("smaller than a house",), {"districts": towns.collection([
        towns.feature({"id": 1, "name": "a"}, [square(10, 50, 1e-7)])])}),
])  # fmt: skip
def test_bad_input_says_what_and_where(tmp_path, words, files):
    refused(tmp_path, *words, **files)


def with_ring(ring) -> str:
    made = towns.districts()
    made[2]["geometry"]["coordinates"] = [ring]
    return towns.collection(made)


@pytest.mark.parametrize(("ring", "word"), [
    (square(10, 50.04)[:-1], "not closed"),
    ([[10, 50.04], [10.04, 50.08], [10.04, 50.04], [10, 50.08], [10, 50.04]], "crosses itself"),
    ([[10, 50.04], [10.04, 50.08], [10, 50.04]], "points"),
    ([[10, 50.04], [10.02, 50.06], [10.04, 50.08], [10, 50.04]], "no area"),
    ([], "points"), ("ring", "no list"), ([[1]], "two coordinates"), ([[1, True]] * 5, "two coordinates"),
    ([["1", "2"]] * 5, "two coordinates"),
])  # fmt: skip
def test_bad_rings_are_named(tmp_path, ring, word):
    refused(tmp_path, word, "districts.geojson, feature 3", "ring 1", districts=with_ring(ring))


def test_empty_polygons_are_named(tmp_path):
    for empty, kind in (([], "Polygon"), ([], "MultiPolygon"), ([[]], "MultiPolygon"), (None, "Polygon")):
        made = towns.districts()
        made[1]["geometry"] = {"type": kind, "coordinates": empty}
        refused(tmp_path, "empty", "feature 2", districts=towns.collection(made))


def moved(x: float, y: float, scale: float = 1.0, swap: bool = False) -> str:
    rows = [row | {"lon": x + scale * row["lon"], "lat": y + scale * row["lat"]} for row in towns.tracts()]
    return towns.csv([row | {"lon": row["lat"], "lat": row["lon"]} for row in rows] if swap else rows)


@pytest.mark.parametrize(("words", "files"), [
    (("look like metres", "EPSG:"), {"tracts": moved(300_000, 500_000)}),
    (("swapped", "km from the districts"), {"tracts": moved(0, 0, swap=True)}),
    (("km from the districts",), {"tracts": moved(5, 5)}),
    (("look like degrees",), {"toml": towns.TOML.replace('y = "lat"', 'y = "lat"\ncrs = "EPSG:25832"')}),
    (("outside the area of EPSG:2790", "Illinois"), {
        "toml": towns.TOML.replace('y = "lat"', 'y = "lat"\ncrs = "EPSG:2790"'), "tracts": moved(5e6, 6e6)}),
    (("no projection EPSG:99999",), {"toml": towns.TOML.replace('y = "lat"', 'y = "lat"\ncrs = "EPSG:99999"')}),
    (("not understood",), {"toml": towns.TOML.replace('y = "lat"', 'y = "lat"\ncrs = "+proj=pipeline"')}),
    (("swapped", "longitude first"), {"districts": towns.collection(
        [towns.feature({"id": 1, "name": "a"}, [square(41, -87)])])}),
    (("overlap", "Viertel"), {"districts": towns.collection([
        *towns.districts(), towns.feature({"id": 9, "name": "Doppelt"}, [square(10.01, 50.01, 0.02)])])}),
    (("km wide",), {"districts": towns.collection([*towns.districts(), towns.feature({"id": 9, "name": "fern"}, [
        square(60, 20)])])}),
])  # fmt: skip
def test_wrong_projections_are_found(tmp_path, words, files):
    refused(tmp_path, *words, **files)


def test_x_and_y_swapped_in_metres_are_found(tmp_path):
    rows = [row | {"lon": 5_538_000 + t, "lat": 500_000 + t} for t, row in enumerate(towns.tracts())]
    toml = towns.TOML.replace('y = "lat"', 'y = "lat"\ncrs = "EPSG:25832"')
    refused(tmp_path, "swapped", "EPSG:25832", toml=toml, tracts=towns.csv(rows))


def test_populations_that_do_not_add_up(tmp_path):
    made = towns.districts()
    for one in made:
        one["properties"]["total"] = 4000
    toml = towns.TOML.replace('name = "name"', 'name = "name"\npeople = "total"')
    assert read(tmp_path, toml=toml, districts=towns.collection(made)).people == 16_000
    made[3]["properties"]["total"] = 4100
    error = refused(tmp_path, "Viertel 4", "4,000", "4,100", "feature 4", toml=toml, districts=towns.collection(made))
    assert "2%" in error.try_
    loose = towns.TOML.replace('name = "Quad', 'tolerance = 0.05\nname = "Quad').replace(
        'name = "name"', 'name = "name"\npeople = "total"')
    assert read(tmp_path, toml=loose, districts=towns.collection(made)).people == 16_000


def test_a_table_that_puts_tracts_into_wrong_or_unknown_districts(tmp_path):
    toml = towns.TOML.replace('people = "people"', 'people = "people"\ndistrict = "of"')
    right = [row | {"of": (t % 4) // 2 + 2 * (t // 8) + 1} for t, row in enumerate(towns.tracts())]
    assert [d.people for d in read(tmp_path, toml=toml, tracts=towns.csv(right)).districts] == [4000] * 4
    unknown = [row | {"of": 7 if t == 5 else row["of"]} for t, row in enumerate(right)]
    refused(tmp_path, "no district '7'", "row 7", "column of", toml=toml, tracts=towns.csv(unknown))
    wrong = [row | {"of": 5 - row["of"]} for row in right]
    refused(tmp_path, "outside their district", "column of", toml=toml, tracts=towns.csv(wrong))


def test_a_join_without_a_common_key(tmp_path):
    toml = towns.TOML.replace('dentists = "dentists"', 'dentists = "n"\njoin = [{file = "work.csv", key = "k"}]')
    refused(tmp_path, "no key", "work.csv", toml=toml, work__csv="k,n\na,1\nb,2\n")
    most = "k,n\n" + "".join(f"{100 + t},1\n" for t in range(16))
    assert len(read(tmp_path, toml=toml, work__csv=most).dentists) == 16
    few = "k,n\n100,1\n101,1\n"
    refused(tmp_path, "14 of 16 rows have no n", "no row for 102", toml=toml, work__csv=few)


@pytest.mark.parametrize("name", ["../secret.csv", "/etc/passwd", "a/b.csv", "..", "", "C:x.csv", "a\\b.csv", "~x"])
def test_no_path_leads_out_of_the_folder(tmp_path, name):
    refused(tmp_path, "no name of a file", toml=towns.TOML.replace('"tracts.csv"', json.dumps(name)))


def test_no_link_leads_out_of_the_folder(tmp_path):
    (tmp_path / "secret.csv").write_text(towns.csv(towns.tracts()))
    here = town(tmp_path / "city")
    (here / "tracts.csv").unlink()
    (here / "tracts.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(BadCity, match="leads out"):
        folder.place(here)


def test_a_huge_file_is_refused_unread(tmp_path):
    here = town(tmp_path / "city")
    with (here / "tracts.csv").open("ab") as file:
        file.truncate(10 << 30)
    with pytest.raises(BadCity, match="larger than"):
        folder.place(here)


def test_too_many_points_features_rows_and_columns(tmp_path, monkeypatch):
    monkeypatch.setattr("photophore.place.layer.MOST_POINTS", 10)
    refused(tmp_path, "too many points")
    monkeypatch.undo()
    monkeypatch.setattr("photophore.place.layer.MOST_FEATURES", 3)
    refused(tmp_path, "4 features")
    monkeypatch.undo()
    monkeypatch.setattr("photophore.place.table.MOST_ROWS", 15)
    refused(tmp_path, "too long", "row 17")
    monkeypatch.undo()
    refused(tmp_path, "columns", tracts=",".join(map(str, range(600))) + "\n")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_is_broken_is_a_city_or_a_clear_error(tmp_path, data):
    """Any bytes changed, cut out or put in, in any file: a place that passes its check, or BadCity; never a trace."""
    here = town(tmp_path / "city")
    file = here / data.draw(st.sampled_from(["city.toml", "districts.geojson", "tracts.csv"]))
    raw = bytearray(file.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at:at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    file.write_bytes(bytes(raw))
    with contextlib.suppress(BadCity):
        assert places.check(folder.place(here)).people > 0
