"""Diaries are read as their authors laid them out, and each report is foretold from those before it alone."""

import numpy as np
import pytest

from photophore.fidelity import diary, feeling
from photophore.words import BadRecording

ROWLAND = "subjno,dayno,beep,group,emo1_m,emo2_m,emo3_m,emo4_m,emo5_m,emo6_m,emo7_m,emo8_m"
BRINGMANN = '"subjno","dayno","beepno","informat04","st_period","opgewkt_","onplplez","pieker","angstig_","somber__",' \
            '"ontspann","neur"'  # fmt: skip


def written(tmp_path, *lines):
    path = tmp_path / "diary.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_file_of_rowland_is_read(tmp_path):
    path = written(tmp_path, ROWLAND, "1,1,1,2,80,60,70,90,10,20,30,0", "1,1,2,2,,,,,,,,",
                   "2,2,1,1,0,0,0,0,100,100,100,100")  # fmt: skip
    layout, valence, hours = diary.read(path)
    assert layout.name == "Rowland 2020"
    assert valence == pytest.approx(np.array([[0.60, np.nan], [np.nan, -1.0]]), nan_ok=True)
    assert np.diff(hours) == pytest.approx([24.0])


def test_a_file_of_bringmann_is_read_its_baseline_only(tmp_path):
    path = written(tmp_path, BRINGMANN, '"1",107,1,1,NA,0,NA,NA,NA,NA,NA,NA,NA', '"4",107,1,4,0,0,4,3,6,5,4,2,34',
                   '"5",107,1,5,0,1,7,3,1,1,1,7,34', '"11",107,1,NA,NA,0,NA,NA,NA,NA,NA,NA,NA',
                   '"9",108,1,6,0,0,7,3,1,1,1,7,34')  # fmt: skip
    layout, valence, hours = diary.read(path)
    assert layout.name == "Bringmann 2013"
    assert valence == pytest.approx(np.array([[(3 - 5) / 6, np.nan], [np.nan, 1.0]]), nan_ok=True)
    assert hours[1] - hours[0] == pytest.approx(3.0)


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (["a,b", "1,2"], "columns that are not known"),
        ([ROWLAND, "1,1,1,2,80"], "row 2"),
        ([ROWLAND, "1,1,1,2,80,60,70,90,10,20,30,150"], "column emo8_m"),
        ([ROWLAND, "1,1,1,2,80,60,70,90,10,20,30,much"], "column emo8_m"),
        ([ROWLAND, "1,1,1,2,80,60,70,90,10,20,30,inf"], "column emo8_m"),
        ([ROWLAND, "1,one,1,2,80,60,70,90,10,20,30,0"], "column dayno"),
        ([ROWLAND, "1,1,1,2,,,,,,,,"], "no complete report"),
        ([], "columns that are not known"),
    ],
)
def test_a_diary_that_cannot_be_read_says_where(tmp_path, lines, says):
    with pytest.raises(BadRecording, match=says):
        diary.read(written(tmp_path, *lines))


def test_one_answer_astray_of_many_is_left_out(tmp_path):
    good = [f"1,{day},1,2,80,60,70,90,10,20,30,0" for day in range(1, 200)]
    _, valence, _ = diary.read(written(tmp_path, ROWLAND, *good, "1,200,1,2,80,60,70,90,10,20,30,150"))
    assert valence.shape == (1, 199)


def test_no_file_is_no_pass(tmp_path):
    assert diary.held_out(None).ok is None
    with pytest.raises(BadRecording):
        diary.held_out(tmp_path / "none.csv")


def test_the_filter_foretells_simulated_students_better_than_their_running_mean():
    said = feeling.reports(feeling.WEEK, feeling.STUDENTS, 2, 3)
    valence = said[..., 0].reshape(len(said), -1).astype(float)
    valence[:, ::7] = np.nan
    gain, cover, count = diary.foretold(valence, feeling.WEEK.hours.ravel())
    assert 0.12 < gain < 0.30
    assert 0.75 < cover < 0.95
    assert count == (~np.isnan(valence)).sum() - len(valence)


def test_what_is_foretold_never_knows_what_comes():
    said = feeling.reports(feeling.WEEK, feeling.STUDENTS, 1, 3).reshape(129, -1, 2)
    hours = np.broadcast_to(feeling.WEEK.hours.ravel(), said.shape[:2])
    other = said.copy()
    other[:, 20:] = -other[:, 20:]
    one, two = (diary.one_step(it, hours).mean for it in (said, other))
    assert np.array_equal(one[:, :21], two[:, :21])
    assert not np.array_equal(one[:, 21:], two[:, 21:])
