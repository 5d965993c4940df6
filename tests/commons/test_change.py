"""How a change alters what stands, against a plain model of cells; what is one sentence stays one."""

from hypothesis import given
from hypothesis import strategies as st

from photophore.commons import change
from photophore.commons.change import Ask, Ended
from photophore.commons.record import Choice, Event, Sentence, State
from photophore.words import Audience, Band, Purpose, Signal, Venue

SAID = Sentence("said", "en")
NEAR = Choice(Audience.NEAR, Signal.FEELING, Purpose.LIGHT | Purpose.SYNC)
PURPOSES = st.integers(1, 63).map(Purpose)
DECIDED = st.builds(Choice, st.sampled_from([Audience.NEAR, Audience.CLINIC]), st.just(Signal.MOUTH), PURPOSES,
                    st.integers(1, 255), st.just(255), st.none() | st.integers(50, 400),
                    st.sampled_from([None, None, "sol", "mar"]))  # fmt: skip
TAKEN = st.builds(Ended, st.none() | st.just(Audience.NEAR), st.none(), st.none() | PURPOSES,
                  st.sampled_from([None, None, "sol"]))  # fmt: skip


def put(events, drafts, at):
    return events + [
        Event(len(events) + place, draft.record, at, draft.state, draft.choice, draft.sentence, b"", 1, draft.of)
        for place, draft in enumerate(drafts)
    ]


@given(st.lists(DECIDED | TAKEN, max_size=12))
def test_the_fold_says_what_a_plain_model_says(deeds):
    events, model = [], {}  # (audience, name) -> purpose -> choice's terms
    for at, deed in enumerate(deeds, 1):
        held, _ = change.in_force(events, -1)
        if isinstance(deed, Choice):
            events = put(events, change.givings(held, deed, SAID), at)
            for key in [key for key in model if key[0] == deed.audience and (key[1] is None) != (deed.named is None)]:
                del model[key]  # a name and a whole audience never stand side by side
            cells = model.setdefault((deed.audience, deed.named), {})
            cells |= {bit: deed[3:6] for bit in deed.purposes}
        else:
            events = put(events, change.endings(held, deed), at)
            for (audience, name), cells in model.items():
                if deed.audience in (None, audience) and deed.named in (None, name):
                    for bit in Purpose(63) if deed.purposes is None else deed.purposes:
                        cells.pop(bit, None)
    held, dark = change.in_force(events, 100)
    found = {}
    for each in held:
        for bit in each.choice.purposes:
            found[each.choice.audience, each.choice.named, bit] = each.choice[3:6]
    told = {(a, n, bit): terms for (a, n), cells in model.items() for bit, terms in cells.items()
            if terms[2] is None or terms[2] > 100}  # fmt: skip
    assert found == told and not dark


def test_a_deed_that_does_not_count_takes_its_withdrawals_with_it():
    events = put([], change.givings([], NEAR, SAID), 1)
    wider = NEAR._replace(purposes=Purpose.LIGHT | Purpose.MURAL)
    events = put(events, change.givings(change.in_force(events, 0)[0], wider, SAID), 2)
    assert len(change.in_force(events, 0)[0]) == 2
    void = [Event(9, "x", 3, State.INVALIDATED, None, None, b"", 1, 2)]
    assert [held.choice for held in change.in_force(events + void, 0)[0]] == [NEAR]


def test_a_choice_that_covers_a_record_goes_on_with_it():
    events = put([], change.givings([], NEAR, SAID), 1)
    (draft,) = change.givings(change.in_force(events, 0)[0], NEAR._replace(places=1), SAID)
    assert draft.record == events[0].record
    other = change.givings(change.in_force(events, 0)[0], NEAR._replace(purposes=Purpose.SYNC, places=1), SAID)
    assert [each.state for each in other] == [State.WITHDRAWN, State.GIVEN] and other[1].record != events[0].record


def test_dark_and_light():
    dark, light = (Event(1, "d", 1, State.DARK, None, None, b"", 1), Event(2, "l", 2, State.LIGHT, None, None, b"", 2))
    assert change.in_force([dark], 0)[1] and not change.in_force([dark, light], 0)[1]


def test_what_is_missing_means_no():
    ask = Ask(Audience.NEAR, Signal.FEELING, Purpose.LIGHT, Venue.HOME, Band.REST_DAY)
    assert change.allows(NEAR, ask)
    for wrong in (ask._replace(audience=Audience.SELF), ask._replace(signal=Signal.HEART),
                  ask._replace(purpose=Purpose.LIGHT | Purpose.CARE)):  # fmt: skip
        assert not change.allows(NEAR, wrong)
    assert not change.allows(NEAR._replace(places=1), ask) and not change.allows(NEAR._replace(bands=1), ask)
    assert not change.allows(NEAR._replace(places=1), ask._replace(venue=None))
    assert not change.allows(NEAR._replace(named="sol"), ask)
    assert change.allows(NEAR._replace(named="sol"), ask._replace(reader="sol"))


def test_names_of_records_are_not_guessed():
    names = {change.new() for _ in range(1000)}
    assert len(names) == 1000 and all(len(name) == 32 for name in names)
