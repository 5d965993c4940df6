"""Our lamps' own packets through a network that loses most of them, into receivers as they are: no tooth flashes.

Here a packet holds many teeth, frames have several packets, and receivers wait to be told to show them: what waited too
long is old light between new. It is the whole way: guard, packets, loss, receiver.
"""

import numpy as np
import pytest

from photophore.devices import fixture, lamp, receiver
from photophore.light import flash
from photophore.words import Audience
from tests.devices import weather

RATE, FINE = weather.RATE, weather.FINE
SMILES = 31  # 992 teeth: three packets of DDP, six universes
PIXELS = 32 * SMILES
PATIENT = receiver.WLED._replace(patience=10)
WAYS = {
    "ddp": ("ddp", 0, lambda: receiver.Display(3 * PIXELS)),
    "sacn": ("sacn", 0, lambda: receiver.Universes(3 * PIXELS)),
    "sacn, synchronised": ("sacn", 7, lambda: receiver.Universes(3 * PIXELS, habits=receiver.WLED)),
    "artnet": ("artnet", 0, lambda: receiver.Node(3 * PIXELS)),
    "artnet, synchronised": (
        "artnet",
        1,
        lambda: receiver.Node(3 * PIXELS, habits=PATIENT),
    ),
}


class Way:
    """A way to a lamp that keeps what is sent."""

    away, times = "", 1

    def __init__(self):
        self.sent = []

    def ready(self, now):
        return True

    def send(self, packets, now):
        self.sent += [packet for _, packet in packets]
        return len(packets)

    def close(self):
        pass


def shown(name: str, beats: int, seed: int, loss: float, gaps: float) -> np.ndarray:
    """(beats * FINE, 3, p) what glows. loss: of packets; gaps: share of beats in which up to 2.4 s of silence begin."""
    driver, sync, model = WAYS[name]
    rng, way, lit = np.random.default_rng(seed), Way(), model()
    part = fixture.Part(count=SMILES)
    told = fixture.Fixture("storm", driver, "127.0.0.1", Audience.PUBLIC, (part,), first=fixture.FIRST[driver],
                           sync=sync, rate=RATE)  # fmt: skip
    one, wants = lamp.Lamp(told, np.full(SMILES, -1), way, by_itself=False), weather.restless(PIXELS, seed)
    one._quick, gap = True, 0
    out = np.empty((beats * FINE, 3, PIXELS), np.uint8)
    for beat in range(beats):
        way.sent.clear()
        one.send(next(wants), beat / RATE)
        gap = gap - 1 if gap else int(rng.integers(1, 96)) if rng.random() < gaps else 0
        for packet in way.sent:
            if not gap and rng.random() >= loss:
                lit.take(packet, beat / RATE)
        for moment in range(beat * FINE, (beat + 1) * FINE):
            out[moment] = lit.light(moment / RATE / FINE).reshape(PIXELS, 3).T
    return out


def violations(light: np.ndarray) -> int:
    """Moments of a tooth with more than three transitions in the second before, however they are counted."""
    counted = [
        flash.last_sum(flash.peaks(level, weather.STEP[name]), RATE * FINE)
        for name, level in weather.levels(light).items()
    ]
    return int((np.maximum.reduce(counted) > 3).sum())


@pytest.mark.parametrize("name", WAYS)
def test_no_tooth_flashes_whatever_is_lost(name):
    assert violations(shown(name, 300, 29, 0.6, 0.04)) == 0


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("name", WAYS)
def test_no_tooth_flashes_in_a_long_storm(name, seed):
    assert violations(shown(name, 1200, seed, 0.6, 0.04)) == 0


def test_a_sender_that_pushes_last_would_be_found(monkeypatch):
    """A frame whose last packet alone pushes: what other senders do, and ours did."""
    real = lamp.outlet.Packer._ddp

    def pushes_last(self, light, goes):
        made = real(self, light, goes)
        return [(to, bytes([it[0] & 0xFE]) + it[1:]) for to, it in made[:-1]] + made[-1:]

    monkeypatch.setattr(lamp.outlet.Packer, "_ddp", pushes_last)
    assert any(violations(shown("ddp", 1200, seed, 0.6, 0.04)) for seed in (29, 3))
