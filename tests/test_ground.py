"""The ground of rows: the same arrays for everybody who asks, shards that begin where turns begin, nothing kept."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore import ground
from photophore.commons.consent import Grants
from photophore.ground import OWN, Room, Size, lay, weight
from photophore.light import path
from photophore.sense import feeling
from photophore.words import BLOCK, Audience, NoRoom, Purpose, Signal, Tick


@given(st.integers(1, 600), st.integers(1, 40), st.integers(1, 30))
def test_every_block_has_one_shard_that_begins_where_turns_begin(blocks, shards, fps):
    size = Size.of(blocks, shards, fps)
    cuts = size.cuts()
    assert cuts[0] == 0 and cuts[-1] == blocks and 1 <= size.shards <= shards
    assert all(a < b for a, b in zip(cuts, cuts[1:], strict=False))
    for first in cuts[:-1]:
        assert first * BLOCK % fps == 0 and first * BLOCK // feeling.STRIP % fps == 0
    if shards == 2 and blocks >= 2 * fps:
        assert size.shards == 2 and abs(cuts[1] - blocks / 2) <= fps


def arrays(laid):
    own = [[getattr(one.phases, name) for name in OWN] for one in laid.memory]  # votes and crowds are shared
    memory = [part for one in laid.memory for part in (*one.sensed, *one.feelings, one.display.shown.seen)]
    inbox = [column for one in laid.inbox for column in one]
    shared = [laid.light, laid.seen, laid.parts, *laid.crowds, laid.vote, laid.sums, laid.barred]
    return [*laid.worn, *laid.grants, *shared, *inbox, *memory, *sum(own, [])]


def test_who_lays_the_same_room_sees_the_same_arrays_and_no_two_overlap():
    size = Size(2, 2, 16)
    room = Room(weight(size))
    here = lay(room, size)
    other = Room.__new__(Room)
    other.__setstate__(room.__getstate__())  # as it is handed to another process
    there = lay(other, size)
    for number, (mine, theirs) in enumerate(zip(arrays(here), arrays(there), strict=True)):
        assert mine.shape == theirs.shape and mine.dtype == theirs.dtype and not mine.any()
        mine.flat[:1] = number % 100 + 1
    for number, theirs in enumerate(arrays(there)):
        assert theirs.size == 0 or theirs.flat[0] == number % 100 + 1


def test_a_small_shared_memory_is_told_before_anything_is_laid(monkeypatch):
    monkeypatch.setattr(ground.os.path, "isdir", lambda _: True)
    monkeypatch.setattr(ground.shutil, "disk_usage", lambda _: type("Small", (), {"free": 64 << 20}))
    with pytest.raises(NoRoom, match="shared memory.*--shards 1"):
        Room(100 << 20)


def test_what_may_not_be_heard_is_forgotten_and_what_has_faded_is_let_go():
    memory, grants = path.start(1), Grants(BLOCK)
    memory.feelings.now[:], memory.feelings.at[:] = 0.5, 3
    memory.sensed.heart[:], memory.sensed.heard_at[:] = 70, 3
    for signal in Signal:
        grants.grant([1], Audience.SELF, signal, Purpose.LIGHT)
    ground.unhear(memory, grants.given(4))
    assert np.flatnonzero(np.isfinite(memory.feelings.now[0])).tolist() == [1]
    assert np.flatnonzero(np.isfinite(memory.sensed.heart)).tolist() == [1]
    worn = ground.unworn(BLOCK, 7)
    worn.before[:3], worn.since[:3] = 0, [0, 50, 60]
    ground.retire(worn, Tick(60))
    assert worn.before[:3].tolist() == [-1, 0, 0]
