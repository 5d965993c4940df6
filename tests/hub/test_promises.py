"""A touch becomes light on the own screen and on the city, and goes again: real loop, real server, real sockets."""

import math
import time

import numpy as np
import pytest

from photophore.glyph.gallery import gallery, texts
from photophore.hub import app
from photophore.hub.standing import nowhere
from photophore.loop import Loop
from photophore.words import Audience

LAMP = "glyph lamp\nneeds ease\ncolour amber\nbrightness 0.4 + 0.5 * ease"


@pytest.fixture
def loop():
    loop = Loop(1, fast=False)
    yield loop
    loop.close()


@pytest.fixture
def handed(place):
    return app.Handed(place, nowhere(place, 1), dict, gallery(), texts())


def look_at(viewer, at):
    viewer.say(t="look", box=[at[0] - 1e-3, at[1] - 1e-3, at[0] + 1e-3, at[1] + 1e-3], zoom=9)


def until_lit(viewer, seconds=10.0):
    end = time.monotonic() + seconds
    while not any((told := viewer.hear("near"))["light"]):
        assert time.monotonic() < end, "it never glowed"
    return told


def glowing(client):
    """A guest who wears a lamp, told how they feel, and shows it to everyone; and a viewer who looks at them."""
    guest, viewer = client("guest"), client()
    guest.say(t="wear", text=LAMP)
    guest.say(t="hear", on=True)
    guest.say(t="feel", valence=0.8, arousal=0.2)
    guest.say(t="show", on=True, audience="public")
    look_at(viewer, guest.hear("you")["at"])
    until_lit(viewer)
    return guest, viewer


def test_a_touch_reaches_the_own_screen_and_the_city(client):
    guest, viewer = glowing(client)
    while math.isnan((cue := guest.hear("cue", dark=False))["feeling"][0]):
        pass
    assert cue["feeling"][0] > 0.5  # ease
    assert any(viewer.hear("city")["tiles"])
    told = viewer.hear("near")
    assert len(told["ids"]) == 1 and len(told["light"]) == 96


def test_without_a_word_nothing_is_heard_or_shown(client, loop):
    guest, viewer = client("guest"), client()
    guest.say(t="feel", valence=1, arousal=1)
    viewer.say(t="look", box=[0, 0, 4, 2], zoom=1)
    for _ in range(4):
        assert guest.hear("cue")["dark"] is True
        assert viewer.hear("near")["ids"] == [] and not any(viewer.hear("city")["tiles"])
    assert np.isnan(loop.memory.feelings.now).all()


def test_dark_is_dark_for_everyone_and_nothing_follows_the_acknowledgement(client):
    guest, viewer = glowing(client)
    begun = time.monotonic()
    guest.say(t="dark")
    guest.hear("cue", dark=True)
    ack = guest.hear("ack", of="dark")
    viewer.say(t="ping", c=1)
    told = []
    while time.monotonic() - begun < 1.5:
        message = viewer.next()
        if message["t"] in ("near", "city") and message["tick"] >= ack["tick"]:
            told.append(message)
    assert told
    for message in told:
        assert not any(message["light"] if message["t"] == "near" else message["tiles"])
    assert guest.hear("cue")["dark"] is True


def test_what_is_not_heard_any_more_is_dark_where_the_glyph_reads_it(client):
    guest, viewer = glowing(client)
    guest.say(t="hear", on=False)
    tick = guest.hear("ack", of="hear")["tick"]
    while (told := viewer.hear("near"))["tick"] < tick:
        pass
    assert not any(told["light"])


def test_a_guest_who_vanishes_glows_for_nobody_and_the_next_one_is_somebody_else(client, loop):
    guest, viewer = glowing(client)
    row = int(np.flatnonzero(loop.grants.given(0).present & Audience.PUBLIC.bit)[0])
    guest.close()
    end = time.monotonic() + 5
    while viewer.hear("near")["ids"]:
        assert time.monotonic() < end
    assert loop.grants.given(0).present[row] == 0
    other = client("guest")
    assert other.hear("cue")["dark"] is True and other.welcome["guest"]["hear"] is False


@pytest.mark.parametrize("text", ["", "glyph x", "glyph x\ncolour amber\nbrightness ().__class__", "x" * 4000])
def test_a_broken_design_is_refused_and_the_one_before_is_worn_on(client, text):
    guest, viewer = glowing(client)
    guest.say(t="wear", text=text)
    error = guest.hear("error")
    assert error["what"]
    until_lit(viewer)


def test_a_hub_without_room_says_so(client, loop):
    loop.join(loop.n)
    late = client(None)
    late.say(t="hello", v=1, role="guest")
    assert "rows are free" in late.hear("error")["what"]
