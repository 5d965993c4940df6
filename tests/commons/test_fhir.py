"""The FHIR R5 Consent, held by hand against the structure that hl7.org/fhir/R5/consent.html prints."""

import re

import pytest

from photophore.commons import fhir
from photophore.commons.record import Choice, Event, Sentence, State
from photophore.words import Audience, Purpose, Signal, Venue

AT = 1_795_000_000_000
STATUS = {"draft", "active", "inactive", "not-done", "entered-in-error", "unknown"}
FIELDS = {"resourceType", "id", "meta", "status", "category", "subject", "date", "period", "grantor", "controller",
          "sourceAttachment", "decision", "provision"}  # fmt: skip
PROVISION = {"extension", "period", "actor", "action", "securityLabel", "purpose", "code"}
ACTIONS = {"collect", "access", "use", "disclose", "correct"}  # code system consentaction
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
CARE = Choice(Audience.CLINIC, Signal.MOUTH, Purpose.CARE | Purpose.REMEMBER, Venue.CLINIC.bit, 255, AT + 10**9)


def event(state=State.GIVEN, choice=CARE, at=AT, of=None) -> Event:
    return Event(1, "a" * 32, at, state, choice, Sentence("The clinic can.", "en"), b"", 3, of)


def is_concept(told) -> bool:
    return set(told) <= {"coding", "text"} and all(is_coding(each) for each in told["coding"])


def is_coding(told) -> bool:
    return set(told) <= {"system", "code", "display"} and re.match(r"(https?://|urn:)", told["system"]) and told["code"]


def check(told) -> None:
    assert told["resourceType"] == "Consent" and set(told) <= FIELDS
    assert re.fullmatch(r"[A-Za-z0-9.-]{1,64}", told["id"])
    assert told["status"] in STATUS and told["decision"] in ("permit", "deny")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", told["date"]) and INSTANT.fullmatch(told["meta"]["lastUpdated"])
    assert any("maturity" in tag["display"] for tag in told["meta"]["tag"])
    assert set(told["subject"]) == {"identifier"} and told["subject"]["identifier"]["value"]
    assert all(is_concept(each) for each in told["category"])
    for one in told.get("provision", []):
        assert set(one) <= PROVISION
        assert all(set(actor) <= {"role", "reference"} and is_concept(actor["role"]) for actor in one["actor"])
        assert all(is_concept(each) and each["coding"][0]["code"] in ACTIONS for each in one["action"])
        assert all(is_coding(each) for each in [*one["purpose"], *one["securityLabel"]])
        assert all(is_concept(each) for each in one["code"])
        assert INSTANT.fullmatch(one["period"]["start"]) and one["period"].get("end", "9999") > one["period"]["start"]
        assert all(set(each) == {"url", "valueString"} for each in one["extension"])


def test_what_is_in_force_is_active_and_permits():
    told = fhir.consent([event()], "beef", "the hub", AT + 5)
    check(told)
    assert told["status"] == "active" and told["decision"] == "permit"
    (one,) = told["provision"]
    assert {each["code"] for each in one["purpose"]} == {"TREAT", "remember"}
    assert one["period"]["end"] > one["period"]["start"] and one["actor"][0]["reference"] == {"display": "clinic"}


@pytest.mark.parametrize(
    ("after", "status"),
    [
        ([event(State.WITHDRAWN, at=AT + 1)], "inactive"),
        ([event(State.EXPIRED, at=AT + 1)], "inactive"),
        ([event(State.INVALIDATED, at=AT + 1, of=AT)], "entered-in-error"),
        ([event(State.WITHDRAWN, CARE._replace(purposes=Purpose.CARE), AT + 1)], "active"),
    ],
)
def test_what_ended_says_so(after, status):
    told = fhir.consent([event(), *after], "beef", "the hub", AT + 5)
    check(told)
    assert told["status"] == status and (told["decision"] == "permit") == (status == "active")
    if status == "active":
        assert [each["code"] for each in told["provision"][0]["purpose"]] == ["remember"]


def test_an_end_that_came_is_inactive():
    assert fhir.consent([event()], "beef", "the hub", AT + 10**9)["status"] == "inactive"


def test_one_person_is_the_only_actor():
    told = fhir.consent([event(choice=CARE._replace(named="sol", purposes=Purpose.CARE))], "beef", "the hub", AT)
    check(told)
    assert told["provision"][0]["actor"][0]["reference"]["identifier"]["value"] == "sol"


@pytest.mark.parametrize("state", [State.DARK, State.LIGHT])
def test_going_dark_has_no_provision(state):
    told = fhir.consent([event(state, None)._replace(sentence=None)], "beef", "the hub", AT)
    check(told)
    assert "provision" not in told and told["decision"] == "deny"


@pytest.mark.parametrize("purpose", Purpose)
def test_every_purpose_has_an_action_and_a_code(purpose):
    check(fhir.consent([event(choice=CARE._replace(purposes=purpose))], "beef", "the hub", AT))
