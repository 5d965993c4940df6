"""How true and how quick falling into step is: the compiled beat against Kuramoto's theory, and against liars."""

import contextlib
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import final

import numpy as np

from photophore import turns
from photophore.city.bench import Told
from photophore.commons.consent import Grants
from photophore.light import consent, fast_sync, order, sync
from photophore.light.sync import Rule
from photophore.loop import THREADS
from photophore.words import BLOCK, FPS, Audience, Purpose, Signal, Tick, Worn

F = np.float32
MIDDLE = 0.75  # hertz, in the middle of what may be, so that no rate is cut
MEMBERS = 2 * BLOCK  # of the crowds whose order is measured
WIDTH = 0.04  # hertz, half width of a Lorentz crowd; its tails are cut at 19 of them
PULLS = (2.25, 2.5, 2.75, 3.0)  # in half widths: where the threshold is looked for from
LIARS, ASIDE = 0.2, 108  # their share, and the degrees by which they stand aside; specs light 5.5
AGREED, SPREAD = 0.5, 0.14  # hertz: pull and spread of the honest, who are then about half a radian apart
RUSH = 3.0  # hertz at which liars run ahead
SETTLES = 400  # frames


@final
class Crowd:
    """n members of one gathering, and nothing but their beats."""

    def __init__(self, rates: np.ndarray, autonomy: np.ndarray, rule: Rule | None = None, each=map):
        """rates: (n,) hertz, in no order; rule None: a district. n is whole blocks."""
        n = rates.size
        self.n, self.count, groups = n, 0, 2
        begin = np.random.default_rng(5).integers(0, 2**30, n, dtype=np.uint32)  # in a quarter
        self.phases = sync.start(n, groups, begin)
        self.group = 0 if rule is None else groups - 1
        if rule:
            sync.obey(self.phases.crowds, self.group, rule)
        none, dark = np.full(n, -1, np.int16), np.zeros(n, F)
        self.worn = Worn((), none, none, np.zeros(n, np.int64), np.zeros((3, n), np.uint8), np.zeros(n, np.uint32),
                         np.arange(n, dtype=np.uint32), dark, rates.astype(F), np.full(n, self.group, np.int32),
                         none)  # fmt: skip
        grants = Grants(n)
        grants.grant(np.arange(n), Audience.NEAR, Signal.FEELING, Purpose.SYNC)
        grants.loosen(np.arange(n), autonomy)
        self.given, self.shown = grants.given(0), consent.start(n).shown
        self.beat = fast_sync.Beat(each)

    def step(self) -> None:
        """A frame."""
        self.beat.drift(self.phases, self.shown, self.given, self.worn, Tick(self.count))
        self.count += 1

    def order(self, frames: int) -> float:
        """r, the mean over the last third of so many frames."""
        found = []
        for frame in range(frames):
            self.step()
            if frame >= 2 * frames // 3:
                found.append(sync.order(self.phases)[self.group])
        return float(np.mean(found))

    def towards(self) -> complex:
        """Where the gathering pulls."""
        x, y, _ = self.phases.crowds.lead[self.group]
        return complex(x, y)


@contextlib.contextmanager
def threads() -> Iterator:
    """As many threads as a loop has."""
    with ThreadPoolExecutor(THREADS) as pool:
        yield pool.map


def rates(n: int, kind: str, width: float, seed: int = 5) -> np.ndarray:
    """(n,) hertz: even quantiles of a spread about MIDDLE, in no order, so that a run has no luck."""
    even = (np.arange(n) + 0.5) / n
    if kind == "lorentz":
        spread = np.tan(np.pi * (even - 0.5))
    else:
        x = np.linspace(-6, 6, 100_001)
        density = np.exp(-(x**2) / 2)
        spread = np.interp(even, np.cumsum(density) / density.sum(), x)
    return np.random.default_rng(seed).permutation(np.clip(MIDDLE + width * spread, 0, float(sync.FASTEST)))


def kuramoto(smiles: int, told: Told = lambda done, of: None) -> dict:
    """step_ms of so many members of one gathering (whole blocks); r and r_theory of all of them; the threshold found,
    in half widths of a Lorentz crowd whose autonomies are even on 0 to 1, where theory says 4."""
    n = -(-smiles // BLOCK) * BLOCK
    pull, width = 3.0, 0.1
    rule = Rule(firm=pull * width)
    with threads() as each:
        crowd = Crowd(rates(n, "gauss", width), np.zeros(n), rule, each)
        crowd.step()  # compiles
        took, used = [], time.process_time()
        found = []
        frames = SETTLES // 2
        for frame in range(frames):
            begun = time.perf_counter()
            crowd.step()
            took.append((time.perf_counter() - begun) * 1000)
            found.append(sync.order(crowd.phases)[crowd.group])
            told(frame + 1, frames + len(PULLS))
        used = time.process_time() - used
    threshold = _threshold(told, frames)
    return {
        "smiles": n, "step_ms": round(float(np.median(took)), 3), "best_ms": round(min(took), 3),
        "cpu_ms": round(used * 1000 / frames, 3), "ns_per_smile": round(1e6 * float(np.median(took)) / n, 2),
        "r": round(float(np.mean(found[2 * frames // 3 :])), 4), "r_theory": round(order.order(pull, "gauss", 1), 4),
        "threshold": round(threshold, 3), "threshold_theory": 4.0,
    }  # fmt: skip


def _threshold(told: Told, done: int) -> float:
    """Half widths at which r is 0: r ** 2 lies on a line over 1 / pull, whose slope is not presumed."""
    autonomy = np.random.default_rng(6).permutation((np.arange(MEMBERS) + 0.5) / MEMBERS)
    squares = []
    for place, pull in enumerate(PULLS):
        firm = 2 * pull * WIDTH  # half of it is left at the mean openness
        crowd = Crowd(rates(MEMBERS, "lorentz", WIDTH), autonomy, Rule(firm=firm))
        squares.append(crowd.order(5 * SETTLES) ** 2)
        told(done + place + 1, done + len(PULLS))
    slope, at = np.polyfit([1 / (2 * pull) for pull in PULLS], squares, 1)
    return float(-slope / at)


def hostile(told: Told = lambda done, of: None) -> dict:
    """How far liars turn a gathering from where its honest members are, by its median and by a plain mean; and how
    fast anybody beats while they run ahead."""
    told(0, 3)
    error = {}
    for place, robust in enumerate((True, False)):
        error[robust], spread = _aside(robust)
        told(place + 1, 3)
    fastest = _rushed()
    told(3, 3)
    return {
        "members": MEMBERS, "hostile": LIARS, "spread_rad": round(spread, 3), "phase_error_deg": round(error[True], 2),
        "mean_phase_error_deg": round(error[False], 2), "fastest_hertz": round(fastest, 4),
        "cap_hertz": float(sync.FASTEST),
    }  # fmt: skip


def _liars() -> tuple[np.ndarray, np.ndarray]:
    liars = np.arange(MEMBERS) < round(LIARS * MEMBERS)
    return liars, np.where(liars, MIDDLE, rates(MEMBERS, "gauss", SPREAD))


def _aside(robust: bool) -> tuple[float, float]:
    """Degrees between the pull and the honest mean, where all liars stand ASIDE of it; and the honest ones' SD, rad."""
    liars, own = _liars()
    crowd, found, apart = Crowd(own, np.zeros(MEMBERS), Rule(firm=AGREED, robust=robust)), [], []
    for frame in range(SETTLES):
        honest = _phasors(crowd)[~liars]
        mean = honest.mean()
        place = np.angle(mean) / (2 * np.pi) + ASIDE / 360
        crowd.phases.beat[liars] = np.uint32(int(place % 1 * turns.TURN) % turns.TURN)
        crowd.step()
        if frame > SETTLES // 2:
            found.append(np.degrees(np.angle(crowd.towards() / mean)))
            apart.append(np.angle(honest / mean).std())
    return abs(float(np.mean(found))), float(np.mean(apart))


def _rushed() -> float:
    """Hertz of the fastest honest member while liars turn at RUSH."""
    liars, own = _liars()
    crowd, most = Crowd(own, np.zeros(MEMBERS), Rule(firm=sync.FIRMEST)), 0
    for frame in range(SETTLES // 2):
        crowd.phases.beat[liars] = np.uint32(int(RUSH * frame / FPS % 1 * turns.TURN))
        before = crowd.phases.beat[~liars].copy()
        crowd.step()
        most = max(most, int((crowd.phases.beat[~liars] - before).max()))
    return most / turns.TURN * FPS


def _phasors(crowd: Crowd) -> np.ndarray:
    return np.exp(2j * np.pi * crowd.phases.beat / turns.TURN)
