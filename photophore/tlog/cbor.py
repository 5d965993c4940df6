"""The one form of a record: deterministic CBOR (RFC 8949, 4.2.1), plain facts only.

Plain facts are text, bytes, whole numbers of 64 bits, fractions, yes and no, nothing, lists, and maps from names. Tags
and shared references are refused: a small file could else unfold into a large one.
"""

import struct
from typing import Any

import cbor2

from photophore.words import BadLog

DEEPEST = 16  # maps and lists within each other
LEAST, MOST = -(2**63), 2**64 - 1  # whole numbers
SIMPLE = {20: False, 21: True, 22: None}
FLOATS = {25: ">e", 26: ">f", 27: ">d"}


def write(record: Any) -> bytes:
    """The same facts give the same bytes, in whatever order they were told; BadLog where they are not plain."""
    _check(record, 0)
    try:
        return cbor2.dumps(record, canonical=True)
    except (cbor2.CBORError, TypeError, ValueError) as error:  # a text that is no UTF-8
        raise BadLog(f"this record has no canonical form: {error}") from None


def read(data: bytes) -> Any:
    """What `write` wrote; BadLog where it is anything else, or written in another way."""
    try:
        value, end = _take(data, 0, 0)
    except (IndexError, struct.error, UnicodeDecodeError, ValueError):
        value, end = None, -1
    if end != len(data) or write(value) != data:
        raise BadLog("these bytes are no record in its one true form")
    return value


def _take(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    """One value and where it ends."""
    major, info = data[at] >> 5, data[at] & 31
    if major == 7:
        return _simple(data, at + 1, info)
    number, at = _number(data, at + 1, info)
    if major < 2:
        return (number if major == 0 else -1 - number), at
    if major < 4:
        if at + number > len(data):
            raise ValueError
        part = data[at : at + number]
        return (part if major == 2 else part.decode()), at + number
    if major == 6 or depth > DEEPEST or number > len(data):
        raise ValueError
    return _many(data, at, (number, major == 5, depth))


def _many(data: bytes, at: int, what: tuple[int, bool, int]) -> tuple[Any, int]:
    number, mapped, depth = what
    values = []
    for _ in range(number * (1 + mapped)):
        value, at = _take(data, at, depth + 1)
        values.append(value)
    if not mapped:
        return values, at
    if not all(isinstance(name, str) for name in values[::2]):
        raise ValueError
    return dict(zip(values[::2], values[1::2], strict=True)), at


def _number(data: bytes, at: int, info: int) -> tuple[int, int]:
    if info < 24:
        return info, at
    if info > 27 or at + (count := 1 << info - 24) > len(data):
        raise ValueError
    return int.from_bytes(data[at : at + count]), at + count


def _simple(data: bytes, at: int, info: int) -> tuple[Any, int]:
    if info in SIMPLE:
        return SIMPLE[info], at
    if info not in FLOATS:
        raise ValueError
    return struct.unpack_from(FLOATS[info], data, at)[0], at + (1 << info - 24)


def _check(value: Any, depth: int) -> None:
    if depth > DEEPEST + 1:
        raise BadLog(f"a record is at most {DEEPEST} levels deep")
    if isinstance(value, dict):
        if not all(isinstance(name, str) for name in value):
            raise BadLog("a record's names are texts")
        for each in value.values():
            _check(each, depth + 1)
    elif isinstance(value, list | tuple):
        for each in value:
            _check(each, depth + 1)
    elif type(value) not in (str, bytes, bool, int, float, type(None)) or value != value:
        raise BadLog(f"a record holds plain facts only, not {type(value).__name__}", repr(value)[:60])
    elif type(value) is int and not LEAST <= value <= MOST:
        raise BadLog("a record's whole numbers have 64 bits at most", str(value)[:60])
