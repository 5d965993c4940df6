"""The page's own flash guard, in a real browser, against a count that was written apart from it (promise 3)."""

import numpy as np
import pytest

from photophore.colour import DECODED
from tests.pages.modules import load

STEP, RED = 0.10, 20 / 320  # a transition of luminance, and of saturated red
BUDGET = 3  # transitions in any second
CELLS = 40
GUARDING = """([cells, wanted, times]) => {
  const guard = new window.told.Guard(cells);
  return wanted.map((bytes, one) => [...guard.limit(Uint8Array.from(bytes), times[one])]);
}"""
PURSUING = """([cells, times, low, high]) => {
  const guard = new window.told.Guard(cells), asked = [], shown = [];
  let bytes = new Uint8Array(3 * cells);
  for (const time of times) {
    const before = bytes;
    bytes = Uint8Array.from(before, (byte, at) => (before[at - at % 3] > 60 ? low[at % 3] : high[at % 3]));
    asked.push([...bytes]);
    guard.limit(bytes, time);
    shown.push([...bytes]);
  }
  return [asked, shown];
}"""


@pytest.fixture(scope="module")
def told(browser):
    context = browser.new_context()
    yield load(context.new_page(), "guard.js")
    context.close()


def guarded(told, wanted, times):
    """(frames, cells, 3) uint8 as wanted -> the same as shown."""
    frames, cells = wanted.shape[:2]
    shown = told.evaluate(GUARDING, [cells, wanted.reshape(frames, -1).tolist(), list(map(float, times))])
    return np.array(shown, np.uint8).reshape(frames, cells, 3)


def luminance(shown):
    return DECODED[shown] @ [0.2126, 0.7152, 0.0722]


def redness(shown):
    red, green, blue = np.moveaxis(DECODED[shown], -1, 0)
    saturated = (red > 0) & (red >= 0.8 * (red + green + blue))
    return np.where(saturated, np.maximum(red - green - blue, 0), 0)


def transitions(values, step):
    """Frames at which a value has moved a whole step away from its last turning point, the other way; dark before."""
    found, turn, rising = [], 0.0, False
    for frame, value in enumerate(values):
        away = turn - value if rising else value - turn
        if away >= step:
            found.append(frame)
            rising = not rising
        if away >= step or away < 0:
            turn = value
    return found


def busiest_second(shown, times):
    """The most transitions that any second holds, over all cells and both channels."""
    most = 0
    for values, step in ((luminance(shown), STEP), (redness(shown), RED)):
        for cell in values.T:
            at = np.asarray(times)[transitions(cell, step - 1e-6)]
            most = max([most, *(int(((at >= one) & (at <= one + 1000)).sum()) for one in at)])
    return most


def hostile(kind, frames, random):
    """(frames, CELLS, 3) uint8 of something that no eye should see."""
    t = np.arange(frames)[:, None, None]
    if kind == "noise":
        return random.integers(0, 256, (frames, CELLS, 3), np.uint8)
    if kind == "strobe":
        rates = random.integers(1, 12, (1, CELLS, 1))
        return np.broadcast_to(np.where(t // rates % 2, 255, 0), (frames, CELLS, 3)).astype(np.uint8)
    if kind == "red":
        on = t // random.integers(1, 9, (1, CELLS, 1)) % 2 == 1
        rest = np.where(random.random((1, CELLS, 1)) < 0.5, [0, 0, 0], [60, 60, 255])
        return np.where(on, [255, 30, 20], rest).astype(np.uint8)
    if kind == "sine":
        phase = t / random.uniform(4, 40, (1, CELLS, 1)) * 2 * np.pi
        return np.broadcast_to(127.5 + 127.5 * np.sin(phase), (frames, CELLS, 3)).astype(np.uint8)
    steps = random.integers(-40, 41, (frames, CELLS, 3))
    return (np.cumsum(steps, axis=0) % 256).astype(np.uint8)  # "walk": wraps from white to black


@pytest.mark.parametrize("kind", ["noise", "strobe", "red", "sine", "walk"])
def test_no_second_holds_more_than_three_transitions(told, kind):
    random = np.random.default_rng(sum(map(ord, kind)))
    times = np.cumsum(random.choice([7.0, 16.7, 33.3, 50.0], 400))
    wanted = hostile(kind, 400, random)
    shown = guarded(told, wanted, times)
    assert busiest_second(wanted, times) > BUDGET, "the input is no test"
    assert busiest_second(shown, times) <= BUDGET
    assert (shown <= wanted).all(), "the guard only ever dims"


OPPOSITES = (([0, 0, 0], [255] * 3), ([0, 0, 0], [255, 0, 0]), ([0, 80, 80], [255, 0, 0]))


@pytest.mark.parametrize(("low", "high"), OPPOSITES)
def test_who_answers_each_frame_with_its_opposite_gains_nothing(told, low, high):
    times = np.arange(500) * 16.7
    asked, shown = (np.array(part, np.uint8).reshape(500, 4, 3)
                    for part in told.evaluate(PURSUING, [4, times.tolist(), low, high]))
    assert busiest_second(shown, times) <= BUDGET
    assert (shown <= asked).all()
    assert shown.max() > 100, "it is let through where it may be"


def test_light_that_is_safe_is_left_alone(told):
    """A breath of full swing at six a minute, and a shimmer too small to count at thirty hertz."""
    t = np.arange(600) / 60
    breath = np.floor(127.5 - 127.5 * np.cos(2 * np.pi * 0.1 * t)).astype(np.uint8)
    shimmer = np.where(np.arange(600) % 2, 120, 128).astype(np.uint8)
    wanted = np.stack([breath, shimmer], 1)[:, :, None].repeat(3, 2)
    assert (guarded(told, wanted, t * 1000) == wanted).all()


def test_dark_is_at_once_and_lasts_a_second(told):
    shown = told.evaluate("""() => {
      const guard = new window.told.Guard(2), out = [];
      for (const ms of [0, 900, 1000, 1500, 1990, 2001, 4000]) {
        if (ms === 1000) guard.dark(ms);
        out.push(Math.max(...guard.limit(new Uint8Array(6).fill(90), ms)));
      }
      return out;
    }""")
    assert shown == [90, 90, 0, 0, 0, 90, 90]


def test_a_clock_that_runs_back_frees_nothing(told):
    wanted = np.where(np.arange(60)[:, None, None] % 2, 255, 0).astype(np.uint8).repeat(3, 2)
    shown = guarded(told, wanted, [1000 - 10 * frame for frame in range(60)])
    assert len(transitions(luminance(shown)[:, 0], STEP)) <= BUDGET


def test_light_beyond_the_cells_is_not_let_out(told):
    assert told.evaluate("() => [...new window.told.Guard(1).limit(new Uint8Array(9).fill(9), 0)]") == [9] * 3 + [0] * 6


def test_the_count_itself_finds_a_strobe():
    strobe = np.where(np.arange(60) % 2, 1.0, 0.0)
    assert len(transitions(strobe, STEP)) == 59
    assert len(transitions(np.linspace(0, 1, 60), STEP)) == 1
