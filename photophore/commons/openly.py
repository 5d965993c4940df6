"""What may stand in the open for ever: public facts of an incident, with nobody in them and no small group.

What would name one smile is held back, and said to be; what would name a person is refused, for then a caller is wrong.
"""

import json
import math
import re
from typing import Any

import numpy as np

from photophore.words import GROUP, BadRequest

COUNTS = frozenset({"smiles", "wearers", "people", "members", "touched", "affected", "resting", "exposed",
                    "faults", "shared", "all"})  # fmt: skip
ONE = frozenset({"smile", "source", "other"})  # pseudonyms of one smile
PERSONS = frozenset({"person", "persons", "person_id", "wearer_id", "session", "row", "rows", "device"})
FEW = f"fewer than {GROUP}"
HELD_BACK = "one smile, not named"
CONTACT = "contact"  # the cause whose id is a smile
DEEPEST, LONGEST, LETTERS, KEY = 6, 16_000, 600, 60  # maps in maps; letters of all, of one text, and of a name
LIST = 500  # things in one list
NAMED = re.compile(r"\b(smile|contact)(?: #?\d{1,20}\b)+", re.IGNORECASE)  # one smile by its number, in a sentence
MANY = re.compile(r"(?<![\d,.])(\d{1,9})(?: of (\d{1,9}))? (smiles|wearers|people|members|faults|orphans|signs)\b")


def clean(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as they may be told: numbers plain, texts on one line, small counts and smiles held back.

    BadRequest where they name a person, or are too many to be read.
    """
    if not isinstance(facts, dict):
        raise BadRequest("facts are names with what holds of them", "facts", 'as in {"district": "Sol"}')
    told = _map(facts, 0)
    if len(json.dumps(told)) > LONGEST:
        raise BadRequest(f"the facts of one step have at most {LONGEST:,} letters", "facts", "tell less at once")
    return told


def line(text: str, where: str, least: int = 0, most: int = LETTERS) -> str:
    """One line of plain words; BadRequest where it is too short or too long."""
    text = _plain(text) if isinstance(text, str) else ""
    if not least <= len(text) <= most:
        raise BadRequest("this is one line of plain words", where, f"{least} to {most} letters")
    return text


def _map(facts: dict, depth: int) -> dict[str, Any]:
    if depth > DEEPEST:
        raise BadRequest(f"facts stand at most {DEEPEST} deep in each other", "facts", "tell them more simply")
    told = {}
    contact = facts.get("cause") == CONTACT
    for key, value in facts.items():
        if not isinstance(key, str) or not 0 < len(key) <= KEY or not key.isprintable():
            raise BadRequest("a fact has a short name", repr(key)[:KEY], 'as in "district"')
        if key in PERSONS:
            raise BadRequest("a public record names no person", key, "leave it out")
        names_one = key in ONE or (contact and key == "id")
        told[key] = _one(value) if names_one else _count(value) if key in COUNTS else _value(value, depth)
    return told


def _one(value: Any) -> Any:
    """What stands in place of a smile's number; -1 and nothing are nobody."""
    return None if value is None or str(value) in ("", "-1") else HELD_BACK


def _count(value: Any) -> Any:
    """How many; told as few where they are fewer than a group. None is as telling as all: nobody."""
    value = _value(value, DEEPEST)
    small = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < GROUP
    return FEW if small else value


def _value(value: Any, depth: int) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, dict):
        return _map(value, depth + 1)
    if isinstance(value, list | tuple | set | frozenset):
        if depth >= DEEPEST or len(value) > LIST:
            raise BadRequest(f"a list of facts has at most {LIST} things", "facts", "tell fewer")
        return [_value(each, depth + 1) for each in (sorted(value) if isinstance(value, set | frozenset) else value)]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value) if abs(value) < 2**53 else str(value)  # what a page can read
    if isinstance(value, str):
        return _plain(value)[:LETTERS]
    raise BadRequest("a fact is text, a number, a list or a map", type(value).__name__, "say it in words")


def _plain(text: str) -> str:
    """Without what a terminal or a page could stumble over, and with nobody in it: a sentence is a fact, too."""
    text = "".join(each if each.isprintable() else " " for each in text).strip()
    return MANY.sub(_few, NAMED.sub(r"\1", text))


def _few(found: re.Match) -> str:
    """A count, or one of another; of two, the smaller is left out where the larger is small."""
    some, all_, what = found.groups()
    counts = [int(each) for each in (some, all_) if each is not None]
    if not any(0 < each < GROUP for each in counts):
        return found[0]
    if all_ is None or int(all_) < GROUP:
        return f"{'none of ' if int(some) == 0 else ''}{FEW} {what}"
    return f"{FEW} of {all_} {what}"
