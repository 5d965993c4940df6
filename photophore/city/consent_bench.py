"""How soon a withdrawal is darkness, and how quick policies and masks are: `photophore bench consent`."""

import asyncio
import contextlib
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, final

import numpy as np

from photophore.city import bench
from photophore.commons import cedar, tensor
from photophore.commons.hall import Hall
from photophore.commons.people import Joining
from photophore.commons.record import Choice
from photophore.devices.driver import Driver
from photophore.glyph.kernel import Forge
from photophore.loop import Loop
from photophore.words import Audience, Frame, Purpose, Role, Samples, Signal, Tick, Venue, WearerClass, samples

PEOPLE, ROUNDS = 24, 10  # who joined, and how often each takes something back
LIT = 40  # sRGB code of their steady light; only the moment of darkness is measured
PATIENCE = 10.0  # seconds until a light must have changed
TIMES = 200  # of what takes well under a millisecond


class Took(NamedTuple):
    """One withdrawal, in milliseconds from the request."""

    dark: float  # until the first frame in whose sending it is dark
    acknowledged: float  # until it was written, listed, pushed and told


@final
class Watcher(Driver):
    """A sink that tells when it was last shown which rows."""

    key, audience = "bench-watcher", Audience.NEAR

    def __init__(self, rows: np.ndarray):
        self.rows, self.lit, self.at = rows, np.zeros(rows.size, bool), 0.0
        self.news = threading.Condition()

    async def open(self) -> None:
        pass

    async def show(self, frame: Frame) -> None:
        lit = frame.seen_by(self.audience, self.rows).any(axis=(0, 1))
        with self.news:
            self.lit, self.at = lit, time.perf_counter()
            self.news.notify_all()

    def feel(self, tick: Tick) -> Samples:
        return samples()

    async def close(self) -> None:
        pass

    def until(self, place: int, lit: bool) -> float:
        """When a row was first shown lit, or dark; nan where it never was."""
        with self.news:
            came = self.news.wait_for(lambda: self.lit[place] == lit, PATIENCE)
            return self.at if came else float("nan")


def measure(smiles: int, kernels: Path, told: bench.Told = lambda done, of: None) -> dict:
    """withdraw_p99_ms, tensor_s, switch_ms, compile_one_ms, lookup_ns and more, with so many smiles lit."""
    with contextlib.closing(Forge(kernels)) as forge, tempfile.TemporaryDirectory() as folder:
        made = bench.made(smiles, forge)
        with contextlib.closing(made.loop), contextlib.closing(Hall.open(Path(folder), made.loop.grants)) as hall:
            figures = masks(made.loop, made.rows, hall.policies.tensor)
            took, pace = withdrawals(made.loop, hall, told)
    middle, late, last = (round(float(ms), 2) for ms in np.quantile([it.dark for it in took], [0.5, 0.99, 1]))
    told_of = round(float(np.quantile([it.acknowledged for it in took], 0.99)), 2)
    return {
        "smiles": smiles, "fps": made.loop.fps, "frames_per_s": round(pace, 1), "withdrawals": len(took),
        "withdraw_p50_ms": middle, "withdraw_p99_ms": late, "withdraw_max_ms": last, "acknowledge_p99_ms": told_of,
    } | figures  # fmt: skip


def masks(loop: Loop, rows: np.ndarray, rules: np.ndarray) -> dict:
    """tensor_s of the slowest class of wearer; switch_ms for all; compile_one_ms of one; lookup_ns for each row."""
    texts = list(cedar.built_in().values())
    tensors = [_seconds(lambda kind=kind: tensor.compile_(texts, kind), 1) for kind in WearerClass]
    grants, one = loop.grants, rows[:1]
    places = iter([Venue.HOME, Venue.STREET] * TIMES)
    row = np.random.default_rng(0).permutation(rows)
    every = _seconds(lambda: grants.allowed(row, Audience.NEAR, Signal.FEELING, Purpose.LIGHT), TIMES)
    return {
        "tensor_s": round(max(tensors), 3),
        "switch_ms": round(1000 * _seconds(lambda: grants.rule(rules), bench.ROUNDS), 2),
        "compile_one_ms": round(1000 * _seconds(lambda: grants.enter(one, next(places)), TIMES), 4),
        "lookup_ns": round(1e9 * every / row.size, 2),
    }


def withdrawals(loop: Loop, hall: Hall, told: bench.Told) -> tuple[list[Took], float]:
    """People who joined take back what they let others see, while everybody's light goes on; and frames a second."""
    people = [hall.people.join(hall.people.invite(Role.WEARER, None), Joining(WearerClass.ADULT))[0].id
              for _ in range(PEOPLE)]  # fmt: skip
    rows = np.arange(PEOPLE)  # they take the places of some who glow already
    loop.dress(rows, fallback=np.full((3, PEOPLE), LIT))
    for person, row in zip(people, rows, strict=True):
        hall.terms.settle(person, [row], loop.born[row])
    watcher, took = Watcher(rows), []
    loop.attach(watcher)
    with _running(loop):
        frames, begun = loop.stats.frames, time.perf_counter()
        for done in range(PEOPLE * ROUNDS):
            took.append(_withdrawn(hall, watcher, people[done % PEOPLE], done % PEOPLE))
            told(done + 1, PEOPLE * ROUNDS)
        pace = (loop.stats.frames - frames) / (time.perf_counter() - begun)
    return took, pace


def _withdrawn(hall: Hall, watcher: Watcher, person: str, place: int) -> Took:
    """Lit, seen to be lit, and taken back at any moment of a frame; the darkness is waited for beside the writing."""
    hall.terms.decide(person, Choice(Audience.NEAR, Signal.PLACE, Purpose.LIGHT), "People near you see that you are "
                      "here.", "en")  # fmt: skip
    watcher.until(place, True)
    time.sleep(np.random.default_rng().uniform(0, 0.04))
    seen: list[float] = []
    waiting = threading.Thread(target=lambda: seen.append(watcher.until(place, False)))
    waiting.start()
    begun = time.perf_counter()
    hall.terms.withdraw(person, Audience.NEAR)
    ended = time.perf_counter()
    waiting.join()
    return Took(1000 * (seen[0] - begun), 1000 * (ended - begun))


@contextlib.contextmanager
def _running(loop: Loop):
    """The loop beats in a thread of its own, as in a hub."""
    beat = asyncio.new_event_loop()
    task = beat.create_task(loop.run())
    thread = threading.Thread(target=lambda: _until_cancelled(beat, task), daemon=True)
    thread.start()
    try:
        yield
    finally:
        beat.call_soon_threadsafe(task.cancel)
        thread.join()
        beat.close()


def _until_cancelled(beat, task) -> None:
    with contextlib.suppress(asyncio.CancelledError):
        beat.run_until_complete(task)


def _seconds(do: Callable, times: int) -> float:
    """The median of so many times."""
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        do()
        took.append(time.perf_counter() - begun)
    return float(np.median(took))
