"""Colonies pay for their light: energy is conserved, and nobody glows on credit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photophore.city import nanobots
from photophore.words import TEETH

WHO = np.arange(500, dtype=np.uint32)
ALL = slice(None)


def some(seed: int = 1) -> nanobots.Colonies:
    lit = np.random.default_rng(seed).integers(1, 2**32, len(WHO), dtype=np.uint32)
    return nanobots.colonies(WHO, lit, (WHO % 5).astype(np.uint8), seed)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1e5), st.floats(-1, 3) | st.just(float("nan"))), max_size=12))
def test_no_joule_is_made_or_lost(turns):
    colony = some()
    before = colony.store.sum()
    for seconds, glow in turns:
        nanobots.step(colony, ALL, np.full(len(WHO), glow), seconds)
        assert (colony.store >= 0).all() and (colony.store <= colony.room * (1 + 1e-12)).all()
    gained, shone, spilled = colony.ledger
    assert before + gained == pytest.approx(colony.store.sum() + shone + spilled, rel=1e-9)
    assert min(gained, shone, spilled) >= 0


def test_a_dark_colony_fills_up_and_a_bright_one_runs_down_to_dark():
    dark, bright = some(), some()
    for _ in range(600):
        nanobots.step(dark, ALL, np.zeros(len(WHO)), 10.0)
        nanobots.step(bright, ALL, nanobots.power(bright, ALL), 10.0)  # as bright as it can pay for
    assert (nanobots.power(dark, ALL) == 1).all()
    assert (nanobots.power(bright, ALL) < 0.6).all()
    assert (bright.store > 0).all(), "power falls before the store is empty"
    assert bright.ledger[1] > dark.ledger[1] == 0


def test_power_is_full_above_a_quarter_and_falls_to_nothing():
    colony = some()
    for held, power in ((1.0, 1.0), (0.25, 1.0), (0.125, 0.5), (0.0, 0.0)):
        colony.store[:] = colony.room * held
        assert nanobots.power(colony, ALL) == pytest.approx(power)
    assert nanobots.power(colony, ALL).dtype == np.float32


def test_steps_of_a_slice_leave_the_others_alone():
    colony = some()
    before = colony.store.copy()
    nanobots.step(colony, slice(100, 200), np.ones(100), 60.0)
    assert (colony.store[100:200] != before[100:200]).all()
    assert np.array_equal(colony.store[200:], before[200:])
    assert np.array_equal(colony.store[:100], before[:100])


def test_glow_is_the_mean_light_of_the_teeth_that_are_there():
    light = np.zeros((TEETH, 3, 3), np.uint8)
    light[:, :, 0] = 255
    light[:16, :, 1] = 255
    glow = nanobots.glow(light, np.array([2**32 - 1, 2**16 - 1, 0], np.uint32))
    assert glow == pytest.approx([1, 1, 0], abs=1e-6)


def test_new_lots_go_to_those_who_have_more():
    colony = nanobots.colonies(np.arange(20_000, dtype=np.uint32), np.full(20_000, 2**28 - 1, np.uint32),
                               (np.arange(20_000) % 5).astype(np.uint8), 2)
    lots = [colony.lot[np.arange(20_000) % 5 == fifth].mean() for fifth in range(5)]
    assert (np.diff(lots) > 0).all()
    assert colony.lot.max() < nanobots.LOTS and colony.firmware.max() < nanobots.FIRMWARE
    assert (colony.number > 0).all()
