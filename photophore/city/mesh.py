"""The mesh: colonies that hear each other by radio while their wearers move, and what each of them runs on.

All of it comes from (seed, number of the person, second), so that the same city meets in the same way again. Invented.
"""

from typing import NamedTuple

import numpy as np

from photophore import chance
from photophore.city.crowd import Crowd
from photophore.city.nanobots import Colonies
from photophore.place.place import Place, planar
from photophore.watch.events import FACTORS, Events, Kind, pick, seen, together

F = np.float32
IN_REACH = 8  # colonies that hear each other, usual; a thin crowd stands for a thick one, and its reach is longer
TALKS = 0.45  # exchanges of one colony a second
RIDES = 0.06  # share of wearers who ride through the city; the others walk about their homes
RIDE, WALK = (90.0, 240.0), (60.0, 200.0)  # seconds there and back
ROAMS = 0.12  # share whose hub is not that of their district
A_HUB = 4  # districts that one hub serves, usual
A_CHARGER = 40  # wearers of one charger, usual
LOCAL = 0.5  # share of wearers whose charger stands where they live
PASSES = 0.06  # times a second that a wearer passes a charger
ELSEWHERE = 0.25  # share of those times that it is not their usual one
RELEASES = ("3.4", "3.5", "3.6", "3.7")  # in the field at the start, by nanobots.Colonies.firmware
NEW_RELEASES, NEW_GLYPHS = ("3.8", "4.0"), ("undertow", "saltlace")  # that a hub may offer while it is watched
FINE = 1024.0  # moments in a second that a hub hears of: one clock for all that is told
FIRST = 1000  # smallest number of a smile
USE = 400  # uses of chance from here on belong to this module
AWAY, PERIOD, BEGIN, RIDER, TURN, HUB, ROAM, CHARGER, NEAR, NUMBER, MIX, TALK, SHIFT, PASS, WHICH = range(USE, USE + 15)


class Mesh(NamedTuple):
    """n colonies, and how they meet."""

    seed: int
    id: np.ndarray  # (n,) uint32 number of the person, for chance
    number: np.ndarray  # (n,) int64 what a hub calls this smile while it watches; it means nothing elsewhere
    home: np.ndarray  # (n, 2) float32 km east and north
    away: np.ndarray  # (n, 2) float32 km: where riders go
    rides: np.ndarray  # (n,) bool
    period: np.ndarray  # (n,) float32 seconds
    begin: np.ndarray  # (n,) float32 turns
    cell: np.ndarray  # (2, n) float32 metres, centre of the public map cell
    fifth: np.ndarray  # (n,) uint8 income fifth, 0 poorest
    reach: float  # km of radio
    factors: np.ndarray  # (6, n) int32 places in names
    names: tuple[tuple[str, ...], ...]  # of watch.events.FACTORS

    @property
    def n(self) -> int:
        return len(self.id)

    def draw(self, second: int, use: int) -> np.ndarray:
        """(n,) float32 in [0, 1)."""
        return chance.draw(self.seed, self.id, second, use)


def lay(place: Place, folk: Crowd, colony: Colonies, worn: tuple[np.ndarray, tuple[str, ...]], seed: int) -> Mesh:
    """The mesh of a crowd; worn: (n,) which design each wears, by its place in the names beside it."""
    who, n = folk.id, len(folk.id)
    home = planar(place, folk.xy).astype(F)
    draw = {use: chance.draw(seed, who, 0, use) for use in range(USE, USE + 15)}
    rides = draw[RIDER] < F(RIDES)
    low, high = np.where(rides, RIDE[0], WALK[0]), np.where(rides, RIDE[1], WALK[1])
    away = home[np.minimum((draw[AWAY] * n).astype(np.int64), n - 1)]
    hub, hubs = _hubs(place, folk.district, draw)
    charger, chargers = _chargers(folk.district, draw)
    lots = tuple(str(lot) for lot in range(int(colony.lot.max(initial=0)) + 1))
    glyph = np.asarray(worn[0], np.int32)
    factors = np.stack([folk.district, colony.lot, colony.firmware, glyph, hub, charger]).astype(np.int32)
    names = (tuple(district.name for district in place.districts), lots, RELEASES + NEW_RELEASES,
             tuple(worn[1]) + NEW_GLYPHS, hubs, chargers)
    number = FIRST + np.argsort(np.argsort(draw[NUMBER], kind="stable"), kind="stable")
    cell = planar(place, place.tiles.xy[folk.tile]).T.astype(F) * F(1000)
    return Mesh(seed, who, number.astype(np.int64), home, away, rides, (low + (high - low) * draw[PERIOD]).astype(F),
                draw[BEGIN], cell, folk.fifth, _reach(home), factors, names)


def _reach(home: np.ndarray) -> float:
    """Kilometres in which IN_REACH others are heard where people usually live."""
    if len(home) < 2:
        return 0.1
    away = np.ptp(home, axis=0).max() / 40 or 0.1  # count in squares of a fortieth of the city
    _, lives = np.unique(np.floor(home / away).astype(np.int64), axis=0, return_counts=True)
    usual = np.average(lives, weights=lives) / away**2  # a square km, as a person finds it
    return float(np.sqrt(IN_REACH / usual))


def _hubs(place: Place, district: np.ndarray, draw: dict) -> tuple[np.ndarray, tuple[str, ...]]:
    """Hubs of neighbouring districts, (n,) which, and their names; some wearers keep the hub of another place."""
    middles = planar(place, np.array([one.centre for one in place.districts]))
    count = max(1, round(len(middles) / A_HUB))
    columns = max(1, round(np.sqrt(count)))
    parts = []
    for column, some in enumerate(np.array_split(np.argsort(middles[:, 0], kind="stable"), columns)):
        rows = count // columns + (column < count % columns)
        parts += [part for part in np.array_split(some[np.argsort(middles[some, 1], kind="stable")], rows) if part.size]
    of = np.zeros(len(middles), np.int32)
    for hub, part in enumerate(parts):
        of[part] = hub
    lives = np.array([one.people for one in place.districts])
    names = tuple(f"{place.districts[part[np.argmax(lives[part])]].name} hub" for part in parts)
    other = np.minimum((draw[HUB] * len(parts)).astype(np.int32), len(parts) - 1)
    return np.where(draw[ROAM] < F(ROAMS), other, of[district]), names


def _chargers(district: np.ndarray, draw: dict) -> tuple[np.ndarray, tuple[str, ...]]:
    """Chargers in doorways and trams: half of their wearers live near, half come from anywhere."""
    n = len(district)
    count = max(2, n // A_CHARGER)
    order = np.lexsort((draw[CHARGER], district))
    near = np.empty(n, np.int32)
    near[order] = np.arange(n) * count // max(n, 1)
    anywhere = np.minimum((draw[CHARGER] * count).astype(np.int32), count - 1)
    return np.where(draw[NEAR] < F(LOCAL), near, anywhere), tuple(f"c{charger:04}" for charger in range(count))


def where(mesh: Mesh, second: float) -> np.ndarray:
    """(n, 2) float32 km: where everybody is; riders go there and back, the others walk about."""
    turn = (np.float64(second) / mesh.period + mesh.begin) * (2 * np.pi)
    walk = np.stack([np.cos(turn), np.sin(2 * turn)], axis=1) * (2 * mesh.reach)
    ride = (mesh.away - mesh.home) * (0.5 - 0.5 * np.cos(turn))[:, None]
    return (mesh.home + np.where(mesh.rides[:, None], ride, walk)).astype(F)


def met(mesh: Mesh, second: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Exchanges by radio in this second: (k,) and (k,) who, by place, (k,) float64 when, rising.

    Who stands in one square of the ground is in reach; the squares lie elsewhere each second, so that no border holds.
    """
    shift = chance.draw(mesh.seed, np.arange(2), second, SHIFT)
    square = np.floor(where(mesh, second) / F(mesh.reach) + shift).astype(np.int64)
    key = square[:, 0] * (1 << 32) + square[:, 1]
    order = np.lexsort((mesh.draw(second, MIX), key))
    key = key[order]
    fresh = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
    place = np.arange(len(key)) - np.repeat(fresh, np.diff(np.append(fresh, len(key))))
    first = np.flatnonzero((place[:-1] % 2 == 0) & (key[1:] == key[:-1]))
    one, two = order[first], order[first + 1]
    talk = chance.draw(mesh.seed, mesh.id[one], second, TALK)
    kept = talk < F(TALKS)
    at = second + (talk[kept] / TALKS).astype(np.float64)
    by = np.argsort(at, kind="stable")
    return one[kept][by], two[kept][by], at[by]


def passed(mesh: Mesh, second: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Who passes a charger in this second: (k,) places, (k,) which, (k,) float64 when, rising; no hub sees it."""
    draw = mesh.draw(second, PASS)
    who = np.flatnonzero(draw < F(PASSES))
    at = second + (draw[who] / PASSES).astype(np.float64)
    which = chance.draw(mesh.seed, mesh.id[who], second, WHICH)
    usual, count = mesh.factors[FACTORS.index("charger"), who], len(mesh.names[FACTORS.index("charger")])
    other = np.minimum((which / ELSEWHERE * count).astype(np.int32), count - 1)
    charger, by = np.where(which < F(ELSEWHERE), other, usual), np.argsort(at, kind="stable")
    return who[by], charger[by], at[by]


def roster(mesh: Mesh, at: float = 0.0) -> Events:
    """Who there is, as a hub may know it."""
    return seen(np.full(mesh.n, at), Kind.ROSTER, mesh.number, mesh.names, x=mesh.cell[0], y=mesh.cell[1],
                factors=mesh.factors)


def heard(mesh: Mesh, pairs: tuple[np.ndarray, np.ndarray, np.ndarray]) -> Events:
    """Exchanges as a hub hears of them."""
    one, two, at = pairs
    return seen(at, Kind.MET, mesh.number[one], mesh.names, other=mesh.number[two])


def told(parts: list[Events]) -> Events:
    """As a hub hears it: on one clock, and in one order, so that digits, ties and places tell nothing of a cause."""
    events = together(parts)
    events = events._replace(at=np.floor(events.at * FINE) / FINE)
    return pick(events, np.lexsort((events.other, events.smile, events.at)))
