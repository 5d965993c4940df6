"""A hub of before the second step comes up with what it held, and can keep designs."""

from pathlib import Path

from earlier import back_to
from sqlalchemy import insert, inspect, select, text

from photophore.commons.migrations import v0001_first, v0002_designs
from photophore.commons.schema import designs, people
from photophore.commons.store import Store


def at_the_first_step(path: Path) -> None:
    """A database as the first version of the tables left it, with somebody in it."""
    Store.open(path).close()
    store = Store.open(path)

    def back(connection) -> None:
        back_to(connection, "0001")
        connection.exec_driver_sql("ALTER TABLE people DROP COLUMN wears")
        connection.execute(text(
            "INSERT INTO people (id, wearer_class, language, brightness, autonomy, dark, joined)"
            " VALUES ('hub.a', 1, 'en', 0, 0.5, false, 1)"))  # fmt: skip

    store.write(back)
    store.close()


def test_what_was_there_stays_and_designs_can_be_kept(tmp_path):
    at_the_first_step(tmp_path / "hub.sqlite")
    store = Store.open(tmp_path / "hub.sqlite")
    row = {"hash": "a" * 64, "name": "a", "version": 1, "key": bytes(32), "licence": "CC0-1.0", "parents": "",
           "sha256": bytes(32), "at": 1}  # fmt: skip
    store.write(lambda connection: connection.execute(insert(designs).values(row)) and None)
    with store.read() as connection:
        assert connection.execute(select(people.c.id, people.c.wears)).all() == [("hub.a", None)]
        assert connection.scalar(select(designs.c.note)) is None
        assert {index["name"] for index in inspect(connection).get_indexes("designs")} == {
            "ix_designs_key", "ix_designs_name"}  # fmt: skip
    store.close()


def test_it_comes_after_the_first():
    assert v0002_designs.down_revision == v0001_first.revision
