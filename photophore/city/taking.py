"""What colonies take: new releases from their hub in rings, new glyphs by choice, both from neighbours too."""

from typing import NamedTuple, final

import numpy as np

from photophore import chance
from photophore.city.mesh import NEW_GLYPHS, NEW_RELEASES, Mesh
from photophore.watch.events import FACTORS, Events, Kind, seen

F = np.float32
RELEASE, GLYPH, LOT = FACTORS.index("release"), FACTORS.index("glyph"), FACTORS.index("lot")
RINGS = (0.01, 0.05, 0.20, 1.0)  # share of the fleet that a release may have reached when a ring ends (trust.md 3)
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
        self.ring = [self._place(number) for number in range(len(self.offers))]
        self.open = [1] * len(self.offers)  # rings that are open; 0: stopped
        self.has = np.zeros((len(self.offers), mesh.n), bool)

    def _place(self, number: int) -> np.ndarray:
        """(n,) float64 0..1: when in the order of an offer each comes; above 1: never.

        Releases go to each lot and district alike (stratified), each to half of the hardware; glyphs to who likes them.
        """
        mesh, factor = self.mesh, self.offers[number].factor
        if factor == GLYPH:
            return np.where(mesh.draw(number, USE) < F(INTERESTED), 0.0, 2.0)
        lot = mesh.factors[LOT]
        turn = np.empty(mesh.n)
        order = np.lexsort((mesh.draw(number, USE), lot, mesh.factors[0]))  # district by district, lot by lot
        turn[order] = (np.arange(mesh.n) * 0.6180339887498949 + number * 0.37) % 1.0  # even however it is cut
        return np.where(lot % len(NEW_RELEASES) == number, turn, 2.0)

    def second(self, second: int, pairs, held: np.ndarray) -> Took:
        """What is taken in this second; pairs: as mesh.met; held: (n,) bool who takes nothing now."""
        parts = []
        for number, offer in enumerate(self.offers):
            if second < offer.start or not self.open[number]:
                continue
            may = (self.ring[number] < RINGS[self.open[number] - 1]) & ~self.has[number] & ~held
            parts += [self._from_hub(number, second, may), self._from_others(number, pairs, may)]
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
        return Took(who, np.full(who.size, number), np.full(who.size, -1), second + draw[who] / share)

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
        """Nobody takes this any more -> (k,) who has it."""
        for number, offer in enumerate(self.offers):
            if (offer.factor, offer.code) == (factor, code):
                self.open[number] = 0
        return np.flatnonzero(self.now[0 if factor == RELEASE else 1] == code)

    def back(self, who: np.ndarray) -> None:
        """These go back to what they had."""
        self.now[:, who] = self.mesh.factors[[RELEASE, GLYPH]][:, who]

    def told(self, took: Took) -> Events:
        """As a hub sees it."""
        mesh = self.mesh
        factors = np.full((len(FACTORS), took.who.size), -1, np.int32)
        for number, offer in enumerate(self.offers):
            factors[offer.factor, took.offer == number] = offer.code
        other = np.where(took.other >= 0, mesh.number[took.other], -1)
        return seen(took.at, Kind.TOOK, mesh.number[took.who], mesh.names, other=other, factors=factors)
