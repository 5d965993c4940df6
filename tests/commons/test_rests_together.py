"""Orders to rest for more than one district: more than one hub, more than one kind, whatever way it is asked."""

import pytest
from falling_incidents import OPERATOR, Small

from photophore.commons import resting
from photophore.commons.resting import HubKind
from photophore.tlog import note
from photophore.words import BadLog, BadRequest, NoRoom, NotAllowed, NotFound
from tests.commons import resting_hub
from tests.commons.resting_hub import (
    CLINIC,
    COUNCIL,
    NOBODY,
    SCHOOL,
    again,
    entries,
    full,
    know,
)

hub, rests, told = resting_hub.hub, resting_hub.rests, resting_hub.told


def test_a_second_district_needs_another_hub(hub, rests):
    rests.order(["Sol"], OPERATOR)
    for districts in (["Luz"], ["Sol", "Luz"]):
        with pytest.raises(NotAllowed, match="2 hubs of 2 kinds"):
            rests.order(districts, OPERATOR)
    rests.order(["Sol"], OPERATOR)  # the same one again, for longer
    again_ = again(hub)
    with pytest.raises(NotAllowed, match="2 hubs of 2 kinds"):
        again_.order(["Luz"], OPERATOR)


def test_a_city_cannot_be_darkened_in_slices(hub, rests, clock):
    know(hub, clock, CLINIC, SCHOOL)
    for at, signers in ((0, [CLINIC]), (1, [CLINIC, SCHOOL])):
        four = [f"D{4 * at + each}" for each in range(4)]
        draft = rests.draft(four, OPERATOR)
        if at:
            with pytest.raises(NotAllowed, match="3 hubs of 2 kinds"):
                rests.order(four, OPERATOR, cosigned=[resting.cosign(draft, CLINIC)])
        rests.order(four, OPERATOR, cosigned=[resting.cosign(draft, each) for each in signers])
    with pytest.raises(NotAllowed, match="3 hubs of 2 kinds"):
        rests.order(["D9"], OPERATOR)
    with pytest.raises(NotAllowed, match="3 hubs of 2 kinds"):
        again(hub).order(["D9"], OPERATOR)


def test_other_hubs_sign_the_draft(hub, rests, told, clock):
    know(hub, clock, CLINIC)
    assert [(each.key, each.kind) for each in rests.partners()] == [(CLINIC.key, HubKind.CLINIC)]
    draft = rests.draft(["Luz", "Sol"], OPERATOR, 5)
    assert not told, "a draft darkens nobody"
    for cosigned in ([draft], [resting.cosign(draft, SCHOOL)]):
        with pytest.raises(NotAllowed):
            rests.order(["Luz", "Sol"], OPERATOR, 5, cosigned)
    ready = [resting.cosign(draft, CLINIC)]
    with pytest.raises(BadRequest, match="another order"):
        rests.order(["Luz"], OPERATOR, 5, ready)
    order = rests.order(["Sol", "Luz"], OPERATOR, 5, ready)
    assert rests.now() == [order] and order.districts == ("Luz", "Sol")
    with pytest.raises(BadRequest, match="given already"):
        rests.order(["Sol", "Luz"], OPERATOR, 5, ready)
    rests.end(order.name, OPERATOR)
    with pytest.raises(BadRequest, match="given already"):
        again(hub).order(["Sol", "Luz"], OPERATOR, 5, ready)
    rests.forget(CLINIC.key.name, OPERATOR)
    with pytest.raises(NotFound):
        rests.forget(CLINIC.key.name, OPERATOR)
    assert [each["do"] for each in entries(hub, "rest-hub")] == ["propose", "know", "forget"]
    with pytest.raises(NotAllowed):
        rests.order(["Sol", "Luz"], OPERATOR, 5, [resting.cosign(rests.draft(["Luz", "Sol"], OPERATOR, 5), CLINIC)])


def test_an_old_or_foreign_draft_is_refused(hub, rests, clock):
    know(hub, clock, CLINIC, SCHOOL)
    ready = resting.cosign(rests.draft(["A", "B"], OPERATOR), CLINIC)
    clock.after(601)
    with pytest.raises(BadRequest, match="too old"):
        rests.order(["A", "B"], OPERATOR, cosigned=[ready])
    text = resting.write(resting.read(note.split(rests.draft(["A", "B"], OPERATOR))[0])._replace(hub=CLINIC.key.name))
    with pytest.raises(BadLog):
        rests.order(["A", "B"], OPERATOR, cosigned=[note.join(text, [CLINIC.sign(text), SCHOOL.sign(text)])])
    for junk in (b"", b"x", ready.replace(b"A", b"C", 1), ready[:-9]):
        with pytest.raises(BadLog):
            rests.order(["A", "B"], OPERATOR, cosigned=[junk])
    assert not rests.now()


def test_a_hub_signs_what_another_drafted_and_says_so_first(hub, rests, tmp_path, clock):
    other = Small(tmp_path / "other", clock).ready()
    other.seal._signer, other.log.origin = CLINIC, CLINIC.key.name
    assert rests.key == ""
    rests.draft(["A", "B"], OPERATOR)
    assert rests.key == str(hub.seal.key)
    shown = other.rests.introduce(rests.key, "clinic", OPERATOR)
    for by in (COUNCIL, OPERATOR):
        rests.know(shown, by)
    clock.after(86_400)
    draft = rests.draft(["A", "B"], OPERATOR)
    with pytest.raises(BadRequest, match="our own"):
        rests.cosign(draft, OPERATOR)
    with pytest.raises(NotAllowed):
        other.rests.cosign(draft, NOBODY)
    for junk in (b"", b"x", note.join(b"photophore score v1\n", [CLINIC.sign(b"photophore score v1\n")])):
        with pytest.raises(BadLog):
            other.rests.cosign(junk, OPERATOR)
    with full(other), pytest.raises(NoRoom):
        other.rests.cosign(draft, OPERATOR)
    ready = other.rests.cosign(draft, OPERATOR)
    assert other.rests.cosign(draft, OPERATOR) == ready
    assert [each["do"] for each in entries(other)] == ["cosign"] and not other.rests.now(), "it darkens nobody there"
    assert rests.order(["A", "B"], OPERATOR, cosigned=[ready]).districts == ("A", "B")
    clock.after(700)
    with pytest.raises(BadRequest, match="too old"):
        other.rests.cosign(draft, OPERATOR)
    other.close()
