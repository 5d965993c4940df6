"""A guest: a person with a phone and no enrolment, held in memory for as long as the socket lives.

Nothing is heard or shown until the guest acts. What a guest wishes is turned into grants in one place, `wanted`;
going dark takes all of them back and remembers only the wishes.
"""

from dataclasses import dataclass
from typing import Any

from photophore.hub import wire
from photophore.hub.smile import Dress, Smile, Wardrobe
from photophore.hub.standing import Standing
from photophore.words import Audience, Brightness, Frame, Purpose, Row, Signal

CHOICES = {"bright": Brightness.BRIGHT_ONLY, "all": Brightness.ALL, "gesture": Brightness.GESTURE}
SYNCED = Purpose.LIGHT | Purpose.SYNC
SHOWN = {Audience.SELF: Purpose.LIGHT, Audience.NEAR: SYNCED, Audience.PUBLIC: Purpose.LIGHT,
         Audience.GATHERING: SYNCED}  # what a page asks for  # fmt: skip


@dataclass
class Wishes:
    """What the switches of a page say."""

    hear: bool = False
    heart: bool = False  # a sensor of the own heart, switched on apart
    near: bool = False
    public: bool = False
    choose: str = "bright"
    autonomy: float = 0.5
    dark: bool = False
    gathering: bool = False  # in one: whoever is there too may see the light, and share the beat

    def wanted(self) -> dict[tuple[Audience, Signal], Purpose]:
        """The grants that these wishes come to. Being seen at all is the signal PLACE; a feeling needs `hear` too."""
        asked = ((Audience.NEAR, self.near), (Audience.PUBLIC, self.public), (Audience.GATHERING, self.gathering))
        shown = [who for who, on in asked if on]
        if self.dark or not (shown or self.hear):
            return {}
        felt = (Signal.FEELING, Signal.HEART) if self.heart else (Signal.FEELING,)
        signals = (Signal.PLACE, *felt) if self.hear else (Signal.PLACE,)
        return {(who, signal): SHOWN[who] for who in (Audience.SELF, *shown) for signal in signals}

    def wish(self, said: wire.Said) -> None:
        """What somebody says who moves a switch."""
        match said:
            case wire.Hear(signal="heart"):
                self.heart = said.on
            case wire.Hear():
                self.hear = said.on
            case wire.Show(audience="near"):
                self.near = said.on
            case wire.Show():
                self.public = said.on
            case wire.Choose():
                self.choose = said.light
            case wire.Autonomy():
                self.autonomy = said.value
            case wire.Join() | wire.Part():
                self.gathering = isinstance(said, wire.Join)
            case wire.Dark() | wire.Light():
                self.dark = isinstance(said, wire.Dark)

    def hears(self, said: wire.Feel | wire.Heart) -> bool:
        """Whether a reading has any way to be heard; the gate asks again, this only spares it."""
        return self.hear and not self.dark and (self.heart or not isinstance(said, wire.Heart))


def state(wishes: Wishes, smile: Smile, joined: bool) -> dict:
    """How somebody's smile stands, as pages show it."""
    return {
        "hear": wishes.hear,
        "heart": wishes.heart,
        "show_near": wishes.near,
        "show_public": wishes.public,
        "choose": wishes.choose,
        "autonomy": wishes.autonomy,
        "glyph": smile.glyph,
        "worn": {"how": "none" if smile.bare else smile.dress.how, "hash": smile.dress.glyph.hash},
        "dark": wishes.dark,
        "bodies": smile.loop.grants.venue.senses_bodies,  # whether a sensor of the body may be switched on here
        "district": smile.district,
        "at": smile.at,
        "joined": joined,
        "gathering": smile.room.told() if smile.room else None,
    }


class Guest:
    """One guest's row in the loop."""

    waits = False  # what it decides is done between two frames

    def __init__(self, loop, standing: Standing, wardrobe: Wardrobe, glyph: str):
        """Takes a row, dark; NoRoom where the hub is full. `glyph`: name of the design to begin with."""
        self._loop, self._wardrobe = loop, wardrobe
        self.smile = Smile(loop, standing, wardrobe.again(None, glyph))
        self.wishes = Wishes()
        self._granted: dict[tuple[Audience, Signal], Purpose] = {}
        self._choose()

    @property
    def row(self) -> Row:
        return self.smile.row

    def state(self) -> dict:
        return state(self.wishes, self.smile, joined=False)

    def dress(self, said: wire.Wear) -> Dress:
        return self._wardrobe.dress(said, self.smile.dress)

    def fade(self) -> bool:
        """Where what they wear has ended: into their fallback. True: it has."""
        return self.smile.fade(self._wardrobe)

    def act(self, said: wire.Said, day: str, ready: Any = None) -> int | None:
        """Do as the guest says -> None, or where something was taken back, the last tick that may still hold it.

        ready: what `dress` made of a `wear`; of a `join` the hub.rooms.Room.
        """
        if isinstance(said, wire.Feel | wire.Heart):  # the most frequent by far; it changes no wish
            return self.smile.feel(said) if self.wishes.hears(said) else None
        with self._loop.lock:  # between two frames: the next one carries all that is done here
            if isinstance(said, wire.Wear):
                self.smile.wear(ready)
            elif isinstance(said, wire.Join | wire.Part):
                self.smile.gather(ready)
            self.wishes.wish(said)
            if isinstance(said, wire.Choose | wire.Autonomy):
                self._choose()
            return last(self._loop.frame) if self._settle(day) else None

    def new_day(self, day: str) -> bool:
        """Stand elsewhere today. True: this guest stands on the map, and has moved."""
        if not self.wishes.public or self.wishes.dark:
            return False
        self.smile.stand(True, day)
        return True

    def leave(self) -> None:
        """Dark, off the map, everything forgotten but the row, which `free` gives back."""
        self.wishes = Wishes(dark=True)
        with self._loop.lock:
            self._settle("")
            self.smile.leave()

    def free(self) -> None:
        self.smile.free()

    def _choose(self) -> None:
        self._loop.grants.choose(self.smile.rows, CHOICES[self.wishes.choose])
        self._loop.grants.loosen(self.smile.rows, self.wishes.autonomy)

    def _settle(self, day: str) -> bool:
        """Bring grants and the map to what is wished now; withdrawals come first."""
        wanted, grants, rows = self.wishes.wanted(), self._loop.grants, self.smile.rows
        gone = {key: had & ~wanted.get(key, Purpose(0)) for key, had in self._granted.items()}
        gone = {key: purposes for key, purposes in gone.items() if purposes}
        if gone and not wanted:
            self._loop.dark(self.row)
        for (audience, signal), purposes in gone.items():
            grants.withdraw(rows, audience, signal, purposes)
        self.smile.stand((Audience.PUBLIC, Signal.PLACE) in wanted, day)  # before a grant: no frame shows it nowhere
        for (audience, signal), purposes in wanted.items():
            if self._granted.get((audience, signal)) != purposes:
                grants.grant(rows, audience, signal, purposes)
        self._granted = wanted
        return bool(gone)


def last(frame: Frame | None) -> int:
    """Tick of the newest frame, the last that may hold what is taken back now."""
    return -1 if frame is None else frame.tick.count
