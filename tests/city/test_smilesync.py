"""A gathering, headless: what was said beforehand comes true, on both sides of the threshold, and nobody is exposed."""

import json

import numpy as np
import pytest

from photophore.city import smilesync, twin
from photophore.glyph.read import read
from photophore.light.order import Forecast
from photophore.loop import Loop
from photophore.place.nova import nova
from photophore.words import Audience, BadRequest, NoRoom, Signal

FPS, SMILES, SECONDS = 2, 220, 36.0
TOWN = nova(7)


def city(seed=7, smiles=SMILES):
    loop = Loop(1, fps=FPS, seed=seed, fast=False)
    return loop, twin.settle(TOWN, smiles, seed, loop)


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """A whole run, with small pictures: (report, folder, scene)."""
    patch = pytest.MonkeyPatch()
    patch.setattr(smilesync.wave, "WIDTH", 480)
    patch.setattr(smilesync.wave, "GIF_WIDTH", 160)
    patch.setattr(smilesync.measure, "SMILES_IN_PICTURES", 2)
    loop, settled = city()
    folder, steps = tmp_path_factory.mktemp("scene"), []
    scene = smilesync.Scene(loop, settled, SECONDS)
    report = smilesync.play(scene, folder, lambda done, of: steps.append((done, of)))
    assert steps[-1] == (72, 72)
    yield report, folder, scene
    loop.close()
    patch.undo()


def test_the_report_says_what_was_said_and_what_came(played):
    report, folder, _ = played
    assert report == json.loads((folder / "report.json").read_text("utf-8"))
    assert report["will_sync"] is True and report["came_true"] is True and 0.9 < report["sure"] <= 1
    assert 0.05 < report["threshold"] < report["firm"] < 0.4
    order = [one["r"] for one in report["order"] if one["r"] is not None]
    assert order[0] < 0.4 and order[-1] > 0.85
    assert report["r_reached"] == pytest.approx(report["r_said"], abs=0.1)
    assert [one["second"] for one in report["order"]] == sorted(one["second"] for one in report["order"])


def test_a_person_is_told_what_was_said_and_what_came(played, tmp_path):
    told = smilesync.sentence(played[0], tmp_path)
    assert "will fall into step" in told and "It came as it was said" in told and "Exposed: 0" in told


def test_nobody_flashes_and_nobody_is_exposed(played):
    report, *_ = played
    assert report["flashes"] == 0 and report["exposed"] == 0 and set(report["leaks"].values()) == {0}
    assert report["film"]["failures"] == 0 and report["film"]["squares"] > 20
    assert report["recounted"] == report["recounted_of"]


def test_some_lie_and_hardly_turn_the_others_and_some_leave(played):
    report, _, scene = played
    assert 0.01 < report["hostile"]["share"] < 0.15 and report["hostile"]["phase_error_deg"] < 8
    assert report["members"] + report["left"] == report["joined"] and report["left"] > 0
    gone = scene.rows[scene.goes <= scene.last]
    mask = scene.loop.given.mask[Audience.GATHERING, Signal.FEELING]
    assert not mask[gone].any() and (scene.loop.worn.group[gone] == -1).all()
    worn = scene.loop.worn
    assert all(worn.deck[worn.glyph[row]].name != "onewave" for row in gone)


def test_all_pictures_are_there_and_show_light(played):
    from PIL import Image

    _, folder, _ = played
    names = {"before.png", "during.png", "after.png", "wave.png", "strip.png", "collective.gif", "report.json"}
    assert {path.name for path in folder.iterdir()} == names
    for name in names - {"report.json"}:
        with Image.open(folder / name) as image:
            assert np.asarray(image.convert("RGB")).max() > 40, name


@pytest.mark.parametrize(("seed", "times"), [
    (3, 0.55), (11, 2.2), *(pytest.param(seed, times, marks=pytest.mark.slow) for seed in range(12, 20)
                            for times in (0.5, 0.7, 1.6, 2.5))])  # fmt: skip
def test_what_was_said_comes_true_on_both_sides_of_the_threshold(seed, times):
    loop, settled = city(seed)
    scene = smilesync.Scene(loop, settled, 40.0, smilesync.Plan(firm=0.1, hostile=0, glitches=False))
    scene = smilesync.Scene(loop, settled, 40.0, smilesync.Plan(times * scene.forecast.threshold, "", 0, False))
    loop.bare(settled.rows)
    scene.design, late = read("glyph still\ncolour azure\nbrightness 0.02"), []
    for frame in range(scene.last + 1):
        scene.direct(frame)
        loop.bare(settled.rows)  # nothing is worn: only who beats when is asked
        loop.step()
        if frame > 0.85 * scene.last:
            there = scene.there(frame)
            late.append(abs(np.exp(2j * np.pi * smilesync.turning(loop, scene.rows[there])).mean()))
    loop.close()
    assert scene.forecast.will is bool(times > 1)
    assert smilesync.came_true(scene.forecast, float(np.mean(late)), int(there.sum()))


@pytest.mark.parametrize("n", [5, 12, 50, 200, 1000])
@pytest.mark.parametrize("r", [0.2, 0.4, 0.6, 0.95])
def test_chance_alone_seldom_comes_true(n, r):
    dice = np.random.default_rng(n)
    random = np.abs(np.exp(2j * np.pi * dice.random((2000, n))).mean(axis=1))
    will = Forecast(0.1, 0.2, True, r, 0.9)
    told = [smilesync.came_true(will, float(each), n) for each in random]
    assert told.count(True) < 0.065 * len(told)  # 5 in 100, and the doubt of 2000
    assert all(each is None for each in told) or n * (r / 2) ** 2 > 2.99
    never = [smilesync.came_true(will._replace(will=False), float(each), n) for each in random]
    assert never.count(False) < 0.065 * len(never) and (never[0] is None) == (n < 25)
    assert smilesync.came_true(will, float("nan"), n) is None


def test_what_did_not_come_is_told_and_so_is_a_crowd_too_small_to_tell(played, tmp_path):
    will = Forecast(0.1, 0.2, True, 0.9, 0.9)
    assert smilesync.came_true(will, 0.44, 100) is False and smilesync.came_true(will, 0.46, 100) is True
    assert smilesync.came_true(will._replace(will=False), 0.4, 100) is False
    for came, words in ((False, "did not come"), (None, "Too few stayed")):
        assert words in smilesync.sentence(played[0] | {"came_true": came}, tmp_path)


@pytest.mark.parametrize("seconds", [0, 9.9, float("nan"), float("inf"), -3, 1e9])
def test_a_time_that_no_gathering_takes_is_told(seconds):
    loop, settled = city(smiles=60)
    with pytest.raises(NoRoom, match="a gathering takes"):
        smilesync.Scene(loop, settled, seconds)
    loop.close()


@pytest.mark.parametrize("smiles", [1, 4])
def test_too_few_people_are_told(smiles):
    loop, settled = city(smiles=smiles)
    with pytest.raises(BadRequest, match="would come to this gathering"):
        smilesync.Scene(loop, settled, 20.0)
    loop.close()


def test_a_place_that_is_not_there_is_told_and_one_that_is_holds_its_own_people():
    loop, settled = city()
    with pytest.raises(BadRequest, match="There is no district"):
        smilesync.Scene(loop, settled, 20.0, smilesync.Plan(district="Atlantis"))
    full = np.bincount(settled.crowd.district).argmax()
    name = settled.place.districts[full].name
    scene = smilesync.Scene(loop, settled, 20.0, smilesync.Plan(district=name))
    assert (settled.crowd.district[scene.members] == full).all() and scene.members.size
    loop.close()


def test_a_folder_that_cannot_be_written_is_told_before_the_run(tmp_path):
    loop, settled = city(smiles=60)
    (tmp_path / "file").write_text("")
    with pytest.raises(NoRoom):
        smilesync.run(loop, settled, 20.0, tmp_path / "file")
    assert loop.stats.frames == 0
    loop.close()
