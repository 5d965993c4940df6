"""The live twin's troubles, for a hub that watches: what it could see each second, and drills among virtual smiles."""

import threading
from collections.abc import Callable
from datetime import date
from typing import final

import numpy as np

from photophore import chance
from photophore.city import faults, mesh, provenance, watchdog
from photophore.city.faults import Plant, Trouble
from photophore.city.twin import Settled
from photophore.loop import Loop
from photophore.watch.events import FACTORS, Events, empty, seen, together
from photophore.words import Audience, NotFound, Purpose, Signal

F = np.float32
TELLS = 0.92  # share of watchdogs whose word reaches the hub
LATEST = 5  # seconds that are made up for when nobody asked; what lies further back nobody saw
SOON = 1.0  # seconds from a drill's order to its beginning
NEVER = (float("inf"),) * 4
OPEN_TO_OTHERS = 0.6  # autonomy up to which a virtual smile takes an invitation
TOLD, YES, LATER = 540, 541, 542  # uses of chance
SAYS_YES = 0.92  # share of virtual wearers who let their smile be lit again
NOTHING = Plant("none", None, None, None)


@final
class Fleet:
    """n virtual smiles of a loop. Its verbs may be called from any thread; `second` may take some milliseconds."""

    def __init__(self, loop: Loop, settled: Settled):
        worn = loop.worn.glyph[settled.rows], tuple(glyph.name for glyph in loop.worn.deck)
        self.mesh = mesh.lay(settled.place, settled.crowd, settled.colony, worn, settled.seed)
        self.loop, self.rows, self.seed = loop, settled.rows, settled.seed
        self.autonomy = settled.crowd.wishes.autonomy
        self.holds: Callable[[int], bool] = lambda row: False  # whether an order lets this row rest, as the hub knows
        self._lock = threading.RLock()
        self._trouble = Trouble(self.mesh, NOTHING, NEVER)
        self._dark = np.zeros(self.mesh.n, bool)  # whose watchdog has tripped
        self._now = None  # second up to which was told
        self._drills = 0

    # --- what the hub sees ---

    def roster(self) -> Events:
        """Every virtual smile, with the factors that it shares with others."""
        return mesh.roster(self.mesh, float(self._now or 0.0))

    def second(self, now: float) -> Events:
        """What was seen since the last call; now: seconds of the hub's own count, rising."""
        with self._lock:
            end = int(now)
            if self._now is None or end - self._now > LATEST:
                self._now = end - 1
            parts = [self._one(second) for second in range(self._now, end)]
            self._now = max(end, self._now)
            return together(parts) if parts else empty(self.mesh.names)

    def _one(self, second: int) -> Events:
        quiet = self._dark | self._resting()
        told = self._trouble.second(second, quiet)
        outbreak = self._trouble.outbreak
        wrong = outbreak.wrong(second + 1, quiet)
        wrong = wrong[~self._dark[wrong]]
        if not wrong.size:
            return told
        self._dark[wrong] = True
        self._act("rest", self.rows[wrong])
        says = wrong[chance.draw(self.seed, self.mesh.id[wrong], self._drills, TOLD) < F(TELLS)]
        late = outbreak.shows[says]  # who rested when it began is told of at some moment of this second
        other = second + self.mesh.draw(second, LATER)[says].astype(np.float64)
        at = np.where((late >= second) & (late < second + 1), late, other)
        return mesh.told([told, seen(at, watchdog.SIGN, self.mesh.number[says], self.mesh.names)])

    def _resting(self) -> np.ndarray:
        resting = getattr(self.loop, "resting", None)
        return np.zeros(self.mesh.n, bool) if resting is None else resting[self.rows]

    def _act(self, verb: str, rows: np.ndarray) -> None:
        act: Callable | None = getattr(self.loop, verb, None)
        if act is not None and rows.size:
            act(rows)

    # --- drills ---

    def plant(self, kind_id: str | None = None) -> Plant:
        """Begin a drill among virtual smiles: KIND or KIND:ID, or drawn. BadRequest says which kinds and ids are."""
        with self._lock:
            seed = self.seed + self._drills
            drawn = faults.planted(kind_id, self.mesh, seed)
            self.mend()
            self._drills += 1
            begin = float(self._now or 0) + SOON
            begins = {at: at - faults.BEGINS[0] + begin for at in faults.starts(drawn, seed)}
            plant = drawn if drawn.at is None else drawn._replace(at=begins.get(drawn.at, begin))
            begins = tuple(begins.values())
            self._trouble = Trouble(self.mesh, plant, begins)
            return plant

    @property
    def planted(self) -> Plant:
        """What is planted now."""
        return self._trouble.plant

    @property
    def drills(self) -> bool:
        """Whether a drill is under way: something was planted, and is not mended."""
        return self.planted.kind != NOTHING.kind and not self._trouble.outbreak.mended.all()

    def touched(self) -> int:
        """How many smiles the trouble has reached: what a drill is judged by, and no hub could know."""
        return int(np.isfinite(self._trouble.outbreak.touched).sum())

    def stop(self, kind: str, name: str) -> None:
        """Nobody takes this release or glyph any more, and whoever has it goes back."""
        with self._lock:
            factor = FACTORS.index(kind)
            if name not in self.mesh.names[factor]:
                raise NotFound(f"there is no {kind} {name!r} here", "", "look at the fleet's list")
            self._trouble.taking.stop(factor, self.mesh.names[factor].index(name))

    def mend(self) -> int:
        """All colonies are made sound and tested; those whose wearers say yes are lit again -> how many."""
        with self._lock:
            self._trouble.outbreak.mend(np.arange(self.mesh.n))
            tested = np.flatnonzero(self._dark)
            yes = tested[chance.draw(self.seed, self.mesh.id[tested], self._drills, YES) < F(SAYS_YES)]
            self._dark[yes] = False
            self._act("wake", np.array([row for row in self.rows[yes].tolist() if not self.holds(row)], np.int64))
            return int(yes.size)

    def sound(self, rows: np.ndarray) -> np.ndarray:
        """(k,) bool: which rows of a loop may shine again: their self-test passed and their wearer says yes."""
        dark = np.zeros(self.loop.n, bool)
        dark[self.rows] = self._dark
        return ~dark[rows]

    def provenance(self, kind: str, name: str, today: date = provenance.TODAY) -> dict:
        """Who made, signed, sold, bought and knew of a lot, release or glyph, all before today; all of it invented.

        NotFound for what nobody has.
        """
        if kind not in ("lot", "release", "glyph") or name not in self.mesh.names[FACTORS.index(kind)]:
            raise NotFound(f"the books know no {kind} {name!r}", "", "lots, releases and glyphs of this fleet")
        return provenance.record(kind, name, self.seed, today)

    # --- gatherings ---

    def invite(self, count: int, district: int | str | None = None) -> np.ndarray:
        """(k,) int32 rows, at most `count`, of virtual smiles that let others pull them, of one district or any.

        Those who granted SYNC to people near, whose autonomy allows, and who do not rest; the most open come first.
        """
        names = self.mesh.names[0]
        here = np.ones(self.mesh.n, bool)
        if district is not None:
            if isinstance(district, str) and district not in names or not isinstance(district, str) and not (
                0 <= district < len(names)
            ):
                raise NotFound(f"there is no district {district!r} here", "", f"one of {', '.join(names[:30])}")
            here = self.mesh.factors[0] == (names.index(district) if isinstance(district, str) else district)
        mask = self.loop.given.mask[Audience.NEAR, Signal.FEELING, self.rows]
        allow = (mask & np.uint16(Purpose.SYNC)) != 0
        who = np.flatnonzero(here & allow & (self.autonomy <= OPEN_TO_OTHERS) & ~self._dark & ~self._resting())
        return self.rows[who[np.argsort(self.autonomy[who], kind="stable")[: max(0, count)]]]
