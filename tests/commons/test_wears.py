"""What somebody wears is theirs: sealed, one value, gone with their key."""

import pytest
from sqlalchemy import select

from photophore.commons import wears
from photophore.commons.people import Joining
from photophore.commons.schema import people
from photophore.commons.wears import Wears
from photophore.words import NotFound, WearerClass


@pytest.fixture
def somebody(hub):
    hub.set_open(True, None)
    return hub.join(None, Joining(WearerClass.ADULT))[0].id


def test_the_last_choice_is_kept_and_nobody_else_reads_it(store, keys, somebody):
    assert wears.kept(store, keys, somebody) is None
    for worn in (Wears("name", "tide", "tide"), Wears("text", "glyph secret", "tide")):
        wears.keep(store, keys, somebody, worn)
        assert wears.kept(store, keys, somebody) == worn
    with store.read() as connection:
        sealed = connection.scalar(select(people.c.wears))
    assert b"secret" not in sealed and b"tide" not in sealed


def test_without_the_key_there_is_nothing_to_wear_again(store, keys, somebody):
    wears.keep(store, keys, somebody, Wears("name", "tide", "tide"))
    keys.shred(somebody)
    assert wears.kept(store, keys, somebody) is None
    with pytest.raises(NotFound):
        wears.keep(store, keys, somebody, Wears("name", "tide", "tide"))


def test_what_cannot_be_read_is_nothing(store, keys, somebody):
    change = people.update().where(people.c.id == somebody).values(wears=keys.seal(somebody, b'{"how": "magic"}'))
    store.write(lambda connection: connection.execute(change) and None)
    assert wears.kept(store, keys, somebody) is None
