"""An independent account of who was shown what: it asks the mask and the light, and no gate.

Written from DESIGN's sentence, not from `light.consent`: a smile may be lit for an audience only if every signal
that its glyph reads is granted to that audience, for light, and was allowed to be heard.
"""

from typing import NamedTuple

import numpy as np

from photophore.words import BLOCK, SIGNALS, Audience, Frame, Given, Purpose, Signal, Worn

HEARD_FIRST = (Signal.FEELING, Signal.HEART, Signal.SKIN, Signal.MOUTH)  # what must be sensed before it can be shown


class Count(NamedTuple):
    """What was found in some blocks of one frame."""

    leaks: dict[str, int]  # by audience: rows lit for it without a grant
    lit: np.ndarray  # (k,) bool: rows lit for anybody, themselves included
    granted: np.ndarray  # (k,) bool: rows that granted light to anybody


def count(frame: Frame, given: Given, worn: Worn, blocks: slice = slice(None)) -> Count:
    """Recount these blocks of a frame, against the grants and designs that were in force when it was made."""
    rows = np.arange(len(frame.seen)).reshape(-1, BLOCK)[blocks].ravel()
    shines = frame.light[blocks].any(axis=(1, 2)).ravel()
    steady = frame.fallback[:, rows].any(axis=0)
    allows = np.stack([_granted(given.mask[audience][:, rows]) for audience in Audience])  # (8, k) bits of signals
    needs = _needs(worn, rows)
    heard_needs = needs & sum(1 << signal for signal in HEARD_FIRST)
    unheard = (heard_needs & ~allows[Audience.SELF]) != 0
    leaks, anyone = {}, np.zeros(len(rows), bool)
    for audience in Audience:
        glows = shines & ((frame.seen[rows] >> audience.value) & 1).astype(bool)
        rests = ~glows & steady & ((frame.present[rows] >> audience.value) & 1).astype(bool)
        nothing = allows[audience] == 0
        wrong = glows & (nothing | ((needs & ~allows[audience]) != 0) | unheard) | rests & nothing
        leaks[audience.name.lower()] = int(wrong.sum())
        anyone |= glows | rests
    return Count(leaks, anyone, (allows != 0).any(axis=0))


def _granted(mask: np.ndarray) -> np.ndarray:
    """(k,) uint32: bit of each signal granted for light; mask: (16, k)."""
    bits = np.zeros(mask.shape[1], np.uint32)
    for signal in range(SIGNALS):
        bits |= ((mask[signal] & int(Purpose.LIGHT)) != 0).astype(np.uint32) << np.uint32(signal)
    return bits


def _needs(worn: Worn, rows: np.ndarray) -> np.ndarray:
    """(k,) uint32: bits of the signals that each row's glyph reads, and the one that is fading out."""
    table = np.zeros(len(worn.deck) + 1, np.uint32)  # the last: wears none
    for place, glyph in enumerate(worn.deck):
        table[place] = sum(1 << signal for signal in glyph.signals)
    return table[worn.glyph[rows]] | table[worn.before[rows]]
