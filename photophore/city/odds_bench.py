"""How far the odds of an explanation may be believed: `photophore bench odds`.

Scenes of every kind are played as `run --scenario flicker` plays them, and each is explained from what had been seen a
while after its alarm. What was said is then held against what was planted: of all that was said to be so likely, that
share should have been so.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from photophore.city import faults, flicker, twin
from photophore.city.watch_bench import Told
from photophore.loop import Loop
from photophore.place.nova import nova
from photophore.watch.explain import UNKNOWN, Explanation, explain
from photophore.words import BLOCK

RUNS = 32  # scenes, of each kind in turn
SMILES = (1500, 3000, 6000)  # in turn
AFTER = (0.0, 2.0, 5.0, 10.0, 20.0)  # seconds from the alarm to a look
CALM = 20.0  # second of the first look where nothing alarmed
SECONDS = 60.0  # of a scene, at most
FPS = 4
SEED = 500  # of the first scene
EDGES = (0.0, 0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)  # of the chances that are counted together


class Look(NamedTuple):
    """What was said at one moment, and whether it was so."""

    after: float  # seconds since the alarm
    odds: np.ndarray  # (kinds,) chances, those of explain.CAUSES and of "unknown"
    true: np.ndarray  # (kinds,) bool, the one that was planted
    calm: bool  # whether nothing was planted
    named: bool  # whether a cause was named, or that there is none
    right: bool  # whether that, and its id where it has one, is what was planted


def measure(runs: int = RUNS, told: Told | None = None) -> dict:
    """Figures of all looks, and of those at each moment after the alarm."""
    looks: list[Look] = []
    for run in range(runs):
        looks += list(_looks(run))
        if told:
            told(run + 1, runs)
    later = {f"{after:g}_s": _figures([look for look in looks if look.after == after]) for after in AFTER}
    return {"runs": runs} | _figures(looks) | {"bins": bins(looks), "after_alarm": later}


def _looks(run: int) -> Iterator[Look]:
    kind = faults.KINDS[run % len(faults.KINDS)]
    scene = play(kind, SMILES[run // len(faults.KINDS) % len(SMILES)], SEED + run)
    events = scene.hub.events
    begun = scene.hub.detected or CALM
    for after in AFTER:
        yield look(explain(events, begun + after), scene.plant, after)


def play(kind: str, smiles: int, seed: int) -> flicker.Scene:
    """A scene to its end."""
    loop = Loop(-(-smiles // BLOCK), seed=seed, fps=FPS)
    try:
        scene = flicker.Scene(loop, twin.settle(nova(), smiles, seed, loop), flicker.Asked(kind))
        while scene.seconds < SECONDS and not (scene.over and scene.seconds >= scene.hub.detected + AFTER[-1]):
            scene.frame()
        return scene
    finally:
        loop.close()


def look(found: Explanation, plant: faults.Plant, after: float) -> Look:
    """What was said held against what was planted."""
    odds, true = np.array([*found.odds.values()]), np.array([kind == plant.kind for kind in found.odds])
    same = plant.kind in ("contact", "none") or found.id == plant.id  # the first smile of a contact has odds of its own
    return Look(after, odds, true, plant.kind == "none", found.cause != UNKNOWN, found.cause == plant.kind and same)


def _figures(looks: list[Look]) -> dict:
    """Of troubles how often a cause was named, and rightly (null: never named); of calm how often none was seen."""
    odds, true = np.array([look.odds for look in looks]), np.array([look.true for look in looks])
    troubles, calm = ([look for look in looks if look.calm is it] for it in (False, True))
    named = [look for look in troubles if look.named]
    return {
        "looks": len(looks),
        "named": _share(len(named), len(troubles)),
        "named_right": _share(sum(look.right for look in named), len(named)),
        "calm_right": _share(sum(look.right for look in calm), len(calm)),
        "log_loss": float(-np.log(odds[true]).mean()),
        "brier": float(((odds - true) ** 2).sum(axis=1).mean()),
    }


def _share(some: int, of: int) -> float | None:
    return some / of if of else None


def bins(looks: list[Look]) -> list[dict]:
    """Of the chances in each span: how many, what they said on average, and how often it was so."""
    odds = np.concatenate([look.odds for look in looks])
    true = np.concatenate([look.true for look in looks])
    span = np.clip(np.searchsorted(EDGES, odds, side="left"), 1, len(EDGES) - 1)
    return [{"from": EDGES[at - 1], "to": EDGES[at], "count": int(here.sum()), "said": float(odds[here].mean()),
             "was": float(true[here].mean())} for at in range(1, len(EDGES)) if (here := span == at).any()]  # fmt: skip


def text(figures: dict) -> str:
    """The same for people: a line for each moment, then a line for each span of chances."""
    names = ("looks", "named", "named_right", "calm_right", "brier")
    rows = [("moment", "looks", "named", "right", "calm", "Brier")]
    for moment, at in (("all", figures), *figures["after_alarm"].items()):
        told = ("-" if at[name] is None else f"{at[name]:.3g}" for name in names)
        rows.append((moment.replace("_", " "), *told))
    rows += [(), ("chance", "times", "said", "was")]
    for span in figures["bins"]:
        rows.append((f"to {span['to']:g}", str(span["count"]), f"{span['said']:.3f}", f"{span['was']:.3f}"))
    return "\n".join("".join(f"{cell:>10}" for cell in row) for row in rows)
