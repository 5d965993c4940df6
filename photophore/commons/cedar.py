"""Cedar, the oracle: what a set of policies says to one question. Slow, readable, and right; masks are held against it.

A text passes `rules.read` before it comes here. Whatever the schema does not name cannot be asked, and is denied.
"""

import json
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import cedarpy
from cedarpy import pst

from photophore.commons import rules
from photophore.words import Audience, BadPolicy, Band, Purpose, Signal, Venue, WearerClass


class Question(NamedTuple):
    """May this audience have this signal of such a wearer, there and then, for this one purpose?"""

    wearer_class: WearerClass
    venue: Venue
    band: Band
    audience: Audience
    signal: Signal
    purpose: Purpose


class Scope(NamedTuple):
    """Whom, what for and what the head of one rule speaks of, whatever its conditions say; None: all."""

    forbids: bool
    audiences: frozenset[str] | None
    purposes: frozenset[str] | None
    signals: frozenset[str] | None


@cache
def built_in() -> dict[str, str]:
    """The policies that every hub begins with: name -> text."""
    found = (files(__package__) / "policies").iterdir()
    return {it.name.removesuffix(".cedar"): rules.clean(it.read_text("utf-8"))
            for it in sorted(found, key=lambda it: it.name) if it.name.endswith(".cedar")}  # fmt: skip


@cache
def schema() -> cedarpy.Schema:
    """All that policies can speak of; as `words` names it, which a test compares."""
    return cedarpy.Schema.from_str((files(__package__) / "policies" / "schema.cedarschema").read_text("utf-8"))


def check(text: str) -> list[rules.Rule]:
    """The rules of a text that may take effect; BadPolicy says the line, what is wrong, and what to try."""
    found = rules.read(text)
    for rule in found:
        where = f"line {rule.line}"
        try:
            cedarpy.PolicySet.from_str(rule.text).to_pst()
        except ValueError as error:
            raise BadPolicy(f"Cedar cannot read this rule: {error}", where, "compare it with a built-in one") from None
        told = cedarpy.validate_policies(rule.text, schema())
        if not told.validation_passed:
            why = told.errors[0].error.removeprefix("for policy `policy0`").lstrip(":, ")
            raise BadPolicy(f"this rule means nothing here: {why}", where, "compare it with a built-in one")
    return found


def together(texts) -> cedarpy.PolicySet:
    """Several texts as one set, in which a forbid wins over every permit. Each has passed `check`.

    A rule that stands in several texts is asked once.
    """
    every = dict.fromkeys(rule.text for text in texts for rule in rules.read(text))
    return cedarpy.PolicySet.from_str("\n".join(every))


def named(policies: cedarpy.PolicySet) -> dict[str, set[str]]:
    """What a set names at all, by kind: {"Place": {"workplace"}, ...}. It treats all that it does not name alike."""
    found: dict[str, set[str]] = {kind: set() for kind in rules.NAMES}
    for uid in pst.entity_uids(policies.to_pst()):
        found[str(uid.type)].add(uid.id)
    return found


def scopes(text: str) -> list[Scope]:
    """The head of each rule of a text."""
    return [_scope(rule) for rule in together([text]).to_pst().static_policies.values()]


def request(who: str, what_for: str, what: str, context: str) -> dict:
    """One question as Cedar takes it; context as `context` makes it."""
    return {
        "principal": {"type": "Audience", "id": who},
        "action": {"type": "Action", "id": what_for},
        "resource": {"type": "Signal", "id": what},
        "context": context,
    }


def context(wearer: str, place: str, band: str) -> str:
    kinds = {"wearer": ("Wearer", wearer), "place": ("Place", place), "band": ("Band", band)}
    return json.dumps({key: {"__entity": {"type": kind, "id": name}} for key, (kind, name) in kinds.items()})


def ask(policies: cedarpy.PolicySet, requests: list[dict]) -> list[bool]:
    """Cedar's word on each; a question that it cannot answer is denied."""
    return [told.allowed for told in cedarpy.is_authorized_batch(requests, policies, _nobody(), schema())]


def decide(policies: cedarpy.PolicySet, question: Question) -> bool:
    """Cedar's word on one question."""
    where = context(question.wearer_class.name.lower(), str(question.venue), question.band.name.lower())
    wanted = [each.name.lower() for each in Purpose(question.purpose)]
    who, what = question.audience.name.lower(), question.signal.name.lower()
    return bool(wanted) and all(ask(policies, [request(who, purpose, what, where) for purpose in wanted]))


@cache
def _nobody() -> cedarpy.Entities:
    """No entity has attributes or parents: all is in the names."""
    return cedarpy.Entities.from_json_str("[]")


def _scope(rule: pst.Template) -> Scope:
    action = rule.action
    if isinstance(action, pst.ActionIn):
        purposes = frozenset(uid.id for uid in action.entities)
    else:
        purposes = frozenset([action.entity.id]) if isinstance(action, pst.ActionEq) else None
    return Scope(rule.effect == "forbid", _one(rule.principal), purposes, _one(rule.resource))


def _one(part) -> frozenset[str] | None:
    """`is` names a kind, and there is only one kind that it may name."""
    return frozenset([part.entity.id]) if hasattr(part, "entity") else None
