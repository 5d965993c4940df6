"""Ways in: a word is told once, kept as a hash, and taken by one."""

import pytest
from sqlalchemy import select

from photophore.commons import door
from photophore.commons.door import Link, Session
from photophore.commons.schema import links
from photophore.words import NotAllowed, Role

NOW = 1_795_000_000_000


def test_a_link_is_kept_as_a_hash_and_used_once(store):
    link = Link(Role.HOST, None, NOW + 1000)
    code = store.write(lambda connection: door.new_link(connection, link, None, NOW))
    with store.read() as connection:
        assert connection.execute(select(links.c.code)).scalar() == door.hashed(code)
        assert door.look(connection, code, NOW) == link
    assert store.write(lambda connection: door.use(connection, code, NOW + 999)) == link
    with pytest.raises(NotAllowed, match="used already"):
        store.write(lambda connection: door.use(connection, code, NOW + 999))
    store.write(lambda connection: door.give_back(connection, code))
    with pytest.raises(NotAllowed, match="run out"):
        store.write(lambda connection: door.use(connection, code, NOW + 1000))


@pytest.mark.parametrize(
    ("changed", "over"),
    [
        ({}, False),
        ({"until": NOW}, True),
        ({"seen": NOW - door.IDLE}, True),
        ({"seen": NOW - door.POWER_IDLE}, False),
        ({"made": NOW - door.ABSOLUTE}, True),
        ({"made": NOW + door.SLACK + 1}, True),
        ({"seen": NOW + door.SLACK + 1}, True),
        ({"made": NOW + door.SLACK}, False),
    ],
)
def test_when_a_session_is_over(changed, over):
    session = Session("a", NOW, NOW, NOW + 1, 0)._replace(**changed)
    assert door.ended(session, frozenset({Role.WEARER}), NOW) is over


def test_power_sleeps_earlier():
    session = Session("a", NOW, NOW - door.POWER_IDLE, NOW + 1, 0)
    for role in Role:
        assert door.ended(session, frozenset({role}), NOW) is (role in door.POWERS)
