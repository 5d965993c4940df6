"""A file of events at a glance: what it holds, when smiles began to fail, and which levels stand out."""

from typing import NamedTuple

import numpy as np

from photophore.watch import events as watched
from photophore.watch.events import FACTORS, KINDS, TAKEN, Events, Kind

SHOWN = 8  # levels


class Standing(NamedTuple):
    """How one level fares."""

    factor: str
    level: str
    smiles: int  # that have it in the end
    faults: int
    expected: float  # if faults fell on all smiles alike


class Survey(NamedTuple):
    """What a file of events holds."""

    smiles: int
    begin: float  # seconds
    end: float  # seconds
    kinds: dict[str, int]  # rows of each kind
    faults: list[int]  # smiles that began to fail, for each of equal parts of the time
    levels: tuple[Standing, ...]  # those that stand out most, first


def survey(events: Events, parts: int) -> Survey:
    """At a glance, the time in so many parts."""
    fleet, onsets = watched.fleet(events), watched.onsets(events)
    begin, end = (float(events.at.min()), float(events.at.max())) if events.count else (0.0, 0.0)
    kinds = np.bincount(events.kind, minlength=len(KINDS))
    faults, _ = np.histogram(onsets.at, bins=parts, range=(begin, max(end, begin + 1.0)))
    has = fleet.factors.copy()
    took = watched.ordered(watched.pick(events, events.kind == Kind.TOOK.code))
    rows = fleet.rows(took.smile)
    for f in TAKEN:
        told = (took.factors[f] >= 0) & (rows >= 0)
        has[f, rows[told]] = took.factors[f, told]
    hit = fleet.rows(np.unique(onsets.smile))
    levels = [it for f in range(len(FACTORS)) for it in _standing(has[f], hit[hit >= 0], f, fleet.names[f])]
    levels.sort(key=lambda it: -_stands_out(it))
    return Survey(fleet.n, begin, end, {str(kind): int(kinds[kind.code]) for kind in KINDS}, faults.tolist(),
                  tuple(it for it in levels[:SHOWN] if it.faults))  # fmt: skip


def _standing(has: np.ndarray, hit: np.ndarray, f: int, names: tuple[str, ...]) -> list[Standing]:
    size = np.bincount(has[has >= 0], minlength=len(names))
    faults = np.bincount(has[hit][has[hit] >= 0], minlength=len(names))
    share = len(hit) / max(len(has), 1)
    return [Standing(FACTORS[f], name, int(size[i]), int(faults[i]), float(size[i] * share))
            for i, name in enumerate(names)]  # fmt: skip


def _stands_out(it: Standing) -> float:
    """Poisson deviance of more faults than expected; 0 for fewer."""
    if it.faults <= it.expected or not it.faults:
        return 0.0
    return it.faults * float(np.log(it.faults / max(it.expected, 1e-9))) - (it.faults - it.expected)
