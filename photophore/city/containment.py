"""What a hub does about a trouble: who rests, what nobody takes any more, which chargers are switched off.

It knows what a hub knows (events, the roster, an explanation) and nothing of what was planted. A smile that rests is
dark by a fade; one that is held shines on, and neither speaks by radio nor takes anything.
"""

from typing import NamedTuple

import numpy as np

from photophore.watch.events import FACTORS, FIRST_SIGN, Events, Fleet, Kind, fleet

DISTRICT, HUB, CHARGER = (FACTORS.index(name) for name in ("district", "hub", "charger"))
TRACED = 12.0  # seconds back in which exchanges are traced: three times as long as a trouble hatches
HOPS = 2  # exchanges from a smile that failed; trust.md 6.3: ceil(time to act / time to hatch) + 1
STORM = 90.0  # percent of the signs that the circle of a storm holds
FEW = 2  # signs in a level from which on it counts as hit


class Measures(NamedTuple):
    """What is to be done now. Places are those of the roster's fleet, by rising pseudonym."""

    rest: np.ndarray  # (k,) int64 places
    stop: tuple[tuple[str, str], ...] = ()  # (factor, name) that nobody takes any more, and that is taken back
    chargers: bool = False  # switch them all off: nobody is dark for that
    why: str = ""


class Seen(NamedTuple):
    """What the hub knows, made once a second."""

    fleet: Fleet
    now: np.ndarray  # (6, n) int32 what each has now
    failed: np.ndarray  # (m,) int64 places of smiles with a sign, in their order
    met: tuple[np.ndarray, np.ndarray, np.ndarray]  # places, places, seconds


def known(events: Events, now: np.ndarray | None = None) -> Seen:
    """From all events so far; now: (6, n) what each has, where the caller knows it better than the roster."""
    there = fleet(events)
    signs = events.kind >= FIRST_SIGN
    failed = there.rows(events.smile[signs])
    _, first = np.unique(failed, return_index=True)
    met = events.kind == Kind.MET.code
    pairs = there.rows(events.smile[met]), there.rows(events.other[met]), events.at[met]
    return Seen(there, there.factors if now is None else now, failed[np.sort(first)], pairs)


def measures(seen: Seen, cause: str, name: str | None, at: float) -> Measures:
    """What to do where this is the cause; an unknown one is answered where it shows."""
    if cause in ("release", "glyph"):
        return Measures(_level(seen, cause, name), ((cause, name),), why=f"who took {cause} {name} rests")
    if cause in ("lot", "hub"):
        return Measures(_level(seen, cause, name), why=f"{cause} {name} rests")
    if cause == "place":
        return Measures(_round(seen, name), why=f"who is near {name} rests")
    if cause == "contact":
        return Measures(traced(seen, at), why=f"who met those that failed rests, {HOPS} exchanges far")
    if cause == "hidden":
        hit = _hit(seen, CHARGER)
        return Measures(np.flatnonzero(np.isin(seen.now[CHARGER], hit)), chargers=True,
                        why=f"chargers are switched off; who uses one of {len(hit)} rests")  # fmt: skip
    return Measures(seen.failed, why="the cause is not known: only who failed rests")


def holds(seen: Seen) -> np.ndarray:
    """(k,) places of those who are held while the cause is looked for: the districts in which smiles failed."""
    return np.flatnonzero(np.isin(seen.now[DISTRICT], _hit(seen, DISTRICT)))


def _hit(seen: Seen, factor: int) -> np.ndarray:
    """Levels with FEW failures or more."""
    levels, count = np.unique(seen.now[factor, seen.failed], return_counts=True)
    return levels[(count >= FEW) & (levels >= 0)]


def _level(seen: Seen, factor: str, name: str) -> np.ndarray:
    place = FACTORS.index(factor)
    return np.flatnonzero(seen.now[place] == seen.fleet.names[place].index(name))


def _round(seen: Seen, name: str) -> np.ndarray:
    """Who lives in a district, or in the circle in which smiles failed."""
    x, y = seen.fleet.x.astype(np.float64), seen.fleet.y.astype(np.float64)
    middle = np.median(x[seen.failed]), np.median(y[seen.failed])
    away = np.hypot(x - middle[0], y - middle[1])
    near = away <= np.percentile(away[seen.failed], STORM)
    return np.flatnonzero(near | (seen.now[DISTRICT] == seen.fleet.names[DISTRICT].index(name)))


def traced(seen: Seen, at: float) -> np.ndarray:
    """(k,) places within HOPS exchanges of those who failed, of the last TRACED seconds."""
    one, two, when = seen.met
    late = when >= at - TRACED
    one, two = one[late], two[late]
    reached = np.zeros(seen.fleet.n, bool)
    reached[seen.failed] = True
    for _ in range(HOPS):
        now = reached.copy()
        reached[two[now[one]]] = True
        reached[one[now[two]]] = True
    return np.flatnonzero(reached)


def districts(seen: Seen, places: np.ndarray) -> tuple[str, ...]:
    """Names of the districts in which these are."""
    return tuple(seen.fleet.names[DISTRICT][code] for code in np.unique(seen.now[DISTRICT, places]) if code >= 0)


def hubs(seen: Seen, places: np.ndarray) -> int:
    """How many hubs serve these: an order to more than one district needs more than one hub's word."""
    return int(np.unique(seen.now[HUB, places]).size)
