"""The process of a feeling: how people at large feel over time, what they say of it, and how they move each other.

Each axis is home + slow mood + fast affect, the last two Ornstein-Uhlenbeck processes (DynAffect, Kuppens et al. 2010;
Oravecz et al. 2011). Steps are exact, so that a person may be asked at any time and only then. specs/feeling.md 1.1 to
1.4. The filter of `sense.feeling` follows the same process; the numbers they share stand there.

Axes are valence, arousal; layers are fast affect, mood. Chance is handed in: standard normals, as `chances` draws them.
"""

from typing import NamedTuple

import numpy as np

from photophore import chance
from photophore.sense.feeling import AXES
from photophore.sense.feeling import HOUR as SECONDS
from photophore.sense.signals import REPORT_SD

F = np.float32
FAST, MOOD = 0, 1  # layers
USES = 20  # uses of chance that a temper takes; its first state takes those from BORN on
BORN = 14

# How people differ: SD of the logarithm, but for home. specs/feeling.md 1.3
HOURS_LOG_SD, SPREAD_LOG_SD, NOISE_LOG_SD, REACTIVE_LOG_SD = 0.4, 0.3, 0.3, 0.3
LINK, LINK_SD, LINK_RANGE = 0.15, 0.23, (-0.6, 0.8)  # correlation of fast valence and arousal within a person


class People(NamedTuple):
    """People at large: the median, or the mean of home."""

    home: tuple  # (2,) -1..1
    home_sd: tuple  # (2,)
    hours: tuple  # (2 layers, 2 axes) in which a difference fades to 1/e
    sd: tuple  # (2 layers, 2 axes) at rest
    noise: tuple  # (2,) SD of the error of a self-report


USUAL = People(
    tuple(axis.home for axis in AXES), tuple(axis.home_var**0.5 for axis in AXES),
    (tuple(axis.fast_time / SECONDS for axis in AXES), tuple(axis.mood_time / SECONDS for axis in AXES)),
    (tuple(axis.fast_var**0.5 for axis in AXES), tuple(axis.mood_var**0.5 for axis in AXES)),
    tuple(float(sd) for sd in REPORT_SD),
)  # fmt: skip


class Temper(NamedTuple):
    """What n people are like. All float32."""

    home: np.ndarray  # (2, n) where their affect comes back to, -0.9..0.9
    hours: np.ndarray  # (2 layers, 2, n) time constants
    sd: np.ndarray  # (2 layers, 2, n) at rest
    noise: np.ndarray  # (2, n) SD of the error of what they say
    link: np.ndarray  # (n,) correlation of fast valence and arousal
    reactive: np.ndarray  # (n,) how strongly an event moves them; 1 is usual

    def of(self, who) -> "Temper":
        """Of some of them."""
        return Temper(*(column[..., who] for column in self))


class Company(NamedTuple):
    """Who is with whom. Of k people: the group that each is in, and how they are in it."""

    group: np.ndarray  # (k,) int, 0 or more; everyone in a group meets everyone else equally
    openness: np.ndarray  # (k,) 0..1, how much others reach them
    expressive: np.ndarray  # (k,) 0..1, how much they reach others


class Way(NamedTuple):
    """A way by which feelings pass between people. specs/feeling.md 1.4"""

    pull: float  # 1/h, kappa
    sinking: float  # share of others' pull below a person's own usual valence that is passed on, 0..1


FACE = Way(0.25, 1.0)  # company face to face
LIGHT = Way(0.05, 0.5)  # passers-by who only see a smile glow: light may show a low mood, and never amplifies it
ONLINE = Way(0.005, 0.5)


class Item(NamedTuple):
    """A question with a scale from 0 to 1, as studies of everyday life ask it."""

    middle: float  # answer at the usual home
    gain: tuple[float, float]  # by valence and arousal
    own: float  # SD between people that has nothing to do with affect: how they use the scale
    noise: float  # SD


# Fitted to the medians of the openESM descriptives (specs/feeling.md 1.2): mean, SD within people, ICC, skew, floor
POSITIVE = Item(0.60, (0.50, 0.10), 0.09, 0.11)
NEGATIVE = Item(0.13, (-0.60, 0.20), 0.15, 0.13)
ACTIVATION = Item(0.43, (0.20, 0.50), 0.12, 0.15)


def chances(seed: int, number: np.ndarray, count: int, use: int) -> np.ndarray:
    """(2, 2, k) float32 standard normals for one step of people `number` at `count`; takes uses use..use + 3."""
    return np.stack([chance.normal(seed, number, count, use + place) for place in range(4)]).reshape(2, 2, -1)


def temper(number: np.ndarray, seed: int, people: People = USUAL, use: int = 0) -> Temper:
    """n people drawn by number; takes uses use..use + 13, and use + 18 and 19."""
    def z(place: int) -> np.ndarray:
        return chance.normal(seed, number, 0, use + place)

    def spread(middle, log_sd: float, place: int) -> np.ndarray:
        flat = [F(it) * np.exp(F(log_sd) * z(place + index)) for index, it in enumerate(np.ravel(middle))]
        return np.stack(flat).reshape(*np.shape(middle), -1).astype(F)

    home = np.stack([people.home[axis] + people.home_sd[axis] * z(axis) for axis in (0, 1)])
    hours = spread(people.hours, HOURS_LOG_SD, 2)
    return Temper(np.clip(home, -0.9, 0.9).astype(F), hours, spread(people.sd, SPREAD_LOG_SD, 6),
                  spread(people.noise, NOISE_LOG_SD, 10), _link(hours[FAST], z),
                  np.exp(F(REACTIVE_LOG_SD) * z(13)).astype(F))  # fmt: skip


def _link(hours: np.ndarray, z) -> np.ndarray:
    """(n,) correlations within a person, within their range: who falls outside is drawn again, twice at most."""
    link = LINK + LINK_SD * z(12)
    for again in (18, 19):
        outside = (link < LINK_RANGE[0]) | (link > LINK_RANGE[1])
        link = np.where(outside, LINK + LINK_SD * z(again), link)
    most = 0.98 * 2 * np.sqrt(hours[0] * hours[1]) / hours.sum(axis=0)  # beyond that no noise could drive both axes
    return np.clip(np.clip(link, *LINK_RANGE), -most, most).astype(F)


def step(who: Temper, felt: np.ndarray, hours, z: np.ndarray) -> np.ndarray:
    """(2, 2, k) float64: differences from home `hours` later, exactly; hours: number or (k,), infinite is at rest."""
    rate = 1.0 / who.hours.astype(float)
    gone = -np.expm1(-2 * rate * hours)
    noise = z.astype(float)
    both = -np.expm1(-rate[FAST].sum(axis=0) * hours)
    with np.errstate(invalid="ignore", divide="ignore"):  # no time: nothing is tied, and nothing moves
        tied = np.nan_to_num(np.clip(who.link * both / np.sqrt(gone[FAST, 0] * gone[FAST, 1]), -1, 1))
    noise[FAST, 1] = tied * noise[FAST, 0] + np.sqrt(1 - tied * tied) * noise[FAST, 1]
    return np.exp(-rate * hours) * felt + who.sd * np.sqrt(gone) * noise


def affect(who: Temper, felt: np.ndarray) -> np.ndarray:
    """(2, k): how people feel; not clipped."""
    return who.home + felt[MOOD] + felt[FAST]


def say(who: Temper, feeling: np.ndarray, z: np.ndarray) -> np.ndarray:
    """(2, k) float32 what people say of a feeling (2, k): with an error, and clipped to -1..1 as any scale clips."""
    return np.clip(feeling + who.noise * z, -1, 1).astype(F)


def answer(item: Item, off: np.ndarray, own: np.ndarray, z: np.ndarray) -> np.ndarray:
    """(k,) answers 0..1 to one question, held at the ends of the scale.

    off: (2, k) affect less the usual home; own: (k,) normal, the same for every answer of a person; z: (k,) normal.
    """
    return np.clip(item.middle + item.gain[0] * off[0] + item.gain[1] * off[1] + item.own * own + item.noise * z, 0, 1)


def bridge(since, until, hours) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weights of the ends of a gap, and the variance left as a share of that at rest, at a moment within it.

    since, until: hours from the earlier end, and to the later one; hours: time constant. Exact, and so written that no
    gap is too long for a number; both ends at the moment itself give the earlier one. specs/feeling.md 1.3
    """
    s, u = np.asarray(since, float) / hours, np.asarray(until, float) / hours
    with np.errstate(invalid="ignore", divide="ignore"):
        whole = -np.expm1(-2 * (s + u))
        before = np.where(whole > 0, np.exp(-s) * -np.expm1(-2 * u) / whole, 1.0)
        after = np.where(whole > 0, np.exp(-u) * -np.expm1(-2 * s) / whole, 0.0)
        left = np.where(whole > 0, np.expm1(-2 * s) * np.expm1(-2 * u) / whole, 0.0)
    return before, after, left


def between(who: Temper, ends: tuple[np.ndarray, np.ndarray], since, until, z: np.ndarray) -> np.ndarray:
    """(2, 2, k): how people may have felt within a gap whose ends are known; never the last value, held.

    Each layer and axis by its own two ends: the little that valence tells of arousal is left out.
    """
    before, after, left = bridge(since, until, who.hours.astype(float))
    return before * ends[0] + after * ends[1] + who.sd * np.sqrt(left) * z


def mingle(fast: np.ndarray, company: Company, hours: float, way: Way) -> np.ndarray:
    """(2, k) fast affect after `hours` together: dx_i = pull o_i sum_j e_j (x_j - x_i) / (n - 1) dt.

    Each comes nearer to one mean of the group, so that nobody ever moves beyond where somebody was, whatever the pull:
    the largest difference never grows, nor does the sum of e / o x^2. Exact where all are equally open.
    """
    group, size = company.group, np.bincount(company.group)
    others = np.maximum(size - 1, 1)
    reach = np.bincount(group, company.expressive) / others * (size > 1)
    way_there = way.pull * hours * company.openness * reach[group]
    near = -np.expm1(-way_there)
    weight = company.expressive * np.where(way_there > 0, near / np.where(way_there > 0, way_there, 1), 1.0)
    total = np.bincount(group, weight)
    middle = np.stack([np.bincount(group, weight * axis) / np.where(total > 0, total, 1) for axis in fast])
    middle[0] = np.where(middle[0] < 0, way.sinking * middle[0], middle[0])
    return fast + near * (middle[:, group] - fast)


def left_apart(n: int, pull: float) -> float:
    """Variance of a person in a closed group of n, as a share of what it is alone; pull: kappa times tau, in all."""
    return 1 / n + (1 - 1 / n) / (1 + pull * n / (n - 1))


def alike(n: int, pull: float) -> float:
    """Intraclass correlation in a closed group of n: how alike company makes. specs/feeling.md 1.4"""
    return (1 - left_apart(n, pull)) / ((n - 1) * left_apart(n, pull))


def kept(n: int, pull: float) -> float:
    """What to multiply the SD of fast affect with, so that company does not flatten a city: its SD stays as studied."""
    return left_apart(n, pull) ** -0.5
