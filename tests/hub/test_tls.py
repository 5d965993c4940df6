"""Three routes by which a hub is reached safely, over real connections on this machine."""

import datetime
import os
import ssl
import sys
import threading
import time

import httpx
import pytest
import uvicorn
from websockets.sync.client import connect

from photophore.hub import app as hub_app
from photophore.hub import authority, tls
from photophore.hub.tls import Route, Secure
from photophore.words import BadRequest, NoRoom

NOW = datetime.datetime.now(datetime.UTC)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A lab's certificate for this machine."""
    folder = tmp_path_factory.mktemp("tls")
    return folder, authority.make(folder, ["localhost", "127.0.0.1", "hub.test"], NOW)


async def echo(scope, receive, send):
    """Tells how it was reached; a socket is answered."""
    if scope["type"] == "lifespan":
        while True:
            await send({"type": f"{(await receive())['type']}.complete"})
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": scope["scheme"]})
        return
    body = f"{scope['scheme']} {scope['client'][0]}".encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
def serve():
    ends = []

    def begin(secure):
        sock = hub_app.door("127.0.0.1", 0)
        server = uvicorn.Server(hub_app.config_of(echo, secure))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
        thread.start()
        ends.append((server, thread, sock))
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        return sock.getsockname()[1]

    yield begin
    for server, thread, sock in ends:
        server.should_exit = True
        thread.join(10)
        sock.close()


def test_a_phone_that_trusts_the_lab_reaches_the_hub_and_nobody_reads_along(lab, serve):
    folder, secure = lab
    port = serve(secure)
    trusting = ssl.create_default_context(cafile=folder / "authority.crt")
    with httpx.Client(verify=trusting) as client:
        assert client.get(f"https://localhost:{port}/").text == "https 127.0.0.1"
        assert client.get(f"https://127.0.0.1:{port}/").text == "https 127.0.0.1"
    with connect(f"wss://localhost:{port}/live", ssl=trusting) as socket:
        assert socket.recv() == "wss"
    for untold in (f"http://localhost:{port}/", f"https://localhost:{port}/"):  # not encrypted; not trusted
        with pytest.raises(httpx.TransportError), httpx.Client() as client:
            client.get(untold)
    with connect_raw(port, ssl.TLSVersion.TLSv1_1) as old, pytest.raises((ssl.SSLError, ConnectionError)):
        old.do_handshake()


def connect_raw(port, newest):
    import socket
    import warnings

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version, context.maximum_version = ssl.TLSVersion.MINIMUM_SUPPORTED, newest
    return context.wrap_socket(socket.create_connection(("127.0.0.1", port), 10), do_handshake_on_connect=False)


def test_only_a_proxy_that_is_trusted_is_believed(serve):
    told = {"x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.9"}
    with httpx.Client(headers=told) as proxy:
        ways = (tls.proxy("hub.test", ("127.0.0.1",)), tls.proxy("hub.test", ("10.9.9.9",)), None)
        heard = [proxy.get(f"http://127.0.0.1:{serve(secure)}/").text for secure in ways]
    assert heard == ["https 203.0.113.9", "http 127.0.0.1", "http 127.0.0.1"]


def test_what_was_set_is_kept_and_checked_again(lab, tmp_path):
    _, secure = lab
    assert tls.load(tmp_path) is None
    tls.save(tmp_path, secure)
    assert tls.load(tmp_path) == secure and secure.address(8801) == "https://localhost:8801"
    lab_ = Secure(Route.LAB, "10.0.0.2")
    assert (lab_.address(1), lab_.address(1, lan=False)) == ("https://10.0.0.2:1", "https://localhost:1")
    tls.save(tmp_path, tls.proxy("Hub.test:8443", ("127.0.0.1", "10.0.0.0/24")))
    assert tls.load(tmp_path).address(8801) == "https://hub.test:8443" and tls.load(tmp_path).names == ("hub.test",)
    tls.save(tmp_path, None)
    tls.save(tmp_path, None)
    assert tls.load(tmp_path) is None
    for wrong in (b"", b"{}", b'{"route": "x"}', b"\xff", b'{"route": "own", "name": "a", "more": 1}'):
        (tmp_path / tls.FILE).write_bytes(wrong)
        with pytest.raises(BadRequest, match="cannot be read"):
            tls.load(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(NoRoom):
        tls.save(tmp_path / "file", secure)


def test_a_certificate_of_ones_own_is_looked_at(lab, monkeypatch):
    _, secure = lab
    monkeypatch.setattr(tls.socket, "getaddrinfo", lambda name, *_, **__: [(0, 0, 0, "", ("192.168.1.5", 0))])
    kept, warnings = tls.own(tls.Path(secure.cert), tls.Path(secure.key), "hub.test", ["192.168.1.5"])
    assert kept.route is Route.OWN and kept.name == kept.names[0] == "hub.test" and warnings == []
    _, warnings = tls.own(tls.Path(secure.cert), tls.Path(secure.key), "hub.test", ["192.168.1.6"])
    assert "192.168.1.5" in warnings[0] and "192.168.1.6" in warnings[0] and "DNS" in warnings[0]
    with pytest.raises(BadRequest, match="certificate is for"):
        tls.own(tls.Path(secure.cert), tls.Path(secure.key), "other.test", [])

    def unknown(*_, **__):
        raise OSError

    monkeypatch.setattr(tls.socket, "getaddrinfo", unknown)
    assert "nobody knows" in tls.leads_here("hub.test", [])[0]


@pytest.mark.parametrize(("days", "why"), [(-1, "holds from"), (400, "holds from"), (364, None)])
def test_a_certificate_ends(lab, days, why):
    _, secure = lab
    files = tls.Path(secure.cert), tls.Path(secure.key)

    def later():
        return NOW + datetime.timedelta(days=days)

    if why:
        with pytest.raises(BadRequest, match=why):
            tls.certificate(*files, later)
    else:
        assert "renew" in tls.certificate(*files, later).warnings[0]


def test_files_that_are_something_else_are_told_in_words(lab, tmp_path):
    _, secure = lab
    cert, key, other = tls.Path(secure.cert), tls.Path(secure.key), tmp_path / "other"
    other.write_bytes(b"something else")
    strange = authority.make(tmp_path, ["x.test"], NOW)
    pairs = [
        (other, key, "no certificate"),
        (cert, other, "no private key"),
        (cert, tmp_path / "none", "cannot be read"),
        (cert, tls.Path(strange.key), "does not belong"),
        (key, cert, "no certificate"),
    ]
    for one, two, why in pairs:
        with pytest.raises(BadRequest, match=why):
            tls.certificate(one, two)


def test_names_are_covered_as_browsers_do_it():
    assert tls.covers(("*.example.org",), "hub.example.org") and tls.covers(("a.b",), "a.b")
    for names, name in (("*.example.org", "a.b.example.org"), ("*.example.org", "example.org"), ("*.org", "a.org")):
        assert not tls.covers((names,), name)


@pytest.mark.parametrize("trust", ["0.0.0.0/0", "::/0", "somewhere", "10.0.0.1/8", ""])
def test_who_is_trusted_is_named(trust):
    with pytest.raises(BadRequest):
        tls.proxy("hub.test", (trust,))


@pytest.mark.parametrize("name", ["", "a b", "http://hub.test", "hub.test/x", "a;b", "x@y"])
def test_what_is_no_name_is_refused(name):
    with pytest.raises(BadRequest):
        tls.proxy(name, ("127.0.0.1",))


@pytest.mark.skipif(sys.platform == "win32", reason="other rules for files there")
def test_keys_are_for_their_owner_and_the_authoritys_is_kept_nowhere(lab):
    folder, secure = lab
    assert os.stat(secure.key).st_mode & 0o077 == 0
    assert sorted(path.name for path in folder.iterdir()) == ["authority.crt", "server.key", "server.pem"]


def test_an_address_of_the_new_kind_stands_in_brackets():
    assert Secure(Route.LAB, "fd00::2").address(8800) == "https://[fd00::2]:8800"
