"""Phones without people: real sockets to a hub, for measuring it. Little is done here, so that the measuring is light.

Each phone says how it feels twice a second, now high, now low, and waits for the cue that carries it. Phones ping as
pages do, and keep the hub's time by devices.hubtime.
"""

import asyncio
import contextlib
import json
import sys
import time
from typing import NamedTuple

import msgspec

from photophore.devices.hubtime import PING_EVERY, PINGS, HubTime

EVERY = 0.5  # seconds between two things that a phone says
COMING = 0.01  # seconds between two phones that come
SETTLING = 8.0  # seconds before it counts: longer than a phone's first pings
FULL = 2000.0  # ms; a cue that has not come by then never counts as sooner
BINARY, CLOSE, PING, PONG = 2, 8, 9, 10  # RFC 6455
HIGH, LOW = 0.8, -0.8  # valence


class Crowd(NamedTuple):
    """Which phones one process is."""

    port: int
    phones: int
    seconds: float  # in which it counts
    settling: float = SETTLING


class Heard(msgspec.Struct):
    """What a phone reads of whatever the hub says."""

    t: str
    feeling: list[float] = msgspec.field(default_factory=list)
    dark: bool = True
    apply_ms: float = 0
    hub_ms: float = 0
    c: float = 0
    h: float = 0
    s: float = 0
    what: str = ""


_read = msgspec.msgpack.Decoder(Heard).decode
_pack = msgspec.msgpack.Encoder().encode


def framed(data: bytes, kind: int = BINARY) -> bytes:
    """One WebSocket message of a client, of fewer than 65,536 bytes. Masked by noughts: nobody is to be protected."""
    size = len(data)
    head = bytes([0x80 | kind, 0x80 | size]) if size < 126 else bytes([0x80 | kind, 0xFE]) + size.to_bytes(2)
    return head + bytes(4) + data


def unframed(data: bytearray) -> list[tuple[int, bytes]]:
    """Whole messages of a server -> (kind, what it says); they are taken away from `data`."""
    made, at = [], 0
    while len(data) - at >= 2:
        size, start = data[at + 1] & 0x7F, at + 2
        if size > 125:
            wide = 2 if size == 126 else 8
            size, start = int.from_bytes(data[start : start + wide]), start + wide
        if len(data) < start + size:
            break
        made.append((data[at] & 0x0F, bytes(data[start : start + size])))
        at = start + size
    del data[:at]
    return made


class Phone(asyncio.Protocol):
    """One socket. Little is done here beside the hub's own sums: what measures must not weigh."""

    def __init__(self, number: int, opened: asyncio.Future):
        self.number, self.opened = number, opened
        self.time = HubTime()
        self.delays: list[float] = []  # ms from what was said to the cue that carries it
        self.ages: list[float] = []  # ms from the hub's stamp to the cue's arrival; below 0: it came before its moment
        self.missed = 0  # things said that no cue carried before the next was said
        self.counts = False
        self._data, self._upgraded = bytearray(), False
        self._said = 0  # things said
        self._waits: float | None = None  # since when the cue is waited for

    def connection_made(self, transport) -> None:
        self._way = transport
        self._way.write(b"GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + b"A" * 22 + b"==\r\n\r\n")  # fmt: skip

    def data_received(self, data: bytes) -> None:
        self._data += data
        if not self._upgraded:
            head, end, rest = bytes(self._data).partition(b"\r\n\r\n")
            if not end:
                return
            if b" 101 " not in head.partition(b"\r\n")[0]:
                return self._way.close()
            self._upgraded, self._data = True, bytearray(rest)
            self.say({"t": "hello", "v": 1, "role": "guest", "lang": "en"})
        for kind, told in unframed(self._data):
            if kind == BINARY:
                self._hear(_read(told))
            elif kind == PING:
                self._way.write(framed(told, PONG))
            elif kind == CLOSE:
                self._way.close()

    def connection_lost(self, error) -> None:
        if not self.opened.done():
            self.opened.set_result(False)

    def say(self, message: dict) -> None:
        if not self._way.is_closing():
            self._way.write(framed(_pack(message)))

    def ping(self) -> None:
        doubt = self.time.doubt(_ms())
        self.say({"t": "ping", "c": _ms(), "doubt": doubt if doubt < FULL else None})

    def feel(self) -> None:
        """High and low in turn, so that the cue tells which it carries."""
        if self._waits is not None and self.counts:
            self.missed += 1
            self.delays.append(FULL)
        self._said += 1
        self._waits = _ms()
        self.say({"t": "feel", "valence": HIGH if self._said % 2 else LOW, "arousal": 0.2})

    def end(self) -> None:
        self._way.close()

    def _hear(self, heard: Heard) -> None:
        now = _ms()
        if heard.t == "cue" and not heard.dark:
            if self.counts:
                self.ages.append((self.time.now(now) or 0.0) - heard.apply_ms)
            if self._waits is not None and (heard.feeling[0] > 0.5) == bool(self._said % 2):
                if self.counts:
                    self.delays.append(now - self._waits)
                self._waits = None
        elif heard.t == "pong":
            self.time.pong(heard.c, heard.h, heard.s, now)
        elif heard.t == "welcome":
            self.time.guess(heard.hub_ms, now)
            self.say({"t": "choose", "light": "all"})
            self.say({"t": "hear", "on": True})
            self.opened.set_result(True)
        elif heard.t == "error" and not self.opened.done():
            self.opened.set_result(False)


def _ms() -> float:
    return time.monotonic() * 1000


async def live(crowd: Crowd) -> dict:
    """Come, settle, and say something twice a second while it counts -> what was seen."""
    here, phones, opened = asyncio.get_running_loop(), [], []
    for number in range(crowd.phones):
        phone = Phone(number, here.create_future())
        with contextlib.suppress(OSError):
            await here.create_connection(lambda phone=phone: phone, "127.0.0.1", crowd.port)
            phones.append(phone)
            opened.append(asyncio.create_task(_say(phone)))
        await asyncio.sleep(COMING)
    await asyncio.sleep(crowd.settling)
    worked = time.process_time()
    for phone in phones:
        phone.counts = True
    await asyncio.sleep(crowd.seconds)
    worked = time.process_time() - worked
    for phone in phones:
        phone.counts = False
    now = _ms()
    offsets = [shown - now for phone in phones if (shown := phone.time.now(now)) is not None]
    for task, phone in zip(opened, phones, strict=True):
        task.cancel()
        phone.end()
    await asyncio.gather(*opened, return_exceptions=True)
    return {
        "open": (came := sum(phone.opened.done() and phone.opened.result() for phone in phones)),
        "refused": crowd.phones - came,
        "delays": [round(ms, 2) for phone in phones for ms in phone.delays],
        "ages": [round(ms, 2) for phone in phones for ms in phone.ages],
        "missed": sum(phone.missed for phone in phones),
        "offsets": [round(ms, 3) for ms in offsets], "worked": worked,
        "doubts": [round(min(FULL, phone.time.doubt(now)), 3) for phone in phones],
    }  # fmt: skip


async def _say(phone: Phone) -> None:
    """Twice a second, each phone at its own moment; pings as pages send them."""
    if not await asyncio.shield(phone.opened):
        return
    here = asyncio.get_running_loop()
    begun = here.time()
    for at in PINGS:
        here.call_at(begun + at / 1000, phone.ping)
    turn, pinged = 0, begun + PINGS[-1] / 1000
    own = begun + EVERY * (phone.number * 0.618034 % 1)
    while True:
        await asyncio.sleep(max(0.0, own + turn * EVERY - here.time()))
        phone.feel()
        turn += 1
        if here.time() >= pinged + PING_EVERY / 1000:
            pinged = here.time()
            phone.ping()


def main(*words: str) -> None:
    """PORT PHONES SECONDS -> what was seen, as JSON."""
    port, phones, seconds = words
    print(json.dumps(asyncio.run(live(Crowd(int(port), int(phones), float(seconds))))))


if __name__ == "__main__":
    main(*sys.argv[1:])
