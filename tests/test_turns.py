import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import njit

from photophore import turns


def test_the_sine_is_close_everywhere():
    x = np.linspace(-3, 3, 600_001).astype(np.float32)
    exact = np.sin(2 * np.pi * x.astype(np.float64))
    assert np.abs(turns.sine(x) - exact).max() < 2e-6
    assert np.abs(turns.cosine(x) - np.cos(2 * np.pi * x.astype(np.float64))).max() < 3e-6
    assert turns.sine(x).dtype == np.float32


def test_the_sine_has_no_jump_at_its_seams():
    for seam in (-0.5, -0.25, 0.0, 0.25, 0.5, 1.0):
        near = np.nextafter(np.float32(seam), np.float32([-9, 9]))
        assert abs(turns.sine(near[0]) - turns.sine(near[1])) < 2e-6


@given(st.integers(0, 2**32 - 1))
def test_a_swell_is_between_dark_and_full(phase):
    swell = turns.swell(turns.to_turns(np.uint32(phase)))
    assert -1e-6 <= swell <= 1 + 1e-6


@given(st.integers(0, 2**32 - 1))
def test_turns_are_below_one(phase):
    there = turns.to_turns(np.uint32(phase))
    assert 0 <= there < 1
    assert there == pytest.approx(phase / 2**32, abs=1e-7)


def test_a_swell_begins_dark_and_is_full_at_half():
    assert turns.swell(np.float32(0)) == pytest.approx(0, abs=1e-6)
    assert turns.swell(np.float32(0.5)) == pytest.approx(1, abs=1e-6)


def test_phases_wrap_by_themselves():
    phase = np.array([turns.TURN - 10], np.uint32)
    assert phase + np.uint32(25) == 15


@given(st.floats(0.01, 10), st.floats(0, 1e8))
def test_a_phase_is_exact_after_years(per_second, seconds):
    phase = turns.at(per_second, seconds)
    assert 0 <= phase < turns.TURN
    turned = (per_second * seconds) % 1.0
    apart = abs(phase / turns.TURN - turned)
    assert min(apart, 1 - apart) < 1e-9


@pytest.mark.parametrize("fps", [25, 30, 60])
def test_a_second_of_steps_is_a_second(fps):
    stepped = turns.step_of(1.25, fps) * fps
    assert stepped == pytest.approx(1.25 * turns.TURN, rel=1e-7)


def test_arrays_and_compiled_loops_agree_to_the_bit():
    sine, cosine, swell, to_turns = turns.sine, turns.cosine, turns.swell, turns.to_turns

    @njit
    def loop(phases, found):
        for i in range(phases.size):
            turn = to_turns(phases[i])
            found[0, i], found[1, i], found[2, i], found[3, i] = turn, sine(turn), cosine(turn), swell(turn)

    phases = np.random.default_rng(2).integers(0, 2**32, 50_000, dtype=np.uint32)
    found = np.empty((4, phases.size), np.float32)
    loop(phases, found)
    plain = to_turns(phases)
    assert np.array_equal(found, np.stack([plain, sine(plain), cosine(plain), swell(plain)]))
