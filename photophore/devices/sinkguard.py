"""The guard of the last step: whatever the network loses, doubles or turns around, no tooth of a lamp flashes.

A sender cannot know what arrived. So what leaves must be such that ANY part of it, in whatever order a lamp shows it,
makes at most three transitions a second. Two rules of the very numbers that leave, tooth by tooth:

1. *After a fall, low.* For WAIT seconds after a fall nothing rises again. So what is sent within WAIT seconds has no
   high, low, high. What a lamp shows in a second is a part of that, behind whatever it held before: four transitions
   would need high, low, high. A black fill that follows a second of silence, or lasts one, is the first or the last
   of these values, and adds none that counts.
2. *Nothing steep within LATE.* Two numbers sent within LATE seconds differ by less than a transition: rises are slowed,
   and a packet that holds a steep fall waits in silence until nothing brighter can overtake it. So of two values that
   differ by a transition, the one sent first is shown first: what is turned around or doubled is, as far as anybody
   counts, a part of what was sent, as in rule 1.

So a breath passes, held for a moment next to the dark; of a quick beat some pulses pass; and dark is always allowed, at
the latest LATE seconds later. Four things are counted, since lamps differ: light, if the lamp takes numbers for light,
and if it bends them as screens do; the drive of the strongest channel (specs light 6.5); and saturated red.

KNOWN. A short black fill in the midst of a pulse can make a fourth transition: nobody who is never brighter than wanted
can prevent that. And a lamp's own effect is not ours: let it start dark.
"""

import math
from typing import NamedTuple

import numpy as np

from photophore import colour
from photophore.formula import formula, select

F = np.float32
BRIGHT, SCREEN, DRIVE, RED = range(4)  # what is counted of a tooth
LEVELS = 4
COUNT = np.array([0.0999, 0.0999, 0.0999, 0.0599], F)  # from here on somebody may count; light.guard.COUNT, WCAG, IRIS
FALL = np.array([0.095, 0.095, 0.095, 0.055], F)  # so far below its peak, a tooth has fallen
CLAMP = np.array([0.06, 0.06, 0.06, 0.035], F)  # so far above its valley it may stand while it waits
DEEPER = np.array([0.03, 0.03, 0.03, 0.02], F)  # so far below its valley, it has fallen again; with CLAMP below COUNT
DELAY = 0.5  # seconds by which one packet may be longer on its way than another, where none overtakes
WAIT = 1.0 + DELAY  # seconds: what is shown in one second was sent within this
LATE = 0.1  # seconds by which a packet may come late and still be shown, after newer ones
EARLY = 0.95  # of a beat: the next one comes no sooner
UP = -1  # in `left`: this tooth was rising last
NO_LIMIT = F(9.0)
ONE = F(0.01)  # more than one code of a byte changes any level by
LINE = F(4.0)  # red is saturated from 4 (G + B) on: 80 % of the whole
FULL = F(255.0)
UNIT = F(1 / 255)
FINE = F(-1.0)  # in place of a dot: the wire has 16 bits, nothing is dithered


class Pace(NamedTuple):
    """How long that is, in beats of a lamp."""

    wait: int  # after a fall
    late: int  # within which nothing may be steep; 1 where the link keeps the order


class Memory(NamedTuple):
    """What was sent. Buffers that the caller owns; p pixels in g packets."""

    extreme: np.ndarray  # (4, p) float32 peak of a tooth that rises; else its valley
    left: np.ndarray  # (4, p) int16 beats that it must stay low; 0 may rise; UP
    last: np.ndarray  # (4, p) float32 levels that left last
    since: np.ndarray  # (g,) int32 beats since each packet was sent, this one included


def pace(rate: float, ordered: bool = False, held: float = 0.0) -> Pace:
    """For a lamp of `rate` beats a second. held: seconds that it may hold light until somebody tells it to show."""
    return Pace(math.ceil((WAIT + held) * rate / EARLY) + 1, 1 if ordered else max(1, math.ceil(LATE * rate)))


def start(pixels: int, packets: int, pace: Pace) -> Memory:
    """Dark, and just fallen: so begins a lamp, and one that was away."""
    cells = (LEVELS, pixels)
    left = np.full(cells, pace.wait, np.int16)
    return Memory(np.zeros(cells, F), left, np.zeros(cells, F), np.full(packets, pace.late, np.int32))


def limit(before: Memory, wanted: np.ndarray, edges: np.ndarray, dots: np.ndarray, pace: Pace):
    """What may leave now -> codes (3, p) float32, 0..255, and which packets go (g,) bool; `before` is changed in place.

    wanted: (3, p) uint16, 256 for each code; edges: (g + 1,) pixels with which each packet begins, and the end;
    dots: (p,) float32 0..1, of devices.dither; FINE where the wire takes 16 bits. The codes of a packet that does not
    go are not sent: it waits.
    """
    packet = np.repeat(np.arange(len(edges) - 1), np.diff(edges))
    np.copyto(before.left, before.left - 1, where=before.left > 0)
    since = np.minimum(before.since, pace.late).astype(F)[packet]
    slope = (FALL / F(pace.late))[:, None] * since
    highest = ceiling(before.extreme, before.left, before.last, CLAMP[:, None], slope)
    meant = wanted.astype(F) * F(1 / 256)
    share, nearly, dot = dimming(*meant, *highest[:RED], dots)
    share = bend(*meant, share, nearly, highest[SCREEN])
    codes = np.stack([rounded(meant[channel] * share, dot) for channel in range(3)])
    codes[0] = paled(codes[0], codes[1] + codes[2], highest[RED])
    now = np.stack(levels(*codes))
    steep = ((before.last - now > slope) & (since < pace.late)).any(axis=0)
    goes = ~np.array([steep[first:end].any() for first, end in zip(edges[:-1], edges[1:], strict=True)], bool)
    sent = goes[packet]
    extreme, left = follow(before.extreme, before.left, now, np.arange(LEVELS)[:, None], np.int16(pace.wait))
    for kept, new in ((before.extreme, extreme), (before.left, left), (before.last, now)):
        np.copyto(kept, new, where=sent)
    before.since[:] = np.where(goes, 1, np.minimum(before.since + 1, pace.late))
    return codes, goes


@formula
def levels(red, green, blue):
    """What is counted of a tooth, from its codes 0..255: BRIGHT, SCREEN, DRIVE, RED, 0..1."""
    rest = green + blue
    strongest = select(red > green, red, green)
    strongest = select(strongest > blue, strongest, blue)
    screen = colour.luminance(colour.decode(red), colour.decode(green), colour.decode(blue))
    redness = select(red >= LINE * rest + F(1.0), red - rest, F(0.0))
    return colour.luminance(red, green, blue) * UNIT, screen, strongest * UNIT, redness * UNIT


@formula
def ceiling(extreme, left, last, clamp, slope):
    """How high a level may be: a step above its valley while it waits, and never a steep rise."""
    slow = last + slope
    low = select(left > 0, extreme + clamp, NO_LIMIT)
    return select(low < slow, low, slow)


@formula
def dimming(red, green, blue, bright, screen, drive, dot):
    """By how much a tooth is dimmed to stay under these ceilings, 0..1: for light and drive, and nearly for a screen;
    and its dot, if there is room for it.
    """
    this_bright, this_screen, this_drive, _ = levels(red, green, blue)
    room = (this_bright + ONE <= bright) & (this_screen + ONE <= screen) & (this_drive + ONE <= drive)
    share = least(share_of(this_bright, bright), share_of(this_drive, drive))
    return share, np.sqrt(share_of(this_screen, screen)), select(room | (dot < F(0.0)), dot, F(0.0))


@formula
def bend(red, green, blue, share, nearly, screen):
    """The share for a screen as well, from one that is nearly it.

    sRGB bends by a power of 1 to 2.4: light that may be k times as high is not too high at k to the 3/8, and where it
    must be lower, at k.
    """
    bent = colour.luminance(colour.decode(red * nearly), colour.decode(green * nearly), colour.decode(blue * nearly))
    lit = (bent > F(0.0)) & (nearly < F(1.0))
    more = select(lit, screen / select(lit, bent, F(1.0)), F(1.0))
    fourth = np.sqrt(np.sqrt(more))
    return least(share, nearly * select(more > F(1.0), fourth * np.sqrt(fourth), more))


@formula
def least(this, that):
    return select(this < that, this, that)


@formula
def share_of(level, most):
    """By how much a level must be dimmed, 0..1."""
    over = level > most
    return select(over, most / select(over, level, F(1.0)), F(1.0))


@formula
def rounded(code, dot):
    """To whole codes, by a dither's dot; with FINE to a 256th of a code."""
    return select(dot < F(0.0), np.floor(code * F(256)) * F(1 / 256), np.floor(code + dot))


@formula
def paled(red, rest, highest):
    """The red code: lowered where it may not be so saturated, and off the line where accounts differ."""
    pale = LINE * rest - F(1.0)  # just not saturated
    most = np.floor(rest + highest * FULL)
    most = select(most > pale, most, pale)
    most = select(most > F(0.0), most, F(0.0))
    red = select(red > most, most, red)
    on_the_line = (red > pale) & (red < LINE * rest + F(1.0)) & (pale >= F(0.0))
    return select(on_the_line, pale, red)


@formula
def follow(extreme, left, level, kind, wait):
    """A tooth's memory after a level of it was sent -> extreme, left."""
    up = left < 0
    falls = up & (extreme - level >= FALL[kind])
    deeper = ~up & (extreme - level >= DEEPER[kind])
    rises = ~up & (level > extreme + CLAMP[kind])
    turned = falls | deeper | rises
    further = up & (level > extreme)
    after = select(falls | deeper, wait, select(rises, np.int16(UP), left))
    return select(turned | further, level, extreme), after
