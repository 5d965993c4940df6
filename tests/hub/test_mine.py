"""What a wearer is told: what is held back, what needs more, whom one may name; never somebody's id."""

from types import SimpleNamespace

import numpy as np
import pytest

from photophore.commons.change import Held
from photophore.commons.record import Choice, Sentence
from photophore.hub import mine as telling
from photophore.hub.mine import Mine
from photophore.pages import messages
from photophore.words import Audience, BadRequest, Purpose, Role, Signal, Venue, WearerClass

MONDAY = 1_795_430_400_000  # noon UTC, in November 2026
NEAR = Choice(Audience.NEAR, Signal.FEELING, Purpose.LIGHT | Purpose.SYNC)
PERSON = SimpleNamespace(id="hub.ana", wearer_class=WearerClass.ADULT, language="en")


@pytest.fixture
def tensor():
    return np.full((16, 8, 8, 8, 16), 0xFFFF, np.uint16)


@pytest.fixture
def mine(tensor):
    ledger = SimpleNamespace(holding=lambda role: ["hub.sol", "hub.mar"] if role == Role.CLINIC else [])
    terms = SimpleNamespace(now=lambda: MONDAY, grants=SimpleNamespace(venue=Venue.HOME), ledger=ledger)
    names = {"hub.sol": "Dr Sol", "hub.mar": ""}
    people = SimpleNamespace(
        name=lambda who: names.get(who, "Ana"), pseudonym=lambda who, use: f"{who}{use}".encode()[-16:]
    )
    policies = SimpleNamespace(tensor=tensor)
    return Mine(terms, people, None, policies, None, None, messages.say, ("en", "es"), "Europe/Lisbon")


def line(mine, choice, held=()):
    return telling.line(telling.view(mine, PERSON, telling.voice(mine, "en"), list(held)), choice)


def test_what_a_policy_forbids_is_told_as_held_back(mine, tensor):
    assert line(mine, NEAR).held_back == []
    tensor[WearerClass.ADULT, Venue.HOME.place, :, Audience.NEAR, Signal.FEELING] = int(Purpose.LIGHT)
    assert line(mine, NEAR).held_back == ["sync"]


def test_where_bodies_are_not_sensed_no_body_is_possible(mine):
    mine.terms.grants.venue = Venue.WORKPLACE
    heart = Choice(Audience.SELF, Signal.HEART, Purpose.LIGHT)
    assert line(mine, heart).held_back == ["light"] and line(mine, NEAR).held_back == []


def test_nothing_shines_before_it_is_heard(mine):
    heard = Held("r", Choice(Audience.SELF, Signal.FEELING, Purpose.LIGHT), 1, Sentence("", "en"), 1)
    assert line(mine, NEAR).needs and not line(mine, NEAR, [heard]).needs
    assert not line(mine, NEAR._replace(signal=Signal.PLACE)).needs  # being there needs no feeling
    assert not line(mine, NEAR._replace(purposes=Purpose.MURAL)).lights


def test_here_and_now_are_told(mine):
    assert line(mine, NEAR).here
    assert not line(mine, NEAR._replace(places=Venue.STREET.bit)).here
    assert not line(mine, NEAR._replace(bands=1 << 6)).here  # the day of a weekend


def test_a_person_goes_by_a_word_that_is_ones_own(mine):
    told = telling._known(mine, PERSON)
    assert [each.name for each in told] == ["Dr Sol"]  # who gave no name cannot be chosen
    assert telling.whom(mine, PERSON, told[0].word) == "hub.sol" and telling.whom(mine, PERSON, None) is None
    for wrong in ("hub.sol", "", "x" * 500):
        with pytest.raises(BadRequest):
            telling.whom(mine, PERSON, wrong)


def test_an_unknown_language_is_the_first_that_the_hub_speaks(mine):
    spoken = [telling.voice(mine, it).language for it in ("es", "es-MX", "xx", "", "../..")]
    assert spoken == ["es", "es", "en", "en", "en"]
