"""What a run of the flicker emergency was like: report.json, events.parquet, planted.json and pictures."""

import json

import numpy as np

from photophore.city import eyes, film, flicker_pictures, provenance, sightings
from photophore.city.folder import Folder
from photophore.light import flash
from photophore.pages.grounds import sentences
from photophore.watch.events import FIRST_SIGN
from photophore.watch.explain import explain
from photophore.words import BLOCK, Audience

BEFORE, AFTER = 1.0, 10.0  # seconds of one faulty smile's strip, from when its light goes wrong
STILL = 0.75  # seconds of a fade to rest: what was ordered holds from its end


class Album:
    """What is kept for the pictures: the city's light at three moments, and one smile's light as it goes wrong."""

    def __init__(self):
        self.cities: dict[str, np.ndarray] = {}  # moment -> (n, 3) float32 linear light of each smile
        self.strip: list[np.ndarray] = []  # of (32, 3, 3) uint8: intended, tried, emitted
        self.chosen = -1  # place in the mesh
        self.moments: dict[str, float] = {}  # moment -> second
        self.rests = np.zeros(0, np.int64)  # places in the mesh of those who rest, during it

    def choose(self, scene) -> None:
        """At the head of a second: the next smile that will go wrong and is lit, a second before it does."""
        shows, now = scene.trouble.outbreak.shows, scene.seconds
        if self.chosen >= 0 and (self.strip or shows[self.chosen] >= now):
            return
        lit = np.zeros(scene.mesh.n, bool)
        if scene.loop.frame is not None:
            lit = (scene.loop.frame.seen[scene.rows] & Audience.NEAR.bit) != 0
        soon = np.flatnonzero(lit & (shows >= now + BEFORE) & (shows < now + 8))
        if soon.size:
            self.chosen = int(soon[np.argmin(shows[soon])])

    def keep(self, scene, made, wrong) -> None:
        """One frame; wrong: who (k,), and what each tried and emitted, (32, 3, k)."""
        who, tried, shines = wrong
        if self.chosen >= 0:
            late = scene.seconds - scene.trouble.outbreak.shows[self.chosen]
            if -BEFORE <= late <= AFTER:
                sent = made.seen_by(Audience.NEAR, scene.rows[[self.chosen]])[..., 0]
                here = np.flatnonzero(who == self.chosen)
                both = (tried[..., here[0]], shines[..., here[0]]) if here.size else (sent, sent)
                self.strip.append(np.stack([sent, *both], axis=-1))
        moment = self._moment(scene)
        if moment and moment not in self.cities:
            self.cities[moment] = _lights(scene, made, who, shines)
            self.moments[moment] = scene.seconds
            if moment == "during":
                self.rests = np.flatnonzero(scene.resting | scene.dogs.dark)

    @staticmethod
    def _moment(scene) -> str:
        """before: a second before it begins; during: a second after the first measures, or the last of the trouble."""
        now, at, desk = scene.seconds, scene.plant.at, scene.hub
        before = at - 1 if at is not None else 1.0
        if before <= now < before + 1:
            return "before"
        if desk.mended is None and desk.acted is not None and now >= desk.acted + 1:
            return "during"
        return ""


def _lights(scene, made, who, shines) -> np.ndarray:
    """(n, 3) float32 linear light of each smile as it shines for people near."""
    mean = np.zeros((len(made.light) * BLOCK, 3), np.float32)
    film.mean_light(made.light, film.LINEAR, mean)
    mean[(made.seen & Audience.NEAR.bit) == 0] = 0
    mean[scene.rows[who]] = film.LINEAR[shines].mean(axis=0).T
    return mean[scene.rows]


def report(scene) -> dict:
    """What the run was like, ready for JSON."""
    desk, plant, outbreak = scene.hub, scene.plant, scene.trouble.outbreak
    found = explain(desk.events)
    scene.found = found
    touched, told = np.isfinite(outbreak.touched), tellers(scene)
    crowds = flash.wcag(np.stack(scene.cells), scene.loop.fps)
    began = plant.at if plant.at is not None else 0.0
    return {
        "scenario": "flicker", "city": scene.settled.place.name, "smiles": scene.mesh.n, "seed": scene.seed,
        "watchdogs": scene.asked.watchdogs, "seconds": scene.seconds, "fps": scene.loop.fps, "frames": scene.frames,
        "planted_at": plant.at,
        "detected_s": _since(desk.detected, began), "contained_s": _since(contained(scene), began),
        "touched": int(touched.sum()), "touched_share": round(float(touched.mean()), 6), "told": told,
        "flashes": eyes.failures(scene.eyes) + crowds.failures,
        "max_transitions": max(eyes.most(scene.eyes), crowds.max_transitions),
        "exposed": int(scene.exposed.sum()) + scene.leaks,
        "flashes_without": eyes.failures(scene.bare), "exposed_without": int(scene.exposed_bare.sum()),
        "max_transitions_without": eyes.most(scene.bare),
        "signs": int((desk.events.kind >= FIRST_SIGN).sum()),
        "cause": found.cause, "id": found.id, "source": found.source,
        "odds": {cause: round(float(odds), 6) for cause, odds in found.odds.items()},
        "evidence": sentences(found.evidence), "right": right(plant, found, desk.detected),
        "rested": int(sum(step.get("smiles", 0) for step in desk.timeline if step["step"] in ("contained", "more"))),
        "relit": int(sum(step["smiles"] for step in desk.timeline if step["step"] == "relit")),
        "timeline": desk.timeline, "moments": scene.album.moments, "provenance": _books(scene, found),
        "busy_s": round(scene.took, 2),
    }  # fmt: skip


def tellers(scene) -> dict[str, int]:
    """Smiles that told of a fault, each once, as `watch show` counts them: touched, resting, or by chance.

    Touched is whom the trouble reached: who took or caught what makes smiles fail, and whoever failed while no order
    let it rest, told or not. Resting: who failed only after an order to rest, in the dark. By chance: honest faults.
    """
    events, outbreak = scene.hub.events, scene.trouble.outbreak
    tells = np.isin(scene.mesh.number, events.smile[events.kind >= FIRST_SIGN])
    touched, fails = np.isfinite(outbreak.touched), np.isfinite(outbreak.shows)
    parts = {"touched": touched, "resting": fails & ~touched, "by_chance": ~fails & ~touched}
    return {"smiles": int(tells.sum())} | {name: int((tells & part).sum()) for name, part in parts.items()}


def _since(second: float | None, began: float) -> float | None:
    """Seconds since the trouble began; None where it never came."""
    return None if second is None else round(second - began, 3)


def contained(scene) -> float | None:
    """Second from which no smile was touched any more; None where the run ended before that could be said."""
    desk, touched = scene.hub, scene.trouble.outbreak.touched
    if desk.acted is None:
        return None
    last = float(touched[np.isfinite(touched)].max(initial=0.0))
    first = next(step["at"] for step in desk.timeline if step["step"] == "contained")
    end = desk.mended if desk.mended is not None else scene.seconds
    return max(first + STILL, last) if end - last >= 2.0 else None


def right(plant, found, detected) -> bool:
    """Whether what was found is what was planted; of contact the kind and the smile it began with."""
    if plant.kind == "none":
        return found.cause == "none" and detected is None
    return (found.cause, found.id) == (plant.kind, plant.id)


def _books(scene, found) -> dict | None:
    return provenance.record(found.cause, found.id, scene.seed) if found.cause in ("lot", "release", "glyph") else None


def sentence(report: dict, out) -> str:
    """What a person is told of a run."""
    if report["detected_s"] is None:
        told = "Nothing was found, and nothing was done. "
    else:
        late, cause = report["contained_s"], f"{report['cause']} {report['id'] or ''}".strip()
        stopped = f"contained after {late:g} s" if late is not None else "not contained"
        told = f"It was noticed after {report['detected_s']:g} s and {stopped}; found: {cause}. "
    tells = report["told"]
    during = f"{out}/city-during.png and " if "during" in report["moments"] else ""
    return (f"{report['smiles']:,} smiles: {report['touched']:,} were touched ({report['touched_share']:.2%}). "
            f"{tells['smiles']:,} told of a fault: {tells['touched']:,} of those touched, {tells['resting']:,} at rest "
            f"and {tells['by_chance']:,} by chance. {told}"
            f"Flashes: {report['flashes']}. Exposed: {report['exposed']} (without watchdogs: "
            f"{report['flashes_without']} and {report['exposed_without']}). "
            f"Look at {during}{out}/spread.png.")  # fmt: skip


def write(folder: Folder, told: dict, scene) -> None:
    """All files of a run; report.json last, so that where it stands the others stand too."""
    with folder.file("events.parquet") as path:
        sightings.write(path, scene.hub.events)
    with folder.file("planted.json") as path:
        path.write_text(json.dumps(scene.plant._asdict()) + "\n", encoding="utf-8")
    for name, made in flicker_pictures.drawn(scene, told).items():
        with folder.file(name) as path:
            made.save(path, format="PNG")
    with folder.file("report.json") as path:
        path.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
