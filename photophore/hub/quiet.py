"""Orders to rest, as rows that fade, and as what whoever has a page open is told.

A row wakes when no order holds for it any more. A smile that nobody wears tests itself and wakes; where somebody wears
it, it waits for their yes, which is the same touch that ends their own dark.
"""

from collections.abc import Callable, Iterable
from typing import final

import numpy as np

from photophore.commons.resting import Order, Whom
from photophore.commons.store import now_ms
from photophore.hub.standing import Standing

FADES, WAKES = 0.75, 1.0  # seconds
AWAKE = {"on": False, "since": None, "until": None, "why": "", "incident": 0}  # what whoever does not rest is told


@final
class Quiet:
    """Which rows rest. Verbs may be called from every thread; `tell` on the hub's event loop."""

    def __init__(self, loop, standing: Standing, rests, now: Callable[[], int] = now_ms):
        """rests: commons.rests.Rests; now: ms UTC."""
        self.sound: Callable[[np.ndarray], np.ndarray] = lambda rows: np.ones(len(rows), bool)  # who passes the test
        self.worn: Callable[[], Iterable[int]] = lambda: ()  # rows that somebody wears
        self._loop, self._standing, self._rests, self._now = loop, standing, rests, now
        self._names = [district.name for district in standing.place.districts]
        self._ours: set[int] = set()  # rows that rest by a case of this hub, whatever their district
        self._until = 0  # ms UTC, when that is over
        self._asleep = np.zeros(loop.n, bool)  # rows that were let rest here
        self._told: dict = {}  # session -> what it was told last

    def rows(self, district: str) -> np.ndarray:
        """(k,) rows that stand in this district; nobody where there is none of this name."""
        return np.flatnonzero(self._standing.district == self._number(district))

    def _number(self, district: str) -> int:
        return self._names.index(district) if district in self._names else len(self._names)

    # --- rows

    def let_rest(self, rows: np.ndarray, until: int) -> None:
        """These rest by a case, whatever their district: smiles that nobody wears. until: ms UTC, for all of them."""
        self._ours |= set(rows.tolist())
        self._until = until
        self.turn()

    def let_go(self) -> None:
        """The case is mended, or they are not behind it."""
        self._ours.clear()

    def turn(self) -> None:
        """Once a second, and when an order comes: who must rest fades, who may wake wakes."""
        must = self._must()
        fresh = np.flatnonzero(must & ~self._asleep)
        if fresh.size:
            self._loop.rest(fresh, FADES)
            self._asleep[fresh] = True
        free = np.flatnonzero(self._asleep & ~must)
        worn = np.zeros(self._loop.n, bool)
        worn[list(self.worn())] = True
        free = free[~worn[free]]  # whoever wears one says yes themselves
        free = free[self.sound(free)] if free.size else free
        if free.size:
            self._loop.wake(free, WAKES)
            self._asleep[free] = False

    def yes(self, row: int) -> None:
        """Whoever wears this smile wants it to shine again; while an order holds, it goes on resting."""
        if self._asleep[row] and not self._must()[row]:
            self._loop.wake(np.array([row]), WAKES)
            self._asleep[row] = False

    def rests(self, row: int) -> bool:
        return bool(self._asleep[row])

    def _must(self) -> np.ndarray:
        """(n,) bool: for whom an order holds now."""
        must = np.zeros(self._loop.n, bool)
        worn = list(self.worn())
        for virtual in (True, False):
            orders = [each for each in self._rests.now() if (each.whom is Whom.VIRTUAL) == virtual]
            for order in orders:
                numbers = [self._number(name) for name in order.districts]
                must |= np.isin(self._standing.district, numbers)
            if virtual:
                must[list(self._ours) if self._now() < self._until else []] = True
                must[worn] = False  # a case of made-up smiles is nothing to people
        return must

    # --- whoever has a page open

    def tell(self, sessions: Iterable) -> None:
        """Tell each visitor, once, that their smile rests, why and until when; and that it may shine again."""
        before, self._told = self._told, {}
        for session in sessions:
            if session.visit is None:
                continue
            row = session.visit.guest.row.index
            said = self._said(row)
            if said != before.get(session) and (said or session in before):
                session.line.say({"t": "rest"} | (said or AWAKE))
            if said:
                self._told[session] = said

    def _said(self, row: int) -> dict | None:
        if not self._asleep[row]:
            return None
        order = self._order(row)
        if order is None:
            return AWAKE | {"on": True}  # over; it waits for a yes
        return {"on": True, "since": order.since, "until": order.until, "why": order.why, "incident": order.incident}

    def _order(self, row: int) -> Order | None:
        number = int(self._standing.district[row])
        return self._rests.over(self._names[number]) if 0 <= number < len(self._names) else None
