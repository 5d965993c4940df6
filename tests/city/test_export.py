"""What is taken elsewhere is guarded light, and begins again without a flash."""

import numpy as np
import pytest
from PIL import Image

from photophore.city import design, export
from photophore.devices import film
from photophore.glyph.gallery import gallery
from photophore.light import certificate
from photophore.words import BadFilm, BadGlyph


@pytest.fixture
def tried(monkeypatch):
    """Light made up, in place of the whole path: a slow wave on two smiles."""

    def made(glyph, seconds=8.0, fps=30):
        turn = np.arange(round(seconds * fps)) / fps * 0.37
        codes = (90 + 60 * np.sin(2 * np.pi * turn)).astype(np.uint8)
        return np.broadcast_to(codes[:, None, None, None], (len(codes), 32, 3, 2)).copy()

    monkeypatch.setattr(design, "tried", made)
    monkeypatch.setattr(export, "BROAD", 80)
    monkeypatch.setattr(export, "WIDE", 60)
    return made


def test_a_loop_begins_where_it_ends(tried):
    light = tried(None, 8.0, export.FPS)
    found = export.looped(light, export.FPS)
    assert len(found) == round((8 - export.BEGINNING - export.SEAM) * export.FPS)
    step = np.abs(np.diff(found[:, 0, 0, 0].astype(int))).max()
    assert abs(int(found[-1, 0, 0, 0]) - int(found[0, 0, 0, 0])) <= step + 1


def test_a_seam_that_would_flash_passes_into_the_dark_and_else_is_refused():
    fps = export.FPS
    light = np.full((8 * fps, 32, 3, 1), 120, np.uint8)
    light[-fps:] = 0
    light[-fps + 3 : -fps + 9] = light[-fps + 14 : -fps + 20] = 255  # the end flashes by itself
    found = export.looped(light, fps)
    turns = certificate.measure(np.concatenate([found, found]), fps, skip=fps)
    assert turns.luminance.most <= 3 and found[0].max() < 40 and found[-1].max() < 40
    light[::4] = 255
    with pytest.raises(BadGlyph, match="without a flash"):
        export.looped(light, fps)


def test_a_gif_moves_and_loops(tried, tmp_path):
    export.gif(gallery()["tide"], tmp_path / "tide.gif", 2.0)
    with Image.open(tmp_path / "tide.gif") as image:
        assert image.n_frames > 5 and image.info["loop"] == 0 and image.info["duration"] == 80


def test_a_video_can_be_read_back_and_does_not_flash(tried, tmp_path):
    pytest.importorskip("cv2")
    export.mp4(gallery()["tide"], tmp_path / "tide.mp4", 2.0)
    opened = film.open_(tmp_path / "tide.mp4")
    frames = [frame for _, frame in opened.frames]
    assert len(frames) == (2 + 2) * export.FPS and opened.fps == export.FPS
    bright = np.array([frame.mean() for frame in frames])
    assert np.abs(np.diff(bright)).max() < 3 and bright.max() > 10


def test_what_cannot_be_written_says_why(tried, tmp_path, monkeypatch):
    tide = gallery()["tide"]
    for seconds in (0, 61, float("nan")):
        with pytest.raises(BadFilm, match="seconds"):
            export.gif(tide, tmp_path / "a.gif", seconds)
    if film.cv2:
        with pytest.raises(BadFilm, match=r"as \.mp4"):
            export.mp4(tide, tmp_path / "a.avi", 2.0)
        with pytest.raises(BadFilm, match="cannot be written"):
            export.mp4(tide, tmp_path / "no" / "a.mp4", 2.0)
    monkeypatch.setattr(film, "cv2", None)
    with pytest.raises(BadFilm, match="optional extra"):
        export.mp4(tide, tmp_path / "a.mp4", 2.0)
