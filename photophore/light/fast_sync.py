"""Compiled twin of sync.drift: the same phases and the same sums, to the bit.

Districts have the low numbers, gatherings that were opened come from above: a block's sums are those of the groups
below `low`, then those from `high` on, so that a thousand groups that nobody is in cost nothing.
"""

from typing import Any, NamedTuple

import numpy as np

from photophore import chance, turns
from photophore.formula import compiled
from photophore.light import firefly, sync
from photophore.light.fast_paint import chunks
from photophore.light.sync import Crowds, Phases
from photophore.words import BLOCK, Given, Shown, Tick, Worn

F = np.float32
WHOLE = 1 << 30  # blocks at most in a chunk: to hand out more costs more than it spreads


def add(crowds: Crowds, parts: list[np.ndarray], tick: Tick) -> None:
    """The sums of all blocks, in order, and where that leads; parts: (blocks, low + opened, SUMS) of each chunk."""
    high = sync.opened(crowds)
    crowds.field[:] = 0
    for part in parts:
        gather(crowds.field, part, part.shape[1] - (len(crowds.field) - high), high)
    sync.lead(crowds, tick)


@compiled
def gather(field, part, low, high):
    """Add blocks' sums (blocks, width, SUMS) to those of all, in order: groups below low, then those from high on."""
    for block in range(part.shape[0]):
        for place in range(part.shape[1]):
            group = place if place < low else place - low + high
            for column in range(part.shape[2]):
                field[group, column] += part[block, place, column]


class Beat(NamedTuple):
    """sync.drift on many threads."""

    each: Any
    add: Any = add  # add(crowds, parts, tick): who adds up the sums

    def drift(self, before: Phases, shown: Shown, given: Given, worn: Worn, tick: Tick) -> Phases:
        """As sync.drift."""
        crowds, high = before.crowds, sync.opened(before.crowds)
        flying, clock = (crowds.rule[:, 0] == sync.Mode.FIREFLY), _clock(tick)
        expected = np.stack([crowds.aim[:, 0].real, crowds.aim[:, 0].imag]).astype(F)

        def count(rows):
            none = high == len(crowds.field)
            low = (int(worn.group[slice(*rows)].max()) if none else _most(worn.group, high, *rows)) + 1
            parts = np.zeros(((rows[1] - rows[0]) // BLOCK, low + len(crowds.field) - high, sync.SUMS))
            _sums(before.beat, before.vote, (worn.group, given.autonomy), expected, (low, high), parts, rows[0])
            if flying.any():
                _begins(before, (worn.group, given.autonomy), flying, (low, high), parts, (rows[0], *clock[:2]))
            return parts

        def move(rows):
            _drift(before.beat, before.heart, (worn.group, given.autonomy), worn.rate, shown.heart,
                   (crowds.lead, flying), F(tick.fps), *rows)  # fmt: skip
            if flying.any():
                _fly(before, (worn.group, given.autonomy), worn.seed, (crowds.lead, flying), clock, *rows)

        spans = chunks(before.beat.size // BLOCK, WHOLE)
        self.add(crowds, list(self.each(count, spans)), tick)
        list(self.each(move, spans))
        return before


@compiled
def _most(group, high, first, last):
    """The highest group below `high` that anybody is in; -1 where none."""
    most = np.int32(-1)
    for row in range(first, last):
        most = max(most, group[row] if group[row] < high else np.int32(-1))
    return most


@compiled
def _sums(beat, vote, who, expected, ends, parts, first):
    """Each block's sums; cosines and sines side by side, then added one after the other, as their order must stay."""
    group, autonomy = who
    low, high = ends
    cosines, sines = np.empty(BLOCK, F), np.empty(BLOCK, F)
    votes, near, places = np.empty(BLOCK, F), np.empty(BLOCK, F), np.empty(BLOCK, np.int32)
    for block in range(parts.shape[0]):
        start = first + block * BLOCK
        for i in range(BLOCK):
            turn = turns.to_turns(beat[start + i])
            cosines[i], sines[i] = turns.cosine(turn), turns.sine(turn)
        mixed = 0
        for i in range(BLOCK):
            here = group[start + i] if autonomy[start + i] == autonomy[start + i] else np.int32(-1)
            places[i] = here if here < high else np.int32(-1)
            mixed += here >= high
        for i in range(BLOCK):
            here = places[i]
            if here >= 0:
                parts[block, here, 0] += cosines[i]
                parts[block, here, 1] += sines[i]
                parts[block, here, 2] += 1.0
        if mixed:
            for i in range(BLOCK):
                here = group[start + i]
                here = here if here >= 0 else 0
                votes[i] = vote[start + i]
                near[i] = sync.nearness(cosines[i], sines[i], expected[0, here], expected[1, here]) * votes[i]
            _opened(cosines, sines, votes, near, (group, autonomy), (low, high), parts[block], start)


@compiled
def _opened(cosines, sines, votes, near, who, ends, part, start):
    group, autonomy = who
    low, high = ends
    for i in range(BLOCK):
        here = group[start + i]
        if here >= high and autonomy[start + i] == autonomy[start + i]:
            sums = part[low + here - high]
            sums[0] += cosines[i] * votes[i]
            sums[1] += sines[i] * votes[i]
            sums[2] += votes[i]
            sums[3] += cosines[i] * near[i]
            sums[4] += sines[i] * near[i]
            sums[5] += near[i]


@compiled
def _drift(beat, heart, who, rate, bpm, crowds, fps, first, last):
    group, autonomy = who
    lead, flying = crowds
    flies = flying.any()
    pull = np.empty((3, BLOCK), F)  # of each row: openness, where its gathering pulls
    hertz = np.empty(BLOCK, F)
    for start in range(first, last, BLOCK):
        for i in range(BLOCK):
            here = group[start + i]
            pull[0, i] = sync.open_of(autonomy[start + i]) if here >= 0 else F(0)
            pull[1, i], pull[2, i] = lead[here if here >= 0 else 0, 0], lead[here if here >= 0 else 0, 1]
        openness, x, y = pull[0], pull[1], pull[2]
        own, turning, hearts = rate[start : start + BLOCK], beat[start : start + BLOCK], heart[start : start + BLOCK]
        for i in range(BLOCK):
            hertz[i] = sync.pulled(own[i], openness[i], x[i], y[i], turns.to_turns(turning[i]))
        for i in range(BLOCK if flies else 0):
            here = group[start + i]
            if here >= 0 and flying[here] and autonomy[start + i] == autonomy[start + i]:
                hertz[i] = F(0)
        for i in range(BLOCK):  # apart from the loop above, so that the compiler takes many at once
            turning[i] += sync.steps(hertz[i], fps)
        for i in range(BLOCK):
            hearts[i] += sync.steps(sync.heart_rate(bpm[start + i]), fps)


# --- fireflies ---


def _clock(tick: Tick) -> tuple:
    """now, ticks that are late, ticks of rest, steps of a turn in a frame, frames a second, keys of chance."""
    count, fps = tick.count, F(tick.fps)
    return (
        np.int64(count), np.int64(round(firefly.LATE * tick.fps)), np.int64(round(firefly.REFRACTORY * tick.fps)),
        sync.steps(sync.FASTEST, fps), fps, chance.key(0, count, firefly.WAIT), chance.key(0, count, firefly.JOIN),
    )  # fmt: skip


@compiled
def _begins(phases, who, flying, ends, parts, when):
    group, autonomy = who
    low, high = ends
    first, now, late = when
    for block in range(parts.shape[0]):
        for row in range(first + block * BLOCK, first + (block + 1) * BLOCK):
            here = group[row]
            if here >= high and flying[here] and autonomy[row] == autonomy[row]:
                if firefly.begins(phases.beat[row], phases.left[row], phases.due[row], now, late):
                    parts[block, low + here - high, 6] += 1.0


@compiled
def _fly(phases, who, seed, crowds, clock, first, last):
    """As firefly.fly."""
    group, autonomy = who
    lead, flying = crowds
    now, late, refractory, pace, fps, wait_key, join_key = clock
    for row in range(first, last):
        here = group[row]
        if here >= 0 and flying[here] and autonomy[row] == autonomy[row]:
            beat, left, due = phases.beat[row], phases.left[row], phases.due[row]
            beats, anew = lead[here, 2], due <= now - late
            part = False
            if beats > F(0) and firefly.idle(beat, left):
                own, unit = firefly.begins(beat, left, due, now, late), chance.of(seed[row], join_key)
                part = firefly.takes_part(own, phases.ready[row], now, unit, sync.open_of(autonomy[row]))
            if part:
                left = np.uint8(beats)
                phases.ready[row] = firefly.rested(now, beats, pace, refractory)
            elif anew:
                phases.ready[row] = now
            if part or anew:
                phases.due[row] = phases.ready[row] + firefly.wait(chance.of(seed[row], wait_key), fps)
            phases.beat[row] = firefly.turned(beat, left, pace)
            phases.left[row] = firefly.still_left(beat, left, pace)
