"""The live fleet: what a hub could see each second, drills that end, and invitations that ask."""

import numpy as np
import pytest

from photophore.city.fleet import LATEST, Fleet
from photophore.watch.events import FIRST_SIGN, Kind, check
from photophore.words import Audience, BadRequest, NotFound, Purpose, Signal
from tests.city import towns_of_trouble as towns


@pytest.fixture
def fleet(troubled):
    loop, crowd, _ = troubled
    return Fleet(towns.Lamp(loop), crowd)


def test_seconds_are_told_once_and_in_order_and_a_long_sleep_is_not_made_up_for(fleet):
    first = check(fleet.second(10.0))
    assert first.count and (first.at >= 9).all() and (first.at < 10).all()
    assert not fleet.second(10.4).count and not fleet.second(3.0).count
    more = fleet.second(12.0)
    assert (more.at >= 10).all() and (np.diff(more.at) >= 0).all()
    assert fleet.second(12.0 + 10 * LATEST).at.min() >= 11 + 10 * LATEST


def test_a_drill_shows_itself_darkens_and_ends(fleet):
    fleet.second(1.0)
    plant = fleet.plant("lot:7")
    assert (plant.kind, plant.id, plant.at) == ("lot", "7", 2.0) and fleet.planted == plant
    assert fleet.drills
    told = [fleet.second(float(second)) for second in range(2, 14)]
    signs = np.concatenate([seen.smile[seen.kind >= FIRST_SIGN] for seen in told])
    assert fleet.touched() >= signs.size > 8 and fleet.loop.resting.sum() >= signs.size
    held = int(fleet.rows[fleet._dark][0])
    fleet.holds = lambda row: row == held
    lit = fleet.mend()
    assert not fleet.drills
    assert lit >= 0.8 * signs.size and fleet.loop.resting[held]
    assert fleet.sound(fleet.rows).mean() > 0.98
    later = [fleet.second(float(second)) for second in range(14, 22)]
    assert sum((seen.kind >= FIRST_SIGN).sum() for seen in later) <= 1  # honest noise


def test_no_drill_is_of_a_kind_that_is_not_there_and_nothing_changes(fleet):
    with pytest.raises(BadRequest):
        fleet.plant("lot:700")
    assert fleet.planted.kind == "none"


def test_a_stopped_release_goes_back_and_books_are_told(fleet):
    fleet.second(1.0)
    plant = fleet.plant("release")
    took = [fleet.second(float(second)) for second in range(2, 8)]
    assert sum((seen.kind == Kind.TOOK.code).sum() for seen in took)
    fleet.stop("release", plant.id)
    assert not (fleet._trouble.taking.now[0] == fleet.mesh.names[2].index(plant.id)).any()
    assert fleet.provenance("release", plant.id)["id"] == plant.id
    for wrong in (("release", "99"), ("person", "7")):
        with pytest.raises(NotFound):
            fleet.provenance(*wrong)


def test_only_who_lets_others_pull_is_invited(fleet):
    rows = fleet.invite(50)
    mask = fleet.loop.given.mask[Audience.NEAR, Signal.FEELING, rows]
    assert 0 < rows.size <= 50 and ((mask & Purpose.SYNC) != 0).all()
    here = fleet.invite(10_000, "Harbour Street")
    places = np.isin(fleet.rows, here)
    assert (fleet.mesh.factors[0, places] == fleet.mesh.names[0].index("Harbour Street")).all()
    assert (fleet.autonomy[places] <= 0.6).all() and np.array_equal(fleet.invite(10_000, 1), here)
    with pytest.raises(NotFound):
        fleet.invite(5, "Atlantis")
