import asyncio
import time

import numpy as np
import pytest

from photophore.devices.check import check
from photophore.devices.driver import BrokenDriver, Driver
from photophore.words import Audience, samples


class Good(Driver):
    """Keeps every word; each class below breaks one."""

    def __init__(self):
        self.key, self.audience, self.rows = "good", Audience.NEAR, np.arange(5, 20, dtype=np.int32)
        self.light = np.zeros((32, 3, 15), np.uint8)
        self.on = False

    async def open(self):
        self.on = True

    async def show(self, frame):
        if self.on:
            self.light = frame.seen_by(self.audience, self.rows)

    def feel(self, tick):
        felt = samples(1)
        felt.row[0], felt.at[0], felt.value[0] = 5, tick.count, (0.1, np.nan)
        return felt

    async def close(self):
        self.on = False
        self.light = np.zeros_like(self.light)


def light(driver):
    return driver.light


def test_a_good_driver_passes(frames):
    check(Good, frames, light)
    check(Good, frames)


class Leaks(Good):
    async def show(self, frame):
        self.light = frame.seen_by(Audience.PUBLIC, self.rows)


class StaysOn(Good):
    async def close(self):
        pass


class LitEarly(Good):
    async def open(self):
        self.on, self.light = True, self.light + np.uint8(1)


class Changes(Good):
    async def show(self, frame):
        frame.light[:] = 0


class Hangs(Good):
    async def show(self, frame):
        await asyncio.sleep(60)


class ClosesOnce(Good):
    async def close(self):
        if self.key == "gone":
            raise OSError("already closed")
        self.key = "gone"


class Late(Good):
    def __init__(self):
        super().__init__()
        self.queue = []

    async def show(self, frame):
        self.queue.append(frame)
        if len(self.queue) > 1:
            await super().show(self.queue.pop(0))


class Sleeps(Good):
    def feel(self, tick):
        time.sleep(0.06)
        return samples()


class Mute(Good):
    def feel(self, tick):
        return None


class Wide(Good):
    def feel(self, tick):
        felt = super().feel(tick)
        return felt._replace(value=felt.value.astype(float))


class Stranger(Good):
    def feel(self, tick):
        felt = super().feel(tick)
        felt.row[0] = 4
        return felt


class Prophet(Good):
    def feel(self, tick):
        felt = super().feel(tick)
        felt.at[0] = tick.count + 1
        return felt


class Endless(Good):
    def feel(self, tick):
        felt = super().feel(tick)
        felt.value[0, 0] = np.inf
        return felt


BROKEN = [
    (Leaks, "audience"),
    (StaysOn, "dark"),
    (LitEarly, "dark"),
    (Changes, "changed"),
    (Hangs, "come back"),
    (ClosesOnce, "close"),
    (Late, "audience may see"),
    (Sleeps, "too long"),
    (Mute, "no Samples"),
    (Wide, "value"),
    (Stranger, "not the driver's"),
    (Prophet, "future"),
    (Endless, "no end"),
]


@pytest.mark.parametrize(("driver", "word"), BROKEN, ids=[driver.__name__ for driver, _ in BROKEN])
def test_each_broken_word_is_found(driver, word, frames, monkeypatch):
    monkeypatch.setattr("photophore.devices.check.PATIENCE", 0.2)
    with pytest.raises(BrokenDriver, match=word):
        check(driver, frames, light)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("key", ""),
        ("key", "a b"),
        ("audience", 7),
        ("rows", [1, 2]),
        ("rows", np.array([1, 2])),
        ("rows", np.array([2, 2], np.int32)),
        ("rows", np.array([-1], np.int32)),
    ],
)
def test_a_driver_without_a_proper_name_is_found(field, value, frames):
    def make():
        driver = Good()
        setattr(driver, field, value)
        return driver

    with pytest.raises(BrokenDriver):
        check(make, frames)


def test_one_frame_proves_nothing(frames):
    with pytest.raises(ValueError, match="two frames"):
        check(Good, frames[:1])
