"""How soon trouble is noticed, and how often its source is found: `photophore bench detect` and `bench source`.

The plain ways stand beside: the earliest report, the snapshot's centre, and an alarm that always rings.
"""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np

from photophore import chance
from photophore.watch import cusum, graphs, source
from photophore.watch import events as watched
from photophore.watch.events import FACTORS, Events, Kind, seen
from photophore.watch.explain import explain
from photophore.watch.monitor import CALM, Monitor
from photophore.words import BadRequest

Told = Callable[[int, int], None]
TOWN, RUNS = 300, 80  # nodes, incidents
SNAPSHOT = 60  # earliest failed nodes of which the snapshot's centre is taken
CALM_RATE, RISEN = 2.0, 6.0  # faults a second of a district: usual, tripled (specs/trust.md 6.1)
DAYS = 30.0  # between a district's false alarms
TRIES = 4_000  # rises that are timed
DAY, WEEK = 86_400.0, 604_800
SMILES = 3_000  # of the fleets in which factors are sought and calm weeks are lived
LEVELS = (24, 60, 4, 12, 6, 75)  # of the factors; 142 of lot, release, glyph and hub with their likes, as in trust.md
FACTOR_RUNS = 200
FAILS = 0.35  # share of a bad level that fails; trust.md 6.2
DISTRICT_SMILES, DISTRICTS = 20_000, 4  # of the simulated fleets in which the monitor itself is timed
FLEETS, CALM_FIRST, PATIENCE = 400, 120, 120  # of these: runs, seconds before the rise, seconds after it
USE = 480  # uses of chance from here on


def find(runs: int = RUNS, file: Path | None = None, told: Told | None = None) -> dict:
    """Sources that hide: all nodes report but the one where it began."""
    fixed = read_graph(file) if file else None
    law, hits = source.Law(), np.zeros(4)
    for run in range(runs):
        net = fixed or graphs.town(TOWN, run)
        began, node, at = incident(net, law, run)
        fit = np.argsort(-source.likelihood(net, node, at, law, run), kind="stable")
        early = node[np.argsort(at)[:SNAPSHOT]]
        hits += [fit[0] == began, began in fit[:3], source.earliest(node, at) == began,
                 source.centre(net, early) == began]  # fmt: skip
        if told:
            told(run + 1, runs)
    top1, top3, first, snapshot = (float(share) for share in hits / runs)
    return {"top1": top1, "top3": top3, "earliest_top1": first, "snapshot_top1": snapshot, "runs": runs,
            "nodes": (fixed or net).n, "links": (fixed or net).link.shape[1], "source_hidden": True}  # fmt: skip


def read_graph(path: Path) -> graphs.Graph:
    """A MATPOWER case file's network. BadRequest for anything else."""
    try:
        return graphs.matpower(path.read_text(encoding="utf-8", errors="replace"), str(path))
    except OSError as error:
        raise BadRequest("This network cannot be read", f"{path}: {error.strerror}", graphs.TRY) from error


def incident(net: graphs.Graph, law: source.Law, run: int) -> tuple[int, np.ndarray, np.ndarray]:
    """Where it began, and which nodes reported when; the first is not among them."""
    began = int(chance.draw(run, np.zeros(1), 0, USE)[0] * net.n)
    delays = law.delays(run + 1_000_003, net.link.shape[1], 1)  # other delays than those that are simulated
    at = source.arrivals(net, delays, np.array([began]))[0, 0]
    node = np.flatnonzero(np.isfinite(at) & (np.arange(net.n) != began))
    return began, node, at[node]


def detect(contacts: Path | None = None, told: Told | None = None) -> dict:
    """One district's chart alone, the whole Monitor, the factors of 200 bad levels, and calm weeks."""
    told = told or (lambda done, of: None)
    line = cusum.poisson_line(CALM_RATE, RISEN, DAYS * DAY)
    figures = {"delay_s": _delay(line), "line": line,
               "false_alarm_days": cusum.run_length(CALM_RATE, RISEN, line) / DAY}  # fmt: skip
    delays = [monitor_delay(run) for run in range(FLEETS)]
    figures |= {"monitor_delay_s": float(np.mean(delays)), "monitor_delay_p95_s": float(np.percentile(delays, 95)),
                "monitor_runs": FLEETS}  # fmt: skip
    figures |= {"always_alarm_delay_s": 1.0, "always_alarm_days": 1.0 / DAY, "delay_goal_s": 6.0}
    right, faults = [], []
    for run in range(FACTOR_RUNS):
        one, count = _factor(run)
        right.append(one)
        faults.append(count)
        told(run + 1, FACTOR_RUNS + 1)
    figures |= {"factor_right": int(sum(right)), "factor_runs": FACTOR_RUNS, "factor_faults": float(np.median(faults))}
    figures |= calm_week(0, contacts)
    told(FACTOR_RUNS + 1, FACTOR_RUNS + 1)
    return figures


def _delay(line: float) -> float:
    """Mean seconds from a tripling to the alarm, from what a sum stands at in calm times."""
    chart = cusum.Poisson(*(np.full(TRIES, it) for it in (CALM_RATE, RISEN, line)))
    dice = np.random.default_rng(6)
    total, took = np.zeros(TRIES), np.zeros(TRIES)
    for _ in range(300):
        total = chart.step(total, dice.poisson(CALM_RATE, TRIES))
    running = np.ones(TRIES, bool)
    while running.any():
        took[running] += 1
        total = chart.step(total, dice.poisson(RISEN, TRIES))
        running &= total < line
    return float(took.mean())


def monitor_delay(run: int, smiles: int = DISTRICT_SMILES) -> float:
    """Seconds until the Monitor, all its charts together, names the one district of a few whose rate tripled.

    What a district's 20,000 smiles do is drawn at CALM_RATE; PATIENCE where it never alarms, as in small districts:
    a smile counts once in ten minutes, so few smiles cannot tell of many faults a second.
    """
    district = np.arange(smiles * DISTRICTS) // smiles
    names = (tuple(f"district {it}" for it in range(DISTRICTS)), *((),) * (len(FACTORS) - 1))
    codes = np.full((len(FACTORS), len(district)), -1, np.int32)
    codes[0] = district
    fleet = seen(np.zeros(len(district)), Kind.ROSTER, np.arange(len(district)), names, factors=codes)
    monitor, dice = Monitor(fleet, 0.0, DAYS, CALM_RATE / smiles), np.random.default_rng((run, 79))
    for second in range(1, CALM_FIRST + PATIENCE + 1):
        many = dice.poisson([RISEN if second > CALM_FIRST else CALM_RATE] + [CALM_RATE] * (DISTRICTS - 1))
        who = dice.integers(0, smiles, many.sum()) + np.repeat(np.arange(DISTRICTS), many) * smiles
        alarms = monitor.hear(seen(np.full(len(who), second - 0.5), Kind.SILENT, who, names), second)
        if second > CALM_FIRST and any((it.factor, it.level) == ("district", names[0][0]) for it in alarms):
            return float(second - CALM_FIRST)
    return float(PATIENCE)


def roster(smiles: int, seed: int) -> Events:
    """A fleet whose factors are drawn apart from each other, in a square of 5 km."""
    who = np.arange(smiles)
    codes = np.stack([(chance.draw(seed, who, f, USE + 1) * many).astype(np.int32) for f, many in enumerate(LEVELS)])
    names = tuple(tuple(f"{name} {level}" for level in range(many))
                  for name, many in zip(FACTORS, LEVELS, strict=True))  # fmt: skip
    xy = [np.floor(chance.draw(seed, who, axis, USE + 2) * 25) * 200 for axis in range(2)]
    return seen(np.zeros(smiles), Kind.ROSTER, who, names, x=xy[0], y=xy[1], factors=codes)


def noise(fleet: Events, seconds: int, seed: int) -> Events:
    """Honest faults, at the rate that a monitor takes for calm."""
    n = int((fleet.kind == Kind.ROSTER.code).sum())
    dice = np.random.default_rng((seed, 77))
    many = dice.poisson(CALM * n * seconds)
    return watched.ordered(seen(dice.uniform(1.0, seconds, many), Kind.SILENT, dice.integers(0, n, many), fleet.names))


def _factor(run: int) -> tuple[bool, int]:
    """A bad level among many, told as soon as the cause is sure: was it right, and after how many faults?"""
    fleet = roster(SMILES, run)
    factor = (FACTORS.index("lot"), FACTORS.index("hub"))[run % 2]
    level = int(chance.draw(run, np.zeros(1), 0, USE + 3)[0] * LEVELS[factor])
    mine = np.flatnonzero(fleet.factors[factor] == level)
    fails = mine[chance.draw(run, mine, 0, USE + 4) < FAILS]
    late = -2.5 * np.log1p(-chance.draw(run, fails, 0, USE + 5).astype(np.float64))
    bad = seen(60.0 + late, Kind.FLICKER, fails, fleet.names)
    events = watched.together([fleet, noise(fleet, 120, run), bad])
    at = np.sort(bad.at)
    for count in range(4, len(at) + 1, 2):
        found = explain(events, float(at[count - 1]) + 1e-6)
        if found.cause not in ("none", "unknown"):
            return (found.cause, found.id) == (FACTORS[factor], fleet.names[factor][level]), count
    return False, len(at)


def calm_week(seed: int, contacts: Path | None = None) -> dict:
    """A week in which nothing is planted: how many alarms? With real contacts, how many seem to spread?"""
    fleet = roster(SMILES, seed)
    faults = noise(fleet, WEEK, seed)
    monitor, alarms = Monitor(fleet), 0
    for second in np.unique(np.ceil(faults.at)):
        here = np.ceil(faults.at) == second
        alarms += len(monitor.hear(watched.pick(faults, here), max(second, monitor.now + 1)))
    figures = {"week_incidents": alarms, "week_faults": faults.count}
    if contacts:
        figures |= _bursts(contacts, seed)
    return figures


def _bursts(path: Path, seed: int) -> dict:
    """Who met whom from a file of t, i, j; honest faults among them must not look like something that is caught."""
    at, one, two = read_contacts(path)
    who = np.unique(np.concatenate([one, two]))
    fleet = seen(np.full(len(who), at.min()), Kind.ROSTER, who)
    dice = np.random.default_rng((seed, 78))
    span = float(at.max() - at.min())
    many = max(8, dice.poisson(CALM * len(who) * span))
    faults = seen(at.min() + dice.uniform(1.0, max(span, 2.0), many), Kind.SILENT, dice.choice(who, many))
    events = watched.together([fleet, seen(at, Kind.MET, one, other=two), faults])
    return {"contact_alarms": int(explain(events).cause not in ("none", "unknown")), "contact_faults": many,
            "contact_rows": len(at), "contact_days": span / DAY}  # fmt: skip


def read_contacts(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Seconds and whom: a CSV of t, i, j, with or without a head. BadRequest for anything else."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = [row[:3] for row in csv.reader(file, delimiter=",") if row]
        if rows and not rows[0][0].replace(".", "", 1).lstrip("-").isdigit():
            rows = rows[1:]
        told = np.array([[float(word) for word in row] for row in rows])
        names = told[:, 1:].astype(np.int64)
    except (OSError, ValueError, IndexError) as error:
        raise BadRequest(
            "These are no contacts", str(path), "a CSV of t,i,j: seconds, and two whole numbers"
        ) from error
    if names.min(initial=0) < 0 or not np.isfinite(told).all() or len(told) < 2:
        raise BadRequest("These are no contacts", str(path), "a CSV of t,i,j: seconds, and two whole numbers")
    return told[:, 0], names[:, 0], names[:, 1]
