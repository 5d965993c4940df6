"""The meter prints what EA IRIS prints, and one verdict of both judges."""

import csv
import io
import json

import numpy as np
import pytest

from photophore.devices import film, lightmeter
from photophore.words import BadFilm
from tests.light import films

NAMES = ["2Hz_5s", "2Hz_6s", "3Hz_6s", "extendedFLONG", "gray"]


@pytest.fixture
def meter(tmp_path):
    """A function that puts frames under the meter."""

    def of(frames, mode="wcag", fps=25, **more):
        np.save(tmp_path / "film.npy", frames)
        return lightmeter.Meter(film.open_(tmp_path / "film.npy", fps), mode, lightmeter.view(**more) if more else None)

    return of


def published(path) -> list[list[str]]:
    """A log of EA IRIS: header and rows, without what its writer leaves at each end."""
    text = path.read_text("ascii").replace("\0", "")
    return [[field.strip() for field in row] for row in csv.reader(io.StringIO(text)) if row]


@pytest.mark.parametrize("name", NAMES)
def test_every_column_of_the_published_logs_is_printed_again(shared, name):
    if film.cv2 is None:
        pytest.skip("the optional extra `video` is not installed")
    log = published(shared / "iris" / f"{name}_RELATIVE.csv")
    told = lightmeter.Meter(film.open_(shared / "iris" / f"{name}.mp4"), "iris")
    rows = [line.split(",") for line in lightmeter.told(told)]
    assert rows[0] == log[0] and len(rows) == len(log)
    for ours, theirs in zip(rows[1:], log[1:], strict=True):
        assert [f"{float(value):.6f}" for value in ours[2:]] == [f"{float(value):.6f}" for value in theirs[2:]]
        assert ours[0] == theirs[0]
        if "." in theirs[2]:  # logs that were not opened in a spreadsheet since: they are equal as they stand
            assert ours == theirs


def test_the_header_names_each_column(meter):
    for mode, columns in (("iris", 18), ("wcag", 24)):
        lines = list(lightmeter.told(meter(films.whole([0, 255, 0]), mode)))
        assert len(lines) == 4 and {len(line.split(",")) for line in lines} == {columns}


def test_json_holds_rows_and_verdict(meter):
    frames = films.masked(films.blinking(50, 3), np.ones((9, 16), bool))
    told = json.loads("\n".join(lightmeter.told(meter(frames), json=True)))
    assert len(told["rows"]) == 50 and all(len(row) == len(told["columns"]) for row in told["rows"])
    verdict = told["verdict"]
    assert verdict["result"] == verdict["iris"]["result"] == verdict["wcag"]["result"] == "fail"
    assert verdict["wcag"]["spans"][0]["kind"] == "general"
    brief = json.loads("\n".join(lightmeter.told(meter(frames), json=True, brief=True)))
    assert brief["verdict"] == verdict


def test_both_judges_speak_and_the_mode_decides(meter):
    halves = np.zeros((36, 64), bool)
    halves[:, :32] = True
    told = meter(films.masked(films.blinking(60, 2), halves))
    list(told.rows())
    report = told.report()
    assert report["result"] == "fail" and report["iris"]["result"] == "pass"
    assert "fails (mode wcag" in lightmeter.sentence(report) and "no certificate" in lightmeter.sentence(report)
    told = meter(films.masked(films.blinking(60, 2), halves), "iris")
    list(told.rows())
    assert told.report()["result"] == "pass" and "wcag" not in told.report()
    assert "passes (mode iris" in lightmeter.sentence(told.report())


def test_the_picture_shows_where_it_flashed(meter):
    frames = films.patch(films.blinking(40, 2), (180, 320), (0.5, 0.25))
    told = meter(frames)
    list(told.rows())
    picture = told.report()["wcag"]["picture"]
    cells = np.array(picture["cells"]).reshape(picture["rows"], picture["columns"])
    assert max(cells.shape) <= lightmeter.PICTURE
    tall, broad = len(cells) // 2, cells.shape[1] // 4
    assert (cells[: tall - 1, : broad - 1] == 7).all() and cells[tall + 1 :].max() == 0


def test_the_line_is_short_however_long_the_film(meter):
    line = lightmeter.Line()
    told = meter(films.whole([0, 255]))
    first, last = told.rows()
    for number in range(1, 5001):
        line.add((last if number == 3333 else first)._replace(number=number, seconds=number / 25))
    drawn = line.told()
    assert len(drawn["seconds"]) <= lightmeter.BINS and drawn["seconds"] == sorted(drawn["seconds"])
    assert max(drawn["brightest"]) == 1 and max(drawn["darkest"]) == 0, "a single bright frame is not lost"


def test_many_failing_parts_are_named_in_few_words(meter):
    lit = np.concatenate([np.r_[films.blinking(25, 2), np.zeros(50, bool)]] * 12)
    told = meter(films.masked(lit, np.ones((4, 6), bool)), "iris")
    list(told.rows())
    text = lightmeter.sentence(told.report())
    assert text.count(" s.") == lightmeter.SPANS and "parts more" in text


def test_where_a_picture_is_seen_from_must_make_sense():
    assert lightmeter.view(0.3, 0.07).distance == 0.3
    for wrong in ((0, 1), (1, -1), (float("nan"), 1), (1, None), (None, 1), (float("inf"), 1)):
        with pytest.raises(BadFilm):
            lightmeter.view(*wrong)
    with pytest.raises(BadFilm):
        lightmeter.view(None, None, 0)


def test_time_stamps_are_written_as_iris_writes_them():
    assert lightmeter.timestamp(40) == "00:00:00.040000"
    assert lightmeter.timestamp(3_725_080) == "01:02:05.080000"
