"""The deck: a design stands in it once, and a full one makes room only where nobody needs a design."""

import numpy as np
import pytest

from photophore import deck
from photophore.glyph.gallery import gallery
from photophore.words import NoRoom
from tests.light import stage

GLYPHS = list(gallery().values())


def test_a_design_stands_in_it_once():
    worn, place = deck.laid(stage.worn(4, tuple(GLYPHS[:2])), GLYPHS[1], [])
    assert place == 1 and len(worn.deck) == 2
    worn, place = deck.laid(worn, GLYPHS[2], [])
    assert place == 2 and worn.deck[2] is GLYPHS[2]


def test_what_is_needed_stays(monkeypatch):
    monkeypatch.setattr(deck, "DECK", 3)
    worn = stage.worn(4, tuple(GLYPHS[:3]))
    worn.before[0] = 1
    with pytest.raises(NoRoom, match="designs"):
        deck.laid(worn, GLYPHS[3], [np.array([2])])
    after, place = deck.laid(worn, GLYPHS[3], [])
    assert place == 2 and after.deck[:2] == worn.deck[:2]


def test_steady_colours_are_dim_and_keep_their_shape():
    bright = np.full((3, 2, 5), 255, np.uint8)
    dim = deck.steady(bright)
    assert dim.shape == bright.shape and dim.max() < 100 and np.unique(dim.reshape(3, -1), axis=1).shape[1] == 1
