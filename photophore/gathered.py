"""The groups of one loop that somebody opened as gatherings: taken from above, since districts have the low numbers."""

from typing import final

import numpy as np

from photophore.light import sync
from photophore.light.sync import Crowds, Rule
from photophore.words import NoRoom, NotFound, Tick

MOST = 256  # gatherings at once; the groups beneath are left to districts
RESTING = 2.0  # seconds before a group is a gathering again: nobody is taken for a member of the one before
WEIGHED = 1.0  # seconds between two counts of the votes, where nothing is known to have changed


@final
class Gathered:
    """Which gatherings are open, their rules, and what each member's vote weighs."""

    def __init__(self, crowds: Crowds, n: int):
        self.crowds, self.rules = crowds, dict[int, Rule]()
        self.district = np.full(n, -1, np.int16)  # of each row; -1 unknown, which counts as a district of its own
        self._ended: dict[int, int] = {}  # group -> tick
        self._stale, self._weighed = False, 0

    def open(self, rule: Rule, tick: Tick) -> int:
        """A free group pulls by this rule from now on. NoRoom where none is free."""
        groups = len(self.crowds.field)
        for group in range(groups - 1, max(groups - MOST, groups // 2) - 1, -1):
            if group not in self.rules and self._ended.get(group, tick.count) <= tick.count:
                sync.obey(self.crowds, group, rule)
                self.rules[group], self._stale = rule, True
                return group
        raise NoRoom("no more gatherings can be open at once", f"{len(self.rules)} are", "wait until one ends")

    def change(self, group: int, rule: Rule) -> None:
        """An open gathering pulls by another rule."""
        self.checked(group)
        sync.obey(self.crowds, group, rule)
        self.rules[group], self._stale = rule, True

    def close(self, group: int, tick: Tick) -> None:
        """It is over; its members were taken out before."""
        del self.rules[group]
        sync.close(self.crowds, group)
        self._ended[group] = tick.after(RESTING)

    def checked(self, group: int) -> None:
        """NotFound where no such gathering is open."""
        if group not in self.rules:
            raise NotFound("there is no such gathering", f"group {group}", "it may be over")

    def moved(self) -> None:
        """Somebody came or went: votes are weighed anew before the next frame."""
        self._stale = bool(self.rules)

    def weigh(self, vote: np.ndarray, group: np.ndarray, autonomy: np.ndarray, tick: Tick) -> None:
        """What each vote weighs, so that no district has more than its gathering's cap; all arrays (n,).

        Who grants or takes back counts within WEIGHED; who comes or goes, at once.
        """
        due = tick.count - self._weighed >= WEIGHED * tick.fps and any(rule.cap < 1 for rule in self.rules.values())
        if not (self._stale or due):
            return
        self._stale, self._weighed = False, tick.count
        for mine, rule in self.rules.items():
            rows = np.flatnonzero(group == mine)
            vote[rows] = 1
            if rule.cap < 1:
                voters = rows[~np.isnan(autonomy[rows])]
                vote[voters] = votes(self.district[voters], rule.cap)


def votes(district: np.ndarray, cap: float) -> np.ndarray:
    """(k,) float32 above 0 to 1: what each vote weighs where no district may have more than this share of all weights.

    Where there are too few districts for that, they weigh alike.
    """
    _, place, count = np.unique(district, return_inverse=True, return_counts=True)
    cap, order = max(cap, 1 / max(count.size, 1)), np.argsort(-count)
    most, rest = np.inf, float(count.sum())
    for capped, largest in enumerate(order):  # so many districts stand at the cap; the others are below it
        most = cap * rest / (1 - capped * cap) if capped * cap < 1 - 1e-9 else count[largest]
        if count[largest] <= most:
            break
        rest -= count[largest]
    return np.minimum(1, most / count).astype(np.float32)[place]
