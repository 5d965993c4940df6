"""sACN's bytes equal those of the package `sacn`, in both directions; nothing that a network can do raises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sacn.messages.data_packet import DataPacket
from sacn.messages.sync_packet import SyncPacket
from sacn.messages.universe_discovery import UniverseDiscoveryPacket

from photophore.devices import sacn
from photophore.words import BadRequest
from tests.devices import packets as wire

ME = sacn.Source(bytes(range(16)))
UNIVERSE = st.integers(1, 63999)
NAMES = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=15)
SOURCES = st.builds(
    sacn.Source, st.binary(min_size=16, max_size=16), NAMES, st.integers(0, 200), st.integers(0, 63999),
    st.integers(0, 7).map(lambda bits: bits << 5),
)  # fmt: skip
TOLD = st.builds(sacn.Data, SOURCES, UNIVERSE, st.integers(0, 255), st.binary(max_size=512), st.sampled_from([0, 0xDD]))


def theirs(told: sacn.Data) -> DataPacket:
    source = told.source
    return DataPacket(
        tuple(source.cid), source.name, told.universe, tuple(told.slots), source.priority, told.sequence,
        bool(source.options & sacn.ENDED), bool(source.options & sacn.PREVIEW), bool(source.options & sacn.FREE),
        source.sync, told.start,
    )  # fmt: skip


@given(TOLD)
def test_bytes_are_those_of_another_implementation(told):
    whole = told._replace(slots=told.slots.ljust(512, b"\0"))
    assert sacn.data(whole) == bytes(theirs(told).getBytes())


@given(TOLD)
def test_another_implementation_reads_what_we_write(told):
    whole = told._replace(slots=told.slots.ljust(512, b"\0"))
    assert DataPacket.make_data_packet(tuple(sacn.data(whole))) == theirs(told)


@given(TOLD)
def test_we_read_what_we_and_what_another_implementation_writes(told):
    assert sacn.read(sacn.data(told)) == told
    assert sacn.read(bytes(theirs(told).getBytes())) == told._replace(slots=told.slots.ljust(512, b"\0"))


@given(UNIVERSE, st.integers(0, 255))
def test_synchronisation_is_theirs(universe, sequence):
    source = ME._replace(sync=universe)
    packet = sacn.sync(source, sequence)
    assert packet == bytes(SyncPacket(tuple(ME.cid), universe, sequence).getBytes()) and len(packet) == 49
    assert sacn.read(packet) == sacn.Sync(ME.cid, universe, sequence)


@given(st.sets(UNIVERSE, max_size=1100))
def test_lists_of_universes_are_theirs(sent):
    made = sacn.universes(ME, list(sent))
    pages = UniverseDiscoveryPacket.make_multiple_uni_disc_packets(tuple(ME.cid), ME.name, list(sent))
    assert made == [bytes(it.getBytes()) for it in pages]
    told = [sacn.read(it) for it in made]
    assert [it for page in told for it in page.universes] == sorted(sent)
    assert [(it.page, it.last, it.name) for it in told] == [(at, len(made) - 1, ME.name) for at in range(len(made))]


@given(wire.LIGHT, st.integers(0, 300), UNIVERSE.filter(lambda it: it < 60000), st.integers(1, 512))
def test_light_is_spread_over_universes(light, sequence, universe, each):
    light = light[: each * 60]
    made = sacn.packets(light, sequence, ME, universe, each)
    parts = [light[start : start + each] for start in range(0, len(light), each)]
    wanted = [sacn.Data(ME, universe + place, sequence % 256, part) for place, part in enumerate(parts)]
    assert made == [sacn.data(it) for it in wanted]


def test_five_smiles_stand_in_480_slots():
    made = sacn.packets(bytes(96 * 10_000), 0, ME, 1, 480)
    assert len(made) == 2000 and {len(it) for it in made} == {126 + 480}


@given(TOLD.flatmap(lambda it: wire.damaged(sacn.data(it))) | wire.NOISE)
def test_nothing_raises_and_nothing_is_read_past_the_end(packet):
    told = sacn.read(packet)
    if isinstance(told, sacn.Data):
        assert told.slots in packet and told.source.priority <= 200 and 1 <= told.universe <= 63999


@pytest.mark.parametrize(
    "whole",
    [sacn.data(sacn.Data(ME, 1, 0, bytes(480))), sacn.sync(ME._replace(sync=1), 0), *sacn.universes(ME, [1, 2])],
)
def test_a_packet_that_was_handled_is_read_or_refused(whole):
    assert [sacn.read(whole[:size]) for size in range(len(whole))] == [None] * len(whole)
    assert sacn.read(whole + b"more") == sacn.read(whole) is not None
    for packet in wire.handled(whole, len(whole)):
        sacn.read(packet)


@pytest.mark.parametrize(
    ("place", "value"),
    [(1, 0x11), (3, 1), (4, 0x42), (16, 0x60), (17, 0), (21, 5), (38, 0), (43, 9), (108, 201), (109, 0xFF), (113, 0xFA),
     (117, 3), (118, 0), (120, 1), (122, 2), (123, 1), (123, 3)],
)  # fmt: skip
def test_each_wrong_field_is_refused(place, value):
    packet = bytearray(sacn.data(sacn.Data(ME, 1, 0, bytes(512))))
    packet[place] = value
    assert sacn.read(bytes(packet)) is None


def test_multicast():
    assert (sacn.multicast(1), sacn.multicast(63999)) == ("239.255.0.1", "239.255.249.255")


@given(st.text(max_size=100))
def test_a_long_name_is_cut_where_a_letter_ends(name):
    told = sacn.read(sacn.data(sacn.Data(ME._replace(name=name), 1, 0, b"")))
    assert name.split("\0")[0].encode("utf-8", "replace").decode().startswith(told.source.name)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: sacn.packets(bytes(10), 0, ME, 0),
        lambda: sacn.packets(bytes(1000), 0, ME, 63999),
        lambda: sacn.packets(bytes(10), 0, ME, 1, 513),
        lambda: sacn.packets(bytes(10), 0, ME._replace(priority=201)),
        lambda: sacn.packets(bytes(10), 0, ME._replace(sync=64000)),
        lambda: sacn.packets(bytes(10), 0, sacn.Source(b"short")),
        lambda: sacn.data(sacn.Data(ME, 1, 0, bytes(513))),
        lambda: sacn.sync(ME, 0),
        lambda: sacn.universes(ME, [0]),
    ],
)
def test_what_sacn_cannot_say_is_told(wrong):
    with pytest.raises(BadRequest):
        wrong()
