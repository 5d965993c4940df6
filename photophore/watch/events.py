"""What a hub could see of a fleet of smiles: who there is, who met whom, who took what, and signs of malfunction.

Nothing here tells what was planted, and no row tells a feeling: a smile is a number that means nothing elsewhere.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from photophore.words import BadRequest


class Kind(StrEnum):
    """What was seen."""

    ROSTER = "roster"  # a smile is there: its factors and the centre of its map cell, once, at first sight
    MET = "met"  # two colonies heard each other by radio
    TOOK = "took"  # a smile took a release or a glyph, from `other` or (-1) from its hub
    DIFFERS = "differs"  # what it shows is not what was sent
    FLICKER = "flicker"  # more transitions than the guard lets through
    UNGRANTED = "ungranted"  # light that nobody was granted
    SILENT = "silent"  # it answers no more
    CLOCK = "clock"  # its clock runs away
    ENERGY = "energy"  # it takes more than its light costs

    @property
    def code(self) -> int:
        return KINDS.index(self)


KINDS = tuple(Kind)
SIGNS = tuple(kind for kind in Kind if kind.code >= Kind.DIFFERS.code)
FIRST_SIGN = KINDS.index(Kind.DIFFERS)  # codes from here on are signs of malfunction
FACTORS = ("district", "lot", "release", "glyph", "hub", "charger")
LATEST = 1e10  # seconds, before or after 0, of which events may tell: three hundred years
TAKEN = (FACTORS.index("release"), FACTORS.index("glyph"))  # what TOOK rows change


class Events(NamedTuple):
    """k things that were seen, in the order of their times (`ordered` sees to it)."""

    at: np.ndarray  # (k,) float64 seconds
    kind: np.ndarray  # (k,) uint8 place in KINDS
    smile: np.ndarray  # (k,) int64 pseudonym
    other: np.ndarray  # (k,) int64 pseudonym; -1 where none
    x: np.ndarray  # (k,) float32 metres east, centre of a public map cell; nan where unknown
    y: np.ndarray  # (k,) float32 metres north, likewise
    factors: np.ndarray  # (6, k) int32 places in names; -1 where unknown or, in TOOK rows, unchanged
    names: tuple[tuple[str, ...], ...]  # the levels of each factor

    @property
    def count(self) -> int:
        return len(self.at)


class Fleet(NamedTuple):
    """Who there is, as the roster tells it: n smiles, by their pseudonyms in rising order."""

    smile: np.ndarray  # (n,) int64 pseudonyms
    since: np.ndarray  # (n,) float64 seconds of first sight
    x: np.ndarray  # (n,) float32 metres
    y: np.ndarray  # (n,) float32 metres
    factors: np.ndarray  # (6, n) int32 places in names at first sight; -1 unknown
    names: tuple[tuple[str, ...], ...]

    @property
    def n(self) -> int:
        return len(self.smile)

    def rows(self, smiles: np.ndarray) -> np.ndarray:
        """(k,) int64: where these pseudonyms stand; -1 where the roster does not know them."""
        if not self.n:
            return np.full(len(smiles), -1, np.int64)
        place = np.minimum(np.searchsorted(self.smile, smiles), self.n - 1)
        return np.where(self.smile[place] == smiles, place, -1)


def empty(names: tuple[tuple[str, ...], ...] | None = None) -> Events:
    """Nothing seen yet, of factors that have these levels."""
    return seen(np.zeros(0), Kind.SILENT, np.zeros(0, np.int64), names=names)


def seen(at, kind, smile, names=None, **more) -> Events:
    """Events from (k,) columns; `kind` one Kind or (k,) codes; `more`: other, x, y, factors, unknown where not told."""
    at = np.atleast_1d(np.asarray(at, np.float64))
    k = len(at)
    code = kind.code if isinstance(kind, Kind) else kind

    def column(value, dtype):
        return np.broadcast_to(np.asarray(value, dtype), (k,)).copy()

    factors = np.full((len(FACTORS), k), -1, np.int32)
    if "factors" in more:
        factors[:] = more["factors"]
    return Events(
        at, column(code, np.uint8), column(smile, np.int64), column(more.get("other", -1), np.int64),
        column(more.get("x", np.nan), np.float32), column(more.get("y", np.nan), np.float32), factors,
        names or ((),) * len(FACTORS),
    )  # fmt: skip


def pick(events: Events, which: np.ndarray | slice) -> Events:
    """The rows that a mask, an index or a slice names."""
    at, kind, smile, other, x, y, factors, names = events
    return Events(at[which], kind[which], smile[which], other[which], x[which], y[which], factors[:, which], names)


def until(events: Events, at: float) -> Events:
    """What had been seen at that second."""
    return pick(events, events.at <= at)


def ordered(events: Events) -> Events:
    """By time; what was seen at one moment keeps its order."""
    return pick(events, np.argsort(events.at, kind="stable"))


def together(parts: list[Events]) -> Events:
    """Several batches as one, by time; levels are matched by their names, whatever codes each batch gave them."""
    if not parts:
        return empty()
    names = tuple(tuple(dict.fromkeys(it for part in parts for it in part.names[f])) for f in range(len(FACTORS)))
    columns = [np.concatenate([part[c] for part in parts]) for c in range(6)]
    return ordered(Events(*columns, np.concatenate([recoded(part, names) for part in parts], axis=1), names))


def recoded(events: Events | Fleet, names: Sequence[Sequence[str]]) -> np.ndarray:
    """(6, k) int32 factors as places in these names, which hold every level of the events."""
    told = np.full_like(events.factors, -1)
    for f, levels in enumerate(events.names):
        place = {name: code for code, name in enumerate(names[f])}
        table = np.array([*(place[name] for name in levels), -1], np.int32)
        told[f] = table[events.factors[f]]  # -1 looks at the last, which is -1
    return told


def check(events: Events) -> Events:
    """The same events if they hold together.

    Raises
    ------
    BadRequest
        Columns of different lengths, times that are no numbers or beyond LATEST, unknown kinds, or codes that name
        nothing.
    """
    k = events.count
    if any(len(column) != k for column in events[:6]) or events.factors.shape != (len(FACTORS), k):
        raise BadRequest("These events do not hold together", "columns have different lengths", "write them again")
    if not np.isfinite(events.at).all():
        raise BadRequest("These events do not hold together", "a time is no number", "every row needs its second")
    if (np.abs(events.at) > LATEST).any():
        raise BadRequest("These events do not hold together", "a time is centuries away", "times are told in seconds")
    if (events.kind >= len(KINDS)).any() or (events.smile < 0).any():
        raise BadRequest("These events do not hold together", "a row of no known kind, or of no smile", "write again")
    most = np.array([len(levels) for levels in events.names])
    if len(most) != len(FACTORS) or (events.factors >= most[:, None]).any() or (events.factors < -1).any():
        raise BadRequest("These events do not hold together", "a factor's code names no level", "write them again")
    return events


def fleet(events: Events) -> Fleet:
    """The roster in these events; a smile that is told twice counts as it was first seen."""
    told = np.flatnonzero(events.kind == Kind.ROSTER.code)
    smile, first = np.unique(events.smile[told], return_index=True)
    rows = told[first]
    return Fleet(smile, events.at[rows], events.x[rows], events.y[rows], events.factors[:, rows], events.names)


def onsets(events: Events, again: float = 600.0) -> Events:
    """The signs with which a trouble begins: a smile's sign after `again` seconds without any; by time."""
    signs = pick(events, events.kind >= FIRST_SIGN)
    by = np.lexsort((signs.at, signs.smile))
    smile, at = signs.smile[by], signs.at[by]
    fresh = np.ones(len(by), bool)
    fresh[1:] = (smile[1:] != smile[:-1]) | (at[1:] - at[:-1] > again)
    return ordered(pick(signs, by[fresh]))
