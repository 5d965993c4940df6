"""People join, come back, choose and leave, on both databases, whatever attackers, clocks and full disks do."""

import threading

import pytest
from sqlalchemy import func, select

from photophore.commons.people import Joining, People
from photophore.commons.schema import links, people, roles, sessions
from photophore.tlog import entry
from photophore.words import BadRequest, Brightness, NoRoom, NotAllowed, NotFound, Role, WearerClass

ADULT = Joining(WearerClass.ADULT)


def test_the_first_link_makes_an_operator_once(hub):
    old, code = hub.first_link(), hub.first_link()
    with pytest.raises(NotAllowed):
        hub.join(old, ADULT)
    person, token = hub.join(code, ADULT)
    assert person.roles == {Role.WEARER, Role.OPERATOR}
    assert hub.first_link() is None
    assert hub.session(token) == person == hub.get(person.id)
    hub_key, _, chance = person.id.partition(".")
    assert hub_key == "0a1b2c3d" and len(bytes.fromhex(chance)) == 16


def test_a_link_lets_one_person_in_however_many_try_at_once(hub, operator, store):
    code, inside, outside = hub.invite(Role.ARTIST, operator[0]), [], []

    def try_():
        try:
            inside.append(hub.join(code, ADULT))
        except NotAllowed as error:
            outside.append(error)

    threads = [threading.Thread(target=try_) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(inside) == 1 and len(outside) == 7
    assert inside[0][0].roles == {Role.WEARER, Role.ARTIST}
    with store.read() as connection:
        assert connection.scalar(select(func.count()).select_from(people)) == 2


def test_only_hashes_of_links_and_sessions_are_kept(hub, operator, store, keys):
    code = hub.invite(Role.WEARER, operator[0])
    person, token = hub.join(hub.invite(Role.WEARER, None), ADULT._replace(name="Ines", device="a phone"))
    with store.read() as connection:
        rows = [row for table in (links, sessions, people) for row in connection.execute(select(table)).all()]
    told = repr(rows)
    assert not any(word in told for word in (code, token, "Ines", "a phone"))
    assert hub.name(person.id) == "Ines" and hub.devices(person.id)[0]["device"] == "a phone"
    keys.shred(person.id)
    with pytest.raises(NotFound):
        hub.name(person.id)
    assert len(code) >= 22 and len(token) >= 43  # 128 and 256 bits in base64


def test_a_link_runs_out_and_a_clock_that_jumps_back_does_not_bring_it_back(hub, operator, clock):
    code = hub.invite(Role.WEARER, operator[0], 600)
    assert hub.look(code).role is Role.WEARER
    clock.after(600)
    with pytest.raises(NotAllowed, match="run out"):
        hub.join(code, ADULT)
    hub.mend()
    clock.after(-600)
    with pytest.raises(NotAllowed):
        hub.join(code, ADULT)


def test_a_link_that_was_made_while_the_clock_ran_ahead_is_none(hub, clock):
    clock.after(400 * 86_400)
    code = hub.invite(Role.WEARER, None, 600)
    clock.after(-400 * 86_400)
    with pytest.raises(NotAllowed):
        hub.join(code, ADULT)


def test_links_live_shortly(hub):
    for seconds in (0, -5, 8 * 86_400, 10**30):
        with pytest.raises(BadRequest):
            hub.invite(Role.WEARER, None, seconds)


def test_nobody_joins_without_a_link_until_the_operator_opens_the_hub(hub, operator):
    with pytest.raises(NotAllowed, match="link"):
        hub.join(None, ADULT)
    hub.set_open(True, operator[0])
    person, _ = hub.join(None, ADULT)
    assert person.roles == {Role.WEARER}
    with pytest.raises(NotAllowed):
        hub.set_open(False, person)


MAY = {
    Role.OPERATOR: set(Role), Role.ORGANISER: {Role.WEARER, Role.ARTIST, Role.HOST}, Role.COUNCIL: set(),
    Role.ARTIST: set(), Role.HOST: set(), Role.CLINIC: set(), Role.WEARER: set(),
}  # fmt: skip


def test_who_may_give_what(hub, operator):
    other, _ = hub.join(hub.invite(Role.WEARER, None), ADULT)
    for mine in Role:
        me, _ = hub.join(hub.invite(mine, None), ADULT)
        claimed = me._replace(roles=frozenset(Role))  # what somebody says of the own roles counts for nothing
        for role in Role:
            if role in MAY[mine]:
                assert role in hub.grant_role(other.id, role, claimed).roles
                assert hub.look(hub.invite(role, claimed)).role is role
                continue
            with pytest.raises(NotAllowed):
                hub.grant_role(other.id, role, claimed)
            with pytest.raises(NotAllowed):
                hub.invite(role, claimed)


def test_a_link_ends_with_the_role_of_whoever_made_it(hub, operator):
    other, _ = hub.join(hub.invite(Role.OPERATOR, None), ADULT)
    ana, _ = hub.join(hub.invite(Role.WEARER, None), ADULT)
    new, back, own = hub.invite(Role.OPERATOR, other), hub.invite_back(ana.id, other), hub.invite_back(other.id, other)
    assert hub.look(new).role is Role.OPERATOR and hub.look(back).person == ana.id
    hub.revoke_role(other.id, Role.OPERATOR, operator[0])
    for code in (new, back):
        for do in (hub.look, lambda code: hub.join(code, ADULT), lambda code: hub.accept(code, ana.id)):
            with pytest.raises(NotAllowed, match="any more"):
                do(code)
    assert hub.join(own, ADULT)[0].id == other.id


def test_an_artist_who_acts_as_council_is_refused(hub, operator):
    artist, _ = hub.join(hub.invite(Role.ARTIST, operator[0]), ADULT)
    with pytest.raises(NotAllowed):
        hub.grant_role(artist.id, Role.COUNCIL, artist)
    with pytest.raises(NotAllowed):
        hub.revoke_role(operator[0].id, Role.OPERATOR, artist)
    assert hub.get(artist.id).roles == {Role.WEARER, Role.ARTIST}


def test_the_last_operator_stays_and_everybody_may_lay_down_the_own(hub, operator):
    boss, _ = operator
    with pytest.raises(BadRequest, match="at least one"):
        hub.revoke_role(boss.id, Role.OPERATOR, boss)
    artist, _ = hub.join(hub.invite(Role.ARTIST, boss), ADULT)
    assert hub.revoke_role(artist.id, Role.ARTIST, artist).roles == {Role.WEARER}
    with pytest.raises(BadRequest):
        hub.revoke_role(artist.id, Role.WEARER, boss)
    with pytest.raises(NotFound):
        hub.revoke_role(artist.id, Role.COUNCIL, boss)
    with pytest.raises(NotFound):
        hub.grant_role("0a1b2c3d.00", Role.HOST, boss)


def test_roles_stand_in_the_log_and_nobody_can_tell_whose(hub, operator, plain_log):
    boss, _ = operator
    artist, _ = hub.join(hub.invite(Role.ARTIST, boss), ADULT)
    hub.revoke_role(artist.id, Role.ARTIST, boss)
    told = [entry.read(each) for each in plain_log.entries]
    assert {each.kind for each in told} == {"role"}
    mine = [each.facts for each in told if each.facts["role"] == "artist"]
    assert [each["do"] for each in mine] == ["grant", "revoke"] and mine[0]["whose"] == mine[1]["whose"]
    for person in (boss.id, artist.id):
        assert not any(person.encode() in each or bytes.fromhex(person[9:]) in each for each in plain_log.entries)
    hub.grant_role(artist.id, Role.ARTIST, boss)
    again = entry.read(plain_log.entries[-1]).facts
    assert again["do"] == "grant" and again["whose"] != mine[0]["whose"]


def test_a_role_is_not_in_force_before_it_is_listed(hub, operator, plain_log, store, keys, clock):
    boss, _ = operator
    wearer, _ = hub.join(hub.invite(Role.WEARER, boss), ADULT)
    plain_log.full = True
    with pytest.raises(NoRoom):
        hub.grant_role(wearer.id, Role.COUNCIL, boss)
    assert hub.get(wearer.id).roles == {Role.WEARER}
    plain_log.full, before = False, len(plain_log.entries)
    People(store, keys, plain_log, clock).mend()  # the next start
    assert hub.get(wearer.id).roles == {Role.WEARER, Role.COUNCIL}
    hub.mend()
    assert len(plain_log.entries) == before + 1
    plain_log.full = True
    with pytest.raises(NoRoom):
        hub.revoke_role(wearer.id, Role.COUNCIL, boss)
    assert hub.get(wearer.id).roles == {Role.WEARER}  # less power waits for no disk


def test_what_was_listed_by_a_hub_that_fell_is_found_and_not_listed_twice(hub, operator, plain_log, store):
    wearer, _ = hub.join(hub.invite(Role.ARTIST, operator[0]), ADULT)
    forgotten = roles.update().where(roles.c.person == wearer.id).values(entry=None)
    store.write(lambda connection: connection.execute(forgotten) and None)
    before = list(plain_log.entries)
    hub.mend()
    assert plain_log.entries == before and hub.get(wearer.id).roles == {Role.WEARER, Role.ARTIST}


def test_who_cannot_be_listed_has_not_joined_and_keeps_the_link(hub, operator, plain_log, keys):
    code = hub.invite(Role.WEARER, operator[0])
    plain_log.full = True
    with pytest.raises(NoRoom):
        hub.join(code, ADULT)
    assert len(hub.everyone()) == 1 and keys.everyone() == [operator[0].id]
    plain_log.full = False
    assert hub.join(code, ADULT)[0].roles == {Role.WEARER}


# --- choices


def test_choices_are_kept(hub, operator):
    person, token = operator
    chosen = hub.choose(person.id, language="es-MX", brightness=2, autonomy=0.25, dark=True, name="Río")
    assert chosen == hub.get(person.id) == hub.session(token)
    assert chosen[2:6] == ("es-MX", Brightness.GESTURE, 0.25, True)
    assert hub.name(person.id) == "Río"
    assert hub.choose(person.id, name="") and hub.name(person.id) == ""


NOT_CHOICES = [
    {"language": "../../x"}, {"language": "e" * 40}, {"language": None}, {"brightness": 9}, {"autonomy": float("nan")},
    {"autonomy": 2}, {"autonomy": "1"}, {"dark": "yes"}, {"name": "x" * 61}, {"name": "a\nb"}, {"name": "\u202eabc"},
    {"roles": "operator"}, {"id": "x"}, {"joined": 0}, {"wearer_class": WearerClass.VIRTUAL}, {"wearer_class": 0},
]  # fmt: skip


def test_what_cannot_be_chosen_is_refused(hub, operator):
    before = hub.get(operator[0].id)
    for field in NOT_CHOICES:
        with pytest.raises(BadRequest):
            hub.choose(operator[0].id, **field)
    assert hub.get(operator[0].id) == before


def test_nobody_makes_themselves_older(hub, operator):
    teen, _ = hub.join(hub.invite(Role.WEARER, None), Joining(WearerClass.TEEN))
    with pytest.raises(NotAllowed):
        hub.choose(teen.id, wearer_class=WearerClass.ADULT)
    assert hub.choose(teen.id, wearer_class=WearerClass.CHILD).wearer_class is WearerClass.CHILD
    with pytest.raises(NotAllowed):
        hub.grown(teen.id, WearerClass.ADULT, teen)
    assert hub.grown(teen.id, WearerClass.ADULT, operator[0]).wearer_class is WearerClass.ADULT


def test_nobody_joins_as_what_no_person_is(hub):
    for wearer_class in (WearerClass.GUEST, WearerClass.VIRTUAL, 77, "adult"):
        with pytest.raises(BadRequest):
            hub.join(hub.invite(Role.WEARER, None), Joining(wearer_class))


def test_pseudonyms_differ_by_use_and_person(hub, operator, keys):
    other, _ = hub.join(hub.invite(Role.WEARER, None), ADULT)
    made = [hub.pseudonym(person, use) for person in (operator[0].id, other.id) for use in ("history", "research")]
    assert len(set(made)) == 4 and all(len(each) == 16 for each in made)
    assert hub.pseudonym(other.id, "history") == made[2]
    keys.shred(other.id)
    with pytest.raises(NotFound):
        hub.pseudonym(other.id, "history")


def test_who_was_erased_has_no_session(hub, operator, store):
    wearer, token = hub.join(hub.invite(Role.WEARER, None), ADULT)
    store.write(lambda connection: connection.execute(people.delete().where(people.c.id == wearer.id)) and None)
    assert hub.session(token) is None
    with pytest.raises(NotFound):
        hub.get(wearer.id)
