import asyncio

import numpy as np

from photophore.devices.check import check
from photophore.devices.virtual import Virtual
from photophore.words import Audience, Tick, samples


class Body:
    def __init__(self, rows):
        self.rows, self.light, self.shown = rows, np.zeros((32, 3, len(rows)), np.uint8), []

    def feel(self, tick):
        felt = samples(len(self.rows))
        felt.row[:], felt.at[:] = self.rows, tick.count
        return felt

    def show(self, light, tick):
        self.light = light
        self.shown.append(tick)


def make(rows=(3, 1, 2000), audience=Audience.NEAR):
    rows = np.array(rows, np.int32)
    driver = Virtual(Body(rows), rows, audience)
    driver.body = driver._body
    return driver


def test_it_passes_the_published_check(frames):
    check(make, frames, lambda driver: driver.body.light)
    check(lambda: make(()), frames, lambda driver: driver.body.light)


def test_an_audience_without_a_grant_sees_the_dark(frames):
    driver = make(audience=Audience.CLINIC)  # no frame of ours is seen by a clinic

    async def one():
        await driver.open()
        frames[0].present[:] &= ~np.uint8(Audience.CLINIC.bit)
        await driver.show(frames[0])

    asyncio.run(one())
    assert not driver.body.light.any()


def test_it_feels_only_while_open(frames):
    driver = make()
    assert driver.feel(Tick(1)).row.size == 0
    asyncio.run(driver.open())
    assert driver.feel(Tick(1)).row.tolist() == [3, 1, 2000]
    asyncio.run(driver.close())
    assert driver.feel(Tick(2)).row.size == 0
    assert driver.body.shown == [None]


def test_a_large_body_takes_its_light_in_parts(frames):
    rows = np.arange(10, dtype=np.int32)
    body = Body(rows)
    shown = {}
    body.show = lambda light, tick: shown.update({tick.count: light})
    driver = Virtual(body, rows, Audience.NEAR, parts=3)

    async def story():
        await driver.open()
        for frame in frames:
            await driver.show(frame)

    asyncio.run(story())
    for frame in frames:
        part = frame.tick.count % 3
        mine = rows[10 * part // 3 : 10 * (part + 1) // 3]
        assert np.array_equal(shown[frame.tick.count], frame.seen_by(Audience.NEAR, mine))
    assert sum(shown[frame.tick.count].shape[2] for frame in frames[:3]) == 10
