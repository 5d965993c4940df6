"""The words a glyph may use: seventeen words and eight colours, each with one sentence and an example that is run.

Each word has one formula, which the plain account runs on arrays and the kernel runs inside its loops. Every
word is continuous in everything that it reads, wrap-around included, and its slope is bounded.
"""

import difflib
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

import numpy as np

from photophore import colour, turns
from photophore.chance import stir
from photophore.formula import formula, select
from photophore.words import TEETH, Signal

F = np.float32
SLOWEST, FASTEST = 0.1, 90.0  # times a minute; 1.5 hertz is the calm cap of specs/light.md 6.5
LEAN = F(0.11)  # turns by which a heart's pulse leans forward: quick to rise, slow to fall
LEAN_SLOPE = 1.0 + float(LEAN) * 6.2832  # the most that leaning speeds a pulse up


class Kind(Enum):
    """What a word gives: a number, or a colour (a point of OKLab)."""

    NUMBER = "a number"
    COLOUR = "a colour"


@dataclass(frozen=True, slots=True)
class Slot:
    """What a word takes. `fixed` must be a plain number within least..most."""

    name: str
    fixed: bool = False
    least: float = 0.0
    most: float = 0.0


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `formula` is called with the leaves it reads, then with what it takes."""

    name: str
    says: str
    example: str  # lines of a glyph, as text
    formula: object
    takes: tuple[Slot, ...] = ()
    reads: tuple[str, ...] = ()
    gives: Kind | None = Kind.NUMBER  # None: the kind of what is blended
    need: Signal | None = None

    @property
    def timed(self) -> bool:
        """Whether it has a clock: its first slot is then the rate."""
        return bool(self.takes) and self.takes[0].name == "per_minute"

    @property
    def signature(self) -> str:
        """As one writes it: `wave(per_minute, count)`."""
        return f"{self.name}({', '.join(slot.name for slot in self.takes)})" if self.takes else self.name


# Leaves: what formulas read. Rows of the inputs (8, m) float32:
INPUTS = ("ease", "energy", "sure", "mood_l", "mood_a", "mood_b", "beat", "pulse")
LEAST = (0.0, 0.0, 0.0, 0.0, -0.2, -0.2, 0.0, 0.0)
MOST = (1.0, 1.0, 1.0, 1.0, 0.2, 0.2, 1.0, 1.0)
# and of the place of a tooth, (32,) each. Quadrants are upper right, upper left, lower left, lower right of the
# wearer; who looks at the wearer sees the upper right at the top left.
_place = np.arange(TEETH) % 8  # 0 at the midline .. 7 at the back
_left = np.isin(np.arange(TEETH) // 8, (0, 3))  # on the left as the viewer sees it
TOOTH = (np.where(_left, 7 - _place, 8 + _place) / 15.0).astype(F)  # 0 at the viewer's left .. 1 at the right
SIDE = (_place / 7.0).astype(F)  # 0 at the midline .. 1 at the back
JAW = (np.arange(TEETH) < 16).astype(F)  # 0 lower, 1 upper
KEY = stir(np.arange(1, TEETH + 1).astype(np.uint32) * np.uint32(0x9E3779B9)) | np.uint32(1)  # odd, one a tooth
for _row in (TOOTH, SIDE, JAW, KEY):
    _row.flags.writeable = False
BY_TOOTH = MappingProxyType({"tooth": TOOTH, "side": SIDE, "jaw": JAW, "key": KEY})


@formula
def same(x):
    """The leaf itself."""
    return x


@formula
def same3(x, y, z):
    """Three leaves as one colour."""
    return x, y, z


@formula
def clamp(x):
    """0..1; nan stays nan."""
    return select(x < F(0.0), F(0.0), select(x > F(1.0), F(1.0), x))


@formula
def soft(x):
    """Smoothstep of 0..1."""
    y = clamp(x)
    return y * y * (F(3.0) - F(2.0) * y)


@formula
def near(x, where, width):
    """A bump of height 1 at `where`, gone at `width` from it; slope at most 1.54 / width."""
    d = (x - where) / width
    y = clamp(F(1.0) - d * d)
    return y * y


@formula
def blend(this, that, by):
    """From `this` to `that`; `by` is held to 0..1."""
    return this + (that - this) * clamp(by)


@formula
def phase(beat):
    """1 on the beat, 0 halfway between."""
    return F(1.0) - turns.swell(beat)


@formula
def heart(pulse):
    """One soft pulse a beat: the raised cosine of a leaning phase, squared."""
    rise = F(1.0) - turns.swell(pulse - F(2.0) * LEAN * turns.swell(pulse))
    return rise * rise


@formula
def breath(turn, per_minute):
    """A raised cosine of the smile's own turn; the rate is already in the turn."""
    return turns.swell(turn)


@formula
def wave(turn, tooth, per_minute, count):
    """A raised cosine that travels along the arch, `count` waves at once."""
    return turns.swell(count * tooth - turn)


@formula
def ripple(turn, side, per_minute):
    """A raised cosine that travels from the midline to both ends."""
    return turns.swell(side - turn)


@formula
def shimmer(turn, own, key, per_minute):
    """Each tooth swells at its own moment, briefly: a raised cosine squared."""
    s = turns.swell(turn + turns.to_turns(np.uint32(own * key)))
    return s * s


@formula
def shade(lightness, chroma, hue):
    """OKLCH with the hue in turns, as OKLab."""
    return lightness, chroma * turns.cosine(hue), chroma * turns.sine(hue)


_RATE = Slot("per_minute", True, SLOWEST, FASTEST)
_FEELING, _HEART = Signal.FEELING, Signal.HEART


def _example(brightness: str, colour_: str = "lagoon", needs: str = "") -> str:
    needs = f"needs {needs}\n" if needs else ""
    return f"glyph example\n{needs}colour {colour_}\nbrightness {brightness}"


_NUMBER, _THREE = tuple(map(Slot, ("x",))), tuple(map(Slot, ("this", "that", "by")))
_ALL = (
    Word("ease", "How pleasant it feels: 0 not at all, 1 entirely.",
         _example("0.3 + 0.6 * ease", needs="ease"), same, reads=("ease",), need=_FEELING),
    Word("energy", "How stirred one is: 0 at rest, 1 wide awake.",
         _example("0.5 + 0.3 * wave(12, 2) * energy", needs="energy"), same, reads=("energy",), need=_FEELING),
    Word("sure", "How sure Photophore is of the feeling: 0 not at all, 1 fully.",
         _example("0.2 + 0.7 * sure", needs="sure"), same, reads=("sure",), need=_FEELING),
    Word("feeling", "The colour of the feeling: light when it is pleasant, colourful when it is strong.",
         _example("0.7", "feeling", needs="feeling"), same3, reads=("mood_l", "mood_a", "mood_b"),
         gives=Kind.COLOUR, need=_FEELING),
    Word("heart", "One soft pulse at each heartbeat: 1 at the beat, quick to rise and slow to fall.",
         _example("0.5 + 0.3 * heart", "rose", needs="heart"), heart, reads=("pulse",), need=_HEART),
    Word("phase", "The beat one shares with others: 1 on the beat, 0 halfway between.",
         _example("0.4 + 0.4 * phase"), phase, reads=("beat",)),
    Word("tooth", "Where the tooth is along the arch: 0 at the left as the viewer sees it, 1 at the right.",
         _example("0.7", "blend(violet, kelp, tooth)"), same, reads=("tooth",)),
    Word("side", "How far back the tooth is: 0 at the midline, 1 at the back.",
         _example("0.9 - 0.6 * side"), same, reads=("side",)),
    Word("jaw", "Which jaw: 0 the lower, 1 the upper.",
         _example("0.7", "blend(azure, amber, jaw)"), same, reads=("jaw",)),
    Word("breath", "A slow swell from 0 to 1 and back; each smile breathes at its own moment.",
         _example("0.3 + 0.5 * breath(6)"), breath, (_RATE,), ("turn",)),
    Word("wave", "Waves that travel along the arch, `count` of them at once.",
         _example("0.3 + 0.5 * wave(8, 2)"), wave, (_RATE, Slot("count", True, 0.25, 8.0)), ("turn", "tooth")),
    Word("ripple", "A wave that starts at the midline and runs to both ends.",
         _example("0.3 + 0.5 * ripple(10)"), ripple, (_RATE,), ("turn", "side")),
    Word("shimmer", "Each tooth glints softly at its own moment.",
         _example("0.4 + 0.5 * shimmer(9)", "pearl"), shimmer, (_RATE,), ("turn", "own", "key")),
    Word("blend", "From this to that: `by` 0 is this, 1 is that.",
         _example("0.7", "blend(ember, azure, tooth)"), blend, _THREE, gives=None),
    Word("soft", "Eases x in and out between 0 and 1.",
         _example("0.2 + 0.7 * soft(2 * tooth - 0.5)"), soft, _NUMBER),
    Word("near", "A soft bump: 1 where x is at `where`, 0 from `width` away.",
         _example("0.1 + 0.8 * near(tooth, breath(6), 0.4)"), near,
         (Slot("x"), Slot("where"), Slot("width", True, 0.05, 10.0))),
    Word("shade", "A colour by lightness 0..1, chroma 0..0.16 and hue in turns 0..1.",
         _example("0.8", "shade(0.72, 0.1, 0.5 + 0.2 * tooth)"), shade,
         tuple(map(Slot, ("lightness", "chroma", "hue"))), gives=Kind.COLOUR),
)


# Each pair stays at least 0.08 apart (Delta E_OK) under normal, protan, deutan and tritan vision; none is a
# saturated red (R / (R + G + B) below 0.8 in linear light). Lightness, chroma, hue in degrees.
PALETTE = MappingProxyType({
    "pearl": ("Almost white, like the inside of a shell.", (0.894, 0.038, 205.0)),
    "amber": ("Warm yellow.", (0.750, 0.147, 82.5)),
    "ember": ("The orange of a fire that has burned down.", (0.610, 0.127, 37.0)),
    "rose": ("Warm pink.", (0.703, 0.158, 13.8)),
    "violet": ("Deep purple.", (0.568, 0.157, 298.4)),
    "azure": ("The blue of deep water.", (0.650, 0.108, 230.0)),
    "lagoon": ("The blue-green of shallow water.", (0.765, 0.112, 186.3)),
    "kelp": ("Light green.", (0.800, 0.120, 137.2)),
})
COLOURS = MappingProxyType({name: colour.oklch(*lch) for name, (_, lch) in PALETTE.items()})  # OKLab
WORDS = MappingProxyType({word.name: word for word in _ALL})
NAMES = (*WORDS, *COLOURS)


def nearest(name: str, among=NAMES) -> str:
    """A hint for a name that is not there."""
    close = difflib.get_close_matches(name, among, n=2, cutoff=0.55)
    return f"Did you mean {' or '.join(close)}?" if close else f"Words there are: {', '.join(among)}."
