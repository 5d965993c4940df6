"""A wrist band's files: features by the clock, other units refused by name."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photophore.devices import band
from photophore.words import BadRecording

ZERO = 1_644_227_574.0


@pytest.fixture
def folder(tmp_path):
    """A maker of one person's folder: file name -> text."""

    def make(**files: str):
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        return tmp_path

    return make


def eda(values, start=ZERO, rate=4) -> str:
    return f"{start}\n{rate}\n" + "".join(f"{value}\n" for value in values)


def ibi(intervals, start=ZERO, scale=1.0, clock=1.0) -> str:
    offset = np.cumsum(intervals)
    lines = (f"{at * clock},{each * scale}\n" for at, each in zip(offset, intervals, strict=True))
    return f"{start}, IBI\n" + "".join(lines)


STEADY = np.full(300, 0.8) + 0.02 * np.sin(np.arange(300))


def test_curves_are_laid_beside_the_heart_by_the_clock(folder):
    """The band began 30 s before the first heart rate: its level steps up at 90 s, which is 60 s of theirs."""
    path = folder(EDA=eda([0.5] * 360 + [2.0] * 720))
    felt = band.felt(path, ZERO + 30, 200)
    assert felt.ends.tolist() == list(range(60, 201, 10))
    assert felt.skin[0, 0] == pytest.approx(0.5) and felt.skin[-3, 0] == pytest.approx(2.0, abs=0.01)
    assert felt.skin[:, 0].tolist() == sorted(felt.skin[:, 0].tolist())
    assert felt.skin.dtype == np.float32 and not felt.beats[:, 1].any() and np.isnan(felt.beats[:, 0]).all()


def test_a_band_of_another_day_says_nothing(folder):
    path = folder(EDA=eda([0.5] * 4000), IBI=ibi(STEADY))
    for start in (ZERO - 86400, ZERO + 86400):
        felt = band.felt(path, start, 200)
        assert np.isnan(felt.skin).all() and not felt.beats[:, 1].any()


def test_a_band_that_ends_early_falls_silent(folder):
    felt = band.felt(folder(EDA=eda([0.5] * 4 * 100)), ZERO, 300)
    assert np.isfinite(felt.skin[:7, 0]).all() and np.isnan(felt.skin[8:]).all()


def test_beats_are_told_as_means_of_minutes(folder):
    felt = band.felt(folder(IBI=ibi(STEADY)), ZERO, 240)
    assert felt.beats[:, 0] == pytest.approx(800, abs=3) and (felt.beats[:-1, 1] > 0.97).all()


@pytest.mark.parametrize(
    ("scale", "where", "hint"),
    [
        (1000, "from line 3 on, column 1", "Divide nanosiemens by 1000"),
        (1e-6, "from line 3 on, column 1", "multiply by 1000000"),
    ],
)
def test_skin_in_other_units_is_refused(folder, scale, where, hint):
    with pytest.raises(BadRecording, match="microsiemens") as found:
        band.felt(folder(EDA=eda(np.linspace(1.0, 2.0, 400) * scale)), ZERO, 100)
    assert where in found.value.where and "EDA.csv" in found.value.where and hint in found.value.try_


def test_skin_so_low_that_nobody_may_have_worn_it_says_nothing_and_why(folder):
    felt = band.felt(folder(EDA=eda(np.linspace(1.0, 2.0, 400) / 1000)), ZERO, 100)
    assert np.isnan(felt.skin).all() and "about 0.0015" in felt.dry.what and "millisiemens" in felt.dry.try_
    assert "from line 3 on, column 1" in felt.dry.where


def test_kiloohm_are_refused(folder):
    with pytest.raises(BadRecording) as found:
        band.felt(folder(EDA=eda(1000 / np.linspace(1.0, 2.0, 400))), ZERO, 100)
    assert "kiloohm, divide 1000 by them" in found.value.try_


@pytest.mark.parametrize(
    ("text", "column", "hint"),
    [
        (ibi(STEADY, scale=1000), "column 2", "divide milliseconds by 1000"),
        (ibi(1 / STEADY, scale=60), "column 2", "divide 60 by beats per minute"),
        (ibi(STEADY, clock=1000), "column 1", "divide milliseconds by 1000"),
        (ibi(STEADY, clock=1 / 60), "column 1", "multiply minutes by 60"),
    ],
)
def test_beats_in_other_units_are_refused(folder, text, column, hint):
    with pytest.raises(BadRecording) as found:
        band.felt(folder(IBI=text), ZERO, 100)
    assert "IBI.csv, from line 2 on" in found.value.where and column in found.value.where
    assert hint in found.value.try_


def test_hertz_instead_of_seconds_are_found_by_the_clock_beside_them(folder):
    hertz = "".join(f"{at},{1 / each}\n" for at, each in zip(np.cumsum(STEADY), STEADY, strict=True))
    with pytest.raises(BadRecording) as found:
        band.felt(folder(IBI=f"{ZERO}, IBI\n" + hertz), ZERO, 100)
    assert "divide 1 by hertz" in found.value.try_


@pytest.mark.parametrize(
    ("files", "what"),
    [
        ({"EDA": "x\n4\n0.5\n"}, "Not a number"),
        ({"EDA": "nan\n4\n0.5\n"}, "no start"),
        ({"EDA": f"{ZERO}\n0\n0.5\n"}, "rate is 0"),
        ({"EDA": f"{ZERO}\n4\n0,5\n0,6\n"}, "more than one column"),
        ({"IBI": "soon, IBI\n1,0.8\n"}, "Not a number"),
        ({"IBI": f"{ZERO}; IBI\n1;0.8\n"}, "Not a number"),
        ({"IBI": f"{ZERO}, IBI\n1;0.8\n"}, "Not a number|second column"),
    ],
)
def test_what_cannot_be_understood_is_refused(folder, files, what):
    with pytest.raises(BadRecording, match=what):
        band.felt(folder(**files), ZERO, 100)


def test_what_is_missing_is_missing(folder):
    nothing = ({}, {"EDA": "", "IBI": ""}, {"EDA": f"{ZERO}\n4\n"}, {"IBI": f"{ZERO}, IBI\n"},
               {"IBI": f"{ZERO}, IBI\n604.0,\n605"})  # fmt: skip
    for files in nothing:
        felt = band.felt(folder(**files), ZERO, 100)
        assert np.isnan(felt.skin).all() and not felt.beats[:, 1].any()
    assert band.tags(folder()).size == 0
    assert band.tags(folder(tags_S02=f"{ZERO + 5}\n{ZERO + 9}\n")).tolist() == [ZERO + 5, ZERO + 9]


CELL = st.sampled_from(["", "0.5", "nan", "1e308", "-1", "0", "abc", "1;2", "1,2", str(ZERO), "4"])


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CELL, max_size=9), st.lists(CELL, max_size=9), st.binary(max_size=20))
def test_whatever_stands_in_the_files_it_is_read_or_refused_in_words(folder, one, two, data):
    path = folder(EDA="\n".join(one), IBI="\n".join(two))
    (path / "tags_S1.csv").write_bytes(data)
    for reads in (lambda: band.felt(path, ZERO, 100.0), lambda: band.tags(path)):
        refused = None
        try:
            reads()
        except BadRecording as error:
            refused = error
        assert not refused or (refused.what and refused.where and refused.try_)
