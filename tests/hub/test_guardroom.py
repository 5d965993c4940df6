"""Everybody reads, operators act, nobody learns of one smile; nothing that is sent does harm."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar import Litestar
from litestar.datastructures import State
from litestar.testing import TestClient

from photophore.commons.resting import Whom
from photophore.hub import api, guardroom, known, wire
from photophore.hub.guardroom import Phones, Room
from photophore.words import Role
from tests.hub import guarded
from tests.hub.guarded import Thinker, found
from tests.hub.small import small_place

OURS = {known.HEADER: "1"}


def app_of(house, post=True):
    room = Room(house.hall, small_place(), house.post if post else None, house.quiet, lambda: Phones(2, 3),
                wire.Bucket(1000, 1000), house.clock)  # fmt: skip
    return Litestar(guardroom.routes(room), state=State({"people": house.hall.people}), logging_config=None,
                    exception_handlers={Exception: api.sorry}, request_max_body_size=api.TEXT)  # fmt: skip


@pytest.fixture
def house(tmp_path):
    with guarded.house(tmp_path, Thinker(found("contact", "1003", 1003))) as made:
        yield made


def browser(house, role=None, headers=OURS, **options):
    client = TestClient(app_of(house, **options), base_url="http://testserver.local")
    client.headers.update(headers)
    if role:
        client.cookies.set(known.COOKIE, house.tokens[role])
    return client


def test_calm_groups_and_no_small_ones(house):
    house.seconds(2)
    told = browser(house).get("/api/guard").json()
    groups = {(each["kind"], each["name"]): each for each in told["groups"]}
    west, east = groups["district", "West"], groups["district", "East"]
    assert (west["smiles"], west["word"], west["level"]) == (200, "calm", 0.0)
    assert (east["smiles"], east["word"], east["level"]) == (None, "few", None), "40 are no group"
    assert told["incident"] is None and told["drills"] and told["phones"] == {"silent": 2, "failed": 3}
    assert west["x"] < east["x"] and len(told["lately"]) == 24


def test_an_incident_is_told_and_no_smile_is_named(house):
    house.seconds(2)
    house.post.plant("contact")
    house.until("mended")
    client = browser(house)
    house.clock.ms += 1000
    told = client.get("/api/guard").json()
    incident = told["incident"]
    assert incident["cause"] == "contact" and incident["id"] is None and incident["district"] == "West"
    assert incident["drill"] and incident["open"] and incident["touched"] is None, "30 are no group"
    assert incident["steps"][0]["says"] == "Far more faults than always in lot 7."
    report = client.get("/api/incidents/1/report").json()
    assert report["incident"]["owed"][0]["to"] == "the maker"
    assert "1003" not in json.dumps([told, client.get("/api/incidents/1").json(), report["record"]["timeline"]])
    assert [each["number"] for each in client.get("/api/incidents").json()] == [1]
    assert client.get("/api/incidents/99").status_code == 404 == client.get("/api/incidents/99/report").status_code


def test_the_way_from_maker_to_mouth(tmp_path):
    with guarded.house(tmp_path) as house:
        house.seconds(2)
        house.post.plant("lot")
        house.until("explained")
        report = browser(house).get("/api/incidents/1/report").json()
        began = datetime.fromtimestamp(report["incident"]["began"] / 1000, UTC).date()
        assert house.fleet.asked_on == began, "what was known by that day"
    chain = report["chain"]
    assert report["record"]["invented"] is True
    assert [(each["did"], each["who"]) for each in chain] == [
        ("made", "Saltglass Foundry"),
        ("signed", "the guild"),
        ("sold", "Saltglass Foundry"),
        ("knew", "the test desk"),
    ]
    assert chain[2]["price"] == "1,200 crowns" and chain[2]["note"] == "90 pieces" and chain[2]["whom"] == "City Health"


def test_an_operator_lets_a_district_rest_and_wake(house):
    client = browser(house, Role.OPERATOR)
    told = client.post("/api/guard/rest", json={"district": "West", "minutes": 5})
    assert told.status_code == 200 and told.json()["until"] == house.hall.rests.now()[0].until
    assert house.loop.asleep[:200].all()
    house.clock.ms += 1000
    facts = client.get("/api/guard").json()
    assert facts["rests"][0]["district"] == "West" and facts["groups"][0]["word"] == "rests"
    more = client.post("/api/guard/rest", json={"district": "East"})
    assert more.status_code == 403 and "hubs" in more.json()["what"], "a second district needs a second hub"
    assert client.post("/api/guard/wake", json={"district": "West"}).json() == {"ended": 1}
    assert not house.loop.asleep.any()
    assert client.post("/api/guard/wake", json={"district": "West"}).status_code == 404


def test_in_a_drill_nobody_real_is_darkened(house):
    client = browser(house, Role.OPERATOR)
    house.seconds(2)
    assert client.post("/api/guard/drill", json={"plant": "lot", "stay": True}).status_code == 200
    assert client.post("/api/guard/rest", json={"district": "East"}).json()["virtual"] is True, "before it is found"
    house.until("told")
    assert client.post("/api/guard/rest", json={"district": "West"}).json()["virtual"] is True
    assert {each.whom for each in house.hall.rests.now()} == {Whom.VIRTUAL}
    told = client.get("/api/guard").json()
    assert not {each["district"] for each in told["proposes"]} & {each["district"] for each in told["rests"]}
    assert client.post("/api/guard/mend", json={}).status_code == 200
    assert house.hall.rests.now() == [], "they end with the drill"
    assert client.post("/api/guard/drill", json={"plant": "lot", "stay": 1}).status_code == 400


def test_a_drill_and_its_end(house):
    client = browser(house, Role.OPERATOR)
    assert client.post("/api/guard/mend", json={}).status_code == 400, "nothing is open"
    assert client.post("/api/guard/drill", json={"plant": "lot"}).json() == {"planted": True}
    assert client.post("/api/guard/drill", json={"plant": "lot"}).status_code == 400
    house.until("detected")
    assert client.post("/api/guard/mend", json={}).status_code == 200
    answered = client.post("/api/incidents/1/answer", json={"place": 1, "answer": "By radio."})
    assert answered.status_code in (200, 201, 404), "asked only where a cause is known"


@pytest.mark.parametrize("role", [None, Role.ARTIST])
@pytest.mark.parametrize(("way", "body"), [
    ("guard/rest", {"district": "West"}), ("guard/wake", {"district": "West"}), ("guard/drill", {"plant": "lot"}),
    ("guard/mend", {}), ("incidents/1/answer", {"place": 1, "answer": "x"}),
])  # fmt: skip
def test_only_operators_act(house, role, way, body):
    answer = browser(house, role).post(f"/api/{way}", json=body)
    assert answer.status_code == (401 if role is None else 403)
    assert not house.loop.asleep.any() and not house.fleet.planted
    stranger = browser(house, Role.OPERATOR, headers={}).post(f"/api/{way}", json=body)
    assert stranger.status_code == 403, "not a page of ours"


def test_where_nobody_is_watched(house):
    client = browser(house, Role.OPERATOR, post=False)
    told = client.get("/api/guard").json()
    assert not told["watches"] and told["groups"] == []
    assert client.post("/api/guard/drill", json={"plant": "lot"}).status_code == 404
    assert client.post("/api/guard/rest", json={"district": "West"}).status_code == 200, "light rests all the same"


PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=90)
NAMES = st.sampled_from(["district", "minutes", "plant", "x"])
BODIES = st.recursive(PLAIN, lambda it: st.lists(it, max_size=3) | st.dictionaries(NAMES, it, max_size=3), max_leaves=6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["rest", "wake", "drill", "mend"]), BODIES)
def test_nothing_that_is_sent_does_harm(shared, way, body):
    answer = shared.post(f"/api/guard/{way}", content=json.dumps(body), headers={"content-type": "application/json"})
    assert answer.status_code < 500 or answer.status_code == 503
    assert answer.status_code < 400 or answer.json()["what"]


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    with guarded.house(tmp_path_factory.mktemp("house")) as house:
        yield browser(house, Role.OPERATOR)


@pytest.mark.parametrize(("level", "word"), [(None, "few"), (0.0, "calm"), (0.5, "more"), (1.0, "alarm")])
def test_a_rate_in_a_word(level, word):
    assert guardroom.word(level) == word
