"""Streaming ACN (ANSI E1.31): bytes of light to packets of universes, and packets back. No socket.

Three kinds of packet: 512 slots of a universe, "show it now" for all that wait at a synchronisation universe, and the
list of the universes that somebody sends. All numbers are big-endian; specs/light.md 2.2.
"""

import struct
from typing import NamedTuple

from photophore.words import BadRequest

PORT = 5568  # UDP
SLOTS = 512  # in a universe at most
ROOM = 510  # of them in use: 170 pixels of three
FIRST, LAST = 1, 63999  # universes
DISCOVERY = 64214  # the universe at whose address senders tell what they send, every 10 s
LISTED = 512  # universes in one packet of a list
ACN = bytes.fromhex("00100000") + b"ASC-E1.17\0\0\0"
DATA, EXTENDED = 4, 8  # root vectors
FRAME, SYNC, LIST = 2, 1, 2  # framing vectors; the last two are extended
PREVIEW, ENDED, FREE = 0x80, 0x40, 0x20  # options; FREE: whoever loses the synchronisation may go on without
SLOT, UNIVERSES = 2, 1  # vectors of the innermost layer
NAME = 64  # bytes with the closing 0
ROOT = struct.Struct(">16sHI16s")
FRAMING = struct.Struct(">HI64sBHBBH")
DMP = struct.Struct(">HBBHHHB")
SYNCING = struct.Struct(">HIBHH")
LISTING = struct.Struct(">HI64sIHIBB")
HEAD = ROOT.size + FRAMING.size + DMP.size  # 126


class Source(NamedTuple):
    """Who sends."""

    cid: bytes  # 16 bytes that are the sender's own, as a UUID is
    name: str = "Photophore"  # up to 63 bytes of UTF-8
    priority: int = 100  # 0..200; the highest wins
    sync: int = 0  # universe at which receivers wait to be told; 0: none, show at once
    options: int = 0  # PREVIEW, ENDED, FREE


class Data(NamedTuple):
    """Slots of one universe."""

    source: Source
    universe: int
    sequence: int  # 0..255, of this universe
    slots: bytes
    start: int = 0  # start code; 0 is light


class Sync(NamedTuple):
    """Show now what waits."""

    cid: bytes
    universe: int
    sequence: int


class Universes(NamedTuple):
    """What somebody sends."""

    cid: bytes
    name: str
    universes: tuple[int, ...]
    page: int = 0
    last: int = 0  # page


def packets(light: bytes, sequence: int, source: Source, universe: int = 1, each: int = ROOM) -> list[bytes]:
    """Light over as many universes as it needs, from `universe` on, `each` slots in each; the last may have fewer.

    sequence: 0..255, one higher for each frame. No light makes no packet.
    """
    view = memoryview(light).cast("B")
    count = -(-len(view) // each) if 0 < each <= SLOTS else 0
    if (len(view) and not count) or not FIRST <= universe <= universe + max(count, 1) - 1 <= LAST:
        where = f"{len(view)} bytes from universe {universe}, {each} in each"
        raise BadRequest("The light does not fit into universes", where, "They are 1 to 63999, of 1 to 512 slots")
    made: list[bytes] = []
    for place in range(count):
        part = view[place * each : (place + 1) * each]
        if place in (0, count - 1):
            before, behind = _around(source, len(part))
        made.append(b"".join((before, _NUMBERS.pack(sequence & 255, source.options, universe + place), behind, part)))
    return made


_NUMBERS = struct.Struct(">BBH")  # sequence, options, universe: all that differs within a frame


def _around(source: Source, slots: int, start: int = 0) -> tuple[bytes, bytes]:
    """What stands before and behind the numbers of a packet with so many slots."""
    if not 0 <= source.priority <= 200 or not (source.sync == 0 or FIRST <= source.sync <= LAST):
        where = f"priority {source.priority}, universe {source.sync}"
        raise BadRequest("sACN has no such priority or synchronisation universe", where, "0 to 200, and 0 to 63999")
    framing = FRAMING.pack(_long(88 + slots), FRAME, _name(source.name), source.priority, source.sync, 0, 0, 0)
    dmp = DMP.pack(_long(11 + slots), SLOT, 0xA1, 0, 1, slots + 1, start)
    return _root(110 + slots, DATA, source.cid) + framing[: -_NUMBERS.size], dmp


def data(told: Data) -> bytes:
    """One universe's packet. What is written reads back equal."""
    if not FIRST <= told.universe <= LAST or len(told.slots) > SLOTS:
        where = f"universe {told.universe}, {len(told.slots)} slots"
        raise BadRequest("There is no such universe", where, "They are 1 to 63999, of at most 512 slots")
    before, behind = _around(told.source, len(told.slots), told.start)
    return before + _NUMBERS.pack(told.sequence & 255, told.source.options & 255, told.universe) + behind + told.slots


def sync(source: Source, sequence: int) -> bytes:
    """Tells all that wait at the source's synchronisation universe to show what they have."""
    if not FIRST <= source.sync <= LAST:
        raise BadRequest("There is no universe to synchronise at", str(source.sync), "Choose one of 1 to 63999")
    return _root(33, EXTENDED, source.cid) + SYNCING.pack(_long(11), SYNC, sequence & 255, source.sync, 0)


def universes(source: Source, sent: list[int]) -> list[bytes]:
    """The list of what this source sends, in pages of 512."""
    sent = sorted(set(sent))
    if len(sent) > 256 * LISTED or any(not FIRST <= it <= LAST for it in sent):
        raise BadRequest("There is no such universe", f"{sent[:1]} to {sent[-1:]}", "They are 1 to 63999")
    pages = [sent[start : start + LISTED] for start in range(0, len(sent), LISTED)]
    made = []
    for page, part in enumerate(pages):
        head = _root(104 + 2 * len(part), EXTENDED, source.cid)
        inner = (_long(8 + 2 * len(part)), UNIVERSES, page, len(pages) - 1)
        listing = LISTING.pack(_long(82 + 2 * len(part)), LIST, _name(source.name), 0, *inner)
        made.append(head + listing + struct.pack(f">{len(part)}H", *part))
    return made


def multicast(universe: int) -> str:
    """The address at which those who want this universe listen."""
    return f"239.255.{universe >> 8}.{universe & 255}"


def read(packet: bytes) -> Data | Sync | Universes | None:
    """What a packet says; None where it is no sACN, breaks a rule, or is shorter than it says. Never raises."""
    if len(packet) < ROOT.size + SYNCING.size:
        return None
    acn, length, vector, cid = ROOT.unpack_from(packet)
    inner = _told(length) - (ROOT.size - 16)  # the root counts from its own length on
    framing, kind = struct.unpack_from(">HI", packet, ROOT.size)
    if acn != ACN or length >> 12 != 7 or inner != _told(framing) or ROOT.size + inner > len(packet):
        return None
    if vector == DATA and kind == FRAME:
        return _read_data(packet, cid, inner)
    if vector == EXTENDED and kind == SYNC and inner >= SYNCING.size:
        _, _, sequence, universe, _ = SYNCING.unpack_from(packet, ROOT.size)
        return Sync(cid, universe, sequence) if FIRST <= universe <= LAST else None
    return _read_list(packet, cid, inner) if vector == EXTENDED and kind == LIST else None


def _read_data(packet: bytes, cid: bytes, inner: int) -> Data | None:
    if inner < FRAMING.size + DMP.size:
        return None
    _, _, name, priority, sync, sequence, options, universe = FRAMING.unpack_from(packet, ROOT.size)
    length, vector, address, first, step, count, start = DMP.unpack_from(packet, ROOT.size + FRAMING.size)
    fits = _told(length) == inner - FRAMING.size == DMP.size - 1 + count and 1 <= count <= SLOTS + 1
    if not fits or (vector, address, first, step) != (SLOT, 0xA1, 0, 1):
        return None
    if priority > 200 or sync > LAST or not FIRST <= universe <= LAST:
        return None
    source = Source(cid, _named(name), priority, sync, options)
    return Data(source, universe, sequence, bytes(packet[HEAD : HEAD + count - 1]), start)


def _read_list(packet: bytes, cid: bytes, inner: int) -> Universes | None:
    if inner < LISTING.size:
        return None
    _, _, name, _, length, vector, page, last = LISTING.unpack_from(packet, ROOT.size)
    size = inner - LISTING.size
    if vector != UNIVERSES or _told(length) != size + 8 or size % 2 or size > 2 * LISTED or page > last:
        return None
    listed = struct.unpack_from(f">{size // 2}H", packet, ROOT.size + LISTING.size)
    return Universes(cid, _named(name), tuple(it for it in listed if FIRST <= it <= LAST), page, last)


def _root(length: int, vector: int, cid: bytes) -> bytes:
    if len(cid) != 16:
        raise BadRequest("A source of sACN is known by 16 bytes", f"{len(cid)} given", "Make them once with uuid4")
    return ROOT.pack(ACN, _long(length), vector, cid)


def _long(length: int) -> int:
    return 0x7000 | length


def _told(length: int) -> int:
    return length & 0xFFF


def _name(name: str) -> bytes:
    """Cut where a letter ends, within 63 bytes."""
    return name.encode("utf-8", "replace")[: NAME - 1].decode("utf-8", "ignore").encode()


def _named(name: bytes) -> str:
    return name.split(b"\0", 1)[0].decode("utf-8", "replace")
