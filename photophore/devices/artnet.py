"""Art-Net 4: bytes of light to packets of universes, and packets back. No socket.

Light of a universe (ArtDmx), "show it now" (ArtSync), "who is there?" (ArtPoll) and the answer (ArtPollReply). The
operation is little-endian, other numbers are big-endian unless said; specs/light.md 2.3. Art-Net is a trade mark of
Artistic Licence Holdings.
"""

import struct
from typing import NamedTuple

from photophore.words import BadRequest

PORT = 6454  # UDP
SLOTS = 512  # in a universe at most
ROOM = 510  # of them in use: 170 pixels of three
LAST = 32767  # port-addresses are 0..32767: net (7 bits), sub-net (4), universe (4)
ART = b"Art-Net\0"
DMX, SYNC, POLL, REPLY = 0x5000, 0x5200, 0x2000, 0x2100
VERSION = 14  # of the protocol, or later
HEAD = struct.Struct("<8sH")
DMXING = struct.Struct(">HBBBBH")  # version, sequence, physical port, low and high part of the address, length
REPLYING = struct.Struct(">4s2sHBBHBBH18s64s64sH4s4s4s4s4sBBB3sB6s4sBB26s")  # 10..238
SHORTEST = 207  # bytes of a reply, as the first ones had


class Dmx(NamedTuple):
    """Slots of one universe."""

    universe: int  # port-address
    sequence: int  # 1..255; 0: not numbered
    slots: bytes
    physical: int = 0  # port that they came in by; of no consequence


class Sync(NamedTuple):
    """Show now what waits."""

    aux: int = 0  # of no meaning yet


class Poll(NamedTuple):
    """Who is there?"""

    flags: int = 0


class Node(NamedTuple):
    """Who is there."""

    host: str  # dotted address that it tells
    name: str  # up to 17 bytes
    long: str = ""  # up to 63
    universes: tuple[int, ...] = ()  # that it puts out, at most 4, of one sub-net
    port: int = PORT
    index: int = 1  # of the answers of one device that has more than four universes


def packets(light: bytes, sequence: int, universe: int = 0, each: int = ROOM) -> list[bytes]:
    """Light over as many universes as it needs, from `universe` on, `each` slots in each; the last may have fewer.

    sequence: 1..255, one higher for each frame (see `after`); 0: not numbered. An odd length gets a 0 behind it,
    since lengths are even. No light makes no packet.
    """
    view = memoryview(light).cast("B")
    count = -(-len(view) // each) if 0 < each <= SLOTS else 0
    if (len(view) and not count) or not 0 <= universe <= universe + max(count, 1) - 1 <= LAST:
        where = f"{len(view)} bytes from universe {universe}, {each} in each"
        raise BadRequest("The light does not fit into universes", where, "They are 0 to 32767, of 1 to 512 slots")
    return [dmx(universe + place, sequence, view[place * each : (place + 1) * each]) for place in range(count)]


def dmx(universe: int, sequence: int, slots: bytes, physical: int = 0) -> bytes:
    """One universe's packet."""
    length = max(2, len(slots) + len(slots) % 2)
    if not 0 <= universe <= LAST or length > SLOTS:
        where = f"universe {universe}, {len(slots)} slots"
        raise BadRequest("There is no such universe", where, "They are 0 to 32767, of at most 512 slots")
    numbers = DMXING.pack(VERSION, sequence & 255, physical & 255, universe & 255, universe >> 8, length)
    return b"".join((HEAD.pack(ART, DMX), numbers, slots, bytes(length - len(slots))))


def after(sequence: int) -> int:
    """The sequence of the next frame."""
    return sequence % 255 + 1 if sequence else 0


def sync() -> bytes:
    """Tells all who have light that waits to show it."""
    return HEAD.pack(ART, SYNC) + struct.pack(">HBB", VERSION, 0, 0)


def poll(flags: int = 0) -> bytes:
    """Asks who is there; to be sent to all, or to one."""
    return HEAD.pack(ART, POLL) + struct.pack(">HBB", VERSION, flags, 0)


def reply(node: Node) -> bytes:
    """The answer to a poll."""
    first = node.universes[0] if node.universes else 0
    if len(node.universes) > 4 or any(it >> 4 != first >> 4 or not 0 <= it <= LAST for it in node.universes):
        raise BadRequest("One answer holds four universes of one sub-net", str(node.universes), "Send several")
    out = [it & 15 for it in node.universes] + [0] * (4 - len(node.universes))
    kinds, good = ([bit if place < len(node.universes) else 0 for place in range(4)] for bit in (0x80, 0x80))
    host = _host(node.host)
    return HEAD.pack(ART, REPLY) + REPLYING.pack(
        host, struct.pack("<H", node.port), 0, first >> 8, first >> 4 & 15, 0, 0, 0, 0,
        _text(node.name, 18), _text(node.long, 64), b"", len(node.universes), bytes(kinds), b"", bytes(good), b"",
        bytes(out), 0, 0, 0, b"", 0, b"", host, node.index, 0x08, b"",
    )  # fmt: skip


def read(packet: bytes) -> Dmx | Sync | Poll | Node | None:
    """What a packet says; None where it is no Art-Net, none of these four, or shorter than it says. Never raises."""
    if len(packet) < HEAD.size + 2:
        return None
    art, operation = HEAD.unpack_from(packet)
    if art != ART:
        return None
    if operation == REPLY:
        return _read_reply(packet) if len(packet) >= SHORTEST else None
    if len(packet) < 14 or packet[10] << 8 | packet[11] < VERSION:
        return None
    if operation == DMX:
        return _read_dmx(packet)
    return Sync(packet[12] << 8 | packet[13]) if operation == SYNC else Poll(packet[12]) if operation == POLL else None


def _read_dmx(packet: bytes) -> Dmx | None:
    """Odd lengths are read too: some senders have them."""
    start = HEAD.size + DMXING.size
    if len(packet) < start:
        return None
    _, sequence, physical, low, high, length = DMXING.unpack_from(packet, HEAD.size)
    if not 1 <= length <= SLOTS or len(packet) < start + length or high > 127:
        return None
    return Dmx(high << 8 | low, sequence, bytes(packet[start : start + length]), physical)


def _read_reply(packet: bytes) -> Node:
    """Replies of older devices are shorter: what is missing is 0."""
    told = REPLYING.unpack_from(packet[: HEAD.size + REPLYING.size].ljust(HEAD.size + REPLYING.size, b"\0"), HEAD.size)
    host, port, _, net, sub, _, _, _, _, name, long, _, count, kinds, _, _, _, out = told[:18]
    ports = [place for place in range(min(count, 4)) if kinds[place] & 0x80]
    universes = tuple((net & 127) << 8 | (sub & 15) << 4 | out[place] & 15 for place in ports)
    where = ".".join(map(str, host))
    return Node(where, _told(name), _told(long), universes, struct.unpack("<H", port)[0], told[25])


def _host(host: str) -> bytes:
    parts = host.split(".")
    if len(parts) != 4 or not all(it.isascii() and it.isdigit() and int(it) < 256 for it in parts):
        raise BadRequest("This is no dotted address", repr(host), "Write it as 192.0.2.7")
    return bytes(map(int, parts))


def _text(text: str, size: int) -> bytes:
    return text.encode("ascii", "replace")[: size - 1]


def _told(text: bytes) -> str:
    return text.split(b"\0", 1)[0].decode("utf-8", "replace")
