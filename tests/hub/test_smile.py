"""A row that a page has taken: worn, felt, stood and given back."""

from types import SimpleNamespace

import numpy as np
import pytest

from photophore.commons.published import State
from photophore.commons.wears import Wears
from photophore.glyph.gallery import gallery
from photophore.glyph.read import read
from photophore.hub import wire
from photophore.hub.smile import Dress, Smile, Wardrobe
from photophore.hub.standing import nowhere
from photophore.loop import Loop
from photophore.words import BadGlyph, Sense, WearerClass
from tests.hub.small import small_place

GALLERY = gallery()
TEXT = "glyph mine\ncolour amber\nbrightness 0.5"


class Shop:
    """The published designs, as far as a wardrobe asks: a design that stands until it ends."""

    def __init__(self):
        self.glyph, self.ended = read(TEXT), None

    def state(self, hash_):
        return self.ended or State.PUBLISHED if hash_ == self.glyph.hash else None

    def may(self, hash_):
        if self.state(hash_) is not State.PUBLISHED:
            raise BadGlyph("it has ended")

    def safe(self, hash_):
        if self.state(hash_) is State.UNSAFE:
            raise BadGlyph("it is unsafe")

    def worn(self, hash_):
        self.may(hash_)
        return self.glyph


def dress(name):
    return Dress(GALLERY[name], "name", GALLERY[name])


@pytest.fixture
def smile(loop, standing):
    return Smile(loop, standing, dress("tide"), WearerClass.TEEN)


def test_it_begins_dark_and_nowhere_as_what_it_is(smile, loop):
    assert smile.at is None and smile.district is None and smile.glyph == "tide"
    assert not loop.grants.given(0).present.any()
    assert loop.grants.cell(smile.row.index, 0, 0)[0] is WearerClass.TEEN


def test_it_stands_elsewhere_each_day_and_nowhere_when_it_is_not_seen(smile, standing, monkeypatch):
    places = iter([(0, 0.5, 0.5), (3, 1.5, 1.5)])
    monkeypatch.setattr(standing, "draw", lambda: next(places))
    smile.stand(True, "2026-11-21")
    first = smile.at
    smile.stand(True, "2026-11-21")
    assert smile.at == first == [0.5, 0.5]
    smile.stand(False, "2026-11-21")
    assert smile.at is None
    smile.stand(True, "2026-11-21")
    assert smile.at == first  # the same day, the same place: nobody learns more from going and coming
    smile.stand(True, "2026-11-22")
    assert smile.at == [1.5, 1.5]


def test_its_vote_is_of_the_district_where_it_stands(monkeypatch):
    loop, standing = Loop(1, fast=False), nowhere(small_place(), 2048)
    smile = Smile(loop, standing, dress("tide"))
    places = iter([(0, 0.5, 0.5), (7, 3.5, 1.5)])
    monkeypatch.setattr(standing, "draw", lambda: next(places))
    votes, room = loop._gathered.district, SimpleNamespace(group=255, tempo=lambda seed: 0.5)
    smile.gather(room)
    assert votes[smile.row.index] == -1  # nobody knows where it is
    seen = []
    for public, day in ((True, "2026-11-21"), (True, "2026-11-22"), (False, "2026-11-22")):
        smile.stand(public, day)
        seen.append((int(votes[smile.row.index]), int(loop.worn.group[smile.row.index])))
    assert seen == [(0, 255), (1, 255), (-1, 255)]
    smile.stand(True, "2026-11-22")
    smile.gather(None)
    assert votes[smile.row.index] == 1 and loop.worn.group[smile.row.index] == 1


def test_readings_go_to_the_loop_as_what_they_are(smile, loop):
    smile.feel(wire.Feel(0.25, -0.5))
    smile.feel(wire.Heart(64))
    felt = loop.felt()
    assert felt.kind.tolist() == [Sense.REPORT, Sense.HEART_RATE]
    assert felt.value[0].tolist() == [0.25, -0.5] and felt.value[1, 0] == 64 and np.isnan(felt.value[1, 1])
    assert set(felt.row.tolist()) == {smile.row.index} and set(felt.born.tolist()) == {smile.row.born}


def test_who_leaves_is_dark_and_off_the_map(smile, standing):
    smile.stand(True, "2026-11-21")
    smile.leave()
    assert smile.at is None and smile.row.index not in standing._guests


@pytest.mark.parametrize(
    "said",
    [wire.Wear(), wire.Wear("tide", "x"), wire.Wear("none"), wire.Wear(None, "glyph"), wire.Wear("tide", hash="0" * 64),
     wire.Wear(hash="0" * 64)],
)  # fmt: skip
@pytest.mark.parametrize("shop", [None, Shop()])
def test_what_cannot_be_worn_is_said(said, shop):
    with pytest.raises(BadGlyph):
        Wardrobe(GALLERY, shop).dress(said)


@pytest.mark.parametrize(
    ("how", "ended", "over"),
    [("hash", State.WITHDRAWN, True), ("hash", State.UNSAFE, True), ("text", State.UNSAFE, True),
     ("text", State.WITHDRAWN, False), ("hash", None, False)],
)  # fmt: skip
def test_what_has_ended_passes_into_what_was_chosen_before(smile, loop, how, ended, over):
    shop = Shop()
    wardrobe, said = Wardrobe(GALLERY, shop), {"hash": wire.Wear(hash=shop.glyph.hash), "text": wire.Wear(text=TEXT)}
    smile.wear(wardrobe.dress(wire.Wear("hearth"), smile.dress))
    smile.wear(wardrobe.dress(said[how], smile.dress))
    shop.ended = ended
    assert smile.fade(wardrobe) is over
    assert smile.glyph == ("hearth" if over else "mine") == loop.worn[smile.row.index].name
    assert not smile.fade(wardrobe)
    if over:
        with pytest.raises(BadGlyph):
            wardrobe.dress(said[how], smile.dress)


def test_what_somebody_wore_is_worn_again_unless_it_has_ended():
    shop = Shop()
    wardrobe, wore = Wardrobe(GALLERY, shop), Wears("hash", shop.glyph.hash, "hearth")
    assert wardrobe.again(wore, "tide") == Dress(shop.glyph, "hash", GALLERY["hearth"])
    shop.ended = State.WITHDRAWN
    assert wardrobe.again(wore, "tide") == Dress(GALLERY["hearth"], "name", GALLERY["hearth"])
    assert wardrobe.again(Wears("text", TEXT, "gone"), "tide") == Dress(shop.glyph, "text", GALLERY["tide"])
    assert wardrobe.again(Wears("text", "not a glyph", "tide"), "tide").how == "name"
    assert wardrobe.again(None, "tide") == dress("tide")
