"""Rest: an even fade to dark in half a second to one, never a flash, whatever is worn or set meanwhile; and back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photophore.light.dimmer import FALL, QUICKEST, Dimmer
from photophore.words import Tick
from tests.light import stage

F = np.float32
N = 2048


class Stage:
    def __init__(self):
        self.worn, self.dimmer, self.count = stage.worn(N, power=0.8, fallback=30), Dimmer(N), 0

    def steps(self, count):
        """Power of row 0 after each of so many frames."""
        found = []
        for _ in range(count):
            self.dimmer.step(self.worn, Tick(self.count))
            self.count += 1
            found.append(float(self.worn.power[0]))
        return np.array(found)

    def set(self, name, rows, values):
        """As a loop does it."""
        free = self.dimmer.keep(name, rows, values)
        column = getattr(self.worn, name)
        if free is None:
            column[..., rows] = values
        else:
            column[..., rows[free]] = np.broadcast_to(values, (*column.shape[:-1], rows.size))[..., free]


@pytest.mark.parametrize("seconds", [0.1, 0.5, 0.75, 1.0])
def test_a_fade_is_even_and_ends_in_the_dark(seconds):
    it = Stage()
    it.dimmer.rest(it.worn, np.arange(3), seconds)
    frames = round(max(seconds, QUICKEST) * 30)
    power = it.steps(frames + 2)
    assert (np.diff(np.sqrt(power[: frames - 1])) < 0).all() and power[frames // 2] > 0
    assert np.ptp(np.diff(np.sqrt(power[: frames - 2]))) < 1e-3, "evenly, as eyes see it"
    assert power[-1] == 0 and not it.worn.fallback[:, :3].any()
    assert (it.worn.power[3:] == F(0.8)).all() and (it.worn.fallback[:, 3:] == 30).all(), "nobody else's"
    assert it.dimmer.resting[:4].tolist() == [True] * 3 + [False]


def test_what_is_set_meanwhile_is_kept_for_later():
    it, rows = Stage(), np.arange(4)
    it.dimmer.rest(it.worn, rows[:2])
    it.steps(30)
    it.set("power", rows, np.array([0.1, 0.2, 0.3, 0.4], F))
    it.set("fallback", rows, np.full((3, 4), 12, np.uint8))
    it.set("rate", rows, 0.7)
    assert it.worn.power[:4] == pytest.approx([0, 0, 0.3, 0.4]) and not it.worn.fallback[:, :2].any()
    assert it.worn.rate[:2] == pytest.approx(0.7)
    assert not it.steps(60).any(), "it stays dark"
    it.dimmer.wake(rows)
    power = it.steps(40)
    assert (np.diff(power[:30]) > 0).all() and it.worn.power[:4] == pytest.approx([0.1, 0.2, 0.3, 0.4])
    assert (it.worn.fallback[:, :4] == 12).all()
    it.set("power", rows, 0.9)
    assert it.worn.power[:4] == pytest.approx(0.9), "and nothing is held any more"


def test_a_fade_that_is_turned_goes_on_from_where_it_is():
    it, rows = Stage(), np.arange(1)
    it.dimmer.rest(it.worn, rows, 1.0)
    down = it.steps(15)
    it.dimmer.wake(rows)
    up = it.steps(5)
    assert 0 < up[0] - down[-1] < 0.1 and (np.diff(up) > 0).all()
    it.dimmer.rest(it.worn, rows)
    assert it.steps(40)[-1] == 0


def test_twice_is_once_and_who_does_not_rest_is_not_woken():
    it = Stage()
    it.dimmer.wake(np.arange(5))
    assert (it.steps(3) == F(0.8)).all()
    for _ in range(2):
        it.dimmer.rest(it.worn, np.arange(5))
        it.steps(40)
    it.dimmer.wake(np.arange(5))
    assert it.steps(40)[-1] == F(0.8)


def test_a_row_that_is_somebody_elses_does_not_rest():
    it = Stage()
    it.dimmer.rest(it.worn, np.arange(2))
    it.steps(5)
    it.dimmer.forget(np.arange(1))
    it.worn.power[0] = 0.5
    it.steps(60)
    assert it.worn.power[:2].tolist() == [0.5, 0] and it.dimmer.resting[:2].tolist() == [False, True]


def test_ticks_that_were_left_out_are_made_up():
    it = Stage()
    it.dimmer.rest(it.worn, np.arange(1), FALL)
    it.steps(2)
    it.count += 100
    assert it.steps(1)[0] == 0


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(["rest", "wake", "power", "wait"]), st.floats(0, 1, width=32)), max_size=12))
def test_whatever_is_asked_light_is_never_above_what_is_asked_for_and_moves_evenly(asked):
    it, rows, power = Stage(), np.arange(2), F(0.8)
    for what, value in asked:
        if what == "rest":
            it.dimmer.rest(it.worn, rows, value)
        elif what == "wake":
            it.dimmer.wake(rows, value)
        elif what == "power":
            it.set("power", rows, value)
            power = F(value)
        found = it.steps(1 + int(10 * value))
        assert (found <= power + 1e-6).all()
        if what != "power" and power > 0:
            assert np.abs(np.diff(np.sqrt(found / power))).max(initial=0) < 0.08
    if it.dimmer.resting[0]:
        assert it.steps(40)[-1] == 0
    else:
        assert it.steps(60)[-1] == pytest.approx(power)
