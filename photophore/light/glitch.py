"""What went wrong with a smile, as light: for those who wish it, and before the guard, which limits it like all light.

A gap of a sensor is mended with gold (kintsugi), a reading that was not believed passes once as a faint ring, an uneven
clock becomes stipple, a dead emitter leaves a dark petal whose neighbours carry its colour, and a feeling that nobody
expected opens the palette to a second hue. A safety fault is never beautified: it is dark. specs/feeling.md 5.4.
`pages/static/glitch.js` is the phone's twin.
"""

import math
from collections.abc import Callable
from enum import IntFlag
from typing import NamedTuple

import numpy as np

from photophore import colour, turns
from photophore.chance import stir, unit
from photophore.glyph.lexicon import JAW, KEY, TOOTH, near, soft
from photophore.light import paint
from photophore.words import BLOCK, TEETH, Signal, Tick

F = np.float32
GOLD = np.array(colour.oklch(0.82, 0.118, 84.0), F)  # kintsugi: lacquer and gold
PEARL = np.array(colour.oklch(0.90, 0.035, 205.0), F)  # a ring of what felt well, and the grain of stipple
DEEP = np.array(colour.oklch(0.62, 0.11, 240.0), F)  # a ring of what felt ill
SEAM, RING = F(0.85), F(0.5)  # how much of the light beneath they take: they stay translucent
THIN, WIDE = F(0.34), F(1.5)  # half width of a seam, in half heights of a mouth: of a bridge that is sure, per SD
SEAM_RISE, SEAM_STAYS = F(1.5), F(30.0)  # seconds
ECHO_RISE, ECHO_STAYS = F(1.2), F(5.0)  # seconds in which a ring comes, and runs from the midline to beyond the corners
FULL_JITTER = F(0.25)  # seconds, SD: from here on the stipple is as dense as it becomes
DENSEST = F(0.75)
GRAIN, BETWEEN = F(0.34), F(0.12)  # how far a grain goes towards pearl, and how much dimmer it is between grains
TURNING = 9.0  # seconds in which each grain comes and goes
CARRIED, LIFT = F(0.4), F(1.06)  # how much of a petal's colour its neighbours take, and how much brighter they are
SURPRISED, LOST = F(2.0), F(3.0)  # lambda from which the palette opens, and at which it is open (feeling.md 2.2)
OPEN = F(0.85)  # how far it opens at the corners of the mouth
VIVID = F(0.1)  # chroma of a second hue at lightness 1
MODES = 4  # waves of a bridge that are drawn (Karhunen and Loeve; they hold 85 % of its variance)
ROWS = [[*range(7, -1, -1), *range(8, 16)], [*range(31, 23, -1), *range(16, 24)]]  # as the viewer sees them
HEIGHT = JAW - F(0.5)  # (32,) middle of each tooth's row: 1/2 above, -1/2 below


class Treat(IntFlag):
    """What a wearer may have drawn; 0 is nothing."""

    SEAM = 1  # a sensor's gap
    ECHO = 2  # a reading that was not believed
    STIPPLE = 4  # an uneven clock
    PETAL = 8  # a dead emitter
    HUE = 16  # a feeling that the model did not expect


FELT = Treat.SEAM | Treat.ECHO | Treat.HUE  # these tell something of a feeling: only where the design tells it too
ALL = Treat(31)


class Marks(NamedTuple):
    """What is wrong with k smiles now. nan: nothing of the kind."""

    on: np.ndarray  # (k,) uint8, bits of Treat that the wearer chose
    fault: np.ndarray  # (k,) bool: a safety fault (over-current, over-flash, heat); dark, whatever was chosen
    gap: np.ndarray  # (4, k) float32: value before and after -1..1, SD in the middle 0..1, seconds since it was bridged
    echo: np.ndarray  # (2, k) float32: the value that was not believed, -1..1, and seconds since
    jitter: np.ndarray  # (k,) float32 seconds, SD of when things come
    petals: np.ndarray  # (k,) uint32, bit t set where the emitter of tooth t is dead
    surprise: np.ndarray  # (k,) float32 lambda: innovations against what was expected, 0.5..3
    second: np.ndarray  # (k,) float32 turns, the wearer's second hue


def unmarked(k: int) -> Marks:
    """All is well, and nothing was chosen."""
    nothing = np.full(k, np.nan, F)
    return Marks(np.zeros(k, np.uint8), np.zeros(k, bool), np.full((4, k), np.nan, F), np.full((2, k), np.nan, F),
                 nothing.copy(), np.zeros(k, np.uint32), nothing.copy(), np.zeros(k, F))  # fmt: skip


def treat(lab: np.ndarray, marks: Marks, seed: np.ndarray, seconds: float) -> np.ndarray:
    """(32, 3, k) float32 OKLab -> the same with its glitches as light; seed (k,) uint32; seconds since zero.

    What is dark, or not known (nan), stays so.
    """
    known = np.nan_to_num(lab, nan=0.0)
    lit = known[:, :1] > 0
    for draw in (_opened, _stippled, _seamed, _echoed, _petalled):
        known = draw(known, marks, seed, seconds)
    known = np.where(lit | (_has(marks, Treat.PETAL) & (known[:, :1] > 0)), known, lab)
    known[:, :, marks.fault] = 0  # a fault is no ornament
    return known.astype(F)


def any_of(marks: Marks) -> np.ndarray:
    """(k,) bool: where there is anything to draw, or to make dark."""
    chosen = ((Treat.SEAM, ~np.isnan(marks.gap[0])), (Treat.ECHO, ~np.isnan(marks.echo[0])),
              (Treat.STIPPLE, marks.jitter > 0), (Treat.PETAL, marks.petals != 0),
              (Treat.HUE, marks.surprise > SURPRISED))  # fmt: skip
    return marks.fault | np.any([_has(marks, kind) & there for kind, there in chosen], axis=0)


# --- each treatment: lab, marks, seed, seconds -> lab; nothing where it was not chosen


def _opened(lab, marks: Marks, seed, seconds):
    """The second hue comes in from the corners of the mouth, as far as the model was surprised."""
    much = _where(marks, Treat.HUE, (marks.surprise - SURPRISED) / (LOST - SURPRISED))
    share = OPEN * much * soft(np.abs(F(2) * TOOTH - F(1)) * F(1.25))[:, None]
    light = lab[:, 0]
    other = np.stack([light, VIVID * light * turns.cosine(marks.second), VIVID * light * turns.sine(marks.second)], 1)
    return _mix(lab, other, share)


def _stippled(lab, marks: Marks, seed, seconds):
    """Grains of pearl that come and go, as many as the clock is uneven; a little dimmer between them."""
    density = np.where(_has(marks, Treat.STIPPLE), np.clip(np.nan_to_num(marks.jitter) / FULL_JITTER, 0, DENSEST), 0)
    own = unit(stir(stir(seed)[None] * KEY[:, None]))  # (32, k) each tooth's own moment
    swell = turns.swell(own + F(seconds / TURNING % 1.0))  # above 1 - swell(density / 2) for `density` of the time
    above = swell - F(1) + turns.swell(F(0.5) * density.astype(F))
    grain = np.where(density > 0, soft(above / F(0.3) + F(0.5)), F(0)).astype(F)
    light = np.minimum(lab[:, 0] * F(1.08), F(0.92))
    dimmer = F(1) - BETWEEN * (density > 0) * (F(1) - grain)
    return _mix(lab, PEARL[None, :, None] * (light / PEARL[0])[:, None], GRAIN * grain) * dimmer[:, None]


def _seamed(lab, marks: Marks, seed, seconds):
    """A vein of gold across the mouth, along the way the feeling may have gone, as wide as that is unsure."""
    path, sd = bridge(marks, seed)  # (32, k) both
    much = _where(marks, Treat.SEAM, _envelope(marks.gap[3], SEAM_RISE, SEAM_STAYS))
    share = SEAM * much * near(HEIGHT[:, None], path, THIN + WIDE * sd)
    light = np.clip(lab[:, 0] * F(1.12), F(0.66), F(0.88))
    return _mix(lab, GOLD[None, :, None] * (light / GOLD[0])[:, None], share)


def _echoed(lab, marks: Marks, seed, seconds):
    """One faint ring, from the midline outwards, in the light of what was not believed."""
    value, age = np.nan_to_num(marks.echo)
    much = _where(marks, Treat.ECHO, _envelope(marks.echo[1], ECHO_RISE, ECHO_STAYS))
    away = np.hypot(F(2) * TOOTH - F(1), F(0.5) * HEIGHT).astype(F)[:, None]
    share = RING * much * near(away, F(1.3) * age / ECHO_STAYS, F(0.36))
    ring = DEEP[:, None] + (PEARL - DEEP)[:, None] * np.clip(value * F(0.5) + F(0.5), 0, 1)
    light = np.clip(lab[:, 0] * F(1.05), F(0.42), F(0.88))
    return _mix(lab, ring[None] * (light / ring[0])[:, None], share)


def _petalled(lab, marks: Marks, seed, seconds):
    """The dead are dark; the living beside them, in their row, carry their colour on."""
    chosen = np.where(_has(marks, Treat.PETAL), marks.petals, np.uint32(0))
    dead = ((chosen[None] >> np.arange(TEETH, dtype=np.uint32)[:, None]) & np.uint32(1)).astype(bool)
    out = lab.copy()
    for row in ROWS:
        for here, beside in (*zip(row[1:], row, strict=False), *zip(row, row[1:], strict=False)):
            takes = dead[beside] & ~dead[here] & (lab[here, 0] > 0)
            light = np.minimum(np.maximum(lab[here, 0], lab[beside, 0]) * LIFT, F(0.92))
            blended = out[here] + (lab[beside] - out[here]) * CARRIED
            lifted = blended * (light / np.maximum(blended[0], F(1e-6)))
            out[here] = np.where(takes, lifted, out[here])
    return np.where(dead[:, None], F(0), out)


def bridge(marks: Marks, seed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The way across a gap, tooth by tooth: ((32, k) height -3/4..3/4, (32, k) SD there).

    A bridge as of Ornstein and Uhlenbeck: sure at both ends, least sure between; drawn from the smile's own chance.
    """
    before, after, sd, _ = np.nan_to_num(marks.gap)
    wave = np.zeros((TEETH, len(seed)), F)
    for mode in range(1, MODES + 1):
        height = F(2) * unit(stir(seed + np.uint32(mode * 0x9E3779B9 & 0xFFFFFFFF))) - F(1)  # (k,) -1..1
        wave += F(math.sqrt(6.0) / (math.pi * mode)) * turns.sine(TOOTH * F(mode / 2))[:, None] * height
    across = TOOTH[:, None]
    width = sd * F(2) * np.sqrt(across * (F(1) - across))
    path = F(0.6) * (before + (after - before) * across) + F(2) * sd * wave
    return np.clip(path, F(-0.75), F(0.75)), width.astype(F)


def _has(marks: Marks, kind: Treat) -> np.ndarray:
    return (marks.on & np.uint8(kind)) != 0


def _where(marks: Marks, kind: Treat, much) -> np.ndarray:
    """(k,) float32 0..1, eased; 0 where it was not chosen, or is not there."""
    return np.where(_has(marks, kind), soft(np.nan_to_num(much)), F(0)).astype(F)


def _envelope(age, rise, stays):
    """Comes in `rise` seconds, and is gone when it is `stays` old; nan where it never was."""
    return np.where(age >= 0, np.minimum(age / rise, (stays - age) / rise), np.nan)


def _mix(lab, other, share):
    return lab + (other - lab) * share[:, None]


# --- in the light path


def over(draw: Callable, rows: np.ndarray, marks_at: Callable[[Tick], Marks]) -> Callable:
    """A draw stage that also draws what is wrong with these rows (k,); marks_at(tick) tells it of them.

    Plain and compiled engines are wrapped alike: rows with a mark are drawn anew by the plain account.
    """

    def treated(worn, shown, phases, tick, out):
        wanted = draw(worn, shown, phases, tick, out)
        redraw(wanted, (rows, marks_at(tick)), (worn, shown, phases), tick)
        return wanted

    return treated


def redraw(wanted: paint.Wanted, marked: tuple[np.ndarray, Marks], stage: tuple, tick: Tick) -> None:
    """Draw rows with a mark once more, treated, into the wanted light.

    marked: (rows, Marks); stage: (worn, shown, phases). Who is seen by nobody stays dark; a treatment that tells of a
    feeling is drawn only on a design that reads one, so that its audience is the same.
    """
    (rows, marks), (worn, shown, phases) = marked, stage
    tells = np.array([Signal.FEELING in glyph.signals for glyph in worn.deck] + [False])
    unfelt = np.where(tells[worn.glyph[rows]], np.uint8(0xFF), np.uint8(0xFF & ~FELT))
    marks = marks._replace(on=(marks.on & unfelt).astype(np.uint8))
    some = np.flatnonzero(any_of(marks) & (shown.seen[rows] != 0) & (worn.glyph[rows] >= 0))
    if not some.size:
        return
    rows, marks = rows[some], Marks(*(column[..., some] for column in marks))
    with np.errstate(over="ignore", invalid="ignore"):
        lab = treat(paint.worn_light(worn, shown, phases, tick, rows), marks, worn.seed[rows], tick.seconds)
        light = paint.finish(lab, worn.power[rows], worn.teeth[rows])
    wanted.light[rows // BLOCK, :, :, rows % BLOCK] = np.moveaxis(light, -1, 0)
    jaws = light.astype(F).reshape(-1, paint.PER_QUADRANT, 3, rows.size)
    wanted.level[:, :, rows] = np.stack([paint.quadrant_level(jaw) for jaw in jaws], axis=1)
