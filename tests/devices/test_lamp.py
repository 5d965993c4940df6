"""Lamps as they are seen: by the published check, when they vanish, and by real receivers' models in bad weather."""

import asyncio
import socket
import time

import numpy as np
import pytest

from photophore.devices import fixture, receiver, sinkguard
from photophore.devices.check import check
from photophore.devices.dither import Calibration
from photophore.devices.fixture import Fixture, Part
from photophore.devices.lamp import REST, Lamp
from photophore.words import BLOCK, FDI, LEASE, Audience, Frame, Tick
from tests.devices import weather

LAX = receiver.WLED._replace(drops_late=False)
HOLDS = receiver.Habits(clears=False, waits=True, patience=np.inf)
SLOW = pytest.mark.slow


def lamp_of(driver: str, smiles: int = 3, **words) -> Fixture:
    told = {"audience": Audience.NEAR, "parts": (Part(count=smiles),), "port": 9, "first": fixture.FIRST[driver]}
    return Fixture("wall", driver, "127.0.0.1", **(told | words))


def sink(it: Fixture, habits: receiver.Habits | None = None) -> receiver.Receiver:
    size = it.pixels * 3
    kinds = {"ddp": receiver.Display, "sacn": receiver.Universes, "artnet": receiver.Node, "opc": receiver.Strand}
    usual = {"ddp": receiver.WLED, "opc": receiver.STREAM}.get(it.driver, receiver.WLED_UNIVERSES)
    return kinds[it.driver](size, habits=(habits or usual)._replace(wide=it.bits == 16))


class Way:
    """To a receiver, without a network; or with a bad one."""

    def __init__(self, sink: receiver.Receiver, link: weather.Link | None = None, seed: int = 1):
        self.sink, self.link, self.rng = sink, link, np.random.default_rng(seed)
        self.away, self.times, self.coming, self.gap = "", 1, [], -1.0

    def ready(self, now):
        return not self.away

    def send(self, packets, now):
        if self.link is None:
            for _, packet in packets:
                self.sink.take(packet, now)
            return len(packets)
        if self.rng.random() < self.link.gaps:
            self.gap = now + self.rng.uniform(0, 4)
        for _, packet in packets:
            for luck in (1.0, self.link.twice):
                if now >= self.gap and self.rng.random() >= self.link.loss and self.rng.random() < luck:
                    reach = sinkguard.DELAY if self.link.keeps_order else sinkguard.LATE - 0.03
                    late = self.rng.uniform(0, reach) if self.rng.random() < self.link.late else 0.0
                    self.coming.append((now + late, len(self.coming), packet))
        return len(packets)

    def arrive(self, now):
        """Whatever has come until now, as the receiver sees it."""
        for at, _, packet in sorted(it for it in self.coming if it[0] <= now):
            self.sink.take(packet, at)
        self.coming = [it for it in self.coming if it[0] > now]

    def close(self):
        pass


class Stage:
    """A lamp with a clock of its own."""

    def __init__(self, it: Fixture, rows=None, **habits):
        self.now, self.way = 100.0, Way(sink(it), **habits)
        rows = np.arange(it.smiles) if rows is None else rows
        self.lamp = Lamp(it, rows, self.way, lambda: self.now, by_itself=False)

    def beats(self, seconds: float):
        for _ in range(round(seconds * self.lamp.fixture.rate)):
            self.now += 1 / self.lamp.fixture.rate
            self.lamp.beat()

    def show(self, made: Frame):
        asyncio.run(self.lamp.show(made))

    def light(self) -> np.ndarray:
        """(s, 32, 3) as the receiver shows it."""
        return self.way.sink.light(self.now).reshape(self.lamp.fixture.smiles, -1, 3)


def opened(it: Fixture, rows=None) -> Stage:
    stage = Stage(it, rows)
    asyncio.run(stage.lamp.open())
    stage.beats(REST + 2 * sinkguard.WAIT)
    return stage


def frame(code: int | np.ndarray = 255, seen: Audience = Audience.NEAR, count: int = 1) -> Frame:
    light = np.broadcast_to(np.asarray(code, np.uint8), (1, 32, 3, BLOCK))
    everyone = np.full(BLOCK, seen.bit, np.uint8)
    return Frame(Tick(count), light, everyone, everyone, np.zeros((3, BLOCK), np.uint8))


@pytest.mark.parametrize(("driver", "bits"), [("ddp", 8), ("ddp", 16), ("sacn", 8), ("artnet", 8), ("opc", 8)])
def test_it_passes_the_published_check(driver, bits, frames):
    it = lamp_of(driver, calibration=Calibration(curve="screen"), bits=bits)
    stages = {}

    def make():
        stage = Stage(it, rows=[7, 3, 2000])
        stages[stage.lamp] = stage
        return stage.lamp

    def light(lamp):
        stage = stages[lamp]
        stage.beats(2 * sinkguard.LATE)
        codes = stage.light() // (257 if bits == 16 else 1)
        return codes[[1, 0, 2]].transpose(1, 2, 0)  # a driver's rows stand in their order

    check(make, frames, light, dims=True)


def test_each_tooth_of_each_smile_finds_its_pixel():
    teeth = (FDI.index(21), FDI.index(11))
    it = lamp_of("ddp", parts=(Part(count=2), Part(count=1, skip=0, pixel=70, teeth=teeth)), order="GRB",
                 calibration=Calibration(curve="screen"))  # fmt: skip
    light = np.random.default_rng(1).integers(0, 256, (1, 32, 3, BLOCK)).astype(np.uint8)
    stage = opened(it, rows=[5, 9, 5])
    for _ in range(4):
        stage.show(frame(light))
        stage.beats(1.5)
    shown = stage.way.sink.light(stage.now).reshape(-1, 3)[:, [1, 0, 2]]
    assert np.array_equal(shown[:32], light[0, :, :, 5])
    assert np.array_equal(shown[32:64], light[0, :, :, 9])
    assert not shown[64:70].any()
    assert np.array_equal(shown[70:], light[0, list(teeth), :, 5])


def test_nobody_and_whoever_has_no_grant_are_dark():
    stage = opened(lamp_of("ddp"), rows=[4, -1, 6])
    seen = frame()
    seen._seen[6] = seen._present[6] = Audience.PUBLIC.bit
    stage.show(seen)
    stage.beats(1.9)
    assert stage.light()[0].all()
    assert not stage.light()[1:].any()


def test_the_mean_of_four_beats_has_more_bits_than_the_wire():
    stage = opened(lamp_of("ddp", 1))
    stage.show(frame(20))  # 0.0070 of full light: 1.78 codes
    stage.beats(1.0)
    shown = []
    for _ in range(8):
        stage.beats(1 / 40)
        shown.append(stage.light())
    assert np.allclose(np.mean(shown, axis=0), 1.75)


def test_a_hub_that_hangs_is_dark_after_a_lease():
    stage = opened(lamp_of("sacn"))
    stage.show(frame())
    stage.beats(LEASE - 0.1)
    assert stage.light().all()
    stage.beats(0.1 + 2 * sinkguard.LATE)
    assert not stage.light().any()
    assert stage.way.sink.live  # and the lamp is not left alone to its own effect


def test_a_lamp_that_was_away_comes_back_dark_and_rises_slowly():
    stage = opened(lamp_of("ddp", 1))
    for _ in range(3):
        stage.show(frame())
        stage.beats(1.0)
    assert (stage.light() == 255).all()
    stage.way.away = "no route to host"
    stage.beats(1.0)
    stage.way.away, stage.way.times = "", 2
    steps = []
    for beat in range(160):
        if beat % 30 == 0:
            stage.show(frame())
        stage.beats(1 / 40)
        steps.append(int(stage.light()[0, 0, 0]))
    assert not any(steps[: round(REST * 40) - 2])
    assert max(np.diff(steps[1:])) < 30
    assert steps[-1] == 255
    assert stage.lamp.counts["away"] == 40


def test_it_says_farewell_with_darkness():
    stage = opened(lamp_of("sacn"))
    for _ in range(3):
        stage.show(frame())
        stage.beats(1.0)
    assert stage.light().any()
    asyncio.run(stage.lamp.close())
    assert not stage.light().any()
    assert stage.way.sink.counts["late"] == 0
    stage.show(frame())
    assert not stage.light().any()


def flicker(codes: np.ndarray, seed: int):
    """Frames of any light for one block of smiles, some of it flashing as fast as it can."""
    wants = weather.restless(32 * codes.shape[-1], seed)
    while True:
        level = next(wants).reshape(3, 32, -1)
        codes[0] = (level // 256).astype(np.uint8).transpose(1, 0, 2)
        block = np.zeros((1, 32, 3, BLOCK), np.uint8)
        block[..., : codes.shape[-1]] = codes
        yield frame(block)


WEATHER = {
    "ddp": (None, weather.Link(loss=0.2, gaps=0.005, late=0.3, twice=0.3)),
    "ddp that takes what comes late": (LAX, weather.Link(loss=0.1, gaps=0.005, late=0.5, twice=0.3)),
    "ddp that holds what it has": (HOLDS, weather.Link(loss=0.3, gaps=0.01, late=0.3)),
    "sacn": (None, weather.Link(loss=0.2, gaps=0.005, late=0.3, twice=0.3, keeps_order=True)),
    "sacn that takes what comes late": (receiver.WLED_UNIVERSES._replace(drops_late=False),
                                        weather.Link(loss=0.2, late=0.3, twice=0.3)),
    "sacn together": (receiver.WLED, weather.Link(loss=0.1, late=0.1)),
    "artnet": (None, weather.Link(loss=0.2, gaps=0.005, late=0.3, twice=0.3, keeps_order=True)),
    "artnet together": (receiver.WLED, weather.Link(loss=0.1, late=0.1)),
}  # fmt: skip


def seen_in(weather_: str, smiles: int, seconds: float, seed: int = 1, looks: int = 4) -> tuple[int, int]:
    """Most transitions of a tooth in any second, of all that is counted; and frame-cells that were shown."""
    habits, link = WEATHER[weather_]
    driver = weather_.split()[0]
    it = lamp_of(driver, smiles, sync=int(weather_.endswith("together")))
    stage = Stage(it, link=link, seed=seed)
    stage.way.sink = sink(it, habits)
    asyncio.run(stage.lamp.open())
    frames = flicker(np.zeros((1, 32, 3, smiles), np.uint8), seed)
    shown = np.empty((round(seconds * it.rate) * looks, 3, it.pixels), np.uint8)
    for beat in range(len(shown) // looks):
        if beat % 4 != 3:  # thirty frames a second
            stage.show(next(frames))
        stage.beats(1 / it.rate)
        for look in range(looks):
            stage.way.arrive(stage.now + look / looks / it.rate)
            moment = beat * looks + look
            shown[moment] = stage.way.sink.light(stage.now + look / looks / it.rate).reshape(-1, 3).T
    worst = 0
    for first in range(0, it.pixels, 500):
        worst = max(worst, *weather.most(shown[:, :, first : first + 500], it.rate * looks).values())
    assert shown.any()
    return worst, len(shown) // looks * it.pixels


@pytest.mark.parametrize("weather_", WEATHER)
def test_no_receiver_flashes_in_bad_weather(weather_):
    assert seen_in(weather_, 4, 6.0, looks=2)[0] <= 3


@SLOW
@pytest.mark.timeout(1500)
@pytest.mark.parametrize("weather_", WEATHER)
def test_no_receiver_flashes_in_ten_million_teeth(weather_):
    cells = 0
    for part in range(6):
        worst, some = seen_in(weather_, 150, 9.0, seed=10 + part)
        assert worst <= 3
        cells += some
    assert cells >= 10**7


def test_by_itself_it_beats_over_a_real_socket():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as there:
        there.bind(("127.0.0.1", 0))
        there.settimeout(2)
        it = lamp_of("ddp", 2, port=there.getsockname()[1], rate=100)
        lamp, seen = Lamp(it, np.arange(2)), receiver.Display(it.pixels * 3)

        async def live():
            await lamp.open()
            await lamp.show(frame())
            await asyncio.sleep(0.2)
            await lamp.close()

        asyncio.run(live())
        while seen.counts["taken"] < 5:
            seen.take(there.recv(2000), time.monotonic())
        assert seen.live
        assert lamp.counts["packets"] >= 8
        assert not lamp.counts["failed"]
