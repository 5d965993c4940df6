import numpy as np
import pytest

from photophore.hub.paint import Painter
from photophore.words import BLOCK, Audience, Frame, Purpose, Signal, Tick

PUBLIC = Audience.PUBLIC.bit


def frame_of(light, seen, present, fallback=0):
    return Frame(Tick(1), light, seen, present, np.full((3, BLOCK), fallback, np.uint8))


def test_a_tile_is_the_mean_of_who_the_public_may_see(loop, standing):
    light = np.zeros((1, 32, 3, BLOCK), np.uint8)
    light[:, :, 1, 0], light[:, :, 1, 1], light[:, :, 1, 2] = 100, 50, 250
    seen = np.zeros(BLOCK, np.uint8)
    seen[[0, 1]] = PUBLIC  # row 2 is not for the public
    tiles = np.frombuffer(Painter(loop, standing).city(frame_of(light, seen, seen)), np.uint8).reshape(-1, 3)
    assert tiles[0].tolist() == [0, 75, 0] and not tiles[1:].any()


def test_who_stands_nowhere_is_not_painted(loop, standing):
    light, all_seen = np.full((1, 32, 3, BLOCK), 200, np.uint8), np.full(BLOCK, 255, np.uint8)
    standing.tile[:] = -1
    assert not any(Painter(loop, standing).city(frame_of(light, all_seen, all_seen)))


def test_tiles_are_what_the_frame_lets_the_public_see(loop, standing):
    chance = np.random.default_rng(4)
    light = chance.integers(0, 256, (1, 32, 3, BLOCK), dtype=np.uint8)
    seen, present = chance.integers(0, 256, (2, BLOCK)).astype(np.uint8)
    frame = frame_of(light, seen, present, 40)
    standing.tile[:] = np.arange(BLOCK) % 8
    tiles = np.frombuffer(Painter(loop, standing).city(frame), np.uint8).reshape(-1, 3)
    mine = frame.seen_by(Audience.PUBLIC, np.arange(BLOCK)).mean(axis=0, dtype=float)
    member = ((seen | present) & PUBLIC) != 0
    for tile in range(8):
        here = mine[:, (standing.tile == tile) & member]
        assert (tiles[tile] <= here.mean(axis=1)).all(), "never brighter than those whom the public may see"
        assert tiles[tile].tolist() == pytest.approx(here.mean(axis=1), abs=2)


def test_small_and_large_crowds_are_painted_alike(loop, standing, monkeypatch):
    chance = np.random.default_rng(5)
    light = chance.integers(0, 256, (1, 32, 3, BLOCK), dtype=np.uint8)
    seen, present = chance.integers(0, 256, (2, BLOCK)).astype(np.uint8)
    standing.tile[:] = np.arange(BLOCK) % 9 - 1
    small = Painter(loop, standing).city(frame_of(light, seen, present, 40))
    monkeypatch.setattr("photophore.hub.paint.LARGE", 0)
    assert Painter(loop, standing).city(frame_of(light, seen, present, 40)) == small


def crowd(loop, standing, people, district=0):
    rows = np.arange(people)
    standing.district[:] = -1
    standing.district[rows] = district
    loop.grants.grant(rows, Audience.DISTRICT, Signal.FEELING, Purpose.LIGHT | Purpose.MURAL)
    loop.memory.feelings.now[:, rows] = [[0.5], [-0.25]]
    loop.memory.feelings.sure[:, rows] = 0.75
    loop.order = lambda: np.full(1024, 0.9)


def test_fifty_people_make_a_mood(loop, standing):
    crowd(loop, standing, 50)
    mood = Painter(loop, standing).mood()
    west = {"id": 0, "valence": 0.5, "arousal": -0.25, "sure": 0.75, "count": 50, "order": 0.9}
    assert mood["districts"][0] == pytest.approx(west)
    assert mood["words"] == pytest.approx({"valence": 0.5, "arousal": -0.25, "sure": 0.75, "count": 50})
    assert mood["districts"][1] == {"id": 1} | dict.fromkeys(("valence", "arousal", "sure", "count", "order"))


def test_forty_nine_are_not_told_of(loop, standing):
    crowd(loop, standing, 49)
    mood = Painter(loop, standing).mood()
    assert set(mood["words"].values()) == {None}
    assert {value for each in mood["districts"] for name, value in each.items() if name != "id"} == {None}


def test_who_was_not_asked_is_not_counted(loop, standing):
    crowd(loop, standing, 60)
    loop.grants.withdraw(np.arange(30), Audience.DISTRICT)
    assert Painter(loop, standing).mood()["words"]["count"] is None
