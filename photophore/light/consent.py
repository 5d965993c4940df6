"""The first gate: what is heard, and what is shown to whom. The only maker of `Shown`.

A row is lit for an audience only if every signal that its glyph reads is granted to that audience for
light, and if anything at all is; and only if it may be heard (audience self). What nobody may see is nan.
"""

from typing import NamedTuple

import numpy as np

from photophore import colour
from photophore.formula import formula, select
from photophore.words import SIGNAL_OF, Audience, Brightness, Given, Purpose, Samples, Sense, Shown, Signal, Worn

F = np.float32
LIGHT = np.uint16(Purpose.LIGHT)
SENSED = np.array(SIGNAL_OF)  # the signal of each kind of sample
READABLE = (Signal.FEELING, Signal.HEART)  # the signals that words of the glyph language can read


class Display(NamedTuple):
    """What is shown now, and what it was worked out from. Buffers that the caller owns."""

    shown: Shown
    brightness: np.ndarray  # (n,) uint8 the choice by which the values were made


def start(n: int) -> Display:
    """Nobody sees anything."""
    display = over([np.empty((6, n), F), np.empty(n, F), np.empty(n, np.uint8), np.empty(n, np.uint8)])
    hide(display)
    return display


def over(buffers: list[np.ndarray]) -> Display:
    """What is shown, kept in these buffers: values, hearts, seen and brightness, whatever they hold."""
    values, heart, seen, brightness = buffers
    return Display(Shown(values, heart, seen), brightness)


def hide(display: Display) -> None:
    """Nobody sees anything any more."""
    display.shown.values[:], display.shown.heart[:] = np.nan, np.nan
    display.shown.seen[:], display.brightness[:] = 0, 0


def forget(display: Display, rows) -> None:
    """Wipe what was shown of these rows."""
    display.shown.values[:, rows] = np.nan


def hear(samples: Samples, given: Given) -> Samples:
    """The samples that wearers let be heard, of the smiles that live in their rows now.

    A wearer who chose *gesture* is heard only in what they set by hand.
    """
    if not samples.row.size:
        return samples
    row = samples.row
    there = (row >= 0) & (row < given.born.size)
    row = np.where(there, row, 0)
    report = samples.kind == Sense.REPORT
    signal = SENSED.take(samples.kind, mode="clip")
    granted = (given.mask[Audience.SELF, signal, row] & LIGHT) != 0
    by_hand = report | (given.brightness[row] != Brightness.GESTURE)
    known_kind = samples.kind < len(Sense)
    kept = there & known_kind & granted & by_hand & (given.born[row] == samples.born)
    return Samples(*(column[kept] for column in samples))


def show(before: Display, feelings, heart: np.ndarray, given: Given, worn: Worn) -> Display:
    """What may be seen of each smile; feelings: sense.feeling.Feelings, heart: (n,) beats per minute, nan unknown."""
    seen = audiences(given, worn)
    turned = (seen != before.shown.seen) | (given.brightness != before.brightness)
    rows = np.union1d(feelings.fresh, np.flatnonzero(turned))
    values = before.shown.values
    values[:, rows] = values_of(feelings, given.brightness[rows], rows)
    values[:, rows[seen[rows] == 0]] = np.nan
    before.brightness[:] = given.brightness
    return Display(Shown(values, np.where(seen != 0, heart, F(np.nan)), seen), before.brightness)


def audiences(given: Given, worn: Worn) -> np.ndarray:
    """(n,) uint8: bit of each audience that may see the glyph a row wears (and the one fading out)."""
    seen = given.present.copy()
    seen[worn.glyph < 0] = 0
    reads = readings(worn.deck)
    for place, signal in enumerate(READABLE):
        needed = reads[place, worn.glyph] | reads[place, worn.before]
        unheard = (given.mask[Audience.SELF, signal] & LIGHT) == 0
        seen[needed & unheard] = 0
        for audience in Audience:
            missing = needed & ((given.mask[audience, signal] & LIGHT) == 0)
            seen[missing] &= np.uint8(~audience.bit & 0xFF)
    return seen


def readings(deck) -> np.ndarray:
    """(signals, glyphs + 1) bool: which of READABLE each glyph reads; the last column is *no glyph*."""
    table = np.zeros((len(READABLE), len(deck) + 1), bool)
    for index, glyph in enumerate(deck):
        for signal in glyph.signals:
            table[READABLE.index(signal), index] = True
    return table


def values_of(feelings, brightness, rows) -> np.ndarray:
    """(6, k) float32 as Shown.values, of these rows, hidden or not."""
    bright_only = brightness == Brightness.BRIGHT_ONLY
    return np.stack(told(*feelings.now[:, rows], *feelings.sure[:, rows], bright_only))


@formula
def told(valence, arousal, sure, stirred, bright_only):
    """The six values of a feeling; sure and stirred: how sure valence and arousal are, 0..1."""
    lifted = select(bright_only & (valence < F(0)), F(0), valence)
    light, a, b = colour.mood(lifted, arousal, select(sure < stirred, sure, stirred), *colour.HOME_WAY)
    return lifted * F(0.5) + F(0.5), arousal * F(0.5) + F(0.5), np.sqrt(sure * stirred), light, a, b
