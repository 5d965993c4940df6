"""A design is tried through the whole path."""

import numpy as np
import pytest

from photophore.city import design
from photophore.glyph.gallery import gallery
from photophore.light import flash


@pytest.fixture(scope="module")
def tide():
    return design.tried(gallery()["tide"], seconds=4, fps=10)


def test_three_feelings_give_three_lights(tide):
    assert tide.shape == (40, 32, 3, 3)
    last = tide[-1].astype(int)
    assert last.any(axis=(0, 1)).all()
    assert np.abs(last[..., 0] - last[..., 2]).max() > 20


def test_a_pleasant_calm_feeling_is_lighter_than_an_even_one(tide):
    bright = tide[20:].mean(axis=(0, 1, 2))
    assert bright[0] > bright[1]


def test_what_is_drawn_has_passed_the_guard(tide):
    linear = (tide[:, 0].transpose(0, 2, 1) / 255.0) ** 2.2
    assert flash.wcag(linear, 10).max_transitions <= 3


def test_a_heart_beats_in_a_design_that_reads_it():
    light = design.tried(gallery()["pulse"], seconds=3, fps=10)
    assert light.any()
    assert light.astype(int).std(axis=0).max() > 3
