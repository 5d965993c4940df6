"""What is counted as it comes equals what the analyser counts of the whole; who is exposed is found."""

from types import SimpleNamespace

import numpy as np

from photophore import colour
from photophore.city import eyes
from photophore.light import flash
from photophore.words import BLOCK, QUADRANTS, Audience, Purpose, Signal

FRAMES, K = 90, 24


def wild() -> np.ndarray:
    """(FRAMES, 32, 3, K) light: noise, square waves of many paces, and saturated reds."""
    dice = np.random.default_rng(4)
    light = dice.integers(0, 256, (FRAMES, 32, 3, K)).astype(np.uint8)
    for smile in range(8, K):
        pace = 1 + smile % 9
        light[:, :, :, smile] = np.where((np.arange(FRAMES) // pace % 2 == 0)[:, None, None], 220, 15)
    light[:, :, 1:, 16:] = 0
    return light


def test_it_counts_what_the_analyser_counts():
    light, rows = wild(), np.arange(K)
    seen = eyes.start(K, 30)
    for frame in light:
        eyes.look(seen, rows, frame)
    for smile in range(K):
        jaws = colour.DECODED[light[..., smile].reshape(FRAMES, QUADRANTS, 8, 3)]
        told = flash.wcag(jaws, 30)
        assert eyes.most(seen, [smile]) == told.max_transitions
        assert (eyes.failures(seen, [smile]) > 0) == (told.failures > 0)
    assert eyes.failures(seen) > 0


def test_a_whole_frame_is_seen_as_people_near_see_it():
    light = np.zeros((1, 32, 3, BLOCK), np.uint8)
    near, here = Audience.NEAR.bit, np.zeros(BLOCK, np.uint8)
    here[:3] = near
    fallback = np.full((3, BLOCK), 200, np.uint8)
    seen = eyes.start(BLOCK, 30)
    apart = np.zeros(BLOCK, bool)
    apart[2] = True
    for count in range(30):
        light[:] = 250 * (count % 2)
        present = np.where(np.arange(BLOCK) == 5, near, 0)
        frame = SimpleNamespace(light=light, seen=here, present=present, fallback=fallback)
        eyes.look_at(seen, frame, apart)
    told = [eyes.most(seen, [row]) for row in range(7)]
    assert told == [29, 29, 0, 0, 0, 1, 0]  # two flicker, one is told apart, one's fallback came once, others are dark


def test_who_shines_without_a_grant_is_exposed_but_for_a_still_fallback():
    mask = np.zeros((8, 16, 4), np.uint16)
    for audience in (Audience.SELF, Audience.NEAR):
        mask[audience, Signal.FEELING, 0] = Purpose.LIGHT
    fallback = np.full((3, 4), 40, np.uint8)
    light = np.zeros((32, 3, 4), np.uint8)
    light[:, :, 0], light[3, 1, 1], light[:, :, 2] = 99, 7, 40
    found = eyes.exposed(light, np.arange(4), SimpleNamespace(mask=mask), fallback)
    assert found.tolist() == [False, True, False, False]
