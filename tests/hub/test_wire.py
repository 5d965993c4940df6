import math

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.hub import wire
from photophore.words import BadGlyph, BadMessage

pack = msgspec.msgpack.encode

SAID = [
    {"t": "hello", "v": 1, "role": "viewer", "lang": "en"},
    {"t": "hello", "v": 1, "role": "guest"},
    {"t": "ping", "c": 12.5},
    {"t": "ping", "c": 12},
    {"t": "feel", "valence": -1, "arousal": 0.5},
    {"t": "heart", "bpm": 72},
    {"t": "wear", "name": "tide"},
    {"t": "wear", "text": "glyph x"},
    {"t": "hear", "on": True},
    {"t": "hear", "on": True, "signal": "heart"},
    {"t": "show", "on": True, "audience": "near"},
    {"t": "choose", "light": "gesture"},
    {"t": "autonomy", "value": 1},
    {"t": "dark"},
    {"t": "light"},
    {"t": "look", "box": [0, 0, 1.5, 2], "zoom": 3},
    {"t": "look", "box": None, "zoom": 1},
    {"t": "dark", "something": "of a later version"},
]


@pytest.mark.parametrize("message", SAID, ids=lambda message: message["t"])
def test_what_may_be_said_is_read(message):
    assert wire.read(pack(message)).__struct_config__.tag == message["t"]


WRONG = [
    {},
    [],
    None,
    7,
    "dark",
    {"t": "nothing"},
    {"t": 5},
    {"t": "hello", "v": 1, "role": "owner"},
    {"t": "feel", "valence": 2, "arousal": 0},
    {"t": "feel", "valence": math.nan, "arousal": 0},
    {"t": "feel", "valence": "0", "arousal": 0},
    {"t": "feel", "valence": 0},
    {"t": "heart", "bpm": 1e9},
    {"t": "heart", "bpm": math.nan},
    {"t": "wear", "text": "x" * 4001},
    {"t": "show", "on": 1, "audience": "near"},
    {"t": "show", "on": True, "audience": "clinic"},
    {"t": "choose", "light": "strobe"},
    {"t": "autonomy", "value": math.inf},
    {"t": "look", "box": [0, 0, 1], "zoom": 1},
    {"t": "look", "box": [0, 0, math.nan, 1], "zoom": 1},
    {"t": "ping", "c": math.inf},
]


@pytest.mark.parametrize("message", WRONG, ids=str)
def test_anything_else_is_refused_in_words(message):
    with pytest.raises(BadMessage) as refused:
        wire.read(pack(message))
    assert refused.value.what and refused.value.try_


@pytest.mark.parametrize("data", [None, b"", b"\xc1", b"\x81", b"\x91" * 5000, b"\xdf\xff\xff\xff\xff", b"a" * 9000])
def test_garbage_is_refused(data):
    with pytest.raises(BadMessage):
        wire.read(data)


@given(st.binary(max_size=200))
def test_no_bytes_do_harm(data):
    try:
        wire.read(data)
    except BadMessage:
        pass


def test_errors_keep_their_place():
    told = wire.sorry(BadGlyph("no such word", "line 3", "try breath", (3, 7)))
    assert told == {"t": "error", "what": "no such word", "where": "line 3", "try": "try breath", "at": [3, 7]}
    assert "at" not in wire.sorry(BadMessage("odd", "/live", "stop"))


def test_one_address_cannot_take_what_is_there_for_all():
    gates = wire.Gates((1, 3), (100, 10), now=lambda: 0.0)
    assert [gates.take("2001:db8::1"), gates.take("2001:db8::2"), gates.take("2001:db8::3")] == [True] * 3
    assert not any(gates.take("2001:db8::4") for _ in range(20)), "one network of IPv6 is one address"
    assert [gates.take("10.0.0.1"), gates.take("testclient")] == [True, True]
    assert sum(gates.take(f"10.0.1.{at}") for at in range(20)) == 10 - 5, "and there is an end for all together"


def test_a_bucket_lets_a_burst_through_then_its_rate():
    now = [0.0]
    bucket = wire.Bucket(10, 5, lambda: now[0])
    assert [bucket.take() for _ in range(6)] == [True] * 5 + [False]
    now[0] += 0.1
    assert [bucket.take(), bucket.take()] == [True, False]
    now[0] += 1000
    assert sum(bucket.take() for _ in range(50)) == 5
    assert not bucket.take(6)


@pytest.mark.parametrize(
    ("address", "one"),
    [("192.0.2.7", "192.0.2.7"), ("2001:db8::7", "2001:db8::/64"), ("2001:db8::ffff:1", "2001:db8::/64"), ("", ""),
     ("testclient", "testclient")],
)  # fmt: skip
def test_a_network_of_ipv6_is_one_neighbour(address, one):
    assert wire.network(address) == one
