"""Each sign is seen where it is, and not where nothing is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from photophore.watch import signs
from photophore.watch.events import Kind


def test_light_that_differs():
    sent = np.full((3, 4), 100.0)
    shown = sent + np.array([0.0, 12.0, 13.0, np.nan])
    assert signs.differs(sent, shown).tolist() == [False, False, True, False]


@given(some.lists(some.floats(0, 1), min_size=1, max_size=40))
def test_transitions_are_counted_as_by_hand(light):
    low = high = light[0]
    way, count = 0, 0
    for now in light[1:]:
        if now - low >= 0.1 - 1e-9 and way <= 0:
            way, count, low, high = 1, count + 1, now, now
        elif high - now >= 0.1 - 1e-9 and way >= 0:
            way, count, low, high = -1, count + 1, now, now
        low, high = min(low, now), max(high, now)
    assert signs.transitions(np.array(light)[:, None]).tolist() == [count]


def test_three_flashes_are_allowed_and_a_fourth_is_flicker():
    def flashes(many):
        return np.tile([0.0, 0.0, 0.0, 1.0, 1.0, 1.0], many)[: 6 * many]

    calm, wild = np.zeros(31), np.zeros(31)
    calm[:18], wild[:24] = flashes(3), flashes(4)
    light = np.stack([calm, wild, calm * 0.09, np.full(31, np.nan)], axis=1)
    assert signs.flickers(light, 30).tolist() == [False, True, False, False]


def test_light_without_a_grant_silence_and_waste():
    assert signs.ungranted(np.array([[0.0, 5, 5, np.nan]]), np.array([0, 0, 1, 0])).tolist() == [
        False,
        True,
        False,
        False,
    ]
    assert signs.silent(np.array([0.0, 15.0, np.nan]), 20.0).tolist() == [True, False, False]
    assert signs.wastes(np.array([0.5, 0.2, np.nan]), np.array([0.2, 0.2, 0.2])).tolist() == [True, False, False]


@pytest.mark.parametrize(("ppm", "wrong"), [(50, False), (-60, False), (200, True), (-150, True)])
def test_clocks_that_run_away(ppm, wrong):
    ours = np.arange(0.0, 600, 20)
    theirs = (5 + ours * (1 + ppm * 1e-6))[:, None] + np.random.default_rng(1).normal(0, 0.002, (30, 1))
    theirs[3] = np.nan
    assert signs.drifts(theirs, ours).tolist() == [wrong]
    assert signs.drifts(theirs * np.nan, ours).tolist() == [False]


def test_what_was_found_becomes_events():
    found = {Kind.FLICKER: np.array([True, False]), Kind.SILENT: np.array([True, True])}
    told = signs.events(found, np.array([7, 8]), 3.0)
    assert sorted(told.smile.tolist()) == [7, 7, 8] and (told.at == 3).all()
    assert signs.events({}, np.array([7]), 3.0).count == 0
