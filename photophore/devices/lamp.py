"""A driver for real lamps: the light of some smiles goes out by DDP, sACN, Art-Net or Open Pixel Control.

A frame becomes what is wanted; the lamp's own beat, in a thread of its own, makes of it what may leave (sinkguard),
dithers it, and sends it again and again. So light rises and is dithered at the lamp's pace, not the hub's; falls are
taken at once. A hub that hangs is dark after a LEASE, and a lamp that was away begins from the dark.
"""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import final

import numpy as np

from photophore.devices import dither, fast_sink, fixture, outlet, sinkguard
from photophore.devices.driver import Driver
from photophore.words import LEASE, TEETH, Frame, Samples, Tick, samples

REST = 1.0  # seconds of darkness for a lamp that begins, or was away
FAREWELLS = 3  # times that the dark is told at the end
SMALL = 2000  # pixels up to which the plain guard is quick enough, and nothing need be compiled
# seconds that light may wait for a synchronisation and still be shown, until source or waiting is forgotten: old
# light then glows between new (tests/devices/test_storm.py), and so rises keep this much further apart
HELD = {"sacn": 2.5, "artnet": 4.0}
SHARE = 3 * TEETH  # values of a smile


@final
class Lamp(Driver):
    """One fixture, and the rows whose light it shows."""

    def __init__(self, it: fixture.Fixture, rows: np.ndarray, way: outlet.Outlet | None = None,
                 clock: Callable[[], float] = time.monotonic, by_itself: bool = True):  # fmt: skip
        """rows: (s,) the row of each of its smiles, in the order of its parts; -1: nobody, dark.

        way, clock, by_itself: for tests; without a thread of its own it beats when `beat` is called.
        """
        self.fixture, self.key, self.audience = it, f"lamp-{it.name}", it.audience
        rows = np.asarray(rows, np.int32)
        self.rows = np.unique(rows[rows >= 0]).astype(np.int32)
        self.counts: Counter[str] = Counter()  # beats, packets, bytes, waited, dropped, away
        self.way = way or outlet.outlet(it)
        self._clock, self._by_itself = clock, by_itself
        self._map(rows)
        self._begin()
        self._thread, self._stop, self._on = None, threading.Event(), False
        self._heard = self._since = -np.inf
        self.trouble = ""  # why a beat failed last
        self._times = 0  # that the way was open when it last beat

    def _map(self, rows: np.ndarray) -> None:
        """From each pixel to the value of the frame's light that it shows; the last value is dark."""
        smile, tooth = fixture.layout(self.fixture)
        row = np.where(smile >= 0, rows[smile], -1) if rows.size else smile
        column = np.searchsorted(self.rows, np.maximum(row, 0))
        nobody = row < 0
        count = len(self.rows)
        base = np.where(nobody, 0, tooth * 3 * count + column)
        place = [np.where(nobody, SHARE * count, base + channel * count) for channel in range(3)]
        self._place = np.stack(place).astype(np.int32)
        self._table = dither.table(self.fixture.calibration)
        each, pixels = self.fixture.each, self.fixture.pixels
        self._edges = np.append(np.arange(0, pixels, each), pixels)
        self._dots = [dither.dots(pixels, beat) for beat in range(len(dither.PHASES))]
        if self.fixture.bits == 16:
            self._dots = [np.full(pixels, sinkguard.FINE)]
        self._order = np.array(["RGB".index(letter) for letter in self.fixture.order])
        self._dark = np.zeros((3, pixels), np.uint16)
        self._wanted = self._dark

    def _begin(self) -> None:
        """As one that was dark, and has just fallen."""
        held = HELD[self.fixture.driver] if self.fixture.sync else 0.0
        self._pace = sinkguard.pace(self.fixture.rate, self.fixture.driver == "opc", held)
        self._memory = sinkguard.start(self.fixture.pixels, len(self._edges) - 1, self._pace)
        self._quick = self.fixture.pixels > SMALL
        self._packer = outlet.Packer(self.fixture)

    # --- the contract

    async def open(self) -> None:
        self._on = True
        if self._by_itself:
            self._thread = threading.Thread(target=self._run, name=f"photophore-{self.key}", daemon=True)
            self._thread.start()

    async def show(self, frame: Frame) -> None:
        if not self._on:
            return
        light = np.append(frame.seen_by(self.audience, self.rows).ravel(), np.uint8(0))
        wanted = np.empty(self._place.shape, np.uint16)  # a new one: the beat may be reading the last one
        if self._quick:
            fast_sink.meant(light, self._place, self._table, wanted)
        else:
            wanted[:] = self._table[np.arange(3)[:, None], light[self._place]]
        self._wanted, self._heard = wanted, self._clock()

    def paint(self, codes: np.ndarray) -> None:
        """Nobody's light, (3, p) uint8 sRGB, pixel by pixel: for a trial. It passes the guard as any other."""
        self._wanted, self._heard = self._table[np.arange(3)[:, None], codes], self._clock()

    def feel(self, tick: Tick) -> Samples:
        return samples()

    async def close(self) -> None:
        if not self._on:
            return
        self._on = False
        self._stop.set()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join, 1.0)
        await self._farewell()
        self.way.close()

    # --- its own beat

    def beat(self) -> None:
        """What may leave now, leaves."""
        now = self._clock()
        if not self._on:
            return
        if not self.way.ready(now):
            self.counts["away"] += bool(self.way.away)
            return
        if self._times != self.way.times:  # it begins, or comes back
            self._times, self._since = self.way.times, now
            self._begin()
        rests = now - self._since < REST or now - self._heard > LEASE
        self.send(self._dark if rests else self._wanted, now)

    def send(self, wanted: np.ndarray, now: float) -> None:
        """One beat's packets of what is wanted, (3, p) uint16."""
        dots = self._dots[self.counts["beats"] % len(self._dots)]
        limit = fast_sink.limit if self._quick else sinkguard.limit
        codes, goes = limit(self._memory, wanted, self._edges, dots, self._pace)
        self._out(codes, goes, now)
        self.counts.update(beats=1, waited=int((~goes).sum()))

    def _out(self, codes: np.ndarray, goes: np.ndarray, now: float) -> None:
        packets = self._packer.packets(self._wire(codes), goes)
        sent = self.way.send(packets, now)
        self.counts.update(packets=sent, dropped=len(packets) - sent, bytes=sum(len(it) for _, it in packets[:sent]))

    def _wire(self, codes: np.ndarray) -> np.ndarray:
        """(p, 3) bytes or words, in the order of the lamp's channels."""
        if self.fixture.bits == 8 and self._quick:
            wire = np.empty(codes.shape[::-1], np.uint8)
            fast_sink.eight(codes, self._order, wire)
            return wire
        return (dither.sixteen if self.fixture.bits == 16 else dither.eight)(codes[self._order])

    def _run(self) -> None:
        period = 1 / self.fixture.rate
        due = time.monotonic()
        while not self._stop.is_set():
            try:
                self.beat()
            except Exception as error:  # a thread's end is heard by nobody; the lamp times out by itself
                self.counts["failed"] += 1
                self.trouble = f"{type(error).__name__}: {error}"
            now = time.monotonic()
            due = max(due + period, now - period * 0.05) if now - due < period else now + period
            self._stop.wait(max(due - now, period * (1 - sinkguard.EARLY)))

    async def _farewell(self) -> None:
        """The dark, as soon as nothing brighter can overtake it, several times since one may be lost."""
        if not self.way.ready(self._clock()):
            return
        dark, all_ = np.zeros_like(self._dark, np.float32), np.ones(len(self._edges) - 1, bool)
        for _ in range(FAREWELLS):
            await asyncio.sleep(sinkguard.LATE)
            self._out(dark, all_, self._clock())
        self.way.send(self._packer.ending(), self._clock())
