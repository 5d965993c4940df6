"""One hub with everything: a session over HTTP is a smile over the socket; taken back on one page, dark on all."""

import contextlib

import httpx
import msgspec
import pytest
from websockets.sync.client import connect

from photophore.commons.hall import Hall
from photophore.glyph.gallery import gallery
from photophore.hub import app as hub_app
from photophore.hub.civic import Commons
from photophore.pages import messages
from photophore.words import Audience
from tests.hub import small

OURS = {"x-photophore": "1"}


@pytest.fixture
def hub(loop, standing, tmp_path):
    """(port, hall) of a hub that is up, with people in it."""
    hall = Hall.open(tmp_path, loop.grants)
    handed = hub_app.Handed(
        small.small_place(), standing, dict, gallery(), {}, commons=Commons(hall, messages.say, messages.LANGUAGES)
    )
    with contextlib.closing(hall), small.serving(hub_app.make(loop, handed)) as port:
        yield port, hall


@pytest.fixture
def joined(hub):
    """An HTTP client of somebody who has just joined."""
    port, hall = hub
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=OURS) as client:
        code = hall.people.invite("wearer", None)
        assert client.post("/api/join", json={"age": "adult", "code": code}).status_code == 201
        yield client


def until(socket, wanted):
    for _ in range(200):
        message = msgspec.msgpack.decode(socket.recv(timeout=5))
        if wanted(message):
            return message
    raise AssertionError("what was waited for never came")


def opened(port, cookie=""):
    return connect(f"ws://127.0.0.1:{port}/live", additional_headers={"cookie": cookie} if cookie else {})


def say(socket, **message):
    socket.send(msgspec.msgpack.encode(message))


def test_promise_2_dark_over_http_is_dark_on_the_open_page(hub, joined, loop):
    port, _ = hub
    with opened(port, f"photophore={joined.cookies['photophore']}") as socket:
        say(socket, t="hello", v=1, role="wearer")
        assert until(socket, lambda it: it["t"] == "welcome")["guest"]["joined"]
        say(socket, t="hear", on=True)
        say(socket, t="show", on=True, audience="near")
        until(socket, lambda it: it["t"] == "ack" and it["state"]["show_near"])
        until(socket, lambda it: it["t"] == "cue" and not it["dark"])
        assert (loop.frame.present & Audience.NEAR.bit).any()
        assert joined.post("/api/me/dark").status_code == 200  # bits, counter, log, push, acknowledge
        assert not (loop.frame.present & Audience.NEAR.bit).any()  # also in the frame that was made before
        assert until(socket, lambda it: it["t"] == "cue")["dark"]
        until(socket, lambda it: it["t"] == "ack" and it["state"]["dark"])


def test_a_session_that_ended_ends_its_sockets(hub, joined, monkeypatch):
    port, hall = hub
    with opened(port, f"photophore={joined.cookies['photophore']}") as socket:
        say(socket, t="hello", v=1, role="wearer")
        until(socket, lambda it: it["t"] == "welcome")
        assert joined.post("/api/leave", json={"everywhere": True}).is_success
        with pytest.raises(Exception, match="closed|1000|sent|received"):
            until(socket, lambda it: it["t"] == "never")
    assert joined.get("/api/me").status_code == 401


@pytest.mark.parametrize("cookie", ["", "photophore=forged", "photophore=", "other=1"])
def test_whoever_is_not_known_is_a_guest(hub, cookie):
    with opened(hub[0], cookie) as socket:
        say(socket, t="hello", v=1, role="wearer")
        assert until(socket, lambda it: it["t"] == "welcome")["guest"]["joined"] is False


def test_a_guest_s_page_is_a_guest_s_also_where_somebody_has_joined(hub, joined):
    with opened(hub[0], f"photophore={joined.cookies['photophore']}") as socket:
        say(socket, t="hello", v=1, role="guest")
        assert until(socket, lambda it: it["t"] == "welcome")["guest"]["joined"] is False


def test_every_part_answers(hub, joined):
    for path in ("/api/door", "/api/me", "/api/policies", "/api/log", "/log/checkpoint", "/api/me/looked"):
        assert joined.get(path).status_code == 200, path
