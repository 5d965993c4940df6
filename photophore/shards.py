"""Shards: a crowd's rows spread over processes that share memory, so that every core draws and nothing is copied.

Each shard takes its own blocks through the same light path. What crosses them is added up by the parent in an order
that does not depend on their number: the sums of gatherings (sync) in the middle of a tick, block by block, and the
light of fields of view (guard) at its end, in whole numbers. So the light is the same to the bit for any number of
shards. A shard that falls is dark from that frame on, and so are its smiles, until another takes its place;
the memory outlives it.
"""

import multiprocessing
import os
import signal
import time
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, final

import numba
import numpy as np

from photophore.commons.consent import Grants, lent
from photophore.glyph.kernel import Forge
from photophore.ground import FIELDS, INBOX, Room, Size, fill, lay, retire, unhear, unworn, weight
from photophore.light import consent, fast, guard, paint, path, sync
from photophore.words import BLOCK, Given, NoRoom, Samples, Tick, Worn

MOST = 64  # processes
PATIENCE, LONG = 5.0, 20  # seconds that a shard may take for a tick at least; and times the longest tick so far
STARTING = 180.0  # seconds in which a shard must be there: it may have to compile first
AGAIN, MOST_AGAIN = 1.0, 60.0  # seconds before a fallen shard is started anew: at first, and after falling many times
SPAWN = multiprocessing.get_context("spawn")  # the one way that every system has


# --- one shard, in its own process ---


class Beat(NamedTuple):
    """What a shard is told before each tick."""

    tick: Tick
    turn: int  # which of the two sets takes the light
    waiting: int  # samples in the inbox
    epoch: int  # of the grants
    compiled: bool
    deck: tuple[Any, ...] | None  # glyphs, where they have changed
    ready: frozenset[str]  # hashes of those whose kernels are on disk


class Told(NamedTuple):
    """What a shard is told when it begins."""

    room: Room
    size: Size
    place: int  # which of the shards it is
    kernels: Path | None
    again: bool  # another held this place before it
    compiled: bool  # with which engine it begins


def live(told: Told, pipe) -> None:
    """What a shard's process does, until its parent is gone."""
    numba.config.CACHE_DIR = ""  # glyphs' kernels lie beside their own sources
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends it
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        shard = Shard(told, pipe)
        pipe.send("ready")
        while (beat := pipe.recv()) is not None:
            shard.make(beat)
            pipe.send("done")


@final
class Shard:
    """The light path of some blocks."""

    def __init__(self, told: Told, pipe):
        size, cuts, place = told.size, told.size.cuts(), told.place
        self.pipe, self.place, self.blocks = pipe, place, slice(cuts[place], cuts[place + 1])
        self.rows = slice(cuts[place] * BLOCK, cuts[place + 1] * BLOCK)
        n = self.rows.stop - self.rows.start
        self.ground = lay(told.room, size)
        self.worn = Worn((), *(column[..., self.rows] for column in self.ground.worn))
        self.grants = tuple(array[..., self.rows] for array in self.ground.grants)
        limits = guard.start(n, FIELDS)
        if told.again:  # nobody here knows what eyes saw in the last second
            limits.rest[:] = round(guard.REST * size.fps) + 1
            consent.hide(self.ground.memory[place].display)
        self.memory = self.ground.memory[place]._replace(limits=limits)
        self.display = self.memory.display
        self.wanted = paint.start(n // BLOCK)
        self.forge = Forge(told.kernels) if told.kernels else None
        self.epoch, self.warm = -1, False
        self.get_warm(told.compiled)
        drift = fast.Beat(map, self.add).drift
        self.engines = [engine._replace(drift=drift) for engine in (path.PLAIN, fast.engine(map))]

    def get_warm(self, compiled: bool) -> None:
        """Compile, or load what was compiled, before the first tick that needs it."""
        if compiled and not self.warm:
            fast.warm(Grants(BLOCK).given(0))
            self.warm = True

    def make(self, beat: Beat) -> None:
        """One tick of these blocks."""
        ground = self.ground
        self.get_warm(beat.compiled)
        if beat.deck is not None:
            self.worn = self.worn._replace(deck=beat.deck)
        given = lent(self.grants, beat.epoch)
        retire(self.worn, beat.tick)
        if beat.epoch != self.epoch:
            self.epoch = beat.epoch
            unhear(self.memory, given)
        self.memory.limits.barred[:] = ground.barred
        heard = Samples(*(column[: beat.waiting].copy() for column in ground.inbox[self.place]))
        wanted = self.wanted._replace(light=ground.light[beat.turn, self.blocks])
        out = path.Buffers(wanted, self.engines[beat.compiled], fast.Tools(map, partial(self.kernel, beat.ready)))
        self.memory, frame = path.step(self.memory, heard, given, self.worn, beat.tick, out)
        ground.seen[beat.turn, self.rows] = frame.seen
        ground.sums[self.place] = self.memory.limits.sums
        self.keep(self.memory.display)

    def keep(self, display: consent.Display) -> None:
        """The plain engine shows in new buffers; others look into the shared ones."""
        if display.shown.seen is not self.display.shown.seen:
            self.display.shown.seen[:], self.display.shown.heart[:] = display.shown.seen, display.shown.heart
            self.memory = self.memory._replace(display=self.display)

    def kernel(self, ready: frozenset[str], glyph):
        """The compiled shade of a glyph, where the parent has seen that it is on disk; nothing is compiled here."""
        if not self.forge or glyph.hash not in ready:
            return None
        self.forge.order(glyph)
        return self.forge.ready(glyph)

    def add(self, crowds: sync.Crowds, parts: list[np.ndarray], tick: Tick) -> None:
        """The sums of this shard's blocks go out; when the parent answers, those of all are in, and where they lead."""
        opened = len(crowds.field) - sync.opened(crowds)
        mine, at = self.ground.parts[self.blocks], 0
        low = max(part.shape[1] for part in parts) - opened
        for part in parts:
            here = mine[at : at + len(part)]
            here[:, : part.shape[1] - opened] = part[:, : part.shape[1] - opened]
            here[:, part.shape[1] - opened : low] = 0
            here[:, here.shape[1] - opened :] = part[:, part.shape[1] - opened :]
            at += len(part)
        self.pipe.send(low)
        self.pipe.recv()


# --- the parent ---


class Seat:
    """A shard as its parent sees it."""

    def __init__(self):
        self.process, self.pipe = None, None
        self.live = False  # takes part in ticks
        self.since = 0.0  # when it began, or fell
        self.falls = 0  # in a row
        self.deck = None  # as it was last told


@final
class Shards:
    """Processes for the blocks of one loop, and what they share. Called between two frames only."""

    def __init__(self, blocks: int, count: int, kept: Path | None = None):
        """kept: where compiled loops are kept (numba's cache folder); None compiles them in every shard."""
        self.blocks, self.count, self.kept = blocks, count, kept
        self.fallen = 0  # times a shard fell
        self.last_fall = ""
        self.lost = 0  # samples of fallen shards, or for which an inbox had no room
        self.seats: list[Seat] = []
        self._longest = 0.0  # seconds of a tick

    def begin(self, seed: int, fps: int, forge, compiled: bool) -> tuple[Grants, Worn]:
        """Lay out n rows, nobody lit, and start the shards; the grants and what is worn, as everybody sees them."""
        self.compiled = compiled
        self.size, self.forge = Size.of(self.blocks, self.count, fps), forge
        self.count = self.size.shards
        self.seats = [Seat() for _ in range(self.count)]
        self.room = Room(weight(self.size))
        self.ground = lay(self.room, self.size)
        columns, arrays = iter(self.ground.worn), iter(self.ground.grants)
        worn = unworn(self.blocks * BLOCK, seed, lambda *_: next(columns))
        grants = Grants(self.blocks * BLOCK, room=lambda *_: next(arrays), fps=fps)
        self._first = np.array(self.size.cuts()) * BLOCK
        for memory, first, last in zip(self.ground.memory, self._first, self._first[1:], strict=False):
            fill(memory, worn.seed[first:last])
        self.phases = sync.start(0, 0)._replace(vote=self.ground.vote, crowds=self.ground.crowds)
        self._limits = guard.start(0, FIELDS)
        for place in range(self.count):
            self._start(place, again=False)
        return grants, worn

    # --- what the loop asks ---

    def homes(self, rows: np.ndarray) -> list[tuple[path.Memory, np.ndarray, int]]:
        """Where rows are remembered -> (memory, rows as they are counted there, its first row)."""
        place = np.searchsorted(self._first, rows, "right") - 1
        first = self._first.tolist()
        return [(self.ground.memory[p], rows[place == p] - first[p], first[p]) for p in np.unique(place).tolist()]

    def believed(self) -> tuple[np.ndarray, np.ndarray]:
        """(2, n) valence and arousal, and (2, n) how sure, as in feeling.Feelings; copies."""
        each = [memory.feelings for memory in self.ground.memory]
        return np.concatenate([part.now for part in each], 1), np.concatenate([part.sure for part in each], 1)

    def step(self, felt: Samples, turn: int, deck: tuple, rules: tuple[int, bool], tick: Tick) -> None:
        """One tick of all shards into one of the two sets; rules: the grants' epoch, whether the engine is compiled."""
        begun = time.perf_counter()
        if rules[1] != self.compiled:
            self.compiled, self._longest = rules[1], 0.0  # the first tick of another engine may take long
        self._mend()
        ready = frozenset(glyph.hash for glyph in deck if self.forge and self.forge.ready(glyph))
        for place, seat in enumerate(self.seats):
            waiting = self._post(place, felt)
            if seat.live:
                new, seat.deck = None if seat.deck is deck else deck, deck
                self._tell(place, Beat(tick, turn, waiting, *rules, new, ready))
        self._gather([self._hear(place) for place in range(self.count)], tick)
        for place in range(self.count):
            self._tell(place, "go")
        for place in range(self.count):
            self._hear(place)
        self._together()
        self._darken(turn)
        self._longest = max(self._longest, time.perf_counter() - begun)

    def frame(self, turn: int, given: Given, worn: Worn, tick: Tick):
        """What left the shards; a fallen one's smiles are dark for everybody."""
        present = given.present.copy()
        for rows in self._fallen():
            present[rows] = 0
        light, seen = self.ground.light[turn], self.ground.seen[turn].copy()
        return guard.joined((light, seen, present, worn.fallback), tick, given)

    def pids(self) -> list[int]:
        """Processes that live now."""
        return [seat.process.pid for seat in self.seats if seat.process is not None]

    def close(self) -> None:
        """End all shards."""
        for place, seat in enumerate(self.seats):
            if seat.process is not None:
                with suppress(OSError):
                    seat.pipe.send(None)
                seat.process.join(2.0 if seat.live else 0.0)
                self._end(place)

    # --- what crosses shards ---

    def _post(self, place: int, felt: Samples) -> int:
        """Lay a shard's samples into its inbox -> how many."""
        first, last = self._first[place : place + 2]
        mine = np.flatnonzero((felt.row >= first) & (felt.row < last))
        taken = mine[:INBOX] if self.seats[place].live else mine[:0]
        self.lost += mine.size - taken.size
        for held, column in zip(self.ground.inbox[place], felt, strict=True):
            held[: taken.size] = column[taken]
        self.ground.inbox[place].row[: taken.size] -= np.int32(first)
        return taken.size

    def _gather(self, lows: list[int | None], tick: Tick) -> None:
        """Add up gatherings block by block, in order, as one process would; lows: of each shard, as in fast_sync."""
        crowds, cuts = self.ground.crowds, self.size.cuts()
        field, high = crowds.field, sync.opened(crowds)
        field[:] = 0
        for place, low in enumerate(lows):
            for part in self.ground.parts[cuts[place] : cuts[place + 1]] if low is not None else ():
                field[:low] += part[:low]
                field[high:] += part[high:]
        sync.lead(crowds, tick)

    def _together(self) -> None:
        """Fields of view as eyes see them, whoever draws them, and which of them may not rise in the next tick."""
        self._limits.sums[:] = self.ground.sums.sum(axis=0)
        guard.fields(self._limits)
        self.ground.barred[:] = self._limits.barred

    def _darken(self, turn: int) -> None:
        """What a fallen shard left half drawn."""
        cuts = self.size.cuts()
        for place, seat in enumerate(self.seats):
            if not seat.live:
                self.ground.light[turn, cuts[place] : cuts[place + 1]] = 0
                self.ground.seen[turn, self._first[place] : self._first[place + 1]] = 0

    def _fallen(self) -> list[slice]:
        return [slice(*self._first[place : place + 2]) for place, seat in enumerate(self.seats) if not seat.live]

    # --- processes ---

    def _start(self, place: int, again: bool) -> None:
        seat, (pipe, theirs) = self.seats[place], SPAWN.Pipe()
        told = Told(self.room, self.size, place, self.forge.folder if self.forge else None, again, self.compiled)
        seat.process = SPAWN.Process(target=live, args=(told, theirs), name=f"photophore-shard-{place}", daemon=True)
        with _keeping(self.kept):
            seat.process.start()
        theirs.close()  # so that its end is heard when it falls
        seat.pipe, seat.since, seat.live, seat.deck = pipe, time.monotonic(), False, None

    def _mend(self) -> None:
        """Wait for shards that begin; start fallen ones anew, and let them in when they are there."""
        for place, seat in enumerate(self.seats):
            now = time.monotonic()
            if seat.process is None and now - seat.since > min(AGAIN * 2**seat.falls, MOST_AGAIN):
                self._start(place, again=True)
            elif seat.process is not None and not seat.live:
                self._admit(place, STARTING if not self._longest else 0.0)
            elif seat.falls and now - seat.since > 2 * MOST_AGAIN:
                seat.falls = 0

    def _admit(self, place: int, patience: float) -> None:
        seat = self.seats[place]
        try:
            if seat.pipe.poll(patience):
                seat.live = seat.pipe.recv() == "ready"
                seat.since = time.monotonic()
            elif time.monotonic() - seat.since > STARTING:
                self._fall(place, "it does not begin")
        except (EOFError, OSError):
            self._fall(place, "it ended before it began")

    def _tell(self, place: int, message) -> None:
        if self.seats[place].live:
            try:
                self.seats[place].pipe.send(message)
            except OSError:
                self._fall(place, "it has ended")

    def _hear(self, place: int):
        """A shard's next word; None where it has fallen."""
        seat = self.seats[place]
        if not seat.live:
            return None
        patience = STARTING if not self._longest else max(PATIENCE, LONG * self._longest)
        try:
            if seat.pipe.poll(patience):
                return seat.pipe.recv()
            self._fall(place, f"no word for {patience:.0f} s")
        except (EOFError, OSError):
            self._fall(place, "it has ended")
        return None

    def _fall(self, place: int, why: str) -> None:
        """A shard fell: end what is left of it before anything of its light is touched; count it, and say it."""
        seat = self.seats[place]
        seat.live = False
        code = self._end(place)
        seat.since, seat.falls = time.monotonic(), seat.falls + 1
        self.ground.sums[place] = 0
        self.fallen += 1
        self.last_fall = f"shard {place} fell: {why} (code {code}); its smiles are dark until it is back"

    def _end(self, place: int) -> int | None:
        seat = self.seats[place]
        process, seat.process, seat.live = seat.process, None, False
        process.kill()
        process.join()
        code = process.exitcode
        process.close()
        seat.pipe.close()
        return code


@contextmanager
def _keeping(kept: Path | None):
    """Let a child that starts now keep its compiled loops there."""
    before = os.environ.get("NUMBA_CACHE_DIR")
    if kept is not None:
        os.environ["NUMBA_CACHE_DIR"] = str(kept)
    try:
        yield
    finally:
        if kept is not None:
            os.environ.pop("NUMBA_CACHE_DIR")
            if before is not None:
                os.environ["NUMBA_CACHE_DIR"] = before


def shared(blocks: int, count: int, kept: Path | None = None) -> int | Shards:
    """What a loop is told of its blocks: their number, or so many shards that share them."""
    if not 1 <= count <= MOST:
        raise NoRoom(f"a city is drawn by 1 to {MOST} processes, not {count}", "--shards", "try 1, or one a core")
    return Shards(blocks, count, kept) if count > 1 else blocks
