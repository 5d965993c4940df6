"""A small invented fleet in which each kind of trouble can be planted; apart from the city's, and simpler."""

import numpy as np

from photophore.watch import events as watched
from photophore.watch.events import FACTORS, Events, Kind, seen

LEVELS = (9, 20, 3, 6, 3, 40)
BEGINS = 40.0
NAMES = tuple(tuple(f"{name}-{level}" for level in range(many)) for name, many in zip(FACTORS, LEVELS, strict=True))
N, SECONDS = 900, 80


def roster(seed: int, n: int = N) -> Events:
    dice = np.random.default_rng(seed)
    codes = np.stack([dice.integers(0, many, n) for many in LEVELS]).astype(np.int32)
    xy = dice.uniform(0, 3000, (2, n))
    codes[0] = (xy[0] // 1000 * 3 + xy[1] // 1000).astype(int)  # districts are squares
    codes[4] = codes[0] // 3  # a hub serves three of them
    cell = np.floor(xy / 100) * 100 + 50
    return seen(np.zeros(n), Kind.ROSTER, np.arange(n) + 100, NAMES, x=cell[0], y=cell[1], factors=codes)


def meetings(fleet: Events, seed: int, pace: float = 0.25) -> Events:
    """Each second some smiles meet one of those who live nearest."""
    dice = np.random.default_rng((seed, 1))
    far = np.hypot(fleet.x[:, None] - fleet.x, fleet.y[:, None] - fleet.y)
    near = np.argsort(far + dice.uniform(0, 1, far.shape), axis=1)[:, 1:9]
    many = dice.poisson(pace * fleet.count * SECONDS)
    one = dice.integers(0, fleet.count, many)
    other = near[one, dice.integers(0, 8, many)]
    at = np.sort(dice.uniform(1, SECONDS, many))
    return seen(at, Kind.MET, fleet.smile[one], NAMES, other=fleet.smile[other])


def signs(fleet: Events, rows, at) -> Events:
    at, rows = np.asarray(at, float), np.asarray(rows, int)
    kept = at < SECONDS
    return seen(at[kept], Kind.FLICKER, fleet.smile[rows[kept]], NAMES)


def shared(fleet: Events, factor: str, level: int, seed: int) -> Events:
    dice = np.random.default_rng((seed, 2))
    rows = np.flatnonzero(fleet.factors[FACTORS.index(factor)] == level)
    rows = rows[dice.uniform(size=len(rows)) < 0.4]
    return signs(fleet, rows, BEGINS + dice.exponential(2.5, len(rows)))


def taken(fleet: Events, factor: str, level: int, seed: int) -> Events:
    """A level that nobody had, taken by a third of all in time; four in ten of these fail soon after."""
    dice = np.random.default_rng((seed, 3))
    rows = np.flatnonzero(dice.uniform(size=fleet.count) < 0.33)
    at = dice.uniform(BEGINS, SECONDS, len(rows))
    codes = np.full((len(FACTORS), len(rows)), -1, np.int32)
    codes[FACTORS.index(factor)] = level
    took = seen(at, Kind.TOOK, fleet.smile[rows], NAMES, factors=codes)
    weak = dice.uniform(size=len(rows)) < 0.4
    return watched.together([took, signs(fleet, rows[weak], at[weak] + dice.exponential(2.5, weak.sum()))])


def storm(fleet: Events, district: int, seed: int) -> Events:
    dice = np.random.default_rng((seed, 4))
    lives = fleet.factors[0] == district
    middle = np.median(fleet.x[lives]), np.median(fleet.y[lives])
    rows = np.flatnonzero(np.hypot(fleet.x - middle[0], fleet.y - middle[1]) < 450)
    rows = rows[dice.uniform(size=len(rows)) < 0.5]
    return signs(fleet, rows, BEGINS + dice.exponential(2.5, len(rows)))


def caught(fleet: Events, met: Events, first: int, seed: int) -> Events:
    """Passed on at meetings from the moment it is caught; it shows four seconds later, and then the radio is quiet."""
    dice = np.random.default_rng((seed, 5))
    since = {int(fleet.smile[first]): BEGINS}
    for one, two, at in zip(met.smile.tolist(), met.other.tolist(), met.at.tolist(), strict=True):
        for giver, taker in ((one, two), (two, one)):
            if giver in since and since[giver] < at < since[giver] + 6 and taker not in since and dice.uniform() < 0.8:
                since[taker] = at
    rows = np.searchsorted(fleet.smile, list(since))
    return signs(fleet, rows, np.array(list(since.values())) + np.maximum(dice.normal(4, 0.8, len(since)), 1))


def charged(fleet: Events, first: int, seed: int) -> Events:
    """Passed on at chargers, which no log shows: at one's own mostly, at any now and then."""
    dice = np.random.default_rng((seed, 6))
    own, since, bad = fleet.factors[5], {first: BEGINS}, {}
    for second in range(int(BEGINS), SECONDS):
        for row in dice.permutation(np.flatnonzero(dice.uniform(size=fleet.count) < 0.08)):
            charger = int(own[row]) if dice.uniform() < 0.8 else int(dice.integers(0, LEVELS[5]))
            if row in since:
                bad.setdefault(charger, second)
            elif charger in bad and dice.uniform() < 0.8:
                since[int(row)] = second + dice.uniform()
    rows = np.array(list(since))
    return signs(fleet, rows, np.array(list(since.values())) + np.maximum(dice.normal(4, 0.8, len(since)), 1))


def city(kind: str, seed: int) -> tuple[Events, str | None]:
    """Events with one trouble planted, and the id that an explanation should name."""
    fleet = roster(seed)
    met, dice = meetings(fleet, seed), np.random.default_rng((seed, 7))
    level, first, bad = int(dice.integers(0, 3)), int(dice.integers(0, N)), watched.empty(NAMES)
    name = {"lot": f"lot-{level}", "hub": f"hub-{level}", "place": f"district-{level}", "release": f"release-{level}",
            "glyph": f"glyph-{level}", "contact": str(fleet.smile[first]), "hidden": "charger"}.get(kind)  # fmt: skip
    if kind in ("lot", "hub"):
        bad = shared(fleet, kind, level, seed)
    elif kind in ("release", "glyph"):
        f = FACTORS.index(kind)
        fleet.factors[f, fleet.factors[f] == level] = (level + 1) % LEVELS[f]
        bad = taken(fleet, kind, level, seed)
    elif kind == "place":
        bad = storm(fleet, level, seed)
    elif kind == "contact":
        bad = caught(fleet, met, first, seed)
    elif kind == "hidden":
        bad = charged(fleet, first, seed)
    return watched.together([fleet, met, bad]), name
