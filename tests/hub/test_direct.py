"""The short way: all is heard at once and in order, whichever way it came; nothing is lost for a slow reader."""

import asyncio

import msgspec
import pytest
from websockets.exceptions import ConnectionClosedError
from websockets.sync.client import connect

from photophore.hub import direct, wire
from photophore.hub.line import Line


def test_sockets_of_the_hub_have_it_and_order_is_kept(client, monkeypatch):
    told = []
    tell = direct.Direct.tell
    monkeypatch.setattr(direct.Direct, "tell", lambda self, data: told.append(data) or tell(self, data))
    guest = client("guest")
    for n in range(40):
        guest.say(t="ping", c=float(n))
    assert [guest.hear("pong")["c"] for _ in range(40)] == list(range(40))
    assert len(told) >= 40


def test_what_is_said_with_the_hello_is_heard_after_it(hub):
    """While the hub still lets somebody in, their words go the long way; none is lost, none overtakes."""
    with connect(f"ws://127.0.0.1:{hub}/live") as socket:
        for said in ({"t": "hello", "v": 1, "role": "guest"}, *({"t": "ping", "c": float(n)} for n in range(30))):
            socket.send(msgspec.msgpack.encode(said))
        got = []
        while len(got) < 30:
            message = msgspec.msgpack.decode(socket.recv(timeout=5))
            got += [message["c"]] if message["t"] == "pong" else []
    assert got == list(range(30))


def test_who_does_not_speak_our_language_is_shown_the_door(hub):
    said = []
    with connect(f"ws://127.0.0.1:{hub}/live") as socket:
        socket.send(msgspec.msgpack.encode({"t": "hello", "v": 1, "role": "guest"}))
        socket.recv(timeout=5)
        with pytest.raises(ConnectionClosedError, match="1008"):
            for _ in range(200):
                socket.send(b"\xc1")  # one for one: the door may close upon any of them
                while msgspec.msgpack.decode(socket.recv(timeout=5))["t"] != "error":
                    pass
                said.append("error")
    assert len(said) >= 20


class Reader:
    """Takes what is told while it is quick, and what is sent always."""

    def __init__(self):
        self.quick, self.got, self.may = True, [], asyncio.Event()

    def tell(self, data):
        if self.quick:
            self.got.append(("told", msgspec.msgpack.decode(data)))
        return self.quick

    async def send(self, data):
        await self.may.wait()
        self.got.append(("sent", msgspec.msgpack.decode(data)))


def test_nothing_overtakes_what_waits_for_a_slow_reader():
    async def story():
        reader = Reader()
        line = Line(reader.send, reader.tell)
        line.say({"n": 0})  # before the line runs: it waits
        running = asyncio.create_task(line.run())
        await asyncio.sleep(0)
        line.say({"n": 1})
        assert reader.got == []
        reader.may.set()
        await asyncio.sleep(0.01)
        line.say({"n": 2})
        line.offer("cue", wire.pack({"n": 3}))
        reader.quick = False
        reader.may.clear()
        line.say({"n": 4})
        await asyncio.sleep(0.01)  # it is on its way
        reader.quick = True
        line.say({"n": 6}, after=True)
        line.offer("cue", wire.pack({"n": 5}))
        reader.may.set()
        await asyncio.sleep(0.01)
        line.say({"n": 7})
        running.cancel()
        told = [("sent", 0), ("sent", 1), ("told", 2), ("told", 3), ("sent", 4), ("sent", 5), ("sent", 6), ("told", 7)]
        assert [(way, said["n"]) for way, said in reader.got] == told
        line.end("left")
        line.say({"n": 8})
        assert len(reader.got) == 8  # what ends says no more by the short way

    asyncio.run(story())
