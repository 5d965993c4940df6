"""The words that all floors share: units, limits, errors, and the records that cross from floor to floor.

Arrays are told as: shape, unit, range, what missing means. n is the number of rows: whole blocks, one row
a smile. A row may be taken over by another smile; its `born` number then grows.
"""

from enum import IntEnum, IntFlag, StrEnum
from typing import Any, NamedTuple, final

import numpy as np

TEETH = 32  # FDI positions of a grown mouth, in the order of FDI below
BLOCK = 2048  # rows that are drawn together; a block of light fits a core's second cache
QUADRANTS = 4  # jaw quadrants, eight teeth each
FPS = 30  # frames per second of a hub
LEASE = 2.0  # seconds that a Cue may be shown without news from the hub
GROUP = 50  # people at least behind any figure that is shown; DESIGN promise 12

# FDI two-digit names, quadrant by quadrant: upper right, upper left, lower left, lower right (as the wearer
# sees them), each from the midline backwards (ISO 3950)
FDI = tuple(10 * quadrant + place for quadrant in (1, 2, 3, 4) for place in range(1, 9))


class Audience(IntEnum):
    """Who can see."""

    SELF, NEAR, COLLECTIVE, GATHERING, DISTRICT, CLINIC, RESEARCH, PUBLIC = range(8)

    @property
    def bit(self) -> int:
        return 1 << self.value


class Signal(IntEnum):
    """What can be heard or shown. Masks have sixteen places; the rest are free."""

    FEELING, HEART, SKIN, MOUTH, PLACE, STORY = range(6)

    @property
    def bit(self) -> int:
        return 1 << self.value


SIGNALS = 16  # places in a mask


class Purpose(IntFlag):
    """What for."""

    LIGHT = 1  # to be sensed (audience self) or shown as light
    SYNC = 2  # to pull others and be pulled
    MURAL = 4  # to be counted in a neighbourhood's picture
    CARE = 8
    RESEARCH = 16
    REMEMBER = 32  # to be kept in a history, and for how long is told by its signal


PURPOSES = 16  # places in a word of the mask


class Brightness(IntEnum):
    """How much of a feeling a wearer lets out: chosen at joining, changed at will."""

    BRIGHT_ONLY, ALL, GESTURE = range(3)


class Sense(IntEnum):
    """Kinds of sample. Only features travel: what a sensor measured, and what was written, stays on the device."""

    REPORT = 0  # value: valence -1..1, arousal -1..1; what a wearer says of the own feeling
    HEART_RATE = 1  # value: beats per minute, nan
    INTERVALS = 2  # value: mean of the good beat intervals of the last minute, milliseconds; time they cover, 0..1
    SKIN = 3  # value: mean skin conductance, microsiemens; what it rose by in the last minute, microsiemens
    TEXT = 4  # value: valence -1..1 of what a wearer wrote, nan
    MOTION = 5  # value: motion of the wrist that feels the heart, g (root mean square, gravity left out), nan

    @property
    def signal(self) -> Signal:
        return SIGNAL_OF[self]


SIGNAL_OF = (Signal.FEELING, Signal.HEART, Signal.HEART, Signal.SKIN, Signal.STORY, Signal.HEART)  # by Sense
BODILY = (Signal.HEART, Signal.SKIN)  # signals that sensors on a body tell of


class Venue(StrEnum):
    """What kind of place somebody is at, or a hub serves; it decides whether bodies may be sensed there at all."""

    NEIGHBOURHOOD = "neighbourhood"
    HOME = "home"
    CLINIC = "clinic"
    GATHERING = "gathering"
    WORKPLACE = "workplace"
    EDUCATION = "education"
    STREET = "street"
    ELSEWHERE = "elsewhere"

    @property
    def senses_bodies(self) -> bool:
        """Whether a wearer may switch a sensor of the own body on here."""
        return self in SENSES_BODIES

    @property
    def place(self) -> int:
        """Its place in masks and tensors, 0..7."""
        return list(Venue).index(self)

    @property
    def bit(self) -> int:
        return 1 << self.place


# A list of what is allowed, in code and not in a setting: whatever is not named senses no body. To infer feelings from
# bodies at work and in education is forbidden in the EU (Regulation 2024/1689, article 5(1)(f); specs/feeling.md 4.1)
SENSES_BODIES = frozenset({Venue.NEIGHBOURHOOD, Venue.HOME, Venue.CLINIC, Venue.GATHERING, Venue.STREET})


class Band(IntEnum):
    """What time of the week it is by the hub's own clock; commons.calendar tells it."""

    WEEK_NIGHT, WEEK_MORNING, WEEK_DAY, WEEK_EVENING, REST_NIGHT, REST_MORNING, REST_DAY, REST_EVENING = range(8)

    @property
    def bit(self) -> int:
        return 1 << self.value


EVERYWHERE, ALWAYS = 0xFF, 0xFF  # every bit of Venue, every bit of Band


class WearerClass(IntEnum):
    """What policies may know of a wearer: at most sixteen kinds."""

    GUEST, ADULT, TEEN, CHILD, VIRTUAL = range(5)


WEARER_CLASSES = 16  # places in a tensor


class Role(StrEnum):
    """What somebody may do in a hub besides wearing a smile."""

    WEARER = "wearer"
    ARTIST = "artist"
    HOST = "host"
    ORGANISER = "organiser"
    CLINIC = "clinic"
    COUNCIL = "council"
    OPERATOR = "operator"


class Tick(NamedTuple):
    """A moment: frames counted since the hub's zero."""

    count: int  # int64 frames
    fps: int = FPS  # frames per second

    @property
    def seconds(self) -> float:
        return self.count / self.fps

    def after(self, seconds: float) -> int:
        """The count `seconds` from here."""
        return self.count + round(seconds * self.fps)


class Row(NamedTuple):
    """A smile's address: where it is, and which of the smiles that lived there it is."""

    index: int
    born: int


class Samples(NamedTuple):
    """k readings from many smiles."""

    row: np.ndarray  # (k,) int32
    born: np.ndarray  # (k,) uint32; a sample for an older smile of that row is dropped
    kind: np.ndarray  # (k,) uint8 Sense
    value: np.ndarray  # (k, 2) float32; units by kind; nan where missing
    at: np.ndarray  # (k,) int64 ticks


def samples(rows: int = 0) -> Samples:
    """Room for k readings, all missing."""
    return Samples(
        np.zeros(rows, np.int32),
        np.zeros(rows, np.uint32),
        np.zeros(rows, np.uint8),
        np.full((rows, 2), np.nan, np.float32),
        np.zeros(rows, np.int64),
    )


def together(parts: list[Samples]) -> Samples:
    """Several batches as one, in their order."""
    return Samples(*(np.concatenate(column) for column in zip(*parts, strict=True))) if parts else samples()


@final
class Given:
    """What is allowed, as arrays: made by `commons.consent` only. Arrays are read-only."""

    __slots__ = ("autonomy", "born", "brightness", "epoch", "mask", "present", "taken")

    def __init__(self, mask, present, brightness, autonomy, born, epoch, taken=None):
        self.mask = mask  # (8 audiences, 16 signals, n) uint16, bits are Purpose; 0 where nothing is granted
        self.present = present  # (n,) uint8, bit of an audience with any grant for LIGHT; 0 where none
        self.brightness = brightness  # (n,) uint8 Brightness
        self.autonomy = autonomy  # (n,) float32, 0..1; 1 is never pulled; nan: no SYNC to those around
        self.born = born  # (n,) uint32, which smile of the row this speaks of
        self.epoch = epoch  # grows with every change
        self.taken = taken  # commons.taken, which tells of later moments too; None in a shard, which sends nothing


class Worn(NamedTuple):
    """What each smile wears, and where it glows."""

    deck: tuple[Any, ...]  # glyphs that rows may wear (glyph.tree.Glyph)
    glyph: np.ndarray  # (n,) int16 place in the deck; -1 wears none: dark
    before: np.ndarray  # (n,) int16 glyph that is fading out; -1 where none
    since: np.ndarray  # (n,) int64 tick at which the fade began
    fallback: np.ndarray  # (3, n) uint8 sRGB, steady, Y at most 0.09; 0 is dark
    teeth: np.ndarray  # (n,) uint32, bit t set where tooth t is there to be lit
    seed: np.ndarray  # (n,) uint32, the smile's own number for chance
    power: np.ndarray  # (n,) float32, share of full light its colony can pay for, 0..1; nan is dark
    rate: np.ndarray  # (n,) float32 hertz, own beat, 0..1.5
    group: np.ndarray  # (n,) int32 gathering in whose beat it shares; -1 beats alone
    crowd: np.ndarray  # (n,) int16 field of view in which it is seen together with others; -1 nowhere


@final
class Shown:
    """What may be seen, and by whom: made by `light.consent` only."""

    __slots__ = ("heart", "seen", "values")

    def __init__(self, values, heart, seen):
        self.values = values  # (6, n) float32: ease, energy, sure 0..1; mood L, a, b; nan where hidden or unknown
        self.heart = heart  # (n,) float32 beats per minute; nan where hidden or unknown
        self.seen = seen  # (n,) uint8, bit of each audience that may see the glyph; 0 is nobody


@final
class Frame:
    """Guarded light: made by `light.guard` only. Nothing else leaves for lamps and colonies.

    It is asked at the moment of sending: what was taken back after it was begun is dark in it.
    """

    __slots__ = ("_present", "_seen", "epoch", "fallback", "light", "taken", "tick")

    def __init__(self, tick, light, seen, present, fallback, epoch=0, taken=None):
        self.tick = tick
        self.light = light  # (blocks, 32, 3, BLOCK) uint8 sRGB, read-only
        self._seen = seen
        self._present = present
        self.fallback = fallback  # (3, n) uint8 sRGB
        self.epoch = epoch  # of what was given when it was begun
        self.taken = taken  # of what was given, or None

    @property
    def seen(self) -> np.ndarray:
        """(n,) uint8, bits of the audiences that may see the glyph."""
        return self._now(self._seen)

    @property
    def present(self) -> np.ndarray:
        """(n,) uint8, bits of the audiences that see the fallback if not the glyph."""
        return self._now(self._present)

    def seen_by(self, audience: Audience, rows: np.ndarray) -> np.ndarray:
        """(32, 3, k) uint8 sRGB: these rows as this audience may see them; dark where it may not."""
        rows = np.asarray(rows)
        light = np.moveaxis(self.light[rows // BLOCK, :, :, rows % BLOCK], 0, -1)
        may = (self._now(self._seen, rows) & audience.bit) != 0
        rest = (self._now(self._present, rows) & audience.bit) != 0
        return np.where(may, light, np.where(rest, self.fallback[:, rows], 0)).astype(np.uint8)

    def _now(self, bits: np.ndarray, rows=slice(None)) -> np.ndarray:
        late = self.taken.since(self.epoch, rows) if self.taken else None
        return bits[rows] if late is None else bits[rows] & ~late


@final
class Cue:
    """Light for the wearer's own screen, sent to that wearer's session alone: made by `light.guard` only."""

    __slots__ = (
        "apply_at", "epoch", "expires_at", "feeling", "glyph", "heart", "phase", "power", "rate", "row", "seed",
        "taken", "teeth",
    )  # fmt: skip

    def __init__(self, row, glyph, feeling, heart, phase, rate, power, seed, teeth, apply_at, expires_at, epoch=0,
                 taken=None):  # fmt: skip
        self.row = row  # Row
        self.glyph = glyph  # glyph.tree.Glyph, or None: dark
        self.feeling = feeling  # ease, energy, sure, mood L, a, b as six floats; nan where unknown
        self.heart = heart  # beats per minute; nan where unknown
        self.phase = phase  # uint32 turns at apply_at
        self.rate = rate  # hertz, measured, 0..1.5
        self.power = power  # the ceiling, 0..1
        self.seed = seed  # uint32
        self.teeth = teeth  # uint32 bits
        self.apply_at = apply_at  # tick count
        self.expires_at = expires_at  # tick count; from then on the screen is dark
        self.epoch = epoch  # of what was given when it was made
        self.taken = taken  # of what was given, or None

    @property
    def late(self) -> bool:
        """Whether something of it was taken back from the wearer's own screen after it was made."""
        late = self.taken.since(self.epoch, [self.row.index]) if self.taken else None
        return late is not None and bool(late[0] & Audience.SELF.bit)


class Check(NamedTuple):
    """A claim, held against a number that others published."""

    key: str  # short and lasting, as in "A6"
    what: str  # one sentence
    source: str  # who says so, and where
    target: str  # in words, with units: "0.85 to 0.95"
    measured: str  # as it is printed
    ok: bool | None  # None: reported, not judged


class PhotophoreError(Exception):
    """Says what went wrong, where, and what to try. The fixed words come first."""

    def __init__(self, what: str, where: str = "", try_: str = ""):
        self.what, self.where, self.try_ = what, where, try_
        super().__init__(". ".join(part for part in (f"{what} ({where})" if where else what, try_) if part))


class BadGlyph(PhotophoreError):
    """A design that cannot be read, or may not be worn."""

    def __init__(self, what: str, where: str = "", try_: str = "", at: tuple[int, int] | None = None):
        self.at = at  # (line, column), both from 1, in the writer's text
        super().__init__(what, where, try_)


class BadScore(PhotophoreError):
    """A score that cannot be read, or may not be played."""


class BadRecording(PhotophoreError):
    """A recording that cannot be replayed."""


class BadFilm(PhotophoreError):
    """A film that cannot be judged."""


class BadLamp(PhotophoreError):
    """A lamp that cannot be lit, or a file of lamps that cannot be read."""


class BadCity(PhotophoreError):
    """A city that cannot be built."""


class BadMessage(PhotophoreError):
    """A message that does not speak the protocol."""


class NoRoom(PhotophoreError):
    """No free row, port or disk space."""


class BadLog(PhotophoreError):
    """A log, note or proof that does not hold."""


class BadRelease(PhotophoreError):
    """A release, its signatures or its keys that do not hold."""


class BadPolicy(PhotophoreError):
    """A policy that cannot be read, or may not take effect."""


class BadRequest(PhotophoreError):
    """Something was asked for in a way that cannot be done."""


class NotAllowed(PhotophoreError):
    """Whoever asks may not have this."""


class NotKnown(NotAllowed):
    """Nobody is known to ask: this needs a session."""


class NotFound(PhotophoreError):
    """There is nothing of this name, or nothing any more."""
