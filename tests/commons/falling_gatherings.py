"""A deed on gatherings that kills itself at a named step; see falls.py."""

from pathlib import Path

from photophore.commons.gatherings import Gatherings, Plan
from photophore.commons.keys import Keys
from photophore.commons.log import Log
from photophore.commons.people import People
from photophore.commons.store import Store
from tests.commons.falls import fall_at


class Small:
    """A hub with gatherings and nothing else. Opened again, it is the same one."""

    def __init__(self, folder: Path):
        self.store, self.keys = Store.open(folder / "hub.sqlite"), Keys.open(folder / "keys.sqlite")
        self.log = Log.open(folder / "log", folder / "log-private", "hub.test/log")
        self.desk = Gatherings(self.store, People(self.store, self.keys, self.log), self.log)

    def plan(self) -> Plan:
        return Plan("Night swim", 0, self.store.now() + 3_600_000)

    def __enter__(self):
        return self

    def __exit__(self, *_) -> None:
        self.log.close()
        self.store.close()
        self.keys.close()


def main(folder: str, deed: str, step: str) -> None:
    with Small(Path(folder)) as hub:
        hub.desk.fall = fall_at(step)
        if deed == "open":
            hub.desk.open(hub.plan(), None)
        else:
            hub.desk.end(hub.desk.all()[0], None)
