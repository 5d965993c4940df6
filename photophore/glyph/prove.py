"""How bright, how fast, how red a glyph can be, whatever anyone feels and wherever its sliders stand.

Proved from the tree; nothing is drawn. A glyph that cannot be proved calm may still be worn: the guard rules while it
glows (light/guard.py). The proof is courtesy to its author. It speaks of each tooth while feelings stay as they are
and beats keep a steady pace.
"""

import itertools
import math
from typing import NamedTuple

import numpy as np

from photophore import colour
from photophore.glyph import reach
from photophore.glyph.lexicon import COLOURS, FASTEST, LEAN_SLOPE, WORDS, Kind
from photophore.glyph.reach import Reach
from photophore.glyph.tree import Glyph, Mix, Node, Number, Slider, Use, ends, walk

CALM = 3.0  # transitions a second at most; WCAG 2.3.1 counts three flashes, the calm profile half of that
STEP = 0.09  # a transition is 0.10 of luminance; rounding to bytes can add 0.01
RED = 0.8  # R / (R + G + B) of a saturated red; WCAG 2.3.1
RED_LIGHT = 0.06  # linear red below which a red flash cannot count: 20 / 320, specs/light.md 6.2
BEAT = FASTEST / 60.0  # hertz at most of the shared beat and of the heart as it is shown
BEATS = ("phase", "heart")  # the words that move without a clock of their own
SMALL = 1e-4  # of luminance: a slope that rounding may make
CELLS = 20  # along each axis, for looking at all colours at once

_lattice = [d for d in itertools.product((-2, -1, 0, 1, 2), repeat=3) if any(d) and math.gcd(*map(abs, d)) == 1]
WAYS = np.array(_lattice, float) / np.linalg.norm(_lattice, axis=1)[:, None]  # (98, 3) directions in OKLab
_corners = [axis.ravel() for axis in np.meshgrid(np.linspace(-1, 1, 33), np.linspace(-1, 1, 33), np.linspace(0, 1, 13))]
FEELING = (WAYS @ colour.of_feeling(*_corners)).max(axis=1) + 0.005  # the grid's gaps; for the home hue all begin with


class Shades(NamedTuple):
    """Where a colour can be: bounds of each axis, and how far it reaches in each direction of WAYS."""

    axes: tuple[Reach, Reach, Reach]
    support: np.ndarray  # (98,) the largest value of direction . colour
    pale: bool = False  # a feeling's colour and nothing else: a test walks all of them and finds no saturated red


class Proof(NamedTuple):
    """What holds of a glyph, always."""

    brightness: tuple[float, float]  # 0..1
    luminance: tuple[float, float]  # 0..1, of one tooth
    transitions: float  # of 0.10 of luminance, a second, on average at most
    slope: float  # luminance a second at most
    red: bool  # whether a saturated red may occur
    calm: bool  # at most 3 transitions a second, and no saturated red
    says: tuple[str, ...]  # the verdict, in sentences


def prove(glyph: Glyph) -> Proof:
    """Bounds of a glyph's light, and the verdict."""
    power = reach.clamped(_number(glyph.brightness))
    shades = _shades(glyph.colour)
    moving = {node for part in (glyph.colour, glyph.brightness) for node in walk(part) if _moves(node)}
    light, red = _light(power, shades, _number(moving.pop()) if len(moving) == 1 else None)
    transitions = 0.0 if light.swing < STEP else min(light.path / STEP, light.turns)
    calm = bool(transitions <= CALM and not red)
    bounds = (max(light.least, 0.0), min(light.most, 1.0))
    proof = Proof((power.least, power.most), bounds, float(transitions), float(light.slope), red, calm, ())
    return proof._replace(says=_verdict(proof))


def _moves(node: Node) -> bool:
    return isinstance(node, Use) and (node.word in BEATS or (node.word in WORDS and WORDS[node.word].timed))


def _verdict(proof: Proof) -> tuple[str, ...]:
    most = f"It is never brighter than {math.ceil(proof.luminance[1] * 100)} % of white."
    if proof.transitions == 0:
        pace = "Its light never rises or falls by as much as a tenth while a feeling stays the same."
    elif proof.transitions <= CALM:
        pace = f"On average its light rises or falls at most {math.ceil(proof.transitions * 10) / 10:g} times a second."
    else:
        pace = (f"It cannot be proved to rise or fall at most {CALM:g} times a second. You can wear it: "
                "the guard holds it back where it must.")  # fmt: skip
    red = "It may become a saturated red, which the guard limits." if proof.red else "It is never a saturated red."
    return most, pace, red


def _number(node: Node) -> Reach:
    """Bounds of a number."""
    if isinstance(node, Number):
        return reach.point(node.value)
    if isinstance(node, Slider):
        return Reach(node.least, node.most)
    if isinstance(node, Mix):
        this = _number(node.this)
        if node.op == "/":
            return reach.times(this, reach.inverse(ends(node.that)))
        that = _number(node.that)
        if node.op == "*":
            return reach.times(this, that)
        return reach.plus(this, reach.scaled(that, -1.0) if node.op == "-" else that)
    match node.word:
        case "soft":
            return reach.soft(_number(node.args[0]))
        case "near":
            return reach.near(_number(node.args[0]), _number(node.args[1]), ends(node.args[2]))
        case "blend":
            return reach.blend(*map(_number, node.args))
        case "phase":
            return reach.waving(BEAT)
        case "heart":
            return reach.waving(BEAT, math.inf, 1.3 * math.pi * LEAN_SLOPE)
    if WORDS[node.word].timed:
        hertz = ends(node.args[0])[1] / 60.0  # at the quick end of a slider, everything moves at its most
        return reach.waving(hertz, 2, 1.3 * math.pi) if node.word == "shimmer" else reach.waving(hertz)
    return Reach(0.0, 1.0)  # what is read and stays: a feeling, a tooth's place


def _shades(node: Node) -> Shades:
    """Bounds of a colour."""
    if isinstance(node, Mix):
        this, that = (node.this, node.that) if node.this.kind is Kind.COLOUR else (node.that, node.this)
        shades, number = _shades(this), _number(that)
        far, close = shades.support, -shades.support[::-1]  # the lattice is its own mirror
        ends = [end * scale for end in (far, close) for scale in (number.least, number.most)]
        pale = shades.pale and number.least >= -SMALL
        return Shades(tuple(reach.times(axis, number) for axis in shades.axes), np.maximum.reduce(ends), pale)
    if node.word in COLOURS:
        point = COLOURS[node.word]
        return Shades(tuple(map(reach.point, point)), WAYS @ point)
    if node.word == "feeling":
        sides = [FEELING[np.argmax(sign * WAYS[:, axis])] for axis in range(3) for sign in (-1, 1)]
        axes = tuple(Reach(-low, high) for low, high in zip(sides[::2], sides[1::2], strict=True))
        return Shades(axes, FEELING, True)
    if node.word == "blend":
        this, that, by = _shades(node.args[0]), _shades(node.args[1]), _number(node.args[2])
        axes = tuple(reach.blend(one, other, by) for one, other in zip(this.axes, that.axes, strict=True))
        return Shades(axes, np.maximum(this.support, that.support))
    return _shade(*map(_number, node.args))


def _shade(lightness: Reach, chroma: Reach, hue: Reach) -> Shades:
    """The word `shade`."""
    axes = (lightness, reach.times(chroma, reach.cosine(hue)), reach.times(chroma, reach.cosine(hue, 0.25)))
    support = []
    for way, a, b in WAYS:
        lean = reach.times(chroma, reach.cosine(hue, math.atan2(b, a) / (2 * math.pi)))
        support.append(max(way * lightness.least, way * lightness.most) + math.hypot(a, b) * lean.most)
    return Shades(axes, np.array(support))


# (3 channels, 3 cubes) linear sRGB of the cubed LMS; (3 cubes, 3 axes) LMS of OKLab: as in colour.to_linear
RGB = np.array([
    [colour.R_L, colour.R_M, colour.R_S], [colour.G_L, colour.G_M, colour.G_S], [colour.B_L, colour.B_M, colour.B_S],
], float)  # fmt: skip
LMS = np.array([[1, colour.L_A, colour.L_B], [1, colour.M_A, colour.M_B], [1, colour.S_A, colour.S_B]], float)
WEIGHTS = np.array([colour.Y_R, colour.Y_G, colour.Y_B], float)


def _cells(shades: Shades) -> tuple[np.ndarray, np.ndarray]:
    """(k, 3) middles and (3,) half widths of small boxes that hold every colour there can be."""
    low = np.array([axis.least for axis in shades.axes])
    high = np.array([axis.most for axis in shades.axes])
    counts = np.where(high - low > 1e-4, CELLS, 1)
    half = (high - low) / counts / 2
    edges = [low[i] + half[i] * (2 * np.arange(counts[i]) + 1) for i in range(3)]
    middles = np.stack(np.meshgrid(*edges, indexing="ij"), -1).reshape(-1, 3)
    inside = middles @ WAYS.T - np.abs(WAYS) @ half <= shades.support + 1e-6
    return middles[inside.all(axis=1)], half


def _channels(shades: Shades) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """(k, 3) least and most linear sRGB of each cell; (4, 3) least and most slope of r, g, b, Y over L, a, b."""
    middles, half = _cells(shades)
    cones = middles @ LMS.T
    spread = np.abs(LMS) @ half
    squares = np.stack([np.maximum(0, np.abs(cones) - spread) ** 2, (np.abs(cones) + spread) ** 2])
    rows = np.vstack([RGB, WEIGHTS @ RGB])
    factors = 3 * rows[:, :, None] * LMS[None]  # (4, 3 cubes, 3 axes): d row / d axis = sum of factor * cone^2
    flat = factors.transpose(1, 0, 2).reshape(3, 12)
    ups, downs = np.maximum(flat, 0), np.minimum(flat, 0)
    high = (squares[1] @ ups + squares[0] @ downs).reshape(-1, 4, 3)
    low = (squares[0] @ ups + squares[1] @ downs).reshape(-1, 4, 3)
    middle = cones**3 @ RGB.T
    away = np.maximum(np.abs(high), np.abs(low))[:, :3] @ half + 1e-6
    return middle - away, middle + away, low.min(axis=0), high.max(axis=0)


def _light(power: Reach, shades: Shades, alone: Reach | None) -> tuple[Reach, bool]:
    """Bounds of one tooth's luminance as bytes show it, and whether a saturated red may occur.

    `alone`: the only word that moves, if there is but one.
    """
    if not np.isfinite([edge for axis in shades.axes for edge in axis[:2]]).all():
        return Reach(0.0, 1.0, 1.0, math.inf, math.inf, math.inf, math.inf), True
    low, high, falls, climbs = _channels(shades)
    cubed = reach.cube(power)
    reds = np.maximum(high[:, 0], 1e-9)
    ratio = reds / (reds + np.clip(low[:, 1:], 0, 1).sum(axis=1))
    red = not shades.pale and bool(((ratio >= RED) & (reds * cubed.most > RED_LIGHT)).any())
    clips = bool((low < 0).any() or (high * cubed.most > 1).any())
    full = float((np.maximum(high, 0) @ WEIGHTS).max())  # luminance at full power
    steep = np.maximum(np.abs(falls), np.abs(climbs))
    slopes = WEIGHTS @ steep[:3] if clips else steep[3]
    moved = [_dot(slopes, [getattr(axis, key) for axis in shades.axes]) for key in ("swing", "slope", "path")]
    still = moved[0] == 0
    band = math.inf if clips and not still else 3 * max(axis.band for axis in shades.axes)
    light = reach.times(cubed, reach.settle(Reach(0.0, full, *moved, band, 0.0 if still else math.inf)))
    if clips and not still:  # each channel is cut by itself: no sum of waves any more
        light = light._replace(turns=math.inf)
    if alone and _goes_along(cubed, shades, (low, high, falls, climbs), clips):
        light = light._replace(turns=min(light.turns, alone.turns))
    least = float((np.clip(cubed.least * np.maximum(low, 0), 0, 1) @ WEIGHTS).min())
    most = float((np.clip(cubed.most * high, 0, 1) @ WEIGHTS).max())
    return _settled(light, least, most), red


def _settled(light: Reach, least: float, most: float) -> Reach:
    """The bounds of the whole, where some may be tighter; `band` no longer tells of what is cut."""
    swing = min(light.swing, most - least)
    path = min(light.path, light.turns * swing) if swing else 0.0
    return light._replace(least=least, most=most, swing=swing, path=path)


def _goes_along(cubed: Reach, shades: Shades, channels: tuple, clips: bool) -> bool:
    """Whether luminance always rises, or always falls, with the only word that moves."""
    low, high, falls, climbs = channels
    ways = []
    for row in range(4):
        tone = reach.total(*(reach.product((falls[row, i], climbs[row, i]), shades.axes[i].rise) for i in range(3)))
        level = (low[:, row].min(), high[:, row].max()) if row < 3 else (0.0, 1.1)
        level = (max(level[0], 0.0), max(level[1], 0.0))  # what is below 0 stays dark
        ways.append(reach.total(reach.product(cubed.rise, level), reach.product(cubed[:2], tone)))
    rows = ways[:3] if clips else ways[3:]
    every = all(way[0] >= -SMALL for way in rows), all(way[1] <= SMALL for way in rows)
    if clips:
        return any(every)
    return any(every) or all(way[0] >= -SMALL for way in ways[:3]) or all(way[1] <= SMALL for way in ways[:3])


def _dot(slopes: np.ndarray, moves: list[float]) -> float:
    return sum(slope * move if move else 0.0 for slope, move in zip(slopes, moves, strict=True))
