"""Virtual troubles: from a seed, of those who wish to see them, and within the light path."""

import numpy as np
import pytest

from photophore.city import glitches, twin
from photophore.loop import Loop
from photophore.place.nova import nova
from photophore.words import Tick

TOWN = nova(7)


@pytest.fixture(scope="module")
def settled():
    loop = Loop(1, fps=3, seed=7, fast=False)
    yield loop, twin.settle(TOWN, 400, 7, loop)
    loop.close()


def marks(settled, seconds):
    return glitches.Glitches(settled[1]).at(Tick(round(seconds * 30)))


def test_the_same_seed_and_moment_are_the_same_troubles_and_later_ones_differ(settled):
    for this, that in zip(marks(settled, 25.0), marks(settled, 25.0), strict=True):
        np.testing.assert_array_equal(this, that)
    assert not np.array_equal(marks(settled, 25.0).gap[0], marks(settled, 35.0).gap[0], equal_nan=True)


def test_only_those_who_wish_it_have_any_and_each_kind_is_there(settled):
    of = glitches.Glitches(settled[1])
    assert 30 < len(of.rows) < 90 and set(of.rows) <= set(settled[1].rows)
    for second in range(0, 300, 10):
        of.at(Tick(second * 30))
    assert all(count > 0 for count in of.drawn.values())
    assert of.report()["wished"] == len(of.rows)


def test_what_a_trouble_says_is_within_bounds(settled):
    for second in (0, 4, 11, 99):
        of = marks(settled, second)
        gap, echo = of.gap[:, ~np.isnan(of.gap[0])], of.echo[:, ~np.isnan(of.echo[0])]
        assert (np.abs(gap[:2]) <= 1).all() and ((gap[2] >= 0) & (gap[2] <= 0.3)).all() and (gap[3] < 30).all()
        assert (np.abs(echo[0]) <= 1).all() and (np.nan_to_num(of.surprise) <= 3).all()


def lit(hung: bool) -> tuple[np.ndarray, np.ndarray]:
    """(32, 3, BLOCK) light of a small city's last frame, and the rows of those who wish their glitches drawn."""
    loop = Loop(1, fps=3, seed=7, fast=False)
    of = glitches.Glitches(twin.settle(TOWN, 200, 7, loop))
    if hung:
        of.hang(loop)
    for _ in range(12):
        loop.step()
    light = loop.frame.light[0].astype(int)
    loop.close()
    return light, of.rows


def test_in_a_city_their_light_changes_and_nobody_elses():
    (treated, rows), (plain, _) = lit(True), lit(False)
    changed = np.flatnonzero((treated != plain).any(axis=(0, 1)))
    assert changed.size > 5 and set(changed) <= set(rows)
    assert np.abs(treated - plain).max() > 12
