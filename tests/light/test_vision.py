"""Colour vision on bytes agrees with the account on OKLab, and keeps what all eyes see alike."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore import colour
from photophore.light import vision

CODES = st.lists(st.integers(0, 255), min_size=3, max_size=3)


@pytest.mark.parametrize("kind", vision.KINDS)
def test_greys_stay_grey_and_dark_stays_dark(kind):
    greys = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)
    assert np.abs(vision.seen(kind, greys).astype(int) - greys).max() <= 1
    assert not vision.seen(kind, np.zeros((5, 3), np.uint8)).any()


@given(st.sampled_from(vision.KINDS), CODES)
def test_both_accounts_agree(kind, code):
    lab = colour.from_linear(colour.DECODED[np.array(code)])
    other = colour.to_bytes(colour.seen_by(kind, lab)).astype(int)
    assert np.abs(vision.seen(kind, np.array(code, np.uint8)).astype(int) - other).max() <= 2


def test_the_axis_of_colours_may_stand_anywhere():
    light = np.random.default_rng(1).integers(0, 256, (4, 32, 3, 2), np.uint8)
    found = vision.seen("deutan", light, axis=2)
    assert found.shape == light.shape and (found[1, 5, :, 1] == vision.seen("deutan", light[1, 5, :, 1])).all()


def test_red_and_green_come_close_for_who_does_not_tell_them_apart():
    red, green = (np.array(code, np.uint8) for code in ((190, 90, 40), (110, 125, 40)))
    apart = np.abs(red.astype(int) - green).sum()
    seen = np.abs(vision.seen("deutan", red).astype(int) - vision.seen("deutan", green)).sum()
    assert seen < apart / 2
