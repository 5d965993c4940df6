"""A release goes out in rings that stop and roll back by themselves: 1, 5, 20, then 100 of a hundred smiles.

Each ring is drawn so that every district, wealth and lot has its share of it: no ward is the test animal. Between rings
stands a sequential test (Wald): faults of those who have the release, against those who on the same day do not. Given
that a smile fails, harm makes it likelier that it has the release, whatever the day's rate is; so no rate is guessed.
"""

from enum import StrEnum
from typing import NamedTuple

import numpy as np

from photophore.chance import draw

RINGS = (0.01, 0.05, 0.20, 1.00)  # share of all smiles that have a release, once its ring is reached
ALPHA, BETA = 0.001, 0.05  # chance to stop what does no harm, and to go on with what does; specs trust 3
STOP = float(np.log((1.0 - BETA) / ALPHA))  # +6.86
GO = float(np.log(BETA / (1.0 - ALPHA)))  # -2.99
HARM = 3.0  # times as many faults is the harm that is looked for
HEALTHY = 86_400.0  # seconds that a ring is watched at least
GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / golden ratio: what follows each other falls far apart
USE = 71  # of chance


class State(StrEnum):
    """Where a release stands."""

    WAIT = "wait"  # this ring is being watched
    GO = "go"  # it has just gone on to the next ring, which is watched from now on
    STOP = "stop"  # it does harm: whoever has it goes back
    DONE = "done"  # all have it, and the last ring was healthy, too


class Seen(NamedTuple):
    """What was seen of a group in some time."""

    faults: int  # smiles that failed; each counts once a ring
    exposure: float  # smiles times seconds


class Rollout(NamedTuple):
    """A release on its way. Made by `start`; each `hear` gives the next one."""

    ring: int  # place in RINGS: who is in it, or in one before, has the release
    state: State
    llr: float  # log likelihood ratio of harm since this ring began
    began: float  # seconds, when this ring began
    treated: Seen  # since this ring began
    controls: Seen
    before: Seen  # controls of all rings before: what the last ring, where nobody is without it, is held against

    @property
    def over(self) -> bool:
        return self.state in (State.STOP, State.DONE)


def assign(smiles: np.ndarray, strata: np.ndarray, seed: int) -> np.ndarray:
    """Each smile's ring: (n,) uint8, place in RINGS.

    smiles: (n,) int64 pseudonyms; strata: (factors, n) int32 levels, the one that must be most even first (district,
    wealth, lot); seed: of this release, so that it is not always the same people who come first.
    """
    chance = draw(seed, smiles, 0, USE)
    order = np.lexsort((np.asarray(smiles), chance, *np.asarray(strata)[::-1]))
    start = np.uint64(int(draw(seed, np.zeros(1, np.int64), 1, USE)[0] * 2**24)) << np.uint64(40)
    share = (np.arange(len(order), dtype=np.uint64) * GOLDEN + start).astype(np.float64) / 2.0**64
    ring = np.empty(len(order), np.uint8)
    ring[order] = np.searchsorted(RINGS[:-1], share, side="right")
    return ring


def start(now: float) -> Rollout:
    """The first ring has it from now on. now: seconds."""
    none = Seen(0, 0.0)
    return Rollout(0, State.WAIT, 0.0, now, none, none, none)


def hear(rollout: Rollout, treated: Seen, controls: Seen, now: float, least: float = HEALTHY) -> Rollout:
    """What was seen since the last time -> whether it goes on, stops or waits. What is over stays so.

    treated: of those who have it; controls: of those who do not, in the same time; least: seconds for which a ring is
    watched whatever is seen. Where nobody is left without it, the controls of before stand in.
    """
    if rollout.over:
        return rollout
    llr = rollout.llr + evidence(treated, controls, rollout.before)
    rollout = rollout._replace(
        state=State.WAIT, llr=llr, treated=_sum(rollout.treated, treated), controls=_sum(rollout.controls, controls)
    )
    if llr >= STOP:
        return rollout._replace(state=State.STOP)
    if llr > GO or now - rollout.began < least:
        return rollout
    if rollout.ring == len(RINGS) - 1:
        return rollout._replace(state=State.DONE)
    return Rollout(rollout.ring + 1, State.GO, 0.0, now, Seen(0, 0.0), Seen(0, 0.0),
                   _sum(rollout.before, rollout.controls))  # fmt: skip


def evidence(treated: Seen, controls: Seen, before: Seen) -> float:
    """Log likelihood ratio of harm (HARM times the rate) against none; nan in exposure counts as none."""
    if not treated.exposure > 0:
        return 0.0
    if controls.exposure > 0:  # of each fault: how likely it is among the treated
        null = treated.exposure / (treated.exposure + controls.exposure)
        harm = HARM * treated.exposure / (HARM * treated.exposure + controls.exposure)
        return float(treated.faults * np.log(harm / null) + controls.faults * np.log((1.0 - harm) / (1.0 - null)))
    if not before.exposure > 0:
        return 0.0  # nothing to hold it against: it waits
    rate = (before.faults + 0.5) / before.exposure  # half a fault more: a rate of none would make one fault proof
    return float(treated.faults * np.log(HARM) - (HARM - 1.0) * rate * treated.exposure)


def have_it(ring: np.ndarray, rollout: Rollout) -> np.ndarray:
    """(n,) bool: who has the release now; after a stop nobody, for it was rolled back. ring: (n,) from `assign`."""
    if rollout.state is State.STOP:
        return np.zeros(len(ring), bool)
    return np.asarray(ring) <= rollout.ring


def goes_back(ring: np.ndarray, rollout: Rollout) -> np.ndarray:
    """(n,) bool: who must take the release of before again: after a stop, all who had it."""
    return np.asarray(ring) <= rollout.ring if rollout.state is State.STOP else np.zeros(len(ring), bool)


def _sum(a: Seen, b: Seen) -> Seen:
    return Seen(a.faults + b.faults, a.exposure + b.exposure)
