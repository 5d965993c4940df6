"""What another set of policies would change: counted cell by cell, and told in a few sentences."""

from typing import NamedTuple

import numpy as np

from photophore.commons.sentence import Voice, listed, when, where
from photophore.words import ALWAYS, EVERYWHERE, Audience, Purpose, Signal, Venue, WearerClass

# in which order axes are put together; the one that leaves the fewest boxes is kept
ORDERS = ((2, 1, 4, 3, 5, 0), (5, 4, 3, 2, 1, 0), (0, 5, 4, 3, 2, 1))


class Change(NamedTuple):
    """Cells that turn together: every wearer of these classes, at every place, in every band, and so on; as bits."""

    bright: bool  # what was forbidden is possible; False: the other way round
    wearers: int
    places: int
    bands: int
    audiences: int
    signals: int
    purposes: int

    @property
    def cells(self) -> int:
        return int(np.prod([bits.bit_count() for bits in self[1:]]))


def changes(before: np.ndarray, after: np.ndarray) -> list[Change]:
    """What turns from one whole tensor to the other, each cell told once; what turns dark first, then the largest."""
    dark, bright = _boxes(before & ~after), _boxes(after & ~before)
    told = [Change(False, *box) for box in dark] + [Change(True, *box) for box in bright]
    return sorted(told, key=lambda change: (change.bright, -change.cells, change))


def count(told: list[Change], bright: bool) -> int:
    """How many cells turn bright, or dark: class x place x band x audience x signal x purpose."""
    return sum(change.cells for change in told if change.bright == bright)


def says(change: Change, voice: Voice) -> str:
    """A change as a sentence."""
    said = voice(
        "policies-turns-bright" if change.bright else "policies-turns-dark",
        wearers=_named("wearer", WearerClass, change.wearers, voice),
        audiences=_named("audience", Audience, change.audiences, voice),
        every="yes" if change.audiences == _all(Audience) else "no",
        signals=_named("signal", Signal, change.signals, voice),
        everything="yes" if change.signals == _all(Signal) else "no",
        purposes="" if change.purposes == sum(Purpose) else f" {_purposes(change.purposes, voice)}",
        where="" if change.places == EVERYWHERE else f", {_where(change.places, voice)}",
        when="" if change.bands == ALWAYS else when(change.bands, voice),
    )
    return said[0].upper() + said[1:]


def _all(kind) -> int:
    return (1 << len(kind)) - 1


def _named(what: str, kind, bits: int, voice: Voice) -> str:
    if bits == _all(kind):
        return voice(f"policies-{what}-all")
    return listed([voice(f"policies-{what}-{one.name.lower()}") for one in kind if bits >> one & 1], voice)


def _where(places: int, voice: Voice) -> str:
    """The shorter of: where, and where not."""
    if places.bit_count() <= len(Venue) // 2:
        return where(places, voice)
    return voice("policies-where-but", where=where(EVERYWHERE & ~places, voice))


def _purposes(bits: int, voice: Voice) -> str:
    return listed([voice(f"policies-purpose-{purpose.name.lower()}") for purpose in Purpose(bits)], voice)


def _boxes(turned: np.ndarray) -> list[tuple[int, ...]]:
    """Bits on every axis of few boxes that hold each bit of a whole tensor once."""
    found = [tuple(map(int, where)) for where in np.argwhere(turned)]
    single = {(*(1 << place for place in where), int(turned[where])) for where in found}
    return min((_merged(single, order) for order in ORDERS), key=len)


def _merged(boxes: set[tuple[int, ...]], order: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Boxes that differ in one axis only become one; until none do. They never overlap, so they never lose a cell."""
    before = None
    while before != len(boxes):
        before = len(boxes)
        for axis in order:
            together: dict[tuple[int, ...], int] = {}
            for box in boxes:
                rest = (*box[:axis], 0, *box[axis + 1 :])
                together[rest] = together.get(rest, 0) | box[axis]
            boxes = {(*rest[:axis], bits, *rest[axis + 1 :]) for rest, bits in together.items()}
    return sorted(boxes)

