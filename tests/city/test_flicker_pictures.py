"""Odds are areas, and the one that is named is brightest; nothing in these pictures has a hue."""

import numpy as np

from photophore.city import flicker_pictures

ODDS = {"lot": 0.8, "hub": 0.2, "release": 0.0}


def light(told, cause):
    return np.asarray(flicker_pictures.odds(told, cause, "7"), np.float64)


def test_odds_are_areas():
    made = light(ODDS, "none")
    third = (made.shape[1] - 2 * flicker_pictures.EDGE) // 3 + flicker_pictures.EDGE
    bright = made[:290].mean(axis=2) > 60
    large, small = bright[:, :third].sum(), bright[:, third : 2 * third].sum()
    assert 3.2 < large / small < 4.8


def test_the_named_one_is_brightest_and_no_hue_is_shown():
    named, other = light(ODDS, "lot"), light(ODDS, "hub")
    assert named[:290].max() > other[:290, :300].max() + 30
    assert (named.max(axis=2) - named.min(axis=2)).max() < 40
