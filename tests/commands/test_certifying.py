"""Signing and checking are the same for designs and for shows."""

import json

import pytest

from photophore.commands import certifying
from photophore.glyph.read import read
from photophore.hub import certified
from photophore.tlog.note import Kind, Signer
from photophore.words import BadLog

TOLD = {"schema": 1, "kind": "show", "name": "a", "hash": "", "profile": "calm", "calm": True, "parts": [],
        "analyser": {"program": "photophore 1"}, "leaving": {
            "luminance": {"most": 0, "where": "", "seconds": 0, "by": []}, "red": {"most": 0}, "stripes": 0,
            "iris": {"result": "pass"}, "wcag": {"result": "pass"}}}  # fmt: skip


@pytest.mark.parametrize("own", [True, False])
def test_the_hubs_own_key_signs_where_there_is_one(tmp_path, capsys, own):
    signer = Signer("hub.example/log", Kind.ED25519, bytes(range(32)))
    secret, public = certified.own_keys(tmp_path)
    if own:
        secret.parent.mkdir(parents=True)
        public.parent.mkdir(parents=True)
        secret.write_text(signer.secret())
        public.write_text(f"{signer.key}\n")
    certifying.tell_signed(TOLD, None, tmp_path, None, True)
    told = json.loads(capsys.readouterr().out)
    assert told["key"] == (str(signer.key) if own else None)
    if own:
        (tmp_path / "note").write_text(told["note"], encoding="utf-8")
        certifying.tell_checked(tmp_path / "note", None, tmp_path, False)
        assert "The signature of hub.example/log holds.\na is calm." in capsys.readouterr().out


def test_a_certificate_is_of_one_design_as_its_sliders_stand():
    text = "glyph a\nslider glow 0.1..0.9 {} how bright\ncolour amber\nbrightness glow"
    one, moved, other = read(text.format(0.5)), read(text.format(0.6)), read("glyph a\ncolour amber\nbrightness 0.5")
    told = {"kind": "design", "hash": one.hash, "tried": {"settings": [{"glow": 0.5}]}}
    certifying.of_this(told, one)
    with pytest.raises(BadLog, match="sliders elsewhere"):
        certifying.of_this(told, moved)
    for wrong, glyph in [(told, other), (told | {"kind": "show"}, one), (told | {"tried": {"settings": 7}}, moved),
                         (told | {"tried": {"settings": [{"glow": 9, "x": 1}]}}, moved)]:  # fmt: skip
        with pytest.raises(BadLog, match="of another design"):
            certifying.of_this(wrong, glyph)
