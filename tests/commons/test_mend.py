"""What happens when it goes wrong: falls at every step, full disks, torn and lost files, old copies, kill -9."""

import errno
import os
import signal
import subprocess
import sys
import time

import pytest

from photophore.commons import mend
from photophore.commons.disk import Disk
from photophore.commons.log import Log
from photophore.tlog.tiles import Spot
from photophore.words import BadLog, NoRoom
from tests.commons.logs import Clock, Falling, Fell, Fickle, Small, Witness, check_log, copy, opened, some
from tests.house import ROOT

pytestmark = pytest.mark.usefixtures("unsynced")


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
            except NoRoom:
                assert log.size == before
                break
        disk.room = 10**9
        mine = some(1, 99)
        acknowledged.update(zip(log.append(mine), mine, strict=True))
        log.close()
        check_log(here / "public", here / "private", acknowledged)
    witness.look(here / "public")


def test_a_disk_that_fills_up_after_the_swap_still_publishes(tmp_path):
    """Room was kept for it: others cannot take it away in between."""
    disk = Small(tmp_path, 10**9)
    swapping = Fickle(lambda swap: (swap(), setattr(disk, "room", used(tmp_path))))
    swapping._disk = disk
    log = opened(tmp_path, swapping)
    log.append(some(250))
    swapping.broken = True
    assert log.append(some(300, 1))[0] == 250
    log.close()
    check_log(tmp_path / "public", tmp_path / "private", dict(enumerate(some(300, 1), 250)))


def used(folder):
    return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())


def test_a_head_that_was_swapped_and_not_synced_is_never_taken_back(tmp_path):
    def unsure(swap):
        swap()
        raise OSError(errno.EIO, "Input/output error", "head")

    disk = Fickle(unsure)
    log = opened(tmp_path, disk)
    log.append(some(10))
    disk.broken = True
    with pytest.raises(NoRoom, match="disk is well"):
        log.append(some(10, 1))
    disk.broken = False
    assert log.append(some(1, 2)) == [20]  # what was listed in doubt is public before anything else
    log.close()
    check_log(tmp_path / "public", tmp_path / "private", dict(enumerate(some(10, 1), 10)))


def test_a_lost_checkpoint_file_is_written_again(tmp_path):
    log = opened(tmp_path)
    log.append(some(300))
    log.close()
    was = (tmp_path / "public" / "checkpoint").read_bytes()
    for torn in (None, was[:40], b""):
        (tmp_path / "public" / "checkpoint").unlink()
        if torn is not None:
            (tmp_path / "public" / "checkpoint").write_bytes(torn)
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


def test_a_head_that_somebody_else_changed_is_not_swapped(tmp_path):
    opened(tmp_path).close()
    folders = mend.Folders(tmp_path / "public", tmp_path / "private", Disk(), set())
    before = folders.head()
    with pytest.raises(BadLog, match="somebody else"):
        folders.swap(b"another", b"new")
    assert folders.head() == before


def test_what_is_staged_is_whole_or_refused():
    files = {Spot(0, 3): b"a" * 8192, Spot(-1, 1_234_067, 5): b"b"}
    packed = mend.pack(files)
    assert mend.unpack(packed) == files
    for torn in (packed[:-1], packed[:10], b"", packed[:40] + b"x" + packed[41:]):
        with pytest.raises(BadLog, match="torn"):
            mend.unpack(torn)
