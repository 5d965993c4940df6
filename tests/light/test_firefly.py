"""Fireflies: alone they are as single ones were measured, together they are as even as a crowd; never too fast."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photophore.light import firefly, sync
from photophore.words import Tick

F = np.float32
FPS = 4  # a coarse clock is enough for seconds
COUNTS = (5, 10, 15, 20)
STEP = sync.steps(sync.FASTEST, F(FPS))


class Meadow:
    """Many gatherings of so many fireflies each, which do not see each other."""

    def __init__(self, many: int, each: int, openness: float = 1.0):
        self.group = np.repeat(np.arange(many), each)
        self.phases = sync.start(self.group.size, 1)
        self.openness, self.seed = np.full(self.group.size, openness), np.arange(self.group.size, dtype=np.uint32)
        self.bursts: list[list[float]] = [[] for _ in range(many)]  # seconds at which each gathering bursts
        self.many, self.count = many, 0

    def step(self) -> np.ndarray:
        """A frame -> how far each moved, in steps of a turn."""
        phases, tick, before = self.phases, Tick(self.count, FPS), self.phases.beat.copy()
        own = firefly.begins(phases.beat, phases.left, phases.due, tick.count, FPS)
        begin = np.bincount(self.group[own], minlength=self.many) > 0
        beats = np.where(begin, firefly.flashes(np.arange(self.many), tick.count), 0).astype(F)
        for group in np.flatnonzero(begin):
            self.bursts[group].append(tick.seconds)
        rows = np.arange(self.group.size)
        firefly.fly(phases, rows, (self.openness, self.seed), beats[self.group], (tick, STEP))
        self.count += 1
        return (phases.beat - before).astype(np.int64)


def between(each: int, seconds: int, many: int) -> np.ndarray:
    """Seconds from burst to burst."""
    meadow = Meadow(many, each)
    for _ in range(seconds * FPS):
        meadow.step()
    return np.concatenate([np.diff(times) for times in meadow.bursts])


def alone() -> np.ndarray:
    """Seconds from burst to burst of a single firefly."""
    beats, shares = np.array(firefly.FLASHES).T
    waits = firefly.wait((np.arange(100_000) / 100_000).astype(F), F(30)) / 30
    bursts = np.random.default_rng(1).choice(beats, p=shares, size=waits.size) / sync.FASTEST
    return waits + bursts + firefly.REFRACTORY


def test_one_alone_waits_as_single_fireflies_do():
    """68 s in the middle, 170 s in the mean, a spread of 1.4 of it; specs light 5.4."""
    found = alone()
    assert np.median(found) == pytest.approx(68, abs=2) and found.mean() == pytest.approx(165, abs=12)
    assert found.std() / found.mean() == pytest.approx(1.4, abs=0.06)


def test_the_more_there_are_the_more_even_they_burst():
    found = [alone(), *(between(each, 300, 40) for each in COUNTS)]
    even = [it.std() / it.mean() for it in found]
    assert (np.diff(even) < 0).all() and even[-1] <= 0.5, even
    assert all(10 <= np.median(it) <= 15 for it in found[1:])
    assert min(it.min() for it in found) >= 2 / sync.FASTEST + firefly.REFRACTORY - 1 / FPS


def test_bursts_have_two_to_six_beats_and_mostly_four():
    beats, count = np.unique(firefly.flashes(np.arange(20_000), 7), return_counts=True)
    assert beats.tolist() == [2, 3, 4, 5, 6] and beats[np.argmax(count)] == 4
    assert count / 20_000 == pytest.approx([share for _, share in firefly.FLASHES], abs=0.02)


def test_all_burst_as_one_end_at_rest_and_never_beat_faster_than_the_cap():
    meadow, most = Meadow(1, 30), int(STEP)
    meadow.phases.beat[:] = np.arange(30) * (2**32 // 30)  # they come from elsewhere in their beat
    for _ in range(FPS):
        assert (meadow.step() <= most).all()
    assert not meadow.phases.beat.any(), "each ends the beat that it was in, and lies still"
    seen = 0
    for _ in range(60 * FPS):
        moved = meadow.step()
        assert moved.max() <= most and np.unique(meadow.phases.beat).size == 1, "the crowd is one"
        seen += moved.any()
    assert 10 < seen < 30 * FPS and meadow.bursts[0]


def test_the_autonomous_follow_nobody_and_still_set_off_others():
    meadow = Meadow(1, 20, 0.0)
    apart = 0
    for _ in range(120 * FPS):
        meadow.step()
        apart += 0 < (meadow.phases.left > 0).mean() < 0.5
    assert apart > 20 * FPS, "they burst by their own time, hardly ever together"
    meadow.openness[:10] = 1
    together = 0
    for _ in range(200 * FPS):
        meadow.step()
        together = max(together, (meadow.phases.left > 0).sum())
    assert together >= 10


def test_who_was_away_does_not_burst_for_what_it_missed():
    meadow = Meadow(1, 1)
    meadow.step()
    meadow.count = int(meadow.phases.due[0]) + FPS + 1
    meadow.step()
    assert not meadow.bursts[0] and meadow.phases.due[0] > meadow.count


@settings(max_examples=50)
@given(st.integers(0, 2**32 - 1), st.integers(0, 6), st.integers(-50, 50), st.integers(-50, 50), st.integers(2, 30),
       st.floats(0, 1, width=32))  # fmt: skip
def test_whatever_it_was_told_it_only_goes_forward_and_no_faster_than_the_cap(beat, left, ready, due, fps, openness):
    phases, pace = sync.start(1, 1, np.array([beat], np.uint32)), sync.steps(sync.FASTEST, F(fps))
    phases.left[:], phases.ready[:], phases.due[:] = left, ready, due
    for count in range(40):
        before = int(phases.beat[0])
        who, beats = (np.full(1, openness, F), np.arange(1, dtype=np.uint32)), np.full(1, 6 * (count % 3 == 0), F)
        firefly.fly(phases, np.arange(1), who, beats, (Tick(count, fps), pace))
        assert (int(phases.beat[0]) - before) % 2**32 <= int(pace)
        assert phases.left[0] <= 6
