"""The socket client's clock in a real browser: never runs back, and within 20 ms on a line with jitter (DESIGN 7)."""

import numpy as np
import pytest

from tests.pages.modules import load

RUNNING = """([pings, reads]) => {
  const clock = new window.told.Clock(), out = [];
  const events = [...pings.map((ping) => ({ at: ping.back, ping })), ...reads.map((at) => ({ at }))];
  events.sort((a, b) => a.at - b.at);
  for (const { at, ping } of events) {
    if (ping) clock.pong(ping, at);
    else out.push(clock.now(at));
  }
  return out;
}"""


@pytest.fixture(scope="module")
def told(browser):
    context = browser.new_context()
    yield load(context.new_page(), "live.js")
    context.close()


def pings(random, until=30_000, offset=5e5, drift=50e-6, loss=0.01):
    """Pings as live.js sends them, over a line whose ways there and back each take 20 to 200 ms, by chance."""
    first = [0, 80, 170, 270, 400, 550, 750, 1000, 1300, 1700, 2200, 2800, 3500, 4300, 5200, 6200]
    sent = [*first, *range(8000, until, 4000)]
    there = lambda page: page * (1 + drift) + offset  # noqa: E731 -- the hub's clock as a formula
    made = []
    for c in sent:
        if random.random() < loss:
            continue
        heard, back = c + random.uniform(20, 200), random.uniform(20, 200)
        made.append({"c": c, "h": there(heard), "s": there(heard) + 1, "back": heard + 1 + back})
    return made


def test_shown_time_is_close_and_never_runs_back(told):
    errors = []
    for seed in range(40):
        random = np.random.default_rng(seed)
        reads = np.arange(1000, 30_000, 100.0)
        shown = told.evaluate(RUNNING, [pings(random), reads.tolist()])
        known = np.array([np.nan if value is None else value for value in shown], float)
        assert (np.diff(known[~np.isnan(known)]) >= 0).all()
        late = reads > 10_000
        errors.extend(np.abs(known[late] - (reads[late] * (1 + 50e-6) + 5e5)))
    assert np.percentile(errors, 95) <= 20


def test_a_better_guess_is_eased_into(told):
    """The first ping was slow on its way back, the second was quick: 400 ms of error go, without a jump."""
    slow = {"c": 0, "h": 1000, "s": 1000, "back": 800}
    quick = {"c": 1000, "h": 2010, "s": 2010, "back": 1020}
    reads = [float(ms) for ms in range(900, 12_000, 50)]
    shown = np.array(told.evaluate(RUNNING, [[slow, quick], reads]))
    steps = np.diff(shown)
    assert (steps > 0).all() and steps.max() <= 50 * 1.051
    assert abs(shown[-1] - (reads[-1] + 1000)) <= 5  # half of what the quick ping leaves open


def test_without_a_word_from_the_hub_there_is_no_time(told):
    assert told.evaluate("() => new window.told.Clock().now(5)") is None


def test_a_broken_pong_changes_nothing(told):
    shown = told.evaluate("""() => {
      const clock = new window.told.Clock();
      clock.guess(100, 0);
      const bad = [{ c: 5, h: NaN, s: NaN }, { c: 'x', h: 1, s: 2 }, { c: 50, h: 1, s: 0 }, {}];
      for (const one of bad) clock.pong(one, 10);
      return clock.now(10);
    }""")
    assert shown == 110
