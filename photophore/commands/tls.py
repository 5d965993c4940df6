"""`photophore tls`: how phones reach a hub safely, by one of three routes."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from photophore.commands.options import HOME, Data, saying_where

app = App("tls", help="How phones reach this hub safely: own, proxy or lab; without it they are guests only.")

Name = Annotated[str, Parameter(help="What browsers call this hub by: hub.example.org.")]


@app.default
def show(*, data: Data = HOME) -> None:
    """What is set up now."""
    from photophore.hub import tls

    secure = tls.load(data)
    if secure is None:
        print("plain HTTP: phones come as guests, without their senses. Three routes: photophore tls own | proxy | lab")
        return
    print(f"{secure.route}: {secure.name}")
    if secure.cert:
        found = tls.certificate(Path(secure.cert), Path(secure.key))
        print(f"the certificate {secure.cert} holds until {found.until:%Y-%m-%d}, for {', '.join(found.names)}")
    else:
        print(f"X-Forwarded-Proto and X-Forwarded-For count where they come from {', '.join(secure.trust)}")


@app.command
def own(*, cert: Path, key: Path, name: Name | None = None, data: Data = HOME) -> None:
    """Route one: an own domain, with a certificate, whose name leads to this machine's address on the network.

    Parameters
    ----------
    cert
        PEM, the whole chain: fullchain.pem. A DNS challenge makes it without this machine being on the internet.
    key
        PEM, without a password.
    """
    from photophore.hub import lan, tls

    secure, warnings = tls.own(cert, key, name, lan.addresses())
    tls.save(data, secure)
    for each in warnings:
        print(f"but: {each}")
    print(f"from the next start on: photophore up --lan, and phones open {secure.address(8800)} (or its --port)")


@app.command
def proxy(*, name: Name, trust: tuple[str, ...] = ("127.0.0.1",), port: int = 8800, data: Data = HOME) -> None:
    """Route two: a reverse proxy or a tunnel has the certificate, and speaks plain HTTP with the hub.

    Parameters
    ----------
    trust
        The proxy's own address, as the hub sees it; of others no X-Forwarded header counts.
    port
        Where the hub listens.
    """
    from photophore.hub import hints, tls

    secure = tls.proxy(name, trust)
    tls.save(data, secure)
    print(hints.proxy_settings(secure, port))


@app.command
def lab(*, name: tuple[str, ...] = (), data: Data = HOME) -> None:
    """Route three: a private authority, for rooms where everybody's phone can be told to trust it.

    Parameters
    ----------
    name
        Other names and addresses that phones call this hub by; its own are known.
    """
    import datetime

    from photophore.hub import authority, hints, lan, tls

    found = lan.addresses()
    names = [*map(tls.plain, name), *lan.names(found), "localhost", "127.0.0.1"]
    with saying_where(data / "tls"):
        secure = authority.make(data / "tls", names, datetime.datetime.now(datetime.UTC))
        tls.save(data, secure)
        print(hints.lab_settings(secure, data / "tls" / "authority.crt", authority.fingerprint(data / "tls")))


@app.command
def off(*, data: Data = HOME) -> None:
    """Plain HTTP again: phones come as guests."""
    from photophore.hub import tls

    tls.save(data, None)
    print("plain HTTP from the next start on")
