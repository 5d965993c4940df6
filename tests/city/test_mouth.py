"""The mouth of pictures: every tooth has its place, dark teeth are gaps, and the halo is a share."""

import numpy as np
import pytest

from photophore import colour
from photophore.city import mouth
from photophore.words import TEETH


def one(tooth: int) -> np.ndarray:
    light = np.zeros((TEETH, 3), np.uint8)
    light[tooth] = 255
    return mouth.mouth(light, 200)[..., 1]


def test_each_quadrant_is_where_a_viewer_sees_it():
    whole = mouth.mouth(np.full((TEETH, 3), 255, np.uint8), 200)
    height, width, _ = whole.shape
    for tooth in range(TEETH):
        y, x = np.unravel_index(one(tooth).argmax(), (height, width))
        left = tooth // 8 in (0, 3)  # the wearer's right is the viewer's left
        assert (x < width / 2) == left
    for place in range(6):
        top, low = (np.unravel_index(one(t).argmax(), (height, width))[0] for t in (place, 24 + place))
        assert top < low


def test_no_light_no_mouth():
    assert not mouth.mouth(np.zeros((TEETH, 3), np.uint8), 120).any()


def test_light_adds_and_the_margin_is_nearly_dark():
    both = np.zeros((TEETH, 3), np.uint8)
    both[[0, 20]] = 255
    assert np.allclose(mouth.mouth(both, 200)[..., 1], one(0) + one(20), atol=1e-5)
    whole = mouth.mouth(np.full((TEETH, 3), 255, np.uint8), 200)
    rim = max(whole[0].max(), whole[-1].max(), whole[:, 0].max(), whole[:, -1].max())
    assert rim < 0.05 * whole.max()


def test_hue_is_kept():
    shade = colour.to_bytes(np.array(colour.oklch(0.7, 0.1, 30)))
    lit = mouth.mouth(np.tile(shade, (TEETH, 1)), 160)
    brightest = lit[np.unravel_index(lit[..., 0].argmax(), lit.shape[:2])]
    assert np.allclose(brightest / brightest[0], colour.DECODED[shade] / colour.DECODED[shade[0]], atol=1e-3)


def test_blurred_keeps_the_sum_away_from_edges():
    picture = np.zeros((3, 60, 80), np.float32)
    picture[:, 30, 40] = 7
    soft = mouth.blurred(picture, 4.0)
    assert np.allclose(soft.sum(axis=(1, 2)), 7, rtol=1e-3)
    assert soft[0, 30, 40] == soft.max()


@pytest.mark.parametrize("shape", [(17, 31), (2, 40, 23)])
def test_blurred_is_a_bell_along_both_axes(shape):
    picture = np.random.default_rng(2).random(shape).astype(np.float32)
    bell = np.exp(-0.5 * (np.arange(-6, 7) / 2.0) ** 2)

    def along(line):
        return np.convolve(line, bell / bell.sum(), "same")

    plain = np.apply_along_axis(along, -1, np.apply_along_axis(along, -2, picture))
    assert np.allclose(mouth.blurred(picture, 2.0), plain, atol=1e-5)
