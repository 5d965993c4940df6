"""photophore link, backup and restore, as they are typed."""

import json

import pytest

from photophore.cli import app
from photophore.commons.consent import Grants
from photophore.commons.hall import Hall
from photophore.commons.people import Joining
from photophore.words import BLOCK, NotFound, Role, WearerClass


def type_(capsys, *words) -> str:
    app(list(map(str, words)), exit_on_error=False, result_action="return_value")
    return capsys.readouterr().out


def test_a_way_in_and_ways_back(tmp_path, capsys):
    data, archive, keys = tmp_path / "hub", tmp_path / "hub.tar", tmp_path / "hub.keys"
    with pytest.raises(NotFound):
        type_(capsys, "link", "--data", data)
    hall = Hall.open(data / "commons", Grants(BLOCK))
    told = type_(capsys, "link", "--role", "council", "--data", data)
    assert "within 10 minutes" in told and "▄" in told
    code = told.split("/join#")[1].split()[0]
    person, _ = hall.people.join(code, Joining(WearerClass.ADULT, name="Ana"))
    assert person.roles == {Role.WEARER, Role.COUNCIL}
    hall.close()
    assert "its keys are in" in type_(capsys, "backup", archive, "--keys", keys, "--data", data)
    told = json.loads(type_(capsys, "restore", archive, "--keys", keys, "--data", tmp_path / "new", "--json"))
    assert told["people"] == 1 and told["dark"] is True
    assert "1 people are here" in type_(capsys, "restore", archive, "--keys", keys, "--data", data)
