"""Which lamps are there? Asks the network where a protocol has a question, and waits a few seconds for answers.

Art-Net's nodes answer a poll, DDP's displays a question for their status. sACN's receivers are silent; its senders
tell every 10 s what they send, and are found so that nobody sends into another's universe. WLED is found by its mDNS
name; one that was found or named tells by its JSON how many pixels it has. Nothing here sends light. Answers may be
forged: they are texts to be shown, never a reason to send light; and what is asked next goes to few, all nearby.
"""

import asyncio
import ipaddress
import json
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from photophore.devices import artnet, ddp, mdns, sacn
from photophore.words import BadRequest

ANY, ALL = "0.0.0.0", "255.255.255.255"
SECONDS = 3.0  # within which a node of Art-Net must answer
AGAIN = 3  # times that is asked, for packets are lost
MOST, SPARE = 1000, 100  # answers that are kept; and of hosts that were named, whatever else comes
ASKED = 32  # hosts that are asked for a page: senders may be forged, and must not make us knock at many doors
LETTERS = 60  # of a name
HTTP, PATIENCE, ROOM = 80, 2.0, 1 << 16  # WLED's port; seconds, and bytes, that its answer may take


class Found(NamedTuple):
    """Somebody who answered."""

    driver: str  # ddp, sacn or artnet
    host: str
    port: int
    name: str = ""
    pixels: int | None = None  # None: it did not say
    universes: tuple[int, ...] = ()  # that it puts out; of a sender, that it sends
    sends: bool = False  # a sender, not a lamp


class Ports(NamedTuple):
    """Where they listen; others in tests only."""

    artnet: int = artnet.PORT
    ddp: int = ddp.PORT
    sacn: int = sacn.PORT
    http: int = HTTP
    mdns: int = mdns.PORT


class Search(NamedTuple):
    """What was found, and what could not be asked."""

    found: list[Found]
    missed: list[str]  # sentences


PORTS = Ports()


async def discover(
    seconds: float = SECONDS, interfaces: Sequence[str] = (ANY,), hosts: Sequence[str] = (), ports: Ports = PORTS
) -> list[Found]:
    """As `search`; only what was found."""
    return (await search(seconds, interfaces, hosts, ports)).found


async def search(
    seconds: float = SECONDS, interfaces: Sequence[str] = (ANY,), hosts: Sequence[str] = (), ports: Ports = PORTS
) -> Search:
    """Asks for so long: by broadcast from each of these own addresses, and each host by itself.

    BadRequest where one of them is no IPv4 address. What this machine cannot do is told in `missed`.
    """
    own, named = ([address(it) for it in some] for some in (interfaces, hosts))
    answers = Answers(ports, frozenset(named))
    open_: list[asyncio.DatagramTransport] = []
    try:
        asking = [await _open(open_, answers, _bound(it)) for it in own]
        for it in own:  # nodes answer to the port of Art-Net, whatever port asked
            await _open(open_, answers, _bound(it, ports.artnet), f"answers to port {ports.artnet} of {it}")
        senders = sacn.multicast(sacn.DISCOVERY)
        await _open(open_, answers, _group(own, senders, ports.sacn), f"senders of sACN at port {ports.sacn}")
        await _open(open_, answers, _group(own, mdns.GROUP, ports.mdns), f"WLED's names at port {ports.mdns}")
        for _ in range(AGAIN):
            for interface, transport in zip(own, asking, strict=True):
                _ask(transport, interface, named, ports)
            await asyncio.sleep(seconds / AGAIN)
    finally:
        for transport in open_:
            transport.close()
    found = answers.all()
    told = _doors(named, found, answers)
    infos = await asyncio.gather(*(_info(host, ports.http) for host in told))
    lamps = {host: _wled(host, info, ports) for host, info in zip(told, infos, strict=True) if info}
    found = {it for it in found if not (it.host in lamps and it.name.startswith("WLED"))} | set(lamps.values())
    return Search(sorted(found, key=lambda it: (it.sends, it.driver, it.host, it.universes)), list(answers.missed))


def address(text: str) -> str:
    """A dotted IPv4 address, as it is; BadRequest for anything else."""
    try:
        return str(ipaddress.IPv4Address(text))
    except ValueError:
        raise BadRequest("This is no address", repr(text)[:LETTERS], "Write it as 192.0.2.7") from None


def plain(text: str) -> str:
    """What a stranger calls itself, safe to print: letters that can be seen, and few."""
    return "".join(it for it in text if it.isprintable())[:LETTERS].strip()


class Answers(asyncio.DatagramProtocol):
    """Reads whatever comes back."""

    def __init__(self, ports: Ports = PORTS, named: frozenset[str] = frozenset()):
        self.named = named
        self.missed: dict[str, None] = {}
        self._found: set[Found] = set()
        self._senders: dict[tuple[str, bytes], Found] = {}
        self._ports = ports

    def datagram_received(self, data: bytes, addr: tuple) -> None:
        told = artnet.read(data) or sacn.read(data) or ddp.read(data)
        host = addr[0]
        if len(self._found) + len(self._senders) >= MOST + SPARE * (host in self.named):
            return
        if isinstance(told, artnet.Node):
            name = plain(told.long or told.name)
            self._found.add(Found("artnet", host, self._ports.artnet, name, None, told.universes))
        elif isinstance(told, sacn.Universes):  # page upon page
            before = self._senders.get((host, told.cid), Found("sacn", host, self._ports.sacn, sends=True))
            sent = tuple(sorted({*before.universes, *told.universes}))
            self._senders[host, told.cid] = before._replace(name=plain(told.name), universes=sent)
        elif isinstance(told, ddp.Packet) and told.reply and told.id == ddp.STATUS:
            status = ddp.status(told)
            name = " ".join(status[key] for key in ("man", "mod") if key in status)
            self._found.add(Found("ddp", host, self._ports.ddp, plain(name)))
        elif not told:
            named = [Found("ddp", host, self._ports.ddp, plain(f"WLED {name}")) for name in mdns.names(data)[:1]]
            self._found.update(named)

    def error_received(self, exc: Exception) -> None:
        self.missed[f"The network does not take every question: {getattr(exc, 'strerror', None) or exc}"] = None

    def all(self) -> set[Found]:
        return self._found | set(self._senders.values())


async def _open(open_: list, answers: Answers, sock: socket.socket | None, what: str = "answers"):
    """Listen at this socket; without one, say what is missed."""
    if sock is None:
        answers.missed[f"This machine does not hear {what}: another program may be listening there"] = None
        return None
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: answers, sock=sock)
    open_.append(transport)
    return transport


def _bound(interface: str, port: int = 0) -> socket.socket | None:
    """None where it cannot be had. It is not shared: whoever shares a port takes the packets of the one before."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(interface))
        sock.setblocking(False)
        sock.bind((interface, port))
    except OSError:
        sock.close()
        return None
    return sock


def _group(interfaces: list[str], group: str, port: int) -> socket.socket | None:
    """Hears what is sent to this multicast address, and nothing else."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a group is heard by all who want to
        sock.setblocking(False)
        sock.bind((ANY if sys.platform == "win32" else group, port))
        for it in interfaces:
            sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(group) + socket.inet_aton(it))
    except OSError:
        sock.close()
        return None
    return sock


def _ask(transport: asyncio.DatagramTransport | None, interface: str, hosts: list[str], ports: Ports) -> None:
    """A machine's own loopback has no broadcast: there the address itself is asked."""
    alone = ipaddress.IPv4Address(interface).is_loopback
    if transport is None:
        return
    for host in dict.fromkeys([interface if alone else ALL, *hosts]):
        transport.sendto(artnet.poll(), (host, ports.artnet))
        transport.sendto(ddp.who(), (host, ports.ddp))
    transport.sendto(mdns.question(), (interface if alone else mdns.GROUP, ports.mdns))


def _doors(named: list[str], found: set[Found], answers: Answers) -> list[str]:
    """Whose page is asked for: hosts that were named, then those on networks like ours whose own packet came."""
    near = {it.host for it in found if not it.sends and ipaddress.IPv4Address(it.host).is_private}
    every = list(dict.fromkeys([*named, *sorted(near)]))
    if len(every) > ASKED:
        what = f"{len(every) - ASKED:,} hosts were not asked how many pixels they have: {ASKED} are asked in one search"
        answers.missed[f"{what}, and those that are named come first"] = None
    return every[:ASKED]


async def _info(host: str, port: int) -> dict:
    """What a WLED says of itself at /json/info; empty for whoever is none, or does not answer."""
    with suppress(OSError, EOFError, ValueError, RecursionError, asyncio.LimitOverrunError):
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(host, port, limit=ROOM)
            try:
                writer.write(f"GET /json/info HTTP/1.0\r\nHost: {host}\r\n\r\n".encode("ascii"))
                head = await reader.readuntil(b"\r\n\r\n")
                body = bytearray()
                while part := await reader.read(ROOM - len(body)):
                    body += part
            finally:
                writer.close()
        told = json.loads(body) if head.split()[1:2] == [b"200"] else None
        return told if isinstance(told, dict) and isinstance(told.get("leds"), dict) else {}
    return {}


def _wled(host: str, info: dict, ports: Ports) -> Found:
    count, name = info["leds"].get("count"), info.get("name")
    pixels = count if type(count) is int and 0 < count <= 1 << 20 else None
    return Found("ddp", host, ports.ddp, plain(f"WLED {name}" if isinstance(name, str) else "WLED"), pixels)
