"""An erasure that kills itself at a named step; see falls.py."""

from pathlib import Path

from tests.commons.falls import fall_at
from tests.commons.taken_out import Hub


def main(folder: str, person: str, step: str) -> None:
    hub = Hub(Path(folder))
    hub.erasing.fall = hub.history.segments.fall = fall_at(step)
    hub.erasing.erase(person)
