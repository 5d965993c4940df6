"""The published check: any driver, ours or a stranger's, must pass it before a hub attaches it."""

import asyncio
import re
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from photophore.devices.driver import BrokenDriver, Driver
from photophore.words import Audience, Frame, Samples, Sense, Tick

PATIENCE = 2.0  # seconds within which every waiting verb must come back
PROMPT = 0.05  # seconds that `feel` may take: more would hold up the frame of everybody
COLUMNS = {"row": np.int32, "born": np.uint32, "kind": np.uint8, "value": np.float32, "at": np.int64}

Light = Callable[[Driver], np.ndarray]


class Readback(NamedTuple):
    """What a device gives out."""

    read: Light
    dims: bool


def check(make: Callable[[], Driver], frames: Sequence[Frame], light: Light | None = None, dims: bool = False) -> None:
    """Try a driver that `make` builds afresh, with at least two frames; raise BrokenDriver at the first broken word.

    `light(driver)` reads back what the device gives out now, (32, 3, k) uint8 sRGB; without it the light itself
    is not compared. dims: the device has a guard of its own, so that it may be darker than its audience may see, never
    brighter. Starts an event loop of its own: call it from plain code.
    """
    if len(frames) < 2:
        raise ValueError("the check needs at least two frames")
    asyncio.run(_all(make, frames, light and Readback(light, dims)))


async def _all(make, frames, light) -> None:
    driver = make()
    _names(driver)
    await _within(driver, driver.close(), "close, before open")
    await _whole_life(make(), frames, light)
    await _flood(make(), frames, light)


def _names(driver: Driver) -> None:
    if not isinstance(driver, Driver):
        raise BrokenDriver("this is no driver", type(driver).__name__, "derive it from devices.driver.Driver")
    if not (isinstance(driver.key, str) and re.fullmatch(r"[A-Za-z0-9.-]{1,64}", driver.key)):
        raise BrokenDriver("the key is not plain", repr(driver.key), "use letters, digits, '-' and '.', at most 64")
    if not isinstance(driver.audience, Audience):
        raise BrokenDriver("the audience is none of ours", driver.key, "give one words.Audience, such as Audience.NEAR")
    rows = driver.rows
    if not (isinstance(rows, np.ndarray) and rows.dtype == np.int32 and rows.ndim == 1):
        raise BrokenDriver("rows are not a list of int32", driver.key, "make them np.asarray(rows, np.int32)")
    if rows.size and (rows.min() < 0 or np.unique(rows).size != rows.size):
        raise BrokenDriver("a row is below 0 or there twice", driver.key, "name each row once")


async def _whole_life(driver: Driver, frames, light) -> None:
    await _within(driver, driver.open(), "open")
    _dark(driver, light, "after open, before the first frame")
    for frame in frames:
        _feel(driver, frame.tick)
        before = [column.tobytes() for column in _columns(frame)]
        await _within(driver, driver.show(frame), "show")
        if before != [column.tobytes() for column in _columns(frame)]:
            raise BrokenDriver("the frame was changed", driver.key, "copy what you want to change")
        _same(driver, frame, light)
    await _within(driver, driver.close(), "close")
    _dark(driver, light, "after close")
    await _within(driver, driver.close(), "close, the second time")
    await _within(driver, driver.show(frames[-1]), "show, after close")
    _feel(driver, frames[-1].tick)
    _dark(driver, light, "when a frame came after close")


async def _flood(driver: Driver, frames, light) -> None:
    """Frames without a pause: none may be queued, so that the last one is out when `show` is back."""
    await _within(driver, driver.open(), "open")
    for _ in range(100):
        for frame in frames:
            await _within(driver, driver.show(frame), "show, in a flood")
    _same(driver, frames[-1], light)
    await _within(driver, driver.close(), "close, in a flood")
    _dark(driver, light, "after close, in a flood")


def _feel(driver: Driver, tick: Tick) -> None:
    begun = time.perf_counter()
    felt = driver.feel(tick)
    if time.perf_counter() - begun > PROMPT:
        raise BrokenDriver("feel takes too long", driver.key, f"gather beforehand; it has {PROMPT * 1000:.0f} ms")
    if not isinstance(felt, Samples):
        raise BrokenDriver("feel gave no Samples", driver.key, "return words.samples() when there is nothing")
    count = len(felt.row)
    for name, dtype in COLUMNS.items():
        column = getattr(felt, name)
        shape = (count, 2) if name == "value" else (count,)
        if not isinstance(column, np.ndarray) or column.dtype != dtype or column.shape != shape:
            raise BrokenDriver(f"samples.{name} is not {shape} {dtype.__name__}", driver.key, "see words.Samples")
    if not np.isin(felt.row, driver.rows).all():
        raise BrokenDriver("a sample speaks of a row that is not the driver's", driver.key, "feel own rows only")
    if (felt.at > tick.count).any():
        raise BrokenDriver("a sample is from the future", driver.key, "`at` is at most the tick that is asked for")
    if (felt.kind >= len(Sense)).any() or np.isinf(felt.value).any():
        raise BrokenDriver("a sample has no known kind, or no end", driver.key, "kinds are words.Sense; missing is nan")


def _same(driver: Driver, frame: Frame, light: Readback | None) -> None:
    if light is None:
        return
    out, may = light.read(driver), frame.seen_by(driver.audience, driver.rows)
    if not (np.shape(out) == may.shape and (out <= may).all() if light.dims else np.array_equal(out, may)):
        raise BrokenDriver(
            "the device does not show what its audience may see",
            f"{driver.key}, tick {frame.tick.count}",
            "show frame.seen_by(driver.audience, driver.rows)",
        )


def _dark(driver: Driver, light: Readback | None, when: str) -> None:
    if light is not None and np.any(light.read(driver)):
        raise BrokenDriver("the device is not dark", f"{driver.key}, {when}", "send zeros there")


def _columns(frame: Frame) -> tuple[np.ndarray, ...]:
    return frame.light, frame.seen, frame.present, frame.fallback


async def _within(driver: Driver, waiting, verb: str) -> None:
    try:
        await asyncio.wait_for(waiting, PATIENCE)
    except TimeoutError:
        raise BrokenDriver(f"{verb} does not come back", driver.key, f"it has {PATIENCE:.0f} s") from None
    except Exception as error:
        raise BrokenDriver(f"{verb} failed: {error!r}", driver.key, "open, show and close may not raise") from error
