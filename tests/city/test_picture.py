"""Pictures are made of the light they are given: dark stays dark, and a living strip obeys what it shows."""

import numpy as np
import pytest
from PIL import Image

from photophore import colour
from photophore.city import picture
from photophore.words import TEETH


def test_a_city_without_light_is_the_night_alone(city):
    dark = np.asarray(picture.city(city, city.tiles.xy, np.zeros((len(city.tiles.xy), 3)), 500))
    assert dark.max() < 80
    assert dark.std() > 0.3, "coast and streets are barely there, but there"


def test_light_is_where_the_smile_is(city):
    empty = np.asarray(picture.city(city, city.tiles.xy[:0], np.zeros((0, 3)), 500)).astype(int)
    tile = np.flatnonzero(city.tiles.district == 8)[40]
    lit = np.asarray(picture.city(city, city.tiles.xy[[tile]], np.array([[0.3, 0.2, 0.05]]), 500)).astype(int)
    y, x = np.unravel_index((lit - empty).sum(axis=2).argmax(), lit.shape[:2])
    want = picture._Sheet(city, 500).pixel(city.tiles.xy[[tile]])[0]
    assert np.hypot(x - want[0], y - want[1]) < 3
    assert lit[y, x, 0] > lit[y, x, 1] > lit[y, x, 2]


def test_smiles_beyond_the_sheet_do_not_fail(city):
    far = np.array([[-500.0, 3.0], [1e6, 1e6]])
    picture.city(city, far, np.ones((2, 3)), 300)


def waves(frames=30, smiles=3) -> np.ndarray:
    light = np.zeros((frames, TEETH, 3, smiles), np.uint8)
    for frame in range(frames):
        light[frame] = np.uint8(40 + 20 * np.sin(frame / 5))
    light[:, 5] = 0
    return light


def test_a_strip_has_a_band_for_each_smile_and_a_dark_thread_where_a_tooth_is_missing():
    strip = np.asarray(picture.strip(waves(), width=300, tooth=5)).astype(int)
    row = picture.UPPER_ROW.index(5)
    middle = 5 * 5 + row * 5 + 2
    assert strip[middle, 150].sum() < 0.7 * strip[middle - 5, 150].sum()


def test_a_strip_of_one_frame_can_be_drawn():
    assert picture.strip(waves(1, 1), width=120).size[0] > 0


def test_rows_of_a_strip_name_every_tooth_once():
    assert sorted(picture.UPPER_ROW + picture.LOWER_ROW) == list(range(TEETH))


def test_a_living_strip_keeps_its_colours_in_the_file(tmp_path):
    pictures = picture.living(waves(12, 2), across=2, width=120)
    assert len({frame.shape for frame in pictures}) == 1
    picture.animate(pictures, tmp_path / "strip.gif", 100)
    with Image.open(tmp_path / "strip.gif") as image:
        shown = []  # frames that do not differ are one in the file, and last longer
        for frame in range(image.n_frames):
            image.seek(frame)
            shown += [frame] * round(image.info["duration"] / 100)
        assert len(shown) == 12
        for frame in (0, 7, 11):
            image.seek(shown[frame])
            kept = np.asarray(image.convert("RGB")).astype(int)
            mean = colour.DECODED[kept].mean(axis=(0, 1)), colour.DECODED[pictures[frame]].mean(axis=(0, 1))
            assert mean[0] == pytest.approx(mean[1], abs=0.01)
