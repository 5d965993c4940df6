"""Made-up wearers: teeth that age, wishes that nest, a place in the city."""

import numpy as np
import pytest

from photophore.city import crowd
from photophore.glyph.gallery import gallery
from photophore.place import place
from photophore.words import BLOCK, Brightness, Signal


@pytest.fixture(scope="module")
def folk(city):
    return crowd.gather(city, 20_000, 4)[0]


def test_the_same_seed_gathers_the_same_crowd(city, folk):
    again, _ = crowd.gather(city, 20_000, 4)
    assert np.array_equal(folk.xy, again.xy)
    assert np.array_equal(folk.teeth.lit, again.teeth.lit)
    assert np.array_equal(folk.wishes.autonomy, again.wishes.autonomy)
    other, _ = crowd.gather(city, BLOCK, 9)
    assert not np.array_equal(other.seed[:100], folk.seed[:100])
    assert len(np.unique(folk.seed)) > 0.999 * len(folk.seed)


def test_everyone_lives_on_their_tile(city, folk):
    away = np.abs(folk.xy - city.tiles.xy[folk.tile]).max()
    assert away <= city.tiles.size / 2 + 1e-5
    assert np.array_equal(folk.district, city.tiles.district[folk.tile])
    assert len(np.unique(folk.district)) == 24


def test_fields_of_view_are_few_small_and_inside_a_district(city):
    cells = crowd.cells(city, crowd.CELLS)
    assert 0 <= cells.min() and cells.max() < crowd.CELLS <= 256
    for cell in np.unique(cells):
        here = cells == cell
        assert len(np.unique(city.tiles.district[here])) == 1
        assert np.ptp(city.tiles.xy[here], axis=0).max() < 4.0
    lives = np.bincount(cells, city.tiles.people)
    assert lives.max() < 8 * lives[lives > 0].mean()


def test_a_city_of_a_thousand_districts_still_has_few_fields(city):
    tiles = city.tiles._replace(district=(np.arange(len(city.tiles.district)) % 1000).astype(np.int16))
    cells = crowd.cells(city._replace(tiles=tiles, districts=city.districts * 42), crowd.CELLS)
    assert cells.max() < crowd.CELLS


def test_teeth_go_with_the_years_and_sooner_where_money_is_short(folk):
    own = np.bitwise_count(folk.teeth.own).astype(float)
    young, grown, old = folk.age < 30, (folk.age >= 40) & (folk.age < 60), folk.age >= 70
    assert own[young].mean() > 28 > own[grown].mean() > own[old].mean() > 12
    poor, rich = old & (folk.fifth == 0), old & (folk.fifth == 4)
    assert own[rich].mean() > own[poor].mean() + 2


def test_dentitions_are_possible(folk):
    teeth = folk.teeth
    assert (teeth.crowned & ~teeth.own == 0).all()
    assert (teeth.braced & ~teeth.own == 0).all()
    assert (teeth.lit != 0).all(), "a colony is only put where a tooth can glow"
    assert (np.bitwise_count(teeth.lit) < 32).mean() > 0.5, "most mouths have gaps"
    assert 0.01 < (teeth.braced != 0).mean() < 0.15
    assert (teeth.braced[folk.age < 18] != 0).mean() > 0.2


def test_wishes_nest_and_some_want_nothing(folk):
    wish = folk.wishes
    assert not (wish.near & ~wish.heard).any()
    assert not (wish.public & ~wish.near).any()
    assert not (wish.heart_public & ~(wish.heart & wish.public)).any()
    assert not (wish.heart_near & ~(wish.heart & wish.near)).any()
    assert 0.02 < (~wish.heard).mean() < 0.12
    assert 0.15 < wish.heart.mean() < 0.35
    assert not (wish.skin & ~wish.heart).any() and 0.3 < wish.skin[wish.heart].mean() < 0.7
    assert set(np.unique(wish.brightness)) == set(Brightness)
    assert (wish.autonomy >= 0).all() and (wish.autonomy <= 1).all() and (wish.autonomy == 1).any()
    assert (wish.rate >= crowd.SLOWEST).all() and (wish.rate <= crowd.FASTEST).all()


def test_designs_that_read_the_heart_are_worn_by_those_who_show_it(folk):
    glyphs = list(gallery().values())
    pick = crowd.choose(folk, glyphs, 4)
    for index, glyph in enumerate(glyphs):
        worn = pick == index
        assert worn.mean() > 0.002, f"nobody wears {glyph.name}"
        if Signal.HEART in glyph.signals:
            assert folk.wishes.heart_near[worn].all()


def test_any_place_can_be_settled():
    ring = np.array([[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]], float)
    tiles = place.Tiles(np.array([[1, 1]], np.float32), np.zeros(1, np.int16), np.array([500], np.float32), 0.0)
    village = place.check(place.Place(
        "Village", "UTC", "planar", "crowns", (place.District(0, "Only", (ring,), 500, 1e4, 0, (1, 1)),), tiles,
        np.array([[1, 1]], np.float32), (), (), "Made up."))
    folk, _ = crowd.gather(village, 100, 1)
    assert (folk.cell == 0).all()
    assert np.isfinite(folk.xy).all()
