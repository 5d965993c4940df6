import asyncio

import msgspec
import pytest

from photophore.hub import line as line_module
from photophore.hub.line import WORDS, Gone, Line


class Reader:
    """Reads only when it is let."""

    def __init__(self, open_=True):
        self.got, self.may = [], asyncio.Event()
        if open_:
            self.may.set()

    async def __call__(self, data):
        await self.may.wait()
        self.got.append(msgspec.msgpack.decode(data))


def go(story):
    asyncio.run(asyncio.wait_for(story(), 5))


async def breathe():
    for _ in range(10):
        await asyncio.sleep(0)


def test_a_slow_reader_gets_the_newest_picture_and_every_word():
    async def story():
        reader = Reader(open_=False)
        line = Line(reader)
        running = asyncio.create_task(line.run())
        line.say({"n": 0})
        await breathe()  # the first word waits for the reader
        for n in range(100):
            line.offer("city", msgspec.msgpack.encode({"city": n}))
        line.say({"n": 1})
        line.say({"n": "ack"}, after=True)
        line.say({"n": 2})
        reader.may.set()
        await breathe()
        assert reader.got == [{"n": 0}, {"n": 1}, {"n": 2}, {"city": 99}, {"n": "ack"}]
        assert line.missed == 99
        running.cancel()

    go(story)


def test_a_picture_can_be_taken_back():
    async def story():
        reader = Reader()
        line = Line(reader)
        line.offer("near", b"\x01")
        assert line.waits("near") and line.take_back("near") and not line.take_back("near")
        line.say({"n": 1})
        running = asyncio.create_task(line.run())
        await breathe()
        assert reader.got == [{"n": 1}]
        running.cancel()

    go(story)


def test_who_lets_words_pile_up_is_let_go():
    async def story():
        line = Line(Reader(open_=False))
        for n in range(WORDS + 1):
            line.say({"n": n})
        assert len(line._words) == WORDS
        line._send = Reader()
        with pytest.raises(Gone, match="slowly"):
            await line.run()

    go(story)


def test_who_does_not_read_at_all_is_let_go(monkeypatch):
    monkeypatch.setattr(line_module, "PATIENCE", 0.05)

    async def story():
        line = Line(Reader(open_=False))
        line.say({})
        with pytest.raises(Gone, match="slowly"):
            await line.run()

    go(story)


def test_last_words_leave_before_the_end():
    async def story():
        reader = Reader()
        line = Line(reader)
        line.say({"bye": 1})
        line.end("refused")
        line.end("later reasons do not count")
        with pytest.raises(Gone, match="refused"):
            await line.run()
        assert reader.got == [{"bye": 1}]

    go(story)


def test_a_reader_that_left_ends_the_line():
    async def story():
        async def broken(data):
            raise ConnectionResetError

        line = Line(broken)
        line.say({})
        with pytest.raises(Gone, match="left"):
            await line.run()

    go(story)
