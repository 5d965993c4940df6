"""In a real browser: what a phone makes of Cues. Dark whenever in doubt, and never brighter than it was asked to be."""

import numpy as np
import pytest

from photophore import colour
from photophore.glyph.draw import clocks, draw
from photophore.glyph.gallery import gallery
from photophore.glyph.read import read
from photophore.glyph.tree import to_json
from photophore.light import sync
from photophore.words import TEETH, Tick
from tests.pages.modules import load

STEADY = "glyph steady\ncolour amber\nbrightness 0.9\n"
SHOWING = """([cues, moments]) => {
  const wear = new window.told.Wear();
  return moments.map(({ hub, page, act, still }) => {
    for (const cue of cues) if (cue.at === page) wear.cue(cue.cue);
    if (act) wear[act](page);
    return [...wear.bytes(hub, page, { still })];
  });
}"""


@pytest.fixture(scope="module")
def told(browser):
    context = browser.new_context()
    yield load(context.new_page(), "wear.js")
    context.close()


def cue(glyph=None, **fields):
    glyph = glyph or read(STEADY)
    made = {
        "t": "cue", "v": 1, "apply_ms": 1000, "expires_ms": 3000, "tree": to_json(glyph), "tree_hash": glyph.hash,
        "feeling": [0.7, 0.4, 0.9, 0.7, 0.02, 0.03], "heart": 60.0, "phase": 0.0, "rate": 0.0, "power": 1.0,
        "seed": 5, "teeth": 0xFFFFFFFF, "dark": False,
    }  # fmt: skip
    return made | fields


def show(told, cues, moments):
    """(moments, 32, 3) bytes. cues: [(page ms, cue)]; moments: [(hub ms or None, page ms, act)]."""
    asked = [{"at": at, "cue": one} for at, one in cues]
    times = [{"hub": hub, "page": page, "act": act, "still": False} for hub, page, act in moments]
    return np.array(told.evaluate(SHOWING, [asked, times])).reshape(-1, TEETH, 3)


def test_a_cue_shines_from_its_moment_until_it_expires(told):
    hub = [900, 999, 1000, 1500, 2999, 3000, 3100, 9000]
    light = show(told, [(0, cue())], [(0, 0, None), *((ms, ms, None) for ms in hub)])
    lit = light.max(axis=(1, 2)) > 0
    assert lit.tolist() == [False, False, False, True, True, True, False, False, False]


def test_it_paints_what_the_hub_would(told):
    """The same glyph, feeling and moment as in Python, within 1/255."""
    for name, glyph in gallery().items():
        told_cue = cue(glyph, phase=0.25)
        light = show(told, [(0, told_cue)], [(2000, 0, None)])[0]
        inputs = np.array([*told_cue["feeling"], 0.25, 0.0], np.float32)[:, None]
        lab = draw(glyph, inputs, np.array([5], np.uint32), clocks(glyph, Tick(60)))
        wanted = colour.to_bytes(np.moveaxis(lab, 1, 0))[:, :, 0].T
        assert np.abs(light.astype(int) - wanted).max() <= 1, name


def test_without_the_hubs_clock_it_is_dark(told):
    assert show(told, [(0, cue())], [(None, 0, None), (None, 50, None)]).max() == 0


def test_dark_by_hand_is_at_once_and_outlives_new_cues(told):
    later = [(2000, cue(apply_ms=1900, expires_ms=3900))]
    moments = [(1500, 0, None), (1501, 1501, "darken"), (2000, 2000, None), (3500, 3500, None), (3600, 3600, "lighten")]
    light = show(told, [(0, cue()), *later], moments).max(axis=(1, 2))
    assert light[0] > 0 and (light[1:4] == 0).all() and light[4] > 0


def test_dark_holds_for_a_second_whatever_is_touched(told):
    cues = [(0, cue(expires_ms=9000))]
    moments = [(1500, 1500, "darken"), (1550, 1550, "lighten"), (2400, 2400, None), (2600, 2600, None)]
    light = show(told, [(1500, cues[0][1])], moments).max(axis=(1, 2))
    assert (light[:3] == 0).all() and light[3] > 0


def test_a_dark_cue_holds_before_its_moment(told):
    dark = cue(dark=True, apply_ms=99_000, tree=None, tree_hash=None, feeling=[float("nan")] * 6, heart=float("nan"))
    light = show(told, [(0, cue()), (10, dark)], [(1500, 0, None), (1510, 10, None)]).max(axis=(1, 2))
    assert light[0] > 0 and light[1] == 0


def test_a_later_cue_takes_over_and_an_early_one_is_not_shown_early(told):
    dim = cue(power=0.1, apply_ms=2000, expires_ms=4000)
    light = show(
        told, [(0, cue()), (0, dim)], [(1500, 0, None), (1999, 499, None), (2001, 501, None), (3500, 2000, None)]
    )
    full, same, less, still = light.max(axis=(1, 2))
    assert full == same > less == still > 0


def test_power_is_a_ceiling_on_light(told):
    linear = lambda bytes_: colour.DECODED[bytes_.astype(int)].mean()  # noqa: E731
    full, half = (show(told, [(0, cue(power=power))], [(1500, 0, None)])[0] for power in (1.0, 0.5))
    assert linear(half) / linear(full) == pytest.approx(0.5, abs=0.02)
    assert show(told, [(0, cue(power=0.0))], [(1500, 0, None)]).max() == 0
    assert show(told, [(0, cue(power=float("nan")))], [(1500, 0, None)]).max() == 0


def test_what_is_unknown_is_dark(told):
    hearth = gallery()["hearth"]  # reads ease
    unknown = [float("nan")] * 6
    assert show(told, [(0, cue(hearth))], [(1500, 0, None)]).max() > 0
    assert show(told, [(0, cue(hearth, feeling=unknown))], [(1500, 0, None)]).max() == 0
    pulse = gallery()["pulse"]  # reads heart
    assert show(told, [(0, cue(pulse, heart=float("nan")))], [(1500, 0, None)]).max() == 0


def test_absent_teeth_stay_dark(told):
    light = show(told, [(0, cue(teeth=0b1010))], [(1500, 0, None)])[0]
    assert np.flatnonzero(light.max(axis=1)).tolist() == [1, 3]


def test_a_tree_that_never_came_is_dark(told):
    assert show(told, [(0, cue(tree=None))], [(1500, 0, None)]).max() == 0


def test_a_hub_that_flashes_cannot_make_the_phone_flash(told):
    """Cues that turn light on and off ten times a second: the page's guard counts at most three transitions."""
    cues, moments = [], []
    for step in range(60):
        at = step * 50
        cues.append((at, cue(power=float(step % 2), apply_ms=1000 + at, expires_ms=9000)))
        moments.append((1000 + at, at, None))
    light = colour.DECODED[show(told, cues, moments)] @ [0.2126, 0.7152, 0.0722]
    jumps = np.abs(np.diff(light[:, 0])) >= 0.1
    in_a_second = [jumps[first : first + 20].sum() for first in range(len(jumps) - 20)]
    assert max(in_a_second) <= 3 and jumps.sum() >= 2


BEATING = """([cues, moments]) => {
  const wear = new window.told.Wear();
  return moments.map(([hub, page]) => {
    while (cues.length && cues[0][0] <= page) wear.cue(cues.shift()[1]);
    wear.bytes(hub, page);
    return [wear.last === null ? NaN : wear.beat, wear.pulse];
  });
}"""
NUMBERS = [0.0, 0.4, 1.5, 1.6, 20.0, 1e9, -3.0, float("nan"), float("inf"), float("-inf")]


def beats(told, cues, moments):
    """(k, 2) turns of the beat (nan where dark) and of the heart at (hub ms, page ms); cues: [(page ms, cue)]."""
    return np.array(told.evaluate(BEATING, [cues, moments]))


def hostile(seed):
    """Cues of a hub that wants the light to race, to flicker and to run back, and a clock that it pulls about."""
    random, page, hub, cues, moments = np.random.default_rng(seed), 0.0, 1000.0, [], []
    while page < 20_000:
        page += random.choice([0.0, 4.0, 16.0, 40.0, 300.0])
        hub += random.choice([0.0, 16.0, 500.0, 9000.0])
        if random.random() < 0.3:
            fields = {"rate": random.choice(NUMBERS), "phase": random.choice([*NUMBERS, 0.5]),
                      "heart": random.choice([60.0, 200.0, *NUMBERS]), "dark": bool(random.random() < 0.2),
                      "apply_ms": hub + random.choice([-1e6, 0, 1, 50])}  # fmt: skip
            cues.append((page, cue(expires_ms=hub + random.choice([1, 2000, 1e7]), **fields)))
        moments.append((hub, page))
    return cues, moments


@pytest.mark.parametrize("seed", range(3))
def test_whatever_cues_say_no_beat_turns_back_or_faster_than_the_cap(told, seed):
    cues, moments = hostile(seed)
    seen = beats(told, cues, moments)
    lit = np.isfinite(seen[:, 0])
    turned = np.diff(seen[lit], axis=0) % 1
    most = 1.5 * np.diff(np.array(moments)[lit, 1]) / 1000
    turned[turned > 1 - 1e-9] = 0.0  # a hair back is rounding
    assert np.isfinite(turned).all() and turned.max() > 0
    assert (turned <= most[:, None] + 1e-9).all()


@pytest.mark.parametrize("rate", [0.0, 0.15, 0.75, 1.2, 1.5])
@pytest.mark.parametrize("behind", [0.02, 0.3, 0.6, 0.97])
def test_a_beat_that_is_elsewhere_comes_to_the_hubs(told, rate, behind):
    """By waiting or by haste, within four seconds, and then stays there."""
    cues = [(0, cue(rate=rate, phase=0.0, expires_ms=9e9)), (1000, cue(rate=rate, phase=behind, apply_ms=1000))]
    cues[1][1].update(expires_ms=9e9)
    moments = [(1000.0 + max(0.0, ms - 1000), float(ms)) for ms in range(0, 8000, 16)]
    there = np.array([behind + rate * (hub - 1000) / 1000 for hub, page in moments if page > 5000])
    here = beats(told, cues, moments)[-len(there) :, 0]
    away = np.abs((here - there + 0.5) % 1 - 0.5)
    assert away.max() <= (0.1 if rate == 0 else 0.05 if rate == 1.5 else 0.01)


def test_the_cap_is_the_lights(told):
    assert told.evaluate("window.told.FASTEST") == sync.FASTEST


@pytest.mark.parametrize(
    ("bpm", "hertz"), [(60, 1.0), (90, 1.5), (91, 91 / 120), (180, 1.5), (float("nan"), 0), (-5, 0)]
)
def test_a_fast_heart_is_shown_at_every_second_beat(told, bpm, hertz):
    assert told.evaluate("(bpm) => window.told.heartRate(bpm)", bpm) == pytest.approx(hertz)
