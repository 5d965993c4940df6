"""A deed on published designs that kills itself at a named step; see falls.py."""

from pathlib import Path

from photophore.commons.designs import Designs
from photophore.commons.keys import Keys
from photophore.commons.log import Log
from photophore.commons.people import People
from photophore.commons.store import Store
from photophore.glyph.gallery import gallery
from tests.commons.falls import fall_at


class Small:
    """A hub with designs and nothing else. Opened again, it is the same one."""

    def __init__(self, folder: Path):
        self.store, self.keys = Store.open(folder / "hub.sqlite"), Keys.open(folder / "keys.sqlite")
        self.log = Log.open(folder / "log", folder / "log-private", "hub.test/log")
        self.people = People(self.store, self.keys, self.log)
        self.designs = Designs(self.store, self.keys, self.people, self.log, gallery())

    def close(self) -> None:
        self.log.close()
        self.store.close()
        self.keys.close()


def main(folder: str, deed: str, person_id: str, what: str, step: str) -> None:
    """what: a file that holds a note, or a hash."""
    hub = Small(Path(folder))
    person = hub.people.get(person_id)
    hub.designs.fall = fall_at(step)
    if deed == "publish":
        hub.designs.publish(person, Path(what).read_bytes(), "Ann")
    elif deed == "withdraw":
        hub.designs.withdraw(what, person)
    else:
        hub.designs.rule(what, None, "it hurts eyes")
