"""Signing and checking are the same for designs and for shows."""

import json

import pytest

from photophore.commands import certifying
from photophore.hub import certified
from photophore.tlog.note import Kind, Signer

TOLD = {"schema": 1, "kind": "show", "name": "a", "hash": "", "profile": "calm", "parts": [],
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
