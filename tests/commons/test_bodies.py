"""Bodies are sensed where they may be and by whom they may be; what they made us believe goes with the grant."""

import numpy as np
import pytest

from photophore.glyph.gallery import gallery
from photophore.loop import Loop
from photophore.words import Audience, Brightness, Purpose, Samples, Sense, Signal, Venue

F = np.float32


@pytest.fixture
def loop():
    made = Loop(1, fast=False, fps=10)
    yield made
    made.close()


def feed(loop, rows, born, kind, first, second):
    value = np.tile(np.array([first, second], F), (rows.size, 1))
    loop.feed(Samples(rows, born, np.full(rows.size, kind, np.uint8), value,
                      np.full(rows.size, loop.tick.count, np.int64)))  # fmt: skip


def say(loop, rows, born, value=(0.5, 0.2)):
    feed(loop, rows, born, Sense.REPORT, *value)


def light(loop, rows):
    """Everything it takes to glow for the public."""
    loop.dress(rows, teeth=np.uint32(0xFFFFFFFF), power=F(1), rate=F(0.1))
    loop.wear(rows, gallery()["tide"])
    for audience in (Audience.SELF, Audience.PUBLIC):
        loop.grants.grant(rows, audience, Signal.FEELING, Purpose.LIGHT)


def steps(loop, count):
    for _ in range(count):
        loop.step()


def sense(loop, rows, born):
    """A sample of each kind that a body gives, and a text."""
    kinds = ((Sense.HEART_RATE, 95, np.nan), (Sense.INTERVALS, 640, 0.9), (Sense.SKIN, 3, 1), (Sense.TEXT, 0.9, np.nan),
             (Sense.MOTION, 0.01, np.nan))  # fmt: skip
    for kind, first, second in kinds:
        feed(loop, rows, born, kind, first, second)


def bodies(sensed) -> bool:
    return bool((sensed.heard_at >= 0).any() or (sensed.felt_at[[0, 1, 3]] >= 0).any())  # beats, skin, motion


@pytest.mark.parametrize("kind", list(Venue))
def test_a_body_is_sensed_only_where_it_may_be_and_words_are_heard_everywhere(loop, kind):
    loop.grants.mark(kind)
    rows, born = loop.join(3)
    light(loop, rows)
    for audience in Audience:
        for signal in Signal:
            loop.grants.grant(rows, audience, signal, Purpose.LIGHT)
    loop.grants.choose(rows, Brightness.ALL)
    say(loop, rows, born)
    sense(loop, rows, born)
    steps(loop, 20)
    assert bodies(loop.memory.sensed) == kind.senses_bodies
    assert (loop.memory.feelings.now[:, rows] > 0.1).all() and loop.frame.seen_by(Audience.PUBLIC, rows).any()


def test_each_sense_needs_its_own_grant_and_none_is_given_at_first(loop):
    rows, born = loop.join(3)
    light(loop, rows)
    loop.grants.choose(rows, Brightness.ALL)
    sense(loop, rows, born)
    loop.step()
    sensed = loop.memory.sensed
    assert not bodies(sensed) and (sensed.felt_at < 0).all() and not (loop.memory.feelings.at >= 0).any()
    loop.grants.grant(rows, Audience.SELF, Signal.SKIN, Purpose.LIGHT)
    sense(loop, rows, born)
    loop.step()
    assert (sensed.felt_at[:, rows] >= 0).any(axis=1).tolist() == [False, True, False, False]
    assert (sensed.heard_at < 0).all()


def test_what_a_sensor_made_us_believe_is_taken_back_with_its_grant(loop):
    rows, born = loop.join(2)
    light(loop, rows)
    for signal in (Signal.HEART, Signal.SKIN, Signal.STORY):
        loop.grants.grant(rows, Audience.SELF, signal, Purpose.LIGHT)
    loop.grants.choose(rows, Brightness.ALL)
    say(loop, rows[:1], born[:1], (0.3, -0.3))
    loop.step()
    believed = loop.memory.feelings.mean[:, :, rows[0]].copy()
    for _ in range(15):
        sense(loop, rows, born)
        steps(loop, 10)
    assert not np.allclose(loop.memory.feelings.mean[:, :, rows[0]], believed)
    for signal in (Signal.HEART, Signal.SKIN, Signal.STORY):
        loop.grants.withdraw(rows, Audience.SELF, signal)
    loop.step()
    feelings = loop.memory.feelings
    assert np.array_equal(feelings.mean[:, :, rows[0]], believed)  # the own word is left
    assert feelings.at[rows[1]] == -1 and not bodies(loop.memory.sensed)
