"""Who has nanobots at all, and who is missing: income and the way to a dentist decide, and the lens says so.

People without nanobots are no rows. They are drawn by the same dice as the wearers and kept as counts.
"""

import math
from typing import NamedTuple

import numpy as np

from photophore import chance
from photophore.place.place import Place, nearest_dentist
from photophore.words import GROUP, BadCity

# Invented for the twin, and said so wherever a figure is shown. Odds at the city's median income next to a dentist
# are 0.86; twice the income doubles the odds; each kilometre takes a third of them.
AT_MEDIAN = -0.15
PER_INCOME = 1.0  # log odds for one e-fold of income
PER_KM = -0.40  # log odds for a kilometre to the nearest dentist
FARTHEST = 10.0  # km; whoever is further away is no worse off
SPREAD = 0.55  # log-SD of incomes inside a district
FIFTHS = 5
BATCH = 1 << 18  # people drawn at a time, and at least: shares are then known to about 1 % in a district
RARE = 0.02  # least share of people with nanobots that a crowd can be drawn from
TILE, INCOME, HAS = 1, 2, 4  # uses of chance; a normal takes two


class Census(NamedTuple):
    """Who was asked, and who has nanobots."""

    asked: np.ndarray  # (d, FIFTHS) people drawn, by district and income fifth of the whole city
    have: np.ndarray  # (d, FIFTHS) of them, with nanobots


class Wearers(NamedTuple):
    """n people with nanobots, in the order in which they were drawn."""

    id: np.ndarray  # (n,) uint32 number of the person, for chance
    tile: np.ndarray  # (n,) int32 place in Place.tiles
    income: np.ndarray  # (n,) float32 a year, in Place.money
    fifth: np.ndarray  # (n,) uint8 0 poorest .. 4 richest, of all people of the city


def draw(place: Place, smiles: int, seed: int) -> tuple[Wearers, Census]:
    """People drawn from the city until `smiles` of them have nanobots; the same from the same seed.

    A city where hardly anybody could have them is refused as BadCity.
    """
    odds, edges, lives = _odds(place), fifths(place), np.cumsum(place.tiles.people.astype(np.float64))
    shape = len(place.districts), FIFTHS
    asked, have, found, first, wearers = np.zeros(shape, np.int64), np.zeros(shape, np.int64), 0, 0, []
    while found < smiles or first == 0:
        people = np.arange(first, first + BATCH, dtype=np.uint32)
        batch, has = _ask(place, people, seed, (odds, edges, lives))
        cell = place.tiles.district[batch.tile].astype(np.int64) * FIFTHS + batch.fifth
        asked += np.bincount(cell, minlength=asked.size).reshape(shape)
        have += np.bincount(cell[has], minlength=have.size).reshape(shape)
        wearers.append(Wearers(*(column[has][:smiles - found] for column in batch)))
        found, first = found + len(wearers[-1].id), first + len(people)
        if found < RARE * first and found < smiles:
            raise BadCity("hardly anybody could have nanobots here", place.name,
                          "check that incomes and dentists are given, and where the dentists work")
    return Wearers(*(np.concatenate(column) for column in zip(*wearers, strict=True))), Census(asked, have)


def _ask(place: Place, people: np.ndarray, seed: int, city) -> tuple[Wearers, np.ndarray]:
    odds, edges, lives = city
    where = chance.draw(seed, people, 0, TILE).astype(np.float64) * lives[-1]
    tile = np.minimum(np.searchsorted(lives, where, side="right"), len(lives) - 1).astype(np.int32)
    mean = np.array([district.income for district in place.districts])[place.tiles.district[tile]]
    income = mean * np.exp(SPREAD * chance.normal(seed, people, 0, INCOME).astype(np.float64) - SPREAD**2 / 2)
    chances = 1.0 / (1.0 + np.exp(-(odds[tile] + PER_INCOME * np.log(income / edges[4]))))
    has = chance.draw(seed, people, 0, 2 * HAS + 3) < chances
    fifth = np.searchsorted(edges[:4], income, side="right").astype(np.uint8)
    return Wearers(people, tile, income.astype(np.float32), fifth), has


def _odds(place: Place) -> np.ndarray:
    """(k,) log odds of someone with the median income, by tile."""
    return AT_MEDIAN + PER_KM * np.minimum(nearest_dentist(place).astype(np.float64), FARTHEST)


def fifths(place: Place) -> np.ndarray:
    """(5,) the four incomes that part the city's people into fifths, then the median, from the model itself."""
    mean = np.array([district.income for district in place.districts])
    people = np.array([district.people for district in place.districts], float)
    middle = np.log(mean) - SPREAD**2 / 2
    edges = []
    for share in (0.2, 0.4, 0.6, 0.8, 0.5):
        low, high = middle.min() - 6 * SPREAD, middle.max() + 6 * SPREAD
        for _ in range(50):
            at = (low + high) / 2
            below = [0.5 * (1 + math.erf((at - m) / (SPREAD * math.sqrt(2)))) for m in middle]
            low, high = (at, high) if np.dot(below, people) < share * people.sum() else (low, at)
        edges.append(math.exp(low))
    return np.array(edges)


def lens(place: Place, census: Census) -> dict:
    """What *Who is missing?* shows: people with and without nanobots by district and by income fifth.

    Counts are the city's people times the share among those drawn; `error` is the standard error of the share
    `without`. A cell of fewer than GROUP people drawn says null.
    """
    people = np.array([district.people for district in place.districts], float)
    asked, have = census.asked.sum(axis=1), census.have.sum(axis=1)
    by_district = [_cell(people[d], asked[d], have[d]) | {"id": d, "name": place.districts[d].name}
                   for d in range(len(people))]
    # people of a fifth: each district's people times the share of that fifth among those drawn there
    spread = people[:, None] * census.asked / np.maximum(asked, 1)[:, None]
    by_fifth = [_cell(spread[:, f].sum(), census.asked[:, f].sum(), census.have[:, f].sum()) | {"fifth": f + 1}
                for f in range(FIFTHS)]
    return {
        "city": place.name, "districts": by_district, "fifths": by_fifth,
        "all": _cell(people.sum(), asked.sum(), have.sum()),
        "edges": [round(float(edge)) for edge in fifths(place)[:4]], "money": place.money,
        "asked": int(asked.sum()),
        "source": f"{place.source} Who has nanobots is made up: twice the income doubles the odds, and each kilometre "
                  f"to the nearest dentist takes a third of them. Shares come from {int(asked.sum()):,} people drawn; "
                  "errors are one standard error.",
    }


def _cell(people: float, asked: int, have: int) -> dict:
    if asked < GROUP:
        return {"people": round(float(people)), "with": None, "without": None, "share": None, "error": None}
    without = 1.0 - float(have) / float(asked)
    error = math.sqrt(max(without * (1 - without), 0.25 / float(asked)) / float(asked))
    return {"people": round(float(people)), "with": round(people * (1 - without)),
            "without": round(people) - round(people * (1 - without)), "share": round(without, 4),
            "error": round(error, 4)}


def without(census: Census) -> list[float | None]:
    """Share of people without nanobots, by income fifth from the poorest; None where too few were drawn."""
    asked, have = census.asked.sum(axis=0), census.have.sum(axis=0)
    return [round(1.0 - float(h) / float(a), 4) if a >= GROUP else None for a, h in zip(asked, have, strict=True)]
