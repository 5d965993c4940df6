"""The scene, without light: watchdogs keep the dark, the hub finds what was planted and stops it, and all is relit."""

import functools

import numpy as np
import pytest

from photophore.city import faults, flicker, flicker_report, mesh
from photophore.watch import events as watched
from photophore.watch.events import FACTORS
from photophore.watch.explain import Explanation, explain
from tests.city import towns_of_trouble as towns

NOTHING = Explanation("none", None, {"none": 1.0}, None, None, (), None)


def go_on(loop, crowd, asked, explains):
    """A scene played without drawing light -> it and its report."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flicker.Scene, "_recount", lambda self, made, given: None)
        patch.setattr(flicker.Scene, "_fields", lambda self, *frame: np.zeros((4, 3), np.float32))
        for module in (flicker, flicker_report):  # to explain takes time, and is tried in tests/watch
            patch.setattr(module, "explain", explains)
        scene = flicker.Scene(towns.Lamp(loop), crowd, asked)
        for _ in range(round(asked.seconds) * towns.FPS):
            scene.frame()
            if scene.over:
                break
        return scene, flicker_report.report(scene)


@pytest.fixture(scope="module")
def played(troubled):
    loop, crowd, _ = troubled

    @functools.cache  # nobody changes what was played
    def play(kind, seconds=40, watchdogs=True, explained=False):
        asked = flicker.Asked(kind, seconds, watchdogs)
        return go_on(loop, crowd, asked, explain if explained else lambda events: NOTHING)

    return play


def test_a_bad_lot_is_found_rests_in_time_and_is_relit(played):
    scene, told = played("lot:7", explained=True)
    assert told["right"] and (told["cause"], told["id"]) == ("lot", "7") and told["odds"]["lot"] > 0.9
    assert 0 < told["detected_s"] < 6 and told["contained_s"] - told["detected_s"] <= 3
    assert told["flashes"] == 0 == told["exposed"]
    assert told["exposed_without"] + told["flashes_without"] > 0
    steps = [step["step"] for step in told["timeline"]]
    assert steps[:3] == ["detected", "explained", "contained"] and steps[-2:] == ["mended", "relit"]
    assert told["relit"] > 0.8 * told["touched"] and scene.over
    assert told["provenance"]["kind"] == "lot"


def test_what_a_hub_saw_tells_nothing_of_what_was_planted(played):
    scene, told = played("hidden", 16)
    seen = watched.check(scene.hub.events)
    assert set(seen._fields) == {"at", "kind", "smile", "other", "x", "y", "factors", "names"}
    roster = seen.smile[seen.kind == watched.Kind.ROSTER.code]
    assert (np.diff(roster) > 0).all() and not np.array_equal(roster, scene.mesh.number)  # no order of rows
    signs = seen.at[seen.kind >= watched.FIRST_SIGN]
    assert (signs * towns.FPS % 1 > 1e-6).any()  # nor do signs stand where frames do, as no honest noise does
    assert (seen.at * mesh.FINE % 1 == 0).all()  # of one clock, and no sign tells who had let a feeling be seen
    assert not (seen.kind == watched.Kind.UNGRANTED.code).any()
    passers = np.isfinite(scene.trouble.outbreak.tainted).sum()
    assert passers and not any("charge" in str(kind) for kind in watched.KINDS)
    assert told["contained_s"] is None or told["contained_s"] >= told["detected_s"]


def test_a_calm_city_raises_no_alarm_and_nobody_rests(played):
    scene, told = played("none", 20)
    assert told["right"] and told["detected_s"] is None and told["contained_s"] is None and told["timeline"] == []
    assert told["touched"] == 0 and not scene.resting.any() and told["cause"] == "none"


def test_without_watchdogs_more_is_exposed_and_passers_by_tell(played):
    with_, without = played("lot:7", 18)[1], played("lot:7", 18, watchdogs=False)[1]
    assert without["exposed"] > 0 == with_["exposed"] and without["flashes"] > 0
    assert without["signs"] > 0 and FACTORS


def test_report_says_whether_it_was_right(played):
    scene, told = played("lot:7", 18)
    found = NOTHING._replace(cause="lot", id="7")
    assert not told["right"] and flicker_report.right(scene.plant, found, told["detected_s"])
    assert not flicker_report.right(scene.plant._replace(id="8"), found, told["detected_s"])
    assert not flicker_report.right(scene.plant._replace(kind="none", id=None), found, told["detected_s"])


@pytest.mark.parametrize("kind", ["lot:7", "hidden", "none"])
def test_who_told_adds_up_to_what_a_hub_counts(played, kind):
    scene, told = played(kind, {"lot:7": 18, "hidden": 16, "none": 20}[kind])
    parts, seen = told["told"], scene.hub.events
    assert parts["smiles"] == np.unique(seen.smile[seen.kind >= watched.FIRST_SIGN]).size
    assert parts["smiles"] == parts["touched"] + parts["resting"] + parts["by_chance"]
    assert parts["touched"] <= told["touched"] and (kind == "none" or parts["touched"] > 0)
    sentence = flicker_report.sentence(told, "here")
    assert f"{parts['smiles']:,} told of a fault" in sentence
    assert ("city-during.png" in sentence) == ("during" in scene.album.cities) and "spread.png" in sentence


@pytest.mark.slow
@pytest.mark.parametrize("kind", faults.KINDS)
def test_what_was_planted_is_named_and_stopped(city, kind):
    right, close = 0, 0
    for seed in (11, 12, 13, 14):
        loop, crowd = towns.settled(city, 3000, seed)
        try:
            _, told = go_on(loop, crowd, flicker.Asked(kind, 60), explain)
        finally:
            loop.close()
        assert told["flashes"] == 0 == told["exposed"]
        assert kind != "contact" or told["touched_share"] < 0.02
        if kind in ("lot", "hub"):
            assert told["contained_s"] - told["detected_s"] <= 3
        right += told["right"]
        close += told["cause"] in (kind, "unknown")
    assert close == 4 and right >= (2 if kind in ("contact", "hidden") else 4)
