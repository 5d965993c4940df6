"""What odds were said to be is held against what was so."""

import numpy as np
import pytest

from photophore.city import faults, flicker, odds_bench
from photophore.city.odds_bench import Look
from photophore.watch.explain import CAUSES, UNKNOWN, Explanation, explain
from tests.city import test_flicker
from tests.city import towns_of_trouble as towns


def a_look(chance: float, true: bool, after=0.0, calm=False) -> Look:
    """Of two causes, the first with this chance."""
    return Look(after, np.array([chance, 1 - chance]), np.array([true, not true]), calm, chance >= 0.9, true)


def test_honest_odds_are_as_often_so_as_they_say_and_proud_ones_are_not():
    dice = np.random.default_rng(1)
    chances = dice.uniform(0, 1, 4000)
    honest = odds_bench.bins([a_look(chance, dice.random() < chance) for chance in chances])
    assert all(abs(span["said"] - span["was"]) < 0.05 for span in honest) and len(honest) == 7
    assert sum(span["count"] for span in honest) == 8000
    proud = odds_bench.bins([a_look(0.95, dice.random() < 0.6) for _ in range(400)])
    assert [span["said"] - span["was"] for span in proud] == pytest.approx([-0.35, 0.35], abs=0.06)


def test_each_chance_is_in_one_span():
    found = odds_bench.bins([a_look(chance, True) for chance in (0.0, 0.02, 0.5, 1.0)])
    assert sum(span["count"] for span in found) == 8
    assert [span["to"] for span in found] == [0.02, 0.5, 1.0]


def test_a_calm_scene_is_no_cause_that_was_named():
    looks = [a_look(0.95, True), a_look(0.95, False), a_look(0.5, True), a_look(0.95, True, calm=True)]
    told = odds_bench._figures(looks)
    assert (told["named"], told["named_right"], told["calm_right"]) == (2 / 3, 1 / 2, 1)
    told = odds_bench._figures([a_look(0.5, True)])
    assert (told["named"], told["named_right"], told["calm_right"]) == (0, None, None)


@pytest.mark.parametrize(
    ("cause", "name", "named", "right"),
    [("lot", "7", True, True), ("lot", "8", True, False), ("hub", "7", True, False), (UNKNOWN, None, False, False)],
)
def test_a_cause_is_right_with_its_id_alone(cause, name, named, right):
    odds = dict.fromkeys((*CAUSES, UNKNOWN), 0.05) | {"lot": 0.6}
    found = Explanation(cause, name, odds, None, 3.0, (), None)
    told = odds_bench.look(found, faults.Plant("lot", "7", 4.0, None), 2.0)
    assert (told.named, told.right) == (named, right)
    assert told.odds[told.true] == [0.6] and told.after == 2.0


def test_scenes_are_explained_at_each_moment(monkeypatch, city):
    played = []

    def play(kind, smiles, seed):
        played.append((kind, smiles))
        loop, crowd = towns.settled(city, smiles, seed)
        try:
            return test_flicker.go_on(loop, crowd, flicker.Asked(kind, 40), explain)[0]
        finally:
            loop.close()

    monkeypatch.setattr(odds_bench, "play", play)
    told = odds_bench.measure(2, lambda done, of: None)
    assert played == [(kind, 1500) for kind in faults.KINDS[:2]]
    assert told["looks"] == 10 and told["named_right"] >= 0.9 and told["calm_right"] is None
    assert 0 <= told["brier"] < 0.7
    assert list(told["after_alarm"]) == ["0_s", "2_s", "5_s", "10_s", "20_s"]
    assert told["after_alarm"]["20_s"]["brier"] <= told["after_alarm"]["0_s"]["brier"] + 0.01
    assert "Brier" in odds_bench.text(told) and len(odds_bench.text(told).splitlines()) > 9


def test_a_scene_is_played_with_its_light():
    scene = odds_bench.play("lot", 1500, 3)
    assert scene.plant.kind == "lot" and scene.over and scene.cells
    assert scene.hub.events.at[-1] > scene.hub.detected + odds_bench.AFTER[-1] - 1


@pytest.mark.slow
def test_odds_may_be_believed():
    told = odds_bench.measure()
    assert told["named_right"] >= 0.97 and told["calm_right"] == 1 and told["after_alarm"]["20_s"]["named"] >= 0.9
    for span in told["bins"]:
        doubt = np.sqrt(max(span["said"] * (1 - span["said"]), 0.01) / (span["count"] / len(odds_bench.AFTER)))
        assert abs(span["said"] - span["was"]) < 4 * doubt, span
