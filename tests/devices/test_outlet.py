"""Packets of each protocol, and sockets that never block: against real sockets on this machine."""

import gc
import socket
import time

import numpy as np
import pytest

from photophore.devices import artnet, ddp, fixture, opc, outlet, sacn
from photophore.devices.fixture import Fixture, Part
from photophore.words import Audience


def lamp(driver: str, smiles: int = 20, **words) -> Fixture:
    told = {"port": 9, "first": fixture.FIRST[driver]} | words
    return Fixture("wall", driver, "127.0.0.1", Audience.NEAR, (Part(count=smiles),), **told)


def light_of(it: Fixture) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (it.pixels, 3)).astype(np.uint8)


def all_of(it: Fixture) -> np.ndarray:
    return np.ones(-(-it.pixels // it.each), bool)


def test_each_packet_of_ddp_shows_itself_and_they_are_numbered_without_gaps():
    it = lamp("ddp", 60)
    packer, light = outlet.Packer(it), light_of(it)
    whole = [ddp.read(packet) for _, packet in packer.packets(light, all_of(it))]
    some = [ddp.read(packet) for _, packet in packer.packets(light, np.array([True, False, True, False]))]
    assert [it.sequence for it in whole + some] == [1, 2, 3, 4, 5, 6]
    assert all(it.push for it in whole + some)  # none waits for another, which may be lost
    assert [it.offset for it in some] == [0, 2880]
    assert b"".join(it.data for it in whole) == light.tobytes()
    assert some[1].data == whole[2].data
    assert packer.packets(light, np.zeros(4, bool)) == []


@pytest.mark.parametrize("sync", [0, 1])
def test_universes_go_one_by_one_and_are_told_to_show(sync):
    for driver, read in (("sacn", sacn.read), ("artnet", artnet.read)):
        it = lamp(driver, sync=sync)
        packer, light = outlet.Packer(it), light_of(it)
        told = [read(packet) for _, packet in packer.packets(light, np.array([True, False, True, True]))]
        first = fixture.FIRST[driver]
        assert [it.universe for it in told if hasattr(it, "slots")] == [first, first + 2, first + 3]
        assert told[1].slots == light.tobytes()[1020:1530]
        assert len(told) == 3 + sync


def test_sacn_is_told_that_no_more_comes_by_the_same_sender():
    it = lamp("sacn")
    packer, again = outlet.Packer(it), outlet.Packer(it)
    [first, *_] = [sacn.read(packet) for _, packet in packer.packets(light_of(it), all_of(it))]
    ended = [sacn.read(packet) for _, packet in packer.ending()]
    assert all(it.source.options & sacn.ENDED and not any(it.slots) for it in ended)
    assert len(ended) == len(it.universes)
    assert first.source.cid == ended[0].source.cid == again.source.cid
    assert outlet.Packer(lamp("ddp")).ending() == []


def test_a_strand_has_a_channel_for_each_part():
    it = lamp("opc", 700)
    told = [opc.read(packet) for _, packet in outlet.Packer(it).packets(light_of(it), all_of(it))]
    assert [it.channel for it in told] == [1, 2]
    assert b"".join(it.data for it in told) == light_of(it).tobytes()


def test_words_of_sixteen_bits():
    for driver, read, code in (("ddp", ddp.read, ddp.RGB16), ("opc", opc.read, opc.LIGHT16)):
        it = lamp(driver, bits=16)
        light = light_of(it).astype(">u2") * 257
        told = [read(packet) for _, packet in outlet.Packer(it).packets(light, all_of(it))]
        assert b"".join(it.data for it in told) == light.tobytes()
        assert {getattr(it, "kind", None) or getattr(it, "command", None) for it in told} == {code}


def test_nobody_at_home_is_heard_and_tried_again():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    way = outlet.Datagrams(lamp("ddp", port=port))
    now = 0.0
    assert way.ready(now)
    for _ in range(50):
        way.send([(0, b"light")], now)
        if way.away:
            break
        time.sleep(0.01)
    else:
        pytest.skip("this system does not tell that nobody listens")
    assert not way.ready(now + outlet.RETRY / 2)
    assert way.ready(now + outlet.RETRY)
    assert way.times == 2
    way.close()


def test_a_name_that_leads_nowhere_is_told_and_does_not_raise(monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    for driver in ("ddp", "opc"):
        way = outlet.outlet(lamp(driver))
        assert not way.ready(0.0)
        assert "not known" in way.away
        way.close()


def test_one_lamp_with_two_names_is_lit_by_one_alone(monkeypatch):
    """A file cannot see that a name leads to another's address; the socket does. What is let go may be taken."""
    real = socket.getaddrinfo

    def known(name, *rest, **words):
        return real("::ffff:127.0.0.1" if name == "wled.local" else name, *rest, **words)

    monkeypatch.setattr(socket, "getaddrinfo", known)
    by_address, by_name = lamp("ddp", port=8969), lamp("ddp", port=8969)._replace(name="door", host="wled.local")
    one, other = outlet.outlet(by_address), outlet.outlet(by_name)
    assert one.ready(0.0)
    assert not other.ready(0.0)
    assert "one lamp, two names (wall and door)" in other.away
    apart = outlet.outlet(by_name._replace(port=8970))
    assert apart.ready(0.0)
    assert one.ready(5.0)  # who has it keeps it
    one.close()
    assert other.ready(5.0) and not other.away
    assert not one.ready(5.0)
    outlet._lost(other, OSError(113, "no way there"), 6.0)  # what went away holds nothing
    assert one.ready(6.0)
    one._socket.close()
    del one
    gc.collect()
    assert other.ready(9.0)  # nor does what was forgotten
    other.close()
    apart.close()


def test_a_strand_of_two_names_is_lit_by_one_alone(listening):
    one, other = strand(listening), strand(listening)
    wait_for(one, 0.0)
    assert not other.ready(0.0) and "one lamp, two names" in other.away
    one.close()
    wait_for(other, outlet.RETRY)
    other.close()


def test_who_is_heard_by_all_shines_alone():
    """A network's own broadcast does not look like one: the system tells."""
    public = lamp("ddp", port=8969)._replace(audience=Audience.PUBLIC)
    whole, one = (public._replace(host=it) for it in ("127.255.255.255", "127.0.0.1"))
    everybody, somebody = outlet.outlet(whole), outlet.outlet(one)
    if not everybody.ready(0.0):
        pytest.skip("this system's loopback has no broadcast")
    try:
        if not outlet._lit[everybody][1].wide:
            pytest.skip("this system does not tell what is a broadcast")
        assert not somebody.ready(0.0) and "hears 127.255.255.255" in somebody.away
        near = outlet.outlet(whole._replace(audience=Audience.NEAR, port=8970))
        assert not near.ready(0.0) and "not only near" in near.away
    finally:
        everybody.close()
    assert somebody.ready(outlet.RETRY)
    somebody.close()


def test_a_name_that_leads_to_many_is_lit_for_the_public_alone(monkeypatch):
    many = [(socket.AF_INET, socket.SOCK_DGRAM, 17, "", ("255.255.255.255", 8969))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: many)
    monkeypatch.setattr(outlet, "_broadcast", lambda *_: False)  # a system that does not tell
    way = outlet.outlet(lamp("ddp")._replace(host="lamp.local"))
    assert not way.ready(0.0) and "only near" in way.away


@pytest.fixture
def listening():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(2)
        yield server


def strand(server, pixels: int = 640) -> outlet.Stream:
    return outlet.Stream(lamp("opc", pixels // 32, port=server.getsockname()[1]))


def wait_for(way, now: float) -> None:
    for _ in range(200):
        if way.ready(now):
            return
        time.sleep(0.005)
    pytest.fail(f"it never opened: {way.away}")


def test_a_stream_brings_whole_frames(listening):
    way = strand(listening)
    wait_for(way, 0.0)
    there, _ = listening.accept()
    with there:
        there.settimeout(2)
        packets = outlet.Packer(lamp("opc")).packets(light_of(lamp("opc")), np.ones(1, bool))
        assert way.send(packets, 0.0) == 1
        got = b""
        while len(got) < len(packets[0][1]):
            got += there.recv(4096)
        assert got == packets[0][1]
    way.close()


def test_a_stream_that_takes_nothing_is_hung_up(listening):
    """Else it would take in a rush what was sent long ago."""
    way = strand(listening)
    wait_for(way, 0.0)
    there, _ = listening.accept()
    with there:
        now, frame = 0.0, b"x" * 60_000
        for _ in range(400):
            if not way.ready(now):
                break
            way.send([(1, frame)], now)
            now += 0.001
        assert not way.away
        assert not way.ready(now + outlet.DELAY + 0.1)
        assert "takes no light" in way.away
        assert not way.ready(now + outlet.DELAY + 0.2)
    way.close()


def test_a_stream_that_hangs_up_is_opened_anew(listening):
    way = strand(listening)
    wait_for(way, 0.0)
    there, _ = listening.accept()
    there.close()
    for _ in range(100):
        if not way.ready(1.0):
            break
        time.sleep(0.01)
    assert way.away
    assert not way.ready(1.0 + outlet.RETRY / 2)
    wait_for(way, 1.0 + outlet.RETRY)
    assert way.times == 2
    way.close()
