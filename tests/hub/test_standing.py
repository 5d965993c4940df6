import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photophore.hub.standing import ASKED, MOST, Names, Standing, near, nowhere
from photophore.words import BLOCK, Audience, Frame, Tick

PUBLIC = Audience.PUBLIC.bit


def frame_of(seen, present=None, n=BLOCK) -> Frame:
    light = np.arange(n // BLOCK * 32 * 3 * BLOCK, dtype=np.uint32).astype(np.uint8).reshape(-1, 32, 3, BLOCK)
    full = np.zeros(n, np.uint8)
    full[list(seen)] = PUBLIC
    return Frame(Tick(9), light, full, full if present is None else present, np.zeros((3, n), np.uint8))


def test_only_who_is_lit_for_the_public_is_inside(standing):
    frame = frame_of([1, 2, 500])  # row 500 stands nowhere
    assert sorted(standing.inside((0, 0, 1, 1), frame)) == [1, 2]
    frame.seen[:] = Audience.NEAR.bit
    assert standing.inside((0, 0, 1, 1), frame_of([])).size == 0


def test_a_fallback_is_seen_too(standing):
    present = np.zeros(BLOCK, np.uint8)
    present[3] = PUBLIC
    assert standing.inside((0, 0, 1, 1), frame_of([], present)).tolist() == [3]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 99), box=st.tuples(*[st.floats(-1, 2)] * 4))
def test_a_box_holds_what_lies_in_it(place, seed, box):
    chance = np.random.default_rng(seed)
    xy = chance.random((BLOCK, 2)).astype(np.float32)
    xy[chance.random(BLOCK) < 0.2] = np.nan
    standing = Standing(place, xy, np.zeros(BLOCK, np.int32))
    got = set(standing.inside(box, frame_of(range(BLOCK))).tolist())
    x, y = xy.T
    with np.errstate(invalid="ignore"):
        want = np.flatnonzero((x >= box[0]) & (x <= box[2]) & (y >= box[1]) & (y <= box[3]))
    assert got == set(want.tolist())


def test_a_guest_stands_in_a_lived_in_tile_of_any_district(place):
    standing = nowhere(place, 1)
    drawn = [standing.draw() for _ in range(300)]
    tiles = {tile for tile, _, _ in drawn}
    assert tiles == {0, 1, 2, 3, 4, 5, 6}  # nobody lives in tile 7
    for tile, x, y in drawn:
        middle = place.tiles.xy[tile]
        assert abs(x - middle[0]) <= 0.5 and abs(y - middle[1]) <= 0.5
    west = sum(place.tiles.district[tile] == 0 for tile, _, _ in drawn)
    assert 100 < west < 200  # districts alike, whatever their people


def test_a_guest_comes_and_goes(standing):
    standing.stand(500, (6, 3.5, 0.5))
    frame = frame_of([500, 0])
    assert standing.inside((3, 0, 4, 1), frame).tolist() == [500]
    assert standing.district[500] == 1
    standing.leave(500)
    standing.leave(500)
    assert standing.inside((3, 0, 4, 1), frame).size == 0
    assert np.isnan(standing.xy[500]).all() and standing.tile[500] == -1
    standing.leave(0)  # the crowd at home is not sent away
    assert standing.inside((0, 0, 1, 1), frame).tolist() == [0]


def test_names_differ_between_sessions_and_days_and_hold_within():
    rows, born = np.arange(1000, dtype=np.int32), np.ones(1000, np.uint32)
    one, other = Names(), Names()
    today = one.of(rows, born, "2026-11-21")
    assert (today == one.of(rows, born, "2026-11-21")).all()
    assert (today < 2**52).all() and len(set(today.tolist())) == 1000
    assert not np.isin(other.of(rows, born, "2026-11-21"), today).any()
    assert not np.isin(one.of(rows, born, "2026-11-22"), today).any()
    assert not np.isin(one.of(rows, born + np.uint32(1), "2026-11-22"), today).any()


def test_names_do_not_keep_the_order_of_rows():
    ids = Names().of(np.arange(1000), np.ones(1000, np.uint32), "d").astype(float)
    assert abs(np.corrcoef(np.arange(1000), ids)[0, 1]) < 0.15


def namer():
    names = Names()
    return lambda rows: names.of(rows, np.ones(len(rows), np.uint32), "d")


def test_near_holds_at_most_400_the_same_ones_all_day(place):
    n = BLOCK
    xy = np.random.default_rng(1).random((n, 2)).astype(np.float32)
    standing, name = Standing(place, xy, np.zeros(n, np.int32)), namer()
    frame = frame_of(range(n))
    told = [near(standing, (0, 0, 1, 1), frame, name) for _ in range(2)]
    assert len(told[0]["ids"]) == MOST
    assert set(told[0]["ids"]) == set(told[1]["ids"])


def test_near_gives_each_smile_its_own_light(standing):
    frame, name = frame_of([4, 7]), namer()
    told = near(standing, (0, 0, 1, 1), frame, name)
    light = np.frombuffer(told["light"], np.uint8).reshape(-1, 32, 3)
    xy = np.frombuffer(told["xy"], "<f4").reshape(-1, 2)
    ids = name(np.array([4, 7])).tolist()
    for place_, row in enumerate([4, 7]):
        here = told["ids"].index(ids[place_])
        assert (light[here] == frame.light[0, :, :, row]).all()
        assert xy[here] == pytest.approx(standing.xy[row])


def test_near_of_nothing_is_empty(standing):
    told = near(standing, (9, 9, 10, 10), frame_of([1]), namer())
    assert told["ids"] == [] and told["xy"] == b"" and told["light"] == b""


def test_a_crowd_of_any_size_is_asked_for_a_bounded_part_of_each_tile_always_the_same(place):
    n = 20 * BLOCK
    dice = np.random.default_rng(3)
    tile = dice.integers(0, 8, n).astype(np.int32)
    xy = (place.tiles.xy[tile] + dice.random((n, 2)) - 0.5).astype(np.float32)
    standing, frame = Standing(place, xy, tile), frame_of(range(n), n=n)
    rows = standing.inside((0, 0, 4, 2), frame)
    assert ASKED * 0.9 < rows.size <= ASKED + 8 and np.unique(rows).size == rows.size
    assert np.array_equal(rows, standing.inside((0, 0, 4, 2), frame))
    share = np.bincount(tile[rows], minlength=8) / np.bincount(tile, minlength=8)
    assert share.min() > 0.9 * share.max(), "as dense here as there"
    assert np.abs(np.median(rows) - n / 2) < n / 20, "and in no order"
    close = (0.4, 0.4, 0.6, 0.6)
    x, y = xy.T
    here = np.flatnonzero((x >= 0.4) & (x <= 0.6) & (y >= 0.4) & (y <= 0.6))
    assert set(standing.inside(close, frame)) == set(here.tolist())
