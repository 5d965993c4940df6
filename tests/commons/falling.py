"""A deed on a history that kills itself at a named step; see falls.py."""

from pathlib import Path

import numpy as np

from photophore.words import Signal
from tests.commons.falls import fall_at
from tests.commons.past import ANN, BOB, NOON, Past

LATER = NOON + 2 * 3_600_000


def fill(past: Past) -> None:
    """Two people in two files of an hour that is over, and a third file of now."""
    for part in range(2):
        for who, height in ((ANN, 1), (BOB, -1)):
            past.say(who, Signal.FEELING, NOON + 1000 * np.arange(part, 40, 2), height * np.arange(part, 40, 2) / 40)
        past.history.flush()
    past.clock.ms = LATER


def main(folder: str, deed: str, step: str, count: str) -> None:
    past = Past(Path(folder))
    past.clock.ms = LATER
    if deed == "flush":
        past.say(ANN, Signal.FEELING, LATER, 0.5, district=8)
    past.history.segments.fall = fall_at(step, int(count))
    told = {"flush": (), "roll_up": (LATER,), "compact": (LATER,), "forget": (ANN,)}
    getattr(past.history, deed)(*told[deed])
