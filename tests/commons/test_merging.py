"""Two states of a database as one, on either make; `test_restore.py` shows it on whole hubs."""

import contextlib

import pytest
from sqlalchemy import insert, select, update

from photophore.commons import backup, merging
from photophore.commons.incident import Incidents
from photophore.commons.merging import JUMP, Since
from photophore.commons.people import Joining
from photophore.commons.schema import answers, erasures, incidents, people, roles, steps
from photophore.words import BadRequest, Role, WearerClass

NOTHING = Since("hub.test", [], True)


@pytest.fixture
def old(hub, operator, store, tmp_path):
    """The state of before, with an operator and a host."""
    hub.join(hub.invite(Role.HOST, None), Joining(WearerClass.ADULT, name="Ines"))
    store.raise_fact("epoch", 5)
    store.write(lambda it: it.execute(insert(incidents).values(at=1, kind="x", what="{}")) and None)
    with contextlib.closing(backup.snapshot(store, tmp_path / "old.sqlite")) as made:
        yield made


def test_what_is_present_wins_and_what_is_missing_comes(hub, store, keys, old):
    host = next(each for each in hub.everyone() if Role.HOST in each.roles)
    boss = next(each for each in hub.everyone() if Role.OPERATOR in each.roles)
    hub.choose(host.id, language="es")
    hub.revoke_role(host.id, Role.HOST, None)
    store.write(lambda it: it.execute(people.delete().where(people.c.id == boss.id)) and None)
    store.write(lambda it: it.execute(roles.delete().where(roles.c.person == boss.id)) and None)
    store.raise_fact("epoch", 9)
    assert merging.merge(old, store, keys, NOTHING) == (2, 0)
    assert hub.get(host.id).language == "es" and hub.get(host.id).roles == {Role.WEARER}
    assert hub.get(boss.id) == boss
    assert store.count("epoch") == 9 + JUMP
    with store.read() as connection:
        assert len(connection.execute(select(incidents)).all()) == 1
    assert merging.merge(old, store, keys, NOTHING) == (2, 0)  # twice is fine
    assert hub.get(boss.id) == boss and store.count("epoch") == 9 + 2 * JUMP


def test_the_timeline_of_an_incident_stays_its_own(store, keys, old):
    """Of two incidents with one number, each keeps its steps; what was answered since stays answered."""
    before = [{"at": 2, "incident": 1, "step": "detected", "what": "{}", "sentence": ""}]
    owed = {"at": 3, "incident": 1, "question": "Who knew?", "whom": "the makers", "due": 9}
    old.write(lambda it: [it.execute(insert(steps), before), it.execute(insert(answers).values(owed))] and None)
    given = owed | {"answered": 5, "answer": "Nobody.", "entry": 1, "answer_entry": 2}
    store.write(lambda it: it.execute(insert(answers).values(given)) and None)
    store.write(lambda it: it.execute(update(incidents).values(at=7, kind="y")) and None)
    merging.merge(old, store, keys, NOTHING)
    told = {each.kind: each for each in Incidents(store, None).all()}
    assert [step.at for step in told["x"].steps] == [2] and not told["y"].steps
    assert [answer.answer for answer in told["x"].answers] == ["Nobody."]


def test_nobody_returns(hub, store, keys, old):
    host = next(each for each in hub.everyone() if Role.HOST in each.roles)
    gone = people.delete().where(people.c.id == host.id)
    store.write(lambda it: it.execute(gone) and None)
    who = merging.hashlib.sha256(host.id.encode()).digest()
    store.write(lambda it: it.execute(insert(erasures).values(who=who, at=1)) and None)
    assert merging.merge(old, store, keys, NOTHING) == (1, 1)
    assert not keys.has(host.id) and merging.persons(store) != [host.id]


def test_who_has_no_key_is_not_here(hub, store, keys, old):
    keys.shred(merging.persons(store)[0])
    assert merging.merge(old, store, keys, NOTHING) == (1, 1)


def test_another_hubs_archive_is_refused(store, keys, old):
    store.set_fact(merging.ORIGIN, b"other.test")
    with pytest.raises(BadRequest, match="another hub"):
        merging.merge(old, store, keys, NOTHING)


def test_whether_anybody_was_ever_here(hub, store):
    assert not merging.lived(store)
    hub.join(hub.first_link(), Joining(WearerClass.ADULT))
    assert merging.lived(store)
