"""Text and traced Python give equal trees; what a symbol cannot do, it says kindly."""

import pytest

from photophore.glyph import write
from photophore.glyph.gallery import gallery
from photophore.glyph.lexicon import NAMES
from photophore.glyph.read import read
from photophore.glyph.write import amber, blend, breath, glyph, heart, near, rose, shade, slider, soft, tooth, wave
from photophore.words import BadGlyph


@glyph
def hearth(ease):
    """Warms to rose."""
    return {"colour": blend(amber, rose, by=ease), "brightness": breath(6) * (0.2 + 0.6 * ease)}


@glyph
def busy(heart, ease):
    bump = near(tooth, where=0.5 - 0.2 * wave(3, count=2), width=1 / 4)
    return {"colour": (1 - -ease) * shade(0.7, 0.1, +tooth / 3), "brightness": -soft(bump) * 2 * 3 + 1 - 0.5 * heart}


@glyph
def steady():
    return {"colour": amber, "brightness": 0.5}


@glyph
def slid():
    warmth = slider("warmth", 0, 1, 0.5, "how warm")
    return {"colour": blend(amber, rose, warmth), "brightness": breath(slider("pace", 1, 9, 6)) * warmth}


TEXTS = {
    "slid": """slider pace 1..9 6
slider warmth 0..1 0.5 how warm
colour blend(amber, rose, warmth)
brightness breath(pace) * warmth""",
    "hearth": """says Warms to rose.
needs ease
colour blend(amber, rose, ease)
brightness breath(6) * (0.2 + 0.6 * ease)""",
    "busy": """needs ease heart
colour (1 - (0 - ease)) * shade(0.7, 0.1, tooth / 3)
brightness -soft(near(tooth, 0.5 - 0.2 * wave(3, 2), 0.25)) * 2 * 3 + 1 - 0.5 * heart""",
    "steady": "colour amber\nbrightness 0.5",
}


@pytest.mark.parametrize("written", [hearth, busy, steady, slid], ids=lambda glyph: glyph.name)
def test_both_ways_of_writing_give_equal_trees(written):
    assert written == read(f"glyph {written.name}\n{TEXTS[written.name]}")


def test_every_word_can_be_imported():
    assert all(getattr(write, name) is not None for name in NAMES)
    with pytest.raises(AttributeError, match="breath"):
        getattr(write, "breth")  # noqa: B009


def traced(light):
    @glyph
    def one(ease):
        return {"colour": amber, "brightness": light(ease) + ease}


BAD = {
    "if": (lambda ease: 1 if ease else 2, "cannot ask `if`"),
    "and": (lambda ease: ease and 1, "cannot ask `if`"),
    "compare": (lambda ease: ease > 0.5, "cannot compare"),
    "max": (lambda ease: max(ease, 1), "cannot compare"),
    "in": (lambda ease: ease in [1], "cannot compare"),
    "power": (lambda ease: ease**2, "no powers"),
    "float": (lambda ease: float(ease), "not one number"),
    "text": (lambda ease: ease + "1", "cannot hold str"),
    "list": (lambda ease: ease * [1], "cannot hold list"),
    "true": (lambda ease: ease * True, "cannot hold bool"),
    "call": (lambda ease: ease(1), "ease takes nothing"),
    "slot": (lambda ease: breath(ease), "plain number"),
    "extra": (lambda ease: breath(6, 7), "breath"),
    "named": (lambda ease: breath(rate=7), "breath"),
    "divide": (lambda ease: 1 / ease, "below a /"),
    "slider": (lambda ease: ease * slider("ease", 0, 1, 0.5), "cannot be called ease"),
    "slider called": (lambda ease: slider("warmth", 0, 1, 0.5)(1), "warmth takes nothing"),
    "nan": (lambda ease: ease * float("nan"), "too large"),
}


@pytest.mark.parametrize("bad", BAD)
def test_says_kindly_what_cannot_be(bad):
    light, what = BAD[bad]
    with pytest.raises(BadGlyph) as caught:
        traced(light)
    assert what in caught.value.what


def test_needs_are_the_parameters():
    with pytest.raises(BadGlyph, match="cannot need tooth"):
        glyph(lambda tooth: {"colour": amber, "brightness": tooth})
    with pytest.raises(BadGlyph, match="reads heart"):

        @glyph
        def hidden():
            return {"colour": amber, "brightness": heart}

    with pytest.raises(BadGlyph, match="colour and a brightness"):

        @glyph
        def half():
            return {"colour": amber}


def test_the_gallery_speaks_the_same_language():
    assert all(glyph == read(text) for glyph, text in zip(gallery().values(), _texts(), strict=True))


def _texts():
    from photophore.glyph.gallery import texts

    return texts().values()
