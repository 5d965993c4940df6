"""The loops over cells, each against a plain account written apart."""

import colorsys

import numpy as np
import pytest
from coloraide import Color
from hypothesis import given, settings
from hypothesis import strategies as st

from photophore.light import cells
from photophore.light.iris import LINEAR

F = np.float32
STEPS = np.array([0.1, 0.0625, 0], F)


def planes(bright, red=None, pure=None, hue=None):
    """Of one row of cells."""
    bright = np.atleast_1d(np.asarray(bright, F))
    made = np.zeros((cells.PLANES, 1, bright.size), F)
    made[cells.BRIGHT, 0] = bright
    made[cells.RED, 0] = 0 if red is None else red
    made[cells.PURE, 0] = 0 if pure is None else pure
    made[3:, 0] = np.nan if hue is None else np.asarray(hue, F).T
    return made


def turns(values, kind=cells.GENERAL, **more):
    """Frames at which one cell turned, by the compiled loop."""
    seen, none, hits = cells.memory(1, 1), np.zeros((1, 1), np.uint8), []
    for frame, value in enumerate(values):
        made = planes(0.0)
        made[:, 0, 0] = value
        before = seen.turns[0, 0, kind].copy()
        cells.follow(made, STEPS, seen, (none, 1), np.int32(frame))
        if (seen.turns[0, 0, kind] != before).any():
            hits.append(frame)
    return hits


def as_general(levels):
    return [(level, 0, 0, np.nan, np.nan) for level in levels]


def plain_turns(values, holds, step):
    """Peaks and valleys left behind by a step; they count where either end holds, or comes to hold before the next."""
    low = high = 0
    way, owed, hits = 0, False, []
    for frame, value in enumerate(values):
        if owed and holds[frame]:
            owed = False
            hits.append(frame)
        if way >= 0 and values[high] - value >= step:
            end, way = high, -1
        elif way <= 0 and value - values[low] >= step:
            end, way = low, 1
        else:
            high = frame if value > values[high] or (value == values[high] and holds[frame]) else high
            low = frame if value < values[low] or (value == values[low] and holds[frame]) else low
            continue
        owed = not (holds[frame] or holds[end])
        if not owed:
            hits.append(frame)
        low = high = frame
    return hits


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=60))
def test_a_cells_turns_are_its_peaks_and_valleys(steps):
    levels = (np.array(steps) / 40).astype(F)
    found = turns(as_general(levels))
    assert found == sorted(set(plain_turns(levels, levels < F(0.8), F(0.1))))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=1, max_size=60))
def test_red_turns_count_where_either_end_is_a_saturated_red(states):
    red = np.array([value for value, _ in states], F) / F(20)
    pure = np.array([it for _, it in states])
    found = turns([(0, value, it, np.nan, np.nan) for value, it in zip(red, pure, strict=True)], cells.REDNESS)
    assert found == sorted(set(plain_turns(red, pure, F(0.0625))))


def test_a_ramp_turns_once_and_bright_changes_never():
    assert turns(as_general(np.repeat(np.arange(0, 0.9, 0.008), 2))) == [26]
    assert turns(as_general([0.85, 1.0] * 10)) == []
    assert turns(as_general([1.0, 0.85, 0.75, 1.0])) == [2, 3]  # it fell on, below 0.8


def test_a_hue_counts_as_it_comes_and_goes_from_saturated_red():
    def one(red, green, blue):
        made = np.zeros((cells.PLANES, 1, 1), F)
        cells.shrink(np.array([[[red, green, blue]]], np.uint8), 1, LINEAR, made)
        return made[:, 0, 0]

    red, green, blue, pink = one(70, 0, 0), one(0, 38, 0), one(0, 0, 120), one(200, 150, 150)
    assert turns([red, green] * 3, cells.HUE) == [1, 2, 3, 4, 5]
    assert turns([green, blue] * 3, cells.HUE) == []
    assert turns([red, green, blue, red], cells.HUE) == [1, 3]
    assert turns([red, pink, red, pink], cells.HUE) == [1, 2, 3]
    assert turns([red, one(0, 0, 0), red, one(0, 0, 0)], cells.HUE) == []  # black has no hue; redness counts there
    assert turns([one(2, 0, 0), one(0, 2, 0)] * 3, cells.HUE) == []  # too dark for a hue
    assert turns([red, one(72, 0, 0), one(70, 9, 0), green], cells.HUE) == [3]


@settings(max_examples=60, deadline=None)
@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_planes_of_a_pixel_are_right(rgb):
    made = np.zeros((cells.PLANES, 1, 1), F)
    cells.shrink(np.array([[rgb]], np.uint8), 1, LINEAR, made)
    bright, red, pure, u, v = made[:, 0, 0]
    linear = LINEAR[list(rgb)].astype(float)
    assert bright == pytest.approx(linear @ [0.2126, 0.7152, 0.0722], abs=1e-6)
    assert red == pytest.approx(max(0, linear[0] - linear[1] - linear[2]), abs=1e-6)
    if abs(linear[0] - 0.8 * linear.sum()) > 1e-6:
        assert pure == (linear.sum() > 0 and linear[0] >= 0.8 * linear.sum())
    if linear.max() >= 0.0101:
        own = Color("srgb", [it / 255 for it in rgb]).uv()
        assert (u, v) == pytest.approx(tuple(own), abs=2e-4)
    elif linear.max() < 0.0099:
        assert np.isnan(u) and np.isnan(v)


def test_cells_are_means_of_their_pixels_also_at_the_edge():
    frame = np.random.default_rng(1).integers(0, 256, (7, 11, 3)).astype(np.uint8)
    made = np.zeros((cells.PLANES, 3, 4), F)
    cells.shrink(frame, 3, LINEAR, made)
    for row in range(3):
        for column in range(4):
            part = LINEAR[frame[3 * row : 3 * row + 3, 3 * column : 3 * column + 3]].reshape(-1, 3).mean(axis=0)
            assert made[cells.BRIGHT, row, column] == pytest.approx(part @ [0.2126, 0.7152, 0.0722], abs=1e-6)


def test_wide_cells_are_means_and_average_red_where_it_is_saturated():
    rng = np.random.default_rng(2)
    fine = rng.random((cells.PLANES, 7, 9)).astype(F)
    fine[cells.PURE] = fine[cells.PURE] > 0.5
    wide = np.zeros((cells.PLANES, 3, 3), F)
    cells.widen(fine, (4, 4), (2, 3), False, wide)
    for row in range(3):
        for column in range(3):
            part = fine[:, 2 * row : 2 * row + 4, 3 * column : 3 * column + 4]
            assert wide[cells.BRIGHT, row, column] == pytest.approx(part[cells.BRIGHT].mean(), abs=1e-6)
            assert wide[cells.RED, row, column] == pytest.approx((part[cells.RED] * part[cells.PURE]).mean(), abs=1e-6)
    cells.widen(fine, (4, 4), (2, 3), True, wide)
    assert wide[cells.BRIGHT, 2, 2] == pytest.approx(fine[cells.BRIGHT, 4:, 6:].sum() / 16, abs=1e-6)


def test_turns_of_the_last_second_are_counted_to_seven():
    seen, none = cells.memory(1, 3), np.zeros((1, 1), np.uint8)
    for frame in range(30):
        value = [frame % 2, (frame // 5) % 2, 0.5]
        cells.follow(planes(value), STEPS, seen, (none, 3), np.int32(frame * 100))
    level, many = np.zeros((2, 1, 3), np.uint8), np.zeros((2, cells.KEPT + 1), np.int64)
    cells.lately(seen, np.int32(2900 - 1000), level, many)
    assert level[0, 0].tolist() == [7, 2, 0] and not level[1].any()
    assert many[0].tolist() == [0, 2, 2, 1, 1, 1, 1, 1]
    cells.lately(seen, np.int32(2900), level, many)
    assert not level.any()


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 12), st.integers(1, 12))
def test_the_most_crowded_window_is_found(seed, tall, broad):
    level = np.random.default_rng(seed).integers(0, 8, (8, 9)).astype(np.uint8)
    most = 0
    for row in range(max(1, 9 - tall)):
        for column in range(max(1, 10 - broad)):
            most = max(most, int((level[row : row + tall, column : column + broad] >= 6).sum()))
    assert cells.crowded(level, np.uint8(6), (tall, broad), np.zeros(9, np.int64)) == most


@pytest.mark.parametrize(("side", "exempt"), [(1, True), (2, True), (3, True), (4, False), (8, False)])
def test_fine_balanced_squares_are_spared_and_coarse_ones_are_not(side, exempt):
    rows, columns = np.mgrid[:32, :32]
    board = ((rows // side + columns // side) % 2).astype(F)
    spared = np.zeros((1, 1), np.uint8)
    cells.sparing(1 - board, board, 32, F(3.4), spared)
    assert bool(spared[0, 0]) == exempt


def test_noise_is_spared_and_what_is_not_balanced_or_still_is_not():
    rng = np.random.default_rng(3)
    one, other = (rng.random((32, 32)).astype(F) for _ in range(2))
    spared = np.zeros((1, 1), np.uint8)
    cells.sparing(one, other, 32, F(3.4), spared)
    assert spared[0, 0]
    cells.sparing(one * F(0.5) + F(0.5), other * F(0.5), 32, F(3.4), spared)
    assert not spared[0, 0]
    cells.sparing(one, one, 32, F(3.4), spared)
    assert not spared[0, 0]
    lines = np.zeros((32, 32), F)
    lines[::2] = 1
    cells.sparing(lines, 1 - lines, 32, F(3.4), spared)
    assert not spared[0, 0], "stripes are no squares"


def test_turns_in_a_spared_tile_are_not_kept():
    seen, spared = cells.memory(1, 4), np.array([[1, 0]], np.uint8)
    for frame in range(4):
        cells.follow(planes([frame % 2] * 4), STEPS, seen, (spared, 2), np.int32(frame))
    assert (seen.turns[0, :, 0] > cells.LONG_AGO).sum(axis=1).tolist() == [0, 0, 3, 3]


def test_saturated_means_what_it_says():
    for hue in np.linspace(0, 1, 24, endpoint=False):
        rgb = [round(255 * it) for it in colorsys.hsv_to_rgb(hue, 1, 1)]
        made = np.zeros((cells.PLANES, 1, 1), F)
        cells.shrink(np.array([[rgb]], np.uint8), 1, LINEAR, made)
        linear = LINEAR[rgb]
        assert made[cells.PURE, 0, 0] == (linear[0] >= F(0.8) * linear.sum())
