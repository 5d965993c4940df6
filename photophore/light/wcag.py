"""A film judged as WCAG 2.2 asks (SC 2.3.1), frame by frame: in cells, by opposing changes, by area as an eye sees it.

A cell is about a thirtieth of a degree, so halves or squares that flash against each other do not cancel. Whole fields
of ten degrees are judged beside, as a flash may wander; and in noise, cells of a degree.
What only moves is no flash. KNOWN: texture that moves by more than 0.8 degree a frame is told as one.
No claim of certification.
"""

import math
from collections import deque
from typing import NamedTuple

import numpy as np

from photophore.light import cells, motion, stripes
from photophore.light.iris import EXTENDED, FAILURE, FLASH, LINEAR, LONG_ENOUGH, LONG_WINDOW, PASS, WARN, WARNING

F = np.float32

SECOND = 10_000  # ticks; a tick is a tenth of a millisecond
SCREEN = 1024, 768  # pixels of the screen in WCAG's own example
FIELD_BOX = 341, 256  # pixels of it that ten degrees of sight take, broad and tall
FIELD = 0.0239  # sr of a field of ten degrees
PIXEL = math.sqrt(FIELD / (FIELD_BOX[0] * FIELD_BOX[1]))  # radians of one of its pixels; 0.03 degree
QUARTER = FIELD / 4  # sr that may flash; WCAG rounds it to 0.006
CELL = math.radians(0.034)  # radians of a cell's side, at most, where the picture has so many pixels
FINE = math.radians(0.1)  # squares of a balanced pattern below this are exempt
TILE = math.radians(1.0)  # side of the wider cells
WHITE = 200.0  # cd/m2 of full light, where nothing else is said
NOWHERE = np.zeros((1, 1), np.uint8)
STEPS = np.array([0.1, 20 / 320, 0.0], F)  # luminance, redness; hues have their own rule
FIELD_STEPS = np.array([0.25, 0.25, 0.0], F)  # of a field's mean: what a quarter of it changes at most
MOST_CELLS = 1_500_000  # of a picture; beyond, cells grow
LOOKS = 10  # times a second that stripes are looked for
MOVED = 0.1  # share of the stripes' cells that are other than before: they move


class Scene(NamedTuple):
    """A picture as an eye sees it."""

    height: int  # pixels
    width: int
    side: int  # pixels of a cell's side
    angle: float  # radians of a cell's side
    box: tuple[int, int]  # rows and columns of cells in a field of ten degrees
    enough: float  # cells in a quarter of such a field
    white: float  # cd/m2 of full light

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of cells."""
        return -(-self.height // self.side), -(-self.width // self.side)


class View(NamedTuple):
    """From where a picture is seen. Without distance and width: as large as it fits on WCAG's screen of 1024 x 768."""

    distance: float = math.nan  # metres
    width: float = math.nan  # metres that the picture is broad
    white: float = WHITE  # cd/m2 of full light


class Seen(NamedTuple):
    """What a frame added."""

    general: int  # transitions of the last second in over a quarter of a field, 0..7; 7 is more, too
    red: int
    pairs: int  # light-dark pairs of stripes in over a quarter of a field; 0 where there are too few to matter
    results: tuple[int, int, int]  # of general flashes, red flashes and stripes: PASS, WARNING, EXTENDED, FAILURE


class Span(NamedTuple):
    """A part of the film that fails."""

    kind: str  # general, red, stripes
    result: int  # EXTENDED or FAILURE, the worst
    begin: float  # seconds
    end: float
    most: int  # transitions in a second, or light-dark pairs


def scene(height: int, width: int, view: View = View()) -> Scene:  # noqa: B008  a constant
    """How many cells, how large, and how many may flash; a flat picture, seen straight on from its middle."""
    if math.isnan(view.distance) or math.isnan(view.width):
        pixel = PIXEL * min(SCREEN[0] / width, SCREEN[1] / height)
    else:
        pixel = math.atan(view.width / width / view.distance)
    side = max(1, min(int(CELL / pixel), height, width), math.ceil(math.sqrt(height * width / MOST_CELLS)))
    while -(-height // side) * -(-width // side) > MOST_CELLS:
        side += 1
    angle = side * pixel
    broad, tall = (max(1, round(pixels * PIXEL / angle)) for pixels in FIELD_BOX)
    box = (tall, broad) if width >= height else (broad, tall)
    return Scene(height, width, side, angle, box, QUARTER / angle**2, view.white)


class Grid:
    """Cells of one size, followed through the film."""

    def __init__(self, shape: tuple[int, int], box: tuple[int, int], enough: float, steps: np.ndarray):
        self._box, self._enough, self._steps = box, enough, steps
        self._seen = cells.memory(*shape)
        self.level = np.zeros((2, *shape), np.uint8)  # transitions of the last second, general and red, 0..7
        self._cells = np.zeros((2, cells.KEPT + 1), np.int64)
        self._sums = np.zeros(shape[1], np.int64)

    def follow(self, planes: np.ndarray, now: int, spared: np.ndarray = NOWHERE, tile: int = 1 << 30) -> None:
        """One frame later; what turns in spared tiles, of so many cells a side, does not count."""
        cells.follow(planes, self._steps, self._seen, (spared, tile), np.int32(now))
        cells.lately(self._seen, np.int32(now - SECOND), self.level, self._cells)

    def raise_(self, level: np.ndarray) -> None:
        """Where another account found more, take that."""
        np.maximum(self.level, level, out=self.level)
        for kind, counted in zip(self.level, self._cells, strict=True):
            counted[:] = np.bincount(kind.ravel(), minlength=cells.KEPT + 1)[::-1].cumsum()[::-1]

    def most(self) -> list[int]:
        """Transitions, general and red, that more than enough cells of one field had in the last second."""
        return [self._most(*kind) for kind in zip(self.level, self._cells, strict=True)]

    def _most(self, level: np.ndarray, count: np.ndarray) -> int:
        for turns in range(cells.KEPT, 0, -1):
            if count[turns] > self._enough and self.crowd(level, turns) > self._enough:
                return turns
        return 0

    def crowd(self, level: np.ndarray, least: int) -> int:
        """Most cells with at least so much in any one field."""
        return int(cells.crowded(level, np.uint8(least), self._box, self._sums))


class Noise:
    """Tiles that do not flash though their cells do: fine balanced patterns are exempt (there, the tiles' means tell of
    flashes), and so is what only moves.
    """

    def __init__(self, where: Scene):
        side = round(TILE / where.angle / motion.COARSE) * motion.COARSE
        self._fine, self.tile, (rows, columns) = F(FINE / where.angle), max(motion.LEAST, side), where.shape
        shape = -(-rows // self.tile), -(-columns // self.tile)
        self.spared, self._balanced, self._moved = np.zeros((3, *shape), np.uint8)
        self._last = np.full(shape, cells.LONG_AGO, np.int32)  # tick at which a tile was in balance
        self._means, self._planes = Grid(shape, (1, 1), 0, STEPS), np.zeros((cells.PLANES, *shape), F)

    def look(self, planes: np.ndarray, before: np.ndarray, now: int) -> None:
        """One frame later."""
        if self._fine <= 1:  # each cell is too large to be fine
            return
        pictures = planes[cells.BRIGHT], before[cells.BRIGHT]
        cells.sparing(*pictures, self.tile, self._fine, self._balanced)
        motion.moved(*pictures, self.tile, self._moved)
        np.maximum(self._balanced, self._moved, out=self.spared)
        self._last[self._balanced > 0] = now
        cells.widen(planes, (self.tile, self.tile), (self.tile, self.tile), False, self._planes)
        self._means.follow(self._planes, now)

    def raise_(self, fine: Grid, now: int) -> None:
        """Give small cells what their tile's mean did, where patterns were exempt in the last second."""
        level = np.where(self._last > now - SECOND, self._means.level, 0).astype(np.uint8)
        if level.any():
            wide = level.repeat(self.tile, axis=1).repeat(self.tile, axis=2)
            fine.raise_(wide[:, : fine.level.shape[1], : fine.level.shape[2]])


class Judge:
    """A film, frame by frame; memory depends on the picture's size in cells, not on its length."""

    def __init__(self, where: Scene):
        rows, columns = where.shape
        self.scene, self._noise = where, Noise(where)
        self._planes = np.zeros((2, cells.PLANES, rows, columns), F)  # this frame and the one before
        self._fine = Grid(where.shape, where.box, where.enough, STEPS)
        self._step = tuple(max(1, side // 4) for side in where.box)
        fields = tuple(
            max(1, -(-(size - side) // step) + 1)
            for size, side, step in zip(where.shape, where.box, self._step, strict=True)
        )
        self._fields, self._field_planes = Grid(fields, (1, 1), 0, FIELD_STEPS), np.zeros((cells.PLANES, *fields), F)
        self._long, self._stripes = (_Long(), _Long()), _Lasting()
        self._looked_at = np.zeros(where.shape, F)  # when stripes were last looked for
        self.worst = np.zeros(where.shape, np.uint8)  # most transitions of each cell in any second, 0..7
        self.spans: list[Span] = []
        self.warned, self.most = False, [0, 0, 0]

    def add(self, frame: np.ndarray, seconds: float) -> Seen:
        """(height, width, 3) uint8 sRGB at this time -> what it adds."""
        now = round(seconds * SECOND)
        self._planes = self._planes[::-1]
        cells.shrink(np.ascontiguousarray(frame), self.scene.side, LINEAR, self._planes[0])
        counts = self._count(now)
        pairs = self._stripes.add(now, self._looked(now))
        results = [long.result(count, now) for long, count in zip(self._long, counts, strict=True)]
        results.append(FAILURE if pairs else PASS)
        np.maximum(self.worst, self._fine.level.max(axis=0), out=self.worst)
        self._note(seconds, [*counts, pairs], results)
        return Seen(*counts, pairs, tuple(results))

    def _count(self, now: int) -> list[int]:
        """Transitions, general and red, of more than a quarter of a field in the last second."""
        planes, before = self._planes
        self._noise.look(planes, before, now)
        self._fine.follow(planes, now, self._noise.spared, self._noise.tile)
        self._noise.raise_(self._fine, now)
        cells.widen(planes, self.scene.box, self._step, True, self._field_planes)
        self._fields.follow(self._field_planes, now)
        return [max(kind) for kind in zip(self._fine.most(), self._fields.most(), strict=True)]

    def _looked(self, now: int) -> int | None:
        """Pairs of stripes that are too many over too large a part of a field; None where it is not time to look."""
        if now < self._stripes.next:
            return None
        self._stripes.next = now + SECOND // LOOKS
        finest = max(1, math.ceil(math.radians(stripes.FINEST) / self.scene.angle - 1e-9))
        bright, before, looked = self._planes[0, cells.BRIGHT], self._planes[1, cells.BRIGHT], self._looked_at
        other = np.maximum(np.abs(bright - before), np.abs(bright - looked)) >= STEPS[0]
        self._looked_at = bright.copy()
        found = stripes.pairs(bright, stripes.BRIGHT / self.scene.white, finest)
        if (found > stripes.MOVING).sum() <= self.scene.enough:
            return 0
        moves = ((other | (self._fine.level[0] > 0)) & (found > 0)).sum() > MOVED * (found > 0).sum()
        least = (stripes.MOVING if moves else stripes.STILL) + 1
        while self._fine.crowd(found, least) > self.scene.enough:  # the number of pairs that so large a part has
            least += 1
        return 0 if least == (stripes.MOVING if moves else stripes.STILL) + 1 else least - 1

    def _note(self, seconds: float, counts: list[int], results: list[int]) -> None:
        for place, (kind, count, result) in enumerate(zip(("general", "red", "stripes"), counts, results, strict=True)):
            self.most[place] = max(self.most[place], count)
            self.warned |= result == WARNING
            if result < EXTENDED:
                continue
            open_ = next((at for at in range(len(self.spans) - 1, -1, -1) if self.spans[at].kind == kind), None)
            if open_ is not None and seconds - self.spans[open_].end <= 1.0:
                last = self.spans[open_]
                self.spans[open_] = last._replace(
                    end=seconds, most=max(last.most, count), result=max(last.result, result))  # fmt: skip
            else:
                self.spans.append(Span(kind, result, seconds, seconds, count))


class _Long:
    """Whether WARN or more transitions a second have lasted for LONG_ENOUGH of LONG_WINDOW seconds."""

    def __init__(self):
        self._parts: deque[tuple[int, int]] = deque()  # when, and how long since the frame before, while it was so
        self._total, self._before = 0, None

    def result(self, count: int, now: int) -> int:
        """Of this frame."""
        since, self._before = now - (self._before if self._before is not None else now), now
        if count >= WARN:
            self._parts.append((now, since))
            self._total += since
        while self._parts and self._parts[0][0] <= now - LONG_WINDOW * SECOND:
            self._total -= self._parts.popleft()[1]
        if count >= FLASH:
            return FAILURE
        if count < WARN:
            return PASS
        return EXTENDED if self._total >= LONG_ENOUGH * SECOND else WARNING


class _Lasting:
    """Stripes that stay for stripes.LASTING."""

    def __init__(self):
        self.next = -(1 << 30)  # tick of the next look
        self._since: int | None = None
        self._pairs = 0

    def add(self, now: int, pairs: int | None) -> int:
        """pairs: as found now, None where nobody looked. Those that have lasted long enough, else 0."""
        if pairs is not None:
            self._pairs = pairs
            self._since = None if not pairs else (now if self._since is None else self._since)
        if self._since is None or now - self._since < stripes.LASTING * SECOND:
            return 0
        return self._pairs
