"""Who shines on which lamp, and a made-up crowd on the way to one."""

import socket
from types import SimpleNamespace

import numpy as np
import pytest

from photophore.city import lamplight
from photophore.devices import ddp
from photophore.devices.fixture import Fixture, Part
from photophore.glyph.read import read
from photophore.loop import Loop
from photophore.words import Audience, BadLamp

GLOW = read("glyph glow\ncolour pearl\nbrightness 0.8")


def settled():
    """Ten people in two districts, on rows 2 to 11."""
    districts = tuple(SimpleNamespace(name=name) for name in ("Old Town", "Harbour"))
    place = SimpleNamespace(name="Nova", districts=districts)
    crowd = SimpleNamespace(district=np.repeat([0, 1], 5))
    return SimpleNamespace(place=place, crowd=crowd, rows=np.arange(2, 12, dtype=np.int32))


def rows_of(*parts: Part) -> list[int]:
    it = Fixture("wall", "ddp", "127.0.0.1", Audience.PUBLIC, parts)
    return lamplight.rows(it, settled(), 15).tolist()


def test_each_part_names_whose_smiles_it_shows():
    assert rows_of(Part(count=3)) == [2, 3, 4]
    assert rows_of(Part(count=3, skip=1, district="harbour")) == [8, 9, 10]
    assert rows_of(Part("guests", count=5)) == [0, 1, 12, 13, 14]
    assert rows_of(Part(count=2, skip=9), Part("guests", count=2, skip=4, pixel=64)) == [11, -1, 14, -1]


def test_a_district_that_is_none_is_told_with_those_there_are():
    with pytest.raises(BadLamp, match="no district 'Docks'.*Old Town, Harbour"):
        rows_of(Part(district="Docks"))


def test_a_made_up_crowd_lets_its_audience_see_and_nobody_else():
    loop = Loop(1, seed=3, fast=False)
    who = lamplight.gather(loop, 20, GLOW, Audience.PUBLIC)
    for _ in range(40):
        made = loop.step()
    assert made.seen_by(Audience.PUBLIC, who).any(axis=(0, 1)).all()
    assert not made.seen_by(Audience.CLINIC, who).any()
    loop.close()


def test_a_crowd_is_sent_to_a_receiver(tmp_path):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as there:
        there.bind(("127.0.0.1", 0))
        there.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        there.settimeout(1)
        it = Fixture("send", "ddp", "127.0.0.1", Audience.PUBLIC, (Part(count=2),), there.getsockname()[1], 1)
        told = lamplight.send(lamplight.Asked(it, GLOW, 4.0), tmp_path)
        seen = [ddp.read(there.recv(2000)) for _ in range(min(told["packets"], 60))]
    assert told["beats"] >= 20
    assert told["packets"] == told["beats"] + 3 - told["waited"]  # and three times farewell
    assert not told["away"]
    assert all(len(packet.data) == 192 and packet.push for packet in seen)
    assert any(map(any, (packet.data for packet in seen)))


def test_a_lamp_that_never_was_there_is_an_error(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # it does not listen
        it = Fixture("send", "opc", "127.0.0.1", Audience.PUBLIC, (Part(),), taken.getsockname()[1], 1)
        with pytest.raises(BadLamp, match="no light left.*is it on"):
            lamplight.send(lamplight.Asked(it, GLOW, 0.6), tmp_path)


def test_the_senders_are_measured():
    told = lamplight.measure(12)
    assert 0 < told["ddp_core"] < 5
    assert set(told) == {"smiles", "beats_per_second", "ddp_core", "sacn_core", "artnet_core"}
