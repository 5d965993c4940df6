"""The flicker emergency, played without a window: smiles go wrong, the city notices, contains it, and finds why.

The light is real (the whole path, and its frames), what goes wrong with it is planted, and nobody but the report knows
what that was. Seconds are those of the run; what is emitted is counted by `eyes`, which asks no gate.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple, final

import numpy as np

from photophore import chance
from photophore.city import containment, eyes, faults, film, flicker_report, mesh, nanobots, recount, watchdog
from photophore.city.folder import Folder
from photophore.city.taking import STOPPED
from photophore.city.twin import Settled
from photophore.loop import Loop
from photophore.watch import events as watched
from photophore.watch import rings
from photophore.watch.events import FACTORS, Events, Kind, seen
from photophore.watch.explain import Explanation, explain
from photophore.watch.monitor import Monitor
from photophore.words import BLOCK, Audience, Frame

SECONDS = 60.0  # of a run, at most; it ends when all is lit again
TELLS = 0.92  # share of watchdogs, or of passers-by, whose word reaches the hub
NOTICED = 2.5  # seconds until somebody who passes tells of a smile whose watchdog is off, on average
PATIENCE = 8.0  # seconds in which the cause may stay unknown before who failed rests by themselves
AGAIN = 2.0  # seconds after a measure before another is thought of
REPAIR = 6.0  # seconds from the last measure to a mended fleet: a fix for everyone, tested at the bench before
TESTS = 2  # seconds of a self-test
LOOKED = 4  # seconds after the relight that are still looked at
BESIDE = 2  # threads that look at a frame
AT_ONCE = 16  # blocks whose grants are recounted in one frame; a larger city in turns
TOLD, WAIT, YES, LATE = 550, 551, 552, 553  # uses of chance
SAYS_YES = 0.92  # share of virtual wearers who let their smile be lit again


class Asked(NamedTuple):
    """How a run is played."""

    plant: str | None = None  # KIND or KIND:ID; None: drawn
    seconds: float = SECONDS
    watchdogs: bool = True


def run(loop: Loop, settled: Settled, asked: Asked, out: Path,
        progress: Callable[[int, int], None] = lambda done, of: None) -> dict:
    """Play it, write what there is to see into `out`, and give the report. `out` is tried before the run."""
    frames = max(1, round(asked.seconds * loop.fps))
    with ThreadPoolExecutor(BESIDE) as beside:
        scene = Scene(loop, settled, asked, beside.map)  # which says if this cannot be planted
        folder = Folder(out)
        for frame in range(frames):
            scene.frame()
            progress(frame + 1, frames)
            if scene.over:
                break
    report = flicker_report.report(scene)
    flicker_report.write(folder, report, scene)
    return report


@final
class Scene:
    """One run: the colonies and their trouble on one side, the hub that watches on the other."""

    def __init__(self, loop: Loop, settled: Settled, asked: Asked, each=map):
        worn = loop.worn.glyph[settled.rows], tuple(glyph.name for glyph in loop.worn.deck)
        self.loop, self.settled, self.asked, self._each = loop, settled, asked, each
        self.rows, self.seed = settled.rows, settled.seed
        self.mesh = mesh.lay(settled.place, settled.crowd, settled.colony, worn, settled.seed)
        self.plant = faults.planted(asked.plant, self.mesh, self.seed)
        self.trouble = faults.Trouble(self.mesh, self.plant, faults.starts(self.plant, self.seed))
        self.dogs = watchdog.start(self.mesh.n)
        roster = mesh.roster(self.mesh)
        self.hub = Desk(self, watched.pick(roster, np.argsort(roster.smile)))  # whose order tells nothing of rows
        self.eyes, self.bare = eyes.start(loop.n, loop.fps), eyes.start(loop.n, loop.fps)
        self.exposed, self.exposed_bare = np.zeros(loop.n, bool), np.zeros(loop.n, bool)
        self.leaks = 0  # frame-rows of sound smiles that were lit without a grant
        self.cells: list[np.ndarray] = []  # mean light of every field of view
        self.album = flicker_report.Album()
        self.held = np.zeros(self.mesh.n, bool)  # who neither speaks by radio nor takes anything, and shines
        self.signs: list[Events] = []  # of this second
        self.told = np.full(self.mesh.n, np.inf)  # second at which a passer-by tells of each
        self.frames, self.took = 0, 0.0
        self.over = False

    @property
    def seconds(self) -> float:
        return self.frames / self.loop.fps

    @property
    def resting(self) -> np.ndarray:
        """(n,) bool who rests, by order."""
        return self.loop.resting[self.rows]

    def frame(self) -> None:
        """One frame for everybody; with the first of a second, the colonies' second; with the last, the hub's."""
        begun, fps = time.perf_counter(), self.loop.fps
        if self.frames % fps == 0:
            quiet = self.dogs.dark | self.resting | self.held
            first = self.trouble.outbreak.first
            self.trouble.outbreak.stilled = first >= 0 and bool(self.resting[first] | self.held[first])
            self.signs = [self.trouble.second(self.frames // fps, quiet)]
            self.album.choose(self)
        made = self.loop.step()
        self._shine(made)
        self.frames += 1
        if self.frames % fps == 0:
            self.hub.second(mesh.told(self.signs), self.frames // fps)
        self.took += time.perf_counter() - begun

    # --- light

    def _shine(self, made: Frame) -> None:
        """What every smile emits in this frame, and what eyes make of it."""
        now, given = self.seconds, self.loop.grants.given(made.tick.count)
        who = self.trouble.outbreak.wrong(now, self.resting)
        rows = self.rows[who]
        own = np.moveaxis(made.light[rows // BLOCK, :, :, rows % BLOCK], 0, -1)
        sent = made.seen_by(Audience.NEAR, rows)
        tried = nanobots.emit(own, self.loop.worn.teeth[rows], self.mesh.id[who], now, self.seed)
        shines = self._guarded(who, tried, sent, now)
        apart = np.zeros(self.loop.n, bool)
        apart[rows] = True
        eyes.look_at(self.eyes, made, apart, self._each)
        if who.size:
            eyes.look(self.eyes, rows, shines)
            eyes.look(self.bare, rows, tried)
            self.exposed[rows] |= eyes.exposed(shines, rows, given, made.fallback)
            self.exposed_bare[rows] |= eyes.exposed(tried, rows, given, made.fallback)
        self._recount(made, given)
        self.cells.append(self._fields(made, rows, own, shines))
        self.album.keep(self, made, (who, tried, shines))

    def _guarded(self, who, tried, sent, now: float) -> np.ndarray:
        """What shines, by the watchdogs where they are on; and who tells the hub of it."""
        if not self.asked.watchdogs:
            new = who[~np.isfinite(self.told[who])]
            late = -NOTICED * np.log1p(-chance.draw(self.seed, self.mesh.id[new], 0, WAIT).astype(np.float64))
            self.told[new] = np.maximum(now, self.trouble.outbreak.shows[new]) + late
            tells = (self.told[who] <= now) & (self.told[who] > now - 1 / self.loop.fps)
            self._tell(who[tells], now)
            return tried
        shines, trips = watchdog.guard(self.dogs, who, tried, sent)
        self._tell(who[trips], now)
        return shines

    def _tell(self, who: np.ndarray, now: float) -> None:
        """Signs that reach the hub; some do not. Of those to whom no light was sent they tell what they tell of all."""
        says = chance.draw(self.seed, self.mesh.id[who], 0, TOLD) < TELLS
        if says.any():
            late = chance.draw(self.seed, self.mesh.id[who[says]], self.frames, LATE) / self.loop.fps
            self.signs.append(seen(now + late, watchdog.SIGN, self.mesh.number[who[says]], self.mesh.names))

    def _recount(self, made: Frame, given) -> None:
        """Grants of some blocks asked anew, in turns over the city."""
        blocks = len(made.light)
        turns = -(-blocks // AT_ONCE)
        first = self.frames % turns * AT_ONCE
        found = recount.count(made, given, self.loop.worn, slice(first, first + AT_ONCE))
        self.leaks += sum(found.leaks.values())

    def _fields(self, made: Frame, rows, own, shines) -> np.ndarray:
        """(FIELDS, 3) float32 mean light of every field of view, as it shines."""
        crowd = self.loop.worn.crowd

        def part(first: int) -> np.ndarray:
            some = slice(first, first + film.PART)
            return film.field_light(made.light[some], crowd.reshape(-1, BLOCK)[some], film.LINEAR)

        sums = sum(self._each(part, range(0, len(made.light), film.PART)))
        there = crowd[rows] >= 0
        more = (film.LINEAR[shines].mean(axis=0) - film.LINEAR[own].mean(axis=0)).T[there]
        np.add.at(sums[:, :3], crowd[rows][there], more)
        return (sums[:, :3] / np.maximum(sums[:, 3:], 1)).astype(np.float32)

    # --- what the hub can do

    def do(self, measures: containment.Measures, places: np.ndarray) -> None:
        """Carry measures out among the colonies; places: of the fleet, as places of the mesh."""
        for factor, name in measures.stop:
            code = FACTORS.index(factor)
            self.back(code, self.mesh.names[code].index(name))
        if measures.chargers:
            self.trouble.outbreak.closed[:] = True
        self.loop.rest(self.rows[places])

    def back(self, factor: int, code: int) -> None:
        """Nobody takes this release or glyph any more; whoever has it goes back, and the hub sees them take that."""
        who = self.trouble.taking.stop(factor, code)
        factors = np.full((len(FACTORS), who.size), -1, np.int32)
        factors[factor] = self.mesh.factors[factor, who]
        at = np.full(who.size, self.seconds)
        self.hub.heard.append(seen(at, Kind.TOOK, self.mesh.number[who], self.mesh.names, factors=factors))

    def mend(self) -> int:
        """A fix for everybody; all who are dark are tested -> how many. What a watchdog holds dark is sent none either:
        so it lets go in the dark, and light comes back by a rise, and by the guard."""
        self.trouble.outbreak.mend(np.arange(self.mesh.n))
        self.held[:] = False
        self.tested = np.flatnonzero(self.dogs.dark | self.resting)
        self.loop.rest(self.rows[self.tested])
        return int(self.tested.size)

    def relight(self) -> int:
        """Those who were found sound are lit where their wearers say yes -> how many."""
        yes = self.tested[chance.draw(self.seed, self.mesh.id[self.tested], 0, YES) < SAYS_YES]
        watchdog.relight(self.dogs, yes)
        self.loop.wake(self.rows[yes])
        return int(yes.size)


@final
class Desk:
    """The hub's side: it hears events, alarms, asks for an explanation, and acts. It knows nothing of the plant."""

    def __init__(self, scene: Scene, roster: Events):
        self.scene, self.roster = scene, roster
        self.heard: list[Events] = [roster]
        self.monitor = Monitor(roster)
        self.alarms: list = []
        self.timeline: list[dict] = []
        self.explanation: Explanation | None = None  # the one that was acted upon
        self.detected = self.acted = self.mended = None  # seconds
        self.rollouts: dict[int, rings.Rollout] = {}  # of the new releases, by their number
        self.fleet = watched.fleet(roster)
        self._signs_then = 0
        self._failed = np.zeros(scene.mesh.n, bool)  # by the mesh's places
        self._place = np.argsort(scene.mesh.number)  # from the fleet's places to the mesh's

    @property
    def events(self) -> Events:
        """All that was seen so far."""
        if len(self.heard) > 1:
            self.heard = [watched.together(self.heard)]
        return self.heard[0]

    def second(self, events: Events, now: int) -> None:
        """A second has passed."""
        self.heard.append(events)
        alarms = self.monitor.hear(events, now)
        self.alarms += alarms
        if alarms and self.detected is None:
            self.detected = now
            first = alarms[0]
            self._note("detected", f"{first.count} smiles failed where {first.expected:.2g} do in calm times: "
                       f"{first.factor} {first.level}".strip(), factor=first.factor, level=first.level)  # fmt: skip
        self._rings(events, now)
        if self.detected is None:
            return
        if self.mended is None:
            self._look(now)
        elif now - self.mended == TESTS:
            lit = self.scene.relight()
            self._note("relit", f"{lit} smiles are lit again, by their wearers' yes", smiles=lit)
        self.scene.over = self.mended is not None and now - self.mended >= TESTS + LOOKED
        if self.mended is None and self.acted is not None and now - self.acted >= REPAIR:
            self.mended = now
            tested = self.scene.mend()
            self._note("mended", f"{tested} smiles are made sound and tested", smiles=tested)

    def _look(self, now: int) -> None:
        """Ask what it is, and act: at first, and again where smiles that do not rest still fail."""
        seen_now = containment.known(self.events, self._now())
        signs = len(seen_now.failed)
        if self.acted is not None and (signs == self._signs_then or now - self.acted < AGAIN):
            return
        self._signs_then = signs
        found = explain(self.events)
        sure = found.cause not in ("unknown", "none")
        if not sure:
            self.scene.held[self._place[containment.holds(seen_now)]] = True
            if self.acted is not None or now - self.detected < PATIENCE:
                return
        if sure and (self.explanation is None or self.explanation[:2] != found[:2]):
            best = sorted(found.odds.items(), key=lambda pair: -pair[1])[:3]
            self._note("explained", f"{found.cause} {found.id or ''}".strip(), odds=dict(best))
        self.explanation = found if sure or self.explanation is None else self.explanation
        self._act(seen_now, now)

    def _act(self, seen_now: containment.Seen, now: int) -> None:
        measures = containment.measures(seen_now, self.explanation.cause, self.explanation.id, now)
        places = self._place[measures.rest]
        new = measures.rest[~self.scene.resting[places]]
        first = self.acted is None
        self.scene.do(measures, self._place[new])
        if first or new.size:
            self.acted = now
            districts, hubs = containment.districts(seen_now, new), containment.hubs(seen_now, new)
            self._note("contained" if first else "more", measures.why, smiles=int(new.size), districts=len(districts),
                       hubs=hubs)  # fmt: skip

    def _now(self) -> np.ndarray:
        """(6, n) what each smile has now, by the fleet's places: a hub knows what it handed out."""
        told = self.scene.mesh.factors.copy()
        told[2:4] = self.scene.trouble.taking.now
        return told[:, self._place]

    def _rings(self, events: Events, now: int) -> None:
        """Every release's ring is held against those who do not have it; one that does harm stops and rolls back."""
        taking, mesh_ = self.scene.trouble.taking, self.scene.mesh
        failed = np.zeros(mesh_.n, bool)
        places = self.fleet.rows(events.smile[events.kind >= watched.FIRST_SIGN])
        failed[self._place[places]] = True
        failed &= ~self._failed
        self._failed |= failed
        for number, offer in enumerate(taking.offers[:2]):
            rollout = self.rollouts.get(number)
            if rollout is None and now > offer.start and taking.open[number] != STOPPED:
                rollout = rings.start(now - 1.0)._replace(ring=taking.open[number])
            if rollout is None or rollout.over:
                continue
            has = taking.now[0] == offer.code
            told = [rings.Seen(int((failed & some).sum()), float(some.sum())) for some in (has, ~has)]
            self.rollouts[number] = rollout = rings.hear(rollout, *told, now)
            if rollout.state is rings.State.STOP:
                self.scene.back(offer.factor, offer.code)
                self._note("ring", f"release {mesh_.names[offer.factor][offer.code]} stops in its ring and rolls back",
                           ring=rollout.ring, llr=round(rollout.llr, 2))  # fmt: skip

    def _note(self, step: str, sentence: str, **facts) -> None:
        self.timeline.append({"at": self.scene.frames / self.scene.loop.fps, "step": step, "what": sentence} | facts)
