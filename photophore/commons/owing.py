"""What was done and could not be written yet: dark all the same, and written before anything else of that person."""

import threading
from collections.abc import Callable
from typing import NamedTuple, final

from photophore.commons import change
from photophore.commons.change import Ended, Held
from photophore.commons.ledger import Ledger
from photophore.commons.lit import Lit, Mark
from photophore.commons.record import Draft, Event, State
from photophore.commons.vow import Vows, whom
from photophore.words import NotFound, Purpose


class Owed(NamedTuple):
    """A deed that is to be written."""

    drafts: Callable[[list[Held]], list[Draft]]
    mark: Mark | None = None
    dark: bool | None = None
    void: int | None = None  # moment of the deed that does not count


@final
class Owing:
    """Everybody's debts to the store. Called under the lock of the person."""

    def __init__(self, ledger: Ledger, lit: Lit, vows: Vows, now: Callable[[], int]):
        self._ledger, self._lit, self._vows, self._now = ledger, lit, vows, now
        self._owed: dict[str, list[Owed]] = {}
        self._file = threading.Lock()  # the vows' own
        self._remember()

    def __bool__(self) -> bool:
        return bool(self._owed)

    def people(self) -> list[str]:
        return list(self._owed)

    def add(self, person: str, owed: Owed) -> None:
        self._owed.setdefault(person, []).append(owed)

    def pay(self, person: str) -> list[Event]:
        """Write what is owed, in the order in which it came -> the events of the last. NoRoom where it cannot be."""
        if not self._ledger.whole:
            self._ledger.mend()
        written: list[Event] = []
        while owed := self._owed.get(person):
            written = self._pay(person, owed[0])
            self._settle(person, owed.pop(0))
            if not owed:
                del self._owed[person]
        return written

    def promise(self, person: str) -> None:
        """The store has no room: keep what this person took back where there is, so that no restart brings it back."""
        for owed in self._owed.get(person, []):
            if owed.mark and owed.mark.slot is None:
                with self._file:
                    owed.mark.slot = self._vows.make(person, owed.mark.ended, bool(owed.dark))

    def in_force(self, person: str) -> tuple[list[Held], bool]:
        """What holds, and whether all is dark: what is written, less what is owed."""
        events = self._ledger.of(person)
        if not self._ledger.whole:
            return [], True  # an earlier run left something that could not be mended yet
        owed = self._owed.get(person, [])
        voided = {each.void for each in owed}
        held, dark = change.in_force([event for event in events if event.at not in voided], self._now())
        left = []
        for each in held:
            gone = Purpose(0)
            for owing in owed:
                gone |= owing.mark.ended.of(each.choice) if owing.mark and owing.dark is None else Purpose(0)
            left.append(change.narrowed(each, gone))
        return [each for each in left if each], dark or any(each.dark for each in owed)

    def expire(self, person: str) -> None:
        """What has come to its end is owed its last event, so that a clock that jumps back revives nothing."""
        held, _ = change.in_force(self._ledger.of(person), -1)
        for each in held:
            choice = each.choice
            if choice.until_ms is not None and choice.until_ms <= self._now():
                mark = self._lit.darken(person, Ended(choice.audience, choice.signal, choice.purposes, choice.named))
                self._lit.told(person, mark)
                draft = Draft(State.EXPIRED, each.record, choice, each.sentence)
                self.add(person, Owed(lambda held, draft=draft: [draft], mark))

    def forget(self, person: str) -> None:
        """The person is erased."""
        for owed in self._owed.pop(person, []):
            self._settle(person, owed)

    def _pay(self, person: str, owed: Owed) -> list[Event]:
        try:
            if owed.void is not None:
                self._ledger.void(person, owed.void)
                return []
            held, dark = change.in_force(self._ledger.of(person), -1)
            if owed.dark and dark:
                return []
            drafts = owed.drafts(held)
            return self._ledger.write(person, drafts, self._lit.grants.epoch, owed.dark) if drafts else []
        except NotFound:  # erased meanwhile: nothing is owed any longer
            self.forget(person)
            raise

    def _settle(self, person: str, owed: Owed) -> None:
        if owed.mark is None:
            return
        if owed.mark.slot is not None:
            with self._file:
                self._vows.keep(owed.mark.slot)
        self._lit.written(person, owed.mark)

    def _remember(self) -> None:
        """What an earlier run promised and could not write."""
        vows = list(self._vows.all())
        there = {whom(person): person for person in self._ledger.everybody()} if vows else {}
        for vow in vows:
            person = there.get(vow.whom)
            if person is None:  # erased
                self._vows.keep(vow.slot)
                continue
            mark = self._lit.darken(person, vow.ended)
            self._lit.told(person, mark)
            mark.slot = vow.slot
            self.add(person, taking_back(mark, vow.dark))


def taking_back(mark: Mark, dark: bool) -> Owed:
    """What a withdrawal, or going dark, owes the store."""
    if dark:
        return Owed(lambda held: [Draft(State.DARK, change.new())], mark, True)
    return Owed(lambda held: change.endings(held, mark.ended), mark)
