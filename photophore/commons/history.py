"""What wearers let be remembered: taken in, written by day and district, rolled up, ended in time, and forgotten.

`remember` asks once more whether it may, and again before anything is written: dark by default. What it took waits in
memory for HOLD seconds at most, and only that is lost where the power goes. `tend` does everything that time brings.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, final

import numpy as np
import structlog
from sqlalchemy import delete, insert, select

from photophore.commons import rollup
from photophore.commons.buffer import Buffer, Flap, Full, Source
from photophore.commons.days import HOUR, Days
from photophore.commons.keeping import KEEP, Grain, kept_ms
from photophore.commons.rollup import Part, Readings, Span
from photophore.commons.schema import keeping, segments
from photophore.commons.segments import Cell, Made, Segment, Segments
from photophore.commons.store import Store, now_ms
from photophore.commons.tending import Tending
from photophore.words import BadRequest, NotFound, PhotophoreError, Signal

log = structlog.get_logger()

USE = "history"  # what the pseudonyms of the history are for
HOLD = 60  # seconds that a sample may wait in memory: what a crash can cost at most; specs hub 5.2, a file a minute
TEND = 600  # seconds between two rounds of `tend`
AHEAD = 60_000  # milliseconds that a sample may be in the future: phones' clocks
DISTRICTS = 100_000  # more than any city has
NOWHERE = DISTRICTS - 1  # the district of whoever stands on no map


class Told(NamedTuple):
    """How the history does. Samples are counted since the hub started."""

    waiting: int  # rows in memory, lost if the power goes now
    since: int | None  # when the oldest of them came, milliseconds UTC
    over: int  # samples above the rate guard
    joined: int  # samples that a row before them tells, within the dead band
    refused: int  # samples that nobody allows, or no longer when they would have been written
    astray: int  # samples too old, or of the future
    no_room: int  # samples for which memory or disk had no room
    damaged: list[str]  # files that cannot be read
    missing: int  # files that the catalogue named and nobody found at the start


def nobody(person_id: str, signal: Signal) -> bool:
    """Who may be remembered until somebody says otherwise."""
    return False


@final
class History:
    """The history of one hub. Verbs may be called from every thread; `remember` never waits for a disk."""

    def __init__(self, folder: Path, store: Store, people, zone: str, now: Callable[[], int] = now_ms):
        self.days, self.store, self.now = Days(zone), store, now
        self.may: Callable[[str, Signal], bool] = nobody  # does this person let this signal be remembered, now?
        self.segments = Segments.open(Path(folder), store)
        self._tending = Tending(self.segments, self.days)
        self._people, self._buffer, self._closed = people, Buffer(), False
        self._lock = threading.Lock()  # the buffer
        self._writing = threading.RLock()  # one flush, round or forgetting at a time
        self._gone: set[bytes] = set()  # pseudonyms of who was erased since the start
        self._whose: dict[bytes, str] = {}  # pseudonyms whose rows wait, or did since the last flush
        self._refused = self._astray = 0
        self._end, self._thread = threading.Event(), None

    # --- taking in

    def remember(self, person_id: str, signal: Signal, at_ms, values, district: int) -> int:
        """at_ms (k,) milliseconds UTC, values (k, 2), nan where missing -> how many were taken; the others are counted.

        BadRequest where the arrays do not fit together, or a signal is one that is never remembered.
        """
        ms, xy = _checked(signal, at_ms, values, district)
        if not self._allowed(person_id, signal):
            self._refused += len(ms)
            return 0
        now = self.now()
        known = ~np.isnan(xy).all(axis=1)
        timely = (ms <= now + AHEAD) & (ms > now - kept_ms(signal, Grain.SAMPLE))
        rows = np.flatnonzero(known & timely)
        rows = rows[np.argsort(ms[rows], kind="stable")]
        who = self.pseudonym(person_id)
        with self._lock:
            if who in self._gone:  # whoever asked before they were erased, and comes late
                return 0
            self._astray += int((known & ~timely).sum())
            self._whose[who] = person_id
            return self._buffer.put(Source(who, signal, district), ms[rows], xy[rows], now)

    def _allowed(self, person_id: str, signal: Signal) -> bool:
        try:
            return self.may(person_id, signal)
        except NotFound:  # erased
            return False

    def pseudonym(self, person_id: str) -> bytes:
        return self._people.pseudonym(person_id, USE)

    def due(self) -> bool:
        """Whether something has waited long enough, or the clock jumped."""
        since, crowded = self._buffer.since, self._buffer.rows > self._buffer.most // 2
        return since is not None and (crowded or not 0 <= self.now() - since < HOLD * 1000)

    def flush(self) -> int:
        """Write what waits -> rows written; durable when it returns. NoRoom where it cannot: then it waits again."""
        with self._writing:
            with self._lock:
                since, full, whose = self._buffer.since, self._buffer.take(), dict(self._whose)
                self._whose = {}
            made: list[Made] = []
            try:
                for part in full:
                    made += self._written(self._still_allowed(part, whose))
                self.segments.publish(made)
            except BaseException:
                with self._lock:  # fall here, by kill -9: what waited is lost, HOLD seconds at most
                    self._buffer.put_back(full, since)
                    self._whose |= whose
                self.segments.drop(made)
                raise
            return sum(each.segment.rows for each in made)

    def _still_allowed(self, part: Full, whose: dict[bytes, str]) -> Full:
        """Without the rows of those who said no while they waited."""
        here = np.unique(part.columns["who"])
        no = [i for i in here.tolist() if not self._allowed(whose.get(part.names[i], ""), part.signal)]
        if not no:
            return part
        stay = ~np.isin(part.columns["who"], no)
        self._refused += int(part.columns["n"][~stay].sum())
        return part._replace(columns={name: column[stay] for name, column in part.columns.items()})

    def _written(self, part: Full) -> list[Made]:
        """One file for each day, hour and district."""
        columns, made = part.columns, []
        days, day, hour = self.days.names(columns["ms"])
        keys = np.stack([columns["district"], day, hour.astype(np.int32)])
        cells, which = np.unique(keys, axis=1, return_inverse=True)
        names = {"i": np.arange(len(part.names), dtype=np.int32), "hex": np.array([who.hex() for who in part.names])}
        for i, (district, place, _) in enumerate(cells.T.tolist()):
            rows = np.flatnonzero(which == i)
            fresh = {name: columns[name][rows] for name in ("who", "ms", "x", "y", "n")}
            with self.segments.lent(fresh=fresh, names=names):
                cell = Cell(part.signal, Grain.SAMPLE, days[place], district)
                made.append(self.segments.make(cell, rollup.FRESH))
        return [each for each in made if each]

    # --- what time brings

    def tend(self) -> None:
        """One round: write, make means, join small files, end what is over."""
        self.flush()
        self.retire(self.now())
        self.compact(self.now())

    def roll_up(self, now: int) -> int:
        with self._writing:
            return self._tending.roll_up(now)

    def compact(self, now: int) -> int:
        with self._writing:
            return self._tending.compact(now)

    def retire(self, now: int) -> int:
        """What is over goes, after it was counted in means that last longer -> rows that went."""
        with self._writing:
            self._tending.roll_up(now)
            return self._tending.retire(now)

    # --- what wearers may ask

    def read(self, person_id: str, signal: Signal, span: Span) -> Readings:
        """Everything of one wearer's signal in a span, what still waits in memory included. Whether the reader may is
        asked elsewhere (hub.readings); what is over is not shown, also where its file is not yet gone.
        """
        span = rollup.check(span)
        if signal not in KEEP:
            raise BadRequest("this signal is never remembered", str(signal), "")
        who, longest = self.pseudonym(person_id), self.now() - kept_ms(signal, span.grain, self.wish(person_id, signal))
        with self._writing, self.segments.lock:
            with self._lock:
                waiting = self._buffer.of(who, signal)
            found, whole = self._standing(who, signal, span)
            fresh = {name: waiting[name] for name in ("ms", "x", "y", "n")}
            fresh["who"] = np.full(len(waiting["ms"]), who.hex(), object)
            parts, files = self._parts(whole, fresh)
            with self.segments.lent(fresh=fresh):
                told = files | {"who": who.hex(), "start": max(span.start, longest), "end": span.end}
                words = f"{rollup.view(span.grain, parts)} limit {span.most + 1}"
                columns = self.segments.arrays(words, **told)
        return rollup.readings(signal, span, columns, len(found) - len(whole))

    def forget(self, person_id: str, for_good: bool = False) -> int:
        """Nothing that was remembered of this person is, in memory or in files -> files that held some; `for_good`: and
        nothing will be, whoever still tries.
        """
        who = self.pseudonym(person_id)
        with self._writing:
            with self._lock:
                self._gone |= {who} if for_good else set()
                self._buffer.forget(who)
                self._whose.pop(who, None)
            files = self._tending.forget(who)  # fall here: it goes on where it was when it is asked again
            wish = delete(keeping).where(keeping.c.who == who)
            self.store.write(lambda connection: connection.execute(wish) and None)
        return files

    def keep(self, person_id: str, signal: Signal, days: int) -> None:
        """Remember a signal for so many days, if that is longer than usual; 0 ends the wish. BadRequest where not."""
        longest = KEEP[signal].wish if signal in KEEP else 0
        if not longest:
            raise BadRequest("how long this signal is kept cannot be chosen", signal.name.lower(), "")
        if not 0 <= days <= longest:
            raise BadRequest(f"a wish is 0 to {longest} days", str(days), "")
        who = self.pseudonym(person_id)

        def do(connection) -> None:
            mine = (keeping.c.who == who) & (keeping.c.signal == int(signal))
            connection.execute(delete(keeping).where(mine))
            if days:
                connection.execute(insert(keeping).values(who=who, signal=int(signal), days=days))

        self.store.write(do)

    def wish(self, person_id: str, signal: Signal) -> int:
        """Days that a person asked for; 0: the usual time."""
        mine = (keeping.c.who == self.pseudonym(person_id)) & (keeping.c.signal == int(signal))
        with self.store.read() as connection:
            return connection.scalar(select(keeping.c.days).where(mine)) or 0

    def files(self, person_id: str) -> list[Segment]:
        """In which files somebody's rows stand."""
        return self.segments.with_(self.pseudonym(person_id))

    # --- how it does

    def flapping(self) -> list[Flap]:
        """Whose sensors say more than is taken, the worst first; by pseudonym, for operators."""
        with self._lock:
            return sorted(self._buffer.flaps.values(), key=lambda flap: -flap.over)

    def flapping_of(self, person_id: str) -> list[Flap]:
        """The same for the wearer."""
        who = self.pseudonym(person_id)
        return [flap for flap in self.flapping() if flap.who == who]

    @property
    def told(self) -> Told:
        buffer, found = self._buffer, self.segments
        with self._lock:
            return Told(buffer.rows, buffer.since, buffer.over, buffer.joined, self._refused, self._astray, buffer.full,
                        sorted(found.damaged), found.missing)  # fmt: skip

    def start(self) -> None:
        """Write and tend in a thread of its own until `close`."""
        self._thread = threading.Thread(target=self._run, name="photophore-history", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """What waits is written. Twice is fine."""
        self._end.set()
        if self._thread:
            self._thread.join()
            self._thread = None
        if not self._closed:
            self._closed = True
            try:
                self.flush()
            finally:
                self.segments.close()

    def _run(self) -> None:
        rounds = TEND - HOLD  # the first round soon: a hub that slept may hold what is over
        while not self._end.wait(1.0):
            rounds += 1
            try:
                if rounds % TEND == 0:
                    self.tend()
                elif self.due():
                    self.flush()
            except PhotophoreError as error:  # a full disk; what waits goes on waiting, and `told` tells
                log.error("the history cannot be written", why=str(error))

    def _standing(self, who: bytes, signal: Signal, span: Span) -> tuple[list[Segment], list[Segment]]:
        """Files that an answer is made of -> all, and those that can be read. Each sample is in one of them once."""
        finer = {Grain.SAMPLE: (), Grain.MINUTE: (Grain.SAMPLE,), Grain.HOUR: (Grain.SAMPLE, Grain.MINUTE)}[span.grain]
        own = segments.c.grain == span.grain.value
        still = segments.c.grain.in_([grain.value for grain in finer]) & segments.c.rolled.is_(False)
        when = (segments.c.last > span.start - HOUR) & (segments.c.first < span.end + HOUR)
        found = self.segments.with_(who, segments.c.signal == int(signal), own | still, when)
        return found, self.segments.whole(found)

    def _parts(self, found: list[Segment], fresh: dict) -> tuple[list[Part], dict]:
        """The files of each grain and day, and what waits, day by day."""
        days: dict[tuple[Grain, str], list[Segment]] = {}
        for each in found:
            days.setdefault((each.cell.grain, each.cell.day), []).append(each)
        parts, files = [], {}
        for i, ((grain, day), group) in enumerate(days.items()):
            files[f"files{i}"] = self.segments.paths(group)
            parts.append(Part(grain, self.days.span(day)[0], rollup.FILES.format(f"$files{i}")))
        named, which, _ = self.days.names(fresh["ms"])
        fresh["day"] = which
        for i, day in enumerate(named or [self.days.name(0)]):
            source = f"(select who::uuid as who, ms, {NULLED} n from fresh where day = {i})"
            parts.append(Part(Grain.SAMPLE, self.days.span(day)[0], source))
        return parts, files


NULLED = "".join(f"case when isnan({axis}) then null else {axis} end as {axis}, " for axis in "xy")


def _checked(signal: Signal, at_ms, values, district: int) -> tuple[np.ndarray, np.ndarray]:
    """The arrays as (k,) int64 and (k, 2) float32; endless numbers are missing ones."""
    try:
        ms = np.atleast_1d(np.asarray(at_ms)).astype(np.int64, casting="same_kind")
        xy = np.asarray(values, np.float32).reshape(len(ms), 2)
    except (ValueError, TypeError, OverflowError):
        raise BadRequest("instants (k,) and values (k, 2) do not fit together", "", "one instant a row") from None
    if signal not in KEEP or not 0 <= district < DISTRICTS:
        raise BadRequest("this is never remembered", f"signal {signal!r}, district {district!r}", "")
    return ms, np.where(np.isfinite(xy), xy, np.nan).astype(np.float32)
