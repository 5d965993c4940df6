"""The commands of `photophore score`, as an artist would type them."""

import json

import numpy as np
import pytest
from PIL import Image

from photophore import cli
from photophore.words import BadScore

SCORE = """score  low-water
call   0     firefly  attack 1 hold 1 release 1 chance 0.4
call   0:01  mine     attack 0.5 hold 0.5 release 0.5 group 3
"""
MINE = "glyph mine\ncolour pearl\nbrightness breath(90) * breath(80)\n"


@pytest.fixture
def run(typed):
    return lambda *words: typed("score", *words)


@pytest.fixture
def file(tmp_path):
    (tmp_path / "mine.glyph").write_text(MINE)
    (tmp_path / "low-water.score").write_text(SCORE)
    return tmp_path / "low-water.score"


def test_check_tells_length_designs_and_what_the_guard_may_hold_back(run, file):
    status, told, _ = run("check", file)
    assert status == 0 and "2 calls in 3 s" in told and "hold back mine" in told
    told = json.loads(run("check", file, "--json")[1])
    assert told == {"name": "low-water", "seconds": 3, "calls": 2, "designs": ["firefly", "mine"], "calm": False}


def test_show_draws_each_call_in_words(run, file):
    lines = run("show", file)[1].splitlines()
    assert lines[0] == "low-water: 2 calls, 3 s"
    assert lines[1].split() == ["0:00.0", "firefly", "/" * 16 + "=" * 16 + "\\" * 16, "all", "40%"]
    assert lines[2].split() == ["0:01.0", "mine", "." * 16 + "/" * 8 + "=" * 8 + "\\" * 8 + "." * 8, "group", "3"]


def test_show_plays_it_on_six_smiles(run, file, tmp_path):
    file.write_text("score brief\ncall 0 firefly attack 0.3 hold 0.3 release 0.3\n")
    for name in ("show.png", "show.gif"):
        status, told, wrong = run("show", file, "--out", tmp_path / name)
        assert status == 0 and "six smiles" in told, wrong
        with Image.open(tmp_path / name) as picture:
            assert picture.width > 500
            assert (getattr(picture, "n_frames", 1) > 5) is name.endswith("gif")
    assert run("show", file, "--out", tmp_path / "show.npy")[0] == 0
    film = np.load(tmp_path / "show.npy")
    assert film.shape[0] == 57 and film.shape[3] == 3 and film.dtype == np.uint8
    assert (film[1:].max(axis=(1, 2, 3)) > 60).all()  # light begins from one dark frame


def test_what_is_wrong_is_one_line_with_its_place(run, file, tmp_path):
    file.write_text(SCORE.replace("firefly", "firefyl"))
    status, _, wrong = run("check", file)
    assert status == 2 and "low-water.score, line 2" in wrong and "Did you mean firefly" in wrong
    file.write_text(SCORE.replace("attack 1", "attack 0.1"))
    assert "0.3 to 600" in run("check", file)[2]
    file.write_text(SCORE)
    (tmp_path / "mine.glyph").write_text(MINE.replace("breath(80)", "breth(80)"))
    assert "mine.glyph, line 3, column 25" in run("check", file)[2]
    assert run("check", tmp_path / "none.score")[0] == 2
    file.write_bytes(b"\xff\xfe")
    assert "not text" in run("check", file)[2]
    file.write_text("score one\ncall 0 ../../etc/passwd\n")
    assert "There is no design" in run("check", file)[2]


def test_a_picture_of_another_kind_or_of_an_hour_is_refused(run, file, tmp_path):
    (tmp_path / "mine.glyph").write_text(MINE)
    file.write_text(SCORE)
    assert ".png, .gif or .npy" in run("show", file, "--out", tmp_path / "a.mp4")[2]
    file.write_text("score one\ncall 10:00 firefly\n")
    assert "too long for a picture" in run("show", file, "--out", tmp_path / "a.gif")[2]


def test_a_run_refuses_a_score_that_is_none_before_the_city_is_built(tmp_path):
    (tmp_path / "bad.score").write_text("score bad\ncall 0 hearth\n")
    with pytest.raises(BadScore, match="line 2.*needs to know nothing"):
        cli.run(smiles=10, seconds=1, out=tmp_path / "out", data=tmp_path, score=tmp_path / "bad.score")
    assert not (tmp_path / "out").exists()
