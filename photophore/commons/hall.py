"""The hall: everything that people decide in one hub, opened from one folder, and tended once a second.

    folder/hub.sqlite   people, grants, policies (or a PostgreSQL)      folder/log/          what anybody may read
    folder/keys.sqlite  each person's key, in no backup                 folder/log-private/  the log's keys and head
    folder/history/     what wearers let be remembered                  folder/policies/     policies, compiled
    folder/out/         archives that somebody takes out, for minutes   folder/seal          the hub's own key
"""

import contextlib
import random
import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, final
from zoneinfo import ZoneInfo

import structlog

from photophore.commons import backup, calendar, restore
from photophore.commons.alone import Alone
from photophore.commons.cedar import Question
from photophore.commons.compiler import Compiler
from photophore.commons.consent import Grants
from photophore.commons.designs import Designs
from photophore.commons.erasing import Erasing
from photophore.commons.gatherings import Gatherings
from photophore.commons.history import History
from photophore.commons.incident import Incidents
from photophore.commons.keys import Keys
from photophore.commons.log import Log
from photophore.commons.looked import Looked
from photophore.commons.passkey import Passkeys
from photophore.commons.people import People
from photophore.commons.policy import Policies
from photophore.commons.record import Keeper
from photophore.commons.rests import Rests
from photophore.commons.seal import Seal
from photophore.commons.store import Store, now_ms
from photophore.commons.takeout import Parts, Takeout
from photophore.commons.terms import Ask, Terms
from photophore.glyph.gallery import gallery
from photophore.words import Audience, BadLog, Band, PhotophoreError, Purpose, Signal, Tick, Venue

log = structlog.get_logger()

ORIGIN = "log/origin"  # the fact that is the log's name
SIZE = "log/size"  # the counter of entries that the log had, at least
EPOCH = "epoch"  # the counter that the hub-wide count of changes has not reached yet
AHEAD = 1 << 20  # changes for which the disk is not asked: a restart leaps over them
ASKED = 8  # cells a second whose mask is held against Cedar
PACE = 1.0  # seconds between two rounds
SWEPT = 60_000  # milliseconds between two looks for archives that were kept long enough


class Setting(NamedTuple):
    """Where and when a hub stands."""

    zone: str = "UTC"  # IANA
    url: str | None = None  # of a PostgreSQL; None: SQLite in the folder
    now: Callable[[], int] = now_ms
    name: str = ""  # of the city or the house that it serves; stands in receipts


@final
class Hall:
    """The parts, by name. Made by `open`; `close` writes what waits."""

    def __init__(self, grants: Grants, setting: Setting, stack: contextlib.ExitStack):
        self.grants, self.setting = grants, setting
        self._stack, self._reserved, self._listed, self._swept = stack, 0, 0, 0
        self._dice = random.Random(secrets.randbits(64))
        self._end, self._thread = threading.Event(), None

    @classmethod
    def open(cls, folder: Path, grants: Grants, setting: Setting | None = None) -> "Hall":
        """What stands in this folder, made where there is nothing, mended where something was cut short.

        From then on the grants follow the city's policies and its clock. NoRoom where another program holds the folder.
        """
        setting = setting or Setting()
        with contextlib.ExitStack() as stack:
            hall = cls(grants, setting, stack)
            hall._open(folder)
            hall._stack = stack.pop_all()  # everything is open: from here on `close` closes it
            return hall

    def _open(self, folder: Path) -> None:
        now, keep = self.setting.now, self._stack.enter_context
        restore.finish(folder.parent)  # what a restore made whole, and could not put into its place
        folder.mkdir(parents=True, exist_ok=True)
        keep(contextlib.closing(Alone(folder)))
        backup.sweep(folder)
        restore.sweep(folder)
        self.store = keep(contextlib.closing(Store.open(self.setting.url or folder / "hub.sqlite", now)))
        self.keys = keep(contextlib.closing(Keys.open(folder / "keys.sqlite")))
        self.log = keep(contextlib.closing(Log.open(folder / "log", folder / "log-private", self._origin(), now)))
        self.log.zone = ZoneInfo(self.setting.zone)
        self._not_shorter()
        self.people = People(self.store, self.keys, self.log, now)
        self.people.mend()
        self.policies = Policies(self.store, self.log, now, self.grants.rule, Compiler(folder / "policies"))
        self.incidents, self.seal = Incidents(self.store, self.log), Seal(folder, self.log)
        self.incidents.mend()
        self.rests = Rests(self.store, self.log, self.seal, self.incidents)
        self._count_on()
        self.designs = Designs(self.store, self.keys, self.people, self.log, gallery())
        self.designs.heed(self._listed)
        self.gatherings = Gatherings(self.store, self.people, self.log, now)
        self.terms = Terms(self.store, self.keys, self.log, self.people, self.grants, now)
        if self.setting.name:
            self.terms.ledger.keeper = Keeper(self.log.origin, f"the people who run the hub of {self.setting.name}")
        self.looked = keep(contextlib.closing(Looked(self.store, self.keys, now)))
        self.history = History(folder / "history", self.store, self.people, self.setting.zone, now)
        self.history.may = self.remembers
        keep(contextlib.closing(self.history))
        self.passkeys = Passkeys(self.store, self.people, now)
        parts = Parts(self.store, self.keys, self.log, self.people, self.terms, self.looked, self.history)
        self.takeout = Takeout(parts, folder / "out", now)
        self.erasing = Erasing(parts, self.takeout, now)
        self.erasing.caches.append(self.designs.forget)
        self.erasing.mend()
        self.tend()

    def beats(self, tick: Callable[[], Tick]) -> None:
        """Light goes on, at these ticks: what ends by the clock then ends in the very frame."""

        def ticks(ms: int) -> int:
            now = tick()
            return now.after((ms - self.setting.now()) / 1000)

        self.terms.lit.ticks = ticks

    def start(self) -> None:
        """Tend in threads of its own until `close`."""
        self.looked.start()
        self.history.start()
        self._thread = threading.Thread(target=self._run, name="photophore-hall", daemon=True)
        self._thread.start()

    def tend(self) -> None:
        """Once a second: the time of the week, what has ended, and whether masks still say what the policies say."""
        self.grants.turn(calendar.band(self.setting.now(), self.setting.zone))
        self.terms.tend()
        self.designs.tend()
        self.incidents.tend()
        self.rests.tend()
        self.gatherings.tend()
        if self.log.size != self._listed:
            self._listed = self.store.raise_fact(SIZE, self.log.size)  # fall here: a smaller number, which does no harm
        if self.grants.epoch > self._reserved - AHEAD // 2:
            self._count_on()
        self._sweep()
        for _ in range(ASKED):
            self._ask_again()

    def remembers(self, person_id: str, signal: Signal) -> bool:
        """Whether this person lets this signal be remembered, here and now."""
        place, band = self.grants.venue, self.grants.now_band
        ask = Ask(Audience.SELF, signal, Purpose.REMEMBER, place, band)
        kind = self.people.get(person_id).wearer_class
        may = self.policies.tensor[kind, place.place, band, Audience.SELF, signal] & Purpose.REMEMBER
        return bool(may) and self.terms.under(person_id, ask) is not None

    def close(self) -> None:
        """Twice is fine."""
        self._end.set()
        if self._thread:
            self._thread.join()
            self._thread = None
        self._stack.close()

    def _run(self) -> None:
        while not self._end.wait(PACE):
            try:
                self.tend()
            except PhotophoreError as error:
                log.error("the hall could not be tended", what=error.what, where=error.where)
            except Exception:
                log.exception("the hall could not be tended")  # the next round may; masks do not grow by themselves

    def _origin(self) -> str:
        """The log's name: made once, of chance, so that no two hubs have the same."""
        made = self.store.fact(ORIGIN)
        if made is None:
            made = f"photophore/{secrets.token_hex(8)}".encode()
            self.store.set_fact(ORIGIN, made)  # fall here: the log's folder is empty still, and takes this name
        return made.decode()

    def _not_shorter(self) -> None:
        """A log that is shorter than it was is an old copy: to go on from there would be a fork, told to nobody."""
        self._listed = self.store.raise_fact(SIZE, 0)
        if self.log.size < self._listed:
            what = f"the log has {self.log.size} entries, and once had {self._listed}"
            raise BadLog(what, "log, log-private", "bring both folders back as they were, or `photophore restore`")

    def _count_on(self) -> None:
        """The count of changes goes on above whatever was reached before, also before a crash or a backup."""
        if not self._reserved:
            self.grants.since(self.store.raise_fact(EPOCH, 0))
        self._reserved = self.store.raise_fact(EPOCH, self.grants.epoch + AHEAD)
        # fall here: the next start leaps over what was reserved

    def _sweep(self) -> None:
        """About once a minute: archives in the clear that nobody fetched go."""
        now = self.setting.now()
        if abs(now - self._swept) < SWEPT:
            return
        self._swept = now
        try:
            self.takeout.sweep()
        except OSError as error:  # one that just went, or a disk that refuses: again in a minute
            log.error("archives could not be removed", why=str(error))

    def _ask_again(self) -> None:
        """One cell of somebody's mask, by chance: what it allows is asked of Cedar."""
        version, row = self.policies.version, self._dice.randrange(self.grants.n)
        audience, signal = self._dice.choice(list(Audience)), self._dice.choice(list(Signal))
        kind, venue, band, purposes = self.grants.cell(row, audience, signal)
        for purpose in purposes:
            question = Question(kind, Venue(venue), Band(band), audience, signal, purpose)
            self.policies.shadow(question, True, 0, version)
