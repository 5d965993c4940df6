"""The guard begins and ends with the hub, and a hub where nobody decides has none."""

import asyncio
from types import SimpleNamespace

from photophore.hub import guardhouse
from tests.hub import guarded
from tests.hub.small import small_place


def talks():
    return SimpleNamespace(wishes=[], sessions=set(), counts={"silent": 1})


def test_where_nobody_decides_there_is_no_guard():
    assert guardhouse.room(None, talks(), SimpleNamespace(commons=None)) is None and guardhouse.routes(None) == []

    async def live():
        async with guardhouse.watching(None, talks()):
            pass

    asyncio.run(live())


def test_it_watches_from_the_start_to_the_end(tmp_path, monkeypatch):
    monkeypatch.setattr(guardhouse, "TELLS", 0.01)
    with guarded.house(tmp_path) as house:
        hall = SimpleNamespace(**vars(house.hall), setting=SimpleNamespace(now=house.clock))
        handed = SimpleNamespace(commons=SimpleNamespace(hall=hall), fleet=house.fleet, standing=guarded.standing(),
                                 place=small_place())  # fmt: skip
        here = talks()
        place = guardhouse.room(house.loop, here, handed)
        assert len(guardhouse.routes(place)) == 9 and here.wishes == [place.quiet.yes]
        assert (place.phones().silent, place.phones().failed) == (1, 0)

        async def live():
            async with guardhouse.watching(place, here):
                assert place.post._thread.is_alive()
                await asyncio.sleep(0.05)
            assert place.post._thread is None

        asyncio.run(live())


def test_a_hub_without_a_fleet_still_lets_light_rest(tmp_path, monkeypatch):
    monkeypatch.setattr(guardhouse, "TELLS", 0.01)
    with guarded.house(tmp_path) as house:
        hall = SimpleNamespace(**vars(house.hall), setting=SimpleNamespace(now=house.clock))
        handed = SimpleNamespace(commons=SimpleNamespace(hall=hall), fleet=None, standing=guarded.standing(),
                                 place=small_place())  # fmt: skip
        here = talks()
        place = guardhouse.room(house.loop, here, handed)
        assert place.post is None

        async def live():
            async with guardhouse.watching(place, here):
                house.hall.rests.order(["West"], house.operator, 1)
                for _ in range(200):
                    await asyncio.sleep(0.02)
                    if house.loop.asleep.any():
                        return
            raise AssertionError("nobody rested")

        asyncio.run(live())
