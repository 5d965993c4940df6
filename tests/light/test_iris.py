"""EA IRIS frame by frame: pixels, area, accumulation and counting, against accounts written apart."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photophore.light import iris
from tests.light import films

F = np.float32


def plain(film, fps):
    """The published description, written out on whole arrays in float64: mean, area, transitions of luminance, red."""
    linear = np.where(film / 255 <= 0.04045, film / 255 / 12.92, ((film / 255 + 0.055) / 1.055) ** 2.4)
    red, green, blue = np.moveaxis(linear, -1, 0)
    whole = red + green + blue
    pure = (whole > 0) & (red >= 0.8 * whole)
    for values, step, dark in ((linear @ [0.2126, 0.7152, 0.0722], 0.1, 0.8),
                               (np.where(pure, np.maximum(red - green - blue, 0) * 320, 0), 20, np.inf)):  # fmt: skip
        mean = values.mean(axis=(1, 2)).round(9)  # the order of a sum is no change
        area = np.concatenate([[0], (np.abs(np.diff(values, axis=0)) > 1e-9).mean(axis=(1, 2))])
        acc, window, hits, told = 0.0, [0.0], [False], [0]
        for at in range(1, len(film)):
            diff = mean[at] - mean[at - 1] if area[at] >= 0.25 else 0.0
            same = acc * diff >= 0
            window = ([*window, diff] if same else [diff])[-fps:]
            before, acc = acc, sum(window)
            lasting = before * acc >= 0 and abs(before) >= step
            hits.append(not lasting and abs(acc) >= step and min(mean[at - 1 : at + 1]) < dark)
            told.append(sum(hits[-fps:]))
        yield mean, area, np.array(told)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 12), st.sampled_from([2, 5, 12]))
def test_any_film_is_counted_as_the_description_says(seed, colours, fps):
    rng = np.random.default_rng(seed)
    palette = rng.integers(0, 256, (colours, 3))
    film = np.repeat(palette[rng.integers(0, colours, (40, 4, 4))], 2, axis=1).astype(np.uint8)
    film[rng.random(40) < 0.3] = film[0]
    follower = iris.Follower(8, 4, fps)
    rows = [follower.add(frame) for frame in film]
    for columns, (mean, area, told) in zip(zip(*rows, strict=True), plain(film, fps), strict=True):
        scale = max(1.0, mean.max())
        assert np.abs([column.mean for column in columns] - mean).max() < 1e-5 * scale
        assert np.abs([column.area for column in columns] - area).max() < 1e-6
        assert [column.transitions for column in columns] == told.tolist()


def test_a_quarter_of_the_pixels_is_rounded_down_as_iris_does():
    """Ten pixels: two of them are enough."""
    film = np.zeros((2, 2, 5, 3), np.uint8)
    film[1, 0, :2] = 255
    follower = iris.Follower(2, 5, 10)
    assert [follower.add(frame)[0].diff for frame in film] == [0, pytest.approx(0.2)]
    film[1, 0, 1] = 0
    follower = iris.Follower(2, 5, 10)
    assert [follower.add(frame)[0].diff for frame in film] == [0, 0]


def test_two_colours_of_one_luminance_are_no_change():
    """IRIS compares values, not codes."""
    follower = iris.Follower(4, 4, 10)
    follower.add(np.zeros((4, 4, 3), np.uint8))
    same = follower.add(np.zeros((4, 4, 3), np.uint8))
    assert same[0].area == same[1].area == 0
    follower.add(np.full((4, 4, 3), (0, 0, 200), np.uint8))
    light, red = follower.add(np.full((4, 4, 3), (0, 50, 200), np.uint8))
    assert light.area == 1 and red.area == 0


def test_black_is_no_red_and_pure_red_is_320():
    follower = iris.Follower(4, 4, 10)
    assert follower.add(np.zeros((4, 4, 3), np.uint8))[1].mean == 0
    assert follower.add(np.full((4, 4, 3), (255, 0, 0), np.uint8))[1].mean == 320


def test_a_film_that_does_not_lie_in_memory_in_order_is_read_all_the_same():
    film = films.whole(np.arange(0, 250, 10))
    mirrored = film[:, :, ::-1, ::-1]
    one, other = iris.Follower(36, 64, 5), iris.Follower(36, 64, 5)
    assert [one.add(frame) for frame in film] == [other.add(frame) for frame in mirrored]


def test_the_memory_of_a_long_film_does_not_grow():
    count = iris.Count(25, 0.1, 0.8)
    for frame in range(3000):
        count.add(F(frame % 2), F(1 if frame % 2 else -1))
    assert len(count._changes) <= 25 and len(count._hits) == 25 and len(count._many) == 125
    ramp = iris.Count(25, 0.1, 0.8)
    for frame in range(3000):
        ramp.add(F(frame * 1e-4), F(1e-4))
    assert len(ramp._changes) == 25


def test_one_frame_is_no_change():
    light, red = iris.Follower(2, 2, 25).add(np.full((2, 2, 3), 255, np.uint8))
    assert light == iris.Column(pytest.approx(1), 0, 0, 0, 0, 0, iris.PASS) and red.mean == 0
