"""A place is found by its district, and by a circle."""

import numpy as np

from photophore.watch import episode as cutting
from photophore.watch import events as watched
from photophore.watch import scan
from tests.watch import small


def cut(events):
    return cutting.cut(events, small.BEGINS, small.BEGINS + 25, 1e-6)


def test_a_storm_is_found_where_it_was():
    fleet = small.roster(2)
    it = cut(watched.together([fleet, small.storm(fleet, 4, 2)]))
    assert np.argmax(scan.score(it)) == 4
    circle = scan.kulldorff(it)
    assert np.hypot(circle.x - 1500, circle.y - 1500) < 500 and circle.radius < 700
    assert circle.faults > 3 * circle.expected and circle.surprise > 20


def test_faults_anywhere_make_no_circle_that_surprises():
    fleet = small.roster(3)
    rows = np.random.default_rng(1).choice(small.N, 40, replace=False)
    spread = cut(watched.together([fleet, small.signs(fleet, rows, 41 + np.linspace(0, 20, 40))]))
    assert scan.kulldorff(spread).surprise < 15


def test_without_places_there_is_no_circle():
    fleet = small.roster(3)
    fleet = fleet._replace(x=fleet.x * np.float32(np.nan), y=fleet.y * np.float32(np.nan))
    it = cut(watched.together([fleet, small.storm(small.roster(3), 4, 3)]))
    assert scan.kulldorff(it) is None
    assert np.argmax(scan.score(it)) == 4  # the district's name is enough
