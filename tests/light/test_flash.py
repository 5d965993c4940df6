"""The analyser equals EA IRIS where IRIS published what it finds, and sees what IRIS cannot."""

import csv

import numpy as np
import pytest

from photophore.colour import DECODED
from photophore.light import flash

GREY = 128  # a code between black and white; Y 0.216
# frames (from 1) at which the picture turns between black and white, white first; frames in all; frames a second
SCHEDULES = {
    "2Hz_5s": ([7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 18, 19, 21, 22, 23, 24], 25, 5),
    "2Hz_6s": ([6, 9, 12, 15] + [at + k for k in range(30, 131, 25) for at in (0, 3, 6, 9)], 149, 25),
    "3Hz_6s": ([6, 9, 12, 15, 17, 20] + [at + k for k in range(30, 131, 25) for at in (0, 3, 6, 9, 11, 14)], 149, 25),
    "extendedFLONG": ([10, 21] + [at + k for k in range(34, 185, 25) for at in (0, 11)], 200, 25),
}


def film(turns, frames, dark=0, light=255, share=1.0):
    """(frames, 20, 20, 3) uint8: a share of the picture turns at these frames, the rest stays dark."""
    lit = np.zeros(frames, bool)
    for turn in turns:
        lit[turn - 1 :] ^= True
    pictures = np.full((frames, 20, 20, 3), dark, np.uint8)
    pictures[:, : round(20 * share)] = np.where(lit, light, dark)[:, None, None, None]
    return pictures


def luminance(name):
    turns, frames, fps = SCHEDULES[name]
    return flash.iris(film(turns, frames), fps)[0]


def first(column, value) -> int:
    """The frame, from 1, in which a column first takes a value."""
    return int(np.flatnonzero(column == value)[0]) + 1


# --- the published schedules, rebuilt; specs light 13.1


def test_two_hertz_for_five_seconds_is_a_warning_and_no_failure():
    told = luminance("2Hz_5s")
    assert told.transitions.max() == 5 and told.extended[-1] == 16
    assert first(told.result, flash.WARNING) == 10
    assert not (told.result >= flash.EXTENDED).any()


def test_two_hertz_for_six_seconds_fails_by_its_length():
    told = luminance("2Hz_6s")
    assert first(told.result, flash.WARNING) == 15
    assert first(told.result, flash.EXTENDED) == 114
    assert (told.result == flash.EXTENDED).sum() == 36 and told.extended.max() == 125
    assert not (told.result == flash.FAILURE).any()


def test_three_hertz_fails_by_its_pace():
    told = luminance("3Hz_6s")
    failed = np.flatnonzero(told.result == flash.FAILURE) + 1
    assert failed.tolist() == [30, 33, 36, 39, 41, 44]
    assert first(told.result, flash.EXTENDED) == 120 and (told.result == flash.EXTENDED).sum() == 30


def test_few_transitions_for_long_pass():
    told = luminance("extendedFLONG")
    assert told.transitions.max() == 3 and not told.result.any()


def test_changes_above_the_dark_limit_do_not_count():
    """IRIS's film *gray*: eleven changes of 0.1 or more whose darker state is never below 0.8."""
    turns = list(range(5, 49, 4))
    bright = flash.iris(film(turns, 50, dark=232, light=255), 25)[0]  # Y 0.81 and 1.00
    assert DECODED[232] >= 0.8 and (np.abs(np.diff(bright.mean)) >= 0.1).sum() == len(turns)
    assert bright.transitions.max() == 0
    darker = flash.iris(film(turns, 50, dark=231, light=255), 25)[0]
    assert DECODED[231] < 0.8 and darker.transitions.max() >= flash.WARN


# --- facts of one unit


@pytest.mark.parametrize(("share", "counts"), [(0.20, False), (0.25, True), (1.0, True)])
def test_a_fifth_of_the_picture_never_counts_and_a_quarter_does(share, counts):
    told = flash.iris(film(range(3, 60, 3), 60, share=share), 25)[0]
    assert (told.transitions.max() >= flash.FLASH) == counts
    assert (told.transitions.max() > 0) == counts


def test_pure_red_against_black_is_320():
    pictures = film([2], 3)
    pictures[..., 1:] = 0
    red = flash.iris(pictures, 25)[1]
    assert red.mean.tolist() == [0, 320, 320] and red.transitions.tolist() == [0, 1, 1]


def test_the_red_that_counts_is_saturated():
    assert flash.redness(np.array([0.8, 0.1, 0.1])) == pytest.approx(0.6)
    assert flash.redness(np.array([0.79, 0.1, 0.11])) == 0
    assert flash.redness(np.zeros(3)) == 0
    assert flash.redness(DECODED[[255, 59, 48]]) > 0.9  # a warning red
    assert flash.redness(DECODED[[255, 0, 255]]) == 0  # magenta


def test_red_has_no_dark_limit_and_light_has():
    red = np.zeros((40, 4, 4, 3), np.uint8)
    red[...] = (255, 0, 0)
    red[::2] = (255, 110, 110)
    light, told = flash.iris(red, 10)
    assert told.transitions.max() == 10 and told.result.max() == flash.FAILURE
    assert light.transitions.max() == 10  # Y 0.21 and 0.36: below the limit too


def test_what_adds_up_slowly_counts_once():
    """15.2 and 5.0 of red, one after the other: 20.2 in one direction."""
    mean = np.array([0, 15.2, 20.2, 20.2])
    told = flash.counted(mean, np.array([0, 1, 1, 0.0]), 25, flash.RED_STEP, np.inf)
    assert told.acc.tolist() == pytest.approx([0, 15.2, 20.2, 20.2])
    assert told.transitions.tolist() == [0, 0, 1, 1]


def test_a_change_older_than_a_second_is_forgotten():
    mean = np.concatenate([[0, 0.09], np.full(10, 0.09), [0.12]])
    told = flash.counted(mean, np.ones(13), 10, 0.1, 0.8)
    assert told.transitions.max() == 0 and told.acc[-1] == pytest.approx(0.03)
    assert flash.counted(mean[3:], np.ones(10), 10, 0.1, 0.8).transitions.max() == 0


def test_sums_of_a_window_equal_a_loop():
    hits = np.random.default_rng(3).random((50, 3)) < 0.4
    for window in (1, 7, 50, 80):
        loop = [hits[max(0, frame - window + 1) : frame + 1].sum(axis=0) for frame in range(50)]
        assert (flash.last_sum(hits, window) == loop).all()


# --- the published logs


def columns(path):
    with path.open(newline="", encoding="utf-8") as file:
        rows = [{name.strip(): value.strip(" \0") for name, value in row.items()} for row in csv.DictReader(file)]
    return {name: np.array([float(row[name]) for row in rows]) for name in rows[0] if name != "TimeStamp"}


@pytest.mark.parametrize(("name", "fps"), [("2Hz_5s", 5), ("2Hz_6s", 25), ("3Hz_6s", 25), ("extendedFLONG", 25),
                                           ("gray", 25)])  # fmt: skip
def test_no_row_differs_from_the_published_logs(shared, name, fps):
    log = columns(shared / "iris" / f"{name}_RELATIVE.csv")
    for kind, step, darker in (("Luminance", 0.1, 0.8), ("Red", 20.0, np.inf)):
        mean, area, diff = (log[name] for name in (f"Average{kind}", f"FlashArea{kind}", f"Average{kind}Diff"))
        told = flash.followed(flash.Changes(mean, area, diff), fps, step, darker)
        assert np.abs(told.acc - log[f"Average{kind}DiffAcc"]).max() < 2e-5  # the log has six decimals
        assert (told.transitions == log[f"{kind}Transitions"]).all()
        assert (told.extended == log[f"{kind}ExtendedFailCount"]).all()
        assert (told.result == log[f"Flash{kind}FailedFrame"]).all()


@pytest.mark.parametrize("name", sorted(SCHEDULES))
def test_the_rebuilt_films_are_the_published_ones(shared, name):
    log, told = columns(shared / "iris" / f"{name}_RELATIVE.csv"), luminance(name)
    assert (told.transitions == log["LuminanceTransitions"]).all()
    assert (told.extended == log["LuminanceExtendedFailCount"]).all()
    assert (told.result == log["FlashLuminanceFailedFrame"]).all()


# --- what IRIS does not see


def test_halves_in_counter_phase_pass_iris_and_fail_in_cells():
    pictures = np.zeros((90, 4, 20, 3), np.uint8)
    pictures[::3, :, :10] = pictures[1::3, :, :10] = 255
    pictures[2::3, :, 10:] = 255
    pictures[::3, :, 10:] = 0
    pictures = np.where(np.arange(20)[None, None, :, None] < 10, pictures, 255 - pictures[:, :, ::-1]).astype(np.uint8)
    light, _ = flash.iris(pictures, 30)
    assert light.transitions.max() == 0
    cells = DECODED[pictures].reshape(90, 80, 3)
    verdict = flash.wcag(cells, 30)
    assert verdict.failures == 80 and verdict.max_transitions == 20


def test_a_slow_uneven_ramp_fails_iris_and_passes_in_cells():
    """IRIS forgets after a second, and so counts a rise that never turns back again and again; specs light 6.3."""
    level = np.repeat(np.arange(0, 0.7, 0.008), 2)
    told = flash.counted(level, np.ones(level.size), 25, 0.1, 0.8)
    assert told.result.max() == flash.FAILURE
    cells = np.repeat(level[:, None, None], 3, axis=2)
    assert flash.wcag(cells, 25) == flash.Verdict(0, 1, 0)


def test_cells_count_peaks_and_valleys_as_a_loop_does():
    rng = np.random.default_rng(8)
    values = np.clip(np.cumsum(rng.normal(0, 0.06, (300, 20)), axis=0), 0, 1)
    hits = flash.peaks(values, 0.1)
    for cell in range(20):
        extreme, up, turns = 0.0, False, []
        for frame, now in enumerate(values[:, cell]):
            if up:
                extreme = max(extreme, now)
            else:
                extreme = min(extreme, now)
            if abs(now - extreme) >= 0.1:
                extreme, up = now, not up
                turns.append(frame)
        assert np.flatnonzero(hits[:, cell]).tolist() == turns
    assert hits.any()


def test_the_verdict_knows_three_flashes_from_four():
    def flashing(count):
        cells = np.zeros((60, 1, 3))
        for flashes in range(count):
            cells[10 + 6 * flashes : 13 + 6 * flashes] = 1
        return flash.wcag(cells, 30)

    assert flashing(1) == flash.Verdict(0, 2, 0)
    assert flashing(3) == flash.Verdict(0, 6, 1)
    assert flashing(4) == flash.Verdict(1, 8, 1)


def test_red_and_blue_in_turn_are_no_luminance_but_red():
    cells = np.zeros((60, 1, 3))
    cells[::2, 0] = (0.3396, 0, 0)
    cells[1::2, 0] = (0, 0, 1)  # the same luminance
    assert flash.wcag(cells, 30).failures == 1
    cells[::2, 0] = (0.12, 0.0653, 0)  # orange of the same luminance: no saturated red
    assert flash.wcag(cells, 30) == flash.Verdict(0, 0, 0)


@pytest.mark.parametrize(("hertz", "fails"), [(1.0, False), (1.4, False), (2.0, True), (3.0, True)])
def test_full_swings_of_a_sine_fail_as_in_the_design_notes(hertz, fails):
    """Sines of swing 0.6, fifty frames a second, ten seconds: specs light 6.5."""
    level = 0.3 + 0.3 * np.sin(2 * np.pi * hertz * np.arange(500) / 50)
    told = flash.counted(level, np.ones(500), 50, 0.1, 0.8)
    assert (told.result.max() >= flash.EXTENDED) == fails


def test_red_is_asked_of_each_part_of_a_cell_as_iris_asks_each_pixel():
    """Half a cell is red for good, the other half turns cyan and dark: mixed, the red would seem to come and go."""
    parts = np.zeros((60, 1, 2, 3))
    parts[:, 0, 0, 0] = 1
    parts[::2, 0, 1, 1:] = 0.15
    assert flash.wcag(parts, 30) == flash.Verdict(0, 1, 0)
    assert flash.wcag(parts.mean(axis=2), 30).failures == 1
    codes = np.where(parts > 0.5, 255, np.where(parts > 0, 108, 0)).astype(np.uint8)
    told = flash.iris(codes, 30)
    assert max(channel.transitions.max() for channel in told) == 0  # the first frame is red already
