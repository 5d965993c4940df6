"""What is remembered of me is mine to see, to keep longer and to forget; operators see figures and no names."""

import numpy as np
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from photophore.hub import api, known, remembered
from photophore.words import Role, Signal
from tests.commons.past import NOON
from tests.commons.taken_out import Hub

OURS = {known.HEADER: "1"}


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    made = Hub(tmp_path_factory.mktemp("hub"))
    made.app = Litestar(remembered.routes(remembered.Desk(made.history, known.person)), logging_config=None,
                        exception_handlers={Exception: api.sorry}, request_max_body_size=api.TEXT)  # fmt: skip
    made.app.state.people = made.people
    yield made
    made.close()


@pytest.fixture
def ann(hub):
    person, token = hub.join("Ann")
    client = TestClient(hub.app, base_url="http://testserver.local")
    client.headers.update(OURS)
    client.cookies.set(known.COOKIE, token)
    client.person = person
    return client


def test_what_is_remembered_of_me_is_told(hub, ann):
    told = ann.get("/api/remembered").json()
    assert told["files"] == 0 and told["flapping"] == []
    assert told["kept"]["feeling"] == {"sample": 7, "minute": 7, "hour": 7, "longest": 366}
    assert told["kept"]["heart"]["longest"] == 0
    hub.live(ann.person.id)
    hub.history.flush()
    answer = ann.get("/api/remembered")
    assert answer.json()["files"] == 2 and answer.headers["cache-control"] == "no-store"  # two hours


def test_a_wish_is_kept_and_ended(ann):
    told = ann.post("/api/remembered/keep", json={"signal": "feeling", "days": 100}).json()
    assert told["kept"]["feeling"] == {"sample": 7, "minute": 90, "hour": 100, "longest": 366}
    told = ann.post("/api/remembered/keep", json={"signal": "feeling", "days": 0}).json()
    assert told["kept"]["feeling"]["hour"] == 7


@pytest.mark.parametrize(
    "said", [{"signal": "heart", "days": 9}, {"signal": "feeling", "days": -1}, {"signal": "feeling", "days": 367},
             {"signal": "feeling"}, {"signal": "feeling", "days": "x"}, {"signal": "feeling", "days": 1, "more": 1}],
)  # fmt: skip
def test_no_other_wish_is_taken(ann, said):
    answer = ann.post("/api/remembered/keep", json=said)
    assert answer.status_code == 400 and answer.json()["what"]


def test_what_was_remembered_can_be_forgotten_and_only_mine(hub, ann):
    other, _ = hub.join("Bob")
    for person in (ann.person, other):
        hub.live(person.id)
    hub.history.flush()
    assert ann.post("/api/remembered/forget", json={"sure": False}).status_code == 400
    assert ann.get("/api/remembered").json()["files"] > 0
    assert ann.post("/api/remembered/forget", json={"sure": True}).json()["files"] == 0
    assert len(hub.history.files(other.id)) > 0
    hub.live(ann.person.id, 3)
    assert hub.history.told.waiting == 3  # what I say from now on may be remembered again
    hub.history.flush()


def test_pages_of_others_and_strangers_change_nothing(hub, ann):
    del ann.headers[known.HEADER]
    for path, said in (("keep", {"signal": "feeling", "days": 9}), ("forget", {"sure": True})):
        assert ann.post(f"/api/remembered/{path}", json=said).status_code == 403
    ann.cookies.clear()
    assert ann.get("/api/remembered").status_code == 401 and ann.get("/api/history").status_code == 401


def test_a_flapping_sensor_is_told_to_its_wearer_and_to_operators_without_a_name(hub, ann):
    ms, values = NOON - np.arange(3000), np.stack([np.arange(3000) % 2, np.arange(3000) % 3], 1)
    hub.history.remember(ann.person.id, Signal.HEART, ms, 100 * values, 1)
    (mine,) = ann.get("/api/remembered").json()["flapping"]
    assert mine["signal"] == "heart" and mine["over"] == 1800 and mine["wearer"] == ""
    assert ann.get("/api/history").status_code == 403
    hub.people.grant_role(ann.person.id, Role.OPERATOR, None)
    ann.cookies.set(known.COOKIE, hub.people.begin(ann.person.id))  # the word of before carries no new role
    told = ann.get("/api/history")
    assert told.json()["over"] >= 1800 and ann.person.id not in told.text
    assert told.json()["flapping"][0]["wearer"] == hub.history.pseudonym(ann.person.id).hex()[:8]
    assert told.json()["damaged"] == 0
