"""Recordings are read as they are; what is wrong with one is said plainly, with its place and what to try."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photophore.devices.recording import read
from photophore.devices.replay import Replay
from photophore.words import BadRecording, Tick

HEADER = "Participant,HR,respr,Time(sec),Label\n"


def raw(folder, name: str, text: str) -> None:
    (folder / "raw" / name).mkdir(parents=True, exist_ok=True)
    (folder / "raw" / name / "HR.csv").write_text(text, encoding="utf-8")



def test_people_are_lined_up_to_start_together(two):
    recording = read(two)
    assert [person.name for person in recording.people] == ["A", "B"]
    assert recording.people[0].seconds.tolist() == [0, 1, 2, 3, 4, 5]
    assert recording.people[1].seconds.tolist() == [0, 1, 2, 3]
    assert recording.people[1].bpm.tolist() == [90, 91, 92, 93] and recording.people[1].bpm.dtype == np.float32
    assert [person.length for person in recording.people] == [6, 4]
    assert recording.summary == (2, 6, 0, 0, 0, 0)


def test_gaps_are_kept_and_counted(folder):
    lines = ["A,70,,1,0", "A,,,2,0", "A,nan,,3,0", "A,NaN,,4,0", "A,inf,,5,0", "A,3,,6,0", "A,71,,7,0", "A"]
    recording = read(folder(*lines))
    assert recording.summary.gaps == 5 and recording.summary.dropped == 1
    assert np.isnan(recording.people[0].bpm).sum() == 5 and recording.people[0].seconds[-1] == 6


def test_a_stretch_in_which_the_clock_runs_backwards_is_dropped_and_counted(folder):
    times = [1, 2, 3, 4, 5, 3, 4, 5, 6, 7, 7, "", "nan"]
    recording = read(folder(*[f"A,{70 + index},,{time},0" for index, time in enumerate(times)], ",80,,9,0"))
    person = recording.people[0]
    assert person.seconds.tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert person.bpm.tolist() == [70, 71, 72, 73, 74, 78, 79]
    assert recording.summary.dropped == 3 + 1 + 2 + 1  # backwards, twice, without a time, without a name


def test_one_persons_broken_clock_costs_nobody_else_their_light(folder):
    good = [f"A,{70 + second},,{second},0" for second in range(5)]
    recording = read(folder(*good, *[f"B,80,,{100 - second},0" for second in range(5)]))
    assert [person.name for person in recording.people] == ["A"] and recording.summary.dropped == 5


def test_columns_may_stand_anywhere_and_be_written_anyhow(folder):
    recording = read(folder("7, 61.5 ,A", "8,62,A", "", "  ", header="\ufefftime(SEC), hr ,PARTICIPANT\n"))
    assert recording.people[0].bpm.tolist() == [61.5, 62]


def test_wrist_band_folders_are_read_when_there_is_no_table(tmp_path):
    raw(tmp_path, "S02", "1644227584.000000\n1.000000\n118.00\n113.50\n\n93.00\n\n")
    raw(tmp_path, "S03", "1644227000\n2\n80\n81\nnan\n82\n83\n")
    recording = read(tmp_path)
    assert [person.name for person in recording.people] == ["S02", "S03"]
    assert recording.people[0].seconds.tolist() == [0, 1, 2, 3]
    assert recording.people[1].seconds.tolist() == [0, 0.5, 1, 1.5, 2]
    assert recording.people[1].bpm[[0, 1, 3, 4]].tolist() == [80, 81, 82, 83]
    assert recording.summary.gaps == 2
    assert read(tmp_path / "raw").summary == recording.summary
    assert read(tmp_path / "raw" / "S02").summary.people == 1


@pytest.mark.parametrize(
    ("lines", "what", "where", "try_"),
    [
        ([], "has columns but nobody in them", "heart_rate.csv", "Participant"),
        (["A,fast,,1,0"], "Not a number: 'fast'", "line 2, column HR", "leave the cell empty"),
        (["A,70,,1,0", "A,71,,noon,0"], "Not a number: 'noon'", "line 3, column Time(sec)", "Write a number"),
        (['A,"70,5",,1,0'], "Not a number: '70,5'", "line 2, column HR", "with a point"),
        (["A,1_0,,1,0"], "Not a number", "line 2, column HR", "Write a number"),
        (["A,70,,5,0", "A,71,,4,0", "A,72,,3,0", "A,73,,2,0"], "runs backwards", "line 3, person A", "Sort the lines"),
        (["A,70,,5,0", "A,71,,5,0", "A,72,,5,0"], "stands still", "line 3, person A", "Sort the lines"),
        (["A,1.1,,1,0", "A,1.2,,2,0"], "about 1.15", "person A, column HR", "multiply hertz by 60"),
        (["A,800,,1,0", "A,820,,2,0"], "about 810", "person A, column HR", "milliseconds between beats"),
        (["A,70000,,1,0", "A,70000,,2,0"], "about 70000", "column HR", "holds heart rates"),
        (["A,1e308,,1,0", "A,1e308,,2,0"], "about 1e+09", "column HR", "holds heart rates"),
        (["A,70,,1000,0", "A,71,,2000,0"], "1000 seconds apart", "column Time(sec)", "divide milliseconds by 1000"),
        (["A,70,,0,0", "A,71,,0.0002777,0"], "0.0002777 seconds apart", "column Time(sec)", "multiply hours by 3600"),
        (["A,70,,1.6e12,0", "A,71,,1.7e12,0"], "time is 1.6e+12", "line 2, person A, column Time", "milliseconds"),
        (["A,70,,1,0", "A,,,2,0"], "fewer than two heart rates", "person A", "30 to 220"),
        (["A,70,,nan,0", "A,71,,,0"], "fewer than two heart rates", "person A", "30 to 220"),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_what_to_try(folder, lines, what, where, try_):
    with pytest.raises(BadRecording) as found:
        read(folder(*lines))
    assert what in found.value.what and where in found.value.where and try_ in found.value.try_


@pytest.mark.parametrize(
    ("header", "try_"),
    [("Participant,BPM,Time(sec)\n", "Participant, BPM, Time(sec)"), ("Participant;HR;Time(sec)\n", "not semicolons")],
)
def test_a_missing_column_is_named(folder, header, try_):
    with pytest.raises(BadRecording, match="There is no column") as found:
        read(folder("A,70,1", header=header))
    assert try_ in found.value.try_


def test_a_missing_or_empty_recording_is_said(tmp_path):
    with pytest.raises(BadRecording, match="There is no folder of this name"):
        read(tmp_path / "nowhere")
    with pytest.raises(BadRecording, match="no recording in this folder"):
        read(tmp_path)
    for text in ("", "1644227584\n", "1644227584\n1\n"):
        raw(tmp_path, "S02", text)
        with pytest.raises(BadRecording, match="The recording is empty"):
            read(tmp_path)
    for text, what in (("nan\n1\n70", "has no start"), ("1\n0\n70", "rate is 0"), ("1\n-1\n70", "rate is -1")):
        raw(tmp_path, "S02", text)
        with pytest.raises(BadRecording, match=what):
            read(tmp_path)
    (tmp_path / "heart_rate.csv").write_text("\n \n")
    with pytest.raises(BadRecording, match="The recording is empty"):
        read(tmp_path)


CELLS = ["", "A", "nan", "-inf", "1e999", "1e300", "-5", "70", "71.5", '"', "x,y", "0x10", "\u0967", "\0"]
ANY = st.lists(st.sampled_from(CELLS) | st.text(max_size=4) | st.floats().map(repr), max_size=6)
HEART = st.tuples(
    st.sampled_from("ABC"),
    st.floats(20, 230) | st.just(""),
    st.floats(-10, 200) | st.floats(allow_nan=False) | st.just(""),
)
many = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


@many
@given(st.lists(ANY.map(",".join), max_size=12), st.booleans(), st.sampled_from(["utf-8", "utf-16", "latin-1"]))
def test_whatever_stands_in_a_file_it_is_read_or_refused_in_words(tmp_path, lines, header, code):
    text = (HEADER if header else "") + "\n".join(lines)
    (tmp_path / "heart_rate.csv").write_bytes(text.encode(code, errors="replace"))
    read_or_refused(tmp_path)


@many
@given(st.binary(max_size=60) | ANY.map(lambda cells: "\n".join(["0", "1", *cells]).encode(errors="replace")))
def test_whatever_stands_in_a_wrist_bands_file_it_is_read_or_refused_in_words(tmp_path, data):
    (tmp_path / "raw" / "S").mkdir(parents=True, exist_ok=True)
    (tmp_path / "raw" / "S" / "HR.csv").write_bytes(data)
    read_or_refused(tmp_path)


@many
@given(st.lists(HEART, min_size=3, max_size=30))
def test_nearly_good_recordings_are_read_or_refused_in_words(folder, lines):
    read_or_refused(folder(*[f"{who},{bpm},,{time},0" for who, bpm, time in lines]))


def read_or_refused(path) -> None:
    refused = None
    try:
        driver = Replay(path, np.arange(5), np.zeros(5, np.uint32))
    except BadRecording as error:
        refused = error
    if refused:
        assert refused.what and refused.where and refused.try_
        return
    for person in driver.recording.people:
        assert (np.diff(person.seconds) > 0).all() and person.length > 0
        assert np.isfinite(person.bpm).sum() >= 2
    for count in range(0, 300, 7):
        felt = driver.feel(Tick(count, 30))
        assert ((felt.value[:, 0] >= 30) & (felt.value[:, 0] <= 220)).all() and ((felt.at >= 0) & (felt.at < 300)).all()


# --- bands beside the table


ZERO = 1_644_227_584


def with_bands(folder, names=("S02", "S3", "04"), scale=1.0):
    """Three people in the table, 2 to 4, whose bands' folders are named as people name them."""
    path = folder(*[f"{who},{60 + who},,{ZERO + second},0" for who in (2, 3, 4) for second in range(200)])
    for place, name in enumerate(names):
        (path / "raw" / name).mkdir(parents=True)
        level = (place + 1) * scale
        (path / "raw" / name / "EDA.csv").write_text(f"{ZERO - 10}\n4\n" + f"{level}\n" * 1000, encoding="utf-8")
    return path


def test_a_band_is_laid_beside_the_person_of_the_same_name(folder):
    recording = read(with_bands(folder))
    assert [np.nanmedian(person.felt.skin[:, 0]) for person in recording.people] == [1, 2, 3]
    assert recording.summary.skins == 3 and recording.summary.people == 3 and recording.summary.beats == 0


def test_a_band_without_lines_in_the_table_is_a_person_of_its_own(folder):
    path = with_bands(folder, names=("S02", "S03", "S09"))
    raw(path, "S09", f"{ZERO}\n1\n" + "80\n" * 200)
    recording = read(path)
    assert [person.name for person in recording.people] == ["2", "3", "4", "S09"]
    assert recording.people[3].felt.skin.any() and not recording.people[2].felt.ends.size


def test_one_badly_worn_band_falls_silent_and_all_of_them_are_refused(folder):
    path = with_bands(folder)
    (path / "raw" / "S3" / "EDA.csv").write_text(f"{ZERO}\n4\n" + "0.002\n" * 1000, encoding="utf-8")
    recording = read(path)
    assert recording.summary.skins == 2 and recording.people[1].felt.dry
    for name in ("S02", "04"):
        (path / "raw" / name / "EDA.csv").write_text(f"{ZERO}\n4\n" + "0.002\n" * 1000, encoding="utf-8")
    with pytest.raises(BadRecording, match="about 0.002") as found:
        read(path)
    assert "multiply by 1000" in found.value.try_


@pytest.mark.parametrize("data", [b"PK\x03\x04" + bytes(range(256)), b"1\n4\n0.5;0.6\n", b"1\n4\n500\n600\n"])
def test_a_band_that_cannot_be_understood_is_refused_by_name(folder, data):
    path = with_bands(folder)
    (path / "raw" / "S3" / "EDA.csv").write_bytes(data)
    with pytest.raises(BadRecording) as found:
        read(path)
    assert "S3/EDA.csv" in found.value.where.replace("\\", "/") and "line" in found.value.where and found.value.try_


def test_presses_written_by_a_clock_of_twelve_hours_are_put_right(folder):
    path = with_bands(folder)
    presses = [ZERO + 20, ZERO + 40 - 43_200, ZERO + 60, ZERO + 80 + 43_200]
    (path / "raw" / "S02" / "tags_S02.csv").write_text("".join(f"{press}\n" for press in presses), encoding="utf-8")
    assert read(path).people[0].tags.tolist() == [20, 40, 60, 80]


def test_a_label_is_read_where_there_is_one(folder):
    recording = read(folder(*[f"A,70,,{second},{label}" for second, label in enumerate((0, 1, "", 2, "nan", 1))]))
    assert np.array_equal(recording.people[0].label, [0, 1, np.nan, np.nan, np.nan, 1], equal_nan=True)
    header = "Participant,HR,Time(sec)\n"
    assert np.isnan(read(folder(*[f"A,70,{second}" for second in range(4)], header=header)).people[0].label).all()
