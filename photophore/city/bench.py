"""How fast this machine is: the workload of the design's section 7, as ratios against a plain copy of the same bytes.

Each figure is the median over rounds; a round times the copy and what is compared with it one after the other.
"""

import contextlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from photophore import chance
from photophore.glyph import draw as glyphs
from photophore.glyph.gallery import DEFAULT, gallery
from photophore.glyph.kernel import Forge
from photophore.light import guard, paint
from photophore.loop import Loop
from photophore.words import BLOCK, TEETH, Audience, Purpose, Samples, Sense, Signal, Tick

F = np.float32
FRESH, UNGRANTED, FADING = 0.10, 0.20, 0.05  # shares of the rows; DESIGN 7
ROUNDS, WARM = 9, 3
BATCHES = 4  # of fresh samples, made beforehand
PICK, SAY = 90, 91  # uses of chance
Told = Callable[[int, int], None]


class Bench(NamedTuple):
    """A loop with the fixed workload."""

    loop: Loop
    rows: np.ndarray
    fading: np.ndarray
    batches: list[Samples]


def tick(smiles: int, kernels: Path, told: Told = lambda done, of: None) -> dict:
    """copy_ms, tick_ms, limited_ms, state_tick_ms, guard_ms and their ratios, for so many smiles of 32 teeth."""
    with contextlib.closing(Forge(kernels)) as forge:
        bench = made(smiles, forge)
        with contextlib.closing(bench.loop):
            copy = _copier(bench.loop.blocks)
            took = {name: [] for name in ("copy", "tick", "limited", "state", "guard")}
            for done in range(WARM + ROUNDS):
                round_ = {"copy": _timed(copy), "tick": _tick(bench), "limited": _tick(bench, limited=True),
                          "state": _tick(bench, drawn=False), "guard": _guard(bench)}  # fmt: skip
                for name, ms in round_.items():
                    took[name] += [ms] if done >= WARM else []
                told(done + 1, WARM + ROUNDS)
    middle = {name: float(np.median(values)) for name, values in took.items()}
    return {
        "smiles": smiles, "glyphs": len(bench.loop.worn.deck), "copy_ms": round(middle["copy"], 2),
        "tick_ms": round(middle["tick"], 2), "tick_ratio": _ratio(took, "tick"),
        "limited_ms": round(middle["limited"], 2), "limited_ratio": _ratio(took, "limited"),
        "guard_ms": round(middle["guard"], 2), "state_tick_ms": round(middle["state"], 2),
    }  # fmt: skip


def draw(smiles: int, kernels: Path, told: Told = lambda done, of: None) -> dict:
    """plain_ms and fast_ms of drawing the default design to bytes, fast as a ratio to a copy, max_diff in codes."""
    glyph = gallery()[DEFAULT]
    with contextlib.closing(Forge(kernels)) as forge:
        bench = made(smiles, forge, [glyph], ungranted=0.0, fading=0.0)
        with contextlib.closing(bench.loop):
            loop, out = bench.loop, _out(bench)
            copy, ready = _copier(loop.blocks), (loop.worn, loop.memory.display.shown, loop.memory.phases)
            took = {"copy": [], "fast": []}
            for done in range(WARM + ROUNDS):
                times = {"copy": _timed(copy), "fast": _timed(lambda: out.by.draw(*ready, loop.tick, out))}
                for name, ms in times.items():
                    took[name] += [ms] if done >= WARM else []
                told(done + 1, WARM + ROUNDS + 1)
            fast = out.wanted.light.copy()
            plain = _timed(lambda: paint.draw(*ready, loop.tick, out))
            told(WARM + ROUNDS + 1, WARM + ROUNDS + 1)
            off = np.abs(fast.astype(np.int16) - out.wanted.light).max()
    return {
        "smiles": smiles, "glyph": glyph.name, "plain_ms": round(plain, 2),
        "fast_ms": round(float(np.median(took["fast"])), 2), "copy_ms": round(float(np.median(took["copy"])), 2),
        "copy_ratio": _ratio(took, "fast"), "max_diff": int(off), "clocks": len(glyphs.clocks(glyph, Tick(0))),
    }  # fmt: skip


def made(smiles: int, forge: Forge, designs=None, ungranted=UNGRANTED, fading=FADING) -> Bench:
    """Every design worn, next to each other in no order; some rows are not granted, some pass into another design."""
    designs = designs or list(gallery().values())
    loop = Loop(-(-smiles // BLOCK), forge=forge)
    rows, born = loop.join(smiles)
    pick = chance.draw(0, rows, 0, PICK)
    turn = (chance.draw(0, rows, 1, PICK) * len(designs)).astype(int)
    loop.dress(rows, teeth=np.uint32(0xFFFFFFFF), power=F(1), rate=F(0.1) + pick * F(0.1),
               group=(rows % 24).astype(np.int32), crowd=(rows // 4096 % 256).astype(np.int16))  # fmt: skip
    for shift in (1, 0):  # the second design is the one that comes in
        for place, glyph in enumerate(designs):
            loop.wear(rows[(turn + shift) % len(designs) == place], glyph)
    late = rows[pick >= 1 - fading] if fading else rows[:0]
    loop.worn.before[np.setdiff1d(rows, late)] = -1
    granted = rows[pick >= ungranted]
    for audience in (Audience.SELF, Audience.NEAR):
        for signal in (Signal.FEELING, Signal.HEART):
            loop.grants.grant(granted, audience, signal, Purpose.LIGHT | Purpose.SYNC)
    forge.wait(designs)
    bench = Bench(loop, rows, late, [_fresh(rows, born, batch) for batch in range(BATCHES)])
    loop.feed(_said(rows, born, 0, 0))
    loop.feed(_beats(rows, born))
    loop.step()
    return bench


def _said(rows, born, at: int, use: int) -> Samples:
    value = np.stack([chance.draw(use, rows, axis, SAY) * F(2) - F(1) for axis in range(2)], axis=1)
    kind = np.full(rows.size, Sense.REPORT, np.uint8)
    return Samples(rows, born, kind, value, np.full(rows.size, at, np.int64))


def _beats(rows, born) -> Samples:
    value = np.full((rows.size, 2), np.nan, F)
    value[:, 0] = F(60) + chance.draw(0, rows, 2, SAY) * F(30)
    return Samples(rows, born, np.full(rows.size, Sense.HEART_RATE, np.uint8), value, np.zeros(rows.size, np.int64))


def _fresh(rows, born, batch: int) -> Samples:
    some = chance.draw(batch, rows, 3, PICK) < FRESH
    return _said(rows[some], born[some], 0, batch + 1)


def _tick(bench: Bench, limited: bool = False, drawn: bool = True) -> float:
    """Milliseconds of one tick with a tenth of the rows heard anew; limited: no cell may rise, and all want to."""
    loop = bench.loop
    loop.worn.since[bench.fading] = loop.tick.count - loop.fps
    loop.memory.sensed.heard_at[:] = loop.tick.count  # hearts go on, as if their sensors did
    batch = bench.batches[loop.tick.count % BATCHES]
    loop.feed(batch._replace(at=np.full(batch.row.size, loop.tick.count, np.int64)))
    limits = loop.memory.limits
    if limited:
        limits.extreme[:], limits.bits[:] = 0, guard.STAMPS
    engine = loop.engine
    if not drawn:
        empty = loop.frame
        loop.engine = engine._replace(draw=lambda *_: None, limit=lambda before, *_: (before, empty))
    took = _timed(loop.step)
    loop.engine = engine
    if limited:
        limits.extreme[:, : guard.MOUTH], limits.bits[:] = limits.level, 0
        limits.extreme[:, guard.MOUTH] = limits.level.mean(axis=1)
    return took


def _guard(bench: Bench) -> float:
    """Milliseconds of the last gate alone, over the light of the last frame."""
    loop = bench.loop
    out = _out(bench)
    wanted = out.by.draw(loop.worn, loop.memory.display.shown, loop.memory.phases, loop.tick, out)
    given, shown = loop.given, loop.memory.display.shown
    return _timed(lambda: out.by.limit(loop.memory.limits, wanted, shown, given, loop.worn, loop.tick))


def _out(bench: Bench):
    return bench.loop.buffers()


def _copier(blocks: int) -> Callable[[], None]:
    """A one-thread copy of a frame's bytes into a warm buffer."""
    here = np.ones((blocks, TEETH, 3, BLOCK), np.uint8)
    there = np.ones_like(here)
    return lambda: np.copyto(there, here)


def _timed(does: Callable[[], object]) -> float:
    begun = time.perf_counter()
    does()
    return (time.perf_counter() - begun) * 1000


def _ratio(took: dict[str, list[float]], name: str) -> float:
    return round(float(np.median(np.array(took[name]) / np.array(took["copy"]))), 2)
