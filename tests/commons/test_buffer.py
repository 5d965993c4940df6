"""What waits: nothing is dropped uncounted, a flapping sensor is capped and told, and means stay true."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from photophore.commons.buffer import BURST, FLAPS, MOST_N, PER_SECOND, Buffer, Source
from photophore.words import Signal

ANN, BOB = b"a" * 16, b"b" * 16
NUMBERS = st.one_of(st.floats(-1, 1, width=32), st.just(float("nan")))


def put(buffer, who, x, now=0, signal=Signal.FEELING, y=np.nan):
    x = np.atleast_1d(np.asarray(x, np.float32))
    xy = np.stack([x, np.broadcast_to(np.float32(y), x.shape)], axis=1)
    return buffer.put(Source(who, signal, 3), np.arange(len(x)) + now, xy, now)


@given(st.lists(st.tuples(st.sampled_from([ANN, BOB]), st.lists(NUMBERS, max_size=40)), max_size=12))
def test_every_sample_is_in_a_row_or_counted(batches):
    buffer, given_, kept = Buffer(), 0, 0
    for who, x in batches:
        given_ += len(x)
        kept += put(buffer, who, np.array(x, np.float32))
    full = buffer.take()
    rows = sum(len(part.columns["ms"]) for part in full)
    assert sum(int(part.columns["n"].sum()) for part in full) == kept == given_ - buffer.over - buffer.full
    assert rows == kept - buffer.joined
    assert buffer.take() == [] and buffer.since is None and buffer.rows == 0


@given(st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=200))
def test_a_row_differs_by_less_than_the_dead_band_from_all_that_it_tells(x):
    buffer = Buffer()
    put(buffer, ANN, x)
    columns = buffer.take()[0].columns
    told = np.repeat(columns["x"], columns["n"])
    assert np.abs(told - np.array(x, np.float32)).max() < 0.0101
    assert abs(told.mean(dtype=float) - np.mean(x)) < 0.0101


def test_a_steady_sensor_is_one_row_until_the_buffer_is_taken():
    buffer = Buffer()
    put(buffer, ANN, np.full(60, 0.5))
    put(buffer, ANN, np.full(60, 0.505), 60)
    put(buffer, ANN, [0.5], 60_000)
    (part,) = buffer.take()
    assert part.columns["n"].tolist() == [120, 1]  # and no row tells of another minute
    put(buffer, ANN, [0.5])
    assert buffer.take()[0].columns["n"].tolist() == [1]  # the first of each file stands for itself


def test_missing_after_missing_is_no_news_and_missing_after_a_number_is():
    buffer = Buffer()
    put(buffer, ANN, [0.5, np.nan, np.nan, 0.5])
    assert buffer.take()[0].columns["n"].tolist() == [1, 2, 1]


def test_a_row_stands_for_no_more_than_it_can_count():
    buffer = Buffer()
    for _ in range(60):
        buffer._tokens.clear()
        put(buffer, ANN, np.zeros(BURST))
    counts = buffer.take()[0].columns["n"]
    assert counts.sum() == 60 * BURST and counts.max() == MOST_N


def test_a_flapping_sensor_is_capped_and_told():
    """home-assistant/core 157435: two sources that fought over one value wrote 75 million rows in five days."""
    buffer, flap = Buffer(), np.tile([-1, 1], 50)
    for second in range(600):
        put(buffer, ANN, flap, 1000 * second)
    put(buffer, BOB, [0.1, 0.9])
    assert buffer.rows <= BURST + 600 * PER_SECOND + 2
    told = buffer.flaps[ANN, Signal.FEELING]
    assert told.over == buffer.over == 600 * 100 - (buffer.rows - 2)
    assert told.first < told.last == 599_000 and len(buffer.flaps) == 1


def test_a_clock_that_jumps_back_gives_no_more_samples():
    buffer = Buffer()
    assert put(buffer, ANN, np.arange(BURST) % 2, 10_000_000) == BURST
    assert put(buffer, ANN, [0.0, 1.0], 0) == 0
    assert put(buffer, ANN, [0.0, 1.0], 1000) == 2


def test_many_who_flap_are_counted_together():
    buffer = Buffer()
    for i in range(FLAPS + 5):
        buffer._tokens[i.to_bytes(16), Signal.FEELING] = (0.0, 0)
        put(buffer, i.to_bytes(16), [1.0])
    assert len(buffer.flaps) == FLAPS + 1 and buffer.flaps[b"", Signal.FEELING].over == 5


def test_a_full_buffer_counts_what_has_no_room():
    buffer = Buffer(rows=5)
    assert put(buffer, ANN, np.arange(9) / 9) == 5
    assert buffer.full == 4 and buffer.rows == 5


@settings(max_examples=50)
@given(st.lists(st.tuples(st.sampled_from([ANN, BOB]), st.floats(-1, 1, width=32)), max_size=30), st.integers(0, 30))
def test_what_could_not_be_written_waits_beside_what_came_meanwhile(said, cut):
    one, both = Buffer(), Buffer()
    for i, (who, x) in enumerate(said):
        put(one, who, x, i)
    for i, (who, x) in enumerate(said[:cut]):
        put(both, who, x, i)
    full, since = both.take(), 0 if said[:cut] else None
    for i, (who, x) in enumerate(said[cut:], cut):
        put(both, who, x, i)
    both.put_back(full, since)
    for who in (ANN, BOB):
        there, here = one.of(who, Signal.FEELING), both.of(who, Signal.FEELING)
        assert there["n"].sum() == here["n"].sum()
    assert both.since == one.since


def test_who_is_forgotten_leaves_nothing_and_the_others_stay():
    buffer = Buffer()
    for i in range(20):
        put(buffer, ANN, i / 20, i)
        put(buffer, BOB, i / 50, i, Signal.HEART)
        put(buffer, BOB, -i / 20, i)
    assert buffer.forget(ANN) == 20 and buffer.forget(ANN) == 0
    assert len(buffer.of(ANN, Signal.FEELING)["ms"]) == 0
    assert len(buffer.of(BOB, Signal.FEELING)["ms"]) == 20
    put(buffer, BOB, 0.5, 30)
    full = buffer.take()
    assert sum(len(part.columns["ms"]) for part in full) == 20 + 1 + 1  # hearts within half a beat are one row
    assert ANN not in full[0].names
    assert not [key for table in (buffer._tokens, buffer.flaps) for key in table if key[0] == ANN]
