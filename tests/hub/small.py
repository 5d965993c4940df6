"""A small city, a loop that keeps the contract without any light path, and a hub on a port of its own."""

import asyncio
import contextlib
import threading
import time
from types import SimpleNamespace

import msgspec
import numpy as np
import uvicorn
from websockets.sync.client import connect

from photophore.commons.consent import Grants
from photophore.hub import app as hub_app
from photophore.place.place import District, Place, Tiles
from photophore.words import BLOCK, Audience, Cue, Frame, Tick, WearerClass, samples, together

SQUARE = np.array([[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]], float)

_SEEN = {"luminance": {"most": 0, "where": "", "seconds": 0, "by": [0, 0, 0]}, "red": {"most": 0}, "stripes": 0,
         "iris": {"result": "pass"}, "wcag": {"result": "pass"}}  # fmt: skip
WHOLE = {"schema": 1, "kind": "design", "calm": True, "held": False, "profile": "calm", "written": _SEEN,
         "leaving": _SEEN, "proved": {"transitions": 0, "calm": True}, "area": {"metres": None}}  # fmt: skip


def small_place() -> Place:
    """Two districts of four and four tiles; one tile of the second is empty."""
    xy = np.array([[x, y] for x in (0.5, 1.5, 2.5, 3.5) for y in (0.5, 1.5)], np.float32)
    people = np.array([25, 25, 25, 25, 50, 50, 100, 0], np.float32)
    tiles = Tiles(xy, np.repeat([0, 1], 4).astype(np.int16), people, 1.0)
    districts = (
        District(0, "West", (SQUARE,), 100, 1000.0, 2, (1, 1)),
        District(1, "East", (SQUARE + [2, 0],), 200, 500.0, 0, (3, 1)),
    )
    none = np.zeros((0, 2), np.float32)
    return Place("Smallville", "Europe/Lisbon", "planar", "crowns", districts, tiles, none, (), (), "made up")


class Glyphs(dict):
    """Row -> what it wears; and each row's own beat."""

    def __init__(self, n: int):
        super().__init__()
        self.rate = np.full(n, 0.15, np.float32)
        self.seed = np.arange(n, dtype=np.uint32)


class FakeLoop:
    """Rows glow white for whoever was granted PLACE; nothing else of the light path is here."""

    fps = 30

    def __init__(self, blocks: int = 1):
        n = blocks * BLOCK
        self.grants = Grants(n)
        self.n, self.resting = n, np.zeros(n, bool)
        self.born = np.zeros(n, np.uint32)
        self.frame, self.count, self.fed, self.worn, self.left = None, 0, [], Glyphs(n), []
        self.stats = SimpleNamespace(frames=0, behind=0, dropped=0, failed=0, fallen=0, tick_ms=np.full(300, 1.0))
        self.lock = threading.RLock()
        self.drivers, self.free, self.dressed, self.rules = {}, list(range(100, n)), {}, {}
        self.pause = 1 / 30
        nothing = SimpleNamespace(now=np.full((2, n), np.nan, np.float32), sure=np.zeros((2, n), np.float32))
        self.memory = SimpleNamespace(feelings=nothing)

    def believed(self):
        return self.memory.feelings.now, self.memory.feelings.sure

    @property
    def smiles(self):
        return len(self.worn)

    def join(self, count, kind=WearerClass.GUEST):
        rows = np.array([self.free.pop(0) for _ in range(count)], np.int32)
        self.born[rows] += 1
        self.grants.settle(rows, self.born[rows], kind)
        return rows, self.born[rows]

    def leave(self, rows):
        self.grants.forget(rows)
        self.left += rows.tolist()

    def wear(self, rows, glyph):
        self.worn[int(rows[0])] = glyph

    def bare(self, rows):
        pass

    def hurry(self, rows, ticks):
        return False  # nothing fades here

    def dress(self, rows, **columns):
        self.dressed.setdefault(int(rows[0]), {}).update(columns)

    def feed(self, felt):
        self.fed.append(felt)

    def dark(self, row):
        self.grants.withdraw([row.index])

    def attach(self, driver):
        self.drivers[driver.key] = driver

    def detach(self, driver):
        self.drivers.pop(driver.key, None)

    def cue(self, row):
        may = self.frame.seen[row.index] & Audience.SELF.bit
        glyph = self.worn.get(row.index) if may else None
        return Cue(row, glyph, [0.5] * 6, np.nan, 0, 0.15, 1.0, 1, 0xFFFFFFFF, self.count, self.count + 60)

    def cues(self, rows):
        return [self.cue(row) for row in rows]

    @property
    def tick(self):
        return Tick(self.count)

    def step(self):
        with self.lock:
            given = self.grants.given(self.count)
            light = np.full((len(given.born) // BLOCK, 32, 3, BLOCK), 200, np.uint8)
            seen = given.present.copy()
            self.frame = Frame(Tick(self.count), light, seen, seen, np.zeros((3, seen.size), np.uint8), given.epoch,
                               given.taken)  # fmt: skip
            self.count += 1
        self.stats.frames += 1
        return self.frame

    @property
    def given(self):
        return self.grants.given(self.count)

    def order(self):
        return np.full(1024, np.nan)

    def rest(self, rows, seconds=0.75):
        self.resting[rows] = True

    def wake(self, rows, seconds=1.0):
        self.resting[rows] = False

    # gatherings: kept, and nothing beats

    def gather(self, rule):
        self.rules[group := 1023 - len(self.rules)] = rule
        return group

    def regather(self, group, rule):
        self.rules[group] = rule

    def disperse(self, group):
        del self.rules[group]

    def discharge(self, rows):
        pass

    def phase_of(self, group):
        return 0.25, 0

    def play(self, score, rows, at_tick=None, key=""):
        self.playing = score, at_tick

    async def run(self):
        for driver in self.drivers.values():
            await driver.open()
        while True:
            for driver in list(self.drivers.values()):
                driver.feel(self.tick)
            frame = self.step()
            for driver in list(self.drivers.values()):
                await driver.show(frame)
            await asyncio.sleep(self.pause)

    def felt(self):
        return together(self.fed) if self.fed else samples()


def framed(between, make):
    """One frame as the hub's window has it -> (frame, whom to tell what)."""
    answers = between.turn()
    frame = make()
    return frame, answers + between.after()


@contextlib.contextmanager
def serving(app):
    """The hub on a free port of this machine, in a thread; gives the port."""
    with hub_app.door("127.0.0.1", 0) as sock:
        server = uvicorn.Server(hub_app.config_of(app))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
        thread.start()
        try:
            until(lambda: server.started)
            yield sock.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(10)
            assert not thread.is_alive()


def until(holds, seconds: float = 5.0):
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.005)


class Client:
    """A socket that speaks the wire."""

    def __init__(self, port: int, role: str | None = "viewer"):
        self._open = connect(f"ws://127.0.0.1:{port}/live", compression=None, max_size=1 << 22, close_timeout=0.3)
        self.socket = self._open.__enter__()
        self.welcome = None
        if role:
            self.say(t="hello", v=1, role=role, lang="en")
            self.welcome = self.hear("welcome")

    def say(self, **message):
        self.socket.send(msgspec.msgpack.encode(message))

    def next(self, seconds: float = 5.0) -> dict:
        return msgspec.msgpack.decode(self.socket.recv(seconds))

    def hear(self, kind: str, seconds: float = 5.0, **fields) -> dict:
        """The next message of this kind with these fields; others are passed over."""
        end = time.monotonic() + seconds
        while True:
            message = self.next(max(0.01, end - time.monotonic()))
            if message["t"] == kind and all(message.get(name) == value for name, value in fields.items()):
                return message

    def close(self):
        self._open.__exit__(None, None, None)
