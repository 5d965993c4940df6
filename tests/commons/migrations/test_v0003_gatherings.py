"""A hub of before the third step comes up with what it held, and can keep gatherings."""

from earlier import back_to
from sqlalchemy import insert, inspect, select

from photophore.commons.migrations import v0002_designs, v0003_gatherings
from photophore.commons.schema import facts, gatherings
from photophore.commons.store import Store


def test_what_was_there_stays_and_gatherings_can_be_kept(tmp_path):
    store = Store.open(tmp_path / "hub.sqlite")
    store.set_fact("mine", b"1")

    store.write(lambda connection: back_to(connection, "0002"))
    store.close()
    store = Store.open(tmp_path / "hub.sqlite")
    row = {"id": "a", "code": "lusab-babad", "name": "a", "mode": "drift", "rhythm": 1.0, "firm": 0.1, "cap": 1.0,
           "at": 1, "begins": 1, "until": 2}  # fmt: skip
    store.write(lambda connection: connection.execute(insert(gatherings).values(row)) and None)
    with store.read() as connection:
        assert connection.scalar(select(gatherings.c.host)) is None
        assert connection.scalar(select(facts.c.value).where(facts.c.name == "mine")) == b"1"
        assert [index["name"] for index in inspect(connection).get_indexes("gatherings")] == ["ix_gatherings_code"]
    store.close()


def test_it_comes_after_the_second():
    assert v0003_gatherings.down_revision == v0002_designs.revision
