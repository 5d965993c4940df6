"""What an archive is made of; `test_restore.py` brings it back."""

import contextlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, insert, select

from photophore.commons import backup
from photophore.commons.people import Joining
from photophore.commons.schema import facts, links, metadata, people, sessions
from photophore.commons.store import Store
from photophore.words import NoRoom, Role, WearerClass


@given(size=st.integers(0, 3), rest=st.integers(-1, 1))
def test_no_piece_can_be_left_out_or_moved(size, rest):
    content = bytes(max(0, size * backup.PIECE + rest))
    made = list(backup.pieces(io.BytesIO(content)))
    assert b"".join(each[5:] for each in made) == content
    assert [int.from_bytes(each[:4], "big") for each in made] == list(range(len(made)))
    assert [each[4:5] for each in made] == [b"."] * (len(made) - 1) + [b"!"]


def test_a_snapshot_of_either_make_is_the_same_and_lets_nobody_in(hub, operator, store, tmp_path):
    """The database of a hub with people, from SQLite and from PostgreSQL, as one SQLite file."""
    hub.invite(Role.WEARER, operator[0])
    hub.join(hub.invite(Role.HOST, None), Joining(WearerClass.CHILD, name="Ines"))
    with contextlib.closing(backup.snapshot(store, tmp_path / "copy.sqlite")) as copy:
        with copy.read() as mine, store.read() as theirs:
            for table in metadata.sorted_tables:
                count = select(func.count()).select_from(table)
                assert mine.scalar(count) == (0 if table in (sessions, links) else theirs.scalar(count))
            asked = select(people).order_by(people.c.id)
            assert mine.execute(asked).all() == theirs.execute(asked).all()
    assert (tmp_path / "copy.sqlite").read_bytes()[:6] == b"SQLite"


def test_a_snapshot_is_of_one_moment(store, tmp_path):
    def both(connection):
        for name in ("a", "b"):
            connection.execute(insert(facts).values(name=f"{name}{store.now()}", value=b"1"))

    store.write(both)
    with contextlib.closing(backup.snapshot(store, tmp_path / "copy.sqlite")) as copy, copy.read() as connection:
        names = [name for (name,) in connection.execute(select(facts.c.name)) if name[0] in "ab"]
    assert len(names) == 2
    Store.open(tmp_path / "copy.sqlite").close()


def test_a_file_is_there_whole_or_not_at_all(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), backup.replacing(path) as file:
        file.write(b"new")
        raise ZeroDivisionError
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]
    with backup.replacing(path) as file:
        file.write(b"new")
    assert path.read_bytes() == b"new" and path.stat().st_mode & 0o077 == 0
    with pytest.raises(NoRoom), backup.telling(path), backup.replacing(tmp_path / "none" / "file"):
        pass
