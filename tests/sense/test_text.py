"""Text: English only, nothing of it kept, its weak word weakly believed."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photophore.sense import text
from photophore.sense.signals import LIMITS
from photophore.words import PhotophoreError, Sense

needs = pytest.mark.skipif(text.SentimentIntensityAnalyzer is None, reason="VADER is not installed (extra text)")


@needs
@pytest.mark.parametrize(
    ("sentence", "compound"),
    [  # as the authors' own demonstration prints them (github.com/cjhutto/vaderSentiment, README)
        ("VADER is smart, handsome, and funny.", 0.8316),
        ("VADER is smart, handsome, and funny!", 0.8439),
        ("VADER is very smart, handsome, and funny.", 0.8545),
        ("VADER is VERY SMART, handsome, and FUNNY.", 0.9227),
        ("VADER is not smart, handsome, nor funny.", -0.7424),
        ("The book was good.", 0.4404),
        ("The book was only kind of good.", 0.3832),
        ("Today SUX!", -0.5461),
        ("Not bad at all", 0.431),
    ],
)
def test_valence_is_vaders(sentence, compound):
    assert text.valence(sentence).valence == pytest.approx(compound, abs=1e-4)


@needs
def test_the_noise_is_that_of_one_message():
    read = text.valence("A fine day")
    assert read.noise == pytest.approx(15 * 0.264**2, rel=0.01)  # specs 2.1: R / sigma^2 = 15
    assert read._fields == ("valence", "noise")  # nothing else is kept


@needs
def test_only_english_is_read():
    assert text.valence("good", "en-GB").valence > 0
    for language in ("es", "de-AT", "", "eng"):
        with pytest.raises(PhotophoreError, match="only English"):
            text.valence("bueno", language)


@needs
def test_no_words_are_no_reading_and_too_many_are_refused():
    assert all(math.isnan(text.valence(nothing).valence) for nothing in ("", "  \n", "...", "?!"))
    with pytest.raises(PhotophoreError, match="2001 characters") as found:
        text.valence("x" * 2001)
    assert "xxx" not in str(found.value)  # not even an error keeps the words


@needs
@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_whatever_is_written_its_valence_is_a_sample_that_may_be_heard(written):
    valence = text.valence(written).valence
    least, most = LIMITS[:2, Sense.TEXT]
    assert math.isnan(valence) or least <= valence <= most


def test_without_vader_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setattr(text, "_reader", None)
    with pytest.raises(PhotophoreError, match=r"pip install vaderSentiment"):
        text.valence("good")
