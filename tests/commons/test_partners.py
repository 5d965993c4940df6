"""Another hub counts only by its own key, two people's words, an incident and a day; one owner's tricks do not help."""

from types import SimpleNamespace

import pytest
from falling_incidents import OPERATOR, Small
from sqlalchemy import insert

from photophore.commons import partners
from photophore.commons.partners import introduce, signing
from photophore.commons.resting import DAY, HubKind
from photophore.commons.schema import roles
from photophore.tlog import entry, note
from photophore.tlog.note import Kind, Signer
from photophore.words import BadLog, BadRequest, NoRoom, NotAllowed, Role

COUNCIL, NOBODY = SimpleNamespace(id="boss"), SimpleNamespace(id="ann")
CLINIC = Signer("hub.clinic/log", Kind.ED25519, b"c" * 32)


@pytest.fixture
def hub(tmp_path, clock, unsynced):
    made = Small(tmp_path / "hub", clock).ready()
    yield made
    made.close()


def office(hub, person: str, role: Role) -> None:
    row = {"person": person, "role": role.value, "granted": 1, "entry": 0}
    hub.store.write(lambda connection: connection.execute(insert(roles).values(row)) and None)


def shown(hub, clock, signer=CLINIC, kind="clinic", to=None, by=None) -> bytes:
    return introduce(signing(by or signer), signer.key, kind, to or hub.seal.key, clock())


def test_it_counts_a_day_after_an_operator_s_and_the_council_s_word_and_an_incident_says_so(hub, clock):
    office(hub, COUNCIL.id, Role.COUNCIL)
    signed, rests = shown(hub, clock), hub.rests
    first = rests.know(signed, OPERATOR)
    assert first.counts_from is None and first.waits_for == (Role.COUNCIL,)
    clock.after(2 * 86_400)
    assert not rests.partners(), "one operator alone never does it"
    both = rests.know(signed, COUNCIL)
    assert both.waits_for == () and both.counts_from == clock() + DAY
    [said] = [each for each in hub.held.all() if each.kind == partners.KIND]
    assert not said.steps, "nothing flickers: the guard does not look for a cause"
    clock.after(86_399)
    assert not rests.partners() and rests.hubs() == [both]
    clock.after(1)
    assert [(each.key, each.kind) for each in rests.partners()] == [(CLINIC.key, HubKind.CLINIC)]
    assert rests.know(shown(hub, clock), OPERATOR) == both, "said again, nothing begins anew"
    facts = [entry.read(hub.log.read(at)) for at in range(hub.log.size)]
    assert [each.facts["do"] for each in facts if each.kind == partners.KIND] == ["propose", "know"]
    assert COUNCIL.id.encode() not in hub.store.fact(partners.FACT)


def test_one_person_in_two_offices_gives_one_word(hub, clock):
    office(hub, OPERATOR.id, Role.COUNCIL)
    for _ in range(3):
        assert hub.rests.know(shown(hub, clock), OPERATOR).waits_for == (Role.COUNCIL,)
        clock.after(1)  # another introduction of the same hub is no second word either
    office(hub, COUNCIL.id, Role.COUNCIL)
    assert hub.rests.know(shown(hub, clock), COUNCIL).counts_from


def test_the_council_alone_does_not_do_it_and_where_there_is_none_an_operator_does(hub, clock):
    assert hub.rests.know(shown(hub, clock), OPERATOR).counts_from == clock() + DAY
    hub.rests.forget(CLINIC.key.name, OPERATOR)
    office(hub, COUNCIL.id, Role.COUNCIL)
    assert hub.rests.know(shown(hub, clock), COUNCIL).waits_for == (Role.OPERATOR,)
    for by in (NOBODY, None):
        with pytest.raises(NotAllowed):
            hub.rests.know(shown(hub, clock), by)


def test_what_is_no_introduction_by_its_own_key_to_this_hub_is_refused(hub, clock):
    ours, forger = hub.seal.key, Signer("hub.forger/log", Kind.ED25519, b"f" * 32)
    other = Signer("hub.other/log", Kind.ED25519, b"x" * 32)
    good = shown(hub, clock)
    text = note.split(good)[0]
    wrong = note.join(text, [Signer(CLINIC.key.name, Kind.ED25519, b"z" * 32).sign(text)])
    for bad in (b"", b"x", shown(hub, clock, by=forger), wrong, good.replace(b"clinic\"", b"school\"", 1),
                note.join(b"photophore partner hub v1\nkey 1\n", [CLINIC.sign(b"photophore partner hub v1\nkey 1\n")])):
        with pytest.raises(BadLog):
            hub.rests.know(bad, OPERATOR)
    own = Signer(ours.name, Kind.ED25519, b"o" * 32)
    for bad in (shown(hub, clock, to=other.key), shown(hub, clock, kind="firm"), shown(hub, clock, signer=own)):
        with pytest.raises(BadRequest):
            hub.rests.know(bad, OPERATOR)
    clock.after(8 * 86_400)
    with pytest.raises(BadRequest, match="too old"):
        hub.rests.know(good, OPERATOR)
    assert not hub.rests.hubs()


def test_our_own_key_and_a_known_key_under_another_name_are_refused(hub, clock):
    seed = b"s" * 32
    hub.seal._signer = Signer(hub.log.origin, Kind.ED25519, seed)
    with pytest.raises(BadRequest, match="another hub"):
        hub.rests.know(shown(hub, clock, signer=Signer("hub.alias/log", Kind.ED25519, seed)), OPERATOR)
    hub.rests.know(shown(hub, clock), OPERATOR)
    for name, key in (("hub.alias/log", b"c" * 32), (CLINIC.key.name, b"d" * 32)):
        with pytest.raises(BadRequest, match="known here already"):
            hub.rests.know(shown(hub, clock, signer=Signer(name, Kind.ED25519, key)), OPERATOR)
    assert [each.partner.key for each in hub.rests.hubs()] == [CLINIC.key]


def test_where_it_cannot_be_told_it_does_not_count(hub, clock):
    signed, append = shown(hub, clock), hub.log.append
    hub.log.append = lambda said: (_ for _ in ()).throw(NoRoom("full"))
    with pytest.raises(NoRoom):
        hub.rests.know(signed, OPERATOR)
    hub.log.append = append
    clock.after(2 * 86_400)
    assert not hub.rests.hubs() and not hub.rests.partners()
