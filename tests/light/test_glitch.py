"""A glitch is drawn only for who chose it, only dark for a fault, and behind the guard like all light."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore import colour
from photophore.glyph.read import read
from photophore.light import fast, flash, glitch, guard, paint, path, sync
from photophore.light.fast_paint import Tools
from photophore.light.glitch import Treat
from photophore.words import BLOCK, TEETH, Tick
from tests.light import stage

F = np.float32
FELT = read("glyph felt\nneeds ease\ncolour blend(amber, azure, tooth)\nbrightness 0.5 + 0.3 * ease")
PLAIN = read("glyph plain\ncolour blend(amber, azure, tooth)\nbrightness 0.7")
SEED = np.array([5], np.uint32)
WRONG = {
    Treat.SEAM: {"gap": np.array([[0.6], [-0.5], [0.2], [4.0]], F)},
    Treat.ECHO: {"echo": np.array([[0.9], [2.0]], F)},
    Treat.STIPPLE: {"jitter": np.array([0.12], F)},
    Treat.PETAL: {"petals": np.array([1 << 9 | 1 << 30], np.uint32)},
    Treat.HUE: {"surprise": np.array([2.8], F), "second": np.array([0.95], F)},
}
numbers = st.floats(width=32)


def lab(lightness=0.6):
    return np.repeat(np.array([[[lightness], [0.05], [0.06]]], F), TEETH, axis=0)


def marked(kind, on=None, **more):
    chosen = np.array([kind if on is None else on], np.uint8)
    return glitch.unmarked(1)._replace(on=chosen, **WRONG.get(kind, {}), **more)


@pytest.mark.parametrize("kind", Treat)
def test_each_is_drawn_for_who_chose_it_and_for_nobody_else(kind):
    assert glitch.any_of(marked(kind)).all() and not glitch.any_of(marked(kind, on=glitch.ALL & ~kind)).any()
    assert np.abs(glitch.treat(lab(), marked(kind), SEED, 3.0) - lab()).max() > 0.02
    assert (glitch.treat(lab(), marked(kind, on=glitch.ALL & ~kind), SEED, 3.0) == lab()).all()


@pytest.mark.parametrize("on", [0, int(glitch.ALL)])
def test_a_safety_fault_is_dark_whatever_was_chosen(on):
    everything = {name: column for wrong in WRONG.values() for name, column in wrong.items()}
    marks = glitch.unmarked(1)._replace(on=np.array([on], np.uint8), fault=np.array([True]), **everything)
    assert glitch.any_of(marks).all()
    assert not glitch.treat(lab(), marks, SEED, 3.0).any()


def test_what_is_dark_or_unknown_stays_so():
    marks = marked(Treat.SEAM, on=glitch.ALL & ~Treat.PETAL, jitter=np.array([0.2], F), surprise=np.array([3], F))
    assert not glitch.treat(lab(0.0) * 0, marks, SEED, 1.0).any()
    assert np.isnan(glitch.treat(lab(np.nan) * np.nan, marks, SEED, 1.0)).all()


def test_a_seam_is_wider_where_the_bridge_is_less_sure_and_is_gone_in_time():
    def gold(sd, age):
        gap = np.array([[0.1], [0.1], [sd], [age]], F)
        drawn = glitch.treat(lab(), glitch.unmarked(1)._replace(on=np.array([31], np.uint8), gap=gap), SEED, 0.0)
        return np.abs(drawn - lab()).sum()

    assert gold(0.02, 5) < gold(0.12, 5) < gold(0.3, 5)
    assert gold(0.2, 0.0) == 0 and gold(0.2, 30.0) == 0


def test_a_bridge_is_sure_at_its_ends_and_least_sure_in_the_middle():
    path_, sd = glitch.bridge(marked(Treat.SEAM), SEED)
    upper = glitch.ROWS[0]
    assert sd[upper[0], 0] == sd[upper[-1], 0] == 0
    assert sd[upper, 0].argmax() in (7, 8) and sd.max() == pytest.approx(0.2, rel=0.01)
    assert path_[upper[0], 0] == pytest.approx(0.36) and path_[upper[-1], 0] == pytest.approx(-0.3)


def test_an_uneven_clock_makes_more_grains_the_more_uneven_it_is():
    def jittery(jitter):
        return glitch.unmarked(1)._replace(on=np.array([31], np.uint8), jitter=np.array([jitter], F))

    def grains(jitter):
        lit = np.stack([glitch.treat(lab(), jittery(jitter), SEED, second) for second in np.linspace(0, 9, 40)])
        return np.mean(lit[:, :, 1] / lit[:, :, 0] < 0.075)  # so pale that a grain has come halfway

    assert grains(0) == 0 < grains(0.02) < grains(0.08) < grains(0.18)


def test_a_petal_is_dark_and_its_neighbours_carry_its_colour():
    before = lab()
    before[8] = np.array([[0.7], [0.0], [-0.1]], F)
    marks = marked(Treat.PETAL)._replace(petals=np.array([1 << 8], np.uint32))
    after = glitch.treat(before, marks, SEED, 0.0)
    assert not after[8].any()
    for beside in (0, 9):  # across the midline, and to the left
        assert after[beside, 2, 0] < before[beside, 2, 0] and after[beside, 0, 0] > before[beside, 0, 0]
    assert (after[[1, 10, 31]] == before[[1, 10, 31]]).all()


@given(numbers, numbers, numbers, numbers, st.integers(0, 2**32 - 1), st.floats(0, 1e6))
def test_whatever_a_mark_says_light_stays_light(one, two, three, age, bits, seconds):
    marks = glitch.Marks(
        np.array([31], np.uint8), np.array([False]), np.array([[one], [two], [three], [age]], F),
        np.array([[two], [age]], F), np.array([three], F), np.array([bits], np.uint32), np.array([one], F),
        np.array([two], F))  # fmt: skip
    with np.errstate(all="ignore"):
        drawn = glitch.treat(lab(), marks, SEED, seconds)
    assert (np.nan_to_num(drawn[:, 0]) <= 0.93).all()


# --- in the path


class Runs:
    """A block whose first smiles have glitches, through draw and guard."""

    def __init__(self, glyph, marks, engine=path.PLAIN):
        self.rows = np.array([1, 3, 4])
        self.worn, self.shown = stage.worn(BLOCK, (glyph,)), stage.shown(BLOCK, 1, 0.5, 60.0)
        self.out = path.Buffers(paint.start(1), engine, Tools(map, lambda _: None))
        self.draw = glitch.over(engine.draw, self.rows, marks)

    def wanted(self, count):
        return self.draw(self.worn, self.shown, sync.start(BLOCK, 1), Tick(count), self.out)


def three(**columns):
    return glitch.unmarked(3)._replace(on=np.full(3, glitch.ALL, np.uint8), **columns)


GAP = np.tile(np.array([[0.6], [-0.5], [0.2], [4.0]], F), 3)


def test_only_rows_with_a_mark_change_and_both_accounts_agree():
    bare = Runs(FELT, lambda tick: glitch.unmarked(3)).wanted(30).light.copy()
    plain = Runs(FELT, lambda tick: three(gap=GAP)).wanted(30)
    quick = Runs(FELT, lambda tick: three(gap=GAP), fast.engine(map)).wanted(30)
    assert (plain.light == quick.light).all() and (plain.level == quick.level).all()
    changed = (plain.light != bare).any(axis=(1, 2))[0]
    assert np.flatnonzero(changed).tolist() == [1, 3, 4]
    levels = plain.level.copy()
    paint.levels(plain)
    assert (levels == plain.level).all()


def test_what_tells_of_a_feeling_is_not_drawn_on_a_design_that_reads_none():
    bare = Runs(PLAIN, lambda tick: glitch.unmarked(3)).wanted(30).light.copy()
    assert (Runs(PLAIN, lambda tick: three(gap=GAP)).wanted(30).light == bare).all()
    assert (Runs(PLAIN, lambda tick: three(jitter=np.full(3, 0.2, F))).wanted(30).light != bare).any()


def test_who_is_seen_by_nobody_stays_dark_and_a_fault_is_dark_for_all():
    runs = Runs(FELT, lambda tick: three(gap=GAP, fault=np.array([False, True, False])))
    runs.shown.seen[1] = 0
    light = runs.wanted(30).light[0]
    assert not light[:, :, [1, 3]].any() and light[:, :, 4].any()


def test_marks_that_come_and_go_each_frame_pass_the_guard_without_a_flash():
    rows, rng = np.array([0, 1, 2]), np.random.default_rng(3)

    def wild(tick):
        on = rng.integers(0, 32, 3).astype(np.uint8)
        return three(gap=GAP, jitter=rng.random(3).astype(F), petals=rng.integers(0, 2**32, 3, np.uint32),
                     surprise=F(3) * rng.random(3).astype(F), fault=rng.random(3) < 0.2)._replace(on=on)  # fmt: skip

    worn, shown, out = stage.worn(BLOCK, (FELT,)), stage.shown(BLOCK, 1, 0.5, 60.0), path.Buffers(
        paint.start(1), path.PLAIN, Tools(map, lambda _: None))  # fmt: skip
    draw, limits, given_ = glitch.over(paint.draw, rows, wild), guard.start(BLOCK, 4), stage.everything(BLOCK).given(0)
    light = []
    for count in range(150):
        wanted = draw(worn, shown, sync.start(BLOCK, 1), Tick(count), out)
        limits, frame = guard.limit(limits, wanted, shown, given_, worn, Tick(count))
        light.append(frame.light[0][:, :, :3].copy())
    jaws = colour.DECODED[np.stack(light)].reshape(150, 4, 8, 3, 3).transpose(0, 1, 4, 2, 3).reshape(150, 12, 8, 3)
    assert flash.wcag(jaws, 30).max_transitions <= 3
