"""What the smiles wear -> the light they would like to be: the whole deck over all rows, as bytes.

The plain account: block by block, glyph by glyph. `fast.draw` is its twin.
"""

from typing import NamedTuple

import numpy as np

from photophore import colour, turns
from photophore.formula import formula, select
from photophore.glyph import draw as glyphs
from photophore.light.sync import Phases
from photophore.words import BLOCK, QUADRANTS, TEETH, Shown, Tick, Worn

F = np.float32
FADE = 2.0  # seconds in which one glyph passes into the next, in OKLab
SATURATED = F(4.0)  # R >= 4 (G + B) is R / (R + G + B) >= 0.8: saturated red, WCAG 2.x
LINE = F(2e-4)  # so near that line a formula cannot tell the side: nine times what decode errs
FAINT = F(0.0025)  # linear light of a red too weak to matter on either side
UNSURE = F(100.0)  # marks a quadrant with a colour on the line, which the guard then moves off it
PER_QUADRANT = TEETH // QUADRANTS


class Wanted(NamedTuple):
    """Light before the last gate. Buffers that the caller owns."""

    light: np.ndarray  # (blocks, 32, 3, BLOCK) uint8 sRGB
    level: np.ndarray  # (2, 4, n) float32 luminance and red of each quadrant, of the bytes, 0..1; or UNSURE


def start(blocks: int) -> Wanted:
    """All dark."""
    return Wanted(
        np.zeros((blocks, TEETH, 3, BLOCK), np.uint8),
        np.zeros((2, QUADRANTS, blocks * BLOCK), F),
    )


def draw(worn: Worn, shown: Shown, phases: Phases, tick: Tick, out) -> Wanted:
    """The light that every row wears; rows that nobody may see, and teeth that are not there, are dark.

    out.wanted takes the light.
    """
    wanted = out.wanted
    wanted.light[:] = 0
    with np.errstate(over="ignore", invalid="ignore"):
        for block in range(len(wanted.light)):
            rows = np.arange(block * BLOCK, (block + 1) * BLOCK)
            rows = rows[(shown.seen[rows] != 0) & (worn.glyph[rows] >= 0)]
            if rows.size:
                lab = worn_light(worn, shown, phases, tick, rows)
                wanted.light[block][:, :, rows % BLOCK] = finish(lab, worn.power[rows], worn.teeth[rows])
    levels(wanted)
    return wanted


def inputs(shown: Shown, phases: Phases, rows: np.ndarray) -> np.ndarray:
    """(8, m) float32, what glyphs read of these rows, in the order of glyph.lexicon.INPUTS."""
    heart = np.where(np.isnan(shown.heart[rows]), F(np.nan), turns.to_turns(phases.heart[rows]))
    return np.stack([*shown.values[:, rows], turns.to_turns(phases.beat[rows]), heart]).astype(F)


def share(since, now, fps):
    """(m,) float32 how far the new glyph has come in, 0..1; int64 ticks."""
    return np.clip((now - since).astype(F) * F(1.0 / (FADE * fps)), F(0), F(1))


def worn_light(worn: Worn, shown: Shown, phases: Phases, tick: Tick, rows: np.ndarray) -> np.ndarray:
    """(32, 3, m) OKLab of what these rows wear; where a glyph is fading out, both are mixed in OKLab."""
    read = inputs(shown, phases, rows)
    lab = _drawn(worn, worn.glyph[rows], read, worn.seed[rows], tick)
    fading = np.flatnonzero(worn.before[rows] >= 0)
    if fading.size:
        old = _drawn(worn, worn.before[rows[fading]], read[:, fading], worn.seed[rows[fading]], tick)
        come = share(worn.since[rows[fading]], tick.count, tick.fps)
        lab[:, :, fading] = mix(old, lab[:, :, fading], come)
    return lab


def _drawn(worn: Worn, glyph: np.ndarray, read: np.ndarray, seed: np.ndarray, tick: Tick) -> np.ndarray:
    lab = np.empty((TEETH, 3, glyph.size), F)
    for place in np.unique(glyph):
        mine, tree = np.flatnonzero(glyph == place), worn.deck[place]
        lab[:, :, mine] = glyphs.draw(tree, read[:, mine], seed[mine], glyphs.clocks(tree, tick))
    return lab


def finish(lab: np.ndarray, power: np.ndarray, teeth: np.ndarray) -> np.ndarray:
    """(32, 3, m) OKLab -> bytes, at the power (m,) that each colony can pay for; teeth: (m,) uint32 bits."""
    there = (teeth[None, :] >> np.arange(TEETH, dtype=np.uint32)[:, None]) & np.uint32(1)
    gain = np.where(there != 0, power, F(0))
    red, green, blue = colour.to_linear(lab[:, 0], lab[:, 1], lab[:, 2])
    return np.stack([colour.encode(part * gain) for part in (red, green, blue)], 1).astype(np.uint8)


def levels(wanted: Wanted) -> None:
    """Luminance and red of each quadrant, as the bytes will be seen."""
    for block, light in enumerate(wanted.light):
        here = slice(block * BLOCK, (block + 1) * BLOCK)
        for quadrant in range(QUADRANTS):
            teeth = light[quadrant * PER_QUADRANT : (quadrant + 1) * PER_QUADRANT].astype(F)
            wanted.level[:, quadrant, here] = quadrant_level(teeth)


def quadrant_level(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(8, 3, m) float32 codes of a quadrant -> (luminance, red), each (m,) float32."""
    bright, redness = np.zeros(codes.shape[2], F), np.zeros(codes.shape[2], F)
    for tooth in codes:  # added tooth by tooth, in the twin's order
        red, green, blue = (colour.decode(channel) for channel in tooth)
        bright, redness = bright + colour.luminance(red, green, blue), redness + red_value(red, green, blue)
    return bright * F(1 / PER_QUADRANT), redness * F(1 / PER_QUADRANT)


@formula
def red_value(red, green, blue):
    """IRIS's red value over 320: R - G - B of linear light where saturated, else 0; UNSURE on the line between."""
    beyond = red - SATURATED * (green + blue)
    value = select(beyond > LINE, red - green - blue, UNSURE)
    return select((red > FAINT) & (beyond > -LINE), value, F(0))


@formula
def mix(old, new, come):
    """OKLab between two glyphs; come: 0..1. One that says nothing (nan) counts as dark."""
    old, new = select(old == old, old, F(0)), select(new == new, new, F(0))
    return old + (new - old) * come
