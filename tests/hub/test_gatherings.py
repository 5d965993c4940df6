"""Gatherings over HTTP and /live: what a code tells, who may host, and that nobody guesses or breaks anything."""

import contextlib
import time

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photophore.commons.hall import Hall
from photophore.glyph.gallery import gallery
from photophore.hub import app as hub_app
from photophore.hub import gatherings, live
from photophore.hub.civic import Commons
from photophore.hub.standing import nowhere
from photophore.pages import messages
from photophore.words import Role
from tests.hub import small
from tests.hub.test_civic import OURS, opened, say, until

NEW = {"name": "Night swim", "rhythm": 1.0, "firm": 0.2}


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """(port, hall, loop): one for all, since to open it takes longer than a test."""
    loop, place = small.FakeLoop(), small.small_place()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.fsync", lambda descriptor: None)
        hall = Hall.open(tmp_path_factory.mktemp("hub"), loop.grants)
        commons = Commons(hall, messages.say, messages.LANGUAGES)
        handed = hub_app.Handed(place, nowhere(place, loop.n), dict, gallery(), {}, commons=commons)
        with contextlib.closing(hall), small.serving(hub_app.make(loop, handed)) as port:
            yield port, hall, loop


@pytest.fixture
def loop(hub):
    return hub[2]


@pytest.fixture
def joined(hub):
    """The HTTP client of somebody who has just joined."""
    with httpx.Client(base_url=f"http://127.0.0.1:{hub[0]}", headers=OURS) as client:
        assert client.post("/api/join", json={"age": "adult", "code": hub[1].people.invite("wearer", None)}).is_success
        yield client


@pytest.fixture
def host(hub, joined):
    """The HTTP client of somebody who may host; what they opened ends with the test."""
    hall = hub[1]
    mine = hall.people.session(joined.cookies["photophore"])
    hall.people.grant_role(mine.id, Role.HOST, None)
    yield joined
    for each in hall.gatherings.all():
        hall.gatherings.end(each, None)


@pytest.fixture
def anybody(hub):
    with httpx.Client(base_url=f"http://127.0.0.1:{hub[0]}", headers=OURS) as client:
        yield client


def test_one_is_opened_found_changed_and_ended(host, anybody, loop):
    made = host.post("/api/gatherings", json=NEW)
    assert made.status_code == 201, made.text
    code = made.json()["code"]
    facts = anybody.get(f"/api/gatherings/{code.replace('-', ' ').upper()}").json()
    assert (facts["name"], facts["mode"], facts["members"], facts["code"]) == ("Night swim", "drift", 0, code)
    drawn = anybody.get(f"/api/gatherings/{code}/qr.svg")
    assert drawn.status_code == 200 and b"<svg" in drawn.content
    assert host.patch(f"/api/gatherings/{code}", json={"firm": 0.4}).json()["firm"] == 0.4
    waited(lambda: [rule.firm for rule in loop.rules.values()] == [0.4])
    assert host.get("/api/host").json()["gatherings"][0]["code"] == code
    assert host.delete(f"/api/gatherings/{code}").status_code == 204
    assert anybody.get(f"/api/gatherings/{code}").status_code == 404
    told = host.get("/api/host").json()
    assert told["gatherings"] == [] and told["over"] == ["Night swim"]
    waited(lambda: not loop.rules)


def waited(wanted) -> None:
    for _ in range(200):
        if wanted():
            return
        time.sleep(0.05)
    raise AssertionError("it never came")


def test_who_may_not_is_told_so_and_nothing_happens(joined, anybody, hub):
    assert joined.post("/api/gatherings", json=NEW).status_code == 403
    assert anybody.post("/api/gatherings", json=NEW).status_code == 401
    assert anybody.get("/api/host").json()["may"] is False
    assert hub[1].gatherings.all() == []


def test_only_pages_of_this_hub_open_change_and_end(host, hub):
    code = host.post("/api/gatherings", json=NEW).json()["code"]
    with httpx.Client(base_url=str(host.base_url), cookies=host.cookies) as stranger:
        for method, path in (("POST", ""), ("PATCH", f"/{code}"), ("DELETE", f"/{code}"), ("POST", f"/{code}/invite")):
            assert stranger.request(method, f"/api/gatherings{path}", json=NEW).status_code == 403
    assert len(hub[1].gatherings.all()) == 1


WRONG = (
    {"rhythm": 1.6}, {"firm": -1}, {"name": ""}, {"name": " "}, {"mode": "loud"}, {"mode": "score"}, {"until": 1},
    {"district": 99}, {"wears": "no-such"}, {"wears": "0" * 64}, {"mode": "score", "score": "score x\ncall 0 no-such"},
    {"mode": "score", "score": "score x\ncall 0 hearth"}, {"more": 1}, {"cap": 0},
)  # fmt: skip


def test_what_cannot_be_is_told_in_words(host):
    for wrong in WRONG:
        answer = host.post("/api/gatherings", json=NEW | wrong)
        assert answer.status_code == 400 and answer.json()["what"] and "Traceback" not in answer.text, wrong


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(min_size=1, max_size=30))
def test_no_code_breaks_anything(anybody, text):
    answer = anybody.get(f"/api/gatherings/{httpx.QueryParams({'x': text})}")
    assert answer.status_code in (400, 404, 429)


def test_a_host_is_told_how_the_crowd_does_and_others_are_not(host, hub, anybody):
    port = hub[0]
    code = host.post("/api/gatherings", json=NEW).json()["code"]
    with opened(port, f"photophore={host.cookies['photophore']}") as mine, opened(port) as other, opened(port) as guest:
        for socket, role in ((mine, "viewer"), (other, "viewer"), (guest, "guest")):
            say(socket, t="hello", v=1, role=role)
            until(socket, lambda message: message["t"] == "welcome")
        say(other, t="host", code=code)
        assert "no gathering has this code now" in until(other, lambda message: message["t"] == "error")["what"]
        say(mine, t="host", code=code)
        say(guest, t="join", code="zzzzz")
        assert until(guest, lambda message: message["t"] == "error")["try"]
        say(guest, t="join", code=code)
        state = until(guest, lambda message: message["t"] == "ack")["state"]
        assert state["gathering"]["name"] == "Night swim"
        told = until(mine, lambda message: message["t"] == "gathering" and message["members"] == 1)
        assert told["autonomy"] is told["threshold"] is told["will"] is None and told["phones"] == 1
        own = until(guest, lambda message: message["t"] == "gathering")
        assert set(own) == {"t", "code", "members", "order"}
        say(guest, t="part")
        assert until(guest, lambda message: message["t"] == "ack")["state"]["gathering"] is None
        host.delete(f"/api/gatherings/{code}")
        assert until(mine, lambda message: message.get("over"))["code"] == code


def test_another_host_s_code_is_answered_as_a_wrong_one(host, hub):
    code = hub[1].gatherings.open(gatherings.Plan("Night swim", 0, hub[1].setting.now() + 3_600_000), None).code
    for method, path in (("PATCH", ""), ("DELETE", ""), ("POST", "/invite")):
        body = {"json": {"smiles": 1} if path else {"firm": 0.1}} if method != "DELETE" else {}
        theirs, none = (host.request(method, f"/api/gatherings/{word}{path}", **body) for word in (code, "babab-babab"))
        assert theirs.status_code == none.status_code == 404 and theirs.json() == none.json(), method


@pytest.mark.parametrize(("method", "path"), [("PATCH", ""), ("GET", "/cue"), ("GET", "")])
def test_codes_are_not_to_be_guessed(host, method, path):  # the last here: nobody is answered after it
    """One gate for every door, for hosts, too."""
    body = {"json": {}} if method == "PATCH" else {}
    asked = (host.request(method, f"/api/gatherings/babab-babab{path}", **body).status_code
             for _ in range(2 * live.ONE_JOINS[1]))  # fmt: skip
    assert 429 in asked
