"""Smiles fall into step as Kuramoto's theory says, only forward, and never faster than the cap."""

import numpy as np
import pytest
from hypothesis import given as given_
from hypothesis import settings
from hypothesis import strategies as st

from photophore.commons.consent import Grants
from photophore.light import sync
from photophore.words import BLOCK, Audience, Purpose, Signal, Tick
from tests.light import stage

F = np.float32
N = 2 * BLOCK  # 4096
MIDDLE = 0.75  # hertz, in the middle of 0..1.5, so that no rate is cut
EVEN = (np.arange(N) + 0.5) / N  # quantiles, so that a run has no luck


def inverse_gauss(p: np.ndarray) -> np.ndarray:
    x = np.linspace(-6, 6, 100_001)
    density = np.exp(-(x**2) / 2)
    return np.interp(p, np.cumsum(density) / density.sum(), x)


SPREADS = {
    "lorentz": (lambda p: np.tan(np.pi * (p - 0.5)), 0.04),  # hertz of one width; tails are cut at 19 widths
    "gauss": (inverse_gauss, 0.1),
    "uniform": (lambda p: 2 * p - 1, 0.1),
}


def willing(n: int, autonomy) -> Grants:
    """Grants of n rows who all pull and are pulled, as far as their autonomy lets them."""
    grants = Grants(n)
    grants.grant(np.arange(n), Audience.NEAR, Signal.FEELING, Purpose.SYNC)
    grants.loosen(np.arange(n), autonomy)
    return grants


def beat(kind: str, pull: float, autonomy, frames: int) -> float:
    """r, the mean over the last third; pull in widths of the spread."""
    quantiles, width = SPREADS[kind]
    rng = np.random.default_rng(5)
    rate = np.clip(MIDDLE + width * quantiles(EVEN), 0, 1.5)
    worn = stage.worn(N, rate=rng.permutation(rate), group=0)
    grants = willing(N, autonomy)
    start = rng.integers(0, 2**30, N, dtype=np.uint32)  # in a quarter: sync that dissolves is a finding too
    phases, shown, allowed = sync.start(N, 1, start), stage.shown(N), grants.given(0)
    phases.crowds.rule[0, 1] = pull * width  # K = 2 pi firm, and widths are 2 pi times hertz
    found = []
    for count in range(frames):
        sync.drift(phases, shown, allowed, worn, Tick(count))
        if count > 2 * frames // 3:
            found.append(sync.order(phases)[0])
    return float(np.mean(found))


@pytest.mark.parametrize(
    ("kind", "pull", "theory", "frames"),
    [
        ("lorentz", 3, 0.5774, 1200), ("lorentz", 8, 0.8660, 400),
        ("gauss", 1.8, 0.5629, 1200), ("gauss", 3, 0.9252, 400),
        ("uniform", 1.4, 0.8731, 900), ("uniform", 3, 0.9804, 400),
    ],
)  # fmt: skip
def test_order_is_what_theory_says(kind, pull, theory, frames):
    assert beat(kind, pull, 0.0, frames) == pytest.approx(theory, abs=0.02)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "pull", "theory"),
    [
        ("lorentz", 2.5, 0.4472), ("lorentz", 3, 0.5774), ("lorentz", 4, 0.7071), ("lorentz", 8, 0.8660),
        ("gauss", 1.7, 0.4254), ("gauss", 1.8, 0.5629), ("gauss", 2, 0.7152), ("gauss", 2.5, 0.8697),
        ("gauss", 3, 0.9252), ("gauss", 4, 0.9642),
        ("uniform", 1.28, 0.8029), ("uniform", 1.4, 0.8731), ("uniform", 1.6, 0.9158), ("uniform", 2, 0.9519),
        ("uniform", 3, 0.9804),
    ],
)  # fmt: skip
def test_the_whole_table_of_theory(kind, pull, theory):
    assert beat(kind, pull, 0.0, 4500) == pytest.approx(theory, abs=0.02)


def test_below_the_onset_a_crowd_that_was_in_step_falls_out_of_it():
    assert beat("gauss", 1.0, 0.0, 700) < 0.06


@pytest.mark.parametrize(("pull", "theory", "frames"), [(3.5, None, 1200), (8, 0.5816, 700)])
def test_only_the_mean_openness_decides_the_onset(pull, theory, frames):
    """Autonomy even on 0..1: the threshold doubles, to 4 widths; specs light 5.2."""
    autonomy = np.random.default_rng(6).permutation(EVEN).astype(F)
    order = beat("lorentz", pull, autonomy, frames)
    assert order < 0.12 if theory is None else order == pytest.approx(theory, abs=0.02)


def few(rate=0.5, group=-1, autonomy=0.5, heart=np.nan, fps=30, frames=1, begin=0):
    """One block after some frames -> its phases before and after."""
    grants = willing(BLOCK, autonomy)
    phases = sync.start(BLOCK, 2, np.broadcast_to(np.asarray(begin, np.uint32), BLOCK).copy())
    before = phases.beat.copy()
    worn, shown = stage.worn(BLOCK, rate=rate, group=group), stage.shown(BLOCK, heart=heart)
    for count in range(frames):
        sync.drift(phases, shown, grants.given(0), worn, Tick(count, fps))
    return before, phases


def test_a_smile_alone_beats_exactly_at_its_own_rate():
    before, phases = few(rate=0.5, frames=1800)  # a minute, thirty beats
    gone = (phases.beat - before).astype(np.int32)  # past whole turns
    assert np.abs(gone).max() < 1800 * 8  # steps of 2**-32 turns; float32 keeps 24 bits of a step
    assert np.isnan(sync.order(phases)).all()  # nobody is in a gathering


def test_the_autonomous_are_never_pulled_and_the_others_are():
    autonomy = np.where(np.arange(BLOCK) % 2, 1.0, 0.0).astype(F)
    begin = np.where(np.arange(BLOCK) % 2, 0, 1 << 30)
    before, phases = few(rate=0.5, group=0, autonomy=autonomy, begin=begin)
    step = (phases.beat - before)[:2].astype(np.int64)
    assert step[1] == pytest.approx((1 << 32) / 60, abs=16)
    assert step[0] < step[1] * 0.9  # it was ahead, and waits


def test_gatherings_do_not_pull_each_other():
    group = np.where(np.arange(BLOCK) % 2, 1, 0)
    begin = np.where(np.arange(BLOCK) % 2, 0, 1 << 30)
    before, phases = few(group=group, autonomy=0.0, begin=begin)
    assert np.unique(phases.beat - before).size == 1
    assert sync.order(phases) == pytest.approx([1, 1], abs=1e-6)


FLOATS = st.floats(width=32) | st.sampled_from([np.nan, np.inf, -np.inf, 3.4e38, -3.4e38, 1e-45, 1.5, 90.0])


@settings(max_examples=60)
@given_(st.lists(FLOATS, min_size=4, max_size=4), st.lists(FLOATS, min_size=4, max_size=4), st.integers(1, 30),
        st.integers(-1, 1))  # fmt: skip
def test_phases_go_forward_and_never_above_the_cap_whatever_is_sent(rates, hearts, fps, group):
    rate, heart = np.resize(np.array(rates, F), BLOCK), np.resize(np.array(hearts, F), BLOCK)
    begin = np.random.default_rng(1).integers(0, 2**32, BLOCK, dtype=np.uint32)
    before, phases = few(rate, group, 0.0, heart, fps, begin=begin)
    most = 1.5 / fps * 2**32
    for now in (phases.beat, phases.heart):
        gone = (now - before).astype(np.int64)
        assert (gone <= most + 512).all()  # a step back would be nearly a whole turn
    still = ~(rate > 0) & (group < 0)
    assert (phases.beat[still] == before[still]).all()
    assert (phases.heart[~(heart > 0)] == before[~(heart > 0)]).all()


def test_a_quick_heart_is_shown_at_every_second_beat():
    rate = sync.heart_rate(np.array([40, 60, 90, 91, 150, 200, np.nan, -5, 0], F))
    assert rate == pytest.approx(np.array([40, 60, 90, 45.5, 75, 90, 0, 0, 0]) / 60, abs=1e-6)


def test_what_is_not_a_heart_stands_still():
    before, phases = few(heart=np.nan, frames=10)
    assert (phases.heart == before).all()


def test_order_is_the_length_of_the_mean():
    rng = np.random.default_rng(4)
    start = rng.integers(0, 2**31, BLOCK, dtype=np.uint32)
    phases = sync.start(BLOCK, 2, start)
    sync.sums(phases, willing(BLOCK, 0.5).given(0), stage.worn(BLOCK, group=np.where(np.arange(BLOCK) < 100, 1, -1)))
    mean = np.exp(2j * np.pi * start[:100] / 2**32).mean()
    assert np.isnan(sync.order(phases)[0]) and sync.order(phases)[1] == pytest.approx(abs(mean), abs=1e-5)
