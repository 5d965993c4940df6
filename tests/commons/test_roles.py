"""Roles: in force from their entry in the log to their end; `test_people.py` holds the whole story."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from photophore.commons.roles import Roles, everybody, held, whose
from photophore.commons.schema import roles as table
from photophore.tlog import entry
from photophore.words import NoRoom, Role


def test_a_role_that_many_give_at_once_is_listed_once(store, keys, plain_log):
    keys.new("a")
    roles = Roles(store, keys, plain_log)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: roles.grant("a", Role.ARTIST, None), range(12)))
    assert len(plain_log.entries) == 1
    with store.read() as connection:
        assert held(connection, "a").roles == {Role.ARTIST}
        assert everybody(connection) == {"a": held(connection, "a")}
        assert held(connection, "b") == (frozenset(), 0)


def test_the_log_is_told_a_commitment_that_its_key_explains(store, keys, plain_log):
    for person in ("a", "b"):
        keys.new(person)
        Roles(store, keys, plain_log).grant(person, Role.CLINIC, None)
    told = [entry.read(each).facts["whose"] for each in plain_log.entries]
    assert len(set(told)) == 2
    with store.read() as connection:
        rows = {row.person: row for row in connection.execute(table.select())}
    assert [whose(keys, rows[person]) for person in ("a", "b")] == told


def test_whoever_was_erased_is_not_waited_for(store, keys, plain_log):
    keys.new("a")
    roles = Roles(store, keys, plain_log)
    plain_log.full = True
    with pytest.raises(NoRoom):
        roles.grant("a", Role.HOST, None)
    keys.shred("a")
    roles.mend()
    assert plain_log.entries == []
