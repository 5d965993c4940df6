"""A publication that is killed with SIGKILL at a step of its disk; see falls.py."""

import os
import signal
from pathlib import Path

from photophore.commons import release
from photophore.commons.disk import Disk
from tests.commons.makers import Makers


class Deadly:
    """A disk whose step number `at` is done, and is the last thing that this process does."""

    def __init__(self, at: int):
        self._disk, self._left = Disk(), at

    def locked(self, path):
        return self._disk.locked(path)

    def __getattr__(self, name):
        def step(*told, **more):
            getattr(self._disk, name)(*told, **more)
            self._left -= 1
            if self._left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

        return step


def main(folder: str, at: str) -> None:
    os.fsync = lambda descriptor: None  # what is killed leaves what it wrote
    makers = Makers(Path(folder), Deadly(int(at)))
    release.publish(makers.shelf, makers.log)
