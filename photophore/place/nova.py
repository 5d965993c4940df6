"""Nova Sanctuary: the city that Photophore brings along, drawn from a seed. It is invented, people and figures too.

Around a bay that opens to the south stand 24 districts: an island with a lighthouse, a headland that shelters the
harbour, a river from the hills, a few main streets. Wealth lies on the western slopes; people live thickest in the
east; dentists work where the money is. All lengths are kilometres, x to the east, y to the north.
"""

from typing import NamedTuple

import numpy as np

from photophore import chance
from photophore.place import geometry
from photophore.place.place import District, Place, Tiles, check

SEED = 3  # the Nova Sanctuary of the pictures
EAST, NORTH = 27.0, 19.0  # the sheet on which the city is drawn
CELL = 0.08  # grid on which outlines are traced
MIDDLE = np.array([13.2, 9.2])  # the old harbour, where the main streets meet
TILE = 0.19  # between neighbouring tiles
PEOPLE = 684_000
INCOME = 31_000.0  # mean of the city
DENTISTS = 402
GAP = 0.035  # half the width of the dark between two districts
ISLAND = np.array([13.9, 5.3])

# name, and the place it would like best; the island comes first
NAMES = (
    ("Lightkeepers' Isle", 13.9, 5.3), ("Harbour Street", 13.6, 9.4), ("Saltmarket", 11.6, 9.3),
    ("Old Ferry", 15.9, 9.0), ("Lantern Quay", 9.6, 8.0), ("Gull Steps", 6.8, 4.2), ("Seaward", 5.2, 6.6),
    ("Orchard Slope", 7.1, 8.8), ("Larkrise", 5.4, 11.2), ("Highfield", 8.6, 12.6), ("Mirador", 7.6, 15.2),
    ("Cedar Terraces", 11.2, 11.9), ("Millrace", 13.6, 12.3), ("Willow Reach", 15.0, 15.0), ("Beekeepers", 11.4, 15.8),
    ("Two Bridges", 16.6, 11.8), ("Weavers' Yard", 18.6, 13.6), ("Northlamp", 18.4, 16.2), ("Tramway", 18.8, 10.2),
    ("Brickfields", 21.4, 11.4), ("Saint Ama", 20.6, 8.2), ("Rope Walk", 18.4, 6.6), ("Tidewater", 20.6, 5.0),
    ("Eastmarsh", 22.8, 8.0),
)
RIVER = np.array([[19.6, 19.5], [17.2, 17.2], [16.9, 15.6], [15.4, 14.0], [15.7, 12.4], [14.6, 10.8], [14.4, 7.0]])
STREETS = (  # from the old harbour outwards, and one round the bay
    [[13.2, 9.6], [12.4, 11.2], [12.6, 13.4], [11.6, 15.6], [11.2, 18.4]],
    [[13.2, 9.6], [10.4, 10.6], [8.2, 10.8], [5.8, 9.8], [2.2, 10.6]],
    [[13.2, 9.6], [15.6, 10.6], [17.4, 13.0], [19.4, 15.2], [20.6, 18.0]],
    [[13.2, 9.6], [16.8, 9.8], [20.0, 9.4], [23.0, 10.2], [25.6, 9.8]],
    [[5.2, 4.4], [6.8, 6.6], [8.8, 8.9], [11.2, 10.1], [13.2, 9.6], [16.2, 9.0], [18.4, 7.8], [20.4, 6.2], [22.6, 5.4]],
    [[6.0, 13.8], [8.8, 14.2], [12.5, 14.3], [15.6, 13.2], [18.2, 11.6], [20.6, 10.8], [21.6, 7.4]],
)


class Sheet(NamedTuple):
    """The ground on a grid."""

    xs: np.ndarray  # (w,) km
    ys: np.ndarray  # (h,) km
    land: np.ndarray  # (h, w) about km to the nearest water, below 0 in it
    town: np.ndarray  # (h, w) about km to the edge of the built-up ground, below 0 outside it


def nova(seed: int = SEED) -> Place:
    """Nova Sanctuary; the same from the same seed on every machine."""
    sheet = _ground(seed)
    shapes = _districts(sheet, seed)
    tiles, where = _tiles(shapes)
    road = np.min([geometry.to_line(tiles, geometry.smooth(np.array(street, float))) for street in STREETS], axis=0)
    people = _people(where, tiles, road, seed)
    income = _income(shapes, people, where, seed)
    dentists, at = _dentists(people * np.exp(-road / 0.35), income, where, tiles, seed)
    count = np.bincount(where, people, len(shapes)).round().astype(int)
    districts = tuple(
        District(d, NAMES[d][0], shapes[d], int(count[d]), float(income[d]), int(dentists[d]),
                 tuple(float(c) for c in np.average(tiles[where == d], axis=0, weights=people[where == d])))
        for d in range(len(shapes)))
    ground = Tiles(tiles.astype(np.float32), where.astype(np.int16), people.astype(np.float32), TILE)
    return check(Place("Nova Sanctuary", "Europe/Lisbon", "planar", "crowns a year", districts, ground,
                       at.astype(np.float32), _coast(sheet), _streets(sheet, seed),
                       "Nova Sanctuary is invented: its people, incomes and dentists are drawn from a seed."))


def _ground(seed: int) -> Sheet:
    """Land and town as fields: plain shapes whose edges smooth noise has gnawed."""
    xs, ys = np.arange(0.0, EAST + CELL, CELL), np.arange(0.0, NORTH + CELL, CELL)
    x, y = np.meshgrid(xs, ys)
    u = x + 0.75 * geometry.noise(x / 2.9, y / 2.9, seed + 1)
    v = y + 0.75 * geometry.noise(x / 2.9, y / 2.9, seed + 2)
    shore = v - 3.6 + 0.9 * np.sin((u - 4) / 4.2) - 0.05 * np.maximum(u - 18, 0) ** 1.5
    bay = 4.3 * (np.hypot((u - 13.3) / 5.2, (v - 4.6) / 4.3) - 1)
    mainland = geometry.soft_min(shore, bay, round_=0.9)
    headland = 0.85 - np.hypot(*_off_segment(u, v, (7.2, 4.4), (9.6, 3.0)))
    isle = 1.05 - np.hypot((u - ISLAND[0]) / 1.25, v - ISLAND[1])
    land = np.maximum(-geometry.soft_min(-mainland, -headland, round_=0.5), isle)
    course = geometry.smooth(RIVER)
    stream = geometry.to_line(np.column_stack([u.ravel(), v.ravel()]), course).reshape(u.shape)
    bank = stream - 0.09 - 0.028 * np.maximum(13 - y, 0)
    land = geometry.soft_min(land, np.where(isle > -0.5, 9.0, bank), round_=0.2)
    reach = 8.7 * (1 - np.hypot((u - 13.3) / 10.9, (v - 8.6) / 8.9)) + 1.3 * geometry.noise(x / 2.4, y / 2.4, seed + 3)
    return Sheet(xs, ys, land, geometry.soft_min(land - 0.05, reach, round_=0.4))


def _off_segment(x, y, start, end) -> tuple[np.ndarray, np.ndarray]:
    """How far each point is from the nearest of a segment, east and north."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    share = np.clip(((x - start[0]) * dx + (y - start[1]) * dy) / (dx * dx + dy * dy), 0, 1)
    return x - start[0] - share * dx, y - start[1] - share * dy


def _districts(sheet: Sheet, seed: int) -> list[tuple[np.ndarray, ...]]:
    """Rings of each district: cells of relaxed seeds, drawn on warped ground, parted by a strip of dark."""
    x, y = np.meshgrid(sheet.xs, sheet.ys)
    bend = 0.45 * geometry.noise(x / 2.4, y / 2.4, seed + 6), 0.45 * geometry.noise(x / 2.4, y / 2.4, seed + 7)
    isle = np.hypot(x - ISLAND[0], y - ISLAND[1]) < 2.2
    mainland = (sheet.town > 0) & ~isle
    seeds = _relaxed(np.column_stack([x[mainland], y[mainland]]), np.array([name[1:] for name in NAMES[1:]]))
    away = np.stack([np.hypot(x + bend[0] - sx, y + bend[1] - sy) for sx, sy in seeds])
    two = np.partition(away, 1, axis=0)[:2]
    shapes = [_rings(np.where(isle, sheet.town, -1.0), sheet)]
    for own in away:
        border = np.where(own == two[0], two[1] - own, two[0] - own) / 2
        field = geometry.soft_min(border, sheet.town, round_=0.25) - GAP
        shapes.append(_rings(np.where(isle, -1.0, field), sheet))
    return shapes


def _relaxed(ground: np.ndarray, seeds: np.ndarray, rounds: int = 6) -> np.ndarray:
    """Seeds moved towards the middles of their cells (Lloyd 1982), cells smaller near the old harbour."""
    ground = ground[::5]
    weight = 1.0 / (0.25 + np.hypot(*(ground - MIDDLE).T) / 9.0) ** 2
    for _ in range(rounds):
        nearest = ((ground[:, None] - seeds[None]) ** 2).sum(axis=2).argmin(axis=1)
        mass = np.maximum(np.bincount(nearest, weight, len(seeds)), 1e-9)
        middle = np.column_stack([np.bincount(nearest, weight * axis, len(seeds)) for axis in ground.T]) / mass[:, None]
        seeds = np.where(mass[:, None] > 1e-6, 0.4 * seeds + 0.6 * middle, seeds)
    return seeds


def _rings(field: np.ndarray, sheet: Sheet) -> tuple[np.ndarray, ...]:
    """Outer rings above 0.08 square km, largest first."""
    rings = [ring for ring in geometry.outlines(field, sheet.xs, sheet.ys) if geometry.area(ring) > 0.08]
    return tuple(geometry.simplify(ring, 0.012) for ring in sorted(rings, key=lambda ring: -geometry.area(ring)))


def _tiles(shapes: list) -> tuple[np.ndarray, np.ndarray]:
    """Middles (k, 2) of a honeycomb and the district (k,) of each; tiles on no district are left out."""
    rows = np.arange(0.0, NORTH, TILE * np.sqrt(0.75))
    comb = np.concatenate([np.column_stack([np.arange(0.0, EAST, TILE) + TILE / 2 * (j % 2), np.full(
        len(np.arange(0.0, EAST, TILE)), row)]) for j, row in enumerate(rows)])
    where = np.full(len(comb), -1)
    for d, rings in enumerate(shapes):
        for ring in rings:
            low, high = ring.min(axis=0), ring.max(axis=0)
            near = np.flatnonzero(((comb >= low) & (comb <= high)).all(axis=1) & (where < 0))
            where[near[geometry.inside(comb[near], ring)]] = d
    return comb[where >= 0], where[where >= 0]


def _people(where: np.ndarray, tiles: np.ndarray, road: np.ndarray, seed: int) -> np.ndarray:
    """(k,) whole people of each tile: thick round the harbour, in the east and by main streets, thin on the hills."""
    x, y = tiles.T
    thick = np.exp(-np.hypot(x - 14.2, y - 9.6) / 4.2) + 0.62 * np.exp(-(((x - 20) / 3.2) ** 2 + ((y - 9) / 4.4) ** 2))
    uneven = np.exp(1.1 * geometry.noise(x / 1.1, y / 1.1, seed + 8)) * (1 + 1.3 * np.exp(-((road / 0.3) ** 2)))
    share = (0.10 + thick) * uneven * np.where(where == 0, 0.3, 1.0)
    exact = PEOPLE * share / share.sum()
    people = np.floor(exact)
    people[np.argsort(people - exact, kind="stable")[:PEOPLE - int(people.sum())]] += 1  # the largest remainders
    return people


def _income(shapes: list, people: np.ndarray, where: np.ndarray, seed: int) -> np.ndarray:
    """(d,) mean income of each district: falls from the western slopes to the eastern marsh; means INCOME in all."""
    x, y = np.array([name[1:] for name in NAMES]).T
    slope = 0.60 * np.tanh((12.8 - x) / 6.5) + 0.10 * np.tanh((y - 10) / 4.0)
    own = 0.21 * chance.normal(seed, np.arange(len(shapes)), 0, use=20).astype(float)
    income = np.exp(slope + own)
    lives = np.bincount(where, people, len(shapes))
    return np.round(income * INCOME * lives.sum() / (income * lives).sum(), -1)


def _dentists(passing, income, where, tiles, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """(d,) dentists of each district, and (DENTISTS, 2) where they work: where people pass (k,), and money is."""
    call = passing * (income[where] / INCOME) ** 1.7
    steps = np.cumsum(call) / call.sum()
    tile = np.searchsorted(steps, chance.draw(seed, np.arange(DENTISTS), 0, use=21).astype(float), side="right")
    tile = np.minimum(tile, len(tiles) - 1)
    return np.bincount(where[tile], minlength=len(income)), tiles[tile]


def _coast(sheet: Sheet) -> tuple[np.ndarray, ...]:
    """The water's edge, as lines that stop at the sheet's edge."""
    lines = []
    for ring in geometry.outlines(sheet.land, sheet.xs, sheet.ys):
        if abs(geometry.area(ring)) < 0.02:
            continue
        x, y = ring.T
        at_edge = (x < CELL) | (y < CELL) | (x > sheet.xs[-1] - CELL) | (y > sheet.ys[-1] - CELL)
        lines += [geometry.simplify(line, 0.012) for line in _cut(ring, ~at_edge)]
    return tuple(lines)


def _cut(line: np.ndarray, keep: np.ndarray) -> list[np.ndarray]:
    """The runs of a line's points that are kept, at least three points each."""
    ends = np.flatnonzero(np.diff(keep.astype(np.int8))) + 1
    runs = zip(np.split(line, ends), np.split(keep, ends), strict=True)
    return [points for points, kept in runs if kept[0] and len(points) >= 3]


def _streets(sheet: Sheet, seed: int) -> tuple[np.ndarray, ...]:
    """Main streets on land, bridges over the river included."""
    lines = []
    for number, street in enumerate(STREETS):
        line = geometry.smooth(np.array(street, float), 4)
        x, y = line.T
        line = line + 0.22 * np.column_stack([geometry.noise(x / 2.0, y / 2.0, seed + 9), geometry.noise(
            x / 2.0, y / 2.0, seed + 10)])
        i = np.clip(np.rint(line[:, 0] / CELL).astype(int), 0, len(sheet.xs) - 1)
        j = np.clip(np.rint(line[:, 1] / CELL).astype(int), 0, len(sheet.ys) - 1)
        bridge = geometry.to_line(line, geometry.smooth(RIVER)) < 0.9
        lines += _cut(line, ((sheet.land[j, i] > 0) | bridge) & (sheet.town[j, i] > (-0.8 if number < 4 else -0.2)))
    return tuple(lines)
