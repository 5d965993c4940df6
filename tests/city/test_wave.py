"""Pictures of a gathering: a haze becomes a line, and a film is calm and of one exposure."""

import numpy as np
import pytest

from photophore.city import picture, wave
from photophore.place.nova import nova

F = np.float32
TOWN = nova(7)


def course(together: bool, moments=40, people=640):
    rng, at = np.random.default_rng(1), np.linspace(0, 20, moments)
    spread = 0.02 if together else 1.0
    turn = (0.15 * at[:, None] + rng.uniform(0, spread, people)) % 1
    phases = np.stack([np.bincount((row * wave.BINS).astype(int), minlength=wave.BINS) for row in turn])
    order = np.abs(np.exp(2j * np.pi * turn).mean(axis=1))
    return wave.Course(rng.random((moments, 12, 3)).astype(F), phases, order, at, 20.0, (0.97, 4.0))


@pytest.fixture(scope="module")
def drawn():
    return [np.asarray(wave.drawn(course(together)).convert("L"), float) for together in (False, True)]


def test_the_picture_has_three_bands_of_one_width(drawn):
    haze, line = drawn
    assert haze.shape == line.shape and haze.shape[1] == wave.WIDTH


def test_in_step_the_middle_band_is_a_line_and_else_a_haze(drawn):
    top = wave.MARGIN + 12 * wave.THREAD + wave.MARGIN + wave.SIZE
    bands = [one[top : top + wave.BINS * wave.BIN, wave.MARGIN : -wave.MARGIN] for one in drawn]
    haze, line = (np.percentile(band, 99) / np.median(band) for band in bands)
    assert line > 2 * haze


def test_fewer_than_five_people_in_a_bin_are_not_drawn():
    few = course(True)._replace(phases=np.full((40, wave.BINS), wave.LEAST - 1))
    assert not wave._haze(few, 200).any()
    assert wave._haze(course(False), 200).any()


def scenes(bright):
    return [[np.full((30, 3), level, F) for level in levels] for levels in bright]


def test_a_film_passes_softly_from_scene_to_scene_and_is_judged():
    xy = TOWN.tiles.xy[:30].astype(F)
    calm = wave.film(TOWN, xy, scenes([[0.2] * 12, [0.5] * 12]), 10.0)
    assert len(calm) == 14  # ten pictures of each are both
    mean = [one.mean() for one in calm]
    assert np.diff(mean[2:12]).min() >= 0 and max(np.diff(mean)) < 0.4 * (mean[-1] - mean[0])
    assert wave.judged(calm, 10.0)["failures"] == 0
    wild = [np.full((60, 60, 3), 255 * (at % 2), np.uint8) for at in range(30)]
    assert wave.judged(wild, 10.0)["failures"] > 0
    assert wave.judged([], 10.0)["squares"] == 0


def test_all_moments_of_a_city_have_one_exposure():
    xy = TOWN.tiles.xy[:30].astype(F)
    dim, bright = picture.nights(TOWN, xy, [np.full((30, 3), level, F) for level in (0.02, 0.6)], 200)
    assert bright.max() > dim.max() + 40
    alone = next(picture.nights(TOWN, xy, [np.full((30, 3), 0.02, F)], 200))
    assert alone.max() > dim.max()
