import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.colour import DECODED
from photophore.devices import dither

F = np.float32


def test_a_lamp_is_driven_by_light():
    light = dither.table(dither.Calibration())
    assert (light[:, 0] == 0).all()
    assert (light[:, 255] == dither.FULL).all()
    assert np.abs(light / dither.FULL - DECODED).max() <= 1 / dither.FULL
    assert (light / dither.FULL <= DECODED + 1e-9).all()  # rounded down


def test_a_screen_is_driven_by_what_screens_expect():
    codes = dither.table(dither.Calibration(curve="screen"))
    assert np.abs(codes[0] / 256 - np.arange(256)).max() < 0.01


@given(st.tuples(*[st.floats(0, 1)] * 3), st.floats(0, 1), st.sampled_from(["light", "screen"]))
def test_calibration_only_dims_and_keeps_the_order(gain, most, curve):
    table = dither.table(dither.Calibration(gain, curve, most)).astype(int)
    assert (table <= dither.table(dither.Calibration(curve=curve))).all()
    assert (np.diff(table) >= 0).all()
    assert (table[:, 0] == 0).all()


def test_four_beats_hold_two_bits_more():
    for quarter in range(0, 4 * 255 + 1):
        code = F(quarter / 4)
        shown = [np.floor(code + dither.dots(5, beat)) for beat in range(4)]
        assert np.array_equal(np.mean(shown, axis=0), np.full(5, code))
        assert max(map(np.max, shown)) <= np.ceil(code)


def test_neighbours_take_turns():
    """So that four teeth together are steady."""
    assert all(np.unique(dither.dots(4, beat)).size == 4 for beat in range(4))


@pytest.mark.parametrize(("codes", "words"), [(0, 0), (255, 65535), (128, 32896), (1 / 256, 1)])
def test_bytes_and_words(codes, words):
    planes = np.full((3, 2), codes, F)
    assert dither.sixteen(planes).astype(int).tolist() == [[words] * 3] * 2
    if codes == int(codes):
        assert dither.eight(planes).tobytes() == bytes([int(codes)] * 6)
