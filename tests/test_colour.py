"""Colour is checked against coloraide, against the standard's exact curve, and against what people can tell apart."""

import itertools

import coloraide
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import njit

from photophore import colour

CODES = np.arange(256, dtype=np.float32)
# valence, arousal -> sRGB of the default mapping, worked out apart from this code
STATES = {
    "delight": (0.65, 0.65, "d2ab36"),
    "content": (0.9, 0.0, "8bd38d"),
    "calm": (0.65, -0.65, "57c4c4"),
    "drowsy": (0.0, -0.9, "5a94b5"),
    "gloomy": (-0.65, -0.65, "656493"),
    "unhappy": (-0.9, 0.0, "7d486c"),
    "tense": (-0.65, 0.65, "a04d48"),
    "alert": (0.0, 0.9, "c77434"),
}
lab = st.tuples(st.floats(0, 1), st.floats(-0.35, 0.35), st.floats(-0.35, 0.35))


@given(lab)
def test_oklab_is_coloraides(values):
    ours = np.array(colour.to_linear(*np.array(values, np.float32)), float)
    theirs = coloraide.Color("oklab", values).convert("srgb-linear").coords()
    assert np.abs(ours - theirs).max() < 2e-5


@given(st.tuples(*[st.floats(0, 1)] * 3))
def test_there_and_back(rgb):
    again = colour.to_linear(*np.array(colour.from_linear(np.array(rgb)), np.float32))
    assert np.abs(np.array(again) - rgb).max() < 1e-4


def test_every_byte_comes_back():
    assert (colour.encode(colour.decode(CODES)) == CODES).all()
    assert (colour.encode(colour.DECODED.astype(np.float32)) == CODES).all()


def test_the_curves_are_the_standards():
    assert np.abs(colour.decode(CODES) - colour.DECODED).max() < 2.2e-5
    light = np.linspace(0, 1, 100_001)
    exact = np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.maximum(light, 1e-9) ** (1 / 2.4) - 0.055) * 255
    assert np.abs(colour.encode(light.astype(np.float32)) - exact).max() < 0.5 + 0.2


def test_light_grows_with_its_code():
    assert (np.diff(colour.decode(CODES)) > 0).all()
    assert (np.diff(colour.encode(np.linspace(-0.1, 1.1, 50_001, dtype=np.float32))) >= 0).all()


@pytest.mark.parametrize(("dark", "code"), [(np.nan, 0), (-1, 0), (-np.inf, 0), (0, 0), (2, 255), (np.inf, 255)])
def test_what_is_not_light_is_dark(dark, code):
    assert colour.encode(np.float32(dark)) == code


@pytest.mark.parametrize("place", range(3))
def test_an_unknown_colour_is_dark_bytes(place):
    values = np.full((3, 4), 0.5, np.float32)
    values[place] = np.nan
    assert (colour.to_bytes(values) == 0).all()


def test_arrays_and_compiled_loops_agree_to_the_bit():
    to_linear, encode, decode = colour.to_linear, colour.encode, colour.decode

    @njit
    def loop(values, linear, codes, light):
        for i in range(values.shape[1]):
            linear[0, i], linear[1, i], linear[2, i] = to_linear(values[0, i], values[1, i], values[2, i])
            for channel in range(3):
                codes[channel, i] = encode(linear[channel, i])
                light[channel, i] = decode(codes[channel, i])

    chance = np.random.default_rng(1)
    values = chance.uniform([[0], [-0.4], [-0.4]], [[1], [0.4], [0.4]], (3, 20_000)).astype(np.float32)
    values[:, ::97] = np.nan
    linear, codes, light = (np.empty_like(values) for _ in range(3))
    loop(values, linear, codes, light)
    plain = np.stack(to_linear(*values))
    assert plain.dtype == encode(plain).dtype == decode(codes).dtype == np.float32
    assert np.array_equal(plain, linear, equal_nan=True)
    assert np.array_equal(encode(plain), codes)
    assert np.array_equal(decode(codes), light)


@given(st.floats(0.05, 0.95), st.floats(0, 0.5), st.floats(0, 360))
def test_a_fitted_colour_can_be_shown_and_keeps_its_lightness_and_hue(lightness, chroma, degrees):
    fitted = colour.fit(lightness, chroma, degrees)
    rgb = np.array(colour.to_linear(*np.array(fitted, np.float32)))
    assert (rgb >= -1e-3).all()
    assert (rgb <= 1 + 1e-3).all()
    assert fitted[0] == lightness
    kept = np.hypot(*fitted[1:])
    assert kept <= chroma + 1e-9
    if kept > 1e-3:
        assert abs((np.degrees(np.arctan2(fitted[2], fitted[1])) - degrees + 180) % 360 - 180) < 1e-3


@pytest.mark.parametrize("name", STATES)
def test_a_feeling_has_its_colour(name):
    valence, arousal, code = STATES[name]
    ours = colour.to_bytes(colour.of_feeling(np.array([valence]), np.array([arousal]), np.array([1.0])))[:, 0]
    assert np.abs(ours.astype(int) - list(bytes.fromhex(code))).max() <= 1


def test_lightness_tells_valence_alone_and_chroma_grows_with_arousal():
    valence, arousal = (it.ravel() for it in np.meshgrid(np.linspace(-1, 1, 21), np.linspace(-1, 1, 21)))
    lightness, a, b = colour.of_feeling(valence, arousal, np.ones(valence.size))
    assert np.allclose(lightness, 0.64 + 0.18 * valence, atol=1e-6)
    chroma = np.hypot(a, b)
    assert chroma[(valence == 0) & (arousal == 1)] > chroma[(valence == 0) & (arousal == -1)]


@given(st.floats(-1, 1), st.floats(-1, 1))
def test_who_is_unsure_fades_to_grey(valence, arousal):
    sure = np.array([1.0, 0.6, 0.3, 0.1, 0.0])
    _, a, b = colour.of_feeling(np.full(5, valence), np.full(5, arousal), sure)
    chroma = np.hypot(a, b)
    assert (np.diff(chroma) <= 1e-6).all()
    assert (chroma[3:] == 0).all()


@pytest.mark.parametrize("hidden", range(2))
def test_a_hidden_feeling_stays_unknown(hidden):
    told = [np.array([0.3]), np.array([0.3])]
    told[hidden] = np.array([np.nan])
    assert np.isnan(colour.of_feeling(*told, np.array([1.0]))).any()
    assert (colour.to_bytes(colour.of_feeling(*told, np.array([1.0]))) == 0).all()


@pytest.mark.parametrize("vision", [None, "protan", "deutan", "tritan"])
def test_feelings_stay_apart_for_every_eye(vision):
    """Any two of the eight states by 0.05, opposite ones by 0.15; about 0.02 is just seen."""
    valence, arousal = np.array([state[:2] for state in STATES.values()]).T
    seen = colour.of_feeling(valence, arousal, np.ones(8)).astype(float)
    seen = colour.seen_by(vision, seen) if vision else seen
    for one, other in itertools.combinations(range(8), 2):
        opposite = valence[one] == -valence[other] and arousal[one] == -arousal[other]
        assert colour.apart(seen[:, one], seen[:, other]) >= (0.15 if opposite else 0.05)


@pytest.mark.parametrize("vision", ["protan", "deutan", "tritan"])
def test_grey_is_grey_to_every_eye(vision):
    grey = np.array([[0.2, 0.5, 0.9], [0, 0, 0], [0, 0, 0]])
    assert np.abs(colour.seen_by(vision, grey) - grey).max() < 1e-3


def test_luminance_is_that_of_the_guidelines():
    assert colour.luminance(1.0, 1.0, 1.0) == pytest.approx(1)
    assert colour.luminance(0.0, 1.0, 0.0) == pytest.approx(0.7152)
