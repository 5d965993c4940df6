"""One host has many spellings; two lamps that may be one receiver are told."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.devices import hosts
from photophore.devices.hosts import MULTICAST, Receiver


def at(host: str, driver: str = "ddp", port: int = 4048, first: int = 1, last: int = 0) -> Receiver:
    return Receiver(driver, hosts.canonical(host), port, range(first, max(first, last) + 1))


@pytest.mark.parametrize(
    ("one", "other"),
    [("127.0.0.1", "::ffff:127.0.0.1"), ("127.0.0.1", "::FFFF:7f00:1"), ("localhost", "LOCALHOST."),
     ("::1", "127.0.0.1"), ("localhost", "127.0.0.1"), ("fe80::1%eth0", "FE80:0::1%2"),
     ("wled.local", "WLED.local."), ("10.0.0.5", "::ffff:10.0.0.5")],
)  # fmt: skip
def test_one_host_has_many_spellings(one, other):
    assert hosts.canonical(one) == hosts.canonical(other)
    assert hosts.clash(at(one), at(other))


@given(st.ip_addresses(v=4), st.ip_addresses(v=4))
def test_addresses_are_one_where_they_are_equal(one, other):
    mapped = str(ipaddress.IPv6Address(b"\0" * 10 + b"\xff\xff" + other.packed))
    assert (hosts.canonical(str(one)) == hosts.canonical(mapped)) == (one == other)
    assert hosts.clash(at(str(other)), at(mapped))


@given(st.text(max_size=20))
def test_any_text_has_one_spelling(text):
    assert hosts.canonical(hosts.canonical(text)) == hosts.canonical(text) or "%" in text or ".." in text
    assert not hosts.nobody(text) or hosts.canonical(text) in ("0.0.0.0", "::")


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        (at("10.0.0.5"), at("10.0.0.6"), ""),
        (at("10.0.0.5"), at("10.0.0.5", first=2), ""),
        (at("10.0.0.5"), at("10.0.0.5", port=4049), ""),
        (at("10.0.0.5"), at("10.0.0.5", "artnet", 6454), "two ways"),
        (at("127.0.0.1"), at("localhost", "artnet", 6454), ""),
        (at("127.0.0.1"), at("localhost", "artnet"), "two ways"),
        (at("127.0.0.1"), at("127.0.0.2"), ""),  # different receivers may listen there
        (at("255.255.255.255"), at("10.0.0.5", first=7), "255.255.255.255"),
        (at("::ffff:255.255.255.255"), at("wled.local"), "255.255.255.255"),
        (at("10.0.0.5"), at("224.0.0.1"), "224.0.0.1"),
        (at("10.0.0.5"), at("ff02::1"), "ff02::1"),
        (at("255.255.255.255"), at("10.0.0.5", "artnet", 6454), ""),
        (at("10.0.0.255")._replace(wide=True), at("10.0.0.5"), "10.0.0.255"),
        (at(MULTICAST, "sacn", last=3), at(MULTICAST, "sacn", first=4), ""),
        (at(MULTICAST, "sacn", last=3), at(MULTICAST, "sacn", first=3), "sacn 3"),
        (at(MULTICAST, "sacn", last=3), at("10.0.0.5", "sacn", first=3), "sacn 3"),
        (at(MULTICAST, "sacn", last=3), at("10.0.0.5", "sacn", first=4), ""),
        (at(MULTICAST, "sacn", last=3), at("239.255.0.9", "sacn", first=9), "239.255.0.9"),
    ],
)
def test_two_lamps_that_may_be_one(one, other, told):
    for why in (hosts.clash(one, other), hosts.clash(other, one)):
        assert told in why and bool(why) == bool(told), why


def test_nobody_and_many():
    assert all(map(hosts.nobody, ["0.0.0.0", "::", "::ffff:0.0.0.0"])) and not hosts.nobody("0.local")
    assert all(map(hosts.many, ["255.255.255.255", "224.0.0.1", "239.255.0.1", "ff02::1%lo", "::ffff:239.1.1.1"]))
    assert not any(map(hosts.many, ["10.0.0.1", "::1", "multicast", "lamp"]))
