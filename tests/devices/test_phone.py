import math

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.commons.taken import Taken
from photophore.devices.phone import Phone
from photophore.glyph import tree
from photophore.words import Audience, Cue, Row

ROW = Row(7, 2)


def glyph(name="plain", level=0.5):
    return tree.Glyph(name, (), tree.use("amber"), tree.number(level))


def cue(glyph_=None, row=ROW, apply_at=30, **changed):
    values = {"feeling": (0.5, 0.5, 1.0, 0.6, 0.1, 0.1), "heart": 70.0, "phase": 1 << 31, "rate": 1.0, "power": 0.8}
    values |= {"seed": 9, "teeth": 0xFFFFFFFF} | changed
    return Cue(row, glyph_, apply_at=apply_at, expires_at=apply_at + 60, **values)


def phone(sent):
    return Phone(ROW, sent.append)


def test_a_lit_cue_carries_all_that_the_page_needs():
    sent = []
    assert phone(sent).cue(cue(glyph()))
    assert sent[0] == {
        "t": "cue", "v": 1, "apply_ms": 1000, "expires_ms": 3000, "epoch": 0, "tree": tree.to_json(glyph()),
        "tree_hash": glyph().hash, "feeling": [0.5, 0.5, 1.0, 0.6, 0.1, 0.1], "heart": 70.0, "phase": 0.5,
        "rate": 1.0, "power": 0.8, "seed": 9, "teeth": 0xFFFFFFFF, "dark": False,
    }  # fmt: skip


def test_the_tree_travels_only_when_it_changed():
    sent = []
    held = phone(sent)
    for worn in (glyph(), glyph(), glyph(level=0.25), None, glyph(level=0.25)):
        held.cue(cue(worn))
    assert [message["tree"] is not None for message in sent] == [True, False, True, False, False]
    held.forget()
    held.cue(cue(glyph(level=0.25)))
    assert sent[-1]["tree"] is not None


def test_a_dark_cue_holds_nothing_of_the_wearer():
    sent = []
    phone(sent).cue(cue(None))
    assert sent[0]["dark"] is True
    assert all(map(math.isnan, [*sent[0]["feeling"], sent[0]["heart"]]))
    assert (sent[0]["power"], sent[0]["seed"], sent[0]["teeth"], sent[0]["tree_hash"]) == (0, 0, 0, None)


def test_what_was_taken_back_after_a_cue_was_made_is_dark_when_it_is_sent():
    sent, taken = [], Taken(ROW.index + 1)
    held = phone(sent)
    held.cue(cue(glyph(), epoch=4, taken=taken))
    taken.take(np.array([ROW.index]), np.array([Audience.NEAR.bit], np.uint8), 5, 0)
    held.cue(cue(glyph(), epoch=4, taken=taken))  # taken from others, not from the own screen
    taken.take(np.array([ROW.index]), np.array([0xFF], np.uint8), 6, 0)
    held.cue(cue(glyph(), epoch=5, taken=taken))
    held.cue(cue(glyph(), epoch=6, taken=taken))
    assert [message["dark"] for message in sent] == [False, False, True, False]


@pytest.mark.parametrize("row", [Row(7, 3), Row(7, 1), Row(8, 2)])
def test_a_cue_for_another_smile_is_dropped(row):
    sent = []
    assert not phone(sent).cue(cue(glyph(), row=row))
    assert sent == []


@given(st.lists(st.floats(width=32), min_size=6, max_size=6), st.integers(0, 2**32 - 1), st.booleans())
def test_whatever_is_felt_can_be_packed(feeling, phase, lit):
    sent = []
    phone(sent).cue(cue(glyph() if lit else None, feeling=feeling, heart=math.nan, phase=phase))
    back = msgspec.msgpack.decode(msgspec.msgpack.encode(sent[0]))
    assert 0 <= back["phase"] < 1
    if lit:
        assert all(a == b or (a != a and b != b) for a, b in zip(back["feeling"], feeling, strict=True))


def test_dark_needs_no_cue():
    sent = []
    phone(sent).dark(5000)
    assert sent[0]["dark"] is True and sent[0]["tree"] is None
    assert (sent[0]["apply_ms"], sent[0]["expires_ms"]) == (5000, 7000)
