import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.pace import LATEST, SPARE, Stats


def test_the_first_frame_is_begun_at_once():
    assert Stats().lead(30) == 1 / 30


@given(st.lists(st.floats(0, 0.2), min_size=1, max_size=2 * LATEST), st.integers(1, 30))
def test_a_frame_is_begun_as_late_as_it_may(took, fps):
    stats = Stats()
    for seconds in took:
        stats.made(seconds)
    lead, latest = stats.lead(fps), np.array(took[-LATEST:])
    assert SPARE <= lead <= 1 / fps
    assert lead == 1 / fps or (latest <= lead).mean() >= 0.96, "nearly all would have been in time"
    assert lead <= latest.max() + SPARE + 1e-9
    assert stats.frames == len(took)


def test_one_slow_frame_in_many_makes_no_other_wait():
    stats = Stats()
    for count in range(300):
        stats.made(0.2 if count % 150 == 50 else 0.004)
    assert stats.lead(30) == pytest.approx(0.004 + SPARE)
