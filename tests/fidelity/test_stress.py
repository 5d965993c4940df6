"""The claim about stress: measured on the recordings, found where it is, and not found where it is not."""

import csv
import shutil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photophore.fidelity import stress
from photophore.words import BadRecording

ZERO = 1_600_000_000
TAGS = np.array([300, 600, 900, 1200, 1500, 1800])


def person(folder, number: int, tells: float, *, table: bool = True, skin: bool = True, seed: int = 0) -> list[str]:
    """Forty minutes in which heart and skin go along with stress by `tells` SD -> lines of the table."""
    dice, seconds = np.random.default_rng(100 * seed + number), np.arange(2400)
    label = np.searchsorted(TAGS, seconds, "right") % 2
    slow = np.repeat(dice.standard_normal((2, 40)), 60, axis=1)  # each minute is off in its own way
    bpm = 60 + 5 * number + 6 * (slow[0] + tells * label)
    band = folder / "raw" / f"S{number:02d}"
    band.mkdir(parents=True)
    if skin:
        level = 0.5 * number * np.exp(0.3 * (slow[1] + tells * label))
        text = f"{ZERO - 20}\n1\n" + "0.5\n" * 20 + "".join(f"{value:.4f}\n" for value in level)
        (band / "EDA.csv").write_text(text)
    (band / "tags_S.csv").write_text("".join(f"{ZERO + tag}\n" for tag in TAGS))
    if not table:
        (band / "HR.csv").write_text(f"{ZERO}\n1\n" + "".join(f"{value:.2f}\n" for value in bpm))
        return []
    lines = zip(seconds, bpm, label, strict=True)
    return [f"{number},{rate:.2f},,{ZERO + second},{mark}" for second, rate, mark in lines]


def recorded(folder, people, lines=()):
    text = "Participant,HR,respr,Time(sec),Label\n" + "\n".join([*lines, *(line for one in people for line in one)])
    (folder / "heart_rate.csv").write_text(text + "\n")
    return folder


def test_what_is_there_is_found_in_people_never_seen(tmp_path):
    figures = stress.measure(recorded(tmp_path, [person(tmp_path, number, 1.5) for number in range(1, 8)]))
    assert figures["people"] == 7 and figures["windows"] == 7 * 40 and figures["left_out"] == {}
    assert figures["stress_share"] == pytest.approx(15 / 40, abs=0.01)
    assert figures["auc_session"] > 0.9 and figures["auc_causal"] > 0.75
    assert figures["auc_raw"] < figures["auc_session"] > max(figures["auc_hr"], figures["auc_skin"])
    assert 0.4 < figures["auc_shuffled"] < 0.6


def test_what_is_not_there_is_not_found(tmp_path):
    figures = stress.measure(recorded(tmp_path, [person(tmp_path, number, 0.0) for number in range(1, 9)]))
    assert 0.35 < figures["auc_session"] < 0.65
    first = next(check for check in stress.checks(figures) if check.key == "S1")
    assert first.ok is False and "8 people" in first.measured


def test_past_moments_only_know_nothing_of_later_ones(tmp_path):
    windows = stress.gather(recorded(tmp_path, [person(tmp_path, number, 1.0) for number in range(1, 5)]))
    changed = windows._replace(value=windows.value.copy())
    later = np.concatenate([np.arange(40) >= 20] * 4)
    changed.value[later] += 3.0
    assert np.array_equal(stress.learned(windows)[~later], stress.learned(changed)[~later])
    assert not np.allclose(stress.standing(windows)[~later], stress.standing(changed)[~later])


def test_people_without_a_band_are_left_out_and_named(tmp_path):
    people = [person(tmp_path, number, 1.0, skin=number != 3) for number in range(1, 6)]
    shutil.rmtree(tmp_path / "raw" / "S05")
    figures = stress.measure(recorded(tmp_path, people))
    assert figures["people"] == 3 and set(figures["left_out"]) == {"3", "5"}
    assert all("no skin conductance" in why for why in figures["left_out"].values())


def test_people_without_a_table_are_judged_by_their_tags(tmp_path):
    both = stress.gather(recorded(tmp_path / "a", [person(tmp_path / "a", number, 1.0) for number in range(1, 6)]))
    people = [person(tmp_path / "b", number, 1.0, table=number < 4) for number in range(1, 6)]
    tags = stress.gather(recorded(tmp_path / "b", people))
    assert sorted(tags.names) == ["1", "2", "3", "S04", "S05"] and not tags.left_out
    assert tags.stress.sum() == both.stress.sum() and np.allclose(tags.value, both.value, atol=0.01)
    (tmp_path / "b" / "heart_rate.csv").unlink()
    with pytest.raises(BadRecording, match="2 people have heart"):  # the band of the others holds no heart rates
        stress.gather(tmp_path / "b")


@pytest.mark.parametrize("tags", [TAGS[::-1], TAGS[:5], TAGS - 2000, TAGS * 4])
def test_tags_out_of_order_are_no_label(tmp_path, tags):
    people = [person(tmp_path, number, 1.0) for number in range(1, 4)] + [person(tmp_path, 4, 1.0, table=False)]
    (tmp_path / "raw" / "S04" / "tags_S.csv").write_text("".join(f"{ZERO + tag}\n" for tag in tags))
    assert "no six tags in order" in stress.gather(recorded(tmp_path, people)).left_out["S04"]


def test_nobody_with_both_is_said(tmp_path):
    path = recorded(tmp_path, [person(tmp_path, number, 1.0, skin=False) for number in range(1, 4)])
    with pytest.raises(BadRecording, match="0 people have heart, skin conductance and a stress label") as found:
        stress.measure(path)
    assert "EDA.csv" in found.value.try_ and "1: no skin" in found.value.try_


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(-3, 3), st.booleans()), min_size=2, max_size=30))
def test_the_area_is_how_often_stress_scores_above_rest(pairs):
    score, yes = np.array([each for each, _ in pairs], float), np.array([each for _, each in pairs])
    if yes.all() or not yes.any():
        return
    wins = [(one > two) + 0.5 * (one == two) for one in score[yes] for two in score[~yes]]
    assert stress.auc(score, yes) == pytest.approx(np.mean(wins))


def test_the_fit_is_the_least_of_its_loss():
    dice = np.random.default_rng(2)
    value = dice.standard_normal((200, 3))
    yes = dice.random(200) < 1 / (1 + np.exp(-value @ [1.0, -2.0, 0.0] - 0.5))

    def loss(weights):
        score = value @ weights[:3] + weights[3]
        return np.logaddexp(0, np.where(yes, -score, score)).sum() + 0.5 * stress.RIDGE * (weights[:3] ** 2).sum()

    best = stress.fit(value, yes)
    assert all(loss(best) <= loss(best + step) for step in 0.01 * np.vstack([np.eye(4), -np.eye(4)]))


def test_the_recordings_agree_with_the_published_figures(shared):
    """specs: .746 with a personal usual (accepted .71-.80), .66 at most without; nothing with shuffled labels."""
    path = shared / "stress-predict"
    if not path.is_dir():
        pytest.skip("the recordings of stress-predict are not here")
    figures = stress.measure(path)
    assert figures["people"] == 19 and not figures["left_out"] and figures["windows"] > 1000
    assert 0.71 <= figures["auc_session"] <= 0.80
    assert figures["auc_causal"] > figures["auc_raw"] < 0.68
    assert 0.47 <= figures["auc_shuffled"] <= 0.53
    with (path / "heart_rate.csv").open(encoding="utf-8") as file:
        names = {row["Participant"] for row in csv.DictReader(file)}
    assert len(names) == figures["people"]
