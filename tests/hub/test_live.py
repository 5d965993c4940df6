import asyncio
import socket
import time

import msgspec
import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed

from photophore.glyph.gallery import gallery
from photophore.hub import guests, live
from photophore.hub.clock import Clock
from photophore.hub.paint import Painter
from photophore.words import BLOCK, Audience, Purpose, Signal
from tests.hub import small


def row_of(loop):
    return max(loop.dressed)


def light_public(loop, rows):
    loop.grants.grant(rows, Audience.PUBLIC, Signal.PLACE, Purpose.LIGHT)


def test_a_viewer_is_welcomed_and_gets_the_city(client, loop, place):
    light_public(loop, np.arange(10))
    viewer = client()
    assert viewer.welcome["city"] == "Smallville" and viewer.welcome["guest"] is None and viewer.welcome["v"] == 1
    for _ in range(3):
        city = viewer.hear("city")
        tiles = np.frombuffer(city["tiles"], np.uint8).reshape(-1, 3)
        assert tiles.shape == (8, 3)
    assert tiles[0].all() and not tiles[1:].any()


def test_the_city_comes_about_eight_times_a_second(client):
    viewer = client()
    ticks = [viewer.hear("city")["tick"] for _ in range(6)]
    assert np.diff(ticks).min() >= live.CITY_EVERY
    assert np.diff(ticks).max() <= 3 * live.CITY_EVERY


def test_the_clock_can_be_asked(client):
    viewer = client()
    viewer.say(t="ping", c=123.25)
    pong = viewer.hear("pong")
    assert pong["c"] == 123.25 and pong["h"] <= pong["s"]
    assert isinstance(pong["h"], int) and abs(pong["s"] - viewer.welcome["hub_ms"]) < 2000


def test_looking_closely_shows_single_smiles(client, loop, standing):
    light_public(loop, np.arange(10))
    viewer, other = client(), client()
    for one in (viewer, other):
        one.say(t="look", box=[0.0, 0.0, 0.45, 1.0], zoom=4)
    told, others = viewer.hear("near"), other.hear("near")
    assert len(told["ids"]) == 4 and len(told["light"]) == 4 * 96 and len(told["xy"]) == 4 * 8
    assert not set(told["ids"]) & set(range(BLOCK)) and not set(told["ids"]) & set(others["ids"])
    assert set(viewer.hear("near")["ids"]) == set(told["ids"])
    viewer.say(t="look", box=None, zoom=1)
    viewer.say(t="ping", c=1)
    viewer.hear("pong")
    assert all(viewer.next()["t"] != "near" for _ in range(5))


def test_a_guest_is_dark_until_they_act(client, loop):
    guest = client("guest")
    assert guest.welcome["guest"]["hear"] is False and guest.welcome["guest"]["glyph"] == "tide"
    assert guest.hear("cue")["dark"] is True
    guest.say(t="hear", on=True)
    assert guest.hear("ack", of="hear")["state"]["hear"] is True
    cue = guest.hear("cue", dark=False)
    assert cue["tree"]["name"] == "tide" and cue["expires_ms"] - cue["apply_ms"] == 2000
    assert guest.hear("cue")["tree"] is None
    guest.say(t="wear", name="hearth")
    while (cue := guest.hear("cue"))["tree"] is None:
        pass
    assert cue["tree"]["name"] == "hearth"


def test_cues_come_twice_a_second_and_soon_after_a_touch(client, loop):
    guest = client("guest")
    guest.say(t="hear", on=True)
    times = []
    guest.hear("cue", dark=False)
    for _ in range(4):
        guest.hear("cue")
        times.append(time.monotonic())
    assert 0.35 < np.diff(times).mean() < 0.75
    begun = time.monotonic()
    guest.say(t="feel", valence=0.5, arousal=0.5)
    guest.hear("cue")
    assert time.monotonic() - begun < 0.3
    assert loop.felt().row.tolist() == [row_of(loop)]


def test_dark_is_at_once_on_the_own_screen_and_acknowledged_with_the_frame(client, loop):
    guest, viewer = client("guest"), client()
    guest.say(t="hear", on=True)
    guest.say(t="show", on=True, audience="public")
    at = guest.hear("you")["at"]
    viewer.say(t="look", box=[at[0] - 0.01, at[1] - 0.01, at[0] + 0.01, at[1] + 0.01], zoom=9)
    while not viewer.hear("near")["ids"]:
        pass
    guest.say(t="dark")
    assert guest.hear("cue", dark=True)["tree"] is None
    ack = guest.hear("ack", of="dark")
    assert ack["state"]["dark"] is True and ack["state"]["at"] is None
    while viewer.hear("near")["tick"] < ack["tick"]:
        pass
    assert viewer.hear("near")["ids"] == []
    guest.say(t="light")
    assert guest.hear("ack", of="light")["state"]["at"] == pytest.approx(at)
    assert guest.hear("cue", dark=False)


def test_no_picture_after_an_acknowledgement_holds_what_was_taken_back(client, loop, standing):
    """Promise 2, by a viewer who compares what comes with the order in which it came."""
    viewer, guest = client(), client("guest")
    for _ in range(10):
        guest.say(t="show", on=True, audience="public")
        at = guest.hear("ack", of="show")["state"]["at"]
        viewer.say(t="look", box=[at[0] - 1e-4, at[1] - 1e-4, at[0] + 1e-4, at[1] + 1e-4], zoom=9)
        while not viewer.hear("near")["ids"]:
            pass
        guest.say(t="show", on=False, audience="public")
        tick = guest.hear("ack", of="show")["tick"]
        viewer.say(t="ping", c=tick)
        viewer.hear("pong")
        told = viewer.hear("near")
        assert told["tick"] >= tick and told["ids"] == []


def test_who_vanishes_leaves_a_dark_row_that_is_freed(client, loop, standing, monkeypatch):
    monkeypatch.setattr(guests, "GRACE", 0.2)
    guest = client("guest")
    guest.say(t="hear", on=True)
    guest.say(t="show", on=True, audience="public")
    guest.hear("you")
    row = row_of(loop)
    _until(lambda: loop.frame.present[row] != 0)
    guest.socket.socket.shutdown(socket.SHUT_RDWR)  # no farewell
    _until(lambda: loop.frame.present[row] == 0)
    _until(lambda: np.isnan(standing.xy[row]).all())
    _until(lambda: loop.left == [row])


def test_who_is_silent_is_gone(client, loop, monkeypatch):
    monkeypatch.setattr(live, "SILENCE", 0.5)
    monkeypatch.setattr(guests, "GRACE", 0.1)
    client("guest")
    _until(lambda: len(loop.left) == 1)


@pytest.mark.parametrize(
    "first",
    [
        b"",
        b"\xc1\xc1",
        msgspec.msgpack.encode({"t": "hello", "v": 2, "role": "viewer"}),
        msgspec.msgpack.encode({"t": "hello", "v": 1, "role": "king"}),
        msgspec.msgpack.encode({"t": "dark"}),
        "text",
    ],
)
def test_without_a_proper_hello_there_is_an_error_and_the_door(client, first):
    stranger = client(None)
    stranger.socket.send(first)
    error = stranger.hear("error")
    assert error["what"] and error["try"]
    with pytest.raises(ConnectionClosed):
        stranger.next()


def test_who_says_nothing_is_shown_the_door(client, monkeypatch):
    monkeypatch.setattr(live, "HELLO", 0.2)
    stranger = client(None)
    with pytest.raises(ConnectionClosed):
        stranger.next()


def test_a_viewer_may_not_speak_as_a_guest(client, loop):
    viewer = client()
    viewer.say(t="hear", on=True)
    assert "guest" in viewer.hear("error")["what"]
    assert loop.dressed == {}


def test_garbage_is_answered_then_shown_the_door_and_others_notice_nothing(client, loop):
    bad, good = client("guest"), client()
    frames = loop.stats.frames
    begun = time.monotonic()
    with pytest.raises(ConnectionClosed):
        _say_and_listen(bad, [bytes([n % 256]) * 30 for n in range(1000)])
    took = time.monotonic() - begun
    assert loop.stats.frames - frames >= 0.5 * took * 30 - 2
    assert good.hear("city")


def test_a_few_mistakes_are_forgiven(client):
    guest = client("guest")
    for _ in range(5):
        guest.say(t="feel", valence=7, arousal=0)
        assert guest.hear("error")["what"] == "the message cannot be read"
    guest.say(t="hear", on=True)
    assert guest.hear("ack")


def test_a_flood_is_dropped_but_dark_always_works(client, loop):
    guest = client("guest")
    guest.say(t="hear", on=True)
    guest.hear("ack")
    for _ in range(live.BURST + 15):
        guest.say(t="feel", valence=0, arousal=0)
    guest.say(t="dark")
    guest.hear("ack", of="dark")
    assert len(loop.fed) < live.BURST + 15


def test_new_designs_come_only_so_fast(client, loop):
    many = [client("guest") for _ in range(3)]
    for number in range(150):
        many[number % 3].say(t="wear", text=f"glyph g{number}\ncolour amber\nbrightness 0.{number + 100}")
    told = [guest.hear("error", 20)["what"] for guest in many]
    assert set(told) == {"too many new designs come at once"}


def test_one_address_takes_only_so_many_places():
    class Other:
        address = "192.168.1.9"

    talks = live.Live.__new__(live.Live)
    assert not talks._crowded("192.168.1.9", [Other] * 63, 64)
    assert talks._crowded("192.168.1.9", [Other] * 64, 64)
    assert not talks._crowded("192.168.1.8", [Other] * 64, 64)
    assert not talks._crowded("127.0.0.1", [Other] * 64, 64)


def test_a_new_day_puts_public_guests_elsewhere(loop, standing, place):
    class Calendar(Clock):
        now = "2026-11-21"

        def day(self):
            return self.now

    class Socket:
        """A guest in one breath: says what is given, hears everything."""

        address, word, direct = "127.0.0.1", None, None

        def __init__(self, *said):
            self.said, self.heard = [msgspec.msgpack.encode(each) for each in said], []

        async def accept(self):
            pass

        async def send_bytes(self, data):
            self.heard.append(msgspec.msgpack.decode(data))

        async def receive_bytes(self):
            if self.said:
                return self.said.pop(0)
            await asyncio.sleep(60)

        async def close(self, code):
            pass

    async def story():
        clock = Calendar()
        talks = live.Live(loop, standing, clock, gallery(), Painter(loop, standing))
        socket = Socket(
            {"t": "hello", "v": 1, "role": "guest"},
            {"t": "look", "box": [0, 0, 4, 2], "zoom": 1},
            {"t": "show", "on": True, "audience": "public"},
        )
        talking, running = asyncio.create_task(talks.talk(socket)), asyncio.create_task(talks.run())
        for day in ("2026-11-21", "2026-11-22"):
            clock.now = day
            for _ in range(35):
                talks.seen(*small.framed(talks.between, loop.step))
                await asyncio.sleep(0.002)
        for task in (talking, running):
            task.cancel()
        await asyncio.gather(talking, running, return_exceptions=True)
        talks.guests.close()
        return socket.heard

    heard = asyncio.run(story())
    stood = [message["at"] for message in heard if message["t"] == "you"]
    assert len(stood) == 2 and stood[0] != stood[1]
    ids = [message["ids"] for message in heard if message["t"] == "near" and message["ids"]]
    assert ids[0] != ids[-1]  # the numbers of yesterday say nothing today


def test_too_large_a_message_ends_the_line(client):
    guest = client("guest")
    guest.socket.send(b"x" * 9000)
    assert "bytes" in guest.hear("error")["what"]
    with pytest.raises(ConnectionClosed):
        _say_and_listen(guest, [b"x" * 100_000])


def test_a_full_hub_says_so(client, monkeypatch):
    client()
    monkeypatch.setattr(live, "SOCKETS", 1)
    late = client(None)
    assert "no room" in late.hear("error")["what"]
    with pytest.raises(ConnectionClosed):
        late.next()


def test_a_reader_who_does_not_read_holds_up_nobody(client, loop):
    light_public(loop, np.arange(10))
    lazy, good = client(), client()
    lazy.say(t="look", box=[0, 0, 4, 2], zoom=1)
    frames, begun = loop.stats.frames, time.monotonic()
    while time.monotonic() - begun < 1.5:
        good.hear("city")
    assert loop.stats.frames - frames > 0.6 * 1.5 * 30


def _say_and_listen(client, messages):
    for message in messages:
        client.socket.send(message)
    while True:
        client.next()


def _until(holds, seconds=5.0):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)
