"""One question of multicast DNS, and answers that may be anything."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from photophore.devices import mdns
from tests.devices import packets as wire

SERVICE = bytes.fromhex("055f776c6564045f746370056c6f63616c00")  # _wled._tcp.local


def answer(name: str = "Arch", ask: bool = True, pointer: bool = True, service: bytes = SERVICE) -> bytes:
    """As a lamp would: the question again or not, then a record whose data end in the service's name."""
    start = 12
    body = service + struct.pack(">HH", 12, 1) if ask else b""
    owner = struct.pack(">H", 0xC000 | start) if ask and pointer else service
    told = bytes([len(name.encode())]) + name.encode() + (struct.pack(">H", 0xC000 | start) if pointer else service)
    record = owner + struct.pack(">HHIH", 12, 0x8001, 120, len(told)) + told
    return struct.pack(">HHHHHH", 0, 0x8400, int(ask), 1, 0, 0) + body + record


def test_the_question():
    assert mdns.question() == struct.pack(">HHHHHH", 0, 0, 1, 0, 0, 0) + SERVICE + bytes.fromhex("000c8001")
    assert mdns.names(mdns.question()) == []


@given(st.text(min_size=1, max_size=15), st.booleans(), st.booleans())
def test_names_are_read_with_and_without_pointers(name, ask, pointer):
    assert mdns.names(answer(name, ask, pointer)) == [name]
    assert mdns.names(answer(name), "_WLED._tcp.local") == [name]
    assert mdns.names(answer(name), "_http._tcp.local") == []


def test_a_name_in_a_circle_ends():
    head = struct.pack(">HHHHHH", 0, 0x8400, 0, 1, 0, 0)
    assert mdns.names(head + struct.pack(">H", 0xC00C) + bytes(10)) == []
    assert mdns.names(head + b"\x01a" * 40 + b"\0" + bytes(10)) == []


@given(wire.damaged(answer()) | wire.NOISE | wire.NOISE.map(lambda it: answer()[:12] + it))
def test_nothing_raises(packet):
    assert all(isinstance(it, str) for it in mdns.names(packet))


def test_an_answer_cut_short_is_nothing():
    whole = answer()
    assert [mdns.names(whole[:size]) for size in range(len(whole))] == [[]] * len(whole)
