"""A record as an HL7 FHIR R5 Consent resource, for the systems that a clinic already has.

FHIR R5 calls Consent trial use, maturity 2: it may change, so this is a form to export and never one to keep. Its
structure: hl7.org/fhir/R5/consent.html. Codes are those of HL7's own code systems where they have one.
"""

from typing import Any

from photophore.commons.change import in_force
from photophore.commons.record import Event, State, bands, iso, venues
from photophore.words import Audience, Purpose

OURS = "urn:photophore"
ACTIONS = "http://terminology.hl7.org/CodeSystem/consentaction"
REASONS = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
ROLES = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
SENSITIVE = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
MATURITY = {"system": OURS, "code": "trial-use", "display": "FHIR R5 Consent, trial use, maturity level 2"}

ACTION = {  # purpose -> what the actor may do with it
    Purpose.LIGHT: "access",
    Purpose.SYNC: "use",
    Purpose.MURAL: "use",
    Purpose.CARE: "access",
    Purpose.RESEARCH: "use",
    Purpose.REMEMBER: "collect",
}
REASON = {Purpose.CARE: "TREAT", Purpose.RESEARCH: "HRESCH", Purpose.MURAL: "PUBHLTH"}  # the others have no code there


def consent(events: list[Event], principal: str, keeper: str, now: int) -> dict[str, Any]:
    """A Consent resource for one record's events, in their order. principal: pseudonym of the wearer."""
    given = [event for event in events if event.choice is not None and event.state == State.GIVEN]
    first, last = events[0], (given or events)[-1]
    held, _ = in_force(events, now)
    told: dict[str, Any] = {
        "resourceType": "Consent",
        "id": first.record,
        "meta": {"lastUpdated": iso(events[-1].at), "tag": [MATURITY]},
        "status": _status(events, bool(held)),
        "category": [_concept("http://terminology.hl7.org/CodeSystem/consentcategorycodes", "idscl")],
        "subject": {"identifier": {"system": f"{OURS}:pseudonym", "value": principal}},
        "date": iso(first.at)[:10],
        "grantor": [{"identifier": {"system": f"{OURS}:pseudonym", "value": principal}}],
        "controller": [{"display": keeper}],
        "decision": "permit" if held else "deny",
    }
    if last.sentence:
        told["sourceAttachment"] = [{"contentType": "text/plain", "language": last.sentence.language,
                                     "title": last.sentence.text}]  # fmt: skip
    if last.choice:
        told["period"] = _period(last)
        told["provision"] = [_provision(held[0].choice if held else last.choice, last)]
    return told


def _status(events: list[Event], holds: bool) -> str:
    if any(event.state == State.INVALIDATED for event in events) and not holds:
        return "entered-in-error"
    return "active" if holds else "inactive"


def _period(event: Event) -> dict[str, str]:
    ends = event.choice.until_ms
    return {"start": iso(event.at)} | ({"end": iso(ends)} if ends is not None else {})


def _provision(choice, event: Event) -> dict[str, Any]:
    """What is permitted to whom. Places and bands of the week have no field there: they are extensions of ours."""
    actor: dict[str, Any] = {"role": _concept(ROLES, "IRCP")}
    if choice.named:
        actor["reference"] = {"identifier": {"system": f"{OURS}:person", "value": choice.named}}
    else:
        actor["reference"] = {"display": Audience(choice.audience).name.lower()}
    bits = list(choice.purposes)
    told = {
        "extension": [
            {"url": f"{OURS}:place", "valueString": ", ".join(venues(choice.places))},
            {"url": f"{OURS}:band", "valueString": ", ".join(bands(choice.bands))},
        ],
        "period": _period(event),
        "actor": [actor],
        "action": [_concept(ACTIONS, code) for code in dict.fromkeys(ACTION[bit] for bit in bits)],
        "securityLabel": [{"system": SENSITIVE, "code": "R"}],
        "purpose": [_coding(bit) for bit in bits],
        "code": [_concept(f"{OURS}:signal", choice.signal.name.lower())],
    }
    return told


def _coding(bit: Purpose) -> dict[str, str]:
    if bit in REASON:
        return {"system": REASONS, "code": REASON[bit]}
    return {"system": f"{OURS}:purpose", "code": bit.name.lower()}


def _concept(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}
