"""A row of the loop that somebody's page has taken: what it wears, what it feels, and where it stands on the map.

Whether anything of it is heard or shown is decided elsewhere (`session` for guests, `wearer` for who has joined); here
it only stands on the map while the public may see that it is there. Called between two frames.
"""

import math
import secrets

import numpy as np

from photophore.glyph.read import read
from photophore.glyph.tree import Glyph
from photophore.hub import wire
from photophore.hub.standing import Standing
from photophore.words import BadGlyph, PhotophoreError, Row, Sense, WearerClass, samples

ALL_TEETH = 0xFFFFFFFF
BEAT = 0.15  # hertz, nine a minute: a calm breath


class Smile:
    """One row."""

    def __init__(self, loop, standing: Standing, glyph: Glyph, kind: WearerClass = WearerClass.GUEST):
        """Takes a row, dark; NoRoom where the hub is full. `glyph`: the design to begin with."""
        self.loop, self.standing, self.glyph = loop, standing, glyph.name
        rows, born = loop.join(1, kind)
        self.row = Row(int(rows[0]), int(born[0]))
        self._place = None  # (day, (tile, x, y)), drawn when first shown to the public
        try:
            loop.dress(self.rows, teeth=ALL_TEETH, seed=secrets.randbits(32), power=1.0, rate=BEAT, group=-1, crowd=-1)
            loop.wear(self.rows, glyph)
        except PhotophoreError:
            self.free()
            raise

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

    def wear(self, glyph: Glyph) -> None:
        self.loop.wear(self.rows, glyph)
        self.glyph = glyph.name

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
                self.loop.dress(self.rows, group=-1, crowd=-1)
        elif moved or self.at is None:
            if moved:
                self._place = day, self.standing.draw()
            self.standing.stand(index, self._place[1])
            field = self.standing.field(self._place[1][0])
            self.loop.dress(self.rows, group=int(self.standing.district[index]), crowd=field)

    def leave(self) -> None:
        """Dark and off the map with the next frame; the row is kept until `free`."""
        self.stand(False, "")
        self.loop.dark(self.row)

    def free(self) -> None:
        """Give the row back to the loop."""
        self.loop.leave(self.rows)


def design(said: wire.Wear, gallery: dict[str, Glyph]) -> Glyph:
    """The design that somebody wants to wear; BadGlyph where there is none. A stranger's text is read, never run."""
    if (said.name is None) == (said.text is None):
        raise BadGlyph("it is unclear what to wear", "wear", "send either the name of a design or its text")
    if said.name is not None and said.name not in gallery:
        raise BadGlyph(f"there is no design {said.name!r}", "wear", f"try {', '.join(sorted(gallery))}")
    return gallery[said.name] if said.text is None else read(said.text)
