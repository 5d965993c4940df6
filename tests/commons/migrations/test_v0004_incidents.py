"""A hub of before the fourth step comes up with the incidents that it told, and can keep how they went on."""

from earlier import back_to
from sqlalchemy import insert, inspect, select

from photophore.commons import migrations
from photophore.commons.migrations import v0003_gatherings, v0004_incidents
from photophore.commons.schema import answers, incidents, rests, steps
from photophore.commons.store import Store


def test_what_was_there_stays_and_a_timeline_can_be_kept(tmp_path):
    store = Store.open(tmp_path / "hub.sqlite")
    told = {"at": 5, "kind": "policy-lost", "what": "{}", "entry": 1}
    store.write(lambda connection: connection.execute(insert(incidents).values(told)) and None)
    store.write(lambda connection: back_to(connection, "0003"))
    store.close()
    store = Store.open(tmp_path / "hub.sqlite")
    step = {"at": 6, "incident": 5, "step": "detected", "what": "{}", "sentence": ""}
    owed = {"at": 7, "incident": 5, "question": "who knew?", "whom": "the makers", "due": 9}
    rest = {"name": "a", "since": 8, "until": 9, "note": b"signed"}
    for table, row in ((steps, step), (answers, owed), (rests, rest)):
        store.write(lambda connection, table=table, row=row: connection.execute(insert(table).values(row)) and None)
    with store.read() as connection:
        assert connection.execute(select(incidents.c.at, incidents.c.entry)).all() == [(5, 1)]
        assert connection.scalar(select(steps.c.entry)) is None and connection.scalar(select(rests.c.ended)) is None
        for name in ("steps", "answers"):
            assert [index["name"] for index in inspect(connection).get_indexes(name)] == [f"ix_{name}_incident"]
    store.close()


def test_it_is_the_newest_step_and_comes_after_the_third():
    assert migrations.newest() == v0004_incidents.revision
    assert v0004_incidents.down_revision == v0003_gatherings.revision
