"""The commands of `photophore light`."""

import json

import numpy as np
import pytest

from photophore.commands import light
from photophore.words import BadFilm
from tests.test_cli import run


def test_a_film_is_judged_with_a_status_for_scripts(tmp_path):
    frames = np.zeros((40, 9, 16, 3), np.uint8)
    frames[::2, :, :8] = frames[1::2, :, 8:] = 255  # halves against each other: EA IRIS does not see them
    np.save(tmp_path / "halves.npy", frames)
    for name, mode, status in (("halves", "iris", 0), ("halves", "wcag", 1)):
        got, told, wrong = run("light", "check", tmp_path / f"{name}.npy", "--fps", 25, "--mode", mode)
        assert got == status and len(told.splitlines()) == 41
        assert ("fails" in wrong) == (status == 1) and "no certificate" in wrong
    got, told, wrong = run("light", "check", tmp_path / "halves.npy")
    assert (got, told) == (2, "") and "--fps 25" in wrong and len(wrong.strip().splitlines()) == 1


def test_a_recorded_show_is_certified(tmp_path, capsys):
    frames = np.zeros((60, 12, 16, 3), np.uint8)
    np.save(tmp_path / "dark.npy", frames)
    frames[::2] = 255
    np.save(tmp_path / "flash.npy", frames)
    with pytest.raises(SystemExit, match="1"):
        light.certify(tmp_path / "flash.npy", fps=20, data=tmp_path)
    told = capsys.readouterr().out
    assert "flashes more than may be shown" in told and "Nobody signed it" in told
    with pytest.raises(SystemExit, match="0"):
        light.certify(tmp_path / "dark.npy", fps=20, data=tmp_path, json=True)
    assert json.loads(capsys.readouterr().out)["calm"]
    (tmp_path / "song.wav").write_bytes(b"RIFF....WAVE no light at all")
    with pytest.raises(BadFilm, match="no video"):
        light.certify(tmp_path / "song.wav", data=tmp_path)
