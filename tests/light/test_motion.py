"""What moves is told from what flashes: texture that passes, from squares, halves and patterns that change places."""

import numpy as np
import pytest

from photophore.light import motion, wcag
from tests.light import films

TILE = 32


def texture(rows, columns, seed=0):
    """Luminance as nature has it: amplitude falls with frequency."""
    rng = np.random.default_rng(seed)
    far = np.hypot(np.fft.fftfreq(rows)[:, None], np.fft.fftfreq(columns)[None])
    far[0, 0] = 1
    drawn = np.fft.ifft2(np.fft.fft2(rng.normal(size=(rows, columns))) / far).real
    return np.clip(0.4 + 0.2 * drawn / drawn.std(), 0, 1).astype(np.float32)


def share(bright, before) -> float:
    """Of the tiles, how many have only moved."""
    out = np.zeros(tuple(-(-size // TILE) for size in bright.shape), np.uint8)
    motion.moved(np.ascontiguousarray(bright), np.ascontiguousarray(before), TILE, out)
    return float(out.mean())


@pytest.mark.parametrize(("down", "right"), [(0, 3), (0, -9), (5, 0), (-7, 11), (20, 20)])
def test_texture_that_passes_has_moved(down, right):
    whole = texture(400, 400)
    one = whole[100:292, 100:292]
    other = whole[100 - down : 292 - down, 100 - right : 292 - right]
    assert share(other, one) > (0.85 if max(abs(down), abs(right)) < TILE // 2 else 0.4)  # edges cannot tell


@pytest.mark.parametrize("side", [3, 4, 7, 12, 20, 30])
def test_squares_that_change_places_have_not(side):
    board = films.squares((192, 192), side).astype(np.float32)
    assert share(1 - board, board) < 0.05


def test_a_pattern_that_is_turned_over_has_not_moved():
    spots = (texture(192, 192, 3) > 0.4).astype(np.float32)
    assert share(1 - spots, spots) < 0.2


def test_light_that_comes_and_goes_has_not_moved():
    dark = np.full((96, 96), 0.1, np.float32)
    assert share(dark + 0.7, dark) == 0 and share(dark, dark) == 0
    whole = texture(400, 400, 5) * 0.4
    moved = whole[100:292, 104:296] + 0.5  # it moves and flashes at once
    assert share(moved, whole[100:292, 100:292]) < 0.1


def test_stripes_that_turn_over_have_not_moved():
    stripes = np.broadcast_to((np.arange(192) // 8 % 2).astype(np.float32), (192, 192))
    assert share(1 - stripes, stripes) < 0.05


def test_small_pictures_are_not_asked():
    out = np.ones((1, 1), np.uint8)
    motion.moved(np.ones((5, 5), np.float32), np.zeros((5, 5), np.float32), 8, out)
    assert not out.any()
    motion.moved(np.ones((5, 50), np.float32), np.zeros((5, 50), np.float32), 32, out)
    assert not out.any()


def passing(step, flash=None):
    """A camera that pans over a landscape, which may flash."""
    codes = films.code(texture(240, 900, 7) * (0.6 if flash is not None else 1))
    shots = [codes[:, step * at % 450 : step * at % 450 + 426] for at in range(40)]
    if flash is not None:
        shots = [np.where(lit, 255 - shot // 4, shot) for lit, shot in zip(flash, shots, strict=True)]
    return np.repeat(np.stack(shots)[..., None], 3, axis=-1).astype(np.uint8)


@pytest.mark.parametrize("step", [2, 6])
def test_a_pan_is_no_flash(step):
    assert not films.judged(passing(step), 25, wcag.View()).spans


@pytest.mark.parametrize("step", [0, 2, 6])
def test_a_flash_in_a_pan_is_one(step):
    judge = films.judged(passing(step, films.blinking(40, 2)), 25)
    assert [span.kind for span in judge.spans] == ["general"]
