"""A private authority for a lab: it can vouch for this hub's own names and for nothing else in the world.

Whoever trusts it on a phone gives it no power over other sites: its names are constrained (RFC 5280, 4.2.1.10), and its
key never leaves this machine.
"""

import datetime
import ipaddress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from photophore.hub import tls
from photophore.hub.tls import Route, Secure

YEARS = datetime.timedelta(days=2 * 365)  # of the authority
DAYS = datetime.timedelta(days=365)  # of the hub's own certificate; phones refuse more than 398
EARLIER = datetime.timedelta(hours=1)  # phones' clocks differ


def make(folder: Path, names: list[str], now: datetime.datetime) -> Secure:
    """An authority and this hub's certificate, in a folder of their own; made anew each time, the old ones end.

    names: host names and addresses; the first is what browsers call it by.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    names = list(dict.fromkeys(names))
    authority, server = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    signed = _authority(authority, names, now)
    leaf = _leaf(server, authority, signed, names, now)
    pem = serialization.Encoding.PEM
    # the authority's key is not kept: it has signed what it was made for, and can sign nothing any more
    tls.write(folder / "server.key", server.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()), 0o600)  # fmt: skip
    tls.write(folder / "server.pem", leaf.public_bytes(pem) + signed.public_bytes(pem))
    tls.write(folder / "authority.crt", signed.public_bytes(pem))
    # fall between: the pair does not match, which `up` says; doing it again mends it
    return Secure(Route.LAB, names[0], tuple(names), str(folder / "server.pem"), str(folder / "server.key"))


def fingerprint(folder: Path) -> str:
    """The authority's SHA-256, as phones show it."""
    signed = x509.load_pem_x509_certificate((folder / "authority.crt").read_bytes())
    return signed.fingerprint(hashes.SHA256()).hex(":").upper()


def _authority(key: ec.EllipticCurvePrivateKey, names: list[str], now: datetime.datetime) -> x509.Certificate:
    only = x509.NameConstraints([_constraint(name) for name in names], None)
    return (
        _begun(f"Photophore lab authority for {names[0]}"[:64], now, YEARS, key)
        .issuer_name(_name(f"Photophore lab authority for {names[0]}"[:64]))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_others=True), critical=True)
        .add_extension(only, critical=True)
        .sign(key, hashes.SHA256())
    )


def _leaf(key, authority, signed: x509.Certificate, names: list[str], now: datetime.datetime) -> x509.Certificate:
    return (
        _begun(names[0][:64], now, DAYS, key)
        .issuer_name(signed.subject)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_others=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key()), critical=False)
        .sign(authority, hashes.SHA256())
    )


def _begun(name: str, now: datetime.datetime, life: datetime.timedelta, key) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLIER)
        .not_valid_after(now + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(signs_others: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_others, key_cert_sign=signs_others, crl_sign=signs_others, content_commitment=False,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _constraint(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_network(name))
    except ValueError:
        return x509.DNSName(name)
