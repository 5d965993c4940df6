"""A key for each person: only it opens, and when it is gone nothing does."""

import sqlite3
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.commons.keys import Keys
from photophore.words import BadRequest, NoRoom, NotFound


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    keys = Keys.open(tmp_path_factory.mktemp("keys") / "keys.sqlite")
    keys.new("a")
    keys.new("b")
    yield keys
    keys.close()


@given(plain=st.binary(max_size=300), place=st.integers(0, 10**6), bit=st.integers(0, 7))
def test_what_is_sealed_opens_for_its_person_and_only_whole(two, plain, place, bit):
    sealed = two.seal("a", plain)
    assert two.open_("a", sealed) == plain
    assert two.seal("a", plain) != sealed
    with pytest.raises(BadRequest):
        two.open_("b", sealed)
    torn = bytearray(sealed)
    torn[place % len(torn)] ^= 1 << bit
    with pytest.raises(BadRequest):
        two.open_("a", bytes(torn))


@given(st.binary(max_size=40))
def test_what_was_never_sealed_is_refused(two, data):
    with pytest.raises(BadRequest):
        two.open_("a", data)


def test_a_digest_stands_for_one_person_and_one_thing(two):
    assert two.digest("a", b"1") == two.digest("a", b"1")
    assert len({two.digest("a", b"1"), two.digest("a", b"2"), two.digest("b", b"1")}) == 3
    assert len(two.digest("a", b"")) == 32


def test_a_shredded_key_is_gone_for_every_program_and_from_the_disk(tmp_path):
    keys, other = Keys.open(tmp_path / "keys.sqlite"), Keys.open(tmp_path / "keys.sqlite")
    keys.new("a")
    sealed = other.seal("a", b"hello")
    with sqlite3.connect(tmp_path / "keys.sqlite") as raw:
        (key,) = raw.execute("SELECT key FROM keys").fetchone()
    raw.close()
    assert key in (tmp_path / "keys.sqlite").read_bytes()
    keys.shred("a")
    keys.shred("a")
    for one in (keys, other):
        with pytest.raises(NotFound):
            one.open_("a", sealed)
        with pytest.raises(NotFound):
            one.seal("a", b"x")
    assert not any(key in path.read_bytes() for path in tmp_path.iterdir())
    keys.new("a")  # the same name later is somebody else
    with pytest.raises(BadRequest):
        keys.open_("a", sealed)
    keys.close()
    other.close()


def test_who_has_a_key_keeps_it(tmp_path):
    keys = Keys.open(tmp_path / "keys.sqlite")
    keys.new("a")
    sealed = keys.seal("a", b"hello")
    keys.new("a")
    assert keys.open_("a", sealed) == b"hello" and keys.has("a") and not keys.has("b") and keys.everyone() == ["a"]
    keys.close()


def test_what_is_no_file_of_keys_is_told_in_words(tmp_path):
    (tmp_path / "keys.sqlite").write_bytes(b"no keys at all, " * 400)
    with pytest.raises(BadRequest, match="damaged"):
        Keys.open(tmp_path / "keys.sqlite")
    with pytest.raises(NoRoom):
        Keys.open(tmp_path / "keys.sqlite" / "keys.sqlite")


@pytest.mark.skipif(sys.platform == "win32", reason="other rules for files there")
def test_only_its_owner_may_read_the_file(tmp_path):
    Keys.open(tmp_path / "commons" / "keys.sqlite").close()
    assert (tmp_path / "commons" / "keys.sqlite").stat().st_mode & 0o077 == 0
