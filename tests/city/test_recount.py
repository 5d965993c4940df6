"""The recount finds a leak that is planted, for each audience, and none where all is granted."""

from types import SimpleNamespace

import numpy as np
import pytest

from photophore.city import recount
from photophore.words import BLOCK, SIGNALS, TEETH, Audience, Frame, Purpose, Signal, Tick, Worn

N = 2 * BLOCK
FEELS = SimpleNamespace(signals=(Signal.FEELING,))
BEATS = SimpleNamespace(signals=(Signal.FEELING, Signal.HEART))
STILL = SimpleNamespace(signals=())


def scene():
    """Row 5 of each block glows, lit for near and self with every grant; the others are dark."""
    light = np.zeros((2, TEETH, 3, BLOCK), np.uint8)
    light[:, 3, 1, 5] = 200
    seen, present = np.zeros(N, np.uint8), np.zeros(N, np.uint8)
    fallback = np.zeros((3, N), np.uint8)
    mask = np.zeros((len(Audience), SIGNALS, N), np.uint16)
    rows = [5, BLOCK + 5]
    for audience in (Audience.SELF, Audience.NEAR):
        mask[audience, Signal.FEELING, rows] = int(Purpose.LIGHT | Purpose.SYNC)
        seen[rows] |= audience.bit
        present[rows] |= audience.bit
    worn = Worn((FEELS, BEATS, STILL), np.zeros(N, np.int16), np.full(N, -1, np.int16), *[None] * 8)
    return SimpleNamespace(light=light, seen=seen, present=present, fallback=fallback, mask=mask, worn=worn)


def found(s, blocks=slice(None)) -> recount.Count:
    frame = SimpleNamespace(light=s.light, seen=s.seen, present=s.present, fallback=s.fallback)
    return recount.count(frame, SimpleNamespace(mask=s.mask), s.worn, blocks)


def leaks(s) -> dict[str, int]:
    return {audience: number for audience, number in found(s).leaks.items() if number}


def test_where_all_is_granted_nothing_leaks():
    s = scene()
    assert leaks(s) == {}
    assert found(s).lit.sum() == 2 and found(s).granted.sum() == 2


@pytest.mark.parametrize("audience", list(Audience))
def test_a_planted_leak_is_found_for_its_audience_alone(audience):
    s = scene()
    s.mask[audience, :, 5] = 0
    s.seen[5] |= audience.bit
    planted = leaks(s)
    assert planted[audience.name.lower()] == 1
    if audience is not Audience.SELF:  # who is not heard may be shown to nobody
        assert planted == {audience.name.lower(): 1}


def test_a_heart_without_its_grant_is_a_leak_also_while_it_fades_out():
    s = scene()
    s.worn.glyph[5] = 1
    assert leaks(s) == {"self": 1, "near": 1}
    s = scene()
    s.worn.before[5] = 1
    assert leaks(s) == {"self": 1, "near": 1}


def test_a_grant_for_another_purpose_does_not_allow_light():
    s = scene()
    s.mask[Audience.NEAR, Signal.FEELING, 5] = int(Purpose.MURAL | Purpose.SYNC)
    assert leaks(s) == {"near": 1}


def test_shown_without_ever_being_heard_is_a_leak():
    s = scene()
    s.mask[Audience.SELF, Signal.FEELING, 5] = 0
    assert leaks(s)["near"] == 1


def test_a_steady_fallback_needs_a_grant_too():
    s = scene()
    s.fallback[:, 9] = 40
    s.present[9] = Audience.PUBLIC.bit
    assert leaks(s) == {"public": 1}
    s.mask[Audience.PUBLIC, Signal.PLACE, 9] = int(Purpose.LIGHT)
    assert leaks(s) == {}


def test_a_design_that_reads_nothing_needs_some_grant():
    s = scene()
    s.worn.glyph[5] = 2
    s.mask[Audience.NEAR, Signal.FEELING, 5] = 0
    assert leaks(s) == {"near": 1}
    s.mask[Audience.NEAR, Signal.PLACE, 5] = int(Purpose.LIGHT)
    assert leaks(s) == {}


def test_dark_light_does_not_leak_and_blocks_are_counted_apart():
    s = scene()
    s.mask[:, :, 5] = 0
    assert found(s, slice(1, 2)).leaks["near"] == 0
    assert found(s, slice(0, 1)).leaks["near"] == 1
    s.light[:] = 0
    assert leaks(s) == {}


def test_it_asks_no_gate():
    import ast
    import inspect

    tree = ast.parse(inspect.getsource(recount))
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert modules <= {"typing", "photophore.words"}
    assert Tick and Frame
