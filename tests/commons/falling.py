"""Run as a program: does a deed on a history, and kills itself with SIGKILL at a named step. For tests of falls."""

import os
import signal
import sys
from pathlib import Path

import numpy as np

from photophore.words import Signal
from tests.commons.past import ANN, BOB, NOON, Past


def fill(past: Past) -> None:
    """Two people in two files of an hour that is over, and a third file of now."""
    for part in range(2):
        for who, height in ((ANN, 1), (BOB, -1)):
            past.say(who, Signal.FEELING, NOON + 1000 * np.arange(part, 40, 2), height * np.arange(part, 40, 2) / 40)
        past.history.flush()
    past.clock.ms = NOON + 2 * 3_600_000


def main(folder: str, deed: str, step: str, count: int) -> None:
    past, left = Past(Path(folder)), [count]
    past.clock.ms = NOON + 2 * 3_600_000

    def fall(name: str) -> None:
        if name == step:
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)

    if deed == "flush":
        past.say(ANN, Signal.FEELING, past.clock.ms, 0.5, district=8)
    past.history.segments.fall = fall
    told = {"flush": (), "roll_up": (past.clock.ms,), "compact": (past.clock.ms,), "forget": (ANN,)}
    getattr(past.history, deed)(*told[deed])
    past.close()
    print("did not fall")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
