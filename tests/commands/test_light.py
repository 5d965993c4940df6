"""The commands of `photophore light`."""

import numpy as np

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
