"""What time brings to the history: means are made, small files joined, and what is over goes.

Each step is finished by one transaction of the catalogue (`Segments.publish`), so that a round may be cut off anywhere
and the next one goes on.
"""

from typing import final

import numpy as np
from sqlalchemy import select

from photophore.commons import rollup
from photophore.commons.days import HOUR, Days
from photophore.commons.keeping import KEEP, Grain, kept_ms
from photophore.commons.schema import inside, keeping, segments
from photophore.commons.segments import Cell, Segment, Segments
from photophore.words import Signal

GRACE = 120_000  # milliseconds that an hour or a day stays open for late samples
COARSER = {Grain.SAMPLE: Grain.MINUTE, Grain.MINUTE: Grain.HOUR}
GONE = 2**63 - 1  # a cutoff before which everything lies


@final
class Tending:
    """The rounds. One at a time: whoever holds it, locks."""

    def __init__(self, found: Segments, days: Days):
        self.segments, self.days = found, days

    def roll_up(self, now: int) -> int:
        """Means of hours that are over by the minute, of days that are over by the hour -> files made.

        What is counted is marked so in the same transaction: each sample is in each grain once. Late samples make a
        file of their own, and `compact` joins it.
        """
        return self._rolled(Grain.SAMPLE, now) + self._rolled(Grain.MINUTE, now)

    def compact(self, now: int) -> int:
        """Join small files that are counted in a coarser grain: samples by the hour, means by the day -> files made."""
        count = 0
        for grain in Grain:
            for group in self._groups(self.segments.listed(segments.c.grain == grain.value), now):
                group = self.segments.whole(each for each in group if each.rolled or not rolls(each.cell))
                if len(group) > 1:
                    self._replace(group, rollup.joined(grain), {})
                    count += 1
        return count

    def retire(self, now: int) -> int:
        """End what was kept long enough, row by row -> rows that went. What a wearer wants longer stays longer."""
        gone = 0
        for signal, wishes in self.wishes().items():
            for grain in Grain:
                usual = now - kept_ms(signal, grain)
                cutoffs = {who: now - kept_ms(signal, grain, days) for who, days in wishes.items()}
                where = segments.c.signal == int(signal), segments.c.grain == grain.value, segments.c.first < usual
                for each in self.segments.listed(*where):
                    gone += self._ended(each, usual, cutoffs)
        return gone

    def forget(self, who: bytes) -> int:
        """Write every file that holds somebody's rows anew, without them -> files that held some. Cut off, it goes on
        when it is asked again. A damaged file goes as a whole: whose rows it holds can no longer be told apart.
        """
        found = self.segments.with_(who)
        for each in found:
            if self.segments.whole([each]):
                rows = f"select * from {rollup.FILES.format('$files')} where who <> $who::uuid order by who, ms"
                self._replace([each], rows, {"who": who.hex()})
            else:
                self.segments.publish([], old=[each])
        return len(found)

    def wishes(self) -> dict[Signal, dict[bytes, int]]:
        """Days by wearer, for every signal that is kept at all."""
        wishes: dict[Signal, dict[bytes, int]] = {signal: {} for signal in KEEP}
        with self.segments.store.read() as connection:
            for row in connection.execute(select(keeping)):
                wishes[Signal(row.signal)][row.who] = row.days
        return wishes

    def _rolled(self, fine: Grain, now: int) -> int:
        coarse, count = COARSER[fine], 0
        todo = self.segments.listed(segments.c.grain == fine.value, segments.c.rolled.is_(False))
        for group in self._groups([each for each in todo if rolls(each.cell)], now):
            if group := self.segments.whole(group):
                cell = group[0].cell
                rows = rollup.rolled(fine, coarse, self.days.span(cell.day)[0])
                with self.segments.lock:
                    made = self.segments.make(cell._replace(grain=coarse), rows, {"files": self.segments.paths(group)})
                    self.segments.publish([made] if made else [], rolled=group)
                count += 1
        return count

    def _ended(self, each: Segment, usual: int, cutoffs: dict[bytes, int]) -> int:
        """Rows of one file that are over go; of a damaged one all, once the last of them is over."""
        longer = {who: cutoff for who, cutoff in cutoffs.items() if cutoff < usual} if cutoffs else {}
        longer = {who: longer[who] for who in self._inside(each) if who in longer} if longer else {}
        if each.last < min(longer.values(), default=usual):
            self.segments.publish([], old=[each])
            return each.rows
        if not self.segments.whole([each]):
            return 0
        hexes = np.array([who.hex() for who in longer] or [""])
        ends = np.array([*longer.values()] or [GONE], np.int64)
        files = rollup.FILES.format("$files")
        with self.segments.lent(longer={"hex": hexes, "cutoff": ends}):
            staying = (
                f"select kept.* from {files} kept left join longer on longer.hex = replace(kept.who::varchar, '-', '')"
                f" where ms >= coalesce(cutoff, {usual})"
            )
            paths = self.segments.paths([each])
            ((stay,),) = self.segments.ask(f"select count(*) from ({staying})", files=paths)
            if stay < each.rows:
                self._replace([each], f"{staying} order by who, ms", {})
        return each.rows - stay

    def _inside(self, each: Segment) -> list[bytes]:
        with self.segments.store.read() as connection:
            return list(connection.scalars(select(inside.c.who).where(inside.c.path == each.path)))

    def _replace(self, group: list[Segment], rows: str, told: dict) -> None:
        """Files by one that holds what a question of $files gives."""
        with self.segments.lock:
            told = told | {"files": self.segments.paths(group)}
            made = self.segments.make(group[0].cell, rows, told, rolled=group[0].rolled)
            self.segments.publish([made] if made else [], old=group)

    def _groups(self, found: list[Segment], now: int) -> list[list[Segment]]:
        """Files of one cell that is over, samples hour by hour; those that were found damaged are left alone."""
        groups: dict[tuple[Cell, int], list[Segment]] = {}
        for each in found:
            begin, end = self.days.span(each.cell.day)
            by_hour = each.cell.grain is Grain.SAMPLE
            hour = (each.first - begin) // HOUR if by_hour else 0
            over = begin + (hour + 1) * HOUR if by_hour else end
            if over + GRACE <= now and each.path not in self.segments.damaged:
                groups.setdefault((each.cell, hour), []).append(each)
        return list(groups.values())


def rolls(cell: Cell) -> bool:
    """Whether rows of this grain are counted in a coarser one."""
    return cell.grain in COARSER and kept_ms(cell.signal, COARSER[cell.grain]) > 0
