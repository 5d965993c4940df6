"""Designs that have ended leave in a hurry, and nobody else's do."""

import contextlib
from types import SimpleNamespace

import pytest

from photophore.commons.published import State
from photophore.glyph.read import read
from photophore.hub.between import Between
from photophore.hub.fading import Fading
from photophore.hub.smile import Dress, Smile, Wardrobe
from photophore.loop import DECK, Loop
from photophore.words import Audience, Purpose, Signal


class Somebody:
    """A guest whose design has ended, and fades for some frames."""

    def __init__(self, ended: bool, frames: int = 3):
        self.ended, self.left = ended, frames
        self.smile = SimpleNamespace(hasten=self._hasten)

    def fade(self) -> bool:
        return self.ended

    def _hasten(self) -> bool:
        self.left -= 1
        return self.left > 0


def beat(between):
    for then, came in between.turn():
        then(came)


def test_who_wears_what_has_ended_is_told_once_and_hastened_until_it_is_gone():
    between, told = Between(), []
    fading = Fading(between, told.append)
    mine, other = Somebody(True), Somebody(False)
    fading.begin({mine, other})
    beat(between)
    assert told == [mine] and len(fading) == 1
    for _ in range(5):
        fading.go_on()
        beat(between)
    assert mine.left == 0 and other.left == 3 and len(fading) == 0


def test_a_row_that_is_gone_meanwhile_ends_it():
    between = Between()
    fading, mine = Fading(between, lambda guest: None), Somebody(True)
    fading.begin({mine})
    beat(between)
    mine.smile.hasten = lambda: 1 / 0
    fading.go_on()
    beat(between)
    assert len(fading) == 0


# --- a deck that is full


def design(name, brightness):
    return read(f"glyph {name}\ncolour rose\nbrightness {brightness:.5f}")


class Wearing:
    """A guest in the real light path, in a deck that is full of what others wear."""

    def __init__(self, loop, standing):
        self.loop, self.ended, tide = loop, False, design("tide", 0.3333)
        self.dress = Dress(design("bad", 0.9), "hash", tide)
        self.others, _ = loop.join(DECK - 1)
        for count, row in enumerate(self.others):
            loop.wear([row], design("x", 0.0001 * (count + 1)))
        self.smile = Smile(loop, standing, self.dress)
        for audience in (Audience.SELF, Audience.PUBLIC):
            loop.grants.grant(self.smile.rows, audience, Signal.PLACE, Purpose.LIGHT)
        self.wardrobe = Wardrobe({"tide": tide}, self)

    def state(self, hash_):
        return State.UNSAFE if self.ended and hash_ == self.dress.glyph.hash else None

    def safe(self, hash_):
        pass

    def fade(self):
        return self.smile.fade(self.wardrobe)

    def light(self, frames):
        for _ in range(frames):
            self.smile.here()
            frame = self.loop.step()
        return int(frame.seen_by(Audience.PUBLIC, self.smile.rows).max())


@pytest.fixture(scope="module")
def full():
    with contextlib.closing(Loop(2, fast=False)) as loop:
        yield Wearing(loop, SimpleNamespace(leave=lambda index: False))


def test_what_has_ended_is_dark_at_once_where_the_deck_is_full_and_its_wearer_is_told_twice(full):
    """First that it is dark, then, as soon as there is room, that the fallback is worn."""
    between, told = Between(), []
    fading = Fading(between, lambda guest: told.append(guest.smile.bare))
    assert full.light(20) > 100
    full.ended = True
    fading.begin({full})
    beat(between)
    assert told == [True] and full.light(1) == 0 and full.loop.worn.glyph[full.smile.row.index] == -1
    other, _ = full.loop.join()
    full.loop.wear(other, design("last", 0.5))  # in the place of the one that ended
    for _ in range(5):
        fading.go_on()
        beat(between)
    assert told == [True] and full.light(3) == 0 and len(fading) == 1
    full.loop.leave(full.others[:1])
    fading.go_on()
    beat(between)
    assert told == [True, False] and full.smile.glyph == "tide" and full.light(30) > 0
    fading.go_on()
    beat(between)
    assert len(fading) == 0


def test_who_has_gone_meanwhile_is_tried_no_more(full):
    between = Between()
    fading = Fading(between, lambda guest: None)
    full.smile.bare, full.smile.wear = True, lambda dress: 1 / 0
    fading.begin({full})
    beat(between)
    assert len(fading) == 1
    full.smile.leave()
    fading.go_on()
    beat(between)
    assert len(fading) == 0
