"""In a real browser: the phone draws glitches as the hub would, notices them itself, and tells nobody."""

import json

import numpy as np
import pytest

from photophore import colour
from photophore.light import glitch
from photophore.sense import innovation
from photophore.words import TEETH
from tests.pages.modules import load

F = np.float32
TREATED = """([labs, marks, seeds, seconds]) => labs.map((lab, at) => {
  const told = Float32Array.from(lab, (part) => part ?? NaN);
  const mark = JSON.parse(JSON.stringify(marks[at]), (_, value) => (value === null ? NaN : value));
  return [...window.told.labToBytes(window.told.treat(told, mark, seeds[at], seconds[at]))];
})"""
HEARD = """(readings) => {
  let state = null, news;
  return readings.map(([value, seconds]) => {
    [state, news] = window.told.hear(window.told.HEART, state, value ?? NaN, seconds);
    return [news.surprise, ...news.gap, news.outlier, state?.usual ?? NaN].map((x) => (Number.isNaN(x) ? null : x));
  });
}"""
STORY = """(steps) => {
  const box = new Map();
  const store = { getItem: (key) => box.get(key) ?? null, setItem: (key, value) => box.set(key, value) };
  let glitches = new window.told.Glitches({ store, now: () => 7 });
  const lab = () => Float32Array.from({ length: 96 }, (_, at) => [0.6, 0.05, 0.06][at % 3]);
  return steps.map(([act, ...args]) => {
    if (act === 'again') glitches = new window.told.Glitches({ store, now: () => 7 });
    else if (act === 'settle') glitches.settle(args[0], store);
    else if (act === 'break') box.set('photophore-glitches', args[0]);
    else if (act === 'draw') {
      const [pageMs, still] = args, drawn = glitches.treat(lab(), { seed: 5, seconds: 1, pageMs, still });
      const away = drawn.map((part, at) => Math.abs(part - lab()[at]));
      return { away: Math.max(...away), light: Math.max(...drawn) };
    } else if (act) glitches[act](...args);
    return { log: glitches.log, wished: glitches.wished, petals: glitches.petals, names: glitches.names,
             second: glitches.second };
  });
}"""


@pytest.fixture(scope="module")
def told(browser):
    context = browser.new_context()
    yield load(context.new_page(), "glitch.js", "glitches.js", "innovation.js", "colour.js")
    context.close()


def plain(value):
    """As JSON can say it: no number is null."""
    return json.loads(json.dumps(np.asarray(value, float).tolist()).replace("NaN", "null"))


def troubles(k, seed=4):
    """All kinds of marks, some of them missing, and light that is partly dark or unknown."""
    rng = np.random.default_rng(seed)

    def some(low, high, *shape):
        values = rng.uniform(low, high, (*shape, k)).astype(F)
        return np.where(rng.random(k) < 0.25, F(np.nan), values)

    lab = np.stack([rng.uniform(0, 0.9, (TEETH, k)), *rng.uniform(-0.12, 0.12, (2, TEETH, k))], 1).astype(F)
    lab *= rng.random((TEETH, 1, k)) > 0.1
    lab[:, :, rng.random(k) < 0.05] = np.nan
    gap, echo = some(-1, 1, 4), some(-1, 1, 2)
    gap[2:], echo[1] = np.stack([some(0, 0.4), some(-1, 33)]), some(-1, 6)
    return lab, glitch.Marks(
        rng.integers(0, 32, k).astype(np.uint8), rng.random(k) < 0.05, gap, echo, some(0, 0.3),
        np.bitwise_and(*rng.integers(0, 2**32, (2, k), np.uint32)), some(0.5, 3), some(0, 1))  # fmt: skip


def test_the_phone_draws_what_the_hub_would_within_one_in_255(told):
    k = 90
    lab, marks = troubles(k)
    marks = marks._replace(second=np.nan_to_num(marks.second))
    seeds, seconds = np.arange(k, dtype=np.uint32) * 77_777_777, np.linspace(0, 4000, k)
    mine = np.concatenate([
        colour.to_bytes(np.moveaxis(glitch.treat(lab[..., [i]], glitch.Marks(*(c[..., [i]] for c in marks)), seeds[[i]],
                                                 float(seconds[i])), 1, 0)) for i in range(k)], axis=2)  # fmt: skip
    asked = [{"on": int(marks.on[i]), "fault": bool(marks.fault[i]), "gap": plain(marks.gap[:, i]),
              "echo": plain(marks.echo[:, i]), "jitter": plain(marks.jitter[i]), "petals": int(marks.petals[i]),
              "surprise": plain(marks.surprise[i]), "second": float(marks.second[i])} for i in range(k)]  # fmt: skip
    labs = [plain(lab[..., i].reshape(-1)) for i in range(k)]
    light = np.array(told.evaluate(TREATED, [labs, asked, seeds.tolist(), seconds.tolist()])).reshape(k, TEETH, 3)
    off = np.abs(np.moveaxis(mine, 2, 0).transpose(0, 2, 1).astype(int) - light)
    assert off.max() <= 1
    assert (light.max(axis=(1, 2)) > 0).mean() > 0.8


def test_it_notices_what_the_library_notices(told):
    rng = np.random.default_rng(5)
    seconds = np.cumsum(rng.choice([1.0, 1.1, 9.0], 300, p=[0.6, 0.37, 0.03]))
    values = np.where(rng.random(300) < 0.03, 190.0, 70 + 9 * rng.normal(size=300))
    values[[7, 50]] = np.nan
    state, mine = None, []
    for value, second in zip(values, seconds, strict=True):
        state, news = innovation.hear(innovation.HEART, state, float(value), float(second))
        mine.append([news.surprise, *news.gap, news.outlier, state.usual])
    theirs = told.evaluate(HEARD, plain(np.stack([values, seconds], 1)))
    np.testing.assert_allclose(np.array(theirs, float), np.array(mine, float), rtol=1e-9, equal_nan=True)
    assert np.isfinite(np.array(mine)[:, 4]).sum() > 3 and np.isfinite(np.array(mine)[:, 1]).sum() > 3


def lived(told, *steps):
    return told.evaluate(STORY, [list(step) for step in steps])


STEADY = [("felt", 70 + bpm % 3, 1000 * bpm) for bpm in range(30)]


def test_nothing_is_noticed_drawn_or_kept_before_it_is_wished(told):
    *_, after, drawn = lived(told, *STEADY, ("felt", 200, 30_000), ("came", 0, 7), ("came", 0, 3), ("draw", 31_000))
    assert after == {"log": [], "wished": False, "petals": [], "names": {}, "second": 0.36} and drawn["away"] == 0


def test_an_odd_beat_rings_once_and_is_kept_with_its_true_value(told):
    *_, after, soon, late, still = lived(
        told, ("wish", True), *STEADY, ("felt", 190, 30_000), ("draw", 31_500), ("draw", 36_000), ("draw", 31_500, True)
    )
    assert after["log"] == [{"kind": "echo", "value": 190, "unit": "bpm", "at": 7, "kept": False}]
    assert soon["away"] > 0.02 and late["away"] == 0 and still["away"] == 0


def test_a_gap_is_mended_with_gold_until_the_wearer_clears_it(told):
    *_, kept, drawn, _, gone, cleared = lived(
        told, ("wish", True), *STEADY, ("felt", 74, 59_000), ("draw", 62_000), ("judge", 0, False), ("draw", 62_100),
        (None,))  # fmt: skip
    assert [one["kind"] for one in kept["log"]] == ["seam"] and drawn["away"] > 0.02
    assert gone["away"] == 0 and cleared["log"] == []


def test_a_light_that_goes_out_is_a_petal_with_a_name_and_one_that_returns_is_none(told):
    whole, less = 0xFFFFFFFF, 0xFFFFFFFF & ~(1 << 9)
    *_, lost, named, again, back = lived(
        told, ("wish", True), ("came", 3, whole), ("came", 3, less), ("name", 9, "Ada"), ("again",), ("came", 3, whole)
    )
    assert lost["petals"] == [9] and lost["log"][0]["kind"] == "petal" and named["names"] == {"9": "Ada"}
    assert again["names"] == {"9": "Ada"} and again["wished"] and back["petals"] == []


def test_cues_that_come_unevenly_are_told_once(told):
    cues = [("came", 20 + 150 * (at % 2), None) for at in range(60)]
    after = lived(told, ("wish", True), *cues)[-1]
    assert [one["kind"] for one in after["log"]] == ["stipple"] and 60 <= after["log"][0]["value"] <= 90
    assert lived(told, ("wish", True), *[("came", 20 + at % 2, None) for at in range(60)])[-1]["log"] == []


@pytest.mark.parametrize("wished", [True, False])
def test_a_safety_fault_is_dark_and_told_whatever_is_wished(told, wished):
    *_, after, dark, later = lived(told, ("wish", wished), ("fault", "heat", 1000), ("draw", 1500), ("draw", 6100))
    assert dark["light"] == 0 and later["light"] > 0.5
    assert after["log"][0]["kind"] == "fault" and after["log"][0]["value"] == "heat"


@pytest.mark.parametrize("broken", ["", "no", "[]", "null", '{"log": 3, "second": "x", "names": []}', '{"wished": 1}'])
def test_what_the_browser_kept_wrongly_is_as_if_nothing_was_kept(told, broken):
    after = lived(told, ("break", broken), ("again",), ("draw", 0))[1]
    assert after == {"log": [], "wished": False, "petals": [], "names": {}, "second": 0.36}


def test_of_a_guest_nothing_outlives_the_page(told):
    steps = [("wish", True), ("fault", "heat", 0), ("settle", False), ("fault", "mine", 0), ("settle", True), (None,)]
    *_, left, guest, back, again = lived(told, *steps)
    assert left["log"] == [] and left["wished"] is False and [one["value"] for one in guest["log"]] == ["mine"]
    assert back == again and [one["value"] for one in again["log"]] == ["heat"] and again["wished"] is True


def test_all_that_is_kept_stays_bounded(told):
    steps = [("felt", 190 + at % 2, 30_000 + 1000 * at) for at in range(90)]
    after = lived(told, ("wish", True), *STEADY, *steps)[-1]
    assert len(after["log"]) <= 60
