"""Who can reach the hub, said plainly, and the code that a phone's camera reads."""

import io
import socket

import segno

ANY = "0.0.0.0"
ELSEWHERE = (("192.0.2.1", socket.AF_INET), ("2001:db8::1", socket.AF_INET6))  # RFC 5737, RFC 3849: nobody lives there


def addresses() -> list[str]:
    """IPv4 and global IPv6 addresses of this machine that other devices may know, the one towards the router first.

    Asks the routing table through datagram sockets that send nothing; empty without a network.
    """
    found = [_towards(*where) for where in ELSEWHERE]
    try:
        told = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET, socket.SOCK_STREAM)
        found += [address[4][0] for address in told]
    except OSError:
        pass  # a machine that does not know its own name
    return [address for address in dict.fromkeys(found) if address and not _private_to_us(address)]


def names(found: list[str]) -> list[str]:
    """What other devices may call this machine: its addresses, its name, and its name as told by mDNS."""
    own = socket.gethostname().lower()
    return [*found, own, f"{own.removesuffix('.local')}.local"]


def _towards(where: str, family: int) -> str | None:
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((where, 9))
            return probe.getsockname()[0]
        except OSError:
            return None


def _private_to_us(address: str) -> bool:
    return address.startswith(("127.", "0.", "fe80")) or address == "::1"


def urls(port: int, found: list[str]) -> list[str]:
    """Web addresses for these; only IPv4, because a hub on 0.0.0.0 listens there alone."""
    return [f"http://{address}:{port}" for address in found if ":" not in address]


def sentence(lan: bool, port: int, found: list[str], address: str | None = None) -> str:
    """Who can reach the hub. address: where it is reached by an encrypted way, if it is."""
    if address:
        return f"The hub is reached at {address}, and what is sent on the way there is encrypted"
    if not lan:
        return f"Only this machine can reach the hub, at http://127.0.0.1:{port}"
    here = urls(port, found)
    where = ", ".join(here) if here else f"port {port}, but this machine has no network address now"
    return (
        f"Every device on the same network can reach the hub, without a password, at {where}. "
        "What is sent is not encrypted: others on the network may read along."
    )


def qr_svg(url: str) -> bytes:
    """The address as a QR code, SVG, with its quiet zone."""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(
        out, kind="svg", scale=8, border=4, svgclass=None, lineclass=None, title=url, light="#fff"
    )
    return out.getvalue()


def qr_text(url: str) -> str:
    """The address as a QR code for a terminal."""
    out = io.StringIO()
    segno.make(url, error="m", micro=False).terminal(out, compact=True)
    return out.getvalue()
