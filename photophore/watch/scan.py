"""Something at one place: a radio storm, a wave of heat. Smiles near a district's middle fail, wherever they come from.

Beside the odds stands Kulldorff's scan (1997): the circle whose faults surprise most, over all circles.
"""

from typing import NamedTuple

import numpy as np

from photophore.watch import level
from photophore.watch.episode import Episode, log_mean
from photophore.watch.events import FACTORS

DISTRICT = FACTORS.index("district")
REACHES = (0.35, 0.7, 1.2, 2.0, 3.5)  # radii, of the distance within which half of a district's people live
PASSING = (0.004, 0.05)  # how strongly it holds for people who live anywhere, as they pass by
TRIED = 10  # districts that are looked at
ABOUT = 1.5  # such distances from the middle: who fails about there counts for the district
FEWEST = 1.0  # faults, so counted, of a district that is looked at
CENTRES = 60  # cells with the most faults that Kulldorff's circles are drawn round
CIRCLES = 24  # radii of each


class Circle(NamedTuple):
    """Where faults stand thickest."""

    x: float  # metres
    y: float  # metres
    radius: float  # metres
    faults: int
    expected: float  # by the number of smiles inside
    surprise: float  # Kulldorff's log likelihood ratio


class Round(NamedTuple):
    """What is about a district's middle."""

    far: np.ndarray  # (n,) float64 of each smile, in distances within which half of its people live; inf unknown
    lives: np.ndarray  # (n,) bool who lives there


def score(episode: Episode) -> np.ndarray:
    """(districts,) float64: how much likelier something round each district's middle makes what was seen; as a log.

    Those are looked at in or about which most failed: whoever fails there may well live elsewhere.
    """
    rounds = [_round(episode, district) for district in range(len(episode.fleet.names[DISTRICT]))]
    about = [np.maximum(it.lives, np.exp(-0.5 * np.square(it.far / ABOUT))) for it in rounds]
    near, size = (np.array([it[which].sum() for it in about]) for which in (episode.who, slice(None)))
    worth = near * np.log(np.maximum(near, 1e-9) / np.maximum(size, 1.0) * episode.fleet.n)
    told = np.full(len(rounds), level.ELSE)
    for district in np.argsort(-worth, kind="stable")[:TRIED]:
        if near[district] >= FEWEST:
            told[district] = log_mean(np.array([level.of(episode, has) for has in _parts(rounds[district])]))
    return told


def _round(episode: Episode, district: int) -> Round:
    fleet = episode.fleet
    lives = fleet.factors[DISTRICT] == district
    if not np.isfinite(fleet.x[lives]).any():
        return Round(np.full(fleet.n, np.inf), lives)
    x, y = np.nanmedian(fleet.x[lives]), np.nanmedian(fleet.y[lives])
    half = max(float(np.nanmedian(np.hypot(fleet.x[lives] - x, fleet.y[lives] - y))), 1.0)
    far = np.hypot(episode.place[0] - x, episode.place[1] - y) / half
    return Round(np.nan_to_num(far.astype(np.float64), nan=np.inf), lives)


def _parts(it: Round) -> list[level.Members]:
    """The district itself, and rounds of several widths about its middle, sharp or soft, as people move."""
    weights = [it.lives.astype(float)]
    if np.isfinite(it.far).any():
        weights.append((it.far <= 1.0).astype(float))
        weights += [np.exp(-0.5 * np.square(it.far / reach)) for reach in REACHES]
    everybody = np.arange(len(it.far))
    return [level.always(everybody, np.maximum(weight, passing)) for weight in weights for passing in PASSING]


def kulldorff(episode: Episode) -> Circle | None:
    """The most surprising circle round any cell in which somebody failed; None where no cell is known."""
    fleet = episode.fleet
    known = np.isfinite(episode.place).all(axis=0)
    hit = np.zeros(fleet.n, bool)
    hit[episode.who] = True
    hit, x, y = hit[known], *episode.place[:, known]
    if hit.sum() < level.LEAST:
        return None
    cells, counts = np.unique(np.stack([x[hit], y[hit]]), axis=1, return_counts=True)
    best = None
    for centre in cells.T[np.argsort(-counts, kind="stable")[:CENTRES]]:
        circle = _widest(np.hypot(x - centre[0], y - centre[1]), hit, centre)
        if best is None or circle.surprise > best.surprise:
            best = circle
    return best


def _widest(far: np.ndarray, hit: np.ndarray, centre: np.ndarray) -> Circle:
    radii = np.unique(np.quantile(far[hit], np.linspace(0, 1, CIRCLES)))
    all_, inside = hit.sum(), (far[hit] <= radii[:, None]).sum(axis=1)
    expected = all_ * np.searchsorted(np.sort(far), radii, side="right") / len(far)
    out, spare = all_ - inside, np.maximum(all_ - expected, 1e-9)
    ratio = inside * np.log(np.maximum(inside, 1e-9) / expected) + out * np.log(np.maximum(out, 1e-9) / spare)
    ratio = np.where(inside > expected, ratio, 0.0)
    at = int(np.argmax(ratio))
    return Circle(float(centre[0]), float(centre[1]), float(radii[at]), int(inside[at]), float(expected[at]),
                  float(ratio[at]))  # fmt: skip
