import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore import words
from photophore.commons.taken import Taken
from photophore.words import BLOCK, Audience, BadGlyph, Frame, PhotophoreError, Sense, Signal, Tick, samples, together


def test_each_tooth_has_its_place():
    assert len(words.FDI) == words.TEETH == len(set(words.FDI))
    for tooth, name in enumerate(words.FDI):
        quadrant, place = divmod(name, 10)
        assert 8 * (quadrant - 1) + (place - 1) == tooth
        assert tooth // 8 == quadrant - 1


def test_audiences_and_signals_fit_into_a_mask():
    assert sorted(Audience) == list(range(8))
    assert max(Signal) < words.SIGNALS
    assert sum(it.bit for it in Audience) == 255
    assert {int(it) & (int(it) - 1) for it in words.Purpose} == {0}  # one bit each


def test_each_sense_belongs_to_a_signal():
    assert Sense.REPORT.signal is Signal.FEELING
    assert Sense.HEART_RATE.signal is Signal.HEART
    assert all(isinstance(it.signal, Signal) for it in Sense)


@given(st.integers(0, 2**50), st.floats(0, 1e6), st.sampled_from([25, 30, 60]))
def test_a_tick_counts_frames(count, seconds, fps):
    later = Tick(count, fps).after(seconds)
    assert isinstance(later, int)
    assert abs((later - count) - seconds * fps) <= 0.5
    assert Tick(count, fps).seconds == count / fps


@given(st.lists(st.integers(0, 5), max_size=5))
def test_batches_join_in_their_order(sizes):
    parts = [samples(size)._replace(row=np.full(size, number, np.int32)) for number, size in enumerate(sizes)]
    joined = together(parts)
    assert joined.row.tolist() == [number for number, size in enumerate(sizes) for _ in range(size)]
    assert np.isnan(joined.value).all()
    assert joined.value.shape == (sum(sizes), 2)
    assert [it.dtype for it in joined] == [it.dtype for it in samples()]


def frame(seen: int, present: int) -> Frame:
    """Two blocks; each row's first tooth tells its own number."""
    light = np.zeros((2, 32, 3, BLOCK), np.uint8)
    light[:, 0, 0] = (np.arange(2 * BLOCK) % 251).reshape(2, BLOCK)
    n = 2 * BLOCK
    fallback = np.full((3, n), 9, np.uint8)
    return Frame(Tick(1), light, np.full(n, seen, np.uint8), np.full(n, present, np.uint8), fallback)


@pytest.mark.parametrize("audience", Audience)
def test_an_audience_sees_its_own_bits_only(audience):
    rows = np.array([5, BLOCK + 7, 5])
    full, rest, dark = frame(audience.bit, 255), frame(255 - audience.bit, 255), frame(255 - audience.bit, 0)
    assert full.seen_by(audience, rows).shape == (32, 3, 3)
    assert full.seen_by(audience, rows)[0, 0].tolist() == [5, (BLOCK + 7) % 251, 5]
    assert (rest.seen_by(audience, rows) == 9).all()
    assert (dark.seen_by(audience, rows) == 0).all()


def test_promise_2_what_was_taken_back_after_a_frame_was_begun_is_dark_in_it():
    rows, taken, made = np.array([5, BLOCK + 7]), Taken(2 * BLOCK), frame(255, 255)
    late = Frame(made.tick, made.light, made.seen, made.present, made.fallback, 3, taken)
    taken.take(rows[:1], np.array([Audience.NEAR.bit], np.uint8), 3, 0)  # carried by this very frame
    assert late.seen_by(Audience.NEAR, rows).any(axis=(0, 1)).all()
    taken.take(rows[:1], np.array([Audience.NEAR.bit], np.uint8), 4, 0)
    assert late.seen_by(Audience.NEAR, rows).any(axis=(0, 1)).tolist() == [False, True]
    assert late.seen_by(Audience.PUBLIC, rows).any(axis=(0, 1)).all()
    assert late.seen[5] == late.present[5] == 255 - Audience.NEAR.bit and late.seen[6] == 255


def test_who_asks_for_nobody_sees_nobody():
    assert frame(255, 255).seen_by(Audience.PUBLIC, np.array([], np.int64)).shape == (32, 3, 0)


def test_an_error_says_what_where_and_what_to_try():
    assert str(PhotophoreError("The port is taken", "127.0.0.1:8800", "Try: --port 8801")) == (
        "The port is taken (127.0.0.1:8800). Try: --port 8801"
    )
    assert str(PhotophoreError("The disk is full")) == "The disk is full"
    assert BadGlyph("There is no such word", at=(2, 5)).at == (2, 5)


def test_errors_of_all_floors_are_one_family():
    family = {words.BadGlyph, words.BadRecording, words.BadCity, words.BadMessage, words.NoRoom}
    assert all(issubclass(it, PhotophoreError) for it in family)
