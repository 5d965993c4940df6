"""Bad weather for lamps: light that wants to flash, networks that lose and mix, receivers that believe all of it."""

import numpy as np

from photophore.devices import dither, fast_sink, sinkguard
from photophore.light import flash

RATE = 40  # beats per second of the sender
FINE = 4  # moments of a beat at which a receiver is looked at
TABLE = dither.table(dither.Calibration())


def restless(pixels: int, seed: int):
    """Beat by beat (3, p) uint16 that is wanted: storms, squares of any pace, soft beats, reds, and long calm."""
    rng = np.random.default_rng(seed)
    kind, period = rng.integers(0, 6, pixels), rng.uniform(0.1, 6.0, pixels)
    colour, swing = rng.integers(0, 256, (3, pixels)), rng.random(pixels)
    colour[1:, rng.random(pixels) < 0.2] = 0
    byte, beat = np.zeros((3, pixels)), 0
    while True:
        turn = (beat / RATE / period) % 1
        soft = (1 - swing) + swing * (0.5 - 0.5 * np.cos(2 * np.pi * turn))
        square = turn < swing
        again = rng.random(pixels) < np.where(kind == 0, 0.7, 0.03)
        storm = np.where(again, rng.integers(0, 256, (3, pixels)) * (rng.random(pixels) < 0.6), byte)
        hue = (colour + 255 * turn) % 256
        byte = np.choose(kind, [storm, storm, colour * square, colour * soft, hue, 255 * square * (colour > 99)])
        byte = np.where(rng.random(pixels) < 0.001, 0, byte)
        yield TABLE[np.arange(3)[:, None], byte.astype(int)]
        beat += 1


def spiteful(pixels: int, memory):
    """Full light as soon as it may rise, and none as soon as it has: the worst for whoever counts transitions."""
    rising = np.ones(pixels, bool)
    while True:
        high = memory.last[sinkguard.BRIGHT]
        rising = np.where(rising, high < 0.2, high < 0.01)
        yield np.where(rising, np.uint16(dither.FULL), np.uint16(0))[None].repeat(3, axis=0)


def sent(wants, memory, beats: int, pace=None, each: int = 1):
    """What leaves in so many beats: codes (beats, 3, p), and whether they do (beats, p)."""
    pace = pace or sinkguard.pace(RATE)
    pixels = memory.last.shape[1]
    edges = np.append(np.arange(0, pixels, each), pixels)
    codes, goes = np.empty((beats, 3, pixels), np.uint8), np.empty((beats, pixels), bool)
    for beat in range(beats):
        wanted = next(wants)
        codes[beat], gone = fast_sink.limit(memory, wanted, edges, dither.dots(pixels, beat), pace)
        goes[beat] = np.repeat(gone, np.diff(edges))
        assert (codes[beat] <= wanted // 256 + 1).all()  # never brighter than wanted, but for a dot
    return codes, goes


def levels(codes: np.ndarray) -> dict[str, np.ndarray]:
    """(frames, p) of all that is counted, by other formulas than the guard's; codes (frames, 3, p)."""
    light = np.moveaxis(codes, 1, -1) / 255.0
    weights = np.array([0.2126, 0.7152, 0.0722])
    return {"bright": light @ weights, "screen": flash.DECODED[codes].transpose(0, 2, 1) @ weights,
            "drive": light.max(axis=-1), "red": flash.redness(light)}  # fmt: skip


STEP = {"bright": 0.1, "screen": 0.1, "drive": 0.1, "red": flash.RED_STEP / flash.RED_SCALE}


def most(shown: np.ndarray, per_second: int) -> dict[str, int]:
    """Most transitions of one tooth in any second of what was shown; shown (frames, 3, p) uint8."""
    return {name: int(flash.last_sum(flash.peaks(level, STEP[name]), per_second).max())
            for name, level in levels(shown).items()}  # fmt: skip


class Link:
    """What becomes of packets on their way."""

    def __init__(self, loss=0.0, gaps=0.0, late=0.0, twice=0.0, keeps_order=False):
        self.loss, self.gaps, self.late, self.twice = loss, gaps, late, twice  # shares; gaps begin per beat
        self.keeps_order = keeps_order  # the receiver drops what comes late; else it shows it


def received(codes: np.ndarray, goes: np.ndarray, link: Link, rng, falls: float = 0.0) -> np.ndarray:
    """(beats * FINE, 3, p) uint8 that lamps show, tooth by tooth each with its own luck.

    A lamp without news for more than a second is black, as one that leaves its live mode; `falls` of them a second lose
    their power for a second or more.
    """
    beats, _, pixels = codes.shape
    shown, now = np.empty((beats * FINE, 3, pixels), np.uint8), np.zeros((3, pixels), np.uint8)
    newest, heard, dead = np.full(pixels, -1), np.full(pixels, -10**6), np.zeros(pixels, int)
    gap = np.zeros(pixels, int)
    reach = round(sinkguard.DELAY * RATE) * FINE if link.keeps_order else round(sinkguard.LATE * RATE) * FINE - 1
    coming: list[list] = [[] for _ in range(beats * FINE + reach + 1)]
    for moment in range(beats * FINE):
        if moment % FINE == 0:
            beat = moment // FINE
            gap = np.where(gap > 0, gap - 1, np.where(rng.random(pixels) < link.gaps, rng.integers(1, 200, pixels), 0))
            for luck in (1.0, link.twice):
                arrives = goes[beat] & (gap == 0) & (rng.random(pixels) >= link.loss) & (rng.random(pixels) < luck)
                wait = np.where(rng.random(pixels) < link.late, rng.integers(0, reach + 1, pixels), 0)
                for delay in np.unique(wait[arrives]):
                    coming[moment + delay].append((beat, arrives & (wait == delay)))
        dead = np.where(rng.random(pixels) < falls / RATE / FINE, rng.integers(1, 4, pixels) * RATE * FINE, dead - 1)
        now = np.where((dead > 0) | (moment - heard > RATE * FINE), 0, now).astype(np.uint8)
        for place in rng.permutation(len(coming[moment])):
            beat, who = coming[moment][place]
            who = who & (dead <= 0) & (~link.keeps_order | (beat >= newest))
            now, newest = np.where(who, codes[beat], now), np.where(who, beat, newest)
            heard = np.where(who, moment, heard)
        coming[moment] = []
        shown[moment] = now
    return shown
