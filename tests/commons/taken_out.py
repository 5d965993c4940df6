"""A whole small hub for tests of takeout, erasing and readings: real store, keys, log, people, terms, in one folder."""

from pathlib import Path

import numpy as np

from photophore.commons.consent import Grants
from photophore.commons.designs import Designs
from photophore.commons.erasing import Erasing
from photophore.commons.history import History
from photophore.commons.keys import Keys
from photophore.commons.log import Log
from photophore.commons.looked import Looked
from photophore.commons.people import Joining, People
from photophore.commons.store import Store
from photophore.commons.takeout import Parts, Takeout
from photophore.commons.terms import Terms
from photophore.glyph.gallery import gallery
from photophore.words import BLOCK, Signal, WearerClass
from tests.commons.past import Clock

GALLERY = gallery()


class Hub:
    """What a hub holds of people. Opened again, it is the same one."""

    def __init__(self, folder: Path, clock: Clock | None = None, database: str | Path | None = None):
        self.folder, self.clock = folder, clock or Clock()
        self.store = Store.open(database or folder / "hub.sqlite", self.clock)
        self.keys = Keys.open(folder / "keys.sqlite")
        self.log = Log.open(folder / "log", folder / "log-private", "hub.test/log", self.clock)
        self.people = People(self.store, self.keys, self.log, self.clock)
        self.designs = Designs(self.store, self.keys, self.people, self.log, GALLERY)
        self.grants = Grants(BLOCK)
        self.terms = Terms(self.store, self.keys, self.log, self.people, self.grants, self.clock)
        self.looked = Looked(self.store, self.keys, self.clock)
        self.history = History(folder / "history", self.store, self.people, "Europe/Madrid", self.clock)
        self.history.may = lambda person_id, signal: True
        self.parts = Parts(self.store, self.keys, self.log, self.people, self.terms, self.looked, self.history)
        self.takeout = Takeout(self.parts, folder / "exports", self.clock)
        self.erasing = Erasing(self.parts, self.takeout, self.clock)
        self.erasing.caches.append(self.designs.forget)

    def join(self, name: str = "", language: str = "en"):
        """Somebody new -> the person and the word of their device."""
        self.people.set_open(True, None)
        return self.people.join(None, Joining(WearerClass.ADULT, language, name=name, device="a phone"))

    def live(self, person_id: str, samples: int = 100, signal: Signal = Signal.FEELING) -> None:
        """Some samples, newest last, all different."""
        ms = self.clock.ms - 1000 * np.arange(samples)[::-1]
        wave = np.sin(np.arange(samples) / 3)
        self.history.remember(person_id, signal, ms, np.stack([wave, -wave], axis=1), 3)

    def close(self) -> None:
        self.looked.close()
        self.history.close()
        self.log.close()
        self.store.close()
        self.keys.close()
