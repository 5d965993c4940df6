"""How many dentists are within people's reach: the enhanced two-step floating catchment area (E2SFCA).

Step one: each dentist is shared among the people within reach, nearer ones weighing more. Step two: what each
dentist has to give is added up from where people live, with the same weights (Luo & Qi 2009, Health & Place 15:1100,
doi 10.1016/j.healthplace.2009.06.002; their three zones and slow decay). They part zones by minutes of driving;
here they are thirds of a radius, as the gull flies.
"""

import numpy as np

RADIUS = 5.0  # kilometres; about what a city's people go for a dentist
WEIGHTS = (1.0, 0.68, 0.22)  # of the near, the middle and the far third; Luo & Qi 2009, table 1
STEP = 1 << 22  # pairs at a time


def weigh(away: np.ndarray, radius: float = RADIUS) -> np.ndarray:
    """Weight of a distance in kilometres, any shape; 0 beyond the radius."""
    zone = np.ceil(away * (len(WEIGHTS) / radius)).astype(np.int64) - 1
    return np.array([*WEIGHTS, 0.0])[np.clip(zone, 0, len(WEIGHTS))]


def reach(homes: np.ndarray, people: np.ndarray, work: np.ndarray, radius: float = RADIUS) -> np.ndarray:
    """(k,) float64 dentists for 1,000 people, from each home; 0 where none is within the radius.

    homes: (k, 2) kilometres; people: (k,) who live there; work: (d, 2) kilometres, a row for each dentist.
    """
    if not len(work):
        return np.zeros(len(homes))
    there, count = np.unique(np.asarray(work, np.float64), axis=0, return_counts=True)
    asked = _sums(there, homes, people, radius)
    give = np.where(asked > 0, count / np.where(asked > 0, asked, 1), 0.0)  # a dentist whom nobody reaches serves none
    return 1000.0 * _sums(homes, there, give, radius)


def _sums(here: np.ndarray, there: np.ndarray, what: np.ndarray, radius: float) -> np.ndarray:
    """(len(here),) sum of `what` there, weighed by how far it is."""
    here, there, what = np.asarray(here, np.float64), np.asarray(there, np.float64), np.asarray(what, np.float64)
    order = np.argsort(there[:, 0], kind="stable")
    there, what = there[order], what[order]
    first = np.searchsorted(there[:, 0], here[:, 0] - radius, "left")
    last = np.searchsorted(there[:, 0], here[:, 0] + radius, "right")
    out, begin = np.zeros(len(here)), 0
    count = last - first
    sums = np.cumsum(count)
    while begin < len(here):
        done = sums[begin - 1] if begin else 0
        until = max(begin + 1, int(np.searchsorted(sums, done + STEP, side="right")))
        row = np.repeat(np.arange(begin, until), count[begin:until])
        offset = np.arange(len(row)) - np.repeat(sums[begin:until] - count[begin:until] - done, count[begin:until])
        other = first[row] + offset
        weight = weigh(np.hypot(*(here[row] - there[other]).T), radius)
        out[begin:until] = np.bincount(row - begin, weight * what[other], until - begin)
        begin = until
    return out
