"""A guest: a person with a phone and no enrolment, held in memory for as long as the socket lives.

Nothing is heard or shown until the guest acts. What a guest wishes is turned into grants in one place, `wanted`;
going dark takes all of them back and remembers only the wishes.
"""

import math
import secrets
from dataclasses import dataclass

import numpy as np

from photophore.glyph.read import read
from photophore.glyph.tree import Glyph
from photophore.hub import wire
from photophore.hub.standing import Standing
from photophore.words import (
    Audience,
    BadGlyph,
    Brightness,
    Frame,
    PhotophoreError,
    Purpose,
    Row,
    Sense,
    Signal,
    samples,
)

ALL_TEETH = 0xFFFFFFFF
BEAT = 0.15  # hertz, nine a minute: a calm breath
CHOICES = {"bright": Brightness.BRIGHT_ONLY, "all": Brightness.ALL, "gesture": Brightness.GESTURE}
SYNCED = Purpose.LIGHT | Purpose.SYNC


@dataclass
class Wishes:
    """What a guest has asked for."""

    hear: bool = False
    heart: bool = False  # a sensor of the own heart, switched on apart
    near: bool = False
    public: bool = False
    choose: str = "bright"
    autonomy: float = 0.5
    dark: bool = False

    def wanted(self) -> dict[tuple[Audience, Signal], Purpose]:
        """The grants that these wishes come to. Being seen at all is the signal PLACE; a feeling needs `hear` too."""
        shown = [who for who, on in ((Audience.NEAR, self.near), (Audience.PUBLIC, self.public)) if on]
        if self.dark or not (shown or self.hear):
            return {}
        felt = (Signal.FEELING, Signal.HEART) if self.heart else (Signal.FEELING,)
        signals = (Signal.PLACE, *felt) if self.hear else (Signal.PLACE,)
        purposes = {Audience.SELF: Purpose.LIGHT, Audience.NEAR: SYNCED, Audience.PUBLIC: Purpose.LIGHT}
        return {(who, signal): purposes[who] for who in (Audience.SELF, *shown) for signal in signals}


class Guest:
    """One guest's row in the loop."""

    def __init__(self, loop, standing: Standing, gallery: dict[str, Glyph], glyph: str):
        """Takes a row, dark; NoRoom where the hub is full. `glyph`: name of the design to begin with."""
        rows, born = loop.join(1)
        self.row = Row(int(rows[0]), int(born[0]))
        self.wishes = Wishes()
        self.glyph = glyph
        self._loop, self._standing, self._gallery = loop, standing, gallery
        self._granted: dict[tuple[Audience, Signal], Purpose] = {}
        self._place = None  # (day, (tile, x, y)), drawn when first shown to the public
        seed = secrets.randbits(32)
        try:
            loop.dress(self._rows, teeth=ALL_TEETH, seed=seed, power=1.0, rate=BEAT, group=-1, crowd=-1)
            loop.wear(self._rows, gallery[glyph])
        except PhotophoreError:
            self.free()
            raise
        self._choose()

    @property
    def _rows(self) -> np.ndarray:
        return np.array([self.row.index], np.int32)

    def state(self) -> dict:
        """As pages show it."""
        wishes, index = self.wishes, self.row.index
        there = math.isfinite(self._standing.xy[index, 0])
        return {
            "hear": wishes.hear,
            "heart": wishes.heart,
            "show_near": wishes.near,
            "show_public": wishes.public,
            "choose": wishes.choose,
            "autonomy": wishes.autonomy,
            "glyph": self.glyph,
            "dark": wishes.dark,
            "bodies": self._loop.grants.venue.senses_bodies,  # whether a sensor of the body may be switched on here
            "district": int(self._standing.district[index]) if there else None,
            "at": [float(v) for v in self._standing.xy[index]] if there else None,
        }

    def design(self, said: wire.Wear) -> Glyph:
        """The design that a guest wants to wear; BadGlyph where there is none. A stranger's text is read, never run."""
        if (said.name is None) == (said.text is None):
            raise BadGlyph("it is unclear what to wear", "wear", "send either the name of a design or its text")
        if said.name is not None and said.name not in self._gallery:
            raise BadGlyph(f"there is no design {said.name!r}", "wear", f"try {', '.join(sorted(self._gallery))}")
        return self._gallery[said.name] if said.text is None else read(said.text)

    def act(self, said: wire.Said, day: str, glyph: Glyph | None = None) -> int | None:
        """Do as the guest says -> None, or where something was taken back, the last tick that may still hold it.

        glyph: what `design` made of a `wear`.
        """
        with self._loop.lock:  # between two frames: the next one carries all that is done here
            self._do(said, glyph)
            taken_back = self._settle(day)
            return _count(self._loop.frame) if taken_back else None

    def _do(self, said: wire.Said, glyph: Glyph | None) -> None:
        match said:
            case wire.Feel():
                self._felt(Sense.REPORT, said.valence, said.arousal)
            case wire.Heart():
                self._felt(Sense.HEART_RATE, said.bpm, math.nan)
            case wire.Wear():
                self._loop.wear(self._rows, glyph)
                self.glyph = glyph.name
            case wire.Hear(signal="heart"):
                self.wishes.heart = said.on
            case wire.Hear():
                self.wishes.hear = said.on
            case wire.Show(audience="near"):
                self.wishes.near = said.on
            case wire.Show():
                self.wishes.public = said.on
            case wire.Choose():
                self.wishes.choose = said.light
                self._choose()
            case wire.Autonomy():
                self.wishes.autonomy = said.value
                self._choose()
            case wire.Dark() | wire.Light():
                self.wishes.dark = isinstance(said, wire.Dark)

    def new_day(self, day: str) -> bool:
        """Stand elsewhere today. True: this guest stands on the map, and has moved."""
        if not self.wishes.public or self.wishes.dark:
            return False
        self._stand(day)
        return True

    def leave(self) -> None:
        """Dark, off the map, everything forgotten but the row, which `free` gives back."""
        self.wishes = Wishes(dark=True)
        with self._loop.lock:
            self._settle("")
            self._loop.dark(self.row)

    def free(self) -> None:
        """Give the row back to the loop."""
        self._loop.leave(self._rows)

    def _felt(self, kind: Sense, first: float, second: float) -> None:
        """A reading; unheard where the guest does not let it be heard (the loop asks again, this only spares it)."""
        if not self.wishes.hear or self.wishes.dark or (kind == Sense.HEART_RATE and not self.wishes.heart):
            return
        felt = samples(1)
        felt.row[0], felt.born[0], felt.kind[0] = self.row.index, self.row.born, kind
        felt.value[0], felt.at[0] = (first, second), self._loop.tick.count
        self._loop.feed(felt)

    def _choose(self) -> None:
        self._loop.grants.choose(self._rows, CHOICES[self.wishes.choose])
        self._loop.grants.loosen(self._rows, self.wishes.autonomy)

    def _settle(self, day: str) -> bool:
        """Bring grants and the map to what is wished now; withdrawals come first."""
        wanted, grants = self.wishes.wanted(), self._loop.grants
        gone = {key: had & ~wanted.get(key, Purpose(0)) for key, had in self._granted.items()}
        gone = {key: purposes for key, purposes in gone.items() if purposes}
        if gone and not wanted:
            self._loop.dark(self.row)
        for (audience, signal), purposes in gone.items():
            grants.withdraw(self._rows, audience, signal, purposes)
        public = (Audience.PUBLIC, Signal.PLACE) in wanted
        if public and (Audience.PUBLIC, Signal.PLACE) not in self._granted:
            self._stand(day)  # before the grant, so that no frame shows the smile nowhere
        for (audience, signal), purposes in wanted.items():
            if self._granted.get((audience, signal)) != purposes:
                grants.grant(self._rows, audience, signal, purposes)
        if not public and self._standing.leave(self.row.index):
            self._loop.dress(self._rows, group=-1, crowd=-1)
        self._granted = wanted
        return bool(gone)

    def _stand(self, day: str) -> None:
        if self._place is None or self._place[0] != day:
            self._place = day, self._standing.draw()
        self._standing.stand(self.row.index, self._place[1])
        district = int(self._standing.district[self.row.index])
        self._loop.dress(self._rows, group=district, crowd=self._standing.field(self._place[1][0]))


def _count(frame: Frame | None) -> int:
    return -1 if frame is None else frame.tick.count
