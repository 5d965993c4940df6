"""DDP, the Distributed Display Protocol of 3waylabs: bytes of light to packets, and packets back. No socket.

A packet is a head of 10 bytes (14 with a time), then data; all numbers are big-endian. What is sent to a display's
buffer is drawn when a packet says PUSH; specs/light.md 2.1, and the protocol's own page (3waylabs.com/ddp).
"""

import json
import struct
from typing import NamedTuple

from photophore.words import BadRequest

PORT = 4048  # UDP and TCP
ROOM = 1440  # bytes of light in a packet: 480 pixels, 15 smiles; a whole number of pixels of every kind below
RGB8, RGB16, RGBW8, GREY8 = 0x0B, 0x0C, 0x1B, 0x23  # kinds: C R TTT SSS
DISPLAY, STATUS, ALL = 1, 251, 255  # ids
LAST = 15  # sequence numbers are 1..15; 0 is none
VERSION, VERSIONS = 0x40, 0xC0
TIME, STORAGE, REPLY, QUERY, PUSH = 0x10, 0x08, 0x04, 0x02, 0x01
HEAD = struct.Struct(">BBBBIH")
CLOCK = struct.Struct(">I")
SINCE_1900 = 2_208_988_800  # seconds from NTP's zero to that of unix time; RFC 5905


class Packet(NamedTuple):
    """What one packet says."""

    data: bytes = b""
    offset: int = 0  # of the data, in bytes of the display's buffer
    sequence: int = 0  # 1..15; 0: not numbered
    id: int = DISPLAY
    kind: int = RGB8
    push: bool = False
    query: bool = False
    reply: bool = False
    storage: bool = False
    time: int | None = None  # when to show, as `time_of`; None: at once
    asked: int = 0  # of a query: how many bytes it would like to have; else 0

    @property
    def pixels(self) -> int:
        """Bytes of a pixel of this kind: 3 unless it says otherwise, as receivers take it."""
        parts = {3: 4, 4: 1}.get(self.kind >> 3 & 7, 3)
        return parts * (2 if self.kind & 7 == RGB16 & 7 else 1)


def packets(light: bytes, sequence: int, *, id: int = DISPLAY, push: bool = True, kind: int = RGB8) -> list[bytes]:
    """One display's light, from its first byte on, in as few packets as hold it.

    push: every packet shows itself. If the last one alone did and were lost, what the others hold would wait for some
    later frame's, and old light would glow between new: that is a flash (tests/devices/test_storm.py).
    sequence: of the first packet, 1..15, each next one higher (see `after`); 0: not numbered. No light makes one packet
    without data: with push it shows what was sent before.
    """
    if not 0 <= sequence <= LAST or not 1 <= id <= ALL:
        raise BadRequest(f"DDP has no sequence {sequence} or no id {id}", "", "Sequences are 0 to 15, ids 1 to 255")
    view, made, flags = memoryview(light).cast("B"), [], VERSION | (PUSH if push else 0)
    for start in range(0, len(view) or 1, ROOM):
        part = view[start : start + ROOM]
        made.append(b"".join((HEAD.pack(flags, sequence, kind, id, start, len(part)), part)))
        sequence = sequence % LAST + 1 if sequence else 0
    return made


def after(sequence: int, count: int) -> int:
    """The sequence of whatever follows `count` packets, of which the first had this one."""
    return (sequence - 1 + count) % LAST + 1 if sequence else 0


def write(packet: Packet) -> bytes:
    """Any packet as bytes. What is written reads back equal."""
    flags = VERSION | (PUSH if packet.push else 0) | (QUERY if packet.query else 0) | (REPLY if packet.reply else 0)
    flags |= (STORAGE if packet.storage else 0) | (0 if packet.time is None else TIME)
    length = packet.asked if packet.query and not packet.data else len(packet.data)
    try:
        head = HEAD.pack(flags, packet.sequence & LAST, packet.kind, packet.id, packet.offset, length)
        return head + (b"" if packet.time is None else CLOCK.pack(packet.time)) + packet.data
    except struct.error as error:
        raise BadRequest("DDP cannot say this", str(error), "A packet holds 65535 bytes, a display 4 GiB") from error


def read(packet: bytes) -> Packet | None:
    """What a packet says; None where it is no DDP, of another version, or shorter than it says. Never raises.

    What stands behind the end that the packet names is not looked at.
    """
    if len(packet) < HEAD.size:
        return None
    flags, sequence, kind, id, offset, length = HEAD.unpack_from(packet)
    end = HEAD.size + (CLOCK.size if flags & TIME else 0)
    query = bool(flags & QUERY) and not flags & REPLY  # "if Reply, Q flag is ignored"
    if flags & VERSIONS != VERSION or len(packet) < end:
        return None
    data = bytes(packet[end : end + length])
    if len(data) < length and not (query and not data):  # a query asks for so many bytes, and brings none
        return None
    asked = length if query and not data else 0
    time = CLOCK.unpack_from(packet, HEAD.size)[0] if flags & TIME else None
    push, reply, storage = (bool(flags & bit) for bit in (PUSH, REPLY, STORAGE))
    return Packet(data, offset, sequence & LAST, id, kind, push, query, reply, storage, time, asked)


def time_of(unix: float) -> int:
    """The middle 32 bits of NTP time: 16 of seconds, 16 of their parts; it comes round every 18 hours."""
    return int((unix + SINCE_1900) * 65536) & 0xFFFFFFFF


def who() -> bytes:
    """Asks a display, or by broadcast all displays, for its status."""
    return write(Packet(id=STATUS, kind=0, query=True))


def status(packet: Packet) -> dict[str, str]:
    """What a display tells of itself in a reply (man, mod, ver, mac ...), texts only; empty where it tells nothing."""
    if not packet.reply or packet.id != STATUS or len(packet.data) > ROOM:
        return {}
    try:
        told = json.loads(packet.data.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return {}
    told = told.get("status") if isinstance(told, dict) else None
    return {key: it for key, it in told.items() if isinstance(it, str)} if isinstance(told, dict) else {}
