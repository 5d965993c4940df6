"""A link from the shell, beside a hub that runs."""

import pytest

from photophore.commons import ways
from photophore.commons.people import Joining, People
from photophore.commons.store import Store
from photophore.words import BadRequest, NotFound, Role, WearerClass


def test_a_link_from_the_shell_works_in_the_hub(database, keys, plain_log, clock, tmp_path):
    store = Store.open(database)
    hub = People(store, keys, plain_log)
    where = (tmp_path / "commons", None) if not isinstance(database, str) else (tmp_path, database)
    code = ways.invite(where[0], Role.OPERATOR, 600, where[1])
    assert hub.join(code, Joining(WearerClass.ADULT))[0].roles == {Role.WEARER, Role.OPERATOR}
    with pytest.raises(BadRequest):
        ways.invite(where[0], Role.WEARER, 10**9, where[1])
    store.close()


def test_no_hub_no_link(tmp_path):
    with pytest.raises(NotFound, match="no hub"):
        ways.invite(tmp_path / "commons", Role.WEARER, 600)
    assert not (tmp_path / "commons").exists()


def test_a_link_names_the_port_at_which_the_hub_was_last_up(tmp_path):
    assert ways.port(tmp_path) == 8800
    store = Store.open(tmp_path / "hub.sqlite")
    assert ways.port(tmp_path) == 8800
    store.set_fact(ways.PORT, b"8951")
    store.close()
    assert ways.port(tmp_path) == 8951
