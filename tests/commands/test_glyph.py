"""The commands of `photophore glyph`."""

import json

import numpy as np
import pytest

from photophore.city import certify, design
from photophore.commands import glyph
from photophore.tlog.note import Kind, Signer
from photophore.words import BadGlyph, BadLog, BadRequest, NoRoom, NotFound
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


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(certify, "SECONDS", 2)
    monkeypatch.setattr(certify, "LEAVING", 2)


def test_a_design_is_certified_signed_kept_and_checked(tmp_path, capsys, quick):
    signer = Signer("hub.example/log", Kind.ED25519, bytes(range(32)))
    (tmp_path / "key").write_text(signer.secret())
    file, kept, note = ROOT / "glyphs" / "chorus.glyph", tmp_path / "data", tmp_path / "chorus.note"
    glyph.certify(file, key=str(tmp_path / "key"), data=kept, out=note, json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["calm"] and told["kind"] == "design" and told["note"] == note.read_text(encoding="utf-8")
    glyph.certify(file, data=kept)
    again = capsys.readouterr().out
    assert "chorus is calm" in again and "Nobody signed it" in again
    assert len(list((kept / "certificates").iterdir())) == 1
    glyph.certify(note, check=True, key=str(signer.key), json=True)
    assert json.loads(capsys.readouterr().out)["by"] == ["hub.example/log"]
    glyph.certify(note, check=True, glyph=file, key=str(signer.key))
    assert capsys.readouterr().out.startswith(f"Hash of the design: {told['hash']}\nIt is that of chorus")
    with pytest.raises(BadLog, match="of another design"):
        glyph.certify(note, check=True, glyph=ROOT / "glyphs" / "hearth.glyph", key=str(signer.key))
    with pytest.raises(BadRequest, match="--check"):
        glyph.certify(file, glyph=file)
    (note).write_bytes(note.read_bytes().replace(b"true", b"fals"))
    with pytest.raises(BadLog, match="signature is wrong"):
        glyph.certify(note, check=True, key=str(signer.key))


def test_what_cannot_be_signed_or_checked_says_so(tmp_path, quick):
    file = ROOT / "glyphs" / "chorus.glyph"
    with pytest.raises(BadLog, match="no key to sign"):
        glyph.certify(file, data=tmp_path, out=tmp_path / "a.note")
    with pytest.raises(BadLog, match="no key to check"):
        glyph.certify(file, check=True, data=tmp_path)
    with pytest.raises(NotFound, match="cannot be read"):
        glyph.certify(tmp_path / "none", check=True, key=str(Signer("a", Kind.ED25519, bytes(32)).key))
    with pytest.raises(BadLog, match="this is no"):
        glyph.certify(file, check=True, key=str(Signer("a", Kind.ED25519, bytes(32)).key))


def test_a_design_is_exported_in_every_form(tmp_path, capsys, monkeypatch):
    light = np.full((240, 32, 3, 3), 90, np.uint8)
    monkeypatch.setattr(design, "tried", lambda *told: light)
    file = ROOT / "glyphs" / "hearth.glyph"
    gif, png, wled = tmp_path / "a.gif", tmp_path / "a.png", tmp_path / "a.json"
    glyph.export(file, gif=gif, png=png, seconds=2, vision="deutan")
    assert gif.read_bytes().startswith(b"GIF89a") and png.read_bytes().startswith(b"\x89PNG")
    assert "hearth, as its light leaves the guard" in capsys.readouterr().out
    still = tmp_path / "still.glyph"
    still.write_text("glyph still\ncolour amber\nbrightness 0.5", encoding="utf-8")
    glyph.export(still, wled=wled)
    assert isinstance(json.loads(wled.read_text(encoding="utf-8")), dict)


def test_an_export_that_cannot_be_is_refused_in_words(tmp_path):
    file = ROOT / "glyphs" / "pulse.glyph"
    with pytest.raises(BadRequest, match="where to"):
        glyph.export(file)
    with pytest.raises(BadGlyph):  # a lamp knows nobody's heart
        glyph.export(file, wled=tmp_path / "a.json")
    assert not (tmp_path / "a.json").exists()
