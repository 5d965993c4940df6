"""The designs that come with Photophore: enough of each kind, alive; the default tells a feeling by more than hue."""

import numpy as np
import pytest

from photophore import colour
from photophore.glyph.draw import clocks, draw
from photophore.glyph.gallery import DEFAULT, gallery, texts
from photophore.glyph.read import read, say
from photophore.glyph.tree import Use, walk
from photophore.words import Signal, Tick
from tests import strategies

GALLERY = gallery()


def words_of(glyph):
    return {node.word for part in (glyph.colour, glyph.brightness) for node in walk(part) if isinstance(node, Use)}


def test_there_is_enough_of_each_kind():
    assert len(GALLERY) >= 10 and DEFAULT in GALLERY
    assert sum(not glyph.needs for glyph in GALLERY.values()) >= 2
    assert sum(Signal.HEART in glyph.signals for glyph in GALLERY.values()) >= 2
    assert sum("phase" in words_of(glyph) for glyph in GALLERY.values()) >= 2
    assert len({glyph.hash for glyph in GALLERY.values()}) == len(GALLERY)


@pytest.mark.parametrize("name", GALLERY)
def test_each_is_named_as_its_file_says_what_it_is_and_reads_back(name):
    glyph = GALLERY[name]
    assert glyph.says and glyph.by and texts().keys() == GALLERY.keys()
    assert read(say(glyph)) == glyph == read(texts()[name])


@pytest.mark.parametrize("name", GALLERY)
def test_each_is_alive_and_seen(name):
    inputs, seed = strategies.inputs(12, 4)
    inputs[2] = 0.7  # who is unsure may stand still
    frames = []
    for count in range(0, 450, 15):
        inputs[6:] = (inputs[6:] + np.float32(0.13)) % 1
        light = draw(GALLERY[name], inputs, seed, clocks(GALLERY[name], Tick(count)))
        frames.append(colour.to_bytes(np.moveaxis(light, 1, 0)))
    seen = np.stack(frames).astype(int)  # (times, rgb, 32, m)
    assert (seen.max(axis=(1, 2)) > 60).all(), "some moment is nearly dark"
    assert (np.ptp(seen, axis=0).max(axis=(0, 1)) >= 12).all(), "some smile stands still"


def shown(valence, arousal, sure, count=300):
    """(3, times, 32): the default design of one feeling."""
    inputs = np.full((8, 1), np.nan, np.float32)
    inputs[:3, 0] = (valence + 1) / 2, (arousal + 1) / 2, sure
    inputs[3:6] = colour.of_feeling([valence], [arousal], [sure])
    seed = np.array([7], np.uint32)
    glyph = GALLERY[DEFAULT]
    frames = [draw(glyph, inputs, seed, clocks(glyph, Tick(at)))[:, :, 0] for at in range(0, count, 3)]
    return np.moveaxis(np.stack(frames), 2, 0).astype(float)


def test_the_default_tells_ease_by_lightness():
    lightness = [shown(valence, 0.2, 0.9)[0].mean() for valence in (-0.9, -0.4, 0.0, 0.4, 0.9)]
    assert (np.diff(lightness) > 0.02).all()


def test_the_default_tells_energy_by_chroma_and_by_motion():
    light = [shown(0.4, arousal, 0.9) for arousal in (-0.8, 0.0, 0.8)]
    chroma = [np.hypot(a, b).mean() for _, a, b in light]
    assert chroma[2] > chroma[0] + 0.02 and chroma[2] > chroma[1] + 0.02  # in the middle a feeling is also weaker
    assert (np.diff([np.ptp(one[0], axis=0).mean() for one in light]) > 0.01).all()


def test_the_default_fades_and_stills_as_sureness_falls():
    light = [shown(0.6, 0.6, sure) for sure in (0.1, 0.5, 0.95)]
    chroma = [np.hypot(a, b).mean() for _, a, b in light]
    assert chroma[0] < 0.001 and (np.diff(chroma) > 0.02).all()
    assert (np.diff([np.ptp(one[0], axis=0).mean() for one in light]) > 0).all()


def test_the_default_tells_ease_by_shape_too():
    """Who sees no colour and no lightness can still read the sign: neighbours move together, or each alone."""

    def together(valence):
        level = shown(valence, 0.6, 0.95, 600)[0][:, [7, 6, 5, 4, 3, 2, 1, 0, 8, 9, 10, 11, 12, 13, 14, 15]]
        level -= level.mean(axis=0)
        return np.mean([np.corrcoef(level[:, at], level[:, at + 1])[0, 1] for at in range(15)])

    assert together(0.7) > 0.7 and together(-0.7) < 0.4


def test_what_reads_a_heart_is_dark_without_one():
    for glyph in GALLERY.values():
        inputs, seed = strategies.inputs(3, 0)
        inputs[7] = np.nan
        light = draw(glyph, inputs, seed, clocks(glyph, Tick(5)))
        assert np.isnan(light).all() == ("heart" in glyph.needs)
