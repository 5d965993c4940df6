"""What would change is told once, in few sentences, and no cell is left out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photophore.commons import cedar, difference, tensor
from photophore.commons.compiler import Compiler
from photophore.commons.sentence import Voice
from photophore.pages import messages
from photophore.words import Audience, Band, Purpose, Signal, Venue, WearerClass

CELLS = st.tuples(*(st.integers(0, len(kind) - 1) for kind in (WearerClass, Venue, Band, Audience, Signal)),
                  st.integers(1, 63))  # fmt: skip


def drawn(cells) -> np.ndarray:
    bits = np.zeros(tensor.WHOLE, np.uint16)
    for *where, word in cells:
        bits[tuple(where)] |= word
    return bits


def painted(told, bright: bool) -> np.ndarray:
    """The cells of some changes; fails where two hold the same."""
    bits = np.zeros(tensor.WHOLE, np.uint16)
    for change in told:
        if change.bright == bright:
            places = [[place for place in range(16) if axis >> place & 1] for axis in change[1:6]]
            here = np.ix_(*places)
            assert not (bits[here] & change.purposes).any()
            bits[here] |= np.uint16(change.purposes)
    return bits


@settings(max_examples=40)
@given(st.lists(CELLS, max_size=12), st.lists(CELLS, max_size=12))
def test_every_cell_is_told_once(before, after):
    one, other = drawn(before), drawn(after)
    told = difference.changes(one, other)
    assert np.array_equal(painted(told, False), one & ~other)
    assert np.array_equal(painted(told, True), other & ~one)
    assert difference.count(told, False) == np.unpackbits((one & ~other).view(np.uint8)).sum()


def test_what_belongs_together_is_one_sentence():
    built = cedar.built_in()
    named, bodies = (Compiler(apart=False).whole([built["own-terms"], built["virtual-people"], *more])
                     for more in ([], [built["bodies"]]))  # fmt: skip
    told = difference.changes(named, bodies)
    assert len(told) == 1 and not told[0].bright and told[0].cells == 5 * 3 * 8 * 8 * 2 * 6
    back = difference.changes(bodies, named)
    assert [change.bright for change in back] == [True] and back[0][1:] == told[0][1:]
    assert not difference.changes(named, named)


@pytest.mark.parametrize("language", messages.SPOKEN)
@settings(max_examples=20)
@given(cells=st.lists(CELLS, min_size=1, max_size=3), turn=st.booleans())
def test_every_change_can_be_said(language, cells, turn):
    nothing = drawn([])
    told = difference.changes(*((nothing, drawn(cells)) if turn else (drawn(cells), nothing)))
    for change in told:
        sentence = difference.says(change, Voice(messages.say, language, "UTC"))
        assert "policies-" not in sentence and "{" not in sentence and len(sentence) > 20


def test_a_change_in_words():
    change = difference.Change(False, 1 << WearerClass.TEEN, 255, Band.WEEK_NIGHT.bit, Audience.PUBLIC.bit,
                               Signal.HEART.bit, Purpose.LIGHT)  # fmt: skip
    said = difference.says(change, Voice(messages.say, "en", "UTC"))
    assert said == "Teens: the public can no longer see their heart as light, on weekday nights."
    said = difference.says(change._replace(bright=True), Voice(messages.say, "en", "UTC"))
    assert said.endswith("could see their heart as light, on weekday nights, if the wearer says yes.")
