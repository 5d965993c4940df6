"""A design becomes presets of WLED where WLED can say it, and is refused in words where it cannot."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photophore import colour, turns
from photophore.devices import wled
from photophore.glyph import draw
from photophore.glyph.gallery import gallery
from photophore.glyph.lexicon import COLOURS, TOOTH
from photophore.glyph.read import read
from photophore.words import BadGlyph
from tests import strategies

DOCUMENTED = {"n", "on", "bri", "transition", "mainseg", "seg", "playlist"}
OF_SEGMENT = {"id", "start", "stop", "fx", "pal", "col"}
OF_PLAYLIST = {"ps", "dur", "transition", "repeat"}


def design(brightness: str, colour_: str = "lagoon", needs: str = ""):
    return read(f"glyph try\n{needs}\ncolour {colour_}\nbrightness {brightness}")


def check(told: dict) -> None:
    """Documented fields only, numbers in their ranges, and it is JSON."""
    assert json.loads(json.dumps(told)) == told and told["0"] == {}
    for preset in list(told.values())[1:]:
        assert set(preset) <= DOCUMENTED and len(preset["n"]) <= wled.NAME
        assert [it["id"] for it in preset.get("seg", [])] == list(range(len(preset.get("seg", []))))
        for segment in preset.get("seg", []):
            assert set(segment) == OF_SEGMENT and segment["start"] < segment["stop"]
            assert all(0 <= it <= 255 for each in segment["col"] for it in each)
        assert set(preset.get("playlist", {})) <= OF_PLAYLIST


def strip(preset: dict) -> np.ndarray:
    """(pixels, 3) what a WLED shows of it."""
    return np.concatenate([np.tile(it["col"][0], (it["stop"] - it["start"], 1)) for it in preset["seg"]])


def test_a_still_colour_is_one_preset_of_one_segment():
    told = wled.preset(design("1"))
    check(told)
    wanted = colour.to_bytes(np.array(COLOURS["lagoon"])[:, None])[:, 0]
    assert set(told) == {"0", "1"} and len(told["1"]["seg"]) == 1 and (strip(told["1"]) == wanted).all()


def test_a_picture_along_the_arch_has_a_segment_for_each_tooth():
    told = wled.preset(design("0.8", "blend(violet, kelp, tooth)"))
    check(told)
    pixels = strip(told["1"])
    assert pixels.shape == (32, 3) and (pixels[:16] == pixels[16:]).all() and len(told["1"]["seg"]) == 32
    assert np.diff(TOOTH[list(wled.STRIP[:16])]).min() > 0 and sorted(wled.STRIP) == list(range(32))
    assert (strip(wled.preset(design("0.8", "blend(violet, kelp, tooth)"), wled.STRIP[:3])["1"]) == pixels[:3]).all()
    jaws = wled.preset(design("0.8", "blend(azure, amber, jaw)"))["1"]["seg"]
    assert [(it["start"], it["stop"]) for it in jaws] == [(0, 16), (16, 32)]


def played(told: dict, seconds: float) -> np.ndarray:
    """What a WLED shows of a playlist at a moment: from each picture to the next, in straight lines."""
    playlist = list(told.values())[-1]["playlist"]
    edges = np.cumsum([0, *playlist["dur"]]) / 10
    seconds %= edges[-1]
    at = int(np.searchsorted(edges, seconds, "right")) - 1
    this, that = (strip(told[str(playlist["ps"][it % len(playlist["ps"])])]) for it in (at, at + 1))
    return this + (that - this) * (seconds - edges[at]) / (edges[at + 1] - edges[at])


MOVING = ["0.2 + 0.6 * breath(6)", "0.4 + 0.3 * wave(4, 1)", "0.4 + 0.4 * shimmer(6) + 0.1 * breath(3)",
          "0.5 + 0.3 * breath(3) * side"]  # fmt: skip


@pytest.mark.parametrize("brightness", MOVING)
def test_a_playlist_stays_near_the_design_at_its_own_pace(brightness):
    glyph = design(brightness)
    told = wled.preset(glyph)
    check(told)
    playlist = list(told.values())[-1]["playlist"]
    assert playlist["ps"] == list(range(1, len(told) - 1)) and playlist["dur"] == playlist["transition"]
    slowest = 60 / np.gcd.reduce([int(rate) for rate in glyph.rates])
    assert slowest <= sum(playlist["dur"]) / 10 <= slowest + 0.1
    for moment in np.linspace(0, 2 * slowest, 101):
        clocks = np.array([turns.at(rate / 60, moment) for rate in glyph.rates], np.uint32)
        light = draw.draw(glyph, np.zeros((8, 1), np.float32), np.zeros(1, np.uint32), clocks)[:, :, 0]
        wanted = colour.to_bytes(light.T).T[list(wled.STRIP)].astype(float)
        assert np.abs(played(told, moment) - wanted).max() <= wled.ASTRAY + 6  # tenths round a picture's moment


@pytest.mark.parametrize("brightness", [
    "0.1 + 0.4 * breath(0.1) + 0.4 * breath(57.6)",  # its waves hide between 192 moments of ten minutes
    "0.1 + 0.4 * breath(0.5) + 0.4 * breath(57.5)", "0.1 + 0.4 * breath(0.3) + 0.4 * breath(19.2)",
])  # fmt: skip
def test_a_quick_wave_does_not_hide_between_the_moments_that_are_looked_at(brightness):
    with pytest.raises(BadGlyph, match="more quickly than key pictures"):
        wled.preset(design(brightness))


RATES = st.integers(1, 600).map(lambda tenths: tenths / 10)


@settings(max_examples=30)
@given(RATES, RATES, st.floats(0, 0.4))
def test_what_is_written_is_near_the_design_between_those_moments_too(slow, quick, high):
    glyph = design(f"0.1 + 0.4 * breath({slow:.1f}) + {high:.2f} * breath({quick:.1f})")
    try:
        told = wled.preset(glyph)
    except BadGlyph:
        return
    keys = np.array([strip(it) for it in told.values() if "seg" in it])
    period = 600 / np.gcd(round(slow * 10), round(quick * 10))
    light = wled._light(glyph, np.arange(len(keys) * 400) * period / (len(keys) * 400))[:, list(wled.STRIP)]
    share = (np.arange(400) / 400)[:, None, None]
    lines = [this + (that - this) * share for this, that in zip(keys, np.roll(keys, -1, axis=0), strict=True)]
    assert np.abs(np.concatenate(lines) - light).max() <= wled.ASTRAY + 4  # a 32nd of a wave beside a moment


@pytest.mark.parametrize(
    ("wrong", "line", "word"),
    [
        (design("0.5 + 0.2 * ease", needs="needs ease"), 4, "wearer"),
        (design("0.7", "feeling", "needs feeling"), 3, "wearer"),
        (design("0.4 + 0.4 * phase"), 4, "share"),
        (design("0.4 + 0.2 * breath(6.01) + 0.2 * breath(7)"), 4, "minutes"),
        (design("0.1 + 0.9 * breath(90)"), 4, "quickly"),
        (design("0.1 + 0.9 * breath(80) * breath(40)"), 4, "calm|quickly"),
    ],
    ids=range(6),
)
def test_the_rest_is_refused_with_its_place(wrong, line, word):
    with pytest.raises(BadGlyph, match=word) as told:
        wled.preset(wrong)
    assert told.value.at[0] == line and "This cannot be a preset" in str(told.value) and "ddp" in told.value.try_


def test_what_is_not_proved_calm_is_not_written():
    with pytest.raises(BadGlyph, match="proved calm"):
        wled.preset(design("near(breath(80), 0.5, 0.3)", "pearl"))


def test_of_the_gallery_is_written_what_needs_no_wearer_and_no_others():
    written = set()
    for glyph in gallery().values():
        try:
            check(wled.preset(glyph))
            written.add(glyph.name)
        except BadGlyph as error:
            assert error.what.startswith("This cannot be a preset")  # noqa: PT017
    assert {"aurora", "comet", "moonjelly", "plankton", "ripples", "twoseas"} <= written
    assert not written & {"chorus", "firefly", "pulse", "tide"}


@settings(max_examples=40)
@given(strategies.glyphs())
def test_any_design_is_written_or_refused(glyph):
    try:
        check(wled.preset(glyph))
    except BadGlyph as error:
        assert error.what.startswith("This cannot be a preset")  # noqa: PT017


@settings(max_examples=40)
@given(st.floats(0, 1), st.floats(0, 1), st.floats(0.1, 12))
def test_a_breath_reaches_both_its_ends(low, high, rate):
    high *= 1 - low
    told = wled.preset(design(f"{low:.3f} + {high:.3f} * breath({rate:.1f})"))
    check(told)
    lights = [strip(it)[0] for it in told.values() if "seg" in it]
    for power in (low, low + high):
        end = colour.to_bytes(np.array(COLOURS["lagoon"])[:, None] * round(power, 3))[:, 0]
        assert min(np.abs(it - end).max() for it in lights) <= 3
