"""Odds are areas, and the one that is named is brightest; nothing in these pictures has a hue."""

import numpy as np
from PIL import Image

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


def test_who_rests_is_ringed_and_light_shows_through_many_rings():
    night = Image.new("RGB", (80, 60))
    flicker_pictures.rings(night, np.array([[30.0, 20.0]]))
    lit = np.asarray(night).max(axis=2)
    assert lit[20, 30 + flicker_pictures.RING] > 200 and lit[20, 30] == 0 and lit[:, 50:].max() == 0
    many = Image.new("RGB", (80, 60))
    flicker_pictures.rings(many, np.full((10 * flicker_pictures.FEW, 2), 20.0))
    assert 0 < np.asarray(many).max() < 120
