"""Archives: whole or not there, ours alone to read, no name that escapes, and any part of them again."""

import json
import os
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.commons import archive
from photophore.words import BadRequest, NoRoom


def test_lists_of_any_length_become_one_json(tmp_path):
    path = tmp_path / "a.zip"
    with archive.writing(path) as out:
        out.json("me.json", iter([("a", {"b": None}), ("many", iter(range(3))), ("none", iter(())), ("ñ\"\\", ["ü"])]))
        out.json("nothing.json", iter(()))
        out.text("README.txt", "words")
    with zipfile.ZipFile(path) as zipped:
        assert zipped.testzip() is None
        told = json.loads(zipped.read("me.json"))
        assert told == {"a": {"b": None}, "many": [0, 1, 2], "none": [], 'ñ"\\': ["ü"]}
        assert json.loads(zipped.read("nothing.json")) == {}
    assert path.stat().st_mode & 0o077 == 0 and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "name", ["../a", "/etc/passwd", "a/../b", "a\\b", "C:\\x", "", ".", "..", ".a", "a//b", "a/b/c", "a\0b", "a\nb",
             "ñ", "a/.b", "a b", "a:b"],
)  # fmt: skip
def test_no_name_escapes(tmp_path, name):
    with pytest.raises(BadRequest, match="no such name"):
        with archive.writing(tmp_path / "a.zip") as out:
            out.text(name, "x")
    assert list(tmp_path.iterdir()) == []


def test_no_name_stands_twice(tmp_path):
    with pytest.raises(BadRequest):
        with archive.writing(tmp_path / "a.zip") as out:
            out.text("a", "x")
            out.text("a", "y")


def test_what_was_cut_off_is_not_there(tmp_path):
    with pytest.raises(ZeroDivisionError):
        with archive.writing(tmp_path / "a.zip") as out:
            out.json("me.json", iter([("many", (1 // (3 - i) for i in range(9)))]))
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_in_words(tmp_path, monkeypatch):
    def full(file):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NoRoom, match="No space left.*make room"):
        with archive.writing(tmp_path / "a.zip") as out:
            out.text("a", "x")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def ten(tmp_path_factory):
    path = tmp_path_factory.mktemp("ten") / "ten"
    path.write_bytes(b"0123456789")
    return path


@pytest.mark.parametrize(
    ("wanted", "status", "bytes_"),
    [(None, 200, b"0123456789"), ("bytes=0-3", 206, b"0123"), ("bytes=4-", 206, b"456789"), ("bytes=-3", 206, b"789"),
     ("bytes=-99", 206, b"0123456789"), ("bytes=8-99", 206, b"89"), ("bytes=10-", 416, b""), ("bytes=5-3", 416, b""),
     ("bytes=-0", 416, b""), ("bytes=-", 200, b"0123456789"), ("bytes=0-1,3-4", 200, b"0123456789"),
     ("lines=0-1", 200, b"0123456789"), ("bytes=a-b", 200, b"0123456789"),
     ("bytes=" + "9" * 30 + "-", 200, b"0123456789")],
)  # fmt: skip
def test_ranges(ten, wanted, status, bytes_):
    part = archive.asked(ten, wanted)
    assert part.status == status and b"".join(archive.blocks(ten, part)) == bytes_
    assert part.headers["content-length"] == str(len(bytes_))


def test_a_range_of_another_archive_is_the_whole_of_this(ten):
    assert archive.asked(ten, "bytes=1-2", archive.tag(ten)).status == 206
    assert archive.asked(ten, "bytes=1-2", '"other"').status == 200


@given(st.text(max_size=30))
def test_any_header_is_answered(ten, text):
    part = archive.asked(ten, "bytes=" + text)
    assert part.status in (200, 206, 416) and 0 <= part.start <= part.end <= 10
