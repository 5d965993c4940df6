"""Who has nanobots at all, and who is missing: income and the dentists within reach decide, and the lens says so.

People without nanobots are no rows. They are drawn by the same dice as the wearers and kept as counts.
"""

import math
from typing import NamedTuple

import numpy as np

from photophore import chance
from photophore.place.place import Place, dentists_in_reach, incomes
from photophore.words import GROUP, BadCity

# Invented for the twin, and said so wherever a figure is shown. Odds at the city's median income with the usual number
# of dentists in reach are 0.64; twice the income doubles the odds; half the dentists in reach takes a third of them.
AT_MEDIAN = -0.45
PER_INCOME = 1.0  # log odds for one e-fold of income
PER_REACH = 0.585  # log odds for one e-fold of dentists in reach: log 1.5 / log 2
USUAL = 0.6  # dentists for 1,000 people; the United States had 0.61 in 2022 (American Dental Association)
LEAST, MOST = 0.05, 2.4  # dentists for 1,000; fewer make it no worse, more no better
SPREAD = 0.55  # log-SD of incomes around the mean of a place
FIFTHS = 5
BATCH = 1 << 18  # people drawn at a time, and at least: shares are then known to about 1 % in a district
RARE = 0.02  # least share of people with nanobots that a crowd can be drawn from
TILE, INCOME, HAS = 1, 2, 4  # uses of chance; a normal takes two


class Census(NamedTuple):
    """Who was asked, and who has nanobots."""

    asked: np.ndarray  # (d, FIFTHS) people drawn, by district and income fifth of the whole city
    have: np.ndarray  # (d, FIFTHS) of them, with nanobots
    reach: np.ndarray  # (d, FIFTHS) sum over them of the dentists for 1,000 people in reach
    bare: np.ndarray  # (d, FIFTHS) of them, with no dentist in reach


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
    reach = dentists_in_reach(place)
    city = incomes(place), _odds(reach), fifths(place), np.cumsum(place.tiles.people.astype(np.float64))
    shape = len(place.districts), FIFTHS
    sums, found, first, wearers = np.zeros((4, *shape)), 0, 0, []
    while found < smiles or first == 0:
        people = np.arange(first, first + BATCH, dtype=np.uint32)
        batch, has = _ask(people, seed, city)
        cell = place.tiles.district[batch.tile].astype(np.int64) * FIFTHS + batch.fifth
        told = (None, has, reach[batch.tile], reach[batch.tile] == 0)
        sums += [np.bincount(cell, what, shape[0] * FIFTHS).reshape(shape) for what in told]
        wearers.append(Wearers(*(column[has][:smiles - found] for column in batch)))
        found, first = found + len(wearers[-1].id), first + len(people)
        if found < RARE * first and found < smiles:
            raise BadCity("hardly anybody could have nanobots here", place.name,
                          "check that incomes and dentists are given, and where the dentists work")
    return Wearers(*(np.concatenate(column) for column in zip(*wearers, strict=True))), _census(sums)


def _census(sums: np.ndarray) -> Census:
    return Census(sums[0].astype(np.int64), sums[1].astype(np.int64), sums[2], sums[3].astype(np.int64))


def _ask(people: np.ndarray, seed: int, city) -> tuple[Wearers, np.ndarray]:
    mean, odds, edges, lives = city
    where = chance.draw(seed, people, 0, TILE).astype(np.float64) * lives[-1]
    tile = np.minimum(np.searchsorted(lives, where, side="right"), len(lives) - 1).astype(np.int32)
    income = mean[tile] * np.exp(SPREAD * chance.normal(seed, people, 0, INCOME).astype(np.float64) - SPREAD**2 / 2)
    chances = 1.0 / (1.0 + np.exp(-(odds[tile] + PER_INCOME * np.log(income / edges[4]))))
    has = chance.draw(seed, people, 0, 2 * HAS + 3) < chances
    fifth = np.searchsorted(edges[:4], income, side="right").astype(np.uint8)
    return Wearers(people, tile, income.astype(np.float32), fifth), has


def _odds(reach: np.ndarray) -> np.ndarray:
    """(k,) log odds of someone with the median income, by tile."""
    return AT_MEDIAN + PER_REACH * np.log(np.clip(reach, LEAST, MOST) / USUAL)


def fifths(place: Place) -> np.ndarray:
    """(5,) the four incomes that part the city's people into fifths, then the median, from the model itself."""
    mean, which = np.unique(incomes(place), return_inverse=True)
    people = np.bincount(which, place.tiles.people)
    middle = np.log(mean) - SPREAD**2 / 2
    steps = np.linspace(middle.min() - 6 * SPREAD, middle.max() + 6 * SPREAD, 4001)
    below = sum(many * _below((steps - m) / SPREAD) for m, many in zip(middle, people / people.sum(), strict=True))
    return np.exp(np.interp((0.2, 0.4, 0.6, 0.8, 0.5), below, steps))


def _below(z: np.ndarray) -> np.ndarray:
    """The normal distribution's share below z, to 1e-7 (Abramowitz & Stegun 1964, 26.2.17)."""
    t = 1 / (1 + 0.2316419 * np.abs(z))
    bell = np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    tail = bell * t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
    return np.where(z < 0, tail, 1 - tail)


def lens(place: Place, census: Census) -> dict:
    """What *Who is missing?* shows: people with and without nanobots, and dentists in reach, by district and fifth.

    Counts are the city's people times the share among those drawn; `error` is the standard error of the share
    `without`, from the drawing and from the incomes' own margins. A cell of fewer than GROUP people says null.
    """
    people = np.array([district.people for district in place.districts], float)
    asked = census.asked.sum(axis=1)
    doubt = _doubt(place)
    by_district = [_cell(people[d], [column[d].sum() for column in census], doubt[d])
                   | {"id": d, "name": place.districts[d].name, "income": _told(place.districts[d])}
                   for d in range(len(people))]
    # people of a fifth: each district's people times the share of that fifth among those drawn there
    spread = people[:, None] * census.asked / np.maximum(asked, 1)[:, None]
    overall = math.sqrt(float(((people * doubt) ** 2).sum())) / float(people.sum())
    by_fifth = [_cell(spread[:, f].sum(), [column[:, f].sum() for column in census], overall) | {"fifth": f + 1}
                for f in range(FIFTHS)]
    return {
        "city": place.name, "districts": by_district, "fifths": by_fifth,
        "all": _cell(people.sum(), [column.sum() for column in census], overall),
        "edges": [round(float(edge)) for edge in fifths(place)[:4]], "money": place.money, "radius": place.radius,
        "asked": int(asked.sum()), "notes": list(place.notes),
        "source": f"{place.source} Dentists in reach: for 1,000 people, within {place.radius:g} km as the gull flies, "
                  "by the enhanced two-step floating catchment area (Luo & Qi 2009). Who has nanobots is made up: twice"
                  " the income doubles the odds, and half the dentists in reach takes a third of them. Shares come from"
                  f" {int(asked.sum()):,} people drawn; errors are one standard error.",
    }


def _doubt(place: Place) -> np.ndarray:
    """(d,) standard error of a district's share that comes from its incomes' margins; at even odds, the most it is."""
    if place.tiles.margin is None:
        return np.zeros(len(place.districts))
    people = place.tiles.people.astype(np.float64)
    sums = [np.bincount(place.tiles.district, column, len(place.districts))
            for column in (people, people * place.tiles.margin)]
    return PER_INCOME * 0.25 * sums[1] / np.maximum(sums[0], 1)


def _told(district) -> int | None:
    return round(district.income) if district.people >= GROUP else None


def _cell(people: float, drawn: list, doubt: float) -> dict:
    asked, have, reach, bare = map(float, drawn)
    if asked < GROUP or people < GROUP:
        return dict.fromkeys(("with", "without", "share", "error", "reach", "unreached")) | {"people": round(people)}
    without = 1.0 - have / asked
    error = math.sqrt(max(without * (1 - without), 0.25 / asked) / asked + doubt**2)
    return {"people": round(float(people)), "with": round(people * (1 - without)),
            "without": round(people) - round(people * (1 - without)), "share": round(without, 4),
            "error": round(error, 4), "reach": round(reach / asked, 3), "unreached": round(people * bare / asked)}


def without(census: Census) -> list[float | None]:
    """Share of people without nanobots, by income fifth from the poorest; None where too few were drawn."""
    asked, have = census.asked.sum(axis=0), census.have.sum(axis=0)
    return [round(1.0 - float(h) / float(a), 4) if a >= GROUP else None for a, h in zip(asked, have, strict=True)]
