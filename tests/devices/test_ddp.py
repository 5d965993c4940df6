"""DDP's bytes, there and back, and nothing that a network can do to them raises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.devices import ddp
from photophore.words import BadRequest
from tests.devices import packets as wire

SMILE = bytes(range(96))
PACKETS = st.builds(
    ddp.Packet, data=st.binary(max_size=1500), offset=st.integers(0, 2**32 - 1), sequence=st.integers(0, 15),
    id=st.integers(0, 255), kind=st.integers(0, 255), push=st.booleans(), reply=st.booleans(), storage=st.booleans(),
    time=st.none() | st.integers(0, 2**32 - 1), query=st.just(False), asked=st.just(0),
)  # fmt: skip


def test_the_golden_head():
    (packet,) = ddp.packets(SMILE, 1)
    assert packet == bytes.fromhex("41010B01000000000060") + SMILE


def test_fifteen_smiles_fill_a_packet_and_each_pushes():
    light = bytes(1440) + SMILE
    first, second = map(ddp.read, ddp.packets(light, 15))
    assert (first.sequence, first.push, first.offset, len(first.data)) == (15, True, 0, 1440)
    assert (second.sequence, second.push, second.offset, second.data) == (1, True, 1440, SMILE)
    assert len(ddp.packets(bytes(1440), 1)) == 1
    assert not any(ddp.read(it).push for it in ddp.packets(light, 1, push=False))


@given(wire.LIGHT, st.integers(0, 15), st.integers(1, 255), st.booleans())
def test_light_comes_back_in_order(light, sequence, id, push):
    told = [ddp.read(it) for it in ddp.packets(light, sequence, id=id, push=push)]
    assert b"".join(it.data for it in told) == light
    assert [it.offset for it in told] == [1440 * place for place in range(len(told))]
    assert [it.push for it in told] == [push] * len(told)
    assert [it.sequence for it in told] == [ddp.after(sequence, place) for place in range(len(told))]
    assert {it.id for it in told} == {id}


def test_no_light_is_a_push_alone():
    assert ddp.packets(b"", 3) == [bytes.fromhex("41030B01000000000000")]


@given(PACKETS)
def test_what_is_written_reads_back_equal(packet):
    assert ddp.read(ddp.write(packet)) == packet


@given(st.integers(0, 65535), st.integers(0, 2**32 - 1))
def test_a_query_asks_for_bytes_and_brings_none(asked, offset):
    query = ddp.Packet(query=True, asked=asked, offset=offset, id=ddp.STATUS)
    assert ddp.read(ddp.write(query)) == query


def test_a_query_may_bring_a_hint():
    hint = ddp.Packet(b'{"mac":"00:00:5e:00:53:01"}', query=True, id=ddp.STATUS)
    assert ddp.read(ddp.write(hint)) == hint


@given(PACKETS.flatmap(lambda it: wire.damaged(ddp.write(it))) | wire.NOISE)
def test_nothing_raises_and_nothing_is_read_past_the_end(packet):
    told = ddp.read(packet)
    if told is not None:
        assert packet[0] & 0xC0 == 0x40 and told.data in packet
        assert ddp.status(told) is not None
        assert ddp.read(ddp.write(told)) == told


def test_a_packet_cut_short_is_nothing_at_any_length():
    whole = ddp.write(ddp.Packet(SMILE, time=7))
    assert [ddp.read(whole[:size]) for size in range(len(whole))] == [None] * len(whole)
    assert ddp.read(whole + b"more").data == SMILE


def test_the_time_stands_before_the_data_and_does_not_count():
    packet = ddp.write(ddp.Packet(SMILE, push=True, time=0x01020304))
    assert packet[0] == 0x51 and packet[8:10] == b"\0\x60" and packet[10:14] == bytes([1, 2, 3, 4])
    assert ddp.time_of(-ddp.SINCE_1900 + 3.5) == 0x00038000
    assert ddp.time_of(-ddp.SINCE_1900 + 65536) == 0


def test_pixels_by_kind():
    sizes = {ddp.RGB8: 3, ddp.RGB16: 6, ddp.RGBW8: 4, ddp.GREY8: 1, 0: 3, 1: 3}
    assert {kind: ddp.Packet(kind=kind).pixels for kind in sizes} == sizes
    assert all(ddp.ROOM % size == 0 for size in sizes.values())


def test_status():
    assert ddp.who() == bytes.fromhex("4200 00FB 00000000 0000")
    told = ddp.Packet(b'{"status":{"man":"Minleon","mod":"NDB","push":true}}', id=ddp.STATUS, reply=True)
    assert ddp.status(told) == {"man": "Minleon", "mod": "NDB"}
    for data in (b"", b"[", b"[]", b'{"status":3}', b"\xff\xfe", b"[" * 1400, b'{"status":[]}'):
        assert ddp.status(told._replace(data=data)) == {}
    assert ddp.status(told._replace(reply=False)) == {}


@pytest.mark.parametrize(("sequence", "id"), [(-1, 1), (16, 1), (1, 0), (1, 256)])
def test_what_ddp_cannot_say_is_told(sequence, id):
    with pytest.raises(BadRequest, match="DDP has no"):
        ddp.packets(SMILE, sequence, id=id)
    with pytest.raises(BadRequest, match="DDP cannot say"):
        ddp.write(ddp.Packet(bytes(65536)))
