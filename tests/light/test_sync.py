"""Smiles fall into step as Kuramoto's theory says, only forward, and never faster than the cap."""

import numpy as np
import pytest
from hypothesis import given as given_
from hypothesis import settings
from hypothesis import strategies as st

from photophore.commons.consent import Grants
from photophore.light import order, sync
from photophore.light.sync import Mode, Rule
from photophore.words import BLOCK, Audience, BadRequest, Purpose, Signal, Tick
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


# --- gatherings that somebody opened


def gathering(rule: Rule, rate, autonomy=0.0, seed=5, n=N):
    """A function that makes a frame of a gathering of n, and its phases."""
    begin = np.random.default_rng(seed).integers(0, 2**30, n, dtype=np.uint32)
    phases, shown = sync.start(n, 2, begin), stage.shown(n)
    worn, given = stage.worn(n, rate=rate, group=1), willing(n, autonomy).given(0)
    sync.obey(phases.crowds, 1, rule)
    counts = iter(range(10**6))
    return lambda: sync.drift(phases, shown, given, worn, Tick(next(counts))), phases


def spread(kind: str, width: float, n: int = N) -> np.ndarray:
    rates = np.clip(MIDDLE + width * SPREADS[kind][0](EVEN[:: N // n]), 0, 1.5)
    return np.random.default_rng(5).permutation(rates)


@pytest.mark.parametrize(("kind", "pull", "frames"), [("gauss", 3, 300), ("lorentz", 4, 600)])
def test_the_robust_pull_keeps_the_exact_law_while_everybody_is_honest(kind, pull, frames):
    width, found = SPREADS[kind][1], []
    step, phases = gathering(Rule(firm=pull * width), spread(kind, width))
    for count in range(frames):
        step()
        found += [sync.order(phases)[1]] if count > 2 * frames // 3 else []
    assert np.mean(found) == pytest.approx(order.order(pull, kind, 1), abs=0.02)


def test_below_the_threshold_the_robust_pull_lets_a_crowd_fall_apart():
    step, phases = gathering(Rule(firm=0.1 * 1.0), spread("gauss", 0.1))
    for _ in range(700):
        step()
    assert sync.order(phases)[1] < 0.08


@pytest.mark.slow
@pytest.mark.parametrize("pull", [3.5, 5, 8])
def test_the_whole_table_of_autonomy_by_the_robust_pull(pull):
    autonomy, found = np.random.default_rng(6).permutation(EVEN).astype(F), []
    step, phases = gathering(Rule(firm=pull * 0.04), spread("lorentz", 0.04), autonomy)
    for count in range(4500):
        step()
        found += [sync.order(phases)[1]] if count > 3000 else []
    theory = order.with_autonomy(pull, autonomy, 1)
    assert np.mean(found) < 0.12 if theory == 0 else np.mean(found) == pytest.approx(theory, abs=0.02)


def test_a_crowd_that_falls_into_step_takes_the_way_that_theory_tells():
    """Ott and Antonsen's transient; a start by r0 on their own manifold: phases as a Lorentz crowd has them."""
    width, firm, r0 = 0.04, 0.16, 0.2
    even = np.random.default_rng(8).permutation(EVEN)
    step, phases = gathering(Rule(firm=firm), spread("lorentz", width))
    wrapped = 2 * np.arctan((1 - r0) / (1 + r0) * np.tan(np.pi * (even - 0.5)))  # a wrapped Cauchy of that r
    phases.beat[:] = ((wrapped / (2 * np.pi)) % 1 * 2**32).astype(np.uint64).astype(np.uint32)
    found = []
    for _ in range(450):
        step()
        found.append(sync.order(phases)[1])
    theory = order.begins(2 * np.pi * firm, 2 * np.pi * width, r0, np.arange(450) / 30)
    assert np.abs(np.array(found) - theory).max() <= 0.03


@pytest.mark.parametrize("robust", [True, False])
def test_a_fifth_of_liars_turns_the_median_little_and_the_mean_much(robust):
    liars = np.arange(BLOCK) < BLOCK // 5
    rate = np.where(liars, MIDDLE, spread("gauss", 0.14, BLOCK))
    step, phases = gathering(Rule(firm=0.5, robust=robust), rate, n=BLOCK)
    found = []
    for count in range(240):
        honest = np.exp(2j * np.pi * phases.beat[~liars] / 2**32).mean()
        phases.beat[liars] = np.uint32(int((np.angle(honest) / 2 / np.pi + 0.3) % 1 * 2**32))  # 108 degrees aside
        step()
        x, y, _ = phases.crowds.lead[1]
        found += [np.degrees(np.angle(complex(x, y) / honest))] if count > 120 else []
    assert np.mean(found) <= 8 if robust else np.mean(found) > 12


def test_one_vote_and_no_more():
    """A district whose votes weigh little turns the crowd little, however many it has."""
    begin = np.where(np.arange(BLOCK) < 1500, 0, 1 << 30).astype(np.uint32)
    step, phases = gathering(Rule(), 0.5, n=BLOCK)
    phases.beat[:] = begin
    phases.vote[:1500] = 0.1
    step()
    assert np.angle(complex(*phases.crowds.field[1, :2])) == pytest.approx(np.arctan2(548, 150), abs=1e-5)


def test_a_lag_keeps_each_behind_where_it_is_pulled_to():
    step, phases = gathering(Rule(firm=0.5, lag=0.1, robust=False), 0.5, n=BLOCK)
    for _ in range(200):
        step()
    before = phases.beat.copy()
    step()
    hertz = (phases.beat - before).astype(np.int64).mean() / 2**32 * 30
    assert hertz == pytest.approx(0.5 - 0.5 * np.sin(0.2 * np.pi), abs=0.005)  # Sakaguchi: slower by K sin(lag)
    assert sync.order(phases)[1] > 0.99


def test_a_smile_that_granted_no_sync_neither_pulls_nor_is_pulled():
    step, phases = gathering(Rule(firm=2.0), 0.5, n=BLOCK)
    grants = willing(BLOCK, 0.0)
    grants.withdraw(np.arange(0, BLOCK, 2), purposes=Purpose.SYNC)
    before = phases.beat.copy()
    sync.drift(phases, stage.shown(BLOCK), grants.given(0), stage.worn(BLOCK, rate=0.5, group=1), Tick(0))
    moved = (phases.beat - before).astype(np.int64)
    assert np.unique(moved[::2]).size == 1 and np.unique(moved[1::2]).size > 400
    assert phases.crowds.field[1, 2] == BLOCK // 2


@pytest.mark.parametrize("wrong", [{"firm": 2.1}, {"firm": np.nan}, {"firm": -1}, {"lag": 0.6}, {"lag": np.inf},
                                   {"cap": 0.0}, {"cap": 2.0}, {"mode": 9}])  # fmt: skip
def test_a_rule_that_cannot_be_changes_nothing(wrong):
    crowds = sync.start(0, 2).crowds
    before = crowds.rule.copy()
    with pytest.raises(BadRequest, match="gathering"):
        sync.obey(crowds, 1, Rule(**wrong))
    assert (crowds.rule == before).all()


@settings(max_examples=40)
@given_(st.sampled_from(list(Mode)), st.floats(0, 2), st.floats(-0.5, 0.5), st.booleans(), st.integers(2, 30),
        st.lists(FLOATS, min_size=4, max_size=4))  # fmt: skip
def test_no_gathering_pushes_anybody_back_or_beyond_the_cap(mode, firm, lag, robust, fps, rates):
    phases = sync.start(BLOCK, 1, np.random.default_rng(1).integers(0, 2**32, BLOCK, dtype=np.uint32))
    sync.obey(phases.crowds, 0, Rule(mode, firm, robust, lag))
    worn, given = stage.worn(BLOCK, rate=np.resize(np.array(rates, F), BLOCK), group=0), willing(BLOCK, 0.0).given(0)
    for count in range(3):
        before = phases.beat.copy()
        sync.drift(phases, stage.shown(BLOCK), given, worn, Tick(count, fps))
        assert ((phases.beat - before).astype(np.int64) <= 1.5 / fps * 2**32 + 512).all()


def told(phases, count, group=1, autonomy=0.3):
    """Of the first rows, at 0.5 Hz by themselves."""
    rows = np.full(count, 0.5, F), np.full(count, group), np.full(count, autonomy, F)
    return sync.rates_of(phases, np.arange(count), rows).tolist()


def test_what_a_cue_tells_is_how_fast_a_row_goes():
    step, phases = gathering(Rule(firm=0.6), 0.5, 0.3, n=BLOCK)
    for _ in range(3):
        before, rates = phases.beat.copy(), told(phases, 4)
        step()
    assert told(phases, 2, group=-1) + told(phases, 1, autonomy=np.nan) == [0.5] * 3, "alone, or without a grant"
    moved = (phases.beat - before)[:4].astype(np.int64) / 2**32 * 30
    assert moved == pytest.approx(rates, abs=0.12) and np.ptp(rates) > 0  # a frame apart
    sync.obey(phases.crowds, 1, Rule(Mode.FIREFLY))
    phases.beat[0], phases.beat[1] = 0, 5
    assert told(phases, 2) == [0.0, 1.5]


# --- pulses, against which the mean field is held


def cycles(phase: np.ndarray, b: float, eps: float) -> float:
    """Mirollo and Strogatz 1990, event by event, those who fire as one stay one: cycles until all are; inf after 60."""
    size, time = np.ones(phase.size), 0.0
    while phase.size > 1 and time < 60:
        wait = 1 - phase.max()
        phase, time = phase + wait, time + wait
        lit, total = phase >= 1 - 1e-12, 0.0
        while lit.any():
            pulse = size[lit].sum()
            total, phase, size = total + pulse, phase[~lit], size[~lit]
            height = np.log1p(np.expm1(b) * phase) / b + eps * pulse  # concave: who is nearly there is lifted most
            lit = height >= 1
            phase = np.expm1(b * np.minimum(height, 1)) / np.expm1(b)
        phase, size = np.append(phase, 0.0), np.append(size, total)
    return time if phase.size == 1 else np.inf


@pytest.mark.parametrize(("n", "b", "eps", "middle"), [(100, 3, 0.002, 6.1), (100, 3, 0.005, 0.9), (100, 1, 0.005, 2.6),
                                                       (2, 3, 0.05, 2.1)])  # fmt: skip
def test_pulses_bring_thirty_of_thirty_crowds_together(n, b, eps, middle):
    found = [cycles(np.random.default_rng(seed).random(n), b, eps) for seed in range(30)]
    assert np.isfinite(found).all() and np.median(found) == pytest.approx(middle, abs=max(0.6, middle / 4))


def test_a_convex_rise_brings_hardly_anybody_together():
    """One demonstration on the web bends it the wrong way round; so this would be seen."""
    found = [cycles(np.random.default_rng(seed).random(30), -3, 0.002) for seed in range(10)]
    assert np.isinf(found).mean() > 0.5
