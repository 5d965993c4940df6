"""Open Pixel Control: bytes of light to messages, and a stream of messages back. No socket.

A message is a head of 4 bytes (channel, command, big-endian length), then data; it comes over TCP, from some senders
over UDP. A channel's pixels are set from its first on; others stay. specs/light.md 2.5, and openpixelcontrol.org.
"""

import struct
from typing import NamedTuple

from photophore.words import BadRequest

PORT = 7890  # TCP; some send UDP
MOST = 65535  # bytes in a message: 21,845 pixels
ROOM = MOST // 96 * 96  # of whole smiles: 682
ALL = 0  # channel
LIGHT8, LIGHT16, SYSTEM = 0, 2, 255  # commands: RGB of a byte each, of two bytes each; a maker's own
HEAD = struct.Struct(">BBH")


class Message(NamedTuple):
    """What one message says."""

    channel: int  # 0: all
    command: int
    data: bytes


def message(channel: int, light: bytes, command: int = LIGHT8) -> bytes:
    """One message. Light that is more than it holds goes over several channels, or by another protocol."""
    if not 0 <= channel <= 255 or not 0 <= command <= 255 or len(light) > MOST:
        where = f"channel {channel}, command {command}, {len(light)} bytes"
        raise BadRequest("Open Pixel Control has no such message", where, "Channels are 0 to 255, of 65535 bytes")
    return b"".join((HEAD.pack(channel, command, len(light)), light))


def packets(light: bytes, channel: int = 1) -> list[bytes]:
    """Light over as many channels as it needs, from `channel` on, up to 682 whole smiles in each."""
    view = memoryview(light).cast("B")
    return [message(channel + start // ROOM, view[start : start + ROOM]) for start in range(0, len(view), ROOM)]


def read(packet: bytes) -> Message | None:
    """The first message of a datagram; None where it is shorter than it says. Never raises."""
    if len(packet) < HEAD.size:
        return None
    channel, command, length = HEAD.unpack_from(packet)
    data = bytes(packet[HEAD.size : HEAD.size + length])
    return Message(channel, command, data) if len(data) == length else None


class Reader:
    """Cuts a stream into messages, however it was cut on its way; keeps less than one message."""

    def __init__(self):
        self._rest = bytearray()

    def feed(self, part: bytes) -> list[Message]:
        """The messages that are whole now."""
        self._rest += part
        found, start = [], 0
        with memoryview(self._rest) as view:
            while (told := read(view[start:])) is not None:
                found.append(told)
                start += HEAD.size + len(told.data)
        del self._rest[:start]
        return found
