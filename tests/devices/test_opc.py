"""Open Pixel Control's bytes, there and back, however a stream is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.devices import opc
from photophore.words import BadRequest
from tests.devices import packets as wire

MESSAGES = st.lists(
    st.builds(opc.Message, st.integers(0, 255), st.sampled_from([0, 2, 255, 7]), st.binary(max_size=300)), max_size=6
)


def test_the_golden_head():
    assert opc.message(1, bytes(96)) == bytes.fromhex("01000060") + bytes(96)
    assert opc.message(0, b"ab", opc.SYSTEM) == bytes.fromhex("00FF00026162")


@given(MESSAGES, st.lists(st.integers(1, 50), max_size=40))
def test_a_stream_is_read_however_it_is_cut(messages, cuts):
    stream = b"".join(opc.message(it.channel, it.data, it.command) for it in messages)
    reader, found = opc.Reader(), []
    for cut in [*cuts, len(stream)]:
        found += reader.feed(stream[:cut])
        stream = stream[cut:]
    assert found + reader.feed(stream) == messages


@given(wire.NOISE)
def test_nothing_raises_and_nothing_is_read_past_the_end(noise):
    told = opc.read(noise)
    assert told is None or told.data == noise[4 : 4 + len(told.data)]
    reader = opc.Reader()
    read = [it for start in range(0, len(noise), 7) for it in reader.feed(noise[start : start + 7])]
    assert sum(4 + len(it.data) for it in read) <= len(noise)


def test_a_stream_that_never_ends_its_message_is_kept_no_longer_than_one_message():
    reader = opc.Reader()
    assert reader.feed(bytes.fromhex("0100FFFF") + bytes(65534)) == []
    assert len(reader.feed(bytes(1) + bytes(65534))) == 1 + 65534 // 4
    assert len(reader._rest) < 4


@given(wire.LIGHT)
def test_light_is_spread_over_channels(light):
    light = light * 40
    told = [opc.read(it) for it in opc.packets(light, 3)]
    assert b"".join(it.data for it in told) == light
    assert [it.channel for it in told] == [3 + place for place in range(len(told))]
    assert all(len(it.data) <= opc.MOST for it in told)


@pytest.mark.parametrize(
    "wrong", [lambda: opc.message(256, b""), lambda: opc.message(1, bytes(65536)), lambda: opc.message(1, b"", -1)]
)
def test_what_it_cannot_say_is_told(wrong):
    with pytest.raises(BadRequest):
        wrong()
