"""Everybody reads and tries; only the council changes; nothing that is sent does harm."""

import base64

import numpy as np
import pytest
from litestar import Litestar
from litestar.datastructures import State
from litestar.testing import TestClient

from photophore.commons import cedar, rules, tensor
from photophore.commons.compiler import Compiler
from photophore.commons.keys import Keys
from photophore.commons.people import Joining, People
from photophore.commons.policy import MOST, Policies
from photophore.commons.store import Store
from photophore.hub import api, known
from photophore.hub import policies as routes
from photophore.pages import messages
from photophore.words import Audience, Band, Purpose, Role, Signal, Venue, WearerClass
from tests.commons.council import DAY, NIGHT, QUIET, QUIETER, PlainLog

OURS = {known.HEADER: "1"}
SHAPE = (len(WearerClass), len(Venue), len(Band), len(Audience), len(Signal))


class Log(PlainLog):
    vkeys = ("hub.test+0a1b2c3d+AQ==",)


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """A hub with policies, a member of its council and an artist -> (policies, app, tokens by role)."""
    folder = tmp_path_factory.mktemp("policies")
    store, keys, log = Store.open(folder / "hub.sqlite"), Keys.open(folder / "keys.sqlite"), Log()
    people = People(store, keys, log)
    tokens = {role: people.join(people.invite(role, None), Joining(WearerClass.ADULT))[1]
              for role in (Role.COUNCIL, Role.ARTIST)}  # fmt: skip
    policies = Policies(store, log, compiler=Compiler(folder / "kept", apart=False))
    handlers = routes.routes(policies, messages.say, messages.SPOKEN)
    app = Litestar(handlers, state=State({"people": people}), exception_handlers={Exception: api.sorry},
                   request_max_body_size=api.TEXT, logging_config=None)  # fmt: skip
    yield policies, app, tokens
    store.close()
    keys.close()


def browser(hub, role=None, headers=OURS) -> TestClient:
    client = TestClient(hub[1], base_url="http://testserver.local")
    client.headers.update(headers)
    if role:
        client.cookies.set(known.COOKIE, hub[2][role])
    return client


@pytest.fixture
def anyone(hub):
    return browser(hub)


@pytest.fixture
def council(hub):
    yield browser(hub, Role.COUNCIL)
    for policy in hub[0].in_force():
        if not policy.built_in:
            browser(hub, Role.COUNCIL).post(f"/api/policies/{policy.name}/end")


def light(content: bytes) -> np.ndarray:
    return np.frombuffer(content, np.uint8).reshape(SHAPE)


def test_everybody_reads_every_policy_in_sentences(anyone, hub):
    told = anyone.get("/api/policies").json()
    assert [policy["name"] for policy in told["policies"]] == sorted(cedar.built_in()) and not told["waiting"]
    assert told["council"] is False
    assert [len(names) for names in told["axes"].values()] == [5, 8, 8, 8, 6, 6]
    for policy in told["policies"]:
        assert policy["built_in"] and policy["why"] and policy["entry"] is not None and policy["since"]
        assert policy["sha256"] == rules.digest(policy["text"]).hex()
        assert all(rule["says"] for rule in policy["rules"])
        assert policy["rules"][0]["base"] and not any(rule["base"] for rule in policy["rules"][1:])
    assert "by" not in told["policies"][0], "who proposed it is nobody's business"


def test_light_is_the_tensor(anyone, hub):
    whole = light(anyone.get("/api/policies/light").content)
    assert np.array_equal(whole, hub[0].tensor[: len(WearerClass), ..., : len(Signal)])
    alone = light(anyone.get("/api/policies/bodies/light").content)
    assert not alone[WearerClass.ADULT, Venue.WORKPLACE.place, :, :, Signal.HEART].any()
    assert (alone[WearerClass.CHILD, Venue.HOME.place] == sum(Purpose)).all(), "alone, it takes nothing else"
    assert anyone.get("/api/policies/nothing/light").status_code == 404


def test_everybody_can_try_a_text_and_nothing_changes(anyone, hub):
    version = hub[0].version
    told = anyone.post("/api/policies/check", json={"text": QUIET}).json()
    assert told["ok"] and told["forbids_only"] and told["rules"][0]["says"] == "At night nobody sees a heart."
    assert told["dark"] > 0 and "bright" not in told
    assert any("at night" in change["says"] and change["signals"] == ["heart"] for change in told["changes"])
    after = light(base64.b64decode(told["light"]))
    assert not after[..., Band.WEEK_NIGHT, :, Signal.HEART].any()
    assert after[tensor.cell(DAY)] and hub[0].version == version and hub[0].decide(NIGHT)
    spanish = anyone.post("/api/policies/check", json={"text": QUIET, "lang": "es"}).json()
    assert "de noche" in spanish["changes"][0]["says"] or "noche" in str(spanish["changes"])


@pytest.mark.parametrize("text", ["", "forbid", QUIET.replace("heart", "hart"), "(" * 6000, "x" * 9000, "forbid\x00;"])
def test_a_text_that_means_nothing_is_told_with_its_line(anyone, text):
    answer = anyone.post("/api/policies/check", json={"text": text})
    told = answer.json()
    assert answer.status_code == 200 and not told["ok"] and told["what"] and told["where"] and told["try"]


def test_the_council_puts_a_policy_in_force_and_takes_it_back(council, hub):
    made = council.post("/api/policies", json={"name": "quiet-nights", "text": QUIET})
    assert made.status_code == 201 and made.json()["version"] == hub[0].history("quiet-nights")[-1].version
    assert not hub[0].decide(NIGHT)
    shown = {policy["name"]: policy for policy in council.get("/api/policies").json()["policies"]}
    assert shown["quiet-nights"]["why"] == "" and not shown["quiet-nights"]["built_in"]
    alone = light(council.get("/api/policies/quiet-nights/light").content)
    assert not alone[..., Band.WEEK_NIGHT, :, Signal.HEART].any() and alone[..., Band.WEEK_NIGHT, :, Signal.SKIN].any()
    told = council.post("/api/policies/check", json={"text": QUIETER, "name": "quiet-nights"}).json()
    assert {name for change in told["changes"] for name in change["signals"]} == {"skin"}, "against what is in force"
    assert council.post("/api/policies/quiet-nights/end").status_code == 200 and hub[0].decide(NIGHT)
    assert council.post("/api/policies/quiet-nights/end").status_code == 404


def test_the_council_is_told_that_it_may_propose(council):
    assert council.get("/api/policies").json()["council"] is True


@pytest.mark.parametrize("role", [None, Role.ARTIST])
def test_an_artist_cannot_act_as_council(hub, role):
    client = browser(hub, role)
    status = 403 if role else 401
    assert client.post("/api/policies", json={"name": "quiet", "text": QUIET, "urgent": True}).status_code == status
    assert client.post("/api/policies/bodies/end").status_code == status
    assert hub[0].decide(NIGHT) and hub[0].tensor[..., Signal.HEART].any()


def test_other_sites_cannot_act_for_the_council(hub):
    for headers in ({}, OURS | {"origin": "http://evil.test"}, OURS | {"sec-fetch-site": "cross-site"}):
        client = browser(hub, Role.COUNCIL, headers)
        assert client.post("/api/policies", json={"name": "quiet", "text": QUIET}).status_code == 403


def test_the_law_stays_and_says_why(council):
    answer = council.post("/api/policies/minors/end")
    assert answer.status_code == 403 and "protected by law" in answer.json()["what"]
    assert council.post("/api/policies", json={"name": "minors", "text": QUIET}).status_code == 403


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"text": 3}', b'{"text": "a", "more": 1}', b'{"name": "a"}', b'{"text": "\xff"}',
     b'{"name": "' + b"a" * 100 + b'", "text": "a"}', b'{"text": "' + b"a" * 100_000 + b'"}'],
)  # fmt: skip
def test_malformed_bodies_are_refused_in_words(council, body):
    for path in ("/api/policies", "/api/policies/check"):
        answer = council.post(path, content=body, headers={"content-type": "application/json"})
        assert 400 <= answer.status_code < 500 and answer.json()["what"]


def test_strangers_cannot_keep_a_hub_busy(hub):
    """A fresh bucket; texts that are wrong cost nothing, texts that are compiled are counted."""
    handlers = routes.routes(hub[0], messages.say)
    client = TestClient(Litestar(handlers, exception_handlers={Exception: api.sorry}, logging_config=None))
    for _ in range(3 * routes.TRIES_AT_ONCE):
        assert client.post("/api/policies/check", json={"text": "forbid"}).status_code == 200
    tries = range(2 * routes.TRIES_AT_ONCE)
    codes = [client.post("/api/policies/check", json={"text": QUIET}).status_code for _ in tries]
    assert codes[0] == 200 and codes[-1] == 429


def test_there_is_room_for_what_a_city_needs():
    assert MOST >= 32 and routes.LARGEST > 6 * rules.LONGEST
