"""Designs over HTTP: artists publish, everybody reads, and what is over is over."""

import pytest
from litestar import Litestar
from litestar.datastructures import State as Held
from litestar.exceptions import HTTPException

from photophore.commons.designs import Designs
from photophore.glyph.gallery import gallery
from photophore.hub import api, designs, known
from photophore.hub.shield import shield
from photophore.words import Role
from tests.commons.artist import Artist, text
from tests.hub import doors


@pytest.fixture
def hub(tmp_path):
    made = doors.Hub(tmp_path)
    made.designs = Designs(made.store, made.keys, made.people, made.log, gallery())
    app = Litestar(
        designs.routes(made.designs, made.people), state=Held({"people": made.people}),
        before_send=[known.carry], exception_handlers={Exception: api.sorry}, logging_config=None,
    )  # fmt: skip
    made.app = shield(app, ["hub.test"])
    yield made
    made.close()


def artist_of(hub, seed=1, role=Role.ARTIST):
    artist, browser = Artist(hub.people, seed, role), hub.browser()
    browser.cookies.set(known.COOKIE, artist.token)
    return artist, browser


def published(browser, artist, name="dusk", share=0.25, **how):
    return browser.post("/api/designs", json={"note": artist.sign(text(name, share), **how).decode()})


def test_an_artist_publishes_and_everybody_reads_it(hub):
    artist, browser = artist_of(hub)
    answer = browser.post("/api/designs", json={"note": artist.sign(text()).decode(), "credit": "Ana"})
    assert answer.status_code == 201, answer.text
    told, stranger = answer.json(), hub.browser()
    assert (told["name"], told["state"], told["credit"], told["text"]) == ("dusk", "published", "Ana", text())
    assert stranger.get("/api/designs").json()["designs"] == [told]
    alone = stranger.get(f"/api/designs/{told['hash']}").json()
    assert alone.pop("proof")["luminance"][1] <= 1 and alone.pop("tree")["name"] == "dusk"
    assert alone | {"proof": None, "tree": None} == told
    assert stranger.get(f"/api/designs/{told['hash']}/note").content == artist.sign(text())


def test_who_may_not_is_told_so(hub):
    artist, _ = artist_of(hub)
    wearer, its = artist_of(hub, 2, Role.WEARER)
    assert published(hub.browser(), artist).status_code == 401
    assert published(its, wearer).status_code == 403
    _, other = artist_of(hub, 3)
    assert published(other, artist).status_code == 403  # signed under another name
    assert not hub.designs.all()


def test_a_form_of_another_site_publishes_nothing(hub):
    artist, browser = artist_of(hub)
    note = artist.sign(text()).decode()
    for headers in ({"x-photophore": ""}, {"origin": "http://elsewhere.test"}, {"sec-fetch-site": "cross-site"}):
        assert browser.post("/api/designs", json={"note": note}, headers=headers).status_code == 403


@pytest.mark.parametrize(
    "body",
    [{}, {"note": 3}, {"note": ""}, {"note": "\u2014 a b\n"}, {"note": "a\n\n\u2014 a AAAAAAAA\n"},
     {"note": "x" * 30_000}, {"note": "a", "more": 1}, [], "text"],
)  # fmt: skip
def test_what_is_no_design_is_refused_in_words(hub, body):
    _, browser = artist_of(hub)
    answer = browser.post("/api/designs", json=body)
    assert answer.status_code in (400, 413)
    assert answer.json()["what"]


def test_lineage_is_told_both_ways_with_credit(hub):
    artist, browser = artist_of(hub)
    first = browser.post("/api/designs", json={"note": artist.sign(text()).decode(), "credit": "Ana"}).json()
    tide = gallery()["tide"].hash
    _, other = two = artist_of(hub, 2)
    second = published(other, two[0], "dawn", 0.5, parents=[first["hash"], tide]).json()
    assert [(each["name"], each["credit"], each["state"]) for each in second["parents"]] == [
        ("dusk", "Ana", "published"), ("tide", "Photophore", "built-in")]  # fmt: skip
    assert [each["name"] for each in hub.browser().get(f"/api/designs/{first['hash']}").json()["forks"]] == ["dawn"]


def test_an_artist_takes_back_and_its_text_is_told_nowhere(hub):
    artist, browser = artist_of(hub)
    hash_ = published(browser, artist).json()["hash"]
    _, other = artist_of(hub, 2)
    assert other.post(f"/api/designs/{hash_}/withdraw").status_code == 403
    assert hub.browser().post(f"/api/designs/{hash_}/withdraw").status_code == 401
    told = browser.post(f"/api/designs/{hash_}/withdraw").json()
    assert (told["state"], told["text"], told["tree"]) == ("withdrawn", "", None)
    stranger = hub.browser()
    assert stranger.get("/api/designs").json()["designs"] == []
    assert stranger.get(f"/api/designs/{hash_}").json()["ended_entry"] is not None
    assert stranger.get(f"/api/designs/{hash_}/note").status_code == 404
    assert browser.get("/api/artist").json()["designs"][0]["state"] == "withdrawn"


def test_the_council_rules_in_public(hub):
    artist, browser = artist_of(hub)
    hash_ = published(browser, artist).json()["hash"]
    _, council = artist_of(hub, 2, Role.COUNCIL)
    path = f"/api/designs/{hash_}/unsafe"
    assert browser.post(path, json={"why": "no"}).status_code == 403
    assert council.post(path, json={"why": ""}).status_code == 400
    assert council.post(path, json={"why": "a\u202eb"}).status_code == 400
    told = council.post(path, json={"why": "it hurts eyes"}).json()
    assert (told["state"], told["why"], told["text"]) == ("unsafe", "it hurts eyes", text())
    assert published(browser, artist).status_code == 400  # not again


def test_who_asks_is_told_what_their_key_must_be_called(hub):
    artist, browser = artist_of(hub)
    told = browser.get("/api/artist").json()
    assert told["may"] and told["name"] == artist.signer.key.name and not told["rules"]
    assert hub.browser().get("/api/artist").json()["name"] == ""
    published(browser, artist)
    assert browser.post("/api/artist", json={"credit": "Ana B"}).json()["credit"] == "Ana B"
    assert hub.browser().get("/api/designs").json()["designs"][0]["credit"] == "Ana B"
    assert browser.post("/api/artist", json={"credit": ""}).json()["credit"] == ""


def test_who_is_no_artist_any_more_takes_their_name_back_and_gives_none(hub):
    artist, browser = artist_of(hub)
    note = artist.sign(text()).decode()
    assert browser.post("/api/designs", json={"note": note, "credit": "Ana"}).status_code == 201
    hub.people.revoke_role(artist.person.id, Role.ARTIST, None)
    assert browser.post("/api/artist", json={"credit": "Ana B"}).status_code == 403
    told = browser.post("/api/artist", json={"credit": ""})
    assert told.status_code == 200 and told.json()["credit"] == "", told.text
    assert hub.browser().get("/api/designs").json()["designs"][0]["credit"] == ""
    assert hub.browser().post("/api/artist", json={"credit": ""}).status_code == 401


def test_a_flood_is_dammed_and_the_store_grows_no_more(hub):
    artist, browser = artist_of(hub)
    codes = [published(browser, artist, f"d{n}", n / 100).status_code for n in range(40)]
    assert codes.count(201) <= 12 and set(codes) <= {201, 403, 429}
    assert len(hub.designs.all()) == codes.count(201)


def test_whoever_asks_for_many_new_proofs_waits(monkeypatch):
    monkeypatch.setattr(designs, "PROOFS_AT_ONCE", 2)
    monkeypatch.setattr(designs, "PROOFS", 0)  # a second: however slow the machine is
    proofs = designs.Proofs()
    for name in ("a", "b", "a", "b"):
        proofs.of(name, text(name))
    with pytest.raises(HTTPException):
        proofs.of("c", text("c"))


def test_one_artists_flood_holds_nobody_else_up(hub):
    flood, browser = artist_of(hub)
    for n in range(20):
        published(browser, flood, f"d{n}", n / 100)
    other, theirs = artist_of(hub, 2)
    assert published(theirs, other, "dawn", 0.5).status_code == 201
