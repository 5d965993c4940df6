"""What happens in a made-up city: a song, a goal, a shower of rain, somewhere, and whoever is near is moved by it."""

import math
from typing import NamedTuple

import numpy as np

from photophore import chance
from photophore.place.place import Place, planar

EVERY = 20  # seconds from one event to the next
ECHO = 15  # seconds for which people near are readier to tell how they feel
EARLIER = 16  # events of the hours before the hub began, so that a city starts its evening in the middle of life
EVENING = 3 * 3600  # seconds that they reach back
RADIUS = (1.2, 3.4)  # km
VALENCE, AROUSAL = (-0.6, 0.8), (-0.65, 0.75)  # pushes, least and most; more good than bad
USE = 400  # uses of chance from here on belong to this module


class Event(NamedTuple):
    """Something that happens."""

    second: int  # when, counted from the hub's zero; below 0 before it began
    xy: np.ndarray  # (2,) km, as `place.planar` counts
    radius: float  # km within which half of its push is felt
    push: np.ndarray  # (2,) what it adds to valence and arousal at its middle


def event(place: Place, number: int, second: int, seed: int) -> Event:
    """Event `number`, where people live."""
    u = [float(chance.draw(seed, np.array([number], np.uint32), 0, USE + use)[0]) for use in range(4)]
    lives = np.cumsum(place.tiles.people.astype(np.float64))
    tile = min(int(np.searchsorted(lives, u[0] * lives[-1], side="right")), len(lives) - 1)
    between = [low + share * (high - low) for share, (low, high) in zip(u[1:], (RADIUS, VALENCE, AROUSAL), strict=True)]
    return Event(second, planar(place, place.tiles.xy[tile:tile + 1])[0], between[0], np.array(between[1:]))


def earlier(place: Place, seed: int) -> list[Event]:
    """What happened before the hub began."""
    return [event(place, (1 << 30) + number, -EVENING * (number + 1) // EARLIER, seed) for number in range(EARLIER)]


def lately(place: Place, second: int, seed: int) -> list[Event]:
    """What began within ECHO seconds up to now."""
    first = max(1, math.ceil((second - ECHO + 1) / EVERY))
    return [event(place, number, number * EVERY, seed) for number in range(first, second // EVERY + 1)]


def reach(happened: Event, xy: np.ndarray) -> np.ndarray:
    """(k,) 0..1: how strongly people at xy (k, 2) km feel it; 1/2 at its radius."""
    away = ((np.asarray(xy, np.float64) - happened.xy) ** 2).sum(axis=1)
    return np.exp2(-away / happened.radius**2)
