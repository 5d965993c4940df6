"""Recorded people as sensors: what devices/recording.py reads, felt again on the hub's ticks.

Handed over are heart rates and, where a wrist band was worn, the features of beat intervals and of skin conductance;
the band's own readings stay where they were read.
"""

from pathlib import Path
from typing import NamedTuple, final

import numpy as np

from photophore.devices.driver import Driver
from photophore.devices.recording import Person, Summary, read
from photophore.words import Audience, BadRecording, Frame, Samples, Sense, Tick, samples

SPEED_MOST = 100.0  # times as fast as it was; a heart is then felt several times in each tick
CATCH_UP = 60.0  # seconds: a driver not asked for so long does not hand over what nobody could use
GOLDEN = 0.6180339887498949  # 1 / golden ratio: spreads any number of starts evenly over a recording


class Stream(NamedTuple):
    """All that one person hands over, in the order of time; what was not felt is silence."""

    seconds: np.ndarray  # (k,) float64 since the person's own start
    kind: np.ndarray  # (k,) uint8 Sense
    value: np.ndarray  # (k, 2) float32


def stream(person: Person) -> Stream:
    """Heart rates, and once every ten seconds what the last minute's beats and skin were like."""
    felt = person.felt
    rates = np.stack([person.bpm, np.full(person.bpm.size, np.nan)], axis=1)
    parts = (
        (person.seconds, Sense.HEART_RATE, rates),
        (felt.ends, Sense.INTERVALS, felt.beats),
        (felt.ends, Sense.SKIN, felt.skin[:, :2]),
    )
    seconds = np.concatenate([at for at, _, _ in parts])
    kind = np.concatenate([np.full(at.size, sense, np.uint8) for at, sense, _ in parts])
    value = np.concatenate([column for _, _, column in parts]).astype(np.float32)
    kept = np.flatnonzero(np.isfinite(value[:, 0]) & (seconds < person.length))
    order = kept[np.argsort(seconds[kept], kind="stable")]
    return Stream(seconds[order], kind[order], value[order])


@final
class Replay(Driver):
    """Recorded people as the bodies of rows: read at once, felt again on the hub's ticks, without end.

    All recordings start together at tick 0. Rows take the people in turn; where there are more rows than people,
    each further round starts elsewhere in the recordings, so that no two rows move as one.
    """

    def __init__(self, folder: str | Path, rows: np.ndarray, born: np.ndarray, speed: float = 1.0, fps: int = 30):
        if not 0 < speed <= SPEED_MOST:
            hint = f"1 is as it was, 2 is twice as fast, {SPEED_MOST:g} is the most"
            raise BadRecording(f"The speed of a replay cannot be {speed:g}", str(folder), hint)
        self.recording = read(folder)
        people = self.recording.people
        self.key = "replay"
        self.audience = Audience.NEAR
        self.rows = np.asarray(rows, np.int32)
        self._born = np.broadcast_to(np.asarray(born, np.uint32), self.rows.shape)
        self._rate = fps / speed  # ticks for a recorded second
        felt = [stream(person) for person in people]
        self._seconds, self._kind, self._value = (np.concatenate(column) for column in zip(*felt, strict=True))
        ends = np.cumsum([one.seconds.size for one in felt])
        who = np.arange(self.rows.size) % len(people)
        self._last, self._first = ends[who], np.concatenate([[0], ends[:-1]])[who]  # (k,) this person's samples
        self._length = np.array([person.length for person in people])[who]
        self._offset = (np.arange(self.rows.size) // len(people) * GOLDEN) % 1.0 * self._length
        self._next = self._first.copy()  # (k,) the sample that is felt next
        self._round = np.zeros(self.rows.size, np.int64)  # (k,) how often the recording has started again
        self._due = np.zeros(self.rows.size, np.int64)  # (k,) tick of the next sample
        self._asked = None  # tick of the last `feel`

    @property
    def summary(self) -> Summary:
        """People, seconds, gaps and dropped samples of the recording; it prints as one sentence."""
        return self.recording.summary

    async def open(self) -> None:
        """Nothing to make ready: the recording was read when this was made."""

    async def show(self, frame: Frame) -> None:
        """Recorded people see nothing."""

    async def close(self) -> None:
        """Feel nothing from now on."""
        self._asked = np.iinfo(np.int64).max

    def feel(self, tick: Tick) -> Samples:
        """What was felt since the last call, at their own ticks; at the first call, those of this very tick."""
        if self._asked is None or tick.count - self._asked > CATCH_UP * tick.fps:
            self._seek(tick.count)
        if self._asked is not None and tick.count <= self._asked:
            return samples()
        self._asked = tick.count
        parts = []
        while (ready := np.flatnonzero(self._due <= tick.count)).size:
            parts.append((ready, self._next[ready], self._due[ready]))
            self._step(ready)
        return self._felt(*(np.concatenate(column) for column in zip(*parts, strict=True))) if parts else samples()

    def _felt(self, who: np.ndarray, sample: np.ndarray, at: np.ndarray) -> Samples:
        felt = samples(who.size)
        felt.row[:], felt.born[:], felt.at[:] = self.rows[who], self._born[who], at
        felt.kind[:], felt.value[:] = self._kind[sample], self._value[sample]
        return felt

    def _step(self, who: np.ndarray) -> None:
        """On to the next sample of these; after the last one, to the first one of the next round."""
        self._next[who] += 1
        ended = who[self._next[who] >= self._last[who]]
        self._next[ended] = self._first[ended]
        self._round[ended] += 1
        self._due[who] = self._tick_of(who)

    def _tick_of(self, who: np.ndarray) -> np.ndarray:
        """The first tick not before the next sample of these; a millionth of a tick forgives rounding."""
        seconds = self._seconds[self._next[who]] - self._offset[who] + self._round[who] * self._length[who]
        return np.ceil(seconds * self._rate - 1e-6).astype(np.int64)

    def _seek(self, count: int) -> None:
        """Go to the first sample at or after this tick, in every recording."""
        everyone = np.arange(self.rows.size)
        now = (count - 1) / self._rate + self._offset
        self._round[:] = np.floor(now / self._length)
        within = now - self._round * self._length
        for first, last in {(int(a), int(b)) for a, b in zip(self._first, self._last, strict=True)}:
            mine = everyone[self._first == first]
            self._next[mine] = first + np.searchsorted(self._seconds[first:last], within[mine])
        over = self._next >= self._last
        self._next[over] = self._first[over]
        self._round[over] += 1
        self._due[:] = self._tick_of(everyone)
        while (early := np.flatnonzero(self._due < count)).size:
            self._step(early)
