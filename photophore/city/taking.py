"""What colonies take: new releases from their hub in rings, new glyphs by choice, both from neighbours too."""

from typing import NamedTuple, final

import numpy as np

from photophore import chance
from photophore.city.mesh import NEW_GLYPHS, NEW_RELEASES, Mesh
from photophore.watch import rings
from photophore.watch.events import FACTORS, Events, Kind, seen

F = np.float32
RELEASE, GLYPH, LOT = FACTORS.index("release"), FACTORS.index("glyph"), FACTORS.index("lot")
ENOUGH = 20  # smiles that the first ring holds at least; in a small fleet it is a later one of watch.rings
STOPPED, NEVER = -1, 255
FROM_HUB = 0.30  # share a second of an open ring that takes the release
INTERESTED = 0.10  # share of wearers who like a new glyph
LIKES = 0.04  # of those, the share a second that takes it from the hub
PASSED_ON = 0.5  # chance that it is taken from a neighbour who has it
USE = 430  # uses of chance from here on belong to this module, ten for each offer


class Offer(NamedTuple):
    """Something new."""

    factor: int  # RELEASE or GLYPH
    code: int  # its place in the names of that factor
    start: float  # second from which it can be had


class Took(NamedTuple):
    """k takings."""

    who: np.ndarray  # (k,) place in the mesh
    offer: np.ndarray  # (k,) place among the offers
    other: np.ndarray  # (k,) place of the neighbour; -1: the hub
    at: np.ndarray  # (k,) float64 seconds


@final
class Taking:
    """What each colony runs and wears now, and what it may take next."""

    def __init__(self, mesh: Mesh, starts: tuple[float, ...]):
        """starts: seconds from which the two releases and the two glyphs can be had."""
        levels = [(RELEASE, name) for name in NEW_RELEASES] + [(GLYPH, name) for name in NEW_GLYPHS]
        self.mesh = mesh
        self.offers = [Offer(factor, mesh.names[factor].index(name), start)
                       for (factor, name), start in zip(levels, starts, strict=True)]
        self.now = mesh.factors[[RELEASE, GLYPH]].astype(np.int32)  # (2, n)
        self.ring = [self._rings(number) for number in range(len(self.offers))]  # of (n,) uint8, or NEVER
        self.open = [self._first(ring) for ring in self.ring]  # ring that is open; STOPPED: none
        self.has = np.zeros((len(self.offers), mesh.n), bool)

    def _rings(self, number: int) -> np.ndarray:
        """In which ring each comes: releases each to half of the hardware, glyphs to whoever likes them, at once."""
        mesh, ring = self.mesh, np.full(self.mesh.n, NEVER, np.uint8)
        if self.offers[number].factor == GLYPH:
            ring[mesh.draw(number, USE) < F(INTERESTED)] = 0
            return ring
        lot = mesh.factors[LOT]
        fits = np.flatnonzero(lot % len(NEW_RELEASES) == number)
        strata = np.stack([mesh.factors[0], mesh.fifth, lot])[:, fits]
        ring[fits] = rings.assign(mesh.number[fits], strata, mesh.seed + number)
        return ring

    @staticmethod
    def _first(ring: np.ndarray) -> int:
        """The first ring with ENOUGH smiles."""
        within = [(ring <= number).sum() >= ENOUGH for number in range(len(rings.RINGS))]
        return within.index(True) if any(within) else len(rings.RINGS) - 1

    def second(self, second: int, pairs, held: np.ndarray) -> Took:
        """What is taken in this second; pairs: as mesh.met; held: (n,) bool who takes nothing now."""
        parts = []
        for number, offer in enumerate(self.offers):
            if second + 1 <= offer.start or self.open[number] == STOPPED:
                continue
            may = (self.ring[number] <= self.open[number]) & ~self.has[number] & ~held
            parts.append(self._from_others(number, pairs, may))  # of those who had it before this second
            parts.append(self._from_hub(number, second, may & ~self.has[number]))
        if not parts:
            return Took(*(np.zeros(0, np.int64),) * 3, np.zeros(0))
        took = Took(*(np.concatenate(column) for column in zip(*parts, strict=True)))
        return Took(*(column[np.argsort(took.at, kind="stable")] for column in took))

    def _from_hub(self, number: int, second: int, may: np.ndarray) -> Took:
        factor = self.offers[number].factor
        share = FROM_HUB if factor == RELEASE else LIKES
        draw = self.mesh.draw(second, USE + 10 * number + 1)
        who = np.flatnonzero(may & (draw < F(share)))
        self._take(number, who)
        begin = max(float(second), self.offers[number].start)  # over what is left of its first second, evenly
        at = begin + (second + 1 - begin) * (draw[who].astype(np.float64) / share)
        return Took(who, np.full(who.size, number), np.full(who.size, -1), at)

    def _from_others(self, number: int, pairs, may: np.ndarray) -> Took:
        one, two, at = pairs
        both = np.concatenate([one, two]), np.concatenate([two, one]), np.concatenate([at, at])
        who, other, at = both
        will = may[who] & self.has[number][other] & ~self.has[number][who]
        second = int(at[0]) if at.size else 0
        will &= chance.draw(self.mesh.seed, self.mesh.id[who], second, USE + 10 * number + 2) < F(PASSED_ON)
        who, first = np.unique(who[will], return_index=True)
        self._take(number, who)
        return Took(who, np.full(who.size, number), other[will][first], at[will][first])

    def _take(self, number: int, who: np.ndarray) -> None:
        offer = self.offers[number]
        self.has[number][who] = True
        self.now[0 if offer.factor == RELEASE else 1, who] = offer.code

    def stop(self, factor: int, code: int) -> np.ndarray:
        """Nobody takes this any more, and whoever has it goes back to what they had -> (k,) who."""
        for number, offer in enumerate(self.offers):
            if (offer.factor, offer.code) == (factor, code):
                self.open[number] = STOPPED
        now = self.now[0 if factor == RELEASE else 1]
        who = np.flatnonzero(now == code)
        now[who] = self.mesh.factors[factor, who]
        return who

    def told(self, took: Took) -> Events:
        """As a hub sees it."""
        mesh = self.mesh
        factors = np.full((len(FACTORS), took.who.size), -1, np.int32)
        for number, offer in enumerate(self.offers):
            factors[offer.factor, took.offer == number] = offer.code
        other = np.where(took.other >= 0, mesh.number[took.other], -1)
        return seen(took.at, Kind.TOOK, mesh.number[took.who], mesh.names, other=other, factors=factors)
