"""An order to rest: one form, one text for all who sign, enough hubs of enough kinds; never for long, never often."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.commons import resting
from photophore.commons.resting import A_DISTRICT, A_HUB, DAY, MINUTES, HubKind, Order, Partner, Whom
from photophore.tlog import note
from photophore.tlog.note import Kind, Signer
from photophore.words import BadLog, BadRequest, NotAllowed

NOW = 1_795_000_000_000
HUBS = [Signer(f"hub.{name}/log", Kind.ED25519, bytes([at]) * 32) for at, name in enumerate("abcd")]
KINDS = (HubKind.DISTRICT, HubKind.DISTRICT, HubKind.CLINIC, HubKind.SCHOOL)
PARTNERS = [Partner(hub.key, kind) for hub, kind in zip(HUBS, KINDS, strict=True)]


def order(districts=("Sol",), **other) -> Order:
    made = Order("ab" * 16, "hub.a/log", tuple(districts), NOW, NOW + 900_000, Whom.ALL, "operator", "", 0)
    return made._replace(**other)


def signed(order_: Order, *hubs: int) -> bytes:
    first, *others = hubs
    made = resting.write(order_)
    made = note.join(made, [HUBS[first].sign(made)])
    for other in others:
        made = resting.cosign(made, HUBS[other])
    return made


NAMES = st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=1, max_size=20).map(str.strip).filter(
    lambda name: name and name.isprintable())  # fmt: skip
DISTRICTS = st.lists(NAMES, min_size=1, max_size=6, unique=True).map(sorted)
ORDERS = st.builds(order, DISTRICTS, whom=st.sampled_from(Whom), why=NAMES, incident=st.integers(0, 99),
                   until=st.integers(NOW + 1, NOW + MINUTES * 60_000))  # fmt: skip


@given(ORDERS)
def test_what_is_written_reads_back_equal(made):
    assert resting.read(resting.write(made)) == made


@given(ORDERS, st.data())
def test_a_changed_text_is_another_order_or_none(made, data):
    text = bytearray(resting.write(made))
    at = data.draw(st.integers(0, len(text) - 1))
    text[at] ^= data.draw(st.integers(1, 255))
    try:
        assert resting.read(bytes(text)) != made
    except BadLog:
        pass


@pytest.mark.parametrize("text", [b"", b"\n", b"photophore order to rest v1\n", b"a\nb 1\n", b"\xff\n", b"[]\n" * 9])
def test_a_stranger_s_text_is_no_order(text):
    with pytest.raises(BadLog, match="no order to rest"):
        resting.read(text)


@pytest.mark.parametrize("bad", [
    {"districts": ()}, {"districts": ("b", "a")}, {"districts": ("a", "a")}, {"districts": (" a",)},
    {"districts": ("x" * 81,)}, {"until": NOW}, {"until": NOW - 1}, {"until": NOW + MINUTES * 60_000 + 1},
    {"why": "x" * 201}, {"why": "a\nb"}, {"hub": ""}, {"hub": "clinic/log asks you"}, {"hub": "x" * 256},
    {"incident": -1}, {"hub": "clinic\u202e/log"}, {"name": "ab"}, {"name": "AB" * 16},
    {"districts": tuple(map(str, range(1000, 1501)))},
])  # fmt: skip
def test_an_order_that_no_hub_could_give_is_refused(bad):
    with pytest.raises(BadRequest):
        resting.write(order(**bad))


# --- who must sign


def test_one_district_needs_one_hub_and_a_city_needs_three_of_two_kinds():
    assert [resting.needs(count) for count in (1, 2, 4, 5, 500)] == [(1, 1), (2, 2), (2, 2), (3, 2), (3, 2)]
    assert resting.needs(500, Whom.VIRTUAL) == (1, 1)
    one, two, five = order(), order(("A", "B")), order(tuple("ABCDE"))
    assert resting.enough(signed(one, 0), PARTNERS) == one
    assert resting.enough(signed(two, 0, 2), PARTNERS) == two
    assert resting.enough(signed(five, 0, 1, 2), PARTNERS) == five
    for made, hubs in ((two, (0,)), (two, (0, 1)), (five, (0, 2)), (five, (0, 1))):
        with pytest.raises(NotAllowed, match="hubs of"):
            resting.enough(signed(made, *hubs), PARTNERS)


def test_what_rests_already_by_one_hub_s_word_counts():
    with pytest.raises(NotAllowed):
        resting.enough(signed(order(), 0), PARTNERS, others=1)
    resting.enough(signed(order(), 0, 2), PARTNERS, others=3)


def test_a_hub_counts_once_and_a_stranger_never():
    two = order(("A", "B"))
    second = Signer(HUBS[0].key.name, Kind.ED25519, b"z" * 32)
    twice = [Partner(HUBS[0].key, HubKind.DISTRICT), Partner(second.key, HubKind.CLINIC)]
    made = resting.cosign(signed(two, 0), second)
    with pytest.raises(NotAllowed):
        resting.enough(made, twice)
    with pytest.raises(NotAllowed):
        resting.enough(signed(two, 0, 2), PARTNERS[:2])


def test_one_key_under_two_names_is_one_hub():
    alias = Signer("hub.alias/log", Kind.ED25519, bytes([0]) * 32)
    assert alias.key.public == HUBS[0].key.public
    two = order(("A", "B"))
    with pytest.raises(NotAllowed, match="2 hubs"):
        resting.enough(resting.cosign(signed(two, 0), alias), [*PARTNERS, Partner(alias.key, HubKind.CLINIC)])


def test_a_signature_of_another_text_is_refused():
    two, other = order(("A", "B")), order(("A", "C"))
    text = resting.write(two)
    forged = note.join(text, [HUBS[0].sign(text), HUBS[2].sign(resting.write(other))])
    with pytest.raises(BadLog, match="signature is wrong"):
        resting.enough(forged, PARTNERS)


def test_signatures_that_came_apart_are_put_together():
    two = order(("A", "B"))
    apart = [signed(two, 0, 1), signed(two, 0, 2)]
    assert resting.enough(resting.together(apart), PARTNERS) == two
    for bad in ([], [signed(two, 0), signed(order(), 0)]):
        with pytest.raises(BadLog, match="different orders"):
            resting.together(bad)
    with pytest.raises(BadLog):
        resting.cosign(note.join(b"something else\n", [HUBS[0].sign(b"something else\n")]), HUBS[1])


# --- how long, and how often


def test_it_ends_by_the_clock_and_an_order_from_the_future_is_none():
    made = order()
    assert made.holds(NOW) and made.holds(made.until - 1) and not made.holds(made.until)
    assert made.holds(NOW - 1000), "a clock that is put right by a second wakes nobody"
    assert made.holds(NOW - DAY), "nor one that is put back by a day: then a watch counts the minutes (Rests)"


def test_a_district_and_a_hub_rest_only_so_often_in_a_day():
    past = [order(since=NOW - at * 1000) for at in range(A_DISTRICT)]
    with pytest.raises(NotAllowed, match=f"{A_DISTRICT} times a day"):
        resting.room(order(), past, NOW)
    resting.room(order(("Luz",)), past, NOW)
    resting.room(order(), [each._replace(since=NOW - DAY) for each in past], NOW)
    many = [order((str(at),), since=NOW - at) for at in range(A_HUB)]
    with pytest.raises(NotAllowed, match=f"{A_HUB} times a day"):
        resting.room(order(), many, NOW)
    resting.room(order(whom=Whom.VIRTUAL), many + past, NOW)
    resting.room(order(), [each._replace(whom=Whom.VIRTUAL) for each in many + past], NOW)


def test_a_rate_of_orders_is_an_alarm_of_its_own():
    past = [order(since=NOW - at) for at in range(resting.OFTEN)]
    assert resting.often(past, NOW) and not resting.often(past[1:], NOW)
    assert not resting.often([each._replace(whom=Whom.VIRTUAL) for each in past], NOW)
    assert not resting.often([each._replace(since=NOW - DAY) for each in past], NOW)


# --- waking


@given(st.integers(0, 2**4 - 1))
def test_a_smile_wakes_only_where_nobody_ordered_rest_its_test_passed_and_its_wearer_says_yes(bits):
    rests, ordered, tested, willing = (np.array([bits >> place & 1 == 1]) for place in range(4))
    assert resting.relit(rests, ordered, tested, willing)[0] == (bits == 0b1101)
