"""Recorded bodies are felt again at their own ticks."""

import asyncio
import math

import numpy as np
import pytest

from photophore.devices.check import check
from photophore.devices.replay import Replay
from photophore.words import Audience, BadRecording, Sense, Tick, together

FPS = 30


def felt(driver: Replay, ticks) -> list[tuple[int, float, int]]:
    """(row, beats per minute, tick) of all that is felt over these ticks."""
    heard = together([driver.feel(Tick(count, FPS)) for count in ticks])
    return list(zip(heard.row.tolist(), heard.value[:, 0].tolist(), heard.at.tolist(), strict=True))


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


def test_what_a_band_felt_is_felt_beside_the_heart(folder):
    """Features only, once every ten seconds, of the minute before."""
    path = folder(*[f"2,70,,{1000 + second},0" for second in range(90)])
    (path / "raw" / "S02").mkdir(parents=True)
    (path / "raw" / "S02" / "EDA.csv").write_text("1000\n4\n" + "0.5\n" * 400, encoding="utf-8")
    beats = "".join(f"{0.8 * beat:.1f},0.8\n" for beat in range(1, 120))
    (path / "raw" / "S02" / "IBI.csv").write_text("1000, IBI\n" + beats, encoding="utf-8")
    driver = Replay(path, np.array([4]), np.array([1]))
    heard = together([driver.feel(Tick(count, FPS)) for count in range(90 * FPS)])
    assert (heard.row == 4).all() and (heard.kind == Sense.HEART_RATE).sum() == 90
    skin, beats = (heard.at[heard.kind == kind] / FPS for kind in (Sense.SKIN, Sense.INTERVALS))
    assert skin.tolist() == beats.tolist() == [60, 70, 80]
    assert heard.value[heard.kind == Sense.SKIN][:, 0] == pytest.approx(0.5)
    assert heard.value[heard.kind == Sense.INTERVALS].T == pytest.approx(np.array([[800] * 3, [1] * 3]), abs=0.02)
    assert str(driver.summary).count("skin conductance of 1")


def test_real_people_are_replayed(shared):
    path = shared / "stress-predict"
    if not path.is_dir():
        pytest.skip("the recordings of stress-predict are not here")
    driver = Replay(path, np.arange(5000), np.zeros(5000, np.uint32))
    assert driver.summary.people == 19 and driver.summary.seconds == 3567
    assert driver.summary.gaps == 28 and driver.summary.dropped == 0
    assert driver.summary.skins == driver.summary.beats == 19
    rest = together([driver.feel(Tick(count, FPS)) for count in range(20 * FPS)])
    rates, skins, beats = (rest.value[rest.kind == kind] for kind in (Sense.HEART_RATE, Sense.SKIN, Sense.INTERVALS))
    assert len(rates) == pytest.approx(5000 * 20, rel=0.005) and len(skins) == pytest.approx(5000 * 2, rel=0.03)
    assert 60 < np.median(rates[:, 0]) < 100 and rates[:, 0].min() >= 30 and rates[:, 0].max() <= 220
    assert 0.05 < np.median(skins[:, 0]) < 5 and skins.min() >= 0 and skins[:, 0].max() < 20
    assert 1000 * 0.3 <= beats[:, 0].min() and 0 < beats[:, 1].min() and beats[:, 1].max() <= 1
    assert (rest.row[0], rest.value[0, 0], rest.at[0]) == (0, 118, 0)  # participant 2 as the file begins
