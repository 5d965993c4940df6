"""The post: once a second it hears what the fleet shows, and when something goes wrong, it begins a case.

    hear -> count -> alarm -> explain (in a process of its own) -> let rest -> mend -> wake -> close

It runs beside the light, gives way to it, and holds no lock of it. Whatever it does not manage, each smile's own guard
does: it darkens by itself.
"""

import contextlib
import os
import sys
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import NamedTuple, final

import numpy as np
import structlog

from photophore.commons.store import now_ms
from photophore.hub.case import Case
from photophore.hub.clerk import Clerk
from photophore.hub.quiet import Quiet
from photophore.hub.rollcall import Roll
from photophore.watch import events
from photophore.watch.events import FACTORS, Events, Kind
from photophore.watch.explain import explain
from photophore.watch.monitor import LEAST, Monitor
from photophore.words import BadRequest, PhotophoreError

log = structlog.get_logger()

PACE = 1.0  # seconds
GIVES_WAY = 10  # by how much the post gives way to the light and to the sockets
KEPT = 180  # seconds that are remembered whole
MOST = 4_000_000  # events that are remembered, however many there were
BEGINS = 10  # second of the fleet's count at which a post begins
DAYS = 30  # between two false alarms of one group, at least
ENDING = 5.0  # seconds in which the thread must end


class Parts(NamedTuple):
    """What a post stands on."""

    fleet: object  # city.fleet.Fleet: second, roster, rows, plant, stop, mend, provenance
    incidents: object  # commons.incident.Incidents
    rests: object  # commons.rests.Rests
    quiet: Quiet
    place: str  # the city's name
    now: Callable[[], int] = now_ms  # ms UTC
    by_itself: bool = True  # lets smiles that nobody wears rest without asking
    ask: Callable[..., Future] | None = None  # who thinks causes through; None: a clerk of the post's own


@final
class Post:
    """`start` and `end` as the hub does; `turn` is one second of it. Verbs may be called from every thread."""

    def __init__(self, parts: Parts):
        self.parts = parts
        self.case: Case | None = None
        self.last: Case | None = None  # the case before, for a page that came late
        self.failed = ""  # why the last second could not be heard; "" where it was
        self.drill = False  # a fault was planted, and its case is not over
        self.stays = False  # until an operator says that it is mended
        self.tell: list[Callable[[], None]] = []  # after each second
        self.since = parts.now()
        self.zero = self.since - BEGINS * 1000  # ms UTC of second 0
        self._second = BEGINS
        roster = parts.fleet.roster()
        self.roll = Roll(roster)
        self.rows = np.asarray(parts.fleet.rows)[np.argsort(roster.smile, kind="stable")]  # as the roll stands
        self._monitor: Monitor | None = None  # made in the first second: its charts take a while to lay out
        self._memory = Memory(roster)
        self._lock = threading.RLock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._clerk = Clerk()  # costs nothing until it is asked
        self._ask = parts.ask or self._clerk.ask

    # --- its life

    def start(self) -> None:
        """Watch in a thread of its own until `end`."""
        self._close_old()
        self._thread = threading.Thread(target=self._run, name="photophore-post", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Twice is fine."""
        self._stop.set()
        if self._thread:
            self._thread.join(ENDING)
            self._thread = None
        self._clerk.end()

    def _run(self) -> None:
        if sys.platform == "linux":  # there a thread can give way
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), GIVES_WAY)
        while not self._stop.wait(PACE):
            try:
                self.turn()
                self.failed = ""
            except PhotophoreError as error:
                self.failed = error.what
                log.error("the guard could not do its round", what=error.what, where=error.where)
            except Exception as error:  # the next second may
                self.failed = "something went wrong on our side"
                log.exception("the guard could not do its round", why=str(error))

    def _close_old(self) -> None:
        """Cases of before a fall: the fleet that they were about began anew with this hub."""
        for incident in self.parts.incidents.open():
            if incident.kind == Case.KIND:
                Case.resume(self.parts, incident.number).finish("The hub began anew, and its made-up smiles with it.")

    # --- one second

    def turn(self) -> None:
        """Hear what came since, a second of it at least, and go on with the case."""
        with self._lock:
            second = (self.parts.now() - self.zero) // 1000
            if second > self._second:
                before, self._second = self._second, second
                self._hear(second, second - before)
            self.parts.quiet.turn()
        for tell in self.tell:
            tell()

    def _hear(self, second: int, seconds: int) -> None:
        told = self.parts.fleet.second(float(second))
        self._memory.keep(told)
        signs = self.roll.hear(told, seconds)
        self._monitor = self._monitor or Monitor(self._memory.roster(second - 1.0), second - 1.0, DAYS)
        alarms = self._monitor.hear(told, float(second))
        if self.case is None and alarms:
            self.drill |= getattr(self.parts.fleet, "drills", False)  # `up --scenario flicker` begins one by itself
            self.case = Case.begin(self.parts, alarms, self)
        if self.case is None:
            return
        self.case.heard(self, alarms)
        if self.case.wants_explaining():
            self.case.asked(self._ask(explain, self._memory.all()))
        self.case.go(self, signs)
        if self.case.over:
            self.last, self.case, self.drill, self.stays = self.case, None, False, False
            self._afresh(second)

    def _afresh(self, second: int) -> None:
        """What is over is not explained again, and the next trouble is heard as soon as the first."""
        self._memory.forget()
        heard, self._monitor = self._monitor.heard, Monitor(self._memory.roster(float(second)), float(second), DAYS)
        self._monitor.heard = heard  # what was learnt of calm times

    @property
    def levels(self) -> dict[tuple[str, str], float]:
        """How near to an alarm each group is, by its factor and name: 0 as always .. 1."""
        if self._monitor is None:
            return {}
        it = self._monitor
        few = it.count >= LEAST  # one honest fault moves nothing: who sees all groups at once would know whose it was
        near = np.max([total / chart.line for total, chart in zip(it.totals, it.charts, strict=True)] * few, axis=0)
        names = [(factor, name) for factor, levels in zip(FACTORS, it.names, strict=True) for name in levels]
        return {named: float(np.clip(each, 0.0, 1.0)) for named, each in zip(names, near, strict=False)}

    # --- what operators do

    def plant(self, kind: str, stay: bool = False) -> None:
        """A drill: a fault among smiles that nobody wears. stay: until an operator says that it is mended, or light has
        rested as long as it may. BadRequest where a case is open.
        """
        with self._lock:
            if self.case or self.drill:
                raise BadRequest("a drill or an incident is under way", "drill", "wait until it is closed")
            self.parts.fleet.plant(kind)
            self.drill, self.stays = True, stay
            self.roll.begin()

    def mend(self) -> None:
        """Whoever runs the hub says that it is mended. BadRequest where nothing is open."""
        with self._lock:
            if self.case is None:
                raise BadRequest("nothing is open", "mend", "there is no incident to mend")
            self.case.mend(self)

    @property
    def drilling(self) -> bool:
        """A drill is under way: whatever rests because of it is smiles that nobody wears."""
        return self.drill or bool(self.case and self.case.drill)

    def rested(self, district: str, virtual: bool) -> None:
        """An operator let a district rest: that contains a case, too."""
        with self._lock:
            if self.case:
                self.case.rested_by(district, virtual)


@final
class Memory:
    """The roster as of some minutes ago, and all that was seen since: what explanations are made from."""

    def __init__(self, roster: Events):
        self._roster = roster
        self._fleet = events.fleet(roster)
        self._factors = self._fleet.factors.copy()
        self._kept: deque[Events] = deque()
        self._count = 0

    def keep(self, told: Events) -> None:
        """One second more; what is too old goes, and what was taken in it is had from then on."""
        self._kept.append(told)
        self._count += told.count
        while len(self._kept) > 1 and (self._count > MOST or len(self._kept) > KEPT):
            self._let_go(self._kept.popleft())

    def forget(self) -> None:
        """All of it, but for what was taken."""
        while self._kept:
            self._let_go(self._kept.popleft())

    def _let_go(self, gone: Events) -> None:
        self._count -= gone.count
        took = events.pick(gone, gone.kind == Kind.TOOK.code)
        rows = self._fleet.rows(took.smile)
        codes = events.recoded(took, self._fleet.names)
        for factor in events.TAKEN:
            new = (rows >= 0) & (codes[factor] >= 0)
            self._factors[factor, rows[new]] = codes[factor, new]

    def roster(self, at: float) -> Events:
        """Who there is, and what each ran on before what is remembered."""
        fleet = self._fleet
        return events.seen(np.full(fleet.n, at), Kind.ROSTER, fleet.smile, fleet.names, x=fleet.x, y=fleet.y,
                           factors=self._factors)  # fmt: skip

    def all(self) -> Events:
        """As one account, by time."""
        begun = min((float(each.at[0]) for each in self._kept if each.count), default=0.0)
        return events.together([self.roster(np.floor(begun)), *self._kept])
