"""Lamps are found by what they answer, and whatever answers, nothing raises. All on loopback."""

import asyncio
import json
import socket
from contextlib import asynccontextmanager

import pytest
from hypothesis import given

from photophore.devices import artnet, ddp, discover, mdns, sacn
from photophore.words import BadRequest
from tests.devices import packets as wire

HERE = "127.0.0.1"
NODE = artnet.Node(HERE, "lamp", "A lamp by the door", (16, 17))
STATUS = b'{"status":{"man":"Minleon","mod":"NDB","ver":"1.0"}}'
NAMED = bytes.fromhex(  # Arch._wled._tcp.local
    "000084000000000100000000 055f776c6564045f746370056c6f63616c00 000c8001000000780007 0441726368c00c"
)
INFO = {"ver": "0.15.0", "name": "Arch", "leds": {"count": 28, "rgbw": False}, "brand": "WLED"}


class Lamp(asyncio.DatagramProtocol):
    """Answers each question as told: a question's bytes -> answers."""

    def __init__(self, answers):
        self.answers, self.asked = answers, []

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, addr):
        self.asked.append(data)
        for answer in self.answers(data):
            self.transport.sendto(answer, addr)


@asynccontextmanager
async def lamps(answers, info=None):
    """Three lamps and a page at ports of their own; gives the ports, and the lamps."""
    loop = asyncio.get_running_loop()
    made = [await loop.create_datagram_endpoint(lambda: Lamp(answers), local_addr=(HERE, 0)) for _ in range(3)]

    async def serve(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(info or b"HTTP/1.0 404 Not Found\r\n\r\n{}")
        writer.close()

    page = await asyncio.start_server(serve, HERE, 0)
    where = [it.get_extra_info("sockname")[1] for it, _ in made]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind((HERE, 0))
        ports = discover.Ports(where[0], where[1], free.getsockname()[1], page.sockets[0].getsockname()[1], where[2])
    try:
        yield ports, [lamp for _, lamp in made]
    finally:
        page.close()
        for transport, _ in made:
            transport.close()


def searched(answers, info=None, seconds=0.3, interfaces=(HERE,)) -> tuple[discover.Search, discover.Ports, list]:
    async def all_() -> tuple:
        async with lamps(answers, info) as (ports, made):
            return await discover.search(seconds, interfaces, (), ports), ports, [lamp.asked for lamp in made]

    return asyncio.run(all_())


def honest(question: bytes) -> list[bytes]:
    if question == ddp.who():
        return [ddp.write(ddp.Packet(STATUS, id=ddp.STATUS, kind=0, reply=True, push=True))]
    if question == mdns.question():
        return [NAMED]
    return [artnet.reply(NODE)] if artnet.read(question) == artnet.Poll() else []


def page(told) -> bytes:
    return b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n" + json.dumps(told).encode()


def test_a_node_a_display_and_a_wled_are_found():
    told, ports, asked = searched(honest, page(INFO))
    assert set(told.found) == {
        discover.Found("artnet", HERE, ports.artnet, "A lamp by the door", None, (16, 17)),
        discover.Found("ddp", HERE, ports.ddp, "Minleon NDB"),
        discover.Found("ddp", HERE, ports.ddp, "WLED Arch", 28),
    }
    told, ports, _ = searched(honest)
    assert discover.Found("ddp", HERE, ports.ddp, "WLED Arch") in told.found  # it does not say how many
    assert all(discover.AGAIN == len(it) for it in asked)
    assert not [it for each in asked for it in each if artnet.read(it) not in (artnet.Poll(), None)], "light was sent"


def test_nobody_is_found_where_nobody_is():
    told, _, _ = searched(lambda _: [])
    assert told.found == []


def test_a_node_that_answers_to_the_port_of_artnet_is_heard():
    async def all_():
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(lambda: Lamp(lambda _: []), local_addr=(HERE, 0))
        port = transport.get_extra_info("sockname")[1]
        ports = discover.Ports(port, 1, 1, 1)
        looking = asyncio.create_task(discover.search(0.4, ["127.0.0.2"], [HERE], ports))
        await asyncio.sleep(0.1)
        transport.sendto(artnet.reply(NODE), ("127.0.0.2", port))
        found = await looking
        transport.close()
        return found.found, port

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        try:
            other.bind(("127.0.0.2", 0))
        except OSError:
            pytest.skip("this system has one loopback address only")
    found, port = asyncio.run(all_())
    assert found == [discover.Found("artnet", HERE, port, "A lamp by the door", None, (16, 17))]


def test_senders_of_sacn_are_told_apart_from_lamps():
    source, sent = sacn.Source(bytes(range(16)), "A desk"), list(range(1, 700))

    async def all_():
        async with lamps(lambda _: []) as (ports, _):
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as desk:
                desk.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(HERE))
                looking = asyncio.create_task(discover.search(0.4, [HERE], (), ports))
                await asyncio.sleep(0.1)
                try:
                    for packet in sacn.universes(source, sent):
                        desk.sendto(packet, (sacn.multicast(sacn.DISCOVERY), ports.sacn))
                except OSError:
                    pytest.skip("there is no multicast on this system's loopback")
            return await looking, ports

    told, ports = asyncio.run(all_())
    assert told.found == [discover.Found("sacn", HERE, ports.sacn, "A desk", None, tuple(sent), True)]


def test_what_cannot_be_asked_is_told():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind((HERE, 0))
        ports = discover.Ports(other.getsockname()[1], 1, 1, 1)
        told = asyncio.run(discover.search(0.05, [HERE], (), ports))
    assert any(f"port {ports.artnet}" in it and "another program" in it for it in told.missed)
    told = asyncio.run(discover.search(0.05, ["192.0.2.77"], (), ports))
    assert told.found == [] and told.missed


@pytest.mark.parametrize("wrong", ["", "lamp.local", "1.2.3", "::1", "300.1.1.1", "1.2.3.4\n", "0x7f.1"])
def test_what_is_no_address_is_refused(wrong):
    for told in ({"interfaces": [wrong]}, {"hosts": [wrong]}):
        with pytest.raises(BadRequest, match="no address"):
            asyncio.run(discover.discover(0.01, **told))


@pytest.mark.parametrize(
    "answer",
    [
        b"", b"HTTP/1.0 200 OK\r\n\r\n", b"HTTP/1.0 200 OK\r\n\r\n[]", page({"leds": 3}), b"\xff" * 100, page([INFO]),
        b"HTTP/1.0 200 OK\r\n\r\n" + b"[" * 60_000, b"x" * 200_000, b"HTTP/1.0 500\r\n\r\n" + json.dumps(INFO).encode(),
    ],
    ids=range(9),
)  # fmt: skip
def test_a_page_that_is_no_wled_is_no_lamp(answer):
    told, _, _ = searched(honest, answer, 0.1)
    assert not [it for it in told.found if it.pixels]


@pytest.mark.parametrize("count", [None, "28", -1, 2**40, 1.5, True])
def test_a_count_that_is_none_is_not_believed(count):
    found = discover._wled(HERE, {"leds": {"count": count}, "name": 3}, discover.PORTS)
    assert found.name == "WLED" and found.pixels is None


@given(wire.NOISE)
def test_whatever_answers_nothing_raises(noise):
    answers = discover.Answers()
    answers.datagram_received(noise, (HERE, 1))
    assert answers.all() == set()


@given(
    wire.damaged(artnet.reply(NODE)) | wire.damaged(honest(ddp.who())[0])
    | wire.damaged(sacn.universes(sacn.Source(bytes(16), "x"), [1, 2])[0])
)  # fmt: skip
def test_damaged_answers_are_texts_that_can_be_printed(packet):
    answers = discover.Answers()
    answers.datagram_received(packet, (HERE, 1))
    assert all(it.name.isprintable() and len(it.name) <= discover.LETTERS for it in answers.all())


def test_a_name_cannot_write_on_the_terminal():
    assert discover.plain("\x1b[2J\x07evil\u202ename\n") == "[2Jevilname"


def test_a_flood_of_answers_is_not_kept():
    answers = discover.Answers()
    for number in range(3 * discover.MOST):
        source = sacn.Source(number.to_bytes(16, "big"))
        answers.datagram_received(sacn.universes(source, [1])[0], (HERE, 1))
        answers.datagram_received(artnet.reply(NODE._replace(long=str(number))), (HERE, 1))
    assert len(answers.all()) <= discover.MOST


def test_forged_answers_make_no_storm_and_do_not_crowd_out_a_host_that_was_named(monkeypatch):
    """Whatever address an answer tells, its sender alone is asked; few are, and nobody outside."""
    knocked, named = [], "10.0.0.9"

    async def info(host, port):
        knocked.append(host)
        return {}

    def flood(self):
        self.datagram_received(NAMED, ("93.184.216.34", 5353))
        told = artnet.reply(NODE._replace(host="203.0.113.7"))
        for number in range(3 * discover.MOST):
            self.datagram_received(told, (f"10.1.{number // 250}.{number % 250}", 1))
        self.datagram_received(NAMED, (named, 5353))
        return set(self._found)

    monkeypatch.setattr(discover, "_info", info)
    monkeypatch.setattr(discover, "_ask", lambda *_: None)
    monkeypatch.setattr(discover.Answers, "all", flood)
    told = asyncio.run(discover.search(0.01, [HERE], [named], discover.Ports(1, 1, 1, 1, 1)))
    assert len(knocked) == len(set(knocked)) == discover.ASKED
    assert knocked[0] == named and all(it.startswith("10.") for it in knocked)
    assert any(it.host == named for it in told.found)
    assert any("were not asked" in it for it in told.missed)


def test_nobody_outside_is_asked():
    found = {discover.Found("ddp", it, 4048) for it in ("93.184.216.34", "192.168.1.7", "169.254.3.4")}
    assert discover._doors([], found, discover.Answers()) == ["169.254.3.4", "192.168.1.7"]
    assert discover._doors(["93.184.216.34"], found, discover.Answers())[0] == "93.184.216.34"
