"""What stands in the open names nobody: small counts and single smiles are held back, persons are refused."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.commons import openly
from photophore.commons.openly import FEW, HELD_BACK
from photophore.tlog import entry
from photophore.words import GROUP, BadRequest

PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
NAMES = st.text("abcdefghijklmnop_", min_size=1, max_size=12).filter(lambda name: name not in openly.PERSONS)
FACTS = st.dictionaries(NAMES, st.recursive(PLAIN, lambda inside: st.lists(inside, max_size=3) | st.dictionaries(
    NAMES, inside, max_size=3), max_leaves=8), max_size=4)  # fmt: skip


@pytest.mark.parametrize("name", sorted(openly.COUNTS))
def test_a_small_count_is_told_as_few(name):
    assert openly.clean({name: GROUP - 1}) == {name: FEW}
    assert openly.clean({"at": {name: np.int64(1)}}) == {"at": {name: FEW}}
    assert openly.clean({name: GROUP}) == {name: GROUP} and openly.clean({name: 0}) == {name: 0}
    assert openly.clean({name: 12.5}) == {name: FEW}


def test_one_smile_is_not_named():
    told = openly.clean({"cause": "contact", "id": "512", "source": 512, "other": -1, "smile": None})
    assert told == {"cause": "contact", "id": HELD_BACK, "source": HELD_BACK, "other": None, "smile": None}
    assert openly.clean({"cause": "lot", "id": "7"})["id"] == "7"
    assert "512" not in json.dumps(openly.clean({"why": {"cause": "contact", "id": 512}}))


def test_a_sentence_names_nobody_either():
    said = ["At 31 s: 8 smiles of lot 7 had failed.", "contact 512: 99.1%.", "Smile #9 began."]
    told = openly.clean({"evidence": said})
    assert told["evidence"] == [f"At 31 s: {FEW} smiles of lot 7 had failed.", "contact: 99.1%.", "Smile began."]
    assert openly.line("12 people rest.", "sentence") == f"{FEW} people rest."
    told = {"3 faults": f"{FEW} faults", "0 of 12 faults": f"none of {FEW} faults", "12 of 12 faults": f"{FEW} faults",
            "7 of 70 faults": f"{FEW} of 70 faults"}  # fmt: skip
    assert {each: openly.line(each, "sentence") for each in told} == told
    assert openly.line("60 of 70 faults", "sentence") == "60 of 70 faults"
    for same in ("1,012 smiles rest.", "50 smiles rest.", "0 smiles rest.", "lot 7: 99 %", "12 faulty", "2.5 smiles"):
        assert openly.line(same, "sentence") == same


@pytest.mark.parametrize("name", sorted(openly.PERSONS))
def test_a_person_is_refused_at_any_depth(name):
    for facts in ({name: "x"}, {"a": {name: 1}}, {"a": [{"b": {name: 1}}]}):
        with pytest.raises(BadRequest, match="names no person"):
            openly.clean(facts)


@given(FACTS)
def test_whatever_is_told_can_stand_in_the_log_and_reads_back_equal(facts):
    try:
        told = openly.clean(facts)
    except BadRequest:
        return
    assert json.loads(json.dumps(told)) == told, "plain"
    assert entry.read(entry.public("incident", {"what": told})).facts == {"what": told}
    assert openly.clean(told) == told, "one true form"


def test_what_no_reader_could_follow_is_refused():
    deep: dict = {}
    for _ in range(9):
        deep = {"a": deep}
    for facts in (deep, {"a": ["x"] * 501}, {"a": ["x" * 500] * 40}, {"": 1}, {"a\n": 1}, {1: 2}, {"a": object()}, 7):
        with pytest.raises(BadRequest):
            openly.clean(facts)


def test_numbers_of_every_kind_become_plain():
    told = openly.clean({"a": np.float32(0.5), "b": np.nan, "c": 2**70, "d": {"z", "y"}, "e": (1, np.bool_(True))})
    assert told == {"a": 0.5, "b": None, "c": str(2**70), "d": ["y", "z"], "e": [1, True]}


def test_a_line_is_one_line():
    assert openly.line(" a\x1b[2J\nb ", "sentence") == "a [2J b"
    for text in ("", "x" * 601, None, 7):
        with pytest.raises(BadRequest):
            openly.line(text, "sentence", 1)
