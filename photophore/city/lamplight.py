"""Who shines on lamps: rows of the city for each part of a file of lamps; and a made-up crowd to try a receiver."""

import asyncio
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, final

import numpy as np

from photophore import chance
from photophore.city.twin import Settled
from photophore.devices import fixture, lamp
from photophore.devices.fixture import Fixture, Part
from photophore.devices.virtual import Virtual
from photophore.glyph.gallery import DEFAULT, gallery
from photophore.glyph.kernel import Forge
from photophore.glyph.tree import Glyph
from photophore.loop import Loop
from photophore.words import BLOCK, FPS, Audience, BadLamp, Purpose, Samples, Sense, Signal, Tick, WearerClass, samples

F = np.float32
QUICK = 1000  # smiles from which on the light path is compiled first
PERIOD = 20.0  # seconds in which a mood of the crowd comes round
MOOD = 95  # use of chance
BEATS, BEAT_ROUNDS = 40, 5  # of `measure`: a second's worth, and how often
FRAMES = 40  # until a crowd is lit
Told = Callable[[int, int], None]


def rows(it: Fixture, settled: Settled, everyone: int) -> np.ndarray:
    """(s,) int32 the row of each of a lamp's smiles; -1 where nobody is. everyone: rows of the hub, guests last."""
    guests = np.setdiff1d(np.arange(everyone, dtype=np.int32), settled.rows)
    return np.concatenate([_part(part, settled, guests, it.name) for part in it.parts])


def _part(part: Part, settled: Settled, guests: np.ndarray, name: str) -> np.ndarray:
    meant = guests if part.who == fixture.GUESTS else _crowd(part, settled, name)
    chosen = meant[part.skip : part.skip + part.count]
    return np.append(chosen, np.full(part.count - len(chosen), -1)).astype(np.int32)


def _crowd(part: Part, settled: Settled, name: str) -> np.ndarray:
    if part.district is None:
        return settled.rows
    named = {district.name.casefold(): place for place, district in enumerate(settled.place.districts)}
    if part.district.casefold() not in named:
        some = ", ".join(district.name for district in settled.place.districts[:8])
        raise BadLamp(f"{settled.place.name} has no district {part.district!r}", f"lamp {name}", f"it has {some}")
    return settled.rows[settled.crowd.district == named[part.district.casefold()]]


def attach(lamps: list[Fixture], settled: Settled, loop: Loop) -> list[lamp.Lamp]:
    """Hang up the lamps of a file; each sees what its audience may, and begins dark."""
    hung = [lamp.Lamp(it, rows(it, settled, loop.n)) for it in lamps]
    for one in hung:
        loop.attach(one)
    return hung


@final
class Moods:
    """Bodies of a made-up crowd that lets everybody see: each feels a little otherwise, and goes through all moods."""

    def __init__(self, rows: np.ndarray, born: np.ndarray, loop: Loop):
        self.rows, self.born, self.renew = rows, born, loop.grants.renew
        self.late = chance.draw(loop.seed, rows, 0, MOOD)

    def feel(self, tick: Tick) -> Samples:
        if tick.count % tick.fps:
            return samples()
        self.renew(self.rows, tick.count)  # they are there: what they granted goes on
        turn = 2 * np.pi * (tick.seconds / PERIOD + self.late)
        value = np.stack([np.sin(turn), np.cos(turn * 0.7)], axis=1).astype(F)
        heart = np.stack([F(70) + F(20) * value[:, 1], np.full(len(turn), np.nan, F)], axis=1)
        kinds = np.repeat(np.array([Sense.REPORT, Sense.HEART_RATE], np.uint8), len(self.rows))
        at = np.full(2 * len(self.rows), tick.count, np.int64)
        return Samples(np.tile(self.rows, 2), np.tile(self.born, 2), kinds, np.concatenate([value, heart]), at)

    def show(self, light: np.ndarray, tick: Tick | None) -> None:
        """Their colonies cost nothing."""


def gather(loop: Loop, smiles: int, glyph: Glyph, audience: Audience) -> np.ndarray:
    """A crowd of whole mouths that wear one design and let this audience see it -> its rows."""
    who, born = loop.join(smiles, WearerClass.VIRTUAL)
    own = (chance.draw(loop.seed, who, 1, MOOD) * 2.0**32).astype(np.uint32)
    loop.dress(who, teeth=np.uint32(0xFFFFFFFF), power=F(1), rate=F(0.2), seed=own)
    loop.wear(who, glyph)
    for seen in (Audience.SELF, audience):
        for signal in (Signal.FEELING, Signal.HEART):
            loop.grants.grant(who, seen, signal, Purpose.LIGHT | Purpose.SYNC)
    loop.attach(Virtual(Moods(who, born, loop), who, Audience.SELF, key="moods", parts=FPS))
    return who


class Asked(NamedTuple):
    """What `send` was asked for."""

    lamp: Fixture
    glyph: Glyph
    seconds: float
    seed: int = 7


def send(asked: Asked, kernels: Path, told: Told = lambda done, of: None) -> dict:
    """Stream a crowd that wears one design to one lamp, and say how it went. BadLamp where it was never reached."""
    smiles, quick = asked.lamp.smiles, asked.lamp.smiles >= QUICK
    forge = Forge(kernels) if quick else None
    loop = Loop(-(-smiles // BLOCK), seed=asked.seed, forge=forge, fast=quick)
    try:
        who = gather(loop, smiles, asked.glyph, asked.lamp.audience)
        if forge:
            forge.wait(loop.worn.deck)
            loop.step()  # compiled before the clock runs
        loop.attach(one := lamp.Lamp(asked.lamp, who))
        begun, worked = time.perf_counter(), time.process_time()
        asyncio.run(_run(loop, asked.seconds, told))
        took, worked = time.perf_counter() - begun, time.process_time() - worked
    finally:
        loop.close()
        if forge:
            forge.close()
    counts = one.counts
    if not counts["packets"]:
        where, why = f"{asked.lamp.host}:{asked.lamp.port}", one.way.away or one.trouble or "it never opened"
        raise BadLamp(f"no light left: {why}", where, "is it on, and listening?")
    return {
        "driver": asked.lamp.driver, "host": asked.lamp.host, "port": asked.lamp.port, "smiles": smiles,
        "glyph": asked.glyph.name, "seconds": round(took, 2), "frames": loop.stats.frames, "beats": counts["beats"],
        "beats_per_second": round(counts["beats"] / asked.seconds, 1), "packets": counts["packets"],
        "bytes": counts["bytes"], "dropped": counts["dropped"], "waited": counts["waited"],
        "processor_seconds": round(worked, 2), "away": one.way.away or one.trouble,
    }  # fmt: skip


async def _run(loop: Loop, seconds: float, told: Told) -> None:
    running = asyncio.ensure_future(loop.run())
    until = time.perf_counter() + seconds
    try:
        while (left := until - time.perf_counter()) > 0 and not running.done():
            told(round(seconds - left), round(seconds))
            await asyncio.wait([running], timeout=min(left, 0.5))
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def measure(smiles: int, told: Told = lambda done, of: None) -> dict:
    """Share of a core that each driver takes for so many smiles: 40 beats and 30 frames a second, sockets included."""
    figures: dict = {"smiles": smiles, "beats_per_second": BEATS}
    loop = Loop(-(-smiles // BLOCK), fast=smiles >= QUICK)
    try:
        gather(loop, smiles, gallery()[DEFAULT], Audience.NEAR)
        frames = [loop.step() for _ in range(FRAMES)][-2:]  # the loop has two sets of buffers: these stay as they are
        for place, driver in enumerate(("ddp", "sacn", "artnet")):
            figures[f"{driver}_core"] = _share(driver, smiles, frames)
            told(place + 1, 3)
    finally:
        loop.close()
    return figures


def _share(driver: str, smiles: int, frames: list) -> float:
    """Processor seconds for a second of light, the median of some; packets go to a socket of our own that keeps few."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as there:
        there.bind(("127.0.0.1", 0))
        it = Fixture("bench", driver, "127.0.0.1", Audience.NEAR, (Part(count=smiles),), there.getsockname()[1])
        now = [1.0]
        one = lamp.Lamp(it, np.arange(smiles), clock=lambda: now[0], by_itself=False)
        took = [_second(one, frames, now) for _ in range(BEAT_ROUNDS + 1)]
        one.way.close()
    return round(float(np.median(took[1:])), 3)


def _second(one: lamp.Lamp, frames: list, now: list[float]) -> float:
    async def live() -> None:
        await one.open()
        for beat in range(BEATS):
            now[0] += 1 / BEATS
            if beat % 4 < 4 * FPS // BEATS:
                await one.show(frames[beat % len(frames)])
            one.beat()

    begun = time.process_time()
    asyncio.run(live())
    return time.process_time() - begun
