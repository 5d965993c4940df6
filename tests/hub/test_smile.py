"""A row that a page has taken: worn, felt, stood and given back."""

import numpy as np
import pytest

from photophore.glyph.gallery import gallery
from photophore.hub import wire
from photophore.hub.smile import Smile, design
from photophore.words import BadGlyph, Sense, WearerClass

GALLERY = gallery()


@pytest.fixture
def smile(loop, standing):
    return Smile(loop, standing, GALLERY["tide"], WearerClass.TEEN)


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


@pytest.mark.parametrize("said", [wire.Wear(), wire.Wear("tide", "x"), wire.Wear("none"), wire.Wear(None, "glyph")])
def test_what_cannot_be_worn_is_said(said):
    with pytest.raises(BadGlyph):
        design(said, GALLERY)
