"""The whole light path, top to bottom: from what bodies say to the light that may leave.

    samples -> hear -> clean -> follow -> show -> drift -> draw -> limit -> frame

Plain and fast engines do the same, to the bit; `fast.py` says how.
"""

from collections.abc import Callable
from typing import NamedTuple

from photophore.light import consent, guard, paint, sync
from photophore.sense import feeling, signals
from photophore.words import BLOCK, Frame, Given, Samples, Tick, Worn


class Memory(NamedTuple):
    """What the path remembers from frame to frame. Buffers that the caller owns."""

    sensed: signals.Baseline
    feelings: feeling.Feelings
    display: consent.Display
    phases: sync.Phases
    limits: guard.Limits


class Engine(NamedTuple):
    """Who does the hot stages."""

    follow: Callable
    show: Callable
    drift: Callable
    draw: Callable
    limit: Callable


class Buffers(NamedTuple):
    """Where a frame is made. Two sets in turn: the frame that left stays whole while the next is made."""

    wanted: paint.Wanted
    by: Engine
    tools: object = None  # what a fast engine needs (fast.Tools)


PLAIN = Engine(feeling.follow, consent.show, sync.drift, paint.draw, guard.limit)


def start(blocks: int, groups: int = 1, fields: int = 1, seed=None) -> Memory:
    """Nothing known, nobody lit; seed: (n,) uint32 where beats begin."""
    n = blocks * BLOCK
    return Memory(
        signals.start(n), feeling.start(n), consent.start(n), sync.start(n, groups, seed), guard.start(n, fields)
    )


def step(memory: Memory, samples: Samples, given: Given, worn: Worn, tick: Tick, out: Buffers) -> tuple[Memory, Frame]:
    """One frame for every smile: hear, believe, show, drift, draw, limit."""
    by = out.by
    heard = consent.hear(samples, given)  # what people allow to be sensed
    sensed, readings = signals.clean(memory.sensed, heard, tick)  # what the devices felt
    feelings = by.follow(memory.feelings, readings, tick)  # what it says of the person, and how sure
    display = by.show(memory.display, feelings, sensed.heart, given, worn)  # what may be seen, and by whom
    phases = by.drift(memory.phases, display.shown, given, worn, tick)  # when each smile beats
    wanted = by.draw(worn, display.shown, phases, tick, out)  # the light it would like to be
    limits, frame = by.limit(memory.limits, wanted, display.shown, given, worn, tick)  # the light it may be
    return Memory(sensed, feelings, display, phases, limits), frame
