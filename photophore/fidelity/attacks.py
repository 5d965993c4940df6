"""Light that wants to do harm. Each attack: (rig, frame, rng) -> (blocks, 32, 3, BLOCK) uint8 that it wants now."""

import numpy as np

from photophore import chance
from photophore.colour import DECODED
from photophore.light import guard
from photophore.words import BLOCK, FPS, LEASE, QUADRANTS, TEETH


def greys(target: np.ndarray) -> np.ndarray:
    """(4, n) luminance wanted of each quadrant -> (blocks, 32, 3, BLOCK) grey bytes, the nearest not below it."""
    target = np.clip(target, 0, 1)
    code = np.clip(np.searchsorted(DECODED, target, side="right") - 1, 0, 254)
    more = np.ceil((target - DECODED[code]) / (DECODED[code + 1] - DECODED[code]) * 8 - 1e-9)  # teeth one code up
    teeth = np.stack([code + (tooth < more) for tooth in range(8)], axis=1)  # (4, 8, n)
    light = np.repeat(teeth.reshape(TEETH, 1, -1), 3, axis=1).astype(np.uint8)
    return np.moveaxis(light.reshape(TEETH, 3, -1, BLOCK), 2, 0)


def noise(rig, frame, rng):
    return rng.integers(0, 256, (rig.blocks, TEETH, 3, BLOCK), dtype=np.uint8)


def coins(rig, frame, rng):
    """Each quadrant black or white at random."""
    return greys(rng.integers(0, 2, (QUADRANTS, rig.n)).astype(float))


def greedy(rig, frame, rng):
    """Sees the count of the analyser, and turns as early as it would count."""
    counted = np.arange(rig.n) % rig.width
    extreme, up = (it[0].reshape(QUADRANTS, -1)[:, counted] for it in (rig.quadrants.extreme, rig.quadrants.up))
    more = 0.1001 + rng.random(extreme.shape) * 0.05
    return greys(np.where(up, extreme - more, extreme + more))


def cunning(rig, frame, rng):
    """Sees the guard's memory, and raises whatever is free, a part at a time."""
    free, lucky = guard.may_rise(rig.limits.bits[0, :QUADRANTS]), rng.random((2, QUADRANTS, rig.n)) < 0.3
    return greys(np.where(free & lucky[0], 0.8, np.where(lucky[1], 0, rig.limits.level[0])))


def hairs(rig, frame, rng):
    """Rises to where some count and some do not, waits until all stamps are free, then flashes."""
    near = np.broadcast_to(np.linspace(0.095, 0.105, rig.n), (QUADRANTS, rig.n))
    now = frame % 80
    return greys(near if 2 <= now < 40 else np.full(near.shape, 0.6 * (now in (40, 42, 44, 46))))


def halves(rig, frame, rng):
    """Left and right, or upper and lower, in counter-phase at 1 to 15 Hz."""
    pace = np.linspace(1, 15, rig.n)
    on = (frame / FPS * pace) % 1 < 0.5
    side = np.array([[1, 0, 0, 1], [1, 1, 0, 0], [1, 0, 1, 0]])[np.arange(rig.n) % 3].T
    return greys(np.where(side == on, 1.0, 0.0))


def board(rig, frame, rng):
    """Neighbouring teeth in counter-phase, and now and then all of them."""
    light = np.zeros((rig.blocks, TEETH, 3, BLOCK), np.uint8)
    light[:, frame % 2 :: 2] = 255
    light[..., ::3] = 255 * (frame // 2 % 2)
    return light


def rotation(rig, frame, rng):
    """A pulse that runs round the mouth: each quadrant flashes seldom, the mouth often."""
    length = 31 + np.arange(rig.n) % 5
    at = (frame + np.arange(QUADRANTS)[:, None] * length / QUADRANTS) % length
    return greys(np.where(at < 3 + np.arange(rig.n) % 4, 0.9, 0.0))


def hearts(rig, frame, rng):
    """40 to 200 beats a minute, one pulse each or lub-dub."""
    beat = frame / FPS * np.linspace(40, 200, rig.n) / 60 % 1
    pulse = np.exp(-(((beat - 0.2) / 0.06) ** 2)) + (np.arange(rig.n) % 2) * 0.7 * np.exp(-(((beat - 0.5) / 0.06) ** 2))
    return greys(np.broadcast_to(pulse, (QUADRANTS, rig.n)))


def _colours(rig, colours) -> np.ndarray:
    """(3, n) bytes -> whole mouths of them."""
    light = np.broadcast_to(np.asarray(colours, np.uint8)[None], (TEETH, 3, rig.n))
    return np.moveaxis(light.reshape(TEETH, 3, -1, BLOCK), 2, 0).copy()


def reds(rig, frame, rng):
    """Saturated red, on and off at random, of many strengths."""
    return _colours(rig, np.array([[1], [0], [0]]) * rng.integers(0, 2, rig.n) * (np.arange(rig.n) % 256))


def red_and_blue(rig, frame, rng):
    """Red and blue of one luminance in turn, at paces of their own."""
    red = frame // (1 + np.arange(rig.n) % 7) % 2 == 0
    return _colours(rig, np.where(red, np.array([[157], [0], [0]]), np.array([[0], [0], [255]])))


def line_pairs() -> np.ndarray:
    """(k, 2, 3) pairs of colours that look alike, one on each side of the line of saturated red, as near as can be."""
    found = []
    for red in range(120, 256, 3):
        off = DECODED[red] - 4 * (DECODED[:, None] + DECODED[None, :])
        near = [np.unravel_index(np.argmin(np.where(side, np.abs(off), 9)), off.shape) for side in (off >= 0, off < 0)]
        found.append([(red, *it) for it in near])
    return np.array(found)


LINE = line_pairs()


def line(rig, frame, rng):
    """Two colours hardly apart, one of them saturated red, in turn."""
    pairs = LINE[np.arange(rig.n) % len(LINE)]
    return _colours(rig, pairs[:, frame // 2 % 2].T)


def power(rig, frame, rng):
    """A steady design whose colony's power jumps."""
    share = rng.choice([0.0, 0.3, 0.31, 1.0], rig.n)
    return _colours(rig, np.array([[250], [90], [40]]) * share)


# frames of 25 at which EA IRIS's own test film 3Hz_6s turns between black and white, over and over; specs/light.md 13.1
FILM, ROUND = (6, 9, 12, 15, 17, 20), 25


def films(rig, frame, rng):
    """What fails EA IRIS: its own test film at several paces, and sines of 1.9 to 15 Hz."""
    pace, kind = 1 + np.arange(rig.n) % 3, np.arange(rig.n) % 2
    turned = (np.array(FILM)[:, None] <= (frame * pace) % ROUND).sum(axis=0) % 2
    sine = 0.5 - 0.5 * np.cos(2 * np.pi * frame / FPS * np.linspace(1.9, 15, rig.n))
    return greys(np.broadcast_to(np.where(kind, turned, sine), (QUADRANTS, rig.n)))


def leases(rig, frame, rng):
    """Screens that live by cues, ten a second: half are lost, half come up to three seconds late and out of order; each
    sets the beat anew, and where none has come for a lease it is dark.
    """
    every, late, smiles = 3, int(3 * FPS), np.arange(rig.n)
    lit, beat = np.zeros(rig.n, bool), np.zeros(rig.n)
    for sent in range(frame - frame % every - late, frame + 1, every):
        came = sent + np.where(chance.draw(3, smiles, sent, 1) < 0.5, 0, late * chance.draw(3, smiles, sent, 2))
        here = (came <= frame) & (frame < sent + LEASE * FPS) & (chance.draw(3, smiles, sent, 3) < 0.5)
        lit |= here
        beat = np.where(here, chance.draw(3, smiles, sent, 4), beat)
    level = np.where(lit, 0.5 - 0.5 * np.cos(2 * np.pi * (1.5 * frame / FPS + beat)), 0.0)
    return greys(np.broadcast_to(level, (QUADRANTS, rig.n)))


ALL = (noise, coins, greedy, cunning, hairs, halves, board, rotation, hearts, reds, red_and_blue, line, power, films,
       leases)  # fmt: skip
