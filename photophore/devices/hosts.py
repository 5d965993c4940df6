"""Which hosts are one: an address has many spellings, and two lamps that light one receiver would flash it.

Each lamp's guard knows its own light alone. Two that take turns at one receiver make transitions that neither sees; so
it is refused in a file, where the words tell, and again where sockets open, when names have become addresses.
"""

import ipaddress
from typing import NamedTuple

MULTICAST = "multicast"  # in place of a host: sACN's own addresses, one for each universe
HERE = "127.0.0.1"


class Receiver(NamedTuple):
    """Whom a lamp's packets reach."""

    driver: str
    host: str  # canonical
    port: int
    universes: range  # displays, universes or channels
    wide: bool = False  # known to be a broadcast address, whatever it looks like


def canonical(host: str) -> str:
    """One spelling for each host: IPv6 that stands for IPv4 is IPv4, zones are left out, this machine is HERE.

    One link-local address in two zones is nearly always one device. A receiver that listens at ::1 mostly hears HERE.
    """
    name = host.lower().rstrip(".")
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return HERE if name == "localhost" else name
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or (HERE if address.is_loopback else address)
    return str(address)


def nobody(host: str) -> bool:
    """Whether this address is every host and none, as 0.0.0.0."""
    return (address := _address(host)) is not None and address.is_unspecified


def many(host: str) -> bool:
    """Whether many may hear what is sent to this address. A network's own broadcast (x.x.x.255) does not show it."""
    address = _address(host)
    return address is not None and (address.is_multicast or str(address) == "255.255.255.255")


def clash(one: Receiver, other: Receiver) -> str:
    """Why these may be one receiver; empty: they are two, as far as addresses tell."""
    if one.driver == other.driver:
        both = one.port == other.port and set(one.universes) & set(other.universes)
        if MULTICAST in (one.host, other.host) and (one.host == other.host or not (_wide(one) or _wide(other))):
            return f"both light {one.driver} {min(both)} by multicast or beside it" if both else ""
        if _wide(one) or _wide(other):
            whom = one.host if _wide(one) else other.host
            return f"whoever hears {one.driver} at all hears {whom}"
        return f"both light {one.driver} {min(both)} of {one.host}" if both and one.host == other.host else ""
    here = (address := _address(one.host)) is not None and address.is_loopback  # may hold many receivers
    if one.host != other.host or one.host == MULTICAST or (here and one.port != other.port):
        return ""
    return f"{one.host} is reached in two ways"


def _wide(it: Receiver) -> bool:
    return it.wide or many(it.host)


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(canonical(host))
    except ValueError:
        return None
