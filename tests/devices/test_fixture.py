"""Files of lamps: what they may say, and how they are told where they are wrong."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.devices import fixture
from photophore.words import FDI, Audience, BadLamp
from tests import house

LAMP = """
[[lamp]]
name = "wall"
driver = "ddp"
host = "192.168.1.40"
audience = "public"
"""
SMILES = "[[lamp.smiles]]\ncount = 2\n"


def test_a_lamp_says_who_shines_where_and_before_whom():
    text = LAMP + """
gain = [1, 0.8, 0.7]
order = "GRB"
most = 0.5
[[lamp.smiles]]
district = "Harbour"
count = 15
skip = 30
[[lamp.smiles]]
who = "guests"
pixel = 480
teeth = [11, 21]
count = 4
"""
    [it] = fixture.read(text)
    assert (it.name, it.driver, it.port, it.audience) == ("wall", "ddp", 4048, Audience.PUBLIC)
    assert it.calibration == fixture.Calibration((1.0, 0.8, 0.7), "light", 0.5)
    assert (it.pixels, it.smiles) == (488, 19)
    assert it.parts[0] == fixture.Part("crowd", 15, 30, "Harbour")
    smile, tooth = fixture.layout(it)
    assert smile[[0, 31, 32, 479, 480, 482]].tolist() == [0, 0, 1, 14, 15, 16]
    assert [FDI[place] for place in tooth[480:484]] == [11, 21, 11, 21]


def test_the_page_about_lamps_is_true():
    page = (house.ROOT / "docs" / "lamps.md").read_text(encoding="utf-8")
    example = re.search(r"```toml\n(.*?)```", page, re.DOTALL)[1]
    [it] = fixture.read(example)
    assert it.pixels == 480 + 4 * 16
    words = "port display slots priority bits rate curve most gain order universe channel sync".split()
    assert all(f"`{word}`" in page or f"\n{word} =" in page for word in words)
    for driver, port in fixture.DRIVERS.items():
        assert str(port) in page and driver in page


def test_several_lamps_may_share_a_node_but_not_a_universe():
    def two(first: int) -> str:
        one = LAMP.replace("ddp", "sacn") + SMILES.replace("2", "6")  # 192 pixels: two universes
        return one + one.replace("wall", "door").replace("audience", f"universe = {first}\naudience")

    assert [list(it.universes) for it in fixture.read(two(3))] == [[1, 2], [3, 4]]
    with pytest.raises(BadLamp, match=r"wall.*one lamp.*sacn 2.*line 10"):
        fixture.read(two(2))


WRONG = {
    "no TOML": ("[[lamp]\n", "TOML.*line 1"),
    "no lamp": ("", r"\[\[lamp\]\]"),
    "lamp is no table": ("lamp = 3", r"\[\[lamp\]\]"),
    "an unknown table": (LAMP + SMILES + "[lamps]\n", "'lamps' is not a word.*line 9"),
    "an unknown word": (LAMP + "colour = 3\n" + SMILES, "'colour' is not a word.*line 7"),
    "an unknown word of smiles": (LAMP + SMILES + "shine = true\n", "'shine' is not a word.*line 9"),
    "no host": (LAMP.replace("host", "#") + SMILES, "host is missing.*line 2"),
    "a host that is none": (LAMP.replace("192.168.1.40", "not a host!") + SMILES, "'not a host!' is no host.*line 5"),
    "an address that is none": (LAMP.replace("192.168.1.40", "300.1.2.3") + SMILES, "is no host.*line 5"),
    "every host": (LAMP.replace("192.168.1.40", "0.0.0.0") + SMILES, "every host.*line 5"),
    "multicast of DDP": (LAMP.replace("192.168.1.40", "-x.local") + SMILES, "is no host.*line 5"),
    "an unknown driver": (LAMP.replace("ddp", "dmx") + SMILES, "driver is 'dmx'.*line 4.*ddp, sacn, artnet, opc"),
    "its wearer's own screen": (LAMP.replace("public", "self") + SMILES, "audience is 'self'.*line 6"),
    "a name with a space": (LAMP.replace("wall", "a wall") + SMILES, "names no lamp.*line 3"),
    "a port that is none": (LAMP + "port = 70000\n" + SMILES, "port is 70000.*line 7"),
    "a number as text": (LAMP + 'port = "4048"\n' + SMILES, "port must be a whole number.*line 7"),
    "true as a number": (LAMP + "rate = true\n" + SMILES, "rate must be.*line 7"),
    "no smiles": (LAMP, "smiles is missing"),
    "none of them": (LAMP + SMILES.replace("2", "0"), "count is 0.*line 8"),
    "a pixel of two smiles": (LAMP + SMILES + "[[lamp.smiles]]\npixel = 63\n", "pixel 63.*line 9.*pixel = 64"),
    "a tooth that is none": (LAMP + SMILES + "teeth = [11, 19]\n", "teeth.*line 9"),
    "a tooth twice": (LAMP + SMILES + "teeth = [11, 11]\n", "teeth.*line 9"),
    "guests of a district": (LAMP + SMILES + 'who = "guests"\ndistrict = "Old Town"\n', "guests.*line 10"),
    "two gains": (LAMP + "gain = [1, 1]\n" + SMILES, "gain.*line 7"),
    "too much gain": (LAMP + "gain = [1, 1, 1.5]\n" + SMILES, "gain.*line 7"),
    "no number": (LAMP + "most = nan\n" + SMILES, "most.*line 7"),
    "eleven bits": (LAMP + "bits = 11\n" + SMILES, "bits is 11.*line 7"),
    "the same name": ((LAMP + SMILES) + (LAMP + SMILES).replace(".40", ".41"), "two lamps are called wall.*line 10"),
    "the same lamp": ((LAMP + SMILES) + (LAMP + SMILES).replace("wall", "door"), "one lamp.*line 10"),
    "the same lamp by two protocols": (
        (LAMP + SMILES) + (LAMP + SMILES).replace("wall", "door").replace("ddp", "artnet"), "two ways.*line 10"),
    "more than fits": (LAMP.replace("ddp", "opc") + "channel = 255\n" + SMILES.replace("2", "2000"), "channel is 255"),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_told_with_its_line(wrong):
    text, told = WRONG[wrong]
    with pytest.raises(BadLamp) as caught:
        fixture.read(text)
    assert re.search(told, str(caught.value), re.DOTALL), str(caught.value)


def test_one_host_has_many_names():
    one, other = (LAMP + SMILES).replace("192.168.1.40", "localhost"), (LAMP + SMILES).replace("wall", "door")
    with pytest.raises(BadLamp, match="one lamp"):
        fixture.read(one + other.replace("192.168.1.40", "127.0.0.1"))


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("127.0.0.1", "::ffff:127.0.0.1"), ("10.0.0.5", "::ffff:a00:5"), ("255.255.255.255", "10.0.0.5"),
        ("wled.local", "ff02::1"), ("::1", "localhost"),
    ],
)  # fmt: skip
def test_no_spelling_lets_two_lamps_flash_one(here, there):
    one = LAMP + SMILES
    with pytest.raises(BadLamp, match="wall are one lamp.*line 10"):
        fixture.read(one.replace("192.168.1.40", here) + one.replace("wall", "door").replace("192.168.1.40", there))
    with pytest.raises(BadLamp, match="every host"):
        fixture.host("::ffff:0.0.0.0", "ddp")


@pytest.mark.parametrize("name", ["wled-1.local", "10.0.0.7", "fe80::1", "lamp", "a.b.c.", "node_7"])
def test_hosts(name):
    assert fixture.host(name, "ddp") == name


def test_multicast_is_a_host_for_sacn_alone():
    text = LAMP.replace("192.168.1.40", "multicast") + SMILES
    assert fixture.read(text.replace("ddp", "sacn"))[0].host == "multicast"


@pytest.mark.parametrize("name", ["255.255.255.255", "224.0.0.1", "239.255.0.1", "ff02::1", "::ffff:224.0.0.1"])
def test_what_many_hear_is_public(name):
    text = LAMP.replace("192.168.1.40", name) + SMILES
    assert fixture.read(text)[0].host == name
    for audience in (it.name.lower() for it in Audience if it not in (Audience.PUBLIC, Audience.SELF)):
        with pytest.raises(BadLamp, match=f"hears.*not only {audience}.*line 5"):
            fixture.read(text.replace("public", audience))
    with pytest.raises(BadLamp, match="--host"):
        words = {"port": None, "first": None, "rate": 40, "audience": Audience.NEAR}
        fixture.alone("ddp", name, 1, words)


def test_multicast_before_few_is_warned_of():
    text = LAMP.replace("192.168.1.40", "multicast").replace("ddp", "sacn") + SMILES
    [public], [near] = fixture.read(text), fixture.read(text.replace("public", "near"))
    assert not fixture.warning(public) and not any("Beware" in it for it in fixture.sentences(public))
    assert any("Beware: multicast" in it and "only near" in it for it in fixture.sentences(near))
    assert not fixture.warning(near._replace(host="192.168.1.40"))


keys = st.sampled_from("name driver host audience port smiles count pixel teeth gain bits who lamp x".split())
values = st.sampled_from('"ddp" "opc" 1 -3 1.5 [] [11] "public" {} [{}] "a" nan true'.split())


@given(st.lists(st.one_of(st.tuples(keys, values).map(" = ".join), st.sampled_from(
    ["[[lamp]]", "[[lamp.smiles]]", "[lamp]", "#", "]", '"""'])), max_size=12), st.booleans())
def test_any_text_is_lamps_or_is_told_in_words(lines, behind):
    text = (LAMP + SMILES if behind else "") + "\n".join(lines)
    try:
        read = fixture.read(text)
    except BadLamp:
        return
    assert all(np.max(fixture.layout(it)[0]) < it.smiles for it in read)
