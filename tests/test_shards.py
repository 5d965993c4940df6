"""Shards: the same light to the bit for any number of them; one that falls is dark, and the others go on."""

import contextlib
import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from photophore import shards as module
from photophore.glyph.gallery import gallery
from photophore.light.sync import Mode, Rule
from photophore.loop import Loop
from photophore.shards import Shards
from photophore.words import BLOCK, Audience, Purpose, Row, Samples, Sense, Signal

F = np.float32
FPS = 16  # so that a shard of one block may begin where turns begin
ROOT = Path(__file__).resolve().parent.parent
GLYPHS = list(gallery().values())


@pytest.fixture(scope="module")
def kept(request):
    """Where children keep compiled loops, from one run to the next; another place where a source has changed."""
    floors = [ROOT / "photophore" / floor for floor in (".", "light", "sense", "glyph")]
    sources = sorted(path for floor in floors for path in floor.glob("*.py"))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]
    return request.config.cache.mkdir("compiled") / digest


@contextlib.contextmanager
def living(blocks, fast=False):
    loop = Loop(blocks, seed=3, fps=FPS, fast=fast)
    try:
        yield loop
    finally:
        loop.close()


def settle(loop, rows, born):
    loop.dress(rows, teeth=np.uint32(0xFFFFFFFF), power=F(1), rate=F(0.1) + (rows % 7) * F(0.01),
               group=(rows % 24).astype(np.int32), crowd=(rows // 500 % 5).astype(np.int16))  # fmt: skip
    for place, glyph in enumerate(GLYPHS):
        loop.wear(rows[rows % len(GLYPHS) == place], glyph)
    for audience in (Audience.SELF, Audience.NEAR, Audience.PUBLIC):
        for sig in (Signal.FEELING, Signal.HEART):
            loop.grants.grant(rows[rows % 5 != 0], audience, sig, Purpose.LIGHT | Purpose.SYNC)
    say(loop, rows, born)


def say(loop, rows, born):
    value = np.stack([np.sin(rows * 0.1), np.cos(rows * 0.07)], 1).astype(F)
    loop.feed(Samples(rows, born, np.full(rows.size, Sense.REPORT, np.uint8), value,
                      np.full(rows.size, loop.tick.count, np.int64)))  # fmt: skip


def life(blocks, fast, ticks=6):
    """A digest of all that can be seen of some eventful seconds."""
    sha = hashlib.sha256()
    with living(blocks, fast) as loop:
        rows, born = loop.join(loop.n - 50)
        settle(loop, rows, born)
        group, flies = loop.gather(Rule(firm=0.5, cap=0.3)), loop.gather(Rule(Mode.FIREFLY))
        loop.dress(rows[::4], group=group, district=rows[::4] % 3)
        loop.dress(rows[1::8], group=flies)
        for tick in range(ticks):
            some = rows[(rows + tick) % 3 == 0]
            say(loop, some, born[some])
            if tick == 3:
                loop.leave(rows[100:140])
                loop.wear(rows[rows % 4 == 1][200:], GLYPHS[0])
                loop.grants.withdraw(rows[2000:2100])
            if tick == 2:
                loop.rest(rows[2040:2060])
            frame = loop.step()
            cues = [loop.cue(Row(row, 1)) for row in (5, 2100)]
            for seen in (frame.light, frame.seen, frame.present, loop.order(), *loop.believed(), loop.phase_of(group)):
                sha.update(np.ascontiguousarray(seen))
            sha.update(repr([(cue.row, cue.phase, cue.feeling.tolist(), cue.heart) for cue in cues]).encode())
        assert frame.light[0].any() and frame.light[-1].any() and not loop.stats.fallen
    return sha.hexdigest()


def test_promise_9_one_process_and_two_shards_make_the_same_light_to_the_bit_with_both_engines(kept):
    alone = life(2, fast=False)
    assert life(Shards(2, 1, kept), fast=True) == alone  # one shard first: it compiles for those that follow
    assert life(Shards(2, 2, kept), fast=True) == alone
    assert life(Shards(2, 9, kept), fast=False) == alone, "no more shards than there can be"


def test_one_thread_and_several_make_the_same_light_to_the_bit(monkeypatch):
    alone = life(2, fast=True)
    monkeypatch.setattr("photophore.loop.ALONE", 0)
    assert life(2, fast=True) == alone


def steps(loop, count):
    return [loop.step() for _ in range(count)][-1]


def halves(frame):
    """The public's light in each of two blocks."""
    return [frame.seen_by(Audience.PUBLIC, np.arange(first, first + BLOCK)) for first in (0, BLOCK)]


def test_promise_4_a_shard_that_falls_is_dark_the_other_goes_on_and_it_comes_back(kept, monkeypatch):
    monkeypatch.setattr(module, "AGAIN", 0.01)
    with living(Shards(2, 2, kept)) as loop:
        settle(loop, *loop.join(2 * BLOCK))
        loop.dress(np.arange(2 * BLOCK), fallback=np.full((3, 2 * BLOCK), 30, np.uint8))
        steps(loop, 4)
        os.kill(loop.shards.seats[1].process.pid, signal.SIGKILL)
        first = loop.step()
        left, right = halves(first)
        assert left.any() and not right.any(), "dark for everybody, fallbacks too"
        assert not (first.seen[BLOCK:] | first.present[BLOCK:]).any()
        assert loop.stats.fallen == 1 and "shard 1 fell" in loop.stats.last_failure
        loop.grants.withdraw(np.arange(BLOCK, BLOCK + 100))  # taken back while nobody was there
        begun, dark = time.monotonic(), 1  # the frame in which it came back
        while not loop.shards.seats[1].live and time.monotonic() - begun < 60:
            assert not halves(loop.step())[1].any()
            time.sleep(0.05)
        while not (now := halves(loop.step()))[1].any() and dark < 3 * FPS:
            dark += 1
        assert FPS <= dark < 3 * FPS, "a second of darkness at least, since nobody knows what eyes saw before"
        assert now[0].any() and not now[1][:, :, :100].any()
        assert np.isfinite(loop.believed()[0][:, -BLOCK + 200]).all(), "what was believed has outlived the shard"


def test_a_shard_that_hangs_is_given_up(kept, monkeypatch):
    with living(Shards(2, 2, kept)) as loop:
        settle(loop, *loop.join(2 * BLOCK))
        steps(loop, 3)
        monkeypatch.setattr(module, "PATIENCE", 0.5)
        monkeypatch.setattr(module, "LONG", 1.0)
        os.kill(loop.shards.seats[0].process.pid, signal.SIGSTOP)
        frame = loop.step()
        left, right = halves(frame)
        assert not left.any() and right.any()
        assert "no word" in loop.stats.last_failure
        say(loop, np.arange(10, dtype=np.int32), np.ones(10, np.uint32))
        loop.step()
        assert loop.stats.dropped == 10, "nobody there to hear them"


def test_samples_for_which_an_inbox_has_no_room_are_dropped_and_counted(kept, monkeypatch):
    monkeypatch.setattr(module, "INBOX", 1000)
    with living(Shards(2, 2, kept)) as loop:
        rows, born = loop.join(2 * BLOCK)
        say(loop, rows[: BLOCK + 10], born[: BLOCK + 10])
        loop.step()
        assert loop.stats.dropped == BLOCK - 1000


PARENT = """
import sys, time
from pathlib import Path
from photophore.light.sync import Mode, Rule
from photophore.loop import Loop
from photophore.shards import Shards
if __name__ == "__main__":
    loop = Loop(Shards(2, 2, Path(sys.argv[1])), fps=16, fast=False)
    loop.step()
    print(*[seat.process.pid for seat in loop.shards.seats], flush=True)
    while True:
        loop.step()
"""


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="asks /proc who is there")
def test_nothing_is_left_of_a_parent_that_is_killed(kept, tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    before = set(os.listdir("/dev/shm")) if Path("/dev/shm").is_dir() else set()
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    parent = subprocess.Popen([sys.executable, script, str(kept)], stdout=subprocess.PIPE, text=True, env=environment)
    try:
        children = [int(word) for word in parent.stdout.readline().split()]
    finally:
        parent.kill()
        parent.wait()
        parent.stdout.close()
    assert len(children) == 2
    until = time.monotonic() + 30
    while any(_lives(child) for child in children) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(_lives(child) for child in children)
    after = set(os.listdir("/dev/shm")) if Path("/dev/shm").is_dir() else set()
    assert not {name for name in after - before if name.startswith(("pym", "psm"))}


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_closing_twice_is_closing_and_no_child_is_left(kept):
    with living(Shards(2, 2, kept)) as loop:
        loop.step()
        children = [seat.process.pid for seat in loop.shards.seats]
        loop.close()
    assert not any(_lives(child) for child in children)
