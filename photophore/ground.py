"""What the rows of a loop stand on: their arrays, in memory of its own or in memory that several processes share.

Shared memory has no name: it is gone with the last process that has it, kill -9 included.
"""

import math
import os
import shutil
from multiprocessing import heap
from typing import NamedTuple, final

import numpy as np

from photophore import chance, turns
from photophore.commons.consent import Grants
from photophore.light import consent, paint, path, sync
from photophore.sense import feeling, signals
from photophore.words import BLOCK, TEETH, Audience, Given, NoRoom, Purpose, Samples, Signal, Tick, Worn, samples

GROUPS = 1024  # gatherings that one loop can keep in step
FIELDS = 512  # fields of view that one loop adds up
INBOX = 1 << 19  # samples that one shard takes in a tick; beyond, they are dropped and counted
OWN = tuple(name for name in sync.Phases._fields if name not in ("vote", "crowds"))  # what a shard has for itself
ALIGN = 4096  # bytes: arrays begin on pages of their own


def unworn(n: int, seed: int, room=np.empty) -> Worn:
    """Nobody wears anything; room(shape, dtype) makes the arrays."""
    fills = ((n, np.int16, -1), (n, np.int16, -1), (n, np.int64, 0), ((3, n), np.uint8, 0), (n, np.uint32, 0),
             (n, np.uint32, begin(seed, np.arange(n), 0)), (n, np.float32, 0), (n, np.float32, 0), (n, np.int32, -1),
             (n, np.int16, -1))  # fmt: skip
    columns = []
    for shape, kind, fill in fills:
        columns.append(room(shape, kind))
        columns[-1][:] = fill
    return Worn((), *columns)


def begin(seed: int, rows: np.ndarray, count: int) -> np.ndarray:
    """(k,) uint32 turns: where each begins to beat."""
    return (chance.draw(seed, rows, count).astype(np.float64) * turns.TURN).astype(np.uint32)


def retire(worn: Worn, tick: Tick) -> None:
    """Designs that have faded out are let go."""
    over = (worn.before >= 0) & (tick.count - worn.since >= round(paint.FADE * tick.fps))
    worn.before[over] = -1


def unhear(memory: path.Memory, given: Given) -> None:
    """What a wearer does not let be heard any more is not remembered either."""
    feelings, sensed = memory.feelings, memory.sensed
    for signal in signals.OF_SIGNAL:
        silent = (given.mask[Audience.SELF, signal] & Purpose.LIGHT) == 0
        rows = np.flatnonzero(silent & signals.remembered(sensed, signal))
        signals.forget(sensed, rows, signal)
        if signal == Signal.FEELING:
            feeling.forget(feelings, np.flatnonzero(silent & (feelings.at >= 0)))
        elif rows.size:
            feeling.recall(feelings, rows)


# --- what is shared ---


@final
class Room:
    """A piece of memory without a name that several processes see. Called with a shape and a kind it gives an array."""

    def __init__(self, size: int):
        folder = "/dev/shm"  # where Linux keeps such memory, which may be small in a container
        if os.path.isdir(folder) and shutil.disk_usage(folder).free < size:
            raise NoRoom(f"the shards need {size >> 20} MB of shared memory, and there is less", folder, "--shards 1")
        self._held, self._used = heap.BufferWrapper(size), 0

    def __call__(self, shape, kind) -> np.ndarray:
        count = int(np.prod(shape))
        made = np.frombuffer(self._held.create_memoryview(), kind, count, self._used).reshape(shape)
        self._used += -(-count * np.dtype(kind).itemsize // ALIGN) * ALIGN
        return made

    def __getstate__(self):
        return self._held, 0  # whoever is handed it begins at the start: the same calls give the same arrays

    def __setstate__(self, state):
        self._held, self._used = state


def weight(size: "Size") -> int:
    """Bytes that `lay` asks of a room."""
    asked = []

    def room(shape, kind):
        asked.append(-(-int(np.prod(shape)) * np.dtype(kind).itemsize // ALIGN) * ALIGN)
        return np.broadcast_to(np.zeros((), kind), shape)

    lay(room, size)
    return sum(asked)


class Size(NamedTuple):
    """How a crowd is cut."""

    blocks: int
    shards: int
    fps: int

    @classmethod
    def of(cls, blocks: int, shards: int, fps: int) -> "Size":
        """As many shards as are wanted, and as can be."""
        return cls(blocks, max(1, min(shards, blocks // cls(blocks, 1, fps).step)), fps)

    @property
    def step(self) -> int:
        """Blocks after which rows have their turns anew, once a second (feeling.turn): a shard may begin there."""
        return self.fps // math.gcd(self.fps, BLOCK // feeling.STRIP)

    def cuts(self) -> list[int]:
        """Blocks at which shards begin, and the end; every row has its turn in the same tick as without shards."""
        whole = self.blocks // self.step
        return [whole * shard // self.shards * self.step for shard in range(self.shards)] + [self.blocks]


class Ground(NamedTuple):
    """All that parent and shards see together."""

    worn: tuple[np.ndarray, ...]  # of words.Worn, the deck left out; n rows
    grants: tuple[np.ndarray, ...]  # of commons.consent.Grants.arrays
    light: np.ndarray  # (2, blocks, 32, 3, BLOCK) uint8, two sets in turn
    seen: np.ndarray  # (2, n) uint8
    parts: np.ndarray  # (blocks, GROUPS, SUMS) float64 sums of gatherings in each block
    crowds: sync.Crowds  # of all blocks
    vote: np.ndarray  # (n,) float32 as sync.Phases.vote
    sums: np.ndarray  # (shards, FIELDS, 8, 4) int64 as guard.Limits.sums
    barred: np.ndarray  # (2, FIELDS) uint8 as guard.Limits.barred
    inbox: list[Samples]  # of each shard, rows counted from its first
    memory: list[path.Memory]  # of each shard; limits None: they are its own


def lay(room, size: Size) -> Ground:
    """The same arrays in the same places for everybody who asks; room(shape, kind) makes them."""
    n, cuts = size.blocks * BLOCK, size.cuts()
    rows = [(last - first) * BLOCK for first, last in zip(cuts, cuts[1:], strict=False)]

    def wide(arrays, n):
        return tuple(room((*array.shape[:-1], n), array.dtype) for array in arrays)

    crowds = sync.Crowds(*(room(array.shape, array.dtype) for array in sync.start(0, GROUPS).crowds))
    vote = room((n,), np.float32)
    phases = [(vote[first * BLOCK : last * BLOCK], crowds) for first, last in zip(cuts, cuts[1:], strict=False)]
    return Ground(
        wide(unworn(1, 0)[1:], n), wide(Grants(BLOCK).arrays, n),
        room((2, size.blocks, TEETH, 3, BLOCK), np.uint8), room((2, n), np.uint8),
        room((size.blocks, GROUPS, sync.SUMS), np.float64), crowds, vote,
        room((size.shards, FIELDS, len(Audience), 4), np.int64), room((2, FIELDS), np.uint8),
        [Samples(*(room((INBOX, *column.shape[1:]), column.dtype) for column in samples())) for _ in rows],
        [_memory(room, count, *shared) for count, shared in zip(rows, phases, strict=True)],
    )  # fmt: skip


def _memory(room, n: int, vote: np.ndarray, crowds: sync.Crowds) -> path.Memory:
    """What the path remembers of n rows, less the limits; vote and crowds are handed in."""
    one = path.start(1, 1)

    def wide(part):
        if isinstance(part, tuple):
            return part._make(map(wide, part))
        return room((*part.shape[:-1], n) if part.shape[-1] == BLOCK else part.shape, part.dtype)

    shown, brightness = one.display
    display = consent.over([wide(array) for array in (shown.values, shown.heart, shown.seen, brightness)])
    phases = one.phases._replace(vote=vote, crowds=crowds, **{name: wide(getattr(one.phases, name)) for name in OWN})
    return path.Memory(wide(one.sensed), wide(one.feelings), display, phases, None)


def fill(memory: path.Memory, phase: np.ndarray) -> None:
    """Nothing known, nobody lit; phase: (n,) uint32 where beats begin."""
    def put(held, new):
        if isinstance(held, tuple):
            for part, start in zip(held, new, strict=True):
                put(part, start)
        else:
            held[:] = new

    fresh = path.start(phase.size // BLOCK, GROUPS, 1, phase)
    put((memory.sensed, memory.feelings, memory.phases), (fresh.sensed, fresh.feelings, fresh.phases))
    consent.hide(memory.display)
