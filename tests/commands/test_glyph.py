"""The commands of `photophore glyph`."""

import json

import pytest

from photophore.commands import glyph
from photophore.words import BadGlyph, NoRoom
from tests.test_cli import ROOT, run


def test_the_gallery_is_listed_for_people_and_for_machines():
    status, told, _ = run("glyph", "list")
    assert status == 0
    assert "tide" in told
    status, told, _ = run("glyph", "list", "--json")
    designs = json.loads(told)
    assert len(designs) >= 10
    assert all(design["says"] for design in designs)


def test_a_design_is_checked_and_its_proof_told():
    status, told, _ = run("glyph", "check", ROOT / "glyphs" / "hearth.glyph")
    assert status == 0
    assert "It needs ease" in told
    assert "never brighter than" in told


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("glyph bad\nneeds ease\ncolour amber\nbrightness eese", "line 4"),
        ("glyph bad\ncolour __import__('os').system('true')\nbrightness 1", "line 2"),
        ("", ""),
    ],
)
def test_a_design_that_cannot_be_read_is_one_line_and_status_2(tmp_path, text, says):
    (tmp_path / "bad.glyph").write_text(text)
    status, told, wrong = run("glyph", "check", tmp_path / "bad.glyph")
    assert (status, told) == (2, "")
    assert len(wrong.strip().splitlines()) == 1
    assert "bad.glyph" in wrong
    assert says in wrong
    assert "Traceback" not in wrong


def test_a_design_that_is_not_there_or_not_text_says_so(tmp_path):
    with pytest.raises(BadGlyph, match="cannot be read"):
        glyph.check(tmp_path / "none.glyph")
    (tmp_path / "bytes.glyph").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadGlyph, match="not text"):
        glyph.check(tmp_path / "bytes.glyph")


def test_a_design_is_drawn(tmp_path, capsys):
    glyph.draw(ROOT / "glyphs" / "tide.glyph", out=tmp_path / "tide.png")
    assert (tmp_path / "tide.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(NoRoom, match="cannot be written"):
        glyph.draw(ROOT / "glyphs" / "tide.glyph", out=tmp_path / "no" / "tide.png")
