"""What is done reaches whom the cause reaches; what is not known is answered with care."""

import numpy as np

from photophore.city import containment, mesh
from photophore.watch import events as watched
from photophore.watch.events import FACTORS, Kind, seen


def known(laid, failed, pairs=None):
    heard = [mesh.roster(laid), seen(np.full(len(failed), 20.0), Kind.FLICKER, laid.number[failed], laid.names)]
    heard += [mesh.heard(laid, pairs)] if pairs else []
    return containment.known(watched.together(heard))


def test_a_level_rests_whole_and_what_is_taken_is_stopped(troubled):
    _, _, laid = troubled
    told = known(laid, np.array([3]))
    for cause in ("lot", "hub", "glyph", "release"):
        factor = FACTORS.index(cause)
        name = laid.names[factor][0]
        done = containment.measures(told, cause, name, 20.0)
        have = {int(number) for number in laid.number[laid.factors[factor] == 0]}
        assert {int(number) for number in told.fleet.smile[done.rest]} == have
        assert done.stop == (((cause, name),) if cause in ("glyph", "release") else ())


def test_exchanges_are_traced_as_far_as_is_said(troubled):
    _, _, laid = troubled
    line = np.arange(5)  # 0 met 1 met 2 met 3 met 4
    pairs = line[:-1], line[1:], np.full(4, 18.0)
    told = known(laid, np.array([0]), pairs)
    reached = set(told.fleet.smile[containment.traced(told, 20.0)].tolist())
    assert reached == set(laid.number[[0, 1, 2]].tolist())
    assert len(containment.traced(told, 18.0 + containment.TRACED + 1)) == 1  # long ago


def test_the_hidden_one_darkens_nobody_but_users_of_what_was_hit(troubled):
    _, _, laid = troubled
    charger = laid.factors[FACTORS.index("charger")]
    failed = np.flatnonzero(charger == charger[0])[:3]
    done = containment.measures(known(laid, failed), "hidden", "charger", 20.0)
    assert done.chargers and done.rest.size == (charger == charger[0]).sum()


def test_a_storm_rests_the_district_and_an_unknown_cause_only_who_failed(troubled):
    _, _, laid = troubled
    lives = np.flatnonzero(laid.factors[0] == 1)
    told = known(laid, lives[:6])
    done = containment.measures(told, "place", laid.names[0][1], 20.0)
    assert np.isin(laid.number[lives], told.fleet.smile[done.rest]).all()
    care = containment.measures(told, "unknown", None, 20.0)
    assert sorted(told.fleet.smile[care.rest]) == sorted(laid.number[lives[:6]])
    assert containment.holds(told).size == lives.size
    assert containment.districts(told, care.rest) == (laid.names[0][1],) and containment.hubs(told, care.rest) >= 1
