"""The socket client: a hub whose time runs back is another one, and how sure the page is of the time is told."""

import pytest

from tests.pages.modules import load
from tests.pages.until import until

FAKE = """
class Fake {
  constructor() { window.fakes = [...(window.fakes ?? []), this]; this.said = []; }
  send(data) { this.said.push(data); }
  close() { this.closed = true; }
}
window.WebSocket = Fake;
"""
OPENED = """async () => {
  const { encode } = await import('@msgpack/msgpack');
  window.hears = (fake, message) => fake.onmessage({ data: encode(message).slice().buffer });
  window.live = new window.told.Live({ url: 'ws://nowhere/' });
  window.fakes[0].onopen();
  hears(window.fakes[0], { t: 'welcome', hub_ms: 100000 });
  return window.live.state;
}"""
SAID = """async () => {
  const { decode } = await import('@msgpack/msgpack');
  return window.fakes.map((fake) => fake.said.map((data) => decode(data)));
}"""


@pytest.fixture
def told(browser):
    context = browser.new_context()
    context.add_init_script(FAKE)
    yield load(context.new_page(), "live.js")
    context.close()


def test_pings_tell_how_sure_the_page_is(told):
    assert told.evaluate(OPENED) == "open"
    first = until(told, f"async () => (await ({SAID})())[0].find((said) => said.t === 'ping')")
    assert first["doubt"] is None  # nothing is known yet
    told.evaluate("(c) => hears(fakes[0], { t: 'pong', c, h: 100000, s: 100000 })", first["c"])
    later = until(told, f"async () => (await ({SAID})())[0].find((said) => said.doubt !== null && said.t === 'ping')")
    assert 0 < later["doubt"] < 10_000


def test_a_hub_whose_time_runs_back_is_left_and_all_begins_anew(told):
    told.evaluate(OPENED)
    told.evaluate("""() => { window.lost = 0; live.on('lost', () => { window.lost += 1; });
      const c = performance.now();
      hears(fakes[0], { t: 'pong', c, h: 100000, s: 100000 });
      window.shown = live.clock.now();
      hears(fakes[0], { t: 'pong', c: performance.now() - 1, h: 5000, s: 5000 }); }""")
    assert told.evaluate("[live.state, window.lost, fakes[0].closed]") == ["lost", 1, True]
    assert told.evaluate("live.clock.now()") is None  # dark, rather than a time that runs back
    until(told, "window.fakes.length > 1")
    told.evaluate("() => { fakes[1].onopen(); hears(fakes[1], { t: 'welcome', hub_ms: 5000 }); }")
    assert 5000 <= told.evaluate("live.clock.now()") < 65_000
