"""New releases stay in their ring, glyphs go to who likes them, and what is stopped is taken back."""

import numpy as np

from photophore.city import mesh, taking
from photophore.city.taking import GLYPH, LOT, RELEASE, Taking
from photophore.watch.events import Kind, check


def gone_on(laid, seconds=12, starts=(0.0, 4.0, 2.0, float("inf"))):
    made = Taking(laid, starts)
    told = [made.second(second, mesh.met(laid, second), np.zeros(laid.n, bool)) for second in range(seconds)]
    return made, told


def test_a_release_stays_in_its_ring_and_on_its_hardware(troubled):
    _, _, laid = troubled
    made, told = gone_on(laid)
    for number in (0, 1):
        has = np.flatnonzero(made.has[number])
        assert has.size and (made.ring[number][has] <= made.open[number]).all()
        assert (laid.factors[LOT, has] % 2 == number).all()
    assert made.has[0].sum() < 0.1 * laid.n
    assert all(took.at.min(initial=99) >= 4.0 for took in told[:5] if (took.offer == 1).any() and not (
        took.offer != 1).any())


def test_what_is_held_takes_nothing_and_what_has_no_start_is_never_taken(troubled):
    _, _, laid = troubled
    made = Taking(laid, (0.0,) * 4)
    took = made.second(0, mesh.met(laid, 0), np.ones(laid.n, bool))
    assert not took.who.size and not gone_on(laid)[0].has[3].any()


def test_what_is_stopped_is_taken_back_by_everybody(troubled):
    _, _, laid = troubled
    made, _ = gone_on(laid)
    code = made.offers[0].code
    who = made.stop(RELEASE, code)
    assert who.size == made.has[0].sum() and not (made.now[0] == code).any()
    after = made.second(12, mesh.met(laid, 12), np.zeros(laid.n, bool))
    assert not (after.offer == 0).any()


def test_a_hub_sees_what_was_taken_and_from_whom(troubled):
    _, _, laid = troubled
    made, told = gone_on(laid)
    for took in told:
        seen = check(made.told(took))
        assert (seen.kind == Kind.TOOK.code).all()
        glyphs = took.offer >= 2
        assert (seen.factors[GLYPH, glyphs] >= 0).all() and (seen.factors[RELEASE, ~glyphs] >= 0).all()
        assert ((seen.other == -1) == (took.other < 0)).all() and (np.diff(seen.at) >= 0).all()
    assert any((took.other >= 0).any() for took in told) and taking.ENOUGH <= made.has[0].sum() * 2
