"""A wearer's own page as JSON: only for the session's person, only asked for by our own pages, never a trace."""

import io
import json
import zipfile

import numpy as np
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from photophore.commons.consent import Grants
from photophore.commons.erasing import Erasing
from photophore.commons.hall import Hall, Setting
from photophore.commons.looked import Look
from photophore.commons.people import Joining
from photophore.commons.takeout import Parts, Takeout
from photophore.hub import api, known, me
from photophore.hub.mine import Mine
from photophore.pages import messages
from photophore.words import BLOCK, Audience, NoRoom, Purpose, Role, Signal, WearerClass

NEAR = {"audience": "near", "signal": "feeling", "purposes": ["light", "sync"]}
OURS = {known.HEADER: "1"}


@pytest.fixture(scope="module")
def hall(tmp_path_factory):
    opened = Hall.open(tmp_path_factory.mktemp("commons"), Grants(BLOCK), Setting("Europe/Lisbon"))
    opened.people.set_open(True, None)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def mine(hall, tmp_path_factory):
    parts = Parts(hall.store, hall.keys, hall.log, hall.people, hall.terms, hall.looked, hall.history)
    takeout = Takeout(parts, tmp_path_factory.mktemp("takeout"))
    erasing = Erasing(parts, takeout, hall.setting.now)
    return Mine(hall.terms, hall.people, hall.looked, hall.policies, takeout, erasing, messages.say,
                messages.SPOKEN, "Europe/Lisbon")  # fmt: skip


@pytest.fixture(scope="module")
def app(mine, hall):
    made = Litestar(me.routes(mine), exception_handlers={Exception: api.sorry}, request_max_body_size=api.TEXT)
    made.state.people = hall.people
    return made


class Phone:
    """A device of one person."""

    def __init__(self, app, hall, name="Ana", kind=WearerClass.ADULT):
        self.person, token = hall.people.join(None, Joining(kind, name=name))
        self.client = TestClient(app, base_url="http://testserver.local")
        self.client.cookies.set(known.COOKIE, token)

    def get(self, path, **more):
        return self.client.get(path, **more)

    def post(self, path, said=None, headers=OURS):
        return self.client.post(path, json=said, headers=headers) if said is not None else self.client.post(
            path, headers=headers
        )  # fmt: skip

    def decide(self, choice=None, language="en"):
        choice = choice or NEAR
        said = self.post("/api/me/say", choice | {"language": language}).json()["sentence"]
        return self.post("/api/me/decide", choice | {"language": language, "sentence": said})


@pytest.fixture
def ana(app, hall):
    return Phone(app, hall)


@pytest.fixture
def ben(app, hall):
    return Phone(app, hall, "Ben")


def test_somebody_new_sees_who_they_are_and_what_to_begin(ana):
    told = ana.get("/api/me?lang=en").json()
    assert told["name"] == "Ana" and told["sentences"] == [] and told["dark"] is False and told["roles"] == ["wearer"]
    first = told["offers"][0]
    assert first["sentence"] == "Photophore can hear your feeling, to light your own smile, anywhere, until you end it."
    assert told["senses"]["heart"] is True and told["leases"] == {"health": 30, "social": 600, "colour": 86400}
    spanish = ana.get("/api/me?lang=es").json()
    assert spanish["offers"][0]["sentence"].startswith("Photophore puede oír")
    assert ana.person.id not in json.dumps(told)


def test_a_choice_is_said_decided_kept_and_ended(ana):
    told = ana.decide().json()
    assert told["state"] == "given" and told["entries"][0] is not None
    (line,) = ana.get("/api/me").json()["sentences"]
    assert line["sentence"] == "People near you can see your feeling as light and fall into step with it, anywhere, " \
        "until you end it."  # fmt: skip
    assert line["record"] == told["record"] and line["needs"] is True  # not heard yet: nothing shines
    history = ana.get("/api/me/history").json()
    assert history[0]["sentence"] == line["sentence"] and history[0]["language"] == "en"
    ended = ana.post("/api/me/withdraw", {"record": line["record"]})
    assert ended.status_code == 200 and ended.json()["state"] == "withdrawn"
    assert ana.get("/api/me").json()["sentences"] == []
    assert ana.post("/api/me/withdraw", {"record": line["record"]}).status_code == 200  # again does no harm
    assert [step["state"] for step in ana.get("/api/me/history").json()] == ["withdrawn", "given"]


def test_no_client_invents_a_sentence(ana):
    wrong = ana.post("/api/me/decide", NEAR | {"language": "en", "sentence": "Nobody sees anything."})
    assert wrong.status_code == 400 and "changed" in wrong.json()["what"]
    assert ana.get("/api/me").json()["sentences"] == []


def test_dark_and_light(ana):
    ana.decide()
    assert ana.post("/api/me/dark").json()["state"] == "dark"
    assert ana.get("/api/me").json()["dark"] is True and len(ana.get("/api/me").json()["sentences"]) == 1
    assert ana.post("/api/me/light").json()["state"] == "light"
    assert ana.get("/api/me").json()["dark"] is False


def test_receipts_are_ones_own(ana, ben):
    record = ana.decide().json()["record"]
    receipt = ana.get(f"/api/me/receipts/{record}.json")
    assert receipt.json()["header"]["record_id"] == record and "attachment" in receipt.headers["content-disposition"]
    assert receipt.headers["cache-control"] == "no-store"
    consent = ana.get(f"/api/me/receipts/{record}.fhir.json")
    assert consent.json()["resourceType"] == "Consent"
    assert consent.headers["content-type"].startswith("application/fhir")
    for form in (".json", ".fhir.json"):
        assert ben.get(f"/api/me/receipts/{record}{form}").status_code == 404
    assert ben.post("/api/me/withdraw", {"record": record}).status_code == 404
    assert len(ana.get("/api/me").json()["sentences"]) == 1


def test_who_looked_is_told_to_the_wearer_alone(ana, ben, hall):
    look = Look("the clinic", Signal.MOUTH, Audience.CLINIC, int(Purpose.CARE), "a check-up")
    hall.looked.record(ana.person.id, look)
    (told,) = ana.get("/api/me/looked").json()
    assert told["who"] == "the clinic" and told["purposes"] == ["care"] and told["times"] == 1
    assert ben.get("/api/me/looked").json() == []


def test_one_dentist_by_name(app, ana, ben, hall):
    dentist = Phone(app, hall, "Dr Sol")
    hall.people.grant_role(dentist.person.id, Role.CLINIC, None)
    (sol,) = [each for each in ana.get("/api/me").json()["known"] if each["name"] == "Dr Sol"]
    (for_ben,) = [each for each in ben.get("/api/me").json()["known"] if each["name"] == "Dr Sol"]
    assert sol["word"] != for_ben["word"] and dentist.person.id not in json.dumps(sol)
    wish = {"audience": "clinic", "signal": "mouth", "purposes": ["care"], "named": sol["word"]}
    assert ana.decide(wish).status_code == 200
    line = ana.get("/api/me").json()["sentences"][0]
    assert line["sentence"].startswith("Only Dr Sol of the clinic can look") and line["named"] == sol["word"]
    assert ana.post("/api/me/say", wish | {"named": for_ben["word"]}).status_code == 400
    assert ana.post("/api/me/withdraw", {"record": line["record"]}).json()["state"] == "withdrawn"


def test_minors_are_offered_what_the_city_allows_them(app, hall, mine):
    child = Phone(app, hall, "Kim", WearerClass.CHILD)
    told = child.get("/api/me").json()
    allowed = mine.policies.tensor[WearerClass.CHILD]
    for line in told["offers"]:
        cell = allowed[:, :, Audience[line["audience"].upper()], Signal[line["signal"].upper()]]
        assert np.bitwise_or.reduce(cell, axis=None)
    assert len(told["offers"]) < len(Phone(app, hall).get("/api/me").json()["offers"])


def test_a_full_disk_says_that_you_are_dark(ana, hall, monkeypatch):
    ana.decide()

    def full(do):
        raise NoRoom("the disk is full", "", "")

    with monkeypatch.context() as patched:
        patched.setattr(hall.store, "write", full)
        told = ana.post("/api/me/dark")
        assert told.status_code >= 400 and "you stay dark" in told.json()["what"]
        assert hall.terms.is_dark(ana.person.id)
    hall.terms.tend()
    assert hall.people.get(ana.person.id).dark


def test_everything_comes_out_whole_and_in_parts(ana):
    ana.decide()
    whole = ana.get("/api/me/export")
    assert whole.status_code == 200 and whole.headers["cache-control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(whole.content)) as opened:
        assert json.loads(opened.read("me.json"))["person"]["name"] == "Ana"
    half = len(whole.content) // 2
    rest = ana.get("/api/me/export", headers={"range": f"bytes={half}-", "if-range": whole.headers["etag"]})
    assert rest.status_code == 206 and whole.content[half:] == rest.content


def test_erased_means_gone(ana):
    record = ana.decide().json()["record"]
    assert ana.post("/api/me/erase", {"sure": False}).status_code == 400
    told = ana.post("/api/me/erase", {"sure": True})
    assert told.status_code == 200 and len(bytes.fromhex(told.json()["salt"])) == 32
    for path in ("/api/me", "/api/me/history", f"/api/me/receipts/{record}.json", "/api/me/looked", "/api/me/export"):
        assert ana.get(path).status_code == 401


PATHS = ["/api/me", "/api/me/history", "/api/me/receipts/x.json", "/api/me/looked", "/api/me/export"]
DEEDS = ["say", "decide", "withdraw", "dark", "light", "erase"]


@pytest.mark.parametrize("path", PATHS)
def test_who_has_no_session_is_told_nothing(app, path):
    for cookie in (None, "x" * 43, "x" * 5000):
        client = TestClient(app, base_url="http://testserver.local")
        if cookie:
            client.cookies.set(known.COOKIE, cookie)
        answer = client.get(path)
        assert answer.status_code == 401 and answer.json().keys() == {"what", "where", "try"}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("headers", [{}, {known.HEADER: "1", "origin": "http://evil.example"},
                                     {known.HEADER: "1", "sec-fetch-site": "cross-site"}])  # fmt: skip
def test_other_sites_can_do_nothing(ana, deed, headers):
    ana.decide()
    said = {"sure": True} if deed == "erase" else NEAR | {"language": "en"} if deed in ("say", "decide") else {}
    assert ana.post(f"/api/me/{deed}", said, headers).status_code == 403
    told = ana.get("/api/me").json()
    assert len(told["sentences"]) == 1 and told["dark"] is False


@pytest.mark.parametrize("deed", ["say", "decide", "withdraw", "erase"])
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"audience": 5}', b"\xff" * 64, b'{"x": 1}', b"[" * 4000,
                                  b'{"sure": "' + b"x" * 8000 + b'"}'])  # fmt: skip
def test_garbage_is_answered_in_words(ana, deed, body):
    if deed == "withdraw" and body == b"null":
        pytest.skip("nothing named")
    answer = ana.client.post(f"/api/me/{deed}", content=body, headers=OURS | {"content-type": "application/json"})
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.json().keys() == {"what", "where", "try"}


@pytest.mark.parametrize("wrong", [
    {"audience": "boss"}, {"signal": "thoughts"}, {"purposes": []}, {"purposes": ["light"] * 99}, {"places": []},
    {"until": -1}, {"until": 1 << 70}, {"until": 5}, {"named": "x"}, {"named": "../../x"}, {"bands": ["noon"]},
    {"sentence": 7}, {"extra": 1},
])  # fmt: skip
def test_choices_that_cannot_be_are_refused(ana, wrong):
    answer = ana.post("/api/me/decide", NEAR | {"language": "en", "sentence": ""} | wrong)
    assert answer.status_code == 400, answer.text


@pytest.mark.parametrize("name", ["...", "%2e%2e%2fx", "a/b", "x.json", ".json", "x" * 3000, "%00.json", "';--"])
def test_no_guess_of_a_record_gives_anything(ana, name):
    answer = ana.get(f"/api/me/receipts/{name}")
    assert answer.status_code in (404, 400)
