"""The last gate: no light leaves faster than is kind to eyes. The only maker of `Frame` and `Cue`.

Per smile four jaw quadrants and the whole mouth, each with its luminance and its saturated red; and per field of
view and audience the light of all smiles in it together. A transition is a change of at least COUNT against the
last extreme, seen on the bytes that leave. Falling is always allowed; a rise only while two of the MOST
transitions of a second are free: one for itself, one for the fall after it. Else light is held at CLAMP above the
valley. So the guard only ever dims (specs light 6.6; why it holds is told in decisions/0003).
"""

from typing import NamedTuple

import numpy as np

from photophore import colour
from photophore.formula import formula, select
from photophore.light import sync
from photophore.light.paint import FAINT, LINE, PER_QUADRANT, SATURATED, Wanted, quadrant_level
from photophore.words import BLOCK, FPS, LEASE, QUADRANTS, Audience, Cue, Frame, Given, Row, Shown, Tick, Worn

F = np.float32
MOST = 3  # transitions of a cell in any second, profile *calm*; specs light 6.6
COUNT = np.array([0.0999, 0.0600], F)  # luminance, red: from here on somebody may count (WCAG 0.10, IRIS 20 of 320)
SURE = np.array([0.1001, 0.0650], F)  # from here on everybody counts; no rise of a quadrant ends in between
CLAMP = np.array([0.09, 0.055], F)  # how far a held cell may stand above its valley
ALMOST = np.array([0.0998, 0.055], F)  # so far may stand what would end where accounts differ, and may rise
CELLS = QUADRANTS + 1  # of a smile: its quadrants, and the mouth as a whole
MOUTH = QUADRANTS
TOGETHER = 90  # smiles that fill 0.006 sr at 3 m: from here on a field of view counts as one light; light 6.5
REST = 1.0  # seconds of darkness after light was taken back, or before somebody new may see it
UP = np.uint32(1 << 31)  # the bit that tells that a cell was rising last
STAMPS = np.uint32((1 << 31) - 1)  # a bit for each of the last 31 frames: a second, and one frame more, at 30 fps
PALE = F(3.5)  # R = 3.5 (G + B): a red well short of SATURATED
STEPS = F(2.0)  # codes that take a red off the line
ROUNDING = F(0.25)  # of a byte: more than encode errs, so that a dimmed byte is never above its share
NO_LIMIT = F(9.0)  # above any level, below UNSURE
WHOLE = 1 << 30  # fields are added up in whole numbers, so that their order does not matter


class Limits(NamedTuple):
    """What the guard remembers. Buffers that the caller owns."""

    extreme: np.ndarray  # (2, 5, n) float32 last accepted extreme of each cell
    bits: np.ndarray  # (2, 5, n) uint32 stamps of a second, and UP
    level: np.ndarray  # (2, 4, n) float32 what left last
    rest: np.ndarray  # (n,) int16 ticks that a row stays dark
    seen: np.ndarray  # (n,) uint8 who could see it last
    sums: np.ndarray  # (fields, 8, 4) int64, by field and audience: luminance and red in parts of WHOLE, smiles, aglow
    field_extreme: np.ndarray  # (2, 8, fields) float64, in sums of smiles
    field_bits: np.ndarray  # (2, 8, fields) uint32
    barred: np.ndarray  # (2, fields) uint8: bits of the audiences for whom this field may not rise now


def start(n: int, fields: int) -> Limits:
    """Dark, and dark for long."""
    cells, each = (2, CELLS, n), (2, len(Audience), fields)
    return Limits(
        np.zeros(cells, F), np.zeros(cells, np.uint32), np.zeros((2, QUADRANTS, n), F),
        np.zeros(n, np.int16), np.zeros(n, np.uint8), np.zeros((fields, len(Audience), 4), np.int64),
        np.zeros(each), np.zeros(each, np.uint32), np.zeros((2, fields), np.uint8),
    )  # fmt: skip


def limit(before: Limits, wanted: Wanted, shown: Shown, given: Given, worn: Worn, tick: Tick) -> tuple[Limits, Frame]:
    """The light that may leave, nowhere brighter than wanted; `before` and the wanted light are changed in place."""
    check_pace(tick)
    rest(before.rest, before.seen, shown.seen, tick.fps)
    before.sums[:] = 0
    for block in range(len(wanted.light)):
        _limit_block(before, wanted, worn, block)
    fields(before)
    return before, frame(wanted, shown, given, worn, tick)


def check_pace(tick: Tick) -> None:
    """The stamps of a second fit a word only up to FPS."""
    if not 1 <= tick.fps <= FPS:
        raise ValueError(f"the guard keeps {FPS} frames a second at most, not {tick.fps}")


def frame(wanted: Wanted, shown: Shown, given: Given, worn: Worn, tick: Tick) -> Frame:
    """What leaves; everything in it is read-only."""
    return joined((wanted.light, shown.seen.copy(), given.present.copy(), worn.fallback), tick, given)


def joined(parts: tuple[np.ndarray, ...], tick: Tick, given: Given | None = None) -> Frame:
    """Light, seen, present and fallback (words.Frame) that were limited here, or part by part in shards."""
    return Frame(tick, *(_read_only(part) for part in parts), *((given.epoch, given.taken) if given else ()))


def rest(left: np.ndarray, before: np.ndarray, seen: np.ndarray, fps: int) -> None:
    """Rows whose light was just taken back, or is given to somebody new while others see it, stay dark a second.

    left and before, (m,) as Limits.rest and Limits.seen, are changed in place. So every audience sees the same light or
    darkness, and what is safe for one is safe for all. Light comes out of one dark frame at least, so that nobody's
    eyes begin at a fallback from which the guard did not count.
    """
    gone = (seen == 0) & (before != 0)
    grown = (before != 0) & ((seen & ~before) != 0)
    come = (seen != 0) & (before == 0)
    longer = np.where(come, np.maximum(left, 2), left)
    longer = np.where(gone | grown, int(REST * fps) + 1, longer)
    left[:] = np.where(longer > 0, longer - 1, 0)
    before[:] = seen


def _limit_block(before: Limits, wanted: Wanted, worn: Worn, block: int) -> None:
    here = slice(block * BLOCK, (block + 1) * BLOCK)
    light, level = wanted.light[block], wanted.level[:, :, here]
    still = before.rest[here] > 0
    light[:, :, still] = 0
    level[:, :, still] = 0
    ceiling, over = ceilings(before, here, level, stuck(before, here, worn.crowd[here]))
    for quadrant, rows in enumerate(over):
        teeth = light[quadrant * PER_QUADRANT : (quadrant + 1) * PER_QUADRANT]
        teeth[:, :, rows], level[:, quadrant, rows] = dimmed(
            teeth[:, :, rows], level[:, quadrant, rows], ceiling[:, quadrant, rows])
    before.level[:, :, here] = level
    cells = np.concatenate([level, mouth(*np.moveaxis(level, 1, 0))[:, None]], axis=1)
    extreme, bits = before.extreme[:, :, here], before.bits[:, :, here]
    for channel in range(2):
        extreme[channel], bits[channel] = stamp(extreme[channel], bits[channel], cells[channel], COUNT[channel])
    _add(before, worn.crowd[here], cells[:, MOUTH], here)


def stuck(before: Limits, here: slice, crowd: np.ndarray) -> np.ndarray:
    """(2, m) bool: smiles that may not rise as a whole, or together with others that somebody sees beside them."""
    barred = np.where(crowd >= 0, before.barred[:, crowd] & before.seen[here], 0)
    return ~may_rise(before.bits[:, MOUTH, here]) | (barred != 0)


def ceilings(before: Limits, here: slice, level: np.ndarray, stuck: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How high each cell may stand: (2, 4, m) float32, and which quadrants want more: (4, m) bool.

    A quadrant that wants too much of one channel may rise in neither.
    """
    extreme, bits = before.extreme[:, :MOUTH, here], before.bits[:, :MOUTH, here]
    clamp, count, sure, most = (limit[:, None, None] for limit in (CLAMP, COUNT, SURE, ALMOST))
    ceiling = held(extreme, bits, before.level[:, :, here], clamp, stuck[:, None])
    between = almost(extreme, bits, level, count, sure) & ~stuck[:, None]
    ceiling = np.where(between, extreme + most, ceiling)
    fair = (level <= ceiling) | rising(extreme, bits, level, count, sure) & ~stuck[:, None]
    return ceiling, ~fair.all(axis=0)


@formula
def may_rise(bits):
    """Whether a cell is rising already, or has two stamps free once this frame's second is looked at."""
    left = (bits << np.uint32(1)) & STAMPS
    for _ in range(MOST - 2):
        left = left & (left - np.uint32(1))  # one stamp less
    return ((bits & UP) != np.uint32(0)) | (left == np.uint32(0))


@formula
def held(extreme, bits, last, clamp, stuck):
    """How high a cell may stand without a rise: under a step above its valley; if it is up already, as high as it
    likes, or no higher than last where it is stuck."""
    up = (bits & UP) != np.uint32(0)
    return select(up, select(stuck, last, NO_LIMIT), extreme + clamp)


@formula
def rising(extreme, bits, level, count, sure):
    """Whether a level is a rise that may be, and that everybody would count; or a change that nobody would."""
    rise = level - extreme
    return may_rise(bits) & ((rise < count) | (rise >= sure)) & (level < NO_LIMIT)


@formula
def almost(extreme, bits, level, count, sure):
    """Whether a level would be a rise that may be, but only some would count it: it ends just below."""
    rise = level - extreme
    return may_rise(bits) & ((bits & UP) == np.uint32(0)) & (rise >= count) & (rise < sure)


@formula
def rises(extreme, bits, level, count):
    """Whether this level is a counted rise: up from a valley."""
    return ((bits & UP) == np.uint32(0)) & (level - extreme >= count)


@formula
def falls(extreme, bits, level, count):
    """Whether this level is a counted fall: down from a peak."""
    return ((bits & UP) != np.uint32(0)) & (extreme - level >= count)


@formula
def stamp(extreme, bits, level, count):
    """A cell's memory after a frame: its extreme follows a valley down or a peak up; a transition leaves a stamp."""
    up = (bits & UP) != np.uint32(0)
    rise, fall = rises(extreme, bits, level, count), falls(extreme, bits, level, count)
    further = select(up, level > extreme, level < extreme)
    after = ((bits << np.uint32(1)) & STAMPS) | select(rise | fall, np.uint32(1), np.uint32(0))
    way = select(rise, UP, select(fall, np.uint32(0), bits & UP))
    return select(rise | fall | further, level, extreme), after | way


@formula
def mouth(first, second, third, fourth):
    """Level of the whole mouth, from its quadrants."""
    return (first + second + third + fourth) * F(1 / QUADRANTS)


def dimmed(codes: np.ndarray, level: np.ndarray, ceiling: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Quadrants held under their ceilings: codes (8, 3, m) uint8, level and ceiling (2, m) -> codes, level."""
    codes, much = codes.astype(F), level[0] > ceiling[0]
    codes[:, :, much] = dim(codes[:, :, much], (ceiling[0] / level[0])[much])
    for most, lowered in ((NO_LIMIT, clear), (ceiling[1], pale)):
        some = quadrant_level(codes)[1] > most
        codes[:, 0, some] = lowered(*np.moveaxis(codes[:, :, some], 1, 0))
    return codes.astype(np.uint8), np.stack(quadrant_level(codes))


@formula
def dim(code, share):
    """A code whose light is at most this share of what it was."""
    lower = np.floor(colour.curve(colour.decode(code) * share) - ROUNDING)
    lower = select(lower > F(0), lower, F(0))
    return select(lower < code, lower, code)


@formula
def clear(red, green, blue):
    """The red code, lowered off the line where nobody could tell whether it is saturated."""
    beyond = colour.decode(red) - SATURATED * (colour.decode(green) + colour.decode(blue))
    on_it = (colour.decode(red) > FAINT) & (beyond > -LINE) & (beyond <= LINE)
    return select(on_it, red - STEPS, red)


@formula
def pale(red, green, blue):
    """The red code, lowered where it was saturated until it is not."""
    rest_of = colour.decode(green) + colour.decode(blue)
    lower = np.floor(colour.curve(rest_of * PALE) - ROUNDING)
    lower = select(lower > F(0), lower, F(0))
    saturated = (colour.decode(red) > FAINT) & (colour.decode(red) - SATURATED * rest_of > -LINE)
    return select(saturated & (lower < red), lower, red)


def steady(codes: np.ndarray) -> np.ndarray:
    """(3, ...) uint8 colours -> as a fallback may be: so dim that to see it come or go is no transition."""
    flat = np.asarray(codes, np.uint8).reshape(3, -1)
    alike = np.repeat(flat[None].astype(F), PER_QUADRANT, axis=0)  # a quadrant of that colour
    bright, redness = quadrant_level(alike)
    with np.errstate(divide="ignore", invalid="ignore"):
        red, green, blue = np.where(bright > CLAMP[0], dim(alike[0], CLAMP[0] / bright), alike[0])
    redness = quadrant_level(np.repeat(np.stack([red, green, blue])[None], PER_QUADRANT, axis=0))[1]
    red = np.where(redness > CLAMP[1], pale(clear(red, green, blue), green, blue), red)
    return np.stack([red, green, blue]).astype(np.uint8).reshape(np.shape(codes))


def _add(before: Limits, crowd: np.ndarray, level: np.ndarray, here: slice) -> None:
    """Add a block's smiles to their fields, for each audience that sees them; level: (2, m) of whole mouths.

    A smile is aglow while it shines, and for a second after.
    """
    whole = (level.astype(np.float64) * WHOLE).astype(np.int64)
    aglow = (before.extreme[0, MOUTH, here] > 0) | (before.bits[0, MOUTH, here] != 0) | (level[0] > 0)
    for audience in Audience:
        rows = (crowd >= 0) & (before.seen[here] & audience.bit != 0)
        for place, part in enumerate((whole[0], whole[1], np.ones(BLOCK, np.int64), aglow)):
            np.add.at(before.sums[:, audience, place], crowd[rows], part[rows])


def fields(before: Limits) -> None:
    """Transitions of all smiles of a field of view together, as each audience sees them; who may not rise next."""
    members, aglow = before.sums[:, :, 2].T, before.sums[:, :, 3].T  # the dark ones do not hide the others
    for channel in range(2):
        extreme, bits = before.field_extreme[channel], before.field_bits[channel]
        count = COUNT[channel].astype(np.float64) * np.maximum(aglow, TOGETHER)
        extreme[:], bits[:] = stamp(extreme, bits, before.sums[:, :, channel].T * (1.0 / WHOLE), count)
        full = ~may_rise(bits) & (members >= TOGETHER)
        before.barred[channel] = (full << np.arange(len(Audience), dtype=np.uint8)[:, None]).sum(axis=0)


def cues(rows: list[Row], worn: Worn, kept: tuple, tick: Tick, frame: Frame | None = None) -> list[Cue]:
    """What these wearers' own screens may show, until the lease ends; dark where they let nothing be heard.

    kept: Shown, sync.Phases, the row with which they begin (in a shard), and (k,) these rows' autonomy as in Given;
    frame: the newest, by whose grants.
    """
    shown, phases, first, autonomy = kept
    index = np.array([row.index for row in rows], np.intp)
    here, glyph = index - first, worn.glyph[index]
    glyph = np.where(shown.seen[here] & Audience.SELF.bit, glyph, -1).tolist()
    power = np.nan_to_num(np.clip(worn.power[index], 0, 1), nan=0.0)  # whatever was asked; what is no number is dark
    rates = sync.rates_of(phases, here, (worn.rate[index], worn.group[index], autonomy))
    told = (shown.heart[here], phases.beat[here], rates, power, worn.seed[index], worn.teeth[index])
    feelings = shown.values[:, here].T.copy()
    ends, when = tick.after(LEASE), (frame.epoch, frame.taken) if frame else ()
    return [Cue(row, worn.deck[place] if place >= 0 else None, feeling, *own, tick.count, ends, *when)
            for row, place, feeling, *own in zip(rows, glyph, feelings, *(each.tolist() for each in told), strict=True)]


def no_cue(row: Row, tick: Tick) -> Cue:
    """Darkness, and nothing of anybody: for whoever asks in the name of a smile that is gone."""
    return Cue(row, None, np.full(6, np.nan, F), float("nan"), 0, 0.0, 0.0, 0, 0, tick.count, tick.after(LEASE))


def _read_only(array: np.ndarray) -> np.ndarray:
    view = array.view()
    view.flags.writeable = False
    return view
