"""Stripes are counted in any direction; squares, noise, text and lone bars are no stripes."""

import numpy as np
import pytest

from photophore.light import stripes


def grating(pairs, angle, size=240, sharp=True, low=0.0, high=1.0):
    """Light-dark pairs across a picture, their normal at an angle in degrees."""
    rows, columns = np.mgrid[:size, :size]
    turn = np.radians(angle)
    along = (columns * np.cos(turn) + rows * np.sin(turn)) * pairs / size
    wave = np.sin(2 * np.pi * (along + 0.013))
    wave = (wave > 0) * 2.0 - 1 if sharp else wave
    return (low + (high - low) * (wave + 1) / 2).astype(np.float32)


@pytest.mark.parametrize("pairs", [6, 8, 12, 24])
@pytest.mark.parametrize("angle", [0, 90])
@pytest.mark.parametrize("sharp", [True, False])
def test_upright_and_level_stripes_are_counted(pairs, angle, sharp):
    found = stripes.pairs(grating(pairs, angle, sharp=sharp), 0.25, 2)
    assert np.abs(np.median(found[found > 0]).astype(int) - pairs) <= 1
    assert (found > stripes.MOVING).mean() > 0.8


@pytest.mark.parametrize("angle", [20, 45, 70, 110, 135, 160])
def test_slanted_stripes_are_found(angle):
    found = stripes.pairs(grating(12, angle), 0.25, 2)
    assert (found > stripes.STILL).mean() > 0.25


def test_few_stripes_are_not_marked():
    assert not stripes.pairs(grating(5, 0), 0.25, 2).any()


def test_stripes_too_dark_too_pale_or_too_fine_do_not_count():
    assert not stripes.pairs(grating(12, 0, high=0.24), 0.25, 2).any()
    assert not stripes.pairs(grating(12, 0, low=0.5, high=0.59), 0.25, 2).any()
    assert not stripes.pairs(grating(60, 0), 0.25, 3).any()
    assert stripes.pairs(grating(60, 0), 0.25, 2).any()


def test_rings_are_stripes():
    rows, columns = np.mgrid[:240, :240]
    rings = (np.hypot(rows - 120, columns - 120) // 8 % 2).astype(np.float32)
    assert (stripes.pairs(rings, 0.25, 2) > stripes.MOVING).mean() > 0.25


def test_noise_irregular_bars_and_plain_pictures_are_no_stripes():
    rng = np.random.default_rng(5)
    noise = rng.random((200, 200)).astype(np.float32)
    assert (stripes.pairs(noise, 0.25, 2) > 0).mean() < 0.05
    bars = np.repeat(np.cumsum(rng.integers(2, 60, 40)), 1)
    irregular = np.zeros((200, 200), np.float32)
    for left, right in zip(bars[::2], bars[1::2], strict=True):
        irregular[:, left:right] = 1
    assert (stripes.pairs(irregular, 0.25, 2) > stripes.MOVING).mean() < 0.25
    assert not stripes.pairs(np.ones((50, 50), np.float32), 0.25, 2).any()
    assert not stripes.pairs(np.linspace(0, 1, 2500, dtype=np.float32).reshape(50, 50), 0.25, 2).any()


def test_fine_squares_are_no_stripes():
    rows, columns = np.mgrid[:120, :120]
    for side in (1, 2):
        assert not stripes.pairs(((rows // side + columns // side) % 2).astype(np.float32), 0.25, 2).any()


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1), (2, 3)])
def test_pictures_of_any_size_are_looked_at(shape):
    picture = np.resize(np.repeat([0, 1], 6).astype(np.float32), shape)
    assert stripes.pairs(picture, 0.25, 2).shape == shape
