"""The claim about flashes: it holds, and it finds a log that is not ours."""

import shutil

import numpy as np
import pytest

from photophore.devices import film
from photophore.fidelity import flash
from photophore.light import iris

needs_video = pytest.mark.skipif(film.cv2 is None, reason="the optional extra `video` is not installed")


@pytest.mark.parametrize("check", flash.facts(), ids=lambda check: check.key)
def test_every_fact_holds(check):
    assert check.ok is True, check.measured


def test_a_wrong_count_is_found(monkeypatch):
    monkeypatch.setattr(iris, "FLASH", 6)
    assert any(check.ok is False for check in flash.facts())


def test_keys_are_told_apart():
    keys = [check.key for check in flash.facts()]
    assert len(keys) == len(set(keys)) == 13


@needs_video
def test_the_published_logs_hold(shared):
    checks = flash.logs(shared / "iris")
    assert len(checks) == 5 and all(check.ok for check in checks)
    assert all("numbers 0 differ" in check.measured for check in checks)


@needs_video
def test_a_changed_log_is_found_and_said_where(shared, tmp_path):
    shutil.copy(shared / "iris" / "gray.mp4", tmp_path / "mine.mp4")
    text = (shared / "iris" / "gray_RELATIVE.csv").read_text("ascii")
    changed = text.replace("1.000000,1.000000,0.169230", "1.000000,1.000000,0.169240", 1)
    (tmp_path / "mine.csv").write_text(changed, "ascii")
    [check] = flash.logs(tmp_path)
    assert check.ok and "1 differ" in check.measured and "AverageLuminanceDiff in frame 5" in check.measured
    lines = text.splitlines()
    lines[10] = lines[10].replace(",0,0,0,0,0,0,0", ",1,0,0,0,0,0,0", 1)
    (tmp_path / "mine.csv").write_text("\n".join(lines), "ascii")
    [check] = flash.logs(tmp_path)
    assert check.ok is False and check.measured.startswith("1 in 50 rows") and "frame 10" in check.measured
    (tmp_path / "mine.csv").write_text("\n".join(text.splitlines()[:-3]), "ascii")
    assert flash.logs(tmp_path)[0].ok is False
    (tmp_path / "mine.csv").write_text("Frame,Other\n1,2\n", "ascii")
    assert flash.logs(tmp_path)[0].ok is False


def test_what_cannot_be_measured_is_no_pass(tmp_path):
    assert [check.ok for check in flash.logs(tmp_path)] == [None]
    assert [check.ok for check in flash.logs(tmp_path / "nowhere")] == [None]
    (tmp_path / "a.mp4").write_bytes(b"")
    (tmp_path / "a_RELATIVE.csv").write_text("Frame\n", "ascii")
    assert flash.logs(tmp_path)[0].ok is not True


def test_videos_and_logs_are_paired_by_name(tmp_path):
    for name in ("a.mp4", "a_RELATIVE.csv", "b.avi", "b.csv", "c.mp4", "d_RELATIVE.csv", "e f.mov", "e f_RELATIVE.csv"):
        (tmp_path / name).touch()
    assert [log.name for _, log in flash.pairs(tmp_path)] == ["a_RELATIVE.csv", "b.csv", "e f_RELATIVE.csv"]


def test_both_forms_of_log_are_read(tmp_path):
    (tmp_path / "log.csv").write_text(
        "Frame,AverageLuminance,FlashAreaLuminance,LuminanceTransitions,RedTransitions,LuminanceExtendedFailCount,"
        "RedExtendedFailCount,LuminanceFrameResult,RedFrameResult\n1,0.5,33.33%,1,0,0,0,0,0\0\n", "utf-8-sig")
    rows = flash.read(tmp_path / "log.csv")
    ours = ["1", "", "0.500000", "0.333333", *["0.000000"] * 7, "1", "0", "0", "0", "0", "0"]
    assert flash.held([ours], rows, 25) == flash.Compared(1, 0, 0, 0, "")
    assert flash.held([[*ours[:11], "2", *ours[12:]]], rows, 25).deciding == 1
    assert flash.held([[*ours[:3], "0.343333", *ours[4:]]], rows, 25).numbers == 1
    assert flash.held([ours, ours], rows, 25).missing == 1


@pytest.mark.parametrize(("mine", "theirs", "equal"), [
    ("0.169230", "0.16923", True), ("1.000000", "1", True), ("0.000001", "1E-06", True), ("0.1", "", False),
    ("0.169230", "0.169231", False), ("0.999999", "99.99%", True), ("1.000000", "100.00%", True), ("0.2", "nan", False),
])  # fmt: skip
def test_numbers_are_compared_as_far_as_they_are_printed(mine, theirs, equal):
    assert flash.same(mine, theirs) == equal


def test_light_is_coded_to_the_nearest():
    codes = np.arange(256)
    assert (flash._code(flash.flash.DECODED[codes]) == codes).all()
