"""What of the evidence may stand in the open for ever: of no small group a rate, and no small rest of many.

commons.openly holds small counts back by themselves; here is what could be told from two figures together.
"""

from collections.abc import Iterable
from typing import Any

from photophore.hub.rollcall import Roll
from photophore.watch.events import FACTORS
from photophore.watch.explain import Ground
from photophore.words import GROUP

PARTS = {"alone": ("faults", "all"), "shared": ("shared", "faults")}  # a part, and of what


def publishable(evidence: Iterable[Ground], roll: Roll) -> list[dict[str, Any]]:
    """Each as it may be told, its kind among its facts; odds are told elsewhere."""
    told = [{"kind": each.kind, **each.facts} for each in evidence if each.kind != "cause" and not _rest_is_few(each)]
    for each in told:
        if each["kind"] == "alarm" and _size(each["factor"], each["level"], roll) < GROUP:
            each["often"] = 0  # not told
    return told


def _rest_is_few(ground: Ground) -> bool:
    """Whether so many are a part that the others would be few: 98 of 100 tells of 2."""
    part, of = (ground.facts.get(name, 0) for name in PARTS.get(ground.kind, ("", "")))
    return of >= GROUP and 0 < of - part < GROUP


def _size(factor: str, level: str, roll: Roll) -> int:
    return len(roll.of(factor, level)) if factor in FACTORS else roll.fleet.n
