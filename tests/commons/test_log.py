"""The log of a hub: what it promises while all goes well, and whatever breaks."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from photophore.commons.log import AT_ONCE, Log
from photophore.tlog import checkpoint, entry, note, proof
from photophore.tlog.tiles import WIDTH, Spot
from photophore.words import BadLog, NoRoom, NotFound
from tests.commons.logs import ORIGIN, Clock, Falling, Fell, Small, Witness, check_log, copy, keys_of, opened
from tests.house import ROOT

DAY = 86_400_000


def some(count, salt=0):
    return [b"\x05%d-%d" % (salt, i) for i in range(count)]


@pytest.fixture
def log(tmp_path):
    made = opened(tmp_path)
    yield made
    made.close()


def test_a_new_log_is_empty_signed_and_public(log, tmp_path):
    assert log.size == 0
    check_log(tmp_path / "public", tmp_path / "private", {})
    assert log.vkeys == [str(key) for key in keys_of(tmp_path / "public")]
    assert (tmp_path / "private" / "keys").stat().st_mode & 0o077 == 0
    assert (tmp_path / "private" / "head").stat().st_mode & 0o077 == 0


def test_entries_come_back_with_proofs(log, tmp_path):
    entries = some(700)
    places = log.append(entries[:300]) + log.append(entries[300:])
    assert places == list(range(700))
    assert [log.read(i) for i in (0, 255, 256, 699)] == [entries[i] for i in (0, 255, 256, 699)]
    keys = [note.read_key(vkey) for vkey in log.vkeys]
    for index in (0, 299, 511, 512, 699):
        proven = proof.check(proof.read(log.proof(index)), entries[index], keys)
        assert proven.checkpoint.size == 700
        with pytest.raises(BadLog):
            proof.check(proof.read(log.proof(index)), b"another", keys)
    check_log(tmp_path / "public", tmp_path / "private", dict(enumerate(entries)))


def test_what_is_not_there_is_told(log):
    log.append(some(3))
    for ask in (lambda: log.read(3), lambda: log.read(-1)):
        with pytest.raises(NotFound):
            ask()
    with pytest.raises(BadLog):
        log.proof(3)


def test_it_goes_on_after_it_was_closed(tmp_path):
    for turn in range(4):
        log = opened(tmp_path)
        assert log.size == turn * 130
        log.append(some(130, turn))
        log.close()
        log.close()
        check_log(tmp_path / "public", tmp_path / "private", {})
    with pytest.raises(BadLog, match="closed"):
        log.append([b"a"])


def test_partial_files_go_when_full_ones_are_there(log, tmp_path):
    for turn in range(6):
        log.append(some(100, turn))
    left = {path.relative_to(tmp_path / "public" / "tile").as_posix() for path in (tmp_path / "public").rglob("*.p")}
    assert left == {"0/002.p", "1/000.p", "entries/002.p"}


@pytest.mark.parametrize("bad", [b"", b"x" * 65_536, "text", None])
def test_what_is_no_entry_is_refused_and_nothing_is_listed(log, bad):
    with pytest.raises(BadLog):
        log.append([b"good", bad])
    assert log.size == 0


def test_too_much_at_once_is_refused_in_words(log):
    with pytest.raises(BadLog, match="at once"):
        log.append([b"a"] * (AT_ONCE + 1))
    assert log.append([]) == []


def test_the_longest_entry_fits(log):
    longest = b"x" * 65_535
    assert log.read(log.append([longest])[0]) == longest


def test_an_entry_that_looks_like_a_log_stays_an_entry(log, tmp_path):
    """Log injection: no text breaks out of its entry."""
    forged = b"\n\n\xe2\x80\x94 hub.example/log AAAAAAAA\n\x1b[2J\x00\xff\xff"
    facts = entry.public("policy", {"name": "a\nhub.example/log\n9\nAAAA\n", "text": "\u2014 x AAAA\r\n"})
    log.append([forged, facts, (5).to_bytes(2) + b"abcde"])
    check_log(tmp_path / "public", tmp_path / "private", {0: forged, 1: facts})


@pytest.mark.parametrize("origin", ["", "a b", "a+b", "a\nb", "x" * 256, "a\x7f"])
def test_names_that_no_log_can_have(tmp_path, origin):
    with pytest.raises(BadLog):
        Log.open(tmp_path / "public", tmp_path / "private", origin)


def test_a_clock_that_jumps_back_stands_still(tmp_path):
    clock = Clock()
    log = opened(tmp_path, now=clock)
    log.append([b"a"])
    first = seconds(log)
    clock.ms -= 40 * DAY
    log.append([b"b"])
    assert seconds(log) == first
    log.close()
    log = opened(tmp_path, now=clock)
    log.append([b"c"])
    assert seconds(log) == first
    log.close()


def seconds(log):
    return log._state.seconds


def test_each_day_leaves_a_ring(tmp_path):
    clock = Clock()
    log = opened(tmp_path, now=clock)
    for _ in range(3):
        log.append(some(5))
        log.append(some(2))
        clock.ms += DAY
    log.close()
    rings = sorted((tmp_path / "public" / "day").iterdir())
    keys = keys_of(tmp_path / "public")
    sizes = [checkpoint.read(note.open_(ring.read_bytes(), keys).text).size for ring in rings]
    assert [ring.name for ring in rings] == ["2023-11-14", "2023-11-15", "2023-11-16"]
    assert sizes == [7, 14, 21]


def test_many_threads_share_commits_and_all_are_answered(log, tmp_path):
    found, told = {}, threading.Lock()

    def work(salt):
        for turn in range(5):
            mine = some(3, salt * 10 + turn)
            places = log.append(mine)
            with told:
                found.update(zip(places, mine, strict=True))

    threads = [threading.Thread(target=work, args=(salt,)) for salt in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == list(range(16 * 5 * 3))
    check_log(tmp_path / "public", tmp_path / "private", found)


def test_two_writers_at_once_lose_nothing(tmp_path):
    first, second = opened(tmp_path), opened(tmp_path)
    found = {}
    for turn in range(6):
        for salt, log in ((1, first), (2, second)):
            mine = some(50, salt * 100 + turn)
            found.update(zip(log.append(mine), mine, strict=True))
    first.close()
    second.close()
    assert sorted(found) == list(range(600))
    check_log(tmp_path / "public", tmp_path / "private", found)


def test_an_entry_is_found_where_it_stands(log):
    log.append(some(300))
    assert log.find(b"\x050-299") == 299
    assert log.find(b"\x050-300") is None
    log.append([b"\x050-300", b"\x050-7"])
    assert log.find(b"\x050-300") == 300
    assert log.find(b"\x050-7") == 7  # the first time


# --- faults


def steps_of_a_commit(folder, count):
    """How many steps the disk takes to append so many."""
    copy(folder, folder.with_name("dry"))
    disk = Falling(10**9)
    log = opened(folder.with_name("dry"), disk)
    before = disk.steps
    log.append(some(count, 9))
    log.close()
    return disk.steps - before


@pytest.mark.parametrize("how", ["before", "within", "after"])
@pytest.mark.parametrize("power", [False, True])
@pytest.mark.parametrize(("there", "count"), [(0, 1), (200, 100), (255, 260)])
def test_a_fall_at_any_step_of_a_commit(tmp_path, how, power, there, count):
    base = tmp_path / "base"
    log = opened(base)
    kept = dict(enumerate(some(there, 1)))
    log.append(list(kept.values()))
    log.close()
    for step in range(steps_of_a_commit(base, count)):
        here = copy(base, tmp_path / "here")
        disk = Falling(10**9, how, power)
        log = opened(here, disk)
        disk._left = step
        with pytest.raises(Fell):
            log.append(some(count, 2))
            log.append(some(1, 3))  # where the step that failed was one after the answer
        log.close()
        log = opened(here)
        assert log.size in (there, there + count, there + count + 1)
        acknowledged = kept if log.size == there else kept | dict(enumerate(some(count, 2), there))
        check_log(here / "public", here / "private", acknowledged)
        log.append(some(2, 4))
        log.close()
        check_log(here / "public", here / "private", acknowledged)


@pytest.mark.parametrize("how", ["before", "within", "after"])
def test_a_fall_while_a_log_begins(tmp_path, how):
    for step in range(12):
        here = tmp_path / str(step)
        try:
            opened(here, Falling(step, how)).close()
        except Fell:
            pass
        log = opened(here)
        log.append(some(3))
        log.close()
        check_log(here / "public", here / "private", dict(enumerate(some(3))))


def test_a_full_disk_is_told_and_nothing_is_half_listed(tmp_path):
    """Whatever room is left, an append either counts as a whole or not at all; and it goes on when there is room."""
    witness = Witness()
    for room in range(20_000, 90_000, 3_100):
        here = tmp_path / str(room)
        disk = Small(here, 10**9)
        log = opened(here, disk)
        log.append(some(250))
        disk.room = room
        acknowledged = dict(enumerate(some(250)))
        for turn in range(12):
            mine = some(120, turn + 1)
            before = log.size
            try:
                acknowledged.update(zip(log.append(mine), mine, strict=True))
            except NoRoom as error:
                assert "room" in str(error)
                assert log.size == before
                break
        disk.room = 10**9
        mine = some(1, 99)
        acknowledged.update(zip(log.append(mine), mine, strict=True))
        log.close()
        check_log(here / "public", here / "private", acknowledged)
    witness.look(here / "public")


def test_a_lost_checkpoint_file_is_written_again(tmp_path):
    log = opened(tmp_path)
    log.append(some(300))
    log.close()
    was = (tmp_path / "public" / "checkpoint").read_bytes()
    for spoil in (lambda path: path.unlink(), lambda path: path.write_bytes(was[:40]), lambda path: path.write_bytes(b"")):
        spoil(tmp_path / "public" / "checkpoint")
        opened(tmp_path).close()
        assert (tmp_path / "public" / "checkpoint").read_bytes() == was


@pytest.mark.parametrize("path", ["tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1"])
@pytest.mark.parametrize("spoil", [lambda path: path.unlink(), lambda path: path.write_bytes(path.read_bytes()[:-5])])
def test_a_torn_tile_is_made_anew_from_its_entries(tmp_path, path, spoil):
    log = opened(tmp_path)
    log.append(some(300))
    log.close()
    spoil(tmp_path / "public" / path)
    opened(tmp_path).close()
    check_log(tmp_path / "public", tmp_path / "private", dict(enumerate(some(300))))


@pytest.mark.parametrize("path", ["tile/entries/000", "tile/entries/001.p/44"])
@pytest.mark.parametrize("spoil", [lambda path: path.unlink(), lambda path: path.write_bytes(path.read_bytes()[:5])])
def test_a_torn_bundle_cannot_be_made_anew_and_is_told(tmp_path, path, spoil):
    log = opened(tmp_path)
    log.append(some(300))
    log.close()
    spoil(tmp_path / "public" / path)
    with pytest.raises(BadLog):
        opened(tmp_path)


def test_a_changed_tile_is_never_proved_from(tmp_path):
    log = opened(tmp_path)
    log.append(some(300))
    path = tmp_path / "public" / Spot(0, 0).path
    tile = bytearray(path.read_bytes())
    tile[32] ^= 1
    path.write_bytes(tile)
    with pytest.raises(BadLog):
        log.proof(1)
    with pytest.raises(BadLog):
        log.proof(2)
    log.close()


def test_a_changed_entry_is_never_read_out(tmp_path):
    log = opened(tmp_path)
    log.append(some(300))
    path = tmp_path / "public" / "tile" / "entries" / "000"
    path.write_bytes(path.read_bytes().replace(b"0-17", b"0-71"))
    with pytest.raises(BadLog):
        log.read(17)
    log.close()


def test_an_old_public_folder_is_refused_and_never_built_upon(tmp_path):
    log = opened(tmp_path)
    log.append(some(100))
    old = copy(tmp_path / "public", tmp_path / "old")
    log.append(some(300, 1))
    log.close()
    newest = copy(tmp_path / "public", tmp_path / "newest")
    copy(old, tmp_path / "public")
    with pytest.raises(BadLog, match="newest copy"):
        opened(tmp_path)
    assert (tmp_path / "public" / "checkpoint").read_bytes() == (old / "checkpoint").read_bytes()
    copy(newest, tmp_path / "public")
    log = opened(tmp_path)
    assert log.size == 400
    log.close()


def test_an_old_private_folder_adopts_what_was_published(tmp_path):
    log = opened(tmp_path)
    log.append(some(100))
    old = copy(tmp_path / "private", tmp_path / "old")
    log.append(some(300, 1))
    log.close()
    witness = Witness()
    witness.look(tmp_path / "public")
    copy(old, tmp_path / "private")
    log = opened(tmp_path)
    assert log.size == 400
    log.append(some(5, 2))
    log.close()
    witness.look(tmp_path / "public")
    check_log(tmp_path / "public", tmp_path / "private", dict(enumerate(some(100))))


def test_the_head_alone_is_lost(tmp_path):
    log = opened(tmp_path)
    log.append(some(100))
    log.close()
    (tmp_path / "private" / "head").unlink()
    log = opened(tmp_path)
    assert log.size == 100
    log.close()


def test_lost_keys_begin_no_second_log(tmp_path):
    opened(tmp_path).close()
    copy(tmp_path / "private", tmp_path / "kept")
    (tmp_path / "private" / "keys").unlink()
    with pytest.raises(BadLog, match="keys are gone"):
        opened(tmp_path)
    (tmp_path / "private" / "head").unlink()
    with pytest.raises(BadLog, match="keys are gone"):
        opened(tmp_path)


def test_another_logs_folders_are_refused(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    for folder, salt in ((one, 1), (other, 2)):
        log = opened(folder)
        log.append(some(10, salt))
        log.close()
    copy(other / "public", one / "public")
    with pytest.raises(BadLog, match="another key"):
        opened(one)
    with pytest.raises(BadLog, match="keys of another log"):
        Log.open(other / "public", other / "private", "else.example/log", Clock())


def test_a_fork_by_two_copies_is_seen_and_refused(tmp_path):
    """Two machines that were cloned wrote on: their folders cannot be put together."""
    one, other = tmp_path / "one", tmp_path / "other"
    log = opened(one)
    log.append(some(10))
    log.close()
    copy(one, other)
    for folder, salt, count in ((one, 1, 5), (other, 2, 5)):
        log = opened(folder)
        log.append(some(count, salt))
        log.close()
    kept = copy(other / "public", tmp_path / "kept")
    copy(kept, one / "public")
    with pytest.raises(BadLog, match="one size"):
        opened(one)
    log = opened(other)
    log.append(some(5, 3))
    log.close()
    copy(other / "public", one / "public")
    with pytest.raises(BadLog, match="remembers another log"):
        opened(one)


CHILD = """
import sys
from pathlib import Path
from tests.commons.logs import opened
log = opened(Path(sys.argv[1]))
turn = log.size
while True:
    for place in log.append([b"\\x05%d" % (turn + i) for i in range(37)]):
        print(place, flush=True)
    turn = log.size
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_what_was_acknowledged_survives_kill_9(tmp_path):
    known, witness = {}, Witness()
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    for turn in range(3):
        child = subprocess.Popen([sys.executable, "-c", CHILD, str(tmp_path)], stdout=subprocess.PIPE, env=environment)
        lines = [child.stdout.readline() for _ in range(40 + 61 * turn)]
        time.sleep(0.003 * turn)
        child.send_signal(signal.SIGKILL)
        lines += child.stdout.readlines()
        child.wait()
        child.stdout.close()
        known |= {int(line): b"\x05%d" % int(line) for line in lines if line.endswith(b"\n")}
        opened(tmp_path).close()
        check_log(tmp_path / "public", tmp_path / "private", known)
        witness.look(tmp_path / "public")
    assert len(known) > 200


# --- everything together


class Life(RuleBasedStateMachine):
    """Appends, falls, old copies and lost files in any order: never a fork, nothing acknowledged is lost."""

    @initialize(folder=st.just(None))
    def begin(self, folder):
        import tempfile
        from pathlib import Path

        self.home = tempfile.TemporaryDirectory()
        self.folder = Path(self.home.name)
        self.clock, self.witness, self.known, self.turn = Clock(), Witness(), {}, 0
        self.log = opened(self.folder, now=self.clock)
        self.copies = []

    def fresh(self, count):
        self.turn += 1
        return some(count, self.turn)

    def reopen(self):
        self.log.close()
        self.log = opened(self.folder, now=self.clock)

    @rule(count=st.sampled_from([1, 3, 100, 255, 256, 300]))
    def append(self, count):
        mine = self.fresh(count)
        self.known.update(zip(self.log.append(mine), mine, strict=True))

    @rule(step=st.integers(0, 14), how=st.sampled_from(["before", "within", "after"]), power=st.booleans(),
          count=st.sampled_from([1, 200, 400]))  # fmt: skip
    def fall(self, step, how, power, count):
        self.log.close()
        disk = Falling(10**9, how, power)
        log = opened(self.folder, disk, self.clock)
        disk._left = step
        mine = self.fresh(count)
        try:
            self.known.update(zip(log.append(mine), mine, strict=True))
        except Fell:
            pass
        log.close()
        self.log = opened(self.folder, now=self.clock)

    @rule(ms=st.integers(-10 * DAY, 3 * DAY))
    def time_passes(self, ms):
        self.clock.ms += ms

    @rule()
    def is_closed_and_opened(self):
        self.reopen()

    @rule(other=st.booleans())
    def another_writer(self, other):
        second = opened(self.folder, now=self.clock)
        mine = self.fresh(2)
        self.known.update(zip(second.append(mine), mine, strict=True))
        second.close()
        mine = self.fresh(2)
        self.known.update(zip(self.log.append(mine), mine, strict=True))

    @rule()
    def is_copied(self):
        self.log.close()
        self.copies.append(copy(self.folder, self.folder.with_name(f"{self.folder.name}-{len(self.copies)}")))
        self.reopen()

    @precondition(lambda self: self.copies)
    @rule(data=st.data())
    def private_folder_is_an_old_copy(self, data):
        self.log.close()
        copy(data.draw(st.sampled_from(self.copies)) / "private", self.folder / "private")
        self.log = opened(self.folder, now=self.clock)

    @precondition(lambda self: self.copies)
    @rule(data=st.data())
    def public_folder_is_an_old_copy(self, data):
        self.log.close()
        newest = copy(self.folder / "public", self.folder / "newest")
        copy(data.draw(st.sampled_from(self.copies)) / "public", self.folder / "public")
        try:
            self.log = opened(self.folder, now=self.clock)
        except BadLog:
            copy(newest, self.folder / "public")
            self.log = opened(self.folder, now=self.clock)

    @rule(data=st.data())
    def a_file_is_lost(self, data):
        self.log.close()
        lost = [self.folder / "public" / "checkpoint", self.folder / "public" / "vkey", self.folder / "private" / "head",
                *(self.folder / "public" / "tile").glob("[0-9]/**/*")]  # fmt: skip
        path = data.draw(st.sampled_from(sorted(path for path in lost if path.is_file())))
        path.unlink()
        self.log = opened(self.folder, now=self.clock)

    @invariant()
    def holds(self):
        check_log(self.folder / "public", self.folder / "private", dict(list(self.known.items())[-40:]))
        self.witness.look(self.folder / "public")
        assert self.log.size >= len(self.known)

    def teardown(self):
        import shutil

        if hasattr(self, "home"):
            self.log.close()
            check_log(self.folder / "public", self.folder / "private", self.known)
            for each in self.copies:
                shutil.rmtree(each)
            self.home.cleanup()


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=20, stateful_step_count=10, suppress_health_check=list(HealthCheck), deadline=None)
