"""What lamps make of packets: which light glows at each moment, as real receivers do it. Models; no socket, no clock.

They are for tests and for `lamps test`: a sender is safe only if the light that its receiver shows is, whatever the
network lost, doubled or turned around. Every habit that changes luminance is here: WLED's black fill on entering live
mode and its own effect on leaving it, showing at once until a first PUSH, waiting for a synchronisation and no longer
waiting, sources that come, win by priority, end and are lost. Behaviour: specs/light.md 2.1 to 2.5.
"""

import abc
from collections import Counter
from typing import NamedTuple, final

import numpy as np

from photophore.devices import artnet, ddp, opc, sacn

LOSS = 2.5  # seconds without news after which sACN holds a source for lost, and WLED leaves live mode
ART_LOSS = 4.0  # seconds without ArtSync after which a node shows at once again
LATE_DDP = 5  # packets, of a circle of 15, by which one is held for late
LATE_SACN = 20  # packets, of a circle of 256; E1.31 6.7.2
LATE_ART = 128  # half of its circle
SENDERS = 8  # of one universe that a receiver keeps apart; more are not heard


class Habits(NamedTuple):
    """How a receiver behaves where the protocols leave it a choice; as given here, WLED."""

    clears: bool = True  # dark when light begins to arrive, before the first of it is shown
    drops_late: bool = True  # by sequence number
    waits: bool = True  # for synchronisation where somebody gives it; WLED does for DDP's PUSH only
    patience: float = LOSS  # seconds without light until it goes back to its own; inf: it never does
    own: bytes = b""  # what it shows then, over and over; nothing is dark
    wide: bool = False  # its elements have 16 bits (DDP, OPC)


WLED = Habits()
WLED_UNIVERSES = Habits(waits=False)  # it knows neither ArtSync nor sACN's synchronisation
STREAM = Habits(clears=False, patience=np.inf)  # of Open Pixel Control


class Receiver(abc.ABC):
    """A display of `size` elements. It takes packets, and can be looked at at any moment; moments only grow."""

    def __init__(self, size: int, habits: Habits):
        self.size, self.habits = size, habits
        self.counts: Counter[str] = Counter()  # packets that were taken, late, refused, and for others
        self.live = False  # whether it shows what arrives, and not its own light
        self._heard = -np.inf
        self._kind = np.uint16 if habits.wide else np.uint8
        self._buffer = np.zeros(size, self._kind)  # has arrived
        self._shown = np.zeros(size, self._kind)
        self._go_home()

    def take(self, packet: bytes, now: float) -> None:
        """A packet arrives. Whatever it holds, this does not raise."""
        self._settle(now)
        self.counts[self._take(packet, now)] += 1

    def light(self, now: float) -> np.ndarray:
        """(size,) uint8 or uint16: what glows now."""
        self._settle(now)
        return self._shown.copy()

    @abc.abstractmethod
    def _take(self, packet: bytes, now: float) -> str:
        """Look at a packet; say what became of it: taken, late, refused, or other where it is for somebody else."""

    def _settle(self, now: float) -> None:
        """What happens by time alone."""
        if self.live and now - self._heard > self.habits.patience:
            self.live = False
            self._go_home()

    def _go_home(self) -> None:
        """Forget whoever sent, and show its own."""
        own = np.frombuffer(self.habits.own or b"\0", np.uint8).astype(self._kind)
        self._shown = np.resize(own, self.size)

    def _hear(self, now: float) -> None:
        """Light has arrived that is for this display."""
        self._heard = now
        if not self.live:
            self.live = True
            if self.habits.clears:
                self._buffer[:] = 0
                self._shown = self._buffer.copy()

    def _put(self, start: int, light: np.ndarray) -> None:
        """What stands beyond the end is cut off."""
        room = self._buffer[min(start, self.size) : start + len(light)]
        room[:] = light[: len(room)]


@final
class Display(Receiver):
    """Of DDP. Until it has once seen a PUSH it shows each packet as it comes, from then on only at a PUSH."""

    def __init__(self, size: int, habits: Habits = WLED):
        self.pushed, self._last = not habits.waits, 0
        super().__init__(size, habits)

    def _take(self, packet: bytes, now: float) -> str:
        told = ddp.read(packet)
        if told is None:
            return "refused"
        if told.query or told.reply or told.storage or told.id in (0, 246, 250, 251, 254):
            return "other"
        if self._late(told.sequence):
            return "late"
        self._hear(now)
        self._last = told.sequence
        self._put(*self._elements(told))
        if told.push or not self.pushed:
            self._shown = self._buffer.copy()
        self.pushed |= told.push and self.habits.waits
        return "taken"

    def _late(self, sequence: int) -> bool:
        """One that comes twice is not late: it changes nothing."""
        known = self.habits.drops_late and self.live and sequence and self._last
        return bool(known and 1 <= (self._last - sequence) % ddp.LAST <= LATE_DDP)

    def _elements(self, told: ddp.Packet) -> tuple[int, np.ndarray]:
        """Where it goes, and what: red, green, blue of each pixel; of four, white is left out."""
        parts = 4 if told.kind >> 3 & 7 == 3 else 3
        width = 2 if self.habits.wide else 1
        kind = ">u2" if self.habits.wide else np.uint8
        whole = len(told.data) // width * width
        light = np.frombuffer(told.data[:whole], kind).astype(self._kind)
        start = told.offset // width
        if parts == 3:
            return start, light
        return start // 4 * 3, light[: len(light) // 4 * 4].reshape(-1, 4)[:, :3].ravel()

    def _go_home(self) -> None:
        super()._go_home()
        self._last = 0


class _Heard(NamedTuple):
    """What a source last said of one universe."""

    at: float
    sequence: int
    priority: int
    slots: np.ndarray  # (each,) uint8 that count now
    waiting: np.ndarray | None  # that wait for a synchronisation
    sync: int  # the universe that they wait at


@final
class Universes(Receiver):
    """Of sACN: `each` slots in each universe from `first` on. The source of the highest priority wins; of equal ones
    the brightest, slot by slot. A source that ends, or is lost, no longer counts; without any, its slots are dark.
    """

    def __init__(self, size: int, first: int = 1, each: int = sacn.ROOM, habits: Habits = WLED_UNIVERSES):
        self.first, self.each = first, each
        self._sources: dict[int, dict[bytes, _Heard]] = {}  # by universe, then by sender
        self._synced: dict[tuple[bytes, int], tuple[float, int]] = {}  # when, and with what sequence
        super().__init__(size, habits)

    def _take(self, packet: bytes, now: float) -> str:
        told = sacn.read(packet)
        if isinstance(told, sacn.Sync):
            return self._take_sync(told, now)
        if not isinstance(told, sacn.Data):
            return "other" if told else "refused"
        source = told.source
        mine = self.first <= told.universe < self.first - (-self.size // self.each)
        if not mine or told.start or source.options & sacn.PREVIEW:
            return "other"
        heard = self._sources.setdefault(told.universe, {})
        before = heard.get(source.cid)
        if before and self.habits.drops_late and _behind(told.sequence, before.sequence, 256) < LATE_SACN:
            return "late"
        if len(heard) >= SENDERS and not before:
            return "other"
        if source.options & sacn.ENDED:
            heard.pop(source.cid, None)
        else:
            self._hear(now)
            heard[source.cid] = self._said(told, before, now)
        self._merge(told.universe)
        return "taken"

    def _said(self, told: sacn.Data, before: _Heard | None, now: float) -> _Heard:
        slots = np.zeros(self.each, np.uint8)
        part = np.frombuffer(told.slots, np.uint8)[: self.each]
        slots[: len(part)] = part
        source = told.source
        old = before.slots if before else np.zeros(self.each, np.uint8)
        waits = self._waits(source, now)
        now_, later = (old, slots) if waits else (slots, None)
        return _Heard(now, told.sequence, source.priority, now_, later, source.sync)

    def _waits(self, source: sacn.Source, now: float) -> bool:
        """Once it was synchronised there: even where that stopped, unless the source sets it free."""
        synced = self._synced.get((source.cid, source.sync)) if source.sync and self.habits.waits else None
        return synced is not None and not (now - synced[0] > LOSS and source.options & sacn.FREE)

    def _take_sync(self, told: sacn.Sync, now: float) -> str:
        key = told.cid, told.universe
        before = self._synced.get(key)
        if not self.habits.waits:
            return "other"
        if before and self.habits.drops_late and _behind(told.sequence, before[1], 256) < LATE_SACN:
            return "late"
        known = any(told.cid in heard and heard[told.cid].sync == told.universe for heard in self._sources.values())
        if not known:
            return "other"  # so that strangers cannot fill the memory
        self._synced[key] = now, told.sequence
        for heard in self._sources.values():
            said = heard.get(told.cid)
            if said and said.waiting is not None and said.sync == told.universe:
                heard[told.cid] = said._replace(slots=said.waiting, waiting=None)
        self._merge(*self._sources)
        return "taken"

    def _merge(self, *universes: int) -> None:
        if not self.live:
            return
        for universe in universes:
            heard = self._sources[universe].values()
            top = max((it.priority for it in heard), default=0)
            slots = np.zeros(self.each, np.uint8)
            for it in heard:
                slots = np.maximum(slots, it.slots) if it.priority == top else slots
            self._put((universe - self.first) * self.each, slots)
        self._shown = self._buffer.copy()

    def _settle(self, now: float) -> None:
        lost = set()
        for universe, heard in self._sources.items():
            for cid in [cid for cid, it in heard.items() if now - it.at > LOSS]:
                lost.add(universe)
                del heard[cid]
        if lost:
            senders = {cid for heard in self._sources.values() for cid in heard}
            self._synced = {key: it for key, it in self._synced.items() if key[0] in senders}
            self._merge(*lost)
        super()._settle(now)

    def _go_home(self) -> None:
        super()._go_home()
        self._sources, self._synced = {}, {}


@final
class Node(Receiver):
    """Of Art-Net: `each` slots in each universe from `first` on. After an ArtSync it waits for the next one, and shows
    at once again when none came for 4 s.
    """

    def __init__(self, size: int, first: int = 0, each: int = artnet.ROOM, habits: Habits = WLED_UNIVERSES):
        self.first, self.each = first, each
        self._last: dict[int, int] = {}  # sequence by universe
        self._synced = -np.inf
        super().__init__(size, habits)

    def _take(self, packet: bytes, now: float) -> str:
        told = artnet.read(packet)
        if isinstance(told, artnet.Sync) and self.habits.waits and self.live:
            self._synced, self._shown = now, self._buffer.copy()
            return "taken"
        if not isinstance(told, artnet.Dmx):
            return "other" if told else "refused"
        if not self.first <= told.universe < self.first - (-self.size // self.each):
            return "other"
        last = self._last.get(told.universe, 0) if self.live and self.habits.drops_late else 0
        if last and told.sequence and 1 <= (last - told.sequence) % 255 < LATE_ART:
            return "late"
        self._hear(now)
        self._last[told.universe] = told.sequence
        start = (told.universe - self.first) * self.each
        self._put(start, np.frombuffer(told.slots, np.uint8)[: self.each])
        if now - self._synced > ART_LOSS:
            end = start + self.each
            self._shown = np.concatenate([self._shown[:start], self._buffer[start:end], self._shown[end:]])
        return "taken"

    def _go_home(self) -> None:
        super()._go_home()
        self._last, self._synced = {}, -np.inf


@final
class Strand(Receiver):
    """Of Open Pixel Control: `take` is given parts of the stream. Whole messages show at once; it never times out."""

    def __init__(self, size: int, channel: int = 1, habits: Habits = STREAM):
        self.channel, self._reader = channel, opc.Reader()
        super().__init__(size, habits)

    def connect(self) -> None:
        """A new stream begins; what was said by halves in the old one is forgotten."""
        self._reader = opc.Reader()

    def _take(self, packet: bytes, now: float) -> str:
        wanted = opc.LIGHT16 if self.habits.wide else opc.LIGHT8
        found = self._reader.feed(packet)
        mine = [it for it in found if it.channel in (opc.ALL, self.channel) and it.command == wanted]
        for told in mine:
            self._hear(now)
            width = 2 if self.habits.wide else 1
            whole = len(told.data) // (3 * width) * 3 * width  # half a pixel is none
            self._put(0, np.frombuffer(told.data[:whole], f">u{width}"))
            self._shown = self._buffer.copy()
        return "taken" if mine else "other"


def _behind(sequence: int, last: int, circle: int) -> int:
    """How far a number lies behind the last one; 0 for the same one again."""
    return (last - sequence) % circle
