"""Where a lamp's bytes leave the house: packets of each protocol, and sockets that never block.

What cannot be sent now is dropped, never queued: old light that comes late is worse than none. A lamp that is away is
tried again once in RETRY seconds.
"""

import contextlib
import errno
import select
import socket
import threading
import uuid
import weakref
from typing import Protocol, final

import numpy as np

from photophore.devices import artnet, ddp, hosts, opc, sacn
from photophore.devices.fixture import MULTICAST, Fixture, receiver
from photophore.devices.sinkguard import DELAY
from photophore.words import Audience

try:
    import fcntl
    import termios
except ImportError:  # Windows cannot tell how much of a stream has not arrived
    fcntl = None

RETRY = 1.0  # seconds until a lamp that is away is tried again
FULL = (errno.EAGAIN, errno.EWOULDBLOCK, errno.ENOBUFS)  # no room now: the packet is lost, as the network may lose it
ROOM = 1 << 22  # bytes of a datagram socket's buffer: one frame of 10,000 smiles and more
STREAM = 1 << 14  # the same of a stream: little may wait there
CONNECT = 3.0  # seconds for a stream to open

Target = tuple | None  # where a packet goes; None: where the socket is connected to


def source(fixture: Fixture) -> sacn.Source:
    """Who we are to sACN: the same after a restart, so that no receiver takes us for two and adds us up."""
    cid = uuid.uuid5(uuid.NAMESPACE_DNS, f"{socket.gethostname()} {fixture.name} photophore").bytes
    return sacn.Source(cid, f"Photophore {fixture.name}", fixture.priority, fixture.sync)


@final
class Packer:
    """A lamp's light as packets, one for each of the guard's groups of pixels."""

    def __init__(self, fixture: Fixture):
        self.fixture, self.sequence, self.source = fixture, 1, source(fixture)
        self.make = {"ddp": self._ddp, "sacn": self._sacn, "artnet": self._artnet, "opc": self._opc}[fixture.driver]

    def packets(self, light: np.ndarray, goes: np.ndarray) -> list[tuple[int, bytes]]:
        """(p, 3) bytes or words -> (universe, packet); only those groups that go, and what tells to show them."""
        return self.make(light, goes)

    def ending(self) -> list[tuple[int, bytes]]:
        """What tells receivers that no more light comes; told after the dark."""
        if self.fixture.driver != "sacn":
            return []
        ended = self.source._replace(options=sacn.ENDED)
        dark = bytes(3 * self.fixture.pixels)
        return self._universes(sacn.packets(dark, self._next(256), ended, self.fixture.first, self.fixture.each * 3))

    def _next(self, circle: int) -> int:
        self.sequence = (self.sequence + 1) % circle
        return self.sequence

    def _universes(self, packets: list[bytes]) -> list[tuple[int, bytes]]:
        return list(zip(self.fixture.universes, packets, strict=True))

    def _ddp(self, light: np.ndarray, goes: np.ndarray) -> list[tuple[int, bytes]]:
        kind = ddp.RGB16 if self.fixture.bits == 16 else ddp.RGB8
        if goes.all():
            made = ddp.packets(light.tobytes(), self.sequence, id=self.fixture.first, kind=kind)
        else:  # those that go are numbered without a gap: one would look late
            data, each, made = light.tobytes(), self.fixture.each * light.itemsize * 3, []
            going = np.flatnonzero(goes).tolist()
            for count, place in enumerate(going):
                start = place * each  # each shows itself: see ddp.packets
                packet = ddp.Packet(data[start : start + each], start, ddp.after(self.sequence, count),
                                    self.fixture.first, kind, push=True)  # fmt: skip
                made.append(ddp.write(packet))
        self.sequence = ddp.after(self.sequence, len(made))
        return [(0, packet) for packet in made]

    def _sacn(self, light: np.ndarray, goes: np.ndarray) -> list[tuple[int, bytes]]:
        sequence = self._next(256)
        made = sacn.packets(light.tobytes(), sequence, self.source, self.fixture.first, self.fixture.each * 3)
        going = [it for it, goes_ in zip(self._universes(made), goes.tolist(), strict=True) if goes_]
        return [*going, (self.fixture.sync, sacn.sync(self.source, sequence))] if self.fixture.sync else going

    def _artnet(self, light: np.ndarray, goes: np.ndarray) -> list[tuple[int, bytes]]:
        self.sequence = artnet.after(self.sequence)
        made = artnet.packets(light.tobytes(), self.sequence, self.fixture.first, self.fixture.each * 3)
        going = [it for it, goes_ in zip(self._universes(made), goes.tolist(), strict=True) if goes_]
        return [*going, (0, artnet.sync())] if self.fixture.sync else going

    def _opc(self, light: np.ndarray, goes: np.ndarray) -> list[tuple[int, bytes]]:
        command = opc.LIGHT16 if self.fixture.bits == 16 else opc.LIGHT8
        data, each = light.tobytes(), self.fixture.each * light.itemsize * 3
        return [(channel, opc.message(channel, data[place * each : (place + 1) * each], command))
                for place, channel in enumerate(self.fixture.universes) if goes[place]]  # fmt: skip


class Outlet(Protocol):
    """A way to a lamp."""

    away: str  # why it cannot be reached now; empty: it can, as far as one knows
    times: int  # that it was opened: where this grew, a lamp may hold anything

    def ready(self, now: float) -> bool:
        """Whether light can be sent now. Does not wait."""

    def send(self, packets: list[tuple[int, bytes]], now: float) -> int:
        """Send; how many left. What has no room is dropped; a lamp that is away is told by `away`."""

    def close(self) -> None:
        """Let go."""


# who is lit now, by whom: one that forgot to close goes with its socket, and holds nothing
_lit: weakref.WeakKeyDictionary[Outlet, tuple[str, hosts.Receiver]] = weakref.WeakKeyDictionary()
_one_at_a_time = threading.Lock()  # each lamp beats in a thread of its own


def _take(way: Outlet, it: Fixture, host: str, wide: bool = False) -> None:
    """This receiver is this way's, until it is let go. OSError, with words, where another lamp of ours lights it."""
    here = receiver(it, host)._replace(wide=wide)
    if hosts.nobody(host):
        raise OSError(errno.EADDRNOTAVAIL, f"{host} is every host and none")
    if it.audience is not Audience.PUBLIC and (wide or hosts.many(host)):
        raise OSError(errno.EACCES, f"whoever is on this network hears {host}, not only {it.audience.name.lower()}")
    with _one_at_a_time:
        for other, (name, there) in list(_lit.items()):
            if other is not way and (why := hosts.clash(here, there)):
                raise OSError(errno.EADDRINUSE, f"one lamp, two names ({name} and {it.name}): {why}")
        _lit[way] = it.name, here


def _lost(way: Outlet, error: OSError, now: float) -> None:
    """It cannot be reached: dark to us, and tried again in a while."""
    way.away, way.retry = error.strerror or str(error), now + RETRY
    way.close()


def _let_go(way: Outlet) -> None:
    with _one_at_a_time:
        _lit.pop(way, None)


@final
class Datagrams:
    """UDP: DDP, sACN, Art-Net."""

    def __init__(self, fixture: Fixture):
        self.fixture, self.multicast = fixture, fixture.host == MULTICAST
        self.host, self.port = fixture.host, fixture.port
        self.away, self.times, self._socket, self.retry = "", 0, None, -float("inf")

    def ready(self, now: float) -> bool:
        if self._socket is None and now >= self.retry:
            self._open(now)
        return self._socket is not None

    def _open(self, now: float) -> None:
        try:
            name = "239.255.0.1" if self.multicast else self.host
            family, *_, address = socket.getaddrinfo(name, self.port, type=socket.SOCK_DGRAM)[0]
            self._socket = socket.socket(family, socket.SOCK_DGRAM)
            self._socket.setblocking(False)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, ROOM)
            wide = not self.multicast and _broadcast(self._socket, address)
            _take(self, self.fixture, MULTICAST if self.multicast else address[0], wide)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            if not self.multicast:
                self._socket.connect(address)  # so that we hear when nobody listens
            self.away, self.times = "", self.times + 1
        except OSError as error:
            _lost(self, error, now)

    def send(self, packets: list[tuple[int, bytes]], now: float) -> int:
        sent = 0
        try:
            for universe, packet in packets:
                try:
                    if self.multicast:
                        self._socket.sendto(packet, (sacn.multicast(universe), self.port))
                    else:
                        self._socket.send(packet)
                    sent += 1
                except OSError as error:
                    if error.errno not in FULL:
                        raise
        except OSError as error:
            _lost(self, error, now)
        return sent

    def close(self) -> None:
        _let_go(self)
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def _broadcast(sock: socket.socket, address: tuple) -> bool:
    """Whether the system knows this for a broadcast address, as x.x.x.255 of an own network: Linux asks first."""
    try:
        sock.connect(address)
    except PermissionError:
        return True
    return False


@final
class Stream:
    """TCP: Open Pixel Control. What waits longer than DELAY would come in a rush: then we hang up, and begin anew."""

    def __init__(self, fixture: Fixture):
        self.fixture, self.host, self.port = fixture, fixture.host, fixture.port
        self.away, self.times, self._socket, self.retry = "", 0, None, -float("inf")
        self._open, self._rest, self._moved = False, b"", 0.0

    def ready(self, now: float) -> bool:
        try:
            if self._socket is None:
                return now >= self.retry and self._connect(now)
            if not self._open:
                return self._opened(now)
            self._hear()
            return self._flowing(now)
        except OSError as error:
            _lost(self, error, now)
            return False

    def _connect(self, now: float) -> bool:
        family, *_, address = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)[0]
        _take(self, self.fixture, address[0])
        self._socket, self._moved, self._open, self._rest = socket.socket(family, socket.SOCK_STREAM), now, False, b""
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, STREAM)
        with contextlib.suppress(BlockingIOError):
            self._socket.connect(address)
        return self._opened(now)

    def _opened(self, now: float) -> bool:
        _, writable, _ = select.select([], [self._socket], [], 0)
        if writable:
            if wrong := self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                raise OSError(wrong, errno.errorcode.get(wrong, "it cannot be reached"))
            self._open, self.away, self._moved, self.times = True, "", now, self.times + 1
        elif now - self._moved > CONNECT:
            raise OSError(errno.ETIMEDOUT, "it does not answer")
        return self._open

    def _hear(self) -> None:
        """Receivers say nothing; the end of the stream is heard here."""
        with contextlib.suppress(BlockingIOError):
            if not self._socket.recv(4096):
                raise OSError(errno.ECONNRESET, "it hung up")

    def _flowing(self, now: float) -> bool:
        """Whether all of the last frame has left, and not too long ago begun to."""
        self._push()
        waits = len(self._rest) + (_unheard(self._socket) if not self._rest else 0)
        if not waits:
            self._moved = now
        elif now - self._moved > DELAY:
            raise OSError(errno.ETIMEDOUT, "it takes no light")
        return not self._rest

    def _push(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while self._rest:
                self._rest = self._rest[self._socket.send(self._rest) :]

    def send(self, packets: list[tuple[int, bytes]], now: float) -> int:
        try:
            self._rest += b"".join(packet for _, packet in packets)  # a frame once begun must end: a stream has no gaps
            self._push()
            return len(packets)
        except OSError as error:
            _lost(self, error, now)
            return 0

    def close(self) -> None:
        _let_go(self)
        if self._socket is not None:
            self._socket.close()
            self._socket, self._open, self._rest = None, False, b""


def _unheard(stream: socket.socket) -> int:
    """Bytes that have left us and that the other side has not confirmed; 0 where the system cannot tell."""
    if fcntl is None:
        return 0
    try:
        return int.from_bytes(fcntl.ioctl(stream, termios.TIOCOUTQ, bytes(4)), "little")
    except OSError:
        return 0


def outlet(fixture: Fixture) -> Outlet:
    """The way to this lamp."""
    return Stream(fixture) if fixture.driver == "opc" else Datagrams(fixture)
