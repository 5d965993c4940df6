"""Troubles that can be planted among made-up smiles, and how each goes on: nothing here is told to a hub.

Invented, so that what watches can be tried: a bad release, a poisoned glyph, a bad lot, something that colonies catch
from each other, a hub that lies, a radio storm, and a weakness that travels by chargers, which no log shows.
"""

from typing import NamedTuple, final

import numpy as np

from photophore import chance
from photophore.city.mesh import NEW_GLYPHS, NEW_RELEASES, Mesh, heard, met, passed, told, where
from photophore.city.taking import Taking, Took
from photophore.watch.events import FACTORS, SIGNS, TAKEN, Events, Kind, seen
from photophore.words import BadRequest

F = np.float32
KINDS = ("release", "glyph", "lot", "contact", "hub", "place", "hidden", "none")
OF_A_LEVEL = ("release", "glyph", "lot", "hub")  # all that share one level are weak
BEGINS = (8.0, 12.0)  # second at which a trouble begins
WEAK = 0.35  # share of a level that fails (trust.md 6.2)
LATE = 2.5  # seconds after which a weak one fails, on average (memoryless)
CATCHES = 0.9  # chance that an exchange with one that has it passes it on
HATCHES, SPREAD = 4.0, 0.4  # seconds from catching to failing: mean, standard deviation
NOISE = 1e-6  # honest faults of one smile a second: 36 an hour among 10,000
HIDDEN = "charger"  # the factor whose levels pass the hidden weakness on
USE = 470  # uses of chance from here on belong to this module
WHAT, WHICH, WHEN, FAILS, LATER, CATCH, HATCH, NOISY, NOISE_KIND, WHO, OUT = range(USE, USE + 22, 2)  # HATCH: a normal
OFFERED = NEW_RELEASES + NEW_GLYPHS
NOISES = tuple(sign for sign in SIGNS if sign is not Kind.UNGRANTED)  # which would tell of a grant


class Plant(NamedTuple):
    """What was planted: kept apart from what a hub sees."""

    kind: str
    id: str | None  # level's name; contact: number of the source; hidden: the factor; none: None
    at: float | None  # second at which it begins
    source: int | None  # number of the smile it began with, where it began with one


def planted(text: str | None, mesh: Mesh, seed: int) -> Plant:
    """KIND or KIND:ID -> a plant; what is not told is drawn from the seed. BadRequest says which kinds and ids are."""
    kind, _, name = (text or KINDS[int(_one(seed, WHAT) * (len(KINDS) - 1))]).partition(":")
    if kind not in KINDS:
        raise BadRequest(f"no trouble is called {kind!r}", "--plant", f"one of {', '.join(KINDS)}")
    if kind == "none":
        return Plant(kind, None, None, None)
    at = _when(_one(seed, WHEN))
    if kind in ("contact", "hidden"):
        source = _source(kind, name, mesh, seed)
        return Plant(kind, str(source) if kind == "contact" else HIDDEN, at, source)
    names = _levels(kind, mesh)
    if name and name not in names:
        raise BadRequest(f"there is no {kind} {name!r} here", "--plant", f"one of {', '.join(names[:30])}")
    drawn = {"release": NEW_RELEASES, "glyph": NEW_GLYPHS, "place": _full(mesh)}.get(kind, names)
    name = name or drawn[int(_one(seed, WHICH) * len(drawn))]
    offered = kind in ("release", "glyph") and name in OFFERED
    return Plant(kind, name, _out(seed)[OFFERED.index(name)] if offered else at, None)


def _levels(kind: str, mesh: Mesh) -> tuple[str, ...]:
    """Names of this kind that anybody has, or may take."""
    factor = FACTORS.index("district" if kind == "place" else kind)
    lives = np.bincount(mesh.factors[factor], minlength=len(mesh.names[factor])) > 0
    return tuple(name for name, some in zip(mesh.names[factor], lives, strict=True)
                 if some or name in OFFERED)


def _full(mesh: Mesh) -> tuple[str, ...]:
    """Names of districts where at least half as many live as is usual: a storm over nobody is none."""
    lives = np.bincount(mesh.factors[0], minlength=len(mesh.names[0]))
    return tuple(name for name, count in zip(mesh.names[0], lives, strict=True) if 2 * count >= lives.mean())


def _source(kind: str, name: str, mesh: Mesh, seed: int) -> int:
    """The smile that it begins with."""
    if kind == "hidden" and name not in ("", HIDDEN):
        raise BadRequest(f"nothing hidden travels by {name!r}", "--plant", f"hidden or hidden:{HIDDEN}")
    if kind == "contact" and name:
        if not name.isdigit() or int(name) not in mesh.number:
            raise BadRequest(f"no smile has the number {name!r}", "--plant", f"{mesh.number.min()} and above")
        return int(name)
    busy = _busy(mesh)
    return int(mesh.number[busy[int(_one(seed, WHO) * len(busy))]])


def _busy(mesh: Mesh) -> np.ndarray:
    """(k,) places of the half that exchange most when a trouble begins: one that meets nobody is no trouble."""
    meets = np.zeros(mesh.n, np.int64)
    for second in range(int(BEGINS[0]), int(BEGINS[1])):
        one, two, _ = met(mesh, second)
        meets += np.bincount(one, minlength=mesh.n) + np.bincount(two, minlength=mesh.n)
    return np.flatnonzero(meets >= np.median(meets))


def _one(seed: int, use: int) -> float:
    return float(chance.draw(seed, np.zeros(1, np.uint32), 0, use)[0])


def _when(drawn: float) -> float:
    return BEGINS[0] + drawn * (BEGINS[1] - BEGINS[0])


def _out(seed: int) -> tuple[float, ...]:
    """Seconds at which two releases and two glyphs come out: all drawn alike, the bad one too."""
    return tuple(_when(float(drawn)) for drawn in chance.draw(seed, np.arange(len(OFFERED)), 0, OUT))


def starts(plant: Plant, seed: int) -> tuple[float, ...]:
    """Seconds at which two releases and two glyphs come out; with the planted one the trouble begins, `plant.at`."""
    return tuple(plant.at if (kind, name) == plant[:2] else drawn for kind, name, drawn in zip(
        ("release", "release", "glyph", "glyph"), OFFERED, _out(seed), strict=True))


class World(NamedTuple):
    """What happened in a second."""

    second: int
    pairs: tuple[np.ndarray, np.ndarray, np.ndarray]  # as mesh.met
    took: Took


@final
class Outbreak:
    """Whom a trouble has reached, and whose light goes wrong when. Times are seconds; inf is never."""

    def __init__(self, mesh: Mesh, plant: Plant, taking: Taking):
        self.mesh, self.plant, self.taking = mesh, plant, taking
        self.touched = np.full(mesh.n, np.inf)
        self.shows = np.full(mesh.n, np.inf)
        self.mended = np.zeros(mesh.n, bool)  # cannot be reached any more
        self.tainted = np.full(len(mesh.names[FACTORS.index(HIDDEN)]), np.inf)  # chargers
        self.closed = np.zeros(len(self.tainted), bool)  # of them, switched off
        self.first = int(np.flatnonzero(mesh.number == plant.source)[0]) if plant.source is not None else -1
        self.begun = False
        self.stilled = False  # the first one's radio, by an order to rest or to hold

    def second(self, world: World, quiet: np.ndarray) -> None:
        """Go on by one second; quiet: (n,) bool who neither hears nor speaks by radio, and takes no charge."""
        if self.plant.at is None or world.second + 1 <= self.plant.at:
            return
        if not self.begun:
            self.begun = True
            self._begin(quiet)
        if self.plant.kind == "contact":
            self._catch(world, quiet)
        elif self.plant.kind == "hidden":
            self._charge(world, quiet)
        elif self.plant.kind in ("release", "glyph"):
            bad = np.array([(FACTORS[offer.factor], self.mesh.names[offer.factor][offer.code]) == self.plant[:2]
                            for offer in self.taking.offers])[world.took.offer]  # fmt: skip
            who, at = world.took.who[bad], world.took.at[bad]
            self.touched[who] = np.minimum(self.touched[who], at)
            self._reach(who, at)

    def _begin(self, quiet: np.ndarray) -> None:
        mesh, (kind, name, at, _) = self.mesh, self.plant
        if self.first >= 0:
            self._caught(self.first, at)
            self.tainted[mesh.factors[FACTORS.index(HIDDEN), self.first]] = at
            return
        if kind == "place":
            who = self._storm(name)
        else:
            factor = FACTORS.index(kind)
            who = np.flatnonzero(mesh.factors[factor] == mesh.names[factor].index(name))
        self._reach(who[~quiet[who]], np.full(int((~quiet[who]).sum()), at))

    def _storm(self, name: str) -> np.ndarray:
        """Who stands in the radio storm: round the middle of a district, as far as half of its people live."""
        mesh = self.mesh
        lives = mesh.factors[FACTORS.index("district")] == mesh.names[0].index(name)
        middle = np.median(mesh.home[lives], axis=0)
        far = np.median(np.hypot(*(mesh.home[lives] - middle).T))
        return np.flatnonzero(np.hypot(*(where(mesh, self.plant.at) - middle).T) <= far)

    def _reach(self, who: np.ndarray, at: np.ndarray) -> None:
        """A weak share of these fails, each after a memoryless while."""
        weak = self.mesh.draw(0, FAILS)[who] < F(WEAK)
        late = -LATE * np.log1p(-self.mesh.draw(0, LATER)[who].astype(np.float64))
        new = weak & ~np.isfinite(self.shows[who]) & ~self.mended[who]
        self.shows[who[new]] = at[new] + late[new]

    def _hatch(self, who: np.ndarray) -> np.ndarray:
        late = HATCHES + SPREAD * chance.normal(self.mesh.seed, self.mesh.id[who], 0, HATCH)
        return np.maximum(late, 1.0).astype(np.float64)

    def _caught(self, who: int, at: float) -> None:
        if not np.isfinite(self.touched[who]) and not self.mended[who]:
            self.touched[who], self.shows[who] = at, at + self._hatch(np.array([who]))[0]

    def _silent(self, quiet: np.ndarray) -> np.ndarray:
        """(n,) bool who passes nothing on; the first one's radio is what broke, and its watchdog only darkens it."""
        silent = quiet.copy()
        if self.first >= 0 and not self.mended[self.first] and not self.stilled:
            silent[self.first] = False
        return silent

    def _catch(self, world: World, quiet: np.ndarray) -> None:
        """Whoever exchanges with one that has it may catch it, one exchange after the other."""
        silent, (one, two, at) = self._silent(quiet), world.pairs
        draws = chance.draw(self.mesh.seed, self.mesh.id[one], world.second, CATCH) < F(CATCHES)
        fresh = np.flatnonzero(draws & ~silent[one] & ~silent[two] & (at >= self.plant.at))
        for a, b, now in zip(one[fresh], two[fresh], at[fresh], strict=True):
            if self.touched[a] < now:
                self._caught(b, now)
            elif self.touched[b] < now:
                self._caught(a, now)

    def _charge(self, world: World, quiet: np.ndarray) -> None:
        """Chargers that one of them has used pass it on to whoever passes next."""
        silent, (who, which, at) = self._silent(quiet), passed(self.mesh, world.second)
        draws = chance.draw(self.mesh.seed, self.mesh.id[who], world.second, CATCH) < F(CATCHES)
        for one, charger, now, catches in zip(who, which, at, draws, strict=True):
            if now < self.plant.at or silent[one] or self.closed[charger]:
                continue
            if self.touched[one] < now:
                self.tainted[charger] = min(self.tainted[charger], now)
            elif catches and self.tainted[charger] < now:
                self._caught(one, now)

    def wrong(self, now: float, quiet: np.ndarray) -> np.ndarray:
        """(k,) places of the colonies whose light goes wrong now; of those that rest, nothing is seen, or counted."""
        fails = (self.shows <= now) & ~self.mended
        if self.plant.kind in ("release", "glyph"):  # whoever went back to what they had is sound
            factor = FACTORS.index(self.plant.kind)
            fails &= self.taking.now[TAKEN.index(factor)] == self.mesh.names[factor].index(self.plant.id)
        who = np.flatnonzero(fails)
        seen_now = who[~quiet[who]]
        self.touched[seen_now] = np.minimum(self.touched[seen_now], self.shows[seen_now])
        return who

    def mend(self, who: np.ndarray) -> None:
        """These are sound, and stay so."""
        self.mended[who] = True


def noise(mesh: Mesh, second: int) -> Events:
    """Honest faults of this second, of any kind, with no cause that anybody shares."""
    draw = mesh.draw(second, NOISY)
    who = np.flatnonzero(draw < F(NOISE))
    kind = (chance.draw(mesh.seed, mesh.id[who], second, NOISE_KIND) * len(NOISES)).astype(np.int64)
    codes = np.array([sign.code for sign in NOISES], np.uint8)[kind]
    at = second + chance.draw(mesh.seed, mesh.id[who], second, WHICH)
    return seen(at, codes if who.size else Kind.SILENT, mesh.number[who], mesh.names)


@final
class Trouble:
    """A city's colonies second by second, with one thing planted among them."""

    def __init__(self, mesh: Mesh, plant: Plant, begins: tuple[float, ...]):
        """begins: seconds at which releases and glyphs come out, as `starts` tells them."""
        self.mesh, self.plant = mesh, plant
        self.taking = Taking(mesh, begins)
        self.outbreak = Outbreak(mesh, plant, self.taking)

    def second(self, second: int, quiet: np.ndarray) -> Events:
        """One second on -> what a hub hears of it, but for the signs of what was planted; quiet: as Outbreak.second."""
        one, two, at = met(self.mesh, second)
        talk = ~quiet[one] & ~quiet[two]
        heard_here = one[talk], two[talk], at[talk]
        took = self.taking.second(second, heard_here, quiet)
        self.outbreak.second(World(second, (one, two, at), took), quiet)
        return told([heard(self.mesh, heard_here), self.taking.told(took), noise(self.mesh, second)])
