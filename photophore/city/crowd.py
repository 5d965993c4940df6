"""Made-up wearers: where they live, the teeth they have, what they let be heard and seen, and how they like to glow.

Everyone is drawn by chance from (seed, number of the person), so that the same city comes from the same seed.
"""

from typing import NamedTuple

import numpy as np

from photophore import chance
from photophore.city import missing
from photophore.place.place import Place
from photophore.words import TEETH, Brightness, Signal

F = np.float32
CELLS = 240  # fields of view in which smiles stand together; a hub knows at most 256
HEARD = 0.94  # let their own smile hear the feeling
NEAR = 0.90  # of those: show it to people near
PUBLIC = 0.62  # of those: show it to everyone
MURAL = 0.85  # of those who show it to people near: be counted in the neighbourhood's picture
HEART = 0.25  # of those heard: the heart too
SKIN = 0.50  # of those: by a wrist band that feels the skin as well
HEART_NEAR, HEART_PUBLIC = 0.85, 0.50  # of those with a heart heard and that audience granted
DEVOTED = 0.05  # never pulled by others
BRIGHT, GESTURE = 0.68, 0.10  # shares of Brightness; the rest show all
FAVOURITE = 0.42  # wear the first design of the gallery
BEAT, BEAT_SPREAD = 0.15, 0.03  # hertz: own beat, nine a minute, and how it differs between people
SLOWEST, FASTEST = 0.07, 0.6  # hertz

# uses of chance, apart from those of `missing` (1 to 11); a normal takes two numbers from 2 * use + 1
PLACE_X, PLACE_Y, AGE, TOOTH = 12, 13, 14, 100
HEARS, SHOWS_NEAR, SHOWS_PUBLIC, COUNTED, HEARTED, HEART_TO_NEAR, HEART_TO_PUBLIC = range(20, 27)
BRIGHTNESS, GLYPH, LOYAL, OWN_SEED, CROWN, BRACE, SKINNED = range(27, 34)
AUTONOMY, RATE = 40, 42


class Crowd(NamedTuple):
    """n wearers."""

    id: np.ndarray  # (n,) uint32 number of the person, for chance
    xy: np.ndarray  # (n, 2) float32 where they live, in the place's unit
    tile: np.ndarray  # (n,) int32
    district: np.ndarray  # (n,) int16
    cell: np.ndarray  # (n,) int16 field of view in which they are seen together, 0..CELLS-1
    fifth: np.ndarray  # (n,) uint8 income fifth, 0 poorest
    age: np.ndarray  # (n,) uint8 years
    teeth: "Teeth"
    seed: np.ndarray  # (n,) uint32
    wishes: "Wishes"


class Teeth(NamedTuple):
    """Dentitions, one bit a tooth in FDI order."""

    own: np.ndarray  # (n,) uint32 the tooth stands there, own root
    crowned: np.ndarray  # (n,) uint32 of those: under a crown, which a colony cannot shine through
    braced: np.ndarray  # (n,) uint32 of those: wears a bracket; it glows round it

    @property
    def lit(self) -> np.ndarray:
        """(n,) uint32: teeth that can glow."""
        return self.own & ~self.crowned


class Wishes(NamedTuple):
    """What each wearer decided. All (n,)."""

    heard: np.ndarray  # bool: own feeling may be sensed
    near: np.ndarray  # bool: people near may see it
    public: np.ndarray  # bool: everyone may see it
    mural: np.ndarray  # bool: may be counted in a neighbourhood's picture
    heart: np.ndarray  # bool: own heart may be sensed
    heart_near: np.ndarray  # bool
    heart_public: np.ndarray  # bool
    skin: np.ndarray  # bool: own skin may be sensed
    brightness: np.ndarray  # uint8 Brightness
    autonomy: np.ndarray  # float32 0..1
    rate: np.ndarray  # float32 hertz, own beat


def gather(place: Place, smiles: int, seed: int) -> tuple[Crowd, missing.Census]:
    """`smiles` wearers of the place, and the census of those who have nanobots and those who have none."""
    wearers, census = missing.draw(place, smiles, seed)
    tile, who = wearers.tile, wearers.id
    jitter = np.column_stack([chance.draw(seed, who, 0, use) for use in (PLACE_X, PLACE_Y)]) - F(0.5)
    age = _age(chance.draw(seed, who, 0, AGE))
    crowd = Crowd(
        id=who, xy=place.tiles.xy[tile] + jitter * F(place.tiles.size), tile=tile,
        district=place.tiles.district[tile], cell=cells(place, CELLS)[tile], fifth=wearers.fifth, age=age,
        teeth=_teeth(age, wearers.fifth, who, seed), wishes=_wishes(who, seed),
        seed=chance.stir(chance.stir(who * chance.GOLDEN) + np.uint32((seed * 0x9E3779B1 + OWN_SEED) & 0xFFFFFFFF)))
    return crowd, census


def cells(place: Place, count: int) -> np.ndarray:
    """(k,) int16: tiles in at most `count` fields of view, each small and, where that is possible, in one district."""
    lives = np.bincount(place.tiles.district, place.tiles.people, len(place.districts)) + 1.0
    if len(lives) > count:  # more districts than fields: neighbours in the list share one
        return (place.tiles.district.astype(np.int64) * count // len(lives)).astype(np.int16)
    share = np.maximum(1, np.floor(lives / lives.sum() * (count - len(lives))).astype(int) + 1)
    first, out = np.concatenate([[0], np.cumsum(share)[:-1]]), np.zeros(len(place.tiles.district), np.int16)
    for district, parts in enumerate(share):
        here = np.flatnonzero(place.tiles.district == district)
        if len(here):
            out[here] = first[district] + _parts(place.tiles.xy[here].astype(float), min(int(parts), len(here)))
    return out


def _parts(points: np.ndarray, parts: int) -> np.ndarray:
    """(m,) points in compact groups: seeds spread evenly over them, then moved to the middles (Lloyd 1982)."""
    seeds = points[np.linspace(0, len(points) - 1, parts).astype(int)]
    for _ in range(8):
        nearest = ((points[:, None] - seeds[None]) ** 2).sum(axis=2).argmin(axis=1)
        mass = np.bincount(nearest, minlength=parts)
        sums = np.column_stack([np.bincount(nearest, axis, parts) for axis in points.T])
        seeds = np.where(mass[:, None] > 0, sums / np.maximum(mass, 1)[:, None], seeds)
    return nearest


def _age(u: np.ndarray) -> np.ndarray:
    """12 to 95 years, thinning out above 60."""
    return np.interp(u, [0, 0.09, 0.55, 0.80, 0.95, 1], [12, 20, 45, 62, 78, 95]).astype(np.uint8)


# how readily a tooth is lost, by place in its quadrant: first molars early, canines last, wisdom teeth mostly never
# there or taken out (the order is the usual one of dental surveys; the figures are made up)
LOST = np.array([0.75, 0.85, 0.35, 0.9, 1.2, 1.6, 1.5, 1.0])
WISDOM = 0.62  # share of third molars that are not there at 30
CROWNED = np.array([0.6, 0.4, 0.2, 0.8, 1.0, 1.8, 0.8, 0.0])


def _teeth(age: np.ndarray, fifth: np.ndarray, who: np.ndarray, seed: int) -> Teeth:
    """Who has which teeth: years cost teeth, poverty costs more, crowns come to those who could pay."""
    years = np.maximum(age.astype(np.float64) - 22, 0) / 50
    loss = 0.30 * years**1.6 * np.array([1.55, 1.25, 1.0, 0.8, 0.65])[fifth]
    crown = 0.16 * years * np.array([0.4, 0.7, 1.0, 1.3, 1.5])[fifth]
    own, crowned = np.zeros(len(who), np.uint32), np.zeros(len(who), np.uint32)
    for tooth in range(TEETH):
        place, bit = tooth % 8, np.uint32(1 << tooth)
        if place == 7:
            gone = np.where(age < 19, 1.0, WISDOM + (1 - WISDOM) * loss)
        else:
            gone = loss * LOST[place]
        stands = chance.draw(seed, who, tooth, TOOTH) >= gone
        own |= np.where(stands, bit, 0).astype(np.uint32)
        under = stands & (chance.draw(seed, who, tooth, CROWN) < crown * CROWNED[place])
        crowned |= np.where(under, bit, 0).astype(np.uint32)
    canines = np.uint32(sum(1 << tooth for tooth in (2, 10, 18, 26)))
    bare = (own & ~crowned) == 0  # a colony is only ever put where a tooth can glow
    own, crowned = np.where(bare, own | canines, own), np.where(bare, crowned & ~canines, crowned)
    wears = chance.draw(seed, who, 0, BRACE) < np.where(age < 18, 0.28, np.where(age < 35, 0.05, 0.01))
    front = np.uint32(sum(1 << tooth for tooth in range(TEETH) if tooth % 8 < 6))
    return Teeth(own, crowned, np.where(wears, own & front, 0).astype(np.uint32))


def _wishes(who: np.ndarray, seed: int) -> Wishes:
    def says(share: float, use: int) -> np.ndarray:
        return chance.draw(seed, who, 0, use) < F(share)

    heard = says(HEARD, HEARS)
    near = heard & says(NEAR, SHOWS_NEAR)
    public = near & says(PUBLIC, SHOWS_PUBLIC)
    heart = heard & says(HEART, HEARTED)
    choice = chance.draw(seed, who, 0, BRIGHTNESS)
    brightness = np.select([choice < BRIGHT, choice < BRIGHT + GESTURE], [Brightness.BRIGHT_ONLY, Brightness.GESTURE],
                           Brightness.ALL).astype(np.uint8)
    autonomy = np.clip(0.35 + 0.2 * chance.normal(seed, who, 0, AUTONOMY), 0, 1)
    rate = np.clip(BEAT + BEAT_SPREAD * chance.normal(seed, who, 0, RATE), SLOWEST, FASTEST)
    return Wishes(heard, near, public, near & says(MURAL, COUNTED), heart,
                  heart & near & says(HEART_NEAR, HEART_TO_NEAR), heart & public & says(HEART_PUBLIC, HEART_TO_PUBLIC),
                  heart & says(SKIN, SKINNED), brightness, np.where(says(DEVOTED, LOYAL), 1, autonomy).astype(F),
                  rate.astype(F))


def choose(crowd: Crowd, glyphs: list, seed: int) -> np.ndarray:
    """(n,) int16: which of the gallery's designs each wears, by its place in `glyphs`; -1 where none suits.

    The first is the favourite; of the others, designs that read something are liked twice as much. One that reads the
    heart suits those alone whose heart people near may see.
    """
    weight = np.array([2.0 if glyph.signals else 1.0 for glyph in glyphs])
    weight[0] = weight[1:].sum() * FAVOURITE / (1 - FAVOURITE) if len(glyphs) > 1 else 1.0
    steps = np.cumsum(weight)
    pick = np.searchsorted(steps, chance.draw(seed, crowd.id, 0, GLYPH) * steps[-1], side="right")
    pick = np.minimum(pick, len(glyphs) - 1).astype(np.int16)
    reads_heart = np.array([Signal.HEART in glyph.signals for glyph in glyphs])
    plain = np.flatnonzero(~reads_heart)
    other = plain[0] if len(plain) else -1
    return np.where(reads_heart[pick] & ~crowd.wishes.heart_near, other, pick).astype(np.int16)
