"""Models of receivers show what real ones would: black fills, pushes, lateness, priorities, synchronisation, loss."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sacn.receiving.receiver_handler import ReceiverHandler, ReceiverHandlerListener

from photophore.devices import artnet, ddp, opc, receiver, sacn
from photophore.devices.receiver import Habits
from tests.devices import packets as wire

ME, YOU = sacn.Source(bytes(16)), sacn.Source(b"another one here")
SYNCED = ME._replace(sync=7)
WAITING = Habits(waits=True)
GREY = b"\x40"


def glows(lamp, now: float) -> list[int]:
    return lamp.light(now).tolist()


# --- DDP


def halves(code: int, sequence: int) -> list[bytes]:
    """A frame of two packets, of which the last one pushes, as most senders do."""
    first = ddp.packets(bytes([code]) * ddp.ROOM, sequence, push=False)
    return [*first, ddp.write(ddp.Packet(bytes([code]) * ddp.ROOM, ddp.ROOM, sequence + 1, push=True))]


def test_a_display_shows_parts_until_it_has_seen_a_push_and_then_whole_frames_only():
    lamp = receiver.Display(2 * ddp.ROOM)
    first, second = halves(9, 1)
    lamp.take(first, 0.0)
    half = np.repeat(np.array([9, 0], np.uint8), ddp.ROOM)
    assert (lamp.light(0.0) == half).all()  # the gap that WLED shows
    lamp.take(second, 0.0)
    assert (lamp.light(0.0) == 9).all()
    first, second = halves(5, 3)
    lamp.take(first, 0.1)
    assert (lamp.light(0.1) == 9).all()
    lamp.take(second, 0.1)
    assert (lamp.light(0.1) == 5).all()


def test_entering_live_mode_is_black_and_leaving_it_jumps_to_its_own_light():
    lamp = receiver.Display(6, Habits(own=GREY))
    assert glows(lamp, 0.0) == [64] * 6
    lamp.take(ddp.packets(b"\1\2\3", 1)[0], 1.0)
    assert glows(lamp, 1.0) == [1, 2, 3, 0, 0, 0]
    assert glows(lamp, 3.5) == [1, 2, 3, 0, 0, 0]
    assert glows(lamp, 3.51) == [64] * 6
    lamp.take(ddp.packets(b"\1\2\3", 2, push=False)[0], 4.0)  # it has seen a push: black until the next one
    assert glows(lamp, 4.0) == [0] * 6


@pytest.mark.parametrize(("second", "shown"), [(4, 1), (15, 1), (5, 2), (6, 2), (11, 2), (0, 2)])
def test_a_late_packet_is_dropped_and_a_lost_one_is_no_matter(second, shown):
    lamp = receiver.Display(3)
    lamp.take(ddp.packets(b"\1\1\1", 5)[0], 0.0)
    lamp.take(ddp.packets(b"\2\2\2", second)[0], 0.0)
    assert glows(lamp, 0.0) == [shown] * 3 and lamp.counts["late"] == (shown == 1)
    careless = receiver.Display(3, Habits(drops_late=False))
    for sequence, light in ((5, b"\1\1\1"), (second, b"\2\2\2")):
        careless.take(ddp.packets(light, sequence)[0], 0.0)
    assert glows(careless, 0.0) == [2] * 3


def test_light_beyond_the_end_is_cut_off_and_other_things_are_not_shown():
    lamp = receiver.Display(3)
    lamp.take(ddp.packets(b"\1\2\3\4\5", 0)[0], 0.0)
    lamp.take(ddp.write(ddp.Packet(b"\7\7\7", offset=2**32 - 4, push=True)), 0.0)
    for packet in (ddp.who(), ddp.write(ddp.Packet(b"{}", id=251, reply=True)), ddp.write(ddp.Packet(b"x", id=250))):
        lamp.take(packet, 0.0)
    assert glows(lamp, 0.0) == [1, 2, 3] and lamp.counts["other"] == 3


def test_of_four_elements_white_is_left_out():
    lamp = receiver.Display(6)
    lamp.take(ddp.write(ddp.Packet(b"\1\2\3\xff\4\5\6\xff", kind=ddp.RGBW8, push=True)), 0.0)
    assert glows(lamp, 0.0) == [1, 2, 3, 4, 5, 6]


def test_sixteen_bits():
    lamp = receiver.Display(3, Habits(wide=True))
    lamp.take(ddp.packets(np.array([1, 256, 65535], ">u2").tobytes(), 1, kind=ddp.RGB16)[0], 0.0)
    assert glows(lamp, 0.0) == [1, 256, 65535]


# --- sACN


def say(light: bytes, sequence: int = 0, source: sacn.Source = ME, universe: int = 1) -> bytes:
    return sacn.data(sacn.Data(source, universe, sequence, light))


def test_universes_lie_one_behind_the_other():
    lamp = receiver.Universes(5, first=3, each=3)
    for packet in sacn.packets(b"\1\2\3\4\5", 0, ME, 3, 3):
        lamp.take(packet, 0.0)
    lamp.take(say(b"\xff", universe=5), 0.0)
    assert glows(lamp, 0.0) == [1, 2, 3, 4, 5] and lamp.counts == {"taken": 2, "other": 1}


def test_the_highest_priority_wins_and_of_equal_ones_the_brightest():
    lamp = receiver.Universes(2)
    lamp.take(say(b"\1\x09"), 0.0)
    lamp.take(say(b"\5\2", source=YOU), 0.0)
    assert glows(lamp, 0.0) == [5, 9]
    lamp.take(say(b"\3\3", 1, YOU._replace(priority=150)), 0.0)
    assert glows(lamp, 0.0) == [3, 3]
    lamp.take(say(b"\3\3", 2, YOU._replace(priority=150, options=sacn.ENDED)), 0.0)
    assert glows(lamp, 0.0) == [1, 9]


def test_a_source_that_is_lost_no_longer_counts():
    lamp = receiver.Universes(1, habits=Habits(waits=False, own=GREY))
    lamp.take(say(b"\1"), 0.0)
    lamp.take(say(b"\2", source=YOU), 1.0)
    assert [glows(lamp, at) for at in (2.5, 2.6, 3.5, 3.6)] == [[2], [2], [2], [64]]
    lamp.take(say(b"\1", 1), 4.0)
    lamp.take(say(b"\2", 1, ME._replace(options=sacn.ENDED)), 4.0)
    assert glows(lamp, 4.0) == [1]  # the same number again is late
    lamp.take(say(b"\2", 2, ME._replace(options=sacn.ENDED)), 4.0)
    assert [glows(lamp, at) for at in (4.0, 6.6)] == [[0], [64]]


def test_previews_and_other_start_codes_are_not_light():
    lamp = receiver.Universes(1)
    lamp.take(say(b"\1", source=ME._replace(options=sacn.PREVIEW)), 0.0)
    lamp.take(sacn.data(sacn.Data(ME, 1, 0, b"\1", 0xDD)), 0.0)
    assert glows(lamp, 0.0) == [0] and lamp.counts == {"other": 2}


@pytest.mark.parametrize(("sequence", "shown"), [(100, 1), (99, 1), (81, 1), (80, 2), (101, 2), (200, 2)])
def test_lateness_is_as_the_standard_says(sequence, shown):
    lamp = receiver.Universes(1)
    lamp.take(say(b"\1", 100), 0.0)
    lamp.take(say(b"\2", sequence), 0.0)
    assert glows(lamp, 0.0) == [shown]


def test_synchronised_universes_show_together():
    lamp = receiver.Universes(2, each=1, habits=WAITING)
    for packet in sacn.packets(b"\1\1", 0, SYNCED, 1, 1):
        lamp.take(packet, 0.0)
    assert glows(lamp, 0.0) == [1, 1]  # never synchronised yet: at once
    lamp.take(sacn.sync(SYNCED, 0), 0.0)
    for packet in sacn.packets(b"\2\2", 1, SYNCED, 1, 1):
        lamp.take(packet, 0.1)
    assert glows(lamp, 0.1) == [1, 1]
    lamp.take(sacn.sync(YOU._replace(sync=7), 1), 0.1)
    lamp.take(sacn.sync(ME._replace(sync=8), 1), 0.1)
    lamp.take(sacn.sync(SYNCED, 0), 0.1)
    assert glows(lamp, 0.1) == [1, 1]  # another's, another place's, the old one again
    lamp.take(sacn.sync(SYNCED, 1), 0.1)
    assert glows(lamp, 0.1) == [2, 2]


@pytest.mark.parametrize(("options", "shown"), [(0, 1), (sacn.FREE, 2)])
def test_who_loses_the_synchronisation_waits_unless_it_is_set_free(options, shown):
    lamp = receiver.Universes(1, habits=WAITING)
    source = SYNCED._replace(options=options)
    lamp.take(say(b"\1", 0, source), 0.0)
    lamp.take(sacn.sync(source, 0), 0.0)
    for frame in range(1, 40):
        lamp.take(say(b"\2", frame, source), frame / 10)
    assert glows(lamp, 3.9) == [shown]


def test_wled_does_not_wait():
    lamp = receiver.Universes(1)
    lamp.take(sacn.sync(SYNCED, 0), 0.0)
    lamp.take(say(b"\1", 0, SYNCED), 0.0)
    assert glows(lamp, 0.0) == [1]


def test_a_crowd_of_forged_senders_is_not_kept():
    lamp = receiver.Universes(1)
    for number in range(1000):
        lamp.take(say(b"\1", source=ME._replace(cid=number.to_bytes(16, "big"))), 0.0)
    assert lamp.counts == {"taken": receiver.SENDERS, "other": 1000 - receiver.SENDERS}


class Heard(ReceiverHandlerListener):
    """What the package `sacn` would show."""

    light = bytes(512)

    def on_availability_change(self, universe, changed):
        pass

    def on_dmx_data_change(self, packet):
        self.light = bytes(packet.dmxData)


@given(
    st.lists(st.tuples(st.integers(0, 200), st.binary(min_size=512, max_size=512), st.integers(0, 200)), max_size=12)
)
def test_of_one_source_the_package_sacn_shows_the_same(said):
    """Numbers stay below 200, where the package and the standard agree: it does not see that they come round."""
    theirs, lamp = Heard(), receiver.Universes(512, each=512)
    handler = ReceiverHandler("", 0, theirs, object())
    for moment, (sequence, light, priority) in enumerate(said):
        packet = say(light, sequence, ME._replace(priority=max(priority, moment)))
        handler._priorities.clear()  # it takes a source's own lower priority for a lower source
        handler.on_data(packet, moment / 100)
        lamp.take(packet, moment / 100)
        assert bytes(lamp.light(moment / 100)) == theirs.light


# --- Art-Net


def test_a_node_waits_from_one_sync_to_the_next_and_four_seconds_without_end_it():
    lamp = receiver.Node(4, each=2, habits=Habits(patience=10))
    lamp.take(artnet.dmx(0, 1, b"\1\1"), 0.0)
    assert glows(lamp, 0.0) == [1, 1, 0, 0]
    lamp.take(artnet.sync(), 0.0)
    for packet in artnet.packets(b"\2\2\2\2", 2, each=2):
        lamp.take(packet, 0.1)
    assert glows(lamp, 0.1) == [1, 1, 0, 0]
    lamp.take(artnet.sync(), 0.1)
    assert glows(lamp, 0.1) == [2, 2, 2, 2]
    lamp.take(artnet.dmx(1, 3, b"\3\3"), 4.1)
    assert glows(lamp, 4.1) == [2, 2, 2, 2]
    lamp.take(artnet.dmx(0, 4, b"\4\4"), 4.2)
    assert glows(lamp, 4.2) == [4, 4, 2, 2]  # what waited comes with its own universe's next packet
    assert glows(receiver.Node(2), 0.0) == [0, 0]


def test_wled_does_not_know_artsync():
    lamp = receiver.Node(2)
    lamp.take(artnet.dmx(0, 1, b"\1\1"), 0.0)
    lamp.take(artnet.sync(), 0.0)
    lamp.take(artnet.dmx(0, 2, b"\2\2"), 0.0)
    assert glows(lamp, 0.0) == [2, 2] and lamp.counts == {"taken": 2, "other": 1}


@pytest.mark.parametrize(("sequence", "shown"), [(9, 1), (149, 1), (10, 2), (11, 2), (100, 2), (0, 2)])
def test_late_light_of_a_universe_is_dropped(sequence, shown):
    lamp = receiver.Node(2)
    lamp.take(artnet.dmx(0, 10, b"\1\1"), 0.0)
    lamp.take(artnet.dmx(0, sequence, b"\2\2"), 0.0)
    assert glows(lamp, 0.0) == [shown] * 2


# --- Open Pixel Control


def test_a_strand_shows_whole_messages_of_its_channel_and_keeps_what_was_not_said():
    lamp = receiver.Strand(6, channel=2)
    stream = opc.message(2, b"\1\2\3\4\5\6") + opc.message(3, b"\7\7\7") + opc.message(0, b"\x08\x08\x08\x08")
    lamp.take(stream[:9], 0.0)
    assert glows(lamp, 0.0) == [0] * 6
    lamp.take(stream[9:], 0.0)
    assert glows(lamp, 1e9) == [8, 8, 8, 4, 5, 6]


def test_a_message_cut_by_a_broken_line_is_forgotten():
    lamp = receiver.Strand(3)
    lamp.take(opc.message(1, b"\1\2\3")[:5], 0.0)
    lamp.connect()
    lamp.take(opc.message(1, b"\4\5\6"), 0.0)
    assert glows(lamp, 0.0) == [4, 5, 6]


def test_sixteen_bits_of_a_strand():
    lamp = receiver.Strand(3, habits=receiver.Habits(False, wide=True, patience=np.inf))
    lamp.take(opc.message(1, np.array([1, 256, 65535], ">u2").tobytes(), opc.LIGHT16), 0.0)
    assert glows(lamp, 0.0) == [1, 256, 65535]


# --- all

EVERY = [
    lambda habits: receiver.Display(100, habits),
    lambda habits: receiver.Universes(100, 1, 40, habits),
    lambda habits: receiver.Node(100, 0, 40, habits),
    lambda habits: receiver.Strand(100, 1, habits),
]
PACKETS = (
    ddp.packets(bytes(range(100)), 3) + sacn.packets(bytes(range(100)), 3, SYNCED, 1, 40) + [sacn.sync(SYNCED, 4)]
    + artnet.packets(bytes(range(100)), 3, 0, 40) + [artnet.sync()] + [opc.message(1, bytes(range(100)))]
)  # fmt: skip


@settings(max_examples=60)
@given(
    st.sampled_from(EVERY),
    st.builds(Habits, st.booleans(), st.booleans(), st.booleans(), st.sampled_from([1.0, 2.5, np.inf]),
              st.binary(max_size=5), st.booleans()),
    st.lists(st.tuples(st.floats(0, 3), st.sampled_from(PACKETS).flatmap(wire.damaged) | wire.NOISE), max_size=30),
)  # fmt: skip
def test_whatever_arrives_nothing_raises_and_the_display_keeps_its_size(make, habits, arriving):
    lamp, now = make(habits), 0.0
    for wait, packet in arriving:
        now += wait
        lamp.take(packet, now)
        assert lamp.light(now).shape == (100,)
    assert sum(lamp.counts.values()) == len(arriving)


@pytest.mark.slow
@pytest.mark.parametrize("place", range(len(PACKETS)))
def test_a_long_storm_of_damaged_packets_harms_no_decoder_and_no_receiver(place):
    lamps = [make(receiver.WLED) for make in EVERY]
    for count, packet in enumerate(wire.handled(PACKETS[place], place, 100_000)):
        for lamp in lamps:
            lamp.take(packet, count / 1000)
    assert all(lamp.light(100.0).shape == (100,) for lamp in lamps)
