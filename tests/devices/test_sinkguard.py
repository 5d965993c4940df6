"""The guard of the last step: by the two rules on all that leaves, and by what lamps show in any weather."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.devices import dither, fast_sink, sinkguard
from photophore.light import flash
from tests.devices import weather
from tests.devices.weather import FINE, RATE, Link

PACE = sinkguard.pace(RATE)
SECOND = RATE  # beats
WINDOW = round(sinkguard.WAIT * RATE)
LINKS = {
    "good": Link(),
    "loses": Link(loss=0.4, gaps=0.01),
    "mixes": Link(loss=0.1, late=0.5, twice=0.3),
    "all of it": Link(loss=0.3, gaps=0.01, late=0.8, twice=0.5),
    "hardly anything arrives": Link(loss=0.93, late=0.5),
    "slow, in order": Link(loss=0.2, gaps=0.01, late=0.5, twice=0.2, keeps_order=True),
}


def three_values(level: np.ndarray, gone: np.ndarray, step: float) -> bool:
    """Whether a tooth was sent high, low, high within the window; level (beats, p), gone (beats, p)."""
    for begin in range(len(level) - 1):
        high = np.full(level.shape[1], -np.inf)
        low = np.full(level.shape[1], np.inf)  # lowest since something a step higher
        for beat in range(begin, min(begin + WINDOW, len(level))):
            now = level[beat]
            if (gone[beat] & (now - low >= step)).any():
                return True
            low = np.where(gone[beat] & (high - now >= step), np.minimum(low, now), low)
            high = np.where(gone[beat], np.maximum(high, now), high)
    return False


@pytest.mark.parametrize("how", ["restless", "spiteful"])
def test_no_part_of_what_is_sent_can_flash(how):
    """Both rules, exactly: then any part of it, in any order within LATE, holds three transitions at most."""
    memory = sinkguard.start(60, 60, PACE)
    wants = weather.restless(60, 3) if how == "restless" else weather.spiteful(60, memory)
    codes, gone = weather.sent(wants, memory, 160)
    for name, level in weather.levels(codes).items():
        assert not three_values(level, gone, weather.STEP[name]), name
        for apart in range(1, PACE.late):
            both = gone[apart:] & gone[:-apart]
            assert (np.abs(level[apart:] - level[:-apart])[both] < weather.STEP[name]).all(), (name, apart)
    assert codes.max() > 50  # and it does shine


def test_both_rules_are_needed(monkeypatch):
    """Without either one, weather makes more than three transitions: so the study can fail."""
    for name, value in (("WAIT", 0.0), ("LATE", 0.0)):
        with monkeypatch.context() as patched:
            patched.setattr(sinkguard, name, value)
            pace = sinkguard.pace(RATE)
        memory = sinkguard.start(200, 200, pace)
        codes, gone = weather.sent(weather.restless(200, 4), memory, 400, pace)
        shown = weather.received(codes, gone, LINKS["all of it"], np.random.default_rng(1))
        assert max(weather.most(shown, RATE * FINE).values()) > 3, name


@pytest.mark.parametrize("how", LINKS)
def test_lamps_do_not_flash_in_any_weather(how):
    memory = sinkguard.start(120, 120, PACE)
    codes, gone = weather.sent(weather.restless(120, 5), memory, 400)
    shown = weather.received(codes, gone, LINKS[how], np.random.default_rng(2), falls=0.1)
    assert max(weather.most(shown, RATE * FINE).values()) <= 3


@pytest.mark.slow
@pytest.mark.parametrize("how", LINKS)
def test_ten_million_teeth(how):
    """At least 10^7 frame-cells as lamps show them, in each weather, without one that flashes."""
    rng, cells = np.random.default_rng(6), 0
    for part in range(7):
        memory = sinkguard.start(1000, 1000, PACE)
        wants = weather.spiteful(1000, memory) if part == 0 else weather.restless(1000, 100 + part)
        codes, gone = weather.sent(wants, memory, 1500)
        shown = weather.received(codes, gone, LINKS[how], rng, falls=0.1)
        assert max(weather.most(shown, RATE * FINE).values()) <= 3
        cells += gone.size
    assert cells >= 10**7


def test_packets_that_wait_go_at_the_latest_after_late():
    memory = sinkguard.start(480, 1, PACE)
    codes, gone = weather.sent(weather.restless(480, 7), memory, 300, each=480)
    quiet = np.flatnonzero(np.diff(np.flatnonzero(np.append(True, gone[:, 0])))) + 1
    waits = np.diff(np.flatnonzero(np.append(True, gone[:, 0])))
    assert waits.max() == PACE.late
    assert quiet.size


def test_dark_is_sent_at_once_or_as_soon_as_nothing_can_overtake_it():
    memory = sinkguard.start(1, 1, PACE)
    edges, full = np.array([0, 1]), np.full((3, 1), dither.FULL, np.uint16)
    for _ in range(300):
        codes, _ = sinkguard.limit(memory, full, edges, np.zeros(1, np.float32), PACE)
    assert (codes == 255).all()
    dark, dots = np.zeros_like(full), np.zeros(1, np.float32)
    gone = [sinkguard.limit(memory, dark, edges, dots, PACE) for _ in range(PACE.late)]
    assert [bool(goes[0]) for _, goes in gone] == [False] * (PACE.late - 1) + [True]
    assert not gone[-1][0].any()


def test_a_link_that_keeps_the_order_never_waits():
    memory = sinkguard.start(50, 1, sinkguard.pace(RATE, ordered=True))
    _, gone = weather.sent(weather.restless(50, 8), memory, 200, sinkguard.pace(RATE, ordered=True), each=50)
    assert gone.all()


def test_a_breath_passes_but_for_a_moment_next_to_the_dark():
    """Six breaths a minute, from the dark to full light, at the hub's pace."""
    memory, edges, late = sinkguard.start(1, 1, PACE), np.array([0, 1]), []
    for beat in range(1600):
        light = 0.5 - 0.5 * np.cos(2 * np.pi * (beat * 30 // RATE) / 300)
        wanted = np.full((3, 1), round(light * dither.FULL), np.uint16)
        codes, goes = sinkguard.limit(memory, wanted, edges, np.full(1, sinkguard.FINE), PACE)
        if beat > 400:
            assert goes.all()
            late.append(light - codes[0, 0] / 255)
            assert light < 0.4 or late[-1] < 1e-4
    assert max(late) < 0.15
    assert np.mean(np.array(late) > 0.01) < 0.09


def test_a_hue_that_turns_at_constant_light_is_not_dimmed_much():
    memory, edges, kept = sinkguard.start(1, 1, PACE), np.array([0, 1]), []
    for beat in range(800):
        turn = 2 * np.pi * beat / RATE / 6
        wanted = (dither.FULL * (0.4 + 0.04 * np.cos(turn + np.array([[0.0], [2.1], [4.2]])))).astype(np.uint16)
        codes, _ = sinkguard.limit(memory, wanted, edges, np.zeros(1, np.float32), PACE)
        kept.append(codes.sum() * 256 / wanted.sum())
    assert np.mean(kept[200:]) > 0.95


colour_ = st.tuples(*[st.integers(0, dither.FULL)] * 3)


@given(st.lists(st.tuples(colour_, st.integers(1, 30)), min_size=1, max_size=12), st.sampled_from([0.0, 0.75, -1.0]))
def test_any_light_is_never_brighter_than_wanted_and_counts_twice_a_second_at_most(story, dot):
    memory, edges, seen = sinkguard.start(1, 1, PACE), np.array([0, 1]), [np.zeros((3, 1))]
    for wanted, beats in story:
        for _ in range(beats):
            meant = np.array(wanted, np.uint16)[:, None]
            codes, goes = sinkguard.limit(memory, meant, edges, np.full(1, dot, np.float32), PACE)
            assert (codes * 256 <= meant + (255 if dot > 0 else 0)).all()
            seen.append(codes if goes[0] else seen[-1])
    bright = np.array(seen)[:, :, 0] @ [0.2126, 0.7152, 0.0722] / 255
    assert flash.last_sum(flash.peaks(bright[:, None], 0.1), SECOND).max() <= 2


@given(st.integers(0, 2**32 - 1))
def test_the_plain_account_is_the_fast_one(seed):
    """To the bit; the study runs on the fast one."""
    rng = np.random.default_rng(seed)
    edges = np.unique(np.append(rng.integers(0, 40, 5), [0, 40]))
    one, other = (sinkguard.start(40, len(edges) - 1, PACE) for _ in range(2))
    for beat, wanted in zip(range(25), weather.restless(40, seed), strict=False):
        dots = np.full(40, sinkguard.FINE) if seed % 2 else dither.dots(40, beat)
        plain, quick = (limit(memory, wanted, edges, dots, PACE)
                        for limit, memory in ((sinkguard.limit, one), (fast_sink.limit, other)))  # fmt: skip
        np.testing.assert_array_equal(plain[0], quick[0])
        np.testing.assert_array_equal(plain[1], quick[1])
    for mine, theirs in zip(one, other, strict=True):
        np.testing.assert_array_equal(mine, theirs)
