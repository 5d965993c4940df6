"""Reached safely: by an own certificate, by a proxy that is trusted, or by a private authority for a lab.

What was set up stands in `tls.json` of the data folder, and `up` goes by it. A phone gives a page its senses (staying
awake, motion, Bluetooth) and lets somebody join for good only where the way is encrypted.
"""

import datetime
import ipaddress
import os
import socket
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization

from photophore.hub.shield import name_of
from photophore.words import BadRequest, NoRoom

FILE = "tls.json"
SOON = datetime.timedelta(days=21)  # before its end a certificate is spoken of
HERE = ("127.0.0.1", "::1")


class Route(StrEnum):
    """By which way a hub is reached safely."""

    OWN = "own"
    PROXY = "proxy"
    LAB = "lab"


class Secure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a hub is reached safely."""

    route: Route
    name: str  # that browsers call it by, with a port where it is not the hub's own
    names: tuple[str, ...] = ()  # all that it answers to
    cert: str = ""  # PEM, the whole chain; empty behind a proxy
    key: str = ""
    trust: tuple[str, ...] = ()  # addresses of proxies whose X-Forwarded-Proto and X-Forwarded-For count

    def address(self, port: int, lan: bool = True) -> str:
        """As a browser is told: https://hub.example:8800. lan: whether others on the network reach the hub at all."""
        if self.route is Route.LAB and not lan:
            return f"https://localhost:{port}"
        host = f"[{self.name}]" if self.name.count(":") > 1 and not self.name.startswith("[") else self.name
        return f"https://{host}" if self.route is Route.PROXY else f"https://{host}:{port}"

    def uvicorn(self) -> dict[str, Any]:
        """What uvicorn is told."""
        if self.route is Route.PROXY:
            return {"proxy_headers": True, "forwarded_allow_ips": list(self.trust)}
        return {"ssl_certfile": self.cert, "ssl_keyfile": self.key}


class Found(msgspec.Struct, frozen=True):
    """What a certificate says."""

    names: tuple[str, ...]
    until: datetime.datetime
    warnings: tuple[str, ...]


def load(data: Path) -> Secure | None:
    """What was set up in this data folder, checked again; None: nothing. BadRequest where it cannot hold any more."""
    try:
        secure = msgspec.json.decode((data / FILE).read_bytes(), type=Secure)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as error:
        raise BadRequest(f"what was set cannot be read: {error}", str(data / FILE), "photophore tls off") from None
    if secure.route is not Route.PROXY:
        certificate(Path(secure.cert), Path(secure.key))
    return secure


def save(data: Path, secure: Secure | None) -> None:
    """What `up` goes by from its next start on; None: plain HTTP again."""
    path = data / FILE
    try:
        if secure is None:
            path.unlink(missing_ok=True)
            return
        data.mkdir(parents=True, exist_ok=True)
        write(path, msgspec.json.format(msgspec.json.encode(secure)))
    except OSError as error:
        raise NoRoom(f"this cannot be written: {error.strerror}", str(path), "choose another place: --data") from None


def write(path: Path, content: bytes, mode: int = 0o644) -> None:
    """A whole file or none: beside it first, then under its name."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)  # fall before: the old file stays, and a hidden one beside it that the next try removes


def own(cert: Path, key: Path, name: str | None, found: list[str]) -> tuple[Secure, list[str]]:
    """Route one: an own domain, whose name leads to this machine's address on the network. -> what is set, warnings.

    found: this machine's addresses.
    """
    told = certificate(cert, key)
    name = plain(name or next((each for each in told.names if not each.startswith("*")), ""))
    if not covers(told.names, name):
        raise BadRequest(f"the certificate is for {', '.join(told.names)}", name, "name one of these: --name")
    names = tuple(dict.fromkeys([name, *(each for each in told.names if not each.startswith("*"))]))
    secure = Secure(Route.OWN, name, names, str(cert.resolve()), str(key.resolve()))
    return secure, [*told.warnings, *leads_here(name, found)]


def proxy(name: str, trust: tuple[str, ...]) -> Secure:
    """Route two: a reverse proxy or tunnel ends TLS. name: the domain that leads to it; trust: its addresses."""
    for each in trust:
        try:
            network = ipaddress.ip_network(each)
        except ValueError:
            raise BadRequest("a proxy is named by its address", each, "such as 127.0.0.1: --trust") from None
        if network.prefixlen == 0:
            raise BadRequest("who trusts every address believes every visitor", each, "name the proxy's own: --trust")
    host = name_of(name)
    if not host:
        raise BadRequest("this is no name of a hub", name, "such as hub.example.org: --name")
    return Secure(Route.PROXY, name.lower(), (host,), trust=trust)


def certificate(cert: Path, key: Path, now: Callable[[], datetime.datetime] | None = None) -> Found:
    """Whether these two files belong together and hold today; BadRequest says what is wrong."""
    chain, secret = _chain(cert), _key(key)
    leaf, today = chain[0], (now or _today)()
    if leaf.public_key() != secret.public_key():
        raise BadRequest("the key does not belong to the certificate", str(key), "give the pair that was made together")
    if not leaf.not_valid_before_utc <= today < leaf.not_valid_after_utc:
        held = f"from {leaf.not_valid_before_utc:%Y-%m-%d} to {leaf.not_valid_after_utc:%Y-%m-%d}"
        raise BadRequest(f"the certificate holds {held}, and today is {today:%Y-%m-%d}", str(cert), "renew it")
    try:
        said = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        raise BadRequest("the certificate says no name", str(cert), "browsers read subjectAltName") from None
    names = [*said.get_values_for_type(x509.DNSName), *map(str, said.get_values_for_type(x509.IPAddress))]
    warnings = []
    if leaf.not_valid_after_utc - today < SOON:
        warnings.append(f"the certificate ends on {leaf.not_valid_after_utc:%Y-%m-%d}: renew it, then start again")
    if len(chain) == 1 and leaf.issuer != leaf.subject:
        warnings.append("the file holds no intermediate certificate; some phones want one: give fullchain.pem")
    return Found(tuple(each.lower() for each in names), leaf.not_valid_after_utc, tuple(warnings))


def covers(names: tuple[str, ...], name: str) -> bool:
    """Whether a certificate with these names holds for one; a star stands for one part (RFC 6125, 6.4.3)."""
    star = "*." + name.partition(".")[2]
    return name in names or (star in names and star.count(".") > 1)


def leads_here(name: str, found: list[str]) -> list[str]:
    """What is wrong with where a name leads; empty where it leads to this machine."""
    try:
        there = {address[4][0] for address in socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)}
    except OSError:
        return [f"nobody knows where {name} is: make a DNS record that leads to {_one(found)}"]
    if there & {*found, *HERE}:
        return []
    return [f"{name} leads to {', '.join(sorted(there))}, and this machine is {_one(found)}: change the DNS record"]


def plain(name: str) -> str:
    """A name without a port; BadRequest where it is none."""
    host = name_of(name)
    if not host or host != name.lower().strip("[]"):
        raise BadRequest("this is no name of a hub", name, "such as hub.example.org: --name")
    return host


def _one(found: list[str]) -> str:
    return found[0] if found else "on no network now"


def _today() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def _chain(path: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(_read(path))
    except ValueError:
        raise BadRequest("this is no certificate", str(path), "give a PEM file: -----BEGIN CERTIFICATE-----") from None


def _key(path: Path):
    try:
        return serialization.load_pem_private_key(_read(path), None)
    except TypeError:
        raise BadRequest("the key is locked with a password", str(path), "openssl pkey -in KEY -out OPEN") from None
    except (ValueError, UnsupportedAlgorithm):
        raise BadRequest("this is no private key", str(path), "give a PEM file: -----BEGIN PRIVATE KEY-----") from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadRequest(f"this cannot be read: {error.strerror}", str(path), "look at its path and owner") from None
