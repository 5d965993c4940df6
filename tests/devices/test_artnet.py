"""Art-Net's bytes equal those of the package `stupidArtnet`; nothing that a network can do raises."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stupidArtnet import StupidArtnet

from photophore.devices import artnet
from photophore.words import BadRequest
from tests.devices import packets as wire

ADDRESS = st.integers(0, 32767)
DMX = st.builds(
    artnet.Dmx, ADDRESS, st.integers(0, 255), st.binary(min_size=2, max_size=512).filter(lambda it: len(it) % 2 == 0),
    st.integers(0, 3),
)  # fmt: skip
NODES = st.builds(
    artnet.Node, st.ip_addresses(v=4).map(str), st.text("abc XYZ", max_size=17), st.text("abc", max_size=63),
    st.tuples(st.integers(0, 2047), st.lists(st.integers(0, 15), max_size=4)).map(
        lambda it: tuple(it[0] << 4 | low for low in it[1])
    ), st.integers(1, 65535), st.integers(0, 255),
)  # fmt: skip


@pytest.fixture(scope="module")
def other():
    """The other implementation; its socket sends nothing."""
    with contextlib.closing(StupidArtnet(packet_size=512, artsync=True)) as made:
        yield made


@given(DMX)
def test_bytes_are_those_of_another_implementation(other, told):
    other.packet_size, other.sequence, other.universe = len(told.slots), told.sequence, told.universe
    other.set_simplified(True)
    other.make_artdmx_header()
    assert artnet.dmx(told.universe, told.sequence, told.slots) == bytes(other.packet_header) + told.slots
    other.is_simplified = False
    other.universe, other.subnet, other.net = told.universe & 15, told.universe >> 4 & 15, told.universe >> 8
    other.make_artdmx_header()
    assert artnet.dmx(told.universe, told.sequence, told.slots) == bytes(other.packet_header) + told.slots
    other.is_simplified = True


def test_synchronisation_is_theirs(other):
    other.make_artsync_header()
    assert artnet.sync() == bytes(other.artsync_header) and len(artnet.sync()) == 14
    assert artnet.read(artnet.sync()) == artnet.Sync()


@given(DMX)
def test_what_is_written_reads_back_equal(told):
    assert artnet.read(artnet.dmx(*told)) == told


@given(NODES)
def test_a_node_reads_back_equal(node):
    packet = artnet.reply(node)
    assert artnet.read(packet) == node and len(packet) == 239
    assert artnet.read(packet[:207])._replace(index=node.index) == node


def test_a_poll():
    assert artnet.poll() == b"Art-Net\0" + bytes.fromhex("0020000E0000")
    assert artnet.read(artnet.poll(6)) == artnet.Poll(6)


@given(wire.LIGHT, st.integers(0, 255), st.integers(0, 32000), st.integers(1, 512))
def test_light_is_spread_over_universes(light, sequence, universe, each):
    light = light[: each * 60]
    told = [artnet.read(it) for it in artnet.packets(light, sequence, universe, each)]
    assert b"".join(it.slots[:each] for it in told)[: len(light)] == light
    assert [it.universe for it in told] == [universe + place for place in range(-(-len(light) // each))]
    assert all(len(it.slots) % 2 == 0 and it.sequence == sequence for it in told)


def test_sequences_are_never_0_once_they_are_counted():
    assert [artnet.after(it) for it in (0, 1, 254, 255)] == [0, 2, 255, 1]


@given(DMX.flatmap(lambda it: wire.damaged(artnet.dmx(*it))) | NODES.flatmap(lambda it: wire.damaged(artnet.reply(it)))
       | wire.NOISE)  # fmt: skip
def test_nothing_raises_and_nothing_is_read_past_the_end(packet):
    told = artnet.read(packet)
    if isinstance(told, artnet.Dmx):
        assert told.slots in packet and 0 <= told.universe <= 32767


@pytest.mark.parametrize("whole", [artnet.dmx(300, 1, bytes(512)), artnet.sync(), artnet.poll()])
def test_a_packet_cut_short_is_nothing_at_any_length(whole):
    assert [artnet.read(whole[:size]) for size in range(len(whole))] == [None] * len(whole)
    assert artnet.read(whole + b"more") == artnet.read(whole) is not None


@pytest.mark.parametrize(("place", "value"), [(0, 0x42), (7, 1), (9, 0x51), (11, 13), (15, 128), (16, 3), (17, 0)])
def test_each_wrong_field_is_refused(place, value):
    packet = bytearray(artnet.dmx(0, 1, bytes(256)))
    packet[17] = 0 if place == 17 else packet[17]
    packet[16] = 0 if place == 17 else packet[16]
    packet[place] = value
    assert artnet.read(bytes(packet)) is None


def test_an_odd_length_is_read_though_it_is_not_written():
    packet = bytearray(artnet.dmx(0, 1, b"abcd"))
    packet[17] = 3
    assert artnet.read(bytes(packet)).slots == b"abc"
    assert artnet.read(artnet.dmx(0, 1, b"abc")).slots == b"abc\0"


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: artnet.packets(bytes(10), 0, -1),
        lambda: artnet.packets(bytes(1000), 0, 32767),
        lambda: artnet.packets(bytes(10), 0, 1, 0),
        lambda: artnet.dmx(0, 0, bytes(513)),
        lambda: artnet.reply(artnet.Node("::1", "six")),
        lambda: artnet.reply(artnet.Node("127.0.0.1", "five", universes=(0, 1, 2, 3, 4))),
        lambda: artnet.reply(artnet.Node("127.0.0.1", "two", universes=(0, 16))),
    ],
)
def test_what_artnet_cannot_say_is_told(wrong):
    with pytest.raises(BadRequest):
        wrong()
