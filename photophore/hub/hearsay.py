"""What a host may hear of members' sliders: of each at most one blurred answer, free or not, that no asking sharpens.

Each smile draws one lot when it comes into a gathering, and keeps it there. It says "free" where its lot lies below
ODDS + (1 - 2 ODDS) autonomy (randomised response, Warner 1965; the lot is kept, as in RAPPOR, Erlingsson 2014, so that
to ask again tells nothing more). So a slider at either end is at most (1 - ODDS) / ODDS = 3 times as likely as one at
the other, whatever a host knows of everybody else and however the own tabs' sliders are moved.
"""

import math
import secrets
from collections.abc import Callable

import numpy as np

from photophore.light import order

LEAST = 5  # members from which on a guess is told
ODDS = 0.25  # how often the answer of a slider at its end is the wrong one
MOST = 0.95  # mean autonomy that is guessed at most: that nobody lets others pull is never known
NODES = ((-math.sqrt(3), 1 / 6), (0.0, 2 / 3), (math.sqrt(3), 1 / 6))  # Gauss and Hermite's, three points


class Hearsay:
    """The lots of one gathering."""

    def __init__(self, smiles: int, dice: Callable[[int], bytes] = secrets.token_bytes):
        """smiles: rows of the loop; dice(count): so many bytes of chance that nobody can work out."""
        self._dice = dice
        self._lots = np.full(smiles, np.nan)
        self._last = np.full(smiles, np.nan)  # the slider as it last stood, of who is dark now
        self._whose = np.zeros(smiles, np.uint64)

    def said(self, rows: np.ndarray, seeds: np.ndarray, autonomy: np.ndarray) -> np.ndarray:
        """(k,) bool: who says "free"; rows (k,), each once, their smiles' seeds (k,), autonomy (k,) 0..1.

        nan: dark, or taken back: as it last stood, and 0.5 where it never did; so to go dark changes no answer.
        """
        new = rows[np.isnan(self._lots[rows]) | (self._whose[rows] != seeds)]
        self._whose[rows] = seeds
        self._lots[new] = np.frombuffer(self._dice(4 * new.size), np.uint32) / 2.0**32
        self._last[new] = 0.5
        self._last[rows] = np.where(np.isnan(autonomy), self._last[rows], autonomy)
        return self._lots[rows] < ODDS + (1 - 2 * ODDS) * self._last[rows]


def guess(said: np.ndarray) -> tuple[float, float]:
    """The mean of autonomy, as answers (k,) bool tell it, and its standard deviation."""
    share = float(np.mean(said))
    near = min(max(share, ODDS), 1 - ODDS)
    mean = (share - ODDS) / (1 - 2 * ODDS)
    return min(max(mean, 0.0), MOST), math.sqrt(near * (1 - near) / said.size) / (1 - 2 * ODDS)


def forecast(firm: float, rates: np.ndarray, said: np.ndarray) -> tuple[float, order.Forecast]:
    """The mean of autonomy as it is guessed, and whether the crowd will fall into step; `sure` counts the blur too."""
    mean, doubt = guess(said)

    def at(value: float) -> order.Forecast:
        return order.will_sync(firm, rates, np.full(len(rates), min(max(value, 0.0), MOST), np.float32))

    found = at(mean)
    each = [(weight, at(mean + node * doubt)) for node, weight in NODES]
    sure = sum(weight * (one.sure if one.will == found.will else 1 - one.sure) for weight, one in each)
    return mean, found._replace(sure=max(sure, 0.5))
