"""Signs of malfunction of each smile, from what was sent to it and what was seen of it.

Each function tells (n,) bool; what is not known (nan) is no sign. The figures are those of the guard and of the clock.
"""

import numpy as np

from photophore.watch.events import SIGNS, Events, Kind, empty, seen, together

STEP = 0.10  # of full light: what counts as a transition (specs/light.md 6.3; the guard's own count)
TRANSITIONS = 6  # in any second at most: three flashes (WCAG 2.3.1)
APART = 12.0  # codes of 255 by which light may differ from what was sent, from rounding on the way
QUIET = 10.0  # seconds without a word after which a colony is silent
DRIFT = 100e-6  # share by which a clock may run wrong; quartz in a warm mouth is good for half of it
EXTRA = 0.25  # share by which a colony may take more than its light costs
LEAST_POWER = 1e-3  # of full power: less is not judged


def differs(sent: np.ndarray, shown: np.ndarray) -> np.ndarray:
    """sent, shown: (..., n) codes 0..255, any leading axes. nan shown: not known."""
    apart = np.abs(np.asarray(shown, np.float64) - sent)
    axes = tuple(range(apart.ndim - 1))
    return np.nan_to_num(apart).max(axis=axes, initial=0.0) > APART


def transitions(light: np.ndarray) -> np.ndarray:
    """(n,) int64: how often light (frames, n), 0..1, rose or fell by STEP since it last turned; nan: as before.

    A turn is counted when the light has left its last extreme by STEP, as the guard's does.
    """
    low = high = np.nan_to_num(light[0]) if len(light) else np.zeros(light.shape[1])
    way, count = np.zeros(light.shape[1], np.int8), np.zeros(light.shape[1], np.int64)
    for now in light[1:]:
        now = np.where(np.isnan(now), np.where(way >= 0, high, low), now)
        rose, fell = (now - low >= STEP - 1e-9) & (way <= 0), (high - now >= STEP - 1e-9) & (way >= 0)
        count += rose | fell
        way = np.where(rose, 1, np.where(fell, -1, way)).astype(np.int8)
        low = np.where(rose | fell, now, np.minimum(low, now))
        high = np.where(rose | fell, now, np.maximum(high, now))
    return count


def flickers(light: np.ndarray, fps: float) -> np.ndarray:
    """Whether any second of light (frames, n), 0..1, has more than TRANSITIONS."""
    frames = max(2, round(fps) + 1)
    starts = range(0, max(1, len(light) - frames + 1))
    return np.any([transitions(light[s : s + frames]) > TRANSITIONS for s in starts], axis=0)


def ungranted(shown: np.ndarray, may: np.ndarray) -> np.ndarray:
    """Light (..., n) codes where nothing may be seen: `may` (n,) bool, any audience's grant."""
    lit = np.nan_to_num(np.asarray(shown, np.float64)).max(axis=tuple(range(np.ndim(shown) - 1)), initial=0.0) > 0
    return lit & ~np.asarray(may, bool)


def silent(last: np.ndarray, now: float) -> np.ndarray:
    """last: (n,) seconds of the last word; nan, never heard, is no sign: it has not joined."""
    return np.nan_to_num(now - np.asarray(last, np.float64), nan=0.0) > QUIET


def drifts(theirs: np.ndarray, ours: np.ndarray) -> np.ndarray:
    """theirs: (k, n) seconds by their clocks, nan missing; ours: (k,) when they were heard. By least squares."""
    theirs = np.asarray(theirs, np.float64)
    known = np.isfinite(theirs)
    many = np.maximum(known.sum(axis=0), 1)
    x, y = np.where(known, np.asarray(ours)[:, None], 0.0), np.where(known, theirs - np.asarray(ours)[:, None], 0.0)
    x = np.where(known, x - x.sum(axis=0) / many, 0.0)
    square = (x * x).sum(axis=0)
    rate = np.divide((x * y).sum(axis=0), square, out=np.zeros(theirs.shape[1]), where=square > 0)
    return (np.abs(rate) > DRIFT) & (known.sum(axis=0) >= 3)


def wastes(power: np.ndarray, light: np.ndarray) -> np.ndarray:
    """power: (n,) 0..1 of full that is drawn; light: (n,) 0..1 of full that is sent; nan: not known."""
    extra = np.asarray(power, np.float64) - (1 + EXTRA) * np.asarray(light, np.float64)
    return np.nan_to_num(extra, nan=0.0) > LEAST_POWER


def events(found: dict[Kind, np.ndarray], smile: np.ndarray, at: float, names=None) -> Events:
    """Sign rows for what was found: (n,) bool of each kind, of smiles with these (n,) pseudonyms."""
    parts = [
        seen(np.full(int(np.sum(found[kind])), at), kind, smile[found[kind]], names) for kind in SIGNS if kind in found
    ]
    return together(parts) if parts else empty(names)
