"""Multicast DNS, as far as one question goes: who offers this service? Bytes there and back, no socket.

WLED answers no question of DDP's and is found by its name instead: `_wled._tcp.local`. RFC 6762, RFC 6763; messages as
in RFC 1035.
"""

import struct

PORT, GROUP = 5353, "224.0.0.251"
WLED = "_wled._tcp.local"
HEAD = struct.Struct(">HHHHHH")
RECORD = struct.Struct(">HHIH")
PTR, IN, UNICAST = 12, 1, 0x8000
ANSWER = 0x8000  # flag
HOPS = 16  # from one part of a name to the next; more is a circle
RECORDS = 64  # of a message that are looked at


def question(service: str = WLED) -> bytes:
    """Asks who offers a service, and to be answered alone."""
    name = b"".join(bytes([len(part)]) + part.encode("ascii") for part in service.split("."))
    return HEAD.pack(0, 0, 1, 0, 0, 0) + name + b"\0" + struct.pack(">HH", PTR, IN | UNICAST)


def names(packet: bytes, service: str = WLED) -> list[str]:
    """What those call themselves who offer a service, by this answer; empty where it is none. Never raises."""
    try:
        return _names(packet, service.lower())
    except (struct.error, IndexError):  # shorter than it says
        return []


def _names(packet: bytes, service: str) -> list[str]:
    _, flags, questions, *answers = HEAD.unpack_from(packet)
    if not flags & ANSWER:
        return []
    found, at = [], HEAD.size
    for _ in range(min(questions, RECORDS)):
        at = _name(packet, at)[1] + 4
    for _ in range(min(sum(answers), RECORDS)):
        name, at = _name(packet, at)
        kind, _, _, length = RECORD.unpack_from(packet, at)
        at += RECORD.size
        if kind == PTR and ".".join(name).lower() == service:
            parts = _name(packet, at)[0]
            found += parts[:1]
        at += length
    return found


def _name(packet: bytes, at: int) -> tuple[list[str], int]:
    """The parts of a name, and where what follows it begins. IndexError for one that goes in a circle."""
    parts, end = [], None
    for _ in range(HOPS):
        size = packet[at]
        if size >= 0xC0:  # it goes on elsewhere
            end = at + 2 if end is None else end
            at = (size & 0x3F) << 8 | packet[at + 1]
            continue
        at += 1 + size
        if not size:
            return parts, at if end is None else end
        if at > len(packet):
            raise IndexError("cut short")
        parts.append(packet[at - size : at].decode("utf-8", "replace"))
    raise IndexError("too long, or in a circle")
