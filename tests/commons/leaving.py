"""Run as a program: erases somebody, and kills itself with SIGKILL at a named step. For tests of falls."""

import os
import signal
import sys
from pathlib import Path

from tests.commons.taken_out import Hub


def main(folder: str, person: str, step: str) -> None:
    hub = Hub(Path(folder))

    def fall(name: str) -> None:
        if name == step:
            os.kill(os.getpid(), signal.SIGKILL)

    hub.erasing.fall = hub.history.segments.fall = fall
    hub.erasing.erase(person)
    print("did not fall")


if __name__ == "__main__":
    main(*sys.argv[1:])
