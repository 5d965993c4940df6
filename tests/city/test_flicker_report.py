"""A run with real light leaves its files, and is told in a sentence."""

import json

import pytest

from photophore.city import flicker, flicker_pictures, flicker_report, sightings, twin
from photophore.loop import Loop
from photophore.watch.events import Kind
from photophore.words import Audience, NoRoom


def test_a_run_with_real_light_leaves_its_files(city, tmp_path, monkeypatch):
    monkeypatch.setattr(flicker_pictures, "ACROSS", 320)
    loop = Loop(1, fps=3, seed=5, fast=False)
    try:
        settled = twin.settle(city, 900, 5, loop)
        told = flicker.run(loop, settled, flicker.Asked("hub", 14.0), tmp_path)
    finally:
        loop.close()
    assert told == json.loads((tmp_path / "report.json").read_text())
    assert json.loads((tmp_path / "planted.json").read_text())["kind"] == "hub"
    names = {path.name for path in tmp_path.iterdir()}
    assert {"report.json", "planted.json", "events.parquet", "spread.png", "odds.png", "city-after.png"} <= names
    seen = sightings.read(tmp_path / "events.parquet")
    assert (seen.kind == Kind.ROSTER.code).sum() == 900 and told["flashes"] == 0 == told["exposed"]
    assert 0 < told["signs"] <= 900 and told["touched"] > 0 and told["cause"] in ("hub", "unknown")
    assert Audience.NEAR and "smiles" in flicker_report.sentence(told, tmp_path)


def test_a_folder_that_cannot_be_written_is_told_before_the_run(city, tmp_path):
    (tmp_path / "file").write_text("x")
    loop = Loop(1, fps=3, seed=5, fast=False)
    try:
        with pytest.raises(NoRoom):
            flicker.run(loop, twin.settle(city, 50, 5, loop), flicker.Asked("lot:7", 2.0), tmp_path / "file")
        assert loop.frame is None
    finally:
        loop.close()
