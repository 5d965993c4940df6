"""The pages' clock in a real browser: the twin of devices/hubtime.py, number by number."""

import math

import numpy as np
import pytest

from photophore.devices import hubtime
from photophore.devices.hubtime import HubTime
from tests.devices.test_hubtime import pings, shown
from tests.pages.modules import load

RUNNING = """([pings, reads]) => {
  const clock = new window.told.Clock(), out = [];
  const rest = [...pings];
  for (const at of reads) {
    while (rest.length && rest[0][3] <= at) {
      const [c, h, s, back] = rest.shift();
      clock.pong({ c, h, s }, back);
    }
    out.push(clock.now(at));
  }
  return [out, clock.rate, clock.doubtAt(reads.at(-1)), clock.broken];
}"""


@pytest.fixture(scope="module")
def told(browser):
    context = browser.new_context()
    yield load(context.new_page(), "clock.js")
    context.close()


def test_both_name_the_same_numbers(told):
    names = ["PINGS", "PING_EVERY", "KEEP", "SLEW", "FAR", "APART", "SLOWEST", "WANDER", "GRAIN"]
    here = [getattr(hubtime, name) for name in names]
    assert told.evaluate("(names) => names.map((name) => window.told[name])", names) == [list(here[0]), *here[1:]]
    assert not {name for name in told.evaluate("Object.keys(window.told)") if name.isupper()} - set(names)


HOSTILE = [(0, 1000, 1000, 20), (60, 61_000, 61_000, 90), (100, 1100, 1100, 120), (130, 1, 0, 140), (150, 10, 9e9, 160)]


@pytest.mark.parametrize("made", [pings(3), pings(4, 200_000, in_order=True), HOSTILE], ids=["jitter", "order", "lies"])
def test_it_says_what_the_boards_say(told, made):
    until = made[-1][3] + 200
    reads = np.arange(0, until, until / 300).tolist()
    said, rate, doubt, broken = told.evaluate(RUNNING, [[list(map(float, each)) for each in made], reads])
    time = HubTime()
    wanted = shown(time, made, reads)
    known = np.array([np.nan if value is None else value for value in said], float)
    np.testing.assert_allclose(known, wanted, atol=1e-6)
    assert rate == pytest.approx(time.rate, abs=1e-12) and doubt == pytest.approx(time.doubt(reads[-1]), abs=1e-6)
    assert broken == time.broken


def test_a_better_guess_is_eased_into(told):
    """The first ping was slow on its way back, the second was quick: 400 ms of error go, without a jump."""
    made = [[0, 1000, 1000, 800], [1000, 2010, 2010, 1020]]
    reads = [float(ms) for ms in range(900, 12_000, 50)]
    steps = np.diff(seen := np.array(told.evaluate(RUNNING, [made, reads])[0]))
    assert (steps > 0).all() and steps.max() <= 50 * 1.051
    assert abs(seen[-1] - (reads[-1] + 1000)) <= 5  # half of what the quick ping leaves open


def test_without_a_word_from_the_hub_there_is_no_time(told):
    assert told.evaluate("() => new window.told.Clock().now(5)") is None
    assert told.evaluate("() => new window.told.Clock().doubt") == math.inf


def test_a_broken_pong_changes_nothing(told):
    seen = told.evaluate("""() => {
      const clock = new window.told.Clock();
      clock.guess(100, 0);
      const bad = [{ c: 5, h: NaN, s: NaN }, { c: 'x', h: 1, s: 2 }, { c: 50, h: 1, s: 0 }, {}];
      for (const one of bad) clock.pong(one, 10);
      return [clock.now(10), clock.tries.length];
    }""")
    assert seen == [110, 0]
