"""A person who has joined, at the own page: a smile whose grants are what the person decided (commons.terms).

Two threads meet here. What the loop asks (`act`, `stand`) never waits for a disk; what is decided (`decide`) does, in a
thread of the hub, and its darkness has come by the time it waits. Several pages of one person share one smile.
"""

import contextlib
import math
import threading
from collections.abc import Callable

from photophore.commons import sentence
from photophore.commons.history import NOWHERE
from photophore.commons.record import Choice
from photophore.commons.store import now_ms
from photophore.commons.terms import Terms
from photophore.commons.wears import Wears
from photophore.hub import wire
from photophore.hub.session import CHOICES, SHOWN, Wishes, last, state
from photophore.hub.smile import Dress, Smile, Wardrobe
from photophore.words import Audience, Brightness, NoRoom, Purpose, Row, Signal

WAITING = 600  # readings that wait to be remembered, at most
NAMES = {brightness: name for name, brightness in CHOICES.items()}


class Wearer:
    """One person's smile, while one of their pages is open."""

    waits = True  # what it decides is written down first

    def __init__(self, smile: Smile, person, terms: Terms, voice: Callable[[str], sentence.Voice], wardrobe: Wardrobe):
        """person: commons.people.Person; voice(language): in whose words a decision is written down."""
        self.smile, self.person, self.wishes = smile, person, Wishes(dark=True)
        self.pages = 0
        self.taking: dict = {}  # what is being taken back now, by what was said -> its task
        self.felt: list[tuple[Signal, int, tuple[float, float]]] = []  # what waits to be remembered, milliseconds UTC
        self._keeps: set[Signal] = set()  # what some sentence in force lets be remembered
        self._lit: set[tuple[Audience, Signal]] = set()  # what some sentence in force lets be light
        self._terms, self._voice, self._wardrobe = terms, voice, wardrobe
        self.room = None  # the gathering that they decided to be in (hub.rooms.Room)
        self._next: Dress | None = None  # what they put on, and will wear from the next frame
        self._turn = threading.Lock()  # one change of what the switches say at a time

    @property
    def row(self) -> Row:
        return self.smile.row

    def state(self) -> dict:
        return state(self.wishes, self.smile, joined=True)

    # --- between two frames

    def fade(self) -> bool:
        """Where what they wear has ended: into their fallback. True: it has."""
        return self.smile.fade(self._wardrobe)

    def act(self, said: wire.Said, day: str, ready=None) -> None:
        """What needs no decision: a feeling, a heart."""
        if self.wishes.hears(said):
            self.smile.feel(said)
            heart = isinstance(said, wire.Heart)
            signal = Signal.HEART if heart else Signal.FEELING
            if signal in self._keeps and len(self.felt) < WAITING:
                self.felt.append((signal, now_ms(), (said.bpm, math.nan) if heart else (said.valence, said.arousal)))

    def stand(self, day: str) -> bool:
        """In what they put on; on the map while the public may see any light of this smile. True: it has moved."""
        put_on, self._next = self._next, None
        if put_on and not self._wardrobe.over(put_on):
            self.smile.wear(put_on)
        if self.smile.room is not self.room:
            self.smile.gather(self.room)
        with contextlib.suppress(NoRoom):  # then it is dark, and hub.fading tries again
            self.fade()  # what ended while they came in
        grants, before = self.smile.loop.grants, self.smile.at
        seen = any(grants.may(self.row.index, Audience.PUBLIC, signal) & Purpose.LIGHT for signal in Signal)
        self.smile.stand(seen, day)
        return self.smile.at != before

    new_day = stand

    def leave(self) -> None:
        """Dark and off the map, now."""
        self._terms.unsettle(self.person.id)
        self.smile.leave()

    def free(self) -> None:
        self.smile.free()

    # --- in a thread that may wait

    def settle(self) -> None:
        """What the person decided earlier is in force again; dark where it is not known."""
        self._terms.settle(self.person.id, self.smile.rows, self.row.born)
        self.look()

    def look(self) -> None:
        """Bring the switches to what is in force, whoever changed it."""
        with self._turn:
            mine, held = self._terms.people.get(self.person.id), self._terms.of(self.person.id)
            lit = {(choice.audience, choice.signal) for choice in held if choice.purposes & Purpose.LIGHT}
            self.person, self._lit = mine, lit
            self._keeps = {choice.signal for choice in held
                           if choice.audience == Audience.SELF and choice.purposes & Purpose.REMEMBER}  # fmt: skip
            if not any(who == Audience.GATHERING for who, _ in lit):
                self.room = None  # they ended it, on whatever page, or its time came
            self.wishes = Wishes(
                (Audience.SELF, Signal.FEELING) in lit, (Audience.SELF, Signal.HEART) in lit,
                any(who == Audience.NEAR for who, _ in lit), any(who == Audience.PUBLIC for who, _ in lit),
                NAMES[Brightness(mine.brightness)], mine.autonomy, self._terms.is_dark(self.person.id),
                self.room is not None,
            )  # fmt: skip

    def remember(self, keep: Callable) -> None:
        """Hand over what was felt since the last time; keep: commons.history.History.remember, which asks once more."""
        felt, self.felt = self.felt, []
        district = NOWHERE if self.smile.district is None else self.smile.district
        for signal in {signal for signal, _, _ in felt}:
            mine = [(at, values) for kind, at, values in felt if kind == signal]
            keep(self.person.id, signal, [at for at, _ in mine], [values for _, values in mine], district)

    def asks(self) -> int:
        """Something that may brighten was asked for now: what is taken back from here on wins over it, however late it
        is done. `decide` ends it.
        """
        return self._terms.lit.begin(self.person.id)

    def unask(self, asked: int) -> None:
        """What `asks` began is given up."""
        self._terms.lit.end(self.person.id, asked)

    def decide(self, said: wire.Said, asked: int | None = None, room=None) -> int | None:
        """Write down what the person decided by moving a switch -> None, or where something was taken back, the last
        tick that may still hold it. NoRoom, NotAllowed and others as in commons.terms. asked: what `asks` gave;
        room: the gathering of a `join`.
        """
        try:
            taken = self._decided(said, asked, room)
        finally:
            if asked is not None:
                self.unask(asked)
            self.look()  # also where it could not be written: it is dark all the same
        return last(self.smile.loop.frame) if taken else None

    def _decided(self, said: wire.Said, asked: int | None, room) -> bool:
        terms, person, smile = self._terms, self.person.id, self.smile
        match said:
            case wire.Dark():
                terms.dark(person)
            case wire.Light():
                terms.light(person, asked)
            case wire.Wear():
                self._wear(said)
            case wire.Choose():
                brightness = CHOICES[said.light]
                if brightness != Brightness.ALL:  # less comes at once, more when it is written
                    smile.loop.grants.choose(smile.rows, brightness)
                terms.people.choose(person, brightness=brightness)
                smile.loop.grants.choose(smile.rows, brightness)
            case wire.Autonomy():
                terms.people.choose(person, autonomy=said.value)
                smile.loop.grants.loosen(smile.rows, said.value)
            case wire.Part():
                self.room = None
                terms.withdraw(person, Audience.GATHERING)
            case wire.Hear(on=False):
                terms.withdraw(person, Audience.SELF, Signal.HEART if said.signal == "heart" else Signal.FEELING)
            case wire.Show(on=False):
                terms.withdraw(person, Audience.NEAR if said.audience == "near" else Audience.PUBLIC)
            case _:
                self._let(said, asked, room or self.room)
                self.room = room or self.room
        return wire.takes_back(said)

    def _wear(self, said: wire.Wear) -> None:
        """Kept first, so that what a page was told is worn tomorrow; BadGlyph where it cannot be worn."""
        dress = self._wardrobe.dress(said, self._next or self.smile.dress)
        with self._turn:
            self._wardrobe.published.keep_worn(
                self.person.id, Wears(dress.how, said.name or said.hash or said.text, dress.fallback.name))  # fmt: skip
            self._next = dress  # fall here: it is worn when they come back

    def _let(self, said: wire.Hear | wire.Show | wire.Join, asked: int | None, room) -> None:
        """Whatever this switch lets happen that was not let happen before, sentence by sentence; what is let happen
        to a gathering ends with it.
        """
        wished = Wishes(**vars(self.wishes) | {"dark": False})
        wished.wish(said)
        voice = self._voice(self.person.language)
        for audience, signal in wished.wanted():
            until = room.until_ms if audience == Audience.GATHERING else None
            if until or (audience, signal) not in self._lit:  # what a narrower sentence lets happen stays as it is
                choice = Choice(audience, signal, SHOWN[audience], until_ms=until)
                self._terms.decide(self.person.id, choice, sentence.of(choice, voice), voice.language, asked)
