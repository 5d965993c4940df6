"""The certificate counts what anybody can count, and reads back as it was written."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.glyph.prove import prove
from photophore.glyph.read import read
from photophore.light import certificate
from photophore.words import BadLog

FPS = 10


def lit(codes, teeth=range(32), smiles=1) -> np.ndarray:
    """Mouths whose teeth show these codes, frame by frame; the other teeth are dark."""
    light = np.zeros((len(codes), 32, 3, smiles), np.uint8)
    light[:, list(teeth)] = np.asarray(codes, np.uint8)[:, None, None, None]
    return light


def beating(hertz: float, seconds: int = 6, high: int = 255) -> list[int]:
    turns = np.arange(seconds * FPS) / FPS * hertz % 1
    return np.where(turns < 0.5, high, 0).tolist()


def test_still_light_turns_once_as_it_comes():
    still = certificate.measure(lit([120] * 30), FPS)
    assert (still.luminance.most, still.red.most, still.share) == (1, 0, 1.0)
    assert certificate.measure(lit([120] * 30), FPS, skip=1).luminance.most == 0
    assert still.profile == "calm" and still.iris["result"] == still.wcag["result"] == "pass"


@pytest.mark.parametrize(("hertz", "most", "profile"), [(1.0, 2, "calm"), (2.0, 4, "none"), (5.0, 10, "none")])
def test_flashes_are_counted_and_named(hertz, most, profile):
    found = certificate.measure(lit(beating(hertz)), FPS)
    assert found.luminance.most in (most, most + 1) and found.luminance.where == "mouth"
    assert found.profile == profile and found.iris["luminance"] >= min(most, 7)


def test_one_tooth_is_found_and_counter_phase_is_not_missed():
    one = certificate.measure(lit(beating(2.0, high=200), [3]), FPS)
    assert one.luminance.where == "tooth-14" and one.luminance.by[2] == 0 and one.share == round(1 / 32, 4)
    assert one.luminance.most >= 4 and one.profile == "calm", "a tooth alone fills no field"
    halves = lit(beating(2.5), range(16)) + lit([255 - code for code in beating(2.5)], range(16, 32))
    found = certificate.measure(halves, FPS)
    assert found.iris["luminance"] <= 1, "EA IRIS sees a mean that stays"
    assert found.luminance.most >= 5 and found.wcag["result"] == "fail" and found.profile == "none"


def test_saturated_red_is_counted_by_itself():
    light = lit(beating(2.0, high=150))
    light[:, :, 1:] = 0
    found = certificate.measure(light, FPS)
    assert found.red.most >= 4 and found.wcag["red"] >= 4
    grey = certificate.measure(lit(beating(2.0, high=150)), FPS)
    assert grey.red.most == 0


def test_alternating_teeth_are_stripes_and_smiles_do_not_add_up():
    light = np.zeros((30, 32, 3, 2), np.uint8)
    light[:, [place for place in range(32) if place % 2]] = 255
    assert certificate.measure(light, FPS).wcag["pairs"] == 0, "eight pairs that stand still are not too many"
    light[::5, :, :, 1] = 255 - light[::5, :, :, 1]  # ... but they are too many where they move
    assert certificate.measure(light, FPS).wcag["pairs"] >= 7


def test_which_smile_is_told_and_parts_are_joined():
    light = np.concatenate([lit([90] * 60), lit(beating(2.0))], axis=3)
    found = certificate.measure(light, FPS)
    assert found.luminance.smile == 1
    joined = certificate.together([certificate.measure(lit([90] * 60), FPS), found])
    assert joined.luminance == found.luminance and joined.wcag == found.wcag and joined.share == 1.0


@given(st.floats(0.001, 1.0))
def test_area_is_the_geometry_of_the_note(share):
    found = certificate.area(share)
    assert found["metres"] == pytest.approx(0.317 * share**0.5, abs=0.006)
    assert [round(each["smiles"] * share / each["metres"] ** 2) for each in found["crowd"]] == [10] * 4 or share < 0.2
    nothing = certificate.area(0.0)
    assert nothing["metres"] is None and nothing["crowd"][0]["smiles"] is None


def made() -> dict:
    glyph = read("glyph still\ncolour amber\nbrightness 0.5")
    figures = certificate.measure(lit([100] * 20), FPS, skip=1)
    rest = {"analyser": {"program": "photophore 9"}, "tried": {}}
    return certificate.design(glyph, prove(glyph), (figures, figures), rest)


def test_a_certificate_reads_back_as_it_was_written():
    told = made()
    assert told["calm"] and not told["held"] and told["proved"]["transitions"] == 0
    assert certificate.read(certificate.text(told)) == json.loads(json.dumps(told))
    assert certificate.text(told) == certificate.text(made())


def test_a_design_that_is_not_proved_calm_is_told_as_such():
    glyph = read("glyph still\ncolour amber\nbrightness 0.5")
    figures = certificate.measure(lit([100] * 20), FPS, skip=1)
    unproved = prove(glyph)._replace(calm=False, slope=float("inf"))
    told = certificate.design(glyph, unproved, (figures, figures), {})
    assert not told["calm"] and told["proved"]["slope"] is None
    certificate.text(told)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[:-1],
        lambda text: text.replace(b'"calm": true', b'"calm": false, "calm": true'),
        lambda text: text.replace(b'"schema": 1', b'"schema": 2'),
        lambda text: text.replace(b" ", b"  "),
        lambda text: text.split(b"\n", 1)[1],
        lambda text: certificate.HEAD + b"[" * 100_000,
        lambda text: certificate.HEAD + b'{"schema": 1, "kind": "design", "x": 1e999}',
        lambda text: certificate.HEAD + b"null\n",
        lambda text: certificate.HEAD + b"\xff",
        lambda text: b"",
    ],
)
def test_what_is_no_certificate_is_refused_in_words(spoil):
    with pytest.raises(BadLog, match="this"):
        certificate.read(spoil(certificate.text(made())))


def fields(told, way=()):
    """Where each field of a certificate stands."""
    for name, value in told.items():
        yield (*way, name)
        if isinstance(value, dict):
            yield from fields(value, (*way, name))


def without(way, instead=None) -> dict:
    told = inner = json.loads(json.dumps(made()))
    for name in way[:-1]:
        inner = inner[name]
    del inner[way[-1]]
    inner |= instead or {}
    return told


@pytest.mark.parametrize("junk", [None, "", "x", [], {}, [1], 10**400, -1], ids=range(8))
def test_a_record_that_lacks_a_field_is_refused_or_can_be_told(junk):
    refused = set()
    for way in fields(made()):
        for told in (without(way), without(way, {way[-1]: junk})):
            try:
                certificate.says(certificate.read(certificate.text(told)))
            except BadLog:
                refused.add(".".join(way))
    told = {"schema", "kind", "name", "hash", "calm", "profile", "leaving", "written", "analyser.program", "area",
            "leaving.luminance.most", "leaving.red.most", "leaving.stripes", "leaving.iris.result"}  # fmt: skip
    assert told <= refused


@given(st.binary(max_size=200))
def test_no_bytes_make_it_fall(noise):
    with pytest.raises(BadLog):
        certificate.read(certificate.HEAD + noise)


def test_a_certificate_is_told_in_sentences():
    lines = certificate.says(made() | {"analyser": {"program": "photophore 9"}})
    assert lines[0].startswith("still is calm: on average at most 0 transitions a second")
    assert "no crowd of it" in "".join(lines)
    assert "no certification" in lines[-1]
    assert "at most 0 transitions of luminance and 0 of red" in lines[1]
    once, twice = (certificate.measure(lit(codes), FPS) for codes in ([90] * 9, [90] * 5 + [0] * 5))
    assert "at most 1 transition of luminance" in certificate._counted("It", certificate.told(once))
    assert "at most 2 transitions of luminance" in certificate._counted("It", certificate.told(twice))
    worse = made() | {"calm": False, "held": True, "proved": {"calm": False}, "analyser": {"program": ""}}
    assert "cannot be proved calm" in certificate.says(worse)[0]
    worse["proved"] = {"calm": True}
    assert "on the whole" in certificate.says(worse)[0]
    worse |= {"profile": "none", "leaving": worse["leaving"] | {"stripes": 7}}
    assert "7 pairs of light and dark, more than WCAG allows" in certificate.says(worse)[0]


def test_a_record_that_is_none_is_not_written():
    with pytest.raises(ValueError, match="JSON"):
        certificate.text({"x": float("nan")})
