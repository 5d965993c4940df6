"""Several scores in one loop: one of each key, and each row in one of them."""

import numpy as np
import pytest

from photophore.glyph.gallery import gallery
from photophore.light.score import Call, Score
from photophore.light.sync import Rule
from photophore.loop import Loop

DESIGNS = gallery()
F = np.float32


@pytest.fixture
def loop():
    made = Loop(1, fast=False, fps=10)
    rows, _ = made.join(60)
    made.wear(rows, DESIGNS["tide"])
    made.step()
    yield made
    made.close()


def score(name, *times):
    return Score(name, tuple(Call(at, DESIGNS["ripples"], 1, 2, 1) for at in times))


def wears(loop, name):
    names = np.array([glyph.name for glyph in loop.worn.deck])
    return names[loop.worn.glyph[:60]] == name


def steps(loop, count):
    for _ in range(count):
        loop.step()


def test_two_play_at_once_for_different_people(loop):
    group = loop.gather(Rule())
    loop.play(score("one", 0), np.arange(20), key=group)
    loop.play(score("two", 0), np.arange(20, 40))
    assert {key: (it.name, rows) for key, (it, rows) in loop.playing.items()} == {group: ("one", 20), "": ("two", 20)}
    steps(loop, 15)
    assert wears(loop, "ripples").tolist() == [True] * 40 + [False] * 20
    loop.stop_playing()
    steps(loop, 1)
    assert wears(loop, "ripples")[:40].tolist() == [True] * 20 + [False] * 20
    loop.disperse(group)
    steps(loop, 25)
    assert not loop.playing and wears(loop, "tide").all() and (loop.worn.before[:60] == -1).all()


def test_a_row_is_in_one_of_them_and_gets_its_own_design_back(loop):
    loop.play(score("one", 0, 7), np.arange(30), key="a")
    steps(loop, 12)
    loop.play(score("two", 5), np.arange(20, 50), key="b")
    steps(loop, 10)
    assert wears(loop, "tide")[20:30].all(), "they left the first, and the second has not begun"
    steps(loop, 90)
    assert not loop.playing and wears(loop, "tide").all()


def test_who_comes_later_is_called_from_the_next_call_on(loop):
    loop.play(score("one", 0, 6), np.arange(10), key="a")
    steps(loop, 10)
    loop.enlist(np.arange(10, 20), "a")
    loop.enlist(np.arange(5, 15), "a")  # twice is once
    loop.enlist(np.arange(30, 40), "nothing plays here")
    steps(loop, 5)
    assert not wears(loop, "ripples")[10:].any()
    steps(loop, 60)
    assert wears(loop, "ripples").tolist() == [True] * 20 + [False] * 40
    assert loop.playing["a"][1] == 20
    steps(loop, 60)
    assert wears(loop, "tide").all()


def test_who_is_discharged_is_not_called_again_until_enlisted(loop):
    loop.play(score("one", 0, 6, 12), np.arange(10), key="a")
    steps(loop, 15)
    loop.discharge(np.arange(5))
    steps(loop, 60)
    assert wears(loop, "ripples").tolist() == [False] * 5 + [True] * 5 + [False] * 50
    loop.enlist(np.arange(3), "a")
    steps(loop, 60)
    assert wears(loop, "ripples").tolist() == [True] * 3 + [False] * 2 + [True] * 5 + [False] * 50


def test_another_score_of_a_key_takes_the_place_of_the_first(loop):
    loop.play(score("one", 0), np.arange(10), key="a")
    steps(loop, 12)
    loop.play(score("two", 3), np.arange(5), key="a")
    assert [it.name for it, _ in loop.playing.values()] == ["two"]
    steps(loop, 100)
    assert wears(loop, "tide").all()
