"""The heart: samples + Given -> light.path.step -> Frame and Cue, a tick after a tick.

The loop counts ticks; it owns the rows and the buffers. Its verbs may be called from other threads. When it falls
behind it says so in `stats.behind` and goes on from now: it never hurries, and it never hides it.
"""

import asyncio
import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import final

import numpy as np

from photophore.attached import Attached
from photophore.commons.consent import Grants
from photophore.deck import DECK, laid, steady
from photophore.devices.driver import Driver
from photophore.gathered import Gathered
from photophore.glyph.tree import Glyph
from photophore.ground import FIELDS, GROUPS, begin, retire, unhear, unworn
from photophore.light import consent, dimmer, fast, guard, paint, path, sync
from photophore.light.score import Score
from photophore.light.sync import Rule
from photophore.pace import Stats
from photophore.players import Players, distinct
from photophore.sense import feeling, signals
from photophore.shards import Shards
from photophore.words import BLOCK, FPS, Cue, Frame, NoRoom, Row, Samples, Tick, WearerClass, together

RESTING = 2.0  # seconds before a freed row is used again: longer than the guard's rest and a cue's way
WAITING = 1 << 20  # samples that may wait for the next tick; beyond, the oldest are dropped and counted
THREADS, ALONE = 2, 20  # threads; up to so many blocks one thread is quicker, for two must wait for each other
BREATH = 0.001  # seconds between two ticks at least, in which others are heard


@final
class Loop:
    """n = blocks * BLOCK rows and their light."""

    def __init__(self, blocks: int | Shards, *, fps: int = FPS, seed: int = 0, forge=None, fast: bool = True):
        """blocks: how many, or the shards that share them; they make the same light.

        forge: glyph.kernel.Forge or None (all glyphs are drawn plainly); fast: begin with the compiled engine.
        """
        self.shards = blocks if isinstance(blocks, Shards) else None
        self.blocks = self.shards.blocks if self.shards else blocks
        self.n, self.fps, self.seed, self.forge = self.blocks * BLOCK, fps, seed, forge
        self.stats = Stats()
        self.born = np.zeros(self.n, np.uint32)
        self.frame: Frame | None = None
        self.lock = threading.RLock()
        self._count = 0
        self._lives = np.zeros(self.n, bool)
        self._freed_at = np.full(self.n, -(1 << 40), np.int64)
        self._waiting: deque[Samples] = deque()
        self._wait = 0  # samples in it
        self._epoch = -1  # of the grants by which was last forgotten what may not be heard
        self._attached = Attached(self.stats)
        self._pool = ThreadPoolExecutor(THREADS, "photophore-light")
        if self.shards:
            self.memory, self._sets = None, ()  # theirs
            self.grants, self.worn = self.shards.begin(seed, fps, forge, fast)
        else:
            self.grants, self.worn = Grants(self.n, fps=fps), unworn(self.n, seed)
            self.memory = path.start(self.blocks, GROUPS, FIELDS, self.worn.seed)
            self._sets = (paint.start(self.blocks), paint.start(self.blocks))
        self._runner: asyncio.Runner | None = None
        self.phases = self.memory.phases if self.memory else self.shards.phases  # beats: only of an unsharded loop
        self._gathered, self._dimmer = Gathered(self.phases.crowds, self.n), dimmer.Dimmer(self.n)
        self._players = Players(seed)
        self.use(fast)

    # --- what others ask ---

    @property
    def tick(self) -> Tick:
        """The next tick to be made."""
        return Tick(self._count, self.fps)

    @property
    def smiles(self) -> int:
        """How many live here."""
        return int(self._lives.sum())

    @property
    def given(self):
        """What is allowed now, as the next frame will see it."""
        return self.grants.given(self._count)

    @property
    def playing(self) -> dict[int | str, tuple[Score, int]]:
        """The scores that play, by their keys, and for how many rows."""
        return self._players.playing

    @property
    def resting(self) -> np.ndarray:
        """(n,) bool: who rests, dark or on the way there."""
        return self._dimmer.resting

    def order(self) -> np.ndarray:
        """(GROUPS,) how much in step each gathering beats, 0..1; nan where nobody is."""
        return sync.order(self.phases)

    def phase_of(self, group: int) -> tuple[float, int]:
        """Where a gathering is in its beat, turns 0..1 at the newest frame, and how many rows are in it."""
        return sync.direction(self.phases.crowds, group), int((self.worn.group == group).sum())

    def believed(self) -> tuple[np.ndarray, np.ndarray]:
        """Everybody's valence and arousal (2, n), nan unknown, and how sure (2, n), as the newest frame knows them."""
        feelings = self.memory.feelings if self.memory else None
        return (feelings.now, feelings.sure) if feelings else self.shards.believed()

    def use(self, compiled: bool) -> None:
        """Change between the plain and the compiled engine, at a frame boundary; the light stays the same."""
        ready = self.forge.ready if self.forge else lambda glyph: None
        each = map if self.blocks <= ALONE else self._pool.map
        self._tools, self._compiled = fast.Tools(each, ready), compiled
        self.engine = fast.engine(each) if compiled else path.PLAIN

    # --- rows ---

    def join(self, count: int = 1, wearer: WearerClass = WearerClass.GUEST) -> tuple[np.ndarray, np.ndarray]:
        """New smiles, dark and unheard -> (rows int32, born uint32). NoRoom where fewer rows are free and rested."""
        if count < 0:
            raise ValueError(f"{count} smiles cannot join")
        with self.lock:
            rested = self._freed_at + round(RESTING * self.fps) <= self._count
            rows = np.flatnonzero(~self._lives & rested)[:count].astype(np.int32)
            if rows.size < count:
                what = f"{count} smiles want to join, and {rows.size} rows are free"
                raise NoRoom(what, f"{self.n} rows", "start a hub with more room: --smiles")
            self._lives[rows] = True
            self.born[rows] += 1
            self.grants.settle(rows, self.born[rows], wearer)
            return rows, self.born[rows].copy()

    def leave(self, rows) -> None:
        """These smiles go: nothing of them is kept, and their rows rest before others live there."""
        with self.lock:
            rows = self._checked(rows)
            self.grants.forget(rows)
            for memory, here, first in self._homes(rows):
                signals.forget(memory.sensed, here)
                feeling.forget(memory.feelings, here)
                consent.forget(memory.display, here)
                sync.forget(memory.phases, here, begin(self.seed, here + first, self._count))
            self._players.forget(rows)
            self._dimmer.forget(rows)
            self._gathered.district[rows] = -1
            self._gathered.moved()
            for column, blank in zip(self.worn[1:], unworn(1, self.seed)[1:], strict=True):
                column[..., rows] = blank
            self._lives[rows] = False
            self._freed_at[rows] = self._count

    def wear(self, rows, glyph: Glyph) -> None:
        """These smiles wear this design from now on; the one before fades out."""
        with self.lock:
            rows, place = self._checked(rows), self._place(glyph)
            self._players.leave(self.worn, rows, self.tick)  # whoever chooses leaves the call that they are in
            changed = rows[self.worn.glyph[rows] != place]
            self.worn.before[changed] = self.worn.glyph[changed]
            self.worn.since[changed] = self._count
            self.worn.glyph[changed] = place

    def bare(self, rows) -> None:
        """These smiles wear nothing, and are dark, from the next frame on. It needs no room: it always holds."""
        with self.lock:
            rows = self._checked(rows)
            self._players.leave(self.worn, rows, self.tick)
            self.worn.glyph[rows] = self.worn.before[rows] = -1

    def hurry(self, rows, ticks: int) -> bool:
        """As if so many ticks more had passed since these smiles changed design. False: nothing fades any more."""
        with self.lock:
            rows = self._checked(rows)
            fading = rows[self.worn.before[rows] >= 0]
            self.worn.since[fading] -= ticks
            return bool(fading.size)

    def dress(self, rows, **columns) -> None:
        """Set columns of Worn for these rows: teeth, seed, power, rate, group, crowd, fallback (which is dimmed).

        And district, -1 unknown: whose votes they are in a gathering. Light of those who rest is kept for later.
        """
        with self.lock:
            rows = self._checked(rows)
            for name, values in columns.items():
                if name in ("group", "crowd") and np.max(values, initial=-1) >= (GROUPS if name == "group" else FIELDS):
                    raise NoRoom(f"there is no {name} {np.max(values)}", f"0 to {GROUPS - 1}, fields to {FIELDS - 1}")
                self._dress(rows, name, steady(values) if name == "fallback" else values)
            if "group" in columns or "district" in columns:
                self._gathered.moved()

    def _dress(self, rows: np.ndarray, name: str, values) -> None:
        column = self._gathered.district if name == "district" else getattr(self.worn, name)
        free = self._dimmer.keep(name, rows, values)
        if free is not None:
            rows, values = rows[free], np.broadcast_to(values, (*column.shape[:-1], rows.size))[..., free]
        column[..., rows] = values

    def play(self, score: Score, rows, at_tick: int | None = None, key: int | str = "") -> None:
        """Play a score for these rows and no others, from a tick on (now, if none is told). One of each key plays, such
        as a gathering's group. Each row gets its own design back after each call. Who is let see does not change.
        """
        with self.lock:
            rows, begun = np.unique(self._checked(rows)), self._count if at_tick is None else at_tick
            places = distinct(score, [self._place(call.glyph) for call in score.calls], DECK)
            self._players.play(key, score, rows, (self.worn, places), (self.tick, begun))

    def enlist(self, rows, key: int | str) -> None:
        """These rows too are called by the score that plays under this key, from its next call on."""
        with self.lock:
            self._players.enlist(key, self.worn, self._checked(rows), self.tick)

    def discharge(self, rows) -> None:
        """No score calls these rows any more: they pass back into their own design, from where they are."""
        with self.lock:
            self._players.part(self.worn, self._checked(rows), self.tick)

    def stop_playing(self, key: int | str = "") -> None:
        """End a score: everyone passes back into their own design, from where they are."""
        with self.lock:
            self._players.stop(key, self.worn, self.tick)

    # --- gatherings, and rest ---

    def gather(self, rule: Rule) -> int:
        """A free group, whose members (dress: group) pull on each other by this rule. NoRoom, BadRequest."""
        with self.lock:
            return self._gathered.open(rule, self.tick)

    def regather(self, group: int, rule: Rule) -> None:
        """Another rule for an open gathering, from the next frame on. NotFound, BadRequest."""
        with self.lock:
            self._gathered.change(group, rule)

    def disperse(self, group: int) -> None:
        """A gathering is over: its members beat alone, and its score ends. NotFound."""
        with self.lock:
            self._gathered.checked(group)
            self.stop_playing(group)
            self.worn.group[self.worn.group == group] = -1
            self._gathered.close(group, self.tick)

    def rest(self, rows, seconds: float = dimmer.FALL) -> None:
        """These smiles fade to dark, evenly and whatever they wear, and stay dark until they are woken."""
        with self.lock:
            self._dimmer.rest(self.worn, self._checked(rows), seconds)

    def wake(self, rows, seconds: float = dimmer.RISE) -> None:
        """Those of these smiles that rest come back, as bright as was set meanwhile, and by the guard."""
        with self.lock:
            self._dimmer.wake(self._checked(rows), seconds)

    def _checked(self, rows) -> np.ndarray:
        rows = np.atleast_1d(np.asarray(rows, np.int64))
        if rows.size and not (rows.min() >= 0 and rows.max() < self.n):
            raise IndexError(f"rows are 0 to {self.n - 1}, not {rows.min()} to {rows.max()}")
        return rows

    def _place(self, glyph: Glyph) -> int:
        """Where a design stands in the deck."""
        deck = self.worn.deck
        self.worn, place = laid(self.worn, glyph, self._players.kept)
        if self.forge and self.worn.deck is not deck:
            self.forge.order(glyph)
        return place

    def dark(self, row: Row) -> None:
        """Dark with the next frame: everything this smile granted is taken back."""
        with self.lock:
            if self.born[row.index] == row.born:
                self.grants.withdraw([row.index])

    def cue(self, row: Row) -> Cue:
        """What this wearer's own screen may show now; darkness for a smile that is gone."""
        return self.cues([row])[0]

    def cues(self, rows: list[Row]) -> list[Cue]:
        """The same of many."""
        with self.lock:
            tick = self.tick
            made = {row: guard.no_cue(row, tick) for row in rows}
            lives = {row.index: row for row in rows if self._lives[row.index] and self.born[row.index] == row.born}
            for memory, here, first in self._homes(np.fromiter(lives, np.intp, len(lives))) if lives else ():
                mine = [lives[index] for index in (here + first).tolist()]
                kept = memory.display.shown, memory.phases, first, self.grants.autonomy[here + first]
                made.update(zip(mine, guard.cues(mine, self.worn, kept, tick, self.frame), strict=True))
            return [made[row] for row in rows]

    def _homes(self, rows: np.ndarray) -> list[tuple[path.Memory, np.ndarray, int]]:
        """Where rows are remembered -> (memory, rows as they are counted there, its first row)."""
        return self.shards.homes(rows) if self.shards else [(self.memory, rows, 0)]

    # --- samples and devices ---

    def feed(self, samples: Samples) -> None:
        """Samples for the next tick."""
        with self.lock:
            self._waiting.append(samples)
            self._wait += samples.row.size
            while self._wait > WAITING:
                oldest = self._waiting.popleft().row.size
                self._wait -= oldest
                self.stats.dropped += oldest

    def attach(self, driver: Driver) -> None:
        """A device; one of the same key is replaced."""
        with self.lock:
            self._attached.attach(driver)

    def detach(self, driver: Driver) -> None:
        """Its last frame was the one before."""
        with self.lock:
            self._attached.detach(driver)

    # --- time ---

    def step(self) -> Frame:
        """One tick, now, and all devices shown it: for runs without a clock."""
        made = self._make()
        self._runner = self._runner or asyncio.Runner()
        self._runner.run(self._attached.show(made))
        return made

    async def run(self) -> None:
        """A frame every 1/fps second, until cancelled; then every device is let go."""
        begun, first = time.perf_counter(), self._count
        try:
            while True:
                due = begun + (self._count + 1 - first) / self.fps
                await asyncio.sleep(max(BREATH, due - self.stats.lead(self.fps) - time.perf_counter()))
                made = self._make()  # a little before its moment, so that frames are shown at an even pace
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                await self._attached.show(made)
                late = time.perf_counter() - due
                if late > 1 / self.fps:  # too late for the next one: leave out what cannot be made up
                    missed = int(late * self.fps)
                    self._count += missed
                    self.stats.behind += missed
        finally:
            await self._attached.close()

    def close(self) -> None:
        """End a loop that was stepped."""
        if self._runner:
            self._runner.run(self._attached.close())
            self._runner.close()
            self._runner = None
        self._pool.shutdown()
        if self.shards:
            self.shards.close()

    def _make(self) -> Frame:
        begun = time.perf_counter()
        with self.lock:
            tick = Tick(self._count, self.fps)
            felt = self._attached.felt(tick)  # first: what a device asks for now, this very frame carries
            self._players.step(self.worn, tick)
            self._dimmer.step(self.worn, tick)
            self._gathered.weigh(self.phases.vote, self.worn.group, self.given.autonomy, tick)
            felt = together([*self._waiting, *felt])
            self._waiting.clear()
            self._wait = 0
            self.frame = self._drawn_apart(felt, tick) if self.shards else self._drawn(felt, tick)
            self._count += 1
        self.stats.made(time.perf_counter() - begun)
        return self.frame

    def _drawn(self, felt: Samples, tick: Tick) -> Frame:
        given, out = self.grants.given(tick.count), self.buffers()
        retire(self.worn, tick)
        if given.epoch != self._epoch:
            self._epoch = given.epoch
            unhear(self.memory, given)
        self.memory, made = path.step(self.memory, felt, given, self.worn, tick, out)
        return made

    def _drawn_apart(self, felt: Samples, tick: Tick) -> Frame:
        """The same by shards."""
        given, turn, shards = self.grants.given(tick.count), self.stats.frames & 1, self.shards
        shards.step(felt, turn, self.worn.deck, (given.epoch, self._compiled), tick)
        if shards.fallen > self.stats.fallen:
            self.stats.last_failure = shards.last_fall
        self.stats.dropped += shards.lost
        self.stats.fallen, shards.lost = shards.fallen, 0
        return shards.frame(turn, given, self.worn, tick)

    def buffers(self) -> path.Buffers:
        """Where the next frame is made, and by whom. Two sets in turn, whatever ticks are left out."""
        return path.Buffers(self._sets[self.stats.frames & 1], self.engine, self._tools)
