"""A score is tried on a few smiles, and played for those of a crowd who let others near see them."""

import numpy as np
import pytest

from photophore import colour
from photophore.city import measure, rehearsal, twin
from photophore.glyph.gallery import gallery
from photophore.light import flash
from photophore.light.score import Call, Score
from photophore.loop import Loop
from photophore.words import Audience, Purpose, Signal

RIPPLES, FIREFLY = gallery()["ripples"], gallery()["firefly"]
PIECE = Score("piece", (Call(0.5, RIPPLES, 0.5, 1, 0.5, group=1), Call(1, FIREFLY, 0.3, 0.5, 0.3, group=2)))


@pytest.fixture(scope="module")
def light():
    return rehearsal.rehearsed(PIECE, smiles=8, fps=10)


def test_a_rehearsal_shows_those_who_are_called_and_ends_as_it_began(light):
    assert light.shape == (35, 32, 3, 8) and light.dtype == np.uint8
    steady = light[4]  # by then the guard has let them all come
    moved = (light[10:24] != steady).any(axis=(0, 1, 2))
    assert moved.tolist() == [False, True, True, False, False, True, True, False]
    assert (light[-1] == steady).all()
    assert (light == rehearsal.rehearsed(PIECE, smiles=8, fps=10)).all()


def test_a_rehearsal_never_flashes(light):
    quadrants = np.moveaxis(colour.DECODED[light], 3, 1).reshape(len(light), 32, 8, 3)
    assert flash.wcag(quadrants, 10).failures == 0


def test_who_lets_nobody_near_see_is_not_called_and_the_report_names_the_score(city):
    loop = Loop(1, seed=5, fast=False)
    settled = twin.settle(city, 900, 5, loop)
    rows = rehearsal.gathered(loop)
    assert (np.sort(settled.rows[settled.crowd.wishes.near]) == rows).all() and 500 < rows.size < 900
    loop.grants.withdraw(rows[:1], Audience.NEAR)
    assert rows[0] not in rehearsal.gathered(loop)
    alone = np.setdiff1d(settled.rows, rows)[:1]
    loop.grants.grant(alone, Audience.GATHERING, Signal.FEELING, Purpose.SYNC)
    assert alone[0] not in rehearsal.gathered(loop)
    loop.grants.grant(alone, Audience.GATHERING, Signal.FEELING, Purpose.LIGHT)
    assert alone[0] in rehearsal.gathered(loop)
    loop.play(PIECE, rows)
    told = measure.Watch(loop, settled).report()["score"]
    assert told == {"name": "piece", "calls": 2, "seconds": 2.5, "rows": rows.size}
    loop.stop_playing()
    assert "score" not in measure.Watch(loop, settled).report()
    loop.close()
