"""The film keeps what left, as the public sees it, and adds it up as plain numpy would."""

import numpy as np
import pytest

from photophore import colour
from photophore.city import film
from photophore.words import BLOCK, TEETH, Audience, Tick, Worn

N = 2 * BLOCK


class Shot:
    """A frame by hand: some light, half of the rows shown to the public."""

    def __init__(self, seed: int = 1):
        dice = np.random.default_rng(seed)
        self.tick = Tick(seed)
        self.light = dice.integers(0, 256, (2, TEETH, 3, BLOCK), np.uint8)
        near, public = Audience.NEAR.bit, Audience.PUBLIC.bit
        self.seen = np.where(np.arange(N) % 2, near | public, near).astype(np.uint8)

    def seen_by(self, audience, rows):
        light = np.moveaxis(self.light[rows // BLOCK, :, :, rows % BLOCK], 0, -1)
        return np.where(self.seen[rows] & audience.bit, light, 0).astype(np.uint8)


CROWD = (np.arange(N) % 5 - 1).astype(np.int16)
WORN = Worn((), *[None] * 9, CROWD)


def test_mean_light_is_the_mean_over_teeth_of_linear_light():
    shot, out = Shot(), np.zeros((N, 3), np.float32)
    film.mean_light(shot.light, film.LINEAR, out)
    plain = colour.DECODED[shot.light].mean(axis=1)  # (2, 3, BLOCK)
    assert out == pytest.approx(np.moveaxis(plain, 1, -1).reshape(N, 3), abs=1e-5)


def test_fields_of_view_hold_all_light_and_the_map_the_public_s_alone():
    kept, all_of_it = film.Film(np.array([1, 2, 7])), np.zeros((N, 3), np.float32)
    kept.keep(Shot(), WORN)
    film.mean_light(Shot().light, film.LINEAR, all_of_it)
    assert kept.cells[0].shape == (film.FIELDS, 3)
    assert not kept.cells[0][4:].any()
    assert kept.cells[0][2] == pytest.approx(all_of_it[CROWD == 2].mean(axis=0), abs=1e-5)
    assert not kept.mean[::2].any() and kept.mean[1::2].all()


def test_watched_teeth_are_kept_frame_by_frame():
    kept = film.Film(np.array([1, 2, BLOCK + 7]))
    for seed in (1, 2, 3):
        kept.keep(Shot(seed), WORN)
    assert kept.strips.shape == (3, TEETH, 3, 3)
    assert np.array_equal(kept.strips[1][..., 2], Shot(2).light[1, :, :, 7])
    assert not kept.strips[:, :, :, 1].any(), "row 2 is not shown to the public"
    cells = film.fields(kept)
    assert cells.quadrants.shape == (3, 12, 8, 3)
    by_hand = colour.DECODED[Shot(3).light[1, 8:16, :, 7]].mean(axis=0)
    assert cells.quadrants[2].reshape(4, 3, 8, 3)[1, 2].mean(axis=0) == pytest.approx(by_hand, abs=1e-5)


def test_an_empty_film_can_be_looked_at():
    cells = film.fields(film.Film(np.zeros(0, int)))
    assert cells.quadrants.shape == (0, 0, 8, 3) and cells.crowds.shape == (0, film.FIELDS, 3)
