"""A deed on incidents, or on orders to rest, that kills itself at a named step; see falls.py."""

from pathlib import Path
from types import SimpleNamespace

from sqlalchemy import insert

from photophore.commons.incident import Incidents
from photophore.commons.log import Log
from photophore.commons.rests import Rests
from photophore.commons.schema import roles
from photophore.commons.seal import Seal
from photophore.commons.store import Store, now_ms
from tests.commons.falls import fall_at

OPERATOR = SimpleNamespace(id="operator")
OPERATES = {"person": OPERATOR.id, "role": "operator", "granted": 1, "entry": 0}  # a row of roles
DUE = 2**50


class Small:
    """A hub with incidents, orders and nothing else. Opened again, it is the same one."""

    def __init__(self, folder: Path, now=now_ms):
        self.store = Store.open(folder / "hub.sqlite", now)
        self.log = Log.open(folder / "log", folder / "log-private", "hub.test/log")
        self.held = Incidents(self.store, self.log)
        self.seal = Seal(folder, self.log)
        self.rests = Rests(self.store, self.log, self.seal, self.held)

    def ready(self) -> "Small":
        """An operator, and an incident with a question."""
        self.store.write(lambda connection: connection.execute(insert(roles).values(OPERATES)) and None)
        self.held.owe(self.held.begin("flicker", {}), "Who knew?", "the makers", DUE)
        return self

    def close(self) -> None:
        self.log.close()
        self.store.close()


def main(folder: str, deed: str, step: str) -> None:
    hub = Small(Path(folder))
    hub.held.fall = hub.rests.fall = fall_at(step)
    if deed == "begin":
        hub.held.begin("flicker", {})
    elif deed == "step":
        hub.held.step(1, "explained", {"cause": "lot"})
    elif deed == "owe":
        hub.held.owe(1, "Who paid?", "the makers", DUE)
    elif deed == "answer":
        hub.held.answer(1, 1, "Nobody.")
    elif deed == "rest":
        hub.rests.order(["Sol"], OPERATOR, 5)
    else:
        hub.rests.end(hub.rests.now()[0].name, OPERATOR)
