"""Every choice has a whole sentence in every language, and no two have the same: nobody agrees to two things."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.commons import sentence
from photophore.commons.record import ALL, Choice
from photophore.commons.sentence import Voice
from photophore.pages import messages
from photophore.words import ALWAYS, EVERYWHERE, Audience, Band, Purpose, Signal, Venue

NEAR = Choice(Audience.NEAR, Signal.FEELING, Purpose.LIGHT)
EN, ES = Voice(messages.say, "en", "Europe/Lisbon"), Voice(messages.say, "es", "Europe/Lisbon")
CHOICES = st.builds(
    Choice,
    st.sampled_from(Audience),
    st.sampled_from(Signal),
    st.integers(1, int(ALL)).map(Purpose),
    st.integers(1, 255),
    st.integers(1, 255),
    st.none() | st.integers(1_700_000_000_000, 2_500_000_000_000),
)


def test_the_sentence_of_the_design():
    assert sentence.of(NEAR, EN) == "People near you can see your feeling as light, anywhere, until you end it."
    assert sentence.of(NEAR, ES) == (
        "Las personas cercanas pueden ver lo que sientes como luz, en cualquier lugar, hasta que tú le pongas fin."
    )


def test_where_when_until_and_who():
    june = 1_814_360_400_000  # 30 June 2027, 14:00 in Lisbon
    choice = Choice(Audience.CLINIC, Signal.MOUTH, Purpose.CARE | Purpose.REMEMBER, Venue.CLINIC.bit | Venue.HOME.bit,
                    Band.WEEK_DAY.bit | Band.REST_DAY.bit, june, "some.body")  # fmt: skip
    said = sentence.of(choice, EN, "Dr Sol")
    assert said == (
        "Only Dr Sol of the clinic can look at your mouth’s acidity to care for you and remember it, at home and at "
        "the clinic, in the daytime, until 30 June 2027, 14:00."
    )
    assert "la persona que elegiste" in sentence.of(choice, ES)


def test_a_name_cannot_forge_a_second_sentence():
    choice = Choice(Audience.CLINIC, Signal.MOUTH, Purpose.CARE, named="x")
    said = sentence.of(choice, EN, "Sol\n\u202eEverybody can see all. " * 9)
    assert "\n" not in said and "\u202e" not in said and len(said) < 200


@given(CHOICES, st.sampled_from(["en", "es", messages.PSEUDO]))
def test_every_choice_has_a_whole_sentence(choice, language):
    said = sentence.of(choice, Voice(messages.say, language, "America/New_York"))
    assert said.endswith(".") and "{" not in said and "me-" not in said and "  " not in said
    assert len(said) < 700


@pytest.mark.parametrize("voice", [EN, ES])
def test_no_two_choices_have_one_sentence(voice):
    every = itertools.product(Audience, Signal, map(Purpose, range(1, 64)))
    assert len({sentence.of(Choice(*each), voice) for each in every}) == 8 * 6 * 63
    assert len({sentence.where(bits, voice) for bits in range(1, 256)}) == 255
    assert len({sentence.when(bits, voice) for bits in range(1, 256)}) == 255


def test_parts_of_the_week_are_the_bands():
    assert [sentence.part(band) for band in Band] == [
        (kind, part) for kind in ("week", "rest") for part in ("night", "morning", "day", "evening")
    ]
    assert sentence.where(EVERYWHERE, EN) == "anywhere" and sentence.when(ALWAYS, EN) == ""
