"""The public report of an incident: from what was seen, by its cause, to who made, signed, paid and knew.

It is made of what was told, step by step, and of nothing else; each line names the entry of the log in which it stands,
and carries the proof.
"""

import base64
from typing import Any

from photophore.commons.timeline import Answer, Incident, Moment, Step

# what somebody did to a release or a lot, in the order in which the report follows it, and how a step may call it
DEEDS = {
    "made": ("made", "maker", "makers", "built"),
    "signed": ("signed", "signer", "signers"),
    "sold": ("sold", "sales", "bought", "trades"),
    "paid": ("paid", "payments", "ledger"),
    "knew": ("knew", "known", "warned", "warnings"),
}


def report(incident: Incident, log, now: int) -> dict[str, Any]:
    """All that there is to be told, plain enough for JSON; `invented`: the books say that they are made up.

    log: commons.log; now: ms UTC, for what is overdue.
    """
    explained = incident.last(Step.EXPLAINED)
    cause, books = _cause(explained), explained.facts.get("provenance") if explained else None
    return {
        "number": incident.number,
        "opened": incident.at,
        "kind": incident.kind,
        "state": str(incident.state),
        "closed": incident.over,
        "facts": incident.facts,
        "timeline": [_moment(each) for each in incident.steps],
        "cause": cause,
        "chain": chain(books, explained),
        "invented": isinstance(books, dict) and books.get("invented") is True,
        "told": said.sentence if (said := incident.last(Step.TOLD)) else "",
        "answers": [_answer(each, now) for each in incident.answers],
        "owed": sum(each.answered is None for each in incident.answers),
        "overdue": sum(each.answered is None and each.due <= now for each in incident.answers),
        "log": {"origin": log.origin, "vkeys": list(log.vkeys), "size": log.size},
        "entries": [_entry(index, log) for index in sorted(_places(incident))],
    }


def chain(provenance: Any, explained: Moment | None = None) -> list[dict[str, Any]]:
    """What was done to the thing that caused it, deed by deed: {"did", ...what is known of it, "entry"}. Nothing where
    no provenance was told. provenance: a map from deeds to what is known of them, one thing or a list.
    """
    if not isinstance(provenance, dict):
        return []
    index = explained.entry if explained else None
    found = []
    for did, names in DEEDS.items():
        for name in names:
            told = provenance.get(name)
            for each in told if isinstance(told, list) else [] if told is None else [told]:
                plain = each if isinstance(each, dict) else {"who" if isinstance(each, str) else "sum": each}
                found.append({"did": did, **plain, "entry": index})
    return found


def _cause(explained: Moment | None) -> dict[str, Any]:
    """What it was found to be: unknown until it is explained."""
    facts = explained.facts if explained else {}
    told = {name: facts.get(name) for name in ("id", "odds", "evidence", "hidden")}
    return {"cause": facts.get("cause", "unknown"), **told, "entry": explained.entry if explained else None}


def _moment(moment: Moment) -> dict[str, Any]:
    return {**moment._asdict(), "step": str(moment.step)}


def _answer(answer: Answer, now: int) -> dict[str, Any]:
    return {**answer._asdict(), "overdue": answer.answered is None and answer.due <= now}


def _places(incident: Incident) -> set[int]:
    """Every place in the log where something of it stands."""
    found = {incident.entry, *(each.entry for each in incident.steps)}
    for each in incident.answers:
        found |= {each.entry, each.answer_entry}
    return {index for index in found if index is not None}


def _entry(index: int, log) -> dict[str, Any]:
    """An entry and its proof (.tlog-proof): all that a reader needs who trusts the log's keys and nobody else."""
    return {"index": index, "entry": base64.b64encode(log.read(index)).decode(), "proof": log.proof(index).decode()}
