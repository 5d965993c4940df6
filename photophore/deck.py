"""The designs that the rows of one loop wear, and the colours that they fall back to."""

import numpy as np

from photophore.glyph.tree import Glyph
from photophore.light import guard
from photophore.words import NoRoom, Worn

DECK = 1024  # designs that can be worn at once


def laid(worn: Worn, glyph: Glyph, needed: list[np.ndarray]) -> tuple[Worn, int]:
    """Where a design stands in the deck; one that nobody wears any more makes room when the deck is full.

    needed: places that are kept though nobody wears them now. NoRoom where all are worn.
    """
    deck = list(worn.deck)
    for place, other in enumerate(deck):
        if other.hash == glyph.hash:
            return worn, place
    if len(deck) >= DECK:
        idle = np.setdiff1d(np.arange(DECK), np.concatenate([worn.glyph, worn.before, *needed]))
        if not idle.size:
            raise NoRoom("no more designs can be worn at once", f"{DECK} are worn", "wear one that others wear")
        deck[idle[0]] = glyph
    else:
        deck.append(glyph)
    return worn._replace(deck=tuple(deck)), deck.index(glyph)


def steady(colours) -> np.ndarray:
    """(3, ...) uint8 as fallbacks may be; each colour is asked for once, however many wear it."""
    colours = np.asarray(colours, np.uint8)
    packed = colours.reshape(3, -1).astype(np.uint32)
    each, at = np.unique(packed[0] << 16 | packed[1] << 8 | packed[2], return_inverse=True)
    unpacked = np.stack([each >> 16, each >> 8 & 255, each & 255]).astype(np.uint8)
    return guard.steady(unpacked)[:, at].reshape(colours.shape)
