"""The plain account of drawing: tree -> light, for all smiles at once. The kernel must equal it to the bit."""

import numpy as np

from photophore import turns
from photophore.chance import stir
from photophore.glyph.lexicon import BY_TOOTH, COLOURS, INPUTS, WORDS, Kind, clamp
from photophore.glyph.tree import Glyph, Mix, Node, Number, Slider
from photophore.words import TEETH, Tick

F = np.float32


def clocks(glyph: Glyph, tick: Tick) -> np.ndarray:
    """(k,) uint32 turns: the phase of each clock of the glyph (`glyph.rates`) at a tick, exact after years."""
    return np.array([turns.at(rate / 60.0, tick.seconds) for rate in glyph.rates], np.uint32)


def draw(glyph: Glyph, inputs: np.ndarray, seed: np.ndarray, clocks: np.ndarray) -> np.ndarray:
    """(32, 3, m) float32 OKLab light of m smiles.

    inputs: (8, m) float32, rows as lexicon.INPUTS: ease, energy, sure 0..1; the feeling's colour in OKLab; the
    shared beat and the heart in turns 0..1; nan where hidden or unknown. seed: (m,) uint32, a smile's own number.
    clocks: (k,) uint32 turns. A nan that the glyph reads gives nan: nothing is known, so nothing glows.
    """
    leaves = _leaves(glyph, inputs, seed, clocks)
    with np.errstate(over="ignore", invalid="ignore"):  # a glyph may overflow; what is no number is dark
        power = clamp(value(glyph.brightness, leaves))
        light = [part * power for part in value(glyph.colour, leaves)]
    out = np.empty((TEETH, 3, seed.shape[0]), F)
    for channel in range(3):
        out[:, channel] = light[channel]
    return out


def _leaves(glyph: Glyph, inputs, seed, clocks) -> dict:
    own = stir(seed)
    leaves = {name: inputs[row] for row, name in enumerate(INPUTS)}
    leaves |= {name: row[:, None] for name, row in BY_TOOTH.items()}
    leaves |= {rate: turns.to_turns(own + clock) for rate, clock in zip(glyph.rates, clocks, strict=True)}
    return leaves | {"own": own}


def value(node: Node, leaves: dict):
    """A node's value: float32, shape (), (m,), (32, 1) or (32, m); of a colour, three of them."""
    if isinstance(node, Number | Slider):
        return F(node.value)
    if isinstance(node, Mix):
        return _mixed(node, value(node.this, leaves), value(node.that, leaves))
    if node.word in COLOURS:
        return tuple(map(F, COLOURS[node.word]))
    word = WORDS[node.word]
    args = [value(arg, leaves) for arg in node.args]
    read = [leaves[node.args[0].value if leaf == "turn" else leaf] for leaf in word.reads]
    if word.gives is None and node.kind is Kind.COLOUR:
        return tuple(word.formula(this, that, args[2]) for this, that in zip(args[0], args[1], strict=True))
    return word.formula(*read, *args)


def _mixed(node: Mix, this, that):
    if node.kind is Kind.COLOUR:
        return tuple(part * that for part in this) if isinstance(this, tuple) else tuple(this * part for part in that)
    match node.op:
        case "+":
            return this + that
        case "-":
            return this - that
        case "*":
            return this * that
    return this / that
