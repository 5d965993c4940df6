"""In a real browser: heart straps byte by byte, tapped hearts, the screen kept on, and what is off and why."""

import pytest

from tests.pages.modules import PLACE, SAFE, load

READ = "(bytes) => window.told.readHeart(new DataView(Uint8Array.from(bytes).buffer))"
TAP = "(times) => { const taps = new window.told.Taps(); return times.map((at) => taps.tap(at)); }"
STRAP = """async ({ fail, leave }) => {
  const asked = [], beats = []; let lost = 0, gone = null;
  const measured = new EventTarget();
  measured.startNotifications = async () => {};
  const device = new EventTarget();
  device.gatt = {
    connect: async () => {
      if (fail) throw new DOMException('far', 'NetworkError');
      return { getPrimaryService: async (id) => {
        asked.push(id);
        return { getCharacteristic: async (other) => { asked.push(other); return measured; } };
      } };
    },
    disconnect: () => { gone = true; },
  };
  const bluetooth = { requestDevice: async (wish) => { asked.push(wish.filters[0].services[0]); return device; } };
  if (leave) bluetooth.requestDevice = async () => { throw new DOMException('closed', 'NotFoundError'); };
  const strap = new window.told.Strap({ beat: (bpm) => beats.push(bpm), lost: () => { lost += 1; }, bluetooth });
  let opened;
  try { opened = await strap.open(); } catch (error) { opened = error.name; }
  const send = (bytes) => {
    measured.value = new DataView(Uint8Array.from(bytes).buffer);
    measured.dispatchEvent(new Event('characteristicvaluechanged'));
  };
  send([0, 72]); send([1, 80, 0]); send([0, 0]); send([4, 90]); send([6, 91]); send([]);
  device.dispatchEvent(new Event('gattserverdisconnected'));
  strap.close();
  return { opened, asked, beats, lost, gone };
}"""


@pytest.fixture(scope="module")
def told(browser):
    context = browser.new_context()
    yield load(context.new_page(), "senses.js")
    context.close()


@pytest.mark.parametrize(
    ("data", "bpm", "touches"),
    [
        ([0b0, 72], 72, None),  # 8 bits
        ([0b1, 72, 0], 72, None),  # 16 bits, little end first
        ([0b1, 0x2C, 0x01], None, None),  # 300 beats a minute is nobody's heart
        ([0b110, 65], 65, True),  # the strap says that it touches skin
        ([0b100, 65], None, False),  # and that it does not: its number means nothing
        ([0b010, 65], 65, None),  # it cannot say
        ([0b11110, 61, 5, 0, 0xD0, 3], 61, True),  # energy and beat intervals follow, unread
        ([0b0, 0], None, None),  # no beat found
        ([0b1, 72], None, None),  # cut short
        ([0b0], None, None),
        ([], None, None),
    ],
)
def test_one_measurement(told, data, bpm, touches):
    got = told.evaluate(READ, data)
    assert (None if got["bpm"] != got["bpm"] else got["bpm"]) == bpm
    assert got["touches"] == touches


def test_a_strap_hands_on_beats_per_minute_only(told):
    got = told.evaluate(STRAP, {"fail": False, "leave": False})
    assert got["opened"] is True and got["asked"] == [0x180D, 0x180D, 0x2A37]
    assert got["beats"] == [72, 80, 91]
    assert got["lost"] == 1 and got["gone"] is True


def test_a_strap_that_is_not_chosen_or_not_there(told):
    assert told.evaluate(STRAP, {"fail": False, "leave": True})["opened"] is False
    assert told.evaluate(STRAP, {"fail": True, "leave": False})["opened"] == "NetworkError"


def bpms(told, times):
    return [None if bpm != bpm else bpm for bpm in told.evaluate(TAP, times)]


def test_a_tapped_heart(told):
    assert bpms(told, [0, 1000, 2000, 3000, 4000]) == [None, None, None, 60, 60]
    assert bpms(told, [0, 800, 1600, 2390, 3190])[-1] == 75
    assert bpms(told, [0, 1000, 2000, 2150, 3000, 4000])[-1] == 60  # one tap too many in the middle is passed over
    assert bpms(told, [0, 1000, 2000, 3000, 9000, 9700]) == [None, None, None, 60, None, None]  # a rest begins anew
    assert bpms(told, [0, 100, 200, 300, 400])[-1] is None  # drumming is no heart


def test_plain_http_says_which_senses_are_off_and_why(browser):
    context = browser.new_context()
    found = load(context.new_page(), "senses.js", place=PLACE).evaluate("window.told.off()")
    context.close()
    assert {one["sense"]: one["why"] for one in found} == {"awake": "plain", "strap": "plain", "motion": "plain"}


def test_a_safe_page_has_them_or_the_browser_lacks_them(browser):
    context = browser.new_context()
    page = load(context.new_page(), "senses.js", place=SAFE)
    found = page.evaluate("window.told.off()")
    assert all(one["why"] == "absent" for one in found)
    assert "awake" not in [one["sense"] for one in found]
    context.close()


def test_the_screen_is_kept_on_and_let_go(browser):
    context = browser.new_context()
    page = load(context.new_page(), "senses.js", place=SAFE)
    told = page.evaluate("""async () => {
      const steps = [];
      const awake = new window.told.Awake(() => steps.push(awake.on));
      steps.push(await awake.set(true));
      await awake.set(false);
      navigator.wakeLock.request = async () => { throw new DOMException('low', 'NotAllowedError'); };
      steps.push(await awake.set(true), awake.wanted);
      return steps;
    }""")
    context.close()
    assert told == [True, True, False, False, False, False]
