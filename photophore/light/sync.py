"""When each smile beats: phases that pull on each other (Kuramoto's mean field, one complex mean a gathering).

Phases only move forward and never faster than FASTEST, whatever anybody sends.
"""

from typing import NamedTuple

import numpy as np

from photophore import turns
from photophore.formula import formula, select
from photophore.words import BLOCK, Given, Shown, Tick, Worn

F = np.float32
PULL = F(0.25)  # turns per second at full openness and full order: five times the onset for a spread of 0.03 Hz
FASTEST = F(1.5)  # hertz; full swings above fail IRIS's extended rule (specs light 6.5)
RESTFUL = F(90.0)  # beats per minute; a faster heart is shown at every second beat


class Phases(NamedTuple):
    """Buffers that the caller owns."""

    beat: np.ndarray  # (n,) uint32 turns
    heart: np.ndarray  # (n,) uint32 turns
    field: np.ndarray  # (groups, 3) float64: sum of cosines, sum of sines, members


def start(n: int, groups: int, seed: np.ndarray | None = None) -> Phases:
    """Everyone beats alone; seed: (n,) uint32 where each begins."""
    begin = np.zeros(n, np.uint32) if seed is None else seed.astype(np.uint32)
    return Phases(begin, begin.copy(), np.zeros((groups, 3)))


def forget(phases: Phases, rows: np.ndarray, begin: np.ndarray) -> None:
    """Let these rows begin anew; begin: (k,) uint32 turns."""
    phases.beat[rows] = begin
    phases.heart[rows] = begin


def drift(before: Phases, shown: Shown, given: Given, worn: Worn, tick: Tick) -> Phases:
    """One frame on: each smile at its own rate, pulled towards its gathering's mean as far as it allows."""
    mean_field(before, worn)
    here = np.where(worn.group >= 0, worn.group, 0)
    cosines, sines, members = before.field[here].astype(F).T
    openness = np.where(worn.group >= 0, F(1) - given.autonomy, F(0))
    turn = turns.to_turns(before.beat)
    rate = pulled(worn.rate, openness, cosines, sines, members, turn)
    before.beat[:] += steps(rate, F(tick.fps))
    before.heart[:] += steps(heart_rate(shown.heart), F(tick.fps))
    return before


def mean_field(phases: Phases, worn: Worn) -> None:
    """Each gathering's sums, added block by block in float64, so that threads change nothing."""
    turn = turns.to_turns(phases.beat)
    cosine, sine = turns.cosine(turn).astype(np.float64), turns.sine(turn).astype(np.float64)
    groups = len(phases.field)
    phases.field[:] = 0
    for first in range(0, len(turn), BLOCK):
        here = slice(first, first + BLOCK)
        member = worn.group[here] >= 0
        group = worn.group[here][member]
        for column, part in enumerate((cosine[here][member], sine[here][member], np.ones(len(group)))):
            phases.field[:, column] += np.bincount(group, part, groups)


@formula
def pulled(rate, openness, cosines, sines, members, turn):
    """Hertz: own rate + pull * openness * r sin(psi - theta); a nan anywhere beats at the cap's bottom, 0."""
    crowd = select(members > F(0), members, F(1))
    lean = (sines * turns.cosine(turn) - cosines * turns.sine(turn)) / crowd
    hertz = rate + PULL * openness * lean
    hertz = select(hertz > F(0), hertz, F(0))
    return select(hertz < FASTEST, hertz, FASTEST)


@formula
def heart_rate(beats_per_minute):
    """Hertz at which a heart is shown: every second beat above RESTFUL; 0 where unknown."""
    shown = select(beats_per_minute > RESTFUL, beats_per_minute * F(0.5), beats_per_minute)
    hertz = select(shown > F(0), shown * F(1.0 / 60.0), F(0))
    return select(hertz < FASTEST, hertz, FASTEST)


@formula
def steps(hertz, fps):
    """uint32 steps of a turn in one frame; whole turns are left out, since a word cannot hold them."""
    turn = hertz / fps
    return np.uint32(np.int64((turn - np.floor(turn)) * F(turns.TURN)))  # by way of int64: quicker where it is compiled


def order(phases: Phases) -> np.ndarray:
    """(groups,) Kuramoto's r, 0..1; nan where nobody is."""
    cosines, sines, members = phases.field.T
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.hypot(cosines, sines) / members
