"""Colonies meet near each other, again in the same way, and a hub hears of it without anybody's name."""

import numpy as np

from photophore.city import mesh
from photophore.watch.events import FACTORS, Kind, check, fleet


def test_who_meets_is_near_and_in_one_exchange_at_a_time(troubled):
    _, _, laid = troubled
    one, two, at = mesh.met(laid, 5)
    assert one.size > 0.1 * laid.n and (np.diff(at) >= 0).all() and (at >= 5).all() and (at < 6).all()
    assert len(np.unique(np.concatenate([one, two]))) == 2 * one.size  # nobody talks twice in a second
    away = mesh.where(laid, 5)[one] - mesh.where(laid, 5)[two]
    assert (np.hypot(*away.T) <= laid.reach * np.sqrt(2) * 1.001).all()


def test_the_same_seed_meets_again_and_another_second_does_not(troubled):
    _, _, laid = troubled
    first, again, later = (np.stack(mesh.met(laid, second)[:2]) for second in (9, 9, 10))
    assert np.array_equal(first, again) and not np.array_equal(first, later)


def test_numbers_are_unique_and_no_order_of_the_people(troubled):
    _, _, laid = troubled
    assert len(np.unique(laid.number)) == laid.n and laid.number.min() == mesh.FIRST
    assert abs(np.corrcoef(laid.number, np.arange(laid.n))[0, 1]) < 0.1


def test_every_factor_has_a_name_and_hubs_serve_more_than_one_district(troubled):
    _, _, laid = troubled
    for codes, names in zip(laid.factors, laid.names, strict=True):
        assert codes.min() >= 0 and codes.max() < len(names) and len(set(names)) == len(names)
    district, hub = laid.factors[FACTORS.index("district")], laid.factors[FACTORS.index("hub")]
    served = [len(np.unique(district[hub == each])) for each in np.unique(hub)]
    assert min(served) > 1 and len(np.unique(hub)) > 2


def test_chargers_are_passed_by_their_users_mostly(troubled):
    _, _, laid = troubled
    who, which, at = mesh.passed(laid, 3)
    usual = laid.factors[FACTORS.index("charger"), who]
    assert 0.6 < (usual == which).mean() < 0.9 and (np.diff(at) >= 0).all() and who.size


def test_the_roster_holds_together_and_tells_places_only_by_map_cell(troubled):
    _, crowd, laid = troubled
    told = check(mesh.roster(laid))
    assert (told.kind == Kind.ROSTER.code).all() and fleet(told).n == laid.n
    cells = {tuple(cell) for cell in laid.cell.T.tolist()}
    assert len(cells) <= len(np.unique(crowd.crowd.tile))
