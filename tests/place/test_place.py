"""The record of a place: what it refuses, how it is told to others, and how far a dentist is."""

import json

import numpy as np
import pytest

from photophore.place import nova, place
from photophore.words import BadCity

RING = np.array([[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]], float)


def village(**changes) -> place.Place:
    """One district of four tiles; `changes` go to the district."""
    district = place.District(0, "Only", (RING,), 100, 20_000.0, 1, (1.0, 1.0))._replace(**changes)
    tiles = place.Tiles(np.array([[0.5, 0.5], [1.5, 0.5], [0.5, 1.5], [1.5, 1.5]], np.float32),
                        np.zeros(4, np.int16), np.full(4, 25, np.float32), 1.0)
    return place.Place("Village", "Europe/Lisbon", "planar", "crowns", (district,), tiles,
                       np.array([[0.5, 0.5]], np.float32), (), (), "Made up.")


def test_a_village_is_a_place():
    assert place.check(village()).people == 100


@pytest.mark.parametrize(("changes", "word"), [
    ({"people": -1}, "below 0"), ({"people": 90}, "tiles hold 100 people"), ({"income": 0.0}, "above 0"),
    ({"income": float("nan")}, "above 0"), ({"rings": (RING[:3],)}, "closed ring"), ({"rings": (RING[:-1],)}, "closed"),
    ({"rings": (RING * np.nan,)}, "closed ring"), ({"id": 4}, "not its place"), ({"dentists": -2}, "below 0"),
])
def test_what_cannot_be_lived_in_is_refused_with_the_district_s_name(changes, word):
    with pytest.raises(BadCity, match=word) as caught:
        place.check(village(**changes))
    assert "Village" in caught.value.where
    assert caught.value.try_


def test_an_empty_city_is_refused():
    with pytest.raises(BadCity, match="no districts"):
        place.check(village()._replace(districts=()))
    nobody = village(people=0)
    with pytest.raises(BadCity, match="no people"):
        place.check(nobody._replace(tiles=nobody.tiles._replace(people=np.zeros(4, np.float32))))
    with pytest.raises(BadCity, match="projection"):
        place.check(village()._replace(projection="mercator"))


def test_geojson_is_plain_json_with_closed_rings():
    told = json.loads(json.dumps(place.geojson(nova.nova())))
    kinds = [feature["properties"]["kind"] for feature in told["features"]]
    assert kinds.count("district") == 24
    assert {"coast", "street"} < set(kinds)
    for feature in told["features"][:24]:
        shape = feature["geometry"]
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        for (outer,) in polygons:
            assert outer[0] == outer[-1]


def test_dentists_in_reach_are_the_same_in_either_projection():
    flat = village()._replace(dentists=np.array([[0.5, 0.5]] * 3, np.float32), radius=1.5)
    give = 3 / (25 * (1 + 2 * 0.68 + 0.22))  # tiles at 0, 1, 1 and 1.41 km: thirds of 1.5 km weigh 1, 0.68, 0.22
    assert places_reach(flat) == pytest.approx([1000 * give * w for w in (1, 0.68, 0.68, 0.22)])
    assert (places_reach(flat._replace(dentists=np.zeros((0, 2), np.float32))) == 0).all()
    oslo = np.array([10.75, 59.91])
    degrees = np.array([1 / (111.32 * np.cos(np.radians(59.91))), 1 / 110.57])
    ring = oslo + (RING - 1) * degrees
    round_ = flat._replace(
        projection="lonlat", dentists=oslo + (flat.dentists - 1) * degrees, radius=1.52,
        districts=(flat.districts[0]._replace(rings=(ring,)),),
        tiles=flat.tiles._replace(xy=oslo + (flat.tiles.xy - 1) * degrees))
    assert places_reach(round_) == pytest.approx(places_reach(flat), rel=0.01)


def places_reach(city: place.Place) -> np.ndarray:
    return place.dentists_in_reach(city)


def test_people_around_share_the_dentists():
    alone = village()
    crowded = alone._replace(around=np.array([[2.0, 0.5, 300.0]]))
    assert (places_reach(crowded) < places_reach(alone)).all()


def test_a_tile_s_income_is_its_own_or_its_district_s():
    own = np.array([5e3, np.nan, 6e3, 7e3], np.float32)
    city = village()
    assert place.incomes(city).tolist() == [20_000] * 4
    assert place.incomes(city._replace(tiles=city.tiles._replace(income=own))).tolist() == [5e3, 2e4, 6e3, 7e3]


def test_holes_are_told_with_the_part_that_holds_them():
    far, lake = RING + 10, (RING * 0.25 + 10.5)[::-1]
    told = place.geojson(village(rings=(RING, far), holes=(lake,)))["features"][0]["geometry"]
    assert [len(part) for part in told["coordinates"]] == [1, 2]
    with pytest.raises(BadCity, match="closed ring"):
        place.check(village(holes=(lake[:-1],)))
