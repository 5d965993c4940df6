"""SmileSync, headless: a gathering opens, and a crowd of strangers falls into step, or does not, by free will.

Everyone begins alone, each in an own design and at an own pace. A gathering opens; whoever wants to, joins, one after
the other, by a grant and with the autonomy that they chose; some leave again by one touch, a few lie about their beat.
What will happen is said beforehand, from the crowd's own paces and autonomies (light/order.py).
"""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, final

import numpy as np

from photophore import chance, turns
from photophore.city import glitches, measure, picture, wave
from photophore.city.folder import Folder
from photophore.city.twin import SHOWN, Settled
from photophore.glyph.read import read
from photophore.light import order as theory
from photophore.light import sync
from photophore.loop import Loop
from photophore.words import GROUP, Audience, BadRequest, NoRoom, Purpose, Signal

F = np.float32
COMES, LEAVES, LIES = 70, 71, 72  # uses of chance
WILLING = 0.9  # share of those who may be pulled at all, and would like to come
LEAVING = 0.04  # share of members who leave again
HOSTILE = 0.05  # share of members who lie about their beat
AHEAD = 0.3  # turns ahead of everyone that they claim: 108 degrees, as in specs light 5.5
FIRM = 3.5  # times the threshold, where no host says how firm
OPENS, GATHERED, PARTS = 0.14, 0.32, 0.78  # of the run: it opens, all have come, some leave
HALF, APART = 0.5, 0.35  # of the r that was said, from here on in step; r below which nobody is
BY_CHANCE = 0.05  # of crowds as large, with random phases, that may reach a band
HELD = {True: "It came as it was said.", False: "It did not come as it was said.",
        None: "Too few stayed to tell whether it came as it was said."}  # fmt: skip
SETTLED = 0.2  # of the time that is left, at the end of it, in which the order is compared with what was said
LEAST = 10.0  # seconds of a run
FEWEST = 5  # people who come, or there is nothing to see
EACH = 0.25  # seconds between two figures of the order
FILMED = 5.0  # seconds of each of the three scenes of the film
MOMENTS = ("before", "during", "after")
WAVE = """
glyph       onewave
by          Photophore
says        Night blue between the beats, and on the beat the warmth of how you feel.
needs       ease

colour      blend(blend(azure, violet, 0.35 * side), blend(rose, amber, 0.3 + 0.6 * ease), soft(phase))
brightness  0.5 + (0.26 + 0.06 * ease) * soft(phase) - 0.12 * side
"""


class Plan(NamedTuple):
    """What a host chooses."""

    firm: float | None = None  # hertz at full openness; None: FIRM times the threshold
    district: str = ""  # where; "" is the whole city
    hostile: float = HOSTILE  # share of members who lie about their beat
    glitches: bool = True  # whether those who wish it have their glitches drawn


USUAL = Plan()


def run(loop: Loop, settled: Settled, seconds: float, folder: Path,
        told: Callable[[int, int], None] = lambda done, of: None) -> dict:  # fmt: skip
    """Play the scene as it is usual for `seconds` of the city's time."""
    return play(Scene(loop, settled, seconds), folder, told)


def play(scene: "Scene", folder: Path, told: Callable[[int, int], None] = lambda done, of: None) -> dict:
    """Play a scene, write report.json and pictures into `folder`, give the report.

    told(done, of) is called after each frame. A folder that cannot be written is told before the run.
    """
    out, loop, frames = Folder(folder), scene.loop, scene.last + 1
    with ThreadPoolExecutor(measure.BESIDE) as beside:
        seen = Seen(scene, watch := measure.Watch(loop, scene.settled, beside.map))
        for frame in range(frames):
            scene.direct(frame)
            seen.look(frame)
            begun = time.perf_counter()
            made = loop.step()
            watch.took.append((time.perf_counter() - begun) * 1000)
            digest = beside.submit(watch.digest, made)
            watch.see(made)
            seen.see(frame)
            digest.result()
            told(frame + 1, frames)
    report = watch.report() | scene.report(seen)
    _write(out, report, (scene, seen))
    return report


@final
class Scene:
    """Who comes, who lies, who leaves, and when; and what is said of it beforehand."""

    def __init__(self, loop: Loop, settled: Settled, seconds: float, plan: Plan = USUAL):
        if not LEAST <= seconds <= measure.LONGEST:  # nan is refused too
            raise NoRoom(f"a gathering takes {LEAST:g} to {measure.LONGEST:,} seconds, not {seconds:g}", "--seconds",
                         "try 60")  # fmt: skip
        self.loop, self.settled, self.plan, self.fps = loop, settled, plan, loop.fps
        folk, rows = settled.crowd, settled.rows
        loop.dress(rows, group=np.int32(-1))  # districts let go of their beat: everyone begins alone
        self.members = self._willing()
        if self.members.size < FEWEST:
            raise BadRequest(f"{self.members.size} people would come to this gathering", "--smiles",
                             f"It takes {FEWEST}; try 1000.")  # fmt: skip
        people = settled.crowd.id[self.members]
        last = max(1, round(seconds * loop.fps)) - 1
        opens, gathered, parts = (round(part * last) for part in (OPENS, GATHERED, PARTS))
        come = np.sqrt(chance.draw(settled.seed, people, 1, COMES))  # more and more, as word goes round
        self.comes = opens + (come * (gathered - opens)).astype(int)  # frame at which each joins
        stays = (last - parts) * (1 - SETTLED)
        leaves = chance.draw(settled.seed, people, 0, LEAVES) < LEAVING
        goes = parts + (chance.draw(settled.seed, people, 1, LEAVES) * 0.5 * stays).astype(int)
        self.goes = np.where(leaves, goes, last + 1)
        self.lies = ~leaves & (chance.draw(settled.seed, people, 0, LIES) < plan.hostile)
        rates, autonomy = folk.wishes.rate[self.members], folk.wishes.autonomy[self.members]
        firm = plan.firm
        if firm is None:
            firm = min(FIRM * theory.will_sync(0.1, rates, autonomy).threshold, sync.FIRMEST)
        self.forecast = theory.will_sync(firm, rates, autonomy)  # said now, before anybody has come
        self.firm, self.opens, self.gathered, self.last = firm, opens, gathered, last
        self.group: int | None = None
        self.design = read(WAVE)
        self.before: dict[int, np.ndarray] = {}  # what those who leave wore
        treated = plan.glitches and not loop.shards  # shards draw for themselves
        self.marks = glitches.Glitches(settled) if treated else None
        if self.marks:
            self.marks.hang(loop)

    def _willing(self) -> np.ndarray:
        """(m,) places in the crowd of those who come: people near may see them and be pulled, and they would like to.

        Who is never pulled has no reason to come; who keeps much to themselves comes less often.
        """
        folk, grants = self.settled.crowd, self.loop.grants
        may = grants.allowed(self.settled.rows, Audience.NEAR, Signal.FEELING, Purpose.SYNC)
        likes = chance.draw(self.settled.seed, folk.id, 0, COMES) < F(WILLING) * (1 - folk.wishes.autonomy**2)
        here = np.ones(len(folk.id), bool)
        if self.plan.district:
            names = [district.name for district in self.settled.place.districts]
            if self.plan.district not in names:
                raise BadRequest(f"There is no district {self.plan.district}", "", f"Districts: {', '.join(names)}.")
            here = folk.district == names.index(self.plan.district)
        return np.flatnonzero(may & likes & here)

    @property
    def rows(self) -> np.ndarray:
        """(m,) rows of everybody who comes."""
        return self.settled.rows[self.members]

    def there(self, frame: int) -> np.ndarray:
        """(m,) bool: who is a member in this frame."""
        return (self.comes <= frame) & (frame < self.goes)

    def direct(self, frame: int) -> None:
        """What people do before this frame."""
        loop = self.loop
        if frame == self.opens:
            self.group = loop.gather(sync.Rule(sync.Mode.DRIFT, self.firm))
        come, go = self.rows[self.comes == frame], self.rows[self.goes == frame]
        if come.size and self.group is not None:
            self._keep(come)
            loop.grants.grant(come, Audience.GATHERING, Signal.FEELING, SHOWN)
            loop.dress(come, group=np.int32(self.group))
            loop.wear(come, self.design)
        if go.size:  # one touch: the beat is their own with the next frame, and so is their design
            loop.dress(go, group=np.int32(-1))
            loop.grants.withdraw(go, Audience.GATHERING)
            for place in np.unique(worn := np.array([self.before[row] for row in go.tolist()])):
                loop.wear(go[worn == place], loop.worn.deck[place])
        if self.group is not None:
            self._lie(self.there(frame))

    def _keep(self, rows: np.ndarray) -> None:
        self.before |= dict(zip(rows.tolist(), self.loop.worn.glyph[rows].tolist(), strict=True))

    def _lie(self, there: np.ndarray) -> None:
        """Whoever lies says that they are always so far ahead of all the others, and would drag them along."""
        liars, honest = self.rows[self.lies & there], self.rows[~self.lies & there]
        if liars.size and honest.size:
            others = np.angle(np.exp(2j * np.pi * turning(self.loop, honest)).mean()) / (2 * np.pi)
            claimed = np.uint32(int((others + AHEAD) % 1.0 * turns.TURN) & (turns.TURN - 1))
            for memory, here, _ in homes(self.loop, liars):
                memory.phases.beat[here] = claimed

    def report(self, seen: "Seen") -> dict:
        """What there is to say of the gathering, ready for JSON."""
        said, final_ = self.forecast, seen.settled()
        return {
            "scenario": "smilesync", "place": self.plan.district or self.settled.place.name,
            "threshold": _round(said.threshold), "firm": _round(self.firm), "will_sync": bool(said.will),
            "sure": _round(said.sure), "r_said": _round(said.r), "r_reached": _round(final_),
            "came_true": came_true(said, final_, int((self.there(self.last) & ~self.lies).sum())),
            "opens": round(self.opens / self.fps, 2), "gathered": round(self.gathered / self.fps, 2),
            "order": [{"second": round(second, 2), "r": _round(r)} for second, r, _ in seen.order],
            "n": len(self.settled.rows), "members": int(self.there(self.last).sum()),
            "joined": len(self.members), "left": int((self.goes <= self.last).sum()),
            "hostile": {"share": _round(float(self.lies.mean()) if self.lies.size else 0.0), **seen.errors()},
            "flashes": seen.flashes(), "exposed": int(sum(seen.watch.leaks.values())),
            "film": wave.judged(seen.film, seen.pace),
            "glitches": self.marks.report() if self.marks else None,
        }  # fmt: skip


def homes(loop: Loop, rows: np.ndarray) -> list[tuple]:
    """Where rows are remembered -> (memory, rows as they are counted there, its first row)."""
    return loop.shards.homes(rows) if loop.shards else [(loop.memory, rows, 0)]


def turning(loop: Loop, rows: np.ndarray) -> np.ndarray:
    """(k,) float64 turns: where these rows are in their beat."""
    return np.concatenate([memory.phases.beat[here] for memory, here, _ in homes(loop, rows)]) / turns.TURN


def came_true(said: theory.Forecast, r: float, n: int) -> bool | None:
    """Whether it came as it was said, of n people; None: too few to tell chance from being in step.

    In step: r of at least HALF of what was said. Not in step: r below APART. n random phases have r above x with a
    chance of exp(-n x^2) (Rayleigh); where that is BY_CHANCE or more at the edge of the band, nothing can be said.
    """
    edge = HALF * said.r if said.will else APART
    if not np.isfinite(r) or n * edge**2 <= -np.log(BY_CHANCE):
        return None
    return bool(r >= edge) == bool(said.will)


@final
class Seen:
    """What is kept of a scene, frame by frame."""

    def __init__(self, scene: Scene, watch: measure.Watch):
        self.scene, self.watch = scene, watch
        self.every = max(1, round(EACH * scene.fps))
        self.order: list[tuple[float, float, np.ndarray]] = []  # second, r of the honest, (BINS,) members
        self.off: list[tuple[float, float]] = []  # degrees between the honest and where they are pulled; plain mean
        frames = scene.last + 1
        each = max(1, round(min(FILMED, frames / scene.fps / 4) * scene.fps))
        middle = (scene.gathered + scene.opens) // 2
        self.scenes = [(max(0, scene.opens - each), scene.opens), (middle, middle + each), (frames - each, frames)]
        self.pictures: list[list[np.ndarray]] = [[] for _ in self.scenes]
        self.step = max(1, round(scene.fps / wave.GIF_FPS))
        self.moments: dict[str, np.ndarray] = {}
        self.turn = np.zeros(0)
        self.crest = -1.0  # how bright the brightest moment of the end was

    def look(self, frame: int) -> None:
        """Where everybody is before a frame is made, as members say it."""
        if frame % self.every == 0:
            self.turn = turning(self.scene.loop, self.scene.rows)

    def see(self, frame: int) -> None:
        """One frame that left."""
        if frame % self.every == 0:
            self._count(frame)
        for place, (first, last) in enumerate(self.scenes):
            if first <= frame < last and (frame - first) % self.step == 0:
                self._film(place)

    def _film(self, place: int) -> None:
        light = self.watch.film.mean[self.scene.settled.rows]
        self.pictures[place].append(light.astype(np.float16))
        name = MOMENTS[place]
        if place < 2:  # just before it opens; when nearly all have come
            self.moments[name] = light
        if place == 2 and (much := float(light.sum())) > self.crest:  # the wave where it is highest
            self.crest, self.moments[name] = much, light

    def _count(self, frame: int) -> None:
        """How much in step the honest members are, counted from their phases and not from what the loop says."""
        scene = self.scene
        there = scene.there(frame)
        bins = np.bincount((self.turn[there] * wave.BINS).astype(int) % wave.BINS, minlength=wave.BINS)
        honest, everybody = (np.exp(2j * np.pi * self.turn[some]) for some in (there & ~scene.lies, there))
        enough = honest.size >= max(2, min(GROUP, len(there) // 4))
        r = abs(honest.mean()) if enough else np.nan
        self.order.append((frame / scene.fps, r, bins))
        if scene.group is not None and r > 0.5:
            psi, _ = scene.loop.phase_of(scene.group)
            pulls = (np.exp(2j * np.pi * psi), everybody.mean())
            self.off.append(tuple(float(abs(np.degrees(np.angle(pull / honest.mean())))) for pull in pulls))

    def settled(self) -> float:
        """r over the last part of the run; nan where nobody was there."""
        since = self.scene.last / self.scene.fps * (1 - SETTLED * (1 - PARTS))
        late = [r for second, r, _ in self.order if second >= since]
        return float(np.mean(late)) if late else float("nan")

    def errors(self) -> dict:
        """Degrees by which those who lie turn the pull, while the crowd is in step; None where it never was."""
        if not self.off:
            return {"phase_error_deg": None, "mean_phase_error_deg": None}
        robust, plain = np.median(np.array(self.off), axis=0)
        return {"phase_error_deg": round(float(robust), 2), "mean_phase_error_deg": round(float(plain), 2)}

    def flashes(self) -> int:
        """Cells and seconds that fail, of the watched smiles and of every field of view."""
        from_film = measure.film.fields(self.watch.film)
        return measure.flashes(from_film, self.scene.fps)["failures"]

    @property
    def pace(self) -> float:
        """Pictures of the film a second."""
        return self.scene.fps / self.step

    @cached_property
    def film(self) -> list[np.ndarray]:
        """The pictures of the film, once all is seen."""
        scenes = [pictures for pictures in self.pictures if pictures]
        return wave.film(self.scene.settled.place, self.scene.settled.crowd.xy, scenes, self.pace)

    def course(self) -> wave.Course:
        """All of it, for the picture of waves."""
        scene = self.scene
        places = np.flatnonzero(np.isin(self.watch.film.rows, scene.rows))
        light = picture.tooth_mean(self.watch.film.strips[..., places])
        seconds, r, bins = zip(*self.order, strict=True)
        said = scene.forecast.r if scene.forecast.will else 0.0
        return wave.Course(light, np.stack(bins), np.array(r), np.array(seconds), (scene.last + 1) / scene.fps,
                           (said, scene.gathered / scene.fps))  # fmt: skip


def sentence(report: dict, out: Path) -> str:
    """What a person is told of a run."""
    will = "will" if report["will_sync"] else "will not"
    held = HELD[report["came_true"]]
    reached = "nobody stayed" if report["r_reached"] is None else f"{report['r_reached']:.2f} of 1 in step"
    return (
        f"{report['joined']:,} of {report['n']:,} smiles came to a gathering in {report['place']}, "
        f"and {report['left']:,} left it. Said beforehand: the crowd {will} fall into step "
        f"({100 * report['sure']:.0f} % sure; threshold {report['threshold'] or 'none'} Hz, "
        f"firm {report['firm']:g} Hz). {held} At the end {reached}. "
        f"Flashes: {report['flashes']}. Exposed: {report['exposed']}. "
        f"Look at {out}/wave.png and {out}/collective.gif."
    )


def _round(value: float) -> float | None:
    return round(float(value), 4) if np.isfinite(value) else None


def _write(out: Folder, report: dict, parts: tuple[Scene, Seen]) -> None:
    """All files of a run; report.json last, so that where it stands the others stand too."""
    scene, seen = parts
    place, xy = scene.settled.place, scene.settled.crowd.xy
    names = [name for name in MOMENTS if name in seen.moments]
    for name, image in zip(names, wave.cities(place, xy, [seen.moments[name] for name in names]), strict=True):
        with out.file(f"{name}.png") as path:
            image.save(path, format="PNG")
    with out.file("wave.png") as path:
        wave.drawn(seen.course()).save(path, format="PNG")
    with out.file("strip.png") as path:
        picture.strip(seen.watch.film.strips[..., _pictured(scene, seen)]).save(path, format="PNG")
    with out.file("collective.gif") as path:
        wave.animate(seen.film, path, seen.pace)
    with out.file("report.json") as path:
        path.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _pictured(scene: Scene, seen: Seen) -> np.ndarray:
    """Places in the film of a few members who were there to the end and differ in what they wore before."""
    rows = seen.watch.film.rows
    stayed = scene.rows[scene.there(scene.last) & ~scene.lies]
    places = np.flatnonzero(np.isin(rows, stayed))
    wore = np.array([scene.before.get(row, -1) for row in rows[places].tolist()])
    _, first = np.unique(wore, return_index=True)
    return places[np.sort(first)][: measure.SMILES_IN_PICTURES]
