"""Entries: about a person nothing but 32 bytes, of public facts everything, and one form of each."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.tlog import entry
from photophore.words import BadLog

RECORD = {"who": "somebody", "what": "feeling", "until": 1_800_000_000_000}


def test_a_commitment_says_nothing_but_its_kind():
    digest = entry.commit(b"s" * 32, entry.canonical(RECORD))
    made = entry.commitment("grant", digest)
    assert entry.read(made) == entry.Entry("grant", digest, None)
    assert len(made) == 54  # bytes, whatever was decided
    assert b"somebody" not in made


def test_the_digest_is_hmac_under_the_salt():
    record = entry.canonical(RECORD)
    assert entry.commit(b"s" * 32, record) == hmac.new(b"s" * 32, record, hashlib.sha256).digest()
    assert entry.commit(b"t" * 32, record) != entry.commit(b"s" * 32, record)


def test_order_of_telling_changes_nothing():
    assert entry.canonical(RECORD) == entry.canonical(dict(reversed(RECORD.items())))


def test_public_facts_come_back():
    facts = {"name": "no feeling at work", "version": 3, "lines": ["a", "b\nindex 7"], "text": "\x1b[2J\n\u2014 forged"}
    assert entry.read(entry.public("policy", facts)).facts == facts


@pytest.mark.parametrize("kind", ["", "A", "a b", "a\n", "\u00e9", "a" * 41, None, "a/b", "\x1b[2J"])
def test_a_kind_is_a_short_plain_word(kind):
    with pytest.raises(BadLog):
        entry.public(kind, {})


@pytest.mark.parametrize("make", [
    lambda: entry.commitment("grant", b"short"), lambda: entry.commitment("grant", "t" * 32),
    lambda: entry.commit(b"", b""),
    lambda: entry.public("policy", {"text": "x" * 70_000}), lambda: entry.public("policy", {"a": {1, 2}}),
])  # fmt: skip
def test_what_cannot_be_an_entry(make):
    with pytest.raises(BadLog):
        make()


@given(st.binary(max_size=120))
def test_a_strangers_entry_is_told_as_such(data):
    try:
        assert entry.read(data).kind
    except BadLog:
        pass


def test_forms_that_say_the_same_are_not_ours():
    good = entry.public("policy", {"b": 1, "a": 2})
    swapped = good.replace(b"\x61a\x02\x61b\x01", b"\x61b\x01\x61a\x02")
    assert swapped != good
    for bad in (swapped, good + b"\x00", b"\x03" + good[1:], b"\x01" + good[1:], good[:1]):
        with pytest.raises(BadLog):
            entry.read(bad)
