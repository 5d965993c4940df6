"""In a real browser: where each tooth glows, how far its light goes, and that nothing is brighter than it may be."""

import base64

import numpy as np
import pytest

from photophore.words import FDI, TEETH
from tests.pages.modules import load

PAINT = """([bytes, width, height, options]) => {
  const canvas = new OffscreenCanvas(width, height);
  const ctx = canvas.getContext('2d', { willReadFrequently: true });
  if (options.ground) { ctx.fillStyle = options.ground; ctx.fillRect(0, 0, width, height); }
  const box = { x: width * 0.2, y: 0, width: width * 0.6, height };
  window.told.paintMouth(ctx, Uint8Array.from(bytes), box, options);
  const { data } = ctx.getImageData(0, 0, width, height);
  let text = '';
  for (let at = 0; at < data.length; at += 8192) text += String.fromCharCode(...data.subarray(at, at + 8192));
  return btoa(text);
}"""


@pytest.fixture(scope="module")
def told(browser):
    context = browser.new_context()
    yield load(context.new_page(), "mouth.js")
    context.close()


def paint(told, bytes_, width=400, height=260, **options):
    """(height, width, 3) light as laid over black."""
    text = told.evaluate(PAINT, [np.asarray(bytes_).ravel().tolist(), width, height, options])
    rgba = np.frombuffer(base64.b64decode(text), np.uint8).reshape(height, width, 4).astype(float)
    return rgba[..., :3] * rgba[..., 3:] / 255


def lit(*teeth, colour=(255, 255, 255)):
    bytes_ = np.zeros((TEETH, 3), int)
    bytes_[list(teeth)] = colour
    return bytes_


def middle(light):
    """Where the brightest light is: (x, y) of its centre, 0..1 of the picture."""
    ys, xs = np.nonzero(light.max(axis=2) > 0.75 * light.max())
    return xs.mean() / light.shape[1], ys.mean() / light.shape[0]


def test_a_dark_mouth_paints_nothing(told):
    assert paint(told, lit()).max() == 0
    ground = paint(told, lit(), ground="rgb(9 9 9)")
    assert (ground == 9).all()


def test_each_tooth_glows_at_its_place(told):
    """FDI: the wearer's upper right is at the viewer's top left, and places count from the midline backwards."""
    at = np.array([middle(paint(told, lit(tooth), halo=False)) for tooth in range(TEETH)])
    for tooth, name in enumerate(FDI):
        quadrant, place = divmod(name, 10)
        assert (at[tooth, 0] < 0.5) == (quadrant in (1, 4)), name
        if place > 1:  # further out than its neighbour nearer the midline
            assert abs(at[tooth, 0] - 0.5) > abs(at[tooth - 1, 0] - 0.5), name
    for place in range(8):
        upper_right, upper_left, lower_left, lower_right = at[place::8]
        assert upper_right[1] < lower_right[1] and upper_left[1] < lower_left[1]
        assert abs(upper_right[0] + upper_left[0] - 1) < 0.01 and abs(upper_right[1] - upper_left[1]) < 0.01
        assert lower_left[0] < upper_left[0]  # the lower row stands inside the upper
    assert at[7, 1] < at[0, 1] and at[31, 1] < at[24, 1]  # it smiles: the corners are higher than the middle


def test_crowns_have_their_own_sizes(told):
    area = np.array([(paint(told, lit(tooth), halo=False).max(axis=2) > 60).sum() for tooth in range(8)])
    assert area[0] == area.max()  # the first incisor
    assert area[2] > area[3] > area[6] > area[7]  # canine, premolar, and molars as the arch turns away


@pytest.mark.parametrize("width", [60, 400, 900])
def test_no_light_is_brighter_than_the_teeth(told, width):
    chance = np.random.default_rng(width)
    for _ in range(6):
        bytes_ = chance.integers(0, 256, (TEETH, 3)) * chance.integers(0, 2, (TEETH, 1))
        light = paint(told, bytes_, width, width * 2 // 3)
        assert (light.max(axis=(0, 1)) <= bytes_.max(axis=0) + 1).all()


def test_full_light_stays_full_at_the_heart_of_a_crown(told):
    light = paint(told, lit(0, colour=(250, 180, 90)), 900, 600)
    assert np.abs(light.reshape(-1, 3).max(axis=0) - (250, 180, 90)).max() <= 6


def test_halo_is_faint_wide_and_optional(told):
    every = lit(*range(TEETH))
    linear = (paint(told, every) / 255) ** 2.2
    bare = paint(told, every, halo=False)
    beyond = bare.max(axis=2) == 0
    assert (linear[beyond].max(axis=1) > 0).mean() > 0.4  # it goes far
    assert linear[beyond].max() < 0.4  # the first radius, between the teeth
    rows = np.flatnonzero(bare.max(axis=(1, 2)))
    outside = np.r_[linear[: rows[0] - 25].ravel(), linear[rows[-1] + 25 :].ravel()]
    assert 0 < outside.max() < 0.1  # the second, at less than a tenth of the light
    assert linear[0].max() < 0.005  # and it has ended where it should
    assert (bare[:, :50] == 0).all()  # without it there is nothing beside the teeth


def test_absent_teeth_are_gaps(told):
    every = lit(*range(TEETH))
    for tooth in (0, 5, 20):
        without = paint(told, every, teeth=0xFFFFFFFF ^ (1 << tooth), halo=False)
        x, y = middle(paint(told, lit(tooth), halo=False))
        assert without[int(y * 260), int(x * 400)].max() == 0
        assert paint(told, every, halo=False)[int(y * 260), int(x * 400)].max() > 150


def test_a_mouth_of_even_light_is_its_own_mirror(told):
    light = paint(told, lit(*range(TEETH), colour=(200, 150, 100)))
    assert np.abs(light - light[:, ::-1]).max() <= 12  # sampling of shapes at whole pixels
    assert np.abs(light - light[:, ::-1]).mean() < 0.3


def test_the_ground_beneath_stays(told):
    light = paint(told, lit(3), ground="rgb(5 15 20)")
    assert (light[5, 5] == (5, 15, 20)).all()
