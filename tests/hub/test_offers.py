"""Choices as JSON go both ways; what is offered can be said, once each, and begins with being heard."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.commons import record
from photophore.hub import offers
from photophore.hub.offers import OFFERS, Wish, choice_of
from photophore.words import Audience, BadRequest, Band, Purpose, Signal, Venue


def test_the_names_are_the_words():
    assert list(get_args(offers.AudienceName)) == [each.name.lower() for each in Audience]
    assert list(get_args(offers.SignalName)) == [each.name.lower() for each in Signal]
    assert list(get_args(offers.PurposeName)) == [each.name.lower() for each in Purpose]
    assert list(get_args(offers.VenueName)) == [str(each) for each in Venue]
    assert list(get_args(offers.BandName)) == [each.name.lower() for each in Band]


@given(st.sampled_from(Audience), st.sampled_from(Signal), st.integers(1, 63).map(Purpose), st.integers(1, 255),
       st.integers(1, 255), st.none() | st.integers(0, 2**53 - 1))  # fmt: skip
def test_a_choice_goes_there_and_back(audience, signal, purposes, places, bands, until):
    wish = Wish(audience.name.lower(), signal.name.lower(), tuple(offers.named(purposes)), tuple(record.venues(places)),
                tuple(record.bands(bands)), until)  # fmt: skip
    assert choice_of(wish, None) == (audience, signal, purposes, places, bands, until, None)


def test_what_is_left_out_means_all_and_too_much_is_refused():
    assert choice_of(Wish("near", "feeling", ("light",)), "sol")[3:] == (0xFF, 0xFF, None, "sol")
    for wrong in (Wish("near", "feeling", ("light",) * 9), Wish("near", "feeling", ("light",), until=2**53),
                  Wish("near", "feeling", ("light",), until=-1)):  # fmt: skip
        with pytest.raises(BadRequest):
            choice_of(wrong, None)


def test_what_is_offered_can_be_chosen_and_is_offered_once():
    assert len(set(OFFERS)) == len(OFFERS)
    assert [record.checked(choice, 0) for choice in OFFERS] == list(OFFERS)
    assert OFFERS[0][:2] == (Audience.SELF, Signal.FEELING) and not any(choice.named for choice in OFFERS)
