"""A row of the loop that somebody's page has taken: what it wears, what it feels, and where it stands on the map.

Whether anything of it is heard or shown is decided elsewhere (`session` for guests, `wearer` for who has joined); here
it only stands on the map while the public may see that it is there. Called between two frames.

It wears what its wearer chose. Where that was taken back by its artist, or found unsafe, it passes into the fallback:
the last design that the wearer chose of those that come with Photophore, which nobody can take back.
"""

import math
import secrets
from typing import NamedTuple

import numpy as np

from photophore.commons.designs import Designs
from photophore.commons.published import State
from photophore.commons.wears import Wears
from photophore.glyph.read import read
from photophore.glyph.tree import Glyph
from photophore.hub import wire
from photophore.hub.standing import Standing
from photophore.words import BadGlyph, PhotophoreError, Row, Sense, WearerClass, samples

ALL_TEETH = 0xFFFFFFFF
BEAT = 0.15  # hertz, nine a minute: a calm breath
HASTE = 2  # frames by which each frame of a fade counts more, where a design has ended: two seconds become two thirds


class Dress(NamedTuple):
    """What a smile wears, and what it wears when that has ended."""

    glyph: Glyph
    how: str  # commons.wears.Wears.how
    fallback: Glyph


class Smile:
    """One row."""

    def __init__(self, loop, standing: Standing, dress: Dress, kind: WearerClass = WearerClass.GUEST):
        """Takes a row, dark; NoRoom where the hub is full. `dress`: what it begins with."""
        self.loop, self.standing, self.dress = loop, standing, dress
        rows, born = loop.join(1, kind)
        self.row = Row(int(rows[0]), int(born[0]))
        self.bare = False  # it wears nothing: what it wore has ended, and there is no room for its fallback
        self.room = None  # the gathering in whose beat it is (hub.rooms.Room)
        self.seed = secrets.randbits(32)
        self._gone = False
        self._place = None  # (day, (tile, x, y)), drawn when first shown to the public
        try:
            loop.dress(self.rows, teeth=ALL_TEETH, seed=self.seed, power=1.0, rate=BEAT, group=-1, crowd=-1)
            loop.wear(self.rows, dress.glyph)
        except PhotophoreError:
            self.free()
            raise

    @property
    def glyph(self) -> str:
        """The name of what it wears."""
        return self.dress.glyph.name

    @property
    def rows(self) -> np.ndarray:
        return np.array([self.row.index], np.int32)

    @property
    def at(self) -> list[float] | None:
        """Where on the map it stands; None where it does not."""
        x, y = self.standing.xy[self.row.index]
        return [float(x), float(y)] if math.isfinite(x) else None

    @property
    def district(self) -> int | None:
        return int(self.standing.district[self.row.index]) if self.at else None

    def wear(self, dress: Dress) -> None:
        self.loop.wear(self.rows, dress.glyph)
        self.dress, self.bare = dress, False

    def fade(self, wardrobe: "Wardrobe") -> bool:
        """Into the fallback, where what it wears has ended. True: it has. Where that cannot be worn (NoRoom: the deck
        is full), it wears nothing and is dark; asked again, it tries again.
        """
        if self._gone or not (self.bare or wardrobe.over(self.dress)):
            return False
        fallback = Dress(self.dress.fallback, "name", self.dress.fallback)
        try:
            self.wear(fallback)
        except Exception:
            self.loop.bare(self.rows)
            self.dress, self.bare = fallback, True
            raise
        return True

    def hasten(self) -> bool:
        """Asked once a frame, a fade takes a third of its time. False: it is over."""
        return self.loop.hurry(self.rows, HASTE)

    def feel(self, said: wire.Feel | wire.Heart) -> None:
        """A reading; the gate hears it or not."""
        heart = isinstance(said, wire.Heart)
        felt = samples(1)
        felt.row[0], felt.born[0] = self.row
        felt.kind[0] = Sense.HEART_RATE if heart else Sense.REPORT
        felt.value[0] = (said.bpm, math.nan) if heart else (said.valence, said.arousal)
        felt.at[0] = self.loop.tick.count
        self.loop.feed(felt)

    def here(self) -> None:
        """The wearer's own page was heard: what they granted goes on."""
        self.loop.grants.renew(self.rows, self.loop.tick.count)

    def stand(self, public: bool, day: str) -> None:
        """On the map, at a place that is drawn anew each day, or off it."""
        index, moved = self.row.index, self._place is None or self._place[0] != day
        if not public:
            if self.standing.leave(index):
                self._vote(-1)
        elif moved or self.at is None:
            if moved:
                self._place = day, self.standing.draw()
            self.standing.stand(index, self._place[1])
            field = self.standing.field(self._place[1][0])
            self._vote(field)

    def gather(self, room) -> None:
        """Into the beat of a gathering, at a tempo of its own near its rhythm; None: out of it, where it was before.

        room: hub.rooms.Room.
        """
        if self.room and room is None:
            self.loop.discharge(self.rows)
        self.room = room
        self.loop.dress(self.rows, group=self._group(), rate=room.tempo(self.seed) if room else BEAT,
                        district=self._district())  # fmt: skip

    def _group(self) -> int:
        """In whose beat it shares: the gathering's, else that of the district where it stands on the map."""
        return self.room.group if self.room else self._district()

    def _district(self) -> int:
        """Of which district its vote is, by where it stands on the map; -1: it does not."""
        district = self.district
        return -1 if district is None else district

    def _vote(self, field: int) -> None:
        self.loop.dress(self.rows, group=self._group(), crowd=field, district=self._district())

    def leave(self) -> None:
        """Dark and off the map with the next frame; the row is kept until `free`."""
        self._gone = True  # soon the row is another's
        self.room = None
        self.stand(False, "")
        self.loop.dark(self.row)

    def free(self) -> None:
        """Give the row back to the loop."""
        self._gone = True
        self.loop.leave(self.rows)


class Wardrobe(NamedTuple):
    """What can be worn here."""

    gallery: dict[str, Glyph]  # what comes with Photophore, by name
    published: Designs | None = None  # None: nobody publishes here

    def dress(self, said: wire.Wear, before: Dress | None = None) -> Dress:
        """What somebody puts on; BadGlyph where they cannot. A stranger's text is read, never run."""
        if (said.name, said.text, said.hash).count(None) != 2:
            raise BadGlyph("it is unclear what to wear", "wear", "send the name of a design, its text or its hash")
        how = "name" if said.name is not None else "hash" if said.hash is not None else "text"
        glyph = self._named(said.name) if how == "name" else self._published(said.hash) if how == "hash" else (
            read(said.text))  # fmt: skip
        found = Dress(glyph, how, glyph if how == "name" or before is None else before.fallback)
        self.check(found)
        return found

    def check(self, dress: Dress) -> None:
        """BadGlyph where this has ended: by now, since it was found."""
        if self.published and dress.how == "hash":
            self.published.may(dress.glyph.hash)
        elif self.published:
            self.published.safe(dress.glyph.hash)

    def over(self, dress: Dress) -> bool:
        """Whether this has ended: taken back, where it was worn as published; the same tree found unsafe."""
        state = self.published.state(dress.glyph.hash) if self.published else None
        return state is State.UNSAFE or (dress.how == "hash" and state is State.WITHDRAWN)

    def again(self, wears: Wears | None, first: str) -> Dress:
        """What somebody wore when they were last here; what has ended, or cannot be read any more, is the fallback."""
        glyph = self.gallery.get(wears.fallback if wears else first, self.gallery[first])
        fallback = Dress(glyph, "name", glyph)
        if wears is None:
            return fallback
        try:
            return self.dress(wire.Wear(**{wears.how: wears.what}), fallback)
        except BadGlyph:
            return fallback

    def _named(self, name: str) -> Glyph:
        if name not in self.gallery:
            raise BadGlyph(f"there is no design {name!r}", "wear", f"try {', '.join(sorted(self.gallery))}")
        return self.gallery[name]

    def _published(self, hash_: str) -> Glyph:
        if self.published is None:
            raise BadGlyph("nothing is published at this hub", "wear", f"try {', '.join(sorted(self.gallery))}")
        return self.published.worn(hash_)
