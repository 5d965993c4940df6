"""What travels over /live: msgpack maps with a type `t`, version 1; what a socket may say, and how often.

Whoever sends something else gets an `error` message in words, and after repeated abuse the door.
"""

import contextlib
import ipaddress
import math
import time
from collections import OrderedDict
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from photophore.words import BadMessage, PhotophoreError

VERSION = 1
ADDRESSES = 4096  # that gates remember
LARGEST = 8 * 1024  # bytes of a message; a glyph's text is at most 4,000 characters

Unit = Annotated[float, Meta(ge=0, le=1)]
Signed = Annotated[float, Meta(ge=-1, le=1)]


class Hello(Struct, tag="hello", tag_field="t"):
    """The first word of every socket."""

    v: int
    role: Literal["viewer", "guest", "wearer"]  # a wearer who has not joined, or whose session has ended, is a guest
    lang: Annotated[str, Meta(max_length=35)] = "en"  # BCP 47


class Ping(Struct, tag="ping", tag_field="t"):
    c: float  # the page's own milliseconds; given back unread
    doubt: Annotated[float, Meta(ge=0, le=10_000)] | None = None  # milliseconds by which its hub clock may be wrong


class Feel(Struct, tag="feel", tag_field="t"):
    valence: Signed
    arousal: Signed


class Heart(Struct, tag="heart", tag_field="t"):
    bpm: Annotated[float, Meta(ge=20, le=250)]


class Wear(Struct, tag="wear", tag_field="t"):
    name: Annotated[str, Meta(max_length=40)] | None = None  # of the gallery that comes with Photophore, or
    text: Annotated[str, Meta(max_length=4000)] | None = None  # a glyph's text, or
    hash: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")] | None = None  # of a design that was published here


class Hear(Struct, tag="hear", tag_field="t"):
    on: bool
    signal: Literal["feeling", "heart"] = "feeling"  # a heart is heard only where its own switch and this one are on


class Show(Struct, tag="show", tag_field="t"):
    on: bool
    audience: Literal["near", "public"]


class Choose(Struct, tag="choose", tag_field="t"):
    light: Literal["bright", "all", "gesture"]


class Autonomy(Struct, tag="autonomy", tag_field="t"):
    value: Unit


class Dark(Struct, tag="dark", tag_field="t"):
    pass


class Light(Struct, tag="light", tag_field="t"):
    pass


class Join(Struct, tag="join", tag_field="t"):
    """Into a gathering: light for whoever is there, and a beat that is shared, until it ends or `part`."""

    code: Annotated[str, Meta(max_length=20)]


class Part(Struct, tag="part", tag_field="t"):
    """Out of it, at once."""


class Host(Struct, tag="host", tag_field="t"):
    """Whoever hosts a gathering looks how the crowd does."""

    code: Annotated[str, Meta(max_length=20)]


class Look(Struct, tag="look", tag_field="t"):
    box: tuple[float, float, float, float] | None = None  # west, south, east, north, in the place's unit
    zoom: float = 1.0


Said = Hello | Ping | Feel | Heart | Wear | Hear | Show | Choose | Autonomy | Dark | Light | Look | Join | Part | Host
DECIDED = (Wear, Hear, Show, Choose, Autonomy, Dark, Light, Join, Part)  # what a joined wearer decides, so it is kept
GUESTS = (Feel, Heart, Wear, Hear, Show, Choose, Autonomy, Dark, Light, Join, Part)  # only a guest may say these
_decode = msgspec.msgpack.Decoder(Said).decode
_encode = msgspec.msgpack.Encoder().encode


def read(data: bytes | None) -> Said:
    """One message; BadMessage says what is wrong with anything else (None: it was text)."""
    if data is None:
        raise BadMessage("text was sent", "/live", "send binary frames that hold msgpack maps")
    if len(data) > LARGEST:
        raise BadMessage(f"the message has {len(data)} bytes", "/live", f"send at most {LARGEST}")
    try:
        said = _decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise BadMessage("the message cannot be read", str(error)[:200], f"see version {VERSION} of /live") from None
    numbers = [getattr(said, name) for name in said.__struct_fields__]
    numbers += said.box if isinstance(said, Look) and said.box else ()
    if any(isinstance(number, float) and not math.isfinite(number) for number in numbers):
        raise BadMessage("a number has no end", type(said).__name__.lower(), "send finite numbers")
    return said


def takes_back(said: Said) -> bool:
    """Whether something is taken back by it: such a message waits for no other."""
    return isinstance(said, Dark | Part) or getattr(said, "on", True) is False


def pack(message: dict[str, Any]) -> bytes:
    """A message as bytes."""
    return _encode(message)


def sorry(error: PhotophoreError) -> dict:
    """An error as a message."""
    told = {"t": "error", "what": error.what, "where": error.where, "try": error.try_}
    at = getattr(error, "at", None)
    return told | {"at": list(at)} if at else told


def whence(scope) -> str:
    """The address that a request or socket comes from; "" where the server does not say. scope: as ASGI tells it."""
    return scope["client"][0] if scope.get("client") else ""


def network(address: str) -> str:
    """What counts as one neighbour: an IPv4 address, or the /64 of an IPv6 one; any other text as it is."""
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(address).version == 6:
            return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return address


class Gates:
    """Buckets for all together, and for each address: one stranger cannot take everybody's."""

    def __init__(self, each: tuple[float, float], together: tuple[float, float], now=time.monotonic):
        """each and together: how many a second, and at once."""
        self._make, self._all = lambda: Bucket(*each, now), Bucket(*together, now)
        self._each: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, address: str) -> bool:
        """False: too much for now. address: an IP address; those of one IPv6 network count as one."""
        address = network(address)
        mine = self._each.setdefault(address, self._make())
        self._each.move_to_end(address)
        while len(self._each) > ADDRESSES:
            self._each.popitem(last=False)
        return mine.take() and self._all.take()


class Bucket:
    """Lets `rate` things a second through, and `burst` at once."""

    def __init__(self, rate: float, burst: float, now=time.monotonic):
        self._rate, self._burst, self._now = rate, burst, now
        self._full, self._at = burst, now()

    def take(self, cost: float = 1.0) -> bool:
        """False: too much for now."""
        now = self._now()
        self._full = min(self._burst, self._full + (now - self._at) * self._rate)
        self._at = now
        if self._full < cost:
            return False
        self._full -= cost
        return True
