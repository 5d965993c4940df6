"""A small stage for tests of light: what smiles wear, a random city that changes all the time, a rig for the guard."""

import numpy as np

from photophore.commons.consent import Grants, When
from photophore.fidelity import rig
from photophore.fidelity.attacks import greys
from photophore.fidelity.rig import Count, levels
from photophore.glyph.gallery import gallery
from photophore.words import (
    BLOCK,
    Audience,
    Brightness,
    Frame,
    Purpose,
    Samples,
    Sense,
    Shown,
    Signal,
    Tick,
    Worn,
)  # fmt: skip
from tests import strategies

__all__ = ["Count", "greys", "levels"]
F = np.float32
ALL_TEETH = np.uint32(2**32 - 1)
LIGHT = int(Purpose.LIGHT)


def worn(n: int, deck: tuple = (), **columns) -> Worn:
    """Everyone wears the first of the deck (or none), whole mouths at full power, each alone; columns change that."""
    of = {
        "glyph": np.full(n, 0 if deck else -1, np.int16), "before": np.full(n, -1, np.int16),
        "since": np.zeros(n, np.int64), "fallback": np.zeros((3, n), np.uint8), "teeth": np.full(n, ALL_TEETH),
        "seed": np.arange(n, dtype=np.uint32), "power": np.ones(n, F), "rate": np.full(n, 0.2, F),
        "group": np.full(n, -1, np.int32), "crowd": np.full(n, -1, np.int16),
    }  # fmt: skip
    assert not columns.keys() - of.keys()
    return Worn(deck, **{name: np.broadcast_to(columns.get(name, it), it.shape).astype(it.dtype)
                         for name, it in of.items()})  # fmt: skip


def shown(n: int, seen=1, values=np.nan, heart=np.nan) -> Shown:
    """Everyone may be seen by the audiences of these bits."""
    return Shown(np.full((6, n), values, F), np.full(n, heart, F), np.broadcast_to(seen, n).astype(np.uint8))


def everything(n: int) -> Grants:
    """Everyone grants every light to everyone, all feelings."""
    grants = Grants(n)
    for audience in Audience:
        for signal in (Signal.FEELING, Signal.HEART):
            grants.grant(np.arange(n), audience, signal, Purpose.LIGHT | Purpose.SYNC | Purpose.MURAL)
    grants.choose(np.arange(n), Brightness.ALL)
    return grants


def said(rows, born, kind: Sense, value, at: int) -> Samples:
    """One sample of these rows each."""
    rows = np.atleast_1d(np.asarray(rows, np.int32))
    column = np.broadcast_to(np.asarray(value, F), (rows.size, 2)).copy()
    return Samples(rows, np.broadcast_to(born, rows.size).astype(np.uint32), np.full(rows.size, kind, np.uint8), column,
                   np.full(rows.size, at, np.int64))  # fmt: skip


class City:
    """Smiles that do everything at random: grants come and go, designs fade, hearts race, numbers are missing."""

    def __init__(self, blocks: int, seed: int, groups: int = 5, fields: int = 4, wild: int = 6):
        self.rng, self.n = np.random.default_rng(seed), blocks * BLOCK
        self.groups, self.fields, self.count = groups, fields, 0
        self.deck = (*gallery().values(), *strategies.some_glyphs(wild, seed))
        self.grants, n, rng = Grants(self.n), self.n, self.rng
        self.born = rng.integers(0, 3, n, dtype=np.uint32)
        self.grants.settle(np.arange(n), self.born)
        self.worn = worn(
            n, self.deck, glyph=rng.integers(-1, len(self.deck), n), fallback=rng.integers(0, 60, (3, n)),
            teeth=rng.integers(0, 2**32, n), seed=rng.integers(0, 2**32, n), power=self._some(rng.random(n) * 1.2),
            rate=self._some(rng.random(n) * 2), group=rng.integers(-1, groups, n), crowd=rng.integers(-1, fields, n),
        )  # fmt: skip
        for _ in range(12):
            self._grant()

    def _some(self, values: np.ndarray) -> np.ndarray:
        """The values, some of them no numbers."""
        values = values.astype(F)
        values[self.rng.random(values.size) < 0.02] = np.nan
        values[self.rng.random(values.size) < 0.01] = np.inf
        values[self.rng.random(values.size) < 0.01] = -1
        return values

    def _rows(self, share: float) -> np.ndarray:
        return np.flatnonzero(self.rng.random(self.n) < share)

    def _grant(self) -> None:
        rng, until = self.rng, self.count + int(self.rng.integers(1, 40))
        audience, signal = Audience(int(rng.integers(8))), Signal(int(rng.integers(6) % 3))
        purposes = Purpose(int(rng.integers(0, 32)) | LIGHT)
        self.grants.grant(self._rows(0.5), Audience.SELF, Signal(int(rng.integers(2))), purposes)
        self.grants.grant(self._rows(0.6), audience, signal, purposes, When(until if rng.random() < 0.3 else None))

    def change(self) -> tuple[Samples, Tick]:
        """Another frame: its samples and its tick."""
        rng, tick = self.rng, Tick(self.count)
        self._grant()
        if rng.random() < 0.3:
            self.grants.withdraw(self._rows(0.1), Audience(int(rng.integers(8))) if rng.random() < 0.7 else None)
        self.grants.choose(self._rows(0.05), Brightness(int(rng.integers(3))))
        self.grants.loosen(self._rows(0.05), rng.choice([0.0, 0.4, 1.0]))
        self._dress()
        self.count += 1
        return self._samples(tick), tick

    def _dress(self) -> None:
        rng, w = self.rng, self.worn
        fading = self._rows(0.03)
        w.before[fading], w.since[fading] = w.glyph[fading], self.count - rng.integers(0, 80, fading.size)
        w.glyph[fading] = rng.integers(-1, len(self.deck), fading.size)
        over = (w.before >= 0) & (self.count - w.since >= 60)
        w.before[over] = -1
        some = self._rows(0.05)
        w.power[some] = self._some(rng.random(some.size))
        some = self._rows(0.02)
        w.teeth[some], w.group[some] = rng.integers(0, 2**32, some.size), rng.integers(-1, self.groups, some.size)
        w.crowd[some] = rng.integers(-1, self.fields, some.size)
        w.fallback[:, some] = rng.integers(0, 60, (3, some.size))

    def _samples(self, tick: Tick) -> Samples:
        rng, k = self.rng, self.n // 4
        kind = rng.integers(0, 3, k).astype(np.uint8)  # one kind of three is none
        heart = kind[:, None] == Sense.HEART_RATE
        value = np.where(heart, rng.uniform(20, 230, (k, 2)), rng.uniform(-1.2, 1.2, (k, 2)))
        value[rng.random(value.shape) < 0.05] = np.nan
        value[rng.random(value.shape) < 0.01] = np.inf
        row = rng.integers(-3, self.n + 3, k).astype(np.int32)
        born = self.born[np.clip(row, 0, self.n - 1)] - (rng.random(k) < 0.05).astype(np.uint32)
        return Samples(row, born, kind, value.astype(F), tick.count - rng.integers(-40, 40, k))


# --- the guard alone


class Rig(rig.Rig):
    """The bench of photophore.fidelity, with whatever people wear; light that leaves is never brighter than wanted."""

    def __init__(self, limit, blocks: int = 1, width: int = BLOCK, fields: int = 4, **columns):
        n = blocks * BLOCK
        scene = rig.Scene(worn(n, **columns), everything(n).given(0), lambda seen: shown(n, seen))
        super().__init__(limit, scene, width, fields)

    def __call__(self, light: np.ndarray, seen=1) -> Frame:
        frame = super().__call__(light, seen)
        assert not self.brighter
        return frame
