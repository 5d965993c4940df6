"""Steps of a disk: whole or absent, secret where it must be, and what goes wrong is told in words."""

import errno
import os
import stat
import subprocess
import sys

import pytest

from photophore.commons.disk import Disk, telling
from photophore.words import NoRoom
from tests.house import ROOT


def test_a_file_is_replaced_as_a_whole(tmp_path):
    disk = Disk()
    disk.replace(tmp_path / "a", b"one", secret=True)
    disk.replace(tmp_path / "a", b"two")
    assert (tmp_path / "a").read_bytes() == b"two"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@pytest.mark.skipif(sys.platform == "win32", reason="no modes there")
def test_a_secret_is_its_owners_alone(tmp_path):
    Disk().replace(tmp_path / "a", b"one", secret=True)
    Disk().lay({tmp_path / "b": b"two"}, secret=True)
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in "ab"] == [0o600, 0o600]


def test_a_file_that_cannot_be_written_leaves_the_old_one_and_no_other(tmp_path, monkeypatch):
    Disk().replace(tmp_path / "a", b"one")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="space"):
        Disk().replace(tmp_path / "a", b"two")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"one")]


def test_room_is_kept_and_given_back(tmp_path):
    disk = Disk()
    disk.reserve(tmp_path / "ballast", 5000)
    disk.reserve(tmp_path / "ballast", 4000)
    assert (tmp_path / "ballast").stat().st_size == 5000
    disk.remove(tmp_path / "ballast")
    disk.remove(tmp_path / "ballast")
    assert not list(tmp_path.iterdir())


def test_what_the_disk_refuses_is_told():
    with pytest.raises(NoRoom, match="make room"), telling("the log"):
        raise OSError(errno.ENOSPC, "No space left on device", "x")
    with pytest.raises(NoRoom, match="who may write"), telling("the log"):
        raise PermissionError(errno.EACCES, "Permission denied", "x")


def test_a_lock_is_held_by_one_process_and_given_back_when_it_dies(tmp_path):
    code = "import sys; from pathlib import Path; from photophore.commons.disk import Disk\n"
    code += "with Disk().locked(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code, str(tmp_path / "lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as first:
        assert first.stdout.readline() == b"held\n"
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as second:
            with pytest.raises(subprocess.TimeoutExpired):
                second.wait(0.7)
            first.kill()
            assert second.stdout.readline() == b"held\n"
            second.stdin.close()
