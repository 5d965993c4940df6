"""Policies as bits: Cedar asked about every cell, once, before a policy takes effect.

A tensor is uint16 (8 places, 8 bands, 8 audiences, 16 signals), its bits are Purpose; the whole one has 16 wearer
classes before that. What has no name is 0: dark. A cell is bright only where Cedar itself said yes to that cell, or to
one that differs from it in nothing but names that no policy speaks of (`compile_`; `plain` asks about each cell).
"""

import itertools
from collections.abc import Callable

import numpy as np

from photophore.commons import cedar, rules
from photophore.words import SIGNALS, WEARER_CLASSES, Audience, Band, Purpose, Signal, Venue, WearerClass

SHAPE = (len(Venue), len(Band), len(Audience), SIGNALS)
WHOLE = (WEARER_CLASSES, *SHAPE)
BATCH = 256  # questions asked at once; Cedar keeps the interpreter for itself meanwhile, about 15 ms
AXES = ("Place", "Band", "Audience", "Signal", "Action")

Tick = Callable[[int, int], None]  # told how many questions of how many are answered


def compile_(texts, wearer_class: WearerClass, tick: Tick | None = None) -> np.ndarray:
    """What these texts together allow of such a wearer. The texts have passed `cedar.check`.

    Cedar can only ask whether two names are the same; so all names of a kind that no text speaks of are answered alike,
    and one of them is asked for all.
    """
    policies = cedar.together(texts)
    spoken = cedar.named(policies)
    asked = [_one_for_all(rules.NAMES[axis], spoken[axis]) for axis in AXES]
    said = _said(policies, wearer_class, [sorted(set(axis)) for axis in asked], tick)
    found = [np.unique(np.array(axis), return_inverse=True)[1] for axis in asked]  # as sorted above
    return _bits(said[np.ix_(*found)])


def plain(texts, wearer_class: WearerClass, tick: Tick | None = None) -> np.ndarray:
    """The same, asked of Cedar name by name: the truth that `compile_` must equal."""
    names = [rules.NAMES[axis] for axis in AXES]
    return _bits(_said(cedar.together(texts), wearer_class, names, tick))


def template(text: str) -> np.ndarray:
    """(8 places, 8 bands, 8 audiences, 16 signals) uint16: all that the forbids of a text could darken, whatever their
    conditions: what is dark at once when they are urgent.
    """
    bits = np.zeros(SHAPE, np.uint16)
    for scope in cedar.scopes(text):
        if scope.forbids:
            who = _places("Audience", scope.audiences)
            what = _places("Signal", scope.signals) if scope.signals is not None else list(range(SIGNALS))
            purposes = [1 << place for place in _places("Action", scope.purposes)]
            bits[:, :, np.array(who)[:, None], np.array(what)] |= np.uint16(sum(purposes))
    return bits


def cell(question: cedar.Question) -> tuple[int, int, int, int, int]:
    """Where a question stands in the whole tensor; the bit is its purpose."""
    return (int(question.wearer_class), question.venue.place, int(question.band), int(question.audience),
            int(question.signal))  # fmt: skip


def _one_for_all(names: list[str], spoken: set[str]) -> list[str]:
    """For each name the one that is asked in its place."""
    silent = next((name for name in names if name not in spoken), None)
    return [name if name in spoken else silent for name in names]


def _said(policies, wearer_class: WearerClass, names: list[list[str]], tick: Tick | None) -> np.ndarray:
    """Cedar's word for every combination of names, in the order of AXES, as bool."""
    wearer = WearerClass(wearer_class).name.lower()
    heres = itertools.product(*names[:2])
    contexts = [cedar.context(wearer, place, band) for place, band in heres]
    wanted = list(itertools.product(contexts, *names[2:]))
    said = np.zeros(len(wanted), bool)
    for at in range(0, len(wanted), BATCH):
        batch = [cedar.request(who, what_for, what, here) for here, who, what, what_for in wanted[at : at + BATCH]]
        said[at : at + len(batch)] = cedar.ask(policies, batch)
        if tick is not None:
            tick(at + len(batch), len(wanted))
    return said.reshape([len(axis) for axis in names])


def _bits(said: np.ndarray) -> np.ndarray:
    """(places, bands, audiences, named signals, named purposes) bool as purposes in words."""
    bits = np.zeros(SHAPE, np.uint16)
    weights = np.array([int(purpose) for purpose in Purpose], np.uint16)
    bits[..., : len(Signal)] = (said * weights).sum(axis=-1, dtype=np.uint16)
    return bits


def _places(kind: str, named: frozenset[str] | None) -> list[int]:
    names = rules.NAMES[kind]
    return list(range(len(names))) if named is None else [names.index(name) for name in sorted(named)]
