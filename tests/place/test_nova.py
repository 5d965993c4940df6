"""Nova Sanctuary: the same city from the same seed, and one that one could live in."""

import numpy as np
import pytest

from photophore.place import geometry, nova, place


@pytest.fixture(scope="module")
def city():
    return nova.nova()


def test_the_same_seed_draws_the_same_city(city):
    again = nova.nova()
    assert city.districts[3].people == again.districts[3].people
    assert all(np.array_equal(a, b) for a, b in zip(city.tiles[:3], again.tiles[:3], strict=True))
    assert place.geojson(city) == place.geojson(again)
    assert place.geojson(city) != place.geojson(nova.nova(nova.SEED + 1))


@pytest.mark.parametrize("seed", [0, 1, nova.SEED, 12345])
def test_any_seed_gives_24_districts_to_live_in(seed):
    town = nova.nova(seed)
    assert len(town.districts) == 24
    assert len({district.name for district in town.districts}) == 24
    assert town.people == nova.PEOPLE
    assert sum(district.dentists for district in town.districts) == nova.DENTISTS == len(town.dentists)
    assert min(district.people for district in town.districts) > 1000
    mean = sum(d.income * d.people for d in town.districts) / town.people
    assert mean == pytest.approx(nova.INCOME, rel=0.01)


def test_districts_do_not_overlap_and_hold_their_tiles(city):
    for number, district in enumerate(city.districts):
        own = city.tiles.xy[city.tiles.district == number].astype(float)
        for other in city.districts:
            held = np.zeros(len(own), bool)
            for ring in other.rings:
                assert geometry.area(ring) > 0
                held |= geometry.inside(own, ring)
            assert held.all() if other is district else not held.any()


def test_people_income_and_dentists_are_unevenly_spread(city):
    income = np.array([district.income for district in city.districts])
    people = np.array([district.people for district in city.districts])
    dentists = np.array([district.dentists for district in city.districts])
    west = np.array([district.centre[0] for district in city.districts]) < nova.MIDDLE[0]
    assert income.max() > 2.5 * income.min()
    assert income[west].mean() > 1.2 * income[~west].mean()
    per_head = dentists / people
    assert np.corrcoef(per_head, income)[0, 1] > 0.3
    assert dentists[0] == 0, "no dentist works on the island"


def test_the_bay_is_water_and_the_isle_is_land(city):
    def on_land(x, y):
        return any(geometry.inside(np.array([[x, y]]), ring)[0] for d in city.districts for ring in d.rings)

    assert on_land(*nova.ISLAND)
    assert not on_land(13.5, 7.4)
    assert not on_land(13.0, 1.0)
    assert len(city.coast) >= 2
    assert len(city.streets) >= len(nova.STREETS)
