"""Designs and films are certified the same way every time."""

import numpy as np
import pytest

from photophore.city import certify
from photophore.glyph.gallery import gallery
from photophore.glyph.read import read
from photophore.light import score
from photophore.words import BadFilm, BadScore

WILD = "glyph wild\ncolour blend(ember, pearl, wave(90, 1))\nbrightness wave(90, 1) * shimmer(90)"


@pytest.fixture(autouse=True)
def short(monkeypatch):
    """Seconds of light that are enough to see whether it is counted."""
    monkeypatch.setattr(certify, "SECONDS", 4)
    monkeypatch.setattr(certify, "LEAVING", 3)


def test_a_slow_design_is_calm_and_the_same_again():
    told = certify.design(gallery()["moonjelly"])
    assert told["calm"] and not told["held"] and told["hash"] == gallery()["moonjelly"].hash
    assert told["written"]["luminance"]["most"] <= 1 and told["leaving"]["profile"] == "calm"
    assert certify.design(gallery()["moonjelly"]) == told
    assert len(told["tried"]["smiles"]) == 36 and told["tried"]["settings"] == [{}]


def test_a_quick_design_is_not_calm_and_the_guard_holds_it():
    told = certify.design(read(WILD))
    assert not told["calm"] and told["held"]
    assert max(told["leaving"]["luminance"]["by"][1:]) <= 3, "quadrants and mouths are what the guard promises"


def test_every_end_of_every_slider_is_tried():
    glyph = read("glyph lively\nslider speed 0..1 0\ncolour amber\nbrightness 0.2 + 0.7 * speed * wave(80, 1)")
    assert certify.every(glyph) == [{"speed": 0.0}, {"speed": 0.0}, {"speed": 1.0}]
    told = certify.design(glyph)
    place = told["written"]["luminance"]["smile"]
    assert told["tried"]["smiles"][place]["setting"] == 2, "the quick end is the worst"
    assert told["written"]["luminance"]["most"] >= 2


def test_a_film_is_certified_part_by_part(tmp_path):
    frames = np.zeros((300, 24, 32, 3), np.uint8)
    frames[:200] = 90
    frames[200::2] = 255
    np.save(tmp_path / "show.npy", frames)
    told = certify.recorded(tmp_path / "show.npy", 10)
    assert told["kind"] == "show" and not told["calm"] and told["proved"] is None and told["profile"] == "none"
    assert [part["luminance"] >= 7 for part in told["parts"]] == [False, False, True]
    assert told["leaving"]["luminance"]["seconds"] >= 20 and told["area"]["share"] == 1.0
    assert certify.recorded(tmp_path / "show.npy", 10) == told


def test_a_score_is_certified_part_by_part(monkeypatch):
    text = "score dusk\ncall 0 firefly attack 2 hold 2 release 2\ncall 8 ripples attack 1 hold 1 release 1"
    made = score.read(text, gallery())
    light = np.zeros((12 * 30, 32, 3, 2), np.uint8)
    light[5 * 30 : 5 * 30 + 60 : 20, ..., 1] = 200
    monkeypatch.setattr(certify.rehearsal, "rehearsed", lambda score: light)
    told = certify.played(made, text.encode())
    assert told["name"] == "dusk" and told["kind"] == "show" and [part["end"] for part in told["parts"]] == [10, 12]
    assert told["parts"][0]["luminance"] == told["leaving"]["luminance"]["most"] >= 3
    assert told["leaving"]["luminance"]["smile"] == 1 and not told["parts"][1]["luminance"]
    long = score.read("score long\ncall 400 firefly", gallery())
    with pytest.raises(BadScore, match="too long"):
        certify.played(long, b"")


def test_what_is_no_film_says_so(tmp_path):
    (tmp_path / "song.mp4").write_bytes(b"ID3 a song, and no light")
    with pytest.raises(BadFilm, match="no video"):
        certify.recorded(tmp_path / "song.mp4")
    np.save(tmp_path / "a.npy", np.zeros(3))
    with pytest.raises(BadFilm, match="axes"):
        certify.recorded(tmp_path / "a.npy", 10)
    with pytest.raises(BadFilm, match="cannot be read"):
        certify.recorded(tmp_path / "none.npy", 10)
