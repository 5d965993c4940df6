"""Records have one form: CBOR as cbor2 writes it canonically, and nothing that could unfold."""

import struct

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.tlog import cbor
from photophore.words import BadLog

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
facts = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | texts | st.binary(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=5),
    max_leaves=20,
)


@given(facts)
def test_what_is_written_reads_back_equal_and_says_it_in_one_way(record):
    written = cbor.write(record)
    assert cbor.read(written) == record
    assert cbor.write(cbor.read(written)) == written
    assert cbor2.loads(written) == record


@given(st.dictionaries(texts, st.integers(0, 9), max_size=12))
def test_names_stand_in_one_order(record):
    """RFC 8949, 4.2.1: bytewise by their encodings."""
    names = [cbor.write(name) for name in cbor.read(cbor.write(dict(reversed(record.items()))))]
    assert names == sorted(names)
    assert cbor.write(record) == cbor.write(dict(reversed(record.items())))


@given(st.binary(max_size=200) | facts.map(lambda it: cbor2.dumps(it)))
def test_whatever_comes_is_read_or_refused_in_words(data):
    try:
        assert cbor.write(cbor.read(data)) == data
    except BadLog:
        pass


@pytest.mark.parametrize("data", [
    b"", b"\x18\x01", b"\x01\x01", b"\x9f\xff", b"\xc2\x41\x01", b"\xa2\x61b\x01\x61a\x01", b"\xa2\x61a\x01\x61a\x01",
    b"\xa1\x01\x01", b"\x61\xff", b"\xf7", b"\xf9\x7e\x00", b"\xfa" + struct.pack(">f", 1.0), b"\x81" * 40 + b"\x01",
    b"\x9b" + b"\xff" * 8, b"\x5b" + b"\xff" * 8, b"\xd8\x1c\x81\xd8\x1d\x00", b"\x1c", b"\xb9\xff\xff",
])  # fmt: skip
def test_other_forms_of_the_same_and_tags_are_refused(data):
    with pytest.raises(BadLog):
        cbor.read(data)


@pytest.mark.parametrize("record", [
    {1: 2}, {"a": {1, 2}}, {"a": object()}, float("nan"), 2**64, -(2**63) - 1, "\ud800", {"a": [float("nan")]},
])  # fmt: skip
def test_what_is_not_plain_is_refused(record):
    with pytest.raises(BadLog):
        cbor.write(record)


def test_what_has_no_bottom_is_refused():
    endless = []
    endless.append(endless)
    with pytest.raises(BadLog):
        cbor.write(endless)
