"""Recorded hearts are felt again at their own ticks; what is wrong with a recording is said plainly."""

import asyncio
import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photophore.devices.check import check
from photophore.devices.replay import Replay, read
from photophore.words import Audience, BadRecording, Sense, Tick, together

HEADER = "Participant,HR,respr,Time(sec),Label\n"
FPS = 30


@pytest.fixture
def folder(tmp_path):
    """A maker of recordings: lines of heart_rate.csv, with or without its header."""

    def make(*lines: str, header: str = HEADER):
        (tmp_path / "heart_rate.csv").write_text(header + "\n".join(lines) + "\n", encoding="utf-8")
        return tmp_path

    return make


@pytest.fixture
def two(folder):
    """Two people: one for six seconds from 100, one for four from 9000."""
    first = [f"A,{70 + second},12,{100 + second},0" for second in range(6)]
    return folder(*first, *[f"B,{90 + second},12,{9000 + second},0" for second in range(4)])


def felt(driver: Replay, ticks) -> list[tuple[int, float, int]]:
    """(row, beats per minute, tick) of all that is felt over these ticks."""
    heard = together([driver.feel(Tick(count, FPS)) for count in ticks])
    return list(zip(heard.row.tolist(), heard.value[:, 0].tolist(), heard.at.tolist(), strict=True))


def raw(folder, name: str, text: str) -> None:
    (folder / "raw" / name).mkdir(parents=True, exist_ok=True)
    (folder / "raw" / name / "HR.csv").write_text(text, encoding="utf-8")


# --- reading


def test_people_are_lined_up_to_start_together(two):
    recording = read(two)
    assert [person.name for person in recording.people] == ["A", "B"]
    assert recording.people[0].seconds.tolist() == [0, 1, 2, 3, 4, 5]
    assert recording.people[1].seconds.tolist() == [0, 1, 2, 3]
    assert recording.people[1].bpm.tolist() == [90, 91, 92, 93] and recording.people[1].bpm.dtype == np.float32
    assert [person.length for person in recording.people] == [6, 4]
    assert recording.summary == (2, 6, 0, 0)


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
    assert all(30 <= bpm <= 220 and 0 <= at < 300 for _, bpm, at in felt(driver, range(0, 300, 7)))


# --- replaying


def test_it_passes_the_published_check(two, frames):
    check(lambda: Replay(two, np.array([3, 1, 2000]), np.array([1, 2, 3])), frames)
    check(lambda: Replay(two, np.zeros(0, np.int32), np.zeros(0, np.uint32)), frames)


def test_hearts_are_felt_at_their_own_ticks(two):
    driver = Replay(two, np.array([5, 9]), np.array([1, 2]))
    assert driver.audience is Audience.NEAR
    heard = driver.feel(Tick(0, FPS))
    assert heard.row.tolist() == [5, 9] and heard.born.tolist() == [1, 2]
    assert (heard.kind == Sense.HEART_RATE).all() and np.isnan(heard.value[:, 1]).all()
    rest = felt(driver, range(1, 4 * FPS))
    assert [(bpm, at) for row, bpm, at in rest if row == 5] == [(71, 30), (72, 60), (73, 90)]
    assert [(bpm, at) for row, bpm, at in rest if row == 9] == [(91, 30), (92, 60), (93, 90)]


def test_each_recording_starts_again_after_its_own_length(two):
    driver = Replay(two, np.array([5, 9]), np.array([1, 1]))
    rest = felt(driver, range(13 * FPS))
    assert [bpm for row, bpm, _ in rest if row == 5] == [70, 71, 72, 73, 74, 75] * 2 + [70]
    assert [bpm for row, bpm, _ in rest if row == 9] == [90, 91, 92, 93] * 3 + [90]
    assert "from the start again" in str(driver.summary)


def test_the_speed_is_kept(two):
    rest = felt(Replay(two, np.array([5]), np.array([1]), speed=2.0), range(60))
    assert rest == [(5, 70, 0), (5, 71, 15), (5, 72, 30), (5, 73, 45)]
    for speed in (0, -1, math.nan, math.inf, 1e6):
        with pytest.raises(BadRecording, match="speed"):
            Replay(two, np.array([5]), np.array([1]), speed=speed)


def test_no_sample_is_lost_or_felt_twice_however_the_ticks_are_asked(two):
    rows, born = np.arange(20), np.zeros(20, np.uint32)
    each = felt(Replay(two, rows, born), range(2000))
    some = felt(Replay(two, rows, born), [0, 0, 1, 1, 5, 90, 89, 91, 800, 1500, 1999])
    assert sorted(each) == sorted(some)


def test_rows_of_one_person_do_not_move_together(two):
    driver = Replay(two, np.arange(8), np.zeros(8, np.uint32))
    rest = felt(driver, range(6 * FPS))
    ticks = [tuple(at for row, _, at in rest if row == mine) for mine in range(0, 8, 2)]  # all rows of person A
    assert len(set(ticks)) == 4


def test_a_hub_that_runs_already_joins_in_the_middle(two):
    late, early = (Replay(two, np.arange(6), np.zeros(6, np.uint32)) for _ in range(2))
    early = felt(early, range(1000, 2000))
    assert felt(late, range(1000, 2000)) == early and early[0][2] >= 1000
    driver = Replay(two, np.arange(6), np.zeros(6, np.uint32))
    driver.feel(Tick(0, FPS))
    assert all(at == 10**9 for _, _, at in felt(driver, [10**9]))  # what nobody could use is not handed over


def test_after_close_nothing_is_felt(two):
    driver = Replay(two, np.arange(2), np.zeros(2, np.uint32))
    asyncio.run(driver.close())
    assert felt(driver, range(100)) == []


def test_gaps_are_silence(folder):
    path = folder("A,70,,0,0", "A,,,1,0", "A,500,,2,0", "A,73,,3,0")
    assert felt(Replay(path, np.array([0]), np.array([0])), range(4 * FPS)) == [(0, 70, 0), (0, 73, 90)]


def test_real_people_are_replayed(shared):
    path = shared / "stress-predict"
    if not path.is_dir():
        pytest.skip("the recordings of stress-predict are not here")
    driver = Replay(path, np.arange(5000), np.zeros(5000, np.uint32))
    assert driver.summary.people == 19 and driver.summary.seconds == 3567
    assert driver.summary.gaps == 28 and driver.summary.dropped == 0
    rest = felt(driver, range(20 * FPS))
    assert len(rest) == pytest.approx(5000 * 20, rel=0.005)
    values = np.array([bpm for _, bpm, _ in rest])
    assert 60 < np.median(values) < 100 and values.min() >= 30 and values.max() <= 220
    assert rest[0] == (0, 118, 0)  # participant 2 as the file begins
