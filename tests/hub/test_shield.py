import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.hub.shield import name_of, policy, shield


async def app(scope, receive, send):
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"referrer-policy", b"same-origin")]})
    await send({"type": "http.response.body", "body": b"ours"})


def ask(host, names=(), origin=None, kind="http", scripts=()):
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "websocket.connect"}

    headers = [(b"host", host.encode("latin-1"))] if host is not None else []
    headers += [(b"origin", origin.encode())] if origin else []
    scope = {"type": kind, "headers": headers, "path": "/"}
    asyncio.run(shield(app, names, scripts)(scope, receive, send))
    return sent


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8800", "[::1]:8800", "LOCALHOST:1"])
def test_the_machine_s_own_names_are_answered(host):
    assert ask(host)[0]["status"] == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "", None, "localhost:x", "user@localhost", "localhost/..", "a b",
     "localhost;x", "192.168.1.5:8800", "\xff"],
)  # fmt: skip
def test_other_names_are_not(host):
    assert ask(host)[0]["status"] == 421


def test_names_of_the_network_are_answered_once_given():
    assert ask("192.168.1.5:8800", ["192.168.1.5"])[0]["status"] == 200
    assert ask("anything.example", ["*"])[0]["status"] == 200


@pytest.mark.parametrize(
    ("origin", "opens"),
    [
        (None, True),  # no browser
        ("http://localhost:8800", True),
        ("http://localhost:9999", False),
        ("http://evil.example", False),
        ("null", False),
        ("http://[", False),
    ],
)
def test_only_our_own_pages_open_a_socket(origin, opens):
    sent = ask("localhost:8800", origin=origin, kind="websocket")
    assert (sent[0]["type"] == "websocket.accept") is opens


def test_a_stranger_s_name_opens_no_socket():
    assert ask("evil.example", origin="http://evil.example", kind="websocket")[0]["type"] == "websocket.close"


def test_every_answer_carries_the_headers_and_a_route_may_choose_its_own():
    headers = dict(ask("localhost:8800")[0]["headers"])
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert headers[b"x-frame-options"] == b"DENY"
    assert headers[b"referrer-policy"] == b"same-origin"
    assert b"connect-src 'self' ws://localhost:8800 wss://localhost:8800" in headers[b"content-security-policy"]


def test_the_policy_is_strict():
    rules = dict(rule.split(" ", 1) for rule in policy(["'sha256-abc='"], "hub:1").split("; "))
    assert rules["default-src"] == "'self'"
    assert rules["script-src"] == "'self' 'sha256-abc='"
    assert rules["style-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["object-src"] == rules["base-uri"] == "'none'"
    assert "unsafe" not in policy([], "hub")


@given(st.text(max_size=30))
def test_no_host_can_write_into_the_policy(host):
    name = name_of(host)
    if name is not None:
        assert not set(host) & set("; ,'\"")
