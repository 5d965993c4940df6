"""Gatherings of a loop: groups from above, rules, votes with a cap; and all of it in the light of a loop."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photophore import gathered
from photophore.gathered import MOST, Gathered, votes
from photophore.glyph.gallery import gallery
from photophore.light import sync
from photophore.light.sync import Mode, Rule
from photophore.loop import GROUPS, Loop
from photophore.words import Audience, BadRequest, NoRoom, NotFound, Purpose, Row, Signal, Tick

F = np.float32


@pytest.fixture
def loop():
    made = Loop(1, fast=False, fps=10)
    rows, _ = made.join(300)
    made.dress(rows, teeth=np.uint32(0xFFFFFFFF), power=F(1), rate=F(0.5), group=rows % 3)
    made.wear(rows, gallery()["tide"])
    for audience in (Audience.SELF, Audience.NEAR):
        made.grants.grant(rows, audience, Signal.FEELING, Purpose.LIGHT | Purpose.SYNC)
    made.grants.loosen(rows, 0)
    yield made
    made.close()


def steps(loop, count):
    for _ in range(count):
        loop.step()


def test_a_gathering_falls_into_step_and_the_districts_stay_theirs(loop):
    group = loop.gather(Rule(firm=1.0))
    assert group == GROUPS - 1
    loop.dress(np.arange(0, 300, 2), group=group)
    steps(loop, 60)
    order = loop.order()
    assert order[group] > 0.99 and np.isfinite(order[:3]).all() and np.isnan(order[3:group]).all()
    psi, members = loop.phase_of(group)
    assert members == 150 and 0 <= psi < 1
    turn = loop.memory.phases.beat[0] / 2**32 - 0.05  # it was measured before the frame's own advance
    assert (psi - turn + 0.5) % 1 - 0.5 == pytest.approx(0, abs=0.02)


def test_who_disperses_beats_alone_and_the_group_rests(loop):
    group = loop.gather(Rule(Mode.SCORE))
    loop.dress(np.arange(300), group=group)
    steps(loop, 2)
    loop.disperse(group)
    assert (loop.worn.group[:300] == -1).all()
    assert loop.gather(Rule()) == group - 1, "the other still rests"
    steps(loop, round(gathered.RESTING * loop.fps))
    assert np.isnan(loop.order()).all() and loop.gather(Rule()) == group
    for verb in (lambda: loop.disperse(5), lambda: loop.regather(7, Rule())):
        with pytest.raises(NotFound, match="gathering"):
            verb()


def test_a_rule_that_cannot_be_takes_no_group(loop):
    with pytest.raises(BadRequest, match="firm"):
        loop.gather(Rule(firm=9))
    group = loop.gather(Rule())
    with pytest.raises(BadRequest, match="lag"):
        loop.regather(group, Rule(lag=3))
    assert group == GROUPS - 1


def test_there_is_an_end_to_them():
    made = Gathered(sync.start(0, GROUPS).crowds, 0)
    for _ in range(MOST):
        made.open(Rule(), Tick(0))
    with pytest.raises(NoRoom, match="gatherings"):
        made.open(Rule(), Tick(0))


def test_another_rule_works_at_once(loop):
    group = loop.gather(Rule(firm=0.0))
    loop.dress(np.arange(300), group=group)
    steps(loop, 30)
    before = loop.order()[group]
    assert before < 0.3
    loop.regather(group, Rule(firm=2.0))
    steps(loop, 40)
    assert loop.order()[group] > 0.95
    loop.regather(group, Rule(Mode.FIREFLY))
    loop.phases.due[:] = 1 << 40  # nobody's time comes
    steps(loop, 20)
    cue = loop.cue(Row(0, int(loop.born[0])))
    assert cue.rate == 0 and cue.phase == 0, "it lies still until somebody bursts"


def test_a_districts_votes_are_capped_and_strangers_are_one_district(loop):
    group = loop.gather(Rule(cap=0.4))
    loop.dress(np.arange(200), group=group, district=1)
    loop.dress(np.arange(200, 250), group=group, district=2)
    loop.dress(np.arange(250, 300), group=group)
    loop.step()
    vote = loop.phases.vote[:300]
    parts = np.array([vote[:200].sum(), vote[200:250].sum(), vote[250:].sum()])
    assert parts[0] / parts.sum() == pytest.approx(0.4, abs=1e-4) and (vote[200:] == 1).all()
    assert loop.phases.crowds.field[group, 2] == pytest.approx(parts.sum(), rel=1e-5)
    loop.grants.withdraw(np.arange(100), purposes=Purpose.SYNC)  # who has no vote does not fill the cap
    steps(loop, round(gathered.WEIGHED * loop.fps) + 1)
    assert loop.phases.vote[100:200].sum() == pytest.approx(parts[0], rel=1e-4)
    loop.leave(np.arange(250, 300))
    loop.step()
    assert loop._gathered.district[250] == -1 and loop.phases.vote[100] == pytest.approx(0.5), "two districts halve it"


@settings(max_examples=60)
@given(st.lists(st.integers(-1, 6), min_size=1, max_size=80), st.floats(0.05, 1))
def test_no_district_has_more_than_its_cap(districts, cap):
    districts = np.array(districts, np.int16)
    weight = votes(districts, cap)
    shares = np.array([weight[districts == one].sum() for one in np.unique(districts)]) / weight.sum()
    assert shares.max() <= max(cap, 1 / shares.size) + 1e-4
    assert (weight > 0).all() and weight.max() <= 1
    if shares.max() < cap - 1e-4 and shares.size > 1 / cap:
        assert (weight == 1).all(), "nobody is dimmed without need"


# --- rest


def bright(loop, rows):
    return loop.frame.seen_by(Audience.NEAR, np.atleast_1d(rows)).max(axis=(0, 1))


def test_a_smile_that_rests_is_dark_whatever_it_is_dressed_in_and_comes_back(loop):
    loop.wear(np.arange(300), gallery()["ripples"])
    loop.dress(np.arange(300), fallback=np.full((3, 300), 40, np.uint8))
    steps(loop, 40)
    loop.rest(np.arange(10))
    steps(loop, 9)
    loop.dress(np.arange(20), power=F(0.9), fallback=np.full((3, 20), 60, np.uint8))
    loop.wear(np.arange(5), gallery()["tide"])
    for _ in range(30):
        loop.step()
        assert not bright(loop, np.arange(10)).any() and not loop.frame.fallback[:, :10].any()
    assert loop.resting[:12].tolist() == [True] * 10 + [False] * 2
    assert loop.cue(Row(3, int(loop.born[3]))).power == 0
    loop.wake(np.arange(10))
    steps(loop, 30)
    assert (loop.worn.power[:20] == F(0.9)).all() and not loop.resting.any()
    loop.rest(np.arange(2))
    steps(loop, 12)
    loop.leave(np.arange(2))
    assert not loop.resting.any()
