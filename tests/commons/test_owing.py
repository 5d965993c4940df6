"""What could not be written is dark, is written first, and in its order."""

import pytest

from photophore.commons.record import Choice, State
from photophore.words import Audience, NoRoom, Purpose, Signal
from tests.commons.place_of_terms import Hub

NEAR = Choice(Audience.NEAR, Signal.FEELING, Purpose.LIGHT)


@pytest.fixture
def hub(tmp_path, clock):
    made = Hub(tmp_path, clock)
    yield made
    made.end()


def test_debts_are_paid_in_their_order_before_anything_else(hub):
    ana = hub.join()
    hub.terms.decide(ana, NEAR, "a", "en")
    hub.terms.decide(ana, NEAR._replace(audience=Audience.PUBLIC), "b", "en")
    with hub.full():
        for deed in (lambda: hub.terms.withdraw(ana, Audience.PUBLIC), lambda: hub.terms.dark(ana)):
            with pytest.raises(NoRoom):
                deed()
        assert hub.terms.of(ana) == [NEAR] and hub.terms.is_dark(ana) and len(hub.terms.owing.people()) == 1
    hub.terms.light(ana)
    states = [event.state for event in hub.terms.history(ana)]
    assert states == [State.GIVEN, State.GIVEN, State.WITHDRAWN, State.DARK, State.LIGHT]
    assert not hub.terms.owing and not list(hub.terms.owing._vows.all())


def test_the_same_again_on_a_full_disk_is_owed_once_in_the_end(hub):
    ana = hub.join()
    hub.terms.decide(ana, NEAR, "a", "en")
    with hub.full():
        for _ in range(5):
            with pytest.raises(NoRoom):
                hub.terms.withdraw(ana)
    hub.terms.mend()
    assert [event.state for event in hub.terms.history(ana)] == [State.GIVEN, State.WITHDRAWN]


def test_one_who_cannot_be_written_keeps_nobody_else_from_it(hub):
    ana, ben = hub.join(), hub.join()
    for person in (ana, ben):
        hub.terms.decide(person, NEAR, "a", "en")
        with hub.full(), pytest.raises(NoRoom):
            hub.terms.dark(person)
    hub.terms.tend()
    assert not hub.terms.owing and hub.people.get(ana).dark and hub.people.get(ben).dark
