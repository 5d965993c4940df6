"""When each smile beats: phases that pull on each other, one gathering at a time, in O(n).

    phasors -> sums of each gathering -> where it pulls -> how fast each beats -> phases

A district pulls by its plain mean (Kuramoto). A gathering that somebody opened pulls by its Rule: towards the geometric
median of its members' phasors, so that a few who lie hardly turn it, and as strongly as their mean says in that
direction, so that the threshold law of specs light 5.2 holds exactly while everybody is honest. One pass of Weiszfeld a
frame is enough: the median of the frame before, turned on by its own advance, is nearly this one.

Only rows that granted something for SYNC to those around them pull or are pulled (autonomy is nan elsewhere), each with
one vote. Phases only move forward and never faster than FASTEST, whatever anybody sends.
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from photophore import turns
from photophore.formula import formula, select
from photophore.light import firefly
from photophore.words import BLOCK, BadRequest, Given, Shown, Tick, Worn

F = np.float32
PULL = F(0.25)  # hertz at full openness and full order: what districts do; five times the onset for a spread of 0.03 Hz
FIRMEST = 2.0  # hertz; a firmer pull only jerks: nobody beats faster than FASTEST
FASTEST = F(1.5)  # hertz; full swings above fail IRIS's extended rule (specs light 6.5)
RESTFUL = F(90.0)  # beats per minute; a faster heart is shown at every second beat
NEAREST = F(0.01)  # radii of a turn: nobody counts as nearer to the median, so that no weight is without bound
TRUST = 0.2  # how much of a frame's advance a median's own pace takes over
SUMS = 7  # columns of Crowds.field


class Mode(IntEnum):
    """What a gathering does together."""

    DRIFT, FIREFLY, SCORE = range(3)  # SCORE beats as DRIFT does; what it wears is told by its score


class Rule(NamedTuple):
    """How a gathering pulls."""

    mode: Mode = Mode.DRIFT
    firm: float = float(PULL)  # hertz at full openness and full order, 0..FIRMEST: Kuramoto's K / (2 pi)
    robust: bool = True  # by the geometric median; False: by the plain mean
    lag: float = 0.0  # turns, -1/2..1/2: how far behind its gathering each beats, such as a delay that is known
    cap: float = 1.0  # share of the votes that one district may have, above 0 to 1


class Crowds(NamedTuple):
    """What the members of each gathering share. Buffers that the caller owns; shards share one."""

    rule: np.ndarray  # (groups, 4) float32: mode, or -1 where nobody opened one; firm, robust, lag
    field: np.ndarray  # (groups, 7) float64: votes' cosines, sines, votes; the same by nearness; bursts that begin
    aim: np.ndarray  # (groups, 3) complex128: the median as expected in the next frame, its step, the median
    lead: np.ndarray  # (groups, 3) float32: where it pulls, x and y in hertz; beats of a burst that begins now, 0 none


class Phases(NamedTuple):
    """Buffers that the caller owns."""

    beat: np.ndarray  # (n,) uint32 turns
    heart: np.ndarray  # (n,) uint32 turns
    left: np.ndarray  # (n,) uint8 beats that are left of a burst (firefly)
    ready: np.ndarray  # (n,) int64 tick from which it sees bursts again (firefly)
    due: np.ndarray  # (n,) int64 tick at which it bursts by itself (firefly)
    vote: np.ndarray  # (n,) float32 what each weighs in a gathering that was opened, above 0 to 1
    crowds: Crowds


def start(n: int, groups: int, seed: np.ndarray | None = None) -> Phases:
    """Everyone beats alone; seed: (n,) uint32 where each begins."""
    begin = np.zeros(n, np.uint32) if seed is None else seed.astype(np.uint32)
    crowds = Crowds(np.zeros((groups, 4), F), np.zeros((groups, SUMS)), np.zeros((groups, 3), complex),
                    np.zeros((groups, 3), F))  # fmt: skip
    for group in range(groups):
        close(crowds, group)
    never = np.full(n, firefly.NEVER, np.int64)
    return Phases(begin, begin.copy(), np.zeros(n, np.uint8), never, never.copy(), np.ones(n, F), crowds)


def forget(phases: Phases, rows: np.ndarray, begin: np.ndarray) -> None:
    """Let these rows begin anew; begin: (k,) uint32 turns."""
    phases.beat[rows] = begin
    phases.heart[rows] = begin
    phases.left[rows], phases.ready[rows], phases.due[rows] = 0, firefly.NEVER, firefly.NEVER
    phases.vote[rows] = 1


# --- gatherings that somebody opened ---


def obey(crowds: Crowds, group: int, rule: Rule) -> None:
    """From the next frame on this gathering pulls by this rule. BadRequest says what is wrong with it."""
    if rule.mode not in list(Mode):
        raise BadRequest(f"A gathering cannot have mode {rule.mode}", "", "Choose drift, firefly or score.")
    for name, least, most in (("firm", 0.0, FIRMEST), ("lag", -0.5, 0.5), ("cap", 1e-3, 1.0)):
        value = float(getattr(rule, name))
        if not least <= value <= most:  # which nan is not
            raise BadRequest(f"A gathering cannot have {name} {value:g}", "", f"Choose {least:g} to {most:g}.")
    crowds.rule[group] = rule.mode, rule.firm, rule.robust, rule.lag


def close(crowds: Crowds, group: int) -> None:
    """It pulls as a district does."""
    crowds.rule[group] = -1, PULL, 0, 0
    crowds.aim[group] = 0, 1, 0


def opened(crowds: Crowds) -> int:
    """The lowest group that somebody opened; as many as there are where nobody did. They are taken from above."""
    found = np.flatnonzero(crowds.rule[:, 0] >= 0)
    return int(found[0]) if found.size else len(crowds.rule)


# --- a frame ---


def drift(before: Phases, shown: Shown, given: Given, worn: Worn, tick: Tick) -> Phases:
    """One frame on: each smile at its own rate, pulled towards its gathering as far as it allows."""
    crowds, group = before.crowds, np.where(worn.group >= 0, worn.group, 0)
    flies = (worn.group >= 0) & (crowds.rule[group, 0] == Mode.FIREFLY) & ~np.isnan(given.autonomy)
    sums(before, given, worn)
    own = flies & firefly.begins(before.beat, before.left, before.due, tick.count, round(firefly.LATE * tick.fps))
    crowds.field[:, 6] = np.bincount(group[own], minlength=len(crowds.field))
    lead(crowds, tick)
    x, y, beats = crowds.lead[group].T
    openness = np.where(worn.group >= 0, open_of(given.autonomy), F(0))
    rate = pulled(worn.rate, openness, x, y, turns.to_turns(before.beat))
    before.beat[:] += steps(np.where(flies, F(0), rate), F(tick.fps))
    before.heart[:] += steps(heart_rate(shown.heart), F(tick.fps))
    rows = np.flatnonzero(flies)
    firefly.fly(before, rows, (openness[rows], worn.seed[rows]), beats[rows], (tick, steps(FASTEST, F(tick.fps))))
    return before


def sums(phases: Phases, given: Given, worn: Worn) -> None:
    """Each gathering's sums, added block by block in float64, so that threads change nothing."""
    crowds, high = phases.crowds, opened(phases.crowds)
    expected, groups = crowds.aim[:, 0], len(crowds.field)
    crowds.field[:] = 0
    for first in range(0, len(phases.beat), BLOCK):
        here = slice(first, first + BLOCK)
        member = (worn.group[here] >= 0) & ~np.isnan(given.autonomy[here])
        group, turn = worn.group[here][member], turns.to_turns(phases.beat[here][member])
        cosine, sine = turns.cosine(turn), turns.sine(turn)
        vote = np.where(group >= high, phases.vote[here][member], F(1))
        near = nearness(cosine, sine, expected[group].real.astype(F), expected[group].imag.astype(F)) * vote
        near = np.where(group >= high, near, F(0))
        columns = (cosine * vote, sine * vote, vote, cosine * near, sine * near, near)
        for column, part in enumerate(columns):
            crowds.field[:, column] += np.bincount(group, part.astype(np.float64), groups)


@formula
def nearness(cosine, sine, x, y):
    """One over the distance of a phasor from the point (x, y): Weiszfeld's weight."""
    away = np.sqrt((cosine - x) * (cosine - x) + (sine - y) * (sine - y))
    return F(1) / select(away > NEAREST, away, NEAREST)


def lead(crowds: Crowds, tick: Tick) -> None:
    """Where each gathering pulls in this frame, and where its median is expected in the next: from its sums."""
    high = opened(crowds)
    votes = np.where(crowds.field[:, 2] > 0, crowds.field[:, 2], 1.0)
    pull = (crowds.field[:, 0] + 1j * crowds.field[:, 1]) / votes
    if high < len(pull):
        rule, median = crowds.rule[high:].astype(np.float64), _median(crowds, high, tick)
        away = np.abs(median)
        towards = np.where(away > 0, median / np.where(away > 0, away, 1), 0)
        robust = np.maximum((pull[high:] * towards.conj()).real, 0) * towards
        pull[high:] = np.where(rule[:, 2] > 0, robust, pull[high:]) * np.exp(-2j * np.pi * rule[:, 3])
    pull *= crowds.rule[:, 1]
    crowds.lead[:, 0], crowds.lead[:, 1], crowds.lead[:, 2] = pull.real, pull.imag, 0
    bursts = np.flatnonzero(crowds.field[:, 6])
    if bursts.size:
        crowds.lead[bursts, 2] = firefly.flashes(bursts, tick.count)


def _median(crowds: Crowds, high: int, tick: Tick) -> np.ndarray:
    """(groups,) complex: one pass of Weiszfeld from what was expected; and what to expect next."""
    field, aim = crowds.field[high:], crowds.aim[high:]
    median = (field[:, 3] + 1j * field[:, 4]) / np.where(field[:, 5] > 0, field[:, 5], 1)
    turned = np.clip(np.angle(median * aim[:, 2].conj()), 0, 2 * np.pi * float(FASTEST) / tick.fps)
    step = (1 - TRUST) * aim[:, 1] + TRUST * np.exp(1j * turned)
    step /= np.maximum(np.abs(step), 1e-9)
    aim[:, 0], aim[:, 1], aim[:, 2] = median * step, step, median
    return median


@formula
def open_of(autonomy):
    """How far a smile lets itself be pulled, 0..1; 0 where it did not grant it (nan)."""
    return select(autonomy == autonomy, F(1) - autonomy, F(0))


@formula
def pulled(rate, openness, x, y, turn):
    """Hertz: own rate + openness * (pull) . (where it leans); a nan anywhere beats at the cap's bottom, 0."""
    hertz = rate + openness * (y * turns.cosine(turn) - x * turns.sine(turn))
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


# --- what is told of a gathering ---


def order(phases: Phases) -> np.ndarray:
    """(groups,) Kuramoto's r, 0..1, by votes; nan where nobody is."""
    cosines, sines, votes = phases.crowds.field[:, :3].T
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.hypot(cosines, sines) / votes


def rates_of(phases: Phases, here: np.ndarray, rows: tuple[np.ndarray, np.ndarray, np.ndarray]) -> np.ndarray:
    """(k,) float32 hertz at which these rows beat now, 0 where a firefly rests.

    here: (k,) places in phases; rows: (k,) their own rates, groups, and autonomy as in Given.
    """
    own, group, autonomy = rows
    crowds, gathered = phases.crowds, (group >= 0) & ~np.isnan(autonomy)
    x, y, _ = crowds.lead[np.where(gathered, group, 0)].T
    beat = phases.beat[here]
    hertz = pulled(own.astype(F), np.where(gathered, open_of(autonomy.astype(F)), F(0)), x, y, turns.to_turns(beat))
    flies = gathered & (crowds.rule[np.where(gathered, group, 0), 0] == Mode.FIREFLY)
    return np.where(flies, np.where(firefly.idle(beat, phases.left[here]), F(0), FASTEST), hertz)


def direction(crowds: Crowds, group: int) -> float:
    """Where a gathering is in its beat, turns 0..1: its median where its rule is robust, else its mean."""
    cosines, sines = crowds.field[group, :2]
    at = crowds.aim[group, 2] if crowds.rule[group, 2] > 0 else complex(cosines, sines)
    return float(np.angle(at) / (2 * np.pi) % 1.0)
