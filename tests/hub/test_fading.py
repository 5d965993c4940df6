"""Designs that have ended leave in a hurry, and nobody else's do."""

from types import SimpleNamespace

from photophore.hub.between import Between
from photophore.hub.fading import Fading


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
