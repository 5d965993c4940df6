"""Published designs on real smiles, with the real light path: what has ended is out of sight within a second."""

import contextlib

import httpx
import msgspec
import pytest
from websockets.sync.client import connect

from photophore.commons.hall import Hall
from photophore.glyph.gallery import gallery, texts
from photophore.hub import app as hub_app
from photophore.hub.civic import Commons
from photophore.loop import Loop
from photophore.pages import messages
from photophore.words import FPS, Role
from tests.commons.artist import Artist, text
from tests.hub import small

OURS = {"x-photophore": "1"}


class House:
    """A hub that is up, over a folder that outlives it."""

    def __init__(self, folder, standing, routes=(), inline=()):
        """routes, inline: of the pages, which lie a floor above."""
        self.folder, self.standing, self.pages = folder, standing, (list(routes), list(inline))

    @contextlib.contextmanager
    def up(self):
        with contextlib.ExitStack() as stack:
            self.loop = stack.enter_context(contextlib.closing(Loop(1, fast=False)))
            self.hall = hall = stack.enter_context(contextlib.closing(Hall.open(self.folder, self.loop.grants)))
            handed = hub_app.Handed(small.small_place(), self.standing, dict, gallery(), texts(), *self.pages,
                                    commons=Commons(hall, messages.say, messages.LANGUAGES))  # fmt: skip
            with small.serving(hub_app.make(self.loop, handed)) as self.port:
                yield self

    @contextlib.contextmanager
    def page(self, token=None):
        """A page of somebody, said hello -> (socket, welcome)."""
        headers = {"cookie": f"photophore={token}"} if token else {}
        with connect(f"ws://127.0.0.1:{self.port}/live", additional_headers=headers) as socket:
            say(socket, t="hello", v=1, role="wearer")
            yield socket, until(socket, "welcome")["guest"]

    def ask(self, token):
        return httpx.Client(base_url=f"http://127.0.0.1:{self.port}", headers=OURS, cookies={"photophore": token})


def say(socket, **message):
    socket.send(msgspec.msgpack.encode(message))


def until(socket, kind, **fields):
    for _ in range(400):
        told = msgspec.msgpack.decode(socket.recv(timeout=10))
        if told["t"] == kind and all(told.get(name) == value for name, value in fields.items()):
            return told
    raise AssertionError(f"{kind} never came")


@pytest.fixture
def house(tmp_path, standing):
    return House(tmp_path, standing)


def put_on(socket, hash_):
    say(socket, t="wear", name="hearth")
    until(socket, "ack", of="wear")
    say(socket, t="wear", hash=hash_)
    return until(socket, "ack", of="wear")["state"]


def test_it_is_worn_withdrawn_faded_and_stays_so_after_a_restart(house):
    """On the hub (and so on every lamp), on the wearer's page, on a guest's page, and when the wearer comes back."""
    with house.up():
        artist, wearer = Artist(house.hall.people), Artist(house.hall.people, 2, Role.WEARER)
        with house.ask(artist.token) as client:
            hash_ = client.post("/api/designs", json={"note": artist.sign(text()).decode()}).json()["hash"]
            shown = {each["name"]: each for each in client.get("/api/glyphs").json()}
            assert shown["dusk"]["published"]["hash"] == hash_ and shown["tide"]["published"] is None
            with house.page(wearer.token) as (mine, _), house.page() as (guest, _):
                state = put_on(mine, hash_)
                assert state["worn"] == {"how": "hash", "hash": hash_} and state["glyph"] == "dusk"
                put_on(guest, hash_)
                say(mine, t="hear", on=True)
                while until(mine, "cue").get("tree_hash") != hash_:
                    pass
                begun = house.loop.tick.count
                assert client.post(f"/api/designs/{hash_}/withdraw").is_success
                told = [until(socket, "ack", of="faded") for socket in (mine, guest)]
                assert [each["state"]["glyph"] for each in told] == ["hearth", "hearth"]
                cue = until(mine, "cue")
                while cue["dark"] or cue["tree_hash"] == hash_:
                    cue = until(mine, "cue")
                assert cue["tree"]["name"] == "hearth"
                small.until(lambda: (house.loop.worn.before < 0).all())
                assert house.loop.tick.count - begun <= FPS + house.loop.stats.behind
                say(guest, t="wear", hash=hash_)
                assert "taken back" in until(guest, "error")["what"]
    with house.up(), house.page(wearer.token) as (_, state):
        assert state["glyph"] == "hearth" and state["worn"]["how"] == "name"


def test_what_was_worn_is_worn_again_after_a_restart_unless_it_ended_while_its_wearer_was_away(house):
    with house.up():
        artist, wearer = Artist(house.hall.people), Artist(house.hall.people, 2, Role.WEARER)
        made = house.hall.designs.publish(artist.person, artist.sign(text()))
        with house.page(wearer.token) as (mine, _):
            put_on(mine, made.hash)
    with house.up():
        with house.page(wearer.token) as (_, state):
            assert state["worn"] == {"how": "hash", "hash": made.hash}
        house.hall.designs.withdraw(made.hash, artist.person)
        with house.page(wearer.token) as (mine, state):
            assert state["glyph"] == "hearth"
            say(mine, t="wear", hash=made.hash)
            assert "taken back" in until(mine, "error")["what"]


def test_the_other_open_pages_of_a_wearer_are_told_what_is_worn_now(house):
    with house.up():
        wearer = Artist(house.hall.people, 2, Role.WEARER)
        with house.page(wearer.token) as (mine, _), house.page(wearer.token) as (other, _), house.page() as (guest, _):
            say(mine, t="wear", name="hearth")
            assert until(mine, "ack", of="wear")["state"]["glyph"] == "hearth"
            assert until(other, "ack", of="worn")["state"]["glyph"] == "hearth"
            say(guest, t="wear", name="aurora")
            assert until(guest, "ack", of="wear")["state"]["glyph"] == "aurora"


def test_a_tree_that_was_found_unsafe_is_worn_from_no_text_either(house):
    with house.up():
        artist = Artist(house.hall.people)
        made = house.hall.designs.publish(artist.person, artist.sign(text()))
        with house.page() as (guest, _), house.page(artist.token) as (mine, _):
            for socket in (guest, mine):
                say(socket, t="wear", text=text("other"))
                assert until(socket, "ack", of="wear")["state"]["worn"]["hash"] == made.hash
            house.hall.designs.rule(made.hash, None, "it hurts eyes")
            for socket in (guest, mine):
                assert until(socket, "ack", of="faded")["state"]["glyph"] == "tide"
                say(socket, t="wear", text=text("again"))
                assert "unsafe" in until(socket, "error")["what"]
