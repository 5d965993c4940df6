"""A folder of results holds whole files or none, and says plainly when it cannot be written."""

import duckdb
import pytest

from photophore.city.folder import Folder
from photophore.words import NoRoom


def _fail(folder, name, error):
    with folder.file(name) as path:
        path.write_text("half")
        raise error


def test_a_file_is_there_when_the_block_ends_and_not_before(tmp_path):
    folder = Folder(tmp_path / "new" / "deep")
    with folder.file("a.txt") as path:
        path.write_text("half")
        assert not (folder.path / "a.txt").exists()
    assert [entry.name for entry in folder.path.iterdir()] == ["a.txt"]


def test_a_failed_write_leaves_the_old_file_and_no_part(tmp_path):
    folder = Folder(tmp_path)
    (tmp_path / "a.txt").write_text("old")
    with pytest.raises(NoRoom, match="No space left") as caught:
        _fail(folder, "a.txt", OSError(28, "No space left on device"))
    assert "a.txt" in caught.value.where and "--out" in caught.value.try_
    assert (tmp_path / "a.txt").read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]


def test_a_database_that_cannot_write_is_no_room_too(tmp_path):
    folder = Folder(tmp_path)
    with pytest.raises(NoRoom):
        _fail(folder, "b.parquet", duckdb.IOException("cannot write\nand more"))
    assert list(tmp_path.iterdir()) == []


def test_our_own_mistakes_are_not_called_no_room(tmp_path):
    folder = Folder(tmp_path)
    with pytest.raises(ZeroDivisionError):
        _fail(folder, "c", ZeroDivisionError())
    assert list(tmp_path.iterdir()) == []


def test_a_path_that_is_a_file_is_told_before_any_work(tmp_path):
    (tmp_path / "taken").write_text("mine")
    for bad in (tmp_path / "taken", tmp_path / "taken" / "below"):
        with pytest.raises(NoRoom, match="cannot be written"):
            Folder(bad)
    assert (tmp_path / "taken").read_text() == "mine"
