"""A design as presets of WLED, where WLED's JSON can say it: a still picture, or key pictures that it fades between.

A WLED that runs a preset by itself runs it without a wearer, without a hub and unguarded. So only what reads nothing
and is proved calm is written. A design that moves becomes as few key pictures as hold it within ASTRAY, and a playlist
that fades from each to the next in straight lines, at the design's pace and never quicker. Fields: WLED's
documentation, "JSON API" (kno.wled.ge).
"""

import math
from fractions import Fraction

import numpy as np

from photophore import colour, turns
from photophore.chance import stir
from photophore.glyph import draw
from photophore.glyph.lexicon import BY_TOOTH, INPUTS, TOOTH, WORDS, clamp
from photophore.glyph.prove import prove
from photophore.glyph.tree import Glyph, Use, walk
from photophore.words import BadGlyph

STRIP = tuple(int(it) for it in np.concatenate([np.argsort(TOOTH[:16]), 16 + np.argsort(TOOTH[16:])]))
NAME = 32  # letters of a preset's name
SEGMENTS = 32  # of a strip; what an ESP32 has
TENTHS = 10  # a second, as WLED counts
STILL = 10  # tenths in which a still picture comes on
QUICKEST = 3  # tenths from one key picture to the next
LONGEST = 900.0  # seconds until all paces meet again
KEYS = (2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96)  # key pictures; a playlist has room for a hundred
MOMENTS = 192  # that are looked at, or a multiple of it; itself one of each of KEYS
A_WAVE = 16  # of them, at least, in each turn of the quickest clock: fewer do not see it
MOST = 10 * MOMENTS  # more turns than these can show are more than a hundred pictures can follow
ASTRAY = 10.0  # codes that light may be away from the design, once in a while
SAME = 1.0  # codes; rounding


def preset(glyph: Glyph, teeth: tuple[int, ...] = STRIP) -> dict:
    """WLED's presets.json: preset 1; of a design that moves, its key pictures 1..k and the playlist k + 1.

    teeth: for each pixel of the strip the place of its tooth in words.FDI; as it is, the upper jaw from the viewer's
    left to right, then the lower one. BadGlyph, with the place, where WLED cannot say it.
    """
    period = _alone(glyph)
    light = _light(glyph, _moments(glyph, period))[:, list(teeth)]
    name = glyph.name[:NAME]
    if np.abs(light - light[0]).max() <= SAME:
        return {"0": {}, "1": _state(name, light[0], _runs(light[:1]), STILL)}
    if not prove(glyph).calm:
        _refuse("it cannot be proved calm, and a WLED that runs by itself has no guard", glyph.brightness)
    keys = _keys(glyph, light, period)
    ends = [math.ceil(TENTHS * period * (place + 1) / len(keys)) for place in range(len(keys))]
    times = np.diff([0, *ends]).tolist()
    runs = _runs(keys)
    if len(runs) > SEGMENTS:
        _refuse(f"its colours differ in {len(runs)} places, and WLED has {SEGMENTS} segments", glyph.colour)
    told = {str(at + 1): _state(f"{name[:28]} {at + 1}", key, runs, times[at]) for at, key in enumerate(keys)}
    playlist = {"ps": list(range(1, len(keys) + 1)), "dur": times, "transition": times, "repeat": 0}
    return {"0": {}} | told | {str(len(keys) + 1): {"n": name, "on": True, "playlist": playlist}}


def _alone(glyph: Glyph) -> float:
    """Seconds after which all is as it was, 0 of a still picture; refuses what needs a wearer or others."""
    for node in (*walk(glyph.colour), *walk(glyph.brightness)):
        if isinstance(node, Use) and node.word in WORDS and WORDS[node.word].need is not None:
            _refuse(f"{node.word} tells of a wearer, and a WLED that runs by itself has none", node)
        if isinstance(node, Use) and node.word == "phase":
            _refuse("phase is a beat that smiles share, and a WLED that runs by itself has none", node)
    rates = [Fraction(rate).limit_denominator(1000) for rate in glyph.rates]
    if not rates:
        return 0.0
    below = math.lcm(*(it.denominator for it in rates))
    period = 60.0 * below / math.gcd(*(it.numerator * below // it.denominator for it in rates))
    if period > LONGEST:
        _refuse(f"its paces meet again only after {period / 60:.0f} minutes", glyph.brightness)
    return period


def _moments(glyph: Glyph, period: float) -> np.ndarray:
    """Seconds from 0 to the period at which the design is looked at; refuses what turns too often for that."""
    if not period:
        return np.zeros(1)
    many = MOMENTS * math.ceil(A_WAVE * max(glyph.rates) * period / 60 / MOMENTS)
    if many > MOST:
        _refuse("it moves more quickly than key pictures can follow until its paces meet again", glyph.brightness)
    return np.arange(many) * period / many


def _light(glyph: Glyph, moments: np.ndarray) -> np.ndarray:
    """(moments, 32, 3) float sRGB codes: one smile, drawn at each moment as if it were many."""
    own = np.full(moments.size, stir(np.zeros(1, np.uint32))[0])
    nobody = np.zeros(moments.size, np.float32)
    leaves = {name: nobody for name in INPUTS} | {name: row[:, None] for name, row in BY_TOOTH.items()} | {"own": own}
    for rate in glyph.rates:
        clock = np.array([turns.at(rate / 60.0, moment) for moment in moments], np.uint32)
        leaves[rate] = turns.to_turns(own + clock)
    with np.errstate(over="ignore", invalid="ignore"):
        power = clamp(draw.value(glyph.brightness, leaves))
        lab = [part * power for part in draw.value(glyph.colour, leaves)]
    shape = (len(TOOTH), moments.size)
    return colour.to_bytes(np.stack([np.broadcast_to(part, shape) for part in lab])).transpose(2, 1, 0).astype(float)


def _keys(glyph: Glyph, light: np.ndarray, period: float) -> np.ndarray:
    """(k, pixels, 3): the fewest pictures between which straight lines are near enough."""
    for count in KEYS:
        if TENTHS * period / count < QUICKEST:
            break
        step = len(light) // count
        keys = light[::step]
        share = (np.arange(step) / step)[:, None, None]
        lines = [this + (that - this) * share for this, that in zip(keys, np.roll(keys, -1, axis=0), strict=True)]
        if np.abs(np.concatenate(lines) - light).max() <= ASTRAY:
            return keys
    return _refuse("it moves more quickly than key pictures and fades can follow", glyph.brightness)


def _runs(keys: np.ndarray) -> list[tuple[int, int]]:
    """First and behind-the-last pixel of each part of the strip that has one colour in every picture."""
    edges = np.flatnonzero((np.abs(np.diff(keys, axis=1)) > 0).any(axis=(0, 2))) + 1
    cuts = [0, *edges.tolist(), keys.shape[1]]
    return list(zip(cuts[:-1], cuts[1:], strict=True))


def _state(name: str, light: np.ndarray, runs: list[tuple[int, int]], tenths: int) -> dict:
    """One preset: (pixels, 3) codes, each part of the strip a segment of one plain colour (effect 0, palette 0)."""
    codes = light.astype(int).tolist()
    segments = [
        {"id": at, "start": first, "stop": end, "fx": 0, "pal": 0, "col": [codes[first]]}
        for at, (first, end) in enumerate(runs)
    ]
    return {"n": name, "on": True, "bri": 255, "transition": tenths, "mainseg": 0, "seg": segments}


def _refuse(what: str, node) -> None:
    how = "Send it to the lamp instead: photophore lamps send --driver ddp"
    raise BadGlyph(f"This cannot be a preset: {what}", f"line {node.at[0]}" if node.at else "", how, node.at)
