"""Fireflies: nobody has a rhythm, the crowd has one.

Each waits for a time of its own, long and different every time, then bursts: a few beats, and darkness. Whoever sees a
burst joins it if it is rested and lets itself be moved. So the first of many sets off all, and the more there are the
more even are their bursts (Sarfati and others 2023, Photinus carolinus; specs light 5.4).

In nature a burst flashes twice a second; here each of its beats is a turn at the calm cap, and the beat lies at 0
between bursts. Formulas take arrays here, and scalars in fast_sync.
"""

import numpy as np

from photophore import chance
from photophore.formula import formula, select

F = np.float32
REFRACTORY = 5.7  # seconds of darkness after a burst, at least
FLASHES = ((2, 0.05), (3, 0.15), (4, 0.5), (5, 0.2), (6, 0.1))  # beats of a burst, and how often: four are usual
# Seconds that one alone waits beyond that: share of waits, and what they are shorter than. From burst to burst it is
# then 68 s in the middle and about 160 s in the mean, with a spread of 1.4 of the mean, as of single fireflies
WAITS = ((0, 0), (0.01, 1.2), (0.035, 3.6), (0.067, 4.6), (0.13, 5.6), (0.2, 13), (0.3, 22), (0.4, 37), (0.5, 59.7),
         (0.7, 130), (0.85, 310), (0.95, 640), (1, 1150))  # fmt: skip
BINS = 256
QUANTILES = np.interp(np.arange(BINS + 1) / BINS, *np.array(WAITS).T).astype(F)  # (BINS + 1,) seconds
NEVER = -(1 << 40)  # tick of whoever has not waited yet
LATE = 1.0  # seconds; whose time passed longer ago waits anew: it was not here when it came
WAIT, JOIN, BURST = 900, 901, 902  # uses of chance


def flashes(group: np.ndarray, count: int) -> np.ndarray:
    """(k,) float32: how many beats a burst of these gatherings has that begins at a tick."""
    beats, shares = np.array(FLASHES).T
    drawn = chance.draw(0, group, count, BURST)
    return beats[np.minimum(np.searchsorted(np.cumsum(shares), drawn, "right"), beats.size - 1)].astype(F)


@formula
def wait(unit, fps):
    """int64 ticks that somebody waits; unit: chance, 0..1."""
    place = unit * F(BINS)
    low = np.int32(np.floor(place))
    return np.int64((QUANTILES[low] + (QUANTILES[low + 1] - QUANTILES[low]) * (place - np.floor(place))) * fps)


@formula
def idle(beat, left):
    """Whether it lies still: no burst, and none to end."""
    return (left == np.uint8(0)) & (beat == np.uint32(0))


@formula
def begins(beat, left, due, now, late):
    """Whether its own time has come."""
    return idle(beat, left) & (due <= now) & (due > now - late)


@formula
def takes_part(own, ready, now, unit, openness):
    """Whether somebody who lies still is in the burst that begins now: by its own time, or moved by others."""
    return own | ((ready <= now) & (unit < openness))


@formula
def rested(now, beats, pace, refractory):
    """The tick at which whoever bursts from now on can see the next burst; pace: uint32 steps of a turn in a frame."""
    turns = np.int64(beats) * np.int64(1 << 32)
    return now + (turns + np.int64(pace) - 1) // np.int64(pace) + refractory


@formula
def turned(beat, left, pace):
    """A frame on: the beat of a burst, and of one that must end elsewhere first; it ends at 0 exactly."""
    after = np.uint32(beat + pace)
    return select(idle(beat, left) | ((after < beat) & (left <= np.uint8(1))), np.uint32(0), after)


@formula
def still_left(beat, left, pace):
    """Beats that are left of a burst after that frame."""
    over = (np.uint32(beat + pace) < beat) & (left > np.uint8(0))
    return select(over, np.uint8(left - np.uint8(1)), left)


def fly(phases, rows: np.ndarray, who: tuple, beats: np.ndarray, clock: tuple) -> None:
    """A frame of these rows (k,), the plain account; phases as sync.Phases, changed in place.

    who: openness (k,) 0..1 and seeds (k,); beats: (k,) of a burst that begins now in their gathering, 0 none;
    clock: Tick, and steps of a turn in a frame.
    """
    (openness, seed), (tick, pace) = who, clock
    late, refractory = round(LATE * tick.fps), round(REFRACTORY * tick.fps)
    beat, left, ready, due = (column[rows] for column in (phases.beat, phases.left, phases.ready, phases.due))
    waits = wait(chance.draw(0, seed, tick.count, WAIT), F(tick.fps))
    own = begins(beat, left, due, tick.count, late)
    part = takes_part(own, ready, tick.count, chance.draw(0, seed, tick.count, JOIN), openness)
    part &= idle(beat, left) & (beats > 0)
    anew = due <= tick.count - late
    ready = np.where(part, rested(tick.count, beats, pace, refractory), np.where(anew, tick.count, ready))
    due = np.where(part | anew, ready + waits, due)
    left = np.where(part, beats, left).astype(np.uint8)
    phases.beat[rows], phases.left[rows] = turned(beat, left, pace), still_left(beat, left, pace)
    phases.ready[rows], phases.due[rows] = ready, due
