"""A run's report says what left, the same each time, and finds what should not have left."""

import json

import duckdb
import numpy as np
import pytest
from PIL import Image

from photophore import colour
from photophore.city import film, measure, picture, twin
from photophore.light import flash
from photophore.loop import Loop
from photophore.words import GROUP, Audience, Frame, NoRoom

SMILES, SECONDS = 3000, 3


def lived(city, out, seconds=SECONDS, seed=5):
    loop = Loop(2, seed=seed)
    try:
        return measure.run(loop, twin.settle(city, SMILES, seed, loop), seconds, out)
    finally:
        loop.close()


def watched(city, seconds, seed=5):
    """The report alone, without pictures."""
    loop = Loop(2, seed=seed)
    watch = measure.Watch(loop, twin.settle(city, SMILES, seed, loop))
    for _ in range(round(seconds * 30)):
        frame = loop.step()
        watch.digest(frame)
        watch.see(frame)
    loop.close()
    return watch.report()


@pytest.fixture(scope="module")
def run(city, tmp_path_factory):
    out = tmp_path_factory.mktemp("run")
    return lived(city, out), out


def test_the_report_holds_what_was_promised(run):
    report, out = run
    assert report == json.loads((out / "report.json").read_text())
    assert (report["smiles"], report["frames"], report["seed"]) == (SMILES, SECONDS * 30, 5)
    assert 0 < report["tick_ms"]["p50"] <= report["tick_ms"]["p99"]
    assert set(report["leaks"]) == {audience.name.lower() for audience in Audience}
    assert not any(report["leaks"].values())
    assert report["flash"]["failures"] == 0 and report["flash"]["max_transitions"] <= 3
    assert len(report["order"]) == 24 and all(0 <= order <= 1.0001 for order in report["order"].values())
    assert len(report["without"]) == 5 and sorted(report["without"], reverse=True) == report["without"]
    assert len(report["frames_sha256"]) == 64
    assert SMILES * SECONDS * 30 <= report["recounted"] <= report["recounted_of"]
    assert report["flash"]["crowd"] == SMILES and report["flash"]["smiles"] == film.WATCHED
    assert report["memory_mb"] is None or 50 < report["memory_mb"] < 4000


def test_dark_are_those_who_granted_nothing(run, city):
    report, _ = run
    loop = Loop(2, seed=5)
    settled = twin.settle(city, SMILES, 5, loop)
    loop.close()
    assert report["dark"] == (~settled.crowd.wishes.heard).sum() > 0
    assert report["lit"] > 0.85 * SMILES


def test_the_same_seed_leaves_the_same_light(run, city):
    again = watched(city, SECONDS)
    assert again["frames_sha256"] == run[0]["frames_sha256"]
    busy = ("tick_ms", "memory_mb", "seconds_spent")  # of the machine, not of the city
    timeless = [{k: v for k, v in report.items() if k not in busy} for report in (again, run[0])]
    assert timeless[0] == timeless[1]
    assert watched(city, 0.1)["frames_sha256"] != watched(city, 0.1, seed=6)["frames_sha256"]


def test_feelings_are_of_groups_and_name_nobody(run):
    out = run[1] / "feelings.parquet"
    rows = duckdb.sql(f"from '{out}'").fetchall()
    columns = [column[0] for column in duckdb.sql(f"describe from '{out}'").fetchall()]
    assert columns == ["second", "district", "name", "valence", "arousal", "sure", "count"]
    assert rows and min(row[-1] for row in rows) >= GROUP
    assert {row[0] for row in rows} <= set(range(SECONDS))
    assert all(-1 <= row[3] <= 1 and -1 <= row[4] <= 1 and 0 <= row[5] <= 1 for row in rows)


def test_pictures_are_there_and_the_living_strip_obeys_the_guard(run):
    out = run[1]
    for name in ("city.png", "strip.png"):
        with Image.open(out / name) as image:
            assert np.asarray(image.convert("RGB")).max() > 80
    with Image.open(out / "strip.gif") as image:
        shots = []
        for index in range(image.n_frames):
            image.seek(index)
            shots += [np.asarray(image.convert("RGB"))] * max(1, round(image.info["duration"] / 100))
    assert sorted(entry.name for entry in out.iterdir()) == [
        "city.png", "feelings.parquet", "report.json", "strip.gif", "strip.png"]
    cells = np.stack([colour.DECODED[shot[:216, :600]].reshape(27, 8, 75, 8, 3).mean(axis=(1, 3)) for shot in shots])
    verdict = flash.wcag(cells.reshape(len(shots), -1, 3), picture_fps())
    assert verdict.failures == 0 and verdict.max_transitions <= 3


def picture_fps() -> int:
    return measure.GIF_FPS


def test_a_planted_leak_is_found_in_a_run(city):
    loop = Loop(2, seed=5)
    settled = twin.settle(city, SMILES, 5, loop)
    watch = measure.Watch(loop, settled)
    for _ in range(5):
        frame = loop.step()
        watch.see(frame)
    assert not any(watch.leaks.values())
    stolen = settled.rows[settled.crowd.wishes.near][:40]
    deaf = Frame(frame.tick, frame.light, frame.seen, frame.present, frame.fallback)  # does not ask once more
    loop.grants.withdraw(stolen, Audience.NEAR)  # after the frame was made: as if a gate had not listened
    watch.see(frame)
    assert not any(watch.leaks.values())  # the frame itself is dark by now
    watch.see(deaf)
    loop.close()
    assert watch.leaks["near"] > 0
    assert not any(number for audience, number in watch.leaks.items() if audience != "near")


def test_an_out_that_cannot_be_written_is_told_before_the_run(city, tmp_path):
    (tmp_path / "taken").write_text("mine")
    loop = Loop(1, seed=5)
    settled = twin.settle(city, 100, 5, loop)
    with pytest.raises(NoRoom):
        measure.run(loop, settled, 1, tmp_path / "taken")
    loop.close()
    assert loop.stats.frames == 0


def test_a_disk_that_fills_up_leaves_no_half_file(city, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(picture, "animate", full)
    monkeypatch.setattr(picture, "city", lambda *_: Image.new("RGB", (9, 9)))
    with pytest.raises(NoRoom, match="No space left"):
        lived(city, tmp_path, 0.1)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["city.png", "strip.png"]


def test_progress_is_told_for_each_frame_and_a_small_shy_crowd_has_pictures_too(city, tmp_path, monkeypatch):
    from photophore.city import crowd

    monkeypatch.setattr(crowd, "PUBLIC", 0.0)
    monkeypatch.setattr(picture, "city", lambda *_: Image.new("RGB", (9, 9)))
    loop, seen = Loop(1, seed=5), []
    settled = twin.settle(city, 20, 5, loop)
    report = measure.run(loop, settled, 0.2, tmp_path, lambda done, of: seen.append((done, of)))
    loop.close()
    assert seen == [(frame + 1, 6) for frame in range(6)]
    assert report["feelings"] is None
    assert (tmp_path / "strip.gif").stat().st_size > 0
    assert film.WATCHED >= 1


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf"), 1e300])
def test_a_run_that_no_city_lives_is_refused(seconds):
    with pytest.raises(NoRoom, match="--seconds"):
        measure.check(seconds, 30)
