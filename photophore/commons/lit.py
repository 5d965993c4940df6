"""Whose rows are whose, and what may be lit in them: the part of a decision that is in memory, and quick.

A withdrawal marks what it takes back before it clears the bits, and the mark stays until it is written. Whoever brings
light looks at the marks first, under the same lock: so a withdrawal wins over every grant that began before it was
written down.
"""

import threading
from collections.abc import Callable
from typing import NamedTuple, final

import numpy as np

from photophore.commons.change import Ended, Held
from photophore.commons.consent import Grants, When
from photophore.commons.lease import Kind
from photophore.commons.record import ALL, SEEN_BY_ALL, Choice
from photophore.words import FPS, Audience, Brightness, Purpose, Signal, WearerClass


class Mark:
    """A withdrawal that has cleared its bits. Until it is written and its wearer was told, nothing lights them."""

    def __init__(self, number: int, ended: Ended):
        self.number, self.ended = number, ended
        self.written = self.told = False
        self.slot: int | None = None  # where the promise to write it stands (commons.vow)

    def holds(self, since: int) -> bool:
        """Whether it wins over what began at this number."""
        return self.number > since or not (self.written and self.told)


class Look(NamedTuple):
    """What else a wearer chose, which goes with the rows."""

    wearer_class: WearerClass
    brightness: Brightness
    autonomy: float  # 0..1


@final
class Lit:
    """The rows of persons, and their bits in the grants."""

    def __init__(self, grants: Grants):
        self.grants = grants
        self.ticks: Callable[[int], int] | None = None  # milliseconds UTC -> tick; None: ends come by `Terms.tend`
        self._gate = threading.Lock()
        self._rows: dict[str, np.ndarray] = {}
        self._marks: dict[str, list[Mark]] = {}
        self._cells: dict[str, dict[tuple[Audience, Signal], set[str]]] = {}  # that were ever lit, and the named there
        self._flying: dict[str, list[int]] = {}  # numbers at which grants began that are not yet lit
        self._number = 0

    def settle(self, person: str, rows, born, look: Look) -> None:
        """These rows are this person's now, dark."""
        with self._gate:
            self._rows[person] = np.atleast_1d(np.asarray(rows, np.int64))
            self._cells.pop(person, None)
            self.grants.settle(self._rows[person], born, look.wearer_class)
            self.grants.choose(self._rows[person], look.brightness)
            self.grants.loosen(self._rows[person], look.autonomy)

    def become(self, person: str, wearer_class) -> None:
        """This person is of another age than was thought: the city's rules for it hold from the next frame on."""
        with self._gate:
            if person in self._rows:
                self.grants.become(self._rows[person], wearer_class)

    def unsettle(self, person: str) -> None:
        """This person's rows are nobody's, and dark."""
        with self._gate:
            rows = self._rows.pop(person, None)
            self._cells.pop(person, None)
            if rows is not None:
                self.grants.withdraw(rows)

    def settled(self) -> list[str]:
        """Who has rows now."""
        return list(self._rows)

    def leases(self, person: str, now: int) -> dict[str, int]:
        """Seconds until each kind of light of this person ends by itself; empty where nothing of theirs is lit."""
        rows = self._rows.get(person)
        if rows is None or self.ticks is None:
            return {}
        tick = self.ticks(now)
        return {kind.name.lower(): self.grants.leases.left(int(rows[0]), kind, tick) // FPS for kind in Kind}

    def begin(self, person: str) -> int:
        """Something that may brighten begins; what is taken back from here on wins over it."""
        with self._gate:
            self._flying.setdefault(person, []).append(self._number)
            return self._number

    def end(self, person: str, number: int) -> None:
        """What began there is done, or given up."""
        with self._gate:
            flying = self._flying[person]
            flying.remove(number)
            if not flying:
                del self._flying[person]
            self._prune(person)

    def darken(self, person: str, ended: Ended) -> Mark:
        """Take back now: clear the bits, and with them raises the hub-wide counter."""
        with self._gate:
            self._number += 1
            mark = Mark(self._number, ended)
            self._marks.setdefault(person, []).append(mark)
            rows = self._rows.get(person)
            if rows is not None:
                self._clear(person, rows, ended)
            return mark

    def written(self, person: str, mark: Mark) -> None:
        """This withdrawal stands in the store, or came to nothing."""
        with self._gate:
            mark.written = True
            self._prune(person)

    def told(self, person: str, mark: Mark) -> None:
        """Its wearer is being told: what began before this moment was at the same time, and loses."""
        with self._gate:
            self._number += 1
            mark.number, mark.told = self._number, True
            self._prune(person)

    def left(self, person: str, choice: Choice, since: int) -> Purpose:
        """What of a choice that began at `since` was not taken back meanwhile."""
        with self._gate:
            return self._left(person, choice, since)

    def darkened(self, person: str, since: int) -> bool:
        """Whether everything was taken back meanwhile."""
        with self._gate:
            marks = self._marks.get(person, ())
            return any(mark.ended == Ended() and mark.holds(since) for mark in marks)

    def bring(self, person: str, held: list[Held], since: int) -> None:
        """Bring the bits of this person's rows to what is held, less what was taken back since."""
        with self._gate:
            rows = self._rows.get(person)
            if rows is None:
                return
            cells: dict[tuple[Audience, Signal], list[Choice]] = {cell: [] for cell in self._cells.get(person, ())}
            for each in held:
                left = self._left(person, each.choice, since)
                if left:
                    cell = each.choice.audience, each.choice.signal
                    cells.setdefault(cell, []).append(each.choice._replace(purposes=left))
            for cell, choices in cells.items():
                self._bring(person, rows, cell, choices)

    # --- under the gate ---

    def _left(self, person: str, choice: Choice, since: int) -> Purpose:
        left = choice.purposes
        for mark in self._marks.get(person, ()):
            if mark.holds(since):
                left &= ~mark.ended.of(choice)
        return left

    def _bring(self, person: str, rows: np.ndarray, cell: tuple[Audience, Signal], choices: list[Choice]) -> None:
        """One cell, without a dark moment in between for what goes on."""
        wanted = Purpose(0)
        for choice in choices:
            wanted |= choice.purposes
        if ALL & ~wanted:
            self.grants.withdraw(rows, *cell, ALL & ~wanted)
        people: dict[str, Purpose] = {}
        for choice in choices:
            if choice.named is not None:
                people[choice.named] = people.get(choice.named, Purpose(0)) | (choice.purposes & ~SEEN_BY_ALL)
        self._narrow(rows, cell, people)  # before the grant, so that nobody else passes meanwhile
        for choice in choices:
            until = self.ticks(choice.until_ms) if self.ticks and choice.until_ms is not None else None
            self.grants.grant(rows, *cell, choice.purposes, When(until, choice.places, choice.bands))
        self._cells.setdefault(person, {})[cell] = set(people)

    def _clear(self, person: str, rows: np.ndarray, ended: Ended) -> None:
        if ended.named is None:
            self.grants.withdraw(rows, ended.audience, ended.signal, ended.purposes)
            return
        for cell, people in self._cells.get(person, {}).items():
            if ended.named in people and ended.audience in (None, cell[0]) and ended.signal in (None, cell[1]):
                people.discard(ended.named)
                if not people:
                    self.grants.withdraw(rows, *cell)
                for row in rows:
                    still = {who: self.grants.may(row, *cell, who) for who in people}
                    self.grants.narrow(row, *cell, still)

    def _narrow(self, rows: np.ndarray, cell: tuple[Audience, Signal], people: dict[str, Purpose]) -> None:
        for row in rows:
            self.grants.narrow(row, *cell, people)

    def _prune(self, person: str) -> None:
        oldest = min(self._flying.get(person, ()), default=self._number)
        kept = [it for it in self._marks.get(person, ()) if it.holds(oldest)]
        self._marks[person] = kept
        if not kept:
            del self._marks[person]
