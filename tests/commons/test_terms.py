"""A wearer's own terms: the order of a withdrawal, full disks, restarts, two devices at once, limits, names, ends."""

import threading

import numpy as np
import pytest
from sqlalchemy import delete

from photophore.commons.record import Choice, State
from photophore.commons.schema import people
from photophore.commons.terms import Ask
from photophore.tlog import entry
from photophore.words import (
    Audience,
    BadRequest,
    Band,
    NoRoom,
    NotAllowed,
    NotFound,
    Purpose,
    Signal,
    Venue,
)
from tests.commons.place_of_terms import START, Hub

NEAR = Choice(Audience.NEAR, Signal.FEELING, Purpose.LIGHT | Purpose.SYNC)
SEE = "People near you can see your feeling as light."
ROW = np.array([7])


@pytest.fixture
def hub(tmp_path, clock):
    made = Hub(tmp_path, clock)
    yield made
    made.end()


@pytest.fixture
def ana(hub):
    person = hub.join()
    hub.terms.settle(person, ROW, [1])
    return person


def lit(hub, choice=NEAR, purpose=Purpose.LIGHT):
    return bool(hub.grants.allowed(ROW, choice.audience, choice.signal, purpose)[0])


def test_a_decision_is_stored_listed_and_lit_and_its_receipt_tells_so(hub, ana):
    receipt = hub.terms.decide(ana, NEAR, SEE, "en")
    assert lit(hub) and lit(hub, purpose=Purpose.SYNC) and not lit(hub, purpose=Purpose.MURAL)
    assert hub.terms.of(ana) == [NEAR]
    assert [event.entry for event in receipt.events] == [hub.log.size - 1]
    told = hub.terms.receipt(ana, receipt.record)
    proof = told["evidence"][-1]
    listed = entry.read(hub.log.read(proof["log_entry"]))
    digest = entry.commit(bytes.fromhex(proof["salt"]), bytes.fromhex(proof["canonical_cbor"]))
    assert listed.digest == digest == bytes.fromhex(proof["commitment"])
    assert ana.encode() not in b"".join(hub.log.entries) and SEE.encode() not in b"".join(hub.log.entries)


def test_a_withdrawal_goes_bits_store_log_push_and_only_then_acknowledges(hub, ana, monkeypatch):
    hub.terms.decide(ana, NEAR, SEE, "en")
    steps, write, append = [], hub.store.write, hub.log.append
    epoch = hub.grants.epoch

    def written(do):
        steps.append(("store", lit(hub), hub.grants.epoch > epoch))
        return write(do)

    def appended(entries):
        steps.append(("log", lit(hub), True))
        return append(entries)

    monkeypatch.setattr(hub.store, "write", written)
    monkeypatch.setattr(hub.log, "append", appended)
    hub.terms.pushes.append(lambda who: steps.append(("push", lit(hub), who == ana)))
    receipt = hub.terms.withdraw(ana)
    assert [step for step, *_ in steps] == ["store", "log", "store", "push"]
    assert all(not light and right for _, light, right in steps)
    assert receipt.state == State.WITHDRAWN and receipt.events[0].record == hub.terms.history(ana)[0].record
    assert hub.terms.of(ana) == []


def test_part_of_a_choice_can_be_taken_back_and_the_rest_goes_on(hub, ana):
    hub.terms.decide(ana, NEAR, SEE, "en")
    hub.terms.withdraw(ana, Audience.NEAR, Signal.FEELING, Purpose.SYNC)
    assert lit(hub) and not lit(hub, purpose=Purpose.SYNC)
    assert hub.terms.of(ana) == [NEAR._replace(purposes=Purpose.LIGHT)]
    hub.terms.withdraw(ana, Audience.PUBLIC)
    assert lit(hub) and len(hub.terms.history(ana)) == 2  # what changes nothing is no event


def test_a_full_disk_leaves_the_person_dark_and_says_so(hub, ana):
    hub.terms.decide(ana, NEAR, SEE, "en")
    pushed = []
    hub.terms.pushes.append(pushed.append)
    with hub.full():
        with pytest.raises(NoRoom, match="stay dark"):
            hub.terms.withdraw(ana)
        assert pushed == [ana] and not lit(hub) and hub.terms.of(ana) == []
        with pytest.raises(NoRoom):
            hub.terms.decide(ana, NEAR, SEE, "en")
        hub.terms.settle(ana, ROW, [2])  # the wearer's phone comes back
        hub.terms.tend()
        assert not lit(hub)
    hub.terms.tend()  # there is room again: it is written now
    assert [event.state for event in hub.terms.history(ana)] == [State.GIVEN, State.WITHDRAWN]
    hub.restart()
    hub.terms.settle(ana, ROW, [3])
    assert not lit(hub) and hub.terms.of(ana) == []


@pytest.mark.parametrize(("store", "log"), [(True, True), (False, True)])
def test_a_grant_that_could_not_be_listed_never_comes_into_force(hub, ana, store, log):
    before = NEAR._replace(places=Venue.HOME.bit)
    hub.terms.decide(ana, before, "At home.", "en")
    if store:
        hub.store.full = True
    hub.log.fails = log
    with pytest.raises(NoRoom):
        hub.terms.decide(ana, NEAR, SEE, "en")
    assert hub.terms.of(ana) == [before]
    hub.restart()
    hub.terms.settle(ana, ROW, [2])
    assert hub.terms.of(ana) == [before] and not lit(hub)  # the hub is a neighbourhood, not a home
    assert all(event.entry is not None for event in hub.terms.history(ana))


def test_dark_keeps_what_was_decided_and_light_brings_it_back(hub, ana):
    hub.terms.decide(ana, NEAR, SEE, "en")
    hub.terms.dark(ana)
    assert not lit(hub) and hub.people.get(ana).dark and hub.terms.of(ana) == [NEAR]
    hub.terms.decide(ana, NEAR._replace(audience=Audience.PUBLIC), "Everybody.", "en")
    assert not lit(hub, NEAR._replace(audience=Audience.PUBLIC))
    hub.restart()
    hub.terms.settle(ana, ROW, [2])
    assert not lit(hub) and hub.terms.is_dark(ana)
    hub.terms.light(ana)
    assert lit(hub) and lit(hub, NEAR._replace(audience=Audience.PUBLIC)) and not hub.people.get(ana).dark


def test_ten_thousand_grants_a_second_are_refused_and_dark_is_not(hub, ana):
    refused = 0
    for turn in range(10_000):
        audience = Audience.NEAR if turn % 2 else Audience.PUBLIC
        places = 1 + turn % 255
        try:
            hub.terms.decide(ana, NEAR._replace(audience=audience, places=places), f"{turn}", "en")
        except NotAllowed:
            refused += 1
    assert refused > 9_900 and len(hub.terms.history(ana)) < 100
    with pytest.raises(NotAllowed, match="too many"):
        hub.terms.decide(ana, NEAR._replace(audience=Audience.DISTRICT), SEE, "en")
    assert hub.terms.withdraw(ana).events and not lit(hub)


def test_the_same_decision_again_stores_nothing(hub, ana):
    hub.terms.decide(ana, NEAR, SEE, "en")
    for _ in range(300):
        assert hub.terms.decide(ana, NEAR, SEE, "en").events == ()
        hub.terms.dark(ana)
    assert len(hub.terms.history(ana)) == 2


def test_a_withdrawal_wins_over_a_grant_that_began_before_it_was_told(hub, ana, monkeypatch):
    """The other device's grant is held up in the log while this one takes everything back."""
    at_log, go_on = threading.Event(), threading.Event()
    append = hub.log.append

    def slow(entries):
        at_log.set()
        assert go_on.wait(10)
        return append(entries)

    monkeypatch.setattr(hub.log, "append", slow)
    granting = threading.Thread(target=lambda: hub.terms.decide(ana, NEAR, SEE, "en"))
    granting.start()
    assert at_log.wait(10)
    taking = threading.Thread(target=lambda: hub.terms.withdraw(ana))
    taking.start()
    while not hub.terms.lit._marks:  # the bits are cleared before anything waits
        pass
    go_on.set()
    granting.join(10)
    taking.join(10)
    assert not lit(hub) and hub.terms.of(ana) == []


def test_two_devices_at_once_leave_what_the_store_has_last(hub, ana):
    choices = [NEAR._replace(places=bit) for bit in (Venue.HOME.bit, Venue.NEIGHBOURHOOD.bit, Venue.STREET.bit)]
    threads = [threading.Thread(target=hub.terms.decide, args=(ana, each, str(each.places), "en")) for each in choices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    (last,) = hub.terms.of(ana)
    assert last == hub.terms.history(ana)[-1].choice
    assert lit(hub) == (last.places == Venue.NEIGHBOURHOOD.bit)


def test_somebody_by_name_is_the_only_one(hub, ana):
    dentist, other = hub.join(), hub.join()
    mouth = Choice(Audience.CLINIC, Signal.MOUTH, Purpose.CARE)
    hub.terms.decide(ana, mouth, "The clinic can.", "en")
    hub.terms.decide(ana, mouth._replace(named=dentist), "Only Dr Sol can.", "en")
    assert hub.terms.of(ana) == [mouth._replace(named=dentist)]  # a name narrows: the clinic's sentence ended
    ask = Ask(Audience.CLINIC, Signal.MOUTH, Purpose.CARE, reader=dentist)
    assert hub.terms.under(ana, ask) and not hub.terms.under(ana, ask._replace(reader=other))
    assert hub.grants.may(7, Audience.CLINIC, Signal.MOUTH, dentist) == Purpose.CARE
    assert not hub.grants.may(7, Audience.CLINIC, Signal.MOUTH, other)
    hub.terms.decide(ana, mouth._replace(named=other), "Only Dr Mar can.", "en")
    hub.terms.withdraw(ana, named=dentist)
    assert hub.grants.may(7, Audience.CLINIC, Signal.MOUTH, other) == Purpose.CARE
    assert not hub.grants.may(7, Audience.CLINIC, Signal.MOUTH, dentist)
    with pytest.raises(BadRequest, match="one person alone"):
        hub.terms.decide(ana, NEAR._replace(named=dentist), "Only Dr Sol sees my light.", "en")
    with pytest.raises(NotFound):
        hub.terms.decide(ana, mouth._replace(named="nobody"), "Only nobody.", "en")


def test_an_end_comes_and_no_clock_brings_it_back(hub, ana, clock):
    hub.terms.decide(ana, NEAR._replace(until_ms=START + 60_000), SEE, "en")
    assert lit(hub)
    clock.after(61)
    hub.terms.tend()
    assert not lit(hub) and hub.terms.of(ana) == []
    clock.after(-3600)
    hub.terms.settle(ana, ROW, [2])
    assert not lit(hub) and hub.terms.of(ana) == []
    hub.restart()
    hub.terms.settle(ana, ROW, [3])
    assert not lit(hub) and hub.terms.history(ana)[-1].state == State.EXPIRED


def test_where_and_when_are_asked_for(hub, ana):
    hub.terms.decide(ana, NEAR._replace(places=Venue.HOME.bit, bands=Band.WEEK_DAY.bit), SEE, "en")
    ask = Ask(Audience.NEAR, Signal.FEELING, Purpose.LIGHT, Venue.HOME, Band.WEEK_DAY)
    assert hub.terms.under(ana, ask)
    for other in (ask._replace(venue=Venue.STREET), ask._replace(band=Band.REST_DAY), ask._replace(venue=None),
                  ask._replace(purpose=Purpose.MURAL)):  # fmt: skip
        assert hub.terms.under(ana, other) is None
    hub.terms.dark(ana)
    assert hub.terms.under(ana, ask) is None


@pytest.mark.parametrize(
    "wrong",
    [
        NEAR._replace(audience=9),
        NEAR._replace(signal=7),
        NEAR._replace(purposes=0),
        NEAR._replace(purposes=1 << 9),
        NEAR._replace(places=0),
        NEAR._replace(places=256),
        NEAR._replace(bands=-1),
        NEAR._replace(until_ms=START - 1),
        NEAR._replace(until_ms=1 << 62),
    ],
)
def test_a_choice_that_cannot_be_made_is_refused(hub, ana, wrong):
    with pytest.raises(BadRequest):
        hub.terms.decide(ana, wrong, SEE, "en")
    assert hub.terms.history(ana) == [] and not lit(hub)


def test_who_was_erased_is_not_found_and_dark(hub, ana):
    hub.terms.decide(ana, NEAR, SEE, "en")
    hub.store.write(lambda connection: connection.execute(delete(people).where(people.c.id == ana)))
    hub.keys.shred(ana)
    hub.terms.forget(ana)
    assert not lit(hub)
    for deed in (hub.terms.withdraw, hub.terms.dark, hub.terms.light, hub.terms.of):
        with pytest.raises(NotFound):
            deed(ana)
    with pytest.raises(NotFound):
        hub.terms.decide(ana, NEAR, SEE, "en")
    hub.restart()
    hub.terms.mend()
    assert not hub.terms.owing and hub.terms.lit._marks == {}


def test_nobody_reads_anothers_record(hub, ana):
    receipt = hub.terms.decide(ana, NEAR, SEE, "en")
    other = hub.join()
    for deed in (hub.terms.receipt, hub.terms.fhir):
        assert deed(ana, receipt.record)
        with pytest.raises(NotFound):
            deed(other, receipt.record)
