"""What tests of terms share: a hub's commons that can fall at any point and start again."""

from contextlib import contextmanager

from photophore.commons.consent import Grants
from photophore.commons.keys import Keys
from photophore.commons.people import Joining, People
from photophore.commons.store import Store
from photophore.commons.terms import Terms
from photophore.words import BLOCK, BadLog, NoRoom, WearerClass

START = 1_795_000_000_000  # ms UTC, in November 2026
KEY = "hub.test/log+0e6a5ee0+ATxhM2Vx8W2bTq2ocZ8qfQyW8Q7s8oPq1g0m1C0c8xqk"


class Fall(BaseException):
    """The process ends here. No code of ours may catch it."""


class PaperLog:
    """A log that survives falls: entries in a list; it can be told to fail, or to fall before or after the append."""

    vkeys = [KEY]

    def __init__(self):
        self.entries, self.fails, self.falls = [], False, None

    def append(self, entries):
        if self.falls == "before log":
            raise Fall
        if self.fails:
            raise NoRoom("the disk is full", "log", "make room")
        first = len(self.entries)
        self.entries += entries
        if self.falls == "after log":
            raise Fall
        return list(range(first, len(self.entries)))

    def find(self, entry):
        return self.entries.index(entry) if entry in self.entries else None

    def read(self, index):
        if not 0 <= index < len(self.entries):
            raise BadLog("no such entry")
        return self.entries[index]

    @property
    def size(self):
        return len(self.entries)


class Frail:
    """A store that can be full, or fall before or after a write."""

    def __init__(self, store):
        self._store, self.full, self.falls = store, False, None

    def __getattr__(self, name):
        return getattr(self._store, name)

    def write(self, do):
        if self.falls == "before store":
            raise Fall
        if self.full:
            raise NoRoom("the disk is full", "store", "make room")
        done = self._store.write(do)
        if self.falls == "after store":
            raise Fall
        return done


class Hub:
    """One hub's commons in a folder."""

    def __init__(self, folder, now, database=None):
        self.folder, self.now, self.log = folder, now, PaperLog()
        self.database = database or folder / "hub.sqlite"
        self.start()

    def start(self):
        """Begin anew from what is on the disk: grants are empty, nobody has a row."""
        self.store = Frail(Store.open(self.database, self.now))
        self.keys = Keys.open(self.folder / "keys.sqlite")
        self.people = People(self.store, self.keys, self.log, self.now)
        self.grants = Grants(BLOCK)
        self.terms = Terms(self.store, self.keys, self.log, self.people, self.grants, self.now)

    def end(self):
        self.store.close()
        self.keys.close()

    def restart(self):
        self.end()
        self.log.fails, self.log.falls = False, None
        self.start()

    def join(self, wearer_class=WearerClass.ADULT):
        self.people.set_open(True, None)
        return self.people.join(None, Joining(wearer_class))[0].id

    @contextmanager
    def full(self, store=True, log=True):
        """A full disk."""
        self.store.full, self.log.fails = store, log
        try:
            yield
        finally:
            self.store.full = self.log.fails = False
