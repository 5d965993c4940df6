"""Orders over HTTP: everybody reads them, operators draft, sign and order; nothing that is sent does harm."""

import pytest
from litestar import Litestar
from litestar.datastructures import State
from litestar.testing import TestClient

from photophore.commons import resting
from photophore.commons.incident import Incidents
from photophore.commons.keys import Keys
from photophore.commons.log import Log
from photophore.commons.partners import introduce, signing
from photophore.commons.people import Joining, People
from photophore.commons.resting import HubKind
from photophore.commons.rests import Rests
from photophore.commons.seal import Seal
from photophore.commons.store import Store, now_ms
from photophore.hub import api, known, orders
from photophore.tlog import note
from photophore.tlog.note import Kind, Signer
from photophore.words import Role, WearerClass

OURS = {known.HEADER: "1"}
CLINIC = Signer("hub.clinic/log", Kind.ED25519, b"c" * 32)


class Hub:
    def __init__(self, folder):
        self.store, self.keys = Store.open(folder / "hub.sqlite"), Keys.open(folder / "keys.sqlite")
        self.log = Log.open(folder / "log", folder / "log-private", "hub.test/log")
        people = People(self.store, self.keys, self.log)
        self.tokens = {role: people.join(people.invite(role, None), Joining(WearerClass.ADULT))[1]
                       for role in (Role.OPERATOR, Role.ARTIST)}  # fmt: skip
        self.rests = Rests(self.store, self.log, Seal(folder, self.log), Incidents(self.store, self.log))
        self.app = Litestar(orders.routes(self.rests), state=State({"people": people}), logging_config=None,
                            exception_handlers={Exception: api.sorry}, request_max_body_size=api.TEXT)  # fmt: skip

    def browser(self, role=None) -> TestClient:
        client = TestClient(self.app, base_url="http://testserver.local")
        client.headers.update(OURS)
        if role:
            client.cookies.set(known.COOKIE, self.tokens[role])
        return client


@pytest.fixture
def hub(tmp_path, unsynced):
    made = Hub(tmp_path)
    yield made
    made.log.close()
    made.store.close()
    made.keys.close()


@pytest.fixture
def unsynced(monkeypatch):
    monkeypatch.setattr("os.fsync", lambda descriptor: None)


@pytest.fixture
def operator(hub):
    return hub.browser(Role.OPERATOR)


def test_several_districts_rest_once_another_hub_has_signed(hub, operator, monkeypatch):
    monkeypatch.setattr("photophore.commons.partners.DAY", 0)  # that a day passes: tests/commons/test_partners.py
    assert operator.get("/api/rests").json() == {"vkey": "", "hubs": [], "orders": []}
    shown = introduce(signing(CLINIC), CLINIC.key, HubKind.CLINIC, hub.rests._seal.key, now_ms()).decode()
    known_ = operator.post("/api/rests/hubs", json={"note": shown})
    told = {"name": CLINIC.key.name, "vkey": str(CLINIC.key), "kind": "clinic", "waits_for": []}
    assert known_.json() == told | {"counts_from": known_.json()["counts_from"]}
    draft = operator.post("/api/rests/draft", json={"districts": ["Sol", "Luz"], "minutes": 5, "why": "Lot 7."})
    unsigned = operator.post("/api/rests", json={"districts": ["Sol", "Luz"], "cosigned": [draft.json()["note"]]})
    assert unsigned.status_code == 403 and not hub.rests.now()
    ready = resting.cosign(draft.json()["note"].encode(), CLINIC).decode()
    told = operator.post("/api/rests", json={"districts": ["Sol", "Luz"], "cosigned": [ready]}).json()
    assert told["districts"] == ["Luz", "Sol"] and told["rests"] and told["by"] == "operator"
    assert told["until"] - told["since"] == 300_000 and told["why"] == "Lot 7."
    seen = hub.browser().get("/api/rests").json()
    assert seen["orders"] == [told] and seen["hubs"] == [known_.json()]
    note.open_(told["note"].encode(), [note.read_key(seen["vkey"])])
    assert operator.delete(f"/api/rests/hubs/{CLINIC.key.name}").json() == {"forgotten": True}
    assert operator.delete(f"/api/rests/hubs/{CLINIC.key.name}").status_code == 404


def test_a_hub_signs_what_another_drafted(operator):
    text = resting.write(resting.Order("ab" * 16, CLINIC.key.name, ("A", "B"), now_ms(), now_ms() + 60_000,
                                       resting.Whom.ALL, "operator", "", 0))  # fmt: skip
    theirs = note.join(text, [CLINIC.sign(text)]).decode()
    given = operator.post("/api/rests/cosign", json={"note": theirs}).json()["note"]
    key = note.read_key(operator.get("/api/rests").json()["vkey"])
    assert [each.key for each in note.open_(given.encode(), [key, CLINIC.key]).verified] == [CLINIC.key, key]


POSTS = ("/api/rests", "/api/rests/draft", "/api/rests/cosign", "/api/rests/hubs", "/api/rests/introduce")
GOOD = {"/api/rests": {"districts": ["A"], "cosigned": ["x"]}, "/api/rests/draft": {"districts": ["A"]},
        "/api/rests/cosign": {"note": "x"}, "/api/rests/hubs": {"note": "x"},
        "/api/rests/introduce": {"vkey": str(CLINIC.key), "kind": "clinic"}}  # fmt: skip


@pytest.mark.parametrize("path", POSTS)
def test_only_operators_and_only_our_own_pages(hub, path):
    for role, status in ((None, 401), (Role.ARTIST, 403)):
        assert hub.browser(role).post(path, json=GOOD[path]).status_code == status
    stranger = hub.browser(Role.OPERATOR)
    stranger.headers.pop(known.HEADER)
    assert stranger.post(path, json=GOOD[path]).status_code == 403
    assert not hub.rests.now() and not hub.rests.partners()


@pytest.mark.parametrize(("path", "sent"), [
    ("/api/rests", {}), ("/api/rests", {"districts": [], "cosigned": ["x"]}), ("/api/rests", GOOD["/api/rests"]),
    ("/api/rests", {"districts": ["A"], "cosigned": []}), ("/api/rests/draft", {"districts": "A"}),
    ("/api/rests/draft", {"districts": ["A"], "minutes": 16}), ("/api/rests/draft", {"districts": ["A"], "minutes": 0}),
    ("/api/rests/draft", {"districts": [""]}), ("/api/rests/draft", {"districts": ["A"], "more": 1}),
    ("/api/rests/cosign", {"note": "x"}), ("/api/rests/cosign", {"note": f"{resting.FIRST}\n\n\u2014 a b\n"}),
    ("/api/rests/hubs", {"note": "x"}), ("/api/rests/hubs", {"vkey": str(CLINIC.key), "kind": "clinic"}),
    ("/api/rests/introduce", {"vkey": "x", "kind": "clinic"}), ("/api/rests/introduce", {"vkey": str(CLINIC.key)}),
    ("/api/rests/introduce", {"vkey": str(CLINIC.key), "kind": "firm"}),
])  # fmt: skip
def test_what_cannot_be_done_is_said_and_does_nothing(hub, operator, path, sent):
    answer = operator.post(path, json=sent)
    assert 400 <= answer.status_code < 500, answer.text
    assert not hub.rests.now() and not hub.rests.partners()


def test_acts_have_a_pace(operator):
    for _ in range(orders.ACTS_AT_ONCE):
        assert operator.post("/api/rests/cosign", json={"note": "x"}).status_code == 400
    assert operator.post("/api/rests/cosign", json={"note": "x"}).status_code == 429
